"""Render the edition as an Excel workbook and as CSV tables."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from accession_cli.papers import directory_data, task_card
from accession_cli.papers.directory_data import DataSheet
from accession_cli.papers.directory_json import content_sha256
from accession_cli.papers.tables import Cell, Table, TableTemplate, Values
from accession_cli.papers.templates import (
    Environment,
    Rendered,
)
from accession_cli.papers.workbook import FORMULA_STARTS, PageSetup, Sheet, workbook
from accession_cli.scheme.directory import Edition

TABLES_TEMPLATE: Final = "directory.tables.toml"


def render_excel(edition: Edition, environment: Environment) -> Rendered:
    """One sheet for each table of ``directory.tables.toml``."""
    template = TableTemplate(TABLES_TEMPLATE, environment)
    common = common_values(edition)
    page = PageSetup(
        title=template.filled("title", common),
        marks=template.filled("marks", common),
        footer=template.word("footer"),
        cut=template.word("cut"),
        author="、".join(edition.scheme.issuers),
        day=edition.base_date,
    )
    sheets = [
        Sheet(
            table=table,
            lines=table.lines(common),
            rows=_colophon(template, common) if table.key == "colophon" else rows(table, edition),
        )
        for table in template.tables()
        if table.key != "evaluation" or edition.evaluation
    ]
    shown = [one for one in sheets if one.rows or not one.table.only_when_filled]
    return workbook(page, [*shown, *_data_sheets(edition, template)])


def _data_sheets(edition: Edition, template: TableTemplate) -> Iterator[DataSheet]:
    """The same for programs; none where a registry's own template is from before they were."""
    names = template.section("page")
    for name, heads, made in (
        ("data_sheet", directory_data.COLUMNS, directory_data.items),
        ("citations_sheet", directory_data.CITATION_COLUMNS, directory_data.citations),
    ):
        if name in names:
            yield DataSheet(name=str(names[name]), heads=heads, rows=list(made(edition)))


def common_values(edition: Edition) -> Values:
    """The values that every cell may use."""
    return {
        "edition": edition,
        "public": task_card.public(edition),
        "scheme": edition.scheme,
        "content_sha256": content_sha256(edition),
    }


def rows(table: Table, edition: Edition) -> list[list[Cell]]:
    """The rows of one table of the edition; the table's key says what they are made from."""
    made = _ROWS.get(table.key)
    if made is None:  # a registry's own template has a table with an unknown key
        return []
    return [table.row({"scheme": edition.scheme, **values}) for values in made(edition)]


def _colophon(template: TableTemplate, common: Values) -> Sequence[Sequence[Cell]]:
    return template.pairs("colophon", common)


def _items(edition: Edition) -> Iterator[Values]:
    for section in edition.sections:
        for item in section.items:
            yield {"item": item, "task": item.task, "section": section.name}


def _changes(edition: Edition) -> Iterator[Values]:
    """New, restored, ended and corrected tasks, and tasks that replaced another.

    A corrected task has a row for each correction. What was entered in error is not listed.
    """
    agencies = {item.number: item.agency for item in edition.items}
    nothing: Values = {"number": None, "correction": None, "ended": None, "supersedes": ()}
    for what, items in (("new", edition.new), ("restored", edition.restored)):
        for item in items:
            about = {"task": item.task, "agency": item.agency, "number": item.number}
            taken_over = what == "new" and item.task.inherited is not None
            yield {**nothing, **about, "what": "taken_over" if taken_over else what}
    for ended in task_card.public(edition).ended:
        about = {"task": ended.task, "agency": ended.agency, "ended": ended}
        yield {**nothing, **about, "what": "ended"}
    for changed in edition.changed:
        agency = agencies[changed.number]
        about = {"task": changed.task, "agency": agency, "number": changed.number}
        for correction in changed.corrections:
            yield {**nothing, **about, "what": "corrected", "correction": correction}
        if changed.supersedes:
            yield {**nothing, **about, "what": "supersedes", "supersedes": changed.supersedes}


def _emergencies(edition: Edition) -> Iterator[Values]:
    yield from ({"one": one} for one in task_card.public(edition).emergencies)


def _legal_changes(edition: Edition) -> Iterator[Values]:
    yield from ({"change": change} for change in task_card.public(edition).legal_changes)


def _evaluation(edition: Edition) -> Iterator[Values]:
    made = edition.evaluation
    if made:
        yield from ({"one": one, "criteria": made.criteria} for one in made.tasks)


def _agencies(edition: Edition) -> Iterator[Values]:
    yield from ({"entry": entry} for entry in edition.agencies)


def _subdistricts(edition: Edition) -> Iterator[Values]:
    yield {"subdistrict": None, "community": None, "numbers": edition.district_wide}
    for entry in edition.subdistricts:
        yield {"subdistrict": entry, "community": None, "numbers": entry.items}
        for one in entry.communities:
            yield {"subdistrict": entry, "community": one, "numbers": one.items}


_ROWS: Final[Mapping[str, Callable[[Edition], Iterator[Values]]]] = {
    "items": _items,
    "emergencies": _emergencies,
    "changes": _changes,
    "legal_changes": _legal_changes,
    "evaluation": _evaluation,
    "agencies": _agencies,
    "subdistricts": _subdistricts,
}


CSV_QUOTE: Final = "'"
_BOM: Final = "\ufeff"


def render_csv(edition: Edition, environment: Environment) -> Rendered:
    """The first table, which is the directory itself; each row says which edition it is from."""
    template = TableTemplate(TABLES_TEMPLATE, environment)
    table = template.tables()[0]
    source = template.filled("source", common_values(edition))
    heads = [*(column.head for column in table.columns), template.word("source_head")]
    return Rendered(data=csv_bytes(heads, ([*row, source] for row in rows(table, edition))))


def render_data(edition: Edition, environment: Environment) -> Rendered:
    """The items as data for programs, one fact a cell; see ``directory_data.py``."""
    del environment
    rows = ([directory_data.as_text(cell) for cell in row] for row in directory_data.items(edition))
    return Rendered(data=csv_bytes(directory_data.COLUMNS, rows))


def csv_bytes(heads: Sequence[str], table: Iterable[Sequence[Cell]]) -> bytes:
    """The table with its heads, as bytes."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([csv_field(cell) for cell in row] for row in table)
    return (_BOM + target.getvalue()).encode()


def csv_field(cell: Cell) -> str:
    """A cell as text: days in ISO 8601, money with two decimals, no formula."""
    match cell:
        case date():
            return cell.isoformat()
        case Decimal():
            return f"{cell:.2f}"
        case str() if cell.lstrip(" \u3000").startswith((*FORMULA_STARTS, CSV_QUOTE)):
            return CSV_QUOTE + cell
    return str(cell)
