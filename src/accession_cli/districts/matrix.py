"""Hold the districts' tasks against the base catalogue: who has an entry, and who refused it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from accession_cli.districts.catalogue import Entry
from accession_cli.districts.roll_up import Part, RollUp, line_of
from accession_cli.scheme.figures import FigureTable, Value


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


def tables(made: RollUp, found: Matrix) -> tuple[FigureTable, ...]:
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
