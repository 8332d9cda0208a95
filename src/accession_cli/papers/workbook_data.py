"""Write a sheet for programs: heads in the first row, one fact a cell, typed, nothing merged."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from accession_cli.papers.directory_data import DataCell

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet


_FONT: Final = {"font_name": "宋体", "font_size": 10, "valign": "top"}
#: The formats of the cells, by name.
STYLES: Final[Mapping[str, Mapping[str, object]]] = {
    "data_head": {**_FONT, "bold": True, "bottom": 1},
    "data_text": {**_FONT, "quote_prefix": True},
    "data_day": {**_FONT, "num_format": "yyyy-mm-dd"},
    "data_money": {**_FONT, "num_format": "0.00"},
    "data_number": {**_FONT, "num_format": "0"},
}
_FIRST_YEAR: Final = 1900  # Excel has no earlier day
_WIDTH: Final = 16
_ROW: Final = 15.0  # points; a text of many lines does not spread the rows


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSheet:
    """A sheet: its name, its heads, and its rows; None is an empty cell."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[DataCell]]


def write_data(
    sheet: "Worksheet",
    made: DataSheet,
    formats: Mapping[str, Any],
    fitting: Callable[[str], str],
) -> None:
    """Write *made*; *fitting* cuts a text that is too long for a cell."""
    for place, head in enumerate(made.heads):
        sheet.write_string(0, place, head, formats["data_head"])
    sheet.set_column(0, len(made.heads) - 1, _WIDTH)
    for number, row in enumerate(made.rows, 1):
        sheet.set_row(number, _ROW)
        for place, cell in enumerate(row):
            _write(sheet, number, place, cell, formats, fitting)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(made.rows), len(made.heads) - 1)


def _write(
    sheet: "Worksheet",
    row: int,
    place: int,
    cell: DataCell,
    formats: Mapping[str, Any],
    fitting: Callable[[str], str],
) -> None:
    match cell:
        case None | "":
            return
        case bool():
            sheet.write_boolean(row, place, cell, formats["data_number"])
        case date() if cell.year >= _FIRST_YEAR:
            moment = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - a day, no zone
            sheet.write_datetime(row, place, moment, formats["data_day"])
        case Decimal() if Decimal(repr(float(cell))) == cell:
            sheet.write_number(row, place, float(cell), formats["data_money"])
        case int():
            sheet.write_number(row, place, cell, formats["data_number"])
        case _:
            sheet.write_string(row, place, fitting(str(cell)), formats["data_text"])
