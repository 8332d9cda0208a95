"""``accession evaluation open``: the workbooks that are handed out for the yearly evaluation."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from accession_cli import clock
from accession_cli.cli import screen
from accession_cli.cli.directory import size_words
from accession_cli.cli.options import Json, RegistryFolder
from accession_cli.errors import Exit
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from accession_cli.actions.evaluation_sheets import FormFile, OpenedEvaluation

_SHORT = 12
_FIRST_YEAR = 1990


def evaluation_year(year: int) -> int:
    """The year of an evaluation; wrong usage when it has not begun, or is no year at all."""
    if not _FIRST_YEAR <= year <= clock.today().year:
        raise typer.BadParameter(
            _("{year} is not a year that has begun; write it like 2025.").format(year=year)
        )
    return year


Year = Annotated[
    int,
    typer.Argument(
        metavar=N_("YEAR"), callback=evaluation_year, help=N_("The year that is evaluated.")
    ),
]


def open_(
    year: Year,
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
        screen.show_json(_opened_json(made))
    else:
        _say_opened(made)
    return Exit.DONE


def _say_opened(made: "OpenedEvaluation") -> None:
    headings = (_("File"), _("Tasks"), _("Size"), "SHA-256")
    screen.show_table(headings, [_row(file) for file in made.files])
    for remark in made.remarks:
        screen.note(remark.message)
    if made.unread:
        screen.note(
            _(
                "Files that could not be read, so that their tasks are left out: {count} in all,"
                " the first is {first}."
            ).format(count=len(made.unread), first=made.unread[0])
        )
        screen.next_step(_("Run accession validate to see why."))
    said = _("Evaluation of {year}: tasks {tasks}; score sheets {scores}, funding returns {money}.")
    forms = [file.form for file in made.files]
    screen.note(
        said.format(
            year=made.year,
            tasks=made.tasks,
            scores=forms.count("scores"),
            money=forms.count("funding"),
        )
    )
    if made.sample:
        screen.note(_("It is made of sample data and says so on every page."))
    screen.next_step(
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
