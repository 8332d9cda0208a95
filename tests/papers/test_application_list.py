"""Lists of applications in Excel: a row each, every doubt named by its cell."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from accession_cli.actions.application_form import applications_in
from accession_cli.entry.form_words import layout
from accession_cli.entry.ledger import letters
from accession_cli.errors import Exit, Refused
from accession_cli.papers.application_list import (
    LIST_LACKS_COLUMNS,
    LIST_TOO_LONG,
    NO_LIST_IN_IT,
    annotated,
    blank_list,
)
from conftest import Answer
from filled_forms import asked, records, registry
from filled_lists import FIRST, cells_of, list_of, read_rows, texts_for
from libreoffice import needs_office, saved_again
from refusals import refuses
from registries import SHIPPED
from repositories import Clone
from workbook_cells import can_be_filled_in, part

Command = Callable[..., Answer]
TASK = "DL-2024-0001"
KEYS = [field.key for field in layout().columns]
LABELS = {field.key: field.label for field in layout().columns}


def row(**changes: Any) -> dict[str, Any]:
    """The row of a sample task; a field's key is written with __ for its dot."""
    return {**texts_for(records()[TASK]), **{k.replace("__", "."): v for k, v in changes.items()}}


def doubts(data: bytes) -> list[tuple[str, str]]:
    return [(one.place, one.key) for found in read_rows(data) for one in found.unread]


def column(key: str) -> str:
    return letters(KEYS.index(key))


# Read


def test_every_sample_task_comes_back_from_its_row() -> None:
    numbers = sorted(records())
    found = read_rows(list_of([texts_for(records()[number]) for number in numbers]))
    assert [one.unread for one in found] == [()] * len(numbers)
    for number, one in zip(numbers, found, strict=True):
        assert one.reading.facts == asked(records()[number])


def test_columns_are_known_by_their_heads_wherever_they_stand() -> None:
    (found,) = read_rows(list_of([row()], columns=[*reversed(KEYS), "备注"]))
    assert found.reading.facts == asked(records()[TASK])


def test_days_and_money_may_be_real_days_and_numbers() -> None:
    (found,) = read_rows(
        list_of(
            [
                row(
                    period__start=date(2024, 1, 9),
                    period__end=datetime(2024, 4, 30),  # noqa: DTZ001 - a day
                    funding__amount=88000,
                    contact__phone=84375001,
                )
            ]
        )
    )
    assert found.unread == ()
    assert found.reading.facts == asked(records()[TASK])
    assert found.reading.contact.phone == "84375001"


def test_empty_rows_between_applications_are_no_applications() -> None:
    found = read_rows(list_of([row(), {}, row(), {"备注": "合计"}]))
    assert [one.row for one in found] == [FIRST, FIRST + 2]


def test_each_doubt_is_named_by_its_cell() -> None:
    data = list_of(
        [row(), row(agency="某局", funding__amount="约二万", basis="上级要求"), row(title="")]
    )
    assert sorted(doubts(data)) == sorted(
        [
            (f"申请清单!{column('agency')}{FIRST + 1}", "agency"),
            (f"申请清单!{column('funding.amount')}{FIRST + 1}", "funding.amount"),
            (f"申请清单!{column('basis')}{FIRST + 1}", "basis[0]"),
            (f"申请清单!{column('title')}{FIRST + 2}", "title"),
        ]
    )


def test_a_formula_counts_as_what_it_shows_and_no_more() -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("清单")
    values = row()
    for place, key in enumerate(KEYS):
        sheet.write_string(0, place, LABELS[key])
        sheet.write_string(1, place, values[key])
    sheet.write_formula(1, KEYS.index("title"), '="第五次"&"普查"', None, "第五次普查")
    sheet.write_formula(1, KEYS.index("funding.amount"), "=1/0", None, "#DIV/0!")
    book.close()
    (found,) = read_rows(target.getvalue())
    assert found.reading.facts["title"] == "第五次普查"
    assert [one.key for one in found.unread] == ["funding.amount"]
    assert found.unread[0].place == f"清单!{column('funding.amount')}2"


@pytest.mark.parametrize(("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ")])
def test_columns_are_called_as_excel_calls_them(place: int, name: str) -> None:
    assert letters(place) == name


