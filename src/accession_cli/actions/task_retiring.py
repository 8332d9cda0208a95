"""Retire a task (scheme 3.4): the exit filing; a task and its successor change in one commit.

A filing that nobody was told of yet is undone: the task is retired as entered in error, its number
stays used, and its application is approved again. The refusals here say why a task was not retired.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import ClassVar, Final

from accession_cli.actions.action import Action, Plan
from accession_cli.actions.landing import OnTrunk
from accession_cli.actions.materials import Material
from accession_cli.entry import draft
from accession_cli.errors import Refusal
from accession_cli.finding import Finding
from accession_cli.i18n import N_
from accession_cli.office.apart import NOTHING
from accession_cli.registry.files import name_of_task
from accession_cli.scheme.application import Application
from accession_cli.scheme.fields import Form, Forms
from accession_cli.scheme.registry import (
    NEXT_OF_TASK,
    ApplicationStatus,
    RecordId,
    Registry,
    TaskStatus,
)
from accession_cli.scheme.task import Retirement, StoredFile, Task
from accession_cli.scheme.task_addressees import Addressee, addressees
from accession_cli.secrecy.screening import Passage

#: A task ends once.
ALREADY_RETIRED: Final = Refusal(
    N_("{id} is retired already: effective {effective}, because {reason}."),
    N_("A retired record only gains corrections and the days on which people were told."),
)


#: The successor is retired itself, so it cannot take over.
SUCCESSOR_RETIRED: Final = Refusal(
    N_("{id} is retired itself, effective {effective}, so it cannot take over from {ended}."),
    N_("Name the task that takes over now, or leave --superseded-by out."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """A task that was retired; ``paths`` are the files that changed, its own first."""

    task: Task
    ended: Retirement
    paths: tuple[str, ...]
    notify: tuple[Addressee, ...]
    open_notices: tuple[str, ...]
    remarks: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class RetireTask(Action[Retired]):
    """Retire the task *id*; ``superseded_by`` is the task that takes its place.

    The name and hash of *material* are recorded; its text is screened and not kept.
    """

    verb: ClassVar[str] = "retire"
    asks: ClassVar[str] = N_("retire {about}")
    forms: ClassVar[Forms] = {
        Material: Form(
            lambda kept: Material(stored=StoredFile(**kept), inside=NOTHING),
            lambda material: asdict(material.stored),
        )
    }
    id: RecordId
    applied: date
    effective: date
    reason: str
    material: Material
    superseded_by: RecordId | None
    entered_in_error: bool

    def passages(self) -> Iterable[Passage]:
        name, inside = self.material.stored.name, self.material.inside
        return draft.passages_of_retirement(self.reason, name, inside)

    def looked_at(self) -> Sequence[str]:
        return (name_of_task(self.id),)

    def touched(self) -> Sequence[str]:
        return tuple(name_of_task(one) for one in (self.id, self.superseded_by) if one)

    def plan(self, here: OnTrunk) -> Plan[Retired]:
        ending = here.task(self.id)
        ended = self._retirement(ending)
        changed = [
            replace(
                ending,
                status=TaskStatus.RETIRED,
                retirement=ended,
                superseded_by=(self.superseded_by,) if self.superseded_by else (),
            )
        ]
        if self.superseded_by is not None:
            successor = here.task(self.superseded_by)
            if successor.retirement is not None:
                raise SUCCESSOR_RETIRED(
                    id=successor.id, effective=successor.retirement.effective, ended=ending.id
                )
            changed.append(replace(successor, supersedes=(*successor.supersedes, ending.id)))
        put = here.put(*changed)
        made = Retired(
            task=changed[0],
            ended=ended,
            paths=put.paths,
            notify=addressees(ending, here.registry, ended.effective),
            open_notices=tuple(notice.number or notice.to for notice in ending.dispatch),
            remarks=put.remarks,
        )
        return Plan(changes=put.changes, message=f"Retire {self.id} {ending.title}", made=made)

    def _retirement(self, task: Task) -> Retirement:
        if TaskStatus.RETIRED not in NEXT_OF_TASK[task.status]:
            before = task.retirement
            raise ALREADY_RETIRED(
                id=task.id,
                effective=before.effective if before else "",
                reason=before.reason if before else "",
            )
        return Retirement(
            applied=self.applied,
            effective=self.effective,
            reason=self.reason,
            material=self.material.stored,
            entered_in_error=self.entered_in_error,
            notified=(),
        )


#: The task was handed down, so people have to be told that it ends.
HANDED_DOWN: Final = Refusal(
    N_("{id} has been handed down already, to {names}, so its filing cannot be undone."),
    N_("End it, so that they are told: accession retire {id}"),
)


#: A frozen edition holds the task, so it was published.
FROZEN: Final = Refusal(
    N_("{id} stands in the frozen edition of {year}, so its filing cannot be undone."),
    N_("End it with accession retire {id}."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """A task whose filing was undone, and its ``application``, which is approved again."""

    task: Task
    application: Application | None
    path: str
    remarks: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class UndoFiling(Action[Undone]):
    """Take back the filing of the task *id*, which was not handed down yet, for *reason*."""

    verb: ClassVar[str] = "undo"
    asks: ClassVar[str] = N_("undo the filing of {about}")
    id: RecordId
    reason: str
    date: date

    def passages(self) -> Iterable[Passage]:
        yield Passage(where="--reason", text=self.reason)

    def looked_at(self) -> Sequence[str]:
        return (name_of_task(self.id),)

    def plan(self, here: OnTrunk) -> Plan[Undone]:
        task = here.task(self.id)
        undone = replace(
            task,
            status=TaskStatus.RETIRED,
            retirement=self._retirement(task, here),
            supersedes=(),
        )
        followed = [_free(here.task(number), task.id) for number in task.supersedes]
        number = task.application.id if task.application else None
        application = _approved_again(here, number, task.id) if number else None
        put = here.put(undone, *followed, *((application,) if application else ()))
        made = Undone(task=undone, application=application, path=put.paths[0], remarks=put.remarks)
        message = f"Undo the filing of {self.id} {task.title}"
        return Plan(changes=put.changes, message=message, made=made)

    def _retirement(self, task: Task, here: OnTrunk) -> Retirement:
        """The end of *task*; its material is the record itself, as it was filed."""
        if task.retirement is not None:
            ended = task.retirement
            raise ALREADY_RETIRED(id=task.id, effective=ended.effective, reason=ended.reason)
        if task.dispatch:
            names = "、".join(dict.fromkeys(one.to for one in task.dispatch))
            raise HANDED_DOWN(id=task.id, names=names)
        year = next(iter(here.frozen_with(task.id)), None)
        if year is not None:
            raise FROZEN(id=task.id, year=year)
        return Retirement(
            applied=self.date,
            effective=self.date,
            reason=self.reason,
            material=here.stored(name_of_task(task.id)),
            entered_in_error=True,
            notified=(),
        )


def _free(task: Task, follower: RecordId) -> Task:
    """*task* without *follower*, which had taken its place."""
    return replace(task, superseded_by=tuple(n for n in task.superseded_by if n != follower))


def _approved_again(here: OnTrunk, number: RecordId, record: RecordId) -> Application | None:
    """The application *number*, to be filed again; None if it was not filed as *record*."""
    known = {one.application.id: one.application for one in here.registry.applications}
    application = known.get(number)
    if application is None or application.filed != record:
        return None
    return replace(application, status=ApplicationStatus.APPROVED, filed=None)


def undoable(registry: Registry) -> tuple[Task, ...]:
    """The tasks that were neither handed down nor retired, the newest first."""
    tasks = (file.task for file in registry.tasks)
    open_ = [task for task in tasks if task.retirement is None and not task.dispatch]
    return tuple(sorted(open_, key=lambda task: (task.filing.date, task.id), reverse=True))
