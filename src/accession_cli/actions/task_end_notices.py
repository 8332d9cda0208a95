"""Record who was told of a task's end, and when; list who was not told yet (scheme 3.4).

``notices_made`` makes the notices in Word, one for each addressee.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import ClassVar, Final, TypeAlias

from accession_cli.actions.action import Action, Plan
from accession_cli.actions.directory_documents import Written, sha256
from accession_cli.actions.directory_origin import environment_of
from accession_cli.actions.documents import document_maker
from accession_cli.actions.landing import OnTrunk
from accession_cli.entry import draft
from accession_cli.errors import Exit, Refusal
from accession_cli.files.writing import replace_file
from accession_cli.finding import Finding
from accession_cli.i18n import N_
from accession_cli.papers import letters as task_notices
from accession_cli.papers.templates import Environment, Rendered, as_file_name
from accession_cli.registry import files as registry_place
from accession_cli.scheme.registry import RecordId, Registry
from accession_cli.scheme.task import Channel, Notified, Retirement, Task
from accession_cli.scheme.task_addressees import (
    Addressee,
    NoticeTask,
    TaskNotice,
    addressees,
    not_told,
)
from accession_cli.secrecy.screening import Passage

#: A file's name, and what is in it.
Paper: TypeAlias = tuple[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeKind:
    """A kind of notice: how it is rendered, and its title."""

    render: Callable[[TaskNotice, Environment], Rendered]
    title: Callable[[TaskNotice], str]


def notice_to(to: Addressee, tasks: Iterable[Task], registry: Registry, day: date) -> TaskNotice:
    """The notice of *tasks* to one addressee; all have their names of *day*.

    It is signed by the agency if all tasks have the same one, else by the body that keeps the
    register (3.2.1).
    """
    registry = registry.named_on(day)
    told = tuple(_notice_task(task, to, registry) for task in tasks)
    signers = {one.agency for one in told}
    body = registry.scheme.registrar_on(day)
    registrar = registry.scheme.bodies[body].name if body else registry.scheme.district
    return TaskNotice(
        scheme=registry.scheme,
        to=to,
        day=day,
        tasks=told,
        signed=signers.pop() if len(signers) == 1 else registrar,
    )


def notices_made(
    folder: Path, kind: NoticeKind, notices: Sequence[TaskNotice]
) -> tuple[Paper, ...]:
    """Each notice in Word; its file is named after the addressee and the title."""
    environment = environment_of(folder)
    with document_maker(environment) as make:
        return tuple(
            (
                f"{as_file_name(f'{one.to.name}-{kind.title(one)}')}.docx",
                make(kind.render, one, environment).data,
            )
            for one in notices
        )


def write_files(papers: Iterable[Paper], place: Path) -> tuple[Written, ...]:
    """Write each of *papers* into *place*."""
    written = []
    for name, data in papers:
        path = place / name
        replace_file(path, data)
        form = path.suffix.removeprefix(".")
        written.append(
            Written(path=path, format=form, sha256=sha256(data), bytes=len(data), pages=None)
        )
    return tuple(written)


def folder_below_build(folder: Path, *parts: str) -> Path:
    """A folder below the repository's build/, which git ignores."""
    return registry_place.shown_below(folder).joinpath("build", *parts)


def _notice_task(task: Task, to: Addressee, registry: Registry) -> NoticeTask:
    names = {key: one.name for key, one in registry.agencies.items()}
    known = {file.task.id: file.task for file in registry.tasks}
    followers = [known[number] for number in task.superseded_by if number in known]
    return NoticeTask(
        task=task,
        agency=names.get(task.agency, task.agency),
        co_agencies=tuple(names.get(key, key) for key in task.co_agencies),
        communities=_communities(task, to, registry),
        successors=tuple((one.title, one.filing.number) for one in followers),
    )


def _communities(task: Task, to: Addressee, registry: Registry) -> tuple[str, ...] | None:
    wanted = task.scope.communities
    if wanted is None:
        return None
    places = registry.subdistricts.values()
    return tuple(
        one.name
        for place in places
        if to.channel is Channel.GRID or to.name in place.names
        for code, one in place.communities.items()
        if code in wanted
    )


_NOTIFIED: Final = "retirement.notified"


