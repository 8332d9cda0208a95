"""How alike the title of a task is to those of the entries: what both say, and rare words more.

It only puts proposals into an order, and nothing is counted by it. What people call one thing when
they ask about tasks is one word here: 防火 is 消防. A word that many entries have says little.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from math import log
from typing import Final

from accession_cli.districts.titles import Title, Words
from accession_cli.registry.reading import packaged_vocabulary

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
