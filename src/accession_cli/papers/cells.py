"""Take the cells out of a workbook (.xlsx, .xls, .ods), within limits.

``workbook_cells`` is meant to run in a separate process. Seen: a cell at the far end of a sheet
makes the reader ask for more memory than there is.

``FormParticulars`` is what a workbook of ours says about itself on its hidden sheet; it finds the
tables, too.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from accession_cli.entry.ledger import letters
from accession_cli.entry.values import CellValue, squeezed
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.i18n import N_
from accession_cli.office.container import FILE_DAMAGED, demand_workbook
from accession_cli.scheme.evaluation import FUNDING, MARK, SCORES, VERSION

if TYPE_CHECKING:
    from python_calamine import CalamineSheet


SHEETS: Final = 50
ROWS: Final = 5_000
COLUMNS: Final = 200


#: A workbook that is far larger than any form.
WORKBOOK_TOO_LARGE: Final = Refusal(
    N_(
        "{path} was not read: it has more than {sheets} sheets, or a sheet with more than {rows}"
        " rows or {columns} columns."
    ),
    N_("Take out what does not belong to the form, and use that file."),
    Exit.UNREADABLE,
)


@dataclass(frozen=True, slots=True)
class SheetCells:
    """A sheet: its name, and its rows, beginning with the first row and the first column."""

    name: str
    rows: tuple[tuple[CellValue, ...], ...]


def workbook_cells(data: bytes, path: str) -> tuple[SheetCells, ...]:
    """Every sheet of the workbook *data*, including hidden ones; messages call the file *path*."""
    from python_calamine import CalamineError, CalamineWorkbook

    demand_workbook(data, path)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        if len(book.sheet_names) > SHEETS:
            raise _too_large(path)
        return tuple(_sheet(book.get_sheet_by_name(name), path) for name in book.sheet_names)
    except (CalamineError, ValueError, OSError) as broken:
        raise FILE_DAMAGED(path=path) from broken


def cell_name(row: int, column: int) -> str:
    """The name of a cell in a spreadsheet program; *row* and *column* count from 0."""
    return f"{letters(column)}{row + 1}"


def _sheet(found: "CalamineSheet", path: str) -> SheetCells:
    end = found.end or (0, 0)
    if end[0] >= ROWS or end[1] >= COLUMNS:
        raise _too_large(path)
    rows = found.to_python(skip_empty_area=False)
    return SheetCells(name=found.name, rows=tuple(tuple(row) for row in rows))


def _too_large(path: str) -> Refused:
    return WORKBOOK_TOO_LARGE(path=path, sheets=SHEETS, rows=ROWS, columns=COLUMNS)


_PARTS: Final = 3


#: A workbook that ``evaluation open`` did not make, or that lost its hidden sheet.
NOT_OUR_WORKBOOK: Final = Refusal(
    N_("{path} is not a workbook that accession evaluation open wrote."),
    N_(
        "Fill in the workbook as it was handed out, and save it whole; its hidden sheet tells what"
        " it is."
    ),
    Exit.UNREADABLE,
)


#: A form with a version that is newer than this program.
WORKBOOK_TOO_NEW: Final = Refusal(
    N_("{path} is version {version} of the form; this program knows it up to {known}."),
    N_("Install the newer accession with which the workbook was made."),
    Exit.UNREADABLE,
)


#: A workbook of another district.
OTHER_REGISTRY: Final = Refusal(
    N_("{path} belongs to another registry, whose ids begin with {theirs}, not {ours}."),
    N_("Read it in the registry that it was opened from."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormParticulars:
    """The kind of form, its year, and whose it is.

    ``form`` is ``SCORES`` or ``FUNDING``; ``of`` is the code of the subdistrict, or the key of the
    agency. ``sheets`` has the name of each party's sheet; ``columns`` has the head of each key.
    """

    form: str
    year: int
    of: str
    sheets: Mapping[str, str]
    columns: Mapping[str, str]

    @classmethod
    def of_workbook(cls, found: Sequence[SheetCells], path: str, prefix: str) -> Self:
        """The particulars of the workbook called *path*; *prefix* begins this registry's ids.

        Raises ``NOT_OUR_WORKBOOK``, ``WORKBOOK_TOO_NEW`` or ``OTHER_REGISTRY``.
        """
        rows = next((_texts(sheet) for sheet in found if _is_ours(sheet)), None)
        if not rows or rows[0][1] not in (SCORES, FUNDING):
            raise NOT_OUR_WORKBOOK(path=path)
        _mark, form, version = rows[0]
        if not version.isdecimal() or int(version) > VERSION:
            raise WORKBOOK_TOO_NEW(path=path, version=version, known=VERSION)
        said = {name: value for name, value, _more in rows[1:]}
        if said.get("registry") != prefix:
            raise OTHER_REGISTRY(path=path, theirs=said.get("registry", "–"), ours=prefix)
        year = said.get("year", "")
        if not year.isdecimal() or "of" not in said:
            raise NOT_OUR_WORKBOOK(path=path)
        return cls(
            form=form,
            year=int(year),
            of=said["of"],
            sheets={key: name for what, key, name in rows if what == "sheet"},
            columns={key: head for what, key, head in rows if what == "column"},
        )

    def table_in(self, sheet: SheetCells) -> tuple[int, Mapping[str, int]] | None:
        """The row of heads in *sheet*, and the column of each key; None when a head is missing.

        Columns may have been moved: a head is recognised by its text, however it is spaced.
        """
        wanted = {squeezed(head): key for key, head in self.columns.items()}
        for number, row in enumerate(sheet.rows):
            heads = {wanted.get(squeezed(str(cell))): at for at, cell in enumerate(row)}
            places = {key: at for key, at in heads.items() if key is not None}
            if len(places) == len(wanted):
                return number, places
        return None


def _is_ours(sheet: SheetCells) -> bool:
    return bool(sheet.rows) and str(sheet.rows[0][0] if sheet.rows[0] else "") == MARK


def _texts(sheet: SheetCells) -> list[tuple[str, str, str]]:
    """The rows as three texts each; a whole number is written without a decimal point."""
    return [(*map(_text, (*row, "", "", "")[:_PARTS]),) for row in sheet.rows]  # type: ignore[misc] # they are three


def _text(cell: CellValue) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
