"""``accession complaint``: what was reported or found (scheme 4.1), and what was done about it.

``add`` enters what a community reports, or what an inspection finds; at a terminal it asks for
missing facts. ``verify``, ``rectify``, ``remind``, ``circulate``, ``refer`` and ``close`` each
enter one step of a complaint, through ``ComplaintAtHand``. ``list`` and ``show`` are for work
inside the bureau; nothing of them is published.
"""

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

from typer import Argument, Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.complaint_questions import ComplaintAtHand, SourceName, asked_complaint
from accession_cli.cli.looking import Looking
from accession_cli.cli.options import OnDay, Resume, day, outcome_named, record_id
from accession_cli.cli.questions import Choice, ask_choice, ask_text
from accession_cli.cli.session import Writing, lacking
from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_, _
from accession_cli.scheme.registry import COMPLAINT
from accession_cli.words.complaint import (
    complaint_rows,
    counts_json,
    counts_rows,
    entered_json,
    reported_json,
    state_words,
)
from accession_cli.words.fields import OUTCOMES
from accession_cli.words.landed import Said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from accession_cli.actions.complaint import EnteredComplaint, Reported
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.registry import Registry

#: A copy has none, whatever the register has.
NOT_IN_A_COPY: Final = Refusal(
    N_("This is a published copy, in which there are no complaints, whatever the register has."),
    N_("Ask the district itself."),
)


def list_(
    desk: Looking,
    *,
    only_open: Annotated[
        bool, Option("--open", help=N_("Only those that are not closed."))
    ] = False,
    year: Annotated[int | None, Option(help=N_("The year in which they came in."))] = None,
    summary: Annotated[
        bool, Option("--summary", help=N_("Only how many there were, and how they ended."))
    ] = False,
) -> None:
    """List complaints.

    $ accession complaint list --open
    $ accession complaint list --summary --year 2026 --json
    """
    from accession_cli.actions.complaint import complaints, counts

    known = _of_register(desk.readable())
    found = complaints(known, desk.day, only_open=only_open, year=year)
    counted = counts(found)
    if desk.as_json:
        listed = {} if summary else {"complaints": [reported_json(one) for one in found]}
        desk.show_json(**listed, summary=counts_json(counted))
        return
    if summary:
        terminal.show_fields(counts_rows(counted))
    elif found:
        _table(found)
    terminal.note(_("Complaints: {count}, as of {day}.").format(count=counted.all, day=desk.day))


def show(
    desk: Looking,
    number: Annotated[str, Argument(help=N_("The complaint."))],
) -> None:
    """Show one complaint.

    $ accession complaint show DL-C-2026-0001
    """
    from accession_cli.actions.complaint import find_complaint, record_of_complaint

    record = record_id(number, COMPLAINT)
    known = _of_register(desk.readable())
    found = find_complaint(known, record, desk.day, desk.unread)
    if desk.as_json:
        facts = {"version": 1, **reported_json(found), "record": record_of_complaint(found)}
        terminal.show_json(facts)
        return
    terminal.show_fields((term, text) for term, text in complaint_rows(found, known) if text)
    terminal.note(_("For work inside the bureau: who reported it is told to nobody outside."))


def _table(found: "Sequence[Reported]") -> None:
    headings = (_("Number"), _("Status"), _("Came in"), _("Put right by"), _("Agency"), _("What"))
    cells = [
        (
            str(one.complaint.id),
            state_words(one),
            str(one.complaint.received),
            str(one.complaint.due or "–"),
            one.agency,
            one.complaint.what.partition("\n")[0],
        )
        for one in found
    ]
    terminal.show_table(headings, cells)


