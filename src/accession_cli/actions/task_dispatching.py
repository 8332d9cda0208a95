"""Hand admitted tasks down: notices to the sections, a package to the grid (3.2.1, 3.2.2).

A dispatch to a subdistrict is recorded when its notice is written, a dispatch to the grid platform
when the platform has given its number. ``receipt_of`` reads the platform's receipt: a number for
each task of a package. The refusals here say why a task was not handed down.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, ClassVar, Final

from accession_cli import packaged
from accession_cli.actions.action import Action, Plan
from accession_cli.actions.directory_documents import Written
from accession_cli.actions.landing import OnTrunk
from accession_cli.actions.task_end_notices import (
    NoticeKind,
    Paper,
    folder_below_build,
    notice_to,
    notices_made,
    write_files,
)
from accession_cli.entry import draft
from accession_cli.entry.draft import json_object
from accession_cli.errors import Exit, Refusal
from accession_cli.finding import Finding
from accession_cli.i18n import N_
from accession_cli.office.inner_text import Unreadable, sheet_rows, under_heads
from accession_cli.papers import letters
from accession_cli.papers.letters import ID, NUMBER, PACKAGE
from accession_cli.papers.templates import as_file_name
from accession_cli.registry.files import content, name_of_task
from accession_cli.scheme.registry import RecordId, Registry
from accession_cli.scheme.task import Channel, Dispatch, Task
from accession_cli.scheme.task_addressees import (
    Addressee,
    TaskNotice,
    addressees,
    grid_bodies,
    not_sent,
    to_hand_down,
)
from accession_cli.secrecy.screening import Passage, refuse_secrets

#: Neither ids, nor ``--pending``, nor a receipt were given.
NOTHING_NAMED: Final = Refusal(
    N_("Which tasks are to be handed down is not said."),
    N_("Write their ids, or --pending for all that have not gone down, or --receipt FILE."),
    Exit.USAGE,
)


#: ``--pending`` was given, but no task waits.
NOTHING_PENDING: Final = Refusal(
    N_("Every task in force has gone down, so there is nothing to dispatch."),
    N_("To send one again, name it and add --to-all."),
)


#: No task is in force, so none can go down.
NOTHING_IN_FORCE: Final = Refusal(
    N_("No task is in force on {day}, so there is nothing to dispatch."),
    N_("File the tasks that were admitted: accession file"),
)


#: There is nobody on the list whom the task could be handed to.
NOBODY_TO_HAND_TO: Final = Refusal(
    N_("{id} can be handed down to nobody: no subdistrict that it is for is on the list."),
    N_(
        "Fill in the list of subdistricts: accession roster export, then accession roster import"
        " 街道社区.xlsx; or amend the places of the task."
    ),
)


#: ``--pending`` was given; tasks that wait may be in files that cannot be read.
NOTHING_ELSE_PENDING: Final = Refusal(
    N_(
        "Every task that could be read has gone down; but files of the register could not be read:"
        " {count} in all, the first is {first}."
    ),
    N_("Run accession validate to see what is wrong with them, and mend them first."),
    Exit.UNREADABLE,
)


#: The task is not in force, so it is not dispatched.
NOT_IN_FORCE: Final = Refusal(
    N_("{id} is not in force on {day}, so it is not handed down."),
    N_("Take it out of the command; accession show {id} says since when."),
)


#: It is on record already.
SENT_BEFORE: Final = Refusal(
    N_("{id} has gone down to everybody already, and that is on record."),
    N_("Add --to-all to send it again, or --letter to write the notices once more."),
)


#: The receipt names a task that does not go down the grid channel.
NOT_FOR_THE_GRID: Final = Refusal(
    N_("The receipt names {id}, which does not go down the grid channel."),
    N_("Ask the grid centre which task is meant."),
)


#: The platform's number on record is another one.
OTHER_NUMBER: Final = Refusal(
    N_("{id} has the platform's number {known} already; the receipt says {number}."),
    N_("Ask the grid centre which number holds; with --to-all the new one is added."),
)


#: The platform's number on record belongs to another task.
NUMBER_OF_ANOTHER: Final = Refusal(
    N_("The number {number} that the receipt gives {id} belongs to {other} already."),
    N_("Ask the grid centre whose it is; with --to-all it is recorded all the same."),
)


_LARGEST: Final = 16 << 20
_ZIP: Final = b"PK\x03\x04"
_DEPTH: Final = 4


#: The file is no receipt.
RECEIPT_UNFIT: Final = Refusal(
    N_("{path} is no receipt of the grid platform, so nothing was recorded."),
    N_(
        "A receipt is JSON as in schemas/dispatch_receipt.schema.json, or the package's Excel table"
        " with the column of the platform's numbers filled in."
    ),
    Exit.UNREADABLE,
)


#: The platform's column of the table is still empty.
NOTHING_NUMBERED: Final = Refusal(
    N_("{path} holds no number of the grid platform yet, so nothing was recorded."),
    N_("Read back the table after the grid centre has filled in the column {column}."),
)


#: The table's rows come from different packages.
SEVERAL_PACKAGES: Final = Refusal(
    N_("{path} has rows of several packages: {packages}."),
    N_("Read back one package at a time."),
    Exit.UNREADABLE,
)


#: The receipt gives one task two numbers.
TWO_NUMBERS: Final = Refusal(
    N_("{path} gives {id} two numbers, {first} and {second}, so nothing was recorded."),
    N_("Ask the grid centre which of them holds, and leave the other out."),
    Exit.UNREADABLE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformReceipt:
    """The platform's number for each task of a package."""

    package: str
    numbers: Mapping[RecordId, str]


