"""Note what is learnt of an application otherwise than from its form, before it is returned.

By telephone, or at the counter, an agency is found to have written something wrong. That is a fault
of the form's field like others; the corrected form replaces it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Final

from accession_cli.actions.action import Plan, SignedAction
from accession_cli.actions.application_receiving import ReceivedApplications, receipt
from accession_cli.actions.landing import OnTrunk, OtherStatus
from accession_cli.entry.form_words import label_of
from accession_cli.errors import Refusal
from accession_cli.i18n import N_
from accession_cli.registry.files import name_of_application
from accession_cli.scheme.application import Application, Fault, Told, Why
from accession_cli.scheme.registry import ApplicationStatus, RecordId
from accession_cli.secrecy.screening import Passage


class NotAwaiting(OtherStatus):
    """The application was decided on, so nothing is added to what has to be corrected."""

    refusal = Refusal(
        N_("{id} is not waiting for a decision any more: its status is {status}."),
        N_("Faults are noted before the decision. See where it stands with: accession show {id}"),
    )


#: It was learnt before the form came in, or on a day to come.
LEARNT_THEN: Final = Refusal(
    N_("{id} came in on {received}; on {day} nothing can have been learnt of it yet."),
    N_("State with --received on which day it was learnt."),
)


#: Nothing that was learnt of the field is on record.
NOTHING_NOTED: Final = Refusal(
    N_("{id}: nothing that was learnt of “{field}” is on record, so nothing is taken back."),
    N_("See what has to be corrected with: accession show {id}"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """What was learnt of the field ``field``; ``says`` is "" to take back what was noted of it."""

    field: str
    says: str


@dataclass(frozen=True, kw_only=True)
class NoteFaults(SignedAction[ReceivedApplications]):
    """Note what was ``learnt`` on a day of the form of the application *id*, by whom."""

    verb: ClassVar[str] = "note"

    id: RecordId
    learnt: tuple[Learnt, ...]
    date: date

    def passages(self) -> Iterable[Passage]:
        for one in self.learnt:
            yield Passage(where=f"--fault {label_of(one.field)}", text=one.says)

    def looked_at(self) -> Sequence[str]:
        return (name_of_application(self.id),)

    def paper_command(self, made: ReceivedApplications) -> str:  # noqa: ARG002 - it has a draft always
        """The notice of correction has a draft, with what was learnt."""
        return f"accession decide {self.id} --letter"

    def plan(self, here: OnTrunk) -> Plan[ReceivedApplications]:
        before = here.application(self.id)
        if not before.newest.received <= self.date <= here.today:
            received = before.newest.received
            raise LEARNT_THEN(id=self.id, received=received, day=self.date)
        after = _noted(before, self)
        put = here.put(after)
        made = receipt(here, (self.id,), put)
        message = f"Note what was learnt of {self.id} {after.title or '–'}"
        return Plan(changes=put.changes, message=message, made=made)


def _noted(application: Application, asked: NoteFaults) -> Application:
    """*application* with the faults that *asked* adds to it, and without those it takes back."""
    number = application.id
    if application.status is not ApplicationStatus.RECEIVED:
        raise NotAwaiting(id=number, status=application.status)
    faults = application.faults
    for one in asked.learnt:
        if one.says:
            told = Told(says=one.says, date=asked.date, by=asked.by)
            new = Fault(field=one.field, written=None, why=Why.TOLD, told=told)
            faults = (*faults, new)
            continue
        kept = tuple(it for it in faults if not (it.told and it.field == one.field))
        if kept == faults:
            raise NOTHING_NOTED(id=number, field=label_of(one.field))
        faults = kept
    return replace(application, faults=faults)
