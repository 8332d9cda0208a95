"""``accession retire`` and ``notify``: a task ends, and those who did it are told.

``notify`` records who was told, and writes the notices to send.
"""

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final
from uuid import uuid4

import typer

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.session import (
    NOTHING_GIVEN,
    Check,
    InspectedBy,
    Json,
    RegistryFolder,
    Session,
    at_a_terminal,
    day,
    refusals_told,
    said_again,
    say_landed,
    say_remarks,
    say_unread,
    word_for,
)
from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_, _
from accession_cli.words.landed import recorded_json
from accession_cli.words.task_landed import (
    addressee_json,
    addressee_words,
    retired_json,
    retired_said,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accession_cli.actions.directory_rendering import Written
    from accession_cli.actions.task_end_notices import NotificationWish, Open, Told
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.ids import RecordId


#: Something that is not a task's id where one is needed.
NOT_AN_ID: Final = Refusal(
    N_("“{text}” is not a task's id."),
    N_("An id looks like DL-2024-0001; accession list shows them."),
    Exit.USAGE,
)


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
    check: Check = False,
    as_json: Json = False,
) -> Exit:
    """Retire a task."""
    from accession_cli.actions.materials import material_of
    from accession_cli.actions.task_retiring import RetireTask

    desk = Session(registry, as_json=as_json, inspected_by=inspected_by, check=check)
    record = task_id(number)
    successor = None if superseded_by is None else task_id(superseded_by)
    given = {
        "applied": str(applied) if applied else None,
        "effective": str(effective) if effective else None,
        "reason": reason,
        "material": material,
    }
    facts = _complete(desk, record, given)
    again = [word for name, value in facts.items() for word in (f"--{name}", value)]
    with said_again("retire", str(record), *again, asked=facts != given, check=check):
        action = RetireTask(
            id=record,
            applied=date.fromisoformat(facts["applied"]),
            effective=date.fromisoformat(facts["effective"]),
            reason=facts["reason"],
            material=material_of(Path(facts["material"])),
            superseded_by=successor,
            entered_in_error=in_error,
        )
        return desk.do(action, retired_said, retired_json)


def task_id(text: str) -> "RecordId":
    """The id that *text* names; ``NOT_AN_ID`` otherwise."""
    from accession_cli.scheme.ids import TASK, RecordId

    try:
        record = RecordId.parse(text.strip().upper())
    except ValueError as error:
        raise NOT_AN_ID(text=text) from error
    if record.letter != TASK:
        raise NOT_AN_ID(text=text)
    return record


def _complete(
    desk: Session, record: "RecordId", given: Mapping[str, str | None]
) -> Mapping[str, str]:
    from accession_cli.actions.task_lookup import find
    from accession_cli.cli.questions import Questions, Stopped
    from accession_cli.cli.task_questions import ask_retirement

    missing = [name for name, value in given.items() if not value]
    if missing and not at_a_terminal():
        raise NOTHING_GIVEN(missing=_(", ").join(f"--{name}" for name in missing))
    if not missing:
        return {name: value for name, value in given.items() if value}
    unread = desk.opened.unread
    find(desk.registry, str(record), clock.today(), unread)  # before anything is asked
    try:
        return ask_retirement(desk.registry.scheme, given, Questions())
    except Stopped as stopped:
        raise typer.Abort from stopped


def notify(
    number: Annotated[
        str | None,
        typer.Argument(
            metavar=N_("ID"), help=N_("The task that ended; without it, all are listed.")
        ),
    ] = None,
    registry: RegistryFolder = None,
    *,
    to: Annotated[
        list[str] | None,
        typer.Option(
            "--to",
            metavar=N_("NAME"),
            help=N_("Who was told: a subdistrict by name or code, or whoever it was; repeatable."),
        ),
    ] = None,
    everybody: Annotated[
        bool, typer.Option("--all", help=N_("Everybody who must be told has been told."))
    ] = False,
    on: Annotated[
        date | None,
        typer.Option(
            "--date", metavar=N_("DATE"), parser=day, help=N_("The day; without it, today.")
        ),
    ] = None,
    letter: Annotated[
        bool, typer.Option("--letter", help=N_("Write the notices to send; record nothing."))
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar=N_("FOLDER"),
            help=N_("Where notices are written; without it, in build/ of the repository."),
        ),
    ] = None,
    inspected_by: InspectedBy = None,
    as_json: Json = False,
) -> Exit:
    """Record who was told of an end."""
    from accession_cli.actions.open import locate
    from accession_cli.actions.task_end_notices import NOBODY_NAMED, NotificationWish

    folder = locate(Path.cwd(), registry)
    if number is None:
        _list(folder, as_json=as_json)
        return Exit.DONE
    record, when = task_id(number), on or clock.today()
    if letter:
        _write(folder, record, when, out, as_json=as_json)
    elif not to and not everybody:
        raise NOBODY_NAMED(id=record)
    else:
        wish = NotificationWish(id=record, to=None if everybody else tuple(to or ()), date=when)
        _record(folder, wish, inspected_by, as_json=as_json)
    return Exit.DONE


