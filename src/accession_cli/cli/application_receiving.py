"""``accession receive``: applications come in, as Word forms, folders or by questions.

``SubmissionGiven`` holds what the command line says of the papers that come in.
"""

from dataclasses import replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final
from uuid import uuid4

import typer

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.session import (
    NOTHING_GIVEN,
    InspectedBy,
    Json,
    RegistryFolder,
    at_a_terminal,
    day,
    record_id,
    refusals_told,
    say_landed,
    say_remarks,
    show_findings,
    word_for,
)
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.i18n import N_, _
from accession_cli.scheme.ids import APPLICATION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accession_cli.actions.application_receiving import Papers, Received, ReceivedApplications
    from accession_cli.actions.materials import Incoming, Pile
    from accession_cli.entry.draft import Draft
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.papers.application_form_read import FormReading
    from accession_cli.scheme.ids import RecordId
    from accession_cli.scheme.registry import Registry


class ViaName(StrEnum):
    """How papers come in."""

    OA = "oa"
    PAPER = "paper"
    OFFLINE = "offline"


class SubmissionGiven:
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
        from accession_cli.cli.task_questions import ask_content

        if not at_a_terminal():
            raise NOTHING_GIVEN(missing=_("FORM|FOLDER|ZIP"))
        questions = Questions()
        try:
            ask_content(opened(self.folder).registry, clock.today(), questions, route=False)
        except Stopped as stopped:
            raise typer.Abort from stopped
        return task_filing.drafts_from_answers(questions.answers, _("your answers"))[0]


#: A form of which something mandatory could not be read.
FORM_INCOMPLETE: Final = Refusal(
    N_("{path}: not everything in the form could be read, so it was not received."),
    N_(
        "Mend the form and give it again, let the agency correct it, or state what is missing with"
        " --set KEY=VALUE."
    ),
)


def receive(
    papers: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar=N_("FORM|FOLDER|ZIP"),
            help=N_("Filled-in forms, or a folder or .zip of forms and attachments."),
            show_default=False,
        ),
    ] = None,
    registry: RegistryFolder = None,
    *,
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar=N_("FILE"), help=N_("Take the facts from YAML or JSON.")),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar=N_("KEY=VALUE"),
            help=N_("Set one fact, for example class=卫生健康; may be repeated."),
        ),
    ] = None,
    received: Annotated[
        date | None,
        typer.Option(
            "--received",
            metavar=N_("DATE"),
            parser=day,
            help=N_("Day on which the papers came in; without it, today."),
        ),
    ] = None,
    via: Annotated[ViaName, typer.Option("--via", help=N_("How they came in."))] = ViaName.OA,
    form: Annotated[
        Path | None,
        typer.Option("--form", metavar=N_("FILE"), help=N_("The stamped form, when it is a scan.")),
    ] = None,
    attach: Annotated[
        list[Path] | None,
        typer.Option("--attach", metavar=N_("FILE"), help=N_("An attachment; may be repeated.")),
    ] = None,
    again: Annotated[
        str | None,
        typer.Option("--again", metavar=N_("ID"), help=N_("Which returned application it is.")),
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help=N_("Only say what the forms say and what could not be read; nothing is recorded."),
        ),
    ] = False,
    inspected_by: InspectedBy = None,
    as_json: Json = False,
) -> Exit:
    """Receive applications."""
    from accession_cli.actions.open import locate

    if check and (not papers or from_ is not None or settings):
        raise typer.BadParameter(_("--check reads papers: give forms, a folder or a .zip with it."))
    if papers and from_ is not None:
        raise typer.BadParameter(_("Give either papers or --from, not both."))
    folder = locate(Path.cwd(), registry)
    if papers and check:
        return checked(folder, papers, as_json=as_json)
    told = SubmissionGiven(
        folder=folder,
        settings=tuple(settings or ()),
        received=received or clock.today(),
        via=via,
        attach=tuple(attach or ()),
        again=record_id(again, APPLICATION) if again else None,
        inspected_by=inspected_by,
    )
    if not papers:
        return _one(told, told.asked(from_), form, as_json=as_json)
    if len(papers) == 1 and papers[0].suffix.lower() == ".docx":
        return _form(told, papers[0], form, as_json=as_json)
    if form is not None:
        raise typer.BadParameter(_("--form goes with one application; put scans in the folder."))
    return _several(told, papers, as_json=as_json)


def _one(told: SubmissionGiven, asked: "Draft", form: Path | None, *, as_json: bool) -> Exit:
    with refusals_told(as_json=as_json):
        landed = told.land([(asked, told.papers(form, (), None))])
    if as_json:
        terminal.show_json({"version": 1, **received_json(landed)})
    else:
        _say_received(landed)
    return Exit.DONE


