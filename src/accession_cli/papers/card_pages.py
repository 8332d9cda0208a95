"""Say on which page each card of the Word directory stands, before Word has laid it out.

The lines of a card are estimated, a little long; a card that has no room left on its page begins
the next one by its style. So the numbers in the contents and in the overview are right before
anybody updates them. The measures are those of ``tools/word_template_styles.py``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Final

from accession_cli.papers.task_card import Card
from accession_cli.papers.title_lines import width_of
from accession_cli.scheme.directory_volumes import ShownClass

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
