"""Canonical files: one way to write a value, edits that touch nothing else, formatting."""

import copy
import re
from typing import Any
from unicodedata import normalize

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from accession_cli.yamlfile.canonical import fit, is_canonical
from accession_cli.yamlfile.editor import (
    CommentLost,
    NotFormattable,
    NotWritable,
    edit,
    formatted,
    new_text,
)
from accession_cli.yamlfile.reader import read
from accession_cli.yamlfile.repair import dumped, plain_data, repaired, round_trip

TASK = """\
# yaml-language-server: $schema=../../../schemas/task.schema.json
schema: 1
id: DL-2024-0001
status: admitted
title: 协助社会救助入户走访
kind: task                    # task | ledger | signboard
co_agencies: []
channels:
  - community
route: application            # application | emergency
period:                       # end is the last day
  start: 2024-03-11
  end: null
frequency: 每季度一次
authorization:                # clause 2.3
  content: |-
    入户走访，登记情况。
    每季度一次。
  target: 低保对象
# 依据要写到条
basis:                        # version and article where known
  - law: 社会救助暂行办法
    version: "2014"
    # 2019 年修订，条款号不变
    article: 第四条第二款
  # 通知
  - document: 关于…的通知
    number: 津民发〔2023〕3号
    date: 2023-01-20
    attachment: null
funding:
  amount: "24000.00"          # CNY
  per: year
scope:
  subdistricts: all           # or a list of codes
sections: []                  # 3.2.1
filing:
  date: 2024-03-08
dispatch: []                  # to whom
retirement: null              # applied, effective
corrections: []
# 完
"""

AGENCIES = """\
schema: 1
agencies:
  minzheng:  # 牵头
    name: 区民政局
    credit_code: "11120110000176946D"
    active_from: null
  # 网格中心
  wangge:
    name: 区网格化管理中心
    credit_code: null
    active_from: null
"""

SIGNBOARD = """\
schema: 1
id: DL-2023-0117
title: "清理挂牌: 社区\\"零\\"挂牌"
kind: signboard
channels:
  - community
  - grid
mechanism:
  what: 社区工作站
  basis:
    withheld: true
    reviewer: 张三
notes:
  - |
    第一行
    第二行
  - 一句  # 行尾
resources:
  # 人员
  - 社区专职工作者 2 名
  - 网格员 1 名
"""

ORDER: dict[str, Any] = {
    "id": {},
    "title": {},
    "period": {"start": {}, "end": {}},
    "basis": {"law": {}, "version": {}},
    "agencies": {"*": {"name": {}, "code": {}}},
}


def value_of(text: str) -> dict[str, Any]:
    reading = read(text.encode(), "f.yaml")
    assert reading.parsed is not None, reading.findings
    return reading.parsed.value


def changed_rows(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = before.split("\n"), after.split("\n")
    return [row for row in old if row not in new], [row for row in new if row not in old]


def test_a_new_record_is_written_in_the_one_way() -> None:
    value = {
        "schema": 1,
        "title": "协助：入户（每季度）",
        "amount": "24000.00",
        "code": "120110001",
        "start": "2024-03-11",
        "end": None,
        "none": [],
        "empty": {},
        "yes": "no",
        "text": "甲\n乙",
        "ended": "甲\n乙\n",
        "basis": [{"law": "办法", "items": ["x"]}, "z"],
        "119": True,
    }
    assert new_text(value, comment="yaml-language-server: $schema=x.json") == (
        "# yaml-language-server: $schema=x.json\n"
        "schema: 1\n"
        "title: 协助：入户（每季度）\n"
        'amount: "24000.00"\n'
        'code: "120110001"\n'
        "start: 2024-03-11\n"
        "end: null\n"
        "none: []\n"
        "empty: {}\n"
        '"yes": "no"\n'
        "text: |-\n  甲\n  乙\n"
        "ended: |\n  甲\n  乙\n"
        "basis:\n  - law: 办法\n    items:\n      - x\n  - z\n"
        '"119": true\n'
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        " a",
        "a ",
        "a: b",
        "a #b",
        "a:",
        "- a",
        "?",
        "# a",
        "[a",
        "{a",
        "%a",
        "@a",
        "`a",
        "&a",
        "*a",
        "!a",
        "|",
        ">",
        "~",
        "null",
        "True",
        "yes",
        "No",
        "on",
        "Y",
        "n",
        "012",
        "+1",
        "-1",
        "1.5",
        "1e3",
        "0x1F",
        "0o17",
        ".inf",
        "1:30",
        "1_000",
        "2024-01-01T00:00:00Z",
        "---",
        "...",
        "<<",
        "=",
        '"a"',
        "'a'",
        "12",
        "２０２４",
        "“2014”",
        "2024-1-5",
        ",",
    ],
)
def test_what_some_reader_would_take_for_something_else_is_quoted(text: str) -> None:
    written = new_text({"k": text})
    assert written.startswith('k: "')
    assert value_of(written) == {"k": text}


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-11",
        "津民发〔2023〕3号",
        "a:b",
        "a#b",
        "社区：甲",
        "第四条",
        "3月",
        "DL-2024-0001",
        "“零”挂牌",
        "it's",
        'a"b',
        "a, b",
        "a\\b",
        "http://x.cn/",
        "、甲",
        "nothing",
        "…",
    ],
)
def test_what_every_reader_takes_for_text_is_plain(text: str) -> None:
    assert new_text({"k": text}) == f"k: {text}\n"


