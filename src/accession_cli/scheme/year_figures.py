"""Make the figures of a year from the register (scheme 3, 4): what an office writes in December.

Nothing is estimated. A figure that no record gives is None, and what is dated after the day of the
figures is not known yet. Tasks, complaints and evaluations are counted in ``year_records``.

Applications are counted here, and the working days that decisions took (3.1, 3.2.3). An application
is an application's record, or the facts in a task that was filed without one. How a case ended is
what is known on that day: one that was approved and then withdrawn is withdrawn. The class and the
agency are those of its newest papers.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from statistics import median_high, median_low
from typing import Final

from accession_cli.scheme.application import (
    Application,
    Submission,
    Taken,
    bodies_to_decide,
    days_taken,
    decision_due,
    returned_on,
    status_by_decisions,
)
from accession_cli.scheme.calendar import Due
from accession_cli.scheme.district import CorrectionClock
from accession_cli.scheme.figures import (
    COUNT,
    UNSAID,
    Figure,
    FigureTable,
    Line,
    account,
    counted,
    in_order,
    months,
    spread,
)
from accession_cli.scheme.registry import ApplicationStatus, Registry
from accession_cli.scheme.task import Result, Route, Task
from accession_cli.scheme.task_history import as_known
from accession_cli.scheme.year_records import (
    complaint_tables,
    evaluation_tables,
    task_tables,
    without_application,
)

_APPROVED: Final = frozenset({ApplicationStatus.APPROVED, ApplicationStatus.FILED})


class End(StrEnum):
    """How a case ended."""

    ADMITTED = "admitted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One application as it stood on the day of the figures.

    ``returns`` are the days on which its papers were returned. ``corrects``: its newest papers were
    returned, and the agency has them. ``taken`` is ``None`` for a case that nobody decided, and
    where the record does not say enough to count. ``allowed`` are the working days for the decision
    by the profile of the day of receipt.
    """

    id: str
    class_: str
    agency: str
    received: date
    returns: tuple[date, ...]
    corrects: bool
    end: End | None
    ended: date | None
    taken: Taken | None
    allowed: int
    due: Due

    def ended_in(self, first: date, last: date, *ends: End) -> bool:
        """Whether it ended from *first* to *last*, in one of the ways *ends*."""
        return self.end in ends and self.ended is not None and first <= self.ended <= last

    @property
    def late(self) -> bool:
        """Whether it was decided after the last day for it."""
        return self.taken is not None and self.ended is not None and self.ended > self.due.day


def cases(registry: Registry, day: date) -> tuple[Case, ...]:
    """The applications that had come in by *day*, sorted by id."""
    applied = [file.application for file in registry.applications]
    direct = [as_known(file.task, max(day, file.task.filing.date)) for file in registry.tasks]
    found = [
        *(_of_application(one, registry, day) for one in applied if one.received <= day),
        *(_of_task(one, registry, day) for one in direct if _is_case(one, day)),
    ]
    return tuple(sorted(found, key=lambda case: case.id))


def _is_case(task: Task, day: date) -> bool:
    """Whether *task* has the facts of an application that has no record of its own.

    What was entered in error has none: the task should never have been there.
    """
    facts, retired = task.application, task.retirement
    if task.route is not Route.APPLICATION or facts is None or facts.id is not None:
        return False
    return facts.received <= day and not (retired and retired.entered_in_error)


def _of_application(application: Application, registry: Registry, day: date) -> Case:
    scheme, calendar = registry.scheme, registry.calendar
    then = replace(application, submissions=tuple(_known(application, day)))
    end, ended = _end(application, then, registry, day)
    returns = tuple(on for one in then.submissions if (on := returned_on(one)))
    decided = end in (End.ADMITTED, End.REFUSED) and ended is not None
    return Case(
        id=str(application.id),
        class_=application.stated["class"] or UNSAID,
        agency=application.agency or UNSAID,
        received=application.received,
        returns=returns,
        corrects=end is None and returned_on(then.newest) is not None,
        end=end,
        ended=ended,
        taken=days_taken(then, ended, scheme, calendar) if decided and ended else None,
        allowed=scheme.on(application.received).days_to_decide.value,
        due=decision_due(then, scheme, calendar),
    )


def _known(application: Application, day: date) -> Iterator[Submission]:
    """The papers that had come in by *day*, with the decisions that had been made on them."""
    for papers in application.submissions:
        if papers.received <= day:
            made = tuple(one for one in papers.decision if one.date <= day)
            yield replace(papers, decision=made)


