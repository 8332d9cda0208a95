"""Put an evaluation into words and JSON: what was read, what was recorded, a year's results.

The figures of a year are told to programs, with the records that each comes from.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from accession_cli.i18n import N_, _
from accession_cli.scheme.evaluation import one_decimal
from accession_cli.words.landed import Said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accession_cli.actions.bureau import Reported
    from accession_cli.actions.evaluation import Evaluated, Summarised
    from accession_cli.actions.evaluation_sheets import OpenedEvaluation, ReadSheets
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.evaluation import (
        Conclusion,
        EvaluatedTask,
        EvaluationSummary,
        FundingReturn,
    )
    from accession_cli.scheme.figures import Figure, FigureTable, Line, Value


#: The headings and the rows of a table.
Table: TypeAlias = tuple[Sequence[str], Sequence[Sequence[str]]]

#: The conclusions open to the joint working group, in a word or two.
OUTCOMES: Final = {
    "keep": N_("goes on"),
    "improve": N_("to improve"),
    "end": N_("to end"),
}
_NOTHING: Final = "–"


def opened_json(made: "OpenedEvaluation") -> dict[str, Any]:
    """The workbooks that were written, for programs."""
    return {
        "version": 1,
        "year": made.year,
        "tasks": made.tasks,
        "files": [
            {
                "path": str(file.path),
                "form": file.form,
                "of": file.code,
                "name": file.name,
                "tasks": file.tasks,
                "sha256": file.sha256,
                "bytes": file.bytes,
            }
            for file in made.files
        ],
        "unread": list(made.unread),
    }


def summary_tables(found: "Summarised", *, narrowed: bool) -> Iterator[Table]:
    """The tables with a year's results.

    When *narrowed* to one agency, its funding returns take the place of the table of agencies.
    """
    made = found.summary
    yield _tasks(made)
    if not narrowed:
        yield _agencies(made)
    counts = {key: sum(one.sheets[key] for one in made.tasks) for key in made.parties}
    parties = [(str(counts[key]), name) for key, name in made.parties.items()]
    yield (_("Score sheets"), _("Who scored")), parties
    owing = ((one.name, _owed(found, one.key)) for one in made.agencies)
    others: list[Table] = [
        (
            (_("Number"), _("Set apart (yuan)"), _("Spent (yuan)"), _("Inspected; note")),
            [_money(str(one.task.id), one.funding) for one in made.tasks if one.funding]
            if narrowed
            else [],
        ),
        ((_("No sheet from"), _("Subdistrict"), _("For which tasks")), _missing(found)),
        (
            (_("No funding return from"), _("For which tasks")),
            [(name, ids) for name, ids in owing if ids],
        ),
    ]
    yield from (table for table in others if table[1])


def _tasks(made: "EvaluationSummary") -> Table:
    headings = (_("Number"), *made.criteria.values(), _("Money"), _("Outcome"), _("Title"))
    return headings, [
        (
            str(one.task.id),
            *_means(one.means),
            _told(one),
            _(OUTCOMES[one.conclusion.outcome.value]) if one.conclusion else _NOTHING,
            one.task.title,
        )
        for one in made.tasks
    ]


def _agencies(made: "EvaluationSummary") -> Table:
    headings = (_("Tasks"), _("Evaluated"), *made.criteria.values(), _("Agency"))
    return headings, [
        (str(one.tasks), str(one.evaluated), *_means(one.means), one.name) for one in made.agencies
    ]


def _money(number: str, funding: "FundingReturn") -> Sequence[str]:
    inspected = str(funding.inspected) if funding.inspected else None
    parts = (inspected, funding.inspector, funding.note and " ".join(funding.note.split()))
    more = "；".join(part for part in parts if part) or _NOTHING
    return number, f"{funding.earmarked:.2f}", f"{funding.spent:.2f}", more


def _missing(found: "Summarised") -> Sequence[Sequence[str]]:
    return [
        (
            found.summary.parties[one.party],
            found.subdistricts[one.subdistrict],
            _("all {count}").format(count=one.of)
            if len(one.tasks) == one.of
            else "、".join(map(str, one.tasks)),
        )
        for one in found.missing
    ]


def _owed(found: "Summarised", agency: str) -> str:
    return "、".join(
        str(one.task.id)
        for one in found.summary.tasks
        if one.agency == agency and one.lacks_funding
    )


def summary_sentences(made: "EvaluationSummary") -> Iterator[str]:
    """How many tasks were evaluated, what they cost, and how a mean is calculated."""
    said = _(
        "Evaluation of {year}: tasks {tasks}, evaluated {evaluated}, not evaluated {open},"
        " concluded {concluded}."
    )
    yield said.format(
        year=made.year,
        tasks=len(made.tasks),
        evaluated=made.evaluated,
        open=len(made.tasks) - made.evaluated,
        concluded=sum(one.conclusion is not None for one in made.tasks),
    )
    said = _("Funding returns {count}: set apart {earmarked} yuan, spent {spent} yuan.")
    yield said.format(count=made.returned, earmarked=made.earmarked, spent=made.spent)
    yield _("A mean counts every party alike, however many sheets it gave; a half is rounded up.")


def _means(means: "Mapping[str, Fraction | None]") -> list[str]:

    return [_NOTHING if mean is None else one_decimal(mean) for mean in means.values()]


def _told(one: "EvaluatedTask") -> str:
    if one.funding is not None:
        return _("told")
    return _("owed") if one.lacks_funding else _NOTHING


def summary_json(found: "Summarised") -> dict[str, Any]:
    """A year's results, for programs."""
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
    """Each mean twice: as it is shown, and exactly, as a fraction."""
    return {
        key: mean if mean is None else {"shown": one_decimal(mean), "exact": str(mean)}
        for key, mean in means.items()
    }