@pytest.mark.parametrize("text", ["a\n\n", "\na", " a\nb", "a \nb", "\n", "a\n \nb", "a\n"])
def test_a_block_that_editors_would_spoil_is_quoted(text: str) -> None:
    written = new_text({"k": text})
    assert written.count("\n") == 1
    assert value_of(written) == {"k": text}


@pytest.mark.parametrize("text", [TASK, AGENCIES, SIGNBOARD])
def test_comments_do_not_make_a_file_less_canonical(text: str) -> None:
    assert is_canonical(text, value_of(text))
    assert formatted(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "a: 'x'\n",
        'a: "x"\n',
        "a:  x\n",
        "a: x \n",
        "a: x",
        "a: x\n\n",
        "l:\n- x\n",
        "l:\n    - x\n",
        "m:\n    a: x\n",
        "a: yes\n",
        "a: 1:30\n",
        "a: |\n    x\n    y\n",
        "a: |-\n  x\n",
        "a: [ ]\n",
        "l:\n  -\n    a: x\n",
        '"a": x\n',
        "a : x\n",
    ],
)
def test_another_way_of_writing_the_same_is_seen_and_mended(text: str) -> None:
    value = value_of(text)
    assert not is_canonical(text, value)
    assert formatted(text) == new_text(value)


@pytest.mark.parametrize("text", ["a: v\n# 甲 \nb: w\n", "a: v\n  \nb: w\n", "a: v # 甲 \nb: w\n"])
def test_spaces_at_the_end_of_a_row_are_seen_and_taken_away(text: str) -> None:
    assert not is_canonical(text, value_of(text))
    assert formatted(text) == re.sub(r" +\n", "\n", text)


def test_keys_out_of_order_are_seen_and_put_in_order_with_their_comments() -> None:
    text = (
        "# yaml-language-server: $schema=x\n# 周期\nperiod:\n  end: null\n  # 起\n  start: x\n"
        "other: v\nid: z  # 号\nbasis:\n  - version: v\n    law: w\n# 完\n"
    )
    assert not is_canonical(text, value_of(text), ORDER)
    result = formatted(text, ORDER)
    assert result == (
        "# yaml-language-server: $schema=x\nid: z  # 号\n# 周期\nperiod:\n  # 起\n  start: x\n"
        "  end: null\nbasis:\n  - law: w\n    version: v\nother: v\n# 完\n"
    )
    assert is_canonical(result, value_of(result), ORDER)


