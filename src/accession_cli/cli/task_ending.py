"""``accession retire``, ``undo`` and ``notify``: end a task, and record who was told of it."""

import os
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from typer import Argument, Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.questions import ask_text
from accession_cli.cli.session import (
    Session,
    Writing,
    day,
    lacking,
    record_id,
    said_again,
    say_unread,
)
from accession_cli.errors import Refusal
from accession_cli.i18n import N_, _
from accession_cli.words.task_landed import (
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
    from accession_cli.scheme.ids import RecordId


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
    from accession_cli.scheme.ids import APPLICATION

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
