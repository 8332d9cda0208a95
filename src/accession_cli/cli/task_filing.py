"""``accession file``: an admitted task gets its number and its place in the register."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from accession_cli import clock
from accession_cli.actions.landing import NOT_IN_FILES
from accession_cli.cli import terminal
from accession_cli.cli.outbox import say_kept
from accession_cli.cli.session import (
    NOTHING_GIVEN,
    InspectedBy,
    Json,
    RegistryFolder,
    at_a_terminal,
    say_landed,
    say_remarks,
    tell_refusal,
    word_for,
)
from accession_cli.errors import Exit, Refused
from accession_cli.i18n import N_, _
from accession_cli.words.layout import json_text

if TYPE_CHECKING:
    from accession_cli.actions.task_filing import FiledTasks
    from accession_cli.entry.draft import Draft
    from accession_cli.gitstore.trunk import Landing


def file(
    application: Annotated[
        str | None,
        typer.Argument(metavar=N_("APPLICATION"), help=N_("Id of an approved application.")),
    ] = None,
    registry: RegistryFolder = None,
    *,
    from_: Annotated[
        str | None,
        typer.Option(
            "--from", metavar=N_("FILE"), help=N_("YAML or JSON with one task or a list, or -.")
        ),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar=N_("KEY=VALUE"),
            help=N_("Set one fact, for example funding.amount=24000.00; may be repeated."),
        ),
    ] = None,
    inspected_by: InspectedBy = None,
    as_json: Json = False,
) -> Exit:
    """File an admitted task."""
    from accession_cli.actions.open import locate
    from accession_cli.actions.task_filing import file_tasks
    from accession_cli.entry import draft

    folder, request = locate(Path.cwd(), registry), uuid4().hex
    given: tuple[Draft, ...] = ()
    word = inspected_by
    try:
        given = _drafts(folder, application, from_, settings or [])
        word = word_for(draft.passages_of_drafts(given), inspected_by)
        landed = file_tasks(folder, given, when=clock.now(), request=request, inspected_by=word)
    except Refused as error:
        tell_refusal(error, as_json=as_json)
        typed = settings or (from_ in (None, "-") and application is None)
        if given and error.queued is None and typed:
            _keep(folder, given, request, word)
        raise
    if as_json:
        terminal.show_json(_filed_json(landed))
    else:
        _say_filed(landed, at_once=any(map(_taken_as_admitted, given)))
    return Exit.DONE


def _drafts(
    folder: Path, application: str | None, source: str | None, settings: list[str]
) -> "tuple[Draft, ...]":
    from accession_cli.actions import task_filing

    if application is not None:
        return _applied_for(folder, application, source, settings)
    if source == "-":
        return task_filing.drafts_from_stream(sys.stdin.buffer, _("standard input"), settings)
    if source is not None:
        return task_filing.drafts_from_file(Path(source), settings)
    if settings:
        return task_filing.drafts_from_answers({}, "--set", settings)
    return _asked(folder)


def _applied_for(
    folder: Path, application: str, source: str | None, settings: list[str]
) -> "tuple[Draft, ...]":
    """The task that an approved application asks for; what is set replaces what it says."""
    from accession_cli.actions import task_filing
    from accession_cli.actions.open import opened
    from accession_cli.actions.task_filing import of_application
    from accession_cli.cli.application_receiving import application_id

    if source is not None:
        raise typer.BadParameter(_("Give either an application or --from, not both."))
    number = application_id(application)
    for one in opened(folder).registry.applications:
        if one.application.id == number:
            facts = of_application(one.application).facts
            return task_filing.drafts_from_answers(facts, application, settings)
    raise NOT_IN_FILES(id=number)


def _asked(folder: Path) -> "tuple[Draft, ...]":
    from accession_cli.actions import task_filing
    from accession_cli.actions.open import opened
    from accession_cli.cli.questions import Questions, Stopped
    from accession_cli.cli.task_questions import ask_task

    if not at_a_terminal():
        raise NOTHING_GIVEN(missing="--from")
    questions, name = Questions(), _("your answers")
    try:
        ask_task(opened(folder).registry, clock.today(), questions)
        wanted = questions.sure(_("File this task now?"))
    except Stopped:
        wanted = False
    given = task_filing.drafts_from_answers(questions.answers, name)
    if not wanted:
        if questions.answers:
            _keep(folder, given, uuid4().hex, None)
        raise typer.Abort
    return given


def _keep(folder: Path, given: "tuple[Draft, ...]", request: str, word: str | None) -> None:
    """Keep what was typed; where even that fails, give it back on the screen, but no secret."""
    from accession_cli.actions import task_filing

    try:
        say_kept(task_filing.keep_drafts(folder, given, request, inspected_by=word))
    except Refused as error:
        if error.exit_code is Exit.SECRET:
            raise
        terminal.refuse_error(error)
        terminal.note(_("What you typed could not be kept; copy it from here:"))
        terminal.write_error(json_text({"tasks": [dict(one.facts) for one in given]}))


def _taken_as_admitted(one: "Draft") -> bool:
    """Whether an emergency was filed without saying who admitted it."""
    return one.facts.get("route") == "emergency" and not one.facts.get("decision")


def _say_filed(landed: "Landing[FiledTasks]", *, at_once: bool) -> None:
    made = landed.made
    for one in made.tasks:
        terminal.show(f"{one.id}  {one.number}")
    say_remarks(made.remarks)
    first, last = made.tasks[0], made.tasks[-1]
    if first is last:
        said = _("Filed “{title}” as {id}, filing number {number}.")
        terminal.note(said.format(title=first.title, id=first.id, number=first.number))
    else:
        said = _("Filed, all in one commit: tasks {count}, from {first} to {last}.")
        terminal.note(said.format(count=len(made.tasks), first=first.id, last=last.id))
    if at_once:
        terminal.note(
            _(
                "Recorded as admitted today by the bodies of the emergency route; if it was"
                " otherwise, correct it with accession amend."
            )
        )
    say_landed(landed)
    if first is last:
        step = _("Hand it down: accession dispatch {id}").format(id=first.id)
    else:
        step = _("Hand down what was filed: accession dispatch --pending")
    terminal.next_step(step)


def _filed_json(landed: "Landing[FiledTasks]") -> dict[str, Any]:
    """One task as it always was; a list has its tasks under ``filed``."""
    filed = [
        {"id": str(one.id), "filing_number": one.number, "path": one.path}
        for one in landed.made.tasks
    ]
    facts = {"commit": landed.commit, "status": "admitted"}
    if len(filed) == 1:
        return {"version": 1, **filed[0], **facts}
    return {"version": 1, **facts, "filed": filed}
