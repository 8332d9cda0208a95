"""Receive applications (scheme 3.1): each gets a number, and the time to decide begins.

``Papers`` are what came in, when, and what of it is not understood. They are kept in an outbox as
JSON, and screened before anything of them is kept. The receipt has the numbers, the last day to
decide, and the days ahead.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, ClassVar, Final, Self

from accession_cli.actions.action import Action, Plan, Seen, message_of
from accession_cli.actions.application_answering import defects_of
from accession_cli.actions.landing import OnTrunk, OtherStatus, Put
from accession_cli.actions.materials import Material
from accession_cli.entry import draft
from accession_cli.entry.draft import Draft
from accession_cli.errors import Refusal, Refused
from accession_cli.finding import Finding, Place, key_path, value_at
from accession_cli.i18n import N_
from accession_cli.registry import schemas
from accession_cli.registry.files import name_of_application
from accession_cli.registry.schemas import FileKind, as_kept, edited, kept, upgraded
from accession_cli.scheme.application import (
    ASKED,
    Application,
    Fault,
    Settled,
    Why,
    counts_as,
    days_ahead,
    decision_due,
)
from accession_cli.scheme.calendar import Due
from accession_cli.scheme.fields import newest
from accession_cli.scheme.registry import (
    APPLICATION,
    ApplicationStatus,
    RecordId,
    Registry,
)
from accession_cli.scheme.task import StoredFile, Via
from accession_cli.secrecy.screening import Passage
from accession_cli.yamlfile import editor

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """An application that is on the trunk, and the last day to decide on it.

    ``ahead`` are the working days to its start, as ``days_ahead`` counts them; the scheme asks for
    ``lead``. ``counts`` is the day as of which the papers count as received.
    """

    application: Application
    path: str
    due: Due
    ahead: tuple[int, ...]
    lead: int
    counts: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedApplications:
    """The applications of one commit, in the order in which they were given.

    ``registry`` is the registry with them.
    """

    received: tuple[Received, ...]
    registry: Registry
    remarks: tuple[Finding, ...]


def to_correct(made: ReceivedApplications, day: date) -> tuple[Application, ...]:
    """The applications in which the agency has to correct anything, as they are on *day*.

    While a scan is not entered, nobody knows.
    """
    asked = (one.application for one in made.received)
    return tuple(
        one
        for one in asked
        if one.is_to_correct or (not one.faults and defects_of(one, made.registry, day))
    )


def receipt(here: OnTrunk, records: Sequence[RecordId], put: Put) -> ReceivedApplications:
    known = {one.application.id: one.application for one in put.registry.applications}
    scheme, calendar = here.registry.scheme, here.registry.calendar
    received = tuple(
        Received(
            application=known[record],
            path=path,
            due=decision_due(known[record], scheme, calendar),
            ahead=days_ahead(known[record], scheme, calendar),
            lead=scheme.on(known[record].received).days_ahead.value,
            counts=counts_as(known[record].newest, scheme, calendar).day,
        )
        for record, path in zip(records, put.paths, strict=True)
    )
    return ReceivedApplications(received=received, registry=put.registry, remarks=put.remarks)


SCHEMA_LINE: Final = "yaml-language-server: $schema=../../../schemas/application.schema.json"


class ReceivedBefore(Refused):
    """The same form was received before, for the same task."""

    refusal = Refusal(
        N_("This form was received before, as {id}; it was not entered again."),
        N_(
            "If it was corrected, save the corrected form and give it with --again {id}. If that"
            " was entered by mistake for another application, withdraw it and give the form with"
            " --again and the number of the other."
        ),
    )


class NotReturned(OtherStatus):
    """Corrected papers came for an application that was not returned."""

    refusal = Refusal(
        N_("{id} was not returned for correction: its status is {status}."),
        N_("Leave --again out when this is a new application."),
    )


#: An application needs its stamped form.
FORM_MISSING: Final = Refusal(
    N_("No approval form was given, and an application rests on its stamped form."),
    N_(
        "Give the form as a Word file, or its scan with --form; only classified papers that were"
        " reviewed by hand go without, with --via offline."
    ),
)


@dataclass(frozen=True, kw_only=True)
class ReceiveApplications(Action[ReceivedApplications]):
    """Receive an application for each task asked for, with its papers, all in one commit.

    The papers stay where they are: their names and hashes are recorded, their text is screened.
    """

    verb: ClassVar[str] = "receive"
    asks: ClassVar[str] = N_("receive the application for “{about}”")

    given: tuple[tuple[Draft, Papers], ...]

    def passages(self) -> Iterable[Passage]:
        return passages_of(self.given)

    def signed(self, signer: Callable[[], str]) -> Self:
        """The action with the clerk's name beside what was settled."""
        if not any(papers.settled for _asked, papers in self.given):
            return self
        name = signer()
        signed = tuple((asked, signed_by(name, papers)) for asked, papers in self.given)
        return replace(self, given=signed)

    def refuse_unfit(self) -> None:
        if any(one.form is None and one.via is not Via.OFFLINE for _asked, one in self.given):
            raise FORM_MISSING()

    def looked_at(self) -> Sequence[str]:
        return [name_of_application(one.again) for _asked, one in self.given if one.again]

    def facts(self, seen: Seen) -> dict[str, Any]:
        return {"applications": [_facts(asked, papers, seen) for asked, papers in self.given]}

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any], request: str) -> Self:
        each = facts["applications"]
        return cls(
            given=tuple(
                (draft.of_facts(as_kept(FileKind.TASK, one["task"]), request), papers_from(one))
                for one in each
            )
        )

    @classmethod
    def about(cls, facts: Mapping[str, Any]) -> str:
        return "、".join(str(one["task"].get("title") or "–") for one in facts["applications"])

    def seen_in(self, facts: Mapping[str, Any]) -> Seen:
        again = [one for one in facts["applications"] if one["again"]]
        return {name_of_application(RecordId.parse(one["again"])): one["seen"] for one in again}

    def paper_command(self, made: ReceivedApplications) -> str:
        """A form that has to be corrected has the draft of a notice of correction."""
        day = max(one.application.newest.received for one in made.received)
        faulty = [str(one.id) for one in to_correct(made, day)]
        return f"accession decide {' '.join(faulty)} --letter" if faulty else ""

    def plan(self, here: OnTrunk) -> Plan[ReceivedApplications]:
        texts: dict[str, str] = {}
        places: dict[str, Draft] = {}
        records: list[RecordId] = []
        free = here.next_id(APPLICATION)
        for asked, papers in self.given:
            _refuse_twice(here, asked, papers)
            if papers.again:
                record = papers.again
                text = _once_more(here, record, asked, papers)
            else:
                record, free = free, replace(free, serial=free.serial + 1)
                text = _new(here, record, asked, papers)
            records.append(record)
            texts[name_of_application(record)] = text
            places[here.loaded.prefix + name_of_application(record)] = asked

        def locate(path: str, key: tuple[str | int, ...]) -> Place:
            return places[path].place(key[1:] if key[:1] == ("task",) else key)

        put = here.put_texts(texts, locate)
        made = receipt(here, records, put)
        named = ((one.application.id, one.application.title or "–") for one in made.received)
        message = message_of("Receive again" if self.given[0][1].again else "Receive", named)
        return Plan(changes=put.changes, message=message, made=made)


