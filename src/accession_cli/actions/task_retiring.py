"""Retire a task (scheme 3.4): the exit filing, with both ends of a succession in one commit.

Why a task was not retired is a refusal here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from accession_cli.actions.landing import OnTrunk, refuse_other_than_seen, seen
from accession_cli.actions.materials import Material
from accession_cli.actions.open_history import open_trunk
from accession_cli.entry import draft
from accession_cli.errors import Refusal
from accession_cli.finding import Finding
from accession_cli.gitstore.branches import Base
from accession_cli.gitstore.commit import Change
from accession_cli.gitstore.outbox import Request
from accession_cli.gitstore.trunk import Landing
from accession_cli.i18n import N_
from accession_cli.registry.names import name_of_task
from accession_cli.registry.reading import Reader
from accession_cli.scheme.ids import NEXT_OF_TASK, RecordId, TaskStatus
from accession_cli.scheme.task import Retirement, StoredFile, Task
from accession_cli.scheme.task_addressees import Addressee, addressees
from accession_cli.secrecy.gate import screened

#: A task ends once.
ALREADY_RETIRED: Final = Refusal(
    N_("{id} is retired already: effective {effective}, because {reason}."),
    N_("A retired record only gains corrections and the days on which people were told."),
)


#: A task that has ended is not there to take over, and its record is closed.
SUCCESSOR_RETIRED: Final = Refusal(
    N_("{id} is retired itself, effective {effective}, so it cannot take over from {ended}."),
    N_("Name the task that takes over now, or leave --superseded-by out."),
)


VERB: Final = "retire"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetirementWish:
    """What a clerk asks for: which task ends, how, and which one takes its place."""

    id: RecordId
    applied: date
    effective: date
    reason: str
    material: StoredFile
    superseded_by: RecordId | None
    entered_in_error: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """A task that has ended on the trunk; ``paths`` are the files that changed, its own first."""

    task: Task
    paths: tuple[str, ...]
    notify: tuple[Addressee, ...]
    open_notices: tuple[str, ...]
    remarks: tuple[Finding, ...]


def retire_task(
    folder: Path,
    wish: RetirementWish,
    material: Material,
    *,
    when: datetime,
    request: str,
    inspected_by: str | None = None,
) -> Landing[Retired]:
    """End the task of *wish* and answer where that landed; see ``file_tasks`` for the rest.

    ``RecordChanged`` when the record on the trunk is not the one that this clone has: whoever
    ends a task has looked at it. The text in *material* is screened, and kept nowhere.
    """
    texts = draft.passages_of_retirement(wish.reason, wish.material.name, material.inside)
    screened(texts, inspected_by)
    asked = Request(
        id=request,
        verb=VERB,
        facts=_facts(wish, seen(folder, name_of_task(wish.id))),
        asked=when,
        inspected_by=inspected_by,
    )
    return resume(folder, asked, when=when)


def resume(folder: Path, asked: Request, *, when: datetime) -> Landing[Retired]:
    """Retire the task of a request, which may have waited in the outbox."""
    trunk, wish = open_trunk(folder), _wish(asked.facts)
    reader = Reader(trunk.path(""))

    def build(base: Base, day: date) -> tuple[Sequence[Change], str, Retired]:
        refuse_other_than_seen(trunk, base, name_of_task(wish.id), asked.facts["seen"])
        return _compose(OnTrunk.read(trunk, base, day, reader), wish)

    return trunk.land(build, asked, when=when)


def about(facts: Mapping[str, Any]) -> str:
    """What a request is about: the task's id."""
    return str(facts["id"])


def _facts(wish: RetirementWish, seen_here: str | None) -> dict[str, Any]:
    successor = wish.superseded_by
    return {
        "id": str(wish.id),
        "applied": str(wish.applied),
        "effective": str(wish.effective),
        "reason": wish.reason,
        "material": {"name": wish.material.name, "sha256": wish.material.sha256},
        "superseded_by": str(successor) if successor else None,
        "entered_in_error": wish.entered_in_error,
        "seen": seen_here,
    }


def _wish(facts: Mapping[str, Any]) -> RetirementWish:
    successor = facts["superseded_by"]
    return RetirementWish(
        id=RecordId.parse(facts["id"]),
        applied=date.fromisoformat(facts["applied"]),
        effective=date.fromisoformat(facts["effective"]),
        reason=facts["reason"],
        material=StoredFile(**facts["material"]),
        superseded_by=RecordId.parse(successor) if successor else None,
        entered_in_error=facts["entered_in_error"],
    )


def _compose(here: OnTrunk, wish: RetirementWish) -> tuple[Sequence[Change], str, Retired]:
    ending = here.task(wish.id)
    ended = _retired(ending, wish)
    changed = [ended]
    if wish.superseded_by is not None:
        successor = here.task(wish.superseded_by)
        if successor.retirement is not None:
            raise SUCCESSOR_RETIRED(
                id=successor.id, effective=successor.retirement.effective, ended=ending.id
            )
        changed.append(replace(successor, supersedes=(*successor.supersedes, ending.id)))
    put = here.put(*changed)
    made = Retired(
        task=ended,
        paths=put.paths,
        notify=addressees(ending, here.registry),
        open_notices=tuple(notice.number or notice.to for notice in ending.dispatch),
        remarks=put.remarks,
    )
    return put.changes, f"Retire {wish.id} {ending.title}", made


def _retired(task: Task, wish: RetirementWish) -> Task:
    if TaskStatus.RETIRED not in NEXT_OF_TASK[task.status]:
        ended = task.retirement
        raise ALREADY_RETIRED(
            id=task.id,
            effective=ended.effective if ended else "",
            reason=ended.reason if ended else "",
        )
    return replace(
        task,
        status=TaskStatus.RETIRED,
        retirement=Retirement(
            applied=wish.applied,
            effective=wish.effective,
            reason=wish.reason,
            material=wish.material,
            entered_in_error=wish.entered_in_error,
            notified=(),
        ),
        superseded_by=(wish.superseded_by,) if wish.superseded_by else (),
    )
