"""Compare two states of a task, match its changes with its corrections, and undo corrections.

A field that was sealed at the filing changes only together with a ``corrections`` entry that
holds its key, its old and its new content (scheme 3.3). An entry explains a change when undoing
it leads from the new content to the old one. ``amendments`` lists the corrections that lead from
one state to another, each for one field or entry.

``register_as_known`` returns the register as it was known on a day: whatever was dated later is
taken out. A correction is undone by putting back its old text, as ``task_fields`` reads it. One
whose text cannot be read, or that covers more than one field, cannot be undone.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from typing import Any, Final

from accession_cli.finding import key_path, key_text
from accession_cli.scheme.registry import TaskStatus
from accession_cli.scheme.task import Correction, Task
from accession_cli.scheme.task_fields import (
    ENTRIES,
    PLAIN,
    WHOLE,
    KeyPath,
    Read,
    any_entry,
    leaves,
    told,
)

_GROUPS: Final = ("period", "authorization", "funding", "scope", "application")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """A field with its old and new text in a correction; ``None`` when it held or holds nothing."""

    field: str
    old: str | None
    new: str | None


def amendments(before: Task, after: Task) -> tuple[Amendment, ...]:
    """The changes in the order of the record; undoing them, the last first, gives *before*.

    Differences that no correction can hold are left out.
    """
    return tuple(_of_fields((), before, after))


def _of_fields(path: KeyPath, old: Any, new: Any) -> Iterator[Amendment]:
    for field in fields(old):
        key = (*path, field.name.rstrip("_"))
        yield from _of(key, getattr(old, field.name), getattr(new, field.name))


def _of(path: KeyPath, old: Any, new: Any) -> Iterator[Amendment]:
    if old == new:
        return
    field = any_entry(key_text(path))
    if f"{field}[]" in ENTRIES:
        yield from _of_entries(path, old, new)
    elif field in _GROUPS and old is not None and new is not None:
        yield from _of_fields(path, old, new)
    elif field in PLAIN:
        yield _told(path, old, new)
    elif field in WHOLE or field in ENTRIES:
        within = _told_field_by_field(path, old, new)
        yield from _of_fields(path, old, new) if within else (_told(path, old, new),)


def _told_field_by_field(path: KeyPath, old: Any, new: Any) -> bool:
    """Whether all differences of two groups are plain fields; else each is written as a whole."""
    if type(old) is not type(new) or not is_dataclass(old):
        return False
    names = (f.name for f in fields(old) if getattr(old, f.name) != getattr(new, f.name))
    return all(any_entry(key_text((*path, name))) in PLAIN for name in names)


def _of_entries(path: KeyPath, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Amendment]:
    """Yield the entries changed, taken out or put in, in an order in which it can be done."""
    matcher = SequenceMatcher(None, [repr(one) for one in old], [repr(one) for one in new])
    for _tag, first, last, at, end in matcher.get_opcodes():
        gone, come = old[first:last], new[at:end]
        both = min(len(gone), len(come))
        for place, pair in enumerate(zip(gone, come, strict=False), at):
            yield from _of((*path, place), *pair)
        for one in gone[both:]:
            yield _told((*path, at + both), one, None)
        for place, one in enumerate(come[both:], at + both):
            yield _told((*path, place), None, one)


def _told(path: KeyPath, old: Any, new: Any) -> Amendment:
    field = key_text(path)
    return Amendment(field=field, old=told(field, old), new=told(field, new))


_STEP: Final = re.compile(r"([a-z_]+)(?:\[([0-9]+)\])?")


def register_as_known(tasks: Iterable[Task], day: date) -> tuple[Task, ...]:
    """The tasks that had been filed by *day*, each as it stood then.

    A link between two tasks is kept only when it was known then: both tasks had been filed, and
    the one that was replaced had been retired.
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
    """*task* without what was dated after *day*; its links stay as they are.

    A retirement is known from the day it was applied for or took effect, whichever is earlier.
    """
    later = _later_corrections(task, day)
    return _without_later(unwound(task, later).task if later else task, day)


def not_restored(task: Task, day: date) -> tuple[Correction, ...]:
    """The corrections dated after *day* whose old content could not be put back, newest first."""
    return unwound(task, _later_corrections(task, day)).failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwound:
    """A task whose corrections were undone one after the other, the newest first.

    ``undone`` ones put the old content back; ``untrue`` are those of them whose new text was not
    the content found. ``failed`` ones could not be undone, because their field or text cannot be
    read.
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
    """Undo the corrections *made* of *task*, the newest first; in one day, the last one first."""
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
    """*task* without the correction, and whether its field held the correction's new text."""
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
    """Take out an entry of a list that the correction put in, and put back one it took out."""
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


def _says(read: Read, text: str | None, stands: object, *, otherwise: bool) -> bool:
    """Whether *text* means the value *stands*; *otherwise* is the answer when it cannot be read."""
    try:
        said = read(text)
    except (KeyError, ValueError):
        return otherwise
    return _stripped_value(said) == _stripped_value(stands)