def add(
    desk: Writing,
    source: SourceName = None,
    community: Annotated[
        str | None, Option(help=N_("The community, by its code or its name."))
    ] = None,
    agency: Annotated[
        str | None, Option(help=N_("Who handed the work down, by key or name."))
    ] = None,
    what: Annotated[
        str | None,
        Option(help=N_("What work was handed down; no persons, and no names of places.")),
    ] = None,
    task: Annotated[str | None, Option(help=N_("The admitted task that it goes beyond."))] = None,
    received: Annotated[
        date | None, Option(parser=day, help=N_("Day on which it came in; without it, today."))
    ] = None,
    inspectors: Annotated[
        list[str] | None,
        Option(
            metavar=N_("BODY"), help=N_("A body that inspected, by key or name; may be repeated.")
        ),
    ] = None,
    *,
    resume: Resume = False,
) -> None:
    """Enter a complaint.

    At a terminal, what is missing is asked for. Write what work it is; write no person and no place
    into the text.

    $ accession complaint add
    $ accession complaint add --source inspection --inspectors civil_affairs
    """
    from accession_cli.actions.complaint import AddComplaint
    from accession_cli.cli.questions import Unrecorded
    from accession_cli.entry.names import NameFinder, chosen
    from accession_cli.scheme.complaint import ComplaintSource

    wanted: dict[str, object] = {"--source": source, "--agency": agency, "--what": what}
    if source == "community":
        wanted["--community"] = community
    if source == "inspection":
        wanted["--inspectors"] = inspectors
    known, on = desk.registry, received or clock.today()
    given: dict[str, Any] = {
        "source": source,
        "inspectors": inspectors,
        "community": community,
        "agency": agency,
        "what": what,
    }
    beyond = record_id(task) if task else None
    desk.say_earlier(on)
    with Unrecorded(desk) as asking:
        facts = given
        if lacking(wanted):
            facts = asked_complaint(asking, desk, received, given, task=task, resume=resume)
        community, inspectors = facts["community"], facts["inspectors"]
        finder, subdistrict = NameFinder(known), None
        if community:
            subdistrict, community = chosen("--community", finder.community_named, community)
        report = AddComplaint(
            source=ComplaintSource(facts["source"]),
            received=on,
            subdistrict=subdistrict,
            community=community or None,
            inspectors=tuple(chosen("--inspectors", finder.body, one) for one in inspectors or ()),
            agency=chosen("--agency", finder.agency, facts["agency"]),
            task=beyond,
            what=facts["what"],
        )
        landed = desk.enter(report)
        if landed is not None:
            asking.recorded()
    if landed is not None:
        desk.tell(landed, partial(_entered, known.agencies[report.agency].name), entered_json)


def _entered(name: str, landed: "Landing[EnteredComplaint]") -> Said:
    """What is said of a complaint about the agency *name*."""
    number = landed.made.complaint.id
    return Said(
        shown=(str(number),),
        sentences=(_("Entered: complaint {id} about {name}.").format(id=number, name=name),),
        steps=(
            _("Enter what a check finds with: accession complaint verify {id}").format(id=number),
            _("Urge that it is put right with: accession complaint rectify {id}").format(id=number),
        ),
    )


def _named(words: "Mapping[str, str]") -> list[Choice]:
    return [Choice(_(name), key) for key, name in words.items()]


#: Options of the letter and of what came of it together; these are two steps at different times.
URGED_OR_DONE: Final = Refusal(
    N_("--urged and --due are for the letter; --done and --report say that it was followed."),
    N_("Give the command twice: first for the letter, later with what the agency reports."),
    Exit.USAGE,
)


PaperOut = Annotated[
    Path | None,
    Option(
        "--out",
        help=N_("The Word file to write; without it, one in build/complaints of the repository."),
    ),
]


def verify(
    desk: ComplaintAtHand,
    by: Annotated[str | None, Option(help=N_("Who checked it: bodies, not persons."))] = None,
    found: Annotated[
        str | None, Option(help=N_("What was found; no persons, and no names of places."))
    ] = None,
    made_on: OnDay = None,
) -> None:
    """Enter a check of a complaint.

    The letter and the circular say 经核查 only if a check was made by their day. What it found is
    kept in the record and in no paper.

    $ accession complaint verify DL-C-2026-0001 --by 区民政局 --found 属实，台账已经下发
    """
    from accession_cli.scheme.complaint import Verification

    lacking({"--by": by, "--found": found})
    check = Verification(
        date=made_on or clock.today(),
        by=by or ask_text("--by", _("Who checked it:")),
        found=found or ask_text("--found", _("What was found (no persons, no names of places):")),
    )
    desk.take(
        check,
        lambda _made: _("Entered: {id} was checked by {name}.").format(
            id=desk.number, name=check.by
        ),
        _("Urge that it is put right with: accession complaint rectify {id}"),
    )


def rectify(
    desk: ComplaintAtHand,
    urged: Annotated[
        date | None,
        Option(
            "--urged", "--ordered", parser=day, help=N_("Day of the letter; without it, today.")
        ),
    ] = None,
    due: Annotated[
        date | None,
        Option(
            parser=day,
            help=N_("Last day to put it right; without it, by the days that scheme.yaml sets."),
        ),
    ] = None,
    done: Annotated[
        date | None, Option(parser=day, help=N_("Day on which it was put right."))
    ] = None,
    report: Annotated[str | None, Option(help=N_("What the agency reports."))] = None,
    out: PaperOut = None,
) -> None:
    """Urge a rectification, or enter that it was done.

    The agency gets a letter (关于督促限期整改的函) in Word, in build/complaints; given once more
    without a date, the command writes that letter again. If the agency keeps the register itself,
    a warning says so.

    $ accession complaint rectify DL-C-2026-0001
    $ accession complaint rectify DL-C-2026-0001 --done 2026-10-20
    """
    from accession_cli.actions.complaint import Done, Urging
    from accession_cli.actions.complaint_papers import write_letter

    if done or report is not None:
        if urged or due or out:
            raise URGED_OR_DONE()
        words = report or ask_text("--report", _("What the agency reports:"))
        desk.take(
            Done(date=done or clock.today(), report=words),
            lambda _made: _("Entered: what {id} complains of was put right.").format(
                id=desk.number
            ),
            _("Close it with: accession complaint close {id} --outcome rectified"),
        )
        return

    known = desk.known()
    if known is not None and known.rectification is not None and not (urged or due):
        desk.write_again(write_letter, known, out)
        return

    def said(made: "EnteredComplaint") -> str:
        words = _("Urged: {id} is to be put right by {due}.")
        if made.due and made.due.provisional:
            words = _("Urged: {id} is to be put right by {due}, which is provisional.")
        return words.format(id=desk.number, due=made.complaint.due)

    desk.take(
        Urging(date=urged or clock.today(), due=due),
        said,
        _("When it was: accession complaint rectify {id} --done DATE --report TEXT"),
        write_letter,
        out,
    )