#: The task is not retired, so there is no end to tell of.
NOT_RETIRED: Final = Refusal(
    N_("{id} is not retired, so there is no end to tell anybody of."),
    N_("End it first with: accession retire {id}"),
)


#: It is on record already.
TOLD_BEFORE: Final = Refusal(
    N_("{to} was told of the end of {id} on {day}, and that is on record."),
    N_("See who is still open with: accession notify"),
)


#: ``--all`` was given, but everybody has been told.
NOBODY_OPEN: Final = Refusal(
    N_("Everybody who must be told that {id} has ended has been told."),
    N_("Whom else you told is recorded with: accession notify {id} --to NAME"),
)


#: Only an id was given.
NOBODY_NAMED: Final = Refusal(
    N_("Whom you told of the end of {id} is not said."),
    N_("Write --to NAME for each, --all for everybody, or --letter for the notices to send."),
    Exit.USAGE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A task on the trunk after the entry, who was recorded, and who still has to be told."""

    task: Task
    path: str
    told: tuple[Notified, ...]
    open: tuple[Addressee, ...]
    remarks: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A retired task, and those who still have to be told of its end."""

    task: Task
    retirement: Retirement
    open: tuple[Addressee, ...]


def open_ends(registry: Registry) -> tuple[Open, ...]:
    """The retired tasks that somebody still has to be told of, the earliest end first."""
    found = [
        Open(task=file.task, retirement=file.task.retirement, open=still)
        for file in registry.tasks
        if file.task.retirement is not None and (still := not_told(file.task, registry))
    ]
    return tuple(sorted(found, key=lambda one: (one.retirement.effective, one.task.id)))


def letters(folder: Path, registry: Registry, task: Task, day: date) -> tuple[Paper, ...]:
    """A notice of the end of *task* for each addressee who must be told."""
    if task.retirement is None:
        raise NOT_RETIRED(id=task.id)
    kind = NoticeKind(render=task_notices.render_end, title=task_notices.end_title)
    to = addressees(task, registry, task.retirement.effective)
    notices = [notice_to(one, [task], registry, day) for one in to]
    return notices_made(folder, kind, notices)


@dataclass(frozen=True, kw_only=True)
class NotifyOfEnd(Action[Told]):
    """Record who was told on *date* of the end of *id*; ``to`` None is all not told yet.

    Entries are only added, so other changes of the record do not matter.
    """

    verb: ClassVar[str] = "notify"
    asks: ClassVar[str] = N_("record who was told of the end of {about}")
    id: RecordId
    to: tuple[str, ...] | None
    date: date

    def passages(self) -> Iterable[Passage]:
        return draft.passages_of_names("--to", self.to or ())

    def touched(self) -> Sequence[str]:
        return (registry_place.name_of_task(self.id),)

    def plan(self, here: OnTrunk) -> Plan[Told]:
        task = here.task(self.id)
        if task.retirement is None:
            raise NOT_RETIRED(id=task.id)
        told = self._new_entries(task, task.retirement, here.registry)
        ended = replace(task.retirement, notified=(*task.retirement.notified, *told))
        task = replace(task, retirement=ended)
        put = here.put(task)
        made = Told(
            task=task,
            path=put.paths[0],
            told=told,
            open=not_told(task, here.registry),
            remarks=tuple(one for one in put.remarks if one.key.startswith(f"{_NOTIFIED}[")),
        )
        message = f"Notify of the end of {self.id} {task.title}"
        return Plan(changes=put.changes, message=message, made=made)

    def _new_entries(
        self, task: Task, ended: Retirement, registry: Registry
    ) -> tuple[Notified, ...]:
        """The new entries; an addressee of the task is recorded by the full name."""
        if self.to is None:
            names = [str(one) for one in not_told(task, registry)]
            if not names:
                raise NOBODY_OPEN(id=task.id)
        else:
            names = list(dict.fromkeys(_full_name(text, task, ended, registry) for text in self.to))
        for one in ended.notified:
            if one.to in names:
                raise TOLD_BEFORE(to=one.to, id=task.id, day=one.date)
        return tuple(Notified(to=name, date=self.date) for name in names)


def _full_name(text: str, task: Task, ended: Retirement, registry: Registry) -> str:
    name = registry.subdistrict_name(text)
    to = addressees(task, registry, ended.effective)
    return next((str(one) for one in to if name in (one.name, *one.names)), name)
