"""Correct the record of a filed task (scheme 3.3): the fields, and beside them the correction.

Nothing is changed silently: each field that changes gets an entry under ``corrections``, so that
an edition of an earlier day can still show what was known then. Facts are typed with
``--set KEY=VALUE``. A list of names is typed whole, ``channels=community,grid``; an entry of a
list is taken out with ``basis[1]=null``. Why a record was not amended is a refusal here.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from accession_cli.actions.landing import OnTrunk, refuse_other_than_seen, seen
from accession_cli.actions.open_history import open_trunk
from accession_cli.entry import draft
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.finding import Finding, Place, key_path
from accession_cli.gitstore.branches import Base
from accession_cli.gitstore.clone import signer
from accession_cli.gitstore.commit import Change
from accession_cli.gitstore.git import Signers
from accession_cli.gitstore.outbox import Request
from accession_cli.gitstore.trunk import Landing
from accession_cli.i18n import N_
from accession_cli.registry import schemas
from accession_cli.registry.names import name_of_task
from accession_cli.registry.schemas import FileKind
from accession_cli.scheme.ids import RecordId
from accession_cli.scheme.task import Correction, Task, task_data, task_from
from accession_cli.scheme.task_history import amendments
from accession_cli.secrecy.gate import screened

#: A key that no correction changes.
NOT_AMENDED: Final = Refusal(
    N_("{key} is not changed by a correction, so nothing was written."),
    N_(
        "accession retire, dispatch and notify write what goes on after the filing; a task that"
        " was filed by mistake is retired with --entered-in-error and filed again."
    ),
)


#: A correction that would correct nothing.
SAYS_THE_SAME: Final = Refusal(
    N_("{key} says “{value}” already, so there is nothing to correct."),
    N_("Look at the record with accession show {id}, and leave this --set out."),
)


#: A key that no task has.
NO_SUCH_FIELD: Final = Refusal(
    N_("A task has no field {key}."),
    N_("Fields are called as in the record; accession amend {id} lists them at a terminal."),
    Exit.USAGE,
)


#: A key that no task has, but one that looks like it.
MISSPELT_FIELD: Final = Refusal(
    N_("A task has no field {key}; {similar} was probably meant."),
    N_("Write --set {similar}=… instead."),
    Exit.USAGE,
)


#: One field cannot take two new values.
TOLD_TWICE: Final = Refusal(
    N_("{key} is set twice."),
    N_("Set each field once."),
    Exit.USAGE,
)


class AmendmentUnfit(Refused):
    """What was typed is nothing that a record may hold; ``findings`` say what is wrong."""

    refusal = Refusal(
        N_("Nothing was recorded: what is set makes no sound record."),
        N_("Mend what is listed above and run the command again."),
    )

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__()
        self.findings = findings


PLACE: Final = "--set"
_ENTRIES: Final = ("basis", "decision", "sections", "resources", "co_agencies", "channels")


def amended(task: Task, settings: Iterable[str]) -> tuple[Task | None, tuple[Finding, ...]]:
    """*task* with *settings* in it; None, and what is wrong, when that makes no sound record."""
    given = draft.with_settings(draft.of_facts(task_data(task), PLACE), settings)
    facts = _tidied(given.facts)
    wrong = schemas.check_schema(FileKind.TASK, facts, lambda _key: Place(PLACE))
    return (None, wrong) if wrong else (task_from(facts), ())


def told_twice(settings: Iterable[str]) -> str | None:
    """A key that two of *settings* give a value to, which could not both hold."""
    seen: set[tuple[str | int, ...]] = set()
    for text in settings:
        key = key_path(text.partition("=")[0])
        if key in seen:
            return text.partition("=")[0]
        seen.add(key)
    return None


def unknown_key(settings: Iterable[str]) -> tuple[str, str | None] | None:
    """A key of *settings* that no task has, and the one that was probably meant."""
    for text in settings:
        name = text.partition("=")[0]
        order, way = schemas.key_order(FileKind.TASK), ""
        for part in key_path(name):
            if isinstance(part, int):
                way += f"[{part}]"
            elif part in order:
                order, way = order[part], f"{way}.{part}" if way else part
            else:
                near = difflib.get_close_matches(part.lower(), list(order), n=1, cutoff=0.6)
                return name, next((f"{way}.{one}" if way else one for one in near), None)
    return None


def _tidied(facts: Mapping[str, Any]) -> dict[str, Any]:
    whole = draft.with_all_keys(facts)
    for name in _ENTRIES:
        if whole[name] is None or isinstance(whole[name], list):
            whole[name] = [one for one in whole[name] or () if one is not None]
    return whole


VERB: Final = "amend"
#: How the task came to be, and what commands of their own write.
CLOSED: Final = frozenset(
    {
        *("schema", "id", "status", "route", "filing"),
        *("dispatch", "retirement", "supersedes", "superseded_by", "corrections"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentWish:
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
    folder: Path,
    wish: AmendmentWish,
    *,
    when: datetime,
    request: str,
    inspected_by: str | None = None,
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
            raise NOT_AMENDED(key=key)
    unknown = unknown_key(settings)
    if unknown is not None:
        key, similar = unknown
        raise (
            MISSPELT_FIELD(key=key, similar=similar) if similar else NO_SUCH_FIELD(key=key, id=task)
        )
    twice = told_twice(settings)
    if twice is not None:
        raise TOLD_TWICE(key=twice)


def with_corrections(task: Task, wish: AmendmentWish) -> tuple[Task, tuple[Correction, ...]]:
    """*task* as *wish* wants it, with an entry for each field that changes.

    ``AmendmentUnfit`` where that makes no sound record, ``SAYS_THE_SAME`` for what changes nothing.
    """
    for text in wish.settings:
        alone, _wrong = amended(task, [text])
        if alone == task:
            key, _equals, value = text.partition("=")
            raise SAYS_THE_SAME(key=key, value=value, id=task.id)
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


def _wish(facts: Mapping[str, Any]) -> AmendmentWish:
    return AmendmentWish(
        id=RecordId.parse(facts["id"]),
        settings=tuple(facts["settings"]),
        reason=facts["reason"],
        by=facts["by"],
        date=date.fromisoformat(facts["date"]),
    )


def _compose(here: OnTrunk, wish: AmendmentWish) -> tuple[Sequence[Change], str, Amended]:
    task, made = with_corrections(here.task(wish.id), wish)
    put = here.put(task)
    done = Amended(task=task, path=put.paths[0], corrections=made, remarks=put.remarks)
    return put.changes, f"Amend {wish.id} {task.title}", done
