"""``accession dispatch``: admitted tasks are handed down, and the grid platform's numbers read."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.session import (
    InspectedBy,
    Json,
    RegistryFolder,
    day,
    refusals_told,
    say_landed,
    say_remarks,
    say_unread,
    word_for,
)
from accession_cli.cli.task_end_notices import say_written
from accession_cli.cli.task_retiring import task_id
from accession_cli.errors import Exit, Refused
from accession_cli.i18n import N_, _
from accession_cli.words.task_landed import addressee_json, files_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accession_cli.actions.directory_rendering import Written
    from accession_cli.actions.task_dispatching import Dispatched, DispatchWish
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.task import Task


def dispatch(
    numbers: Annotated[
        list[str] | None, typer.Argument(metavar=N_("ID"), help=N_("The tasks that go down."))
    ] = None,
    registry: RegistryFolder = None,
    *,
    pending: Annotated[
        bool, typer.Option("--pending", help=N_("All in force that have not gone down yet."))
    ] = False,
    to_all: Annotated[
        bool, typer.Option("--to-all", help=N_("Send it also to those who have it already."))
    ] = False,
    on: Annotated[
        date | None,
        typer.Option(
            "--date", metavar=N_("DATE"), parser=day, help=N_("The day; without it, today.")
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar=N_("FOLDER"),
            help=N_("Where notices are written; without it, in build/ of the repository."),
        ),
    ] = None,
    letter: Annotated[
        bool, typer.Option("--letter", help=N_("Write the papers once more; record nothing."))
    ] = False,
    receipt: Annotated[
        Path | None,
        typer.Option(
            "--receipt",
            metavar=N_("FILE"),
            help=N_("What the grid platform sent back: JSON, or the table with its numbers."),
        ),
    ] = None,
    inspected_by: InspectedBy = None,
    as_json: Json = False,
) -> Exit:
    """Hand admitted tasks down."""
    from accession_cli.actions.open import locate
    from accession_cli.actions.task_dispatching import NOTHING_NAMED, DispatchWish, receipt_of

    folder = locate(Path.cwd(), registry)
    ids = tuple(dict.fromkeys(map(task_id, numbers or ())))
    if len([way for way in (ids, pending, receipt) if way]) != 1 or (letter and receipt):
        raise NOTHING_NAMED()
    wish = DispatchWish(
        ids=None if pending or receipt else ids,
        date=on or clock.today(),
        again=to_all or (letter and bool(ids)),
        receipt=receipt_of(receipt) if receipt else None,
    )
    if letter:
        _write_again(folder, wish, out, as_json=as_json)
    else:
        _send(folder, wish, out, inspected_by, as_json=as_json)
    return Exit.DONE


def _send(
    folder: Path, wish: "DispatchWish", out: Path | None, inspected_by: str | None, *, as_json: bool
) -> None:
    from accession_cli.actions.task_dispatching import dispatch_tasks, passages_of, write_papers

    with refusals_told(as_json=as_json):
        word = word_for(passages_of(wish), inspected_by)
        landed = dispatch_tasks(
            folder, wish, when=clock.now(), request=uuid4().hex, inspected_by=word
        )
    made = landed.made
    written: Sequence[Written] = ()
    try:
        if wish.receipt is None:
            written = write_papers(folder, made.registry, made.sent, made.date, out)
    except Refused as error:
        if not any(one.entries for one in made.sent):
            raise
        terminal.refuse_error(error)
        terminal.note(_("It is on record; only the papers could not be written."))
        ids = " ".join(str(one.task.id) for one in made.sent)
        step = _("Mend that, and write them with: accession dispatch {ids} --letter")
        terminal.next_step(step.format(ids=ids))
    if as_json:
        terminal.show_json(_sent_json(landed, written))
    else:
        _say_sent(landed, written, wish)


def _write_again(folder: Path, wish: "DispatchWish", out: Path | None, *, as_json: bool) -> None:
    from accession_cli.actions.open import opened
    from accession_cli.actions.task_dispatching import pending, to_be_sent, write_papers
    from accession_cli.actions.task_lookup import find

    known = opened(folder)
    tasks: Sequence[Task] = pending(known.registry, wish.date)
    left_out = known.unread if wish.ids is None else ()
    say_unread(left_out)
    if wish.ids is not None:
        rows = (find(known.registry, str(one), wish.date, known.unread) for one in wish.ids)
        tasks = [row.task for row in rows]
    sent = to_be_sent(known.registry, tasks, wish)
    written = write_papers(folder, known.registry, sent, wish.date, out)
    if as_json:
        terminal.show_json({"version": 1, "files": files_json(written), "unread": list(left_out)})
        return
    say_written(written)
    terminal.note(_("Nothing was recorded."))


def _say_sent(
    landed: "Landing[Dispatched]", written: "Sequence[Written]", wish: "DispatchWish"
) -> None:
    made = landed.made
    say_remarks(made.remarks)
    say_unread(made.unread)
    recorded = [one for one in made.sent if one.entries]
    for one in recorded:
        said = _("On record: {id} “{title}” went to {names}.")
        names = "、".join(
            entry.to + (f" {entry.number}" if entry.number else "") for entry in one.entries
        )
        terminal.note(said.format(id=one.task.id, title=one.task.title, names=names))
    if recorded:
        say_landed(landed)
    elif wish.receipt is not None:
        terminal.note(_("These numbers are on record already."))
    if written:
        say_written(written)
    package = next((one.path for one in written if one.format == "json"), None)
    if package is not None:
        said = _(
            "Give {path} to the grid centre, or the table beside it; then record the platform's"
            " numbers with: accession dispatch --receipt FILE"
        )
        terminal.next_step(said.format(path=package.name))


def _sent_json(landed: "Landing[Dispatched]", written: "Sequence[Written]") -> dict[str, Any]:
    made = landed.made
    return {
        "version": 1,
        "date": str(made.date),
        "commit": landed.commit if any(one.entries for one in made.sent) else None,
        "tasks": [
            {
                "id": str(one.task.id),
                "filing_number": one.task.filing.number,
                "to": [addressee_json(to) for to in one.to],
                "recorded": [
                    {"to": entry.to, "date": str(entry.date), "number": entry.number}
                    for entry in one.entries
                ],
            }
            for one in made.sent
        ],
        "files": files_json(written),
        "unread": list(made.unread),
    }
