"""The register as it was known on a day: whatever was dated later is taken out of it again.

A correction is undone by putting back what its old text says, as ``field_text`` reads it; one
whose text says nothing that can be read, or that speaks of more than one field, cannot be.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any, Final

from accession_cli.model.field_text import ENTRIES, PLAIN, WHOLE, Read, any_entry
from accession_cli.model.life import TaskStatus
from accession_cli.model.task import Correction, Task

_STEP: Final = re.compile(r"([a-z_]+)(?:\[([0-9]+)\])?")


def register_as_known(tasks: Iterable[Task], day: date) -> tuple[Task, ...]:
    """The tasks that had been filed by *day*, each as it stood then.

    A link between two tasks goes back to before it was written: neither end may have been filed
    later, and the one whose place was taken must have been retired.
    """
    then = [as_known(task, day) for task in tasks]
    later = {task.id for task in then if task.filing.date > day}
    lasting = {task.id for task in then if task.retirement is None}
    in_place = later | lasting

    def linked(task: Task) -> Task:
        before = tuple(old for old in task.supersedes if old not in in_place)
        after = () if task.id in lasting else task.superseded_by
        after = tuple(new for new in after if new not in later)
        if (before, after) == (task.supersedes, task.superseded_by):
            return task
        return replace(task, supersedes=before, superseded_by=after)

    return tuple(linked(task) for task in then if task.filing.date <= day)


def as_known(task: Task, day: date) -> Task:
    """*task* without what was dated after *day*; its links are left as they are.

    A retirement is known from the day it was applied for, at the latest when it took effect.
    """
    later = _later_corrections(task, day)
    return _without_later(unwound(task, later).task if later else task, day)


def not_restored(task: Task, day: date) -> tuple[Correction, ...]:
    """The corrections dated after *day* whose old content could not be put back, newest first."""
    return unwound(task, _later_corrections(task, day)).failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwound:
    """A task from which corrections were taken back, one after the other, the newest first.

    ``undone`` put the old content back; ``untrue`` of them did not find the new one that they tell
    of. ``failed`` could not be put back: what they speak of is not to be read from their text.
    """

    task: Task
    undone: tuple[Correction, ...]
    untrue: tuple[Correction, ...]
    failed: tuple[Correction, ...]


def _without_later(task: Task, day: date) -> Task:
    ended = task.retirement
    if ended is not None and min(ended.applied, ended.effective) > day:
        task = replace(task, status=TaskStatus.ADMITTED, retirement=None)
    elif ended is not None and any(told.date > day for told in ended.notified):
        told = tuple(told for told in ended.notified if told.date <= day)
        task = replace(task, retirement=replace(ended, notified=told))
    if any(sent.date > day for sent in task.dispatch):
        task = replace(task, dispatch=tuple(s for s in task.dispatch if s.date <= day))
    if _later_corrections(task, day):
        task = replace(task, corrections=tuple(c for c in task.corrections if c.date <= day))
    return task


def _later_corrections(task: Task, day: date) -> tuple[Correction, ...]:
    return tuple(made for made in task.corrections if made.date > day)


def unwound(task: Task, made: Iterable[Correction]) -> Unwound:
    """*task* as it was before the corrections *made*, of one day the one written last first."""
    undone, untrue, failed = [], [], []
    for one in sorted(made, key=lambda one: one.date)[::-1]:
        try:
            task, true = _taken_back(task, one)
        except (KeyError, IndexError, ValueError):
            failed.append(one)
            continue
        undone.append(one)
        if not true:
            untrue.append(one)
    return Unwound(task=task, undone=tuple(undone), untrue=tuple(untrue), failed=tuple(failed))


def _taken_back(task: Task, made: Correction) -> tuple[Task, bool]:
    """*task* without the correction, and whether what stood there is what it tells of."""
    field, steps = any_entry(made.field), _STEP.findall(made.field)
    if field in ENTRIES:
        return _entry_taken_back(task, steps, made, ENTRIES[field])
    read = PLAIN.get(field) or WHOLE[field]
    stands = _at(task, steps)
    true = _says(read, made.new, stands, otherwise=field in WHOLE)
    return _put(task, steps, read(made.old)), true


def _entry_taken_back(
    task: Task, steps: list[tuple[str, str]], made: Correction, read: Read
) -> tuple[Task, bool]:
    """An entry of a list that was put in goes out, one that was taken out comes in again."""
    *way, (name, at) = steps
    place, holder = int(at), [*way, (name, "")]
    entries = list(_at(task, holder))
    old = [] if made.old is None else [read(made.old)]
    gone = [] if made.new is None else [entries[place]]
    if place > len(entries) or not (old or gone):
        raise IndexError(place)
    true = not gone or _says(read, made.new, gone[0], otherwise=True)
    entries[place : place + len(gone)] = old
    return _put(task, holder, tuple(entries)), true


def is_plain(field: str) -> bool:
    """Whether *field*, as a correction names it, is one plain field, whose old text can be read."""
    return any_entry(field) in PLAIN


def _says(read: Read, text: str | None, stands: object, *, otherwise: bool) -> bool:
    """Whether *text* says the value that *stands* in a field; *otherwise*: it cannot be read."""
    try:
        said = read(text)
    except (KeyError, ValueError):
        return otherwise
    return _bare(said) == _bare(stands)


def _bare(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _at(value: Any, steps: Iterable[tuple[str, str]]) -> Any:
    """What stands in the place of *value* that *steps* lead to."""
    for name, at in steps:
        value = getattr(value, _attribute(value, name))
        value = value[int(at)] if at else value
    return value


def _put(value: Any, steps: list[tuple[str, str]], new: object) -> Any:
    """A copy of *value* in which the place that *steps* lead to holds *new*."""
    (name, at), *rest = steps
    name = _attribute(value, name)
    old = getattr(value, name)
    if at:
        entries = list(old)
        entries[int(at)] = _put(entries[int(at)], rest, new)
        changed: object = tuple(entries)
    else:
        changed = _put(old, rest, new) if rest else new
    return replace(value, **{name: changed})


def _attribute(value: Any, name: str) -> str:
    """What the key *name* is called in *value*; ``KeyError`` where there is no such key."""
    name = "class_" if name == "class" else name
    if not is_dataclass(value) or name not in {known.name for known in fields(value)}:
        raise KeyError(name)
    return name
