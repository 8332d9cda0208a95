"""Decide on applications (scheme 3.2): admit, return for correction, refuse; or withdraw one.

An agency may take its application back before the task is filed (scheme 3.1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from accession_cli.actions.landing import OnTrunk, OtherStatus, refuse_other_than_seen, seen
from accession_cli.actions.open_history import open_trunk
from accession_cli.errors import Refusal
from accession_cli.finding import Finding
from accession_cli.gitstore.branches import Base
from accession_cli.gitstore.commit import Change
from accession_cli.gitstore.outbox import Request
from accession_cli.gitstore.trunk import Landing
from accession_cli.i18n import N_
from accession_cli.registry.names import name_of_application
from accession_cli.scheme.application import (
    Application,
    Submission,
    Withdrawal,
    bodies_to_decide,
    status_by_decisions,
    still_to_decide,
)
from accession_cli.scheme.district import Scheme
from accession_cli.scheme.ids import NEXT_OF_APPLICATION, ApplicationStatus, RecordId
from accession_cli.scheme.task import Decision, Result
from accession_cli.secrecy.gate import Passage, screened

DECIDE_VERB: Final = "decide"


class NotToDecide(OtherStatus):
    """There is nothing to decide on: it was decided, withdrawn or filed."""

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


#: The agency has to know what to correct, or why not.
REASON_MISSING: Final = Refusal(
    N_("A return for correction and a refusal need a reason, and none was given."),
    N_("Say with --opinion what has to be corrected, or why it is refused."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Applications that have been decided on; ``waiting`` are bodies that still have to.

    ``waiting`` is () when every body that the channels ask for has decided.
    """

    applications: tuple[Application, ...]
    waiting: tuple[tuple[str, ...], ...]
    paths: tuple[str, ...]
    remarks: tuple[Finding, ...]


def decide(
    folder: Path,
    numbers: Sequence[RecordId],
    made: Decision,
    *,
    when: datetime,
    request: str,
    inspected_by: str | None = None,
) -> Landing[Decided]:
    """Enter one body's decision on each of *numbers*, all in one commit; see ``file_tasks``."""
    if made.result is not Result.ADMIT and not made.opinion:
        raise REASON_MISSING()
    screened(passages_of_decision(made), inspected_by)
    asked = Request(
        id=request,
        verb=DECIDE_VERB,
        facts={
            "ids": [str(number) for number in numbers],
            "by": made.by,
            "date": str(made.date),
            "result": made.result.value,
            "opinion": made.opinion,
            "seen": [seen(folder, name_of_application(number)) for number in numbers],
        },
        asked=when,
        inspected_by=inspected_by,
    )
    return resume_deciding(folder, asked, when=when)


def passages_of_decision(made: Decision) -> tuple[Passage, ...]:
    """What has to be screened of a decision."""
    return (
        Passage(where="--by", text=made.by),
        Passage(where="--opinion", text=made.opinion or ""),
    )


def resume_deciding(folder: Path, asked: Request, *, when: datetime) -> Landing[Decided]:
    """Enter the decision of a request, which may have waited in the outbox."""
    trunk, facts = open_trunk(folder), asked.facts
    numbers = [RecordId.parse(text) for text in facts["ids"]]
    made = Decision(
        by=facts["by"],
        date=date.fromisoformat(facts["date"]),
        result=Result(facts["result"]),
        opinion=facts["opinion"],
    )

    def build(base: Base, day: date) -> tuple[Sequence[Change], str, Decided]:
        for number, blob in zip(numbers, facts["seen"], strict=True):
            refuse_other_than_seen(trunk, base, name_of_application(number), blob)
        return _compose(OnTrunk.read(trunk, base, day), numbers, made)

    return trunk.land(build, asked, when=when)


def about_decision(facts: Mapping[str, Any]) -> str:
    """What a request is about: the ids of the applications."""
    return "、".join(facts["ids"])


