"""``accession receive``: receive applications from Word forms, folders, .zip files or answers.

``Reception`` holds the options that describe the papers received.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeAlias

from typer import Argument, BadParameter, Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.session import (
    Resume,
    Writing,
    day,
    hour,
    lacking,
    record_id,
    say_remarks,
    show_findings,
    word_for,
)
from accession_cli.cli.typed import from_file, keys_of, say_understood, understood
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.i18n import N_, _
from accession_cli.scheme.ids import APPLICATION
from accession_cli.words.application import (
    one_received_json,
    reading_json,
    received_json,
    received_words,
    refused_json,
)
from accession_cli.words.landed import not_done_sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from accession_cli.actions.application_receiving import Papers, ReceiveApplications
    from accession_cli.actions.materials import Incoming
    from accession_cli.entry.draft import Draft
    from accession_cli.papers.application_form_read import FormReading

#: The JSON about one form, and the exit code for it.
Result: TypeAlias = "tuple[dict[str, Any], Exit]"
#: What programs are told of papers that were not all read: no rule was looked at.
UNJUDGED: Final[dict[str, Any]] = {"findings": None}


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
CameBy = Annotated[Literal["oa", "paper", "offline"], Option("--via", help=N_("How they came in."))]
StampedForm = Annotated[
    Path | None, Option("--form", help=N_("The stamped form, when it is a scan."))
]


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
    ) -> None:
        super().__init__(
            desk.given,
            inspected_by=desk.inspected_by,
            check=desk.check,
            yes=desk.yes,
            as_json=desk.as_json,
        )
        self.settings = tuple(settings)
        self.resume = resume
        self.received = received or clock.today()
        now = None if received else f"{clock.now():%H:%M}{clock.SHANGHAI}"
        self.received_at = received_at or now
        self.via = via
        self.attach = attach
        self.again = record_id(again, APPLICATION) if again else None

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
        return self._by_questions()

    def read_from(self, reading: "FormReading", name: str) -> "Draft":
        """The facts read from a form, or from a row of a list; messages call it *name*."""
        from accession_cli.entry.draft import of_facts

        return understood(self, (of_facts(reading.facts, name),), self.settings)[0]

    def papers(
        self,
        form: Path | None,
        attachments: "Sequence[Path]" = (),
        reading: "FormReading | None" = None,
    ) -> "Papers":
        """The papers as the record keeps them: files by name and hash, and *reading*'s contact."""
        from accession_cli.actions.application_receiving import Papers
        from accession_cli.actions.materials import material_of
        from accession_cli.scheme.task import Via

        return Papers(
            received=self.received,
            received_at=self.received_at,
            via=Via(self.via),
            form=material_of(form) if form else None,
            attachments=tuple(map(material_of, (*attachments, *self.attach))),
            contact=contact_in(reading) if reading else None,
            again=self.again,
        )

    def of_form(
        self, form: Path, attachments: "Sequence[Path]", reading: "FormReading", name: str
    ) -> "ReceiveApplications":
        """The action that receives *form*.

        Raises ``FORM_INCOMPLETE`` when a field could not be read and --set does not give it either.
        """
        from accession_cli.actions.application_receiving import ReceiveApplications

        asked = self.read_from(reading, name)
        if self.unset(reading).unread:
            say_unread_fields(self.unset(reading))
            raise FORM_INCOMPLETE(path=name)
        return ReceiveApplications(given=((asked, self.papers(form, attachments, reading)),))

    def unset(self, reading: "FormReading") -> "FormReading":
        """*reading* with those unread fields that --set does not give."""
        given = keys_of(self.settings)
        unread = (one for one in reading.unread if one.key.partition("[")[0] not in given)
        return replace(reading, unread=tuple(unread))

    def _by_questions(self) -> "Draft":
        from accession_cli.cli.task_questions import ask_content
        from accession_cli.cli.wizard import facts_by_questions
        from accession_cli.entry.draft import of_facts

        lacking({_("FORM|FOLDER|ZIP"): None})
        known, today = self.registry, clock.today()
        facts = facts_by_questions(
            self.folder,
            "receive",
            lambda questions: ask_content(known, today, questions, route=False),
            resume=self.resume,
        )
        return of_facts(facts, _("your answers"))


def contact_in(reading: "FormReading") -> "dict[str, str | None] | None":
    """The contact person as the record keeps it; None when the form names nobody."""
    contact = reading.contact
    return {"name": contact.name, "phone": contact.phone} if contact.name else None


def say_unread_fields(reading: "FormReading") -> None:
    """List the fields that could not be read, and why."""
    for one in reading.unread:
        terminal.note(_("- {label}: {why}").format(label=one.label, why=one.why))


