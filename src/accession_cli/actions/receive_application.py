"""Receive an application (scheme 3.1): it gets its number, and the time to decide begins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from accession_cli.actions import passages
from accession_cli.actions.on_trunk import OnTrunk, Put, refuse_other_than_seen, seen
from accession_cli.actions.open_registry import open_trunk
from accession_cli.actions.read_material import Material
from accession_cli.actions.record_refusals import OtherStatus
from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_
from accession_cli.model.application import Application
from accession_cli.model.decision_clock import due
from accession_cli.model.finding import Finding, Place
from accession_cli.model.identifiers import APPLICATION, RecordId
from accession_cli.model.life import NEXT_OF_APPLICATION, ApplicationStatus
from accession_cli.model.task import Via
from accession_cli.model.working_days import Due
from accession_cli.secrecy.gate import Passage, screened
from accession_cli.store import draft, schema_check
from accession_cli.store.application_yaml import ASKED
from accession_cli.store.draft import Draft
from accession_cli.store.history.commit import Change
from accession_cli.store.history.trunk import Base, Landing, Request
from accession_cli.store.record_names import name_of_application
from accession_cli.store.schema_check import Kind
from accession_cli.store.yaml import canonical

VERB: Final = "receive"
SCHEMA_LINE: Final = "yaml-language-server: $schema=../../../schemas/application.schema.json"


class ReceivedBefore(AccessionError):
    """The very same form came in before."""

    exit_code = Exit.FOUND
    says = N_("This form was received before, as {id}; it was not entered again.")
    mend = N_("If it was corrected, save the corrected form and give it with --again {id}.")


class NotReturned(OtherStatus):
    """Papers came in again for an application that was not returned."""

    exit_code = Exit.FOUND
    says = N_("{id} was not returned for correction: its status is {status}.")
    mend = N_("Leave --again out when this is a new application.")


class FormMissing(AccessionError):
    """The stamped form is what an application consists of."""

    exit_code = Exit.FOUND
    says = N_("No approval form was given, and an application rests on its stamped form.")
    mend = N_(
        "Give the form as a Word file, or its scan with --form; only classified papers that were"
        " reviewed by hand go without, with --via offline."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What came in: when, how, the stamped form, what was attached, whom to call.

    ``contact`` has the keys of the record; ``again`` is the application that comes in once more.
    """

    received: date
    via: Via
    form: Material | None
    attachments: tuple[Material, ...]
    contact: Mapping[str, str | None] | None
    again: RecordId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """An application that is on the trunk now, and the last day to decide on it."""

    application: Application
    path: str
    due: Due
    remarks: tuple[Finding, ...]


def receive_application(
    folder: Path,
    asked: Draft,
    papers: Papers,
    *,
    when: datetime,
    request: str,
    inspected_by: str | None = None,
) -> Landing[Received]:
    """Enter the application for the task *asked*; see ``file_tasks`` for the rest.

    Raises ``FormMissing``, ``ReceivedBefore`` and ``NotReturned``. The papers themselves stay
    where they are: their names and hashes are recorded, and the text in them is screened.
    """
    screened(passages_of(asked, papers), inspected_by)
    if papers.form is None and papers.via is not Via.OFFLINE:
        raise FormMissing
    wanted = Request(
        id=request,
        verb=VERB,
        facts={
            "task": dict(asked.facts),
            "submission": _submission(papers),
            "contact": dict(papers.contact) if papers.contact else None,
            "again": str(papers.again) if papers.again else None,
            "seen": seen(folder, name_of_application(papers.again)) if papers.again else None,
        },
        asked=when,
        inspected_by=inspected_by,
    )
    return _land(folder, asked, wanted, when)


def resume(folder: Path, asked: Request, *, when: datetime) -> Landing[Received]:
    """Enter the application of a request that waited in the outbox."""
    return _land(folder, draft.of_facts(asked.facts["task"], asked.id), asked, when)


def passages_of(asked: Draft, papers: Papers) -> tuple[Passage, ...]:
    """What has to be screened: the facts, the papers' names and texts, the contact person."""
    found = [*passages.of_drafts([asked])]
    for paper in (papers.form, *papers.attachments):
        if paper is not None:
            shown = _without(paper.inside.text, papers.contact)
            found += passages.of_paper(paper.stored.name, replace(paper.inside, text=shown))
    for key, text in (papers.contact or {}).items():
        found.append(Passage(where=f"contact.{key}", text=text or "", is_contact=True))
    return tuple(found)


def _without(text: str, contact: Mapping[str, str | None] | None) -> str:
    """*text* without the contact person's telephone number, which a form has to name."""
    phone = (contact or {}).get("phone")
    return text.replace(phone, "") if phone else text