def test_a_list_without_a_mandatory_column_is_refused_by_its_name() -> None:
    with refuses(LIST_LACKS_COLUMNS, match="事项名称"):
        cells_of(list_of([row()], columns=[key for key in KEYS if key != "title"]))


def test_another_workbook_is_no_list() -> None:
    with refuses(NO_LIST_IN_IT):
        cells_of(list_of([], columns=["姓名", "电话", "地址"]))


def test_a_list_that_never_ends_is_refused() -> None:
    with refuses(LIST_TOO_LONG):
        cells_of(list_of([*[{}] * 3000, row()]))


# Written


def test_the_empty_list_has_every_field_and_offers_what_the_registry_knows() -> None:
    data = blank_list(registry())
    assert data == blank_list(registry())
    cells = cells_of(data)
    assert list(cells.columns) == KEYS
    assert list(cells.rows()) == []
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    offered = {text for line in book.get_sheet_by_name("选项").to_python() for text in line}
    assert {"区民政局", "统计和普查", "社区、网格员", "长期", "一次性", "台账报表"} <= offered
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert 'state="hidden"' in parts.read("xl/workbook.xml").decode()
    assert sheet.count('type="list"') == 6


def test_only_what_is_filled_in_can_be_changed_by_mistake() -> None:
    """Without a password: whoever has to, can take the protection off."""
    data = blank_list(registry())
    last = letters(len(KEYS) - 1)
    for cell in ("A1", "A2", "A4", "B4", f"{last}4"):
        assert not can_be_filled_in(data, cell), cell
    for cell in ("A5", f"{last}5", "A300", f"{letters(len(KEYS) + 3)}9"):
        assert can_be_filled_in(data, cell), cell
    protection = re.search("<sheetProtection[^>]*>", part(data, "xl/worksheets/sheet1.xml"))
    assert protection is not None
    assert "password" not in protection[0]


def test_a_copy_with_doubts_can_be_mended_in_every_cell_of_a_row() -> None:
    wrong = list_of([row(agency="没有这个部门")])
    data = annotated(cells_of(wrong), read_rows(wrong), registry())
    assert can_be_filled_in(data, f"{column('agency')}{FIRST}")
    assert can_be_filled_in(data, f"{column('title')}{FIRST}")


def test_the_title_is_seen_whole_and_the_list_prints_on_two_sheets_side_by_side() -> None:
    sheet = part(blank_list(registry()), "xl/worksheets/sheet1.xml")
    assert '<mergeCell ref="A1:' in sheet
    setup = re.search("<pageSetup[^>]*>", sheet)
    assert setup is not None
    assert 'fitToWidth="2"' in setup[0]
    assert 'fitToHeight="0"' in setup[0]
    assert 'paperSize="8"' in setup[0]


