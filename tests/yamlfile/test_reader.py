"""The YAML dialect: what is read, what is refused, where, and that nothing hostile is slow."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from accession_cli.finding import Place, Severity
from accession_cli.yamlfile import canonical
from accession_cli.yamlfile import events as yaml_events
from accession_cli.yamlfile.codes import BY_CODE, CODES
from accession_cli.yamlfile.reader import EDITION, RECORD, Limits, read
from accession_cli.yamlfile.repair import round_trip

RECORD_TEXT = """\
# yaml-language-server: $schema=../../../schemas/task.schema.json
schema: 1
id: DL-2024-0001
title: 协助社会救助入户走访  # 全称
co_agencies: []
channels:
  - community
period:
  start: 2024-03-11
  end: null
authorization:
  content: |-
    入户走访。
    登记情况。
  target: 低保对象（含边缘户）：每户一次
basis:  # 依据
  - law: 社会救助暂行办法
    version: "2014"
  - document: 关于…的通知
    date: 2023-01-20
scope: {}
classified: false
days: -3
"""

RECORD_VALUE = {
    "schema": 1,
    "id": "DL-2024-0001",
    "title": "协助社会救助入户走访",
    "co_agencies": [],
    "channels": ["community"],
    "period": {"start": "2024-03-11", "end": None},
    "authorization": {
        "content": "入户走访。\n登记情况。",
        "target": "低保对象（含边缘户）：每户一次",
    },
    "basis": [
        {"law": "社会救助暂行办法", "version": "2014"},
        {"document": "关于…的通知", "date": "2023-01-20"},
    ],
    "scope": {},
    "classified": False,
    "days": -3,
}

# text, then code and line of everything that is found
WRONG: list[tuple[str, list[tuple[str, int]]]] = [
    ("", [("Y130", 1)]),
    ("# nothing\n", [("Y130", 1)]),
    ("- a\n", [("Y131", 1)]),
    ("只有一句话\n", [("Y131", 1)]),
    ("a: x\n---\nb: y\n", [("Y132", 2)]),
    ("---\na: x\n", [("Y133", 1)]),
    ("a: x\n...\n", [("Y133", 2)]),
    ("%YAML 1.2\n---\na: x\n", [("Y134", 1)]),
    ("%TAG ! x\n---\na: x\n", [("Y134", 1)]),
    ("%本月\n", [("Y134", 1)]),
    ("a: &x b\nc: d\n", [("Y140", 1)]),
    ("a: &x\n  b: c\n", [("Y140", 1)]),
    ("a: &x b\nc: *x\n", [("Y140", 1), ("Y141", 2)]),
    ("a: !x b\n", [("Y142", 1)]),
    ("a: !!str b\n", [("Y142", 1)]),
    ("a: !!python/object/apply:os.system [ls]\n", [("Y142", 1), ("Y144", 1)]),
    ("a: ! b\n", [("Y142", 1)]),
    ("<<: x\n", [("Y143", 1)]),
    ("a: [b]\n", [("Y144", 1)]),
    ("a:\n  - {b: c}\n", [("Y144", 2)]),
    ("a: [\n", [("Y144", 1)]),
    ("a: {b: c\nd: e\n", [("Y144", 1)]),
    ("a: x\na: y\n", [("Y145", 2)]),
    ("l:\n  - a: x\n    a: y\n", [("Y145", 3)]),
    ("1: x\n", [("Y146", 1)]),
    ("null: x\n", [("Y146", 1)]),
    ("True: x\n", [("Y146", 1)]),
    ("1.5: x\n", [("Y146", 1)]),
    ("? a\n: b\n", [("Y147", 1), ("Y157", 2)]),
    ("? [a]\n: b\n", [("Y147", 1)]),
    ("[a]: b\n", [("Y147", 1)]),
    ('"": x\n', [("Y148", 1)]),
    (": x\n", [("Y148", 1)]),
    ("长" * 200 + ": x\n", [("Y148", 1)]),
    ("a" * 3000 + ": x\n", [("Y148", 1)]),
    ('"a\\nb": x\n', [("Y148", 1)]),
    ("ｉｄ: x\n", [("Y149", 1)]),
    ("第１条: x\n", [("Y149", 1)]),
    ("“id”: x\n", [("Y149", 1)]),
    ("a　b: x\n", [("Y149", 1)]),
    ("标题：: x\n", [("Y149", 1)]),
    ("a:\nb: x\n", [("Y150", 1)]),
    ("l:\n  -\n  - b\n", [("Y150", 2)]),
    ("a: ~\nb: Null\nc: TRUE\n", [("Y151", 1), ("Y151", 2), ("Y151", 3)]),
    ("a: 1.5\nb: 0x1F\nc: 0o17\n", [("Y151", 1), ("Y151", 2), ("Y151", 3)]),
    ("a: 1e3\nb: .inf\nc: .nan\n", [("Y151", 1), ("Y151", 2), ("Y151", 3)]),
    ("a: 012\nb: +5\nc: -0\n", [("Y151", 1), ("Y151", 2), ("Y151", 3)]),
    ("amount: 24000.00\n", [("Y151", 1)]),
    ("a: 12011000017694612\n", [("Y152", 1)]),
    ("a: " + "9" * 5000 + "\n", [("Y152", 1)]),
    ("start: ２０２４－０３－１１\n", [("Y153", 1)]),
    ("start: 2024－03－11\n", [("Y153", 1)]),
    ("version: “2014”\n", [("Y153", 1)]),
    ("days: １２\n", [("Y153", 1)]),
    ("a: 入户\n  走访\n", [("Y154", 1)]),
    ("a: '入户\n  走访'\n", [("Y154", 1)]),
    ('a: "入户\\\n  走访"\n', [("Y154", 1)]),
    ("a: >\n  入户\n  走访\n", [("Y155", 1)]),
    ("a: >-\n  入户\n", [("Y155", 1)]),
    ("a: |+\n  x\n\n", [("Y156", 1)]),
    ("a: |2\n    x\n", [("Y156", 1)]),
    ("a: |x\n", [("Y156", 1)]),
    ("a:\n  b\n", [("Y157", 2)]),
    ("b: x\na: |\n  x", [("Y158", 2)]),
    ("a: |\n  x\n   ", [("Y158", 1)]),
    ('a: "x"#y\n', [("Y171", 1)]),
    ("a: 'x'#y\n", [("Y171", 1)]),
    ("a: []#y\n", [("Y171", 1)]),
    ("e\u0301: x\n\u00e9: y\n", [("Y115", 1), ("Y145", 2)]),
    ("标题：入户\nb: x\n", [("Y160", 1)]),
    ("x: 1\n标题：入户\nb: y\n", [("Y160", 2)]),
    ("标题：入户\n", [("Y160", 1)]),
    ("x: y\ntitle：入户\n", [("Y160", 2)]),
    ("p:\n  start：2024-03-11\n  end: null\n", [("Y160", 2)]),
    ("p:\n  start：2024-03-11\nq: x\n", [("Y160", 2)]),
    ("a:b\n", [("Y161", 1)]),
    ("x: 1\ntitle:入户\nb: y\n", [("Y161", 2)]),
    ("p:\n  start:2024-03-11\n  end: null\n", [("Y161", 2)]),
    ("a: 'x\n", [("Y162", 1)]),
    ('x: 1\n标题: "入户\nb: y\n', [("Y162", 2)]),
    ('标题: "入户”\n', [("Y162", 1)]),
    ('a: "x" y\n', [("Y163", 1)]),
    ("a: 'it's'\n", [("Y163", 1)]),
    ("a: b\n  c: d\n", [("Y164", 2)]),
    ("a:\n    b: x\n  c: y\n", [("Y164", 3)]),
    ("a:\n  - b\n c: d\n", [("Y164", 3)]),
    ("- a\nb: c\n", [("Y164", 2)]),
    (" a: x\nb: y\n", [("Y164", 2)]),
    ("a: @x\n", [("Y165", 1)]),
    ("a: `x\n", [("Y165", 1)]),
    ("a: %x\n", [("Y165", 1)]),
    ("a: ]\n", [("Y165", 1)]),
    ("a: *重要*\n", [("Y165", 1)]),
    ("a: ?\n", [("Y165", 1)]),
    ("a: b: c\n", [("Y166", 1)]),
    ("l:\n  - a\n  -b\n", [("Y167", 3)]),
    ("l:\n  -b\n  - a\n", [("Y167", 2)]),
    ('a: "\\q"\n', [("Y168", 1)]),
    ("a: - b\n", [("Y169", 1)]),
    ("a: x\n一句话\nb: y\n", [("Y170", 2)]),
    ("a: x\ty\n", [("Y120", 1)]),
    ("a:\n\t- b\n", [("Y120", 2)]),
    ("a: x # \t\n", [("Y120", 1)]),
    ("a: \x07\n", [("Y116", 1)]),
    ("a: x\ry\n", [("Y116", 1)]),
    ("a: x\x85y\n", [("Y116", 1)]),
    ("a: x\u2028y\n", [("Y116", 1)]),
    ("a: x\n# \x1b[31m\n", [("Y116", 2)]),
    ("a: x\u200by\n", [("Y117", 1)]),
    ("a: x\nb: \u202ey\n", [("Y117", 2)]),
    ("a: \u2066x\u2069\n", [("Y117", 1)]),
    ("a: \ufeffx\n", [("Y117", 1)]),
    ("a: 葛\U000e0101\n", [("Y117", 1)]),
    ("a: \ue000\n", [("Y118", 1)]),
    ("a: \ufdd0\n", [("Y118", 1)]),
    ("a: \U0001ffff\n", [("Y118", 1)]),
    ("a: \ufffd\n", [("Y119", 1)]),
    ("a: x\xa0y\n", [("Y122", 1)]),
    ("a: x\u2003y\n", [("Y122", 1)]),
    ('a: "\\u200b"\n', [("Y121", 1)]),
    ('a: "\\t"\n', [("Y121", 1)]),
    ('a: "\\ud800"\n', [("Y121", 1)]),
    ('a: "\\uD83D\\uDE00"\n', [("Y121", 1)]),
    ('"\\u202e": x\n', [("Y121", 1)]),
]


def found(data: bytes | str, limits: Limits = RECORD) -> list[tuple[str, int]]:
    raw = data.encode() if isinstance(data, str) else data
    return [(one.code, one.place.line) for one in read(raw, "f.yaml", limits).findings]


@pytest.fixture
def parser_in_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_events, "LOADER", yaml.SafeLoader)


def test_a_record_reads_as_the_values_that_an_editor_sees() -> None:
    reading = read(RECORD_TEXT.encode(), "f.yaml")
    assert reading.findings == ()
    assert reading.parsed is not None
    assert reading.parsed.value == RECORD_VALUE
    assert reading.parsed.value["classified"] is False


@pytest.mark.parametrize(("text", "expected"), WRONG, ids=[repr(text[:30]) for text, _ in WRONG])
def test_what_is_outside_the_dialect_is_refused_where_it_stands(
    text: str, expected: list[tuple[str, int]]
) -> None:
    reading = read(text.encode(), "f.yaml")
    assert [(one.code, one.place.line) for one in reading.findings] == expected
    assert reading.parsed is None
    for one in reading.findings:
        assert one.message
        assert one.remedy
        assert "{" not in one.remedy.replace("{}", "")


@pytest.mark.usefixtures("parser_in_python")
@pytest.mark.parametrize(("text", "expected"), WRONG, ids=[repr(text[:30]) for text, _ in WRONG])
def test_the_parser_in_python_refuses_the_same(text: str, expected: list[tuple[str, int]]) -> None:
    reading = read(text.encode(), "f.yaml")
    assert reading.parsed is None
    lines = [one.place.line for one in reading.findings]
    assert lines
    assert min(lines) <= max(line for _, line in expected)


@pytest.mark.usefixtures("parser_in_python")
def test_the_parser_in_python_reads_the_same_record() -> None:
    parsed = read(RECORD_TEXT.encode(), "f.yaml").parsed
    assert parsed is not None
    assert parsed.value == RECORD_VALUE


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 社区：工作，1:30\n", "社区：工作，1:30"),
        ("a: https://www.gov.cn:443/x#y\n", "https://www.gov.cn:443/x#y"),
        ("a: 2024-02-30\n", "2024-02-30"),
        ("a: no\n", "no"),
        ("a: 1_000\n", "1_000"),
        ("a: '012'\n", "012"),
        ("a: ''''\n", "'"),
        ('a: "x\\ny"\n', "x\ny"),
        ("a: 第１条\n", "第１条"),
        ("a: “重要”通知\n", "“重要”通知"),
        ("a: 社区　甲\n", "社区　甲"),
        ("a: 𠮷野家\n", "𠮷野家"),
        ("a: |\n  x\n\n  ? y\n", "x\n\n? y\n"),
        ("a: null\n", None),
        ("a: -12\n", -12),
        ("a: 999999999999999\n", 999999999999999),
    ],
)
def test_text_is_text_and_only_plain_words_and_integers_are_more(text: str, value: object) -> None:
    reading = read(text.encode(), "f.yaml")
    assert reading.findings == ()
    assert reading.parsed is not None
    assert reading.parsed.value == {"a": value}


def test_a_value_that_looks_like_a_question_marked_key_is_no_key() -> None:
    text = "a: |\n  ? x\n  y\nb: z\n"
    assert found(text) == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("a: 事务\n".encode("utf-16"), "Y110"),
        ("a: 事务\n".encode("utf-16-le"), "Y110"),
        ("a: 事务\n".encode("utf-16-be"), "Y110"),
        ("a: 事务\n".encode("gbk"), "Y111"),
        ("a: 㐀\n".encode("gb18030"), "Y111"),
        (b"a: \xff\xff\n", "Y112"),
        (b"a: x\xed\xa0\x80\n", "Y112"),
    ],
)
def test_other_encodings_are_named(data: bytes, code: str) -> None:
    assert found(data) == [(code, 1)]


@pytest.mark.parametrize(
    ("data", "code", "value"),
    [
        ("\ufeffa: 甲\n", "Y113", "甲"),
        ("a: 甲\r\n", "Y114", "甲"),
        ("a: e\u0301\n", "Y115", "e\u0301"),
        ('a: "e\\u0301"\n', "Y115", "e\u0301"),
    ],
)
def test_what_formatting_alone_mends_is_a_warning(data: str, code: str, value: str) -> None:
    reading = read(data.encode(), "f.yaml")
    assert [(one.code, one.severity) for one in reading.findings] == [(code, Severity.WARNING)]
    assert reading.parsed is not None
    assert reading.parsed.value == {"a": value}


def test_many_warnings_do_not_make_a_file_unreadable() -> None:
    text = "".join(f'k{number}: "e\\u0301"\n' for number in range(50))
    reading = read(text.encode(), "f.yaml")
    assert reading.parsed is not None
    assert len(reading.findings) == 1


def test_line_ends_of_windows_do_not_move_places() -> None:
    parsed = read(RECORD_TEXT.replace("\n", "\r\n").encode(), "f.yaml").parsed
    assert parsed is not None
    assert parsed.value == RECORD_VALUE
    assert parsed.place(("basis", 1, "date")) == Place("f.yaml", 20, 5)


@pytest.mark.parametrize(
    ("key", "line", "column"),
    [
        ((), 1, 1),
        (("title",), 4, 1),
        (("channels", 0), 7, 5),
        (("authorization", "target"), 15, 3),
        (("basis", 0), 17, 5),
        (("basis", 0, "law"), 17, 5),
        (("basis", 1, "date"), 20, 5),
        (("basis", 1, "number"), 19, 5),
        (("nothing", "at", 3), 1, 1),
    ],
)
def test_every_key_has_its_place_and_an_absent_one_that_of_what_holds_it(
    key: tuple[str | int, ...], line: int, column: int
) -> None:
    parsed = read(RECORD_TEXT.encode(), "f.yaml").parsed
    assert parsed is not None
    assert parsed.place(key) == Place("f.yaml", line, column)


def test_columns_count_characters_not_bytes() -> None:
    finding = read("条款: 𠮷甲乙: x\n".encode(), "f.yaml").findings[0]
    assert (finding.code, finding.place.column, finding.key) == ("Y166", 8, "条款")


def test_a_finding_names_the_key_it_belongs_to() -> None:
    text = "a: x\nl:\n  - b: y\n  - c: 1.5\n"
    assert [one.key for one in read(text.encode(), "f.yaml").findings] == ["l[1].c"]


def test_several_faults_are_told_at_once_but_not_without_end() -> None:
    assert len(found("a: 1.5\nb: [x]\nc: &d e\n")) == 3
    assert len(found("".join(f"k{number}: 1.5\n" for number in range(100)))) == 20
    assert len(found("\u200b\n" * 100)) == 20


HOSTILE = {
    "brackets": "a: " + "[" * 5000,
    "closed brackets": "[" * 5000 + "]" * 5000,
    "nested maps": "".join(" " * depth + "a:\n" for depth in range(600)),
    "too many nested maps": "".join(" " * depth + "a:\n" for depth in range(900)),
    "alias bomb": "a: &a [x, x]\n"
    + "".join(f"{chr(98 + n)}: &{chr(98 + n)} [{f'*{chr(97 + n)}, ' * 9}]\n" for n in range(8)),
    "long scalar": "a: " + "x" * 30_000_000,
    "many keys": "".join(f"k{number}: {number}\n" for number in range(20_000)),
    "dashes": "- " * 9000,
    "questions": "? " * 9000,
    "tags": "a: " + "!" * 10_000,
    "empty values": "a:\n" * 50_000,
    "unclosed quote": "a: '" + "x\n" * 60_000,
    "escapes": 'a: "' + "\\n" * 9000,
    "spaces": "\n".join(" " * width for width in range(600)),
    "colons": "a: " + ": " * 9000,
    "full-width colons": "：" * 15_000,
    "invisible": "\u200b\n" * 60_000,
    "duplicates": "a: x\n" * 40_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_after_a_bounded_part_of_them(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Counting(yaml.CSafeLoader):
        events = 0

        def get_event(self) -> Any:
            Counting.events += 1
            return super().get_event()

    monkeypatch.setattr(yaml_events, "LOADER", Counting)
    reading = read(HOSTILE[name].encode(), "f.yaml")
    assert reading.parsed is None
    assert 1 <= len(reading.findings) <= 20
    # Reading ends at the limit of nodes; naming the keys of what was found reads it once more.
    assert Counting.events <= 4 * RECORD.nodes + 100


def test_a_file_that_is_too_large_is_never_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_events, "LOADER", None)
    assert found(b"a: " + b"x" * 300_000) == [("Y101", 1)]
    assert found("a: " + "甲" * 30_000) == [("Y104", 1)]


def test_an_edition_may_be_larger_than_a_record() -> None:
    text = "members:\n" + "".join(f"  - DL-2024-{number:04}\n" for number in range(9000))
    assert found(text) == [("Y103", 5000)]
    assert found(text, EDITION) == []


def test_each_level_of_lists_and_maps_counts_towards_the_depth() -> None:
    deep = "a:\n" + "".join("  " * depth + "a:\n" for depth in range(1, 7)) + " " * 14 + "b: x\n"
    assert found(deep) == []
    deeper = "".join(f"  {row}\n" for row in deep.splitlines())
    assert found(f"z:\n{deeper}") == [("Y102", 9)]


def test_every_kind_has_a_code_of_its_own_and_two_sentences() -> None:
    assert len(BY_CODE) == len(CODES)
    for kind in CODES:
        assert re.fullmatch(r"Y1\d\d", kind.code)
        assert kind.says.rstrip('"').endswith((".", ". ."))
        assert kind.hint.endswith((".", ". ", ": ."))


def test_every_kind_of_the_table_is_seen_in_a_case_above() -> None:
    seen = {code for _, expected in WRONG for code, _ in expected}
    elsewhere = {"Y101", "Y102", "Y103", "Y104", "Y110", "Y111", "Y112", "Y113", "Y114", "Y115"}
    assert set(BY_CODE) - seen - elsewhere == {"Y179", "Y190"}


def test_no_sentence_shows_the_words_of_a_library() -> None:
    for text, _ in WRONG:
        findings = read(text.encode(), "f.yaml").findings
        assert findings, text
        for one in findings:
            assert "found" not in one.message
            assert "while" not in one.message


@given(st.text(max_size=60))
def test_reading_never_raises(text: str) -> None:
    reading = read(text.encode("utf-8", "surrogatepass"), "f.yaml")
    assert reading.parsed is not None or reading.findings


@given(st.text("ab甲:：- \n'\"#[]{}|>&*!?%@,.0123456789~\\", max_size=40))
def test_what_is_read_is_what_the_other_reader_reads(text: str) -> None:
    parsed = read(text.encode(), "f.yaml").parsed
    if parsed is None:
        return
    other = round_trip().load(text)
    assert repr(_plainly(other)) == repr(parsed.value)


def test_the_quick_look_at_characters_lets_none_through_that_the_full_one_stops() -> None:
    passed = [chr(point) for point in range(0x110000) if canonical._COMMON.fullmatch(chr(point))]
    assert len(passed) > 20_000
    assert not canonical.UNFIT.search("".join(passed))


def test_the_profile_in_this_repository_is_in_the_dialect() -> None:
    path = Path(__file__).parents[2] / "registry" / "scheme.yaml"
    assert read(path.read_bytes(), "registry/scheme.yaml").findings == ()


def _plainly(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plainly(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plainly(item) for item in value]
    return str(value) if isinstance(value, str) else value


@pytest.mark.parametrize("last", ["?", "- ?", "-?"])
def test_a_text_that_ends_in_a_question_mark_is_no_key(last: str) -> None:
    found = read(f"a: |-\n  谁来办\n  {last}\nb: null\n".encode(), "x.yaml")
    assert found.findings == ()
    assert found.parsed is not None
    assert found.parsed.value == {"a": f"谁来办\n{last}", "b": None}
