"""Count a year's tasks, complaints and evaluations (scheme 3, 4), and the money for them.

Each day's register is the one that was known on that day, as the directory of that day has it. Of
complaints there are numbers only: no figure says who reported one, about whom or what.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Final

from accession_cli.scheme.complaint import Complaint, ComplaintSource, Outcome
from accession_cli.scheme.directory import Ending, leaving
from accession_cli.scheme.evaluation import (
    EvaluatedAgency,
    EvaluationSummary,
    Judgement,
    as_known_on,
    evaluated_in,
    summary_of,
)
from accession_cli.scheme.figures import (
    COUNT,
    TOTAL,
    Figure,
    FigureTable,
    Line,
    account,
    counted,
    in_order,
    months,
    spread,
)
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import Per, Route, Task
from accession_cli.scheme.task_history import as_known, register_as_known

#: The last days of the quarters, as month and day.
_QUARTERS = ((3, 31), (6, 30), (9, 30), (12, 31))


@dataclass(frozen=True, kw_only=True)
class TaskYear:
    """The tasks of ``year`` up to ``day``, which lies in it."""

    registry: Registry
    year: int
    day: date

    @cached_property
    def known(self) -> tuple[Task, ...]:
        """All tasks filed by the day, each as it stood then."""
        return register_as_known((file.task for file in self.registry.tasks), self.day)

    @cached_property
    def standing(self) -> tuple[Task, ...]:
        """The tasks in force on the day."""
        return tuple(task for task in self.known if task.in_force(self.day))

    @cached_property
    def start(self) -> tuple[Task, ...]:
        """The tasks in force when the year before ended."""
        return in_force_on(self.registry, date(self.year - 1, 12, 31))

    @cached_property
    def new(self) -> tuple[Task, ...]:
        """The tasks that were filed in the year."""
        return tuple(task for task in self.known if task.filing.date.year == self.year)

    @cached_property
    def restored(self) -> tuple[Task, ...]:
        """Tasks of earlier years that had ended before the year, and go on after a correction."""
        before = {task.id for task in (*self.start, *self.new)}
        return tuple(task for task in self.standing if task.id not in before)

    @cached_property
    def ended(self) -> tuple[tuple[Task, Ending], ...]:
        """The tasks that stood in the year and do not on the day, each with how it ended."""
        stood = {task.id for task in (*self.start, *self.new)}
        over = [task for task in self.known if task.id in stood and task.ended(self.day)]
        found = ((task, leaving(task)) for task in over)
        return tuple((task, end[1]) for task, end in found if end)


def in_force_on(registry: Registry, day: date) -> tuple[Task, ...]:
    """The tasks in force on *day*, by what was known then."""
    known = register_as_known((file.task for file in registry.tasks), day)
    return tuple(task for task in known if task.in_force(day))


def task_tables(registry: Registry, year: int, day: date) -> Iterator[FigureTable]:
    """The tables of the tasks of *year*, as known on *day*, and of the money for them."""
    tasks = TaskYear(registry=registry, year=year, day=day)
    yield from _emergencies(tasks)
    yield _account(tasks)
    yield _quarters(tasks)
    yield _years(tasks)
    parts: dict[str, Sequence[Task]] = {
        "new": tasks.new,
        "ended": [task for task, _how in tasks.ended],
        "standing": tasks.standing,
    }
    for key, of, known, every in _divisions(registry):
        columns = {name: [(of(one), str(one.id)) for one in some] for name, some in parts.items()}
        met = {line for pairs in columns.values() for line, _record in pairs}
        yield spread(f"tasks_by_{key}", in_order(known, met, every=every), columns)
    for key, of, known, every in _divisions(registry):
        yield _money(f"money_by_{key}", of, known, tasks.standing, every=every)
    yield _not_fixed(tasks.standing)


def _divisions(
    registry: Registry,
) -> tuple[tuple[str, Callable[[Task], str], Iterable[str], bool], ...]:
    """By what tasks are divided: the key, the function, the known lines, whether all are shown."""
    return (
        ("class", lambda task: task.class_, registry.scheme.classes, True),
        ("agency", lambda task: task.agency, registry.agencies, False),
    )


def _ids(tasks: Iterable[Task]) -> Figure:
    return counted(task.id for task in tasks)


def _account(tasks: TaskYear) -> FigureTable:
    """What stood at the beginning, came, ended, and stands; both sides are equal."""

    def by_route(route: Route) -> Figure:
        return _ids(task for task in tasks.new if task.route is route)

    def ended(how: Ending) -> Figure:
        return _ids(task for task, end in tasks.ended if end is how)

    return account(
        "tasks",
        {
            "start": _ids(tasks.start),
            **{route.value: by_route(route) for route in Route},
            "restored": _ids(tasks.restored),
            **{how.value: ended(how) for how in Ending},
            "standing": _ids(tasks.standing),
        },
    )


def _quarters(tasks: TaskYear) -> FigureTable:
    """The tasks in force when each quarter ended; None for one that has not ended."""
    days = {str(n): date(tasks.year, *end) for n, end in enumerate(_QUARTERS, 1)}
    return account(
        "quarters",
        {
            key: _ids(in_force_on(tasks.registry, day)) if day <= tasks.day else Figure(value=None)
            for key, day in days.items()
        },
    )


def _years(tasks: TaskYear) -> FigureTable:
    """Each year since the register began."""
    first = min((task.filing.date.year for task in tasks.known), default=tasks.year)
    lines = []
    for year in range(first, tasks.year + 1):
        day = min(date(year, 12, 31), tasks.day)
        then = TaskYear(registry=tasks.registry, year=year, day=day)
        figures = {
            "new": _ids(then.new),
            "ended": _ids(task for task, _how in then.ended),
            "standing": _ids(then.standing),
        }
        lines.append(Line(key=str(year), figures=figures))
    return FigureTable(key="years", columns=("new", "ended", "standing"), lines=tuple(lines))


def _emergencies(tasks: TaskYear) -> Iterator[FigureTable]:
    """The emergencies that were admitted in the year, and what became of them."""
    filed = (file.task for file in tasks.registry.tasks)
    every = (as_known(task, max(tasks.day, task.filing.date)) for task in filed)
    found = [
        (task, on)
        for task in every
        if task.route is Route.EMERGENCY and not task.entered_in_error
        if tasks.year == (on := task.decided_on or task.filing.date).year and on <= tasks.day
    ]
    now = {task.id: task for task in tasks.known}
    admitted = [task for task, _on in found]
    yield account(
        "emergencies",
        {
            "admitted": _ids(admitted),
            "standing": _ids(t for t in tasks.standing if t.id in {a.id for a in admitted}),
            "over": _ids(t for t in admitted if t.id in now and now[t.id].ended(tasks.day)),
            "registered": _ids(t for t in admitted if t.id in now and now[t.id].superseded_by),
        },
    )
    pairs = [(str(on.month), str(task.id)) for task, on in found]
    yield spread("emergencies_by_month", tuple(months(tasks.day.month)), {COUNT: pairs})


def _money(
    key: str,
    of: Callable[[Task], str],
    known: Iterable[str],
    tasks: Sequence[Task],
    *,
    every: bool,
) -> FigureTable:
    """The money of the tasks in force. What is paid as needed is counted, and never added up."""
    lines = tuple(
        Line(key=line, figures=_funds([task for task in tasks if of(task) == line]))
        for line in in_order(known, map(of, tasks), every=every)
    )
    total = Line(key=TOTAL, figures=_funds(tasks))
    return FigureTable(key=key, columns=tuple(_funds(())), lines=lines, total=total)


def _funds(tasks: Sequence[Task]) -> dict[str, Figure]:
    """Yearly money and money for whole tasks are two figures, because they do not add up."""
    return {
        "tasks": _ids(tasks),
        "per_year": _sum(task for task in tasks if task.funding.per is Per.YEAR),
        "per_task": _sum(task for task in tasks if task.funding.per is Per.TASK),
        "not_fixed": _ids(task for task in tasks if task.funding.amount is None),
        "none": _ids(task for task in tasks if task.funding.amount == 0),
    }


def _sum(tasks: Iterable[Task]) -> Figure:
    found = [(task.funding.amount, str(task.id)) for task in tasks if task.funding.amount]
    amount = sum((amount for amount, _record in found), Decimal("0.00"))
    return Figure(value=amount, records=tuple(record for _amount, record in found))


def _not_fixed(tasks: Iterable[Task]) -> FigureTable:
    """The tasks whose money is paid as needed, each with what its record says about that."""
    lines = tuple(
        Line(
            key=str(task.id),
            figures={
                "title": Figure(value=task.title, records=(str(task.id),)),
                "agency": Figure(value=task.agency, records=(str(task.id),)),
                "says": Figure(
                    value=task.funding.note or task.funding.method, records=(str(task.id),)
                ),
            },
        )
        for task in tasks
        if task.funding.amount is None
    )
    return FigureTable(key="money_not_fixed", columns=("title", "agency", "says"), lines=lines)


def without_application(registry: Registry, year: int, day: date) -> Figure:
    """The tasks of an earlier directory filed in *year*, of which there is no application."""
    known = register_as_known((file.task for file in registry.tasks), day)
    new = (task for task in known if task.filing.date.year == year)
    return _ids(task for task in new if task.route is Route.INHERITED)


def complaint_tables(registry: Registry, year: int, day: date) -> Iterator[FigureTable]:
    """The tables of the complaints of *year*, as known on *day*."""
    first = date(year, 1, 1)
    known = [f.complaint for f in registry.complaints if f.complaint.received <= day]
    came = [one for one in known if one.received >= first]
    closed = [one for one in known if (on := _closed(one, day)) and on >= first]
    open_ = [one for one in known if _closed(one, day) is None]
    before = [one for one in (*closed, *open_) if one.received < first]

    def source(wanted: ComplaintSource) -> Figure:
        return _complaint_ids(one for one in came if one.source is wanted)

    def outcome(wanted: Outcome) -> Figure:
        return _complaint_ids(
            one for one in closed if one.closing and one.closing.outcome is wanted
        )

    yield account(
        "complaints",
        {
            "carried": _complaint_ids(before),
            **{one.value: source(one) for one in ComplaintSource},
            **{f"closed_{one.value}": outcome(one) for one in Outcome},
            "open": _complaint_ids(open_),
            "overdue": _complaint_ids(one for one in open_ if _overdue(one, day)),
        },
    )
    taken = [(step, one.id) for one in known for step, on in _steps(one) if first <= on <= day]
    yield account(
        "complaint_steps",
        {step: counted(record for what, record in taken if what == step) for step in _STEPS},
    )
    columns = {
        "received": [(str(one.received.month), str(one.id)) for one in came],
        "closed": [(str(on.month), str(c.id)) for c in closed if (on := _closed(c, day))],
    }
    yield spread("complaints_by_month", tuple(months(day.month)), columns)


def _complaint_ids(found: Iterable[Complaint]) -> Figure:
    return counted(one.id for one in found)


def _closed(complaint: Complaint, day: date) -> date | None:
    """The day on which it was closed; ``None`` when that was not by *day*."""
    made = complaint.closing
    return made.date if made and made.date <= day else None


def _overdue(complaint: Complaint, day: date) -> bool:
    made = complaint.rectification
    if made is None or made.urged > day:
        return False
    return made.due < day and (made.done is None or made.done > day)


_STEPS: Final = ("verified", "urged", "rectified", "reminded", "circulated", "referred")


def _steps(complaint: Complaint) -> Iterator[tuple[str, date]]:
    """Each step that was taken, with its day; a complaint may be reminded of several times."""
    if complaint.verification:
        yield "verified", complaint.verification.date
    if complaint.rectification:
        yield "urged", complaint.rectification.urged
        if complaint.rectification.done:
            yield "rectified", complaint.rectification.done
    for reminder in complaint.reminders:
        yield "reminded", reminder.date
    if complaint.circular:
        yield "circulated", complaint.circular.date
    if complaint.referral:
        yield "referred", complaint.referral.date


def evaluation_tables(registry: Registry, year: int, day: date) -> Iterator[FigureTable]:
    """The tables of the evaluation of *year*, as known on *day*; none where it is not set."""
    rule = registry.scheme.evaluation
    if rule is None:
        return
    known = register_as_known((file.task for file in registry.tasks), day)
    made = [as_known_on(file.evaluation, day) for file in registry.evaluations]
    found = summary_of(registry, rule, year, evaluated_in(known, year), made)
    yield _evaluation(found)
    criteria = tuple(rule.criteria)
    yield FigureTable(
        key="scores",
        columns=criteria,
        lines=tuple(_scores(found, one, criteria) for one in found.agencies if _scored(one)),
        total=_all_scores(found, criteria),
    )


def _scored(agency: EvaluatedAgency) -> bool:
    return any(mean is not None for mean in agency.means.values())


def _evaluation(found: EvaluationSummary) -> FigureTable:
    done = [one for one in found.tasks if one.evaluated]
    returned = [one for one in found.tasks if one.funding]
    ids = tuple(str(one.task.id) for one in returned)
    concluded = {
        how.value: counted(
            one.task.id for one in done if one.conclusion and one.conclusion.outcome is how
        )
        for how in Judgement
    }
    return account(
        "evaluation",
        {
            "to_evaluate": counted(one.task.id for one in found.tasks),
            "evaluated": counted(one.task.id for one in done),
            "not_evaluated": counted(one.task.id for one in found.tasks if not one.evaluated),
            **concluded,
            "returns": Figure(value=len(ids), records=ids),
            "earmarked": Figure(value=_known(found.earmarked, ids), records=ids),
            "spent": Figure(value=_known(found.spent, ids), records=ids),
        },
    )


def _known(amount: Decimal, returns: Sequence[str]) -> Decimal | None:
    """*amount*, which is not known while there is no return."""
    return amount if returns else None


def _scores(found: EvaluationSummary, agency: EvaluatedAgency, criteria: Sequence[str]) -> Line:
    of = [one for one in found.tasks if one.agency == agency.key]
    figures = {
        key: Figure(
            value=agency.means[key],
            records=tuple(str(one.task.id) for one in of if one.means[key] is not None),
        )
        for key in criteria
    }
    return Line(key=agency.key, figures=figures)


def _all_scores(found: EvaluationSummary, criteria: Sequence[str]) -> Line:
    """The means over all tasks; each task with scores counts alike."""
    figures = {}
    for key in criteria:
        given = [(one.means[key], str(one.task.id)) for one in found.tasks]
        means = [mean for mean, _record in given if mean is not None]
        figures[key] = Figure(
            value=Fraction(sum(means)) / len(means) if means else None,
            records=tuple(record for mean, record in given if mean is not None),
        )
    return Line(key="total", figures=figures)
