"""``accession complaint``: what was reported or found (scheme 4.1), and what was done about it.

``add`` enters what a community reports, or an inspection finds; what a complaint still lacks is
asked for at a terminal. ``rectify``, ``remind``, ``circulate``, ``refer`` and ``close`` enter a
step: ``ComplaintAtHand`` is looked up, the step is entered, and that is said. ``list`` and
``show`` are for work inside the bureau, and never published.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final
from uuid import uuid4

import typer

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.questions import Choice, Questions, Stopped, wrong_text
from accession_cli.cli.session import (
    NOTHING_GIVEN,
    AsOf,
    InspectedBy,
    Json,
    RegistryFolder,
    at_a_terminal,
    day,
    refusals_told,
    say_landed,
    say_remarks,
    show_findings,
    show_queued,
    word_for,
)
from accession_cli.cli.task_lookup import readable
from accession_cli.cli.task_retiring import task_id
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.i18n import N_, _
from accession_cli.scheme.registry import Registry
from accession_cli.words.fields import OUTCOMES, SOURCES
from accession_cli.words.layout import rows, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from accession_cli.actions.complaint import (
        ComplaintReport,
        ComplaintStep,
        Counts,
        EnteredComplaint,
        Reported,
        WrittenPaper,
    )
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.complaint import Complaint
    from accession_cli.scheme.ids import RecordId


_COMMUNITY, _INSPECTION = "community", "inspection"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What was said of a complaint so far, as it was said."""

    source: str | None
    community: str | None
    agency: str | None
    what: str | None
    inspectors: tuple[str, ...]


def completed(registry: Registry, given: Given, today: date) -> Given:
    """*given* with what it lacks, asked for; ``NOTHING_GIVEN`` where there is nobody to ask."""
    if not at_a_terminal():
        lacks = _lacking(given)
        if lacks:
            raise NOTHING_GIVEN(missing=_(", ").join(lacks))
        return given
    try:
        return _asked(registry, given, today, Questions())
    except Stopped as stopped:
        raise typer.Abort from stopped


def ask_text(option: str, question: str) -> str:
    """A text that is given with *option*, asked for at a terminal."""
    if not at_a_terminal():
        raise NOTHING_GIVEN(missing=option)
    try:
        return Questions().text(question, wrong_text)
    except Stopped as stopped:
        raise typer.Abort from stopped


def ask_outcome() -> str:
    """How a complaint ended, asked for at a terminal."""
    if not at_a_terminal():
        raise NOTHING_GIVEN(missing="--outcome")
    choices = [Choice(_(words), key) for key, words in OUTCOMES.items()]
    try:
        return Questions().select(_("How did it end:"), choices)
    except Stopped as stopped:
        raise typer.Abort from stopped


def _lacking(given: Given) -> list[str]:
    wanted: dict[str, object] = {
        "--source": given.source,
        "--agency": given.agency,
        "--what": given.what,
    }
    if given.source == _COMMUNITY:
        wanted["--community"] = given.community
    if given.source == _INSPECTION:
        wanted["--inspectors"] = given.inspectors
    return [option for option, value in wanted.items() if not value]


def _asked(registry: Registry, given: Given, today: date, ask: Questions) -> Given:
    source = given.source or ask.select(
        _("How it came to light:"), [Choice(_(words), key) for key, words in SOURCES.items()]
    )
    inspectors, community = given.inspectors, given.community
    if source == _INSPECTION and not inspectors:
        bodies = [Choice(body.name, key) for key, body in registry.scheme.bodies.items()]
        inspectors = tuple(ask.several(_("Who inspected:"), bodies))
    if source == _COMMUNITY and not community:
        community = ask.select(_("Community:"), _communities(registry))
    agency = given.agency or ask.select(
        _("Agency that handed the work down:"),
        [Choice(one.name, one.key) for one in registry.agencies.values() if one.active_on(today)],
    )
    what = given.what or ask.text(
        _("What work was handed down (no persons, no names of places):"), wrong_text
    )
    return replace(
        given, source=source, inspectors=inspectors, community=community, agency=agency, what=what
    )


def _communities(registry: Registry) -> list[Choice]:
    return [
        Choice(f"{place.name} {name}", code)
        for place in registry.subdistricts.values()
        for code, name in place.communities.items()
    ]


#: Something that is not a complaint's id where one is needed.
NOT_ACOMPLAINT_ID: Final = Refusal(
    N_("“{text}” is not a complaint's id."),
    N_("An id looks like DL-C-2024-0001; accession complaint list shows them."),
    Exit.USAGE,
)


