"""An application: what an agency asked for, when it came in, and what was decided (scheme 3.1)."""

from dataclasses import dataclass
from datetime import date

from accession_cli.model.identifiers import RecordId
from accession_cli.model.life import ApplicationStatus
from accession_cli.model.scheme import Scheme
from accession_cli.model.task import Decision, Result, StoredFile, Task, Via


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The agency's contact person: in the application's record, and in no output."""

    name: str
    phone: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """The papers as they came in once, and each body's decision on them.

    ``form`` is None only where classified papers were reviewed offline (scheme 3.1).
    """

    received: date
    via: Via
    form: StoredFile | None
    attachments: tuple[StoredFile, ...]
    decision: tuple[Decision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """That the agency took its application back, and why."""

    date: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """One application; ``submissions`` are in the order in which they came in, at least one.

    ``asked`` is the task as it would stand in the register: under the application's id, dated on
    the day of receipt, with the decisions on the newest submission. ``filed`` is the task's id.
    """

    id: RecordId
    status: ApplicationStatus
    asked: Task
    contact: Contact | None
    submissions: tuple[Submission, ...]
    withdrawal: Withdrawal | None
    filed: RecordId | None

    @property
    def received(self) -> date:
        """The day on which the application first came in."""
        return self.submissions[0].received

    @property
    def newest(self) -> Submission:
        """The submission that counts."""
        return self.submissions[-1]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self.status in OPEN


OPEN = frozenset(
    {ApplicationStatus.RECEIVED, ApplicationStatus.RETURNED, ApplicationStatus.APPROVED}
)


def bodies_to_decide(asked: Task, scheme: Scheme) -> tuple[str, ...]:
    """The bodies that must all admit the task, by its channels, each once (scheme 3.2)."""
    bodies: dict[str, None] = {}
    for channel in asked.channels:
        rule = scheme.channels.get(channel)
        bodies.update(dict.fromkeys(rule.decided_by if rule else ()))
    return tuple(bodies)


def still_to_decide(application: Application, scheme: Scheme) -> tuple[str, ...]:
    """The keys of the bodies that have not decided on the newest papers; () when it is settled."""
    if application.status is not ApplicationStatus.RECEIVED:
        return ()
    done = {made.by for made in application.newest.decision}
    return tuple(body for body in bodies_to_decide(application.asked, scheme) if body not in done)


def status_by_decisions(
    decision: tuple[Decision, ...], bodies: tuple[str, ...]
) -> ApplicationStatus:
    """Where the decisions on one submission leave it: one refusal refuses, one return returns."""
    results = {made.by: made.result for made in decision}
    if Result.REFUSE in results.values():
        return ApplicationStatus.REFUSED
    if Result.RETURN in results.values():
        return ApplicationStatus.RETURNED
    if bodies and all(results.get(body) is Result.ADMIT for body in bodies):
        return ApplicationStatus.APPROVED
    return ApplicationStatus.RECEIVED
