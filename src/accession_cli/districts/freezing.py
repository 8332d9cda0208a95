"""Fix what counts for a year: what every district had handed in by the cut.

The days of commits are the districts' own, so the cut goes by the day on which a version arrived
here, as ``arrivals.log`` has it. What was filed in the year and arrived later is late: it is listed
beside the year, never put into it. A frozen year is never written again.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from accession_cli.districts.catalogue import catalogue_in
from accession_cli.districts.centre_files import Districts, name_of, read_districts
from accession_cli.districts.decisions import decisions_in
from accession_cli.districts.lake import (
    VERSION,
    Good,
    Lake,
    State,
    arrivals,
    state_data,
    state_from,
)
from accession_cli.districts.tables import database
from accession_cli.errors import Exit, Refusal
from accession_cli.files.writing import replace_file
from accession_cli.i18n import N_
from accession_cli.registry.commits import read_where_there
from accession_cli.registry.schemas import FileKind

_LIST: Final = name_of(FileKind.DISTRICTS)
#: The year was frozen before.
FROZEN_ALREADY: Final = Refusal(
    N_("{year} is frozen already, with what had arrived by {cut}. Nothing was changed."),
    N_("See what came later with accession districts status --year {year}."),
    Exit.FOUND,
)
#: The year, or the day until which arrivals count, is not over.
NOT_OVER: Final = Refusal(
    N_("{day} is not over yet, so nothing can be frozen by it."),
    N_("Freeze a year when it is over, by a day that is past."),
    Exit.USAGE,
)
#: Nobody froze that year.
NOT_FROZEN: Final = Refusal(
    N_("{year} is not frozen in {path}."),
    N_("Freeze it with accession districts freeze {year}, once all have handed in."),
    Exit.FOUND,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenYear:
    """What counts for ``year``: a state of each district, without good data where none arrived."""

    year: int
    cut: str
    frozen: str
    states: tuple[State, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A task that was filed in a frozen year or before, and is not in what had arrived."""

    district: str
    id: str
    title: str
    filed: date


def freeze(known: Districts, year: int, until: date | None, now: datetime) -> FrozenYear:
    """Freeze *year* with what had arrived by the end of the day *until*, or by *now*.

    Raises ``FROZEN_ALREADY`` or ``NOT_OVER``.
    """
    from accession_cli.districts.collecting import alone

    lake = Lake(known.lake)
    if until is not None and until >= now.date():
        raise NOT_OVER(day=until)
    cut = datetime.combine(until, datetime.max.time(), now.tzinfo) if until else now
    cut = cut.replace(microsecond=0)
    if cut.year <= year:
        raise NOT_OVER(day=year)
    with alone(lake):
        if lake.frozen_file(year).exists():
            before = frozen_year(lake, year)
            raise FROZEN_ALREADY(year=year, cut=before.cut[:10])
        arrived = _arrived(lake, cut)
        states = tuple(_state(known, lake, code, arrived, now) for code in known.districts)
        made = FrozenYear(year=year, cut=cut.isoformat(), frozen=now.isoformat(), states=states)
        _keep_what_is_by_hand(known, lake.frozen_folder(year))
        text = json.dumps(_data(made), ensure_ascii=False, indent=2)
        replace_file(lake.frozen_file(year), f"{text}\n".encode())
    return made


def _keep_what_is_by_hand(known: Districts, folder: Path) -> None:
    """Keep names, catalogue and decisions as they are now; they go on to change for other years.

    Raises what reading them raises, so that nothing is frozen that no report could be made of.
    """
    here = known.path.parent
    if (here / name_of(FileKind.CATALOGUE)).exists():
        catalogue_in(here)
    decisions_in(here)
    others = {
        name_of(kind): here / name_of(kind) for kind in (FileKind.CATALOGUE, FileKind.SAMENESS)
    }
    for name, path in {_LIST: known.path, **others}.items():
        data = read_where_there(path)
        if data is not None:
            replace_file(folder / name, data)


def _arrived(lake: Lake, cut: datetime) -> dict[str, tuple[str, str]]:
    """The newest commit of each district that counted by the *cut*, and when it came."""
    found: dict[str, tuple[str, str]] = {}
    for one in arrivals(lake.arrivals):
        if one["result"] == "good" and datetime.fromisoformat(one["at"]) <= cut:
            found[one["district"]] = (one["commit"], one["at"])
    return found


def _state(
    known: Districts, lake: Lake, code: str, arrived: dict[str, tuple[str, str]], now: datetime
) -> State:
    from accession_cli.districts.step import Job, read_again

    good: Good | None = None
    if code in arrived:
        commit, at = arrived[code]
        state = lake.state(code)
        if state and state.good and state.good.commit == commit:
            good = state.good
        else:
            job = Job(
                district=known.districts[code],
                lake=known.lake,
                limits=known.limits,
                state=None,
                now=now.isoformat(),
            )
            good = read_again(job, commit, at)
        good = good and replace(good, arrived=at)
    return State(district=code, tried=now.isoformat(), good=good)


def frozen_year(lake: Lake, year: int) -> FrozenYear:
    """What was frozen for *year*; raises ``NOT_FROZEN``."""
    try:
        kept = json.loads(lake.frozen_file(year).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NOT_FROZEN(year=year, path=lake.folder) from error
    return FrozenYear(
        year=kept["year"],
        cut=kept["cut"],
        frozen=kept["frozen"],
        states=tuple(map(state_from, kept["districts"])),
    )


def frozen_if_any(lake: Lake, year: int) -> FrozenYear | None:
    """What was frozen for *year*; None where nothing was."""
    return frozen_year(lake, year) if lake.frozen_file(year).exists() else None


def kept_by_hand(known: Districts, year: int) -> Districts:
    """*known* with the names, the catalogue and the decisions of when *year* was frozen.

    A year that an earlier version froze kept none; it goes by those of today.
    """
    file = Lake(known.lake).frozen_folder(year) / _LIST
    return replace(read_districts(file), lake=known.lake) if file.exists() else known


def _data(made: FrozenYear) -> dict[str, Any]:
    return {
        "version": VERSION,
        "year": made.year,
        "cut": made.cut,
        "frozen": made.frozen,
        "districts": [state_data(one) for one in made.states],
    }


_FILED: Final = """
    SELECT district, id, title, filing.date FROM read_parquet(?)
    WHERE filing.date <= ? ORDER BY district, filing.date, id
"""
_KNOWN: Final = "SELECT district, id FROM read_parquet(?)"


def late(lake: Lake, made: FrozenYear, codes: Sequence[str]) -> tuple[Late, ...]:
    """The tasks of the districts *codes* that were filed by the end of the year and came later."""
    states = [state for code in codes if (state := lake.state(code))]
    new, old = (_files(lake, some) for some in (states, made.states))
    with database() as connection:
        filed = connection.execute(_FILED, [new, date(made.year, 12, 31)]).fetchall() if new else ()
        known = set(connection.execute(_KNOWN, [old]).fetchall() if old else ())
    return tuple(
        Late(district=code, id=number, title=title, filed=day)
        for code, number, title, day in filed
        if (code, number) not in known
    )


def _files(lake: Lake, states: Sequence[State]) -> list[str]:
    return [str(path) for path in lake.tables_of("tasks", states)]
