"""Keep what was collected from many districts in one folder, the lake.

    mirrors/<code>.git           what the district published, a bare repository
    tables/<code>/<commit>.<n>/  the tables of one commit, written by version n of the reader
    state/<code>.json            which commit counts, and what went wrong with a later one
    arrivals.log                 a line of JSON for each commit that arrived, and what became of it
    frozen/<year>.json           which commit of each district counts for a year
    frozen/<year>/               what the centre kept by hand then: names, catalogue, decisions
    pages/                       the report
    together/                    tables of all districts in one file each, see together.py

Only ``state`` says what counts: tables that no state and no frozen year names are left over from a
run that was stopped, and are swept away. One process writes states and arrivals; any number may
write mirrors and tables.
"""

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from accession_cli.districts.tables import ENDING, READER, TABLES
from accession_cli.files.writing import replace_file

VERSION: Final = 1
#: What the name of an unfinished folder ends with; it begins with a dot.
HALF: Final = ".new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """The newest version of a district that could be read whole enough to count.

    ``arrived`` is the time at which it came to the centre, ``published`` that of its commit.
    ``trunk`` is the commit of the district's own registry that it was published from, "" when it
    does not say so. ``sample`` is set when its profile says that all is made up. ``unread`` are
    files that cannot be read, so that figures are lower bounds. ``rows`` counts the rows of each
    table, ``files`` has the SHA-256 of each file of tables.
    """

    commit: str
    reader: int
    arrived: str
    published: str
    trunk: str
    sample: bool
    unread: tuple[str, ...]
    rows: Mapping[str, int]
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why what a district published last does not count; ``since`` is when that was seen first.

    ``commit`` is what it published, "" when it could not be reached. ``words`` are those of git; of
    a wrong signature they are the commit that has it, and the key that made it.
    """

    kind: str
    since: str
    commit: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What is known of one district; ``tried`` is the time of the last attempt."""

    district: str
    tried: str
    good: Good | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Lake:
    """The lake in *folder*."""

    folder: Path

    def mirror(self, code: str) -> Path:
        return self.folder / "mirrors" / f"{code}.git"

    def partition(self, code: str, commit: str, reader: int = READER) -> Path:
        """The folder with the tables of one commit of a district."""
        return self.folder / "tables" / code / f"{commit}.{reader}"

    def state_file(self, code: str) -> Path:
        return self.folder / "state" / f"{code}.json"

    @property
    def arrivals(self) -> Path:
        return self.folder / "arrivals.log"

    def frozen_file(self, year: int) -> Path:
        return self.folder / "frozen" / f"{year}.json"

    def frozen_folder(self, year: int) -> Path:
        return self.folder / "frozen" / str(year)

    def tables_of(self, table: str, states: Iterable[State]) -> list[Path]:
        """The file of *table* of every district of *states* that has good data."""
        folder = self.folder / "tables"  # thousands of paths, each made in one piece
        return [
            Path(f"{folder}/{one.district}/{one.good.commit}.{one.good.reader}/{table}{ENDING}")
            for one in states
            if one.good
        ]

    def states(self) -> tuple[State, ...]:
        """The state of every district that has one, by code."""
        files = sorted((self.folder / "state").glob("*.json"))
        return tuple(state for file in files if (state := self._state(file)))

    def state(self, code: str) -> State | None:
        return self._state(self.state_file(code))

    def _state(self, file: Path) -> State | None:
        try:
            kept = json.loads(file.read_text(encoding="utf-8"))
            return state_from(kept)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write_state(self, state: State) -> None:
        """Put *state* in the place of the earlier one; raises ``FileUnwritable``."""
        text = json.dumps(state_data(state), ensure_ascii=False, indent=2)
        replace_file(self.state_file(state.district), f"{text}\n".encode())

    def named(self) -> set[tuple[str, str]]:
        """The tables that count, as (code, name of their folder)."""
        found = {
            (one.district, self.partition("", one.good.commit, one.good.reader).name)
            for one in self.states()
            if one.good
        }
        for states in self.frozen():
            for one in states:
                if one.good:
                    name = self.partition("", one.good.commit, one.good.reader).name
                    found.add((one.district, name))
        return found

    def frozen(self) -> Iterator[tuple[State, ...]]:
        """The states of every frozen year."""
        for file in (self.folder / "frozen").glob("*.json"):
            kept = json.loads(file.read_text(encoding="utf-8"))
            yield tuple(map(state_from, kept["districts"]))

    def sweep(self) -> None:
        """Take away tables that no state and no frozen year names, and what was left half done."""
        keep = self.named()
        for folder in self.folder.glob("tables/*/*"):
            if (folder.parent.name, folder.name) not in keep:
                shutil.rmtree(folder, ignore_errors=True)
        for folder in self.folder.glob(f"mirrors/.*{HALF}"):
            shutil.rmtree(folder, ignore_errors=True)


def state_from(kept: Mapping[str, Any]) -> State:
    """The state in the JSON of its file."""
    good, problem = kept["good"], kept["problem"]
    return State(
        district=kept["district"],
        tried=kept["tried"],
        good=Good(**{**good, "unread": tuple(good["unread"])}) if good else None,
        problem=Problem(**problem) if problem else None,
    )


def state_data(state: State) -> dict[str, Any]:
    """*state* as JSON."""
    good, problem = state.good, state.problem
    return {
        "version": VERSION,
        "district": state.district,
        "tried": state.tried,
        "good": good
        and {
            "commit": good.commit,
            "reader": good.reader,
            "arrived": good.arrived,
            "published": good.published,
            "trunk": good.trunk,
            "sample": good.sample,
            "unread": list(good.unread),
            "rows": {name: good.rows[name] for name in TABLES},
            "files": {name: good.files[name] for name in TABLES},
        },
        "problem": problem
        and {
            "kind": problem.kind,
            "since": problem.since,
            "commit": problem.commit,
            "words": problem.words,
        },
    }


def arrivals(path: Path) -> Iterator[Mapping[str, Any]]:
    """Each line of the log; a line that was not written to its end is passed over."""
    with suppress(FileNotFoundError):
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            with suppress(ValueError):
                yield json.loads(line)