def test_a_star_orders_the_maps_below_every_other_key() -> None:
    text = "agencies:\n  x:\n    code: a\n    name: b\n"
    assert formatted(text, ORDER) == "agencies:\n  x:\n    name: b\n    code: a\n"


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("\ufeffa: x\r\nb: z\r\n", "a: x\nb: z\n"),
        ("---\na: x\n...\n", "a: x\n"),
        ("--- # 甲\na: x\n", "# 甲\na: x\n"),
        ("a:\nb: ~\nc: Null\n", "a: null\nb: null\nc: null\n"),
        ("a: True\nb: FALSE\n", "a: true\nb: false\n"),
        ("a: 24000.00\nb: 012\n", 'a: "24000.00"\nb: "012"\n'),
        ("a: 12011000017694612\n", 'a: "12011000017694612"\n'),
        ("a: [x, {y: z}, []]\n", 'a:\n  - x\n  - "y": z\n  - []\n'),
        ("a: |+\n  x\n\nb: z\n", 'a: "x\\n\\n"\n\nb: z\n'),
        ("a: |2\n    x\n    y\n", 'a: "  x\\n  y\\n"\n'),
        ("a:\n  x\n", "a: x\n"),
        ("a: e\u0301\n", "a: é\n"),
        ('a: "e\\u0301"\n', "a: é\n"),
        ("l:\n  - |-  # 甲\n    x\n    y\n  - z \n", "l:\n  # 甲\n  - |-\n    x\n    y\n  - z\n"),
    ],
)
def test_formatting_mends_what_has_one_meaning_only(text: str, result: str) -> None:
    assert formatted(text) == result
    assert read(result.encode(), "f.yaml").findings == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: x\na: y\n", "Y145"),
        ("a: &b x\n", "Y140"),
        ("a: x\n  y\n", "Y154"),
        ("a:\n  x\n  y\n", "Y154"),
        ("a: >\n  x\n", "Y155"),
        ("1: x\n", "Y146"),
        ("标题：x\n", "Y160"),
        ("a: \u200bx\n", "Y117"),
        ("a: b: c\n", "Y166"),
        ('{"a": "b", x #c "d": "e"\n }\n', "Y150"),  # a comment where a colon should be
    ],
)
def test_formatting_guesses_nothing(text: str, code: str) -> None:
    with pytest.raises(NotFormattable) as refused:
        formatted(text, path="registry/x.yaml")
    assert code in {one.code for one in refused.value.findings}
    assert "registry/x.yaml" in refused.value.message
    assert refused.value.remedy


def test_formatting_refuses_rather_than_lose_a_comment() -> None:
    for rows in ("  -   - []\n# 甲\n", "  - {}\n  # 甲\n  - {} # 乙\n"):
        assert formatted(f"a:\n{rows}b: c\n") == f"a:\n{rows}b: c\n"
        with pytest.raises(CommentLost, match="甲"):
            formatted(f"a:\n{rows}b: 'c'\n")


def test_an_edit_touches_only_the_rows_that_change() -> None:
    old = value_of(TASK)
    new = copy.deepcopy(old)
    new["status"] = "retired"
    new["period"]["end"] = "2025-01-01"
    new["basis"][0]["version"] = "2019"
    new["channels"].append("grid")
    new["retirement"] = {"applied": "2024-12-01", "notified": [{"to": "丰年街道"}]}
    result = edit(TASK, old, new)
    assert value_of(result) == new
    assert changed_rows(TASK, result) == (
        [
            "status: admitted",
            "  end: null",
            '    version: "2014"',
            "retirement: null              # applied, effective",
        ],
        [
            "status: retired",
            "  - grid",
            "  end: 2025-01-01",
            '    version: "2019"',
            "retirement: # applied, effective",
            "  applied: 2024-12-01",
            "  notified:",
            "    - to: 丰年街道",
        ],
    )


def test_a_changed_value_keeps_the_comment_behind_it() -> None:
    old = value_of(TASK)
    result = edit(TASK, old, {**old, "kind": "a: b"})
    assert 'kind: "a: b"                    # task | ledger | signboard\n' in result


def test_a_new_key_lands_where_the_new_order_puts_it() -> None:
    old = value_of(TASK)
    new: dict[str, Any] = {}
    for key, value in old.items():
        new[key] = value
        if key == "title":
            new["class"] = "权益维护"
    new["supersedes"] = []
    result = edit(TASK, old, new)
    assert "走访\nclass: 权益维护\nkind: task" in result
    assert result.endswith("corrections: []\nsupersedes: []\n# 完\n")