def complaint_id(text: str) -> "RecordId":
    """The complaint's id that *text* names; ``NOT_ACOMPLAINT_ID`` otherwise."""
    from accession_cli.scheme.ids import COMPLAINT, RecordId

    try:
        record = RecordId.parse(text.strip().upper())
    except ValueError as error:
        raise NOT_ACOMPLAINT_ID(text=text) from error
    if record.letter != COMPLAINT:
        raise NOT_ACOMPLAINT_ID(text=text)
    return record


def say_entered(landed: "Landing[EnteredComplaint]", said: str) -> None:
    """Say that it is on record: the id on standard output, and what was entered beside it."""
    terminal.show(str(landed.made.complaint.id))
    say_remarks(landed.made.remarks)
    terminal.note(said)
    say_landed(landed)


def say_paper(paper: "WrittenPaper") -> None:
    """Say where a Word file lies, and what to look for in it before it is sent."""
    path = os.path.relpath(paper.path)
    if paper.veiled:
        terminal.note(_("The names of places were taken out of it, to protect who reported."))
    terminal.note(
        _("It names no community. See that its text gives nobody away before it is sent.")
    )
    terminal.next_step(_("Open {path}.").format(path=path))


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


def list_(
    registry: RegistryFolder = None,
    as_of: AsOf = None,
    *,
    only_open: Annotated[
        bool, typer.Option("--open", help=N_("Only those that are not closed."))
    ] = False,
    year: Annotated[
        int | None,
        typer.Option("--year", metavar=N_("YEAR"), help=N_("The year in which they came in.")),
    ] = None,
    summary: Annotated[
        bool, typer.Option("--summary", help=N_("Only how many there were, and how they ended."))
    ] = False,
    as_json: Json = False,
) -> None:
    """List complaints."""
    from accession_cli.actions.complaint import complaints, counts

    known, unread = readable(registry)
    day = as_of or clock.today()
    found = complaints(known, day, only_open=only_open, year=year)
    counted = counts(found)
    if as_json:
        facts: dict[str, Any] = {"version": 1, "as_of": day.isoformat()}
        if not summary:
            facts["complaints"] = [_reported_json(one) for one in found]
        terminal.show_json({**facts, "summary": _counts_json(counted), "unread": list(unread)})
        return
    if summary:
        terminal.show("\n".join(rows(list(_counts(counted)), terminal.columns_of_output())))
    elif found:
        _table(found)
    terminal.note(_("Complaints: {count}, as of {day}.").format(count=counted.all, day=day))


def show(
    number: Annotated[str, typer.Argument(metavar=N_("ID"), help=N_("The complaint."))],
    registry: RegistryFolder = None,
    as_of: AsOf = None,
    *,
    as_json: Json = False,
) -> None:
    """Show one complaint."""
    from accession_cli.actions.complaint import find_complaint, record_of_complaint

    record = complaint_id(number)
    known, unread = readable(registry)
    found = find_complaint(known, record, as_of or clock.today(), unread)
    if as_json:
        facts = {"version": 1, **_reported_json(found), "record": record_of_complaint(found)}
        terminal.show_json(facts)
        return
    fields = [(term, visible(text)) for term, text in _fields(found, known) if text]
    terminal.show("\n".join(rows(fields, terminal.columns_of_output())))
    terminal.note(_("For work inside the bureau: who reported it is told to nobody outside."))


def _table(found: "Sequence[Reported]") -> None:
    headings = (_("Number"), _("Status"), _("Came in"), _("Put right by"), _("Agency"), _("What"))
    cells = [
        (
            str(one.complaint.id),
            _state(one),
            str(one.complaint.received),
            str(one.complaint.due or "–"),
            one.agency,
            one.complaint.what.partition("\n")[0],
        )
        for one in found
    ]
    terminal.show_table(headings, cells)


def _state(found: "Reported") -> str:
    closing = found.complaint.closing
    if closing is not None:
        return _(OUTCOMES[closing.outcome])
    return _("overdue") if found.overdue else _("open")


def _counts(counted: "Counts") -> Iterator[tuple[str, str]]:
    yield _("open"), str(counted.open)
    yield _("of these overdue"), str(counted.overdue)
    for outcome, count in counted.closed.items():
        yield _(OUTCOMES[outcome]), str(count)


