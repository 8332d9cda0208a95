"""Put a complaint into words and JSON: what was entered and what is on record."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from accession_cli.i18n import _
from accession_cli.words.fields import OUTCOMES, SOURCES

if TYPE_CHECKING:
    from accession_cli.actions.complaint import Counts, EnteredComplaint, Reported
    from accession_cli.actions.complaint_papers import WrittenPaper
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.complaint import Complaint
    from accession_cli.scheme.registry import Registry


def entered_json(
    landed: "Landing[EnteredComplaint]", paper: "WrittenPaper | None" = None
) -> dict[str, Any]:
    """The complaint for programs; ``due`` is there only when it was just set."""
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


def state_words(found: "Reported") -> str:
    """How the complaint ended; else "overdue" or "open"."""
    closing = found.complaint.closing
    if closing is not None:
        return _(OUTCOMES[closing.outcome])
    return _("overdue") if found.overdue else _("open")


def counts_rows(counted: "Counts") -> Iterator[tuple[str, str]]:
    """How many complaints are open and overdue, and how many ended in each way."""
    yield _("open"), str(counted.open)
    yield _("of these overdue"), str(counted.overdue)
    for outcome, count in counted.closed.items():
        yield _(OUTCOMES[outcome]), str(count)


def complaint_rows(found: "Reported", known: "Registry") -> Iterator[tuple[str, str]]:
    """The fields of a complaint with their names; the text is empty where nothing is on record."""
    complaint, bodies = found.complaint, known.scheme.bodies
    yield _("Number"), str(complaint.id)
    yield _("Status"), state_words(found)
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
    verified, urged, circular = complaint.verification, complaint.rectification, complaint.circular
    if verified is not None:
        yield _("Checked"), f"{verified.date} {verified.by}：{verified.found}"
    if urged is not None:
        said = _("{urged}, to be put right by {due}")
        yield _("Urged"), said.format(urged=urged.urged, due=urged.due)
        yield _("Put right"), " ".join(str(part) for part in (urged.done, urged.report) if part)
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


def counts_json(counted: "Counts") -> dict[str, Any]:
    """The counts for programs."""
    return {
        "all": counted.all,
        "open": counted.open,
        "overdue": counted.overdue,
        "closed": {outcome.value: count for outcome, count in counted.closed.items()},
    }


def reported_json(found: "Reported") -> dict[str, Any]:
    """One complaint as a list for programs has it."""
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
