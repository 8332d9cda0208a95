"""``accession retire``: a task ends, and those who did it are told."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from accession_cli import clock
from accession_cli.cli import screen
from accession_cli.cli.inspection import InspectedBy, word_for
from accession_cli.cli.landing_words import (
    NothingGiven,
    at_a_terminal,
    say_landed,
    say_remarks,
    show_findings,
    show_queued,
)
from accession_cli.cli.options import Json, RegistryFolder, day
from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from accession_cli.actions.materials import Material
    from accession_cli.actions.task_retiring import Retired, RetirementWish
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.ids import RecordId
    from accession_cli.scheme.task_addressees import Addressee


class NotAnId(AccessionError):
    """Something that is not a task's id where one is needed."""

    exit_code = Exit.USAGE
    says = N_("“{text}” is not a task's id.")
    mend = N_("An id looks like DL-2024-0001; accession list shows them.")


def retire(
    number: Annotated[str, typer.Argument(metavar=N_("ID"), help=N_("The task that ends."))],
    registry: RegistryFolder = None,
    *,
    applied: Annotated[
        date | None,
        typer.Option(
            "--applied", metavar=N_("DATE"), parser=day, help=N_("Day of the agency's material.")
        ),
    ] = None,
    effective: Annotated[
        date | None,
        typer.Option(
            "--effective",
            metavar=N_("DATE"),
            parser=day,
            help=N_("First day on which the task is no longer done."),
        ),
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar=N_("TEXT"), help=N_("Why it ends."))
    ] = None,
    material: Annotated[
        str | None,
        typer.Option(
            "--material",
            metavar=N_("FILE"),
            help=N_("The agency's written material; its name and hash are recorded."),
        ),
    ] = None,
    superseded_by: Annotated[
        str | None,
        typer.Option(
            "--superseded-by", metavar=N_("ID"), help=N_("The task that takes its place.")
        ),
    ] = None,
    in_error: Annotated[
        bool,
        typer.Option("--entered-in-error", help=N_("The task should never have been filed.")),
    ] = False,
    inspected_by: InspectedBy = None,
    as_json: Json = False,
) -> Exit:
    """Retire a task."""
    from accession_cli.actions.materials import material_of
    from accession_cli.actions.open import locate
    from accession_cli.actions.task_retiring import retire_task
    from accession_cli.entry import draft

    folder = locate(Path.cwd(), registry)
    record = task_id(number)
    successor = None if superseded_by is None else task_id(superseded_by)
    given = {
        "applied": str(applied) if applied else None,
        "effective": str(effective) if effective else None,
        "reason": reason,
        "material": material,
    }
    facts = _complete(folder, record, given)
    try:
        handed_in = material_of(Path(facts["material"]))
        wish = _wish(facts, record, successor, handed_in, in_error=in_error)
        texts = draft.passages_of_retirement(wish.reason, wish.material.name, handed_in.inside)
        landed = retire_task(
            folder,
            wish,
            handed_in,
            when=clock.now(),
            request=uuid4().hex,
            inspected_by=word_for(texts, inspected_by),
        )
    except AccessionError as error:
        show_findings(error)
        if as_json:
            show_queued(error)
        if facts != given and error.queued is None and error.exit_code is not Exit.SECRET:
            _say_again(record, facts)
        raise
    if as_json:
        screen.show_json(_retired_json(landed))
    else:
        _say_retired(landed)
    return Exit.DONE


def task_id(text: str) -> "RecordId":
    """The id that *text* names; ``NotAnId`` otherwise."""
    from accession_cli.scheme.ids import TASK, RecordId

    try:
        record = RecordId.parse(text.strip().upper())
    except ValueError as error:
        raise NotAnId(text=text) from error
    if record.letter != TASK:
        raise NotAnId(text=text)
    return record


def _complete(
    folder: Path, record: "RecordId", given: Mapping[str, str | None]
) -> Mapping[str, str]:
    from accession_cli.actions.open import opened
    from accession_cli.actions.task_lookup import find
    from accession_cli.cli.questions import Questions, Stopped
    from accession_cli.cli.wizard import ask_retirement

    missing = [name for name, value in given.items() if not value]
    if missing and not at_a_terminal():
        raise NothingGiven(missing=_(", ").join(f"--{name}" for name in missing))
    if not missing:
        return {name: value for name, value in given.items() if value}
    known = opened(folder)
    find(known.registry, str(record), clock.today(), known.unread)  # before anything is asked
    try:
        return ask_retirement(known.registry.scheme, given, Questions())
    except Stopped as stopped:
        raise typer.Abort from stopped


def _say_again(record: "RecordId", facts: Mapping[str, str]) -> None:
    """Give back what was answered, as a command that can be repeated."""
    options = " ".join(f"--{name} {quote(value)}" for name, value in facts.items())
    screen.note(_("What you answered, as one command:"))
    screen.write_error(f"accession retire {record} {options}")


def _wish(
    facts: Mapping[str, str],
    record: "RecordId",
    successor: "RecordId | None",
    material: "Material",
    *,
    in_error: bool,
) -> "RetirementWish":
    from accession_cli.actions.task_retiring import RetirementWish

    return RetirementWish(
        id=record,
        applied=date.fromisoformat(facts["applied"]),
        effective=date.fromisoformat(facts["effective"]),
        reason=facts["reason"],
        material=material.stored,
        superseded_by=successor,
        entered_in_error=in_error,
    )


def _say_retired(landed: "Landing[Retired]") -> None:
    made = landed.made
    ended = made.task.retirement
    screen.show(str(made.task.id))
    say_remarks(made.remarks)
    if ended:
        screen.note(
            _("Retired {id} “{title}”: from {day} on it is no longer done.").format(
                id=made.task.id, title=made.task.title, day=ended.effective
            )
        )
    say_landed(landed)
    screen.note(_("Who must be told to stop:"))
    for told in made.notify:
        screen.note("  " + addressee_words(told))
    for notice in made.open_notices:
        said = _("dispatch notice {notice} is open and has to be closed")
        screen.note("  " + said.format(notice=notice))
    said = _("Write the notices with accession notify {id} --letter, and record who was told.")
    screen.next_step(said.format(id=made.task.id))


def addressee_words(told: "Addressee") -> str:
    """An addressee, and whom it passes the word on to."""
    from accession_cli.scheme.task import Channel

    if told.channel is Channel.GRID:
        return _("{name}, for the grid workers").format(name=told.name)
    if told.section:
        return _("{name}, {section}, and through it the communities").format(
            name=told.name, section=told.section
        )
    return _("{name}, the receiving section, and through it the communities").format(name=told.name)


def _retired_json(landed: "Landing[Retired]") -> dict[str, Any]:
    made = landed.made
    ended = made.task.retirement
    return {
        "version": 1,
        "id": str(made.task.id),
        "filing_number": made.task.filing.number,
        "path": made.paths[0],
        "commit": landed.commit,
        "status": "retired",
        "effective": str(ended.effective) if ended else None,
        "notify": [
            {"channel": told.channel.value, "name": told.name, "section": told.section}
            for told in made.notify
        ],
    }
