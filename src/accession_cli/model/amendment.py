"""The corrections that lead from one state of a task to another, each of one field or entry."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from accession_cli.finding import key_text
from accession_cli.model.field_text import ENTRIES, PLAIN, WHOLE, KeyPath, any_entry, told
from accession_cli.model.task import Task

_GROUPS: Final = ("period", "authorization", "funding", "scope", "application")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """A field and what a correction tells of it; None where nothing stood or stands there."""

    field: str
    old: str | None
    new: str | None


def amendments(before: Task, after: Task) -> tuple[Amendment, ...]:
    """What was changed, in the order of the record; taking it back one by one gives *before*.

    Differences that no correction may speak of are left out.
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
    """Whether of two groups all that differs is plain; else each is told as a whole."""
    if type(old) is not type(new) or not is_dataclass(old):
        return False
    names = (f.name for f in fields(old) if getattr(old, f.name) != getattr(new, f.name))
    return all(any_entry(key_text((*path, name))) in PLAIN for name in names)


def _of_entries(path: KeyPath, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Amendment]:
    """Entries that were changed, taken out or put in, in an order in which it can be done."""
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
