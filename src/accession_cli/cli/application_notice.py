"""The draft of the notice of correction that follows a receipt, and what is said of it."""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from accession_cli.cli import terminal
from accession_cli.cli.session import Writing
from accession_cli.errors import Refused
from accession_cli.i18n import _
from accession_cli.words.application import fault_sentences, scan_sentences

if TYPE_CHECKING:
    from accession_cli.actions.application_receiving import Received, ReceivedApplications


def drafts(desk: Writing, day: date, made: "ReceivedApplications") -> Sequence[tuple[str, bytes]]:
    """The drafts of notices of correction, which are not written yet."""
    from accession_cli.actions.application_answering import notice_of, notice_paper
    from accession_cli.actions.application_receiving import to_correct

    contents = (notice_of(one, made.registry, day) for one in to_correct(made, day))
    return [notice_paper(desk.folder, one) for one in contents]


def drafted(desk: Writing, made: "ReceivedApplications", day: date) -> Path | None:
    """The draft of the notice of correction; None without defects, or when it cannot be made."""
    from accession_cli.actions.application_answering import notice_of, write_notice
    from accession_cli.actions.application_receiving import to_correct

    faulty = to_correct(made, day)
    if not faulty:
        return None
    try:
        content = notice_of(faulty[0], made.registry, day)
        return write_notice(desk.folder, content, None)
    except Refused as error:
        terminal.refuse_error(error)
        terminal.note(_("It is on record; only the draft of the notice could not be written."))
        return None


def say_faults(made: "Received", draft: Path | None) -> None:
    """What the agency has to correct, and where the draft of the notice is."""
    faults, number = made.application.faults, made.application.id
    if not faults:
        if draft is not None:
            said = _("What breaks a rule stands in the draft of a notice, not issued: {path}")
            terminal.note(said.format(path=os.path.relpath(draft)))
            step = _("If the agency is to correct it: accession decide {id} --result return")
            terminal.next_step(step.format(id=number))
        return
    if not made.application.is_to_correct:
        said, step = scan_sentences(made.application)
        terminal.note(said)
        terminal.next_step(step)
        return
    terminal.note(_("The agency has to correct, and is told of all at once:"))
    for sentence in fault_sentences(faults):
        terminal.note(f"- {sentence}")
    if draft is not None:
        path = os.path.relpath(draft)
        terminal.note(_("Draft of the notice, not issued: {path}").format(path=path))
    step = _("Issue it, and return the application: accession decide {id} --result return")
    terminal.next_step(step.format(id=number))
