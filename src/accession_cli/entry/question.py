"""Find the tasks that a question may mean.

The words of a question are pairs of characters and the forms of synonym groups; fillers and names
of agencies say nothing about the work. ``templates/question.js`` has the same steps, function by
function, for the directory's page; both work with whole numbers and find the same. Positions are
characters of the question as ``said`` leaves it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from heapq import nsmallest
from itertools import accumulate
from typing import Any, Final

from accession_cli.scheme.question_index import Index, said

#: How much a word counts by the place where a task has it.
TITLE: Final = 100
DOES: Final = 60
LEAVES_OUT: Final = 55
OTHER: Final = 20
#: A word of a synonym group counts more than a pair of characters.
GROUP: Final = 5
PAIR: Final = 4
#: A pair with a character too many between, or with one wrong character.
APART: Final = 1
#: A pair that only one task has, in its title. Scores below are shares of it.
RARE: Final = 1000
ONE: Final = TITLE * PAIR * RARE
BY_AGENCY: Final = ONE * 18 // 100  # the agency that asks has the task
CANDIDATES: Final = 8
HAN: Final = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")


#: The texts by which a word is found: the forms of a group, or one pair of characters.
Needles = tuple[str, ...]


def has(text: str, needles: Iterable[str]) -> bool:
    """Whether *text* has one of *needles*."""
    for needle in needles:  # noqa: SIM110 - asked thousands of times, and any() takes twice as long
        if needle in text:
            return True
    return False


class State(StrEnum):
    """The state of a task on a day."""

    LIVE = "live"
    NOT_YET = "not_yet"
    ENDED = "ended"
    UNKNOWN = "unknown"  # filed later


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where and by whom the work would be done; ``None`` is unknown.

    A task for grid workers alone is not for a committee that does not say which it is.
    ``places`` are the codes of the subdistrict and of the community that asks.
    """

    places: tuple[str, ...] | None = None
    channel: str | None = None


class KnownTask:
    """A task of the index with its texts joined for searching."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.id: str = data["id"]
        self.names: list[str] = data["names"]
        self.keys = {*self.names, said(self.id), said(data["number"])}
        self._states: dict[str, State] = {}
        self.title = "\n".join(self.names)
        self.does = "\n".join(clause for clause, _sentence in data["does"])
        self.leaves_out = "\n".join(clause for clause, _sentence in data["not"])
        self.other = "\n".join(data["other"])
        self.own = f"{self.title}\n{self.does}"
        self.whole = f"{self.own}\n{self.leaves_out}\n{self.other}"

    def weight(self, needles: Sequence[str]) -> int:
        for text, counts in (
            (self.title, TITLE),
            (self.does, DOES),
            (self.leaves_out, LEAVES_OUT),
            (self.other, OTHER),
        ):
            if has(text, needles):
                return counts
        return 0

    def state(self, day: str) -> State:
        if day not in self._states:
            self._states[day] = self._state(day)
        return self._states[day]

    def _state(self, day: str) -> State:
        data = self.data
        if day < data["filed"]:
            return State.UNKNOWN
        if (data["retired"] and data["retired"] <= day) or (data["end"] and data["end"] < day):
            return State.ENDED
        return State.NOT_YET if day < data["start"] else State.LIVE

    def missed(self, where: Where) -> str | None:
        if (where.channel or "community") not in self.data["channels"]:
            return "channel" if where.channel or self.data["channels"] == ["grid"] else None
        places = self.data["places"]
        if where.places and places is not None and not _meet(where.places, places):
            return "place"
        return None


def _meet(asked: Sequence[str], places: Sequence[str]) -> bool:
    """Whether one of the places asked for lies in a place of the task, or the other way round."""
    return any(one.startswith(place) or place.startswith(one) for one in asked for place in places)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the question: where it stands, and the texts by which it is found."""

    start: int
    end: int
    needles: Needles
    group: bool
    action: bool


class Question:
    """A question as it is compared: which characters say nothing, and its words."""

    def __init__(self, text: str, search: "Search") -> None:
        self.said = said(text)
        spans = search.spans(self.said)
        self.void, self.askers = search.void(self.said, spans)
        void = self.void
        actions = [(start, end) for start, end, group in spans if group in search.actions]
        self.units = [
            Word(start, end, search.groups[group], group=True, action=group in search.actions)
            for start, end, group in spans
            if not all(void[start:end])
        ]
        self.units += [
            Word(
                n,
                n + 2,
                (self.said[n : n + 2],),
                group=False,
                action=any(start <= n and n + 2 <= end for start, end in actions),
            )
            for n in range(len(self.said) - 1)
            if not void[n] and not void[n + 1]
        ]
        self.content = "".join(
            char
            for char, empty in zip(self.said, void, strict=True)
            if not empty and HAN.match(char)
        )

    def told(self, text: str) -> int:
        """How many characters say nothing or belong to a word that *text* has."""
        return sum(self.explained(text))

    @cached_property
    def full(self) -> int:
        """How many characters say something, at least 1."""
        return len(self.said) - sum(self.void) or 1

    @cached_property
    def words(self) -> dict[Needles, bool]:
        """The needles of each word once, with whether it is a group."""
        return {unit.needles: unit.group for unit in self.units}

    def explained(self, text: str) -> list[bool]:
        """Which characters say nothing, or belong to a word that *text* has."""
        marks = list(self.void)
        for unit in self.units:
            if has(text, unit.needles):
                marks[unit.start : unit.end] = [True] * (unit.end - unit.start)
        return marks

    def rest(self, marks: Sequence[bool]) -> list[str]:
        """The runs of characters that are not marked."""
        runs: list[str] = []
        open_run = False
        for char, mark in zip(self.said, marks, strict=True):
            if mark:
                open_run = False
            elif open_run:
                runs[-1] += char
            else:
                runs.append(char)
                open_run = True
        return runs


