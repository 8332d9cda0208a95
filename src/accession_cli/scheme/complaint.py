"""A complaint is work that a community was handed without admission (scheme 4.1).

It holds what came of it: the order, reminders, the circular, the referral, the closing.
``complaint_from`` and ``complaint_data`` turn its record into a value and back, as ``task.py``
does.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from accession_cli.scheme.ids import RecordId
from accession_cli.scheme.record_data import form_of


class ComplaintSource(StrEnum):
    """Who found it: a community that reported it, or the bodies on an inspection."""

    COMMUNITY = "community"
    INSPECTION = "inspection"


class ComplaintStatus(StrEnum):
    """Whether somebody still has to do something about it."""

    OPEN = "open"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a complaint ended."""

    RECTIFIED = "rectified"
    ADMITTED = "admitted"
    UNFOUNDED = "unfounded"
    REFERRED = "referred"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rectification:
    """What was ordered: put right by the end of ``due``; ``done`` is None until it is."""

    ordered: date
    due: date
    done: date | None
    report: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """That somebody was reminded, and when."""

    date: date
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Circular:
    """That it was made known to all agencies, by which document."""

    date: date
    number: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """That a serious case was handed on, to whom and why."""

    date: date
    to: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """How and when it ended."""

    date: date
    outcome: Outcome
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One complaint. ``agency`` handed the work down; ``task`` is one that it goes beyond.

    Never published: only how many there were is.
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
    rectification: Rectification | None
    reminders: tuple[Reminder, ...]
    circular: Circular | None
    referral: Referral | None
    closing: Closing | None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.status is ComplaintStatus.OPEN

    @property
    def due(self) -> date | None:
        """The last day of a rectification that is not done yet."""
        ordered = self.rectification
        return ordered.due if ordered and ordered.done is None and self.is_open else None


_SCHEMA: Final = 1
_FORM: Final = form_of(Complaint)
#: The complaint that a record's data say; they must have passed the complaint schema.
complaint_from: Final = _FORM.load


def complaint_data(complaint: Complaint) -> dict[str, Any]:
    """The record of *complaint*: every key in schema order, days as text."""
    return {"schema": _SCHEMA, **_FORM.dump(complaint)}
