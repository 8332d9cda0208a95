"""Retire a task (scheme 3.4): the exit filing; a task and its successor change in one commit.

The refusals here say why a task was not retired.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Final, Self

from accession_cli.actions.action import Action, Plan, Seen
from accession_cli.actions.landing import OnTrunk
from accession_cli.actions.materials import Material
from accession_cli.entry import draft
from accession_cli.errors import Refusal
from accession_cli.finding import Finding
from accession_cli.i18n import N_
from accession_cli.office.apart import NOTHING
from accession_cli.registry.names import name_of_task
from accession_cli.scheme.ids import NEXT_OF_TASK, RecordId, TaskStatus
from accession_cli.scheme.task import Retirement, StoredFile, Task
from accession_cli.scheme.task_addressees import Addressee, addressees
from accession_cli.secrecy.gate import Passage

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

    def facts(self, seen: Seen) -> dict[str, Any]:
        (looked_at,) = seen.values()
        stored = self.material.stored
        return {
            "id": str(self.id),
            "applied": str(self.applied),
            "effective": str(self.effective),
            "reason": self.reason,
            "material": {"name": stored.name, "sha256": stored.sha256},
            "superseded_by": str(self.superseded_by) if self.superseded_by else None,
            "entered_in_error": self.entered_in_error,
            "seen": looked_at,
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any], request: str) -> Self:  # noqa: ARG003 - only drafts are called by it
        successor = facts["superseded_by"]
        return cls(
            id=RecordId.parse(facts["id"]),
            applied=date.fromisoformat(facts["applied"]),
            effective=date.fromisoformat(facts["effective"]),
            reason=facts["reason"],
            material=Material(stored=StoredFile(**facts["material"]), inside=NOTHING),
            superseded_by=RecordId.parse(successor) if successor else None,
            entered_in_error=facts["entered_in_error"],
        )

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
