"""One complaint at the clerk's desk: it is looked up, a step is entered, and that is said."""

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from accession_cli import clock
from accession_cli.cli import screen
from accession_cli.cli.complaint_words import complaint_id, entered_json, say_entered, say_paper
from accession_cli.cli.inspection import word_for
from accession_cli.cli.landing_words import show_findings, show_queued
from accession_cli.errors import AccessionError
from accession_cli.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from accession_cli.actions.complaint import ComplaintStep, EnteredComplaint, WrittenPaper
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.complaint import Complaint


class Desk:
    """The complaint that goes by *number* in the registry *given* or around this folder."""

    def __init__(
        self, given: Path | None, number: str, inspected_by: str | None, *, as_json: bool
    ) -> None:
        from accession_cli.actions.open import locate, opened

        self.number = complaint_id(number)
        self.folder = locate(Path.cwd(), given)
        self.registry = opened(self.folder).registry
        self.inspected_by = inspected_by
        self.as_json = as_json

    def known(self) -> "Complaint | None":
        """The complaint as it lies in the work tree; the trunk may have more to say."""
        found = (file.complaint for file in self.registry.complaints)
        return next((one for one in found if one.id == self.number), None)

    def enter(self, step: "ComplaintStep") -> "Landing[EnteredComplaint]":
        """Enter *step* on the trunk; what stands in its way is shown and raised."""
        from accession_cli.actions.complaint import follow_complaint, passages_of_step

        try:
            return follow_complaint(
                self.folder,
                self.number,
                step,
                when=clock.now(),
                request=uuid4().hex,
                inspected_by=word_for(passages_of_step(step), self.inspected_by),
            )
        except AccessionError as error:
            show_findings(error)
            if self.as_json:
                show_queued(error)
            raise

    def say(
        self,
        landed: "Landing[EnteredComplaint]",
        said: str,
        step: str = "",
        write: "Callable[[], WrittenPaper] | None" = None,
    ) -> None:
        """Say what was entered, *write* its paper, say where that lies and what comes next.

        A paper that cannot be written takes nothing back: that is said, and the command has done
        what it was asked for.
        """
        if not self.as_json:
            say_entered(landed, said)
        paper = None
        try:
            paper = write() if write else None
        except AccessionError as error:
            screen.refuse_error(error)
            screen.note(_("It is on record; only its paper could not be written."))
            screen.next_step(_("Mend that, and give the command again without dates."))
        if self.as_json:
            screen.show_json(entered_json(landed, paper))
            return
        if paper is not None:
            say_paper(paper)
        if step:
            screen.next_step(step.format(id=self.number))

    def say_again(self, paper: "WrittenPaper") -> None:
        """Say that the paper of what is on record already was written again."""
        if self.as_json:
            facts = {"version": 1, "id": str(self.number), "paper": str(paper.path)}
            screen.show_json(facts)
            return
        screen.show(str(self.number))
        say_paper(paper)
