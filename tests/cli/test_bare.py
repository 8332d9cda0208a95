"""What only reads works in a bare repository as in a clone; what writes says why it does not."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from accession_cli.errors import Exit
from conftest import Answer
from registries import does, shipped
from repositories import Clone, Worlds

pytestmark = pytest.mark.git
Command = Callable[..., Answer]

#: Commands that make papers: each makes the same ones of the bare repository.
PAPERS = {
    "export": ("export", "--out", "register.csv"),
    "export_as_data": ("export", "--status", "in_force", "--out", "register.json"),
    "report": ("report", "2025", "--format", "html", "--out", "."),
    "render_frozen": ("render", "2024", "--format", "html", "--out", "."),
    "render_head": ("render", "2025", "--format", "md", "--out", "."),
    "render_draft": ("render", "2026", "--draft", "--format", "json", "--out", "."),
    "diff": ("diff", "2024", "2025", "--format", "docx", "--out", "changes.docx"),
    "evaluation": ("evaluation", "open", "2025", "--out", "."),
    "form": ("form", "fill", "DL-2024-0006", "--out", "form.docx"),
    "rosters": ("roster", "export", "--out", "."),
    "anchor": ("anchor", "--out", "."),
}
#: Commands that answer on the screen, with the same words.
ANSWERS = {
    "diff": ("diff", "2024", "2025"),
    "diff_as_data": ("diff", "2024", "2025", "--format", "json"),
    "evaluation": ("evaluation", "summary", "2025"),
    "evaluation_as_data": ("evaluation", "summary", "2025", "--json"),
    "validate": ("validate", "--hints"),
    "validate_as_data": ("validate", "--json"),
    "validate_some": ("validate", "registry/tasks/2024", "--select", "T"),
    "validate_since": ("validate", "--since", "HEAD~1"),
    "calendar": ("calendar", "add", "2026-04-27", "10"),
    "keys": ("keys", "list"),
}
#: Commands that write, or that are about the files of a clone.
WRITING = {
    "amend": ("amend", "DL-2024-0006", "--set", "frequency=每年一次", "--reason", "x", "--yes"),
    "file": ("file", "--set", "title=x"),
    "complaint": ("complaint", "add", "--what", "x"),
    "freeze": ("freeze", "2025"),
    "sync": ("sync",),
    "undo": ("undo",),
    "format": ("format",),
    "roster": ("roster", "import", "x.xlsx"),
}


def begun(folder: Path, machine: dict[str, str]) -> None:
    """A district with a frozen edition and a template of its own, and its bare repository."""
    clone = shipped(folder, machine)
    text = (Path(__file__).parents[2] / "templates/directory.html.j2").read_text(encoding="utf-8")
    clone.write("registry/templates/directory.html.j2", f"{text}<!-- 本区的模板 -->\n")
    clone.commit("a template of its own")
    does(clone, "freeze", "2024", "--keep", "DL-2024-0020=新条文核对中")
    clone.git("clone", "--quiet", "--bare", str(clone.top), str(folder / "registry.git"))


@pytest.fixture
def kept(worlds: Worlds, tmp_path: Path, machine: dict[str, str]) -> Clone:
    worlds.copy(begun, tmp_path, machine)
    made = Clone(top=tmp_path / "district", environ=machine)
    made.git("update-index", "-q", "--refresh")
    return made


@pytest.fixture
def bare(kept: Clone) -> Path:
    return kept.top.parent / "registry.git"


def everything(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("name", PAPERS)
def test_the_same_papers_are_made_of_a_bare_repository(
    kept: Clone,
    bare: Path,
    name: str,
    tmp_path: Path,
    accession: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = []
    before = everything(bare)
    for at, folder in (("clone", kept.top), ("bare", bare)):
        place = tmp_path / at
        place.mkdir()
        monkeypatch.chdir(place)
        answer = accession("-C", str(folder), *PAPERS[name])
        assert answer.code == 0, answer.err
        made.append((answer.out, everything(place)))
    assert made[0][1]
    assert made[0] == made[1]
    assert everything(bare) == before


@pytest.mark.parametrize("name", ANSWERS)
def test_the_same_is_answered_of_a_bare_repository(
    kept: Clone, bare: Path, name: str, accession: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(kept.top)
    here, there = (accession("-C", str(folder), *ANSWERS[name]) for folder in (kept.top, bare))
    assert there == here
    assert there.out + there.err


def test_what_counts_in_a_bare_repository_is_the_newest_commit_of_its_trunk(
    kept: Clone, bare: Path, accession: Command
) -> None:
    told = ("export", "--format", "json", "--out", str(bare.parent / "register.json"), "--json")
    before = json.loads(accession("-C", str(bare), *told).out)["tasks"]
    one = next(iter(sorted((kept.top / "registry/tasks/2024").glob("*.yaml"))))
    one.unlink()
    kept.commit("take one out")
    kept.git("push", "--quiet", str(bare), "HEAD:main", "HEAD:aside")
    assert json.loads(accession("-C", str(bare), *told).out)["tasks"] == before - 1
    assert "N106" in accession("-C", str(bare), "validate").out  # a number is missing


@pytest.mark.parametrize("name", ["export", "report", "render_frozen", "anchor"])
def test_papers_of_a_bare_repository_need_a_place(
    bare: Path, name: str, accession: Command
) -> None:
    words = PAPERS[name]
    answer = accession("-C", str(bare), *words[: words.index("--out")])
    assert answer.code == Exit.USAGE
    assert "--out" in answer.err


@pytest.mark.parametrize("name", WRITING)
def test_what_writes_says_why_it_does_not_work_in_a_bare_repository(
    bare: Path, name: str, accession: Command
) -> None:
    before = everything(bare)
    answer = accession("-C", str(bare), *WRITING[name])
    assert answer.code == Exit.USAGE
    assert "is a bare repository" in answer.err
    assert f"git clone {bare}" in re.sub(r"\s+", " ", answer.err)
    assert everything(bare) == before


def test_an_attachment_and_a_link_in_a_commit_are_never_followed(
    kept: Clone, bare: Path, tmp_path: Path, accession: Command
) -> None:
    (kept.top / "registry/tasks/2024/DL-2024-0900.yaml").symlink_to("/etc/passwd")
    (kept.top / "registry/templates/own.html.j2").symlink_to("/etc/passwd")
    kept.commit("links")
    kept.git("push", "--quiet", str(bare), "HEAD:main")
    out = tmp_path / "register.json"
    assert accession("-C", str(bare), "export", "--out", str(out)).code == 0
    assert b"root:" not in out.read_bytes()


def test_of_a_published_copy_nothing_is_made_that_needs_what_it_lacks(
    kept: Clone, bare: Path, accession: Command, tmp_path: Path
) -> None:
    profile = (kept.top / "registry/scheme.yaml").read_text(encoding="utf-8")
    share = "trunk: origin/main\nshare:\n  editions: true\n  refusals: true\n"
    kept.commit("share", **{"registry/scheme.yaml": profile.replace("trunk: origin/main\n", share)})
    kept.git("push", "--quiet", str(bare), "HEAD:main")
    copy = tmp_path / "public.git"
    assert accession("publish", "-C", str(bare), "--to", str(copy), "--yes").code == 0
    for name in ("report", "render_frozen", "render_draft", "diff", "evaluation"):
        answer = accession("-C", str(copy), *PAPERS[name])
        assert "published copy" in answer.err
        assert answer.code == Exit.FOUND
    assert accession("-C", str(copy), "evaluation", "summary", "2025").code == Exit.FOUND
    told = ("export", "--out", str(tmp_path / "register.csv"))
    assert accession("-C", str(copy), *told).code == 0
