"""``accession complaint list`` and ``show``: for work inside the bureau, and never published."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from accession_cli import clock
from accession_cli.cli import screen
from accession_cli.cli.complaint_words import complaint_id
from accession_cli.cli.looking import readable
from accession_cli.cli.options import AsOf, Json, RegistryFolder
from accession_cli.i18n import N_, _
from accession_cli.words.fields import OUTCOMES, SOURCES
from accession_cli.words.layout import rows, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accession_cli.actions.complaint import Counts, Reported
    from accession_cli.scheme.complaint import Complaint
    from accession_cli.scheme.registry import Registry


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

    known, _unread = readable(registry)
    day = as_of or clock.today()
    found = complaints(known, day, only_open=only_open, year=year)
    counted = counts(found)
    if as_json:
        facts: dict[str, Any] = {"version": 1, "as_of": day.isoformat()}
        if not summary:
            facts["complaints"] = [_reported_json(one) for one in found]
        screen.show_json({**facts, "summary": _counts_json(counted)})
        return
    if summary:
        screen.show("\n".join(rows(list(_counts(counted)), screen.columns_of_output())))
    elif found:
        _table(found)
    screen.note(_("Complaints: {count}, as of {day}.").format(count=counted.all, day=day))


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
        screen.show_json(facts)
        return
    fields = [(term, visible(text)) for term, text in _fields(found, known) if text]
    screen.show("\n".join(rows(fields, screen.columns_of_output())))
    screen.note(_("For work inside the bureau: who reported it is told to nobody outside."))


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
    screen.show_table(headings, cells)


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
