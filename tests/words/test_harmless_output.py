"""Whatever people type, no terminal and no build log obeys it, and nobody misses a word."""

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from accession_cli import clock, i18n
from accession_cli.actions.answer import Context, answer
from accession_cli.actions.freshness import DataState
from accession_cli.actions.task_lookup import find
from accession_cli.actions.validate import validate
from accession_cli.finding import Code, Finding, Place, Report, Severity
from accession_cli.i18n import N_
from accession_cli.words import answer as reply
from accession_cli.words import task
from accession_cli.words.findings import FORMATS as REPORTS
from accession_cli.words.layout import Page, visible
from accession_cli.yamlfile import editor, reader
from conftest import Answer
from document_shapes import bare
from injection_examples import DAY, EVERYWHERE, ONE_LINE, filled_with, on_disk
from payloads import TEXTS, UNSOUND
from repositories import Clone


@pytest.fixture
def hostile_district(district: Clone) -> Path:
    """A registry on disk with a task for each text."""
    return on_disk(district, EVERYWHERE)


def obeyed(text: str) -> list[str]:
    """The lines of *text* that a terminal or a build log would obey."""
    return [
        line
        for line in text.split("\n")
        if not line.isprintable()
        or line.lstrip().startswith("::")
        or any(start in line for start in ("##[", "##vso[", "##teamcity["))
    ]


def lacking(texts: Iterable[str], shown: str) -> list[str]:
    """Those of *texts* that do not stand in what is shown; ``visible`` says how they would.

    Where a text has room for its paragraphs, their ends are kept.
    """
    found = bare(shown).replace("\\u{3a}:", "::")
    ways = {text: (visible(text), visible(text, keep="\n")) for text in texts}
    return [text for text, forms in ways.items() if not any(bare(one) in found for one in forms)]


