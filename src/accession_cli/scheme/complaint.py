"""A complaint is about work that a community was handed without admission (scheme 4.1).

It also holds what followed: verification, rectification, reminders, circular, referral, closing.
``complaint_from`` and ``complaint_data`` turn its record into a value and back, as ``task.py``
does.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from accession_cli.scheme.fields import form_of, newest
from accession_cli.scheme.registry import RecordId


class ComplaintSource(StrEnum):
    """Who found the work: a community reported it, or bodies saw it on an inspection."""

    COMMUNITY = "community"
    INSPECTION = "inspection"


class ComplaintStatus(StrEnum):
    """Whether a complaint is open or closed."""

    OPEN = "open"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a complaint ended."""

    RECTIFIED = "rectified"
    ADMITTED = "admitted"
    UNFOUNDED = "unfounded"
    REFERRED = "referred"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The check whether it is true: when, by whom, and what was found."""

    date: date
    by: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectification:
    """The rectification urged, to be done by ``due``; ``done`` is ``None`` until it is done."""

    urged: date
    due: date
    done: date | None
    report: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """Who was reminded, and when."""

    date: date
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Circular:
    """The circular that made it known to all agencies: its day and document number."""

    date: date
    number: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """The referral of a grave case with bad effects: when, to whom and why."""

    date: date
    to: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """How and when a complaint ended."""

    date: date
    outcome: Outcome
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One complaint. ``agency`` handed the work down; ``task`` is a task that the work goes beyond.

    Complaints are never published, only their number.
    """

    id: RecordId
    status: ComplaintStatus
    source: ComplaintSource
    received: date
    subdistrict: str | None
    community: str | None
    inspectors: tuple[str, ...]
    agency: str
    task: RecordId | None
    what: str
    verification: Verification | None
    rectification: Rectification | None
    reminders: tuple[Reminder, ...]
    circular: Circular | None
    referral: Referral | None
    closing: Closing | None

    @property
    def is_open(self) -> bool:
        """Whether the complaint is not closed."""
        return self.status is ComplaintStatus.OPEN

    @property
    def due(self) -> date | None:
        """The last day for a rectification that is not done; ``None`` when nothing is due."""
        urged = self.rectification
        return urged.due if urged and urged.done is None and self.is_open else None


_FORM: Final = form_of(Complaint)
#: Makes a complaint from a record's data, which must have passed the complaint schema.
complaint_from: Final = _FORM.load


def complaint_data(complaint: Complaint) -> dict[str, Any]:
    """The record of *complaint*: every key in schema order, days as text."""
    return {"schema": newest("complaint"), **_FORM.dump(complaint)}
