"""Record what an evaluation brings: scores, funding, conclusions (scheme 4.2, 4.3).

``summarise_evaluation`` tells the results of a year's evaluation, and what is missing. The refusals
here say why an evaluation was not opened, read or concluded.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Final, Self

from accession_cli.actions.action import Action, Plan, Seen
from accession_cli.actions.landing import OnTrunk
from accession_cli.entry.names import NameFinder, chosen
from accession_cli.entry.values import Doubt
from accession_cli.errors import Refusal, Refused
from accession_cli.finding import Finding
from accession_cli.i18n import N_
from accession_cli.registry.files import name_of_evaluation
from accession_cli.registry.reading import of_register, opened
from accession_cli.registry.schemas import FileKind, from_request
from accession_cli.scheme.evaluation import (
    Evaluation,
    EvaluationSummary,
    FundingReturn,
    evaluated_in,
    evaluation_data,
    evaluation_from,
    summary_of,
)
from accession_cli.scheme.registry import RecordId
from accession_cli.secrecy.screening import Passage

_MOST_SHOWN: Final = 50


#: The district has not set how tasks are evaluated.
EVALUATION_NOT_SET: Final = Refusal(
    N_("registry/scheme.yaml does not say how tasks are evaluated."),
    N_(
        "Write there under evaluation who convenes it, what is scored, who scores, and the highest"
        " score; schemas/scheme.schema.json has the form."
    ),
)


#: No task was in force in the year.
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


#: A conclusion of the joint working group is on record and is not changed.
CONCLUDED_OTHERWISE: Final = Refusal(
    N_("The evaluation of {id} in {year} was concluded on {day}, and otherwise."),
    N_("A conclusion stays as it is; another one can follow from the next year's evaluation."),
)


class SheetsNotRead(Refused):
    """Cells cannot be read, so nothing of any file is recorded."""

    refusal = Refusal(
        N_("Nothing was recorded: cells with errors: {count}."),
        N_("Have them corrected in the files, and read all of them again."),
    )

    def __init__(self, faults: Sequence[Doubt]) -> None:
        super().__init__(count=len(faults))
        self.faults = tuple(faults)

    @property
    def message(self) -> str:
        """What happened, then the cells, one on each line."""
        shown = [f"- {fault.message}" for fault in self.faults[:_MOST_SHOWN]]
        more = ["- …"] if len(self.faults) > _MOST_SHOWN else []
        return "\n".join([super().message, *shown, *more])


#: The workbooks are as they were handed out.
NOTHING_FILLED_IN: Final = Refusal(
    N_("There is nothing in {names} that was filled in, so nothing was recorded."),
    N_("Read the files that came back; those handed out have empty columns."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """The evaluations as they are now, and the files that changed.

    ``added`` counts the new sheets; ``paths`` is empty when everything was on record before.
    """

    evaluations: tuple[Evaluation, ...]
    paths: tuple[str, ...]
    added: int
    remarks: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class EvaluateTasks(Action[Evaluated]):
    """Add what *brought* says to the evaluations on the trunk, in one commit.

    Each of *brought* has only what is new: a sheet is added unless the same one is there; a funding
    return replaces the last one; a conclusion stays. *texts* are screened. *in_sight* means that
    the person has looked at the records.
    """

    verb: ClassVar[str] = "evaluate"
    asks: ClassVar[str] = N_("record the evaluation of {about}")

    brought: tuple[Evaluation, ...]
    texts: tuple[Passage, ...] = ()
    in_sight: bool = False

    def passages(self) -> Iterable[Passage]:
        return self.texts

    def looked_at(self) -> Sequence[str]:
        return self.touched() if self.in_sight else ()

    def touched(self) -> Sequence[str]:
        return [name_of_evaluation(one.id, one.year) for one in self.brought]

    def facts(self, seen: Seen) -> dict[str, Any]:
        return {"brought": [evaluation_data(one) for one in self.brought], "seen": dict(seen)}

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any], request: str) -> Self:  # noqa: ARG003 - only drafts are called by it
        brought = (from_request(FileKind.EVALUATION, one) for one in facts["brought"])
        return cls(brought=tuple(map(evaluation_from, brought)))

    @classmethod
    def about(cls, facts: Mapping[str, Any]) -> str:
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
            here.task(one.id)  # raises if there is no such task
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
    """*before* with what *brought* adds; what is there already is not added again.

    Raises ``CONCLUDED_OTHERWISE``.
    """
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
    """The newer return, unless it says the same as the one before."""
    if before is None or brought is None:
        return brought or before
    return before if replace(brought, returned=before.returned) == before else brought


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """The sheets that a party owes in a subdistrict; ``of`` is how many tasks are done there."""

    party: str
    subdistrict: str
    tasks: tuple[RecordId, ...]
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summarised:
    """The summary of the registry's files; ``unread`` are files that cannot be used.

    ``subdistricts`` are the names by code.
    """

    summary: EvaluationSummary
    subdistricts: Mapping[str, str]
    missing: tuple[Missing, ...]
    sample: bool
    unread: tuple[str, ...]


def summarise_evaluation(folder: Path, year: int, agency: str | None) -> Summarised:
    """The summary of *year*, for all tasks or those led by *agency*, a key or name."""
    known = opened(folder)
    registry = of_register(known.registry)
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
    """The missing sheets by party and subdistrict, which are who has to be asked."""
    for party in summary.parties:
        for code, count in concerned.items():
            owed = tuple(
                one.task.id
                for one in summary.tasks
                if any(lack.party == party and code in lack.subdistricts for lack in one.lacking)
            )
            if owed:
                yield Missing(party=party, subdistrict=code, tasks=owed, of=count)
