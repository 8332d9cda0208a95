"""What the complaint commands say alike: ids, what was entered, where a paper lies."""

import os
from typing import TYPE_CHECKING, Any

from accession_cli.cli import screen
from accession_cli.cli.landing_words import say_landed, say_remarks
from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from accession_cli.actions.complaint import EnteredComplaint, WrittenPaper
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.ids import RecordId


class NotAComplaintId(AccessionError):
    """Something that is not a complaint's id where one is needed."""

    exit_code = Exit.USAGE
    says = N_("“{text}” is not a complaint's id.")
    mend = N_("An id looks like DL-C-2024-0001; accession complaint list shows them.")


def complaint_id(text: str) -> "RecordId":
    """The complaint's id that *text* names; ``NotAComplaintId`` otherwise."""
    from accession_cli.scheme.ids import COMPLAINT, RecordId

    try:
        record = RecordId.parse(text.strip().upper())
    except ValueError as error:
        raise NotAComplaintId(text=text) from error
    if record.letter != COMPLAINT:
        raise NotAComplaintId(text=text)
    return record


def say_entered(landed: "Landing[EnteredComplaint]", said: str) -> None:
    """Say that it is on record: the id on standard output, and what was entered beside it."""
    screen.show(str(landed.made.complaint.id))
    say_remarks(landed.made.remarks)
    screen.note(said)
    say_landed(landed)


def say_paper(paper: "WrittenPaper") -> None:
    """Say where a Word file lies, and what to look for in it before it is sent."""
    path = os.path.relpath(paper.path)
    if paper.veiled:
        screen.note(_("The names of places were taken out of it, to protect who reported."))
    screen.note(_("It names no community. See that its text gives nobody away before it is sent."))
    screen.next_step(_("Open {path}.").format(path=path))


def entered_json(
    landed: "Landing[EnteredComplaint]", paper: "WrittenPaper | None" = None
) -> dict[str, Any]:
    """The complaint for programs; ``due`` is the last day of an order that was just given."""
    made = landed.made
    facts: dict[str, Any] = {
        "version": 1,
        "id": str(made.complaint.id),
        "status": made.complaint.status.value,
        "path": made.path,
        "commit": landed.commit,
    }
    if made.due is not None:
        facts |= {"due": made.due.day.isoformat(), "provisional": made.due.provisional}
    if paper is not None:
        facts["paper"] = str(paper.path)
    return facts
