"""Hand admitted tasks down (scheme 3.2.1, 3.2.2): notices to the sections, a package to the grid.

What went to a subdistrict is on record once its notice is written; what goes to the grid platform
once the platform has given its number.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from accession_cli.actions.dispatch_refusals import (
    NotForTheGrid,
    NothingPending,
    NotInForce,
    OtherNumber,
    SentBefore,
)
from accession_cli.actions.on_trunk import OnTrunk
from accession_cli.actions.open_trunk import open_trunk
from accession_cli.actions.read_receipt import Receipt
from accession_cli.entry import draft
from accession_cli.finding import Finding
from accession_cli.gitstore.branches import Base
from accession_cli.gitstore.commit import Change
from accession_cli.gitstore.outbox import Request
from accession_cli.gitstore.trunk import Landing
from accession_cli.scheme.ids import RecordId
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import Channel, Dispatch, Task
from accession_cli.scheme.task_addressees import Addressee, addressees, grid_bodies, not_sent
from accession_cli.secrecy.gate import Passage, screened

VERB: Final = "dispatch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What goes down on *date*: ``ids``, or None for all that have not gone down yet.

    ``again``: also to those who have it already. ``receipt``: only the platform's numbers.
    """

    ids: tuple[RecordId, ...] | None
    date: date
    again: bool = False
    receipt: Receipt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A task as it stands now, to whom it goes, and the entries that its record has gained."""

    task: Task
    to: tuple[Addressee, ...]
    entries: tuple[Dispatch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatched:
    """What went down in one commit; ``registry`` is the one that it was read from."""

    sent: tuple[Sent, ...]
    date: date
    registry: Registry
    remarks: tuple[Finding, ...]


def dispatch_tasks(
    folder: Path, wish: Wish, *, when: datetime, request: str, inspected_by: str | None = None
) -> Landing[Dispatched]:
    """Record what goes down and answer where that landed; entries are only added."""
    screened(passages_of(wish), inspected_by)
    asked = Request(
        id=request, verb=VERB, facts=_facts(wish), asked=when, inspected_by=inspected_by
    )
    return resume(folder, asked, when=when)


def resume(folder: Path, asked: Request, *, when: datetime) -> Landing[Dispatched]:
    """Record what a request says, which may have waited in the outbox."""
    trunk, wish = open_trunk(folder), _wish(asked.facts)

    def build(base: Base, day: date) -> tuple[Sequence[Change], str, Dispatched]:
        return _compose(OnTrunk.read(trunk, base, day), wish)

    return trunk.land(build, asked, when=when)


def about(facts: Mapping[str, Any]) -> str:
    """What a request is about: the tasks' ids."""
    named = facts["ids"] or (facts["receipt"] or {"numbers": ()})["numbers"]
    return "、".join(named) or "–"


def passages_of(wish: Wish) -> Iterator[Passage]:
    """The texts from outside that go on record: the platform's numbers."""
    return draft.passages_of_names(
        "--receipt", wish.receipt.numbers.values() if wish.receipt else ()
    )


def pending(registry: Registry, day: date) -> tuple[Task, ...]:
    """The tasks in force on *day* that have not gone down to everybody."""
    tasks = (file.task for file in registry.tasks)
    return tuple(one for one in tasks if one.in_force(day) and not_sent(one, registry))


def to_be_sent(registry: Registry, tasks: Sequence[Task], wish: Wish) -> tuple[Sent, ...]:
    """To whom each of *tasks* goes by *wish*, and what is recorded of it."""
    return tuple(_to_be_sent(registry, task, wish) for task in tasks)


def _facts(wish: Wish) -> dict[str, Any]:
    receipt = wish.receipt
    return {
        "ids": None if wish.ids is None else list(map(str, wish.ids)),
        "date": str(wish.date),
        "again": wish.again,
        "receipt": receipt
        and {
            "package": receipt.package,
            "numbers": {str(one): number for one, number in receipt.numbers.items()},
        },
    }


def _wish(facts: Mapping[str, Any]) -> Wish:
    receipt = facts["receipt"]
    return Wish(
        ids=None if facts["ids"] is None else tuple(map(RecordId.parse, facts["ids"])),
        date=date.fromisoformat(facts["date"]),
        again=facts["again"],
        receipt=receipt
        and Receipt(
            package=receipt["package"],
            numbers={RecordId.parse(one): number for one, number in receipt["numbers"].items()},
        ),
    )


def _compose(here: OnTrunk, wish: Wish) -> tuple[Sequence[Change], str, Dispatched]:
    if wish.receipt is not None:
        sent = tuple(_numbered(here, one, number, wish) for one, number in _numbers(wish.receipt))
    elif wish.ids is None:
        tasks = pending(here.registry, wish.date)
        if not tasks:
            raise NothingPending
        sent = to_be_sent(here.registry, tasks, wish)
    else:
        sent = to_be_sent(here.registry, [here.task(one) for one in wish.ids], wish)
    put = here.put(*(one.task for one in sent if one.entries))
    remarks = tuple(one for one in put.remarks if one.key.startswith("dispatch["))
    made = Dispatched(sent=sent, date=wish.date, registry=here.registry, remarks=remarks)
    return put.changes, _message(sent, wish.receipt), made


def _numbers(receipt: Receipt) -> list[tuple[RecordId, str]]:
    return sorted(receipt.numbers.items())


def _to_be_sent(registry: Registry, task: Task, wish: Wish) -> Sent:
    if not task.in_force(wish.date):
        raise NotInForce(id=task.id, day=wish.date)
    to = addressees(task, registry) if wish.again else not_sent(task, registry)
    if not to:
        raise SentBefore(id=task.id)
    entries = tuple(
        Dispatch(to=str(one), date=wish.date, number=None)
        for one in to
        if one.channel is Channel.COMMUNITY
    )
    return Sent(task=replace(task, dispatch=(*task.dispatch, *entries)), to=to, entries=entries)


def _numbered(here: OnTrunk, number: RecordId, given: str, wish: Wish) -> Sent:
    """The task with the platform's number; one that it has already changes nothing."""
    task = here.task(number)
    if Channel.GRID not in task.channels:
        raise NotForTheGrid(id=number)
    known = [one.number for one in task.dispatch if one.number]
    if given in known:
        return Sent(task=task, to=(), entries=())
    if known and not wish.again:
        raise OtherNumber(id=number, known="、".join(known), number=given)
    centre = next(grid_bodies(here.registry.scheme), here.registry.scheme.district)
    entry = Dispatch(to=centre, date=wish.date, number=given)
    return Sent(task=replace(task, dispatch=(*task.dispatch, entry)), to=(), entries=(entry,))


def _message(sent: Sequence[Sent], receipt: Receipt | None) -> str:
    """The commit's message: one task by its title, several as a list."""
    tasks = [one.task for one in sent if one.entries]
    by = f" by the platform, package {receipt.package}" if receipt else ""
    if len(tasks) == 1:
        return f"Dispatch {tasks[0].id} {tasks[0].title}{by}"
    listed = "\n".join(f"{one.id} {one.title}" for one in tasks)
    return f"Dispatch {len(tasks)} tasks{by}\n\n{listed}"
