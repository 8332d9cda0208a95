"""Check a task's dates: their order, its period, and limits in working days (scheme 3.1, 3.2.3)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from accession_cli.finding import KeyPath, Severity
from accession_cli.i18n import N_
from accession_cli.rules.rule import Breach, RuleContext, over_task
from accession_cli.rules.task import added_by_correction, admitted_on
from accession_cli.rules.task_routes import scheme_of
from accession_cli.scheme import application
from accession_cli.scheme.application import Submission
from accession_cli.scheme.calendar import Due
from accession_cli.scheme.district import CorrectionClock, cited
from accession_cli.scheme.registry import TaskFile
from accession_cli.scheme.task import ApplicationFacts, Result, Route, Task, Term

_TOO_SHORT: Final = N_(
    "The task is said to be long-term, but its period ends on {end}: only what lasts to {last} or"
    " longer is long-term."
)
_TOLD_TOO_SOON: Final = N_(
    "{to} was told of the end on {day}, before the agency applied for it on {applied}."
)


@over_task(
    "T101",
    "scheme 3.2.3",
    about=N_("A decision is not made before the application is received."),
    says=N_("The decision is dated {decided}, before the application was received on {received}."),
    hint=N_("Correct the date that is wrong."),
)
def decided_after_receipt(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    facts = file.task.application
    for at, made in enumerate(file.task.decision if facts else ()):
        if facts is not None and made.date < facts.received:
            named = {"decided": made.date, "received": facts.received}
            yield Breach(("decision", at, "date"), named)


@over_task(
    "T102",
    "scheme 3.3",
    about=N_("A task is filed after it was admitted."),
    says=N_("The task was filed on {filed}, before the last body admitted it on {decided}."),
    hint=N_(
        "Correct the date that is wrong; if a channel was added after the filing, a"
        " correction has to say so."
    ),
)
def filed_after_admission(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    """When a correction added a channel, its body's decision may come after the filing."""
    task, filed = file.task, file.task.filing.date
    late = [
        made.date
        for at, made in enumerate(task.decision)
        if made.date > filed
        and made.result is Result.ADMIT
        and not added_by_correction(task, at, made)
    ]
    if late:
        yield Breach(("filing", "date"), {"filed": filed, "decided": max(late)})