def _facts(asked: Draft, papers: Papers, seen: Seen) -> dict[str, Any]:
    return {
        "task": kept(FileKind.TASK, asked.facts),
        "submission": submission_data(papers),
        "faults": faults_data(papers),
        "contact": dict(papers.contact) if papers.contact else None,
        "again": str(papers.again) if papers.again else None,
        "seen": seen[name_of_application(papers.again)] if papers.again else None,
    }


def _new(here: OnTrunk, record: RecordId, asked: Draft, papers: Papers) -> str:
    data = {
        "schema": newest("application"),
        "id": str(record),
        "status": ApplicationStatus.RECEIVED.value,
        "task": _task(asked, here, record),
        "faults": faults_data(papers),
        "contact": dict(papers.contact) if papers.contact else None,
        "submissions": [submission_data(papers)],
        "withdrawal": None,
        "filed": None,
    }
    order = schemas.key_order(FileKind.APPLICATION)
    return editor.new_text(data, comment=SCHEMA_LINE, order=order)


def _once_more(here: OnTrunk, record: RecordId, asked: Draft, papers: Papers) -> str:
    """The text of a returned application's record, with the corrected papers added."""
    application = here.application(record)
    _refuse_unless_returned(application)
    known = here.loaded.documents[here.loaded.prefix + name_of_application(record)]
    said = upgraded(FileKind.APPLICATION, known.value)
    same = _was_a_scan(application, papers)
    task = _task(asked, here, record)
    data = {
        **said,
        "status": ApplicationStatus.RECEIVED.value,
        "task": task,
        "faults": [*faults_data(papers), *_told(said, None if same else task)],
        "contact": dict(papers.contact) if papers.contact else said["contact"],
        "submissions": said["submissions"]
        if same
        else [*said["submissions"], submission_data(papers)],
    }
    return edited(FileKind.APPLICATION, known.text, known.value, data)


