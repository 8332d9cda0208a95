"""Divide a directory of very many tasks into volumes (分册), and say which one holds what.

If possible a volume ends between two classes, else between two leading agencies. The numbers of
the items run through all volumes. The parts after the table of tasks (changes, indexes) have
volumes of their own, after those of the tasks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any, Final

from accession_cli.scheme.directory import (
    Changed,
    ClassSection,
    Edition,
    Emergency,
    Ended,
    EvaluatedItem,
    Item,
    LegalChange,
)

#: This many rows of the shorter tables take as much room as one task.
ROWS_A_TASK: Final = 4


class Part(StrEnum):
    """The parts of a directory, in their order."""

    TASKS = "tasks"
    EMERGENCIES = "emergencies"
    ENDED = "ended"
    NEW = "new"
    CHANGED = "changed"
    LEGAL_CHANGES = "legal_changes"
    AGENCIES = "agencies"
    SUBDISTRICTS = "subdistricts"
    EVALUATION = "evaluation"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownClass:
    """A class in one volume; ``place`` is its place among all, from 1, ``of`` its whole size."""

    place: int
    name: str
    of: int
    items: tuple[Item, ...]

    @property
    def whole(self) -> bool:
        """Whether the volume has all tasks of the class."""
        return len(self.items) == self.of


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """Volume ``number`` of ``count``; a directory that is not divided is one volume.

    ``parts`` are in it, whole or in part; ``continued`` are those of them that begin in an earlier
    volume. The tuples hold the rows of each part.
    """

    number: int
    count: int
    parts: tuple[Part, ...]
    continued: tuple[Part, ...] = ()
    sections: tuple[ShownClass, ...] = ()
    emergencies: tuple[Emergency, ...] = ()
    new: tuple[Item, ...] = ()
    ended: tuple[Ended, ...] = ()
    changed: tuple[Changed, ...] = ()
    legal_changes: tuple[LegalChange, ...] = ()
    evaluated: tuple[EvaluatedItem, ...] = ()

    @property
    def alone(self) -> bool:
        """Whether it is the only volume, so the whole directory."""
        return self.count == 1

    @property
    def numbers(self) -> range:
        """The numbers of its items."""
        return range(self.first or 0, (self.last or -1) + 1)

    @property
    def first(self) -> int | None:
        """The number of its first item; ``None`` when it has none."""
        return self.sections[0].items[0].number if self.sections else None

    @property
    def last(self) -> int | None:
        """The number of its last item; ``None`` when it has none."""
        return self.sections[-1].items[-1].number if self.sections else None


def volumes(edition: Edition) -> tuple[Volume, ...]:
    """The volumes of *edition*; only one when it has at most ``volume_size`` tasks."""
    size = edition.volume_size
    if len(edition.items) <= size:
        return (all_in_one(edition),)
    rows = _rows(edition)
    contents: list[dict[str, Any]] = [
        {"parts": (Part.TASKS,), "continued": (Part.TASKS,) if place else (), "sections": sections}
        for place, sections in enumerate(_tasks(edition.sections, size))
    ]
    begun: set[Part] = set()
    del rows[Part.TASKS]
    for held in _others(rows, size * ROWS_A_TASK):
        continued = tuple(part for part in held if part in begun)
        contents.append({"parts": tuple(held), "continued": continued, **_fields(held)})
        begun.update(held)
    return tuple(
        Volume(number=number, count=len(contents), **content)
        for number, content in enumerate(contents, 1)
    )


def all_in_one(edition: Edition) -> Volume:
    """The whole of *edition* in one volume."""
    rows = _rows(edition)
    sections = tuple(_whole(edition.sections))
    return Volume(number=1, count=1, parts=tuple(rows), sections=sections, **_fields(rows))


def _rows(edition: Edition) -> dict[Part, Sequence[Any]]:
    """The parts that the directory has, each with its rows.

    Emergencies and the evaluation are left out when there are none.
    """
    made = edition.evaluation
    rows: dict[Part, Sequence[Any]] = {
        Part.TASKS: edition.items,
        Part.EMERGENCIES: edition.emergencies,
        Part.ENDED: edition.ended,
        Part.NEW: edition.new,
        Part.CHANGED: edition.changed,
        Part.LEGAL_CHANGES: edition.legal_changes,
        Part.AGENCIES: edition.agencies,
        Part.SUBDISTRICTS: edition.subdistricts,
        Part.EVALUATION: made.evaluated if made else (),
    }
    absent = {
        part
        for part, held in (
            (Part.EMERGENCIES, edition.emergencies),
            (Part.EVALUATION, made),
        )
        if not held
    }
    return {part: rows[part] for part in rows if part not in absent}


def _fields(rows: Mapping[Part, Sequence[Any]]) -> dict[str, tuple[Any, ...]]:
    """*rows* by the names of the fields of ``Volume`` that hold them."""
    names = {
        Part.EMERGENCIES: "emergencies",
        Part.NEW: "new",
        Part.ENDED: "ended",
        Part.CHANGED: "changed",
        Part.LEGAL_CHANGES: "legal_changes",
        Part.EVALUATION: "evaluated",
    }
    return {names[part]: tuple(held) for part, held in rows.items() if part in names}


def _whole(sections: Iterable[ClassSection]) -> Iterator[ShownClass]:
    for place, section in enumerate(sections, 1):
        yield ShownClass(place=place, name=section.name, of=len(section.items), items=section.items)


def _tasks(sections: Sequence[ClassSection], size: int) -> Iterator[tuple[ShownClass, ...]]:
    """Yield the classes of tasks for each volume, at most *size* tasks for one."""
    held: list[ShownClass] = []
    room = size
    for section in _whole(sections):
        if held and room < section.of and (section.of <= size or room <= size // 2):
            yield tuple(held)
            held, room = [], size
        for items in _packed(section.items, room, size):
            if room < len(items):
                yield tuple(held)
                held, room = [], size
            held.append(
                ShownClass(place=section.place, name=section.name, of=section.of, items=items)
            )
            room -= len(items)
    yield tuple(held)


def _packed(items: Sequence[Item], room: int, size: int) -> Iterator[tuple[Item, ...]]:
    """Yield *items* in pieces that end with an agency's last item.

    The first piece has at most *room* items if that is possible, the others at most *size*. An
    agency with more than *size* items is divided.
    """
    held: tuple[Item, ...] = ()
    for _agency, led in groupby(items, key=lambda item: item.task.agency):
        group = tuple(led)
        if held and len(held) + len(group) > room:
            yield held
            held, room = (), size
        if len(group) > room:  # it begins a new volume, which others may share with it
            room = size
        while len(held) + len(group) > size:  # one agency has more items than a volume holds
            yield group[:size]
            group = group[size:]
            room = size
        held += group
    if held:
        yield held


def _others(rows: Mapping[Part, Sequence[Any]], most: int) -> Iterator[dict[Part, Sequence[Any]]]:
    """Yield the parts for each volume after the tasks, at most *most* rows for one.

    A part that fits is not divided, and an index never is.
    """
    held: dict[Part, Sequence[Any]] = {}
    room = most
    for part, rest in rows.items():
        if held and len(rest) > room:
            yield held
            held, room = {}, most
        while len(rest) > most and part not in _INDEXES:
            yield {part: rest[:most]}
            rest = rest[most:]  # noqa: PLW2901 - what is left of the part
        held[part] = rest
        room -= len(rest)
    yield held


#: An index has a row for each agency or place, so it is never too long for one volume.
_INDEXES: Final = (Part.AGENCIES, Part.SUBDISTRICTS)