def _submission(papers: Papers) -> dict[str, Any]:
    def known(paper: Material) -> dict[str, str]:
        return {"name": paper.stored.name, "sha256": paper.stored.sha256}

    return {
        "received": str(papers.received),
        "via": papers.via.value,
        "form": known(papers.form) if papers.form else None,
        "attachments": [known(paper) for paper in papers.attachments],
        "decision": [],
    }


def _land(folder: Path, asked: Draft, wanted: Request, when: datetime) -> Landing[Received]:
    trunk, facts = open_trunk(folder), wanted.facts

    def build(base: Base, day: date) -> tuple[Sequence[Change], str, Received]:
        if facts["again"]:
            name = name_of_application(RecordId.parse(facts["again"]))
            refuse_other_than_seen(trunk, base, name, facts["seen"])
        return _compose(OnTrunk.read(trunk, base, day), asked, facts)

    return trunk.land(build, wanted, when=when)


def _compose(
    here: OnTrunk, asked: Draft, facts: Mapping[str, Any]
) -> tuple[Sequence[Change], str, Received]:
    _refuse_twice(here, facts["submission"]["form"])
    order = schema_check.key_order(Kind.APPLICATION)
    if facts["again"]:
        record = RecordId.parse(facts["again"])
        _refuse_unless_returned(here.application(record))
        known = here.loaded.documents[here.loaded.prefix + name_of_application(record)]
        data = _once_more(known.value, asked, facts, here, record)
        text = canonical.edit(known.text, known.value, data, order)
    else:
        record = here.next_id(APPLICATION)
        text = canonical.new_text(
            _new(asked, facts, here, record), comment=SCHEMA_LINE, order=order
        )
    name = name_of_application(record)

    def locate(_path: str, key: tuple[str | int, ...]) -> Place:
        return asked.place(key[1:] if key[:1] == ("task",) else key)

    put = here.put_texts({name: text}, locate)
    title = str(asked.facts.get("title") or "")
    verb = "Receive again" if facts["again"] else "Receive"
    return put.changes, f"{verb} {record} {title}".rstrip(), _received(here, record, put)


def _received(here: OnTrunk, record: RecordId, put: Put) -> Received:
    made = put.registry.applications
    application = next(one.application for one in made if one.application.id == record)
    return Received(
        application=application,
        path=put.paths[0],
        due=due(application, here.registry.scheme, here.registry.calendar),
        remarks=put.remarks,
    )


def _new(asked: Draft, facts: Mapping[str, Any], here: OnTrunk, record: RecordId) -> dict[str, Any]:
    return {
        "schema": 1,
        "id": str(record),
        "status": ApplicationStatus.RECEIVED.value,
        "task": _task(asked, here, record),
        "contact": facts["contact"],
        "submissions": [facts["submission"]],
        "withdrawal": None,
        "filed": None,
    }


def _once_more(
    known: Mapping[str, Any],
    asked: Draft,
    facts: Mapping[str, Any],
    here: OnTrunk,
    record: RecordId,
) -> dict[str, Any]:
    """The record of a returned application, with the corrected papers behind the others."""
    return {
        **known,
        "status": ApplicationStatus.RECEIVED.value,
        "task": _task(asked, here, record),
        "contact": facts["contact"] or known["contact"],
        "submissions": [*known["submissions"], facts["submission"]],
    }


def _task(asked: Draft, here: OnTrunk, record: RecordId) -> dict[str, Any]:
    """What is asked for, every key of it; keys that no application has are left to the schema."""
    facts = {key: value for key, value in asked.facts.items() if key not in _OF_FILING}
    stripped = Draft(facts, asked.place, asked.text)
    whole = draft.completed(stripped, scheme=here.registry.scheme, record=record, filed=here.today)
    others = facts.keys() - whole.keys()
    return {key: whole[key] for key in (*ASKED, *sorted(others)) if key in whole}


#: What a draft may hold for filing, and an application knows otherwise.
_OF_FILING: Final = frozenset(
    {"schema", "route", "application", "decision", "dispatch", "corrections", "supersedes"}
)


def _refuse_twice(here: OnTrunk, form: Mapping[str, str] | None) -> None:
    if form is None:
        return
    for one in here.registry.applications:
        for submission in one.application.submissions:
            if submission.form is not None and submission.form.sha256 == form["sha256"]:
                raise ReceivedBefore(id=one.application.id)


def _refuse_unless_returned(application: Application) -> None:
    returned = application.status is ApplicationStatus.RETURNED
    if not returned or ApplicationStatus.RECEIVED not in NEXT_OF_APPLICATION[application.status]:
        raise NotReturned(id=application.id, status=application.status)