def test_a_list_at_a_terminal_shows_every_title_and_obeys_none(
    hostile_district: Path, accession: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    listed = accession("-C", str(hostile_district), "list", "--status", "all")
    assert listed.code == 0
    assert obeyed(listed.out + listed.err) == []
    assert lacking(ONE_LINE, listed.out) == []


def test_a_page_and_an_answer_at_a_terminal_show_every_text_and_obey_none() -> None:
    noon = datetime.combine(DAY, time(12, tzinfo=clock.SHANGHAI))
    read, few = filled_with(EVERYWHERE), filled_with(EVERYWHERE[::9])
    marks = (
        "目标",
        "流程",
        "频次",
        "法",
        "文件",
        "来源",
        "培训",
        "机制",
        "备案号",
        "部门",
        "更正因",
    )
    for serial, sown_text in enumerate(EVERYWHERE, 1):
        row = find(read, f"DL-2024-{serial:04d}", DAY)
        page = "\n".join(task.task_lines(row, read, None))
        texts = [sown_text.text, *map(sown_text.at, marks)]
        assert (obeyed(page), lacking(texts, page)) == ([], [])
        found = answer(few, sown_text.text + "协助", noon, Context(), DataState())
        assert obeyed("\n".join(reply.answer_lines(found, few.scheme, None, None))) == []


@pytest.mark.git
@pytest.mark.parametrize("columns", ["", "80"])
def test_a_page_and_an_answer_obey_nothing_however_wide_the_terminal_is(
    district: Clone,
    accession: Callable[..., Answer],
    monkeypatch: pytest.MonkeyPatch,
    columns: str,
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    top = str(on_disk(district, [one for one in EVERYWHERE if "::" in one.text]))
    for command in (
        ("show", "DL-2024-0101"),
        ("show", "DL-2024-0101", "--json"),
        ("check", "::error::甲"),
        ("check", "##[error]甲\x1b[2J", "--json"),
        ("show", "DL\n::error::甲\x1b[2J"),
        ("list", "--find", "::error::甲"),
    ):
        said_all = accession("-C", top, *command)
        assert obeyed(said_all.out + said_all.err) == [], command


def quoting(text: str) -> Report:
    """A report whose one finding has *text* in its place, key, sentences and facts."""
    rule = Code(
        code="T101",
        clause="scheme 3.1",
        severity=Severity.ERROR,
        about=N_("{text}"),
        says=N_("{text}"),
        hint=N_("{text}"),
    )
    found = Finding(
        code=rule.code,
        clause=rule.clause,
        severity=rule.severity,
        says=rule.says,
        hint=rule.hint,
        place=Place(f"registry/{text}", 1, 1),
        key=text,
        facts={"text": text},
    )
    files = (found.place.path,)
    return Report.of((found,), registry="registry", as_of=DAY, files=files, rules=(rule,))


def whole(name: str, report: Report) -> str:
    """The one finding of a report as its reader gets it: sentence and path."""
    written = REPORTS[name](report, Page())
    match name:
        case "gitlab":
            (issue,) = json.loads(written)
            return f"{issue['description']} {issue['location']['path']}"
        case "sarif":
            (result,) = json.loads(written)["runs"][0]["results"]
            place = result["locations"][0]["physicalLocation"]["artifactLocation"]
            text = str(result["message"]["text"]).replace("{{", "{").replace("}}", "}")
            return text.replace("]\\u{28}", "](") + unquote(place["uri"])
        case "junit":
            case = ET.fromstring(written).find("testsuite/testcase")
            assert case is not None
            assert [child.tag for child in case] == ["failure"]
            return f"{case[0].text} {case.get('name')}"
        case "json":
            (found,) = json.loads(written)["findings"]
            return f"{found['message']} {found['path']}"
        case "github":
            return unquote(written.split("\n")[0])
    return written


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_says_every_text_and_is_itself_obeyed_by_nothing(name: str) -> None:
    for text in (*TEXTS, *UNSOUND.values()):
        report = quoting(text)
        written = REPORTS[name](report, Page())
        if name == "github":
            assert written.startswith("::error file=registry/")
            assert written.count("\n") == 1
            written = written.removeprefix("::")
        assert obeyed(written) == [], text
        if name == "json":
            assert whole(name, report) == f"{text} registry/{text}"
        else:
            assert lacking([text], whole(name, report)) == [], text


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_check_of_hostile_records_is_obeyed_by_nothing(
    hostile_district: Path, language: str
) -> None:
    i18n.use(language)
    made = validate(hostile_district, as_of=date(2026, 10, 12))
    assert not [found for found in made.findings if found.code[0] in "SY"]
    assert sum("DL-2024-01" in found.place.path for found in made.findings) > 100
    for name in REPORTS:
        lines = REPORTS[name](made, Page()).split("\n")
        if name == "github":
            assert len(lines) == len(made.findings) + 1
            lines = [line.removeprefix("::") for line in lines]
        assert obeyed("\n".join(lines)) == []


@pytest.mark.parametrize(
    "name", ["a\n::error::甲", "a\x1b[2J", "##[error]a", "<b>&a'\"", "a\u202eb"]
)
def test_the_name_of_a_stray_file_is_text_in_every_report(
    name: str, district: Clone, accession: Callable[..., Answer]
) -> None:
    district.write(f"registry/{name}", "")
    for form in REPORTS:
        answered = accession("-C", str(district.top), "validate", "--format", form)
        assert answered.code == 1
        lines = answered.out.split("\n")
        if form == "github":
            lines = [line.removeprefix("::") for line in lines]
        assert obeyed("\n".join(lines)) == []


@pytest.mark.parametrize("sort", UNSOUND)
def test_no_record_can_hold_what_acts_hides_or_turns_the_reading_order(sort: str) -> None:
    text = UNSOUND[sort]
    escaped = "".join(f"\\U{ord(character):08x}" for character in text)
    for record in (f"title: 前{text}后\n", f'title: "前{text}后"\n', f'title: "前{escaped}后"\n'):
        reading = reader.read(record.encode(), "registry/tasks/2024/DL-2024-0001.yaml")
        assert reading.parsed is None
        assert obeyed("\n".join(found.message for found in reading.findings)) == []


@pytest.mark.parametrize("text", TEXTS)
def test_a_record_can_hold_every_other_text(text: str) -> None:
    record = editor.new_text({"title": text})
    reading = reader.read(record.encode(), "registry/tasks/2024/DL-2024-0001.yaml")
    assert reading.parsed is not None
    assert reading.parsed.value == {"title": text}
