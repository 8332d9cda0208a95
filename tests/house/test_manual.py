"""The manual says what the program does."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from accession_cli.cli.commands import COMMANDS
from accession_cli.errors import Exit
from conftest import Answer
from repositories import Clone

TOP = Path(__file__).parents[2]
DOCS = TOP / "docs"


def test_the_example_task_of_the_tutorial_can_be_filed(
    district: Clone, accession: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEALED_TODAY", "2026-11-24")
    example = str(DOCS / "example-task.yaml")
    answer = accession("-C", str(district.top), "file", "--from", example)
    assert answer.code == 0, answer.err


def test_the_example_notice_of_the_tutorial_can_be_entered(
    district: Clone, accession: Callable[..., Answer], tmp_path: Path
) -> None:
    notice = tmp_path / "2027.yaml"
    shutil.copy(DOCS / "calendar-2027.example.yaml", notice)
    answer = accession("-C", str(district.top), "calendar", "import", str(notice))
    assert answer.code == 0, answer.err
    assert accession("-C", str(district.top), "validate").code == 0


def test_every_exit_code_is_in_the_manual() -> None:
    page = (DOCS / "exit-codes.md").read_text(encoding="utf-8")
    assert {int(code) for code in re.findall(r"^\| ([0-9]+) \|", page, re.MULTILINE)} == set(Exit)


@pytest.mark.parametrize("page", ["commands.md", "commands.zh-CN.md"])
def test_every_command_is_in_the_manual(page: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    for entry in COMMANDS:
        assert f"## accession {entry.name}\n" in text


@pytest.mark.parametrize(
    "page",
    [
        *(TOP / "README.md", TOP / "README.zh-CN.md", TOP / "CONTRIBUTING.md"),
        *(DOCS / "purge.md", DOCS / "purge.zh-CN.md"),
        *(DOCS / "complaints.md", DOCS / "complaints.zh-CN.md"),
        *(DOCS / "changes.md", DOCS / "changes.zh-CN.md"),
        *(DOCS / "districts.md", DOCS / "districts.zh-CN.md"),
    ],
)
def test_every_link_of_the_front_pages_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
    local = [link for link in links if not link.startswith("http")]
    assert [link for link in local if not _leads_somewhere(page, *link.partition("#"))] == []


def _leads_somewhere(page: Path, file: str, _mark: str, heading: str) -> bool:
    """Whether *file*, *page* itself for "", is there and has *heading*, if one is named."""
    target = page.parent / file if file else page
    if not heading:
        return target.exists()
    headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
    return heading in {re.sub(r"[^\w -]", "", one).lower().replace(" ", "-") for one in headings}


def test_the_readme_stays_short() -> None:
    assert len((TOP / "README.md").read_text(encoding="utf-8").split()) <= 400
    assert len((TOP / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()) <= 100


def test_both_readmes_name_the_two_commands_that_set_everything_up() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        text = (TOP / name).read_text(encoding="utf-8")
        assert "    make directory" in text
        assert "    make test" in text


@pytest.mark.git
def test_what_the_readme_shows_is_what_the_commands_say(
    accession: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEALED_TODAY", "2026-11-24")
    text = (TOP / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^    \$ accession (.*)\n((?:    .*\n|\n(?=    ))*)", text, re.MULTILINE)
    assert len(shown) == 2
    for command, lines in shown:
        said = accession(*command.split(), "-C", str(TOP / "registry"))
        for line in lines.splitlines():
            if line.strip() not in ("", "…"):
                assert line.removeprefix("    ") in said.out.splitlines()
