"""No list and no number is made from records without saying which of them could not be read."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader

from conftest import Answer
from repositories import Clone

Command = Callable[..., Answer]
BROKEN = "registry/tasks/2025/DL-2025-0001.yaml"
SOUND, NEWER, NO_YAML = "schema: 3", "schema: 5", "schema: ["
SAID = "Files that could not be read"


@pytest.fixture(params=[NEWER, NO_YAML], ids=["another schema", "no YAML"])
def torn(district: Clone, request: pytest.FixtureRequest) -> Clone:
    """A registry in which one task cannot be read, and nobody has noticed it."""
    text = (district.top / BROKEN).read_text(encoding="utf-8")
    district.commit("torn", **{BROKEN: text.replace(SOUND, request.param, 1)})
    return district


@pytest.mark.parametrize(
    "command",
    [
        ("list",),
        ("list", "--known-on", "2099-12-31"),
        ("list", "--applications"),
        ("check", "任何事务"),
        ("todo",),
        ("complaint", "list"),
        ("complaint", "list", "--summary"),
        ("notify",),
        ("statutes", "check"),
        ("dispatch", "--pending", "--letter"),
        ("export",),
        ("evaluation", "summary", "2025"),
        ("evaluation", "open", "2025"),
        ("render", "2025", "--draft", "--format", "json"),
    ],
    ids=" ".join,
)
def test_what_is_made_from_records_says_which_could_not_be_read(
    torn: Clone, accession: Command, command: tuple[str, ...]
) -> None:
    here = ("-C", str(torn.top))
    said = accession(*here, *command)
    assert said.code in {0, 1}, said.err
    assert SAID in said.err
    found = json.loads(accession(*here, *command, "--json").out)
    assert (found.get("data") or found)["unread"] == [BROKEN]


@pytest.mark.parametrize(
    "command", [("render", "2025"), ("diff", "2024", "2025"), ("freeze", "2025")], ids=" ".join
)
def test_no_edition_is_made_or_frozen_or_compared_without_a_record(
    torn: Clone, accession: Command, command: tuple[str, ...]
) -> None:
    answer = accession("-C", str(torn.top), *command)
    assert (answer.code, answer.out) == (1, "")
    assert "There are errors in the registry" in answer.err


def test_nobody_is_told_to_refuse_what_may_be_in_a_record_that_could_not_be_read(
    torn: Clone, accession: Command
) -> None:
    here = ("-C", str(torn.top), "check")
    answer = accession(*here, "没有人听说过的事务")
    assert answer.code == 0
    assert "Do not refuse anything on this answer" in answer.out
    assert "accession validate" in answer.out
    declining = ("--asker", "district", "--none-of-these", "--class", "卫生健康", "--json")
    found = json.loads(accession(*here, "没有人听说过的事务", *declining).out)
    assert "unread" in found["lacking"]
    assert "decline" not in [letter["kind"] for letter in found["letters"]]


def test_another_file_that_could_not_be_read_keeps_no_answer_back(
    district: Clone, accession: Command
) -> None:
    district.write("registry/complaints/2026/DL-C-2026-0001.yaml", "schema: 2\n")
    declining = ("--asker", "district", "--none-of-these", "--class", "卫生健康")
    answer = accession("-C", str(district.top), "check", "没有人听说过的事务", *declining)
    assert SAID in answer.err
    assert "暂不承接" in answer.out


def test_all_that_wait_are_not_said_to_have_gone_down_where_one_could_not_be_read(
    torn: Clone, accession: Command
) -> None:
    here = ("-C", str(torn.top), "dispatch", "--pending")
    nothing = accession(*here)
    assert nothing.code == 3
    assert BROKEN in nothing.err
    path = "registry/tasks/2026/DL-2026-0019.yaml"
    text = (torn.top / path).read_text(encoding="utf-8")
    sent = text[text.index("dispatch:\n") : text.index("retirement:")]
    torn.commit("not sent", **{path: text.replace(sent, "dispatch: []\n")})
    answer = accession(*here, "--json")
    assert answer.code == 0, answer.err
    made = json.loads(answer.out)
    assert ([one["id"] for one in made["tasks"]], made["unread"]) == (["DL-2026-0019"], [BROKEN])


def test_a_draft_says_on_its_face_in_every_format_that_records_are_left_out(
    torn: Clone, accession: Command
) -> None:
    answer = accession("-C", str(torn.top), "render", "2025", "--draft", "--json")
    files = {one["format"]: Path(one["path"]) for one in json.loads(answer.out)["files"]}
    note = "缺1个无法读取的文件"
    assert all(note in path.name for path in files.values())
    for form in ("html", "md", "json", "ics"):
        assert note in files[form].read_text(encoding="utf-8").replace("\n ", "").replace("\r", "")
    assert note in PdfReader(files["pdf"]).pages[0].extract_text().replace("\n", "")
    assert any(note in one.text for one in Document(str(files["docx"])).paragraphs[:20])
    with zipfile.ZipFile(files["xlsx"]) as parts:
        assert note in parts.read("xl/sharedStrings.xml").decode()
    assert json.loads(files["json"].read_text(encoding="utf-8"))["unread"] == 1
