"""Receive applications (scheme 3.1): each gets a number, and the time to decide begins."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final, Self

from accession_cli.actions.action import Action, Plan, Seen, message_of
from accession_cli.actions.application_papers import (
    Papers,
    faults_data,
    papers_from,
    passages_of,
    signed_by,
    submission_data,
)
from accession_cli.actions.application_receipt import ReceivedApplications, receipt, to_correct
from accession_cli.actions.landing import (
    OnTrunk,
    OtherStatus,
)
from accession_cli.entry import draft
from accession_cli.entry.draft import Draft
from accession_cli.errors import Refusal, Refused
from accession_cli.finding import Place
from accession_cli.gitstore.git import Git, Signers
from accession_cli.i18n import N_
from accession_cli.registry import schemas
from accession_cli.registry.files import name_of_application
from accession_cli.registry.schemas import FileKind
from accession_cli.registry.upgrades import as_kept, edited, kept, upgraded
from accession_cli.scheme.application import (
    ASKED,
    Application,
    Why,
)
from accession_cli.scheme.ids import APPLICATION, ApplicationStatus, RecordId
from accession_cli.scheme.record_data import newest
from accession_cli.scheme.task import Via
from accession_cli.secrecy.gate import Passage
from accession_cli.yamlfile import editor

SCHEMA_LINE: Final = "yaml-language-server: $schema=../../../schemas/application.schema.json"


class ReceivedBefore(Refused):
    """The same form was received before, for the same task."""

    refusal = Refusal(
        N_("This form was received before, as {id}; it was not entered again."),
        N_("If it was corrected, save the corrected form and give it with --again {id}."),
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

    given: tuple[tuple[Draft, Papers], ...]

    def passages(self) -> Iterable[Passage]:
        return passages_of(self.given)

    def signed(self, git: Git) -> Self:
        """The action with the clerk's name beside what was settled."""
        if not any(papers.settled for _asked, papers in self.given):
            return self
        name, _address, _rest = Signers.known_to(git).committer.partition(" <")
        return replace(
            self,
            given=tuple((asked, signed_by(name, papers)) for asked, papers in self.given),
        )

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

    @staticmethod
    def about(facts: Mapping[str, Any]) -> str:
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
    data = {
        **said,
        "status": ApplicationStatus.RECEIVED.value,
        "task": _task(asked, here, record),
        "faults": faults_data(papers),
        "contact": dict(papers.contact) if papers.contact else said["contact"],
        "submissions": said["submissions"]
        if _was_a_scan(application, papers)
        else [*said["submissions"], submission_data(papers)],
    }
    return edited(FileKind.APPLICATION, known.text, known.value, data)


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

    One form may ask for several tasks, as a list does, so the form alone does not count.
    """
    form = papers.form
    for one in here.registry.applications if form else ():
        forms = (held.form.sha256 for held in one.application.submissions if held.form)
        if papers.again == one.application.id and _was_a_scan(one.application, papers):
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
