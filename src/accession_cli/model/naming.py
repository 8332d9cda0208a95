"""When two names mean the same task: for ``accession check`` and for the directory's page.

The page compares in the reader's browser and brings these rules there as data
(``render/page_data.py``), so that both give the same answer.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from accession_cli.model.task import Task

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
