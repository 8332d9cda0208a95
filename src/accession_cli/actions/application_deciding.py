"""Decide on applications (scheme 3.2): admit, return for correction, refuse; or withdraw one.

An agency may withdraw its application until the task is filed (scheme 3.1). What is learnt of a
form otherwise, by telephone or at the counter, is noted before it is returned: it is a fault of the
form's field like others, and the corrected form replaces it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Final, Self

from accession_cli.actions.action import Action, Plan, Seen, SignedAction
from accession_cli.actions.application_answering import defects_of
from accession_cli.actions.application_receiving import ReceivedApplications, receipt
from accession_cli.actions.landing import NotAdmissible, OnTrunk, OtherStatus
from accession_cli.entry.form_words import label_of
from accession_cli.errors import Refusal
from accession_cli.finding import Finding, Severity
from accession_cli.i18n import N_
from accession_cli.papers.application import opinion_on
from accession_cli.registry.files import name_of_application
from accession_cli.rules.every import ALL
from accession_cli.scheme.application import (
    Application,
    Fault,
    Submission,
    Told,
    Why,
    Withdrawal,
    bodies_to_decide,
    status_by_decisions,
    still_to_decide,
)
from accession_cli.scheme.district import Scheme
from accession_cli.scheme.registry import NEXT_OF_APPLICATION, ApplicationStatus, RecordId, Registry
from accession_cli.scheme.task import Decision, Result
from accession_cli.secrecy.screening import Passage


class NotToDecide(OtherStatus):
    """The application is not waiting for a decision: it was decided, withdrawn or filed."""

    refusal = Refusal(
        N_("{id} is not waiting for a decision: its status is {status}."),
        N_("See where it stands with: accession show {id}"),
    )


#: The body does not decide on this channel, or is not named.
BODY_HAS_NO_PART: Final = Refusal(
    N_("{body} does not decide on {id}; its channels ask for: {bodies}."),
    N_("Name one of them with --by."),
)


#: One body decides once on the same papers.
DECIDED_BEFORE: Final = Refusal(
    N_("{body} has decided on these papers of {id} already, on {day}."),
    N_("A decision stays on record; papers that come in again are decided on anew."),
)


#: A form with faults is returned; nobody can admit what it does not say.
FORM_HAS_FAULTS: Final = Refusal(
    N_(
        "{id} cannot be admitted: its form has {count} faults, which the agency corrects: {fields}."
    ),
    N_("Return it for correction with: accession decide {id} --result return"),
)


#: The agency must know what to correct, or why its application is refused.
REASON_MISSING: Final = Refusal(
    N_("A return for correction and a refusal need a reason, and none was given."),
    N_("Say with --opinion what has to be corrected, or why it is refused."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Applications after a decision; ``waiting`` has for each the bodies that still must decide.

    An entry of ``waiting`` is () when every body that the channels ask for has decided.
    ``registry`` is the registry with the decisions.
    """

    applications: tuple[Application, ...]
    waiting: tuple[tuple[str, ...], ...]
    paths: tuple[str, ...]
    registry: Registry
    remarks: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class DecideApplications(Action[Decided]):
    """One body's *decision* on each of *numbers*, in one commit."""

    verb: ClassVar[str] = "decide"
    asks: ClassVar[str] = N_("decide on {about}")

    numbers: tuple[RecordId, ...]
    decision: Decision

    def passages(self) -> Iterable[Passage]:
        yield Passage(where="--by", text=self.decision.by)
        yield Passage(where="--opinion", text=self.decision.opinion or "")

    def refuse_unfit(self) -> None:
        if self.decision.result is Result.REFUSE and not self.decision.opinion:
            raise REASON_MISSING()

    def looked_at(self) -> Sequence[str]:
        return tuple(map(name_of_application, self.numbers))

    def facts(self, seen: Seen) -> dict[str, Any]:
        return {
            "ids": [str(number) for number in self.numbers],
            "by": self.decision.by,
            "date": str(self.decision.date),
            "result": self.decision.result.value,
            "opinion": self.decision.opinion,
            "seen": list(seen.values()),
        }

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any], request: str) -> Self:  # noqa: ARG003 - only drafts are called by it
        decision = Decision(
            by=facts["by"],
            date=date.fromisoformat(facts["date"]),
            result=Result(facts["result"]),
            opinion=facts["opinion"],
        )
        return cls(numbers=tuple(map(RecordId.parse, facts["ids"])), decision=decision)

    @classmethod
    def about(cls, facts: Mapping[str, Any]) -> str:
        return "、".join(facts["ids"])

    def paper_command(self, made: Decided) -> str:
        """Every decision has a paper, unless another body still has to decide."""
        still = (ApplicationStatus.RECEIVED, ApplicationStatus.WITHDRAWN)
        ids = " ".join(str(one.id) for one in made.applications if one.status not in still)
        return f"accession decide {ids} --letter" if ids else ""

    def plan(self, here: OnTrunk) -> Plan[Decided]:
        scheme = here.registry.scheme
        before = map(here.application, self.numbers)
        after = [
            decided(one, _with_reason(self.decision, one, here.registry), scheme) for one in before
        ]
        admits = self.decision.result is Result.ADMIT
        if admits:
            _refuse_faulty(after)
        put = here.put(*after)
        if admits:
            _refuse_unlawful(put.remarks)
        made = Decided(
            applications=tuple(after),
            waiting=tuple(still_to_decide(one, scheme) for one in after),
            paths=put.paths,
            registry=put.registry,
            remarks=put.remarks,
        )
        message = f"{_WORDS[self.decision.result]} {', '.join(map(str, self.numbers))}"
        return Plan(changes=put.changes, message=message, made=made)


