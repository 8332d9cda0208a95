"""Tasks of an earlier directory: they stand on the register, and nobody says that they passed."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from accession_cli.office.inner_text import office_text, sheet_rows
from accession_cli.papers.chinese import taken_over
from accession_cli.papers.directory_formats import FORMATS
from accession_cli.papers.templates import Environment
from accession_cli.words.directory import edition_counts, publish_by
from conftest import Answer
from edition_examples import EARLIER, edition_of, filed_task, inherited_task
from repositories import Clone

Command = Callable[..., Answer]
SAID = (
    "承接原目录（《社区依法协助政府工作事项目录（2021年版）》，津丽民发〔2021〕8号，2021年3月5日），"
    "未经本方案审批"
)
ON_SCREEN = (
    "承接原目录（《社区依法协助政府工作事项目录（2021年版）》，津丽民发〔2021〕8号，2021-03-05），"
    "未经本方案审批"
)
INHERITED = """\
route: inherited
inherited:
  document: 社区依法协助政府工作事项目录（2021年版）
  number: 津丽民发〔2021〕8号
  date: 2021-03-05
  entry: 第17项
"""


def _text(form: str, data: bytes) -> str:
    if form == "docx":
        return office_text(data).text
    if form == "xlsx":
        return "\n".join("\n".join(row.values()) for row in sheet_rows(data))
    return data.decode()


def as_inherited(draft: Path) -> None:
    """Make the draft one of an earlier directory, without application and decision."""
    text = draft.read_text(encoding="utf-8").partition("application:\n")[0]
    lines = [line for line in text.splitlines() if not line.startswith("route:")]
    draft.write_text("\n".join([*lines, INHERITED]), encoding="utf-8")


@pytest.mark.git
def test_it_is_filed_without_application_and_decision_and_every_answer_begins_with_that(
    district: Clone, draft: Path, accession: Command
) -> None:
    as_inherited(draft)
    at = ("--lang", "zh_CN", "-C", str(district.top))
    filed = accession(*at, "file", "--from", str(draft), "--json")
    assert filed.code == 0, filed.err
    made = json.loads(filed.out)
    number, path = made["id"], str(district.top / made["path"])
    text = Path(path).read_text(encoding="utf-8")
    assert "\napplication: null\ninherited:\n  document: 社区" in text
    assert "\ndecision: []\nfiling:\n  date: 2026-10-12\n" in text
    validated = accession(*at, "validate", path, "--strict")
    assert validated.code == 0, validated.out
    assert accession(*at, "show", number).out.split(maxsplit=1)[1].startswith(ON_SCREEN[:20])
    assert accession(*at, "show", "第17项").out == accession(*at, "show", number).out
    listed = accession(*at, "list")
    assert "（承接）" in listed.out
    assert f"{ON_SCREEN}：{number}。" in listed.err.replace("\n", "")
    asked = accession(*at, "check", number).out
    assert ON_SCREEN in asked.replace("\n", "")
    assert asked.index("承接原目录") < asked.index("做什么")
    answer = json.loads(accession(*at, "check", number, "--json").out)
    assert answer["tasks"][0]["inherited"]["number"] == "津丽民发〔2021〕8号"
    due = accession(*at, "todo").out
    assert number not in due


@pytest.mark.git
def test_when_it_has_ended_the_answer_does_not_say_that_it_was_admitted(
    district: Clone, draft: Path, material: Path, accession: Command
) -> None:
    as_inherited(draft)
    at = ("--lang", "zh_CN", "-C", str(district.top))
    said = "协助内容=协助残联开展年审通知，不作为责任主体。"
    filed = accession(*at, "file", "--from", str(draft), "--set", said, "--json")
    number = json.loads(filed.out)["id"]
    ended = accession(
        *(*at, "retire", number, "--applied", "2026-10-12", "--effective", "2026-10-12"),
        *("--reason", "期限届满", "--material", str(material)),
    )
    assert ended.code == 0, ended.err
    asked = accession(*at, "check", number).out.replace("\n", "")
    assert "曾在册（承接原目录），已于2026-10-12终止" in asked
    assert "曾准入" not in asked
    assert "协助残联开展年审通知，不作为责任主体。" in asked, "no part of a sentence is cut out"


@pytest.mark.git
@pytest.mark.parametrize("lacks", ["document", "number", "date"])
def test_the_earlier_directory_has_to_be_named_with_number_and_date(
    lacks: str, district: Clone, draft: Path, accession: Command
) -> None:
    as_inherited(draft)
    lines = draft.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(f"  {lacks}: ") or "〔2023〕" in line]
    draft.write_text("\n".join(kept), encoding="utf-8")
    refused = accession("-C", str(district.top), "file", "--from", str(draft))
    assert refused.code == 1
    assert lacks in refused.err


@pytest.mark.parametrize("form", ["md", "html", "csv", "json", "xlsx", "docx"])
def test_the_directory_says_it_in_every_format_and_counts_it_apart(form: str) -> None:
    made = edition_of(filed_task(), inherited_task())
    data = FORMATS[form].render(made, Environment()).data
    text = _text(form, data)
    if form == "json":
        tasks = [item["task"] for one in json.loads(text)["sections"] for item in one["items"]]
        assert [one["route"] for one in tasks] == ["application", "inherited"]
        assert tasks[1]["inherited"]["date"] == "2021-03-05"
        return
    assert text.count(SAID) == (2 if form == "html" else 1)  # above the card, and its basis
    if form == "csv":
        (row,) = (row for row in csv.reader(io.StringIO(text)) if SAID in "".join(row))
        assert next(cell for cell in row if SAID in cell).startswith(SAID)
    else:
        assert "或者承接原目录" in text


def test_it_is_no_new_admission() -> None:
    made = edition_of(filed_task(1, year=2026), inherited_task(5, year=2026))
    assert (len(made.new), made.admitted, made.taken_over, made.inherited) == (2, 1, 1, 1)
    text = FORMATS["md"].render(made, Environment()).data.decode()
    assert "承接原目录、未经本方案审批的1项，其余为本年新准入" in text
    assert text.count("（新）") == 1
    assert "### 二、新准入（1项）和承接原目录（1项）\n" in text


def test_what_is_said_of_an_edition_counts_it_apart_and_calls_an_open_day_provisional() -> None:
    made = edition_of(filed_task(1, year=2026), inherited_task(5, year=2026))
    said = "tasks 2, newly admitted 1, taken over from an earlier directory 1, ended 0"
    assert edition_counts(made) == said
    assert edition_counts(edition_of(filed_task(1, year=2026))) == "tasks 1, new 1, ended 0"
    assert publish_by(made) == f"{made.publish_by} (provisional)"
    known = edition_of(filed_task(), year=2024, base_date=date(2024, 12, 31))
    assert publish_by(known) == "2025-02-05"


def test_of_any_other_task_nothing_is_said() -> None:
    assert taken_over(filed_task().inherited) == ""
    assert taken_over(EARLIER) == SAID
