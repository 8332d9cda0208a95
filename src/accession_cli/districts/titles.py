"""Take titles of tasks apart, so that two can be compared, and say how alike they are.

A title loses what is only of its own district and year: places, years, batches, and set phrases
such as 协助 and 工作. What there are several words for is written with the first of the rows in
``title_words``. The order of the words does not count: 核查低保对象 is 低保对象核查. How alike two
are puts proposals into an order, and nothing is counted by it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log
from typing import Final

from accession_cli.districts.title_words import ACTS, APART, NARROWING, PHRASES, SOFT, THINGS, WHOLE
from accession_cli.entry.values import squeezed
from accession_cli.registry.reading import packaged_vocabulary
from accession_cli.scheme.names import folded

#: What tells a year's or a place's share of a task, and not another task.
_OF_ITS_TIME: Final = re.compile(
    r"(?:19|20)[0-9]{2}(?:至(?:19|20)[0-9]{2})?年度?|年度|[上下]半年|第[一二三四]季度|月度|每月|每周|每季度|"
    r"第[0-9一二三四五六七八九十]{1,3}批次?|示例(?:项目|事件)?|试点|试行"
)
_BETWEEN: Final = re.compile(r"[，,、；;（）()/]|以及|或者|[和及与或]")
#: The heading before a title: 安置帮教：协助刑释人员衔接.
_HEADING: Final = re.compile(r"^[^:：]{2,12}[:：](?=[^:：]{4})")
#: The least characters of a part that names a piece of work of its own.
_SHORTEST_PART: Final = 4
#: How much of the shorter title the longer one has when they are near, and how much of the longer.
_NEAR: Final = 0.7
_NEAR_OF_LONGER: Final = 0.4
#: How much of a longer title that has all of the shorter, when one act is done for both.
_WITHIN_LONGER: Final = 0.3
#: What is left of each title when one thing stands in the place of another.
_ANOTHER: Final = 2
#: Where the other title has no more than this of a part, it does not speak of it.
_UNTOLD: Final = 0.5
_SHORTEST: Final = 3
_NUMBER: Final = re.compile(
    "第?([0-9零〇一二三四五六七八九十百]{1,9})(?:次|届|周岁|岁)(?:以上|以下)?"
)


class Words:
    """Finds words in a text, the longest first, in one pass."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        lengths: dict[str, set[int]] = {}
        for word in self._words:
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def apart(self, text: str) -> Iterator[tuple[str, bool]]:
        """*text* in pieces, each a word that is known, or a character that begins none."""
        at = 0
        while at < len(text):
            for length in self._lengths.get(text[at], ()):
                if text[at : at + length] in self._words:
                    yield text[at : at + length], True
                    at += length
                    break
            else:
                yield text[at], False
                at += 1


_THINGS: Final = Words((*THINGS, *THINGS.values()))
_SAID: Final = Words((*ACTS, *PHRASES, *WHOLE))
_NARROWING: Final = Words(NARROWING)


@dataclass(frozen=True, slots=True)
class Title:
    """A title as it is compared: all that it says, in an order that does not depend on the writer.

    ``told`` is what it says beside its acts, as it is written, and ``about`` the same in order.
    ``parts`` are those of a title that names several pieces of work, ``acts`` what is done,
    ``narrowed`` what narrows it, ``numbers`` which census or which age it is about.
    """

    says: str
    told: str
    about: str
    parts: tuple[str, ...]
    acts: frozenset[str]
    narrowed: frozenset[str]
    numbers: frozenset[str]

    def near(self, other: "Title") -> bool:
        """Whether the longer title has nearly all of the shorter, and nothing speaks against it.

        Against it speak acts that are not all among those of the other, a word that narrows only
        one of them, other numbers, and a part of which the other says nothing: a bundle of tasks is
        none of them.
        """
        acts, others = self.acts - SOFT, other.acts - SOFT
        return (
            _covers(self.about, other.about, one_act=bool(acts) and acts == others)
            and _agree(acts, others)
            and self.narrowed == other.narrowed
            and (not self.numbers or not other.numbers or self.numbers == other.numbers)
            and not (_has_more(self, other) or _has_more(other, self))
        )


def _covers(one: str, other: str, *, one_act: bool) -> bool:
    """Whether the longer of two texts has nearly all of the shorter, and not much beside it.

    Where each has something that the other lacks, one thing stands in the place of another: 流感 in
    that of 新冠.
    """
    shorter, longer = sorted((len(one), len(other)))
    common = _common(one, other)
    if one == other or shorter < _ANOTHER:
        return bool(one) and one == other
    if one_act and common == shorter:
        return common >= _WITHIN_LONGER * longer
    if shorter < _SHORTEST or shorter - common >= _ANOTHER:
        return False
    return common >= _NEAR * shorter and common >= _NEAR_OF_LONGER * longer


