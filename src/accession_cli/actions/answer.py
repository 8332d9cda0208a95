"""Answer "may we refuse this?" from a registry: the verdict, its tasks, and which letter fits.

No first answer holds a refusal. A committee may decline for now only when a person has looked at
the tasks that an answer names and at those of the class, and said that none of them is meant
(scheme 2.2).

Questions that no answer was sure of are kept when a person asks to. They stay in this clone and
hold no names: what looks like a person's number is masked. A question of which a person has said
which task is meant proposes what else that task is called.
"""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from accession_cli.actions.freshness import DataState
from accession_cli.actions.task_lookup import ListedTask, TaskState, rows
from accession_cli.entry.answer import Answers, Found, Reply, Verdict
from accession_cli.entry.question import State, Where
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.gitstore.git import Git
from accession_cli.i18n import N_
from accession_cli.registry.reading import (
    packaged_duties,
    packaged_negative_list,
    packaged_vocabulary,
)
from accession_cli.scheme.names import MOST_SIMILAR, letters, sounds, syllables
from accession_cli.scheme.question_index import Index, excluded_by, extended, index_of, said
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import Task

#: The task that the person names is not in the registry.
NO_SUCH_TASK: Final = Refusal(
    N_("There is no task {id} in this registry."),
    N_("Name one of the tasks that the answer lists."),
    Exit.USAGE,
)
#: The question has no word in it.
NOTHING_ASKED: Final = Refusal(
    N_("There is no question."),
    N_("Write what the committee was asked to do, or a task's number: accession check TEXT"),
    Exit.USAGE,
)


class Asker(StrEnum):
    """Who asks the committee; it may refuse district bodies alone (scheme 2.2)."""

    DISTRICT = "district"  # a party, government or mass body of the district
    SUBDISTRICT = "subdistrict"
    CITY = "city"
    COURT = "court"
    RESIDENT = "resident"


class Letter(StrEnum):
    """What a committee may send."""

    ASK = "ask"  # which admission is this? It declines nothing
    DECLINE = "decline"  # not for now, until an admission is shown
    BEYOND = "beyond"  # the task is admitted, this demand is not in it
    SLIP = "slip"  # information for a resident


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Who asks, and where and by whom the work would be done; ``None`` is unknown.

    ``subdistrict`` and ``community`` are code and name.
    """

    asker: Asker | None = None
    subdistrict: tuple[str, str] | None = None
    community: tuple[str, str] | None = None
    channel: str | None = None

    @property
    def where(self) -> Where:
        """The place, as narrow as it is known, and the channel."""
        place = self.community or self.subdistrict
        return Where(places=(place[0],) if place else None, channel=self.channel)

    @property
    def place(self) -> str | None:
        """The name of the place, as narrow as it is known."""
        place = self.community or self.subdistrict
        return place[1] if place else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person said after an answer: this task is meant, or none of those that were named.

    ``class_`` is the class whose live tasks the person has looked at.
    """

    this: str | None = None
    none_of_these: bool = False
    class_: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredTask:
    """A task that the answer names; ``excludes`` are its "不…" sentences."""

    row: ListedTask
    found: Found
    excludes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What a statute asks of the committee itself."""

    law: str
    article: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to *query* at *now*. ``letter`` is ``None`` when none may be sent.

    ``of_class`` are the live tasks of the class that a person is to look at before the committee
    declines; ``lacking`` says why it may not decline. ``by_sound`` are tasks that sound like a
    question in pinyin, which finds and never judges.
    """

    query: str
    now: datetime
    context: Context
    data: DataState
    said: Said
    reply: Reply
    tasks: tuple[AnsweredTask, ...]
    duties: tuple[Duty, ...]
    letter: Letter | None
    of_class: tuple[ListedTask, ...] = ()
    lacking: tuple[str, ...] = ()
    by_sound: tuple[ListedTask, ...] = ()

    @property
    def sure(self) -> bool:
        """Whether the answer rests on a name, a number or the negative list alone."""
        return self.reply.reason in ("name", "certificate", "responsible_body")

    @property
    def may_go_on(self) -> bool:
        """Whether a person can still say which task is meant, or that none is."""
        asks = (Verdict.PERHAPS, Verdict.NOT_LISTED, Verdict.WITHIN, Verdict.BEYOND)
        return self.reply.verdict in asks and self.said == Said()


