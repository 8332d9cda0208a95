"""Keep which entries of the catalogue each record is or may be, so that questions look it up.

    together/compared.<made of>.<SHA-256>.parquet   a row for each record and entry, or without one
    together/compared.<made of>.json                what of it each district's rows rest on

A record is held against the catalogue once, whatever people decide; what they decided is laid over
it when somebody asks. When a district, a law or the catalogue has changed, the rows of all other
districts are taken from the file before. Whatever is deleted here, the answers stay the same.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from accession_cli.districts.catalogue import (
    READ,
    Catalogue,
    Known,
    known_from,
    star_of,
    subjects,
    work_in,
)
from accession_cli.districts.lake import LAWS, State, Together, made_of
from accession_cli.districts.same import NAMES, Decision, Found, Key, Star, Step, Work
from accession_cli.districts.tables import ENDING, quoted
from accession_cli.errors import Refused
from accession_cli.files.writing import replace_file
from accession_cli.i18n import _
from accession_cli.scheme.task import LawBasis

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Raised whenever the steps, or the vocabulary, may find something else in the same words.
VERSION: Final = 2
NAME: Final = "compared"
_COLUMNS: Final[Mapping[str, str]] = {
    "kind": "VARCHAR",  # task or refusal
    "district": "VARCHAR",
    "id": "VARCHAR",
    "filed": "DATE",  # a task is in force from this day
    "until": "DATE",  # to this one; NULL while no end is known
    "entry": "VARCHAR",  # NULL in the one row of a record that no step leads to any entry
    "found": "VARCHAR",  # the step that leads there
    "step": "VARCHAR",  # by which it counts or is proposed; NULL where another step comes first
    "law": "VARCHAR",  # what both cite
    "place": "VARCHAR[]",
}
#: The tables of a district that its rows are made of; the laws come from all districts.
_OF_DISTRICT: Final = ("profile", "agencies", "subdistricts", "tasks", "refusals")
_TASKS: Final = """
SELECT
    'task', district, id, list_prepend(title, coalesce(also_called, [])), agency, class, basis,
    filing.date,
    least(period."end", retirement.effective - 1)
FROM tasks
WHERE district IN (SELECT unnest($districts))
"""
_REFUSALS: Final = """
SELECT 'refusal', district, id, [title], agency, class, laws, NULL, NULL
FROM refused
WHERE title IS NOT NULL AND district IN (SELECT unnest($districts))
"""
_AGENCIES: Final = "SELECT district, key, name FROM agencies"
_LAST_CHANGE: Final = """
SELECT max(day)
FROM (SELECT effective_from AS day FROM laws UNION ALL SELECT repealed_on FROM laws)
WHERE day <= ?
"""
_AT_ONCE: Final = 2_000
_DIGITS: Final = 32


@dataclass(frozen=True, slots=True)
class _Rests:
    """What the rows of a district rest on: what they are made of, and where it is led to."""

    made_of: str
    cited: tuple[LawBasis, ...]
    led: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The records of *states* beside a catalogue on ``day``; ``opened`` opens some tables."""

    together: Together
    states: Sequence[State]
    catalogue: Catalogue
    day: date
    opened: Callable[[Sequence[str]], AbstractContextManager["DuckDBPyConnection"]]

    def file(self, spare: Path) -> Path:
        """The file with what was found, made unless it is there; in *spare* if it must be."""
        with self.opened([LAWS]) as connection:
            name = self.name(connection)
        kept = self.together.kept(name)
        if kept:
            return kept
        with self.opened(READ) as connection:
            return self._made(connection, name, spare)

    def name(self, connection: "DuckDBPyConnection") -> str:
        """What the name of the file begins with.

        Where a citation leads changes on the days on which a law begins or ends.
        """
        ((last,),) = connection.execute(_LAST_CHANGE, [self.day]).fetchall()
        told = [VERSION, repr(self.catalogue), *map(_version_of, self.states), str(last)]
        return f"{NAME}.{_digest(told)}"

    def _made(self, connection: "DuckDBPyConnection", name: str, spare: Path) -> Path:
        import duckdb

        known = known_from(connection, self.day)
        star = star_of(self.catalogue, (), known)
        entries = _digest([VERSION, *map(_face, star.entries.values())])
        of_each = {
            one.district: _digest([entries, _version_of(one)]) for one in self.states if one.good
        }
        before, rests = self._before()
        kept = {
            code: one
            for code, one in rests.items()
            if one.made_of == of_each.get(code) and one.led == _led(known, one.cited)
        }
        new = [code for code in of_each if code not in kept]
        lines = spare / f"{NAME}.lines"
        cited = _write_lines(lines, _records(connection, new), star, known)
        for code in new:
            laws = tuple(cited.get(code, ()))
            kept[code] = _Rests(of_each[code], laws, _led(known, laws))
        source = _source(lines, before, [code for code in kept if code not in new])

        def write(file: Path) -> None:
            into = f"{quoted(str(file))} (FORMAT parquet, COMPRESSION zstd)"
            connection.execute(f"COPY ({source}) TO {into}")

        try:
            file = self.together.keep(name, write)
            replace_file(self._rests_file(name), _rests_data(kept))
        except (OSError, Refused, duckdb.Error):  # no room or no right there
            file = spare / f"{NAME}{ENDING}"
            write(file)
        return file

    def _rests_file(self, name: str) -> Path:
        return self.together.folder / f"{name}.json"

    def _before(self) -> tuple[Path | None, Mapping[str, _Rests]]:
        """The newest file of any states and any catalogue, with what its rows rest on."""
        found = self.together.folder.glob(f"{NAME}.*{ENDING}")
        for file in sorted(found, key=lambda one: one.stat().st_mtime, reverse=True):
            name = made_of(file)
            with suppress(OSError, ValueError, KeyError, TypeError):
                rests = _rests_from(json.loads(self._rests_file(name).read_bytes()))
                if self.together.kept(name) == file:
                    return file, rests
        return None, {}