def _agree(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether what is done for the one is also done for the other, and no more of its own."""
    if bool(one) != bool(other) or (one ^ other) & APART:
        return False
    return one <= other or other <= one


def titles_of(text: str, places: tuple[str, ...] = ()) -> tuple[Title, ...]:
    """The title *text* taken apart; and without its heading, where it says enough without it."""
    whole = title_of(text, places)
    heading = _HEADING.match(text)
    rest = title_of(text[heading.end() :], places) if heading else whole
    return (whole, rest) if heading and len(rest.about) >= _SHORTEST else (whole,)


@lru_cache(maxsize=65_536)
def title_of(text: str, places: tuple[str, ...] = ()) -> Title:
    """The title *text* taken apart; *places* are the folded names of its district's places."""
    bare = _plain(folded(text), places) or folded(text)
    numbers = frozenset(_NUMBER.findall(bare))
    about, acts = _said(_NUMBER.sub("", bare))
    parts = [_said(_plain(folded(part), places)) for part in _BETWEEN.split(squeezed(text))]
    several = tuple(
        said for one, done in parts if len(said := _ordered(one, done)) >= _SHORTEST_PART
    )
    narrowed = {word for word, known in _NARROWING.apart(about) if known}
    says = _ordered(about, (*acts, *numbers)) if about or acts else _ordered(bare, ())
    return Title(
        says=says,
        told=about,
        about="".join(sorted(set(about))),
        parts=several if len(several) > 1 else (),
        acts=frozenset(acts),
        narrowed=frozenset(narrowed - {"老年人"} if "高龄" in narrowed else narrowed),
        numbers=numbers,
    )


def _has_more(one: Title, other: Title) -> bool:
    """Whether a part of *one* is something of which *other* says nothing."""
    return any(_common(part, other.says) <= _UNTOLD * len(part) for part in one.parts)


def _plain(name: str, places: tuple[str, ...]) -> str:
    """A folded *name* without its time and place, and with one word for each thing."""
    bare = _OF_ITS_TIME.sub("", name)
    for place in places:
        bare = bare.replace(place, "")
    return "".join(THINGS.get(piece, piece) for piece, _known in _THINGS.apart(bare))


def _said(plain: str) -> tuple[str, list[str]]:
    """What a *plain* name is about, without set phrases, and the acts that it names."""
    about: list[str] = []
    acts: list[str] = []
    for piece, known in _SAID.apart(plain):
        if known and piece in ACTS:
            acts.append(ACTS[piece])
        elif not known or piece in WHOLE:
            about.append(piece)
    return "".join(about), list(dict.fromkeys(acts))


def _ordered(about: str, acts: Iterable[str]) -> str:
    """What is said, in an order that does not depend on the writer."""
    return "".join(sorted({*about, *"".join(acts)}))


def _common(one: str, other: str) -> int:
    """How many characters two sorted texts have in common."""
    at, found = 0, 0
    for char in one:
        while at < len(other) and other[at] < char:
            at += 1
        if at < len(other) and other[at] == char:
            at, found = at + 1, found + 1
    return found


#: Beyond these digits it is the order of a sum, and no likeness, that tells two entries apart.
_DIGITS: Final = 9


class Likeness:
    """The titles of a catalogue's entries, by the words that they have."""

    def __init__(self, titles: Mapping[str, Iterable[Title]]) -> None:
        self._known = [(code, words_of(title)) for code, ours in titles.items() for title in ours]
        having: defaultdict[str, list[int]] = defaultdict(list)
        for at, (_code, words) in enumerate(self._known):
            for word in words:
                having[word].append(at)
        self._having = dict(having)
        count = len(self._known)
        self._rarity = {word: log(1 + count / len(found)) for word, found in having.items()}
        self._unknown = log(1 + count)
        self._weights = [
            sum(self._rarity[word] for word in sorted(words)) for _code, words in self._known
        ]

    def of(self, titles: Iterable[Title]) -> dict[str, float]:
        """How alike each entry is that has a word of one of *titles*, from 0 to 1."""
        best: dict[str, float] = {}
        for title in titles:
            for code, likeness in self._of(words_of(title)):
                best[code] = max(likeness, best.get(code, 0.0))
        return best

    def _of(self, words: frozenset[str]) -> Iterable[tuple[str, float]]:
        shared: defaultdict[int, float] = defaultdict(float)
        ours = 0.0
        for word in sorted(words):  # sums of fractions depend on their order
            rarity = self._rarity.get(word, self._unknown)
            ours += rarity
            for at in self._having.get(word, ()):
                shared[at] += rarity
        for at, both in shared.items():
            yield self._known[at][0], round(2 * both / (ours + self._weights[at]), _DIGITS)


@lru_cache(maxsize=65_536)
def words_of(title: Title) -> frozenset[str]:
    """The acts, the words of the vocabulary and each two neighbouring characters of *title*."""
    found = {f"{act}！" for act in title.acts}
    words, one_of = _vocabulary()
    found.update(one_of[word] for word, known in words.apart(title.told) if known)
    found.update(title.told[at : at + 2] for at in range(len(title.told) - 1))
    return frozenset(found)


@cache
def _vocabulary() -> tuple[Words, Mapping[str, str]]:
    """The words by which people ask about tasks, each with the first of its group."""
    groups = packaged_vocabulary()["groups"]
    one_of = {word: f"{group[0]}＝" for group in reversed(groups) for word in group}
    return Words(one_of), one_of