def receipt_of(path: Path) -> PlatformReceipt:
    """The receipt in the file at *path*. Secrets in it are refused.

    Whoever records its numbers screens them again. Raises ``RECEIPT_UNFIT`` and other refusals of a
    receipt.
    """
    data = content(path, _LARGEST)
    refuse_secrets(draft.passages_of_file(str(path), ""))
    given = _of_table(data, path) if data.startswith(_ZIP) else _of_json(data, path)
    refuse_secrets(draft.passages_of_values(given))
    if not _is_receipt(given):
        raise RECEIPT_UNFIT(path=path)
    return PlatformReceipt(package=given["package"], numbers=_numbers_by_task(given["tasks"], path))


def _numbers_by_task(rows: Iterable[Mapping[str, str]], path: Path) -> dict[RecordId, str]:
    """The number of each task; raises ``TWO_NUMBERS``, because nobody can guess which one holds."""
    numbers: dict[RecordId, str] = {}
    for row in rows:
        record = RecordId.parse(row["id"])
        if numbers.setdefault(record, row["number"]) != row["number"]:
            raise TWO_NUMBERS(path=path, id=record, first=numbers[record], second=row["number"])
    return numbers


def _of_json(data: bytes, path: Path) -> dict[str, Any]:
    try:
        return json_object(data.decode("utf-8-sig"), str(path), depth=_DEPTH)
    except UnicodeDecodeError as wrong:
        raise RECEIPT_UNFIT(path=path) from wrong


def _of_table(data: bytes, path: Path) -> dict[str, Any]:
    """The receipt in a table; rows without a number are tasks not taken on yet, and are skipped."""
    try:
        rows = list(under_heads(sheet_rows(data), ID, PACKAGE, NUMBER))
    except Unreadable as wrong:
        raise RECEIPT_UNFIT(path=path) from wrong
    filled = [row for row in rows if row[ID] and row[NUMBER]]
    if rows and not filled:
        raise NOTHING_NUMBERED(path=path, column=NUMBER)
    packages = sorted({row[PACKAGE] for row in filled})
    if len(packages) > 1:
        raise SEVERAL_PACKAGES(path=path, packages=", ".join(packages))
    return {
        "version": 1,
        "package": "".join(packages),
        "tasks": [{"id": row[ID], "number": row[NUMBER]} for row in filled],
    }


def _is_receipt(given: Mapping[str, Any]) -> bool:
    import jsonschema_rs

    schema = json.loads(packaged.text("schemas", "dispatch_receipt.schema.json"))
    return bool(jsonschema_rs.Draft202012Validator(schema).is_valid(given))