#: A form in which a mandatory field could not be read.
FORM_INCOMPLETE: Final = Refusal(
    N_("{path}: not everything in the form could be read, so it was not received."),
    N_(
        "Mend the form and give it again, let the agency correct it, or state what is"
        " missing with --set FIELD=VALUE."
    ),
)


def receive(
    desk: Writing,
    papers: Annotated[
        list[Path] | None,
        Argument(
            metavar=N_("FORM|FOLDER|ZIP"),
            help=N_("Filled-in forms, or a folder or .zip of forms and attachments."),
            show_default=False,
        ),
    ] = None,
    *,
    from_: Annotated[
        str | None,
        Option("--from", metavar=N_("FILE"), help=N_("Take the facts from YAML or JSON.")),
    ] = None,
    settings: Annotated[
        list[str] | None,
        Option("--set", help=N_("Set one fact, for example class=卫生健康; may be repeated.")),
    ] = None,
    received: ReceivedOn = None,
    received_at: ReceivedAt = None,
    via: CameBy = "oa",
    form: StampedForm = None,
    attach: Annotated[list[Path] | None, Option(help=N_("An attachment; may be repeated."))] = None,
    again: Annotated[str | None, Option(help=N_("Which returned application it is."))] = None,
    resume: Resume = False,
) -> Exit:
    """Receive applications.

    Reads the approval form as a Word file, or every form in a folder or .zip together with the
    papers that came with it. The papers stay where they are; their names and hashes are recorded.
    With --again corrected papers come in for an application that was returned. Of classified papers
    only that they were reviewed is recorded: --via offline, with a basis that is withheld.

    Nothing is guessed: names that the registry does not know, days and amounts that are none, and
    empty mandatory fields are listed. With --check nothing is written: what the papers say is
    shown, and when all of it was read, what would be recorded.

    $ accession receive 审批表.docx --check
    $ accession receive 审批表.docx --attach 盖章扫描件.pdf
    $ accession receive 收件箱/ --received 2026-03-02
    $ accession receive 审批表.docx --again DL-A-2026-0001
    """
    if papers and from_ is not None:
        raise BadParameter(_("Give either papers or --from, not both."))
    reception = Reception(
        desk,
        received=received,
        received_at=received_at,
        via=via,
        settings=settings or (),
        attach=attach or (),
        again=again,
        resume=resume,
    )
    several = papers and (len(papers) > 1 or papers[0].suffix.lower() != ".docx")
    if several and form is not None:
        raise BadParameter(_("--form goes with one application; put scans in the folder."))
    if papers and desk.check:
        return checked(reception, papers, (form,) if form else ())
    if papers and several:
        return _several(reception, papers)
    action = _one(reception, papers[0] if papers else None, from_, form)
    reception.do(action, received_words, received_json)
    return Exit.DONE


def _one(
    desk: Reception, path: Path | None, source: str | None, form: Path | None
) -> "ReceiveApplications":
    from accession_cli.actions.application_form import read_form
    from accession_cli.actions.application_receiving import ReceiveApplications

    if path is None:
        return ReceiveApplications(given=((desk.asked(source), desk.papers(form)),))
    reading = read_form(path, desk.registry, desk.received)
    say_understood(reading.understood)
    return desk.of_form(path, (form,) if form else (), reading, str(path))


def _several(desk: Reception, places: "Sequence[Path]") -> Exit:
    """Receive the forms one after another; a form that fails does not stop the others."""
    results, worst = _each(desk, places, _entered)
    if desk.as_json:
        terminal.show_json({"version": 1, "received": results})
    else:
        _say_counts(results)
    return worst


def _each(
    desk: Reception, places: "Sequence[Path]", take: "Callable[[Reception, Incoming], Result]"
) -> "tuple[list[dict[str, Any]], Exit]":
    """The result of *take* for each form in *places*, and the worst exit code among them.

    Files that belong to no form are named on standard error and make it at least ``Exit.FOUND``; so
    does finding no form at all.
    """
    from tempfile import TemporaryDirectory

    from accession_cli.actions.materials import sort_papers

    results: list[dict[str, Any]] = []
    worst = Exit.DONE
    with TemporaryDirectory(prefix="accession-") as scratch:
        piles = [
            sort_papers(place, desk.registry, Path(scratch) / str(at), desk.received)
            for at, place in enumerate(places)
        ]
        for pile in piles:
            for one in pile.incoming:
                result, code = _taken(desk, one, take)
                read = reading_json(one.reading) if desk.check and one.reading else {}
                results.append({"form": one.name, **read, **result})
                worst = max(worst, code)
            for stray in pile.strays:
                terminal.note(_("{path}: belongs to no form, and was left out.").format(path=stray))
                worst = max(worst, Exit.FOUND)
    return results, worst if results else max(worst, Exit.FOUND)


