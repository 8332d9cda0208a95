"""Take the rows out of a list of applications in Excel: .xlsx, .xls or .ods.

Columns are known by their heads, wherever they stand; a cell is read as it is seen, as text.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from accession_cli.entry.form_words import Layout, as_label, layout
from accession_cli.entry.values import clean
from accession_cli.errors import AccessionError, Exit
from accession_cli.forms.word_texts import FormTexts
from accession_cli.i18n import N_
from accession_cli.office.container import FileDamaged, demand_workbook

MOST_ROWS: Final = 2_000
_MOST_COLUMNS: Final = 200
_HEADS_WITHIN: Final = 20  # rows: above the heads there are a title and notes
_HEADS_THAT_TELL: Final = 5
_WHOLE: Final = 1e15  # up to here every whole number is kept exactly
_LETTERS: Final = 26


class NoListInIt(AccessionError):
    """A workbook that is something else."""

    exit_code = Exit.UNREADABLE
    says = N_("{path} is not a list of applications: no row of it has the names of the columns.")
    mend = N_("Fill in the list that accession form blank --list makes; its heads must stay.")


class ListLacksColumns(AccessionError):
    """Columns that are mandatory were taken out of a list, or renamed."""

    exit_code = Exit.UNREADABLE
    says = N_("{path}: the sheet {sheet} lacks the columns {labels}, or they were renamed.")
    mend = N_("Put them back under these names; accession form blank --list makes an empty list.")


class ListTooLong(AccessionError):
    """A list with more rows or columns than any has."""

    exit_code = Exit.UNREADABLE
    says = N_("{path} has more than {rows} rows or {columns} columns.")
    mend = N_("Delete the empty rows at its end, or make several lists of it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCells:
    """The sheet with the applications, as texts.

    ``grid`` has its rows from the first on; ``heads`` is the place of the row with the heads and
    ``columns`` the place of each field's column, all counted from 0. ``others`` are the texts of
    other sheets.
    """

    sheet: str
    grid: tuple[tuple[str, ...], ...]
    heads: int
    columns: Mapping[str, int]
    others: tuple[str, ...]

    def rows(self) -> Iterable[tuple[int, FormTexts]]:
        """Each application with the place of its row."""
        for place, row in enumerate(self.grid[self.heads + 1 :], self.heads + 1):
            values = {key: _told(row, column) for key, column in self.columns.items()}
            if any(values.values()):
                yield place, FormTexts(values=values)

    def cell(self, key: str, row: int) -> str:
        """How people call a cell: 申请清单!F7; the row alone where there is no such column."""
        column = self.columns.get(key.partition("[")[0])
        return f"{self.sheet}!{'' if column is None else letters(column)}{row + 1}"


def list_cells(data: bytes, path: str) -> ListCells:
    """The sheet with the applications in *data*; *path* is what messages call the file."""
    demand_workbook(data, path)
    form = layout()
    sheets = list(_sheets(data, path))
    for place, (name, grid) in enumerate(sheets):
        heads = _heads(grid, form)
        if heads is None:
            continue
        columns = _columns(grid[heads], form)
        lacking = [f.label for f in form.columns if f.required and f.key not in columns]
        if lacking:
            raise ListLacksColumns(path=path, sheet=name, labels="、".join(lacking))
        others = ("\n".join(map("\n".join, grid)) for _name, grid in _without(sheets, place))
        return ListCells(sheet=name, grid=grid, heads=heads, columns=columns, others=tuple(others))
    raise NoListInIt(path=path)


def letters(column: int) -> str:
    """What Excel calls a column: A for 0, AA for 26."""
    name = ""
    column += 1
    while column:
        column, place = divmod(column - 1, _LETTERS)
        name = chr(ord("A") + place) + name
    return name


def _sheets(data: bytes, path: str) -> Iterable[tuple[str, tuple[tuple[str, ...], ...]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            height, width = sheet.total_height, sheet.total_width
            if height > MOST_ROWS + _HEADS_WITHIN or width > _MOST_COLUMNS:
                raise ListTooLong(path=path, rows=MOST_ROWS, columns=_MOST_COLUMNS)
            rows = sheet.to_python(skip_empty_area=False)
            yield name, tuple(tuple(map(_text, row)) for row in rows)
    except (CalamineError, ValueError, OSError) as broken:
        raise FileDamaged(path=path) from broken


def _text(value: Any) -> str:
    """What a cell shows, whatever type it has."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, float) and value.is_integer() and abs(value) < _WHOLE:
        value = int(value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _heads(grid: Sequence[Sequence[str]], form: Layout) -> int | None:
    """The row that has the names of the columns."""
    for place, row in enumerate(grid[:_HEADS_WITHIN]):
        if len(_columns(row, form)) >= _HEADS_THAT_TELL:
            return place
    return None


def _columns(row: Sequence[str], form: Layout) -> dict[str, int]:
    names = {as_label(n): f.key for f in form.columns for n in (f.label, *f.also)}
    found: dict[str, int] = {}
    for place, text in enumerate(row):
        key = names.get(as_label(text))
        if key is not None:
            found.setdefault(key, place)
    return found


def _told(row: Sequence[str], column: int) -> tuple[str, ...]:
    text = row[column] if column < len(row) else ""
    return (text,) if text else ()


def _without(sheets: Sequence[Any], place: int) -> list[Any]:
    return [sheet for number, sheet in enumerate(sheets) if number != place]
