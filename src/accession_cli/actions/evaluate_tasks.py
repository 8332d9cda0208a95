"""Put what an evaluation brings on record (scheme 4.2, 4.3): scores, funding, conclusions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from accession_cli.actions.evaluation_refusals import ConcludedOtherwise, EvaluationNotSet
from accession_cli.actions.on_trunk import OnTrunk, refuse_other_than_seen, seen
from accession_cli.actions.open_trunk import open_trunk
from accession_cli.finding import Finding
from accession_cli.gitstore.branches import Base
from accession_cli.gitstore.commit import Change
from accession_cli.gitstore.outbox import Request
from accession_cli.gitstore.trunk import Landing
from accession_cli.registry.names import name_of_evaluation
from accession_cli.scheme.evaluation import (
    Evaluation,
    FundingReturn,
    evaluation_data,
    evaluation_from,
)
from accession_cli.secrecy.gate import Passage, screened

VERB: Final = "evaluate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """What is on record now: the evaluations as they stand, and the files that changed.

    ``added`` counts the sheets that are new; ``paths`` is empty when all of it stood there before.
    """

    evaluations: tuple[Evaluation, ...]
    paths: tuple[str, ...]
    added: int
    remarks: tuple[Finding, ...]


def evaluate_tasks(
    folder: Path,
    brought: Sequence[Evaluation],
    passages: Sequence[Passage],
    *,
    when: datetime,
    request: str,
    looked_at: bool = False,
    inspected_by: str | None = None,
) -> Landing[Evaluated]:
    """Add what *brought* holds to the evaluations on the trunk, all in one commit.

    Each of *brought* has only what is new: sheets are added behind those that are there, unless
    one says the same; a funding return takes the place of the last; a conclusion stays.
    *looked_at*: it was decided with the record in sight, so that ``RecordChanged`` is raised when
    somebody else has changed it. *passages* are what is screened, *inspected_by* as there.
    """
    screened(passages, inspected_by)
    names = [name_of_evaluation(one.id, one.year) for one in brought] if looked_at else []
    asked = Request(
        id=request,
        verb=VERB,
        facts={
            "brought": [evaluation_data(one) for one in brought],
            "seen": {name: seen(folder, name) for name in names},
        },
        asked=when,
        inspected_by=inspected_by,
    )
    return resume(folder, asked, when=when)


def resume(folder: Path, asked: Request, *, when: datetime) -> Landing[Evaluated]:
    """Record what a request brings, which may have waited in the outbox."""
    trunk = open_trunk(folder)
    brought = tuple(map(evaluation_from, asked.facts["brought"]))

    def build(base: Base, day: date) -> tuple[Sequence[Change], str, Evaluated]:
        for name, seen_here in asked.facts["seen"].items():
            refuse_other_than_seen(trunk, base, name, seen_here)
        return _compose(OnTrunk.read(trunk, base, day), brought)

    return trunk.land(build, asked, when=when)


def about(facts: Mapping[str, Any]) -> str:
    """What a request is about, for lists of what waits: its year, and its task when it is one."""
    brought = facts["brought"]
    years = "、".join(dict.fromkeys(str(one["year"]) for one in brought))
    return f"{years} {brought[0]['id']}" if len(brought) == 1 else years


def _compose(
    here: OnTrunk, brought: Sequence[Evaluation]
) -> tuple[Sequence[Change], str, Evaluated]:
    if here.registry.scheme.evaluation is None:
        raise EvaluationNotSet
    changed: list[Evaluation] = []
    after: list[Evaluation] = []
    added = 0
    for one in brought:
        here.task(one.id)  # refuses what is no task
        before = here.evaluation(one.id, one.year)
        now = merged(before, one)
        after.append(now)
        if now != before:
            changed.append(now)
            added += len(now.sheets) - (len(before.sheets) if before else 0)
    put = here.put(*changed) if changed else None
    made = Evaluated(
        evaluations=tuple(after),
        paths=put.paths if put else (),
        added=added,
        remarks=put.remarks if put else (),
    )
    return put.changes if put else (), _message(changed), made


def _message(changed: Sequence[Evaluation]) -> str:
    years = ", ".join(dict.fromkeys(str(one.year) for one in changed))
    return f"Evaluate {changed[0].id if len(changed) == 1 else f'{len(changed)} tasks'} in {years}"


def merged(before: Evaluation | None, brought: Evaluation) -> Evaluation:
    """*before* with what *brought* adds; what stood there already is not added again."""
    sheets = list(before.sheets) if before else []
    for sheet in brought.sheets:
        if not any(sheet.same_as(known) for known in sheets):
            sheets.append(sheet)
    if before is None:
        return replace(brought, sheets=tuple(sheets))
    concluded, conclusion = before.conclusion, brought.conclusion
    if concluded and conclusion:
        if replace(conclusion, date=concluded.date) != concluded:
            raise ConcludedOtherwise(id=before.id, year=before.year, day=concluded.date)
        conclusion = None
    return replace(
        before,
        sheets=tuple(sheets),
        funding=_funding(before.funding, brought.funding),
        conclusion=conclusion or concluded,
    )


def _funding(before: FundingReturn | None, brought: FundingReturn | None) -> FundingReturn | None:
    """The return that counts: the newer one, unless it says the same."""
    if before is None or brought is None:
        return brought or before
    return before if replace(brought, returned=before.returned) == before else brought
