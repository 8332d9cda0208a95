"""Dates: the order in which things happen, and what a period makes of a task (scheme 3.2.3)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from accession_cli.finding import Severity
from accession_cli.i18n import N_
from accession_cli.rules.decision_days import added_by_correction, admitted_on
from accession_cli.rules.rule import Breach, KeyPath, over_task
from accession_cli.rules.world import World
from accession_cli.scheme.district import cited
from accession_cli.scheme.registry import TaskFile
from accession_cli.scheme.task import Result, Task, Term

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
    mend=N_("Correct the date that is wrong."),
)
def decided_after_receipt(file: TaskFile, _world: World) -> Iterator[Breach]:
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
    mend=N_(
        "Correct the date that is wrong; if a channel was added after the filing, say so in a"
        " corrections entry for channels."
    ),
)
def filed_after_admission(file: TaskFile, _world: World) -> Iterator[Breach]:
    """A channel that was added by a correction brings its body's later decision with it."""
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
    mend=N_("Correct the date that is wrong; end is the last day of the task."),
    asked=True,
)
def period_ends_after_it_begins(file: TaskFile, _world: World) -> Iterator[Breach]:
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
    mend=N_("Write term: {expected}, or correct the period; exactly the full years are long-term."),
    asked=True,
)
def term_fits_the_period(file: TaskFile, world: World) -> Iterator[Breach]:
    """以上 includes the number itself (民法典 1259), so exactly the full years are long-term."""
    task, years = file.task, world.scheme.long_term_years
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
    mend=N_("Correct the date; what is still to come is recorded when it has happened."),
)
def nothing_done_lies_ahead(file: TaskFile, world: World) -> Iterator[Breach]:
    for key, day in _done(file.task):
        if day > world.today:
            yield Breach(key, {"day": day, "today": world.today})


@over_task(
    "T303",
    "scheme 3.2",
    Severity.WARNING,
    about=N_("A task goes down after it was admitted; its end is told after it was applied for."),
    says=N_("The task was handed to {to} on {day}, before it was admitted on {decided}."),
    mend=N_("Correct the date that is wrong."),
)
def nothing_goes_down_too_soon(file: TaskFile, _world: World) -> Iterator[Breach]:
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


def _anniversary(day: date, years: int) -> date:
    """The same day *years* later; 1 March where that year has no 29 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _done(task: Task) -> Iterator[tuple[KeyPath, date]]:
    if task.application is not None:
        yield ("application", "received"), task.application.received
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
