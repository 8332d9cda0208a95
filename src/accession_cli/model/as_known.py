"""The register as it was known on a day: whatever was dated later is taken out of it again.

A correction of one plain field is undone by putting its old text back; any other cannot be.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any, Final

from accession_cli.model.identifiers import RecordId
from accession_cli.model.life import TaskStatus
from accession_cli.model.task import Correction, Per, Result, Task, Term, Via

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
    return _without_later(unwound(task, _later_corrections(task, day)).task, day)


def not_restored(task: Task, day: date) -> tuple[Correction, ...]:
    """The corrections dated after *day* whose old content could not be put back, newest first."""
    return unwound(task, _later_corrections(task, day)).failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwound:
    """A task from which corrections were taken back, one after the other, the newest first.

    ``undone`` put an old text back; ``untrue`` of them did not find the new one that they tell of.
    ``failed`` could not be put back: they speak of something other than one plain field.
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
            read, steps = _READ[_any_entry(one.field)], _STEP.findall(one.field)
            stands = _at(task, steps)
            task = _put(task, steps, read(one.old))
        except (KeyError, IndexError, ValueError):
            failed.append(one)
            continue
        undone.append(one)
        if not _says(read, one.new, stands):
            untrue.append(one)
    return Unwound(task=task, undone=tuple(undone), untrue=tuple(untrue), failed=tuple(failed))


def is_plain(field: str) -> bool:
    """Whether *field*, as a correction names it, is one plain field, whose old text can be read."""
    return _any_entry(field) in _READ


def _any_entry(field: str) -> str:
    return re.sub(r"\[[0-9]+\]", "[]", field)


def _says(read: Read, text: str | None, stands: object) -> bool:
    """Whether *text* says the value that *stands* in a field."""
    try:
        said = read(text)
    except ValueError:
        return False
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


def _via(old: str | None) -> Via:
    return Via(_text(old))


def _result(old: str | None) -> Result:
    return Result(_text(old))


def _id_or_none(old: str | None) -> RecordId | None:
    return None if old is None else RecordId.parse(old)


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
    "basis[].reviewer",
    "mechanism.what",
    "application.form.name",
    "application.form.sha256",
    "decision[].by",
    "filing.number",
    "retirement.reason",
    "retirement.material.name",
    "retirement.material.sha256",
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
    "basis[].attachment",
    "decision[].opinion",
)
_READ: Final[Mapping[str, Read]] = MappingProxyType(
    {
        **dict.fromkeys(_TEXTS, _text),
        **dict.fromkeys(_TEXTS_OR_NONE, _text_or_none),
        "term": _term,
        "period.start": _day,
        "period.end": _day_or_none,
        "application.id": _id_or_none,
        "application.received": _day,
        "application.via": _via,
        "decision[].date": _day,
        "decision[].result": _result,
        "basis[].date": _day_or_none,
        "funding.amount": _amount,
        "funding.per": _per,
        "filing.date": _day,
        "retirement.applied": _day,
        "retirement.effective": _day,
    }
)
