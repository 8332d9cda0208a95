"""Answer "may we refuse this?": what may be said of a question, and no more.

An answer asserts only what the register knows: a task that is asked about by name, a task that
explains every word of the question, or that nothing was found. ``templates/question.js`` has the
same steps for the directory's page.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from accession_cli.entry.question import (
    HAN,
    ONE,
    KnownTask,
    Needles,
    Question,
    Search,
    State,
    Where,
    has,
)
from accession_cli.scheme.question_index import Index, said

#: From this score on a task is a candidate; from the second when it covers the question.
NEAR: Final = ONE * 60 // 100
NEAR_COVERED: Final = ONE * 28 // 100
COVERED: Final = 75  # hundredths of the question that a task has a word for
HARDLY_COVERED: Final = 34
#: From this score on a task is worth a look.
FAINT: Final = ONE * 42 // 100
#: How many tasks an answer names, and how near the best they must be, in hundredths.
SHOWN: Final = 5
LIKE_BEST: Final = 33
#: So many characters that stand in a record word for word were copied from it.
COPIED: Final = 6
#: The best is clear when it has so many hundredths of the second.
CLEAR: Final = 130
#: Hundredths of a title that are asked for: the task is sure; has it ended; is it the topic.
SURE_TITLE: Final = 60
ENDED_TITLE: Final = 30
TOPIC_TITLE: Final = 40
ENDED_COVERED: Final = 60
BEGINS_COVERED: Final = 86
#: A question of so few characters is a bare topic, not a demand.
TOPIC: Final = 3
#: Hundredths of a "不…" clause that are asked for: half, most, nearly all; and more than a
#: positive clause by so many.
HALF: Final = 50
MOST: Final = 60
NEARLY_ALL: Final = 95
MORE: Final = 20
_NUMBERS: Final = re.compile(r"[0-9]+")


class Verdict(StrEnum):
    """What may be said of a question; see the docs, "May we refuse this?"."""

    ADMITTED = "admitted"
    WITHIN = "within"
    BEYOND = "beyond"
    PERHAPS = "perhaps"
    FORBIDDEN = "forbidden"
    ENDED = "ended"
    NOT_YET = "not_yet"
    ELSEWHERE = "elsewhere"
    NOT_LISTED = "not_listed"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A task that an answer names. ``missed``: "channel" or "place" when it is not for the asker.

    ``quote`` is the sentence of the record that is nearest to the question.
    """

    id: str
    state: State
    missed: str | None
    quote: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Negative:
    """The entry of the negative list that was met; ``sure`` if the answer is ``FORBIDDEN``."""

    kind: str
    subject: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer to a question. ``tasks`` are best first.

    ``excluded`` is the "不…" sentence that the question meets, ``surplus`` the demands that the
    record does not have, ``unexplained`` what no clause of the best task explains, ``successors``
    the live tasks that took the place of an ended one. ``duties`` are places in the index's list of
    statutory duties.
    """

    verdict: Verdict
    reason: str
    tasks: tuple[Found, ...] = ()
    excluded: str | None = None
    surplus: tuple[str, ...] = ()
    unexplained: tuple[str, ...] = ()
    negative: Negative | None = None
    flags: tuple[str, ...] = ()
    duties: tuple[int, ...] = ()
    successors: tuple[str, ...] = ()


class Answers:
    """Answers questions on one index."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.search = Search(index)
        self._number_forms = {
            _NUMBERS.sub("", said(number))
            for task in self.search.tasks
            for number in (task.id, task.data["number"])
        } - {""}

    def answer(
        self, question: str, day: str, where: Where | None = None, this: str | None = None
    ) -> Reply:
        """What may be said of *question* on *day*, for example ``2026-11-29``.

        Given *this*, a person has said that the task with that id is meant; ``KeyError`` if there
        is none.
        """
        asked = Question(question, self.search)
        where = where or Where()
        if where.channel is None and "网格员" in asked.said:
            where = replace(where, channel="grid")
        case = _Case(self.search, self._index, self._number_forms, asked, day, where)
        return case.flagged(case.about(this) if this else case.reply())


