"""Fold titles of tasks as searches compare them, and find titles by pinyin.

The numbers are the rules by which a district's own page template of earlier years compares titles
(``papers/directory_page_first.py``). A query in pinyin matches syllables, or the first letters of
syllables, from any syllable on.
"""

import re
import unicodedata
from collections.abc import Sequence
from enum import IntEnum
from functools import cache, lru_cache
from typing import Final

#: Words that are in nearly every title and do not tell tasks apart.
FILLERS: Final = (
    "居民委员会",
    "居委会",
    "社区",
    "居民",
    "协助",
    "配合",
    "开展",
    "做好",
    "工作",
    "事项",
    "有关",
    "相关",
)
_NO_WORD: Final = re.compile(r"[\W_]+")
#: The fewest characters, without fillers, of a part of a title that may mean the title.
SHORTEST_NAME: Final = 4
#: The share of the longer name that the shorter must cover to mean the same task.
COVERS: Final = 0.6
#: The share of a query that a task's content must hold to make the task similar.
GOOD_PART: Final = 0.4
MOST_SIMILAR: Final = 5


def folded(text: str) -> str:
    """*text* in the form in which names are compared: NFKC, one case, no spaces or punctuation."""
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())


def agency_folded(name: str, district: str) -> str:
    """*name* as names of agencies are compared: 东丽区民政局, 区民政局 and 民政局 are one."""
    whole = folded(name)
    return whole.removeprefix(folded(district)).removeprefix("区") or whole


@lru_cache(maxsize=1024)  # the same query is compared with each task
def bare(text: str) -> str:
    """*text* folded and without fillers."""
    name = folded(text)
    for filler in FILLERS:
        name = name.replace(filler, "")
    return name


def pairs(text: str) -> set[str]:
    """Each two neighbouring characters of *text*; a single character counts as a pair."""
    if len(text) == 1:
        return {text}
    return {text[n : n + 2] for n in range(len(text) - 1)}


_LETTERS: Final = re.compile(r"[a-zü' ]+")
_APART: Final = re.compile(r"[' ]+")
_SHORTEST: Final = 2


class Sounds(IntEnum):
    """How closely a query sounds like a title; higher is closer."""

    NOT_ALIKE = 0
    INITIALS = 1
    SYLLABLES = 2


def letters(query: str) -> str | None:
    """*query* in lower case with ``'`` between its parts; ``None`` when it is not pinyin.

    ``ü`` becomes ``v``. A single letter is too short to search for, so it gives ``None`` too.
    """
    asked = query.strip().lower()
    if not _LETTERS.fullmatch(asked):
        return None
    parts = [part for part in _APART.split(asked.replace("ü", "v")) if part]
    return "'".join(parts) if sum(map(len, parts)) >= _SHORTEST else None


def syllables(title: str) -> tuple[tuple[str, ...], ...]:
    """The readings of each character; letters and digits stand for themselves, signs are left out.

    A character has its reading in the word, when the dictionary has the word, and its most common
    reading by itself: in a search, one reading too many does no harm.
    """
    # Both tables are large: they load only when somebody types letters, or a page is made.
    from pypinyin import pinyin_dict
    from pypinyin.seg.simpleseg import seg

    in_words = [readings for word in seg(title) for readings in _in_word(word)]
    read = []
    for char, readings in zip(title, in_words, strict=True):
        if ord(char) in pinyin_dict.pinyin_dict:
            known = [*readings, _alone(char)]
            read.append(tuple(dict.fromkeys([*known, *(r.replace("v", "u") for r in known)])))
        elif char.isalnum():
            read.append((char.lower(),))
    return tuple(read)


@cache
def _in_word(word: str) -> tuple[tuple[str, ...], ...]:
    """The readings of each character of a word, or of a text between words."""
    from pypinyin import Style
    from pypinyin.converter import DefaultConverter

    found = DefaultConverter().convert(
        word,
        Style.NORMAL,
        heteronym=True,
        errors=list,  # type: ignore[arg-type] # one entry for each sign: its types know text alone
        strict=True,
    )
    return tuple(map(tuple, found))


@cache
def _alone(char: str) -> str:
    """The most common reading of a character by itself."""
    from pypinyin import Style, pinyin

    ((reading,),) = pinyin(char, style=Style.NORMAL)
    return reading


def sounds(asked: str, title: Sequence[Sequence[str]]) -> Sounds:
    """How *asked*, which comes from ``letters``, sounds like the syllables of a title."""
    starts = range(len(title))
    if any(_spelt(asked, title[start:]) for start in starts):
        return Sounds.SYLLABLES
    joined = asked.replace("'", "")
    if any(_begun(joined, title[start:]) for start in starts):
        return Sounds.INITIALS
    return Sounds.NOT_ALIKE


def _spelt(asked: str, title: Sequence[Sequence[str]]) -> bool:
    """Whether the title begins with *asked*; its last syllable may be half typed."""
    if not title:
        return False
    for reading in title[0]:
        if reading.startswith(asked):
            return True
        rest = asked.removeprefix(reading)
        if rest != asked and _spelt(rest.removeprefix("'"), title[1:]):
            return True
    return False


def _begun(asked: str, title: Sequence[Sequence[str]]) -> bool:
    """Whether the first syllables of the title begin with the letters of *asked*, one each."""
    return len(asked) <= len(title) and all(
        any(reading.startswith(letter) for reading in readings)
        for letter, readings in zip(asked, title, strict=False)
    )
