"""Hold figures in tables, each figure with the ids of the records that it comes from.

A figure whose ``value`` is None is not held by the register; it is never taken for zero.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias

Value: TypeAlias = int | Decimal | Fraction | date | str | None

#: The key of a line for what no record says, such as the class of an application without one.
UNSAID: Final = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure and its records; a record that counts twice stands there twice."""

    value: Value
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a table: its key, and a figure for each column."""

    key: str
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTable:
    """A table of figures. ``total`` adds up the lines; None where a sum would mean nothing."""

    key: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    total: Line | None = None

    def line(self, key: str) -> Line:
        """The line *key*; ``KeyError`` when there is none."""
        return {one.key: one for one in self.lines}[key]

    @property
    def all_lines(self) -> tuple[Line, ...]:
        """The lines, and the total after them."""
        return (*self.lines, self.total) if self.total else self.lines


#: The key of a line that adds up the others.
TOTAL: Final = "total"
#: The only column of a table in which every line is one figure.
COUNT: Final = "count"


def counted(records: Iterable[object]) -> Figure:
    """How many *records* there are."""
    ids = tuple(str(one) for one in records)
    return Figure(value=len(ids), records=ids)


def account(key: str, figures: Mapping[str, Figure]) -> FigureTable:
    """A table with a line for each of *figures*, in their order."""
    lines = tuple(Line(key=name, figures={COUNT: one}) for name, one in figures.items())
    return FigureTable(key=key, columns=(COUNT,), lines=lines)


def spread(
    key: str,
    keys: Sequence[str],
    columns: Mapping[str, Sequence[tuple[str, str]]],
) -> FigureTable:
    """A table with a line for each of *keys*, and a total.

    *columns* has for each column the key of its line and the record, for each record.
    """
    lines = tuple(
        Line(
            key=line,
            figures={
                name: counted(record for of, record in found if of == line)
                for name, found in columns.items()
            },
        )
        for line in keys
    )
    whole = {name: counted(record for _of, record in found) for name, found in columns.items()}
    total = Line(key=TOTAL, figures=whole)
    return FigureTable(key=key, columns=tuple(columns), lines=lines, total=total)


def in_order(known: Iterable[str], found: Iterable[str], *, every: bool = False) -> list[str]:
    """The keys *found*, those *known* first and in that order; with *every* all known ones.

    What no record says comes last.
    """
    listed, met = list(known), set(found)
    kept = [one for one in listed if every or one in met]
    others = sorted(met - {*listed, UNSAID})
    return [*kept, *others, *([UNSAID] if UNSAID in met else [])]


def months(last: int) -> Iterator[str]:
    """The keys of the months up to *last*."""
    return map(str, range(1, last + 1))
