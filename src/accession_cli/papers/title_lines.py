"""Break a long title of an official paper into lines (GB/T 9704-2012 7.3.1).

A line ends at the border of a word, names and quotations stay whole where they fit, and the lines
form a trapezium or a diamond. The words are those of ``templates/title_words.txt`` and the names
that the paper brings along. Beside a character that is in no word a line ends only where there is
no other way.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import ceil
from typing import Final

from accession_cli import packaged

WORDS: Final = "title_words.txt"
#: Full-width characters of size 2 (22 points) in the 156 mm of a page's text.
WIDTH: Final = 20.0
_CLOSING: Final = frozenset("，。、；：！？）》〉”’」』〕】%％…")
_OPENING: Final = frozenset("（《〈“‘「『〔【")
_STOPS: Final = frozenset("、，；：")
#: A line begins with none of these, and ends with none of those.
_NO_START: Final = frozenset("的了等之们项级号")
_NO_END: Final = frozenset("的得不未无第各每本该将把被对向从为在以由等区市县")
_JOINING: Final = frozenset("和与及暨并或")
_ALONE: Final = _CLOSING | _OPENING | _JOINING | _NO_END
#: The object of one of these is best on the same line.
_VERBS: Final = ("关于", "印发", "终止", "承接", "开展")
_LAST: Final = (
    r"的?(?:紧急)?"
    r"(?:通知|通报|函|复函|意见|报告|决定|请示|批复|公告|通告|公示|建议|规定|办法)"
)
_KIND_OF_PAPER: Final = re.compile(_LAST)
_NUMBER: Final = re.compile(r"[0-9A-Za-z.]+[年月日号项个条期次届批%]{0,2}")
_WHOLE: Final = re.compile(r"《[^《》]{1,60}》|“[^“”]{1,60}”|（[^（）]{1,60}）")
_MOST_LINES: Final = 6  # a longer text is no title
_MORE_LINES: Final = 2
_ANOTHER_LINE: Final = 3.0  # what each line more than needed costs
_KEPT: Final = 300  # beginnings that are followed up, the cheapest of each number of lines
_EVEN: Final = 2.2
_WITHIN_A_WORD: Final = 4.0  # what it costs to end a line where a character is in no word
#: What a line costs that is shorter than this part of the longest.
_SHORT: Final = ((0.45, 1.5), (0.3, 3.0))


def width_of(text: str) -> float:
    """The width of *text* in full-width characters.

    A Latin letter or a digit is half of one; word processors put a quarter between it and a
    Chinese character.
    """
    narrow = [sign < "\u2e80" and sign not in "“”‘’—…" for sign in text]
    changes = sum(before != after for before, after in pairwise(narrow))
    return sum(0.5 if one else 1.0 for one in narrow) + 0.25 * changes


def title_lines(title: str, width: float = WIDTH, names: Iterable[str] = ()) -> tuple[str, ...]:
    """The lines of *title*, none wider than *width*; *names* are not to be divided.

    The title itself is returned where it fits, and where there are no such lines.
    """
    total = width_of(title)
    if total <= width or "\n" in title:
        return tuple(title.split("\n"))
    fewest = ceil(total / width)
    if fewest > _MOST_LINES:
        return (title,)
    prices = _prices(title, width, tuple(filter(None, names)))
    choices = [
        (cost + _ANOTHER_LINE * more, lines)
        for more in range(_MORE_LINES + 1)
        for cost, lines in _lines(title, prices, fewest + more, width)
    ]
    return min(choices, default=(0.0, (title,)))[1]


def title_words(title: str, names: Iterable[str] = ()) -> tuple[str, ...]:
    """*title* in parts between which a line may well end, for a page whose width nobody knows."""
    pieces = _pieces(title, tuple(filter(None, names)))
    prices = [(one.end, _price(title, one, after)) for one, after in pairwise(pieces)]
    ends = [end for end, price in prices if price is not None and price < _WITHIN_A_WORD]
    return tuple(title[start:end] for start, end in pairwise((0, *ends, len(title))))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word of a title, or a character that is in no word; ``end`` is where it ends."""

    text: str
    end: int
    known: bool


