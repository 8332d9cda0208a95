"""``accession evaluation``: the yearly evaluation, from the handed-out sheets to the summary.

``open`` writes the workbooks that are handed out, ``read`` takes those that come back,
``funding`` and ``conclude`` enter the money of one task and what follows, ``summary`` shows what
a year came to, and what is missing.
"""

import os
import re
import unicodedata
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final
from uuid import uuid4

import typer

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.directory import size_words
from accession_cli.cli.session import (
    InspectedBy,
    Json,
    RegistryFolder,
    day,
    refusals_told,
    say_landed,
    say_remarks,
    word_for,
)
from accession_cli.cli.task_retiring import task_id
from accession_cli.errors import Exit
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from accession_cli.actions.evaluation import Evaluated, Summarised
    from accession_cli.actions.evaluation_sheets import FormFile, OpenedEvaluation, ReadSheets
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.evaluation import Evaluation, FundingReturn
    from accession_cli.scheme.evaluation_summary import EvaluatedTask, EvaluationSummary
    from accession_cli.secrecy.gate import Passage


_SHORT = 12
_FIRST_YEAR = 1990


def evaluation_year(year: int) -> int:
    """The year of an evaluation; wrong usage when it has not begun, or is no year at all."""
    if not _FIRST_YEAR <= year <= clock.today().year:
        raise typer.BadParameter(
            _("{year} is not a year that has begun; write it like 2025.").format(year=year)
        )
    return year


EvaluatedYear = Annotated[
    int,
    typer.Argument(
        metavar=N_("YEAR"), callback=evaluation_year, help=N_("The year that is evaluated.")
    ),
]


def open_(
    year: EvaluatedYear,
    registry: RegistryFolder = None,
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar=N_("FOLDER"),
            help=N_("Where to write; without it, build/evaluation/<year> in the repository."),
        ),
    ] = None,
    as_json: Json = False,
) -> Exit:
    """Write the workbooks of a year's evaluation."""
    from accession_cli.actions.evaluation_sheets import open_evaluation
    from accession_cli.actions.open import locate

    made = open_evaluation(locate(Path.cwd(), registry), year, out)
    if as_json:
        terminal.show_json(_opened_json(made))
    else:
        _say_opened(made)
    return Exit.DONE


def _say_opened(made: "OpenedEvaluation") -> None:
    headings = (_("File"), _("Tasks"), _("Size"), "SHA-256")
    terminal.show_table(headings, [_row(file) for file in made.files])
    for remark in made.remarks:
        terminal.note(remark.message)
    if made.unread:
        terminal.note(
            _(
                "Files that could not be read, so that their tasks are left out: {count} in all,"
                " the first is {first}."
            ).format(count=len(made.unread), first=made.unread[0])
        )
        terminal.next_step(_("Run accession validate to see why."))
    said = _("Evaluation of {year}: tasks {tasks}; score sheets {scores}, funding returns {money}.")
    forms = [file.form for file in made.files]
    terminal.note(
        said.format(
            year=made.year,
            tasks=made.tasks,
            scores=forms.count("scores"),
            money=forms.count("funding"),
        )
    )
    if made.sample:
        terminal.note(_("It is made of sample data and says so on every page."))
    terminal.next_step(
        _(
            "Hand them to the subdistricts and agencies; what comes back filled in is read with:"
            " accession evaluation read FILE…"
        )
    )


def _row(file: "FormFile") -> tuple[str, str, str, str]:
    size = size_words(file.bytes)
    return os.path.relpath(file.path), str(file.tasks), size, file.sha256[:_SHORT]


def _opened_json(made: "OpenedEvaluation") -> dict[str, Any]:
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


#: What the joint working group may conclude, in a word.
OUTCOMES: Final = {
    "keep": N_("goes on"),
    "improve": N_("to improve"),
    "end": N_("to end"),
}
_NOTHING: Final = "–"


