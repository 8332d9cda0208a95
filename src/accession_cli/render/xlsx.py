"""The edition as an Excel workbook: the directory, its changes, its indexes, what it rests on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from accession_cli.render.edition_json import content_sha256
from accession_cli.render.environment import Environment, Rendered
from accession_cli.render.table_template import Cell, Table, TableTemplate, Values
from accession_cli.render.workbook import Page, Sheet, workbook
from accession_cli.scheme.directory import Edition

TEMPLATE: Final = "directory.tables.toml"


def render(edition: Edition, environment: Environment) -> Rendered:
    """One sheet for each table of ``directory.tables.toml``."""
    template = TableTemplate(TEMPLATE, environment)
    common = common_values(edition)
    page = Page(
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
    return workbook(page, [one for one in sheets if one.rows or not one.table.only_when_filled])


def common_values(edition: Edition) -> Values:
    """What every cell may speak of."""
    return {
        "edition": edition,
        "scheme": edition.scheme,
        "content_sha256": content_sha256(edition),
    }


def rows(table: Table, edition: Edition) -> list[list[Cell]]:
    """The rows of one table of the edition; its key says what they are made from."""
    made = _ROWS.get(table.key)
    if made is None:  # a table of a registry's own template that nothing is known of
        return []
    return [table.row({"scheme": edition.scheme, **values}) for values in made(edition)]


def _colophon(template: TableTemplate, common: Values) -> Sequence[Sequence[Cell]]:
    return template.pairs("colophon", common)


def _items(edition: Edition) -> Iterator[Values]:
    for section in edition.sections:
        for item in section.items:
            yield {"item": item, "task": item.task, "section": section.name}


def _changes(edition: Edition) -> Iterator[Values]:
    """New, restored, ended, corrected field by field, and tasks that took another's place."""
    agencies = {item.number: item.agency for item in edition.items}
    nothing: Values = {"number": None, "correction": None, "ended": None, "supersedes": ()}
    for what, items in (("new", edition.new), ("restored", edition.restored)):
        for item in items:
            about = {"task": item.task, "agency": item.agency, "number": item.number}
            yield {**nothing, **about, "what": what}
    for ended in edition.ended:
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
    yield from ({"one": one} for one in edition.emergencies)


def _legal_changes(edition: Edition) -> Iterator[Values]:
    yield from ({"change": change} for change in edition.legal_changes)


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
