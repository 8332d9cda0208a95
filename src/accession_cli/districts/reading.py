"""Read one commit of a district's mirror in a process of its own, and write its tables.

How large the files are is asked before any of them is read. A mirror may hold whatever somebody put
there: what cannot be read is named, and nothing of it is run, unpacked or believed.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from accession_cli.districts import tables
from accession_cli.districts.tables import ENDING, TABLES, Lines
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.finding import Severity
from accession_cli.gitstore.git import Git, TreeEntry, environment
from accession_cli.i18n import N_
from accession_cli.registry.codes import OTHER_FORMAT
from accession_cli.registry.commits import files_at
from accession_cli.registry.files import ELSEWHERE, SCHEME, hidden, kind_of
from accession_cli.registry.reading import Loaded, read_registry
from accession_cli.scheme.fields import newest

_PLAIN: Final = frozenset({"100644", "100755"})
_USUAL: Final = ("registry/", "")
_MEGABYTE: Final = 1 << 20
_WORDS: Final = 300  # characters of an error of a library


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What one commit holds; ``code`` and ``sample`` are of its profile.

    ``unread`` are files that cannot be read, ``files`` the SHA-256 of each file of tables. When it
    cannot count, no tables are written: ``beyond`` has the MB of its files when they are too many,
    ``unusable`` the file that everything rests on, ``newer`` a file of a later version than this
    program knows.
    """

    code: str = ""
    sample: bool = False
    unread: tuple[str, ...] = ()
    rows: dict[str, int] | None = None
    files: dict[str, str] | None = None
    beyond: int = 0
    unusable: str = ""
    newer: str = ""


def mirror_at(path: Path) -> Git:
    """The bare mirror at *path*, whose settings are our own."""
    environ = {**environment(os.environ), "GIT_DIR": str(path)}
    return Git(top=path, directory=path, shared=path, environ=environ)


#: So that a fault of this program is not told as a limit that was reached.
READER_FAILED: Final = Refusal(
    N_("Reading stopped at something that nobody foresaw: {words}"),
    N_("Keep the district's copy and report it; the other districts are not affected."),
    Exit.OUTSIDE,
)


def read_commit(mirror: str, commit: str, expected: str, into: str, most: int) -> Read:
    """Read *commit* and write its tables into the folder *into*, which exists.

    *most* MB of files are read. Nothing is written unless the profile has the code *expected*.
    """
    try:
        return _read(mirror, commit, expected, into, most)
    except (Refused, MemoryError):
        raise
    except Exception as error:
        if type(error).__name__ == "OutOfMemoryException":  # DuckDB's, which may not be loaded yet
            raise
        words = f"{type(error).__name__}: {error}"
        raise READER_FAILED(words=words[:_WORDS]) from error


def _read(mirror: str, commit: str, expected: str, into: str, most: int) -> Read:
    git = mirror_at(Path(mirror))
    entries = git.entries_at(commit, "")
    folder = _folder_of(entries)
    if folder is None:
        return Read(unusable=SCHEME)
    whole = sum(git.sizes(_counted(entries, folder)).values())
    if whole > most * _MEGABYTE:
        return Read(beyond=whole // _MEGABYTE)
    seen, written = _written(git, commit, folder, expected, Path(into))
    if not written:
        return seen
    # By now no record is held any more: a registry takes as much room again as DuckDB.
    tables.write_tables(written, Path(into))
    return replace(
        seen,
        rows={name: written[name].count for name in TABLES},
        files={name: _digest(Path(into) / f"{name}{ENDING}") for name in TABLES},
    )


def _written(
    git: Git, commit: str, folder: str, expected: str, into: Path
) -> tuple[Read, dict[str, Lines]]:
    """What is seen of a registry, and the lines that were written of it; {} if it cannot count."""
    loaded = read_registry(files_at(git, commit, folder.removesuffix("/")), folder)
    newer = _newer(loaded)
    if loaded.registry is None:
        unusable = "" if newer else loaded.unusable.removeprefix(folder)
        return Read(newer=newer, unusable=unusable), {}
    scheme = loaded.registry.scheme
    unread = tuple(path.removeprefix(folder) for path in loaded.unread)
    seen = Read(code=scheme.code, sample=scheme.sample, unread=unread, newer=newer)
    if newer or scheme.code != expected:
        return seen, {}
    return seen, tables.write_lines(tables.rows(loaded), into)


def _newer(loaded: Loaded) -> str:
    """A file of a later version than this program knows; "" when there is none."""
    for one in loaded.findings:
        if one.code == OTHER_FORMAT.code and one.severity is Severity.ERROR:
            name = one.place.path.removeprefix(loaded.prefix)
            kind = kind_of(name)
            stated = one.facts.get("value")
            if kind is not None and type(stated) is int and stated > newest(kind):
                return name
    return ""


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _folder_of(entries: Iterable[TreeEntry]) -> str | None:
    """The folder of the registry, with a slash behind it; ``None`` when there is not one alone."""
    found = [
        one.path.removesuffix(SCHEME)
        for one in entries
        if one.path == SCHEME or one.path.endswith(f"/{SCHEME}")
    ]
    usual = [folder for folder in _USUAL if folder in found]
    if usual:
        return usual[0]
    return found[0] if len(found) == 1 else None


def _counted(entries: Iterable[TreeEntry], folder: str) -> Iterator[str]:
    """The blobs of the files that are read, whether or not they are records."""
    for one in entries:
        name = one.path.removeprefix(folder)
        below = one.path.startswith(folder) and not hidden(name)
        if below and one.mode in _PLAIN and not name.startswith(ELSEWHERE):
            yield one.sha
