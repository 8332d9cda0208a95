"""``accession receive``: receive applications from Word forms, folders, .zip files or answers."""

from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

from typer import Argument, BadParameter, Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.application_notice import drafted, drafts, say_faults
from accession_cli.cli.application_reception import (
    FORM_BLANK,
    CameBy,
    ReceivedAt,
    ReceivedOn,
    Reception,
    StampedForm,
    is_pile,
)
from accession_cli.cli.application_settling import (
    bears_number,
    doubts_of,
    of_scan,
    say_doubts,
    scan_id,
    scans_sorted,
    settled,
    told_alike,
)
from accession_cli.cli.options import Resume
from accession_cli.cli.questions import Questions, say_understood
from accession_cli.cli.session import Declined, Writing
from accession_cli.cli.terminal import say_queued, say_remarks, show_findings
from accession_cli.errors import Exit, Refused
from accession_cli.i18n import N_, _
from accession_cli.words.application import (
    more_sentences,
    one_received_json,
    reading_json,
    received_json,
    received_words,
    refused_json,
)
from accession_cli.words.application_faults import fault_sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from accession_cli.actions.action import Preview
    from accession_cli.actions.application_reading import FormRead
    from accession_cli.actions.application_receiving import (
        ReceiveApplications,
        ReceivedApplications,
    )
    from accession_cli.actions.materials import Incoming, Pile
    from accession_cli.finding import Finding
    from accession_cli.gitstore.trunk import Landing

#: The JSON about one form, and the exit code for it.
Result: TypeAlias = "tuple[dict[str, Any], Exit]"
#: What programs are told of papers that were not all read: no rule was looked at.
UNJUDGED: Final[dict[str, Any]] = {"findings": None}


