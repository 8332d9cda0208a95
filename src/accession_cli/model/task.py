"""A task that was admitted: what a filed record says (scheme 2.3, 3.1 to 3.4, 4.2)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from accession_cli.model.identifiers import RecordId
from accession_cli.model.life import TaskStatus
from accession_cli.model.task_standing import Standing


class Channel(StrEnum):
    """The way down to the community (scheme 3.2.1, 3.2.2)."""

    COMMUNITY = "community"
    GRID = "grid"


class Route(StrEnum):
    """How the task was admitted: on application, or at once in an emergency (scheme 3.2.3)."""

    APPLICATION = "application"
    EMERGENCY = "emergency"


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
    """Both days belong to the period; ``end`` is None while no end is set."""

    start: date
    end: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorization:
    """What is to be done, to what end, by what authority, in what steps (scheme 2.3)."""

    content: str
    target: str
    authority: str
    workflow: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LawBasis:
    """A citation of a law. An unknown version or article stays None, it is never guessed."""

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
    """A basis kept back for secrecy: only that it was reviewed by hand (scheme 3.1)."""

    reviewer: str
    date: date


Basis: TypeAlias = LawBasis | DocumentBasis | WithheldBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class Funding:
    """Money for the task in yuan (scheme 2.3, 4.2). Nothing needs a note."""

    amount: Decimal
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
    """Where the task is done; None means all."""

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
    """A notice that handed the task down; ``number`` is the grid platform's (scheme 3.2)."""

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
    """A dated correction of one field: what stood there, what stands there now, and why."""

    date: date
    field: str
    old: str | None
    new: str | None
    reason: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One filed task. ``class_`` is ``class`` in the record; keys point into the registry."""

    id: RecordId
    status: TaskStatus
    title: str
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
    basis: tuple[Basis, ...]
    funding: Funding
    resources: tuple[str, ...]
    mechanism: Mechanism | None
    training: str | None
    scope: Scope
    sections: tuple[Section, ...]
    application: ApplicationFacts | None
    decision: tuple[Decision, ...]
    filing: Filing
    dispatch: tuple[Dispatch, ...]
    retirement: Retirement | None
    supersedes: tuple[RecordId, ...]
    superseded_by: tuple[RecordId, ...]
    corrections: tuple[Correction, ...]

    @property
    def standing(self) -> Standing:
        """The days between which the task stands in the register."""
        return Standing(
            filed=self.filing.date,
            start=self.period.start,
            end=self.period.end,
            retired=self.retirement.effective if self.retirement else None,
        )

    def in_force(self, day: date) -> bool:
        """Whether the task stands in the register on *day*: filed, not ended, not expired."""
        return self.standing.in_force(day)

    def in_force_in(self, year: int) -> bool:
        """Whether the task stood in the register on any day of *year*."""
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
    def agencies(self) -> tuple[str, ...]:
        """The leading agency first, then those that take part."""
        return (self.agency, *self.co_agencies)

    @property
    def decided_on(self) -> date | None:
        """The day of the last admitting decision, None where there is none."""
        days = [made.date for made in self.decision if made.result is Result.ADMIT]
        return max(days, default=None)