def _end(
    application: Application, then: Application, registry: Registry, day: date
) -> tuple[End | None, date | None]:
    """How *application* had ended by *day*, and when; *then* is it as it was known on that day."""
    withdrawal = application.withdrawal
    if withdrawal is not None and withdrawal.date <= day:
        return End.WITHDRAWN, withdrawal.date
    made = then.newest.decision
    status = status_by_decisions(made, bodies_to_decide(then, registry.scheme))
    if status is ApplicationStatus.REFUSED:
        return End.REFUSED, min(one.date for one in made if one.result is Result.REFUSE)
    admitted = [one.date for one in made if one.result is Result.ADMIT]
    by_record = application.status in _APPROVED and made == application.newest.decision
    if admitted and (status is ApplicationStatus.APPROVED or by_record):
        return End.ADMITTED, max(admitted)
    return None, None


def _of_task(task: Task, registry: Registry, day: date) -> Case:
    calendar, facts = registry.calendar, task.application
    if facts is None:
        raise ValueError(task.id)
    scheme = registry.scheme.on(facts.received)
    before = [one for one in task.decision if one.date <= task.filing.date]
    admitted = [one.date for one in before if one.result is Result.ADMIT]
    returns = [one.date for one in before if one.result is Result.RETURN]
    ended = max(admitted, default=task.filing.date)
    known = ended <= day
    counts = bool(admitted) and (scheme.correction_clock is CorrectionClock.RUNS or not returns)
    unsure = calendar.provisional(facts.received, ended)
    taken = Taken(max(calendar.between(facts.received, ended), 0), unsure)
    back = tuple(sorted({one for one in returns if one <= day}))
    return Case(
        id=str(task.id),
        class_=task.class_,
        agency=task.agency,
        received=facts.received,
        returns=back,
        corrects=not known and bool(back),
        end=End.ADMITTED if known else None,
        ended=ended if known else None,
        taken=taken if known and counts else None,
        allowed=scheme.days_to_decide.value,
        due=calendar.add(facts.received, scheme.days_to_decide.value),
    )


def application_tables(registry: Registry, year: int, day: date) -> Iterator[FigureTable]:
    """The tables of the applications of *year*, as known on *day*."""
    first = date(year, 1, 1)
    found = cases(registry, day)
    yield _account(found, first, day)
    yield spread("months", tuple(months(day.month)), _by_month(found, first, day))
    for key, of, known, every in (
        ("classes", lambda case: case.class_, registry.scheme.classes, True),
        ("agencies", lambda case: case.agency, registry.agencies, False),
    ):
        columns = _by(of, found, first, day)
        met = {line for pairs in columns.values() for line, _record in pairs}
        yield spread(key, in_order(known, met, every=every), columns)
    decided = [case for case in found if case.ended_in(first, day, End.ADMITTED, End.REFUSED)]
    yield from _days(registry, decided)
    overdue = [case for case in _undecided(found) if case.due.day < day]
    yield _late([*(case for case in decided if case.late), *overdue])


def provisional(registry: Registry, year: int, day: date) -> Figure:
    """The decisions of *year* whose working days a later notice may still change."""
    first = date(year, 1, 1)
    decided = (
        case
        for case in cases(registry, day)
        if case.ended_in(first, day, End.ADMITTED, End.REFUSED)
    )
    return counted(case.id for case in decided if case.taken and case.taken.provisional)


def _undecided(found: Iterable[Case]) -> list[Case]:
    return [case for case in found if case.end is None and not case.corrects]


def _account(found: Sequence[Case], first: date, day: date) -> FigureTable:
    """What was open and came in, how it ended, and what is open; both sides are equal."""

    def ended(end: End) -> Figure:
        return counted(case.id for case in found if case.ended_in(first, day, end))

    before = (c for c in found if c.received < first and not (c.ended and c.ended < first))
    return account(
        "applications",
        {
            "carried": counted(case.id for case in before),
            "received": counted(case.id for case in found if case.received >= first),
            "admitted": ended(End.ADMITTED),
            "refused": ended(End.REFUSED),
            "withdrawn": ended(End.WITHDRAWN),
            "undecided": counted(case.id for case in _undecided(found)),
            "correcting": counted(case.id for case in found if case.corrects),
            "returned": counted(c.id for c in found for on in c.returns if on >= first),
        },
    )


Pairs = list[tuple[str, str]]