def test_a_first_key_in_a_list_item_comes_and_goes_with_its_dash() -> None:
    old = value_of(TASK)
    new = copy.deepcopy(old)
    del new["basis"][0]["law"]
    new["basis"][1] = {"withheld": True, **old["basis"][1]}
    result = edit(TASK, old, new)
    assert '  - version: "2014"\n    # 2019 年修订，条款号不变\n' in result
    assert "  # 通知\n  - withheld: true\n    document: 关于…的通知\n" in result


def test_removing_keeps_the_comments_above_what_is_removed() -> None:
    old = value_of(TASK)
    new = {key: value for key, value in old.items() if key not in ("basis", "dispatch")}
    result = edit(TASK, old, new)
    assert "# 依据要写到条\nfunding:\n" in result
    assert "dispatch" not in result


def test_list_items_are_matched_by_what_they_say() -> None:
    old = value_of(SIGNBOARD)
    new = copy.deepcopy(old)
    new["resources"].insert(0, "楼门长")
    new["notes"].pop(0)
    result = edit(SIGNBOARD, old, new)
    assert "notes:\n  - 一句  # 行尾\n" in result
    assert "  - 楼门长\n  # 人员\n  - 社区专职工作者 2 名\n" in result


def test_an_agency_is_added_below_the_others() -> None:
    old = value_of(AGENCIES)
    new = copy.deepcopy(old)
    new["agencies"]["weijian"] = {"name": "区卫生健康委", "credit_code": None}
    added = "  weijian:\n    name: 区卫生健康委\n    credit_code: null\n"
    assert edit(AGENCIES, old, new) == AGENCIES + added


@pytest.mark.parametrize("text", [TASK, AGENCIES, SIGNBOARD, "l:\n- 'x'\n- y: \"z\"\n"])
def test_an_edit_that_changes_nothing_changes_no_byte(text: str) -> None:
    assert edit(text, value_of(text), value_of(text)) == text


def test_a_file_in_another_layout_can_be_edited() -> None:
    text = "l:\n- 'x'   # 甲\n-   y: \"z\"\n    w: 1\n"
    old = value_of(text)
    new = {"l": ["x", {"y": "q", "v": 2}, "end"]}
    result = edit(text, old, new)
    assert value_of(result) == new
    assert "- 'x'   # 甲\n" in result


def test_true_and_one_are_two_values() -> None:
    assert edit("a: 1\n", {"a": 1}, {"a": True}) == "a: true\n"


def test_a_character_that_no_record_may_hold_is_not_written() -> None:
    with pytest.raises(NotWritable, match=r"U\+200B"):
        edit("a: x\n", {"a": "x"}, {"a": "x\u200b"})


ODD = st.sampled_from(
    [
        "",
        "null",
        "~",
        "yes",
        "1:30",
        "1_000",
        "2024-03-11",
        "0x1F",
        "1e3",
        ".5",
        "+1",
        "-0",
        "012",
        "- a",
        "a: b",
        "a #b",
        "?",
        "-",
        "---",
        "<<",
        "=",
        "２０２４",
        "“2014”",
        "a:",
        " a",
        "a ",
        "甲\n\n乙",
        "甲\n 乙",
        "甲\n乙\n",
        "\n",
        "a\n\n",
        "{a",
        "]",
        "%a",
        "@a",
        "|",
        "x\\y",
        '"',
        "'",
    ]
)
TEXTS = st.one_of(
    ODD,
    st.text("ab1 0.-:#'\"\\,[]{}&*!|>%@`?~=<+_eExXoO：１，。甲乙“”〔\nny", max_size=12),
    st.text(st.characters().filter(fit), max_size=8).map(lambda text: normalize("NFC", text)),
).filter(fit)
KEYS = st.one_of(
    st.sampled_from(["a", "b", "id", "title", "第九条", "120110001"]),
    TEXTS.filter(lambda text: bool(text) and "\n" not in text),
)
SCALARS = st.one_of(
    TEXTS, st.none(), st.booleans(), st.integers(min_value=-(10**15) + 1, max_value=10**15 - 1)
)