def _form(told: SubmissionGiven, path: Path, scan: Path | None, *, as_json: bool) -> Exit:
    from accession_cli.actions.application_form import read_form
    from accession_cli.actions.open import opened

    reading = read_form(path, opened(told.folder).registry)
    attachments = (scan,) if scan else ()
    with refusals_told(as_json=as_json):
        landed = _landed(told, path, attachments, reading, str(path))
    if as_json:
        terminal.show_json({"version": 1, **received_json(landed)})
    else:
        _say_received(landed)
    return Exit.DONE


def _landed(
    told: SubmissionGiven,
    path: Path,
    attachments: "Sequence[Path]",
    reading: "FormReading",
    name: str,
) -> "Landing[ReceivedApplications]":
    from accession_cli.actions import task_filing

    asked = task_filing.drafts_from_answers(reading.facts, name, told.settings)[0]
    given = {setting.partition("=")[0] for setting in told.settings}
    unread = [one for one in reading.unread if one.key.partition("[")[0] not in given]
    if unread:
        for one in unread:
            terminal.note(_("- {label}: {why}").format(label=one.label, why=one.why))
        raise FORM_INCOMPLETE(path=name)
    contact = reading.contact
    known = {"name": contact.name, "phone": contact.phone} if contact.name else None
    return told.land([(asked, told.papers(path, attachments, known))])


def _several(told: SubmissionGiven, places: "Sequence[Path]", *, as_json: bool) -> Exit:
    """Enter form after form; one that fails keeps no other from coming in."""
    from tempfile import TemporaryDirectory

    from accession_cli.actions.open import opened

    results: list[dict[str, Any]] = []
    worst: int = Exit.DONE
    with TemporaryDirectory(prefix="accession-") as scratch:
        for pile in _piles(opened(told.folder).registry, places, Path(scratch)):
            for one in pile.incoming:
                result, code = _entered(told, one, as_json=as_json)
                results.append(result)
                worst = max(worst, code)
            worst = max(worst, _say_strays(pile))
    if not results:
        worst = max(worst, Exit.FOUND)
    if as_json:
        terminal.show_json({"version": 1, "received": results})
    else:
        _say_counts(results)
    return Exit(worst)


def checked(folder: Path, places: "Sequence[Path]", *, as_json: bool) -> Exit:
    """Say what forms say, field by field, and what of them could not be read; write nothing."""
    from tempfile import TemporaryDirectory

    from accession_cli.actions.application_form import read_form
    from accession_cli.actions.open import opened

    registry = opened(folder).registry
    if len(places) == 1 and not places[0].is_dir() and places[0].suffix.lower() != ".zip":
        reading = read_form(places[0], registry)
        if as_json:
            terminal.show_json({"version": 1, **reading_json(reading)})
        else:
            _say_read(reading, registry)
        return Exit.FOUND if reading.unread else Exit.DONE
    results: list[dict[str, Any]] = []
    worst: int = Exit.DONE
    with TemporaryDirectory(prefix="accession-") as scratch:
        for pile in _piles(registry, places, Path(scratch)):
            for one in pile.incoming:
                result, code = _checked(one, registry, as_json=as_json)
                results.append({"form": one.name, **result})
                worst = max(worst, code)
            worst = max(worst, _say_strays(pile))
    if as_json:
        terminal.show_json({"version": 1, "forms": results})
    return Exit(worst if results else max(worst, Exit.FOUND))


def _checked(
    one: "Incoming", registry: "Registry", *, as_json: bool
) -> tuple[dict[str, Any], Exit]:
    if one.reading is None:
        refusal = one.refusal or FORM_INCOMPLETE(path=one.name)
        show_findings(refusal)
        terminal.refuse_error(refusal)
        return {"refusal": refusal.message}, refusal.exit_code
    if not as_json:
        terminal.show(one.name)
        _say_read(one.reading, registry)
    return reading_json(one.reading), Exit.FOUND if one.reading.unread else Exit.DONE


def reading_json(found: "FormReading") -> dict[str, Any]:
    """A reading as programs get it; where it stands in a list, each doubt has its cell."""
    return {
        "facts": dict(found.facts),
        "missing": [
            {
                "field": one.key,
                "label": one.label,
                "why": one.why,
                **({"cell": one.place} if one.place else {}),
            }
            for one in found.unread
        ],
        "applied": found.applied,
        "attachments": list(found.attachments),
        "contact": {"name": found.contact.name, "phone": found.contact.phone},
    }


