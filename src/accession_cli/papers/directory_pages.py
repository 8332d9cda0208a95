"""Know the pages of the Word directory before Word has laid it out.

``card_pages`` says on which page each card stands, ``part_pages`` where each part behind the cards
begins. The lines of a card, a row and a remark are estimated; what may have no room left on its
page begins the next one by its style. So the numbers in the contents and in the overview are right
before anybody updates them. The measures are those of ``tools/word_template_styles.py`` and of the
tables in ``tools/word_template_tables.py``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from accession_cli.papers.chinese import (
    FILTERS,
    basis,
    citations_checked,
    corrected,
    current_text,
    day,
    ended_how,
    evaluation_note,
    field_name,
    other_places,
    own_places,
    scores,
)
from accession_cli.papers.task_card import Card, Public
from accession_cli.papers.title_lines import width_of
from accession_cli.scheme.directory import Edition
from accession_cli.scheme.directory_volumes import Part, ShownClass, Volume

#: Points of a page that cards fill: 225 mm less what an estimate may be wrong by.
_PAGE: Final = 612.0
_PART: Final = 60.0
_CLASS: Final = 34.0
#: Of each kind of paragraph: characters in a line, points of a line, points around it.
_TITLE: Final = (24.5, 20.0, 14.0)
_DOES: Final = (31.5, 16.0, 1.0)
_DOES_NOT: Final = (31.0, 17.0, 5.0)
_FACT: Final = (36.0, 13.8, 1.0)
_KINDS: Final = {"does": _DOES, "does_not": _DOES_NOT}
#: How much smaller the target is set than what is done.
_TARGET: Final = 10.5 / 12


@dataclass(frozen=True, slots=True)
class Place:
    """A page, counted from the first one with a card; ``top``: a heading begins it."""

    page: int
    top: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPages:
    """Where the heading of each class is, by its place, and each card, by its number.

    ``broken`` are rows of a card that is longer than a page, by its number and their keys, each
    of which begins a page. ``used`` points of ``last``, the last page, are filled.
    """

    classes: Mapping[int, Place]
    cards: Mapping[int, Place]
    broken: frozenset[tuple[int, str]]
    last: int
    used: float


def height_of(card: Card) -> float:
    """How high *card* is on paper, in points."""
    mark = "　新" if card.change else ""
    height = _high(f"{card.title}{card.kind}{mark}", _TITLE) + _high(card.filing, _FACT)
    return height + sum(_high(row.text, _KINDS.get(row.key, _FACT)) for row in card.rows)


def _high(text: str, measures: tuple[float, float, float]) -> float:
    width, line, around = measures
    first, _target, target = text.partition("；目标：") if measures is _DOES else (text, "", "")
    beside = (width_of(target) + 3) * _TARGET if target else 0.0
    lines = first.split("\n")
    widths = [*map(width_of, lines[:-1]), width_of(lines[-1]) + beside]
    return sum(max(1, ceil(one / width)) for one in widths) * line + around


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
    return CardPages(classes=classes, cards=placed, broken=frozenset(broken), last=page, used=used)


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


#: Points of a page, and of what has to be left of one where a part begins.
_WHOLE: Final = 637.0
_LEFT: Final = 24.0
_HEADING: Final = 76.0
_SUBHEADING: Final = 43.0
_TABLE_HEAD: Final = 19.2
#: Of a remark and of a line of a table: characters in a line, points of a line, points around it.
_REMARK: Final = (36.5, 22.0, 6.0)
_CELL: Final = (14.0, 6.6)
_SMALL: Final = 12.0
_COLOPHON: Final = 225.0
_POINTS_A_MM: Final = 72 / 25.4
_LETTER: Final = 10.5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """A heading with what stands below it: remarks, and rows of texts in columns of a table."""

    key: str
    under: bool = False  # a heading of the second level
    remarks: Sequence[str] = ()
    columns: Sequence[float] = ()
    rows: Iterable[Sequence[str]] = ()
    small: int = 0  # lines of small letters at the end of a task's title
    kept: float = 0.0  # points of what stays with the heading


def part_pages(
    edition: Edition, volume: Volume, shown: Public, cards: CardPages
) -> Mapping[str, Place]:
    """Where each part of *volume* behind the cards begins, by the part's key.

    ``changes`` is the heading above the endings, the new tasks and what has changed.
    """
    placed: dict[str, Place] = {}
    page, used = cards.last, cards.used if volume.sections else 0.0
    for block in _blocks(edition, volume, shown):
        rows = [_row(block, row) for row in block.rows]
        above = (_SUBHEADING if block.under else _HEADING) + sum(
            _high(one, _REMARK) for one in block.remarks
        )
        above += block.kept + (_TABLE_HEAD if rows else 0.0)
        top = used > 0 and used + above + sum(rows[:2]) > _WHOLE - _LEFT
        if top:
            page, used = page + 1, 0.0
        placed[block.key] = Place(page, top)
        used += above
        for height in rows:
            if used + height > _WHOLE:
                page, used = page + 1, _TABLE_HEAD
            used += height
    return placed


def _row(block: _Block, texts: Sequence[str]) -> float:
    """How high a row of a table is: its text with the most lines, between the cell's margins."""
    line, around = _CELL
    highest = 0.0
    for place, (text, wide) in enumerate(zip(texts, block.columns, strict=True)):
        width = (wide * _POINTS_A_MM - 5.4) / _LETTER
        lines = sum(max(1, ceil(width_of(one) / width)) for one in text.split("\n"))
        small = block.small * _SMALL if place == (1 if block.columns[0] == NUMBER else 0) else 0.0
        highest = max(highest, lines * line + small)
    return highest + around


