"""Correct the record of a filed task (scheme 3.3): its fields, and an entry for each change.

Nothing is changed silently: each changed field gets an entry under ``corrections``, so that an
edition of an earlier day can still show what was known then. Facts are typed with ``--set
KEY=VALUE``. A list of names is typed whole, ``channels=community,grid``; an entry of a list is
removed with ``basis[1]=null``. The refusals here say why a record was not amended.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Final

from accession_cli.actions.action import Plan, SignedAction
from accession_cli.actions.landing import OnTrunk
from accession_cli.entry import draft
from accession_cli.entry.settings import Values, settings_read
from accession_cli.entry.values import Meaning
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.finding import Finding, Place, key_path
from accession_cli.i18n import N_
from accession_cli.registry import schemas
from accession_cli.registry.files import name_of_task
from accession_cli.registry.schemas import FileKind
from accession_cli.rules.changed_records import SETTLED
from accession_cli.scheme.fields import FIELDS, LISTS
from accession_cli.scheme.registry import RecordId, Registry
from accession_cli.scheme.task import Correction, Task, task_data, task_from
from accession_cli.scheme.task_history import amendments
from accession_cli.secrecy.screening import Passage, refuse_secrets

#: A key that no correction changes.
NOT_AMENDED: Final = Refusal(
    N_("{key} is not changed by a correction, so nothing was written."),
    N_(
        "accession retire, dispatch and notify write what goes on after the filing; a task that"
        " was filed by mistake is retired with --entered-in-error and filed again."
    ),
)


#: The correction would change nothing.
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


#: No task has that key, but one like it.
MISSPELT_FIELD: Final = Refusal(
    N_("A task has no field {key}; {similar} was probably meant."),
    N_("Write --set {similar}=… instead."),
    Exit.USAGE,
)


#: One field is set twice.
TOLD_TWICE: Final = Refusal(
    N_("{key} is set twice."),
    N_("Set each field once."),
    Exit.USAGE,
)


class AmendmentUnfit(Refused):
    """What was typed is not allowed in a record; ``findings`` say why."""

    refusal = Refusal(
        N_("Nothing was recorded: what is set makes no sound record."),
        N_("Mend what is listed above and run the command again."),
    )

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__()
        self.findings = findings


PLACE: Final = "--set"
_ENTRIES: Final = ("decision", *(field.key for field in FIELDS if field.kind in LISTS))


def amended(task: Task, settings: Iterable[str]) -> tuple[Task | None, tuple[Finding, ...]]:
    """*task* with *settings*; or None and the findings, when that makes no sound record."""
    given = draft.with_settings(draft.of_facts(task_data(task), PLACE), settings)
    facts = _tidied(given.facts)
    wrong = schemas.check_schema(FileKind.TASK, facts, lambda _key: Place(PLACE, typed=True))
    return (None, wrong) if wrong else (task_from(facts), ())


def understood_settings(
    task: Task, settings: Iterable[str], registry: Registry, near: date
) -> tuple[tuple[str, ...], tuple[Meaning, ...]]:
    """*settings* in the words of the record, and what was understood otherwise than written.

    Of a setting that brings several, as 实施范围=… does, those that change nothing are left out.
    """
    facts, values = task_data(task), Values(registry, near)
    refuse_secrets(draft.passages_of_settings(tuple(settings)))
    made: list[str] = []
    meanings: list[Meaning] = []
    for text in settings:
        read, found = settings_read([text], values, facts)
        changing = [one for one in read if _is_below(one, read) or amended(task, [one])[0] != task]
        made += changing or read
        meanings += found
    return tuple(made), tuple(meanings)


def _is_below(text: str, settings: Iterable[str]) -> bool:
    """Whether another of *settings* sets what the key of *text* lies in."""
    key = text.partition("=")[0]
    others = (one.partition("=")[0] for one in settings)
    return any(key.startswith((f"{other}.", f"{other}[")) for other in others)


def told_twice(settings: Iterable[str]) -> str | None:
    """The first key that *settings* set twice, or None."""
    seen: set[tuple[str | int, ...]] = set()
    for text in settings:
        key = key_path(text.partition("=")[0])
        if key in seen:
            return text.partition("=")[0]
        seen.add(key)
    return None


def unknown_key(settings: Iterable[str]) -> tuple[str, str | None] | None:
    """A key of *settings* that no task has, and the key probably meant; None if all are known."""
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


#: The end of a task is written by accession retire alone.
CLOSED: Final = SETTLED | {"retirement"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """A task after its correction, in *registry*, and the corrections made."""

    task: Task
    path: str
    corrections: tuple[Correction, ...]
    registry: Registry
    remarks: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class AmendTask(SignedAction[Amended]):
    """A correction: ``settings`` are ``KEY=VALUE``; ``by`` "" is the person who signs commits."""

    verb: ClassVar[str] = "amend"
    asks: ClassVar[str] = N_("amend {about}")
    id: RecordId
    settings: tuple[str, ...]
    reason: str
    date: date

    def passages(self) -> Iterable[Passage]:
        return draft.passages_of_amendment(self.settings, self.reason, self.by)

    def refuse_unfit(self) -> None:
        refuse_keys(self.id, self.settings)

    def looked_at(self) -> Sequence[str]:
        return (name_of_task(self.id),)

    def plan(self, here: OnTrunk) -> Plan[Amended]:
        task, corrections = with_corrections(here.task(self.id), self)
        put = here.put(task)
        made = Amended(
            task=task,
            path=put.paths[0],
            corrections=corrections,
            registry=put.registry,
            remarks=put.remarks,
        )
        return Plan(changes=put.changes, message=f"Amend {self.id} {task.title}", made=made)


def refuse_keys(task: RecordId, settings: Sequence[str]) -> None:
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


def with_corrections(task: Task, asked: AmendTask) -> tuple[Task, tuple[Correction, ...]]:
    """*task* with the settings of *asked*, and an entry for each field that changes.

    Raises ``AmendmentUnfit`` when that makes no sound record, ``SAYS_THE_SAME`` when a setting
    changes nothing.
    """
    for text in asked.settings:
        if _is_below(text, asked.settings):
            continue
        alone, _wrong = amended(task, [text])
        if alone == task:
            key, _equals, value = text.partition("=")
            raise SAYS_THE_SAME(key=key, value=value, id=task.id)
    changed, wrong = amended(task, asked.settings)
    if changed is None:
        raise AmendmentUnfit(wrong)
    made = tuple(
        Correction(
            date=asked.date,
            field=one.field,
            old=one.old,
            new=one.new,
            reason=asked.reason,
            by=asked.by,
        )
        for one in amendments(task, changed)
    )
    return replace(changed, corrections=(*task.corrections, *made)), made