def _told(
    said: Mapping[str, Any], corrected: Mapping[str, Any] | None
) -> Iterator[Mapping[str, Any]]:
    """What was learnt and is not corrected yet: the field says what it said before.

    *corrected* is None for a scan: whoever enters what it says does not correct it.
    """
    for one in said["faults"]:
        if not one["told"]:
            continue
        field = key_path(one["field"])
        before = value_at(said["task"], field)
        if corrected is None or (before is not None and value_at(corrected, field) == before):
            yield one


def _task(asked: Draft, here: OnTrunk, record: RecordId) -> dict[str, Any]:
    """The task asked for, with every key; keys that no application has are left for the schema."""
    facts = {key: value for key, value in asked.facts.items() if key not in _OF_FILING}
    stripped = Draft(facts, asked.place, asked.text)
    whole = here.completed(stripped, record, ASKED)
    others = {key for key in facts if key not in whole or (key == "also_called" and facts[key])}
    return {key: whole[key] for key in (*ASKED, *sorted(others)) if key in whole}


#: Keys that a draft may have for filing; an application records these facts elsewhere.
_OF_FILING: Final = frozenset(
    {"route", "application", "decision", "dispatch", "corrections", "supersedes"}
)


def _refuse_twice(here: OnTrunk, asked: Draft, papers: Papers) -> None:
    """Raise ``ReceivedBefore`` if this form came before for a task of the same title.

    One form may ask for several tasks, as a list does, so the form alone does not count. A form
    that was entered by mistake, and withdrawn, may come in for the application that it corrects.
    """
    form = papers.form
    for one in here.registry.applications if form else ():
        forms = (held.form.sha256 for held in one.application.submissions if held.form)
        if papers.again == one.application.id and _was_a_scan(one.application, papers):
            continue
        if papers.again and one.application.withdrawal:
            continue
        same = one.application.title == (asked.facts.get("title") or "")
        if form and same and form.stored.sha256 in forms:
            raise ReceivedBefore(id=one.application.id)


def _was_a_scan(application: Application, papers: Papers) -> bool:
    """Whether *papers* are the scan that *application* came in as, of which not all is entered.

    What it says is entered then, and nothing came in anew.
    """
    form, newest = papers.form, application.newest
    return (
        any(one.why is Why.SCAN for one in application.faults)
        and not newest.decision
        and form is not None
        and newest.form is not None
        and newest.form.sha256 == form.stored.sha256
    )


def _refuse_unless_returned(application: Application) -> None:
    """Raise ``NotReturned``; before its return, a form with faults may be corrected as well."""
    status = application.status
    faulty = status is ApplicationStatus.RECEIVED and bool(application.faults)
    if status is not ApplicationStatus.RETURNED and not faulty:
        raise NotReturned(id=application.id, status=application.status)