_WORDS: Final = {Result.ADMIT: "Admit", Result.RETURN: "Return", Result.REFUSE: "Refuse"}


def _with_reason(made: Decision, application: Application, registry: Registry) -> Decision:
    """*made*; a return that gives no reason has all that is to be corrected for one."""
    if made.result is not Result.RETURN or made.opinion:
        return made
    defects = defects_of(application, registry, made.date)
    if not defects:
        raise REASON_MISSING()
    return replace(made, opinion=opinion_on(defects))


def _refuse_faulty(applications: Iterable[Application]) -> None:
    for one in applications:
        if one.faults:
            fields = "、".join(label_of(fault.field) for fault in one.faults)
            raise FORM_HAS_FAULTS(id=one.id, count=len(one.faults), fields=fields)


def _refuse_unlawful(remarks: Iterable[Finding]) -> None:
    """Raise ``NotAdmissible`` if a task that is asked for breaks a rule.

    In its record that is a warning until all bodies have admitted it.
    """
    errors = {code.code for code in ALL if code.severity is Severity.ERROR}
    wrong = [replace(one, severity=Severity.ERROR) for one in remarks if one.code in errors]
    if wrong:
        raise NotAdmissible(tuple(wrong))


def decided(application: Application, made: Decision, scheme: Scheme) -> Application:
    """*application* with the decision *made* on its newest papers, and its new status."""
    bodies = bodies_to_decide(application, scheme)
    then = bodies_to_decide(application, scheme.on(made.date))
    if application.status is not ApplicationStatus.RECEIVED:
        raise NotToDecide(id=application.id, status=application.status)
    if made.by not in {*bodies, *then}:
        names = "、".join(scheme.bodies[body].name for body in bodies if body in scheme.bodies)
        raise BODY_HAS_NO_PART(id=application.id, body=made.by, bodies=names)
    for earlier in application.newest.decision:
        if earlier.by == made.by:
            name = scheme.bodies[made.by].name
            raise DECIDED_BEFORE(id=application.id, body=name, day=earlier.date)
    newest = replace(application.newest, decision=(*application.newest.decision, made))
    after = replace(application, submissions=_with_newest(application, newest))
    return replace(
        after,
        status=status_by_decisions(newest.decision, bodies_to_decide(after, scheme)),
        asked=application.asked and replace(application.asked, decision=newest.decision),
    )


def _with_newest(application: Application, newest: Submission) -> tuple[Submission, ...]:
    return (*application.submissions[:-1], newest)


class NotToWithdraw(OtherStatus):
    """The application is settled: filed, refused or withdrawn."""

    refusal = Refusal(
        N_("{id} cannot be withdrawn any more: its status is {status}."),
        N_("A task that was filed is ended with: accession retire ID"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """An application after its withdrawal."""

    application: Application
    path: str
    remarks: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class WithdrawApplication(Action[Withdrawn]):
    """The agency has withdrawn the application *id*."""

    verb: ClassVar[str] = "withdraw"
    asks: ClassVar[str] = N_("withdraw {about}")

    id: RecordId
    date: date
    reason: str

    def passages(self) -> Iterable[Passage]:
        yield Passage(where="--reason", text=self.reason)

    def looked_at(self) -> Sequence[str]:
        return (name_of_application(self.id),)

    def plan(self, here: OnTrunk) -> Plan[Withdrawn]:
        wish = Withdrawal(date=self.date, reason=self.reason)
        after = withdrawn(here.application(self.id), wish)
        put = here.put(after)
        made = Withdrawn(application=after, path=put.paths[0], remarks=put.remarks)
        message = f"Withdraw {self.id} {after.title}"
        return Plan(changes=put.changes, message=message, made=made)


def withdrawn(application: Application, wish: Withdrawal) -> Application:
    """*application* with the withdrawal *wish*; raises ``NotToWithdraw``."""
    if ApplicationStatus.WITHDRAWN not in NEXT_OF_APPLICATION[application.status]:
        raise NotToWithdraw(id=application.id, status=application.status)
    return replace(application, status=ApplicationStatus.WITHDRAWN, withdrawal=wish)


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
    asks: ClassVar[str] = N_("note what was learnt of {about}")

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