#: The widths of the tables' columns, in mm.
NUMBER: Final = 10
EMERGENCIES: Final = (NUMBER, 43, 24, 43, 36)
ENDED: Final = (44, 24, 30, 58)
NEW: Final = (NUMBER, 78, 36, 32)
CHANGED: Final = (NUMBER, 42, 34, 34, 36)
LAWS: Final = (NUMBER, 36, 38, 32, 40)
AGENCIES: Final = (44, 56, 56)
PLACES: Final = (34, 44, 78)
SCORES: Final = (NUMBER, 46, 28, 50, 22)


def _blocks(edition: Edition, volume: Volume, shown: Public) -> Iterator[_Block]:
    if shown.emergencies:
        yield _Block(
            key="emergencies",
            remarks=("字" * 44,),
            columns=EMERGENCIES,
            rows=[
                ("", one.task.title, one.agency, "一\n一\n一", "一\n一")
                for one in shown.emergencies
            ],
            small=2,
        )
    yield from _changes(edition, volume, shown)
    if Part.LEGAL_CHANGES in volume.parts:
        said = "字" * 80 if shown.legal_changes else ""
        yield _Block(
            key="legal_changes",
            remarks=(said + citations_checked(edition.citations, shown.law_has_changed),),
            columns=LAWS,
            rows=[
                (
                    "",
                    one.task.title,
                    basis(one.cited),
                    f"{_LAW_STATE(one.state)}\n一",
                    current_text(one.successor) if one.successor else "",
                )
                for one in shown.legal_changes
            ],
        )
    if Part.AGENCIES in volume.parts:
        yield _Block(
            key="agencies",
            columns=AGENCIES,
            rows=[
                (one.name, _numbers(one.leads), _numbers(one.takes_part))
                for one in edition.agencies
            ],
        )
    if Part.SUBDISTRICTS in volume.parts:
        others = "、".join(other_places(edition.subdistricts))
        yield _Block(
            key="subdistricts",
            remarks=("字" * 36 + _numbers(edition.district_wide) + others,),
            columns=PLACES,
            rows=list(_places(edition)),
        )
    if edition.evaluation and Part.EVALUATION in volume.parts:
        made = edition.evaluation
        yield _Block(
            key="evaluation",
            remarks=(evaluation_note(made) + "字" * 15 + _numbers(made.open_numbers),),
            columns=SCORES,
            rows=[
                ("", one.task.title, one.agency, scores(one.means, made.criteria), "")
                for one in volume.evaluated
            ],
        )
    yield _Block(key="colophon", kept=_COLOPHON)


_LAW_STATE: Final = FILTERS["law_state"]


def _changes(edition: Edition, volume: Volume, shown: Public) -> Iterator[_Block]:
    parts = (Part.ENDED, Part.NEW, Part.CHANGED)
    if not any(part in volume.parts for part in parts):
        return
    yield _Block(key="changes", remarks=("字" * 90,))
    if Part.ENDED in volume.parts:
        rows = [(one.task.title, one.agency, "", ended_how(one)) for one in shown.ended]
        remark = "字" * 20 if rows else "无。"
        yield _Block(key="ended", under=True, remarks=(remark,), columns=ENDED, rows=rows, small=2)
    if Part.NEW in volume.parts:
        yield _Block(
            key="new",
            under=True,
            remarks=() if volume.new else ("无。",),
            columns=NEW,
            rows=[
                (
                    "",
                    one.task.title + ("（承接原目录）" if one.task.inherited else ""),
                    one.agency,
                    "",
                )
                for one in volume.new
            ],
        )
    if Part.CHANGED in volume.parts:
        yield _Block(
            key="changed",
            under=True,
            remarks=() if volume.changed else ("无。",),
            columns=CHANGED,
            rows=list(_changed(edition, volume)),
        )


def _changed(edition: Edition, volume: Volume) -> Iterator[tuple[str, ...]]:
    for one in volume.changed:
        for made in one.corrections:
            old, new = (
                corrected(value, made.field, edition.scheme) for value in (made.old, made.new)
            )
            what = f"{one.task.title}\n{field_name(made.field)}"
            yield "", what, old, new, f"{made.reason}\n{day(made.date)}"
        if one.supersedes:
            ids = "、".join(map(str, one.supersedes))
            yield "", f"{one.task.title}\n一", ids, "", "一\n一"


def _places(edition: Edition) -> Iterator[tuple[str, ...]]:
    for one in own_places(edition.subdistricts):
        if one.items:
            yield one.name, "", _numbers(one.items)
        for community in one.communities:
            yield one.name, community.name, _numbers(community.items)


def _numbers(numbers: Iterable[int]) -> str:
    return "、".join(map(str, numbers))
