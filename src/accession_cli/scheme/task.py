"""A task is what was admitted, as its filed record says (scheme 2.3, 3.1 to 3.4, 4.2).

``Standing`` tells whether it is in force on a day. ``task_from`` and ``task_data`` turn a record's
YAML data into the value that everything else works with, and back. The data that come in have
passed their JSON Schema (``registry/schemas.py``), so nothing is checked again here. The data
that go out have every key of ``schemas/task.schema.json`` in the order of the schema.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeAlias

from accession_cli.scheme.fields import Form, form_of, newest
from accession_cli.scheme.registry import RecordId, TaskStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The days that decide whether a task is in force.

    ``end`` is the last day of its period, ``retired`` the first day on which a retired task is no
    longer done; either is ``None`` while there is none.
    """

    filed: date
    start: date
    end: date | None
    retired: date | None

    def in_force(self, day: date) -> bool:
        """Whether the task is in force on *day*: filed, not retired and not expired."""
        return self.filed <= day and not self.ended(day)

    def in_force_in(self, year: int) -> bool:
        """Whether the task was in force on any day of *year*."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        return self.filed <= last and not self.ended(max(first, self.filed))

    def ended(self, day: date) -> bool:
        """Whether the task is over on *day*, by retirement or by the end of its period."""
        return self.retired_by(day) or self.expired_by(day)

    def retired_by(self, day: date) -> bool:
        """Whether a retirement has taken effect on *day* or before."""
        return self.retired is not None and self.retired <= day

    def expired_by(self, day: date) -> bool:
        """Whether the period ended before *day*."""
        return self.end is not None and self.end < day

    def meets(self, other: "Standing") -> bool:
        """Whether there is a day on which both tasks are done."""
        return self.start <= other.last_day and other.start <= self.last_day

    @property
    def last_day(self) -> date:
        """The last day on which the task is done; ``date.max`` while no end is set."""
        last = self.end or date.max
        return last if self.retired is None else min(last, self.retired - timedelta(days=1))


class Channel(StrEnum):
    """How a task reaches the community (scheme 3.2.1, 3.2.2)."""

    COMMUNITY = "community"
    GRID = "grid"


class Route(StrEnum):
    """How a task came onto the register.

    It was admitted on application, or at once in an emergency (scheme 3.2.3); or it stood before
    the scheme, is taken over from an earlier directory, and was never admitted by this one.
    """

    APPLICATION = "application"
    EMERGENCY = "emergency"
    INHERITED = "inherited"


class Term(StrEnum):
    """Long-term is one year and more; the rest is short-term or temporary (scheme 3.2.3)."""

    LONG = "long"
    SHORT = "short"
    TEMPORARY = "temporary"


class Via(StrEnum):
    """How an application came in; offline is for classified papers (scheme 3.1)."""

    OA = "oa"
    PAPER = "paper"
    OFFLINE = "offline"


class Result(StrEnum):
    """What a reviewing body decided."""

    ADMIT = "admit"
    RETURN = "return"
    REFUSE = "refuse"


class Per(StrEnum):
    """What an amount of money is for: each year, or the whole task."""

    YEAR = "year"
    TASK = "task"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """First and last day, both included; ``end`` is ``None`` while no end is set."""

    start: date
    end: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorization:
    """Content, target, authority and workflow of a task (scheme 2.3)."""

    content: str
    target: str
    authority: str
    workflow: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LawBasis:
    """A citation of a law. An unknown version or article is ``None``; it is never guessed."""

    law: str
    version: str | None
    article: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentBasis:
    """A citation of an official document; ``attachment`` is the sha256 of its copy."""

    document: str
    number: str | None
    date: date | None
    clause: str | None
    attachment: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithheldBasis:
    """A basis withheld for secrecy; it only says that it was reviewed by hand (scheme 3.1)."""

    reviewer: str
    date: date


Basis: TypeAlias = LawBasis | DocumentBasis | WithheldBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class Funding:
    """Money for the task in yuan (scheme 2.3, 4.2). An amount of zero needs a note.

    ``amount`` is ``None`` where the money is paid as needed, and no amount was set.
    """

    amount: Decimal | None
    per: Per
    source: str | None
    method: str | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mechanism:
    """A body, post or signboard that the task needs, and the basis that asks for it (4.2)."""

    what: str
    basis: Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where the task is done; ``None`` means all subdistricts or communities."""

    subdistricts: tuple[str, ...] | None
    communities: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A subdistrict's section that receives the task (scheme 3.2.1)."""

    subdistrict: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file known by its name and the sha256 of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationFacts:
    """When and how the application came in (scheme 3.1)."""

    id: RecordId | None
    received: date
    via: Via
    form: StoredFile | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inherited:
    """The earlier directory or decision by which a task stood before this scheme.

    ``entry`` is the number that the task has there, if it has one.
    """

    document: str
    number: str
    date: date
    entry: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One body's decision; ``by`` is a key of the scheme's ``bodies``."""

    by: str
    date: date
    result: Result
    opinion: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """The day of filing and the filing number, 备案号 (scheme 3.3)."""

    date: date
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """A notice that handed the task down; ``number`` is from the grid platform (scheme 3.2)."""

    to: str
    date: date
    number: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notified:
    """Who was told that the task ended, and when (scheme 3.4)."""

    to: str
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Retirement:
    """How a task ended (scheme 3.4). ``effective`` is the first day it is no longer done."""

    applied: date
    effective: date
    reason: str
    material: StoredFile
    entered_in_error: bool
    notified: tuple[Notified, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A dated correction of one field: its old and new content, the reason and the person."""

    date: date
    field: str
    old: str | None
    new: str | None
    reason: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One filed task. ``class_`` is ``class`` in the record; agencies are keys of the registry.

    ``excludes`` are sentences of the content and the authority that say what is not done, as a
    person confirmed them; empty while nobody has.
    """

    id: RecordId
    status: TaskStatus
    title: str
    also_called: tuple[str, ...]
    kind: str
    class_: str
    agency: str
    co_agencies: tuple[str, ...]
    channels: tuple[Channel, ...]
    route: Route
    term: Term
    period: Period
    frequency: str | None
    authorization: Authorization
    excludes: tuple[str, ...]
    basis: tuple[Basis, ...]
    funding: Funding
    resources: tuple[str, ...]
    mechanism: Mechanism | None
    training: str | None
    scope: Scope
    sections: tuple[Section, ...]
    application: ApplicationFacts | None
    inherited: Inherited | None
    decision: tuple[Decision, ...]
    filing: Filing
    dispatch: tuple[Dispatch, ...]
    retirement: Retirement | None
    supersedes: tuple[RecordId, ...]
    superseded_by: tuple[RecordId, ...]
    corrections: tuple[Correction, ...]

    @property
    def standing(self) -> Standing:
        """The days that decide whether the task is in force."""
        return Standing(
            filed=self.filing.date,
            start=self.period.start,
            end=self.period.end,
            retired=self.retirement.effective if self.retirement else None,
        )

    def in_force(self, day: date) -> bool:
        """Whether the task is in force on *day*: filed, not retired and not expired."""
        return self.standing.in_force(day)

    def in_force_in(self, year: int) -> bool:
        """Whether the task was in force on any day of *year*."""
        return self.standing.in_force_in(year)

    def ended(self, day: date) -> bool:
        """Whether the task is over on *day*, by retirement or by the end of its period."""
        return self.standing.ended(day)

    def retired_by(self, day: date) -> bool:
        """Whether a retirement has taken effect on *day* or before."""
        return self.standing.retired_by(day)

    def expired_by(self, day: date) -> bool:
        """Whether the period ended before *day*."""
        return self.standing.expired_by(day)

    @property
    def entered_in_error(self) -> bool:
        """Whether it was retired as entered in error, so that it never counted."""
        return self.retirement is not None and self.retirement.entered_in_error

    @property
    def agencies(self) -> tuple[str, ...]:
        """The leading agency first, then those that take part."""
        return (self.agency, *self.co_agencies)

    @property
    def decided_on(self) -> date | None:
        """The day of the last admitting decision; ``None`` when there is none."""
        days = [made.date for made in self.decision if made.result is Result.ADMIT]
        return max(days, default=None)


Data = Mapping[str, Any]

_ALL: Final = "all"
_EVERYWHERE: Final = Scope(subdistricts=None, communities=None)
_LAW: Final = form_of(LawBasis)
_DOCUMENT: Final = form_of(DocumentBasis)
_WITHHELD: Final = form_of(WithheldBasis)


def _basis_from(data: Data) -> Basis:
    """The basis in *data*; its form is told by a key that only that form has."""
    form = _LAW if "law" in data else _DOCUMENT if "document" in data else _WITHHELD
    return form.load(data)


def _basis_data(basis: Basis) -> Any:
    match basis:
        case LawBasis():
            return _LAW.dump(basis)
        case DocumentBasis():
            return _DOCUMENT.dump(basis)
        case WithheldBasis():
            return {"withheld": True, **_WITHHELD.dump(basis)}


def _scope_from(data: Data) -> Scope:
    subdistricts, communities = map(_codes_from, (data["subdistricts"], data["communities"]))
    if subdistricts is None and communities is None:
        return _EVERYWHERE
    return Scope(subdistricts=subdistricts, communities=communities)


def _scope_data(scope: Scope) -> dict[str, Any]:
    return {
        "subdistricts": _codes_data(scope.subdistricts),
        "communities": _codes_data(scope.communities),
    }


def _codes_from(data: str | Sequence[str]) -> tuple[str, ...] | None:
    return None if isinstance(data, str) else tuple(data)


def _codes_data(codes: tuple[str, ...] | None) -> str | list[str]:
    return _ALL if codes is None else list(codes)


_FORM: Final = form_of(
    Task, {Basis: Form(_basis_from, _basis_data), Scope: Form(_scope_from, _scope_data)}
)
#: Makes a task from a record's data, which must have passed the task schema.
task_from: Final = _FORM.load


def task_data(task: Task) -> dict[str, Any]:
    """The record of *task*: every key in schema order, days and money as text."""
    return {"schema": newest("task"), **_FORM.dump(task)}
