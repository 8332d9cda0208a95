"""Write the notices of correction of applications: with a return, and once more with --letter."""

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.session import Writing, record_id
from accession_cli.errors import Refused
from accession_cli.i18n import _
from accession_cli.scheme.ids import APPLICATION

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from accession_cli.actions.application_deciding import Decided


def tried(desk: Writing, *, returns: bool) -> "Callable[[Decided], Sequence[tuple[str, bytes]]]":
    """A function that makes the notices of what is returned, without writing them."""
    from accession_cli.actions.application_correcting import notice_of, notice_paper

    def made(decided: "Decided") -> "Sequence[tuple[str, bytes]]":
        listed = decided.applications if returns else ()
        notices = (notice_of(one, decided.registry, clock.today()) for one in listed)
        return [notice_paper(desk.folder, one) for one in notices]

    return made


def issued(desk: Writing, made: "Decided", out: Path | None) -> "Sequence[Path]":
    """The notices of what was returned; that they cannot be written refuses nothing any more."""
    from accession_cli.actions.application_correcting import notice_of, write_notice

    try:
        return [
            write_notice(desk.folder, notice_of(one, made.registry, clock.today()), out)
            for one in made.applications
        ]
    except Refused as error:
        terminal.refuse_error(error)
        terminal.note(_("It is on record; only the notice of correction could not be written."))
        ids = " ".join(str(one.id) for one in made.applications)
        step = _("Mend that, and write it with: accession decide {ids} --letter")
        terminal.next_step(step.format(ids=ids))
        return ()


def write_again(desk: Writing, numbers: "Sequence[str]", today: date, out: Path | None) -> None:
    """Write the notices of applications that were returned, or drafts of them."""
    from accession_cli.actions.application_correcting import (
        notice_of,
        notice_paper,
        write_notice,
    )
    from accession_cli.actions.task_lookup import find_application

    known, unread = desk.registry, desk.opened.unread
    ids = dict.fromkeys(record_id(one, APPLICATION) for one in numbers)
    found = [find_application(known, one, today, unread).application for one in ids]
    contents = [notice_of(one, known, today) for one in found]
    if desk.check:
        made = [notice_paper(desk.folder, one) for one in contents]
        desk.tell_not_written([name for name, _data in made])
        return
    paths = [write_notice(desk.folder, one, out) for one in contents]
    if desk.as_json:
        terminal.show_json({"version": 1, "notices": [str(path) for path in paths]})
        return
    for path in paths:
        terminal.show(os.path.relpath(path))
    terminal.note(_("Nothing was recorded."))