@over_task(
    "T103",
    "scheme 2.3",
    about=N_("A period does not end before it begins."),
    says=N_("The period ends on {end}, before it begins on {start}."),
    hint=N_("Correct the date that is wrong; the period ends with the last day of the task."),
    asked=True,
)
def period_ends_after_it_begins(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    period = file.task.period
    if period.end is not None and period.end < period.start:
        yield Breach(("period", "end"), {"end": period.end, "start": period.start})


@over_task(
    "T104",
    "scheme 3.2.3",
    about=N_("A task is long-term exactly when it lasts the years that make it so, or more."),
    says=N_(
        "The task is not said to be long-term, but its period ends on {end}: what lasts to {last}"
        " or longer is long-term."
    ),
    hint=N_(
        "Write the term {expected}, or correct the period; exactly the full years are long-term."
    ),
    asked=True,
)
def term_fits_the_period(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    """以上 includes the number itself (民法典 1259), so exactly the full years are long-term."""
    task, years = file.task, scheme_of(file.task, world.scheme).long_term_years
    end = task.period.end
    if end is None or end < task.period.start:
        return
    last = _anniversary(task.period.start, years.value) - timedelta(days=1)
    if (end >= last) != (task.term is Term.LONG):
        expected = Term.LONG if end >= last else Term.SHORT
        facts = {"expected": expected.value, "end": end, "last": last}
        says = _TOO_SHORT if task.term is Term.LONG else ""
        yield Breach(("term",), facts, clause=cited(years.clause), says=says)


@over_task(
    "T301",
    "scheme 3.3",
    about=N_("What is recorded as done does not lie in the future."),
    says=N_("{day} is recorded as past, but lies after {today}."),
    hint=N_("Correct the date; what is still to come is recorded when it has happened."),
)
def nothing_done_lies_ahead(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    for key, day in _done(file.task):
        if day > world.today:
            yield Breach(key, {"day": day, "today": world.today})


@over_task(
    "T303",
    "scheme 3.2",
    Severity.WARNING,
    about=N_("A task goes down after it was admitted; its end is told after it was applied for."),
    says=N_("The task was handed to {to} on {day}, before it was admitted on {decided}."),
    hint=N_("Correct the date that is wrong."),
)
def nothing_goes_down_too_soon(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    task, ended = file.task, file.task.retirement
    decided = admitted_on(task) if task.dispatch else None
    for at, sent in enumerate(task.dispatch):
        if decided is not None and sent.date < decided:
            yield Breach(
                ("dispatch", at, "date"), {"to": sent.to, "day": sent.date, "decided": decided}
            )
    for at, told in enumerate(ended.notified if ended else ()):
        if ended is not None and told.date < ended.applied:
            facts = {"to": told.to, "day": told.date, "applied": ended.applied}
            key = ("retirement", "notified", at, "date")
            yield Breach(key, facts, clause="scheme 3.4", says=_TOLD_TOO_SOON)


@over_task(
    "T304",
    "scheme 3.3",
    Severity.WARNING,
    about=N_("A task goes down after it was filed."),
    says=N_("The task was handed to {to} on {day}, before it was filed on {filed}."),
    hint=N_("Correct the date that is wrong; communities do what is filed."),
)
def nothing_goes_down_before_the_filing(file: TaskFile, _world: RuleContext) -> Iterator[Breach]:
    """An emergency goes down at once. What went down before its admission is said by T303.

    A task of an earlier directory went down by that.
    """
    task, filed = file.task, file.task.filing.date
    if task.route is not Route.APPLICATION:
        return
    for at, sent in enumerate(task.dispatch):
        if admitted_on(task) <= sent.date < filed:
            facts = {"to": sent.to, "day": sent.date, "filed": filed}
            yield Breach(("dispatch", at, "date"), facts)


def _anniversary(day: date, years: int) -> date:
    """The same day *years* later; 1 March when that year has no 29 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _done(task: Task) -> Iterator[tuple[KeyPath, date]]:
    if task.application is not None:
        yield ("application", "received"), task.application.received
    if task.inherited is not None:
        yield ("inherited", "date"), task.inherited.date
    for at, made in enumerate(task.decision):
        yield ("decision", at, "date"), made.date
    yield ("filing", "date"), task.filing.date
    for at, sent in enumerate(task.dispatch):
        yield ("dispatch", at, "date"), sent.date
    if task.retirement is not None:
        yield ("retirement", "applied"), task.retirement.applied
        for at, told in enumerate(task.retirement.notified):
            yield ("retirement", "notified", at, "date"), told.date
    for at, corrected in enumerate(task.corrections):
        yield ("corrections", at, "date"), corrected.date


# No notice has moved a count of so few working days by more than the longest holiday, nine days.
_SWAY: Final = timedelta(days=14)
# The scheme says 即时; these working days are for writing down what was admitted orally.
_AT_ONCE: Final = 2


@over_task(
    "T201",
    "scheme 3.1",
    about=N_("An agency applies the set number of working days before the task begins."),
    says=N_(
        "The application came in on {received}, too late for a start on {start}: {days} working"
        " days ahead, the earliest start is {earliest}, which counts as the last of them."
    ),
    hint=N_("Let the task begin on {earliest} or later, or correct the date that is wrong."),
)
def applied_in_time(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    task, lead = file.task, _lead(file.task, world)
    if lead is None or task.application is None or _open(lead, task.period.start):
        return
    if task.period.start < lead.day:
        ahead = world.scheme.on(task.application.received).days_ahead
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
    hint=N_("Nothing is wrong in law; tell the agency the day from which the task may be done."),
)
def decided_before_the_start(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    """An application may come five working days ahead, and its decision may take ten."""
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
    hint=N_(
        "Correct the date if it is wrong; a decision that really came late is filed as it is, and"
        " stays on record as late."
    ),
)
def decided_in_time(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    task, due = file.task, _due(file.task, world)
    if due is None or task.application is None:
        return
    for at, decided in _measured(task, world):
        if decided > due.day and not _open(due, decided):
            limit = world.scheme.on(task.application.received).days_to_decide
            facts = {
                "decided": decided,
                "received": task.application.received,
                "days": limit.value,
                "due": due.day,
            }
            yield Breach(("decision", at, "date"), facts, clause=cited(limit.clause))


@over_task(
    "T204",
    "民法典 203",
    Severity.WARNING,
    about=N_("What is counted through a year without a holiday notice is provisional."),
    says=N_(
        "Whether {day} keeps to the limit, now {limit}, is not certain: the State Council's"
        " holiday notice for that time is not known."
    ),
    hint=N_("Enter the notice with accession calendar import when it has been published."),
)
def limits_rest_on_known_notices(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
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
    hint=N_("Correct the date that is wrong; what can wait is applied for."),
)
def emergency_is_admitted_at_once(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    task, emergency = file.task, scheme_of(file.task, world.scheme).emergency
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
    "民法典 203",
    Severity.HINT,
    about=N_("Applications are received and decided on working days."),
    says=N_("{day} is not a working day."),
    hint=N_("See whether the date is right."),
)
def office_is_open(file: TaskFile, world: RuleContext) -> Iterator[Breach]:
    """Emergency tasks are admitted at once, on any day."""
    task, calendar = file.task, world.registry.calendar
    if task.application is None:
        return
    days: list[tuple[KeyPath, date]] = [(("application", "received"), task.application.received)]
    days += [(("decision", at, "date"), made.date) for at, made in enumerate(task.decision)]
    for key, day in days:
        if calendar.confirmed(day.year) and not calendar.is_working(day):
            yield Breach(key, {"day": day})


def _lead(task: Task, world: RuleContext) -> Due | None:
    """The earliest lawful start of the task; ``None`` when there is no application."""
    scheme, calendar = world.scheme, world.registry.calendar
    if task.application is None:
        return None
    days = scheme.on(task.application.received).days_ahead.value
    papers = _first_papers(task.application, world)
    if papers is not None:
        return application.working_days_after(papers, days, scheme, calendar)
    return calendar.add(task.application.received, days)


def _first_papers(facts: ApplicationFacts, world: RuleContext) -> Submission | None:
    """The papers in the application's own record, which knows their hour.

    ``None`` without such a record, and when the day of receipt was corrected in the task.
    """
    known = world.applications.get(facts.id) if facts.id else None
    first = known.submissions[0] if known else None
    return first if first and first.received == facts.received else None


def _due(task: Task, world: RuleContext) -> Due | None:
    """The last day to decide; ``None`` when there is no application, as in an emergency."""
    if task.application is None:
        return None
    number, calendar = task.application.id, world.registry.calendar
    applied = world.applications.get(number) if number else None
    if applied is not None:
        return application.decision_due(applied, world.scheme, calendar)
    received = task.application.received
    return calendar.add(received, world.scheme.on(received).days_to_decide.value)


def _measured(task: Task, world: RuleContext) -> Iterator[tuple[int, date]]:
    """Yield the decisions up to the filing that the limit applies to, as index and day.

    That is each body's admission. When the clock does not run on during a correction, it is each
    body's first decision, because the record does not say when the corrected papers came back.
    """
    if task.application is None:
        return
    seen: set[str] = set()
    clock = world.scheme.on(task.application.received).correction_clock
    for at, made in enumerate(task.decision):
        if made.date > task.filing.date:
            continue
        if clock is not CorrectionClock.RUNS:
            if made.by not in seen:
                yield at, made.date
            seen.add(made.by)
        elif made.result is Result.ADMIT:
            yield at, made.date


def _open(limit: Due, day: date) -> bool:
    """Whether a notice that is not known yet could change the answer."""
    return limit.provisional and abs(day - limit.day) <= _SWAY