def _stripped_value(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _at(value: Any, steps: Iterable[tuple[str, str]]) -> Any:
    """The value inside *value* that *steps* lead to."""
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
    """The attribute of *value* for the key *name*; ``KeyError`` when there is none."""
    name = "class_" if name == "class" else name
    if not is_dataclass(value) or name not in {known.name for known in fields(value)}:
        raise KeyError(name)
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field by its key, with its text before and after; ``None`` when it holds nothing."""

    key: KeyPath
    old: str | None
    new: str | None


def differences(before: object, after: object) -> tuple[Difference, ...]:
    """The fields that differ, in the order of the record; how they are written does not count."""
    if before == after:
        return ()
    then, now = leaves(before), leaves(after)
    return tuple(
        Difference(key=key, old=then.get(key), new=now.get(key))
        for key in dict.fromkeys([*then, *now])
        if then.get(key) != now.get(key)
    )


def grown(before: Sequence[object], after: Sequence[object]) -> bool:
    """Whether every entry of *before* is still in *after*, in its order."""
    rest = iter(after)
    return all(entry in rest for entry in before)


def new_corrections(before: Task, after: Task) -> tuple[Correction, ...]:
    """The corrections that *after* has and *before* does not have."""
    known = Counter(before.corrections)
    added = []
    for made in after.corrections:
        known[made] -= 1
        if known[made] < 0:
            added.append(made)
    return tuple(added)


def untrue_corrections(before: Task, after: Task) -> tuple[Correction, ...]:
    """The new corrections whose old or new text is not what the record held or holds.

    A correction may also be written later than its change: then the content before this step is
    already the new text of a correction of the same field.
    """
    back = unwound(after, new_corrections(before, after))
    stood, told = leaves(before), leaves(back.task)
    wrong = [made for made in back.undone if made in back.untrue]
    for made in back.undone:
        key = key_path(made.field)
        same = [one for one in back.undone if one.field == made.field]
        known = {told.get(key), *(_stripped_text(one.new) for one in same)}
        if made not in wrong and stood.get(key) not in known:
            wrong.append(made)
    return tuple(wrong)


def not_held(task: Task) -> Iterator[Correction]:
    """The last correction of each sealed field whose new text is not what stands there.

    A part of a list is not looked at, because entries move; nor is a field of which a part, or
    whose whole, was corrected too. A correction may be dated before one that was entered earlier,
    so the last is the last by the day or in the record.
    """
    by_field: dict[str, list[Correction]] = {}
    for made in task.corrections:
        by_field.setdefault(made.field, []).append(made)
    for field, made_there in by_field.items():
        read, key = PLAIN.get(field) or WHOLE.get(field), key_path(field)
        others = (one for one in by_field if one != field)
        if read is None or any(touches(key_path(one), key) for one in others):
            continue
        try:
            stands = _at(task, _STEP.findall(field))
        except KeyError:  # the group is absent
            stands = None
        last = {made_there[-1], max(made_there, key=lambda one: one.date)}
        if not any(_says(read, one.new, stands, otherwise=field in WHOLE) for one in last):
            yield made_there[-1]


def unexplained(before: Task, after: Task) -> tuple[Difference, ...]:
    """The differences that no new correction explains, in any field."""
    found = differences(before, after)
    if not found:
        return ()
    back = unwound(after, new_corrections(before, after))
    left = {one.key for one in differences(before, back.task)}
    plain = {key_path(made.field) for made in back.undone}
    named = [
        key_path(made.field)
        for made in back.failed
        if made.old != made.new and _is_told_in_prose(made.field)
    ]
    whole = {str(root) for root, *_rest in (one.key for one in found) if _listed(root, before)}
    exchanged = {root for root in whole if _accounted(root, named, before, after)}
    return tuple(
        one
        for one in found
        if one.key in left
        and one.key not in plain
        and one.key[0] not in exchanged
        and not any(touches(key, one.key) for key in named)
    )


def _is_told_in_prose(field: str) -> bool:
    """Whether a text that is no record's text may tell of a change of *field*.

    It may of an entry of a list, of a list, or of what is written as a whole: nobody need write
    those by their fields. Of a plain field, or a group of such, it must be the very content.
    """
    known = any_entry(field)
    return known in ENTRIES or known in WHOLE or f"{known}[]" in ENTRIES


def _listed(root: str | int, task: Task) -> bool:
    return isinstance(getattr(task, str(root), None), tuple)


def _accounted(root: str, named: Iterable[KeyPath], before: Task, after: Task) -> bool:
    """Whether the corrections *named* are enough for the entries put into, or out of, a list.

    The entries after them only moved to another place, which is no change of them.
    """
    then, now = getattr(before, root), getattr(after, root)
    if len(then) == len(now):
        return False
    gone, come = Counter(map(repr, then)), Counter(map(repr, now))
    changed = max((gone - come).total(), (come - gone).total())
    entries = {key for key in named if key[0] == root}
    return (root,) in entries or len(entries) >= changed


def touches(one: KeyPath, other: KeyPath) -> bool:
    """Whether one key is the other, or lies below it."""
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]


def _stripped_text(text: str | None) -> str | None:
    return None if text is None else text.strip()
