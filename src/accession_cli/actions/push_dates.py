"""Hold the dates of pushed commits, and of what they enter, against the server's clock.

A commit may arrive days after it was made, and is told as late. It may not be of a day to come, nor
of a day before its parent's unless its message explains that. What it enters is dated the day on
which it was made: filings and corrections. What was done before, as dispatches, is told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from accession_cli.actions.history import Walk, Walked
from accession_cli.finding import Code, Finding, KeyPath, Place, Severity
from accession_cli.gitstore.file_state import FileState
from accession_cli.gitstore.past import Commit
from accession_cli.registry.codes import (
    COMMIT_AHEAD,
    COMMIT_BEFORE,
    COMMIT_LATE,
    CORRECTED_OTHER_DAY,
    FILED_OTHER_DAY,
    SENT_EARLIER,
    SENT_LATER,
)
from accession_cli.scheme.registry import TASKS
from accession_cli.scheme.task import Dispatch, Notified, Task

#: Two machines' clocks may differ a little around midnight.
_SLACK: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """What is found in the dates of one commit, or of what it enters."""

    commit: Commit
    finding: Finding


def dated(walk: Walk, listed: Sequence[Commit], now: datetime, *, whole: bool) -> Iterator[Dated]:
    """What is found in the commits *listed*, parents first, when they arrive *now*.

    *whole*: they are a history that is brought in as a whole, so only days to come are looked for.
    """
    for walked in walk.over(listed):
        commit = walked.commit
        if commit.when > now + _SLACK and _day(commit.when) > _day(now + _SLACK):
            facts = {"when": _day(commit.when), "today": _day(now)}
            yield _of(commit, COMMIT_AHEAD, Place(""), (), **facts)
        if not whole:
            yield from _of_commit(walk, walked, now)
            for name, change in walked.of_first_parent.items():
                if name.startswith(TASKS):
                    yield from _of_file(walk, commit, name, change.before, change.after)


def _day(when: datetime) -> date:
    return when.date()


def _of(commit: Commit, code: Code, place: Place, key: KeyPath, **facts: object) -> Dated:
    shown = {name: str(fact) for name, fact in facts.items()}
    return Dated(commit=commit, finding=code.at(place, key, **shown))


def _of_commit(walk: Walk, walked: Walked, now: datetime) -> Iterator[Dated]:
    commit = walked.commit
    days = [walk.past.git.day_of(parent) for parent in commit.parents]
    if days and _day(commit.when + _SLACK) < max(days):
        facts = {"when": _day(commit.when), "before": max(days)}
        yield _explained(_of(commit, COMMIT_BEFORE, Place(""), (), **facts))
    if _day(commit.when + _SLACK) < _day(now):
        facts = {"when": _day(commit.when), "today": _day(now)}
        yield _of(commit, COMMIT_LATE, Place(""), (), **facts)


def _explained(one: Dated) -> Dated:
    """*one* as a warning when the commit's message explains it."""
    if not one.commit.explained:
        return one
    return replace(one, finding=replace(one.finding, severity=Severity.WARNING))


def _of_file(
    walk: Walk, commit: Commit, name: str, before: FileState | None, after: FileState | None
) -> Iterator[Dated]:
    was, task = walk.versions.task(name, before), walk.versions.task(name, after)
    if task is None or (before is not None and was is None):
        return
    made = _day(commit.when)

    def at(key: KeyPath, code: Code, **facts: object) -> Dated:
        place = walk.versions.place(name, after, key)
        return _of(commit, code, place, key, when=made, **facts)

    filed = task.filing.date
    if was is None and (filed > made or (filed < made and task.inherited is None)):
        yield at(("filing", "date"), FILED_OTHER_DAY, date=filed)
    for number, one in enumerate(task.corrections):
        if one.date != made and (was is None or one not in was.corrections):
            where = ("corrections", number, "date")
            yield _explained(at(where, CORRECTED_OTHER_DAY, date=one.date, field=one.field))
    known = set(_told(was).values()) if was else set()
    for key, told in _told(task).items():
        if told.date != made and told not in known:
            code = SENT_LATER if told.date > made else SENT_EARLIER
            yield at(key, code, date=told.date, to=told.to)


def _told(task: Task) -> dict[KeyPath, Dispatch | Notified]:
    """Who was told of the task or of its end, and when."""
    ended = task.retirement.notified if task.retirement else ()
    found: dict[KeyPath, Dispatch | Notified] = {
        ("dispatch", number, "date"): one for number, one in enumerate(task.dispatch)
    }
    return found | {
        ("retirement", "notified", number, "date"): one for number, one in enumerate(ended)
    }