def read_words(found: "ReadSheets", made: "Evaluated") -> Said:
    """What was read and recorded; or that all of it was on record already."""
    told = _("Read: score sheets {sheets}, funding returns {returns}, of tasks {tasks}.")
    tasks = len({one.id for one in found.brought})
    shown = told.format(sheets=found.sheets, returns=found.returns, tasks=tasks)
    empty = _("Nothing is filled in in {names}.").format(names="、".join(found.empty))
    beside = ((empty,) if found.empty else (),)
    if not made.paths:
        return _nothing_new(shown, beside)
    said = _("Recorded: score sheets {sheets}; records changed: {records}.")
    step = _("See what it comes to with: accession evaluation summary {year}")
    return Said(
        shown=(shown,),
        beside=beside,
        sentences=(said.format(sheets=made.added, records=len(made.paths)),),
        steps=[step.format(year=year) for year in _years(found)],
    )


def funding_words(made: "Evaluated", funding: "FundingReturn") -> Said:
    """The funding return of a task for a year."""
    (one,) = made.evaluations
    told = _("Funding of {id} in {year}: set apart {earmarked} yuan, spent {spent} yuan.")
    shown = told.format(id=one.id, year=one.year, earmarked=funding.earmarked, spent=funding.spent)
    return Said(shown=(shown,)) if made.paths else _nothing_new(shown)


def conclusion_words(made: "Evaluated", conclusion: "Conclusion") -> Said:
    """The conclusion on a task, and the next step when the task is to end."""
    from accession_cli.scheme.evaluation import Judgement

    (one,) = made.evaluations
    told = _("Concluded on {id} in {year}: {outcome}.")
    outcome = conclusion.outcome
    shown = told.format(id=one.id, year=one.year, outcome=_(OUTCOMES[outcome.value]))
    end = _(
        "It stays admitted until the agency hands in written material; then: accession retire {id}"
    )
    return replace(
        Said(shown=(shown,)) if made.paths else _nothing_new(shown),
        after=() if one.sheets else (_("No party has scored it in that year."),),
        steps=(end.format(id=one.id),) if outcome is Judgement.END else (),
    )


def _nothing_new(shown: str, beside: Sequence[Sequence[str]] = ()) -> Said:
    sentence = _("All of it is on record already; nothing was changed.")
    return Said(shown=(shown,), beside=beside, sentences=(sentence,), changed=False)


def _years(found: "ReadSheets") -> list[int]:
    return list(dict.fromkeys(one.year for one in found.brought))


def read_json(found: "ReadSheets", landed: "Landing[Evaluated]") -> dict[str, Any]:
    """What was read and recorded, for programs."""
    made = landed.made
    return {
        "version": 1,
        "years": _years(found),
        "tasks": len({one.id for one in found.brought}),
        "sheets": found.sheets,
        "funding_returns": found.returns,
        "empty": list(found.empty),
        "added": made.added,
        "paths": list(made.paths),
        "commit": landed.commit if made.paths else None,
    }


def recorded_json(landed: "Landing[Evaluated]") -> dict[str, Any]:
    """The record of one task's evaluation that was entered, for programs."""
    made = landed.made
    return {
        "version": 1,
        "id": str(made.evaluations[0].id),
        "year": made.evaluations[0].year,
        "path": made.paths[0] if made.paths else None,
        "commit": landed.commit if made.paths else None,
    }


VERSION = 1


def reported_json(made: "Reported") -> dict[str, Any]:
    """Every figure with the ids of its records, and the documents; see docs/formats.md."""
    figures = made.figures
    scheme = figures.registry.scheme
    return {
        "version": VERSION,
        "year": figures.year,
        "as_of": figures.day.isoformat(),
        "running": figures.running,
        "draft": figures.draft,
        "sample": scheme.sample,
        "district": {"code": scheme.code, "name": scheme.district},
        "days_to_decide": scheme.days_to_decide.value,
        "tables": {table.key: _table(table) for table in figures.tables},
        "without_application": _figure(figures.without_application),
        "provisional": _figure(figures.provisional),
        "files": [
            {
                "path": str(file.path),
                "format": file.format,
                "sha256": file.sha256,
                "bytes": file.bytes,
            }
            for file in made.files
        ],
        "commit": figures.commit,
        "unread": list(made.unread),
    }


def _table(table: "FigureTable") -> dict[str, Any]:
    return {
        "columns": list(table.columns),
        "lines": [_line(line) for line in table.lines],
        "total": _line(table.total) if table.total else None,
    }


def _line(line: "Line") -> dict[str, Any]:
    figures = {column: _figure(one) for column, one in line.figures.items()}
    return {"key": line.key, "figures": figures}


def _figure(figure: "Figure") -> dict[str, Any]:
    return {"value": _value(figure.value), "records": list(figure.records)}


def _value(value: "Value") -> object:
    """Days in ISO 8601 and money as text; a mean as it is shown, and exactly."""
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:.2f}"
        case Fraction():
            return {"shown": one_decimal(value), "exact": f"{value.numerator}/{value.denominator}"}
    return value