#: The setting of a clone with the code of the subdistrict or the community that asks.
PLACE: Final = "accession.place"


def remembered_place(folder: Path) -> str | None:
    """The code of the place that was given last in this clone; ``None`` for none."""
    git = Git.reading(folder, named=False)
    return git.run("config", "--local", "--get", PLACE, accept=(0, 1)).line or None if git else None


def remember_place(folder: Path, code: str) -> None:
    """Remember the place in this clone; an answer does not fail because that cannot be done."""
    from accession_cli.gitstore.clone import put_setting

    with suppress(Refused):
        git = Git.find(folder)
        if git is not None:
            put_setting(git, PLACE, code)


def registry_index(registry: Registry) -> Index:
    """The index of all tasks of *registry*, with the shipped words and the district's own."""
    return index_of(
        [file.task for file in registry.tasks],
        registry.agencies,
        extended(packaged_vocabulary(), registry.vocabulary),
        packaged_negative_list(),
        packaged_duties(),
    )


def answer(
    registry: Registry,
    query: str,
    now: datetime,
    context: Context,
    data: DataState,
    person: Said | None = None,
) -> Answer:
    """What may be said of *query*; raises ``NO_SUCH_TASK`` for a wrong id in *person*."""
    person = person or Said()
    day = now.date()
    index = registry_index(registry)
    answers = Answers(index)
    known = {str(row.task.id): row for row in rows(registry, day)}
    this = _number(person.this, known)
    reply = answers.answer(query, day.isoformat(), context.where, this)
    of_class = tuple(
        row
        for row in known.values()
        if row.task.class_ == person.class_ and row.state is TaskState.IN_FORCE
    )
    lacking = tuple(_lacking(reply, context, data, person)) if person.none_of_these else ()
    return Answer(
        query=query,
        now=now,
        context=context,
        data=data,
        said=person,
        reply=reply,
        tasks=tuple(_answered(known, found) for found in reply.tasks),
        duties=tuple(Duty(**_duty(index["duties"][number])) for number in reply.duties),
        letter=_letter(reply, context, data, person, lacking),
        of_class=of_class,
        lacking=lacking,
        by_sound=_by_sound(query, known.values()) if reply.reason == "no_chinese" else (),
    )


def _by_sound(query: str, known: Iterable[ListedTask]) -> tuple[ListedTask, ...]:
    """The tasks whose titles sound like *query*, the closest and those in force first."""
    spoken = letters(query)
    if spoken is None:
        return ()
    heard = [(sounds(spoken, syllables(row.task.title)), row) for row in known]
    near = [(score, row) for score, row in heard if score]
    near.sort(key=lambda pair: (-pair[0], pair[1].state is not TaskState.IN_FORCE))
    return tuple(row for _score, row in near[:MOST_SIMILAR])


def _number(given: str | None, known: Mapping[str, ListedTask]) -> str | None:
    """The id of the task with the id or the filing number *given*."""
    if given is None:
        return None
    sought = said(given)
    for number, row in known.items():
        if sought in (said(number), said(row.task.filing.number)):
            return number
    raise NO_SUCH_TASK(id=given)


def _answered(known: Mapping[str, ListedTask], found: Found) -> AnsweredTask:
    row = known[found.id]
    return AnsweredTask(row=row, found=found, excludes=excluded_by(row.task))


def _duty(data: Mapping[str, str]) -> dict[str, str]:
    return {key: data[key] for key in ("law", "article", "says")}


#: The verdicts after which a committee may ask, or say what the register has.
_ASKED_ABOUT: Final = {
    Verdict.PERHAPS,
    Verdict.NOT_LISTED,
    Verdict.ENDED,
    Verdict.NOT_YET,
    Verdict.ELSEWHERE,
}
_MAY_WRITE: Final = {Asker.DISTRICT, Asker.SUBDISTRICT}