def _fields(found: "Reported", known: "Registry") -> Iterator[tuple[str, str]]:
    complaint, bodies = found.complaint, known.scheme.bodies
    yield _("Number"), str(complaint.id)
    yield _("Status"), _state(found)
    yield _("How it came to light"), _(SOURCES[complaint.source])
    yield _("Came in"), str(complaint.received)
    yield _("Place"), found.place
    yield (
        _("Who inspected"),
        "、".join(bodies[key].name if key in bodies else key for key in complaint.inspectors),
    )
    yield _("Agency"), found.agency
    yield _("Task"), str(complaint.task or "")
    yield _("What"), complaint.what
    yield from _steps(complaint)
    yield _("File"), found.path


def _steps(complaint: "Complaint") -> Iterator[tuple[str, str]]:
    ordered, circular = complaint.rectification, complaint.circular
    if ordered is not None:
        said = _("{ordered}, to be put right by {due}")
        yield _("Ordered"), said.format(ordered=ordered.ordered, due=ordered.due)
        yield _("Put right"), " ".join(str(part) for part in (ordered.done, ordered.report) if part)
    yield _("Reminded"), "；".join(f"{one.date} {one.to}" for one in complaint.reminders)
    if circular is not None:
        yield _("Made known"), " ".join(str(p) for p in (circular.date, circular.number) if p)
    if complaint.referral is not None:
        told = complaint.referral
        yield _("Referred"), f"{told.date} {told.to}：{told.reason}"
    if complaint.closing is not None:
        ended = complaint.closing
        words = (str(ended.date), _(OUTCOMES[ended.outcome]), ended.note)
        yield _("Closed"), " ".join(part for part in words if part)


def _counts_json(counted: "Counts") -> dict[str, Any]:
    return {
        "all": counted.all,
        "open": counted.open,
        "overdue": counted.overdue,
        "closed": {outcome.value: count for outcome, count in counted.closed.items()},
    }


def _reported_json(found: "Reported") -> dict[str, Any]:
    complaint = found.complaint
    return {
        "id": str(complaint.id),
        "status": complaint.status.value,
        "source": complaint.source.value,
        "received": complaint.received.isoformat(),
        "agency": complaint.agency,
        "agency_name": found.agency,
        "due": complaint.due.isoformat() if complaint.due else None,
        "overdue": found.overdue,
        "outcome": complaint.closing.outcome.value if complaint.closing else None,
        "path": found.path,
    }


class SourceName(StrEnum):
    """Who found it."""

    COMMUNITY = "community"
    INSPECTION = "inspection"


def add(
    registry: RegistryFolder = None,
    *,
    source: Annotated[
        SourceName | None,
        typer.Option("--source", help=N_("Whether a community reported it or you found it.")),
    ] = None,
    community: Annotated[
        str | None,
        typer.Option(
            "--community", metavar=N_("CODE"), help=N_("The community, by its code or its name.")
        ),
    ] = None,
    agency: Annotated[
        str | None,
        typer.Option(
            "--agency", metavar=N_("KEY"), help=N_("Who handed the work down, by key or name.")
        ),
    ] = None,
    what: Annotated[
        str | None,
        typer.Option(
            "--what",
            metavar=N_("TEXT"),
            help=N_("What work was handed down; no persons, and no names of places."),
        ),
    ] = None,
    task: Annotated[
        str | None,
        typer.Option("--task", metavar=N_("ID"), help=N_("The admitted task that it goes beyond.")),
    ] = None,
    received: Annotated[
        date | None,
        typer.Option(
            "--received",
            metavar=N_("DATE"),
            parser=day,
            help=N_("Day on which it came in; without it, today."),
        ),
    ] = None,
    inspectors: Annotated[
        list[str] | None,
        typer.Option(
            "--inspectors",
            metavar=N_("BODY"),
            help=N_("A body that inspected, by key or name; may be repeated."),
        ),
    ] = None,
    inspected_by: InspectedBy = None,
    as_json: Json = False,
) -> Exit:
    """Enter a complaint."""
    from accession_cli.actions import complaint
    from accession_cli.actions.open import locate, opened

    folder = locate(Path.cwd(), registry)
    known = opened(folder).registry
    given = Given(
        source=source.value if source else None,
        community=community,
        agency=agency,
        what=what,
        inspectors=tuple(inspectors or ()),
    )
    report = _report(known, completed(known, given, clock.today()), task, received)
    with refusals_told(as_json=as_json):
        landed = complaint.add_complaint(
            folder,
            report,
            when=clock.now(),
            request=uuid4().hex,
            inspected_by=word_for(complaint.passages_of_report(report), inspected_by),
        )
    number = landed.made.complaint.id
    if as_json:
        terminal.show_json(entered_json(landed))
    else:
        name = known.agencies[report.agency].name
        say_entered(landed, _("Entered: complaint {id} about {name}.").format(id=number, name=name))
        step = _("Order that it is put right with: accession complaint rectify {id}")
        terminal.next_step(step.format(id=number))
    return Exit.DONE


