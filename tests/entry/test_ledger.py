"""What a ledger's heads and rows are taken for."""

from collections.abc import Callable

import pytest

import ledgers
from accession_cli.entry.days import split_period
from accession_cli.entry.ledger import (
    LedgerHeads,
    column_named,
    field_named,
    found_heads,
    ledger_words,
    rows_of,
)
from accession_cli.entry.values import NotRead
from accession_cli.papers.cells import LedgerSheet, ledger_sheets
from accession_cli.scheme.fields import schema


def sheet_of(made: Callable[[], bytes], place: int = 0, name: str = "台账.xlsx") -> LedgerSheet:
    return ledger_sheets(made(), name)[place]


def heads_of(sheet: LedgerSheet) -> LedgerHeads:
    found = found_heads(sheet.grid, sheet.merged, {})
    assert found is not None
    return found


def fields_of(made: Callable[[], bytes], place: int = 0, name: str = "台账.xlsx") -> dict[str, str]:
    return {one.head: one.key for one in heads_of(sheet_of(made, place, name)).columns}


def test_heads_of_two_lines_with_merged_cells_are_read_together() -> None:
    assert fields_of(ledgers.city_management) == {
        "序号": "",
        "工作任务": "title",
        "责任单位/牵头": "agency",
        "责任单位/配合": "co_agencies",
        "政策依据": "basis",
        "经费/金额": "funding.amount",
        "经费/资金来源": "funding.source",
        "起止时间": "period",
        "办理要求": "authorization.target",
        "备注": "",
    }
    sheet = sheet_of(ledgers.city_management)
    found = heads_of(sheet)
    assert (found.first, found.last) == (2, 3)
    units = {one.head: one.unit for one in found.columns if one.unit}
    assert units == {"经费/金额": "万元"}


def test_totals_groups_remarks_and_empty_rows_are_no_tasks() -> None:
    sheet = sheet_of(ledgers.city_management)
    rows = rows_of(sheet.grid, heads_of(sheet), sheet.merged)
    assert rows.tasks == (5, 6, 10)
    assert [(one.row, one.why) for one in rows.skipped] == [
        (4, "a heading between the rows"),
        (7, "a total"),
        (8, "empty"),
        (9, "a heading between the rows"),
        (11, "a total"),
        (12, "a remark"),
    ]


def test_heads_on_every_page_and_the_signature_are_no_tasks_and_the_empty_end_is_not_told() -> None:
    sheet = sheet_of(ledgers.page_breaks)
    rows = rows_of(sheet.grid, heads_of(sheet), sheet.merged)
    assert rows.tasks == (1, 4)
    assert [one.why for one in rows.skipped] == [
        "empty",
        "the heads once more",
        "empty",
        "a remark",
    ]


def test_a_merged_cell_holds_for_all_its_rows() -> None:
    sheet = sheet_of(ledgers.earlier_directory)
    assert [row[2] for row in sheet.grid[2:]] == ["区民政局", "区民政局", "区卫健委"]


@pytest.mark.parametrize(
    ("made", "place", "fields"),
    [
        (ledgers.health, 0, {"依据名称": "basis", "文号": "basis.number", "编号": "entry"}),
        (ledgers.earlier_directory, 0, {"目录编号": "entry", "责任部门": "agency"}),
        (ledgers.several_sheets, 1, {"事务名称": "title", "内容": "authorization.content"}),
        (ledgers.several_sheets, 2, {"项目名称": "title", "频次": "frequency"}),
        (ledgers.each_with_its_decision, 0, {"批准文件": "inherited", "有效期": "period"}),
        (ledgers.page_breaks, 0, {"事项": "title", "说明": ""}),
    ],
)
def test_heads_are_known_by_the_words_that_bureaus_use(
    made: Callable[[], bytes], place: int, fields: dict[str, str]
) -> None:
    assert fields.items() <= fields_of(made, place).items()


def test_a_head_that_only_contains_a_name_is_a_guess() -> None:
    found = {
        one.head: (one.key, one.sure)
        for one in heads_of(sheet_of(ledgers.words_of_their_own)).columns
    }
    assert found["社区承担的具体工作任务"] == ("title", False)
    assert found["区级牵头责任部门（单位）"] == ("agency", False)
    assert found["完成时限"] == ("period.end", True)


def test_a_table_in_gb18030_is_a_ledger_too() -> None:
    assert fields_of(ledgers.propaganda, name="台账.csv") == {
        "任务": "title",
        "单位": "agency",
        "具体内容": "authorization.content",
        "期限": "term",
    }


def test_where_no_head_names_the_tasks_there_is_no_ledger() -> None:
    sheet = sheet_of(ledgers.lost_heads)
    assert found_heads(sheet.grid, sheet.merged, {}) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025年1月至2025年12月", "2025年1月1日", "2025年12月31日"),
        ("2025.1-2025.12", "2025年1月1日", "2025年12月31日"),
        ("2025年1月-12月", "2025年1月1日", "2025年12月31日"),
        ("2024年2月—2024年2月", "2024年2月1日", "2024年2月29日"),
        ("2025-01-01至2025-12-31", "2025-01-01", "2025-12-31"),
        ("2025年", "2025年1月1日", "2025年12月31日"),
        ("2025年3月起", "2025年3月1日", "长期"),
        ("至2027年12月31日", "", "2027年12月31日"),
        ("长期", "", "长期"),
    ],
)
def test_a_period_is_told_apart_into_its_days(text: str, first: str, last: str) -> None:
    assert split_period(text) == (first, last)


def test_a_field_is_named_by_its_key_its_title_or_a_head_that_means_it() -> None:
    assert {field_named(text) for text in ("agency", "申请单位", "责任单位", "牵头部门")} == {
        "agency"
    }
    assert field_named("不取") == ""
    with pytest.raises(NotRead):
        field_named("谁负责")


def test_a_column_is_named_by_its_head_or_its_letters() -> None:
    heads = heads_of(sheet_of(ledgers.city_management))
    assert column_named("F", heads).head == column_named("金额", heads).head == "经费/金额"
    with pytest.raises(NotRead):
        column_named("AB", heads)


def test_a_mapping_file_may_name_every_field_that_a_column_may_hold() -> None:
    known = set(ledger_words().labels)
    part = schema("mapping")["properties"]
    assert set(part["columns"]["items"]["properties"]["field"]["enum"]) == {*known, None}
    assert set(part["shared"]["items"]["properties"]["field"]["enum"]) == known


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2025年1月20日起，2月15日止", ("2025年1月20日", "2025年2月15日")),
        ("自2025年3月1日起至2026年2月28日止", ("2025年3月1日", "2026年2月28日")),
        ("2025年1月20日起至2月15日", ("2025年1月20日", "2025年2月15日")),
    ],
)
def test_both_days_of_a_period_are_found_however_they_are_joined(
    text: str, days: tuple[str, str]
) -> None:
    assert split_period(text) == days


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2025年三月", ("2025年3月1日", "2025年3月31日")),
        ("二〇二五年三月", ("2025年3月1日", "2025年3月31日")),
        ("2025·3", ("2025年3月1日", "2025年3月31日")),
        ("2025", ("2025年1月1日", "2025年12月31日")),
        ("2025全年", ("2025年1月1日", "2025年12月31日")),
        ("2025年3月初", ("", "2025年3月初")),
        ("2025年底", ("", "2025年底")),
        ("2025年13月", ("", "2025年13月")),
        ("3年", ("", "3年")),
    ],
)
def test_a_month_or_a_year_alone_is_a_period_and_a_part_of_one_is_not(
    text: str, days: tuple[str, str]
) -> None:
    assert split_period(text) == days
