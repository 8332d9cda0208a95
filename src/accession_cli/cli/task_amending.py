"""``accession amend``: a correction of a filed task, with its reason, and never a silent one."""

from datetime import date
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.session import (
    NOTHING_GIVEN,
    InspectedBy,
    Json,
    RegistryFolder,
    at_a_terminal,
    day,
    person,
    recorded_json,
    say_landed,
    say_remarks,
    tell_refusal,
    word_for,
)
from accession_cli.cli.task_retiring import task_id
from accession_cli.errors import Exit, Refused
from accession_cli.i18n import N_, _
from accession_cli.words.fields import field_words, value_words

if TYPE_CHECKING:
    from accession_cli.actions.task_amending import Amended, AmendmentWish
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.ids import RecordId
    from accession_cli.scheme.registry import Registry
    from accession_cli.scheme.task import Correction


def amend(
    number: Annotated[
        str, typer.Argument(metavar=N_("ID"), help=N_("The task that is corrected."))
    ],
    registry: RegistryFolder = None,
    *,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar=N_("KEY=VALUE"),
            help=N_(
                "What stands there from now on, for example basis[0].version=2025; repeatable."
            ),
        ),
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar=N_("TEXT"), help=N_("Why it is corrected."))
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar=N_("PERSON"),
            parser=person,
            help=N_("Who corrects it; without it, the person that git signs for here."),
        ),
    ] = None,
    on: Annotated[
        date | None,
        typer.Option(
            "--date",
            metavar=N_("DATE"),
            parser=day,
            help=N_("Since when it is known; without it, today."),
        ),
    ] = None,
    inspected_by: InspectedBy = None,
    as_json: Json = False,
) -> Exit:
    """Correct a filed task."""
    from accession_cli.actions.open import locate, opened
    from accession_cli.actions.task_amending import AmendmentWish, amend_task
    from accession_cli.entry import draft

    folder, record = locate(Path.cwd(), registry), task_id(number)
    given, why = _complete(folder, record, tuple(settings or ()), reason)
    wish = AmendmentWish(id=record, settings=given, reason=why, by=by, date=on or clock.today())
    try:
        word = word_for(draft.passages_of_amendment(given, why, by), inspected_by)
        landed = amend_task(folder, wish, when=clock.now(), request=uuid4().hex, inspected_by=word)
    except Refused as error:
        tell_refusal(error, as_json=as_json)
        asked = not settings or not reason
        if asked and error.queued is None and error.exit_code is not Exit.SECRET:
            _say_again(wish)
        raise
    if as_json:
        terminal.show_json(_amended_json(landed))
    else:
        _say_amended(landed, opened(folder).registry)
    return Exit.DONE


def _complete(
    folder: Path, record: "RecordId", settings: tuple[str, ...], reason: str | None
) -> tuple[tuple[str, ...], str]:
    """What is to be set and why; at a terminal, what is missing is asked for."""
    from accession_cli.actions.open import opened
    from accession_cli.actions.task_amending import refuse_unfit
    from accession_cli.actions.task_lookup import find
    from accession_cli.cli.questions import Questions, Stopped, wrong_text
    from accession_cli.cli.task_questions import ask_settings

    missing = [name for name, value in (("--set", settings), ("--reason", reason)) if not value]
    if missing and not at_a_terminal():
        raise NOTHING_GIVEN(missing=_(", ").join(missing))
    refuse_unfit(record, settings)
    ask = Questions()
    try:
        if not settings:
            known = opened(folder)
            row = find(known.registry, str(record), clock.today(), known.unread)
            settings = ask_settings(row.task, known.registry, ask)
        return settings, reason or ask.text(_("Why it is corrected:"), wrong_text)
    except Stopped as stopped:
        raise typer.Abort from stopped


def _say_again(wish: "AmendmentWish") -> None:
    """Give back what was answered, as a command that can be repeated."""
    options = " ".join(f"--set {quote(one)}" for one in wish.settings)
    terminal.note(_("What you answered, as one command:"))
    terminal.write_error(f"accession amend {wish.id} {options} --reason {quote(wish.reason)}")


def _say_amended(landed: "Landing[Amended]", registry: "Registry") -> None:
    from accession_cli.actions.directory_building import with_names

    made = landed.made
    terminal.show(str(made.task.id))
    say_remarks(made.remarks)
    said = _("Corrected {id} “{title}”, each field with its reason:")
    terminal.note(said.format(id=made.task.id, title=made.task.title))
    for one in made.corrections:
        terminal.note("  " + _change(with_names(registry, one)))
    say_landed(landed)


def _change(made: "Correction") -> str:
    old, new = (value_words(made.field, text) for text in (made.old, made.new))
    return _("{field}: {old} → {new}").format(field=field_words(made.field), old=old, new=new)


def _amended_json(landed: "Landing[Amended]") -> dict[str, Any]:
    made = landed.made
    return {
        **recorded_json(landed, made.task, made.path),
        "status": made.task.status.value,
        "corrections": [
            {
                "date": str(one.date),
                "field": one.field,
                "old": one.old,
                "new": one.new,
                "reason": one.reason,
                "by": one.by,
            }
            for one in made.corrections
        ],
    }
