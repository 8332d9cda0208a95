"""What git would leave out of a registry, as ``git check-ignore`` itself has it, and validate."""

import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import run as run_program  # noqa: TID251 - git itself is asked

import pytest

from accession_cli.gitstore.git import Git
from accession_cli.registry.ignored import left_out, left_out_at
from conftest import Answer
from repositories import Clone, sign_in

EXAMPLES = Path(__file__).parents[1] / "examples/base/registry"
NAMES = ["scheme.yaml", "tasks/2026/SL-2026-0001.yaml", "complaints/2026/SL-C-2026-0001.yaml"]
NEXT = "registry/tasks/2026/SL-2026-0002.yaml"


def lines_of(text: str, where: str = ".gitignore") -> list[int | None]:
    return [one.place.line for one in left_out({where: text.encode()}, "registry/", NAMES)]


@pytest.mark.parametrize(
    "text",
    [
        *("registry/", "registry", "/registry/tasks", "*.yaml", "SL-2026-0002.yaml", "*"),
        *("tasks/", "**/tasks/2026/", "registry/**", "registry/tasks/2026/*", "SL-202?-*"),
        *("*.y[a]ml", "re*try/", "/*\n!/registry/\ntasks", "2026", "**/**/2027.yaml", "a/**/../x"),
        *("/build/", "*.xlsx", "/build", "# registry/", "!registry/", "!/tasks", "\n \n", "tasks"),
        *("/*\n!/registry/", "registry/build/", "registry\n!registry", "x/registry/", "/tasks/"),
        *("registry/*\n!registry/tasks/", "registry/tasks/**/x", "**/scheme.yaml", "*/scheme.yaml"),
    ],
)
def test_what_git_itself_would_leave_out_is_found(
    text: str, tmp_path: Path, machine: dict[str, str]
) -> None:
    clone = Clone(top=tmp_path, environ=machine)
    clone.git("init", "--quiet")
    clone.write(".gitignore", text)
    expected = f"{NEXT}\nregistry/scheme.yaml\nregistry/calendar/2027.yaml\n"
    asked = run_program(
        ["git", "check-ignore", "--no-index", "--stdin"],
        cwd=tmp_path, env=machine, input=expected.encode(), capture_output=True, check=False,
    )  # fmt: skip
    assert bool(lines_of(text)) == bool(asked.stdout), asked


def test_the_nearest_file_and_its_last_line_count() -> None:
    texts = {".gitignore": b"*.yaml\n", "registry/.gitignore": b"x\n!*.yaml\nkeys.yaml\n"}
    (found,) = left_out(texts, "registry/", NAMES)
    assert (str(found.place.path), found.place.line) == ("registry/.gitignore", 3)
    assert lines_of("build/\n" * 600) == [501]
    assert lines_of("**/" * 5_000 + "x*a*a*a*a*a*a*b\n" * 400) == []


@pytest.mark.git
@pytest.mark.parametrize(
    "where", [".gitignore", "registry/.gitignore", "registry/tasks/.gitignore"]
)
def test_validate_says_that_git_leaves_out_files_of_the_registry(
    where: str, tmp_path: Path, machine: dict[str, str], accession: Callable[..., Answer]
) -> None:
    clone = Clone(top=tmp_path / "here", environ=machine)
    shutil.copytree(EXAMPLES, clone.top / "registry")
    clone.git("init", "--quiet")
    sign_in(clone, "ann")
    clone.git("add", "--all")
    clone.write(where, "build/\n2027\n")
    answer = accession("-C", str(clone.top), "validate")
    assert (answer.code, f"{where}:2" in answer.out) == (1, True), answer.out
    clone.commit("ignore")
    git = Git.reading(clone.top, named=True)
    assert git is not None
    (found,) = left_out_at(git, clone.head, "registry")
    assert (found.place.path, found.place.line) == (where, 2)
    clone.write(where, "build/\n")
    assert accession("-C", str(clone.top), "validate").code == 0