def _report(
    known: "Registry", given: "Given", task: str | None, received: date | None
) -> "ComplaintReport":
    from accession_cli.actions import names
    from accession_cli.actions.complaint import ComplaintReport
    from accession_cli.scheme.complaint import ComplaintSource

    subdistrict, community = None, None
    if given.community:
        subdistrict, community = names.community_named(known, given.community)
    return ComplaintReport(
        source=ComplaintSource(given.source or ""),
        received=received or clock.today(),
        subdistrict=subdistrict,
        community=community,
        inspectors=tuple(names.body(known, name, "--inspectors") for name in given.inspectors),
        agency=names.agency_key(known, given.agency or ""),
        task=task_id(task) if task else None,
        what=given.what or "",
    )


class ComplaintAtHand:
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
        except Refused as error:
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
        except Refused as error:
            terminal.refuse_error(error)
            terminal.note(_("It is on record; only its paper could not be written."))
            terminal.next_step(_("Mend that, and give the command again without dates."))
        if self.as_json:
            terminal.show_json(entered_json(landed, paper))
            return
        if paper is not None:
            say_paper(paper)
        if step:
            terminal.next_step(step.format(id=self.number))

    def say_again(self, paper: "WrittenPaper") -> None:
        """Say that the paper of what is on record already was written again."""
        if self.as_json:
            facts = {"version": 1, "id": str(self.number), "paper": str(paper.path)}
            terminal.show_json(facts)
            return
        terminal.show(str(self.number))
        say_paper(paper)


class OutcomeName(StrEnum):
    """How a complaint may end."""

    RECTIFIED = "rectified"
    ADMITTED = "admitted"
    UNFOUNDED = "unfounded"
    REFERRED = "referred"


#: An order and what came of it are two steps, with time between them.
ORDER_OR_DONE: Final = Refusal(
    N_("--ordered and --due give an order; --done and --report say that it was followed."),
    N_("Give the command twice: first the order, later what the agency reports."),
    Exit.USAGE,
)


Number = Annotated[str, typer.Argument(metavar=N_("ID"), help=N_("The complaint."))]
On = Annotated[
    date | None,
    typer.Option(
        "--date", metavar=N_("DATE"), parser=day, help=N_("Which day; without it, today.")
    ),
]
PaperOut = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar=N_("FILE"),
        help=N_("The Word file to write; without it, one in build/complaints of the repository."),
    ),
]


def rectify(
    number: Number,
    registry: RegistryFolder = None,
    *,
    ordered: Annotated[
        date | None,
        typer.Option(
            "--ordered",
            metavar=N_("DATE"),
            parser=day,
            help=N_("Day of the order; without it, today."),
        ),
    ] = None,
    due: Annotated[
        date | None,
        typer.Option(
            "--due",
            metavar=N_("DATE"),
            parser=day,
            help=N_("Last day to put it right; without it, by the days that scheme.yaml sets."),
        ),
    ] = None,
    done: Annotated[
        date | None,
        typer.Option(
            "--done", metavar=N_("DATE"), parser=day, help=N_("Day on which it was put right.")
        ),
    ] = None,
    report: Annotated[
        str | None,
        typer.Option("--report", metavar=N_("TEXT"), help=N_("What the agency reports.")),
    ] = None,
    out: PaperOut = None,
    inspected_by: InspectedBy = None,
    as_json: Json = False,
) -> Exit:
    """Order that it is put right, or enter that it was."""
    from accession_cli.actions.complaint import Done, RectificationOrder, write_order

    desk = ComplaintAtHand(registry, number, inspected_by, as_json=as_json)
    if done or report is not None:
        if ordered or due or out:
            raise ORDER_OR_DONE()
        words = report or ask_text("--report", _("What the agency reports:"))
        landed = desk.enter(Done(date=done or clock.today(), report=words))
        desk.say(
            landed,
            _("Entered: what {id} complains of was put right.").format(id=desk.number),
            _("Close it with: accession complaint close {id} --outcome rectified"),
        )
        return Exit.DONE
    known = desk.known()
    if known is not None and known.rectification is not None and not (ordered or due):
        desk.say_again(write_order(desk.folder, known, desk.registry, out))
        return Exit.DONE
    landed = desk.enter(RectificationOrder(date=ordered or clock.today(), due=due))
    complaint, until = landed.made.complaint, landed.made.due
    said = _("Ordered: {id} is to be put right by {due}.")
    if until and until.provisional:
        said = _("Ordered: {id} is to be put right by {due}, which is provisional.")
    desk.say(
        landed,
        said.format(id=desk.number, due=complaint.due),
        _("When it was: accession complaint rectify {id} --done DATE --report TEXT"),
        partial(write_order, desk.folder, complaint, desk.registry, out),
    )
    return Exit.DONE