class Search:
    """Finds the tasks of one index."""

    def __init__(self, index: Index) -> None:
        self.words = index["words"]
        self.negative = index["negative"]
        self.tasks = [KnownTask(task) for task in index["tasks"]]
        self.by_id = {task.id: task for task in self.tasks}
        self.groups: list[Needles] = [tuple(group) for group in self.words["groups"]]
        self.actions = {
            number for number, group in enumerate(self.groups) if group[0] in self.words["actions"]
        }
        self._forms: dict[str, list[tuple[str, list[int]]]] = {}
        forms: dict[str, list[int]] = {}
        for number, group in enumerate(self.groups):
            for form in group:
                forms.setdefault(form, []).append(number)
        for form in sorted(forms, key=lambda one: (-len(one), one)):
            self._forms.setdefault(form[0], []).append((form, forms[form]))
        self._rarities: dict[Needles, int] = {}
        self._all = "\f".join(task.whole for task in self.tasks)
        lengths = (len(task.whole) + 1 for task in self.tasks)
        self._starts = list(accumulate(lengths, initial=0))[:-1]

    # Words.

    def spans(self, text: str) -> list[tuple[int, int, int]]:
        """Start, end and group of the longest form at each place of *text*."""
        found = []
        for start, char in enumerate(text):
            for form, groups in self._forms.get(char, ()):
                if text.startswith(form, start):
                    found += [(start, start + len(form), group) for group in groups]
                    break
        return found

    def void(self, text: str, spans: Sequence[tuple[int, int, int]]) -> tuple[list[bool], Needles]:
        """Which characters say nothing about the work, and the agencies that are named.

        An agency says who asks, not what is asked.
        """
        void, askers = [False] * len(text), []
        for name, keys in self.words["agencies"]:
            start = text.find(name)
            if start >= 0 and not any(void[start : start + len(name)]):
                void[start : start + len(name)] = [True] * len(name)
                askers += keys
        kept = [False] * len(text)
        for start, end, _group in spans:
            if end - start > 1 and not all(void[start:end]):
                kept[start:end] = [True] * (end - start)
        for filler in self.words["fillers"]:
            start = text.find(filler)
            while start >= 0:
                end = start + len(filler)
                if not any(void[start:end]) and not any(kept[start:end]):
                    void[start:end] = [True] * len(filler)
                start = text.find(filler, start + 1)
        return void, tuple(askers)

    def rarity(self, needles: Needles) -> int:
        """From ``RARE`` for a word of one task down towards 0 for a word of all."""
        if needles not in self._rarities:
            count = len(self._holding(needles))
            self._rarities[needles] = rarity_of(count, len(self.tasks))
        return self._rarities[needles]

    def title_words(self, task: KnownTask) -> list[Needles]:
        words: dict[Needles, None] = {}
        for name in task.names:
            words.update((self.groups[group], None) for _s, _e, group in self.spans(name))
            words.update(((name[n : n + 2],), None) for n in range(len(name) - 1))
        return list(words)

    def clause_words(self, clause: str) -> list[Needles]:
        """The words of a clause; a pair inside a word of a group is not counted again."""
        spans = [span for span in self.spans(clause) if span[1] - span[0] > 1 or span[0] == 0]
        words = dict.fromkeys(self.groups[group] for _start, _end, group in spans)
        for n in range(len(clause) - 1):
            if not any(start <= n and n + 2 <= end for start, end, _group in spans):
                words[(clause[n : n + 2],)] = None
        return list(words)

    # Ranking.

    def ranked(self, asked: Question, day: str) -> list[tuple[int, KnownTask]]:
        """The candidates, best first; an ended task stands behind the one that took its place."""
        scores = self._scores(asked)
        at: dict[str, int] = {}
        have, askers = set(asked.words), set(asked.askers)
        for task in self.tasks:
            score = scores.get(task.id, 0)
            if askers and not askers.isdisjoint(task.data["agencies"]):
                score = score * 115 // 100 + BY_AGENCY
            if score and task.state(day) is not State.UNKNOWN and not task.data["error"]:
                at[task.id] = score
        best = nsmallest(4 * CANDIDATES, at, key=lambda number: (-at[number], number))
        for number in best:
            words = self.title_words(self.by_id[number])
            total = sum(map(self.rarity, words)) or 1
            share = 1000 * sum(self.rarity(word) for word in words if word in have) // total
            at[number] = at[number] * (1000 + 35 * share // 100) // 1000
            if self.by_id[number].state(day) is not State.LIVE:
                at[number] = at[number] * 93 // 100
        for number in best:
            if self.by_id[number].state(day) is State.ENDED:
                for follower in self.followers(self.by_id[number], day):
                    at[follower] = max(at.get(follower, 0), at[number])
                    at[number] = min(at[number], at[follower] * 75 // 100)
        best = nsmallest(CANDIDATES, at, key=lambda number: (-at[number], number))
        ranked = []
        for number in best:
            left = sum(map(len, asked.rest(asked.explained(self.by_id[number].whole))))
            ranked.append(
                (at[number] * (1000 - 400 * left // asked.full) // 1000, self.by_id[number])
            )
        ranked.sort(key=lambda pair: (-pair[0], pair[1].id))
        return ranked

    def _scores(self, asked: Question) -> dict[str, int]:
        scores: dict[str, int] = {}

        def count(needles: Needles, times: int) -> bool:
            found = self._holding(needles)
            rarity = self._rarities[needles] = rarity_of(len(found), len(self.tasks))
            for task in found:
                scores[task.id] = scores.get(task.id, 0) + task.weight(needles) * rarity * times
            return bool(found)

        known = {
            needles
            for needles, group in asked.words.items()
            if count(needles, GROUP if group else PAIR)
        }
        text = asked.said
        for n in range(len(text) - 2):
            apart = (text[n] + text[n + 2],)
            if asked.void[n] and asked.void[n + 2]:
                continue
            if not asked.void[n] and not asked.void[n + 2] and apart not in asked.words:
                count(apart, APART)
            if (text[n : n + 2],) in known and (text[n + 1 : n + 3],) in known:
                continue
            for task in self._one_wrong.get(text[n] + text[n + 2], ()):
                scores[task.id] = scores.get(task.id, 0) + 45 * RARE * PAIR
        return scores

    @cached_property
    def _one_wrong(self) -> dict[str, list[KnownTask]]:
        """The tasks by each two characters of their titles that have one between them."""
        found: dict[str, dict[KnownTask, None]] = {}
        for task in self.tasks:
            for name in task.names:
                for n in range(len(name) - 2):
                    found.setdefault(name[n] + name[n + 2], {})[task] = None
        return {pair: list(tasks) for pair, tasks in found.items()}

    def misspelt(self, asked: Question, task: KnownTask) -> bool:
        """Whether the question has a part of the title with one wrong character."""
        text, void = asked.said, asked.void
        return any(
            task in self._one_wrong.get(text[n] + text[n + 2], ()) and not (void[n] and void[n + 2])
            for n in range(len(text) - 2)
        )

    def title_share(self, asked: Question, task: KnownTask) -> int:
        """How many hundredths of the title's words the question has."""
        words = self.title_words(task)
        have = sum(self.rarity(word) for word in words if word in asked.words)
        return 100 * have // (sum(map(self.rarity, words)) or 1)

    def _holding(self, needles: Needles) -> list[KnownTask]:
        """The tasks with one of *needles* anywhere, in their order.

        A pattern finds a pair of Chinese characters in a third of the time of ``str.find``.
        """
        found: set[int] = set()
        for needle in needles:
            search = re.compile(re.escape(needle)).search
            hit = search(self._all)
            while hit:
                number = bisect_right(self._starts, hit.start()) - 1
                found.add(number)
                if number + 1 == len(self._starts):
                    break
                hit = search(self._all, self._starts[number + 1])
        return [self.tasks[number] for number in sorted(found)]

    def followers(self, task: KnownTask, day: str) -> list[str]:
        """The live tasks that took the place of *task*, also after several successions."""
        seen, waiting, live = {task.id}, list(task.data["next"]), []
        while waiting:
            number = waiting.pop()
            if number in seen or number not in self.by_id:
                continue
            seen.add(number)
            waiting += self.by_id[number].data["next"]
            if self.by_id[number].state(day) is State.LIVE:
                live.append(number)
        return live


def rarity_of(count: int, tasks: int) -> int:
    """log(1 + tasks / count) as a share of log(1 + tasks), in thousandths, by whole numbers."""
    return RARE * _log(count + tasks, count) // _log(1 + tasks, 1) if count else 0


def _log(over: int, under: int) -> int:
    """1000 times the logarithm to base 2 of over / under, straight between powers of two."""
    whole = 0
    while over >= 2 * under:
        under *= 2
        whole += 1
    return 1000 * whole + 1000 * (over - under) // under
