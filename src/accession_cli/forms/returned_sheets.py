"""Read what came back of an evaluation: score sheets and funding returns (scheme 4.3, 4.2).

Nothing is guessed. What cannot be read is a fault with the name of its cell, and a row in which
nothing was filled in is no row.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from accession_cli.entry.form_words import squeezed
from accession_cli.entry.values import CellFault, NotRead
from accession_cli.forms.cell_values import day_in, money_in, score_in, shown, text_in
from accession_cli.forms.form_particulars import Particulars
from accession_cli.forms.workbook_cells import Cell, SheetCells, cell_name
from accession_cli.i18n import N_
from accession_cli.scheme.district import EvaluationRule
from accession_cli.scheme.evaluation import SCORES, FundingReturn, ScoreSheet, criterion_of
from accession_cli.scheme.ids import RecordId
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import StoredFile, Task

T = TypeVar("T")
_LONGEST_COMMENT: Final = 4_000
_LONGEST_LINE: Final = 200
#: What a row is handed out with, beside which something has to be filled in.
_GIVEN: Final = frozenset({"id", "title", "agency", "filed", "per", "place"})

NO_SHEET: Final = N_("the sheet is missing")
NO_HEADS: Final = N_("the row of heads is missing, or a head in it was changed")
NO_TASK: Final = N_("“{text}” is no task of the registry")
NOT_IN_FORCE: Final = N_("{id} was not in force in {year}")
NOT_HERE: Final = N_("{id} is not done in {of}")
NOT_LED: Final = N_("{id} is led by another agency")
TWICE: Final = N_("{id} stands there a second time; the first is in {first}")
NO_COMMUNITY: Final = N_("“{text}” is no community of {of}")
TWO_COMMUNITIES: Final = N_("several communities of {of} are called “{text}”; write the code")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedRow:
    """What one row says of the task ``id``: a party's scores, or what became of the money."""

    where: str
    id: RecordId
    said: ScoreSheet | FundingReturn


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What a workbook of ``year`` says; ``comments`` are the texts in it, by their cells."""

    year: int
    rows: tuple[ReturnedRow, ...]
    faults: tuple[CellFault, ...]
    comments: tuple[tuple[str, str], ...]


def returned(
    found: Sequence[SheetCells],
    source: StoredFile,
    registry: Registry,
    rule: EvaluationRule,
    when: date,
) -> Returned:
    """What the workbook *found*, the file *source*, says; it was filled in on *when*."""
    form = Particulars.of_workbook(found, source.name, registry.scheme.prefix)
    reader = _Reader(form, source, registry, rule, when)
    sheets = {sheet.name: sheet for sheet in found}
    for party, name in form.sheets.items():
        if name in sheets:
            reader.read(party, sheets[name])
        else:
            reader.fault(f"{source.name} {name}", NO_SHEET)
    return Returned(
        year=form.year,
        rows=tuple(reader.rows),
        faults=tuple(reader.faults),
        comments=tuple(reader.comments),
    )


class _Reader:
    """Reads the sheets of one workbook, one row after another."""

    def __init__(
        self,
        form: Particulars,
        source: StoredFile,
        registry: Registry,
        rule: EvaluationRule,
        when: date,
    ) -> None:
        self.rows: list[ReturnedRow] = []
        self.faults: list[CellFault] = []
        self.comments: list[tuple[str, str]] = []
        self._form, self._source, self._when = form, source, when
        self._registry, self._rule = registry, rule
        self._tasks = {str(file.task.id): file.task for file in registry.tasks}
        self._seen: dict[tuple[object, ...], str] = {}

    def fault(self, where: str, says: str, **facts: object) -> None:
        self.faults.append(CellFault(where=where, says=says, facts=facts))

    def read(self, party: str, sheet: SheetCells) -> None:
        """Read the table on *sheet*; *party* scored there, "" on a sheet of funding."""
        table = self._form.table_in(sheet)
        if table is None:
            self.fault(f"{self._source.name} {sheet.name}", NO_HEADS)
            return
        heads, places = table
        for number, cells in enumerate(sheet.rows[heads + 1 :], heads + 1):
            row = _Row(f"{self._source.name} {sheet.name}", number, cells, places)
            if row.filled_in():
                self._read_row(party, row)

    def _read_row(self, party: str, row: "_Row") -> None:
        before = len(self.faults)
        task = self._task(row)
        said = self._scores(party, row) if self._form.form == SCORES else self._funding(row)
        if task is None or said is None or len(self.faults) > before:
            return
        key = (task.id, party, said.place if isinstance(said, ScoreSheet) else None)
        first = self._seen.setdefault(key, row.where("id"))
        if first != row.where("id"):
            self.fault(row.where("id"), TWICE, id=task.id, first=first.rpartition("!")[2])
            return
        self.rows.append(ReturnedRow(where=row.where("id"), id=task.id, said=said))

    def _task(self, row: "_Row") -> Task | None:
        text = squeezed(row.text("id")).upper()
        task, form = self._tasks.get(text), self._form
        if task is None:
            self.fault(row.where("id"), NO_TASK, text=text)
        elif not task.in_force_in(form.year):
            self.fault(row.where("id"), NOT_IN_FORCE, id=task.id, year=form.year)
        elif form.form == SCORES and not self._registry.is_done_in(task, form.of):
            self.fault(row.where("id"), NOT_HERE, id=task.id, of=self._place_name)
        elif form.form != SCORES and task.agency != form.of:
            self.fault(row.where("id"), NOT_LED, id=task.id)
        return task

    @property
    def _place_name(self) -> str:
        known = self._registry.subdistricts.get(self._form.of)
        return known.name if known else self._form.of

    def _scores(self, party: str, row: "_Row") -> ScoreSheet:
        highest = self._rule.highest
        keys = [key for key in row.places if criterion_of(key)]
        return ScoreSheet(
            by=party,
            place=self._place(row),
            date=self._when,
            scores={
                criterion_of(key): self._value(row, key, lambda cell: score_in(cell, highest))
                for key in keys
            },
            comment=self._text(row, "comment", _LONGEST_COMMENT),
            source=self._source,
        )

    def _place(self, row: "_Row") -> str:
        """The subdistrict of the workbook, or the community that the row is narrowed to."""
        text = squeezed(row.text("place"))
        known = self._registry.subdistricts.get(self._form.of)
        communities = known.communities if known else {}
        if not text:
            return self._form.of
        found = [code for code, name in communities.items() if text in (code, squeezed(name))]
        if len(found) != 1:
            says = TWO_COMMUNITIES if found else NO_COMMUNITY
            self.fault(row.where("place"), says, text=text, of=self._place_name)
            return self._form.of
        return found[0]

    def _funding(self, row: "_Row") -> FundingReturn | None:
        earmarked = self._value(row, "earmarked", money_in)
        spent = self._value(row, "spent", money_in)
        inspected = self._value(row, "inspected", day_in)
        inspector = self._text(row, "inspector", _LONGEST_LINE)
        note = self._text(row, "note", _LONGEST_COMMENT)
        if earmarked is None or spent is None:
            return None
        return FundingReturn(
            earmarked=earmarked,
            spent=spent,
            returned=self._when,
            inspected=inspected,
            inspector=inspector and inspector.replace("\n", " "),
            note=note,
        )

    def _text(self, row: "_Row", key: str, most: int) -> str | None:
        text = self._value(row, key, lambda cell: text_in(cell, most))
        if text is not None:
            self.comments.append((row.where(key), text))
        return text

    def _value(self, row: "_Row", key: str, read: Callable[[Cell], T]) -> T | None:
        """What *read* makes of a cell; None, and a fault, when it cannot be read."""
        try:
            return read(row.cell(key))
        except NotRead as unread:
            self.fault(row.where(key), unread.says, **unread.facts)
            return None


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a table; ``places`` are the columns by key, ``number`` counts from 0."""

    sheet: str
    number: int
    cells: Sequence[Cell]
    places: Mapping[str, int]

    def cell(self, key: str) -> Cell:
        """What stands in the column *key*, "" where there is no such column or cell."""
        at = self.places.get(key, len(self.cells))
        return self.cells[at] if at < len(self.cells) else ""

    def text(self, key: str) -> str:
        """The same as people see it."""
        return shown(self.cell(key))

    def where(self, key: str) -> str:
        """The cell as people find it."""
        return f"{self.sheet}!{cell_name(self.number, self.places.get(key, 0))}"

    def filled_in(self) -> bool:
        """Whether anything stands in it beside what the form was handed out with."""
        return any(self.text(key).strip() for key in self.places if key not in _GIVEN)
