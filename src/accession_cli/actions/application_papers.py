"""The papers of an application: what came in, when, and what of it is not understood.

They are kept in an outbox as JSON, and screened before anything of them is kept.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Final

from accession_cli.actions.materials import Material
from accession_cli.entry import draft
from accession_cli.entry.draft import Draft
from accession_cli.scheme.application import Fault, Settled, Why
from accession_cli.scheme.ids import RecordId
from accession_cli.scheme.task import StoredFile, Via
from accession_cli.secrecy.gate import Passage

_PHONE: Final = re.compile(r"[0-9+][0-9 \-]{5,19}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What came in: the day, the route, the stamped form, attachments, the contact person.

    ``contact`` has the keys of the record. ``again`` is the number of a returned application that
    these papers correct. ``received_at`` is the hour, None when it is not known. ``faults`` are
    the fields that the agency has to correct, ``settled`` those that the clerk settled.
    """

    received: date
    via: Via
    form: Material | None
    attachments: tuple[Material, ...]
    contact: Mapping[str, str | None] | None
    again: RecordId | None
    received_at: str | None = None
    faults: tuple[Fault, ...] = ()
    settled: tuple[Settled, ...] = ()


def papers_from(facts: Mapping[str, Any]) -> Papers:
    """The papers from kept facts, without their text, which was screened before."""
    submission, again = facts["submission"], facts["again"]
    return Papers(
        received=date.fromisoformat(submission["received"]),
        via=Via(submission["via"]),
        form=_kept(submission["form"]) if submission["form"] else None,
        attachments=tuple(map(_kept, submission["attachments"])),
        contact=facts["contact"],
        again=RecordId.parse(again) if again else None,
        received_at=submission.get("received_at"),
        faults=tuple(
            Fault(field=one["field"], written=one["written"], why=Why(one["why"]))
            for one in facts.get("faults", ())
        ),
        settled=tuple(Settled(**one) for one in submission.get("settled", ())),
    )


def signed_by(name: str, papers: Papers) -> Papers:
    return replace(papers, settled=tuple(replace(one, by=name) for one in papers.settled))


def faults_data(papers: Papers) -> list[dict[str, Any]]:
    return [asdict(one) | {"why": one.why.value} for one in papers.faults]


def _kept(facts: Mapping[str, str]) -> Material:
    return Material(stored=StoredFile(**facts))


def passages_of(given: Iterable[tuple[Draft, Papers]]) -> tuple[Passage, ...]:
    """What must be screened: the facts, the papers' names and texts, the contact persons.

    A list is the form of all its rows. So each paper is screened once, and may name the contacts of
    all rows.
    """
    whole = tuple(given)
    contacts = [papers.contact for _asked, papers in whole if papers.contact]
    handed_in = (one for _asked, papers in whole for one in (papers.form, *papers.attachments))
    different = {paper.stored: paper for paper in handed_in if paper is not None}
    return (
        *draft.passages_of_drafts(asked for asked, _papers in whole),
        *_of_unclear(papers for _asked, papers in whole),
        *_of_papers(different.values(), {contact["phone"] for contact in contacts}),
        *_of_contacts(contacts),
    )


def _of_unclear(given: Iterable[Papers]) -> Iterator[Passage]:
    """What is written in fields that were not understood, and what the clerk took it for."""
    for papers in given:
        for fault in papers.faults:
            yield Passage(where=fault.field, text=fault.written or "")
        for one in papers.settled:
            yield Passage(where=one.field, text=f"{one.written or ''}\n{one.taken}")


def _of_papers(papers: Iterable[Material], phones: Iterable[str | None]) -> Iterator[Passage]:
    known = [phone for phone in phones if phone and _is_phone(phone)]
    for paper in papers:
        shown = paper.inside.text
        for phone in known:  # a form must name its contact person
            shown = shown.replace(phone, "")
        yield from draft.passages_of_paper(paper.stored.name, replace(paper.inside, text=shown))


def _is_phone(text: str) -> bool:
    """Whether *text* is only a telephone number, so that removing it hides nothing else."""
    return bool(_PHONE.fullmatch(text))


def _of_contacts(contacts: Iterable[Mapping[str, str | None]]) -> Iterator[Passage]:
    for contact in contacts:
        for key, text in contact.items():
            yield Passage(where=f"contact.{key}", text=text or "", is_contact=True)


def submission_data(papers: Papers) -> dict[str, Any]:
    return {
        "received": str(papers.received),
        "received_at": papers.received_at,
        "via": papers.via.value,
        "form": asdict(papers.form.stored) if papers.form else None,
        "attachments": [asdict(paper.stored) for paper in papers.attachments],
        "settled": [asdict(one) for one in papers.settled],
        "decision": [],
    }
