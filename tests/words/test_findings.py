"""What was found reaches people, programs and GitHub whole, and nothing in it acts on its own."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from rich.cells import cell_len

from accession_cli import i18n
from accession_cli.finding import Code, Finding, Place, Report, Severity
from accession_cli.i18n import N_
from accession_cli.words.findings import FORMATS, clause_words, finding_lines
from accession_cli.words.layout import Page, cells, rows, table, visible, wrap

LATE = Finding(
    code="T201",
    clause="scheme 3.1",
    severity=Severity.ERROR,
    says=N_("The application came in on {received}."),
    hint=N_("Let the task begin on {earliest} or later."),
    place=Place("registry/tasks/2024/DL-2024-0002.yaml", 16, 10),
    key="period.start",
    facts={"received": date(2024, 3, 8), "earliest": date(2024, 3, 15)},
    printed="三、（一）",
)
UNVERSIONED = replace(
    LATE,
    code="B302",
    severity=Severity.HINT,
    says=N_("The law {law} is cited without its version."),
    hint="",
    place=Place("registry/tasks/2024/DL-2024-0001.yaml", 31, 5),
    key="basis[0].version",
    facts={"law": "社会救助暂行办法"},
)
GONE = replace(UNVERSIONED, code="B201", severity=Severity.WARNING)
FILES = tuple(f"registry/tasks/2024/DL-2024-000{serial}.yaml" for serial in range(1, 8))
RULES = tuple(
    Code(
        code=found.code,
        clause=found.clause,
        severity=found.severity,
        about=about,
        says=found.says,
        hint=found.hint,
    )
    for found, about in (
        (LATE, N_("A task begins {days} working days after its application came in.")),
        (UNVERSIONED, N_("A law is cited with its version.")),
        (GONE, N_("A cited law is in force.")),
    )
)


def report(*findings: Finding) -> Report:
    return Report.of(
        findings, registry="registry", as_of=date(2026, 10, 12), files=FILES, rules=RULES
    )


def shown(form: str, *findings: Finding, paper: Page | None = None) -> str:
    return FORMATS[form](report(*findings), paper or Page())


def titled(title: str) -> Finding:
    return replace(LATE, says="{title}", hint="", facts={"title": title})


def test_findings_are_sorted_by_file_and_line_whatever_order_they_came_in() -> None:
    assert report(LATE, UNVERSIONED, GONE).findings == (GONE, UNVERSIONED, LATE)
    assert report(GONE, LATE, UNVERSIONED) == report(LATE, UNVERSIONED, GONE)


def test_the_rows_of_a_list_stand_in_the_order_of_their_numbers() -> None:
    places = [Place(f"台账!{row}", typed=True) for row in (58, 7, 60, 6, 100)]
    ordered = sorted(places, key=lambda place: place.as_read)
    assert [place.path for place in ordered] == [
        "台账!6",
        "台账!7",
        "台账!58",
        "台账!60",
        "台账!100",
    ]
    assert Place("a/2026.yaml", 2).as_read < Place("a/2026.yaml", 10).as_read


def test_every_severity_is_counted_also_when_there_is_none_of_it() -> None:
    assert report(LATE, GONE, GONE).summary == {
        Severity.ERROR: 1,
        Severity.WARNING: 2,
        Severity.HINT: 0,
    }


def test_people_read_place_message_clause_and_remedy_grouped_by_file() -> None:
    assert shown("text", LATE, UNVERSIONED).splitlines() == [
        "registry/tasks/2024/DL-2024-0001.yaml:31:5  hint B302  scheme 三、（一）",
        "    The law 社会救助暂行办法 is cited without its version.",
        "",
        "registry/tasks/2024/DL-2024-0002.yaml:16:10  error T201  scheme 三、（一）",
        "    The application came in on 2024-03-08.",
        "    → Let the task begin on 2024-03-15 or later.",
        "",
        "Files checked: 7. Errors: 1. Warnings: 0. Hints: 1.",
        "→ Mend the errors, then run accession validate again.",
    ]


@pytest.mark.parametrize(
    ("findings", "step"),
    [
        ((), "→ Nothing needs mending."),
        ((UNVERSIONED,), "→ Nothing must be mended; the hints may help."),
        ((GONE, UNVERSIONED), "→ Nothing must be mended; look at the warnings."),
    ],
)
def test_the_last_line_says_what_to_do_next(findings: tuple[Finding, ...], step: str) -> None:
    assert shown("text", *findings).splitlines()[-1] == step


def test_colour_is_put_around_words_and_never_inside_them() -> None:
    coloured = shown("text", LATE, paper=Page(colour=True))
    assert "\x1b[31merror\x1b[0m" in coloured
    assert "\x1b" not in shown("text", LATE)


def test_programs_read_version_1_of_the_json() -> None:
    found = json.loads(shown("json", LATE))
    assert found == {
        "version": 1,
        "registry": "registry",
        "as_of": "2026-10-12",
        "checked": 7,
        "findings": [
            {
                "code": "T201",
                "severity": "error",
                "clause": "scheme 3.1",
                "path": "registry/tasks/2024/DL-2024-0002.yaml",
                "line": 16,
                "column": 10,
                "key": "period.start",
                "message": "The application came in on 2024-03-08.",
                "facts": {"received": "2024-03-08", "earliest": "2024-03-15"},
            }
        ],
        "summary": {"error": 1, "warning": 0, "hint": 0},
    }


@pytest.mark.parametrize(
    ("fact", "written"),
    [
        (Decimal("24000.00"), "24000.00"),
        (Severity.HINT, "hint"),
        (("a", date(2024, 1, 2)), ["a", "2024-01-02"]),
        (frozenset({"b", "a"}), ["a", "b"]),
        ({"on": date(2024, 1, 2)}, {"on": "2024-01-02"}),
        (True, True),
        (None, None),
        (12, 12),
    ],
)
def test_every_fact_has_a_form_in_json(fact: Any, written: Any) -> None:
    found = json.loads(shown("json", replace(LATE, says="", facts={"fact": fact})))
    assert found["findings"][0]["facts"]["fact"] == written


def test_github_gets_a_command_a_finding_and_a_line_that_is_none() -> None:
    assert shown("github", LATE, GONE, UNVERSIONED).splitlines() == [
        (
            "::warning file=registry/tasks/2024/DL-2024-0001.yaml,line=31,col=5,title=B201"
            "::The law 社会救助暂行办法 is cited without its version."
        ),
        (
            "::notice file=registry/tasks/2024/DL-2024-0001.yaml,line=31,col=5,title=B302"
            "::The law 社会救助暂行办法 is cited without its version."
        ),
        (
            "::error file=registry/tasks/2024/DL-2024-0002.yaml,line=16,col=10,title=T201"
            "::The application came in on 2024-03-08.%0ALet the task begin on 2024-03-15 or later."
        ),
        "Files checked: 7. Errors: 1. Warnings: 1. Hints: 1.",
    ]


HOSTILE = (
    "a\n::error::forged",
    "a\r\n::set-env name=PATH::/tmp",
    "100%0A::warning::forged",
    "\x1b[2J\x1b]0;title\x07",
    "abc\u202egnp.exe",
    "zero\u200bwidth",
    "##[add-mask]x",
    "::stop-commands::x",
    "line\u2028separator",
    "\ue000 private",
)


@pytest.mark.parametrize("title", HOSTILE)
def test_a_record_cannot_forge_a_github_command(title: str) -> None:
    lines = shown("github", titled(title)).split("\n")
    assert len(lines) == 2
    assert lines[0].startswith("::error ")
    assert not lines[1].startswith("::")
    assert "##[" not in lines[0]
    assert all(character.isprintable() for character in lines[0])


def test_a_path_cannot_end_the_properties_of_a_github_command() -> None:
    odd = replace(LATE, place=Place("registry/a,line=1::b%.yaml", 2, 3))
    assert shown("github", odd).startswith(
        "::error file=registry/a%2Cline=1%3A%3Ab%25.yaml,line=2,col=3,title=T201::"
    )


@pytest.mark.parametrize("title", HOSTILE)
@pytest.mark.parametrize("columns", [None, 40])
def test_a_record_cannot_act_on_a_terminal_or_a_build_log(title: str, columns: int | None) -> None:
    text = shown("text", titled(title), paper=Page(columns=columns))
    assert all(character.isprintable() for character in text.replace("\n", ""))
    assert not [line for line in text.splitlines() if line.lstrip().startswith("::")]
    assert "##[" not in text


def test_what_is_hidden_is_shown_by_its_number() -> None:
    assert visible("a\x1bb\u202ec\n") == "a\\u{1b}b\\u{202e}c\\u{a}"
    assert visible("两行\n", keep="\n") == "两行\n"


SENTENCE = (
    "申请于2024年3月8日收到，距开始日期不足5个工作日（《实施方案》3.1）；"
    "请将开始日期改为2024-03-15或者以后，或者更正写错的日期，再运行accession validate。"
)


@pytest.mark.parametrize("columns", range(24, 101))
def test_chinese_is_broken_by_the_rules_of_chinese_typesetting(columns: int) -> None:
    lines = wrap(SENTENCE, columns)
    assert "".join(lines).replace(" ", "") == SENTENCE.replace(" ", "")
    assert all(cells(line) <= columns for line in lines)
    assert not [line for line in lines if line[0] in "。，、；：）》」】”"]
    assert not [line for line in lines if line[-1] in "（《「【“"]


def test_no_space_comes_into_chinese_where_a_line_is_broken() -> None:
    assert wrap("一二三四五六七八九十一二三四五六七八九十", 24) == [
        "一二三四五六七八九十一二",
        "三四五六七八九十",
    ]


def test_words_and_paths_are_never_broken() -> None:
    path = "registry/applications/2024/DL-A-2024-0001.yaml"
    assert path in wrap(f"文件 {path} 不在其应在的位置。", 30)
    assert wrap("", 30) == [""]


def test_paragraphs_hang_under_their_mark() -> None:
    lines = wrap("一二三四五六七八九十" * 3, 32, first="→ ", rest="  ")
    assert [line[:2] for line in lines] == ["→ ", "  "]
    assert all(cells(line) <= 32 for line in lines)


@pytest.mark.parametrize(
    "text",
    ["区民政局", "DL-2024-0001", "（２０２４）", "é", "e\u0301", "〔2024〕1号", "→ ‘x’ — …", "𠮷"],
)
def test_widths_are_those_of_rich(text: str) -> None:
    assert cells(text) == cell_len(text)


def test_columns_stand_under_one_another_in_chinese() -> None:
    lines = table(("编号", "名称"), [("DL-2024-0001", "走访"), ("DL-2024-0010", "入户" * 20)], 40)
    starts = {
        cells(line[: line.index(word)]) for line, word in zip(lines[2:4], ("走", "入"), strict=True)
    }
    assert starts == {14}
    assert all(cells(line) <= 40 for line in lines)


def test_a_text_of_several_paragraphs_stays_on_the_right() -> None:
    assert rows([("内容", "一、走访。\n二、登记。")], 80) == [
        "  内容  一、走访。",
        "        二、登记。",
    ]


def test_a_long_term_has_a_line_of_its_own() -> None:
    long = "--superseded-by-another-task IDENTIFIER"
    assert rows([(long, "后继事项"), ("--json", "给程序")], 80) == [
        f"  {long}",
        "          后继事项",
        "  --json  给程序",
    ]


@pytest.mark.parametrize(
    ("clause", "printed", "words"),
    [
        ("scheme 3.2.3", "三、（二）3", "scheme 三、（二）3"),
        ("scheme 3.2.3", "", "scheme"),
        ("民法典 201", "", "《民法典》 art. 201"),
        ("format", "", "format"),
        ("GB 32100", "", "GB 32100"),
        ("政府信息公开条例第二十六条", "", "政府信息公开条例第二十六条"),
        ("", "", ""),
    ],
)
def test_a_clause_is_named_in_words(clause: str, printed: str, words: str) -> None:
    assert clause_words(clause, printed) == words


def test_a_table_with_long_columns_still_fits_eighty() -> None:
    row = ("2026-12-08", "还有10日", "DL-A-2026-0002", "待下达（社区、网格员）", "一" * 20)
    lines = table(("期限", "剩余工作日", "编号", "待办", "事项名称"), [row], 80)
    assert max(map(cells, lines)) <= 80


def test_fields_and_states_of_a_record_are_called_as_people_call_them() -> None:
    made = replace(
        LATE,
        says=N_(
            "The decision is dated {decided}, before the application was received on {received}."
        ),
        hint=N_("Write the status {decided}, or enter the decision that is missing."),
        place=Place("registry/applications/2026/DL-A-2026-0001.yaml"),
        facts={"decided": "approved", "received": "2026-10-12"},
    )
    i18n.use("zh_CN")
    assert "请把状态改为已批准，待备案（approved）" in "\n".join(
        finding_lines([made], Page(columns=None, colour=False))
    )
