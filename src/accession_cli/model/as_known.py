"""The register as it was known on a day: whatever was dated later is taken out of it again.

A correction of one plain field is undone by putting its old text back; any other cannot be.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any, Final

from accession_cli.model.life import TaskStatus
from accession_cli.model.task import Correction, Per, Task, Term

Read = Callable[[str | None], object]

_STEP: Final = re.compile(r"([a-z_]+)(?:\[([0-9]+)\])?")


def register_as_known(tasks: Iterable[Task], day: date) -> tuple[Task, ...]:
    """The tasks that had been filed by *day*, each as it stood then.

    A link between two tasks goes back to before it was written: neither end may have been filed
    later, and the one whose place was taken must have been retired.
    """
    then = [as_known(task, day) for task in tasks]
    later = {task.id for task in then if task.filing.date > day}
    lasting = {task.id for task in then if task.retirement is None}

    def linked(task: Task) -> Task:
        before = tuple(old for old in task.supersedes if old not in later | lasting)
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
    return _undone(_without_later(task, day), _later_corrections(task, day))[0]


def not_restored(task: Task, day: date) -> tuple[Correction, ...]:
    """The corrections dated after *day* whose old content could not be put back, newest first."""
    return _undone(task, _later_corrections(task, day))[1]


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
    """Newest first; of one day, the one that was written last comes first."""
    later = [made for made in task.corrections if made.date > day]
    return tuple(sorted(later, key=lambda made: made.date))[::-1]


def _undone(task: Task, later: Iterable[Correction]) -> tuple[Task, tuple[Correction, ...]]:
    """*task* with the old contents put back, and the corrections where that cannot be done."""
    failed = []
    for made in later:
        try:
            read = _READ[re.sub(r"\[[0-9]+\]", "[]", made.field)]
            task = _put(task, _STEP.findall(made.field), read(made.old))
        except (KeyError, IndexError, ValueError):
            failed.append(made)
    return task, tuple(failed)


def _put(value: Any, steps: list[tuple[str, str]], new: object) -> Any:
    """A copy of *value* in which the place that *steps* lead to holds *new*."""
    (name, at), *rest = steps
    name = "class_" if name == "class" else name
    if not is_dataclass(value) or name not in {known.name for known in fields(value)}:
        raise KeyError(name)
    old = getattr(value, name)
    if at:
        entries = list(old)
        entries[int(at)] = _put(entries[int(at)], rest, new)
        changed: object = tuple(entries)
    else:
        changed = _put(old, rest, new) if rest else new
    return replace(value, **{name: changed})  # type: ignore[type-var] # a dataclass, seen above


def _text(old: str | None) -> str:
    if old is None:
        raise ValueError(old)
    return old


def _text_or_none(old: str | None) -> str | None:
    return old


def _day(old: str | None) -> date:
    return date.fromisoformat(_text(old))


def _day_or_none(old: str | None) -> date | None:
    return None if old is None else date.fromisoformat(old)


def _amount(old: str | None) -> Decimal:
    try:
        return Decimal(_text(old))
    except InvalidOperation as refusal:
        raise ValueError(old) from refusal


def _per(old: str | None) -> Per:
    return Per(_text(old))


def _term(old: str | None) -> Term:
    return Term(_text(old))


_TEXTS: Final = (
    "title",
    "kind",
    "class",
    "agency",
    "authorization.content",
    "authorization.target",
    "authorization.authority",
    "authorization.workflow",
    "basis[].law",
    "basis[].document",
    "mechanism.what",
    "filing.number",
)
_TEXTS_OR_NONE: Final = (
    "frequency",
    "training",
    "funding.source",
    "funding.method",
    "funding.note",
    "basis[].version",
    "basis[].article",
    "basis[].number",
    "basis[].clause",
)
_READ: Final[Mapping[str, Read]] = MappingProxyType(
    {
        **dict.fromkeys(_TEXTS, _text),
        **dict.fromkeys(_TEXTS_OR_NONE, _text_or_none),
        "term": _term,
        "period.start": _day,
        "period.end": _day_or_none,
        "application.received": _day,
        "basis[].date": _day_or_none,
        "funding.amount": _amount,
        "funding.per": _per,
        "filing.date": _day,
    }
)
