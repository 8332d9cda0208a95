"""Withdraw an application: the agency takes it back before the task is filed (scheme 3.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from accession_cli.actions.on_trunk import OnTrunk, refuse_other_than_seen, seen
from accession_cli.actions.open_trunk import open_trunk
from accession_cli.actions.record_refusals import OtherStatus
from accession_cli.errors import Exit
from accession_cli.finding import Finding
from accession_cli.gitstore.branches import Base
from accession_cli.gitstore.commit import Change
from accession_cli.gitstore.outbox import Request
from accession_cli.gitstore.trunk import Landing
from accession_cli.i18n import N_
from accession_cli.registry.names import name_of_application
from accession_cli.scheme.application import Application, Withdrawal
from accession_cli.scheme.ids import NEXT_OF_APPLICATION, ApplicationStatus, RecordId
from accession_cli.secrecy.gate import Passage, screened

VERB: Final = "withdraw"


class NotToWithdraw(OtherStatus):
    """It is settled already: filed, refused or withdrawn."""

    exit_code = Exit.FOUND
    says = N_("{id} cannot be withdrawn any more: its status is {status}.")
    mend = N_("A task that was filed is ended with: accession retire ID")


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
        verb=VERB,
        facts={
            "id": str(number),
            "date": str(wish.date),
            "reason": wish.reason,
            "seen": seen(folder, name_of_application(number)),
        },
        asked=when,
        inspected_by=inspected_by,
    )
    return resume(folder, asked, when=when)


def resume(folder: Path, asked: Request, *, when: datetime) -> Landing[Withdrawn]:
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


def about(facts: Mapping[str, Any]) -> str:
    """What a request is about: the application's id."""
    return str(facts["id"])


def withdrawn(application: Application, wish: Withdrawal) -> Application:
    """*application* taken back by *wish*."""
    if ApplicationStatus.WITHDRAWN not in NEXT_OF_APPLICATION[application.status]:
        raise NotToWithdraw(id=application.id, status=application.status)
    return replace(application, status=ApplicationStatus.WITHDRAWN, withdrawal=wish)
