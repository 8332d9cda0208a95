"""An evaluation holds a task's yearly score sheets, its money and the conclusion (4.2, 4.3).

``SCORES``, ``FUNDING``, ``score_key`` and ``criterion_of`` are the names by which the modules that
write and read workbooks know forms and columns. ``evaluation_from`` and ``evaluation_data`` turn
the record into a value and back, as ``task.py`` does. ``EvaluationSummary`` sums up the evaluations
of a year by task and by agency.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor
from typing import Any, Final

from accession_cli.scheme.district import EvaluationRule
from accession_cli.scheme.fields import form_of, newest
from accession_cli.scheme.registry import RecordId, Registry
from accession_cli.scheme.task import StoredFile, Task


class Judgement(StrEnum):
    """The joint working group's conclusion: keep, improve or end the task."""

    KEEP = "keep"
    IMPROVE = "improve"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSheet:
    """One party's scores. ``by`` and the keys of ``scores`` are keys of the scheme.

    ``place`` is the code of a subdistrict or a community, ``None`` for the whole district; a score
    is ``None`` when that party gave none.
    """

    by: str
    place: str | None
    date: date
    scores: Mapping[str, int | None]
    comment: str | None
    source: StoredFile

    def same_as(self, other: object) -> bool:
        """Whether *other* has the same party, place, scores and comment, whatever day and file."""
        return isinstance(other, ScoreSheet) and _said(self) == _said(other)


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingReturn:
    """The year's money in yuan: earmarked and spent, and its inspection (scheme 4.2)."""

    earmarked: Decimal
    spent: Decimal
    returned: date
    inspected: date | None
    inspector: str | None
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """The joint working group's conclusion, and its day."""

    date: date
    outcome: Judgement
    opinion: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The evaluation of the task ``id`` in ``year``."""

    id: RecordId
    year: int
    sheets: tuple[ScoreSheet, ...]
    funding: FundingReturn | None
    conclusion: Conclusion | None

    def mean(self, criterion: str) -> Fraction | None:
        """The mean of a criterion; ``None`` when nobody gave a score.

        Every party counts alike, however many sheets it gave.
        """
        return mean_of(
            mean_of(_given(sheet, criterion) for sheet in self.sheets if sheet.by == party)
            for party in dict.fromkeys(sheet.by for sheet in self.sheets)
        )


def mean_of(values: Iterable[int | Fraction | None]) -> Fraction | None:
    """The exact mean of the values that are not ``None``; ``None`` when there are none."""
    known = [value for value in values if value is not None]
    return Fraction(sum(known)) / len(known) if known else None


def _given(sheet: ScoreSheet, criterion: str) -> int | None:
    return sheet.scores.get(criterion)


def _said(sheet: ScoreSheet) -> tuple[object, ...]:
    return sheet.by, sheet.place, dict(sheet.scores), sheet.comment


#: The first cell of a workbook's hidden sheet, and the version beside it.
MARK: Final = "accession-form"
VERSION: Final = 1
#: The forms: scores by the parties of a subdistrict, and an agency's return of the money.
SCORES: Final = "scores"
FUNDING: Final = "funding"


def score_key(criterion: str) -> str:
    """The key of the column in which *criterion* is scored."""
    return f"{SCORES}.{criterion}"


def criterion_of(key: str) -> str:
    """The criterion that the column *key* is for; "" when it is for none."""
    return key.removeprefix(f"{SCORES}.") if key.startswith(f"{SCORES}.") else ""


_FORM: Final = form_of(Evaluation)
#: Makes an evaluation from a record's data, which must have passed the evaluation schema.
evaluation_from: Final = _FORM.load


def evaluation_data(evaluation: Evaluation) -> dict[str, Any]:
    """The record of *evaluation*: every key in schema order, days and money as text."""
    return {"schema": newest("evaluation"), **_FORM.dump(evaluation)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """A party that gave no sheet for a task in the subdistricts of these codes."""

    party: str
    subdistricts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatedTask:
    """The evaluation of one task summed up; ``means`` are by criterion, ``sheets`` by party.

    A mean is ``None`` when nobody gave a score; ``sheets`` are numbers of sheets; ``agency`` is the
    key of the leading agency.
    """

    task: Task
    agency: str
    means: Mapping[str, Fraction | None]
    sheets: Mapping[str, int]
    funding: FundingReturn | None
    conclusion: Conclusion | None
    lacking: tuple[Lacking, ...]

    @property
    def evaluated(self) -> bool:
        """Whether it has a score sheet or a conclusion."""
        return any(self.sheets.values()) or self.conclusion is not None

    @property
    def lacks_funding(self) -> bool:
        """Whether the task has funding and the agency has sent no funding return (scheme 4.2)."""
        return self.task.funding.amount != 0 and self.funding is None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatedAgency:
    """The evaluations of an agency's tasks summed up; each task with scores counts alike."""

    key: str
    name: str
    tasks: int
    evaluated: int
    means: Mapping[str, Fraction | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationSummary:
    """The evaluations of ``year``, with tasks sorted by id and agencies in the registry's order.

    ``criteria`` and ``parties`` are names by key, as in the scheme.
    """

    year: int
    criteria: Mapping[str, str]
    parties: Mapping[str, str]
    tasks: tuple[EvaluatedTask, ...]
    agencies: tuple[EvaluatedAgency, ...]

    @property
    def evaluated(self) -> int:
        """The number of tasks that were evaluated."""
        return sum(one.evaluated for one in self.tasks)

    @property
    def returned(self) -> int:
        """The number of funding returns."""
        return sum(one.funding is not None for one in self.tasks)

    @property
    def earmarked(self) -> Decimal:
        """The sum of the money earmarked, in yuan, over all returns."""
        return sum((one.funding.earmarked for one in self.tasks if one.funding), Decimal("0.00"))

    @property
    def spent(self) -> Decimal:
        """The sum of the money spent, in yuan, over all returns."""
        return sum((one.funding.spent for one in self.tasks if one.funding), Decimal("0.00"))


def one_decimal(value: Fraction) -> str:
    """*value* with one decimal; a half is rounded up."""
    tenths = floor(value * 10 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}"


def evaluated_in(tasks: Iterable[Task], year: int) -> tuple[Task, ...]:
    """The *tasks* to be evaluated in *year*, sorted by id: all that were in force in it.

    A task that was entered in error is not evaluated, because it should never have been there.
    """
    found = [task for task in tasks if task.in_force_in(year) and not task.entered_in_error]
    return tuple(sorted(found, key=lambda task: task.id))


def as_known_on(evaluation: Evaluation, day: date) -> Evaluation:
    """*evaluation* with only what was dated *day* or before."""
    funding, conclusion = evaluation.funding, evaluation.conclusion
    return replace(
        evaluation,
        sheets=tuple(sheet for sheet in evaluation.sheets if sheet.date <= day),
        funding=funding if funding and funding.returned <= day else None,
        conclusion=conclusion if conclusion and conclusion.date <= day else None,
    )


def summary_of(
    registry: Registry,
    rule: EvaluationRule,
    year: int,
    tasks: Iterable[Task],
    evaluations: Iterable[Evaluation],
) -> EvaluationSummary:
    """Sum up the *evaluations* of *tasks* in *year*."""
    known = {one.id: one for one in evaluations if one.year == year}
    found = tuple(_task(registry, rule, task, known.get(task.id)) for task in tasks)
    return EvaluationSummary(
        year=year,
        criteria=rule.criteria,
        parties=rule.evaluators,
        tasks=found,
        agencies=tuple(_agencies(registry, rule, found)),
    )


def _task(
    registry: Registry, rule: EvaluationRule, task: Task, made: Evaluation | None
) -> EvaluatedTask:
    sheets = made.sheets if made else ()
    return EvaluatedTask(
        task=task,
        agency=task.agency,
        means={key: made.mean(key) if made else None for key in rule.criteria},
        sheets={party: sum(sheet.by == party for sheet in sheets) for party in rule.evaluators},
        funding=made.funding if made else None,
        conclusion=made.conclusion if made else None,
        lacking=tuple(_lacking(registry, rule, task, sheets)),
    )


def _lacking(
    registry: Registry, rule: EvaluationRule, task: Task, sheets: Iterable[ScoreSheet]
) -> Iterator[Lacking]:
    codes = [code for code in registry.subdistricts if registry.is_done_in(task, code)]
    for party in rule.evaluators:
        places = [sheet.place for sheet in sheets if sheet.by == party]
        if None in places:
            continue
        missing = [code for code in codes if not any(str(p).startswith(code) for p in places)]
        if missing:
            yield Lacking(party=party, subdistricts=tuple(missing))


def _agencies(
    registry: Registry, rule: EvaluationRule, tasks: Iterable[EvaluatedTask]
) -> Iterator[EvaluatedAgency]:
    by_key: dict[str, list[EvaluatedTask]] = {key: [] for key in registry.agencies}
    for one in tasks:
        by_key.setdefault(one.agency, []).append(one)
    for key, led in by_key.items():
        if led:
            yield EvaluatedAgency(
                key=key,
                name=registry.agency_name(key),
                tasks=len(led),
                evaluated=sum(one.evaluated for one in led),
                means={name: mean_of(one.means[name] for one in led) for name in rule.criteria},
            )