def summary(
    year: EvaluatedYear,
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
        terminal.show_json(_summary_json(found))
    else:
        _say_summary(found, narrowed=agency is not None)
    return Exit.DONE


def _say_summary(found: "Summarised", *, narrowed: bool) -> None:
    made = found.summary
    _show_tasks(made)
    if not narrowed:
        terminal.show("")
        _show_agencies(made)
    terminal.show("")
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
    terminal.show_table(headings, rows)


def _show_agencies(made: "EvaluationSummary") -> None:
    headings = (_("Tasks"), _("Evaluated"), *made.criteria.values(), _("Agency"))
    rows = [
        (str(one.tasks), str(one.evaluated), *_means(one.means), one.name) for one in made.agencies
    ]
    terminal.show_table(headings, rows)


def _show_parties(made: "EvaluationSummary") -> None:
    counts = {key: sum(one.sheets[key] for one in made.tasks) for key in made.parties}
    rows = [(str(counts[key]), name) for key, name in made.parties.items()]
    terminal.show_table((_("Score sheets"), _("Who scored")), rows)


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
        terminal.show("")
        headings = (_("Number"), _("Set apart (yuan)"), _("Spent (yuan)"), _("Inspected; note"))
        terminal.show_table(headings, rows)


def _more(funding: "FundingReturn") -> str:
    inspected = str(funding.inspected) if funding.inspected else None
    parts = (inspected, funding.inspector, funding.note and " ".join(funding.note.split()))
    return "；".join(part for part in parts if part) or _NOTHING


def _show_missing(found: "Summarised") -> None:
    if found.missing:
        terminal.show("")
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
        terminal.show_table(headings, rows)
    owing = [(one.name, _owed(found, one.key)) for one in found.summary.agencies]
    owing = [(name, ids) for name, ids in owing if ids]
    if owing:
        terminal.show("")
        terminal.show_table((_("No funding return from"), _("For which tasks")), owing)


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
    terminal.note(
        said.format(
            year=made.year,
            tasks=len(made.tasks),
            evaluated=made.evaluated,
            open=len(made.tasks) - made.evaluated,
            concluded=sum(one.conclusion is not None for one in made.tasks),
        )
    )
    said = _("Funding returns {count}: set apart {earmarked} yuan, spent {spent} yuan.")
    terminal.note(said.format(count=made.returned, earmarked=made.earmarked, spent=made.spent))
    terminal.note(
        _("A mean counts every party alike, however many sheets it gave; a half is rounded up.")
    )
    if found.unread:
        said = _("Files that could not be read and are not counted: {names}.")
        terminal.note(said.format(names="、".join(found.unread)))
        terminal.next_step(_("Run accession validate to see why."))
    if found.sample:
        terminal.note(
            _("This registry is a sample: its dates, money, numbers and decisions are invented.")
        )


def _means(means: "Mapping[str, Fraction | None]") -> list[str]:
    from accession_cli.scheme.evaluation_summary import one_decimal

    return [_NOTHING if mean is None else one_decimal(mean) for mean in means.values()]


def _money(one: "EvaluatedTask") -> str:
    if one.funding is not None:
        return _("told")
    return _("owed") if one.lacks_funding else _NOTHING


def _summary_json(found: "Summarised") -> dict[str, Any]:
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


EvaluationDay = Annotated[
    date | None,
    typer.Option(
        "--date", metavar=N_("DATE"), parser=day, help=N_("The day of it; without it, today.")
    ),
]


def read(
    files: Annotated[
        list[Path],
        typer.Argument(metavar=N_("FILE"), help=N_("The workbooks that came back.")),
    ],
    registry: RegistryFolder = None,
    *,
    on: EvaluationDay = None,
    inspected_by: InspectedBy = None,
    as_json: Json = False,
) -> Exit:
    """Record what stands in workbooks that came back."""
    from accession_cli.actions.evaluation_sheets import read_sheets
    from accession_cli.actions.open import locate

    folder = locate(Path.cwd(), registry)
    found = read_sheets(folder, files, on or clock.today())
    landed = record(folder, found.brought, found.passages, inspected_by, as_json=as_json)
    if as_json:
        terminal.show_json({**_read_json(found), **_landed_json(landed)})
    else:
        _say_read(found, landed)
    return Exit.DONE


def record(
    folder: Path,
    brought: "Sequence[Evaluation]",
    passages: "Sequence[Passage]",
    inspected_by: str | None,
    *,
    as_json: bool,
    looked_at: bool = False,
) -> "Landing[Evaluated]":
    """Put what an evaluation brings on record; see ``evaluate_tasks``."""
    from accession_cli.actions.evaluation import evaluate_tasks

    with refusals_told(as_json=as_json):
        return evaluate_tasks(
            folder,
            brought,
            passages,
            when=clock.now(),
            request=uuid4().hex,
            looked_at=looked_at,
            inspected_by=word_for(passages, inspected_by),
        )


def _say_read(found: "ReadSheets", landed: "Landing[Evaluated]") -> None:
    made = landed.made
    said = _("Read: score sheets {sheets}, funding returns {returns}, of tasks {tasks}.")
    tasks = len({one.id for one in found.brought})
    terminal.show(said.format(sheets=found.sheets, returns=found.returns, tasks=tasks))
    if found.empty:
        terminal.note(_("Nothing is filled in in {names}.").format(names="、".join(found.empty)))
    if not made.paths:
        terminal.note(_("All of it is on record already; nothing was changed."))
        return
    say_remarks(made.remarks)
    said = _("Recorded: score sheets {sheets}; records changed: {records}.")
    terminal.note(said.format(sheets=made.added, records=len(made.paths)))
    say_landed(landed)
    for year in dict.fromkeys(one.year for one in found.brought):
        step = _("See what it comes to with: accession evaluation summary {year}")
        terminal.next_step(step.format(year=year))


def _read_json(found: "ReadSheets") -> dict[str, Any]:
    return {
        "version": 1,
        "years": list(dict.fromkeys(one.year for one in found.brought)),
        "tasks": len({one.id for one in found.brought}),
        "sheets": found.sheets,
        "funding_returns": found.returns,
        "empty": list(found.empty),
    }


def _landed_json(landed: "Landing[Evaluated]") -> dict[str, Any]:
    made = landed.made
    return {
        "added": made.added,
        "paths": list(made.paths),
        "commit": landed.commit if made.paths else None,
    }


class JudgementName(StrEnum):
    """What the joint working group may conclude; a test holds them to ``Judgement``."""

    KEEP = "keep"
    IMPROVE = "improve"
    END = "end"


def yuan(text: str) -> Decimal:
    """The amount that *text* names, in yuan; wrong usage when it is none."""
    folded = unicodedata.normalize("NFKC", text).strip()
    if not re.fullmatch(r"(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,2})?", folded, re.ASCII):
        raise typer.BadParameter(
            _("“{text}” is not an amount in yuan; write it like 24000.00.").format(text=text)
        )
    return Decimal(folded).quantize(Decimal("0.01"))


Id = Annotated[str, typer.Argument(metavar=N_("ID"), help=N_("The task that is evaluated."))]
OfYear = Annotated[
    int,
    typer.Option(
        "--year",
        metavar=N_("YEAR"),
        callback=evaluation_year,
        help=N_("The year that is evaluated."),
    ),
]


def funding(
    number: Id,
    registry: RegistryFolder = None,
    *,
    year: OfYear,
    earmarked: Annotated[
        Decimal,
        typer.Option(
            "--earmarked", metavar=N_("YUAN"), parser=yuan, help=N_("What was set apart for it.")
        ),
    ],
    spent: Annotated[
        Decimal,
        typer.Option("--spent", metavar=N_("YUAN"), parser=yuan, help=N_("What was spent on it.")),
    ],
    inspected: Annotated[
        date | None,
        typer.Option(
            "--inspected", metavar=N_("DATE"), parser=day, help=N_("When its use was inspected.")
        ),
    ] = None,
    inspector: Annotated[
        str | None,
        typer.Option("--inspector", metavar=N_("TEXT"), help=N_("Which body inspected it.")),
    ] = None,
    note: Annotated[
        str | None,
        typer.Option("--note", metavar=N_("TEXT"), help=N_("What is to be said besides.")),
    ] = None,
    on: EvaluationDay = None,
    inspected_by: InspectedBy = None,
    as_json: Json = False,
) -> Exit:
    """Record what became of a task's money in a year."""
    from accession_cli.scheme.evaluation import FundingReturn

    said = FundingReturn(
        earmarked=earmarked,
        spent=spent,
        returned=on or clock.today(),
        inspected=inspected,
        inspector=_stripped(inspector),
        note=_stripped(note),
    )
    texts = {"--inspector": inspector, "--note": note}
    brought = _evaluation(number, year, funding=said)
    landed = _recorded(registry, brought, texts, inspected_by, as_json=as_json)
    if as_json:
        terminal.show_json(_recorded_json(landed))
        return Exit.DONE
    told = _("Funding of {id} in {year}: set apart {earmarked} yuan, spent {spent} yuan.")
    terminal.show(told.format(id=brought.id, year=year, earmarked=earmarked, spent=spent))
    _say_recorded(landed)
    return Exit.DONE


def conclude(
    number: Id,
    registry: RegistryFolder = None,
    *,
    year: OfYear,
    outcome: Annotated[
        JudgementName,
        typer.Option("--outcome", help=N_("Whether it goes on, is to improve, or is to end.")),
    ],
    opinion: Annotated[
        str | None,
        typer.Option("--opinion", metavar=N_("TEXT"), help=N_("What the working group says.")),
    ] = None,
    on: EvaluationDay = None,
    inspected_by: InspectedBy = None,
    as_json: Json = False,
) -> Exit:
    """Record what the joint working group concludes on a task."""
    from accession_cli.scheme.evaluation import Conclusion, Judgement

    said = Conclusion(
        date=on or clock.today(), outcome=Judgement(outcome.value), opinion=_stripped(opinion)
    )
    brought = _evaluation(number, year, conclusion=said)
    landed = _recorded(registry, brought, {"--opinion": opinion}, inspected_by, as_json=as_json)
    if as_json:
        terminal.show_json(_recorded_json(landed))
        return Exit.DONE
    told = _("Concluded on {id} in {year}: {outcome}.")
    word = _(OUTCOMES[outcome.value])
    terminal.show(told.format(id=brought.id, year=year, outcome=word))
    _say_recorded(landed)
    if not any(one.sheets for one in landed.made.evaluations):
        terminal.note(_("No party has scored it in that year."))
    if outcome is JudgementName.END:
        step = _(
            "It stays admitted until the agency hands in written material; then: accession retire"
            " {id}"
        )
        terminal.next_step(step.format(id=brought.id))
    return Exit.DONE


def _evaluation(number: str, year: int, **brought: Any) -> "Evaluation":
    from accession_cli.scheme.evaluation import Evaluation

    nothing = {"sheets": (), "funding": None, "conclusion": None}
    return Evaluation(id=task_id(number), year=year, **{**nothing, **brought})


def _recorded(
    registry: Path | None,
    brought: "Evaluation",
    texts: dict[str, str | None],
    inspected_by: str | None,
    *,
    as_json: bool,
) -> "Landing[Evaluated]":
    from accession_cli.actions.open import locate
    from accession_cli.secrecy.gate import Passage

    passages: list[Passage] = [Passage(where=at, text=said) for at, said in texts.items() if said]
    folder = locate(Path.cwd(), registry)
    return record(folder, [brought], passages, inspected_by, as_json=as_json, looked_at=True)


def _say_recorded(landed: "Landing[Evaluated]") -> None:
    say_remarks(landed.made.remarks)
    if landed.made.paths:
        say_landed(landed)
    else:
        terminal.note(_("All of it is on record already; nothing was changed."))


def _recorded_json(landed: "Landing[Evaluated]") -> dict[str, Any]:
    made = landed.made
    return {
        "version": 1,
        "id": str(made.evaluations[0].id),
        "year": made.evaluations[0].year,
        "path": made.paths[0] if made.paths else None,
        "commit": landed.commit if made.paths else None,
    }


def _stripped(text: str | None) -> str | None:
    return text.strip() or None if text else None
