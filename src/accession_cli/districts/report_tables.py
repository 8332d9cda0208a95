"""Gather all tables of figures of the report, those on the laws that tasks rest on among them."""

from collections import Counter
from typing import Final

from accession_cli.districts import matrix, roll_up
from accession_cli.districts.matrix import Matrix
from accession_cli.districts.roll_up import RollUp, each, line_of
from accession_cli.papers.chinese import law
from accession_cli.scheme.figures import FigureTable, Value
from accession_cli.scheme.law import law_key


def tables(made: RollUp, found: Matrix) -> tuple[FigureTable, ...]:
    """All tables; without a catalogue none of what is the same."""
    same = matrix.tables(made, found) if made.catalogue else ()
    late = roll_up.late_tasks(made)
    return (*roll_up.tables(made), _laws(made), _old_laws(made), *late, *same)


def _laws(made: RollUp) -> FigureTable:
    """Each law that tasks in force rest on: by how many districts and tasks it is cited."""
    names: dict[str, str] = {}
    districts: dict[str, set[str]] = {}
    cited: Counter[str] = Counter()
    old: Counter[str] = Counter()
    for part, held in each(made.parts):
        for item in held.live:
            stale = {law_key(one.cited.law) for one in item.old}
            for key, name in {law_key(one.law): one.law for one in item.laws}.items():
                names.setdefault(key, name)
                districts.setdefault(key, set()).add(part.code)
                cited[key] += 1
                old[key] += key in stale
    ordered = sorted(cited, key=lambda key: (-len(districts[key]), -cited[key], key))
    lines = tuple(
        line_of(names[key], {"districts": len(districts[key]), "live": cited[key], "old": old[key]})
        for key in ordered
    )
    return FigureTable(key="laws", columns=("districts", "live", "old"), lines=lines)


_OLD: Final = ("district", "title", "cited", "state", "since", "instead")


def _old_laws(made: RollUp) -> FigureTable:
    """Each task in force that rests on a law which no longer holds."""
    lines = []
    for part, held in each(made.parts):
        for item in held.live:
            for one in item.old:
                instead = one.instead
                figures: dict[str, Value] = {
                    "district": part.code,
                    "title": item.title,
                    "cited": law(one.cited.law, one.cited.version, one.cited.article),
                    "state": one.state.value,
                    "since": one.since,
                    "instead": law(instead.law, instead.version, instead.article)
                    if instead
                    else None,
                }
                lines.append(line_of(item.id, figures))
    return FigureTable(key="old_laws", columns=_OLD, lines=tuple(lines))
