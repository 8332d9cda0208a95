"""A district's profile, ``registry/scheme.yaml``: whatever a district may set for itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from accession_cli.model.identifiers import RecordId
from accession_cli.model.task import Channel


class LaterRegistration(StrEnum):
    """Whether an emergency task must be registered on application afterwards."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDocument:
    """The document that the scheme was issued with."""

    title: str
    number: str
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body that decides; ``agency`` is a key of ``agencies.yaml``."""

    name: str
    agency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """The body that keeps the register, from one day to another (both included)."""

    body: str
    from_: date
    to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRule:
    """A channel and the bodies that must all admit a task that goes down it."""

    name: str
    decided_by: tuple[str, ...]
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyRoute:
    """The route without an application, for sudden public-safety events."""

    channels: tuple[Channel, ...]
    decided_by: tuple[str, ...]
    later_registration: LaterRegistration
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """A number that the scheme sets, and the clause that sets it."""

    value: int
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationRule:
    """How tasks are evaluated: who convenes, what is scored, who scores, from 0 to ``highest``."""

    convened_by: str
    criteria: Mapping[str, str]
    evaluators: Mapping[str, str]
    highest: int
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisionRule:
    """How work without admission is put right; both numbers are working days."""

    days_to_rectify: int
    days_to_remind: int
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """The profile. ``days_*`` are working days, ``long_term_years`` calendar years.

    ``evaluation`` and ``supervision`` are None where the district has not set them.
    """

    sample: bool
    district: str
    code: str
    prefix: str
    language: str
    trunk: str
    source: SourceDocument
    bodies: Mapping[str, Body]
    registrar: tuple[Tenure, ...]
    channels: Mapping[Channel, ChannelRule]
    emergency: EmergencyRoute | None
    days_ahead: Provision
    days_to_decide: Provision
    correction_stops_clock: bool
    long_term_years: Provision
    days_to_publish: Provision
    refusal_clause: str
    classes: tuple[str, ...]
    kinds: Mapping[str, str]
    exit_grounds: tuple[str, ...]
    filing_number: str
    directory_title: str
    issuers: tuple[str, ...]
    page_address: str | None
    evaluation: EvaluationRule | None = None
    supervision: SupervisionRule | None = None

    def filing_number_of(self, record: RecordId) -> str:
        """The Chinese filing number (备案号) of a task, made from its id."""
        return self.filing_number.format(year=record.year, serial=record.serial)

    def title_of(self, year: int) -> str:
        """The full title of the directory's edition of *year*."""
        return self.directory_title.format(year=year)

    def registrar_on(self, day: date) -> str | None:
        """The body that kept the register on *day*."""
        for tenure in self.registrar:
            if tenure.from_ <= day and (tenure.to is None or day <= tenure.to):
                return tenure.body
        return None


def cited(clause: str) -> str:
    """A clause of the profile as findings cite it: ``3.1`` is a clause of the scheme itself."""
    return f"scheme {clause}" if clause[:1].isdigit() else clause
