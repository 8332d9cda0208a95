"""Look tasks up: lists, one task, and the question "may we refuse this?"."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any, Final

from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_
from accession_cli.scheme.district import cited
from accession_cli.scheme.names import (
    MOST_SIMILAR,
    folded,
    letters,
    likeness,
    means,
    sounds,
    syllables,
)
from accession_cli.scheme.registry import Registry, TaskFile
from accession_cli.scheme.task import Channel, Task, task_data

#: No task goes by that id.
TASK_NOT_FOUND: Final = Refusal(
    N_("There is no task {id} in this registry."),
    N_("Look for it by name with: accession list --find WORDS"),
)


#: The question has no word in it.
NOTHING_ASKED: Final = Refusal(
    N_("There is nothing to look for: the text has no words."),
    N_("Write what the committee was asked to do, or a task's number."),
    Exit.USAGE,
)


#: The record is there, but it cannot be read.
TASK_UNREADABLE: Final = Refusal(
    N_("The record of {id} is there, {path}, but it cannot be read as it stands."),
    N_("Run accession validate to see what is wrong with it, and mend it first."),
    Exit.UNREADABLE,
)


class TaskState(StrEnum):
    """The state of a task on a day; NOT_YET means that it was filed after that day."""

    IN_FORCE = "in_force"
    EXPIRED = "expired"
    RETIRED = "retired"
    NOT_YET = "not_yet"


class Verdict(StrEnum):
    """The answer to "may we refuse this?"."""

    ADMITTED = "admitted"
    ENDED = "ended"
    NOT_LISTED = "not_listed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """Which tasks to list; None and "" do not filter."""

    state: TaskState | None = None
    agency: str | None = None
    class_: str | None = None
    channel: Channel | None = None
    subdistrict: str | None = None
    year: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedTask:
    """A task as a list shows it."""

    task: Task
    path: str
    agency: str
    state: TaskState
    subdistricts: Mapping[str, str] | None  # names by code; None means all


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Whether *query* was admitted as of a day. ``similar`` never holds a match.

    ``gone`` are ended tasks of that name whose place a match has taken.
    """

    query: str
    as_of: date
    verdict: Verdict
    matches: tuple[ListedTask, ...]
    gone: tuple[ListedTask, ...]
    similar: tuple[ListedTask, ...]
    clause: str


def state_of(task: Task, day: date) -> TaskState:
    """The state of *task* on *day*; a retirement goes before an expiry."""
    if day < task.filing.date:
        return TaskState.NOT_YET
    if task.retired_by(day):
        return TaskState.RETIRED
    return TaskState.EXPIRED if task.expired_by(day) else TaskState.IN_FORCE


def record_of(row: ListedTask) -> dict[str, Any]:
    """The whole record as in its file."""
    return task_data(row.task)


def rows(registry: Registry, day: date) -> tuple[ListedTask, ...]:
    """All tasks, by number."""
    return tuple(
        row_of(registry, file, day) for file in sorted(registry.tasks, key=lambda f: f.task.id)
    )


def listed(registry: Registry, wanted: TaskFilter, day: date) -> tuple[ListedTask, ...]:
    """The tasks that match *wanted* on *day*; raises ``UNKNOWN_NAME`` as ``chosen`` does."""
    if any(name is not None for name in (wanted.agency, wanted.class_, wanted.subdistrict)):
        wanted = _found(registry, wanted)
    return tuple(row for row in rows(registry, day) if _wanted(row, wanted))


def _found(registry: Registry, wanted: TaskFilter) -> TaskFilter:
    """*wanted* with the code of its subdistrict; raises as ``chosen`` does."""
    from accession_cli.actions.names import chosen
    from accession_cli.entry.names import NameFinder

    finder = NameFinder(registry)
    if wanted.agency is not None:
        chosen("--agency", finder.agency_as_given, wanted.agency)
    if wanted.class_ is not None:
        chosen("--class", finder.class_as_given, wanted.class_)
    if wanted.subdistrict is None:
        return wanted
    return replace(
        wanted, subdistrict=chosen("--subdistrict", finder.subdistrict, wanted.subdistrict)
    )


