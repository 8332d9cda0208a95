"""What the command line says of papers that come in, and how each of them is entered."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import typer

from accession_cli import clock
from accession_cli.cli.inspection import word_for
from accession_cli.cli.landing_words import NothingGiven, at_a_terminal
from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accession_cli.actions.application_receiving import Papers, ReceivedApplications
    from accession_cli.entry.draft import Draft
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.ids import RecordId


class ViaName(StrEnum):
    """How papers come in."""

    OA = "oa"
    PAPER = "paper"
    OFFLINE = "offline"


class NotAnApplicationId(AccessionError):
    """Something that is not an application's id where one is needed."""

    exit_code = Exit.USAGE
    says = N_("“{text}” is not an application's id.")
    mend = N_("An id looks like DL-A-2024-0001; accession todo shows the open ones.")


def application_id(text: str) -> "RecordId":
    """The application's id that *text* names; ``NotAnApplicationId`` otherwise."""
    from accession_cli.scheme.ids import APPLICATION, RecordId

    try:
        record = RecordId.parse(text.strip().upper())
    except ValueError as error:
        raise NotAnApplicationId(text=text) from error
    if record.letter != APPLICATION:
        raise NotAnApplicationId(text=text)
    return record


class HandedIn:
    """What the command line says of all papers alike."""

    def __init__(
        self,
        *,
        folder: Path,
        settings: "Sequence[str]",
        received: date,
        via: ViaName,
        attach: "Sequence[Path]",
        again: "RecordId | None",
        inspected_by: str | None,
    ) -> None:
        self.folder = folder
        self.settings = settings
        self.received = received
        self.via = via
        self.attach = attach
        self.again = again
        self.inspected_by = inspected_by

    def asked(self, source: str | None) -> "Draft":
        """The facts from a file, from --set alone, or asked for at the terminal."""
        from accession_cli.actions import task_filing

        if source is not None:
            first, *others = task_filing.drafts_from_file(Path(source), self.settings)
            if others:
                said = _("{path} lists several tasks; give them one by one.")
                raise typer.BadParameter(said.format(path=source))
            return first
        if self.settings:
            return task_filing.drafts_from_answers({}, "--set", self.settings)[0]
        return self._by_questions()

    def papers(
        self,
        form: Path | None,
        attachments: "Sequence[Path]",
        contact: "Mapping[str, str | None] | None",
    ) -> "Papers":
        """The papers as the record knows them: by name and hash."""
        from accession_cli.actions.application_receiving import Papers
        from accession_cli.actions.materials import material_of
        from accession_cli.scheme.task import Via

        return Papers(
            received=self.received,
            via=Via(self.via.value),
            form=material_of(form) if form else None,
            attachments=tuple(map(material_of, (*attachments, *self.attach))),
            contact=contact,
            again=self.again,
        )

    def land(self, given: "Sequence[tuple[Draft, Papers]]") -> "Landing[ReceivedApplications]":
        """Enter applications, asking for a person's word where one is needed."""
        from accession_cli.actions.application_receiving import passages_of, receive_applications

        return receive_applications(
            self.folder,
            given,
            when=clock.now(),
            request=uuid4().hex,
            inspected_by=word_for(passages_of(given), self.inspected_by),
        )

    def _by_questions(self) -> "Draft":
        from accession_cli.actions import task_filing
        from accession_cli.actions.open import opened
        from accession_cli.cli.questions import Questions, Stopped
        from accession_cli.cli.wizard import ask_content

        if not at_a_terminal():
            raise NothingGiven(missing=_("FORM|FOLDER|ZIP"))
        questions = Questions()
        try:
            ask_content(opened(self.folder).registry, clock.today(), questions, route=False)
        except Stopped as stopped:
            raise typer.Abort from stopped
        return task_filing.drafts_from_answers(questions.answers, _("your answers"))[0]
