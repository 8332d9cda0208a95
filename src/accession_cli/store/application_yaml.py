"""An application's record as YAML holds it, to and from its value; see ``task_yaml``."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from accession_cli.model.application import Application, Contact, Submission, Withdrawal
from accession_cli.model.identifiers import RecordId
from accession_cli.model.life import ApplicationStatus
from accession_cli.model.task import Via
from accession_cli.store.task_yaml import (
    decision_data,
    decision_from,
    file_data,
    file_from,
    maybe,
    task_data,
    task_from,
)

Data = Mapping[str, Any]

#: What an application says of its task, in the order of the record.
ASKED: Final = (
    *("title", "kind", "class", "agency", "co_agencies", "channels", "term", "period"),
    *("frequency", "authorization", "basis", "funding", "resources", "mechanism", "training"),
    *("scope", "sections"),
)


def application_from(data: Data) -> Application:
    """The application that *data* says; *data* must have passed the application schema."""
    withdrawal = data["withdrawal"]
    return Application(
        id=RecordId.parse(data["id"]),
        status=ApplicationStatus(data["status"]),
        asked=task_from(_as_task(data)),
        contact=maybe(lambda one: Contact(**one), data["contact"]),
        submissions=tuple(_submission_from(one) for one in data["submissions"]),
        withdrawal=maybe(
            lambda one: Withdrawal(date=date.fromisoformat(one["date"]), reason=one["reason"]),
            withdrawal,
        ),
        filed=maybe(RecordId.parse, data["filed"]),
    )


def application_data(application: Application) -> dict[str, Any]:
    """The record of *application*: every key in schema order, days and money as text."""
    whole = task_data(application.asked)
    contact, withdrawal = application.contact, application.withdrawal
    return {
        "schema": 1,
        "id": str(application.id),
        "status": application.status.value,
        "task": {key: whole[key] for key in ASKED},
        "contact": contact and {"name": contact.name, "phone": contact.phone},
        "submissions": [_submission_data(one) for one in application.submissions],
        "withdrawal": withdrawal
        and {"date": withdrawal.date.isoformat(), "reason": withdrawal.reason},
        "filed": maybe(str, application.filed),
    }


def _as_task(data: Data) -> dict[str, Any]:
    """The task asked for as a record of the register would have it; see ``Application.asked``."""
    first, newest = data["submissions"][0], data["submissions"][-1]
    return {
        **data["task"],
        "id": data["id"],
        "status": "admitted",
        "route": "application",
        "application": {
            "id": data["id"],
            "received": first["received"],
            "via": newest["via"],
            "form": newest["form"],
        },
        "decision": newest["decision"],
        "filing": {"date": first["received"], "number": data["id"]},
        "dispatch": [],
        "retirement": None,
        "supersedes": [],
        "superseded_by": [],
        "corrections": [],
    }


def _submission_from(data: Data) -> Submission:
    return Submission(
        received=date.fromisoformat(data["received"]),
        via=Via(data["via"]),
        form=maybe(file_from, data["form"]),
        attachments=tuple(map(file_from, data["attachments"])),
        decision=tuple(map(decision_from, data["decision"])),
    )


def _submission_data(one: Submission) -> dict[str, Any]:
    return {
        "received": one.received.isoformat(),
        "via": one.via.value,
        "form": maybe(file_data, one.form),
        "attachments": [file_data(file) for file in one.attachments],
        "decision": [decision_data(made) for made in one.decision],
    }
