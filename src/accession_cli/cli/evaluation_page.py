"""``accession evaluation summary``: what a year's evaluation came to, and what is missing."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from accession_cli.cli import screen
from accession_cli.cli.evaluating import Year
from accession_cli.cli.options import Json, RegistryFolder
from accession_cli.errors import Exit
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from accession_cli.actions.evaluation import Summarised
    from accession_cli.scheme.evaluation import FundingReturn
    from accession_cli.scheme.evaluation_summary import EvaluatedTask, EvaluationSummary

#: What the joint working group may conclude, in a word.
OUTCOMES: Final = {
    "keep": N_("goes on"),
    "improve": N_("to improve"),
    "end": N_("to end"),
}
_NOTHING: Final = "–"


def summary(
    year: Year,
    registry: RegistryFolder = None,
    *,
    agency: Annotated[
        str | None,
        typer.Option(
            "--agency", metavar=N_("KEY"), help=N_("Only what this agency leads; key or name.")
        ),
    ] = None,
    as_json: Json = False,
) -> Exit:
    """Say what a year's evaluation came to, and what is missing."""
    from accession_cli.actions.evaluation import summarise_evaluation
    from accession_cli.actions.open import locate

    found = summarise_evaluation(locate(Path.cwd(), registry), year, agency)
    if as_json:
        screen.show_json(_json(found))
    else:
        _say(found, narrowed=agency is not None)
    return Exit.DONE


def _say(found: "Summarised", *, narrowed: bool) -> None:
    made = found.summary
    _show_tasks(made)
    if not narrowed:
        screen.show("")
        _show_agencies(made)
    screen.show("")
    _show_parties(made)
    if narrowed:
        _show_money(made)
    _show_missing(found)
    _note_counts(found)


def _show_tasks(made: "EvaluationSummary") -> None:
    headings = (_("Number"), *made.criteria.values(), _("Money"), _("Outcome"), _("Title"))
    rows = [
        (
            str(one.task.id),
            *_means(one.means),
            _money(one),
            _(OUTCOMES[one.conclusion.outcome.value]) if one.conclusion else _NOTHING,
            one.task.title,
        )
        for one in made.tasks
    ]
    screen.show_table(headings, rows)


def _show_agencies(made: "EvaluationSummary") -> None:
    headings = (_("Tasks"), _("Evaluated"), *made.criteria.values(), _("Agency"))
    rows = [
        (str(one.tasks), str(one.evaluated), *_means(one.means), one.name) for one in made.agencies
    ]
    screen.show_table(headings, rows)


def _show_parties(made: "EvaluationSummary") -> None:
    counts = {key: sum(one.sheets[key] for one in made.tasks) for key in made.parties}
    rows = [(str(counts[key]), name) for key, name in made.parties.items()]
    screen.show_table((_("Score sheets"), _("Who scored")), rows)


def _show_money(made: "EvaluationSummary") -> None:
    rows = [
        (
            str(one.task.id),
            f"{one.funding.earmarked:.2f}",
            f"{one.funding.spent:.2f}",
            _more(one.funding),
        )
        for one in made.tasks
        if one.funding
    ]
    if rows:
        screen.show("")
        headings = (_("Number"), _("Set apart (yuan)"), _("Spent (yuan)"), _("Inspected; note"))
        screen.show_table(headings, rows)


def _more(funding: "FundingReturn") -> str:
    inspected = str(funding.inspected) if funding.inspected else None
    parts = (inspected, funding.inspector, funding.note and " ".join(funding.note.split()))
    return "；".join(part for part in parts if part) or _NOTHING


def _show_missing(found: "Summarised") -> None:
    if found.missing:
        screen.show("")
        headings = (_("No sheet from"), _("Subdistrict"), _("For which tasks"))
        rows = [
            (
                found.summary.parties[one.party],
                found.subdistricts[one.subdistrict],
                _("all {count}").format(count=one.of)
                if len(one.tasks) == one.of
                else "、".join(map(str, one.tasks)),
            )
            for one in found.missing
        ]
        screen.show_table(headings, rows)
    owing = [(one.name, _owed(found, one.key)) for one in found.summary.agencies]
    owing = [(name, ids) for name, ids in owing if ids]
    if owing:
        screen.show("")
        screen.show_table((_("No funding return from"), _("For which tasks")), owing)