def _compose(
    here: OnTrunk, numbers: Sequence[RecordId], made: Decision
) -> tuple[Sequence[Change], str, Decided]:
    scheme = here.registry.scheme
    after = [decided(here.application(number), made, scheme) for number in numbers]
    put = here.put(*after)
    done = Decided(
        applications=tuple(after),
        waiting=tuple(still_to_decide(one, scheme) for one in after),
        paths=put.paths,
        remarks=put.remarks,
    )
    return put.changes, f"{_WORDS[made.result]} {', '.join(map(str, numbers))}", done


_WORDS: Final = {Result.ADMIT: "Admit", Result.RETURN: "Return", Result.REFUSE: "Refuse"}


def decided(application: Application, made: Decision, scheme: Scheme) -> Application:
    """*application* with the decision *made* on its newest papers, and where that leaves it."""
    bodies = bodies_to_decide(application.asked, scheme)
    if application.status is not ApplicationStatus.RECEIVED:
        raise NotToDecide(id=application.id, status=application.status)
    if made.by not in bodies:
        names = "、".join(scheme.bodies[body].name for body in bodies if body in scheme.bodies)
        raise BODY_HAS_NO_PART(id=application.id, body=made.by, bodies=names)
    for earlier in application.newest.decision:
        if earlier.by == made.by:
            name = scheme.bodies[made.by].name
            raise DECIDED_BEFORE(id=application.id, body=name, day=earlier.date)
    newest = replace(application.newest, decision=(*application.newest.decision, made))
    return replace(
        application,
        status=status_by_decisions(newest.decision, bodies),
        submissions=_with_newest(application, newest),
        asked=replace(application.asked, decision=newest.decision),
    )


def _with_newest(application: Application, newest: Submission) -> tuple[Submission, ...]:
    return (*application.submissions[:-1], newest)


WITHDRAW_VERB: Final = "withdraw"


class NotToWithdraw(OtherStatus):
    """It is settled already: filed, refused or withdrawn."""

    refusal = Refusal(
        N_("{id} cannot be withdrawn any more: its status is {status}."),
        N_("A task that was filed is ended with: accession retire ID"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """An application that has been taken back."""

    application: Application
    path: str
    remarks: tuple[Finding, ...]


def withdraw(
    folder: Path,
    number: RecordId,
    wish: Withdrawal,
    *,
    when: datetime,
    request: str,
    inspected_by: str | None = None,
) -> Landing[Withdrawn]:
    """Enter that the agency took the application back; see ``file_tasks`` for the rest."""
    screened((Passage(where="--reason", text=wish.reason),), inspected_by)
    asked = Request(
        id=request,
        verb=WITHDRAW_VERB,
        facts={
            "id": str(number),
            "date": str(wish.date),
            "reason": wish.reason,
            "seen": seen(folder, name_of_application(number)),
        },
        asked=when,
        inspected_by=inspected_by,
    )
    return resume_withdrawing(folder, asked, when=when)


def resume_withdrawing(folder: Path, asked: Request, *, when: datetime) -> Landing[Withdrawn]:
    """Enter the withdrawal of a request, which may have waited in the outbox."""
    trunk, facts = open_trunk(folder), asked.facts
    number = RecordId.parse(facts["id"])
    wish = Withdrawal(date=date.fromisoformat(facts["date"]), reason=facts["reason"])

    def build(base: Base, day: date) -> tuple[Sequence[Change], str, Withdrawn]:
        refuse_other_than_seen(trunk, base, name_of_application(number), facts["seen"])
        here = OnTrunk.read(trunk, base, day)
        after = withdrawn(here.application(number), wish)
        put = here.put(after)
        made = Withdrawn(application=after, path=put.paths[0], remarks=put.remarks)
        return put.changes, f"Withdraw {number} {after.asked.title}", made

    return trunk.land(build, asked, when=when)


def about_withdrawal(facts: Mapping[str, Any]) -> str:
    """What a request is about: the application's id."""
    return str(facts["id"])


def withdrawn(application: Application, wish: Withdrawal) -> Application:
    """*application* taken back by *wish*."""
    if ApplicationStatus.WITHDRAWN not in NEXT_OF_APPLICATION[application.status]:
        raise NotToWithdraw(id=application.id, status=application.status)
    return replace(application, status=ApplicationStatus.WITHDRAWN, withdrawal=wish)
