"""Write the papers that answer applications: with a decision, and once more with --letter."""

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.session import Writing, record_id
from accession_cli.errors import Refused
from accession_cli.i18n import _
from accession_cli.scheme.ids import APPLICATION, ApplicationStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from accession_cli.actions.application_deciding import Decided


def tried(desk: Writing) -> "Callable[[Decided], Sequence[tuple[str, bytes]]]":
    """A function that makes the papers of what was decided, without writing them."""
    from accession_cli.actions.application_answering import has_paper, paper_of

    def made(decided: "Decided") -> "Sequence[tuple[str, bytes]]":
        papers = (
            paper_of(desk.folder, one, decided.registry, clock.today())
            for one in decided.applications
            if has_paper(one)
        )
        return [(one.name, one.data) for one in papers]

    return made


def issued(
    desk: Writing, made: "Decided", out: Path | None
) -> "Sequence[tuple[ApplicationStatus, Path]]":
    """The papers of what was decided, each after what was decided.

    That they cannot be written refuses nothing any more.
    """
    from accession_cli.actions.application_answering import has_paper, paper_of, write_papers

    answered = [one for one in made.applications if has_paper(one)]
    try:
        papers = [paper_of(desk.folder, one, made.registry, clock.today()) for one in answered]
        paths = write_papers(desk.folder, papers, out)
        return [(one.status, path) for one, path in zip(answered, paths, strict=True)]
    except Refused as error:
        terminal.refuse_error(error)
        terminal.note(_("It is on record; only its paper could not be written."))
        ids = " ".join(str(one.id) for one in answered)
        step = _("Mend that, and write it with: accession decide {ids} --letter")
        terminal.next_step(step.format(ids=ids))
        return ()


def say_issued(papers: "Sequence[tuple[ApplicationStatus, Path]]") -> None:
    """Name the file of each paper, and say what it is for."""
    for status, path in papers:
        match status:
            case ApplicationStatus.APPROVED:
                said = _("The form, filled in, to be printed and stamped: {path}")
            case ApplicationStatus.REFUSED:
                said = _("Reply to the agency, with the reason: {path}")
            case _status:
                said = _("Notice of correction: {path}")
        terminal.note(said.format(path=os.path.relpath(path)))


def write_again(desk: Writing, numbers: "Sequence[str]", today: date, out: Path | None) -> None:
    """Write the papers of what was decided on applications, or drafts of notices of correction."""
    from accession_cli.actions.application_answering import paper_of, write_papers
    from accession_cli.actions.task_lookup import find_application

    known, unread = desk.registry, desk.opened.unread
    ids = dict.fromkeys(record_id(one, APPLICATION) for one in numbers)
    found = [find_application(known, one, today, unread).application for one in ids]
    papers = [paper_of(desk.folder, one, known, today) for one in found]
    if desk.check:
        desk.tell_not_written([one.name for one in papers])
        return
    paths = write_papers(desk.folder, papers, out)
    if desk.as_json:
        terminal.show_json({"version": 1, "notices": [str(path) for path in paths]})
        return
    for path in paths:
        terminal.show(os.path.relpath(path))
    terminal.note(_("Nothing was recorded."))
