"""An application says what an agency asked for, when, and what was decided (scheme 3.1, 3.2.3).

``decision_due`` computes the last day for the decision. ``application_from`` and
``application_data`` turn its record into a value and back, as ``task.py`` does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from accession_cli.scheme.calendar import Calendar, Due
from accession_cli.scheme.district import CorrectionClock, Scheme
from accession_cli.scheme.fields import Form, Shown, form_of, newest, said_by, tops
from accession_cli.scheme.registry import ApplicationStatus, RecordId
from accession_cli.scheme.task import (
    Channel,
    Decision,
    Result,
    StoredFile,
    Task,
    Via,
    task_data,
    task_from,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The agency's contact person, who stands in the application's record and in no output."""

    name: str
    phone: str | None


class Why(StrEnum):
    """Why a field of a form is not understood."""

    MISSING = "missing"  # nothing is written there
    UNCLEAR = "unclear"  # what is written there has no meaning that is certain
    TWICE = "twice"  # it is written in two places, differently
    LONG = "long"  # more is written than a record holds
    SCAN = "scan"  # the form is a scan, and nobody has entered what is written there
    TOLD = "told"  # what is written there is clear, but was learnt otherwise to be wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was learnt of a field by telephone or at the counter, on which day; ``by`` noted it."""

    says: str
    date: date
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A field that the applicant has to correct: what is written there, and what is wrong.

    ``field`` is the field's key in the form; the words for people are made when it is shown.
    ``told`` is what was learnt otherwise than from the form, None where the form itself shows it.
    """

    field: str
    written: str | None
    why: Why
    told: Told | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A field that was unclear, and what the clerk ``by`` took it for."""

    field: str
    written: str | None
    taken: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """The papers that came in together, and each body's decision on them.

    ``received_at`` is the hour in China, ``14:30+08:00``; ``None`` when it is not known. ``form``
    is ``None`` only when classified papers were reviewed offline (scheme 3.1).
    """

    received: date
    received_at: str | None
    via: Via
    form: StoredFile | None
    attachments: tuple[StoredFile, ...]
    settled: tuple[Settled, ...]
    decision: tuple[Decision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """When and why the agency withdrew its application."""

    date: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """One application; ``submissions`` are at least one, in the order in which they came in.

    ``stated`` is what it asks for, as its record has it; a field that was not read is ``None``.
    ``asked`` is the task as it would stand in the register: with the application's id, filed on
    the day of receipt, with the decisions on the newest submission; ``None`` while fields were not
    read. ``filed`` is the task's id, ``None`` before filing.
    """

    id: RecordId
    status: ApplicationStatus
    stated: Mapping[str, Any]
    asked: Task | None
    faults: tuple[Fault, ...]
    contact: Contact | None
    submissions: tuple[Submission, ...]
    withdrawal: Withdrawal | None
    filed: RecordId | None

    @property
    def received(self) -> date:
        """The day on which the application first came in."""
        return self.submissions[0].received

    @property
    def is_to_correct(self) -> bool:
        """Whether the agency has to correct it; what nobody entered from a scan is not theirs."""
        return any(one.why is not Why.SCAN for one in self.faults)

    @property
    def newest(self) -> Submission:
        """The newest submission, which is the one that counts."""
        return self.submissions[-1]

    @property
    def title(self) -> str:
        """The title of the task; "" when the form states none."""
        return self.stated["title"] or ""

    @property
    def agency(self) -> str:
        """The key of the agency that leads the task; "" when the form does not tell it."""
        return self.stated["agency"] or ""

    @property
    def start(self) -> date | None:
        """The first day of the task; ``None`` when the form does not tell it."""
        period = self.stated["period"]
        start = period["start"] if period else None
        return date.fromisoformat(start) if start else None

    @property
    def is_open(self) -> bool:
        """Whether the application is not settled: received, returned, or approved and not filed."""
        return self.status in OPEN


_HOUR: Final = len("14:30")
OPEN = frozenset(
    {ApplicationStatus.RECEIVED, ApplicationStatus.RETURNED, ApplicationStatus.APPROVED}
)


def bodies_to_decide(application: Application, scheme: Scheme) -> tuple[str, ...]:
    """The bodies that must all admit the task, by its channels (scheme 3.2).

    Once the decisions settle the papers by the profile of their last day, it is those of that day;
    no later profile settles them.
    """
    made, now = application.newest.decision, _bodies_by(application, scheme)
    if not made:
        return now
    then = _bodies_by(application, scheme.on(max(one.date for one in made)))
    settled = (status_by_decisions(made, bodies) for bodies in (then, now))
    return now if {*settled} == {ApplicationStatus.RECEIVED} else then


def _bodies_by(application: Application, scheme: Scheme) -> tuple[str, ...]:
    """While the form does not tell the channels, it is the body that keeps the register."""
    bodies: dict[str, None] = {}
    for channel in application.stated["channels"] or ():
        rule = scheme.channels.get(Channel(channel))
        bodies.update(dict.fromkeys(rule.decided_by if rule else ()))
    registrar = scheme.registrar_on(application.received)
    if application.faults and not bodies and registrar:
        return (registrar,)
    return tuple(bodies)


def still_to_decide(application: Application, scheme: Scheme) -> tuple[str, ...]:
    """The bodies that have not decided on the newest papers; () unless its status is received."""
    if application.status is not ApplicationStatus.RECEIVED:
        return ()
    done = {made.by for made in application.newest.decision}
    return tuple(body for body in bodies_to_decide(application, scheme) if body not in done)


def status_by_decisions(
    decision: tuple[Decision, ...], bodies: tuple[str, ...]
) -> ApplicationStatus:
    """The status that the decisions on one submission lead to.

    One refusal refuses it, else one return returns it; it is approved when all *bodies* admit it.
    """
    results = {made.by: made.result for made in decision}
    if Result.REFUSE in results.values():
        return ApplicationStatus.REFUSED
    if Result.RETURN in results.values():
        return ApplicationStatus.RETURNED
    if bodies and all(results.get(body) is Result.ADMIT for body in bodies):
        return ApplicationStatus.APPROVED
    return ApplicationStatus.RECEIVED


def moment_of(papers: Submission) -> str:
    """The day on which *papers* came in, with the hour where it is known: 2026-10-09 14:30."""
    hour = (papers.received_at or "")[:_HOUR]
    return f"{papers.received} {hour}".strip()


def counts_as(papers: Submission, scheme: Scheme, calendar: Calendar) -> Due:
    """The day as of which *papers* count as received: the day itself, or the next working day.

    It is the next one where the profile has a closing hour and they came after it, or on a day off,
    when the office is shut at every hour. An hour that is not known is not after it. All that is
    counted from receipt is counted from this day; the record keeps the day and the hour.
    """
    day, closes = papers.received, scheme.closes_at(papers.received)
    if closes is None:
        return Due(day, provisional=False)
    late = papers.received_at is not None and papers.received_at[:_HOUR] > closes
    if late or not calendar.is_working(day):
        return calendar.add(day, 1)
    return Due(day, provisional=False)


def working_days_after(papers: Submission, count: int, scheme: Scheme, calendar: Calendar) -> Due:
    """The *count*-th working day after the one as of which *papers* count as received."""
    first = counts_as(papers, scheme, calendar)
    last = calendar.add(first.day, count)
    return Due(last.day, provisional=first.provisional or last.provisional)


def decision_due(application: Application, scheme: Scheme, calendar: Calendar) -> Due:
    """The last day for the decision, counted in working days from the day after receipt.

    What a return for correction does to the count is ``correction_clock`` in the profile; the first
    day of receipt stays in the record whatever that is.
    """
    then = scheme.on(application.received)
    days = then.days_to_decide.value
    if then.correction_clock is CorrectionClock.RUNS:
        return working_days_after(application.submissions[0], days, scheme, calendar)
    if then.correction_clock is CorrectionClock.RESTARTS:
        return working_days_after(application.newest, days, scheme, calendar)
    unsure = False
    for earlier in application.submissions[:-1]:
        returned, began = returned_on(earlier), counts_as(earlier, scheme, calendar)
        if returned is not None:
            days -= max(calendar.between(began.day, returned), 0)
            unsure = unsure or began.provisional or calendar.provisional(began.day, returned)
    last = working_days_after(application.newest, max(days, 0), scheme, calendar)
    return Due(last.day, provisional=last.provisional or unsure)


def counts_while_returned(application: Application, scheme: Scheme) -> bool:
    """Whether the days for the decision go on while the agency corrects its papers."""
    return scheme.on(application.received).correction_clock is CorrectionClock.RUNS


@dataclass(frozen=True, slots=True)
class Taken:
    """The working days that were taken; ``provisional`` when a later notice may change them."""

    days: int
    provisional: bool


def days_taken(
    application: Application, decided: date, scheme: Scheme, calendar: Calendar
) -> Taken:
    """The working days from receipt to *decided*, counted as ``decision_due`` counts them."""
    papers = {
        CorrectionClock.RUNS: application.submissions[:1],
        CorrectionClock.RESTARTS: application.submissions[-1:],
        CorrectionClock.PAUSES: application.submissions,
    }[scheme.on(application.received).correction_clock]
    days, unsure = 0, False
    for one in papers:
        until = decided if one is papers[-1] else returned_on(one)
        if until is not None:
            began = counts_as(one, scheme, calendar)
            days += max(calendar.between(began.day, until), 0)
            unsure = unsure or began.provisional or calendar.provisional(began.day, until)
    return Taken(days, unsure)


def days_ahead(application: Application, scheme: Scheme, calendar: Calendar) -> tuple[int, ...]:
    """The working days from the first receipt to the start of the task; () while it is unknown.

    A second number counts from the day on which the newest papers came in, if they came again.
    """
    start = application.start
    if start is None:
        return ()
    came = application.submissions
    papers = came if len(came) == 1 else (came[0], came[-1])
    return tuple(calendar.between(counts_as(one, scheme, calendar).day, start) for one in papers)


def returned_on(submission: Submission) -> date | None:
    """The day on which these papers were returned for correction; ``None`` if they were not."""
    days = [made.date for made in submission.decision if made.result is Result.RETURN]
    return max(days, default=None)


Data = Mapping[str, Any]

_FORM: Final = form_of(Application, {Task: Form(task_from, task_data)})
#: The fields of its task that an application has, in the order of the record.
ASKED: Final = tops(said_by(Shown.APPLICATION))


def application_from(data: Data) -> Application:
    """The application in *data*, which must have passed the application schema."""
    unread = any(one["why"] != Why.TOLD for one in data["faults"])
    asked = None if unread else _as_task(data)
    return _FORM.load({**data, "stated": data["task"], "asked": asked})


def application_data(application: Application) -> dict[str, Any]:
    """The record of *application*: every key in schema order, days and money as text."""
    data = _FORM.dump(application)
    del data["asked"]
    stated = data.pop("stated")
    return {
        "schema": newest("application"),
        "id": data["id"],
        "status": data["status"],
        "task": {key: stated[key] for key in ASKED},
        **data,
    }


#: What stands in a field that is not known, for rules that do not look at it.
_UNKNOWN: Final[Data] = {
    "title": "–",
    "kind": "–",
    "class": "–",
    "agency": "–",
    "co_agencies": [],
    "channels": [],
    "term": "temporary",
    "period": {"start": "2000-01-01", "end": None},
    "authorization": {"content": "–", "target": "–", "authority": "–", "workflow": "–"},
    "excludes": [],
    "basis": [],
    "funding": {"amount": None, "per": None, "source": None, "method": None, "note": None},
    "resources": [],
    "mechanism": None,
    "scope": {"subdistricts": "all", "communities": "all"},
    "sections": [],
}


def asked_in_part(application: Application) -> Task:
    """The task asked for before anybody decides; what has a fault is no statement in it."""
    data = application_data(application)
    faulty = {one.field.partition("[")[0].partition(".")[0] for one in application.faults}
    asked = {
        key: _known(value, _UNKNOWN.get(key)) if key in faulty else value
        for key, value in data["task"].items()
    }
    return task_from({**_as_task({**data, "task": asked}), "decision": []})


def _known(value: Any, unknown: Any) -> Any:
    """*value*, with what is *unknown* in the place of what it does not say."""
    if isinstance(unknown, Mapping) and isinstance(value, Mapping):
        return {key: _known(value[key], unknown[key]) for key in unknown}
    return value if unknown is not None and value is not None else unknown


def _as_task(data: Data) -> dict[str, Any]:
    """The task asked for as a record of the register; see ``Application.asked``."""
    first, newest = data["submissions"][0], data["submissions"][-1]
    return {
        **data["task"],
        "also_called": [],
        "id": data["id"],
        "status": "admitted",
        "route": "application",
        "application": {
            "id": data["id"],
            "received": first["received"],
            "via": newest["via"],
            "form": newest["form"],
        },
        "inherited": None,
        "decision": newest["decision"],
        "filing": {"date": first["received"], "number": data["id"]},
        "dispatch": [],
        "retirement": None,
        "supersedes": [],
        "superseded_by": [],
        "corrections": [],
    }
