"""Look tasks and applications up: lists, and one of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any, Final

from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.i18n import N_
from accession_cli.scheme.application import (
    Application,
    application_data,
    decision_due,
    still_to_decide,
)
from accession_cli.scheme.calendar import Due
from accession_cli.scheme.ids import RecordId
from accession_cli.scheme.names import folded
from accession_cli.scheme.registry import ApplicationFile, Registry, TaskFile
from accession_cli.scheme.task import Channel, Task, task_data

#: The work tree has no record with this id; the trunk may have one.
NOT_IN_FILES: Final = Refusal(
    N_("There is no record {id} in your files."),
    N_("Bring your files up to date with accession sync; accession todo shows what is open."),
)


#: No task goes by that id.
TASK_NOT_FOUND: Final = Refusal(
    N_("There is no task {id} in this registry."),
    N_("Look for it by name with: accession list --find WORDS"),
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
    """All tasks, by number, with the names of *day*."""
    registry = registry.named_on(day)
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
    from accession_cli.entry.names import NameFinder, chosen

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
            return row_of(registry.named_on(day), file, day)
    for path in unread:
        if sought == folded(PurePosixPath(path).stem):
            raise TASK_UNREADABLE(id=name, path=path)
    raise TASK_NOT_FOUND(id=name)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedApplication:
    """An application as a list shows it; ``row`` is the task it asks for, None while unclear.

    ``due`` is the last day for the decision, ``waiting`` are the bodies that still have to decide;
    ``waiting`` is () once it is decided on.
    """

    application: Application
    path: str
    agency: str
    row: ListedTask | None
    due: Due
    waiting: tuple[str, ...]
    waiting_names: tuple[str, ...]


def listed_applications(
    registry: Registry, day: date, *, only_open: bool = False
) -> tuple[ListedApplication, ...]:
    """All applications, or with *only_open* those that somebody must act on, by number."""
    files = sorted(registry.applications, key=lambda file: file.application.id)
    return tuple(
        _case(registry, file, day) for file in files if file.application.is_open or not only_open
    )


def find_application(
    registry: Registry, number: RecordId, day: date, unread: Iterable[str] = ()
) -> ListedApplication:
    """The application *number*; raises ``TASK_UNREADABLE`` if in *unread*, or ``NOT_IN_FILES``."""
    for file in registry.applications:
        if file.application.id == number:
            return _case(registry, file, day)
    raise not_read(number, unread)


def not_read(number: RecordId, unread: Iterable[str]) -> Refused:
    """The refusal for a record that is not among those read: whether it is in *unread* says why."""
    for path in unread:
        if path.endswith(f"/{number}.yaml"):
            return TASK_UNREADABLE(id=number, path=path)
    return NOT_IN_FILES(id=number)


def record_of_application(case: ListedApplication) -> dict[str, Any]:
    """The whole record as in its file, without the contact person."""
    return {**application_data(case.application), "contact": None}


def _case(registry: Registry, file: ApplicationFile, day: date) -> ListedApplication:
    application, scheme = file.application, registry.scheme
    asked = application.asked
    waiting = still_to_decide(application, scheme)
    return ListedApplication(
        application=application,
        path=file.path,
        agency=registry.agency_name(application.agency) or "–",
        row=row_of(registry, TaskFile(file.path, asked), day) if asked else None,
        due=decision_due(application, scheme, registry.calendar),
        waiting=waiting,
        waiting_names=tuple(scheme.bodies[key].name for key in waiting if key in scheme.bodies),
    )
