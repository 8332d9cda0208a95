"""Ask at a terminal for the facts of a complaint, and enter one step of a complaint at hand."""

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.options import (
    Check,
    InspectedBy,
    Json,
    RegistryFolder,
    Yes,
    record_id,
    source_named,
)
from accession_cli.cli.questions import Choice, Questions, wrong_text
from accession_cli.cli.session import Writing
from accession_cli.errors import Refused
from accession_cli.i18n import N_, _
from accession_cli.scheme.registry import COMPLAINT
from accession_cli.words.complaint import entered_json
from accession_cli.words.fields import SOURCES
from accession_cli.words.landed import Said

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from accession_cli.actions.complaint import ComplaintStep, EnteredComplaint
    from accession_cli.actions.complaint_papers import WrittenPaper
    from accession_cli.cli.questions import Unrecorded
    from accession_cli.scheme.complaint import Complaint
    from accession_cli.scheme.registry import RecordId, Registry

SourceName = Annotated[
    str | None,
    Option(
        parser=source_named,
        metavar="community|inspection",
        help=N_(
            "Whether a community reported it or you found it; also in Chinese, 社区反馈 or"
            " 督查发现."
        ),
    ),
]


def asked_complaint(
    asking: "Unrecorded",
    desk: "Writing",
    received: date | None,
    given: Mapping[str, Any],
    *,
    task: str | None,
    resume: bool,
) -> dict[str, Any]:
    """The facts of a complaint; what *given* lacks is asked for.

    The other arguments are the options of the command, which goes on with them.
    """
    from accession_cli.actions.documents import AnswersOf
    from accession_cli.cli.questions import command_of

    known, on = desk.registry, received or clock.today()
    command = command_of("complaint", "add", **given, task=task, received=received)
    return asking.asked(
        AnswersOf(folder=desk.folder, verb="complaint add", command=command),
        lambda questions: _ask_complaint(known, on, given, questions),
        resume=resume,
    )


def _ask_complaint(known: "Registry", on: date, given: Mapping[str, Any], ask: Questions) -> None:
    """Ask for what *given* lacks of a complaint; *on* is the day on which it came in."""
    facts = ask.answers
    facts |= given
    facts["source"] = given["source"] or ask.select(
        _("How it came to light:"), [Choice(_(name), key) for key, name in SOURCES.items()]
    )
    if facts["source"] == "inspection":
        facts["inspectors"] = given["inspectors"] or ask.several(
            _("Who inspected:"), _bodies(known)
        )
    else:
        community = given["community"]
        facts["community"] = community or ask.select(_("Community:"), _communities(known, on))
    agencies = _agencies(known, on)
    question = _("Agency that handed the work down:")
    facts["agency"] = given["agency"] or ask.select(question, agencies)
    question = _("What work was handed down (no persons, no names of places):")
    facts["what"] = given["what"] or ask.text(question, wrong_text)


def _bodies(known: "Registry") -> list[Choice]:
    return [Choice(body.name, key) for key, body in known.scheme.bodies.items()]


def _agencies(known: "Registry", on: date) -> list[Choice]:
    return [Choice(one.name, one.key) for one in known.agencies.values() if one.active_on(on)]


def _communities(registry: "Registry", on: date) -> list[Choice]:
    return [
        Choice(f"{place.name} {one.name}", code)
        for place in registry.subdistricts.values()
        for code, one in place.communities.items()
        if one.active_on(on)
    ]


def say_paper(paper: "WrittenPaper", number: "RecordId") -> None:
    """Say where the Word file about *number* was written, and what to check before it is sent."""
    path = os.path.relpath(paper.path)
    if not paper.verified:
        said = _(
            "It does not say 经核查: no check of {id} was on record by its day. One is entered with"
            " accession complaint verify {id}."
        )
        terminal.note(said.format(id=number))
    if paper.veiled:
        terminal.note(_("The names of places were taken out of it, to protect who reported."))
    terminal.note(
        _("It names no community. See that its text gives nobody away before it is sent.")
    )
    terminal.next_step(_("Open {path}.").format(path=path))


Number = Annotated[str, Argument(help=N_("The complaint."))]


class ComplaintAtHand(Writing):
    """A session about one complaint; ``number`` is its id."""

    def __init__(
        self,
        number: Number,
        registry: RegistryFolder = None,
        *,
        inspected_by: InspectedBy = None,
        check: Check = False,
        yes: Yes = False,
        as_json: Json = False,
    ) -> None:
        super().__init__(registry, inspected_by=inspected_by, check=check, yes=yes, as_json=as_json)
        self.number = record_id(number, COMPLAINT)

    def known(self) -> "Complaint | None":
        """The complaint in the work tree, which may lag behind the trunk; None when it has none."""
        found = (file.complaint for file in self.registry.complaints)
        return next((one for one in found if one.id == self.number), None)

    def paper(
        self,
        write: "Callable[..., WrittenPaper]",
        complaint: "Complaint",
        out: Path | None,
        *,
        keep: bool,
    ) -> "WrittenPaper":
        """The paper of a step, made by *write*; written only to be kept."""
        return write(self.folder, complaint, self.registry, out, keep=keep)

    def take(
        self,
        step: "ComplaintStep",
        said: "Callable[[EnteredComplaint], str]",
        after: str = "",
        write: "Callable[..., WrittenPaper] | None" = None,
        out: Path | None = None,
    ) -> None:
        """Enter *step*, report it with *said*, *write* its paper, then name the next step, *after*.

        If the paper cannot be written, the step stays on record: that is reported, and the command
        still succeeds.
        """
        from accession_cli.actions.complaint import FollowComplaint

        action = FollowComplaint(number=self.number, step=step)

        def papers(made: "EnteredComplaint") -> "Sequence[tuple[str, bytes]]":
            if write is None:
                return ()
            paper = self.paper(write, made.complaint, out, keep=False)
            return ((paper.path.name, paper.data),)

        landed = self.enter(action, papers=papers)
        if landed is None:
            return
        made = landed.made
        if not self.as_json:
            words = Said(shown=(str(self.number),), sentences=(said(made),))
            self.tell(landed, lambda _landed: words, entered_json)
        paper = None
        try:
            paper = self.paper(write, made.complaint, out, keep=True) if write else None
        except Refused as error:
            terminal.refuse_error(error)
            terminal.note(_("It is on record; only its paper could not be written."))
            terminal.next_step(_("Mend that, and give the command again without dates."))
        if self.as_json:
            terminal.show_json(entered_json(landed, paper))
            return
        if paper is not None:
            say_paper(paper, self.number)
        if after:
            terminal.next_step(after.format(id=self.number))

    def write_again(
        self, write: "Callable[..., WrittenPaper]", known: "Complaint", out: Path | None
    ) -> None:
        """Write the paper for a step of *known* that is on record already, and say so."""
        paper = self.paper(write, known, out, keep=not self.check)
        if self.check:
            self.tell_not_written([paper.path.name])
        elif self.as_json:
            terminal.show_json({"version": 1, "id": str(self.number), "paper": str(paper.path)})
        else:
            terminal.show(str(self.number))
            say_paper(paper, self.number)
