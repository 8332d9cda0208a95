"""Put what an evaluation brings on record: scores, funding, conclusions (scheme 4.2, 4.3).

``summarise_evaluation`` says what the evaluation of a year came to, and what of it is missing.
Why an evaluation was not opened, read or concluded is a refusal here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Final, Self

from accession_cli.actions.action import Action, Plan, Seen
from accession_cli.actions.landing import OnTrunk
from accession_cli.actions.names import chosen
from accession_cli.actions.open import opened
from accession_cli.entry.names import NameFinder
from accession_cli.entry.values import Doubt
from accession_cli.errors import Refusal, Refused
from accession_cli.finding import Finding
from accession_cli.i18n import N_
from accession_cli.registry.names import name_of_evaluation
from accession_cli.scheme.evaluation import (
    Evaluation,
    FundingReturn,
    evaluation_data,
    evaluation_from,
)
from accession_cli.scheme.evaluation_summary import EvaluationSummary, evaluated_in, summary_of
from accession_cli.scheme.ids import RecordId
from accession_cli.secrecy.gate import Passage

_MOST_SHOWN: Final = 50


#: The district has not set how tasks are evaluated.
EVALUATION_NOT_SET: Final = Refusal(
    N_("registry/scheme.yaml does not say how tasks are evaluated."),
    N_(
        "Write there under evaluation who convenes it, what is scored, who scores, and the highest"
        " score; schemas/scheme.schema.json has the form."
    ),
)


#: No task stood in the register in the year.
NOTHING_TO_EVALUATE: Final = Refusal(
    N_("No task was in force in {year}, so there is nothing to evaluate."),
    N_("See with accession list --status all which years there are."),
)


#: Files of the same names are there, and may have been filled in.
FORMS_THERE: Final = Refusal(
    N_(
        "Nothing was written: {folder} holds other files of the same names, {count} in all, the"
        " first is {first}. They may have been filled in."
    ),
    N_("Move them away or delete them, or write elsewhere with --out FOLDER."),
)


#: What the joint working group concluded is on record and stays.
CONCLUDED_OTHERWISE: Final = Refusal(
    N_("The evaluation of {id} in {year} was concluded on {day}, and otherwise."),
    N_("A conclusion stays as it is; another one can follow from the next year's evaluation."),
)


class SheetsNotRead(Refused):
    """Cells that cannot be read; nothing of any of the files is recorded."""

    refusal = Refusal(
        N_("Nothing was recorded: cells with errors: {count}."),
        N_("Have them corrected in the files, and read all of them again."),
    )

    def __init__(self, faults: Sequence[Doubt]) -> None:
        super().__init__(count=len(faults))
        self.faults = tuple(faults)

    @property
    def message(self) -> str:
        """What happened, then each cell on a line of its own."""
        shown = [f"- {fault.message}" for fault in self.faults[:_MOST_SHOWN]]
        more = ["- …"] if len(self.faults) > _MOST_SHOWN else []
        return "\n".join([super().message, *shown, *more])


#: Workbooks as they were handed out.
NOTHING_FILLED_IN: Final = Refusal(
    N_("There is nothing in {names} that was filled in, so nothing was recorded."),
    N_("Read the files that came back; those handed out have empty columns."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """What is on record now: the evaluations as they stand, and the files that changed.

    ``added`` counts the sheets that are new; ``paths`` is empty when all of it stood there before.
    """

    evaluations: tuple[Evaluation, ...]
    paths: tuple[str, ...]
    added: int
    remarks: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class EvaluateTasks(Action[Evaluated]):
    """What *brought* adds to the evaluations on the trunk, all in one commit.

    Each of *brought* has only what is new: sheets are added behind those that are there, unless
    one says the same; a funding return takes the place of the last; a conclusion stays. *texts*
    are what is screened. *in_sight*: it was decided with the record in sight.
    """

    verb: ClassVar[str] = "evaluate"

    brought: tuple[Evaluation, ...]
    texts: tuple[Passage, ...] = ()
    in_sight: bool = False

    def passages(self) -> Iterable[Passage]:
        return self.texts

    def looked_at(self) -> Sequence[str]:
        return [name_of_evaluation(one.id, one.year) for one in self.brought if self.in_sight]

    def facts(self, seen: Seen) -> dict[str, Any]:
        return {"brought": [evaluation_data(one) for one in self.brought], "seen": dict(seen)}

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any], request: str) -> Self:  # noqa: ARG003
        return cls(brought=tuple(map(evaluation_from, facts["brought"])))

    @staticmethod
    def about(facts: Mapping[str, Any]) -> str:
        brought = facts["brought"]
        years = "、".join(dict.fromkeys(str(one["year"]) for one in brought))
        return f"{years} {brought[0]['id']}" if len(brought) == 1 else years

    def plan(self, here: OnTrunk) -> Plan[Evaluated]:
        if here.registry.scheme.evaluation is None:
            raise EVALUATION_NOT_SET()
        changed: list[Evaluation] = []
        after: list[Evaluation] = []
        added = 0
        for one in self.brought:
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
        return Plan(changes=put.changes if put else (), message=_message(changed), made=made)


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
            raise CONCLUDED_OTHERWISE(id=before.id, year=before.year, day=concluded.date)
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
        raise EVALUATION_NOT_SET()
    tasks = evaluated_in((file.task for file in registry.tasks), year)
    if agency is not None:
        wanted = chosen("--agency", NameFinder(registry).agency_as_given, agency)
        tasks = tuple(t for t in tasks if wanted in (t.agency, registry.agency_name(t.agency)))
    if not tasks:
        raise NOTHING_TO_EVALUATE(year=year)
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
