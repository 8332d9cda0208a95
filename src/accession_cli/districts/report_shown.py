"""Gather the tables of the report, and say them in Chinese by the words of ``districts.toml``.

Page, Word and Excel say the same. What limits the figures is said first, and again beside each of
them: in the name of the district.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from accession_cli.districts import roll_up
from accession_cli.districts.roll_up import (
    Matrix,
    Part,
    RollUp,
    Tally,
    each,
    line_of,
    matrix,
    matrix_tables,
    whole,
)
from accession_cli.papers.chinese import law
from accession_cli.papers.tables import TableTemplate
from accession_cli.papers.year_figures import ShownSection, Writer
from accession_cli.scheme.figures import FigureTable, Value
from accession_cli.scheme.law import law_key

TEMPLATE: Final = "districts.toml"
_OTHER: Final = "other"
#: The section that only a frozen year has.
_LATE: Final = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """What limits the figures of a district: what is wrong, which data are used, what to do."""

    code: str
    name: str
    kind: str
    says: str
    data: str
    advice: str
    words: str
    grave: bool
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WarnedTogether:
    """The same warning for several districts."""

    says: str
    advice: str
    districts: tuple[Warned, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReport:
    """The whole report in Chinese. ``names`` has each district with what limits its figures."""

    title: str
    marks: str
    period: str
    basis: str
    nothing: str
    footer: str
    cut: str
    warnings: tuple[Warned, ...]
    together: tuple[WarnedTogether, ...]
    sections: Mapping[str, ShownSection]
    names: Mapping[str, str]
    whole: Tally
    found: Matrix

    def warned(self, code: str) -> tuple[Warned, ...]:
        """The warnings of one district."""
        return tuple(one for one in self.warnings if one.code == code)


def shown(made: RollUp, template: TableTemplate) -> ShownReport:
    """The report on *made* in the words of *template*."""
    return template.checked(lambda: _shown(made, template))


def _shown(made: RollUp, template: TableTemplate) -> ShownReport:
    values = _values(made)
    found = matrix(made)
    names = {part.code: _named(part, made.year, template) for part in made.parts}
    entries = {entry.code: entry.title for entry in made.entries}
    writer = Writer(
        all_tables(made, found),
        template,
        names={"district": lambda code: names[code], "entry": lambda code: entries[code]},
        total=template.filled("total", values),
    )
    warnings = tuple(_warnings(made, template))
    return ShownReport(
        title=template.filled("title", values),
        marks=template.filled("marks", values),
        period=template.filled("period", values),
        basis=template.filled("basis", values),
        nothing=template.word("nothing"),
        footer=template.word("footer"),
        cut=template.word("cut"),
        warnings=warnings,
        together=tuple(_together(warnings, made, template)),
        sections={
            key: ShownSection(
                key=key,
                heading=one["heading"],
                note=template.filled(f"note_{key}", values),
                tables=tuple(writer.tables(one["tables"])),
            )
            for key, one in template.section("sections").items()
            if key != _LATE or made.frozen
        },
        names=names,
        whole=whole(made),
        found=found,
    )


def _values(made: RollUp) -> dict[str, object]:
    return {
        "name": made.name,
        "year": made.year,
        "day": made.day,
        "sample": made.sample,
        "catalogue": made.catalogue,
        "counted": len(made.counted),
        "known": len(made.parts),
        "missing": [part.name for part in made.missing],
        "stale": [part.name for part in made.counted if part.problem],
        "silent": [part.name for part in made.silent],
        "at_least": [part.name for part in made.counted if part.at_least],
        "cut": made.frozen and made.frozen.cut,
        "late": len(made.frozen.late) if made.frozen else 0,
        "over": made.day == date(made.year, 12, 31),
    }


def _named(part: Part, year: int, template: TableTemplate) -> str:
    """The name of a district, with what limits its figures."""
    values = {
        "name": part.name,
        "year": year,
        "counted": part.holding is not None,
        "at_least": part.at_least,
        "stale": part.published if part.problem else None,
    }
    return template.filled("named", values)


def _warnings(made: RollUp, template: TableTemplate) -> Iterator[Warned]:
    """What limits the figures, what is gravest first."""
    words, advice = template.section("warnings"), template.section("advice")
    together = template.section("together")
    found = [
        (_GRAVITY.index(of), part, kind, facts)
        for part in made.parts
        for of, kind, facts in _limits(part, made)
    ]
    for gravity, part, kind, facts in sorted(found, key=lambda one: (one[0], one[1].code)):
        known = kind if kind in words else _OTHER
        values = {"day": made.day, "published": part.published, **facts}
        says = template.text(words[known], values)
        stale = part.problem and part.published
        data = "none" if part.holding is None else "last" if stale else "current"
        yield Warned(
            code=part.code,
            name=part.name,
            kind=kind,
            says=says,
            data=template.text(template.section("data")[data], values),
            advice=template.text(advice[known], values),
            words="" if str(facts.get("words", "")) in says else str(facts.get("words", "")),
            grave=gravity < _GRAVITY.index("at_least"),
            detail=template.text(together.get(kind, {}).get("detail", ""), values),
        )


def _together(
    warnings: tuple[Warned, ...], made: RollUp, template: TableTemplate
) -> Iterator[WarnedTogether]:
    """The warnings that are not grave, each kind once with its districts."""
    words = template.section("together")
    found: dict[str, list[Warned]] = {}
    for one in warnings:
        if not one.grave:
            found.setdefault(one.kind, []).append(one)
    for kind, districts in found.items():
        heading = template.text(words[kind]["heading"], {"year": made.year - 1})
        yield WarnedTogether(says=heading, advice=districts[0].advice, districts=tuple(districts))


#: What is gravest first.
_GRAVITY: Final = ("rewritten", "problem", "never", "at_least", "old", "not_shared", "no_edition")


def _limits(part: Part, made: RollUp) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Each limit of a district's figures: how grave it is, its kind, and its facts."""
    problem = part.state.problem if part.state else None
    if part.state and problem:
        since, tried = (date.fromisoformat(one[:10]) for one in (problem.since, part.state.tried))
        facts = {"since": since, "days": (tried - since).days, "words": problem.words}
        yield ("rewritten" if problem.kind == "rewritten" else "problem"), problem.kind, facts
    elif part.holding is None and made.frozen:
        yield "never", "not_in_time", {"cut": made.frozen.cut}
    elif part.holding is None:
        yield "never", "never", {}
    if part.at_least:
        yield "at_least", "at_least", {"count": part.at_least}
    if part.published and part.is_old(made.day) and not problem:
        yield "old", "old", {"days": (made.day - part.published).days}
    if part.holding and not part.holding.shares:
        yield "not_shared", "not_shared", {}
    if part.holding and made.year - 1 not in part.holding.editions:
        yield "no_edition", "no_edition", {"year": made.year - 1}


def all_tables(made: RollUp, found: Matrix) -> tuple[FigureTable, ...]:
    """All tables of the report; without a catalogue none of what is the same."""
    same = matrix_tables(made, found) if made.catalogue else ()
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