def _by_month(found: Iterable[Case], first: date, day: date) -> dict[str, Pairs]:
    columns: dict[str, Pairs] = {
        name: [] for name in ("received", "admitted", "returned", "refused", "withdrawn")
    }
    for case in found:
        happened = [("received", case.received), *(("returned", on) for on in case.returns)]
        if case.end and case.ended:
            happened.append((case.end.value, case.ended))
        for what, on in happened:
            if first <= on <= day:
                columns[what].append((str(on.month), case.id))
    return columns


def _by(
    of: Callable[[Case], str], found: Iterable[Case], first: date, day: date
) -> dict[str, Pairs]:
    """The same by what *of* says of a case, with what is still open."""
    cases_of = {case.id: case for case in found}
    columns = {
        what: [(of(cases_of[record]), record) for _month, record in pairs]
        for what, pairs in _by_month(cases_of.values(), first, day).items()
    }
    open_ = [(of(case), case.id) for case in cases_of.values() if case.end is None]
    return {**columns, "open": open_}


def _days(registry: Registry, decided: Sequence[Case]) -> Iterator[FigureTable]:
    """What the decisions took, and how many took how long; the late ones are counted apart."""
    measured = [(case, case.taken.days) for case in decided if case.taken]
    usual = registry.scheme.days_to_decide.value
    allowed = max((case.allowed for case, _taken in measured), default=usual)
    days = sorted(taken for _case, taken in measured)
    ids = tuple(case.id for case, _taken in measured)
    late = [case for case, _taken in measured if case.late]
    yield account(
        "days",
        {
            "decided": counted(case.id for case in decided),
            "unknown": counted(case.id for case in decided if not case.taken),
            "median": Figure(value=_median(days), records=ids),
            "longest": Figure(
                value=max(days, default=None),
                records=tuple(case.id for case, taken in measured if taken == days[-1]),
            ),
            "late": counted(case.id for case in late),
        },
    )
    lines = [str(number) for number in range(allowed + 1)]
    found = [(_LATE if c.late else str(min(taken, allowed)), c.id) for c, taken in measured]
    yield spread("days_taken", (*lines, _LATE), {COUNT: found})


_LATE: Final = "late"


def _median(days: Sequence[int]) -> int | Fraction | None:
    if not days:
        return None
    both = Fraction(median_low(days) + median_high(days), 2)
    return both.numerator if both.denominator == 1 else both


def _late(found: Iterable[Case]) -> FigureTable:
    """The cases that were decided late, and those that are overdue, by number."""
    lines = tuple(
        Line(
            key=case.id,
            figures={
                "received": Figure(value=case.received, records=(case.id,)),
                "due": Figure(value=case.due.day, records=(case.id,)),
                "decided": Figure(value=case.ended, records=(case.id,)),
                "days": Figure(value=case.taken.days if case.taken else None, records=(case.id,)),
            },
        )
        for case in sorted(found, key=lambda case: case.id)
    )
    return FigureTable(key="late", columns=("received", "due", "decided", "days"), lines=lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFigures:
    """The figures of ``year`` as known on ``day``, which lies in it; tables by key.

    ``registry`` has the names and the profile of that day. ``without_application`` are tasks of an
    earlier directory; ``provisional`` are decisions whose working days a notice may still change.
    ``draft``: they are made from files that are not recorded; ``left_out`` is how many files could
    not be read.
    """

    registry: Registry
    year: int
    day: date
    tables: tuple[FigureTable, ...]
    without_application: Figure
    provisional: Figure
    commit: str | None
    draft: bool
    left_out: int

    @property
    def running(self) -> bool:
        """Whether the year was not over on the day."""
        return self.day < date(self.year, 12, 31)


def year_figures(
    registry: Registry,
    year: int,
    day: date,
    *,
    commit: str | None = None,
    draft: bool = False,
    left_out: int = 0,
) -> YearFigures:
    """The figures of *year* as known on *day*, which has to lie in it."""
    named = registry.named_on(day)
    tables = (
        *application_tables(named, year, day),
        *task_tables(named, year, day),
        *complaint_tables(named, year, day),
        *evaluation_tables(named, year, day),
    )
    return YearFigures(
        registry=named,
        year=year,
        day=day,
        tables=tables,
        without_application=without_application(named, year, day),
        provisional=provisional(named, year, day),
        commit=commit,
        draft=draft,
        left_out=left_out,
    )


def begin_of(registry: Registry) -> date | None:
    """The first day that the register knows anything of; ``None`` when it has no record."""
    days = [
        *(file.task.filing.date for file in registry.tasks),
        *(file.task.application.received for file in registry.tasks if file.task.application),
        *(file.application.received for file in registry.applications),
        *(file.complaint.received for file in registry.complaints),
    ]
    return min(days, default=None)