def receive(
    desk: Writing,
    papers: Annotated[
        list[Path] | None,
        Argument(
            metavar=N_("FORM|FOLDER|ZIP"),
            help=N_(
                "Filled-in forms, or scans of them; or a folder or .zip of forms and attachments."
            ),
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
    faults: Annotated[
        list[str] | None,
        Option(
            "--fault",
            metavar=N_("FIELD=WHAT"),
            help=N_("What was learnt of a field by telephone or at the counter; may be repeated."),
        ),
    ] = None,
    resume: Resume = False,
) -> Exit:
    """Receive applications.

    Reads the approval form as a Word file, or every form in a folder or .zip together with the
    papers that came with it. The papers stay where they are; their names and hashes are recorded.
    With --again, or with its number on the form, corrected papers come in for an application that
    was returned. Of classified papers only that they were reviewed is recorded: --via offline, with
    a basis that is withheld.

    Every form that is filled in gets a number, and its day and hour. Nothing is guessed: what is
    unclear is asked at a terminal, or stated with --set. What stays unclear or empty the agency
    has to correct; it is kept with the application, and the draft of one notice of correction is
    written. A repetition of a task or of another application is said first. With --check nothing is
    written: what the papers say is shown, and what would be recorded.

    No program reads a scan (PDF, OFD or picture) that is given by itself. It gets its number, too;
    what it says is entered at a terminal, with --set, or later with --again. Of a scan in a folder
    that belongs to no form it is asked at a terminal whether it is an application.

    What is learnt by telephone or at the counter, before an application is decided on, is noted
    with --again and --fault: the field, and what is wrong there, as the agency is to read it. It
    stands with the other faults in the notice of correction, and the corrected form replaces it.
    --fault FIELD= takes it back. --received says on which day it was learnt.

    $ accession receive 审批表.docx --check
    $ accession receive 审批表.docx --attach 盖章扫描件.pdf
    $ accession receive 盖章扫描件.pdf --inspected-by 王晓
    $ accession receive 收件箱/ --received 2026-03-02
    $ accession receive 审批表.docx --again DL-A-2026-0001
    $ accession receive --again DL-A-2026-0001 --fault 经费来源=资金实际由市民政局拨付
    """
    if faults:
        from accession_cli.cli.application_notice import note_faults

        others = any((papers, from_, settings, form, attach, received_at, resume))
        return note_faults(desk, again, faults, received, others=others)
    if papers and from_ is not None:
        raise BadParameter(_("Give either papers or --from, not both."))
    from accession_cli.actions.application_receiving import ReceiveApplications

    reception = Reception(
        desk,
        received=received,
        received_at=received_at,
        via=via,
        settings=settings or (),
        attach=attach or (),
        again=again,
        resume=resume,
        places=papers or (),
        form=form,
    )
    if reception.several and form is not None:
        raise BadParameter(_("--form goes with one application; put scans in the folder."))
    if papers and desk.check:
        return checked(reception, papers, (form,) if form else ())
    with reception.asking:
        if papers and reception.several:
            return _several(reception, papers)
        if papers:
            return _one(reception, papers[0], (form,) if form else ())
        action = ReceiveApplications(given=((reception.asked(from_), reception.papers(form)),))
        landed = reception.enter(action)
        if landed is not None:
            reception.asking.recorded()
    if landed is not None:
        reception.tell(landed, received_words, received_json)
    return Exit.DONE


def _one(desk: Reception, path: Path, scans: "Sequence[Path]") -> Exit:
    from accession_cli.actions.application_form import read_form
    from accession_cli.actions.materials import Incoming

    read = read_form(path, desk.registry, desk.received)
    form = Incoming(name=str(path), form=path, attachments=tuple(scans), read=read, refusal=None)
    landed = desk.enter(_asked(desk, form, read), papers=partial(drafts, desk, desk.received))
    if landed is None:
        return Exit.DONE
    desk.asking.recorded(scan_id(read))
    draft = drafted(desk, landed.made, desk.received)
    if desk.as_json:
        terminal.show_json({**received_json(landed), **_path_json(draft)})
        return Exit.DONE
    desk.tell(_without_faults(landed), received_words, received_json)
    say_faults(landed.made.received[0], draft)
    return Exit.DONE


def _several(desk: Reception, places: "Sequence[Path]") -> Exit:
    """Receive the forms one after another; a form that fails does not stop the others.

    At a terminal all of them are shown first, and one question is asked about them.
    """
    with _sorted_papers(desk, places) as piles:
        results, worst = _each(desk, piles, _made_ready)
        ready = [(one, one.pop("ready")) for one in results if "ready" in one]
        if desk.asks and ready:
            _ask_about_all(desk, [form for _result, form in ready])
        for one, form in ready:
            result, code = _taken(partial(_received, desk, form), form.name)
            one.update(result)
            worst = max(worst, code)
            if "refusal" not in result or "queued" in result:
                desk.asking.recorded(form.about)
    if desk.as_json:
        terminal.show_json({"version": 1, "received": results})
    else:
        _say_counts(results)
    return worst


@contextmanager
def _sorted_papers(desk: Reception, places: "Sequence[Path]") -> "Iterator[list[Pile]]":
    """The papers in *places* by the forms they belong to; what is unpacked lasts as long."""
    from tempfile import TemporaryDirectory

    from accession_cli.actions.materials import sort_papers

    with TemporaryDirectory(prefix="accession-") as scratch:
        yield [
            scans_sorted(
                desk, sort_papers(place, desk.registry, Path(scratch) / str(at), desk.received)
            )
            for at, place in enumerate(places)
        ]


def _each(
    desk: Reception, piles: "Sequence[Pile]", take: "Callable[[Reception, Incoming], Result]"
) -> "tuple[list[dict[str, Any]], Exit]":
    """The result of *take* for each form in *piles*, and the worst exit code among them.

    Files that belong to no form are named on standard error and make it at least ``Exit.FOUND``; so
    does finding no form at all.
    """
    results: list[dict[str, Any]] = []
    worst = Exit.DONE
    for pile in piles:
        for one in pile.incoming:
            if not desk.as_json and not desk.check:
                terminal.note(_("{path}:").format(path=one.name))
            result, code = _taken(partial(take, desk, one), one.name)
            read = reading_json(one.read.reading) if desk.check and one.read else {}
            results.append({"form": one.name, **read, **result})
            worst = max(worst, code)
        for stray in pile.strays:
            terminal.note(_("{path}: belongs to no form, and was left out.").format(path=stray))
            worst = max(worst, Exit.FOUND)
        for scan in pile.scans:
            said = _(
                "{path}: is a scan that belongs to no form, and was left out. Give a stamped form"
                " by itself: accession receive FILE --inspected-by NAME; an attachment in one"
                " folder with its form."
            )
            terminal.note(said.format(path=scan.name))
            worst = max(worst, Exit.FOUND)
    return results, worst if results else max(worst, Exit.FOUND)


def _taken(take: "Callable[[], Result]", name: str) -> "Result":
    """The result of *take*, or the refusal of the form *name*, which does not stop the others.

    Without the trunk each waits in the outbox.
    """
    from accession_cli.actions.application_receiving import ReceivedBefore

    try:
        return take()
    except ReceivedBefore as before:
        terminal.note(_("{path}: {said}").format(path=name, said=before.message))
        return {"before": str(before.facts["id"])}, Exit.DONE
    except Refused as error:
        show_findings(error)
        terminal.refuse_error(error)
        if error.queued is not None:
            say_queued(error.queued)
            return {**refused_json(error), "queued": error.queued}, error.exit_code
        if error.exit_code in {Exit.OUTSIDE, Exit.TAMPERED}:
            raise
        return refused_json(error), error.exit_code


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """A form of which everything open was asked; ``shown`` is what it would become, if tried.

    ``about`` tells what was asked of it from what was asked of another.
    """

    name: str
    about: str
    action: "ReceiveApplications"
    shown: "Preview[ReceivedApplications] | None"


def _made_ready(desk: Reception, one: "Incoming") -> "Result":
    """The form with what is asked about it; at a terminal it is tried, so that it may be shown."""
    read = _of(one)
    action = _asked(desk, one, read)
    shown = desk.tried(action)[0] if desk.asks else None
    ready = _Ready(name=one.name, about=scan_id(read), action=action, shown=shown)
    return {"ready": ready}, Exit.DONE


def _ask_about_all(desk: Reception, ready: "Sequence[_Ready]") -> None:
    """Show all that would be received, and ask once; raises ``Declined``."""
    tried = [(one.name, one.shown) for one in ready if one.shown is not None]
    known = desk.registry.agencies
    rows = []
    for name, shown in tried:
        made = shown.plan.made.received[0]
        asked, faults = made.application, made.application.faults
        agency = known[asked.agency].name if asked.agency in known else "–"
        open_ = str(len(faults) or "–")
        rows.append((name, asked.title or "–", agency, str(made.due.day), open_))
    terminal.note(_("Would be received, each under a number of its own:"))
    heads = (_("Form"), _("Title"), _("Agency"), _("To be decided by"), _("To correct"))
    terminal.show_table(heads, rows)
    for name, shown in tried:
        asked = shown.plan.made.received[0].application
        for sentence in fault_sentences(asked.faults, asked.start):
            terminal.note(_("{path}: {said}").format(path=name, said=sentence))
    say_remarks((one for _name, shown in tried for one in _but_faults(shown.remarks)), checked=True)
    terminal.note(_("All of it, field by field: the same command with --check."))
    if not Questions().sure(_("Record this now?")):
        raise Declined


def checked(desk: Reception, places: "Sequence[Path]", scans: "Sequence[Path]" = ()) -> Exit:
    """Show what the forms say, field by field, and what would be recorded; write nothing."""
    from accession_cli.actions.application_form import read_form

    if len(places) == 1 and not is_pile(places[0]):
        read, name = read_form(places[0], desk.registry, desk.received), str(places[0])
        told = {"version": 1, **reading_json(read.reading)}
        code = _shown(desk, read)
        if read.is_blank:
            if desk.as_json:
                terminal.show_json({**told, **UNJUDGED})
            return Exit.FOUND
        bears_number(desk, read, name)
        told_alike(desk, read.reading.facts, name, desk.again)
        return max(code, show_tried(desk, desk.of_form(places[0], scans, read, name), told))
    with _sorted_papers(desk, places) as piles:
        results, worst = _each(desk, piles, _checked)
    if desk.as_json:
        terminal.show_json({"version": 1, "forms": results})
    return worst


def _checked(desk: Reception, one: "Incoming") -> "Result":
    read = _of(one)
    if not desk.as_json:
        terminal.show(one.name)
    code = _shown(desk, read)
    if read.is_blank:
        return UNJUDGED, Exit.FOUND
    told_alike(desk, read.reading.facts, one.name, desk.again)
    action = desk.of_form(one.form, one.attachments, read, one.name)
    return desk.told(*desk.tried(action)), code


def _of(one: "Incoming") -> "FormRead":
    if one.read is None:
        raise one.refusal or FORM_BLANK(path=one.name)
    return one.read


def _shown(desk: Reception, read: "FormRead") -> Exit:
    """Show the fields of a form that were read, and list the others; programs get them as JSON."""
    from accession_cli.actions.application_reading import words_of

    doubts = doubts_of(desk, read)
    if not desk.as_json:
        terminal.show_fields(words_of(read.reading, desk.registry))
        say_understood(read.reading.understood)
        if read.is_scan:
            terminal.note(_("It is a scan, which no program reads; a person enters what it says."))
        elif doubts:
            terminal.note(_("Not read: {count} fields.").format(count=len(doubts)))
            say_doubts(doubts)
            terminal.note(
                _("Without these it is received all the same; what is unclear you can settle then.")
            )
        else:
            terminal.note(_("All fields were read."))
    return Exit.FOUND if doubts else Exit.DONE


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


def _asked(desk: Reception, one: "Incoming", read: "FormRead") -> "ReceiveApplications":
    """The action that receives the form, after what it leaves open was asked."""
    if read.is_blank and not desk.stated:
        raise FORM_BLANK(path=one.name)
    again = desk.again or bears_number(desk, read, one.name)
    if read.is_scan:
        return of_scan(desk, one, read, again)
    again = told_alike(desk, read.reading.facts, one.name, again)
    read = settled(desk, read)
    say_understood(read.reading.understood)
    return desk.of_form(one.form, one.attachments, read, one.name, again)


def _received(desk: Reception, ready: _Ready) -> "Result":
    from accession_cli.actions.action import carry_out

    action = ready.action
    desk.word = word = desk.word_of(action)
    landed = carry_out(action, desk.folder, when=clock.now(), word=word)
    made = landed.made.received[0]
    draft = drafted(desk, landed.made, desk.received)
    if not desk.as_json:
        said = _("{form}: received as {id}, to be decided by {due}.")
        terminal.show(said.format(form=ready.name, id=made.application.id, due=made.due.day))
        for sentence in more_sentences(made):
            terminal.note(sentence)
        if ready.shown is None:
            say_remarks(_but_faults(landed.made.remarks))
        say_faults(made, draft)
    return {**one_received_json(landed), **_path_json(draft)}, Exit.DONE


def _without_faults(
    landed: "Landing[ReceivedApplications]",
) -> "Landing[ReceivedApplications]":
    """*landed* without the remark on the faults, which are listed one by one."""
    return replace(landed, made=replace(landed.made, remarks=_but_faults(landed.made.remarks)))


def _but_faults(remarks: "Iterable[Finding]") -> "tuple[Finding, ...]":
    return tuple(one for one in remarks if not one.key.startswith("faults"))


def _path_json(draft: Path | None) -> dict[str, Any]:
    return {} if draft is None else {"draft": str(draft)}
