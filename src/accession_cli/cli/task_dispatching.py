"""``accession dispatch``: hand admitted tasks down, and read back the grid platform's numbers."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.session import Writing, record_id, say_landed, say_remarks, say_unread
from accession_cli.cli.task_ending import DayOfNotice, NoticesOut, say_written
from accession_cli.errors import Refused
from accession_cli.i18n import N_, _
from accession_cli.words.task_landed import dispatched_json, dispatched_sentences, files_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accession_cli.actions.directory_documents import Written
    from accession_cli.actions.task_dispatching import Dispatched, DispatchTasks
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.task import Task


def dispatch(
    desk: Writing,
    numbers: Annotated[list[str] | None, Argument(help=N_("The tasks that go down."))] = None,
    *,
    pending: Annotated[
        bool, Option("--pending", help=N_("All in force that have not gone down yet."))
    ] = False,
    to_all: Annotated[
        bool, Option("--to-all", help=N_("Send it also to those who have it already."))
    ] = False,
    on: DayOfNotice = None,
    out: NoticesOut = None,
    letter: Annotated[
        bool, Option("--letter", help=N_("Write the papers once more; record nothing."))
    ] = False,
    receipt: Annotated[
        Path | None,
        Option(help=N_("What the grid platform sent back: JSON, or the table with its numbers.")),
    ] = None,
) -> None:
    """Hand admitted tasks down.

    Community tasks: a Word notice for each subdistrict, and who got it and when is recorded at
    once. Grid tasks: the platform's package as JSON and as a table; it is on record once --receipt
    has read the platform's numbers back.

    $ accession dispatch --pending
    $ accession dispatch DL-2026-0021 --date 2026-10-12
    $ accession dispatch DL-2026-0021 --letter
    $ accession dispatch --receipt 回执.xlsx
    """
    from accession_cli.actions.task_dispatching import NOTHING_NAMED, DispatchTasks, receipt_of

    ids = tuple(dict.fromkeys(map(record_id, numbers or ())))
    if len([way for way in (ids, pending, receipt) if way]) != 1 or (letter and receipt):
        raise NOTHING_NAMED()
    action = DispatchTasks(
        ids=None if pending or receipt else ids,
        date=on or clock.today(),
        again=to_all or (letter and bool(ids)),
        receipt=receipt_of(receipt) if receipt else None,
    )
    if letter:
        _write_again(desk, action, out)
    else:
        _send(desk, action, out)


def _send(desk: Writing, action: "DispatchTasks", out: Path | None) -> None:
    from accession_cli.actions.task_dispatching import papers, write_papers

    def notices(made: "Dispatched") -> "Sequence[tuple[str, bytes]]":
        return papers(desk.folder, made.registry, made.sent, made.date) if down else ()

    down = action.receipt is None
    landed = desk.enter(action, papers=notices)
    if landed is None:
        return
    made = landed.made
    written: Sequence[Written] = ()
    try:
        if down:
            written = write_papers(desk.folder, made.registry, made.sent, made.date, out)
    except Refused as error:
        if not made.recorded:
            raise
        terminal.refuse_error(error)
        terminal.note(_("It is on record; only the papers could not be written."))
        ids = " ".join(str(one.task.id) for one in made.sent)
        step = _("Mend that, and write them with: accession dispatch {ids} --letter")
        terminal.next_step(step.format(ids=ids))
    if desk.as_json:
        terminal.show_json(dispatched_json(landed, written))
    else:
        _say_sent(landed, written)


def _write_again(desk: Writing, action: "DispatchTasks", out: Path | None) -> None:
    from accession_cli.actions.task_dispatching import papers, pending, write_papers
    from accession_cli.actions.task_lookup import find

    known, unread = desk.registry, desk.opened.unread
    tasks: Sequence[Task] = pending(known, action.date)
    left_out = unread if action.ids is None else ()
    say_unread(left_out)
    if action.ids is not None:
        tasks = [find(known, str(one), action.date, unread).task for one in action.ids]
    sent = action.to_be_sent(known, tasks)
    if desk.check:
        made = papers(desk.folder, known, sent, action.date)
        desk.tell_not_written([name for name, _data in made])
        return
    written = write_papers(desk.folder, known, sent, action.date, out)
    if desk.as_json:
        terminal.show_json({"version": 1, "files": files_json(written), "unread": list(left_out)})
        return
    say_written(written)
    terminal.note(_("Nothing was recorded."))


def _say_sent(landed: "Landing[Dispatched]", written: "Sequence[Written]") -> None:
    made = landed.made
    say_remarks(made.remarks)
    say_unread(made.unread)
    for sentence in dispatched_sentences(made):
        terminal.note(sentence)
    if made.recorded:
        say_landed(landed)
    if written:
        say_written(written)
    package = next((one.path for one in written if one.format == "json"), None)
    if package is not None:
        said = _(
            "Give {path} to the grid centre, or the table beside it; then record the platform's"
            " numbers with: accession dispatch --receipt FILE"
        )
        terminal.next_step(said.format(path=package.name))
