"""The papers that come in: when and how they came, whose they are, and which action receives them.

``Reception`` holds the options that describe the papers received.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

from typer import BadParameter, Option

from accession_cli import clock
from accession_cli.cli.options import day, reader, record_id, via_named
from accession_cli.cli.questions import from_file, understood
from accession_cli.cli.session import Writing, lacking
from accession_cli.errors import Refusal
from accession_cli.i18n import N_, _
from accession_cli.scheme.registry import APPLICATION, RecordId

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accession_cli.actions.application_reading import FormRead
    from accession_cli.actions.application_receiving import Papers, ReceiveApplications
    from accession_cli.actions.documents import AnswersOf
    from accession_cli.entry.draft import Draft
    from accession_cli.papers.application_form_read import FormReading


def hour(text: str) -> str:
    """The hour on the command line as records have it; wrong usage when *text* is none."""
    from accession_cli.entry.days import hour as read

    return reader(read)(text)


ReceivedOn = Annotated[
    date | None,
    Option(
        "--received", parser=day, help=N_("Day on which the papers came in; without it, today.")
    ),
]


ReceivedAt = Annotated[
    str | None,
    Option(
        "--received-at",
        parser=hour,
        metavar=N_("HOUR"),
        help=N_("Hour at which they came in, like 14:30; without --received, now."),
    ),
]
CameBy = Annotated[
    str,
    Option(
        "--via",
        parser=via_named,
        metavar="oa|paper|offline",
        help=N_("How they came in; also in Chinese, 办公系统, 纸质 or 线下审核."),
    ),
]
StampedForm = Annotated[
    Path | None, Option("--form", help=N_("The stamped form, when it is a scan."))
]


def is_pile(place: Path) -> bool:
    """Whether *place* may hold several papers: a folder or a .zip."""
    return place.is_dir() or place.suffix.lower() == ".zip"


class Reception(Writing):
    """A session that receives papers; it holds the options that apply to all of them."""

    def __init__(
        self,
        desk: Writing,
        *,
        received: date | None,
        received_at: str | None = None,
        via: str,
        settings: "Sequence[str]" = (),
        attach: "Sequence[Path]" = (),
        again: str | None = None,
        resume: bool = False,
        places: "Sequence[Path]" = (),
        form: Path | None = None,
    ) -> None:
        from accession_cli.cli.questions import Unrecorded, command_of

        super().__init__(
            desk.given,
            inspected_by=desk.inspected_by,
            check=desk.check,
            yes=desk.yes,
            as_json=desk.as_json,
        )
        self.settings = tuple(settings)
        self.several = len(places) > 1 or any(map(is_pile, places))
        self.resume = resume
        self.received = received or clock.today()
        self.say_earlier(self.received)
        now = None if received else f"{clock.now():%H:%M}{clock.SHANGHAI}"
        self.received_at = received_at or now
        self.via = via
        self.attach = attach
        self.again = record_id(again, APPLICATION) if again else None
        self.asking = Unrecorded(self)
        self._command = command_of(
            "receive",
            *map(str, places),
            form=form,
            attach=attach,
            received=self.received,
            received_at=self.received_at and self.received_at.removesuffix(f"{clock.SHANGHAI}"),
            via=None if via == "oa" else via,
            again=again,
            inspected_by=desk.inspected_by,
        )

    def asked(self, source: str | None) -> "Draft":
        """The facts from the file *source*, else from --set alone, else asked for at a terminal."""
        from accession_cli.entry.draft import of_facts

        if source is not None:
            first, *others = from_file(self, Path(source), self.settings)
            if others:
                said = _("{path} lists several tasks; give them one by one.")
                raise BadParameter(said.format(path=source))
            return first
        if self.settings:
            return understood(self, (of_facts({}, "--set"),), self.settings)[0]
        return self.typed()

    def read_from(self, facts: "Mapping[str, Any]", name: str) -> "Draft":
        """The *facts* read from a form, or from a row of a list; messages call it *name*."""
        from accession_cli.entry.draft import of_facts

        return understood(self, (of_facts(facts, name),), self.settings)[0]

    def papers(self, form: Path | None, attachments: "Sequence[Path]" = ()) -> "Papers":
        """The papers as the record keeps them: files by name and hash."""
        from accession_cli.actions.application_receiving import Papers
        from accession_cli.actions.materials import material_of
        from accession_cli.scheme.task import Via

        return Papers(
            received=self.received,
            received_at=self.received_at,
            via=Via(self.via),
            form=material_of(form) if form else None,
            attachments=tuple(map(material_of, (*attachments, *self.attach))),
            contact=None,
            again=self.again,
        )

    def of_form(
        self,
        form: Path,
        attachments: "Sequence[Path]",
        read: "FormRead",
        name: str,
        again: RecordId | None = None,
    ) -> "ReceiveApplications":
        """The action that receives *form*, with what of it nobody understands as its faults.

        *again* is the number of the application that it corrects. Raises ``FORM_BLANK``.
        """
        from accession_cli.actions.application_receiving import ReceiveApplications
        from accession_cli.actions.materials import material_of

        if read.is_blank and not self.stated:
            raise FORM_BLANK(path=name)
        papers = replace(
            self.papers(None, attachments),
            form=material_of(form, read_as=read.data),
            contact=contact_in(read.reading),
            faults=read.faults(self.stated),
            settled=read.settled(self.stated),
            again=again or self.again,
        )
        asked = self.read_from(read.stated(), name)
        return ReceiveApplications(given=((asked, papers),))

    @property
    def stated(self) -> dict[str, str]:
        """What --set states, by the field of the form that it stands for."""
        from accession_cli.entry.settings import record_key

        pairs = (setting.partition("=") for setting in self.settings)
        return {record_key(key).partition("[")[0]: value for key, _equals, value in pairs}

    def of_scan(
        self,
        form: Path,
        attachments: "Sequence[Path]",
        typed: "Draft",
        again: RecordId | None = None,
    ) -> "ReceiveApplications":
        """The action that receives the scan *form*, of which a person *typed* what it says."""
        from accession_cli.actions.application_receiving import ReceiveApplications

        papers = replace(self.papers(form, attachments), again=again or self.again)
        return ReceiveApplications(given=((typed, papers),))

    def typed(self, about: str = "") -> "Draft":
        """The facts asked for at a terminal; *about* tells those of one scan from another's."""
        from accession_cli.cli.task_questions import ask_content
        from accession_cli.entry.draft import of_facts

        lacking({_("FORM|FOLDER|ZIP"): None})
        known, day = self.registry, self.received
        facts = self.asking.asked(
            self.answers(about),
            lambda questions: ask_content(known, day, questions, route=False),
            resume=self.goes_on(about),
        )
        return of_facts(facts, _("your answers"))

    def goes_on(self, about: str) -> bool:
        """Whether the questions about the scan *about* go on with answers that are kept.

        Raises ``NOTHING_TO_RESUME`` when they should and none are; of several scans, those of which
        none are kept are asked about from the beginning.
        """
        if not self.resume or (self.several and not self.answers(about).path.exists()):
            return False
        return bool(self.answers(about).kept())

    def answers(self, about: str) -> "AnswersOf":
        """Where what was said about a paper is kept until it is on record."""
        from accession_cli.actions.documents import AnswersOf

        return AnswersOf(folder=self.folder, verb="receive", command=self._command, about=about)


def contact_in(reading: "FormReading") -> "dict[str, str | None] | None":
    """The contact person as the record keeps it; None when the form names nobody."""
    contact = reading.contact
    return {"name": contact.name, "phone": contact.phone} if contact.name else None


#: A form in which nothing is filled in.
FORM_BLANK: Final = Refusal(
    N_("{path}: nothing is filled in, so there is nothing to receive."),
    N_("Give the form that the agency filled in."),
)
