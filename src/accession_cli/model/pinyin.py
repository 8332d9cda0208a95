"""Titles found by pinyin: whole syllables from any one on, or the first letter of each.

The page of the directory follows the same rules in the reader's browser (``directory.js``).
"""

import re
from collections.abc import Sequence
from enum import IntEnum
from functools import cache
from typing import Final

_LETTERS: Final = re.compile(r"[a-zü' ]+")
_APART: Final = re.compile(r"[' ]+")
_SHORTEST: Final = 2


class Sounds(IntEnum):
    """How a query sounds like a title; the higher the nearer."""

    NOT_ALIKE = 0
    INITIALS = 1
    SYLLABLES = 2


def letters(query: str) -> str | None:
    """*query* in lower case with its syllables set off by ``'``; None when it is not pinyin.

    ``ü`` is typed ``v``. A single letter is too little to look for.
    """
    asked = query.strip().lower()
    if not _LETTERS.fullmatch(asked):
        return None
    parts = [part for part in _APART.split(asked.replace("ü", "v")) if part]
    return "'".join(parts) if sum(map(len, parts)) >= _SHORTEST else None


def syllables(title: str) -> tuple[tuple[str, ...], ...]:
    """The readings of each character; letters and digits read as themselves, signs are left out.

    A character is read as it is in its word, where the dictionary has the word, and as it is
    most often read by itself: for a search one reading too many does no harm.
    """
    # Both tables are heavy: they load only when somebody types letters, or a page is made.
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
    """The readings of each character of a word, or of what stands between words."""
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
    """How a character is most often read by itself."""
    from pypinyin import Style, pinyin

    ((reading,),) = pinyin(char, style=Style.NORMAL)
    return reading


def sounds(asked: str, title: Sequence[Sequence[str]]) -> Sounds:
    """How *asked*, from ``letters``, sounds like the syllables of a title."""
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
    """Whether the first syllables begin with the letters of *asked*, one each."""
    return len(asked) <= len(title) and all(
        any(reading.startswith(letter) for reading in readings)
        for letter, readings in zip(asked, title, strict=False)
    )
