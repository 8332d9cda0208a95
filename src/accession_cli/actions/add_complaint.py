"""Enter a complaint (scheme 4.1): a community reports work without admission, or it is found."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from accession_cli.actions.on_trunk import OnTrunk
from accession_cli.actions.open_trunk import open_trunk
from accession_cli.finding import Finding
from accession_cli.gitstore.branches import Base
from accession_cli.gitstore.commit import Change
from accession_cli.gitstore.outbox import Request
from accession_cli.gitstore.trunk import Landing
from accession_cli.scheme.calendar import Due
from accession_cli.scheme.complaint import Complaint, ComplaintSource, ComplaintStatus
from accession_cli.scheme.ids import COMPLAINT, RecordId
from accession_cli.secrecy.gate import Passage, screened

VERB: Final = "complaint add"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came in. Places, agency and inspectors go by code and key; see ``Complaint``."""

    source: ComplaintSource
    received: date
    subdistrict: str | None
    community: str | None
    inspectors: tuple[str, ...]
    agency: str
    task: RecordId | None
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A complaint as it stands on the trunk now. ``due`` is the last day of an order just given."""

    complaint: Complaint
    path: str
    due: Due | None
    remarks: tuple[Finding, ...]


def add_complaint(
    folder: Path,
    report: Report,
    *,
    when: datetime,
    request: str,
    inspected_by: str | None = None,
) -> Landing[Entered]:
    """Enter *report* as a complaint, which gets its number; see ``file_tasks`` for the rest."""
    screened(passages_of(report), inspected_by)
    asked = Request(
        id=request, verb=VERB, facts=_facts(report), asked=when, inspected_by=inspected_by
    )
    return resume(folder, asked, when=when)


def passages_of(report: Report) -> Iterator[Passage]:
    """What has to be screened of a report."""
    yield Passage(where="--what", text=report.what)


def resume(folder: Path, asked: Request, *, when: datetime) -> Landing[Entered]:
    """Enter the complaint of a request, which may have waited in the outbox."""
    trunk, report = open_trunk(folder), _report(asked.facts)

    def build(base: Base, day: date) -> tuple[Sequence[Change], str, Entered]:
        here = OnTrunk.read(trunk, base, day)
        complaint = opened(report, here.next_id(COMPLAINT))
        put = here.put(complaint)
        made = Entered(complaint=complaint, path=put.paths[0], due=None, remarks=put.remarks)
        return put.changes, f"Enter complaint {complaint.id}", made

    return trunk.land(build, asked, when=when)


def about(facts: Mapping[str, Any]) -> str:
    """What a request is about: the key of the agency."""
    return str(facts["agency"])


def opened(report: Report, number: RecordId) -> Complaint:
    """The complaint that *report* opens under *number*."""
    return Complaint(
        id=number,
        status=ComplaintStatus.OPEN,
        source=report.source,
        received=report.received,
        subdistrict=report.subdistrict,
        community=report.community,
        inspectors=report.inspectors,
        agency=report.agency,
        task=report.task,
        what=report.what,
        rectification=None,
        reminders=(),
        circular=None,
        referral=None,
        closing=None,
    )


def _facts(report: Report) -> dict[str, Any]:
    return {
        "source": report.source.value,
        "received": str(report.received),
        "subdistrict": report.subdistrict,
        "community": report.community,
        "inspectors": list(report.inspectors),
        "agency": report.agency,
        "task": str(report.task) if report.task else None,
        "what": report.what,
    }


def _report(facts: Mapping[str, Any]) -> Report:
    return Report(
        source=ComplaintSource(facts["source"]),
        received=date.fromisoformat(facts["received"]),
        subdistrict=facts["subdistrict"],
        community=facts["community"],
        inspectors=tuple(facts["inspectors"]),
        agency=facts["agency"],
        task=RecordId.parse(facts["task"]) if facts["task"] else None,
        what=facts["what"],
    )