def test_the_copy_has_every_cell_where_it_was_and_says_what_is_wrong() -> None:
    data = list_of([row(), row(agency="某局", title="=1+1")], columns=[*KEYS, "备注"])
    cells, found = cells_of(data), read_rows(data)
    copy = annotated(cells, found, registry())
    again = cells_of(copy)
    width = len(KEYS) + 1
    for old, new in zip(cells.grid, again.grid, strict=True):
        assert tuple(new[:width]) == (*old, *[""] * (width - len(old)))
    said = [line[width] for line in again.grid[again.heads :]]
    assert said[:2] == ["问题", ""]
    assert said[2].startswith("申请单位：")
    assert [one.unread for one in read_rows(copy)] == [one.unread for one in found]
    with zipfile.ZipFile(io.BytesIO(copy)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet


def test_a_copy_of_a_copy_has_its_problems_in_the_same_column() -> None:
    data = list_of([row(agency="某局")])
    once = annotated(cells_of(data), read_rows(data), registry())
    twice = annotated(cells_of(once), read_rows(once), registry())
    assert once == twice


# The commands


def test_a_list_with_doubts_is_told_cell_by_cell_and_copied(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    source, copy = tmp_path / "清单.xlsx", tmp_path / "问题.xlsx"
    source.write_bytes(list_of([row(), row(agency="某局")]))
    command = ("-C", str(district.top), "import", str(source), "--check", "--out", str(copy))
    answer = accession(*command)
    assert answer.code == Exit.FOUND
    assert f"申请清单!{column('agency')}{FIRST + 1}" in answer.out
    assert "Rows: 2. Cells that were not read: 1." in answer.err
    assert copy.is_file()
    programs = accession(*command, "--json")
    said = json.loads(programs.out)
    assert said["version"] == 1
    assert said["copy"] == str(copy)
    assert [one["row"] for one in said["rows"]] == [FIRST, FIRST + 1]
    assert said["rows"][0]["facts"] == asked(records()[TASK])
    (missing,) = said["rows"][1]["missing"]
    assert missing["cell"] == f"申请清单!{column('agency')}{FIRST + 1}"
    assert district.git("status", "--porcelain", "--", "registry") == ""


def test_a_sound_list_is_copied_nowhere(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    source = tmp_path / "清单.xlsx"
    source.write_bytes(list_of([row()]))
    answer = accession("-C", str(district.top), "import", str(source), "--check")
    assert answer.code == Exit.DONE, answer.err
    assert not (district.top / "build").exists()


def test_an_empty_list_goes_through_the_commands(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    source = tmp_path / "清单.xlsx"
    made = accession("-C", str(district.top), "form", "blank", "--list", "--out", str(source))
    assert made.code == Exit.DONE, made.err
    assert source.read_bytes() == blank_list(registry())
    assert accession("-C", str(district.top), "import", str(source), "--check").code == Exit.DONE


@pytest.mark.git
def test_a_list_with_a_marking_in_a_comment_is_refused(tmp_path: Path) -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("清单")
    for place, key in enumerate(KEYS):
        sheet.write_string(0, place, LABELS[key])
    sheet.write_comment(0, 0, "机密★3年")
    book.close()
    with pytest.raises(Refused) as refused:
        applications_in(target.getvalue(), "清单.xlsx", registry())
    assert refused.value.exit_code is Exit.SECRET


@pytest.mark.parametrize("options", [("--out", "x.pdf"), ("--list", "--out", "x.docx")])
def test_a_name_of_another_kind_is_wrong_usage(
    options: tuple[str, ...], accession: Command
) -> None:
    assert accession("-C", str(SHIPPED), "form", "blank", *options).code == Exit.USAGE


def test_a_list_is_nobodys_alone(accession: Command) -> None:
    answer = accession("-C", str(SHIPPED), "form", "blank", "--list", "--agency", "minzheng")
    assert answer.code == Exit.USAGE


def test_as_above_in_a_list_means_the_row_above() -> None:
    again = row(title="另一事项", agency="同上", scope="同上", authorization__content="〃")
    first, second, third = read_rows(list_of([row(), again, again]))
    for one in (second, third):
        assert one.unread == ()
        for key in ("agency", "scope"):
            assert one.reading.facts[key] == first.reading.facts[key]
        content = one.reading.facts["authorization"]["content"]
        assert content == first.reading.facts["authorization"]["content"]
        meant = {said.key: said.written for said in one.reading.understood}
        assert (meant["agency"], meant["authorization.content"]) == ("同上", "〃")
    (alone,) = read_rows(list_of([again]))
    assert {one.key for one in alone.unread} >= {"agency", "scope"}


# Saved by other programs


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """The same list in each format that is read."""
    top = tmp_path_factory.mktemp("office")
    source = top / "清单.xlsx"
    real = row(period__start=date(2024, 1, 9), funding__amount=88000)
    source.write_bytes(list_of([row(), real, row(agency="某局")]))
    kinds = ("xlsx:Calc MS Excel 2007 XML", "ods", "xls:MS Excel 97")
    found = {}
    for kind in kinds:
        (path,) = saved_again([source], kind, top / kind.partition(":")[0]).values()
        found[kind.partition(":")[0]] = path.read_bytes()
    return found


@pytest.mark.office
@needs_office
@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_a_list_that_another_program_saved_is_read(kind: str, saved: Mapping[str, bytes]) -> None:
    cells, found = applications_in(saved[kind], f"清单.{kind}", registry())
    assert cells.sheet == "申请清单"
    assert [one.reading.facts == asked(records()[TASK]) for one in found] == [True, True, False]
    assert [one.place for one in found[2].unread] == [f"申请清单!{column('agency')}{FIRST + 2}"]