@cache
def _vocabulary() -> frozenset[str]:
    lines = packaged.text("templates", WORDS).splitlines()
    return frozenset(word for line in lines if line[:1] != "#" for word in line.split())


def _pieces(title: str, names: tuple[str, ...]) -> list[_Piece]:
    """*title* cut into words: the fewest characters in no word, then the fewest words."""
    words = _vocabulary() | set(names)
    longest = max(map(len, words))
    best: list[tuple[int, int, tuple[_Piece, ...]]] = [(0, 0, ())]
    for end in range(1, len(title) + 1):
        choices = []
        for start in range(max(0, end - longest), end):
            strange, many, before = best[start]
            text = title[start:end]
            known = text in words or text in _ALONE or bool(_NUMBER.fullmatch(text))
            if known or end - start == 1:
                piece = _Piece(text, end, known)
                choices.append((strange + (not known), many + 1, (*before, piece)))
        best.append(min(choices, key=lambda one: one[:2]))
    return list(best[-1][2])


def _prices(title: str, width: float, names: tuple[str, ...]) -> Mapping[int, float]:
    """What it costs to end a line at each place where one may end; 0 is the best."""
    whole = [one.span() for one in _WHOLE.finditer(title) if width_of(one[0]) <= width]
    whole += [one.span() for name in names for one in re.finditer(re.escape(name), title)]
    prices = {}
    for one, after in pairwise(_pieces(title, names)):
        price = _price(title, one, after)
        if price is not None:
            inside = any(start < one.end < end for start, end in whole)
            prices[one.end] = price + (3.5 if inside else 0.0)
    return prices


def _price(title: str, piece: _Piece, after: _Piece) -> float | None:
    """What it costs to end a line after *piece*; None where none may end."""
    at = piece.end
    left, right = title[at - 1], title[at]
    if right in _CLOSING or left in _OPENING or piece.text in _NO_END or after.text in _NO_START:
        return None
    prices = (
        (bool(_KIND_OF_PAPER.fullmatch(title[at:])), 9.0),
        (not (piece.known or after.known), 8.0),
        (not (piece.known and after.known), _WITHIN_A_WORD),
        (left in _STOPS, 0.1),
        (right in _JOINING, 0.6),
        (left in _JOINING, 5.0),
        (right in _OPENING or left in _CLOSING, 0.3),
        (title.endswith(_VERBS, 0, at), 1.6),
    )
    return next((price for holds, price in prices if holds), 1.0)


def _lines(
    title: str, prices: Mapping[int, float], count: int, width: float
) -> list[tuple[float, tuple[str, ...]]]:
    """Ways to make *count* lines, each after its cost; none where they would be too wide."""
    reach = [width_of(title[:end]) for end in range(len(title) + 1)]
    mean = reach[-1] / count
    ends = [*sorted(prices), len(title)]
    begun: list[tuple[float, tuple[int, ...]]] = [(0.0, (0,))]
    for number in range(1, count + 1):
        longer = []
        for cost, places in begun:
            for end in ends:
                if end <= places[-1] or (number == count) != (end == len(title)):
                    continue
                wide = reach[end] - reach[places[-1]]
                if wide <= width:
                    price = prices.get(end, 0.0) + _EVEN * abs(wide - mean) / mean
                    longer.append((cost + price, (*places, end)))
        begun = sorted(longer)[:_KEPT]
    made = [(cost, tuple(title[a:b] for a, b in pairwise(places))) for cost, places in begun]
    return [(cost + _shape(lines), lines) for cost, lines in made]


def _shape(lines: Sequence[str]) -> float:
    """What the outline of *lines* costs: nothing for a trapezium or a diamond."""
    widths = [width_of(line) for line in lines]
    steps = [after - before for before, after in pairwise(widths)]
    short = sum(price for part, price in _SHORT for one in widths if one < part * max(widths))
    if len(steps) == 1:
        return short + (0.7 if abs(steps[0]) < 1 else 0.0)
    turns = [(before > 0) - (after > 0) for before, after in pairwise(steps)]
    if all(steps) and turns.count(1) <= 1 and -1 not in turns:
        return short
    return short + (0.5 if not all(steps) else 1.2)