@dataclass(frozen=True)
class _Case:
    """One question on one day."""

    search: Search
    index: Index
    number_forms: set[str]
    asked: Question
    day: str
    where: Where

    @property
    def words(self) -> dict[str, Any]:
        return self.index["words"]  # type: ignore[no-any-return] # the index is plain data

    @cached_property
    def ranked(self) -> list[tuple[int, KnownTask]]:
        return self.search.ranked(self.asked, self.day)

    def flagged(self, reply: Reply) -> Reply:
        """*reply* with what stands above any verdict: an emergency, a court, a statute's duty."""
        text = self.asked.said
        flags = [kind for kind in ("emergency", "court") if has(text, self.words[kind])]
        duties = tuple(
            number for number, duty in enumerate(self.index["duties"]) if has(text, duty["words"])
        )
        return replace(reply, flags=(*flags, *(["statute"] if duties else [])), duties=duties)

    def about(self, number: str) -> Reply:
        """The answer when a person has said that the task *number* is meant."""
        task = self.search.by_id[number]
        state, missed = task.state(self.day), task.missed(self.where)
        rest = tuple(self.asked.rest(self.asked.explained(task.own)))
        excluded, surplus = self._excluded(task), self._surplus(task)
        after = tuple(self.search.followers(task, self.day))
        by_name = self.asked.said in task.keys
        if state in (State.ENDED, State.UNKNOWN):
            verdict, reason = Verdict.ENDED, "this"
        elif state is State.NOT_YET:
            verdict, reason = Verdict.NOT_YET, "this"
        elif missed:
            verdict, reason = Verdict.ELSEWHERE, "this"
        elif excluded and not by_name:
            verdict, reason = Verdict.BEYOND, "excluded"
        elif surplus and not by_name:
            verdict, reason = Verdict.BEYOND, "surplus"
        else:
            verdict, reason = (Verdict.PERHAPS if self._odd(rest) else Verdict.WITHIN), "this"
        return self._named(
            verdict,
            reason,
            [task],
            excluded=excluded,
            surplus=surplus,
            unexplained=rest,
            successors=after,
        )

    def reply(self) -> Reply:
        """The first of these that says something: by name, unreadable, forbidden, by content."""
        return self._by_name() or self._unreadable() or self._forbidden() or self._by_content()

    def _by_name(self) -> Reply | None:
        text, day = self.asked.said, self.day
        hits = [task for task in self.search.tasks if text in task.keys]
        hits = [task for task in hits if task.state(day) is not State.UNKNOWN]
        if not hits:
            unknown = text and _NUMBERS.sub("", text) in self.number_forms
            return Reply(verdict=Verdict.NOT_LISTED, reason="no_such_number") if unknown else None
        order = (State.LIVE, State.NOT_YET, State.ENDED)
        hits.sort(key=lambda task: (order.index(task.state(day)), task.id))
        best = hits[0]
        if best.state(day) is State.ENDED:
            after = tuple(self.search.followers(best, day))
            tasks = [*(self.search.by_id[number] for number in after), *hits]
            if after:
                return self._named(Verdict.PERHAPS, "succeeded", tasks, successors=after)
            return self._named(Verdict.ENDED, "name", hits)
        if best.state(day) is State.NOT_YET:
            return self._named(Verdict.NOT_YET, "name", hits)
        verdict = Verdict.ELSEWHERE if best.missed(self.where) else Verdict.ADMITTED
        return self._named(verdict, "name", hits)

    def _unreadable(self) -> Reply | None:
        han = "".join(HAN.findall(self.asked.said))
        if not han:
            return Reply(verdict=Verdict.UNREADABLE, reason="no_chinese")
        greetings = {word * times for word in self.words["greetings"] for times in (1, 2)}
        if len(set(han)) == 1 or han in greetings:
            return Reply(verdict=Verdict.UNREADABLE, reason="too_short")
        return None

    # The negative list.

    def _forbidden(self) -> Reply | None:
        """A certificate of the negative list, or a duty of it for which somebody is liable."""
        met = self._negative(sure=True)
        if met is None:
            return None
        near = [
            task
            for score, task in self.ranked[:3]
            if score > NEAR
            and met.kind == "certificate"
            and has(task.leaves_out, self.words["certificate_cues"])
        ]
        return self._named(Verdict.FORBIDDEN, met.kind, near, negative=met)

    def _negative(self, *, sure: bool) -> Negative | None:
        """The entry with the longest form in the question.

        It is sure with a word like 证明 for a certificate, or like 负责 for a duty. When it need
        not be sure, a duty needs no such word, and a stamp is enough for a certificate.
        """
        text, longest, met = self.asked.said, 0, None
        for entry in self.index["negative"]:
            certificate = entry["kind"] == "certificate"
            cued = has(text, self.words["certificate_cues" if certificate else "responsible_cues"])
            if not sure:
                cued = cued or not certificate or has(text, self.words["stamp_cues"])
            length = max((len(form) for form in entry["forms"] if form in text), default=0)
            if cued and length > longest:
                longest, met = length, entry
        if met is None:
            return None
        return Negative(kind=met["kind"], subject=met["subject"], source=met["source"])

    # The tasks.

    def _by_content(self) -> Reply:
        met = self._negative(sure=False)
        reply = self._compared()
        if reply.verdict in (Verdict.NOT_LISTED, Verdict.UNREADABLE):
            reply = self._copied() or reply
        if met is None:
            return reply
        if reply.verdict in (Verdict.NOT_LISTED, Verdict.WITHIN, Verdict.UNREADABLE):
            reply = replace(reply, verdict=Verdict.PERHAPS, reason="negative_list")
        return replace(reply, negative=met)

    def _copied(self) -> Reply | None:
        """The tasks whose clauses have the whole question, word for word; ``None`` for none.

        Words that many tasks share are too common to find one by: 提醒居民避让.
        """
        text = self.asked.said
        found = [task for task in self.search.tasks if text in task.own and self._known(task)]
        if len(text) < COPIED or not found:
            return None
        found.sort(key=lambda task: (task.state(self.day) is not State.LIVE, task.id))
        return self._named(Verdict.PERHAPS, "copied", found[:SHOWN])

    def _known(self, task: KnownTask) -> bool:
        return task.state(self.day) is not State.UNKNOWN and not task.data["error"]

    def _compared(self) -> Reply:
        asked, ranked = self.asked, self.ranked
        nothing = Verdict.NOT_LISTED if len(asked.content) > 1 else Verdict.UNREADABLE
        if not ranked or not asked.units:
            return Reply(verdict=nothing, reason="nothing_near")
        best, top = ranked[0]
        covered = self._covered(top)
        in_title = any(unit.group and has(top.title, unit.needles) for unit in asked.units)
        met = [unit.action for unit in asked.units if has(top.whole, unit.needles)]
        topic = not met or not all(met) or self.search.misspelt(asked, top)
        near = best >= (NEAR_COVERED if covered >= COVERED else NEAR)
        near = near and (covered >= HARDLY_COVERED or in_title)
        if not near or (not topic and covered < COVERED):
            verdict = Verdict.PERHAPS if best >= FAINT and topic else nothing
            return self._named(verdict, "far", [task for _score, task in ranked[:SHOWN]])
        shown = [task for score, task in ranked if 100 * score >= LIKE_BEST * best][:SHOWN]
        return self._judged(top, shown, covered)

    def _covered(self, task: KnownTask) -> int:
        """How many hundredths of the question are words that *task* has anywhere."""
        rest = self.asked.rest(self.asked.explained(task.whole))
        return 100 - 100 * sum(map(len, rest)) // self.asked.full

    def _judged(self, top: KnownTask, shown: list[KnownTask], covered: int) -> Reply:
        """What may be said when *top* is the best of the tasks *shown*."""
        best, state = self.ranked[0][0], top.state(self.day)
        live = [score for score, task in self.ranked if task.state(self.day) is State.LIVE]
        second = next(iter(live[1:] if state is State.LIVE else live), 0)
        clear = 100 * best >= CLEAR * second
        rest = self.asked.rest(self.asked.explained(top.own))

        def reply(verdict: Verdict, reason: str, **more: Any) -> Reply:
            return self._named(verdict, reason, shown, unexplained=tuple(rest), **more)

        touched, title = self._touched(top), self.search.title_share(self.asked, top)
        if state is State.ENDED:
            after = tuple(self.search.followers(top, self.day))
            sure = covered >= ENDED_COVERED and title >= ENDED_TITLE and not touched
            over = sure and not after and 2 * next(iter(live), 0) < best
            return reply(Verdict.ENDED if over else Verdict.PERHAPS, "ended", successors=after)
        if state is State.NOT_YET:
            begins = clear and covered >= BEGINS_COVERED
            return reply(Verdict.NOT_YET if begins else Verdict.PERHAPS, "not_yet")
        if clear and not self._fits_better(top, shown) and (met := self._excluded(top)):
            return reply(Verdict.BEYOND, "excluded", excluded=met)
        surplus = self._surplus(top)
        if clear and surplus and title >= SURE_TITLE:
            return reply(Verdict.BEYOND, "surplus", surplus=surplus)
        doubt = "not_clear" if not clear or surplus or touched else self._doubt(top, rest, title)
        if doubt:
            return reply(Verdict.PERHAPS, doubt, excluded=touched)
        missed = top.missed(self.where)
        return reply(Verdict.ELSEWHERE if missed else Verdict.WITHIN, "content")

    def _fits_better(self, top: KnownTask, shown: list[KnownTask]) -> bool:
        """Whether another task *shown* does a part of the question of which *top* has no word."""
        rest = self.asked.rest(self.asked.explained(top.whole))
        return any(len(run) > 1 and run in task.own for run in rest for task in shown[1:])

    def _surplus(self, task: KnownTask) -> tuple[str, ...]:
        """The demands in the question that the task does not have."""
        permits = self.words["permits"]
        return tuple(
            word
            for word in self.words["demands"]
            if word in self.asked.said
            and word not in task.own
            and not has(task.own, permits.get(word, ()))
        )

    def _doubt(self, top: KnownTask, rest: list[str], title: int) -> str | None:
        """Why the question is not within *top* for certain; ``None`` if it is."""
        asked, words = self.asked, self.words
        if self._odd(rest):
            return "unexplained"
        if self._asks_for_another(top):
            return "two_tasks"
        instead = (
            has(top.title, words["soft_verbs"][:2])
            and has(asked.said, words["authority_verbs"])
            and not has(asked.said, words["soft_verbs"])
        )
        in_does = any(has(top.does, word) and not has(top.title, word) for word in asked.words)
        bare = len(asked.content) <= TOPIC or (title < TOPIC_TITLE and not in_does)
        return "topic" if bare or instead else None

    def _odd(self, rest: Sequence[str]) -> bool:
        """Whether *rest*, which nothing explains, is more than single characters of no weight."""
        harmless, heavy = self.words["harmless"], self.words["heavy"]
        weighs = (run not in harmless and (len(run) > 1 or run in heavy) for run in rest)
        return any(weighs) or 2 * sum(map(len, rest)) > self.asked.full

    def _asks_for_another(self, top: KnownTask) -> bool:
        """Whether the question names a second live task, or what another task leaves out."""
        text = self.asked.said
        for task in self.search.tasks:
            if task is top:
                continue
            if task.state(self.day) is State.LIVE and any(
                name in text and name not in top.title for name in task.names
            ):
                return True
            if text not in top.does and any(
                len(clause) > 1 and clause in text for clause, _sentence in task.data["not"]
            ):
                return True
        return False

    # What the task leaves out.

    def _touched(self, task: KnownTask) -> str | None:
        """The first "不…" sentence of the task that shares a word with the question."""
        for clause, sentence in task.data["not"]:
            if clause in self.asked.said or self._common(clause, task):
                return str(sentence)
        return None

    def _common(self, clause: str, task: KnownTask) -> list[Needles]:
        """The words of *clause* that the question has, beyond those of the title."""
        return [
            word
            for word in self.search.clause_words(clause)
            if word in self.asked.words and not has(task.title, word)
        ]

    def _share(self, clause: str, task: KnownTask) -> int:
        """How many hundredths of *clause* the question has, beyond the title."""
        total = sum(map(self.search.rarity, self.search.clause_words(clause))) or 1
        return 100 * sum(map(self.search.rarity, self._common(clause, task))) // total

    def _excluded(self, task: KnownTask) -> str | None:
        """The "不…" sentence of the task that the question asks for."""
        positive = [clause for clause, _sentence in task.data["does"]]
        told = max((self._told(clause, task) for clause in positive), default=0)
        share = max((self._share(clause, task) for clause in positive), default=0)
        best, met = 0, None
        for clause, sentence in task.data["not"]:
            points = self._points(clause, task, told, share)
            if points > best:
                best, met = points, str(sentence)
        return met

    def _told(self, clause: str, task: KnownTask) -> int:
        """How many characters of the question *clause* and the title explain together."""
        return self.asked.told(f"{clause}\n{task.title}")

    def _points(self, clause: str, task: KnownTask, told: int, share: int) -> int:
        """How surely the question asks for the excluded *clause*; 0 when it does not.

        *told* and *share* are the most that a clause of what the task does reaches.
        """
        asked = self.asked
        common = self._common(clause, task)
        if not common:
            return 0
        own = asked.explained(task.own)
        marks = asked.explained(f"{clause}\n{task.title}")
        gained = sum(new and not old for old, new in zip(own, marks, strict=True))
        mine, total = self._share(clause, task), sum(marks)
        more = mine > share + MORE
        if not (total > told or (total == told and more)):
            return 0
        most_of_rest = 2 * gained >= own.count(False)
        fresh = mine > NEARLY_ALL or any(not has(task.does, word) for word in common)
        asks = (
            (most_of_rest and gained > 1)
            or (most_of_rest and gained and mine >= HALF)
            or (mine >= MOST and more and fresh)
        )
        anchored = any(has(task.title, word) for word in asked.words)
        if not asks or not (anchored or self._only_here(clause, mine, total)):
            return 0
        return 100 * gained + mine

    def _only_here(self, clause: str, share: int, told: int) -> bool:
        """Whether the question is mostly *clause*, and no other candidate leaves the same out."""
        asked = set(self.asked.words) & set(self.search.clause_words(clause))
        others = any(
            asked <= set(self.search.clause_words(other))
            for _score, near in self.ranked[1:6]
            for other, _sentence in near.data["not"]
        )
        mostly = 2 * (told - sum(self.asked.void)) >= self.asked.full
        return share >= MOST and mostly and not others

    # The answer.

    def _named(
        self, verdict: Verdict, reason: str, tasks: Iterable[KnownTask], **more: Any
    ) -> Reply:
        found = tuple(
            Found(
                id=task.id,
                state=task.state(self.day),
                missed=task.missed(self.where),
                quote=self._quote(task),
            )
            for task in dict.fromkeys(tasks)
        )
        return Reply(verdict=verdict, reason=reason, tasks=found, **more)

    def _quote(self, task: KnownTask) -> str | None:
        """The sentence of what the task does that has most of the question; ``None`` for none."""
        best, quoted = 0, None
        for clause, sentence in task.data["does"]:
            words = [word for word in self.asked.words if has(clause, word)]
            points = sum(map(self.search.rarity, words))
            if points > best:
                best, quoted = points, str(sentence)
        return quoted