def _records(
    connection: "DuckDBPyConnection", districts: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    """Every record of *districts* as the tables have it, whatever day it is, with its agency."""
    agencies = {(code, key): name for code, key, name in connection.execute(_AGENCIES).fetchall()}
    for sql in (_TASKS, _REFUSALS):
        answered = connection.execute(sql, {"districts": [*districts]})
        while rows := answered.fetchmany(_AT_ONCE):
            for kind, code, number, names, agency, *others in rows:
                yield kind, code, number, names, agencies.get((code, agency), agency), *others


def _write_lines(
    path: Path, records: Iterable[tuple[Any, ...]], star: Star, known: Known
) -> dict[str, dict[LawBasis, None]]:
    """Write a row for each record and entry; the laws that each district cites."""
    cited: dict[str, dict[LawBasis, None]] = {}
    with path.open("w", encoding="utf-8") as out:
        for kind, district, number, names, agency, class_, bases, filed, until in records:
            key = (district, number)
            laws = [
                LawBasis(law=one["law"], version=one["version"], article=one["article"])
                for one in bases or ()
                if one["law"]
            ]
            cited.setdefault(district, {}).update(dict.fromkeys(laws))
            work = work_in(key, names, agency, class_, bases or (), known)
            row = {"kind": kind, "district": district, "id": number}
            row |= {"filed": filed, "until": until}
            for more in _found(star, key, star.found(work)) or ({},):
                out.write(json.dumps({**row, **more}, ensure_ascii=False, default=str))
                out.write("\n")
    return cited


def _found(star: Star, key: Key, found: Sequence[Found]) -> list[dict[str, Any]]:
    """Each entry that is *found*, with the step by which it counts or is proposed, if any."""
    settled = {match.entry: match.step for match in star.settled(key, found)}
    return [
        {
            "entry": one.entry,
            "found": one.step.name.lower(),
            "step": settled[one.entry].name.lower() if one.entry in settled else None,
            "law": one.basis.law if one.basis else None,
            "place": one.basis.place if one.basis else None,
        }
        for one in found
    ]


def _source(lines: Path, before: Path | None, kept: Iterable[str]) -> str:
    """What reads the new *lines*, and from the file *before* the rows of the districts *kept*."""
    columns = ", ".join(f"{quoted(one)}: {quoted(kind)}" for one, kind in _COLUMNS.items())
    new = (
        f"SELECT * FROM read_json({quoted(str(lines))},"  # noqa: S608 - quoted
        f" format = 'newline_delimited', columns = {{{columns}}})"
    )
    listed = ", ".join(map(quoted, kept))
    if before is None or not listed:
        return new
    old = f"SELECT * FROM read_parquet({quoted(str(before))}) WHERE district IN ({listed})"  # noqa: S608
    return f"{old} UNION ALL {new}"


def _digest(told: Iterable[object]) -> str:
    """A hash of what is *told*, all of it texts, numbers and tuples of them."""
    return hashlib.sha256(json.dumps([*told]).encode()).hexdigest()[:_DIGITS]


def _version_of(state: State) -> list[str]:
    """Which tables of a district are compared; [] where it has none."""
    good = state.good
    if good is None:
        return []
    files = (good.files[name] for name in _OF_DISTRICT)
    return [state.district, good.commit, str(good.reader), *files]


def _face(work: Work) -> list[object]:
    """An entry, as far as records are held against it."""
    titles = [
        (
            one.says,
            one.told,
            one.about,
            one.parts,
            *map(sorted, (one.acts, one.narrowed, one.numbers)),
        )
        for one in work.titles
    ]
    bases = sorted((one.law, one.place, one.document) for one in work.bases)
    return [work.key, titles, bases, work.role, work.class_]


def _led(known: Known, cited: Iterable[LawBasis]) -> str:
    """Where the laws that are *cited* lead to on the day."""
    told = []
    for one in cited:
        led = sorted(known.followed([one]), key=lambda to: (to.law, to.place))
        told.append([[to.law, to.place] for to in led])
    return _digest(told)


def _rests_data(rests: Mapping[str, _Rests]) -> bytes:
    places: dict[LawBasis, int] = {}
    districts = {
        code: {
            "made_of": one.made_of,
            "cited": [places.setdefault(law, len(places)) for law in one.cited],
            "led": one.led,
        }
        for code, one in rests.items()
    }
    cited = [[one.law, one.version, one.article] for one in places]
    return json.dumps({"cited": cited, "districts": districts}, ensure_ascii=False).encode()


def _rests_from(kept: Mapping[str, Any]) -> dict[str, _Rests]:
    cited = [LawBasis(law=law, version=version, article=at) for law, version, at in kept["cited"]]
    return {
        code: _Rests(one["made_of"], tuple(cited[place] for place in one["cited"]), one["led"])
        for code, one in kept["districts"].items()
    }


_DECIDED: Final = """
CREATE TABLE decided (kind VARCHAR, district VARCHAR, id VARCHAR, entry VARCHAR, step VARCHAR)
"""
_FILL: Final = "INSERT INTO decided SELECT unnest($rows, recursive := true)"
_OF_DAY: Final = """
(filed IS NULL OR filed <= getvariable('day')) AND (until IS NULL OR until >= getvariable('day'))
"""


def lay_out(
    connection: "DuckDBPyConnection",
    comparison: Comparison,
    file: Path,
    decisions: Sequence[Decision],
    made: str,
) -> None:
    """Make the table ``same``, a VIEW or a TABLE, of *file* and of what people decided."""
    connection.execute(_DECIDED)
    rows = [*_decided(comparison, decisions)] if decisions else []
    if rows:
        connection.execute(_FILL, {"rows": rows})
    names = " ".join(
        f"WHEN {quoted(step.name.lower())} THEN {quoted(_(NAMES[step]))}" for step in Step
    )
    connection.execute(f"""
        CREATE {made} same AS
        SELECT
            kind, district, id, entry, step,
            CASE step {names} END AS step_name,
            step <> {quoted(Step.PROPOSED.name.lower())} AS counts
        FROM (
            SELECT kind, district, id, entry, step
            FROM read_parquet({quoted(str(file))})
            ANTI JOIN decided USING (kind, district, id)
            WHERE step IS NOT NULL AND {_OF_DAY}
            UNION ALL
            SELECT * FROM decided WHERE entry IS NOT NULL
        )
    """)  # noqa: S608 - quoted, and our own names


def _decided(comparison: Comparison, decisions: Sequence[Decision]) -> Iterator[dict[str, Any]]:
    """What each record is of which somebody decided anything; a row without entry for nothing.

    They are few, and held against the catalogue again: who denies an entry is shown the next.
    """
    with comparison.opened(READ) as tables:
        known = known_from(tables, comparison.day)
        star = star_of(comparison.catalogue, decisions, known)
        for one in subjects(tables, known, {decision.key for decision in decisions}):
            district, number = one.work.key
            row = {"kind": one.kind, "district": district, "id": number}
            matches = star.matches(one.work)
            for match in matches:
                yield {**row, "entry": match.entry, "step": match.step.name.lower()}
            if not matches:
                yield {**row, "entry": None, "step": None}
