"""``accession evaluation read``: the workbooks of an evaluation come back."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from accession_cli import clock
from accession_cli.cli import screen
from accession_cli.cli.inspection import InspectedBy, word_for
from accession_cli.cli.landing_words import refusals_told, say_landed, say_remarks
from accession_cli.cli.options import Json, RegistryFolder, day
from accession_cli.errors import Exit
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accession_cli.actions.evaluation import Evaluated
    from accession_cli.actions.evaluation_sheets import ReadSheets
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.evaluation import Evaluation
    from accession_cli.secrecy.gate import Passage

Day = Annotated[
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
    on: Day = None,
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
        screen.show_json({**_read_json(found), **_landed_json(landed)})
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
    screen.show(said.format(sheets=found.sheets, returns=found.returns, tasks=tasks))
    if found.empty:
        screen.note(_("Nothing is filled in in {names}.").format(names="、".join(found.empty)))
    if not made.paths:
        screen.note(_("All of it is on record already; nothing was changed."))
        return
    say_remarks(made.remarks)
    said = _("Recorded: score sheets {sheets}; records changed: {records}.")
    screen.note(said.format(sheets=made.added, records=len(made.paths)))
    say_landed(landed)
    for year in dict.fromkeys(one.year for one in found.brought):
        step = _("See what it comes to with: accession evaluation summary {year}")
        screen.next_step(step.format(year=year))


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
