"""``accession notify``: who was told that a task has ended, and the notices to send."""

import os
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
from accession_cli.cli.retiring import addressee_words, task_id
from accession_cli.errors import Exit
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accession_cli.actions.directory_rendering import Written
    from accession_cli.actions.task_end_notices import NotificationWish, Open, Told
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.ids import RecordId
    from accession_cli.scheme.task_addressees import Addressee


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
    from accession_cli.actions.task_end_notices import NobodyNamed, NotificationWish

    folder = locate(Path.cwd(), registry)
    if number is None:
        _list(folder, as_json=as_json)
        return Exit.DONE
    record, when = task_id(number), on or clock.today()
    if letter:
        _write(folder, record, when, out, as_json=as_json)
    elif not to and not everybody:
        raise NobodyNamed(id=record)
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
        screen.show_json(_told_json(landed))
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
        screen.show_json({"version": 1, "id": str(record), "files": files_json(written)})
        return
    say_written(written)
    said = _("Send them, then record whom and when with: accession notify {id} --to NAME, or --all")
    screen.next_step(said.format(id=record))


def say_written(written: "Sequence[Written]") -> None:
    """Each file by its path, and how many there are."""
    for one in written:
        screen.show(os.path.relpath(one.path))
    screen.note(_("Files written: {count}.").format(count=len(written)))


def files_json(written: "Sequence[Written]") -> list[dict[str, Any]]:
    """Files that were written, for programs."""
    return [
        {"path": str(one.path), "format": one.format, "sha256": one.sha256, "bytes": one.bytes}
        for one in written
    ]


def _list(folder: Path, *, as_json: bool) -> None:
    from accession_cli.actions.open import opened
    from accession_cli.actions.task_end_notices import open_ends

    found = open_ends(opened(folder).registry)
    if as_json:
        screen.show_json({"version": 1, "open": [_open_json(one) for one in found]})
        return
    if not found:
        screen.note(_("Everybody who must be told of the end of a task has been told."))
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
    screen.show_table((_("Number"), _("Title"), _("Ends on"), _("Not told yet")), rows)
    screen.next_step(_("Record who was told with: accession notify ID --to NAME, or --all"))


def _say_told(landed: "Landing[Told]") -> None:
    made = landed.made
    screen.show(str(made.task.id))
    say_remarks(made.remarks)
    said = _("On record: told of the end of {id} “{title}”: {names}.")
    names = "、".join(f"{one.to} {one.date}" for one in made.told)
    screen.note(said.format(id=made.task.id, title=made.task.title, names=names))
    say_landed(landed)
    if made.open:
        screen.note(_("Not told yet:"))
        for one in made.open:
            screen.note("  " + addressee_words(one))


def _told_json(landed: "Landing[Told]") -> dict[str, Any]:
    made = landed.made
    return {
        "version": 1,
        "id": str(made.task.id),
        "filing_number": made.task.filing.number,
        "path": made.path,
        "commit": landed.commit,
        "told": [{"to": one.to, "date": str(one.date)} for one in made.told],
        "open": [addressee_json(one) for one in made.open],
    }


def addressee_json(one: "Addressee") -> dict[str, Any]:
    """Whom a task goes down to, for programs."""
    return {"channel": one.channel.value, "name": one.name, "section": one.section}


def _open_json(one: "Open") -> dict[str, Any]:
    return {
        "id": str(one.task.id),
        "filing_number": one.task.filing.number,
        "title": one.task.title,
        "effective": str(one.retirement.effective),
        "notified": [{"to": told.to, "date": str(told.date)} for told in one.retirement.notified],
        "open": [addressee_json(open_) for open_ in one.open],
    }