def _maps(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.dictionaries(KEYS, values, max_size=3)


def _lists(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Lists hold neither lists nor empty maps; where one is drawn, it stands under a key."""
    return st.lists(
        values.map(lambda one: {"a": one} if one == {} or isinstance(one, list) else one),
        max_size=3,
    )


VALUES = st.recursive(SCALARS, lambda below: st.one_of(_lists(below), _maps(below)), max_leaves=7)
RECORDS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=4)


def commented(data: st.DataObject, text: str) -> tuple[str, int]:
    """*text* with comments at random, above rows and behind them, and how many."""
    rows: list[str] = []
    count = 0
    inside: int | None = None
    for row in text.rstrip("\n").split("\n"):
        indent = len(row) - len(row.lstrip(" "))
        if inside is not None and (not row or indent >= inside):
            rows.append(row)
            continue
        block = re.search(r"(?:: |- )\|-?$", row)
        dashes = len(re.match(r" *(?:- +)*", row)[0])  # type: ignore[index] # always matches
        inside = (indent if re.fullmatch(r" *- \|-?", row) else dashes) + 2 if block else None
        if data.draw(st.integers(0, 3)) == 0:
            count += 1
            rows.append(f"{' ' * indent}# c{count}.")
        if data.draw(st.integers(0, 3)) == 0:
            count += 1
            row += f"  # c{count}."  # noqa: PLW2901 - the row with its comment
        rows.append(row)
    return "\n".join([*rows, "# end", ""]), count


@given(RECORDS)
def test_what_is_written_is_read_again_by_every_reader(value: dict[str, Any]) -> None:
    text = new_text(value)
    reading = read(text.encode(), "f.yaml")
    assert reading.findings == ()
    assert reading.parsed is not None
    assert repr(reading.parsed.value) == repr(value)
    assert is_canonical(text, value)
    assert yaml.load(text, _WithoutDates) == value


@given(RECORDS)
def test_the_emitter_and_ruamel_write_the_same(value: dict[str, Any]) -> None:
    assert dumped(round_trip(), plain_data(value)) == new_text(value)


def test_a_comment_that_comes_to_stand_behind_a_text_block_stays_a_comment() -> None:
    text = 'a:\n  - |-\n    one\n    two\n  - c: ""\n    # why b\n    b: ""\n'
    once = formatted(text, {"a": {"b": {}, "c": {}}})
    assert once == 'a:\n  - |-\n    one\n    two\n  # why b\n  - b: ""\n    c: ""\n'


@given(RECORDS, st.data())
def test_formatting_keeps_every_comment_and_is_done_once(
    value: dict[str, Any], data: st.DataObject
) -> None:
    text, count = commented(data, new_text(value))
    assert is_canonical(text, value)
    order: dict[str, Any] = {"b": {}, "a": {"b": {}}, "*": {"title": {}, "a": {}}}
    for result in (formatted(text, order), repaired(text)):
        assert len(set(re.findall(r"# c\d+\.", result))) == count
        assert len(re.findall(r"# c\d+\.", result)) == count
        assert value_of(result) == value
    once = formatted(text, order)
    assert is_canonical(once, value, order)
    assert formatted(once, order) == once


@given(RECORDS, RECORDS, st.booleans(), st.data())
def test_an_edited_file_holds_the_new_value_and_stays_canonical(
    old: dict[str, Any], other: dict[str, Any], mixed: bool, data: st.DataObject
) -> None:
    new = {**old, **other} if mixed else other
    text, _ = commented(data, new_text(old))
    result = edit(text, old, new)
    assert value_of(result) == new
    assert is_canonical(result, value_of(result))
    assert result.endswith("# end\n")


@given(RECORDS, st.sampled_from([True, False, None]))
def test_what_another_program_wrote_is_brought_to_the_one_form(
    value: dict[str, Any], flow: bool | None
) -> None:
    text = yaml.safe_dump(
        value, allow_unicode=True, default_flow_style=flow, width=10**6, sort_keys=False
    )
    try:
        result = formatted(text)
    except NotFormattable:
        assert read(text.encode(), "f.yaml").parsed is None
        return
    assert result == new_text(value)


class _WithoutDates(yaml.SafeLoader):
    """PyYAML's reading of YAML 1.1, with dates as text, as they are in the dialect."""


_WithoutDates.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if not pair[0].endswith(":timestamp")]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