def _record(
    folder: Path, wish: "NotificationWish", inspected_by: str | None, *, as_json: bool
) -> None:
    from accession_cli.actions.task_end_notices import notify_of_end
    from accession_cli.entry import draft

    with refusals_told(as_json=as_json):
        word = word_for(draft.passages_of_names("--to", wish.to or ()), inspected_by)
        landed = notify_of_end(
            folder, wish, when=clock.now(), request=uuid4().hex, inspected_by=word
        )
    if as_json:
        terminal.show_json(_told_json(landed))
    else:
        _say_told(landed)


def _write(folder: Path, record: "RecordId", on: date, out: Path | None, *, as_json: bool) -> None:
    from accession_cli.actions.open import opened
    from accession_cli.actions.task_end_notices import write_letters
    from accession_cli.actions.task_lookup import find

    known = opened(folder)
    task = find(known.registry, str(record), clock.today(), known.unread).task
    written = write_letters(folder, known.registry, task, on, out)
    if as_json:
        terminal.show_json({"version": 1, "id": str(record), "files": files_json(written)})
        return
    say_written(written)
    said = _("Send them, then record whom and when with: accession notify {id} --to NAME, or --all")
    terminal.next_step(said.format(id=record))


def say_written(written: "Sequence[Written]") -> None:
    """Each file by its path, and how many there are."""
    for one in written:
        terminal.show(os.path.relpath(one.path))
    terminal.note(_("Files written: {count}.").format(count=len(written)))


def files_json(written: "Sequence[Written]") -> list[dict[str, Any]]:
    """Files that were written, for programs."""
    return [
        {"path": str(one.path), "format": one.format, "sha256": one.sha256, "bytes": one.bytes}
        for one in written
    ]


def _list(folder: Path, *, as_json: bool) -> None:
    from accession_cli.actions.open import opened
    from accession_cli.actions.task_end_notices import open_ends

    known = opened(folder)
    say_unread(known.unread)
    found = open_ends(known.registry)
    if as_json:
        listed = [_open_json(one) for one in found]
        terminal.show_json({"version": 1, "open": listed, "unread": list(known.unread)})
        return
    if not found:
        terminal.note(_("Everybody who must be told of the end of a task has been told."))
        return
    rows = [
        (
            str(one.task.id),
            one.task.title,
            str(one.retirement.effective),
            "、".join(map(str, one.open)),
        )
        for one in found
    ]
    terminal.show_table((_("Number"), _("Title"), _("Ends on"), _("Not told yet")), rows)
    terminal.next_step(_("Record who was told with: accession notify ID --to NAME, or --all"))


def _say_told(landed: "Landing[Told]") -> None:
    made = landed.made
    terminal.show(str(made.task.id))
    say_remarks(made.remarks)
    said = _("On record: told of the end of {id} “{title}”: {names}.")
    names = "、".join(f"{one.to} {one.date}" for one in made.told)
    terminal.note(said.format(id=made.task.id, title=made.task.title, names=names))
    say_landed(landed)
    if made.open:
        terminal.note(_("Not told yet:"))
        for one in made.open:
            terminal.note("  " + addressee_words(one))


def _told_json(landed: "Landing[Told]") -> dict[str, Any]:
    made = landed.made
    return {
        **recorded_json(landed, made.task, made.path),
        "told": [{"to": one.to, "date": str(one.date)} for one in made.told],
        "open": [addressee_json(one) for one in made.open],
    }


def _open_json(one: "Open") -> dict[str, Any]:
    return {
        "id": str(one.task.id),
        "filing_number": one.task.filing.number,
        "title": one.task.title,
        "effective": str(one.retirement.effective),
        "notified": [{"to": told.to, "date": str(told.date)} for told in one.retirement.notified],
        "open": [addressee_json(open_) for open_ in one.open],
    }