def _letter(
    reply: Reply, context: Context, data: DataState, person: Said, lacking: tuple[str, ...]
) -> Letter | None:
    """The letter that fits; none before it is known who asks, and none beside a flag."""
    undated = data.as_of is None  # a letter says how old its data is
    if context.asker is Asker.RESIDENT and not undated:
        return Letter.SLIP
    if undated or context.asker not in _MAY_WRITE or reply.flags:
        return None
    if person.this and reply.verdict is Verdict.BEYOND:
        return Letter.BEYOND
    if person.none_of_these and not lacking:
        return Letter.DECLINE
    if person.this and reply.verdict is Verdict.PERHAPS:
        return None  # the task is known: nothing has to be asked for
    return Letter.ASK if reply.verdict in _ASKED_ABOUT else None


def _lacking(reply: Reply, context: Context, data: DataState, person: Said) -> Iterable[str]:
    """What stands against declining, by the keys of ``LACKING``."""
    if reply.verdict not in (Verdict.PERHAPS, Verdict.NOT_LISTED):
        yield "verdict"
    if context.asker is not Asker.DISTRICT:
        yield "asker"
    if reply.flags:
        yield "flag"
    if person.class_ is None:
        yield "class"
    if data.old:
        yield "old"
    if data.behind:
        yield "behind"
    if data.early:
        yield "early"
    if data.unread:
        yield "unread"


def ended_on(task: Task) -> tuple[str, date | None]:
    """How *task* ended, "error", "retired" or "expired", and on which day.

    A retirement that was entered after the period was over ended nothing.
    """
    retired, last = task.retirement, task.period.end
    if retired and retired.entered_in_error:
        return "error", retired.effective
    if retired and (last is None or retired.effective <= last):
        return "retired", retired.effective
    return "expired", last


def is_live(task: AnsweredTask) -> bool:
    """Whether the task is in force and has begun."""
    return task.found.state is State.LIVE


#: After these an answer was not sure. What was sure teaches nothing.
UNSURE: Final = {Verdict.PERHAPS, Verdict.NOT_LISTED, Verdict.UNREADABLE}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptQuestion:
    """A question as it was asked on ``day``.

    ``nearest`` is the id of the first task of the answer, ``this`` the one that a person chose.
    """

    day: str
    text: str
    verdict: str
    nearest: str | None
    this: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionGroup:
    """Questions with the same words: the newest wording, how often, and which task is meant."""

    text: str
    times: int
    nearest: str | None
    this: str | None


def keep(folder: Path, found: Answer) -> bool:
    """Keep the question of *found* beside the registry in *folder*; False if it teaches nothing."""
    from accession_cli.files.writing import replace_file
    from accession_cli.secrecy.screening import hidden

    reply = found.reply
    if reply.verdict not in UNSURE and not found.said.this:
        return False
    asked = KeptQuestion(
        day=found.now.date().isoformat(),
        text=hidden(found.query.strip()),
        verdict=reply.verdict.value,
        nearest=str(found.tasks[0].row.task.id) if found.tasks else None,
        this=str(found.tasks[0].row.task.id) if found.said.this else None,
    )
    lines = [*_lines(folder), json.dumps(asdict(asked), ensure_ascii=False)]
    replace_file(_place(folder), ("\n".join(lines) + "\n").encode(), private=True)
    return True


def kept(folder: Path) -> tuple[KeptQuestion, ...]:
    """The questions that are kept, the oldest first; a line that cannot be read is left out."""
    found = []
    for line in _lines(folder):
        with suppress(ValueError, TypeError):
            found.append(KeptQuestion(**json.loads(line)))
    return tuple(found)


def grouped(questions: Iterable[KeptQuestion]) -> tuple[QuestionGroup, ...]:
    """The questions by their words, the most frequent first."""
    groups: dict[str, list[KeptQuestion]] = {}
    for one in questions:
        groups.setdefault(said(one.text), []).append(one)
    made = [
        QuestionGroup(
            text=same[-1].text,
            times=len(same),
            nearest=same[-1].nearest,
            this=next((one.this for one in reversed(same) if one.this), None),
        )
        for same in groups.values()
    ]
    return tuple(sorted(made, key=lambda group: (-group.times, group.text)))


def _lines(folder: Path) -> list[str]:
    with suppress(OSError, UnicodeDecodeError):
        return _place(folder).read_text(encoding="utf-8").splitlines()
    return []


def _place(folder: Path) -> Path:
    git = Git.reading(folder, named=False)
    home = git.shared / "accession" if git else folder.parent / ".accession"
    return home / "questions.jsonl"
