"""Compare titles of tasks: when two mean the same task, and which are found by pinyin.

``accession check`` and the directory's page give the same answer: the page compares in the
reader's browser and takes these rules there as data (``papers/directory_page.py``,
``directory.js``). Pinyin finds whole syllables from any one on, or the first letter of each.
"""

import re
import unicodedata
from collections.abc import Sequence
from enum import IntEnum
from functools import cache, lru_cache
from typing import Final

from accession_cli.scheme.task import Task

#: Words that nearly every title carries and that say nothing about which task it is.
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
#: How many characters, fillers apart, a part of a title must have to stand for the title.
SHORTEST_NAME: Final = 4
#: How much of the longer name the shorter must cover to mean the same task.
COVERS: Final = 0.6
#: How much of a query a task's content must hold to make the task similar.
GOOD_PART: Final = 0.4
MOST_SIMILAR: Final = 5


def folded(text: str) -> str:
    """*text* as names are compared: one width, one case, without spaces and punctuation."""
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())


@lru_cache(maxsize=1024)  # the query, asked of each task
def bare(text: str) -> str:
    """*text* folded and without fillers."""
    name = folded(text)
    for filler in FILLERS:
        name = name.replace(filler, "")
    return name


def means(query: str, task: Task) -> bool:
    """Whether *query* names *task*: its number, its title, most of it, or it and a little more."""
    asked = folded(query)
    if not asked:
        return False
    if asked in (folded(str(task.id)), folded(task.filing.number), folded(task.title)):
        return True
    shorter, longer = sorted((bare(query), bare(task.title)), key=len)
    if len(shorter) < SHORTEST_NAME or shorter not in longer:
        return False
    return len(shorter) >= COVERS * len(longer)


def likeness(query: str, task: Task) -> float:
    """From 0 to 1: the share of pairs of characters in common with the title.

    One pair is enough to be shown: a name too many costs a glance, a name too few may cost a
    wrong refusal. The content counts where it holds a good part of the query.
    """
    asked, title = pairs(bare(query)), pairs(bare(task.title))
    if not asked or not title:
        return 0.0
    by_title = len(asked & title) / min(len(asked), len(title))
    by_content = len(asked & pairs(bare(task.authorization.content))) / len(asked)
    return max(by_title, by_content / 2 if by_content >= GOOD_PART else 0.0)


def pairs(text: str) -> set[str]:
    """The characters of *text* two by two; a single character stands alone."""
    if len(text) == 1:
        return {text}
    return {text[n : n + 2] for n in range(len(text) - 1)}


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
