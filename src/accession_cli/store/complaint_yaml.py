"""A complaint's record as YAML holds it, to and from its value; see ``task_yaml``."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from accession_cli.model.complaint import (
    Circular,
    Closing,
    Complaint,
    ComplaintStatus,
    Outcome,
    Rectification,
    Referral,
    Reminder,
    Source,
)
from accession_cli.model.identifiers import RecordId
from accession_cli.store.task_yaml import maybe

Data = Mapping[str, Any]
_day = date.fromisoformat


def complaint_from(data: Data) -> Complaint:
    """The complaint that *data* says; *data* must have passed the complaint schema."""
    return Complaint(
        id=RecordId.parse(data["id"]),
        status=ComplaintStatus(data["status"]),
        source=Source(data["source"]),
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
