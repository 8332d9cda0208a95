"""A complaint is work that a community was handed without admission (scheme 4.1).

It holds what came of it: the order, reminders, the circular, the referral, the closing.
``complaint_from`` and ``complaint_data`` turn its record into a value and back, as ``task.py``
does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from accession_cli.scheme.ids import RecordId
from accession_cli.scheme.task import maybe


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


Data = Mapping[str, Any]
_day = date.fromisoformat


def complaint_from(data: Data) -> Complaint:
    """The complaint that *data* says; *data* must have passed the complaint schema."""
    return Complaint(
        id=RecordId.parse(data["id"]),
        status=ComplaintStatus(data["status"]),
        source=ComplaintSource(data["source"]),
        received=_day(data["received"]),
        subdistrict=data["subdistrict"],
        community=data["community"],
        inspectors=tuple(data["inspectors"]),
        agency=data["agency"],
        task=maybe(RecordId.parse, data["task"]),
        what=data["what"],
        rectification=maybe(_rectification_from, data["rectification"]),
        reminders=tuple(Reminder(date=_day(o["date"]), to=o["to"]) for o in data["reminders"]),
        circular=maybe(lambda o: Circular(**{**o, "date": _day(o["date"])}), data["circular"]),
        referral=maybe(lambda o: Referral(**{**o, "date": _day(o["date"])}), data["referral"]),
        closing=maybe(_closing_from, data["closing"]),
    )


def complaint_data(complaint: Complaint) -> dict[str, Any]:
    """The record of *complaint*: every key in schema order, days as text."""
    circular, referral, closing = complaint.circular, complaint.referral, complaint.closing
    return {
        "schema": 1,
        "id": str(complaint.id),
        "status": complaint.status.value,
        "source": complaint.source.value,
        "received": complaint.received.isoformat(),
        "subdistrict": complaint.subdistrict,
        "community": complaint.community,
        "inspectors": list(complaint.inspectors),
        "agency": complaint.agency,
        "task": maybe(str, complaint.task),
        "what": complaint.what,
        "rectification": maybe(_rectification_data, complaint.rectification),
        "reminders": [{"date": o.date.isoformat(), "to": o.to} for o in complaint.reminders],
        "circular": circular and {"date": circular.date.isoformat(), "number": circular.number},
        "referral": referral
        and {
            "date": referral.date.isoformat(),
            "to": referral.to,
            "reason": referral.reason,
        },
        "closing": closing
        and {
            "date": closing.date.isoformat(),
            "outcome": closing.outcome.value,
            "note": closing.note,
        },
    }


def _rectification_from(data: Data) -> Rectification:
    return Rectification(
        ordered=_day(data["ordered"]),
        due=_day(data["due"]),
        done=maybe(_day, data["done"]),
        report=data["report"],
    )


def _rectification_data(one: Rectification) -> dict[str, Any]:
    return {
        "ordered": one.ordered.isoformat(),
        "due": one.due.isoformat(),
        "done": maybe(date.isoformat, one.done),
        "report": one.report,
    }


def _closing_from(data: Data) -> Closing:
    return Closing(date=_day(data["date"]), outcome=Outcome(data["outcome"]), note=data["note"])
