"""Look tasks and applications up: lists, and one of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.i18n import N_
from accession_cli.scheme.application import (
    Application,
    application_data,
    decision_due,
    still_to_decide,
)
from accession_cli.scheme.calendar import Due
from accession_cli.scheme.names import bare, folded, pairs
from accession_cli.scheme.registry import (
    COMPLAINT,
    TASK,
    ApplicationFile,
    RecordId,
    Registry,
    TaskFile,
)
from accession_cli.scheme.task import Channel, Task, task_data

if TYPE_CHECKING:
    from accession_cli.entry.values import WrittenNumber

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


#: Nothing goes by what was written, but some records are near it.
NEAR_TO_IT: Final = Refusal(
    N_("There is no task and no application {id} in this registry."),
    N_("Perhaps one of these: {near}."),
)


#: What was written of a number fits more than one record.
FITS_SEVERAL: Final = Refusal(
    N_("“{id}” may be any of these: {near}."),
    N_("Write the number with its year, for example {example}."),
    Exit.USAGE,
)


#: It is the number of a complaint, which is never listed among tasks.
A_COMPLAINT: Final = Refusal(
    N_("{id} is a complaint."), N_("Show it with: accession complaint show {id}"), Exit.USAGE
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
        agency = chosen("--agency", finder.agency_as_given, wanted.agency)
        wanted = replace(wanted, agency=agency)
    if wanted.class_ is not None:
        class_ = chosen("--class", finder.class_as_given, wanted.class_)
        wanted = replace(wanted, class_=class_)
    if wanted.subdistrict is not None:
        place = chosen("--subdistrict", finder.subdistrict, wanted.subdistrict)
        wanted = replace(wanted, subdistrict=place)
    return wanted


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


Listed: TypeAlias = "ListedTask | ListedApplication"
_NEAR: Final = 5
_ALIKE: Final = 0.5
_NEARLY: Final = 0.9


def record_called(registry: Registry, name: str, day: date, unread: Iterable[str] = ()) -> "Listed":
    """The task or the application whose number, short number or title is *name*.

    Raises ``FITS_SEVERAL``, ``A_COMPLAINT``, ``NEAR_TO_IT``, and what ``find`` raises.
    """
    plain, sought = name.strip().upper(), folded(name)
    for file in registry.tasks:  # what is asked for most, at the cost of nothing else
        if str(file.task.id) == plain:
            return row_of(registry, file, day)
    exact = [one for one in _all_named(registry, day) if sought in _exact_names(one)]
    if len(exact) == 1:
        return exact[0]
    for path in unread:
        if sought == folded(PurePosixPath(path).stem):
            raise TASK_UNREADABLE(id=name, path=path)
    return _by_short_number(registry, name, day)


def _by_short_number(registry: Registry, name: str, day: date) -> "Listed":
    from accession_cli.entry.values import written_number

    written = written_number(name)
    if written is not None and written.letter == COMPLAINT:
        raise A_COMPLAINT(id=name)
    every = tuple(_all_named(registry, day))
    found = [one for one in every if written and written.fits(_number(one))]
    if len(found) == 1:
        return found[0]
    if found:
        example = f"{_number(found[0]).year}-{_number(found[0]).serial}"
        raise FITS_SEVERAL(id=name, near=_shown(found), example=example)
    near = _near_to(every, name, written)
    if near:
        raise NEAR_TO_IT(id=name, near=_shown(near))
    raise TASK_NOT_FOUND(id=name)


def _all_named(registry: Registry, day: date) -> "Iterator[ListedTask | ListedApplication]":
    yield from rows(registry, day)
    yield from listed_applications(registry, day)


def _number(one: "Listed") -> RecordId:
    return one.task.id if isinstance(one, ListedTask) else one.application.id


def _title(one: "Listed") -> str:
    return one.task.title if isinstance(one, ListedTask) else one.application.title


def _exact_names(one: "Listed") -> Iterator[str]:
    """The number, and of a task the filing number, the title and what else it is called.

    A task of an earlier directory also has the number that it had there.
    """
    yield folded(str(_number(one)))
    if isinstance(one, ListedTask):
        task = one.task
        yield from map(folded, (task.filing.number, task.title, *task.also_called))
        if task.inherited is not None and task.inherited.entry is not None:
            yield folded(task.inherited.entry)


def _near_to(
    every: Sequence["Listed"], name: str, written: "WrittenNumber | None"
) -> list["Listed"]:
    """Those with a number or a title that is nearly *name*, the nearest first."""
    if written is not None:
        by_id = {str(_number(one)): one for one in every}
        close = get_close_matches(name.strip().upper(), by_id, _NEAR, _NEARLY)
        same = [key for key, one in by_id.items() if _number(one).serial == written.serial]
        same.sort(key=lambda key: _number(by_id[key]).letter != (written.letter or TASK))
        return [by_id[key] for key in dict.fromkeys((*same, *close))][:_NEAR]
    asked = pairs(bare(name) or folded(name))

    def shared(one: "Listed") -> float:
        return len(asked & pairs(folded(_title(one)))) / len(asked) if asked else 0.0

    near = [one for one in every if shared(one) >= _ALIKE]
    return sorted(near, key=shared, reverse=True)[:_NEAR]


def _shown(found: "Iterable[ListedTask | ListedApplication]") -> str:
    return "；".join(f"{_number(one)} {_title(one)}" for one in found)


def row_of(registry: Registry, file: TaskFile, day: date) -> ListedTask:
    """The task of *file* as a list shows it."""
    agency = registry.agencies.get(file.task.agency)
    places = registry.subdistricts_of(file.task)
    return ListedTask(
        task=file.task,
        path=file.path,
        agency=agency.name if agency else file.task.agency,
        state=state_of(file.task, day),
        subdistricts=None if places is None else {c: registry.subdistrict_name(c) for c in places},
    )


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
