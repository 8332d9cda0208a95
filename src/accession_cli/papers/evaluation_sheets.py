"""Write the workbooks of the yearly evaluation, and read those that come back (4.3, 4.2).

There are score sheets (评议表) and funding returns (经费落实). A workbook is read back by its
hidden sheet, which has the form, the year, the owner, and the meaning of each sheet and column.
Nothing is guessed: a cell that cannot be read is a fault with the cell's name. A row in which
nothing was filled in is skipped.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, TypeVar

from accession_cli.entry.days import day_in
from accession_cli.entry.money import money_in
from accession_cli.entry.places import community_in
from accession_cli.entry.values import CellValue, Doubt, NotRead, score_in, shown, squeezed, text_in
from accession_cli.i18n import N_
from accession_cli.papers.cells import FormParticulars, SheetCells, cell_name
from accession_cli.papers.chinese import names
from accession_cli.papers.tables import Cell, Column, Table, TableTemplate, Values
from accession_cli.papers.templates import Environment, Rendered
from accession_cli.papers.workbook import EntryRule, HiddenSheet, PageSetup, Sheet, workbook
from accession_cli.scheme.district import EvaluationRule
from accession_cli.scheme.evaluation import (
    FUNDING,
    MARK,
    SCORES,
    VERSION,
    Evaluation,
    FundingReturn,
    ScoreSheet,
    criterion_of,
    score_key,
)
from accession_cli.scheme.registry import RecordId, Registry
from accession_cli.scheme.task import StoredFile, Task

TEMPLATE: Final = "evaluation.tables.toml"
_NOT_IN_SHEET_NAMES: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f']")
_LONGEST_SHEET_NAME: Final = 31
_DAY: Final = 'yyyy"年"m"月"d"日"'
_MONEY: Final = "#,##0.00"
#: Empty rows for tasks that several communities of a subdistrict score in one workbook.
_SPARE_ROWS: Final = 10
_MOST_MONEY: Final = 999_999_999_999


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationForm:
    """A workbook to be made: scores by the parties of a subdistrict, or an agency's returns.

    ``code`` is the code of the subdistrict or the key of the agency; ``name`` is its name.
    """

    form: str
    registry: Registry
    rule: EvaluationRule
    year: int
    code: str
    name: str
    tasks: tuple[Task, ...]

    @property
    def communities(self) -> Mapping[str, str]:
        """The communities of the subdistrict, by code; none on a funding return."""
        place = self.registry.subdistricts.get(self.code) if self.form == SCORES else None
        return {code: one.name for code, one in place.communities.items()} if place else {}


def xlsx(made: EvaluationForm, environment: Environment) -> Rendered:
    """The workbook: a sheet for each party that scores, or one sheet for the agency."""
    template, values = _template(made, environment), _values(made)
    page = PageSetup(
        title=template.filled("title", values),
        marks=template.filled("marks", values),
        footer=template.word("footer"),
        cut=template.word("cut"),
        author="",
        day=date(made.year, 12, 31),
    )
    table = next(table for table in template.tables() if table.key == made.form)
    entries = _entries(made, template, values)
    tables = dict(_tables(made, table))
    sheets = [
        Sheet(
            table=each,
            lines=each.lines({**values, "party": made.rule.evaluators.get(party, "")}),
            rows=[_row(made, table, task) for task in made.tasks],
            entries=entries,
            spare=_SPARE_ROWS if made.form == SCORES else 0,
            by_hand=True,
        )
        for party, each in tables.items()
    ]
    offered = template.options(values) if made.form == SCORES else ()
    hidden = HiddenSheet(
        name=template.word("particulars_sheet"), rows=list(_particulars(made, tables))
    )
    return workbook(page, sheets, offered, template.word("options_sheet"), hidden)


def title(made: EvaluationForm, environment: Environment) -> str:
    """The name of the workbook's file, without its suffix."""
    return _template(made, environment).filled("file", _values(made))


def _template(made: EvaluationForm, environment: Environment) -> TableTemplate:
    return TableTemplate(TEMPLATE, environment, names(made.registry))


def _values(made: EvaluationForm) -> Values:
    return {
        "scheme": made.registry.scheme,
        "form": made.form,
        "year": made.year,
        "code": made.code,
        "name": made.name,
        "highest": made.rule.highest,
        "ids": [str(task.id) for task in made.tasks],
        "communities": list(made.communities.values()),
    }


def _tables(made: EvaluationForm, table: Table) -> Iterator[tuple[str, Table]]:
    """Each party with its sheet, which has a column for every criterion.

    A funding return has one sheet, for the party "".
    """
    if made.form == FUNDING:
        yield "", table
        return
    columns = tuple(_columns(made, table))
    seen: set[str] = set()
    for party, name in made.rule.evaluators.items():
        sheet = _NOT_IN_SHEET_NAMES.sub("、", name)[:_LONGEST_SHEET_NAME]
        if sheet in seen:
            sheet = party[:_LONGEST_SHEET_NAME]
        seen.add(sheet)
        yield party, replace(table, name=sheet, heading=name, columns=columns)