def _say_read(found: "FormReading", registry: "Registry") -> None:
    from accession_cli.actions.application_form import words_of

    terminal.show_fields(words_of(found, registry))
    if not found.unread:
        terminal.note(_("All fields were read."))
        return
    terminal.note(_("Not read: {count} fields.").format(count=len(found.unread)))
    for one in found.unread:
        terminal.note(_("- {label}: {why}").format(label=one.label, why=one.why))
    terminal.next_step(_("Mend these in the form, save it as .docx, and read it again."))


def _say_counts(results: "Sequence[dict[str, Any]]") -> None:
    count = sum(1 for one in results if "id" in one)
    before = sum(1 for one in results if "before" in one)
    said = _("Forms: {all}; received: {count}; received before: {before}; not received: {rest}.")
    rest = len(results) - count - before
    terminal.note(said.format(all=len(results), count=count, before=before, rest=rest))
    if count:
        terminal.next_step(_("Decide on them; see which with: accession list --applications"))


def _say_strays(pile: "Pile") -> Exit:
    for stray in pile.strays:
        terminal.note(_("{path}: belongs to no form, and was left out.").format(path=stray))
    return Exit.FOUND if pile.strays else Exit.DONE


def _piles(registry: "Registry", places: "Sequence[Path]", scratch: Path) -> "list[Pile]":
    from accession_cli.actions.materials import sort_papers

    return [sort_papers(place, registry, scratch / str(at)) for at, place in enumerate(places)]


def _entered(
    told: SubmissionGiven, one: "Incoming", *, as_json: bool
) -> tuple[dict[str, Any], int]:
    from accession_cli.actions.application_receiving import ReceivedBefore

    name = one.name
    try:
        if one.refusal is not None:
            raise one.refusal
        if one.reading is None:
            raise FORM_INCOMPLETE(path=name)
        landed = _landed(told, one.form, one.attachments, one.reading, name)
    except ReceivedBefore as before:
        terminal.note(_("{path}: {said}").format(path=name, said=before.message))
        return {"form": name, "before": str(before.facts["id"])}, Exit.DONE
    except Refused as error:
        show_findings(error)
        terminal.refuse_error(error)
        if error.exit_code in {Exit.OUTSIDE, Exit.TAMPERED}:
            raise
        return {"form": name, "refusal": error.message}, error.exit_code
    if not as_json:
        made = landed.made.received[0]
        said = _("{form}: received as {id}, to be decided by {due}.")
        terminal.show(said.format(form=name, id=made.application.id, due=made.due.day))
        say_remarks(landed.made.remarks)
    return {"form": name, **received_json(landed)}, Exit.DONE


def _say_received(landed: "Landing[ReceivedApplications]") -> None:
    for one in landed.made.received:
        terminal.show(str(one.application.id))
    say_remarks(landed.made.remarks)
    for one in landed.made.received:
        title, number = one.application.asked.title, one.application.id
        said = _("Received “{title}” as {id}; to be decided by {due}.")
        terminal.note(said.format(title=title, id=number, due=one.due.day))
    if any(one.due.provisional for one in landed.made.received):
        terminal.note(_("That day is provisional: the holiday notice for it is not known yet."))
    say_landed(landed)
    first = landed.made.received[0].application.id
    terminal.next_step(_("Decide on it with: accession decide {id}").format(id=first))


def received_json(landed: "Landing[ReceivedApplications]") -> dict[str, Any]:
    """A received application as programs get it."""
    return {**_one_json(landed.made.received[0]), "commit": landed.commit}


def _one_json(made: "Received") -> dict[str, Any]:
    return {
        "id": str(made.application.id),
        "status": made.application.status.value,
        "due": str(made.due.day),
        "provisional": made.due.provisional,
        "path": made.path,
    }


def receive_list(told: SubmissionGiven, source: Path, form: Path | None, *, as_json: bool) -> Exit:
    """Enter every row of a list that was read whole; the list is the form, unless one is given."""
    from accession_cli.actions import task_filing
    from accession_cli.actions.application_list import rows_of

    rows = rows_of(told.folder, source)
    papers = told.papers(form or source, (), None)
    given = []
    for row in rows:
        contact = row.reading.contact
        known = {"name": contact.name, "phone": contact.phone} if contact.name else None
        asked = task_filing.drafts_from_answers(
            row.reading.facts, f"{source.name}:{row.row}", told.settings
        )[0]
        given.append((asked, replace(papers, contact=known)))
    with refusals_told(as_json=as_json):
        landed = told.land(given)
    if as_json:
        made = [_one_json(one) for one in landed.made.received]
        terminal.show_json({"version": 1, "commit": landed.commit, "received": made})
    else:
        _say_received(landed)
    return Exit.DONE
