"""Take the cells out of a workbook (.xlsx, .xls, .ods) or a ledger (.csv, too), within limits.

Both are meant to run in a separate process. Seen: a cell at the far end of a sheet makes the reader
ask for more memory than there is.

``FormParticulars`` is what a workbook of ours says about itself on its hidden sheet; it finds the
tables, too. ``Ledger`` is a sheet that a bureau keeps, whatever its columns are called, of which it
is known how it is read; it gives each task's texts under the fields of the approval form, so that
one reader makes facts of them (``application_form_read``).
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, Self

from accession_cli.entry.days import day, day_text, is_open, serial_day, split_period
from accession_cli.entry.form_words import BASIS, layout
from accession_cli.entry.ledger import (
    AMOUNT,
    ENTRY,
    INHERITED,
    PERIOD,
    LedgerHeads,
    LedgerRows,
    Range,
    ledger_words,
    letters,
    rows_of,
    texts_in,
)
from accession_cli.entry.money import money
from accession_cli.entry.values import CellValue, NotRead, squeezed, text_of_cell
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.i18n import N_
from accession_cli.office.container import FILE_DAMAGED, demand_workbook
from accession_cli.papers.application_form_texts import FormTexts
from accession_cli.scheme.evaluation import FUNDING, MARK, SCORES, VERSION
from accession_cli.scheme.task import Inherited

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


MOST_ROWS: Final = 5_000
MOST_COLUMNS: Final = 200
_ENCODINGS: Final = ("utf-8-sig", "gb18030")
_SEPARATORS: Final = ",;\t，"
_SAMPLE: Final = 50  # lines that tell how a CSV file is written


#: A ledger with far more rows or columns than one has.
LEDGER_TOO_LONG: Final = Refusal(
    N_("{path}: the sheet {sheet} has more than {rows} rows or {columns} columns."),
    N_("Delete the empty rows at its end, or make several ledgers of it."),
    Exit.UNREADABLE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSheet:
    """A sheet: its cells as texts, a merged range filled in all its cells, and these ranges."""

    name: str
    grid: tuple[tuple[str, ...], ...]
    merged: tuple[Range, ...] = ()


def ledger_sheets(data: bytes, path: str) -> tuple[LedgerSheet, ...]:
    """Every sheet of the ledger *data*; messages call the file *path*."""
    if path.lower().endswith((".csv", ".txt")):
        return (_csv_sheet(data, path),)
    demand_workbook(data, path)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return tuple(_ledger_sheet(book.get_sheet_by_name(name), path) for name in book.sheet_names)
    except (CalamineError, ValueError, OSError) as broken:
        raise FILE_DAMAGED(path=path) from broken


def _ledger_sheet(found: Any, path: str) -> LedgerSheet:
    if found.total_height > MOST_ROWS or found.total_width > MOST_COLUMNS:
        raise _too_long(path, found.name)
    rows = [list(map(text_of_cell, row)) for row in found.to_python(skip_empty_area=False)]
    merged = tuple(
        (top, bottom, left, right)
        for (top, left), (bottom, right) in found.merged_cell_ranges or ()
        if top < len(rows)
    )
    for top, bottom, left, right in merged:
        text = rows[top][left] if left < len(rows[top]) else ""
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [text] * len(row[left : right + 1])
    return LedgerSheet(name=found.name, grid=tuple(map(tuple, rows)), merged=merged)


def _csv_sheet(data: bytes, path: str) -> LedgerSheet:
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise FILE_DAMAGED(path=path)
    lines = text.splitlines()
    counts = {sign: sum(line.count(sign) for line in lines[:_SAMPLE]) for sign in _SEPARATORS}
    separator = max(counts, key=lambda sign: counts[sign])
    try:
        read = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as broken:
        raise FILE_DAMAGED(path=path) from broken
    if len(read) > MOST_ROWS or max(map(len, read), default=0) > MOST_COLUMNS:
        raise _too_long(path, "CSV")
    grid = tuple(tuple(text_of_cell(cell.removeprefix("'")) for cell in row) for row in read)
    return LedgerSheet(name="CSV", grid=grid)


def _too_long(path: str, sheet: str) -> Exception:
    return LEDGER_TOO_LONG(path=path, sheet=sheet, rows=MOST_ROWS, columns=MOST_COLUMNS)


#: Fields whose words differ from bureau to bureau, so that a word may stand for another.
CALLED: Final = (
    "agency",
    "co_agencies",
    "class",
    "kind",
    "channels",
    "term",
    "funding.per",
    "scope",
)
_BETWEEN: Final = re.compile(r"([、，,；;\s]+)")
_DAYS: Final = ("applied", "period.start", "period.end", "basis.date")
_ABOUT_BASIS: Final = ("basis.number", "basis.clause", "basis.date")
_TEXTS: Final = tuple(
    f"authorization.{name}" for name in ("content", "target", "authority", "workflow")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a ledger is read besides its columns.

    ``shared`` has the text of a field for rows that have none, ``words`` what a word of the ledger
    means here. ``earlier`` is the directory that the rows are tasks of; what it does not state is
    recorded as not stated, a row without a basis rests on it, and one without a first day began
    with it. It is None for applications.
    """

    shared: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    earlier: Inherited | None = None
    long_term_years: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """A sheet, its heads, its rows that are tasks, and how it is read."""

    source: LedgerSheet
    found: LedgerHeads
    how: Reading = field(default_factory=Reading)
    others: tuple[str, ...] = ()

    @property
    def sheet(self) -> str:
        """The name of the sheet."""
        return self.source.name

    @property
    def grid(self) -> Sequence[Sequence[str]]:
        """All its rows, as texts."""
        return self.source.grid

    @property
    def heads(self) -> int:
        """The last row of the heads."""
        return self.found.last

    @property
    def columns(self) -> Mapping[str, int]:
        """The first column of each field of the form."""
        found: dict[str, int] = {}
        for one in self.found.taken:
            found.setdefault(one.key, one.place)
            if one.key == PERIOD:
                for key in ("period.start", "period.end", "term"):
                    found.setdefault(key, one.place)
        return found

    @property
    def sorted(self) -> LedgerRows:
        """The rows that are tasks, and those that are skipped."""
        return rows_of(self.source.grid, self.found, self.source.merged)

    def rows(self) -> Iterable[tuple[int, FormTexts]]:
        """Each task with its row."""
        for place in self.sorted.tasks:
            yield place, self.texts(place)

    def cell(self, key: str, row: int) -> str:
        """The name of a cell for people: 台账!F7; of a field without a column, only the row."""
        column = self.columns.get(key.partition("[")[0])
        return f"{self.sheet}!{'' if column is None else letters(column)}{row + 1}"

    def earlier(self, row: int) -> tuple[str, str]:
        """What *row* says of the earlier directory, and the number that the task has there."""
        told = dict(texts_in(self.found.taken, self.grid[row]))
        return told.get(INHERITED, ""), told.get(ENTRY, "")

    def texts(self, row: int) -> FormTexts:
        """The texts of *row* under the fields of the form."""
        told = self._told(row)
        basis = self._basis(told)
        values = {
            one.key: (told[one.key],) if told.get(one.key) else ()
            for one in layout().columns
            if one.key in told or one.key in self.columns
        }
        if not basis and not told.get(BASIS) and (earlier := self.how.earlier):
            basis = (("", earlier.document, earlier.number, "", str(earlier.date)),)
        if basis:
            values.pop(BASIS, None)
        return FormTexts(values=values, basis=basis)

    def _told(self, row: int) -> dict[str, str]:
        told = {
            key: self._called(key, text) for key, text in texts_in(self.found.taken, self.grid[row])
        }
        first, last = split_period(told.pop(PERIOD, ""))
        for key, text in (("period.start", first), ("period.end", last)):
            if text:
                told.setdefault(key, text)
        for key, text in self.how.shared.items():
            told.setdefault(key, text)
        if self.how.earlier is not None:
            told.setdefault("period.start", str(self.how.earlier.date))
            for key in _TEXTS:
                told.setdefault(key, ledger_words().not_stated)
        if "term" not in told and (term := self._term(told)):
            told["term"] = term
        for key, is_last in (("period.start", False), ("period.end", True)):
            if key in told:
                told[key] = day_text(told[key], last=is_last)
        self._with_money(told)
        return told

    def counted_day(self, key: str, text: str) -> date | None:
        """The day of a cell that lost its format and shows 45292, in a column of other days."""
        counted = serial_day(text)
        if counted is None:
            return None
        places = [one.place for one in self.found.taken if one.key == key]
        column = [self.grid[row][at] for row in self.sorted.tasks for at in places]
        others = [one for one in column if one and serial_day(one) is None]
        return counted if others and all(map(_is_day, others)) else None

    def _called(self, key: str, text: str) -> str:
        """*text* in the words of this registry, where a person has said what it means."""
        if key in _DAYS and (counted := self.counted_day(key, text)):
            return counted.isoformat()
        if key not in CALLED or not self.how.words:
            return text
        whole = self.how.words.get(squeezed(text))
        if whole is not None:
            return whole
        parts = _BETWEEN.split(text)
        return "".join(self.how.words.get(squeezed(part), part) for part in parts)

    def _term(self, told: Mapping[str, str]) -> str:
        """The term that the days of a row make; "" when they make none."""
        end = told.get("period.end", "")
        words = layout().words
        if is_open(squeezed(end)):
            return str(words["term"]["long"])
        try:
            first = day(day_text(told.get("period.start", ""), last=False))
            last = day(day_text(end, last=True))
        except NotRead:
            return ""
        long = (last.year - first.year, (last.month, last.day)) >= (
            self.how.long_term_years,
            _before(first),
        )
        return str(words["term"]["long" if long else "short"])

    def _with_money(self, told: dict[str, str]) -> None:
        """Say what money is for where the head does, and that an earlier directory does not say."""
        if not told.get(AMOUNT):
            return
        try:
            stated = money(told[AMOUNT])
        except NotRead:
            if self.how.earlier is not None:  # whatever is meant, it does not say who pays
                told.setdefault("funding.source", ledger_words().not_stated)
            return
        none = stated.is_none
        head = next((one.head for one in self.found.taken if one.key == AMOUNT), "")
        unsaid = not (told.get("funding.per") or stated.per or none)
        if unsaid and re.search(r"/年|每年|年度", head):
            told["funding.per"] = str(layout().words["per"]["year"])
        if self.how.earlier is not None:
            for key in ("funding.note",) if none else ("funding.source", "funding.method"):
                told.setdefault(key, ledger_words().not_stated)

    def _basis(self, told: dict[str, str]) -> tuple[tuple[str, ...], ...]:
        """The one basis of a row whose ledger has columns for its parts; () for free text."""
        number, clause, dated = (told.pop(key, "") for key in _ABOUT_BASIS)
        name = told.get(BASIS, "")
        if not (number or clause or dated):
            return ()
        return (("", name, number, clause, day_text(dated, last=False)),)


def _is_day(text: str) -> bool:
    """Whether *text* is a day, or says that there is none."""
    try:
        day(day_text(text, last=True))
    except NotRead:
        return is_open(text)
    return True


def _before(first: date) -> tuple[int, int]:
    """The month and the day before *first* in another year."""
    last = first - timedelta(days=1)
    return last.month, last.day


def lacking(ledger: Ledger) -> tuple[str, ...]:
    """The mandatory fields of which no row can have a text: no column, and nothing shared."""
    known = {*ledger.columns, *ledger.how.shared, "funding.per"}  # it follows from the amount
    if ledger.how.earlier is not None:
        known |= {*_TEXTS, "period.start", BASIS}
    if {"period.start", "period.end"} <= known:
        known.add("term")
    return tuple(one.key for one in layout().columns if one.required and one.key not in known)
