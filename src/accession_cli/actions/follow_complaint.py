"""Follow a complaint up (scheme 4.1): each step is entered in a commit of its own."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from accession_cli.actions.add_complaint import Entered
from accession_cli.actions.complaint_steps import (
    Order,
    Step,
    last_day,
    passages_of,
    step_facts,
    step_of,
    taken,
)
from accession_cli.actions.on_trunk import OnTrunk, refuse_other_than_seen, seen
from accession_cli.actions.open_trunk import open_trunk
from accession_cli.gitstore.branches import Base
from accession_cli.gitstore.commit import Change
from accession_cli.gitstore.outbox import Request
from accession_cli.gitstore.trunk import Landing
from accession_cli.registry.names import name_of_complaint
from accession_cli.scheme.ids import RecordId
from accession_cli.secrecy.gate import screened

VERB: Final = "complaint"


def follow_complaint(
    folder: Path,
    number: RecordId,
    step: Step,
    *,
    when: datetime,
    request: str,
    inspected_by: str | None = None,
) -> Landing[Entered]:
    """Enter *step* about the complaint *number*; see ``retire_task`` for the rest."""
    screened(passages_of(step), inspected_by)
    asked = Request(
        id=request,
        verb=VERB,
        facts={
            "id": str(number),
            **step_facts(step),
            "seen": seen(folder, name_of_complaint(number)),
        },
        asked=when,
        inspected_by=inspected_by,
    )
    return resume(folder, asked, when=when)


def resume(folder: Path, asked: Request, *, when: datetime) -> Landing[Entered]:
    """Enter the step of a request, which may have waited in the outbox."""
    trunk, facts = open_trunk(folder), dict(asked.facts)
    number, blob = RecordId.parse(facts.pop("id")), facts.pop("seen")
    step = step_of(facts)

    def build(base: Base, day: date) -> tuple[Sequence[Change], str, Entered]:
        refuse_other_than_seen(trunk, base, name_of_complaint(number), blob)
        here = OnTrunk.read(trunk, base, day)
        after = taken(here.complaint(number), step, here.registry)
        put = here.put(after)
        made = Entered(
            complaint=after,
            path=put.paths[0],
            due=last_day(step, here.registry) if isinstance(step, Order) else None,
            remarks=put.remarks,
        )
        return put.changes, f"Follow up complaint {number}", made

    return trunk.land(build, asked, when=when)


def about(facts: Mapping[str, Any]) -> str:
    """What a request is about: the complaint's id."""
    return str(facts["id"])
