"""A lake of a whole country, written directly: no such districts exist, and nothing was collected.

Its tables are those of collected made-up districts, several of them put together for each district
of the country under a code of its own, so that every column holds what the reader writes.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import duckdb

from accession_cli.districts.lake import Lake, State
from accession_cli.districts.tables import TABLES, quoted

#: How many districts the country has.
DISTRICTS: Final = 2850
#: Tables whose rows belong to all parts of a district alike; only those of the first are taken.
_ONCE: Final = frozenset({"profile", "agencies", "subdistricts", "statutes", "editions"})


def write_country(lake: Lake, states: Sequence[State], target: Lake, rows: int) -> None:
    """Write at least *rows* tasks for ``DISTRICTS`` districts into the lake *target*."""
    good = [state for state in states if state.good]
    written = 0
    with duckdb.connect(config={"threads": 2}) as connection:
        for number in range(DISTRICTS):
            code = f"{100001 + number * 7}"
            wanted, parts = rows * (number + 1) // DISTRICTS, list[State]()
            while written < wanted:
                parts.append(good[(number * 3 + len(parts) * 31) % len(good)])
                written += _tasks(parts[-1])
            parts = parts or [good[number % len(good)]]
            state = _state(parts[0], code)
            for name in TABLES:
                (file,) = target.tables_of(name, [state])
                file.parent.mkdir(parents=True, exist_ok=True)
                of = parts[:1] if name in _ONCE else parts
                connection.execute(_copy(lake, name, of, code, file))
            target.write_state(state)


def _state(part: State, code: str) -> State:
    """The state of a made-up district; what it says of its tables is what its first part says."""
    commit = hashlib.sha1(code.encode(), usedforsecurity=False).hexdigest()
    return replace(part, district=code, good=part.good and replace(part.good, commit=commit))


def _tasks(state: State) -> int:
    return state.good.rows["tasks"] if state.good else 0


def _copy(lake: Lake, name: str, parts: Sequence[State], code: str, into: Path) -> str:
    """The rows of the table *name* of *parts*, under one code; no two tasks keep one number."""
    selects = []
    for place, file in enumerate(lake.tables_of(name, parts)):
        own = f", '{chr(ord('A') + place % 26)}' || id AS id" if name == "tasks" and place else ""
        selects.append(
            f"SELECT * REPLACE ({quoted(code)} AS district{own})"  # noqa: S608 - our own words
            f" FROM read_parquet({quoted(str(file))})"
        )
    joined = " UNION ALL ".join(selects)
    return f"COPY ({joined}) TO {quoted(str(into))} (FORMAT parquet, COMPRESSION zstd)"
