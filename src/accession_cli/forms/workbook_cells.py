"""Take the cells out of a workbook (.xlsx, .xls, .ods), within limits; what they mean comes later.

Meant to run in a process apart: a cell at the far end of a sheet makes the reader ask for more
memory than there is.
"""

import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, TypeAlias

from accession_cli.errors import AccessionError, Exit
from accession_cli.forms.list_cells import letters
from accession_cli.i18n import N_
from accession_cli.office.container import FileDamaged, demand_workbook

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta
SHEETS: Final = 50
ROWS: Final = 5_000
COLUMNS: Final = 200


class WorkbookTooLarge(AccessionError):
    """A workbook with far more in it than any form has."""

    exit_code = Exit.UNREADABLE
    says = N_(
        "{path} was not read: it has more than {sheets} sheets, or a sheet with more than {rows}"
        " rows or {columns} columns."
    )
    mend = N_("Take out what does not belong to the form, and use that file.")


@dataclass(frozen=True, slots=True)
class SheetCells:
    """A sheet: its name, and its rows from the first one and the first column on."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


def workbook_cells(data: bytes, path: str) -> tuple[SheetCells, ...]:
    """Every sheet of the workbook *data*, the file called *path*; hidden ones too."""
    from python_calamine import CalamineError, CalamineWorkbook

    demand_workbook(data, path)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        if len(book.sheet_names) > SHEETS:
            raise _too_large(path)
        return tuple(_sheet(book.get_sheet_by_name(name), path) for name in book.sheet_names)
    except (CalamineError, ValueError, OSError) as broken:
        raise FileDamaged(path=path) from broken


def cell_name(row: int, column: int) -> str:
    """What a spreadsheet program calls a cell; *row* and *column* count from 0."""
    return f"{letters(column)}{row + 1}"


def _sheet(found: "CalamineSheet", path: str) -> SheetCells:
    end = found.end or (0, 0)
    if end[0] >= ROWS or end[1] >= COLUMNS:
        raise _too_large(path)
    rows = found.to_python(skip_empty_area=False)
    return SheetCells(name=found.name, rows=tuple(tuple(row) for row in rows))


def _too_large(path: str) -> WorkbookTooLarge:
    return WorkbookTooLarge(path=path, sheets=SHEETS, rows=ROWS, columns=COLUMNS)