def _columns(made: EvaluationForm, table: Table) -> Iterator[Column]:
    for column in table.columns:
        if column.key == SCORES:
            for key, head in made.rule.criteria.items():
                yield replace(column, head=head, key=score_key(key))
        elif column.entry != "place" or made.communities:
            yield column


def _row(made: EvaluationForm, table: Table, task: Task) -> list[Cell]:
    """The cells of a task's row, with an empty cell for each criterion."""
    row: list[Cell] = []
    for column, cell in zip(table.columns, table.row({"task": task}), strict=True):
        if column.key == SCORES and made.form == SCORES:
            row += [""] * len(made.rule.criteria)
        elif column.entry != "place" or made.communities:
            row.append(cell)
    return row


def _entries(made: EvaluationForm, template: TableTemplate, values: Values) -> dict[str, EntryRule]:
    """What may be typed into each kind of column; "" is for the rows after the table."""

    def rule(what: str, **how: Any) -> Mapping[str, Any]:
        said = template.filled(f"wrong_{what}", values)
        return {"error_title": template.word("wrong"), "error_message": said, **how}

    first, last = date(made.year - 1, 1, 1), date(made.year + 1, 12, 31)
    return {
        "": EntryRule(rule={}),
        "place": EntryRule(rule={}),
        "comment": EntryRule(rule={}),
        "line": EntryRule(rule={}),
        "score": EntryRule(
            rule=rule(
                "score",
                validate="integer",
                criteria="between",
                minimum=0,
                maximum=made.rule.highest,
            ),
            number_format="0",
        ),
        "money": EntryRule(
            rule=rule(
                "money", validate="decimal", criteria="between", minimum=0, maximum=_MOST_MONEY
            ),
            number_format=_MONEY,
        ),
        "day": EntryRule(
            rule=rule("day", validate="date", criteria="between", minimum=first, maximum=last),
            number_format=_DAY,
        ),
    }


def _particulars(made: EvaluationForm, tables: Mapping[str, Table]) -> Iterator[Sequence[Cell]]:
    """The rows that ``FormParticulars.of_workbook`` reads: a word, its subject, and its value."""
    yield (MARK, made.form, str(VERSION))
    yield ("registry", made.registry.scheme.prefix, "")
    yield ("year", str(made.year), "")
    yield ("of", made.code, made.name)
    for party, table in tables.items():
        yield ("sheet", party, table.name)
    for column in next(iter(tables.values())).columns:
        yield ("column", column.key, column.head)


T = TypeVar("T")
_LONGEST_COMMENT: Final = 4_000
_LONGEST_LINE: Final = 200
#: Columns that are filled when handed out; a row counts only if others are filled in.
_GIVEN: Final = frozenset({"id", "title", "agency", "filed", "per", "place"})

