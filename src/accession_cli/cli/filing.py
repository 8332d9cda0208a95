"""``accession file``: an admitted task gets its number and its place in the register."""

import sys
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from accession_cli.cli import clock, screen
from accession_cli.cli.landing_words import (
    NothingGiven,
    at_a_terminal,
    say_landed,
    say_remarks,
    show_findings,
)
from accession_cli.cli.options import Json, RegistryFolder
from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from accession_cli.actions.drafts import Draft
    from accession_cli.actions.file_task import Filed
    from accession_cli.actions.landing_checks import Landing


def file(
    registry: RegistryFolder = None,
    *,
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar=N_("FILE"), help=N_("YAML or JSON with the facts, or -.")),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar=N_("KEY=VALUE"),
            help=N_("Set one fact, for example funding.amount=24000.00; may be repeated."),
        ),
    ] = None,
    as_json: Json = False,
) -> Exit:
    """File an admitted task."""
    from accession_cli.actions import drafts
    from accession_cli.actions.file_task import file_task
    from accession_cli.actions.open_registry import locate

    folder, request = locate(Path.cwd(), registry), uuid4().hex
    kept: Path | None = None
    try:
        given = _draft(folder, from_, settings or [])
        if from_ in (None, "-") or settings:
            kept = drafts.keep(folder, given, request)
        landed = file_task(folder, given, today=clock.today(), when=clock.now(), request=request)
    except AccessionError as error:
        show_findings(error)
        if kept:
            _say_kept(kept)
        raise
    if kept:
        drafts.drop(kept)
    if as_json:
        screen.show_json(_filed_json(landed))
    else:
        _say_filed(landed)
    return Exit.DONE


def _draft(folder: Path, source: str | None, settings: list[str]) -> "Draft":
    from accession_cli.actions import drafts

    if source == "-":
        return drafts.from_bytes(sys.stdin.buffer.read(), _("standard input"), settings)
    if source is not None:
        return drafts.from_file(Path(source), settings)
    if settings:
        return drafts.from_answers({}, "--set", settings)
    return _asked(folder)


def _asked(folder: Path) -> "Draft":
    from accession_cli.actions import drafts
    from accession_cli.actions.open_registry import opened
    from accession_cli.cli.questions import Questions, Stopped
    from accession_cli.cli.wizard import ask_task

    if not at_a_terminal():
        raise NothingGiven(missing="--from")
    questions, name = Questions(), _("your answers")
    try:
        ask_task(opened(folder).registry, clock.today(), questions)
        wanted = questions.sure(_("File this task now?"))
    except Stopped:
        wanted = False
    given = drafts.from_answers(questions.answers, name)
    if not wanted:
        if questions.answers:
            _say_kept(drafts.keep(folder, given, uuid4().hex))
        raise typer.Abort
    return given


def _say_kept(path: Path) -> None:
    screen.note(_("What you typed is kept in {path}.").format(path=path))
    step = _("Mend it there and file it with: accession file --from {path}")
    screen.next_step(step.format(path=quote(str(path))))


def _say_filed(landed: "Landing[Filed]") -> None:
    made = landed.made
    screen.show(f"{made.id}  {made.number}")
    say_remarks(made.remarks)
    screen.note(
        _("Filed “{title}” as {id}, filing number {number}.").format(
            title=made.title, id=made.id, number=made.number
        )
    )
    say_landed(landed)
    screen.next_step(_("See it with: accession show {id}").format(id=made.id))


def _filed_json(landed: "Landing[Filed]") -> dict[str, Any]:
    made = landed.made
    return {
        "version": 1,
        "id": str(made.id),
        "filing_number": made.number,
        "path": made.path,
        "commit": landed.commit,
        "status": "admitted",
    }
