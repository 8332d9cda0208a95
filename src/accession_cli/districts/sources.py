"""Say what a centre has to ask: the tables that count, its districts, its catalogue."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from accession_cli.districts.ask import Question, Rows, Sources, opened
from accession_cli.districts.freezing import FrozenYear, frozen_if_any, frozen_year
from accession_cli.districts.lake import FROZEN, Lake, State, Together, arrivals, made_of
from accession_cli.districts.situations import Standing
from accession_cli.districts.tables import TABLES
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from accession_cli.districts.entries import Comparison

_ACCEPTED: Final = "rewrite_accepted"
#: What became of what arrived, by what the log says.
OUTCOMES: Final[Mapping[str, str]] = {
    "good": N_("counts"),
    "rewritten": N_("history rewritten, not taken"),
    _ACCEPTED: N_("rewritten history accepted"),
}


def sources_of(
    standings: Sequence[Standing], lake: Lake, folder: Path, day: date, year: int
) -> Sources:
    """What the districts of *standings* published last and counts; *folder* has the catalogue."""
    states = [one.state for one in standings if one.state]
    files = {name: lake.tables_of(name, states) for name in TABLES}
    frozen = frozen_if_any(lake, year)
    files[FROZEN] = lake.tables_of("tasks", frozen.states) if frozen else []
    shared, of_year = Together(lake=lake), frozen.states if frozen else ()

    @cache
    def together(name: str) -> Path | None:
        return shared.file(name, of_year if name == FROZEN else states)

    plain = Sources(files=files, day=day, year=year, together=together)

    def same(connection: "DuckDBPyConnection", spare: Path, kind: str) -> None:
        from accession_cli.districts.decisions import decisions_in
        from accession_cli.districts.entries import lay_out

        comparison = _comparison(shared, states, plain, folder)
        lay_out(connection, comparison, comparison.file(spare), decisions_in(folder), kind)

    made = {
        "districts": lambda: map(_district, standings),
        "arrivals": lambda: map(_arrival, arrivals(lake.arrivals)),
        "frozen_districts": lambda: _cuts(frozen or frozen_year(lake, year)),
        "catalogue": lambda: _entries(folder),
    }
    return replace(plain, made=made, laid={"same": same})


def _district(one: Standing) -> dict[str, Any]:
    good = one.state.good if one.state else None
    problem = one.state.problem if one.state else None
    return {
        "district": one.district.code,
        "name": one.district.name,
        "arrived": good.arrived[:10] if good else None,
        "published": good.published[:10] if good else None,
        "problem": problem.kind if problem else None,
        "problem_name": one.why or None,
        "since": problem.since[:10] if problem else None,
        "unread": len(good.unread) if good else 0,
    }


def _arrival(line: Mapping[str, Any]) -> dict[str, Any]:
    outcome = _ACCEPTED if "accepted" in line else str(line["result"])
    return {
        "district": line["district"],
        "commit": line["commit"],
        "arrived": str(line["at"])[:10],
        "outcome": outcome,
        "outcome_name": _(OUTCOMES[outcome]) if outcome in OUTCOMES else outcome,
        "reason": line.get("accepted"),
    }


def _cuts(frozen: FrozenYear) -> Rows:
    for state in frozen.states:
        yield {"district": state.district, "cut": frozen.cut[:10]}


def _entries(folder: Path) -> Rows:
    from accession_cli.districts.catalogue import catalogue_in

    for place, entry in enumerate(catalogue_in(folder).entries, 1):
        yield {
            "place": place,
            "code": entry.code,
            "title": entry.title,
            "class": entry.class_,
            "agency": entry.agency,
        }


@contextmanager
def compared_tables(sources: Sources, names: Sequence[str] = ()) -> Iterator["DuckDBPyConnection"]:
    """The tables *names*; without any, all from which is read what is compared."""
    from accession_cli.districts.catalogue import READ

    asked = Question(name="", title="", about="", sql=" ".join(names or READ))
    with opened(asked, sources) as connection:
        yield connection


def _comparison(
    together: Together, states: Sequence[State], sources: Sources, folder: Path
) -> "Comparison":
    from accession_cli.districts.catalogue import catalogue_in
    from accession_cli.districts.entries import Comparison

    return Comparison(
        together=together,
        states=states,
        catalogue=catalogue_in(folder),
        day=sources.day,
        opened=lambda names: compared_tables(sources, names),
    )


def compared_file(lake: Lake, states: Sequence[State], folder: Path, day: date) -> str:
    """Compare *states* with the catalogue in *folder*; what the file is made of that has it."""
    together = Together(lake=lake)
    sources = Sources(
        files={name: lake.tables_of(name, states) for name in TABLES},
        day=day,
        year=day.year,
        together=cache(lambda name: together.file(name, states)),
    )
    with TemporaryDirectory(prefix="accession-compared-") as spare:
        file = _comparison(together, states, sources, folder).file(Path(spare))
    return made_of(file)