def _taken(
    desk: Reception, one: "Incoming", take: "Callable[[Reception, Incoming], Result]"
) -> "Result":
    """The result of *take*, or the refusal of this form; without the trunk there is no next one."""
    from accession_cli.actions.application_receiving import ReceivedBefore

    try:
        if one.refusal is not None:
            raise one.refusal
        return take(desk, one)
    except ReceivedBefore as before:
        terminal.note(_("{path}: {said}").format(path=one.name, said=before.message))
        return {"before": str(before.facts["id"])}, Exit.DONE
    except Refused as error:
        show_findings(error)
        terminal.refuse_error(error)
        if error.exit_code in {Exit.OUTSIDE, Exit.TAMPERED}:
            raise
        return refused_json(error), error.exit_code


def checked(desk: Reception, places: "Sequence[Path]", scans: "Sequence[Path]" = ()) -> Exit:
    """Show what the forms say, field by field, and what would be recorded; write nothing."""
    from accession_cli.actions.application_form import read_form

    if len(places) == 1 and not places[0].is_dir() and places[0].suffix.lower() != ".zip":
        reading, name = read_form(places[0], desk.registry, desk.received), str(places[0])
        read = {"version": 1, **reading_json(reading)}
        if _all_read(desk, reading):
            return show_tried(desk, desk.of_form(places[0], scans, reading, name), read)
        if desk.as_json:
            terminal.show_json({**read, **UNJUDGED})
        return Exit.FOUND
    results, worst = _each(desk, places, _checked)
    if desk.as_json:
        terminal.show_json({"version": 1, "forms": results})
    return worst


def _checked(desk: Reception, one: "Incoming") -> "Result":
    if one.reading is None:
        raise FORM_INCOMPLETE(path=one.name)
    if not desk.as_json:
        terminal.show(one.name)
    if not _all_read(desk, one.reading):
        return UNJUDGED, Exit.FOUND
    action = desk.of_form(one.form, one.attachments, one.reading, one.name)
    return desk.told(*desk.tried(action)), Exit.DONE


def _all_read(desk: Reception, reading: "FormReading") -> bool:
    """Whether all fields of a form were read; they are shown, and those that were not."""
    from accession_cli.actions.application_form import words_of

    unread = desk.unset(reading).unread
    if desk.as_json:
        return not unread
    terminal.show_fields(words_of(reading, desk.registry))
    say_understood(reading.understood)
    if not unread:
        terminal.note(_("All fields were read."))
        return True
    terminal.note(_("Not read: {count} fields.").format(count=len(unread)))
    say_unread_fields(desk.unset(reading))
    terminal.next_step(_("Mend these in the form, save it as .docx, and read it again."))
    return False


def show_tried(desk: Writing, action: "ReceiveApplications", read: "dict[str, Any]") -> Exit:
    """Show what *action* would record; programs get *read*, with that or with the refusal."""
    try:
        result = desk.told(*desk.tried(action))
    except Refused as error:
        show_findings(error)
        if desk.as_json:
            terminal.show_json({**read, **refused_json(error)})
        raise
    if desk.as_json:
        terminal.show_json({**read, **result})
    return Exit.DONE


def _say_counts(results: "Sequence[dict[str, Any]]") -> None:
    count = sum(1 for one in results if "id" in one)
    before = sum(1 for one in results if "before" in one)
    said = _("Forms: {all}; received: {count}; received before: {before}; not received: {rest}.")
    rest = len(results) - count - before
    terminal.note(said.format(all=len(results), count=count, before=before, rest=rest))
    if count:
        terminal.next_step(_("Decide on them; see which with: accession list --applications"))


def _entered(desk: Reception, one: "Incoming") -> "Result":
    from accession_cli.actions.action import carry_out

    if one.reading is None:
        raise FORM_INCOMPLETE(path=one.name)
    say_understood(one.reading.understood)
    action = desk.of_form(one.form, one.attachments, one.reading, one.name)
    word = word_for(action.passages(), desk.inspected_by)
    landed = carry_out(action, desk.folder, when=clock.now(), word=word)
    if not desk.as_json:
        made = landed.made.received[0]
        said = _("{form}: received as {id}, to be decided by {due}.")
        terminal.show(said.format(form=one.name, id=made.application.id, due=made.due.day))
        asked = made.application.asked
        for sentence in not_done_sentences([asked] if asked else []):
            terminal.note(sentence)
        say_remarks(landed.made.remarks)
    return one_received_json(landed), Exit.DONE