def remind(
    number: Number,
    registry: RegistryFolder = None,
    *,
    to: Annotated[
        str | None,
        typer.Option(
            "--to", metavar=N_("NAME"), help=N_("Who was reminded; without it, the agency.")
        ),
    ] = None,
    made_on: On = None,
    inspected_by: InspectedBy = None,
    as_json: Json = False,
) -> Exit:
    """Enter a reminder."""
    from accession_cli.scheme.complaint import Reminder

    desk = ComplaintAtHand(registry, number, inspected_by, as_json=as_json)
    landed = desk.enter(Reminder(date=made_on or clock.today(), to=to or ""))
    reminded = landed.made.complaint.reminders[-1].to
    said = _("Entered: {name} was reminded of {id}.").format(name=reminded, id=desk.number)
    desk.say(landed, said)
    return Exit.DONE


def circulate(
    number: Number,
    registry: RegistryFolder = None,
    *,
    document: Annotated[
        str | None,
        typer.Option("--number", metavar=N_("TEXT"), help=N_("Document number of the circular.")),
    ] = None,
    made_on: On = None,
    out: PaperOut = None,
    inspected_by: InspectedBy = None,
    as_json: Json = False,
) -> Exit:
    """Make it known to all agencies."""
    from accession_cli.actions.complaint import write_circular
    from accession_cli.scheme.complaint import Circular

    desk = ComplaintAtHand(registry, number, inspected_by, as_json=as_json)
    known = desk.known()
    if known is not None and known.circular is not None and not (document or made_on):
        desk.say_again(write_circular(desk.folder, known, desk.registry, out))
        return Exit.DONE
    landed = desk.enter(Circular(date=made_on or clock.today(), number=document))
    complaint = landed.made.complaint
    said = _("Entered: {id} is made known to all agencies.").format(id=desk.number)
    desk.say(
        landed, said, write=partial(write_circular, desk.folder, complaint, desk.registry, out)
    )
    return Exit.DONE


def refer(
    number: Number,
    registry: RegistryFolder = None,
    *,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar=N_("NAME"), help=N_("To whom the case is handed on.")),
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar=N_("TEXT"), help=N_("Why it is serious."))
    ] = None,
    made_on: On = None,
    inspected_by: InspectedBy = None,
    as_json: Json = False,
) -> Exit:
    """Refer a serious case."""
    from accession_cli.scheme.complaint import Referral

    desk = ComplaintAtHand(registry, number, inspected_by, as_json=as_json)
    referral = Referral(
        date=made_on or clock.today(),
        to=to or ask_text("--to", _("To whom the case is handed on:")),
        reason=reason or ask_text("--reason", _("Why it is serious:")),
    )
    landed = desk.enter(referral)
    desk.say(
        landed,
        _("Entered: {id} is referred to {name}.").format(id=desk.number, name=referral.to),
        _("Close it with: accession complaint close {id} --outcome referred"),
    )
    return Exit.DONE


def close(
    number: Number,
    registry: RegistryFolder = None,
    *,
    outcome: Annotated[
        OutcomeName | None, typer.Option("--outcome", help=N_("How it ended."))
    ] = None,
    note: Annotated[
        str | None, typer.Option("--note", metavar=N_("TEXT"), help=N_("What else is to be said."))
    ] = None,
    made_on: On = None,
    inspected_by: InspectedBy = None,
    as_json: Json = False,
) -> Exit:
    """Close a complaint."""
    from accession_cli.scheme.complaint import Closing, Outcome

    desk = ComplaintAtHand(registry, number, inspected_by, as_json=as_json)
    ended = Outcome(outcome.value if outcome else ask_outcome())
    landed = desk.enter(Closing(date=made_on or clock.today(), outcome=ended, note=note))
    said = _("Closed: {id}, {outcome}.").format(id=desk.number, outcome=_(OUTCOMES[ended]))
    desk.say(landed, said)
    return Exit.DONE
