"""``accession dispatch``, ``retire``, ``undo`` and ``notify``: tell others of a task, and end it.

A task that is handed down has notices and a package for the grid platform, whose numbers are read
back. When a task ends, it is recorded who was told of it.
"""

import os
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from typer import Argument, Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.options import day, record_id
from accession_cli.cli.questions import ask_text
from accession_cli.cli.session import Session, Writing, lacking
from accession_cli.cli.terminal import said_again, say_landed, say_remarks, say_unread
from accession_cli.errors import Refusal, Refused
from accession_cli.i18n import N_, _
from accession_cli.words.task_landed import (
    dispatched_json,
    dispatched_sentences,
    files_json,
    open_ends_json,
    retired_json,
    retired_said,
    told_json,
    told_said,
    undone_json,
    undone_said,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accession_cli.actions.directory_documents import Written
    from accession_cli.actions.task_dispatching import Dispatched, DispatchTasks
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.registry import RecordId
    from accession_cli.scheme.task import Task


DayOfNotice = Annotated[
    date | None, Option("--date", parser=day, help=N_("The day; without it, today."))
]
NoticesOut = Annotated[
    Path | None,
    Option(
        "--out",
        metavar=N_("FOLDER"),
        help=N_("Where notices are written; without it, in build/ of the repository."),
    ),
]


def retire(
    desk: Writing,
    number: Annotated[str, Argument(help=N_("The task that ends."))],
    *,
    applied: Annotated[
        date | None, Option(parser=day, help=N_("Day of the agency's material."))
    ] = None,
    effective: Annotated[
        date | None, Option(parser=day, help=N_("First day on which the task is no longer done."))
    ] = None,
    reason: Annotated[str | None, Option(help=N_("Why it ends."))] = None,
    material: Annotated[
        str | None,
        Option(
            metavar=N_("FILE"),
            help=N_("The agency's written material; its name and hash are recorded."),
        ),
    ] = None,
    superseded_by: Annotated[str | None, Option(help=N_("The task that takes its place."))] = None,
    in_error: Annotated[
        bool, Option("--entered-in-error", help=N_("The task should never have been filed."))
    ] = False,
) -> None:
    """Retire a task.

    Needs the agency's written material; its name and hash are recorded. With --superseded-by both
    tasks are linked at the same time. At a terminal, what is missing is asked for.

    $ accession retire DL-2024-0001
    $ accession retire DL-2024-0001 --reason 期限届满 --material 终止申请.pdf
    """
    from accession_cli.actions.materials import material_of
    from accession_cli.actions.task_retiring import RetireTask

    record = record_id(number)
    successor = None if superseded_by is None else record_id(superseded_by)
    given = {
        "applied": str(applied) if applied else None,
        "effective": str(effective) if effective else None,
        "reason": reason,
        "material": material,
    }
    facts = _complete(desk, record, given)
    again = [word for name, value in facts.items() for word in (f"--{name}", value)]
    with said_again("retire", str(record), *again, asked=facts != given, check=desk.check):
        action = RetireTask(
            id=record,
            applied=date.fromisoformat(facts["applied"]),
            effective=date.fromisoformat(facts["effective"]),
            reason=facts["reason"],
            material=material_of(Path(facts["material"])),
            superseded_by=successor,
            entered_in_error=in_error,
        )
        desk.do(action, retired_said, retired_json)


def _complete(
    desk: Writing, record: "RecordId", given: Mapping[str, str | None]
) -> Mapping[str, str]:
    from accession_cli.actions.task_lookup import find
    from accession_cli.cli.questions import Questions
    from accession_cli.cli.task_questions import ask_retirement

    if not lacking({f"--{name}": value for name, value in given.items()}):
        return {name: value for name, value in given.items() if value}
    unread = desk.opened.unread
    find(desk.registry, str(record), clock.today(), unread)  # before anything is asked
    ask = Questions()
    return ask.run(lambda: ask_retirement(desk.registry.scheme, given, ask))


def undo(
    desk: Writing,
    number: Annotated[
        str | None,
        Argument(
            help=N_("The task, or the application that was filed; without it, all are listed.")
        ),
    ] = None,
    reason: Annotated[str | None, Option(help=N_("Why it is taken back."))] = None,
) -> None:
    """Take back a filing that was not handed down yet.

    The task is retired as entered in error, in a new commit; its number stays used, and its
    application is approved again, to be filed anew. Without an id, the tasks are listed that were
    not handed down. What was handed down is ended with accession retire; what still waits to be
    sent is dropped with accession sync --drop.

    $ accession undo
    $ accession undo DL-2026-0021 --reason 重复备案
    """
    from accession_cli.actions.task_retiring import UndoFiling

    if number is None:
        _list_undoable(desk)
        return
    record = _filed_as(desk, number)
    why = reason or ask_text("--reason", _("Why it is taken back:"))
    action = UndoFiling(id=record, reason=why, date=clock.today())
    desk.do(action, undone_said, undone_json)


#: The application was not filed, so there is no filing to take back.
NOT_FILED: Final = Refusal(
    N_("{id} is not filed, so there is no filing to take back."),
    N_("See where it stands with: accession show {id}"),
)


def _filed_as(desk: Session, number: str) -> "RecordId":
    """The task with the id *number*, or the one as which the application *number* was filed."""
    from accession_cli.scheme.registry import APPLICATION

    if not re.search(rf"-{APPLICATION}-", number.upper()):
        return record_id(number)
    applied = record_id(number, APPLICATION)
    known = {one.application.id: one.application for one in desk.registry.applications}
    filed = known[applied].filed if applied in known else None
    if filed is None:
        raise NOT_FILED(id=applied)
    return filed


def _list_undoable(desk: Session) -> None:
    from accession_cli.actions.task_retiring import undoable

    unread = desk.opened.unread
    say_unread(unread)
    found = undoable(desk.registry)
    if desk.as_json:
        filed = [
            {"id": str(task.id), "filing_number": task.filing.number, "title": task.title}
            for task in found
        ]
        terminal.show_json({"version": 2, "not_handed_down": filed, "unread": list(unread)})
        return
    if not found:
        terminal.note(_("Every task that is in force was handed down; none can be taken back."))
        return
    rows = [(str(task.id), task.title, str(task.filing.date)) for task in found]
    terminal.show_table((_("Number"), _("Title"), _("Filed")), rows)
    terminal.next_step(_("Take one back with: accession undo ID --reason TEXT"))


def notify(
    desk: Writing,
    number: Annotated[
        str | None, Argument(help=N_("The task that ended; without it, all are listed."))
    ] = None,
    *,
    to: Annotated[
        list[str] | None,
        Option(
            help=N_("Who was told: a subdistrict by name or code, or whoever it was; repeatable.")
        ),
    ] = None,
    everybody: Annotated[
        bool, Option("--all", help=N_("Everybody who must be told has been told."))
    ] = False,
    on: DayOfNotice = None,
    letter: Annotated[
        bool, Option("--letter", help=N_("Write the notices to send; record nothing."))
    ] = False,
    out: NoticesOut = None,
) -> None:
    """Record who was told that a task has ended.

    The subdistrict sections tell the communities, the grid centre its workers. Without
    an id, the ended tasks are listed of which somebody has not been told. With --letter the notices
    to send are written, one for each, and nothing is recorded.

    $ accession notify
    $ accession notify DL-2024-0006 --letter
    $ accession notify DL-2024-0006 --to 张贵庄街道 --to 区网格化管理中心
    $ accession notify DL-2024-0006 --all --date 2026-10-12
    """
    from accession_cli.actions.task_end_notices import NOBODY_NAMED, NotifyOfEnd

    if number is None:
        _list(desk)
        return
    record, when = record_id(number), on or clock.today()
    if letter:
        _write(desk, record, when, out)
        return
    if not to and not everybody:
        raise NOBODY_NAMED(id=record)
    action = NotifyOfEnd(id=record, to=None if everybody else tuple(to or ()), date=when)
    desk.do(action, told_said, told_json)


def _write(desk: Writing, record: "RecordId", on: date, out: Path | None) -> None:
    from accession_cli.actions.task_end_notices import folder_below_build, letters, write_files
    from accession_cli.actions.task_lookup import find

    task = find(desk.registry, str(record), clock.today(), desk.opened.unread).task
    made = letters(desk.folder, desk.registry, task, on)
    if desk.check:
        desk.tell_not_written([name for name, _data in made])
        return
    written = write_files(made, out or folder_below_build(desk.folder, "notices", str(record)))
    if desk.as_json:
        terminal.show_json({"version": 1, "id": str(record), "files": files_json(written)})
        return
    say_written(written)
    said = _("Send them, then record whom and when with: accession notify {id} --to NAME, or --all")
    terminal.next_step(said.format(id=record))


def say_written(written: "Sequence[Written]") -> None:
    """List the path of each file, then the number of files."""
    for one in written:
        terminal.show(os.path.relpath(one.path))
    terminal.note(_("Files written: {count}.").format(count=len(written)))


def _list(desk: Session) -> None:
    from accession_cli.actions.task_end_notices import open_ends

    unread = desk.opened.unread
    say_unread(unread)
    found = open_ends(desk.registry)
    if desk.as_json:
        terminal.show_json({"version": 1, "open": open_ends_json(found), "unread": list(unread)})
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
