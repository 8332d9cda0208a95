"""Say what the evaluation of a year came to, and what of it is missing (scheme 4.2, 4.3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from accession_cli.actions import known_names
from accession_cli.actions.evaluation_refusals import EvaluationNotSet, NothingToEvaluate
from accession_cli.actions.open_registry import opened
from accession_cli.scheme.evaluation_summary import EvaluationSummary, evaluated_in, summary_of
from accession_cli.scheme.ids import RecordId


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """The sheets that a party owes in a subdistrict; ``of`` is how many tasks concern it there."""

    party: str
    subdistrict: str
    tasks: tuple[RecordId, ...]
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summarised:
    """The summary, as the files of the registry lie; ``unread`` are those that cannot be used.

    ``subdistricts`` are the names by code.
    """

    summary: EvaluationSummary
    subdistricts: Mapping[str, str]
    missing: tuple[Missing, ...]
    sample: bool
    unread: tuple[str, ...]


def summarise_evaluation(folder: Path, year: int, agency: str | None) -> Summarised:
    """The summary of *year*, of the tasks that *agency* leads, by its key or name; None: of all."""
    known = opened(folder)
    registry = known.registry
    rule = registry.scheme.evaluation
    if rule is None:
        raise EvaluationNotSet
    tasks = evaluated_in((file.task for file in registry.tasks), year)
    if agency is not None:
        wanted = known_names.agency(registry, agency)
        tasks = tuple(t for t in tasks if wanted in (t.agency, registry.agency_name(t.agency)))
    if not tasks:
        raise NothingToEvaluate(year=year)
    made = [file.evaluation for file in registry.evaluations]
    summary = summary_of(registry, rule, year, tasks, made)
    concerned = {
        code: sum(registry.is_done_in(task, code) for task in tasks)
        for code in registry.subdistricts
    }
    return Summarised(
        summary=summary,
        subdistricts={code: place.name for code, place in registry.subdistricts.items()},
        missing=tuple(_missing(summary, concerned)),
        sample=registry.scheme.sample,
        unread=known.unread,
    )


def _missing(summary: EvaluationSummary, concerned: Mapping[str, int]) -> Iterator[Missing]:
    """What is missing, by party and by subdistrict: that is who is asked for it."""
    for party in summary.parties:
        for code, count in concerned.items():
            owed = tuple(
                one.task.id
                for one in summary.tasks
                if any(lack.party == party and code in lack.subdistricts for lack in one.lacking)
            )
            if owed:
                yield Missing(party=party, subdistrict=code, tasks=owed, of=count)
