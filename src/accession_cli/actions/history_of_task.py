"""Tell a task's history on the trunk: when it changed, by whom, and in which fields."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from accession_cli.actions.history import PAST_CUT_OFF, Past, Walk, commit_known_on
from accession_cli.actions.task_lookup import TASK_NOT_FOUND
from accession_cli.errors import Exit, Refusal
from accession_cli.finding import key_text
from accession_cli.gitstore.file_state import FileState
from accession_cli.gitstore.past import Commit, commits
from accession_cli.i18n import N_
from accession_cli.registry import reading
from accession_cli.registry.commits import files_at
from accession_cli.registry.files import name_of_task
from accession_cli.scheme.ids import APPLICATION, RecordId
from accession_cli.scheme.names import folded
from accession_cli.scheme.task import Correction, Task
from accession_cli.scheme.task_history import differences, new_corrections
from accession_cli.secrecy.screening import hidden

#: Fields that have a sentence of their own.
_TOLD: Final = frozenset({"corrections", "status"})
Changes = tuple[tuple[str, str | None, str | None], ...]


#: The record was filed later.
NOT_FILED_THEN: Final = Refusal(
    N_("When {day} ended, the register had no record of {id} yet."),
    N_("See when it was filed with: accession log {id}"),
)


#: An application has no such history: its record says all that happened.
NOT_ATASK: Final = Refusal(
    N_("{id} is an application, and accession log tells of tasks."),
    N_("See it with: accession show {id}"),
    Exit.USAGE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One commit that changed a record; ``after`` is None when it cannot be read or is gone.

    ``event`` is ``filed``, ``retired``, ``changed``, ``rewritten`` (only its form), ``unreadable``
    or ``removed``. ``changes`` are fields with their old and new text.
    """

    commit: Commit
    event: str
    after: Task | None
    changes: Changes
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskHistory:
    """A record's history since its filing, the oldest entry first."""

    id: str
    title: str
    path: str
    trunk: str
    tip: str
    entries: tuple[HistoryEntry, ...]


def history_of_task(past: Past, number: str, known_on: date | None, today: date) -> TaskHistory:
    """The history of the task with the id or filing number *number*, as known on a day.

    *known_on* None takes the trunk's newest commit. Raises ``NOT_FILED_THEN``, ``TASK_NOT_FOUND``,
    ``NOT_ATASK`` and ``PAST_CUT_OFF``.
    """
    if past.git.is_shallow():
        raise PAST_CUT_OFF()
    trunk, tip = commit_known_on(past, known_on) if known_on else past.trunk()
    record = _record(past, tip, number)
    name = name_of_task(record)
    path = past.prefix + name
    found = commits(past.git, tip, path=path)
    if not found:
        if known_on is not None and known_on < today:
            raise NOT_FILED_THEN(id=record, day=known_on)
        raise TASK_NOT_FOUND(id=number)
    entries = tuple(_entries(past, name, found))
    last = [entry.after for entry in entries if entry.after is not None]
    return TaskHistory(
        id=str(record),
        title=last[-1].title if last else "",
        path=path,
        trunk=trunk,
        tip=tip,
        entries=entries,
    )


def _record(past: Past, tip: str, number: str) -> RecordId:
    """The id for *number*, which may be a filing number."""
    try:
        record = RecordId.parse(number.strip().upper())
    except ValueError:
        record = None
    if record is not None:
        if record.letter == APPLICATION:
            raise NOT_ATASK(id=record)
        return record
    loaded = reading.read_registry(files_at(past.git, tip, past.folder), past.prefix)
    for file in loaded.registry.tasks if loaded.registry else ():
        if folded(file.task.filing.number) == folded(number):
            return file.task.id
    raise TASK_NOT_FOUND(id=number)


def _entries(past: Past, name: str, found: Sequence[Commit]) -> Iterator[HistoryEntry]:
    """An entry for each commit, compared with the last version that could be read."""
    walk = Walk(past)
    known: Task | None = None
    for walked in walk.over(found, only=name):
        change = walked.of_first_parent.get(name)
        state = change.after if change else None
        after = walk.versions.task(name, state)
        yield _entry(walked.commit, known, state, after)
        known = after or known


def _entry(
    commit: Commit,
    known: Task | None,
    state: FileState | None,
    after: Task | None,
) -> HistoryEntry:
    if after is None:
        event = "removed" if state is None else "unreadable"
        return HistoryEntry(commit=commit, event=event, after=None, changes=(), corrections=())
    if known is None:
        return HistoryEntry(commit=commit, event="filed", after=after, changes=(), corrections=())
    changes: Changes = tuple(
        (key_text(one.key), _shown(one.old), _shown(one.new))
        for one in differences(known, after)
        if one.key[0] not in _TOLD and (one.key[0] != "retirement" or known.retirement)
    )
    corrections = tuple(
        replace(made, old=_shown(made.old), new=_shown(made.new), reason=hidden(made.reason))
        for made in new_corrections(known, after)
    )
    if known.retirement is None and after.retirement is not None:
        event = "retired"
    else:
        event = "changed" if changes or corrections else "rewritten"
    return HistoryEntry(
        commit=commit, event=event, after=after, changes=changes, corrections=corrections
    )


def _shown(text: str | None) -> str | None:
    """A text with secrets masked, which may have been in the record once."""
    return None if text is None else hidden(text)
