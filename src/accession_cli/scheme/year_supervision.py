"""Count a year's complaints and what was done about them, and sum up its evaluation (4.1, 4.3).

Of complaints there are numbers only: no figure says who reported one, about whom or what.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from accession_cli.scheme.complaint import Complaint, ComplaintSource, Outcome
from accession_cli.scheme.evaluation import (
    EvaluatedAgency,
    EvaluationSummary,
    Judgement,
    as_known_on,
    evaluated_in,
    summary_of,
)
from accession_cli.scheme.figures import (
    Figure,
    FigureTable,
    Line,
    account,
    counted,
    months,
    spread,
)
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task_history import register_as_known


def complaint_tables(registry: Registry, year: int, day: date) -> Iterator[FigureTable]:
    """The tables of the complaints of *year*, as known on *day*."""
    first = date(year, 1, 1)
    known = [f.complaint for f in registry.complaints if f.complaint.received <= day]
    came = [one for one in known if one.received >= first]
    closed = [one for one in known if (on := _closed(one, day)) and on >= first]
    open_ = [one for one in known if _closed(one, day) is None]
    before = [one for one in (*closed, *open_) if one.received < first]

    def source(wanted: ComplaintSource) -> Figure:
        return _ids(one for one in came if one.source is wanted)

    def outcome(wanted: Outcome) -> Figure:
        return _ids(one for one in closed if one.closing and one.closing.outcome is wanted)

    yield account(
        "complaints",
        {
            "carried": _ids(before),
            **{one.value: source(one) for one in ComplaintSource},
            **{f"closed_{one.value}": outcome(one) for one in Outcome},
            "open": _ids(open_),
            "overdue": _ids(one for one in open_ if _overdue(one, day)),
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


def _ids(found: Iterable[Complaint]) -> Figure:
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
