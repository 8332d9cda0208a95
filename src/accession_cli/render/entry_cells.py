"""Cells of a workbook that people fill in: what may be typed there, and that nothing else may.

Everything else on such a sheet is protected, without a password: it is there so that nobody
overwrites by chance what the sheet is read back by.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from accession_cli.render.table_template import Cell, Table

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_ALLOWED: Final = ("format_columns", "format_rows", "insert_rows", "delete_rows", "autofilter")
_OPEN: Final = {
    "font_name": "宋体",
    "font_size": 10,
    "valign": "top",
    "border": 1,
    "bg_color": "#FFFBE6",
    "locked": False,
    "text_wrap": True,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What may be typed into a column: ``rule`` as XlsxWriter takes it, {} for any text.

    ``number_format`` is how Excel shows it; "@" keeps a text as it is typed.
    """

    rule: Mapping[str, Any]
    number_format: str = "@"

    @property
    def style(self) -> Mapping[str, Any]:
        """The format of its cells: open, and of another colour than what is protected."""
        return {**_OPEN, "num_format": self.number_format}


def open_for_entry(
    sheet: "Worksheet", table: Table, formats: Mapping[str, Any], rows: range, spare: int
) -> None:
    """Protect *sheet* but for the columns that are filled in, and *spare* rows behind *rows*.

    *formats* are those of the entries, by name.
    """
    for place, column in enumerate(table.columns):
        style = formats.get(column.entry, formats[""])
        begin = rows.start if column.entry else rows.stop
        for row in range(begin, rows.stop + spare):
            sheet.write_blank(row, place, None, style)
    sheet.protect("", dict.fromkeys(_ALLOWED, True))


def demand_valid(
    sheet: "Worksheet", table: Table, entries: Mapping[str, Entry], first: int, last: int
) -> None:
    """Have the spreadsheet program refuse what a column may not hold."""
    for place, column in enumerate(table.columns):
        rule = entries[column.entry].rule if column.entry in entries else {}
        if rule:
            sheet.data_validation(first, place, last, place, {"ignore_blank": True, **rule})


def write_particulars(sheet: "Worksheet", rows: Sequence[Sequence[Cell]]) -> None:
    """The hidden sheet that says, for programs, what the workbook is."""
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            sheet.write_string(number, place, str(cell))
    sheet.protect()
    sheet.hide()
