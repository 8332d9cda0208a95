"""Keep each table of many districts in one file, too, because thousands are slow to open.

    together/<table>.<made of>.<SHA-256>.parquet

A file has only the columns that the named questions and the comparison with the catalogue use. Its
name says what it is made of and what its bytes are, so one that is out of date or damaged is seen
to be so, and is made again. Nothing here counts: whatever is deleted, the answers stay the same.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from accession_cli import clock
from accession_cli.districts.lake import HALF, Lake, State
from accession_cli.districts.tables import DISTRICT, ENDING, database, quoted
from accession_cli.files.writing import settle_file, settle_folder

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
