"""Keep each table of many districts in one file, too, because thousands are slow to open.

    together/<table>.<made of>.<SHA-256>.parquet

A file has only the columns that the named questions and the comparison with the catalogue use. Its
name says what it is made of and what its bytes are, so one that is out of date or damaged is seen
to be so, and is made again. Nothing here counts: whatever is deleted, the answers stay the same.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from accession_cli.districts.lake import HALF, Lake, State
from accession_cli.districts.tables import DISTRICT, ENDING, quoted
from accession_cli.files.writing import settle_file, settle_folder

#: The tasks of a year that was fixed.
FROZEN: Final = "frozen_tasks"
#: The columns that are kept, by the name of the file.
COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "profile": (DISTRICT, "name", "shares_refusals"),
    "agencies": (DISTRICT, "key", "name"),
    "subdistricts": (DISTRICT, "code", "name", "communities"),
    "statutes": (
        *(DISTRICT, "law", "version", "effective_from", "repealed_on", "replaced_by", "articles"),
    ),
    "tasks": (
        *(DISTRICT, "id", "title", "also_called", "class", "agency", "term", "period", "basis"),
        *("authorization", "scope", "funding", "filing", "retirement"),
    ),
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
        made_of = _made_of(name, good)
        for found in self.folder.glob(f"{made_of}.*{ENDING}"):
            if _is_whole(found):
                return found
            with suppress(OSError):
                found.unlink()
        return self._make(name, good, made_of)

    def make_all(self, states: Sequence[State]) -> None:
        """Make what is missing of *states*, so that nobody waits for it who asks."""
        for name in COLUMNS:
            if name != FROZEN:
                self.file(name, states)

    def clean(self, states: Sequence[State]) -> None:
        """Take away what is made of something else than *states* or a frozen year, or half done."""
        keep = {_made_of(name, states) for name in COLUMNS}
        keep |= {_made_of(FROZEN, frozen) for frozen in self.lake.frozen()}
        for found in self.folder.glob("*"):
            if found.name.removesuffix(ENDING).rpartition(".")[0] not in keep:
                with suppress(OSError):
                    found.unlink()

    def _make(self, name: str, good: Sequence[State], made_of: str) -> Path | None:
        import duckdb

        half = self.folder / f".{made_of}.{os.getpid()}{HALF}"
        files = self.lake.tables_of(_table(name), good)
        try:
            self.folder.mkdir(exist_ok=True)
            with duckdb.connect(config={"threads": 1, "memory_limit": "512MB"}) as connection:
                connection.execute(_copy(COLUMNS[name], files, half))
            settle_file(half)
            target = self.folder / f"{made_of}.{_sha256(half)}{ENDING}"
            half.replace(target)
            settle_folder(self.folder)
        except (OSError, duckdb.Error):  # no room, no right, or a table that is just taken away
            with suppress(OSError):
                half.unlink(missing_ok=True)
            return None
        return target


def _table(name: str) -> str:
    return "tasks" if name == FROZEN else name


def _made_of(name: str, states: Iterable[State]) -> str:
    """What the name of the file begins with: the table, and a hash of what it is made of."""
    table = _table(name)
    parts = [
        (one.district, one.good.commit, one.good.reader, one.good.files[table])
        for one in states
        if one.good
    ]
    told = json.dumps([COLUMNS[name], parts]).encode()
    return f"{name}.{hashlib.sha256(told).hexdigest()[:_DIGITS]}"


def _copy(columns: Iterable[str], files: Iterable[Path], into: Path) -> str:
    listed = ", ".join(quoted(str(file)) for file in files)
    wanted = ", ".join(f'"{column}"' for column in columns)
    source = f"SELECT {wanted} FROM read_parquet([{listed}])"  # noqa: S608 - quoted, our own names
    return f"COPY ({source}) TO {quoted(str(into))} (FORMAT parquet, COMPRESSION zstd)"


def _is_whole(file: Path) -> bool:
    """Whether the bytes of *file* are those that its name tells."""
    try:
        return file.name.endswith(f".{_sha256(file)}{ENDING}")
    except OSError:
        return False


def _sha256(file: Path) -> str:
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()
