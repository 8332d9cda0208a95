"""Keep what was collected from many districts in one folder, the lake, and each table in one file.

    mirrors/<code>.git           what the district published, a bare repository
    tables/<code>/<commit>.<n>/  the tables of one commit, written by version n of the reader
    state/<code>.json            which commit counts, and what went wrong with a later one
    arrivals.log                 a line of JSON for each commit that arrived, and what became of it
    frozen/<year>.json           which commit of each district counts for a year
    frozen/<year>/               what the centre kept by hand then: names, catalogue, decisions
    pages/                       the report
    together/                    tables of all districts, <table>.<made of>.<SHA-256>.parquet

Only ``state`` says what counts: tables that no state and no frozen year names are left over from a
run that was stopped, and are swept away. One process writes states and arrivals; any number may
write mirrors and tables.

Thousands of files are slow to open, so each table of many districts is kept in one file, too, with
only the columns that the named questions and the comparison with the catalogue use. The file's name
says what it is made of and what its bytes are, so one that is out of date or damaged is seen to be
so, and is made again. Nothing below ``together`` counts: without it, the answers stay the same.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from accession_cli import clock
from accession_cli.districts.tables import DISTRICT, ENDING, READER, TABLES, database, quoted
from accession_cli.files.writing import replace_file, settle_file, settle_folder

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


#: The tasks of a year that was fixed.
FROZEN: Final = "frozen_tasks"
#: The tasks with the days from which and until which each is in force.
DATED: Final = "dated"
#: Each law that a task cites, with the days of the task.
CITED: Final = "cited"
#: Each version of a law once, as any district has it.
LAWS: Final = "laws"
_OF_LAWS: Final = (
    *("law", "version", "effective_from", "repealed_on", "replaced_by", "articles"),
    "also_called",
)
#: The tables that are made of another.
MADE_OF: Final[Mapping[str, str]] = {
    **dict.fromkeys((FROZEN, DATED, CITED), "tasks"),
    LAWS: "statutes",
}
#: The columns that are kept, by the name of the file.
COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "profile": (DISTRICT, "name", "shares_refusals"),
    "agencies": (DISTRICT, "key", "name"),
    "subdistricts": (DISTRICT, "code", "name", "communities"),
    "statutes": (DISTRICT, *_OF_LAWS),
    LAWS: _OF_LAWS,
    DATED: (
        *(DISTRICT, "id", "title", "also_called", "class", "agency", "term", "period", "basis"),
        *("authorization", "scope", "funding", "filing", "retirement"),
    ),
    CITED: (DISTRICT, "id", "basis", "filing", "period", "retirement"),
    "refusals": (DISTRICT, "title", "class", "agency", "laws", "date"),
    FROZEN: (DISTRICT, "id"),
}
#: The files of fewer districts are opened as fast one by one.
_FEW: Final = 64
_DIGITS: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """The tables of *lake* in one file each, of at least so many districts."""

    lake: Lake
    least: int = _FEW

    @property
    def folder(self) -> Path:
        return self.lake.folder / "together"

    def file(self, name: str, states: Iterable[State]) -> Path | None:
        """The table *name* of *states* in one file, made unless it is there.

        None where that does not pay or cannot be done; then the files of the districts are read.
        """
        good = [one for one in states if one.good]
        if name not in COLUMNS or len(good) < self.least:
            return None
        whole = _made_of(name, good)
        return self.kept(whole) or self._make(name, good, whole)

    def kept(self, whole: str) -> Path | None:
        """The file that is made of *whole*, if it is there and nothing is wrong with it."""
        for found in self.folder.glob(f"{whole}.*{ENDING}"):
            if _is_whole(found):
                return found
            with suppress(OSError):
                found.unlink()
        return None

    def keep(self, whole: str, write: Callable[[Path], None]) -> Path:
        """Keep what *write* writes into a file, which is made of *whole*.

        Raises ``OSError`` and what *write* raises.
        """
        self.folder.mkdir(exist_ok=True)
        half = self.folder / f".{whole}.{os.getpid()}{HALF}"
        try:
            write(half)
            settle_file(half)
            target = self.folder / f"{whole}.{_sha256(half)}{ENDING}"
            half.replace(target)
            settle_folder(self.folder)
        finally:
            with suppress(OSError):
                half.unlink(missing_ok=True)
        return target

    def make_all(self, states: Sequence[State]) -> None:
        """Make what is missing of *states*, so that nobody waits for it who asks."""
        for name in COLUMNS:
            if name != FROZEN:
                self.file(name, states)

    def clean(self, states: Sequence[State], *besides: str) -> None:
        """Take away what is made of something else than *states* or a frozen year, or half done.

        What is named as one of *besides* stays.
        """
        keep = {*besides, *(_made_of(name, states) for name in COLUMNS)}
        keep |= {_made_of(FROZEN, frozen) for frozen in self.lake.frozen()}
        for found in self.folder.glob("*"):
            if made_of(found) not in keep:
                with suppress(OSError):
                    found.unlink()

    def _make(self, name: str, good: Sequence[State], whole: str) -> Path | None:
        import duckdb

        source = self._source(name, good)

        def write(half: Path) -> None:
            spill = half.with_name(f"{half.name}.spill")
            with database(spill=spill, threads=1, memory_limit="512MB") as connection:
                into = f"{quoted(str(half))} (FORMAT parquet, COMPRESSION zstd)"
                connection.execute(f"COPY ({source}) TO {into}")

        try:
            return self.keep(whole, write)
        except (OSError, duckdb.Error):  # no room, no right, or a table that is just taken away
            return None

    def _source(self, name: str, good: Sequence[State]) -> str:
        """What is written; tasks that have ended come last, where questions pass them over."""
        files = self.lake.tables_of(MADE_OF.get(name, name), good)
        if name not in (DATED, CITED):
            return select(name, files)
        dated = self.file(DATED, good) if name == CITED else None
        source = _cited(f"read_parquet({quoted(str(dated))})") if dated else select(name, files)
        today = f"DATE {quoted(clock.today().isoformat())}"
        return " UNION ALL ".join(
            f"SELECT * FROM ({source}) WHERE until {compared} {today}"  # noqa: S608 - our own words
            for compared in (">=", "<")
        )


def select(name: str, files: Iterable[Path]) -> str:
    """What reads the table *name* from *files* of the districts, which are some."""
    listed = f"read_parquet([{', '.join(quoted(str(file)) for file in files)}])"
    wanted = ", ".join(f'"{column}"' for column in COLUMNS[name])
    each = "DISTINCT " if name == LAWS else ""
    plain = f"SELECT {each}{wanted}"
    if name in (DATED, CITED):
        plain = f"SELECT *, {_DAYS} FROM ({plain} FROM {listed})"  # noqa: S608 - quoted, our own names
        return plain if name == DATED else _cited(f"({plain})")
    return f"{plain} FROM {listed}"


_DAYS: Final = """
filing.date AS filed,
coalesce(least(period."end", retirement.effective - 1), DATE '9999-12-31') AS until
"""


def _cited(dated: str) -> str:
    cited = f"SELECT district, id, unnest(basis) AS basis, filed, until FROM {dated}"  # noqa: S608 - our own words
    wanted = "district, id, basis.law, basis.version, basis.article, filed, until"
    return f"SELECT {wanted} FROM ({cited}) WHERE basis.law IS NOT NULL"  # noqa: S608 - our own words


def _made_of(name: str, states: Iterable[State]) -> str:
    """What the name of the file begins with: the table, and a hash of what it is made of."""
    table = MADE_OF.get(name, name)
    parts = [
        (one.district, one.good.commit, one.good.reader, one.good.files[table])
        for one in states
        if one.good
    ]
    told = json.dumps([COLUMNS[name], parts]).encode()
    return f"{name}.{hashlib.sha256(told).hexdigest()[:_DIGITS]}"


def made_of(file: Path) -> str:
    """What the name of *file* says that it is made of."""
    return file.name.removesuffix(ENDING).rpartition(".")[0]


def _is_whole(file: Path) -> bool:
    """Whether the bytes of *file* are those that its name tells."""
    try:
        return file.name.endswith(f".{_sha256(file)}{ENDING}")
    except OSError:
        return False


def _sha256(file: Path) -> str:
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()
