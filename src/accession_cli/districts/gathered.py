"""Put together what the report is about, from the lake's tables and what the centre keeps by hand.

What counts is what ``status`` says: the newest data that could be read, of whatever day.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from accession_cli.districts import ask
from accession_cli.districts.catalogue import (
    READ,
    Catalogue,
    catalogue_in,
    known_from,
    star_of,
    subjects,
)
from accession_cli.districts.centre_files import Districts
from accession_cli.districts.decisions import decisions_in
from accession_cli.districts.freezing import FrozenYear, frozen_if_any, kept_by_hand, late
from accession_cli.districts.lake import Lake, State
from accession_cli.districts.of_district import COLUMNS, Row, holding
from accession_cli.districts.roll_up import Frozen, LateTask, Part, RollUp
from accession_cli.districts.same import Match
from accession_cli.districts.tables import DISTRICT, TABLES, database
from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: Pages are written of so many districts; a country is looked at city by city.
MOST_DISTRICTS: Final = 400
#: What a centre keeps by hand beside the list of districts, so that tasks can be compared.
CATALOGUE: Final = "catalogue.yaml"

#: Nothing was ever collected.
NOTHING_COLLECTED: Final = Refusal(
    N_("Nothing has been collected yet, so there is nothing to report on."),
    N_("Run accession districts collect first."),
)
#: The tables were exchanged while they were read, or the disk has lost them.
TABLES_UNREADABLE: Final = Refusal(
    N_("The tables that were collected cannot be read: {reason}"),
    N_("Run it again when accession districts collect is done; what is missing is made anew then."),
    Exit.OUTSIDE,
)
#: A report of thousands of districts would be read by nobody.
TOO_MANY: Final = Refusal(
    N_("{count} districts are too many for one report; it is written of at most {most}."),
    N_("Choose a province or a city by the digits that its codes begin with: --of {example}."),
)
#: No code begins with these digits.
NONE_OF: Final = Refusal(
    N_("No district has a code that begins with {digits}."),
    N_("Look at the codes with accession districts status --json."),
)


def rolled_up(known: Districts, lake: Lake, *, year: int, day: date, of: str) -> RollUp:
    """What the districts whose codes begin with *of* hold on *day*, side by side.

    Of a frozen year it is what was frozen, whatever has come since.
    """
    frozen = frozen_if_any(lake, year)
    if frozen:
        known = kept_by_hand(known, year)
    chosen = {code: name for code, name in _names(known, frozen).items() if code.startswith(of)}
    if not chosen:
        raise NONE_OF(digits=of)
    if len(chosen) > MOST_DISTRICTS:
        raise TOO_MANY(count=len(chosen), most=MOST_DISTRICTS, example=next(iter(chosen))[:2])
    fixed = {one.district: one for one in frozen.states} if frozen else {}
    states = {code: fixed[code] if frozen else lake.state(code) for code in chosen}
    good = [state for state in states.values() if state and state.good]
    if not good:
        raise NOTHING_COLLECTED()
    in_order = [state.district for state in good]
    catalogue = _catalogue(known)
    with _views(lake, good, day, year) as connection:
        held = {code: holding(rows, day) for code, rows in _by_district(connection, in_order)}
        matches = _matches(connection, catalogue, known, day) if catalogue else {}
    return RollUp(
        name=known.name,
        year=year,
        day=day,
        parts=tuple(
            Part(
                code=code,
                name=name,
                state=states[code],
                holding=held.get(code),
                matches=matches.get(code, {}),
            )
            for code, name in chosen.items()
        ),
        catalogue=catalogue.title if catalogue else "",
        entries=catalogue.entries if catalogue else (),
        frozen=Frozen(
            cut=date.fromisoformat(frozen.cut[:10]),
            late=tuple(
                LateTask(district=one.district, id=one.id, title=one.title, filed=one.filed)
                for one in late(lake, frozen, tuple(chosen))
            ),
        )
        if frozen
        else None,
    )


def _names(known: Districts, frozen: FrozenYear | None) -> dict[str, str]:
    """The name of each district that counts; its code where it has none any more."""
    names = {code: one.name for code, one in known.districts.items()}
    if frozen is None:
        return names
    return {one.district: names.get(one.district, one.district) for one in frozen.states}


def _catalogue(known: Districts) -> Catalogue | None:
    """The base catalogue beside the list of districts; None where there is none."""
    folder = known.path.parent
    return catalogue_in(folder) if (folder / CATALOGUE).exists() else None


@contextmanager
def _views(
    lake: Lake, good: Sequence[State], day: date, year: int
) -> "Iterator[DuckDBPyConnection]":
    """A connection with a view over each table of the districts in *good*."""
    import duckdb

    words = " ".join((*READ, *COLUMNS, *_VIEWS))
    asked = ask.Question(name="", title="", about="", sql=words)
    files = {name: lake.tables_of(name, good) for name in TABLES}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="accession-report-")))
        connection = stack.enter_context(database())
        try:
            ask.lay_out(connection, asked, ask.Sources(files=files, day=day, year=year), folder)
            yield connection
        except duckdb.Error as error:
            first = str(error).strip().split("\n")[0]
            raise TABLES_UNREADABLE(reason=first) from error


_LARGEST: Final = "tasks"
_AT_ONCE: Final = 2_000
_VIEWS: Final = ("in_force", "refused")
#: Where the rows of a table are read that are counted elsewhere by another name.
_READ_AS: Final = {"refusals": "refused"}


def _by_district(
    connection: "DuckDBPyConnection", codes: Iterable[str]
) -> Iterator[tuple[str, Mapping[str, Sequence[Row]]]]:
    """The rows of each of *codes*, in their order; of the tasks those of one at a time.

    The files are listed in that order, and rows come in the order of the files.
    """
    kept = {name: _grouped(_rows(connection, name)) for name in COLUMNS if name != _LARGEST}
    tasks = groupby(_rows(connection, _LARGEST), key=itemgetter(DISTRICT))
    ahead = next(tasks, None)
    for code in codes:
        rows = {name: found.get(code, []) for name, found in kept.items()}
        rows[_LARGEST] = []
        if ahead and ahead[0] == code:
            rows[_LARGEST] = [*ahead[1]]
            ahead = next(tasks, None)
        yield code, rows


def _grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[DISTRICT], []).append(row)
    return found


def _rows(connection: "DuckDBPyConnection", name: str) -> Iterator[Row]:
    """The rows of a table with the columns that are needed."""
    columns = (DISTRICT, *COLUMNS[name])
    listed = ", ".join(f'"{column}"' for column in columns)
    source = _READ_AS.get(name, name)
    found = connection.cursor().execute(f"SELECT {listed} FROM {source}")  # noqa: S608 - our own names
    while some := found.fetchmany(_AT_ONCE):
        for row in some:
            yield dict(zip(columns, row, strict=True))


def _matches(
    connection: "DuckDBPyConnection", catalogue: Catalogue, known: Districts, day: date
) -> dict[str, dict[str, tuple[Match, ...]]]:
    """Which entries each task in force and each refused application is, by district and id."""
    places = known_from(connection, day)
    star = star_of(catalogue, decisions_in(known.path.parent), places)
    found: dict[str, dict[str, tuple[Match, ...]]] = {}
    for one in subjects(connection, places):
        matches = star.matches(one.work)
        if matches:
            code, number = one.work.key
            found.setdefault(code, {})[number] = matches
    return found