def _owed(found: "Summarised", agency: str) -> str:
    return "、".join(
        str(one.task.id)
        for one in found.summary.tasks
        if one.agency == agency and one.lacks_funding
    )


def _note_counts(found: "Summarised") -> None:
    made = found.summary
    said = _(
        "Evaluation of {year}: tasks {tasks}, evaluated {evaluated}, not evaluated {open},"
        " concluded {concluded}."
    )
    screen.note(
        said.format(
            year=made.year,
            tasks=len(made.tasks),
            evaluated=made.evaluated,
            open=len(made.tasks) - made.evaluated,
            concluded=sum(one.conclusion is not None for one in made.tasks),
        )
    )
    said = _("Funding returns {count}: set apart {earmarked} yuan, spent {spent} yuan.")
    screen.note(said.format(count=made.returned, earmarked=made.earmarked, spent=made.spent))
    screen.note(
        _("A mean counts every party alike, however many sheets it gave; a half is rounded up.")
    )
    if found.unread:
        said = _("Files that could not be read and are not counted: {names}.")
        screen.note(said.format(names="、".join(found.unread)))
        screen.next_step(_("Run accession validate to see why."))
    if found.sample:
        screen.note(
            _("This registry is a sample: its dates, money, numbers and decisions are invented.")
        )


def _means(means: "Mapping[str, Fraction | None]") -> list[str]:
    from accession_cli.scheme.evaluation_summary import one_decimal

    return [_NOTHING if mean is None else one_decimal(mean) for mean in means.values()]


def _money(one: "EvaluatedTask") -> str:
    if one.funding is not None:
        return _("told")
    return _("owed") if one.lacks_funding else _NOTHING


def _json(found: "Summarised") -> dict[str, Any]:
    made = found.summary
    return {
        "version": 1,
        "year": made.year,
        "criteria": dict(made.criteria),
        "parties": dict(made.parties),
        "evaluated": made.evaluated,
        "not_evaluated": len(made.tasks) - made.evaluated,
        "funding": {
            "returns": made.returned,
            "earmarked": f"{made.earmarked:.2f}",
            "spent": f"{made.spent:.2f}",
        },
        "tasks": [_task_json(one) for one in made.tasks],
        "agencies": [
            {
                "key": one.key,
                "name": one.name,
                "tasks": one.tasks,
                "evaluated": one.evaluated,
                "means": _means_json(one.means),
            }
            for one in made.agencies
        ],
        "unread": list(found.unread),
    }


def _task_json(one: "EvaluatedTask") -> dict[str, Any]:
    funding, conclusion = one.funding, one.conclusion
    return {
        "id": str(one.task.id),
        "title": one.task.title,
        "agency": one.agency,
        "evaluated": one.evaluated,
        "means": _means_json(one.means),
        "sheets": dict(one.sheets),
        "funding": funding
        and {
            "earmarked": f"{funding.earmarked:.2f}",
            "spent": f"{funding.spent:.2f}",
            "returned": funding.returned.isoformat(),
            "inspected": funding.inspected and funding.inspected.isoformat(),
            "inspector": funding.inspector,
            "note": funding.note,
        },
        "lacks_funding": one.lacks_funding,
        "conclusion": conclusion
        and {
            "date": conclusion.date.isoformat(),
            "outcome": conclusion.outcome.value,
            "opinion": conclusion.opinion,
        },
        "lacking": [
            {"party": lack.party, "subdistricts": list(lack.subdistricts)} for lack in one.lacking
        ],
    }


def _means_json(means: "Mapping[str, Fraction | None]") -> dict[str, Any]:
    """Each mean as it is shown, and exactly, as a fraction."""
    from accession_cli.scheme.evaluation_summary import one_decimal

    return {
        key: mean if mean is None else {"shown": one_decimal(mean), "exact": str(mean)}
        for key, mean in means.items()
    }
