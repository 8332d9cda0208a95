"""Limits that are counted in working days (scheme 3.1, 3.2.3)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from accession_cli.finding import Severity
from accession_cli.i18n import N_
from accession_cli.rules.decision_days import admitted_on
from accession_cli.rules.rule import Breach, KeyPath, over_task
from accession_cli.rules.world import World
from accession_cli.scheme import application
from accession_cli.scheme.calendar import Due
from accession_cli.scheme.district import cited
from accession_cli.scheme.registry import TaskFile
from accession_cli.scheme.task import Result, Route, Task

# No notice has moved a count of so few working days by more than its longest holiday, nine days.
_SWAY: Final = timedelta(days=14)
# The scheme says 即时; this leaves the time to write down what was admitted by word of mouth.
_AT_ONCE: Final = 2


@over_task(
    "T201",
    "scheme 3.1",
    about=N_("An agency applies the set number of working days before the task begins."),
    says=N_(
        "The application came in on {received}, too late for a start on {start}: {days} working"
        " days ahead, the earliest start is {earliest}."
    ),
    mend=N_("Let the task begin on {earliest} or later, or correct the date that is wrong."),
)
def applied_in_time(file: TaskFile, world: World) -> Iterator[Breach]:
    task, lead = file.task, _lead(file.task, world)
    if lead is None or task.application is None or _open(lead, task.period.start):
        return
    if task.period.start < lead.day:
        ahead = world.scheme.days_ahead
        facts = {
            "received": task.application.received,
            "start": task.period.start,
            "days": ahead.value,
            "earliest": lead.day,
        }
        yield Breach(("application", "received"), facts, clause=cited(ahead.clause))


@over_task(
    "T202",
    "scheme 3.2.3",
    Severity.WARNING,
    about=N_(
        "A task that was applied for in time is decided by the day on which it is due to begin."
    ),
    says=N_("The task was due to begin on {start}, but was admitted on {decided}."),
    mend=N_("Nothing is wrong in law; tell the agency the day from which the task may be done."),
)
def decided_before_the_start(file: TaskFile, world: World) -> Iterator[Breach]:
    """The scheme lets an application five days ahead wait ten days for its decision."""
    task, lead = file.task, _lead(file.task, world)
    if lead is None or task.decided_on is None or task.period.start < lead.day:
        return
    decided = admitted_on(task)
    if decided > task.period.start:
        yield Breach(("period", "start"), {"start": task.period.start, "decided": decided})


@over_task(
    "T203",
    "scheme 3.2.3",
    Severity.WARNING,
    about=N_("A body decides within the set number of working days of receipt."),
    says=N_(
        "The decision is dated {decided}; {days} working days after receipt on {received} it was"
        " due on {due}."
    ),
    mend=N_(
        "Correct the date if it is wrong; a decision that really came late is filed as it is, and"
        " stays on record as late."
    ),
)
def decided_in_time(file: TaskFile, world: World) -> Iterator[Breach]:
    task, due = file.task, _due(file.task, world)
    if due is None or task.application is None:
        return
    for at, decided in _measured(task, world):
        if decided > due.day and not _open(due, decided):
            limit = world.scheme.days_to_decide
            facts = {
                "decided": decided,
                "received": task.application.received,
                "days": limit.value,
                "due": due.day,
            }
            yield Breach(("decision", at, "date"), facts, clause=cited(limit.clause))


@over_task(
    "T204",
    "民法典 201",
    Severity.WARNING,
    about=N_("What is counted through a year without a holiday notice is provisional."),
    says=N_(
        "Whether {day} keeps to the limit, now {limit}, is not certain: the State Council's"
        " holiday notice for that time is not known."
    ),
    mend=N_("Enter the notice with accession calendar import when it has been published."),
)
def limits_rest_on_known_notices(file: TaskFile, world: World) -> Iterator[Breach]:
    task = file.task
    compared: list[tuple[KeyPath, date, Due | None]] = [
        (("period", "start"), task.period.start, _lead(task, world))
    ]
    due = _due(task, world)
    compared += [(("decision", at, "date"), day, due) for at, day in _measured(task, world)]
    for key, day, limit in compared:
        if limit is not None and _open(limit, day):
            yield Breach(key, {"day": day, "limit": limit.day})


@over_task(
    "T205",
    "scheme 3.2.3",
    Severity.WARNING,
    about=N_("An emergency task is admitted at once."),
    says=N_(
        "The task began on {start}, but was admitted only on {decided}; in an emergency that is"
        " done within {days} working days, here by {due}."
    ),
    mend=N_("Correct the date that is wrong; what can wait is applied for."),
)
def emergency_is_admitted_at_once(file: TaskFile, world: World) -> Iterator[Breach]:
    task, emergency = file.task, world.scheme.emergency
    if task.route is not Route.EMERGENCY or emergency is None:
        return
    due = world.registry.calendar.add(task.period.start, _AT_ONCE)
    for at, made in enumerate(task.decision):
        if made.result is not Result.ADMIT or made.date > task.filing.date:
            continue
        if made.date > due.day and not _open(due, made.date):
            facts = {
                "start": task.period.start,
                "decided": made.date,
                "days": _AT_ONCE,
                "due": due.day,
            }
            yield Breach(("decision", at, "date"), facts, clause=cited(emergency.clause))


@over_task(
    "T302",
    "民法典 201",
    Severity.HINT,
    about=N_("Applications are received and decided on working days."),
    says=N_("{day} is not a working day."),
    mend=N_("See whether the date is right."),
)
def office_is_open(file: TaskFile, world: World) -> Iterator[Breach]:
    """Emergency tasks are admitted at once, on any day."""
    task, calendar = file.task, world.registry.calendar
    if task.application is None:
        return
    days: list[tuple[KeyPath, date]] = [(("application", "received"), task.application.received)]
    days += [(("decision", at, "date"), made.date) for at, made in enumerate(task.decision)]
    for key, day in days:
        if calendar.confirmed(day.year) and not calendar.is_working(day):
            yield Breach(key, {"day": day})


def _lead(task: Task, world: World) -> Due | None:
    """The earliest lawful start of what was applied for; None for an emergency."""
    if task.application is None:
        return None
    return world.registry.calendar.add(task.application.received, world.scheme.days_ahead.value)


def _due(task: Task, world: World) -> Due | None:
    """The last day to decide; None for an emergency, which is admitted at once."""
    if task.application is None:
        return None
    number, calendar = task.application.id, world.registry.calendar
    applied = world.applications.get(number) if number else None
    if applied is not None:
        return application.decision_due(applied, world.scheme, calendar)
    return calendar.add(task.application.received, world.scheme.days_to_decide.value)


def _measured(task: Task, world: World) -> Iterator[tuple[int, date]]:
    """The decisions that the limit applies to, with their places: those that were filed.

    Each body's admission; where a return for correction stops the clock, each body's first
    decision, because the record does not say when the corrected papers came back.
    """
    if task.application is None:
        return
    seen: set[str] = set()
    for at, made in enumerate(task.decision):
        if made.date > task.filing.date:
            continue
        if world.scheme.correction_stops_clock:
            if made.by not in seen:
                yield at, made.date
            seen.add(made.by)
        elif made.result is Result.ADMIT:
            yield at, made.date


def _open(limit: Due, day: date) -> bool:
    """Whether a notice that is not known yet could turn the answer."""
    return limit.provisional and abs(day - limit.day) <= _SWAY
