"""Render the edition as a Word document, an Excel workbook and a CSV table.

``card_pages`` says on which page each card of the Word directory stands, before Word has laid it
out. The lines of a card are estimated, a little long; a card that has no room left on its page
begins the next one by its style. So the numbers in the contents and in the overview are right
before anybody updates them. The measures are those of ``tools/word_template_styles.py``.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from math import ceil
from typing import TYPE_CHECKING, Final

from accession_cli.papers import directory_data
from accession_cli.papers.chinese import ordinal, volume_name
from accession_cli.papers.directory_data import DataSheet
from accession_cli.papers.directory_json import content_sha256
from accession_cli.papers.tables import Cell, Table, TableTemplate, Values
from accession_cli.papers.task_card import Card, cards, short_money, short_term, sums
from accession_cli.papers.templates import (
    Environment,
    Rendered,
    contents_end,
    contents_line,
    jumps,
    page_of,
)
from accession_cli.papers.title_lines import width_of
from accession_cli.papers.word import Content, filled
from accession_cli.papers.workbook import FORMULA_STARTS, PageSetup, Sheet, workbook
from accession_cli.scheme.directory import Edition
from accession_cli.scheme.directory_volumes import ShownClass, Volume, all_in_one, volumes

if TYPE_CHECKING:
    from markupsafe import Markup


#: Points of a page that are filled: 225 mm less what an estimate may be wrong by.
_PAGE: Final = 612.0
_PART: Final = 60.0
_CLASS: Final = 34.0
#: Of each kind of paragraph: characters in a line, points of a line, points around it.
_TITLE: Final = (24.5, 21.0, 14.0)
_DOES: Final = (31.5, 17.0, 2.0)
_DOES_NOT: Final = (31.0, 18.0, 8.0)
_FACT: Final = (36.0, 14.5, 2.0)
_KINDS: Final = {"does": _DOES, "does_not": _DOES_NOT}


@dataclass(frozen=True, slots=True)
class Place:
    """A page, counted from the first one with a card; ``top``: a heading begins it."""

    page: int
    top: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPages:
    """Where the heading of each class is, by its place, and each card, by its number.

    ``broken`` are rows of a card that is longer than a page, by its number and their keys, each
    of which begins a page.
    """

    classes: Mapping[int, Place]
    cards: Mapping[int, Place]
    broken: frozenset[tuple[int, str]]


def height_of(card: Card) -> float:
    """How high *card* is on paper, in points."""
    mark = "　新" if card.change else ""
    height = _high(f"{card.title}{card.kind}{mark}", _TITLE) + _high(card.filing, _FACT)
    return height + sum(_high(row.text, _KINDS.get(row.key, _FACT)) for row in card.rows)


def _high(text: str, measures: tuple[float, float, float]) -> float:
    width, line, around = measures
    return sum(max(1, ceil(width_of(one) / width)) for one in text.split("\n")) * line + around


def card_pages(sections: Iterable[ShownClass], cards: Mapping[int, Card]) -> CardPages:
    """The pages of all *cards* of *sections*, with the heading of a class before its first."""
    classes: dict[int, Place] = {}
    placed: dict[int, Place] = {}
    broken: set[tuple[int, str]] = set()
    page, used = 1, _PART
    for section in sections:
        for number in (item.number for item in section.items):
            height = height_of(cards[number])
            begins = section.place not in classes
            needed = height + (_CLASS if begins else 0.0)
            top = used > _PART and used + needed > _PAGE
            if top:
                page, used = page + 1, 0.0
            if begins:
                classes[section.place] = Place(page, top)
            placed[number] = Place(page, top and not begins)
            used += needed
            if used > _PAGE:
                rows, used = _broken(cards[number], used - height)
                page += len(rows)
                broken |= {(number, key) for key in rows}
    return CardPages(classes=classes, cards=placed, broken=frozenset(broken))


def _broken(card: Card, used: float) -> tuple[list[str], float]:
    """The rows of *card* that begin a page, and what it fills of its last one.

    What is done and what is not done stay with the title; a row alone may be longer than a page.
    """
    used += _high(card.title, _TITLE)
    begin = []
    for row in card.rows:
        height = _high(row.text, _KINDS.get(row.key, _FACT))
        if row.key not in _KINDS and used + height > _PAGE:
            begin.append(row.key)
            used = 0.0
        used += height
    return begin, used + _high(card.filing, _FACT)


WORD_TEMPLATE: Final = "directory.docx"


def render_word(edition: Edition, environment: Environment) -> Rendered:
    """``directory.docx``, filled with the whole directory."""
    return render_word_volume(edition, all_in_one(edition), environment)


def render_word_volume(edition: Edition, volume: Volume, environment: Environment) -> Rendered:
    """``directory.docx``, filled with one volume."""
    values = {
        "edition": edition,
        "volume": volume,
        "volumes": volumes(edition),
        "scheme": edition.scheme,
        "content_sha256": content_sha256(edition),
    }
    title = edition.title + (f"（{edition.extract}摘编）" if edition.extract else "")
    if not volume.alone:
        title += volume_name(volume.number)
    numbers = set(volume.numbers)
    made = {one.number: one for one in cards(edition) if one.number in numbers}
    at = card_pages(volume.sections, made)
    shown = (item.task for section in volume.sections for item in section.items)
    values |= {"cards": made, "at": at, "contents_end": contents_end(), "sums": sums(shown)}
    filters: dict[str, Callable[..., object]] = {
        "short_money": short_money,
        "short_term": short_term,
        "page_of": page_of,
        "contents_line": partial(_contents_line, volume, at),
    }
    if not volume.alone:
        filters["jumps"] = partial(jumps, there=volume.numbers)
    content = Content(
        title=title,
        day=edition.base_date,
        author="、".join(edition.scheme.issuers),
        values=values,
        filters=filters,
    )
    return Rendered(data=filled(WORD_TEMPLATE, content, environment))


def _contents_line(volume: Volume, at: CardPages, section: ShownClass) -> "Markup":
    """The line of a class in the contents, which Word makes anew from the headings."""
    return contents_line(
        f"{ordinal(section.place)}、{section.name}",
        f"class_{section.place}",
        at.classes[section.place].page,
        first=section is volume.sections[0],
    )


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

    A corrected task has a row for each correction.
    """
    agencies = {item.number: item.agency for item in edition.items}
    nothing: Values = {"number": None, "correction": None, "ended": None, "supersedes": ()}
    for what, items in (("new", edition.new), ("restored", edition.restored)):
        for item in items:
            about = {"task": item.task, "agency": item.agency, "number": item.number}
            taken_over = what == "new" and item.task.inherited is not None
            yield {**nothing, **about, "what": "taken_over" if taken_over else what}
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