def find(registry: Registry, name: str, day: date, unread: Iterable[str] = ()) -> ListedTask:
    """The task with the id or the filing number *name*; raises ``TASK_NOT_FOUND``.

    *unread* are files that could not be read; raises ``TASK_UNREADABLE`` if the task's is among
    them.
    """
    sought = folded(name)
    for file in registry.tasks:
        if sought in (folded(str(file.task.id)), folded(file.task.filing.number)):
            return row_of(registry, file, day)
    for path in unread:
        if sought == folded(PurePosixPath(path).stem):
            raise TASK_UNREADABLE(id=name, path=path)
    raise TASK_NOT_FOUND(id=name)


def answer(registry: Registry, query: str, day: date) -> Answer:
    """Whether a committee may refuse *query*: tasks of exactly that name, and similar ones beside.

    Raises ``NOTHING_ASKED`` if the query is only spaces and punctuation.
    """
    if not folded(query):
        raise NOTHING_ASKED()
    known = [row for row in rows(registry, day) if row.state is not TaskState.NOT_YET]
    exact = [row for row in known if means(query, row.task)]
    in_force = [row for row in exact if row.state is TaskState.IN_FORCE]
    followed = {row.task.id: _followers(row, known) for row in exact if row not in in_force}
    gone = [row for row in exact if followed.get(row.task.id)]
    if not in_force:
        in_force = list({row.task.id: row for found in followed.values() for row in found}.values())
    named = exact[0].task.title if exact else query
    not_admitted = Verdict.ENDED if exact else Verdict.NOT_LISTED
    others = [row for row in known if row not in exact and row not in in_force]
    return Answer(
        query=query,
        as_of=day,
        verdict=Verdict.ADMITTED if in_force else not_admitted,
        matches=tuple(in_force or exact),
        gone=tuple(gone),
        similar=_similar(named, others),
        clause=cited(registry.scheme.refusal_clause),
    )


def _followers(row: ListedTask, known: Sequence[ListedTask]) -> list[ListedTask]:
    """The tasks in force that took the place of *row*, also after several successions."""
    by_id = {other.task.id: other for other in known}
    seen, waiting, found = {row.task.id}, list(row.task.superseded_by), []
    while waiting:
        number = waiting.pop()
        follower = by_id.get(number)
        if follower is None or number in seen:
            continue
        seen.add(number)
        waiting += follower.task.superseded_by
        if follower.state is TaskState.IN_FORCE:
            found.append(follower)
    return found


def row_of(registry: Registry, file: TaskFile, day: date) -> ListedTask:
    """The task of *file* as a list shows it."""
    agency = registry.agencies.get(file.task.agency)
    places = registry.subdistricts_of(file.task)
    return ListedTask(
        task=file.task,
        path=file.path,
        agency=agency.name if agency else file.task.agency,
        state=state_of(file.task, day),
        subdistricts=None if places is None else {c: _place(registry, c) for c in places},
    )


def _place(registry: Registry, code: str) -> str:
    known = registry.subdistricts.get(code)
    return known.name if known else code


def _wanted(row: ListedTask, wanted: TaskFilter) -> bool:
    task, places = row.task, row.subdistricts
    return (
        wanted.state in (None, row.state)
        and (wanted.agency is None or wanted.agency in (*task.agencies, row.agency))
        and wanted.class_ in (None, task.class_)
        and (wanted.channel is None or wanted.channel in task.channels)
        and (wanted.subdistrict is None or places is None or wanted.subdistrict in places)
        and wanted.year in (None, task.id.year)
        and all(folded(word) in _searched(row) for word in wanted.words.split())
    )


def _searched(row: ListedTask) -> str:
    task = row.task
    return folded(f"{task.id}{task.filing.number}{task.title}{row.agency}")


def _similar(query: str, others: Iterable[ListedTask]) -> tuple[ListedTask, ...]:
    asked = letters(query)
    scored = [(_nearness(query, asked, row.task), row) for row in others]
    near = [pair for pair in scored if pair[0]]
    near.sort(key=lambda pair: (-pair[0], pair[1].state is not TaskState.IN_FORCE, pair[1].task.id))
    return tuple(row for _score, row in near[:MOST_SIMILAR])


def _nearness(query: str, asked: str | None, task: Task) -> float:
    """How similar *query* is to *task*; if *asked* is pinyin, sound counts before characters."""
    by_sound = sounds(asked, syllables(task.title)) if asked else 0
    return by_sound or likeness(query, task)