@dataclass(frozen=True, slots=True, kw_only=True)
class SentTask:
    """A task after its dispatch, to whom it goes, and the entries added to its record."""

    task: Task
    to: tuple[Addressee, ...]
    entries: tuple[Dispatch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatched:
    """What was dispatched in one commit; ``registry`` is the one before it.

    ``unread`` are files on the trunk that may hold more tasks to be dispatched.
    """

    sent: tuple[SentTask, ...]
    date: date
    registry: Registry
    remarks: tuple[Finding, ...]
    unread: tuple[str, ...] = ()

    @property
    def recorded(self) -> tuple[SentTask, ...]:
        """The tasks whose records have new entries."""
        return tuple(one for one in self.sent if one.entries)


@dataclass(frozen=True, kw_only=True)
class DispatchTasks(Action[Dispatched]):
    """Dispatch the tasks ``ids`` on *date*; None means all that have not been dispatched yet.

    ``again``: also to those who have it already. ``receipt``: only record the platform's numbers.
    Entries are only added, so other changes of the records do not matter.
    """

    verb: ClassVar[str] = "dispatch"
    asks: ClassVar[str] = N_("record the dispatch of {about}")
    ids: tuple[RecordId, ...] | None
    date: date
    again: bool = False
    receipt: PlatformReceipt | None = None

    def passages(self) -> Iterable[Passage]:
        numbers = self.receipt.numbers.values() if self.receipt else ()
        return draft.passages_of_names("--receipt", numbers)

    def paper_command(self, made: Dispatched) -> str:
        """The notices to the subdistricts, and the package of the grid platform."""
        ids = " ".join(str(one.task.id) for one in made.sent)
        if self.receipt is not None or not ids:
            return ""
        return f"accession dispatch {ids} --letter --date {self.date}"

    def touched(self) -> Sequence[str]:
        return tuple(map(name_of_task, self.receipt.numbers if self.receipt else self.ids or ()))

    @classmethod
    def about(cls, facts: Mapping[str, Any]) -> str:
        named = facts["ids"] or (facts["receipt"] or {"numbers": ()})["numbers"]
        return "、".join(named) or "–"

    def plan(self, here: OnTrunk) -> Plan[Dispatched]:
        unread = here.loaded.unread if self.ids is None and self.receipt is None else ()
        if self.receipt is not None:
            numbers = sorted(self.receipt.numbers.items())
            sent = tuple(self._numbered(here, one, number) for one, number in numbers)
        elif self.ids is None:
            tasks = pending(here.registry, self.date)
            if not tasks and unread:
                raise NOTHING_ELSE_PENDING(count=len(unread), first=unread[0])
            if not tasks:
                self._refuse_nobody(here.registry)
                raise NOTHING_PENDING()
            sent = self.to_be_sent(here.registry, tasks)
        else:
            sent = self.to_be_sent(here.registry, map(here.task, self.ids))
        put = here.put(*(one.task for one in sent if one.entries))
        made = Dispatched(
            sent=sent,
            date=self.date,
            registry=here.registry,
            remarks=tuple(one for one in put.remarks if one.key.startswith("dispatch[")),
            unread=unread,
        )
        return Plan(changes=put.changes, message=_message(made, self.receipt), made=made)

    def to_be_sent(self, registry: Registry, tasks: Iterable[Task]) -> tuple[SentTask, ...]:
        """For each of *tasks*: to whom it goes, and the entries for its record."""
        return tuple(self._sent(registry, task) for task in tasks)

    def _refuse_nobody(self, registry: Registry) -> None:
        """Refuse when no task is in force, or one waits and is for nobody on the list."""
        standing = [file.task for file in registry.tasks if file.task.in_force(self.date)]
        if not standing:
            raise NOTHING_IN_FORCE(day=self.date)
        for task in standing:
            if not task.dispatch and not addressees(task, registry, self.date):
                raise NOBODY_TO_HAND_TO(id=task.id)

    def _sent(self, registry: Registry, task: Task) -> SentTask:
        if not task.in_force(self.date):
            raise NOT_IN_FORCE(id=task.id, day=self.date)
        find = addressees if self.again else not_sent
        to = find(task, registry, self.date)
        if not to and not addressees(task, registry, self.date):
            raise NOBODY_TO_HAND_TO(id=task.id)
        if not to:
            raise SENT_BEFORE(id=task.id)
        down = (str(one) for one in to if one.channel is Channel.COMMUNITY)
        return _with_entries(task, to, *(Dispatch(to=n, date=self.date, number=None) for n in down))

    def _numbered(self, here: OnTrunk, number: RecordId, given: str) -> SentTask:
        """The task with the platform's number; nothing changes if it has that number already."""
        task = here.task(number)
        if Channel.GRID not in task.channels:
            raise NOT_FOR_THE_GRID(id=number)
        known = [one.number for one in task.dispatch if one.number]
        if given in known:
            return _with_entries(task, ())
        other = self._holder(here, number, given)
        if other is not None and not self.again:
            raise NUMBER_OF_ANOTHER(number=given, id=number, other=other)
        if known and not self.again:
            raise OTHER_NUMBER(id=number, known="、".join(known), number=given)
        centre = next(grid_bodies(here.registry.scheme), here.registry.scheme.district)
        return _with_entries(task, (), Dispatch(to=centre, date=self.date, number=given))

    def _holder(self, here: OnTrunk, number: RecordId, given: str) -> RecordId | None:
        """The other task that has the platform's number *given*, on record or in the receipt."""
        numbers = self.receipt.numbers if self.receipt else {}
        for other, text in numbers.items():
            if text == given and other != number:
                return other
        for file in here.registry.tasks:
            if file.task.id != number and any(one.number == given for one in file.task.dispatch):
                return file.task.id
        return None


def _with_entries(task: Task, to: tuple[Addressee, ...], *entries: Dispatch) -> SentTask:
    return SentTask(task=replace(task, dispatch=(*task.dispatch, *entries)), to=to, entries=entries)


def pending(registry: Registry, day: date) -> tuple[Task, ...]:
    """The tasks in force on *day* that have to go down to somebody who does not have them."""
    tasks = (file.task for file in registry.tasks if file.task.in_force(day))
    return tuple(one for one in tasks if to_hand_down(one, registry, day))


def _message(made: Dispatched, receipt: PlatformReceipt | None) -> str:
    """The commit's message: the title of one task, or a list of several."""
    tasks = [one.task for one in made.recorded]
    by = f" by the platform, package {receipt.package}" if receipt else ""
    if len(tasks) == 1:
        return f"Dispatch {tasks[0].id} {tasks[0].title}{by}"
    listed = "\n".join(f"{one.id} {one.title}" for one in tasks)
    return f"Dispatch {len(tasks)} tasks{by}\n\n{listed}"


def papers(
    folder: Path, registry: Registry, sent: Sequence[SentTask], day: date
) -> tuple[Paper, ...]:
    """A notice for each subdistrict, and a package for the grid, of the *sent* tasks on *day*."""
    kind = NoticeKind(render=letters.render_dispatch, title=letters.dispatch_title)
    down = _by_name(sent, Channel.COMMUNITY)
    notices = notices_made(folder, kind, [notice_to(*one, registry, day) for one in down])
    grid = (notice_to(*one, registry, day) for one in _by_name(sent, Channel.GRID))
    return (*notices, *(paper for one in grid for paper in _package(one)))


def write_papers(
    folder: Path, registry: Registry, sent: Sequence[SentTask], day: date, out: Path | None
) -> tuple[Written, ...]:
    """Write the ``papers``; *out* None is build/dispatch/DATE."""
    place = out or folder_below_build(folder, "dispatch", str(day))
    return write_files(papers(folder, registry, sent, day), place)


def _by_name(sent: Sequence[SentTask], channel: Channel) -> list[tuple[Addressee, list[Task]]]:
    """Each addressee once, with its tasks; its section only if all its tasks go to the same one."""
    tasks: dict[str, list[Task]] = {}
    sections: dict[str, set[str | None]] = {}
    for one in sent:
        for to in one.to:
            if to.channel is channel:
                tasks.setdefault(to.name, []).append(one.task)
                sections.setdefault(to.name, set()).add(to.section)
    return [
        (
            Addressee(
                channel=channel,
                name=name,
                section=next(iter(sections[name])) if len(sections[name]) == 1 else None,
            ),
            listed,
        )
        for name, listed in tasks.items()
    ]


def _package(notice: TaskNotice) -> Iterator[Paper]:
    """The package as JSON and as a table."""
    made = letters.package(notice)
    table = letters.as_xlsx(made, notice.day, sample=notice.scheme.sample)
    name = as_file_name(f"{notice.to.name}-下发包-{made['package']}")
    yield f"{name}.json", letters.as_json(made)
    yield f"{name}.xlsx", table.data
