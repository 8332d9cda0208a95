"""Check the yearly evaluation of every admitted task and its funding return (scheme 4.2, 4.3)."""

from collections.abc import Iterator
from datetime import date

from accession_cli.finding import KeyPath, Severity
from accession_cli.i18n import N_
from accession_cli.rules.rule import Breach, RuleContext, over_evaluation
from accession_cli.scheme.district import EvaluationRule
from accession_cli.scheme.evaluation import Evaluation
from accession_cli.scheme.registry import EvaluationFile

_SUBDISTRICT = 9


@over_evaluation(
    "E101",
    "scheme 4.3",
    about=N_("An evaluation lies in the folder of its year, in a file named after its task."),
    says=N_("This file holds the evaluation of {id} in {year}, whose place is {place}."),
    hint=N_("Move the file to {place}, or correct the id or the year."),
)
def evaluation_is_named_after_task(file: EvaluationFile, world: RuleContext) -> Iterator[Breach]:
    made = file.evaluation
    place = world.path(f"evaluations/{made.year}/{made.id}.yaml")
    if file.path != place:
        yield Breach(("id",), {"id": made.id, "year": made.year, "place": place})


@over_evaluation(
    "E102",
    "scheme 4.3",
    about=N_("What is evaluated was in force in that year."),
    says=N_("There is no task {id} that was in force in {year}."),
    hint=N_("Correct the id or the year."),
)
def evaluated_task_was_in_force(file: EvaluationFile, world: RuleContext) -> Iterator[Breach]:
    made = file.evaluation
    if not any(task.standing.in_force_in(made.year) for task in world.by_id.get(made.id, ())):
        yield Breach(("id",), {"id": made.id, "year": made.year})


@over_evaluation(
    "E103",
    "scheme 4.3",
    about=N_("Who scores, what is scored and where is known, and no score is too high."),
    says=N_("{name} is not known, or higher than the scheme allows ({highest})."),
    hint=N_("Compare it with evaluation in scheme.yaml, and with subdistricts.yaml."),
)
def scores_fit_the_scheme(file: EvaluationFile, world: RuleContext) -> Iterator[Breach]:
    for at, sheet in enumerate(file.evaluation.sheets):
        rule = world.scheme.on(sheet.date).evaluation
        key: KeyPath = ("sheets", at)
        highest = rule.highest if rule else 0
        if rule is None or sheet.by not in rule.evaluators:
            yield Breach((*key, "by"), {"name": sheet.by, "highest": highest})
        if sheet.place is not None and not _is_place(sheet.place, world):
            yield Breach((*key, "place"), {"name": sheet.place, "highest": highest})
        for criterion, score in sheet.scores.items():
            if not _fits(rule, criterion, score):
                name = f"{criterion}: {score}"
                yield Breach((*key, "scores", criterion), {"name": name, "highest": highest})


@over_evaluation(
    "E104",
    "scheme 4.3",
    about=N_("Each party gives one sheet for each place."),
    says=N_("{by} has given two sheets for the same place ({place})."),
    hint=N_("Take out the one that does not count."),
)
def each_party_scores_once(file: EvaluationFile, _world: RuleContext) -> Iterator[Breach]:
    seen: set[tuple[str, str | None]] = set()
    for at, sheet in enumerate(file.evaluation.sheets):
        who = (sheet.by, sheet.place)
        if who in seen:
            facts = {"by": sheet.by, "place": sheet.place or "–"}
            yield Breach(("sheets", at, "place"), facts)
        seen.add(who)


@over_evaluation(
    "E105",
    "scheme 4.2",
    Severity.WARNING,
    about=N_("What was set apart for a task is enough for what was spent on it."),
    says=N_("{spent} yuan were spent, but only {earmarked} were set apart."),
    hint=N_("Ask the agency; who entrusts a task pays for it."),
)
def no_more_is_spent_than_set_apart(file: EvaluationFile, _world: RuleContext) -> Iterator[Breach]:
    funding = file.evaluation.funding
    if funding is not None and funding.spent > funding.earmarked:
        facts = {"spent": f"{funding.spent:.2f}", "earmarked": f"{funding.earmarked:.2f}"}
        yield Breach(("funding", "spent"), facts)


@over_evaluation(
    "E106",
    "scheme 4.3",
    about=N_("What was scored, returned and concluded does not lie in the future."),
    says=N_("{day} is recorded as past, but lies after {today}."),
    hint=N_("Correct the date; what is still to come is recorded when it has happened."),
)
def no_score_lies_ahead(file: EvaluationFile, world: RuleContext) -> Iterator[Breach]:
    for key, day in _done(file.evaluation):
        if day > world.today:
            yield Breach(key, {"day": day, "today": world.today})


def _done(made: Evaluation) -> Iterator[tuple[KeyPath, date]]:
    for at, sheet in enumerate(made.sheets):
        yield ("sheets", at, "date"), sheet.date
    if made.funding is not None:
        yield ("funding", "returned"), made.funding.returned
        if made.funding.inspected is not None:
            yield ("funding", "inspected"), made.funding.inspected
    if made.conclusion is not None:
        yield ("conclusion", "date"), made.conclusion.date


def _is_place(code: str, world: RuleContext) -> bool:
    known = world.registry.subdistricts if len(code) == _SUBDISTRICT else world.subdistrict_of
    return code in known


def _fits(rule: EvaluationRule | None, criterion: str, score: int | None) -> bool:
    if rule is None or criterion not in rule.criteria:
        return False
    return score is None or score <= rule.highest
