"""Put what many districts hold side by side: figures, what limits them, and who has which entry.

A district that could not be read today keeps the figures of its last good version, and every table
says so. A sum never hides that a part of it is a lower bound, or is missing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from accession_cli.districts.catalogue import Entry
from accession_cli.districts.lake import State
from accession_cli.districts.of_district import Holding, Item, Paid, Refused
from accession_cli.districts.same import Match
from accession_cli.scheme.figures import TOTAL, Figure, FigureTable, Line, Value, in_order

#: After so many days without anything new a district's data are called old.
OLD_AFTER: Final = 90
#: Stands in the place of the figure of a district that does not share what it refused.
NOT_SHARED: Final = "not_shared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One district's part: its state, what it holds, and which entry each of its records is.

    ``holding`` is None while nothing of it has ever been read, ``state`` while nobody has tried.
    ``matches`` are by the id of the task or of the refused application.
    """

    code: str
    name: str
    state: State | None
    holding: Holding | None
    matches: Mapping[str, tuple[Match, ...]] = field(default_factory=dict)

    @property
    def published(self) -> date | None:
        """The day on which it published what is counted here."""
        good = self.state.good if self.state else None
        return date.fromisoformat(good.published[:10]) if good else None

    @property
    def problem(self) -> str:
        """The kind of what is wrong with what it published last; "" for nothing."""
        found = self.state.problem if self.state else None
        return found.kind if found else ""

    @property
    def at_least(self) -> int:
        """How many of its files could not be read, so that its figures are lower bounds."""
        good = self.state.good if self.state else None
        return len(good.unread) if good else 0

    def is_old(self, day: date) -> bool:
        """Whether it has published nothing for long on *day*."""
        published = self.published
        return published is not None and (day - published).days > OLD_AFTER

    def entry_of(self, record: str) -> str:
        """The code of the entry that *record* counts as; "" for none."""
        return next((m.entry for m in self.matches.get(record, ()) if m.step.counts), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class LateTask:
    """A task that was filed by the end of a frozen year and arrived after its cut."""

    district: str
    id: str
    title: str
    filed: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """That a year is fixed: what had arrived by the end of the day ``cut``, and what was late."""

    cut: date
    late: tuple[LateTask, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RollUp:
    """All districts on a day, with the figures of the year up to it.

    ``name`` is what the districts are together, such as 天津市. ``entries`` are those of the base
    catalogue, called ``catalogue``; without one, no two districts' tasks are said to be the same.
    ``frozen`` is None for a year whose figures can still change.
    """

    name: str
    year: int
    day: date
    parts: tuple[Part, ...]
    catalogue: str = ""
    entries: tuple[Entry, ...] = ()
    frozen: Frozen | None = None

    @property
    def counted(self) -> tuple[Part, ...]:
        """The districts that there are figures of."""
        return tuple(part for part in self.parts if part.holding)

    @property
    def missing(self) -> tuple[Part, ...]:
        """The districts of which nothing was ever read."""
        return tuple(part for part in self.parts if part.holding is None)

    @property
    def silent(self) -> tuple[Part, ...]:
        """The districts that do not share what they refused."""
        return tuple(part for part, held in each(self.parts) if not held.shares)

    @property
    def sample(self) -> bool:
        """Whether any of the districts is only a sample."""
        return any(part.holding.sample for part in self.counted if part.holding)

    @property
    def classes(self) -> list[str]:
        """Every class, in the order of the first district that has it."""
        known = (name for _part, held in each(self.parts) for name in held.classes)
        found = (item.class_ for _part, held in each(self.parts) for item in held.items)
        return in_order(dict.fromkeys(known), found)


def each(parts: Iterable[Part]) -> Iterator[tuple[Part, Holding]]:
    """Each of *parts* that something was read of, with what it holds."""
    return ((part, part.holding) for part in parts if part.holding)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Figures of some tasks and refusals; sums per year and per task are never added up."""

    live: int = 0
    new: int = 0
    ended: int = 0
    emergencies: int = 0
    refused: int = 0
    old_law: int = 0
    agencies: int = 0
    per_year: Decimal = Decimal(0)
    per_task: Decimal = Decimal(0)
    not_fixed: int = 0
    none: int = 0


def tally(items: Iterable[Item], refused: Iterable[Refused], year: int) -> Tally:
    """The figures of *items* and of what was *refused*, with the changes of *year*."""
    every = tuple(items)
    live = [one for one in every if one.live]
    paid = Counter(one.paid for one in live)
    return Tally(
        live=len(live),
        new=sum(one.filed.year == year for one in every),
        ended=sum(one.over is not None and one.over.year == year for one in every),
        emergencies=sum(one.emergency and one.filed.year == year for one in every),
        refused=sum(one.date.year == year for one in refused),
        old_law=sum(bool(one.old) for one in live),
        agencies=len({one.agency for one in live}),
        per_year=_sum(live, Paid.PER_YEAR),
        per_task=_sum(live, Paid.PER_TASK),
        not_fixed=paid[Paid.AS_NEEDED],
        none=paid[Paid.FREE],
    )


def _sum(items: Iterable[Item], paid: Paid) -> Decimal:
    return sum((one.amount for one in items if one.paid is paid), Decimal(0))


def whole(made: RollUp) -> Tally:
    """The figures of all districts together; agencies are those of each district."""
    return _added(tally(held.items, held.refused, made.year) for _part, held in each(made.parts))


def _added(tallies: Iterable[Tally]) -> Tally:
    every = tuple(tallies)
    return Tally(
        **{
            name: sum((getattr(one, name) for one in every), type(getattr(_NOTHING, name))(0))
            for name in Tally.__slots__
        }
    )


_NOTHING: Final = Tally()

_CHANGES: Final = ("live", "new", "ended", "emergencies", "refused")
_MONEY: Final = ("live", "per_year", "per_task", "not_fixed", "none")


def tables(made: RollUp) -> tuple[FigureTable, ...]:
    """The tables of tasks and money; see ``templates/districts.toml`` for their words."""
    return (
        _by_district("districts", made, (*_CHANGES, "agencies", "old_law")),
        _by_class("classes", made, _CHANGES),
        _years(made),
        _by_district("money", made, _MONEY),
        _by_class("money_by_class", made, _MONEY),
        _per_street(made),
        _editions(made),
    )


def late_tasks(made: RollUp) -> tuple[FigureTable, ...]:
    """The table of what came too late for a frozen year; () for any other year."""
    if made.frozen is None:
        return ()
    columns = ("district", "title", "filed")
    lines = tuple(
        line_of(one.id, {"district": one.district, "title": one.title, "filed": one.filed})
        for one in made.frozen.late
    )
    return (FigureTable(key="late", columns=columns, lines=lines),)


def line_of(key: str, figures: Mapping[str, Value]) -> Line:
    """A line of a table with these *figures*."""
    return Line(key=key, figures={name: Figure(value=value) for name, value in figures.items()})


def _of(made: Tally, columns: Iterable[str]) -> dict[str, Value]:
    return {name: getattr(made, name) for name in columns}


def _by_district(key: str, made: RollUp, columns: tuple[str, ...]) -> FigureTable:
    """A line for each district, also for those of which nothing is known, and a total."""
    unknown: dict[str, Value] = dict.fromkeys(columns)
    lines = []
    for part in made.parts:
        held = part.holding
        figures = _of(tally(held.items, held.refused, made.year), columns) if held else unknown
        if held and not held.shares and "refused" in figures:
            figures["refused"] = NOT_SHARED
        lines.append(line_of(part.code, figures))
    total = line_of(TOTAL, _of(whole(made), columns))
    return FigureTable(key=key, columns=columns, lines=tuple(lines), total=total)


def _by_class(key: str, made: RollUp, columns: tuple[str, ...]) -> FigureTable:
    """A line for each class, with the number of districts that have a task of it."""
    items: dict[str, list[Item]] = {}
    refused: dict[str, list[Refused]] = {}
    having: dict[str, set[str]] = {}
    for part, held in each(made.parts):
        for item in held.items:
            items.setdefault(item.class_, []).append(item)
            if item.live:
                having.setdefault(item.class_, set()).add(part.code)
        for one in held.refused:
            refused.setdefault(one.class_, []).append(one)
    lines = []
    for name in in_order(made.classes, {*items, *refused}):
        figures = tally(items.get(name, ()), refused.get(name, ()), made.year)
        having_it = len(having.get(name, ()))
        lines.append(line_of(name, {"districts": having_it, **_of(figures, columns)}))
    total = line_of(TOTAL, {"districts": None, **_of(whole(made), columns)})
    return FigureTable(key=key, columns=("districts", *columns), lines=tuple(lines), total=total)


def _years(made: RollUp) -> FigureTable:
    """What was filed and what ended in each year, and what was in force at its end."""
    every = [item for _part, held in each(made.parts) for item in held.items]
    first = min((item.filed.year for item in every), default=made.year)
    lines = []
    for year in range(first, made.year + 1):
        last = date(year, 12, 31)
        figures: dict[str, Value] = {
            "new": sum(item.filed.year == year for item in every),
            "ended": sum(item.over is not None and item.over.year == year for item in every),
            "standing": sum(
                item.filed <= last and (item.over is None or item.over > last) for item in every
            ),
        }
        lines.append(line_of(str(year), figures))
    return FigureTable(key="years", columns=("new", "ended", "standing"), lines=tuple(lines))


_STREETS: Final = ("streets", "average", "lowest", "highest")


def _per_street(made: RollUp) -> FigureTable:
    """The money per year of a street in each district, were each task's split evenly."""
    lines = []
    for part in made.parts:
        split = part.holding.per_street() if part.holding else {}
        figures: dict[str, Value] = dict.fromkeys(_STREETS)
        if split:
            amounts = list(split.values())
            mean = (sum(amounts, Decimal(0)) / len(amounts)).quantize(Decimal("0.01"))
            figures = {
                "streets": len(split),
                "average": mean,
                "lowest": min(amounts),
                "highest": max(amounts),
            }
        lines.append(line_of(part.code, figures))
    return FigureTable(key="per_street", columns=_STREETS, lines=tuple(lines))


def _editions(made: RollUp) -> FigureTable:
    """The newest directory of each district, and the day on which it published last."""
    lines = []
    for part in made.parts:
        held = part.holding
        figures: dict[str, Value] = {
            "edition": (str(held.editions[-1]) if held.editions else "") if held else None,
            "published": part.published,
        }
        lines.append(line_of(part.code, figures))
    return FigureTable(key="editions", columns=("edition", "published"), lines=tuple(lines))


class Mark(StrEnum):
    """What a district says of an entry; the first that is true."""

    LIVE = "live"  # a task of it is in force
    REFUSED = "refused"  # it was applied for and refused, and is not in force
    PROPOSED = "proposed"  # a task may be it; nobody has decided
    ABSENT = "absent"  # nothing of it was found
    UNKNOWN = "unknown"  # nothing is known of the district


@dataclass(frozen=True, slots=True)
class Cell:
    """What one district says of one entry, and the records that say it."""

    mark: Mark
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One entry, with a cell for each district by its code."""

    entry: Entry
    cells: Mapping[str, Cell]

    def having(self, mark: Mark) -> tuple[str, ...]:
        """The codes of the districts with *mark*."""
        return tuple(code for code, cell in self.cells.items() if cell.mark is mark)

    @property
    def disputed(self) -> bool:
        """Whether a district refused what another has."""
        return bool(self.having(Mark.LIVE) and self.having(Mark.REFUSED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """All entries by class, and what stands in no entry.

    ``outside`` counts, by district, the tasks in force that are no entry, and ``proposed`` those
    that a person has still to decide on; the latter are among the former.
    """

    rows: tuple[Row, ...]
    outside: Mapping[str, int]
    proposed: Mapping[str, int]

    @property
    def by_class(self) -> dict[str, list[Row]]:
        """The rows of each class, in the order of the catalogue."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.entry.class_, []).append(row)
        return found

    @property
    def disputed(self) -> tuple[Row, ...]:
        """The entries that some district refused although another has them."""
        return tuple(row for row in self.rows if row.disputed)


def matrix(made: RollUp) -> Matrix:
    """The catalogue's entries against the districts of *made*."""
    found = {part.code: _by_entry(part) for part in made.parts}
    return Matrix(
        rows=tuple(
            Row(
                entry=entry,
                cells={part.code: _cell(part, found[part.code], entry) for part in made.parts},
            )
            for entry in made.entries
        ),
        outside={part.code: len(_outside(part)) for part in made.counted},
        proposed={
            part.code: sum(bool(part.matches.get(one)) for one in _outside(part))
            for part in made.counted
        },
    )


def _by_entry(part: Part) -> dict[tuple[str, Mark], list[str]]:
    """The records of *part* by the entry that they are, and by what they say of it."""
    found: dict[tuple[str, Mark], list[str]] = {}
    held = part.holding
    if held is None:
        return found
    said = [(item.id, Mark.LIVE) for item in held.live]
    for record, mark in (*said, *((one.id, Mark.REFUSED) for one in held.refused)):
        for match in part.matches.get(record, ()):
            sure = mark if match.step.counts else Mark.PROPOSED
            if sure is not Mark.PROPOSED or mark is Mark.LIVE:
                found.setdefault((match.entry, sure), []).append(record)
    return found


def _cell(part: Part, found: Mapping[tuple[str, Mark], list[str]], entry: Entry) -> Cell:
    if part.holding is None:
        return Cell(Mark.UNKNOWN)
    for mark in (Mark.LIVE, Mark.REFUSED, Mark.PROPOSED):
        records = found.get((entry.code, mark))
        if records:
            return Cell(mark, tuple(records))
    return Cell(Mark.ABSENT)


def _outside(part: Part) -> list[str]:
    """The tasks in force of *part* that count as no entry."""
    held = part.holding
    return [item.id for item in held.live if not part.entry_of(item.id)] if held else []


def matrix_tables(made: RollUp, found: Matrix) -> tuple[FigureTable, ...]:
    """What some refused and others have, and how many districts have each entry."""
    return (
        _table("disputed", ("live", "refused", "by"), found.disputed, made),
        _table("entries", ("class", "live", "refused", "proposed"), found.rows, made),
        FigureTable(
            key="outside",
            columns=("outside", "proposed"),
            lines=tuple(
                line_of(
                    part.code,
                    {
                        "outside": found.outside.get(part.code),
                        "proposed": found.proposed.get(part.code),
                    },
                )
                for part in made.parts
            ),
        ),
    )


def _table(key: str, columns: tuple[str, ...], rows: tuple[Row, ...], made: RollUp) -> FigureTable:
    names = {part.code: part.name for part in made.parts}
    lines = []
    for row in rows:
        figures: dict[str, Value] = {mark.value: len(row.having(mark)) for mark in Mark}
        refusing = "、".join(names[code] for code in row.having(Mark.REFUSED))
        figures |= {"class": row.entry.class_, "by": refusing}
        lines.append(line_of(row.entry.code, {name: figures[name] for name in columns}))
    return FigureTable(key=key, columns=columns, lines=tuple(lines))