NO_SHEET: Final = N_("the sheet is missing")
NO_HEADS: Final = N_("the row of heads is missing, or a head in it was changed")
NO_TASK: Final = N_("“{text}” is no task of the registry")
NOT_IN_FORCE: Final = N_("{id} was not in force in {year}")
NOT_HERE: Final = N_("{id} is not done in {of}")
NOT_LED: Final = N_("{id} is led by another agency")
TWICE: Final = N_("{id} stands there a second time; the first is in {first}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedRow:
    """The content of one row about the task ``id``: a party's scores, or a funding return."""

    where: str
    id: RecordId
    said: ScoreSheet | FundingReturn


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """The content of a workbook for ``year``; ``comments`` has its texts, each with its cell."""

    year: int
    rows: tuple[ReturnedRow, ...]
    faults: tuple[Doubt, ...]
    comments: tuple[tuple[str, str], ...]


def returned(
    found: Sequence[SheetCells],
    source: StoredFile,
    registry: Registry,
    rule: EvaluationRule,
    when: date,
) -> Returned:
    """The content of the workbook *found*, whose file is *source*; it was filled in on *when*."""
    form = FormParticulars.of_workbook(found, source.name, registry.scheme.prefix)
    reader = _SheetReader(form, source, registry, rule, when)
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


RECORDED: Final = N_("other scores for {id} there are on record already, from {name} of {day}")
IN_ANOTHER: Final = N_("the same for {id} stands, otherwise, in another file too, in {first}")


def given_twice(registry: Registry, rows: Iterable[tuple[int, ReturnedRow]]) -> Iterator[Doubt]:
    """Doubts about rows that contradict the record or an earlier row of another file.

    They are about the same task, year and party, and the same place for scores. Rows that say the
    same are fine.
    """
    before = {
        (made.year, made.id, sheet.by, sheet.place): sheet
        for made in (file.evaluation for file in registry.evaluations)
        for sheet in made.sheets
    }
    seen: dict[tuple[object, ...], ReturnedRow] = {}
    for year, row in rows:
        by, place = (
            (row.said.by, row.said.place) if isinstance(row.said, ScoreSheet) else ("", None)
        )
        key = (year, row.id, by, place)
        first, old = seen.setdefault(key, row), before.get(key)
        if first is not row and not _same(first.said, row.said):
            facts = {"id": row.id, "first": first.where}
            yield Doubt(place=row.where, says=IN_ANOTHER, facts=facts)
        if old is not None and not old.same_as(row.said):
            facts = {"id": row.id, "name": old.source.name, "day": old.date}
            yield Doubt(place=row.where, says=RECORDED, facts=facts)


def _same(first: ScoreSheet | FundingReturn, again: ScoreSheet | FundingReturn) -> bool:
    """True when both say the same, as copies of one file do."""
    return first.same_as(again) if isinstance(first, ScoreSheet) else first == again


def brought_by(rows: Iterable[tuple[int, ReturnedRow]]) -> Iterator[Evaluation]:
    """The evaluations to record, with their sheets in the order in which they were read.

    Of several funding returns for one task and year, the last one counts.
    """
    found: dict[tuple[int, RecordId], list[ScoreSheet | FundingReturn]] = {}
    for year, row in rows:
        found.setdefault((year, row.id), []).append(row.said)
    for (year, record), said in sorted(found.items()):
        sheets = [one for one in said if isinstance(one, ScoreSheet)]
        funding = [one for one in said if isinstance(one, FundingReturn)]
        yield Evaluation(
            id=record,
            year=year,
            sheets=tuple(sheets),
            funding=funding[-1] if funding else None,
            conclusion=None,
        )


class _SheetReader:
    """Reads the sheets of one workbook, row by row."""

    def __init__(
        self,
        form: FormParticulars,
        source: StoredFile,
        registry: Registry,
        rule: EvaluationRule,
        when: date,
    ) -> None:
        self.rows: list[ReturnedRow] = []
        self.faults: list[Doubt] = []
        self.comments: list[tuple[str, str]] = []
        self._form, self._source, self._when = form, source, when
        self._registry, self._rule = registry, rule
        self._tasks = {str(file.task.id): file.task for file in registry.tasks}
        self._seen: dict[tuple[object, ...], str] = {}

    def fault(self, where: str, says: str, **facts: object) -> None:
        self.faults.append(Doubt(says=says, facts=facts, place=where))

    def read(self, party: str, sheet: SheetCells) -> None:
        """Read the table on *sheet*; *party* scored there, "" on a funding return."""
        table = self._form.table_in(sheet)
        if table is None:
            self.fault(f"{self._source.name} {sheet.name}", NO_HEADS)
            return
        heads, places = table
        for number, cells in enumerate(sheet.rows[heads + 1 :], heads + 1):
            row = _SheetRow(f"{self._source.name} {sheet.name}", number, cells, places)
            if row.filled_in():
                self._read_row(party, row)

    def _read_row(self, party: str, row: "_SheetRow") -> None:
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

    def _task(self, row: "_SheetRow") -> Task | None:
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

    def _scores(self, party: str, row: "_SheetRow") -> ScoreSheet:
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

    def _place(self, row: "_SheetRow") -> str:
        """The subdistrict of the workbook, or the community that the row names."""
        known = self._registry.subdistricts.get(self._form.of)

        def read(cell: CellValue) -> str | None:
            text = shown(cell)
            return community_in(known, text, self._place_name) if squeezed(text) else None

        return self._value(row, "place", read) or self._form.of

    def _funding(self, row: "_SheetRow") -> FundingReturn | None:
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

    def _text(self, row: "_SheetRow", key: str, most: int) -> str | None:
        text = self._value(row, key, lambda cell: text_in(cell, most))
        if text is not None:
            self.comments.append((row.where(key), text))
        return text

    def _value(self, row: "_SheetRow", key: str, read: Callable[[CellValue], T]) -> T | None:
        """What *read* returns for a cell; None, and a fault, when the cell cannot be read."""
        try:
            return read(row.cell(key))
        except NotRead as unread:
            self.faults.append(unread.doubt.at(place=row.where(key)))
            return None


@dataclass(frozen=True, slots=True)
class _SheetRow:
    """A row of a table; ``places`` has the column of each key, ``number`` counts from 0."""

    sheet: str
    number: int
    cells: Sequence[CellValue]
    places: Mapping[str, int]

    def cell(self, key: str) -> CellValue:
        """The content of the column *key*; "" where there is no such column or cell."""
        at = self.places.get(key, len(self.cells))
        return self.cells[at] if at < len(self.cells) else ""

    def text(self, key: str) -> str:
        """The content of the column *key* as people see it."""
        return shown(self.cell(key))

    def where(self, key: str) -> str:
        """The name of the cell, as people find it."""
        return f"{self.sheet}!{cell_name(self.number, self.places.get(key, 0))}"

    def filled_in(self) -> bool:
        """True when anything was filled in beside what the form was handed out with."""
        return any(self.text(key).strip() for key in self.places if key not in _GIVEN)