def remind(
    desk: ComplaintAtHand,
    to: Annotated[str | None, Option(help=N_("Who was reminded; without it, the agency."))] = None,
    made_on: OnDay = None,
) -> None:
    """Enter a reminder.

    $ accession complaint remind DL-C-2026-0001
    """
    from accession_cli.scheme.complaint import Reminder

    def said(made: "EnteredComplaint") -> str:
        name = made.complaint.reminders[-1].to
        return _("Entered: {name} was reminded of {id}.").format(name=name, id=desk.number)

    desk.take(Reminder(date=made_on or clock.today(), to=to or ""), said)


def circulate(
    desk: ComplaintAtHand,
    document: Annotated[
        str | None, Option("--number", help=N_("Document number of the circular."))
    ] = None,
    made_on: OnDay = None,
    out: PaperOut = None,
) -> None:
    """Enter the circular that tells all agencies.

    It follows the letter of rectify. It names the agency and the work, and neither persons nor the
    community. Given once more without a number and a date, the command writes it again.

    $ accession complaint circulate DL-C-2026-0001 --number 津丽民发〔2026〕9号
    """
    from accession_cli.actions.complaint_papers import write_circular
    from accession_cli.scheme.complaint import Circular

    known = desk.known()
    if known is not None and known.circular is not None and not (document or made_on):
        desk.write_again(write_circular, known, out)
        return
    desk.take(
        Circular(date=made_on or clock.today(), number=document),
        lambda _made: _("Entered: {id} is made known to all agencies.").format(id=desk.number),
        write=write_circular,
        out=out,
    )


def refer(
    desk: ComplaintAtHand,
    to: Annotated[str | None, Option(help=N_("To whom the case is handed on."))] = None,
    reason: Annotated[
        str | None, Option(help=N_("How grave it is, and what bad effects it has."))
    ] = None,
    made_on: OnDay = None,
    out: PaperOut = None,
) -> None:
    """Refer a grave case with bad effects.

    The scheme hands such a case on to 区纪检监察部门; lateness alone is no ground. The letter that
    goes there (关于移送问题线索的函) is written in Word, in build/complaints; given once more
    without a reason, the command writes it again.

    $ accession complaint refer DL-C-2026-0001 --to 区纪检监察部门 --reason 多次下派，影响恶劣
    """
    from accession_cli.actions.complaint_papers import write_referral
    from accession_cli.scheme.complaint import Referral

    known = desk.known()
    if known is not None and known.referral is not None and not (to or reason or made_on):
        desk.write_again(write_referral, known, out)
        return
    referral = Referral(
        date=made_on or clock.today(),
        to=to or ask_text("--to", _("To whom the case is handed on:")),
        reason=reason or ask_text("--reason", _("How grave it is, and what bad effects it has:")),
    )
    desk.take(
        referral,
        lambda _made: _("Entered: {id} is referred to {name}.").format(
            id=desk.number, name=referral.to
        ),
        _("Close it with: accession complaint close {id} --outcome referred"),
        write_referral,
        out,
    )


def close(
    desk: ComplaintAtHand,
    outcome: Annotated[
        str | None,
        Option(
            parser=outcome_named,
            metavar="rectified|admitted|unfounded|referred",
            help=N_("How it ended; also in Chinese: 已整改, 已补办准入, 不属实 or 已移交."),
        ),
    ] = None,
    note: Annotated[str | None, Option(help=N_("What else is to be said."))] = None,
    made_on: OnDay = None,
) -> None:
    """Close a complaint.

    As put right only after that was entered, as referred only after it was.

    $ accession complaint close DL-C-2026-0001 --outcome rectified
    """
    from accession_cli.scheme.complaint import Closing, Outcome

    ended = Outcome(outcome or ask_choice("--outcome", _("How did it end:"), _named(OUTCOMES)))
    said = _("Closed: {id}, {outcome}.").format(id=desk.number, outcome=_(OUTCOMES[ended]))
    closing = Closing(date=made_on or clock.today(), outcome=ended, note=note)
    desk.take(closing, lambda _made: said)


def _of_register(known: "Registry") -> "Registry":
    """*known*, which is no copy: that a copy has no complaints says nothing of the district."""
    if known.publication is not None:
        raise NOT_IN_A_COPY()
    return known
