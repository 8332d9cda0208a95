"""Correct the record of a filed task (scheme 3.3): the fields, and beside them what was corrected.

Nothing is changed silently: each field that changes gets an entry under ``corrections``, so that
an edition of an earlier day can still show what was known then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from accession_cli.actions.amendment_refusals import (
    AmendmentUnfit,
    MisspeltField,
    NoSuchField,
    NotAmended,
    SaysTheSame,
    ToldTwice,
)
from accession_cli.actions.on_trunk import OnTrunk, refuse_other_than_seen, seen
from accession_cli.actions.open_trunk import open_trunk
from accession_cli.entry import draft
from accession_cli.finding import Finding, key_path
from accession_cli.gitstore.branches import Base
from accession_cli.gitstore.clone import signer
from accession_cli.gitstore.commit import Change
from accession_cli.gitstore.git import Signers
from accession_cli.gitstore.outbox import Request
from accession_cli.gitstore.trunk import Landing
from accession_cli.registry.names import name_of_task
from accession_cli.scheme.ids import RecordId
from accession_cli.scheme.task import Correction, Task
from accession_cli.scheme.task_history import amendments
from accession_cli.secrecy.gate import screened
from accession_cli.store.amended_record import amended, told_twice, unknown_key

VERB: Final = "amend"
#: How the task came to be, and what commands of their own write.
CLOSED: Final = frozenset(
    {
        *("schema", "id", "status", "route", "filing"),
        *("dispatch", "retirement", "supersedes", "superseded_by", "corrections"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be corrected: ``settings`` are ``KEY=VALUE``; ``by`` None is who signs commits."""

    id: RecordId
    settings: tuple[str, ...]
    reason: str
    by: str | None
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """A task as the trunk has it now, and what was corrected in it."""

    task: Task
    path: str
    corrections: tuple[Correction, ...]
    remarks: tuple[Finding, ...]


def amend_task(
    folder: Path, wish: Wish, *, when: datetime, request: str, inspected_by: str | None = None
) -> Landing[Amended]:
    """Correct the task of *wish* and answer where that landed; see ``retire_task`` for the rest."""
    screened(draft.passages_of_amendment(wish.settings, wish.reason, wish.by), inspected_by)
    refuse_unfit(wish.id, wish.settings)
    git = open_trunk(folder).git
    Signers.known_to(git)
    facts = {
        "id": str(wish.id),
        "settings": list(wish.settings),
        "reason": wish.reason,
        "by": wish.by or signer(git),
        "date": str(wish.date),
        "seen": seen(folder, name_of_task(wish.id)),
    }
    asked = Request(id=request, verb=VERB, facts=facts, asked=when, inspected_by=inspected_by)
    return resume(folder, asked, when=when)


def resume(folder: Path, asked: Request, *, when: datetime) -> Landing[Amended]:
    """Correct the task of a request, which may have waited in the outbox."""
    trunk, wish = open_trunk(folder), _wish(asked.facts)

    def build(base: Base, day: date) -> tuple[Sequence[Change], str, Amended]:
        refuse_other_than_seen(trunk, base, name_of_task(wish.id), asked.facts["seen"])
        return _compose(OnTrunk.read(trunk, base, day), wish)

    return trunk.land(build, asked, when=when)


def about(facts: Mapping[str, Any]) -> str:
    """What a request is about: the task's id."""
    return str(facts["id"])


def refuse_unfit(task: RecordId, settings: Sequence[str]) -> None:
    """Refuse keys that no task has, that no correction changes, or that are set twice."""
    for text in settings:
        key = text.partition("=")[0]
        if CLOSED.intersection(key_path(key)[:1]):
            raise NotAmended(key=key)
    unknown = unknown_key(settings)
    if unknown is not None:
        key, similar = unknown
        raise MisspeltField(key=key, similar=similar) if similar else NoSuchField(key=key, id=task)
    twice = told_twice(settings)
    if twice is not None:
        raise ToldTwice(key=twice)


def with_corrections(task: Task, wish: Wish) -> tuple[Task, tuple[Correction, ...]]:
    """*task* as *wish* wants it, with an entry for each field that changes.

    ``AmendmentUnfit`` where that makes no sound record, ``SaysTheSame`` for what changes nothing.
    """
    for text in wish.settings:
        alone, _wrong = amended(task, [text])
        if alone == task:
            key, _equals, value = text.partition("=")
            raise SaysTheSame(key=key, value=value, id=task.id)
    changed, wrong = amended(task, wish.settings)
    if changed is None:
        raise AmendmentUnfit(wrong)
    made = tuple(
        Correction(
            date=wish.date,
            field=one.field,
            old=one.old,
            new=one.new,
            reason=wish.reason,
            by=wish.by or "",
        )
        for one in amendments(task, changed)
    )
    return replace(changed, corrections=(*task.corrections, *made)), made


def _wish(facts: Mapping[str, Any]) -> Wish:
    return Wish(
        id=RecordId.parse(facts["id"]),
        settings=tuple(facts["settings"]),
        reason=facts["reason"],
        by=facts["by"],
        date=date.fromisoformat(facts["date"]),
    )


def _compose(here: OnTrunk, wish: Wish) -> tuple[Sequence[Change], str, Amended]:
    task, made = with_corrections(here.task(wish.id), wish)
    put = here.put(task)
    done = Amended(task=task, path=put.paths[0], corrections=made, remarks=put.remarks)
    return put.changes, f"Amend {wish.id} {task.title}", done
