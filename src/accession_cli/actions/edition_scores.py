"""Gather what the directory says of the year's evaluation, and narrow it to an extract."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from accession_cli.scheme.directory import EditionEvaluation, EvaluatedItem, Item
from accession_cli.scheme.evaluation_summary import as_known_on, evaluated_in, summary_of
from accession_cli.scheme.ids import RecordId
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import Task


def evaluation_of(
    registry: Registry, tasks: Iterable[Task], items: Iterable[Item], year: int, base_date: date
) -> EditionEvaluation | None:
    """The evaluation of *year* among *tasks*, as it was known on *base_date*.

    None where nothing of it was known, or the district has not set how it is held.
    """
    rule = registry.scheme.evaluation
    made = [as_known_on(file.evaluation, base_date) for file in registry.evaluations]
    known = [one for one in made if one.sheets or one.funding or one.conclusion]
    if rule is None or not any(one.year == year for one in known):
        return None
    numbers = {item.task.id: item.number for item in items}
    found = summary_of(registry, rule, year, evaluated_in(tasks, year), known)
    evaluated = [
        EvaluatedItem(
            number=numbers.get(one.task.id),
            task=one.task,
            agency=registry.agency_name(one.agency),
            means=one.means,
            evaluated=one.evaluated,
            outcome=one.conclusion.outcome if one.conclusion else None,
            funding=one.funding,
        )
        for one in found.tasks
    ]
    return EditionEvaluation(
        convened_by=rule.convened_by,
        criteria=rule.criteria,
        highest=rule.highest,
        tasks=tuple(sorted(evaluated, key=_place)),
    )


def narrowed(
    made: EditionEvaluation | None, numbers: Mapping[RecordId, int], ended: frozenset[object]
) -> EditionEvaluation | None:
    """*made* for the items of an extract, by their new *numbers*, and for those it has *ended*."""
    if made is None:
        return None
    kept = [
        replace(one, number=numbers.get(one.task.id))
        for one in made.tasks
        if one.task.id in numbers or one.task.id in ended
    ]
    return replace(made, tasks=tuple(kept)) if kept else None


def _place(one: EvaluatedItem) -> tuple[bool, int, RecordId]:
    return one.number is None, one.number or 0, one.task.id
