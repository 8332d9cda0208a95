"""Read one commit of a district's mirror in a process of its own, and write its tables.

How large the files are is asked before any of them is read. A mirror may hold whatever somebody put
there: what cannot be read is named, and nothing of it is run, unpacked or believed.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

from accession_cli.districts import tables
from accession_cli.districts.tables import ENDING, TABLES, Lines
from accession_cli.finding import Severity
from accession_cli.gitstore.git import Git, TreeEntry, environment
from accession_cli.registry.codes import OTHER_FORMAT
from accession_cli.registry.files import SCHEME, Source, hidden, kind_of, limits_of
from accession_cli.registry.reading import Loaded, read_registry
from accession_cli.registry.schemas import FileKind
from accession_cli.scheme.fields import newest

_PLAIN: Final = frozenset({"100644", "100755"})
_USUAL: Final = ("registry/", "")
_AT_ONCE: Final = 4 << 20  # bytes of files that are held beside what they say
_MEGABYTE: Final = 1 << 20


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


def read_commit(mirror: str, commit: str, expected: str, into: str, most: int) -> Read:
    """Read *commit* and write its tables into the folder *into*, which exists.

    *most* MB of files are read. Nothing is written unless the profile has the code *expected*.
    """
    git = mirror_at(Path(mirror))
    entries = git.entries_at(commit, "")
    folder = _folder_of(entries)
    if folder is None:
        return Read(unusable=SCHEME)
    files = [one for one in entries if _is_below(one.path, folder)]
    sizes = _sizes(git, [one for one in files if one.mode in _PLAIN])
    records = [one for one in files if one.mode in _PLAIN and _kind(one, folder)]
    whole = sum(sizes[one.sha] for one in records)
    if whole > most * _MEGABYTE:
        return Read(beyond=whole // _MEGABYTE)
    wanted = {one.sha: sizes[one.sha] for one in records if sizes[one.sha] <= _most(one, folder)}
    seen, written = _written(_sources(git, files, folder, wanted), folder, expected, Path(into))
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
    sources: Iterable[Source], folder: str, expected: str, into: Path
) -> tuple[Read, dict[str, Lines]]:
    """What is seen of a registry, and the lines that were written of it; {} if it cannot count."""
    loaded = read_registry(sources, folder)
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


def _is_below(path: str, folder: str) -> bool:
    return path.startswith(folder) and not hidden(path.removeprefix(folder))


def _kind(one: TreeEntry, folder: str) -> FileKind | None:
    return kind_of(one.path.removeprefix(folder))


def _most(one: TreeEntry, folder: str) -> int:
    """The most bytes that a file of its kind may have."""
    kind = _kind(one, folder)
    return limits_of(kind).bytes if kind else 0


def _sizes(git: Git, entries: Iterable[TreeEntry]) -> dict[str, int]:
    """The number of bytes of each blob, of which none is read; of one that is missing, 0."""
    asked = "".join(f"{one.sha}\n" for one in entries).encode()
    out = git.run("cat-file", "--batch-check=%(objectname) %(objectsize)", data=asked).out
    found = {}
    for line in out.decode().splitlines():
        sha, _space, size = line.partition(" ")
        found[sha] = int(size) if size.isdecimal() else 0
    return found


def _sources(
    git: Git, files: Sequence[TreeEntry], folder: str, wanted: Mapping[str, int]
) -> Iterator[Source]:
    """Each file by its name from *folder*, with the content of those that are *wanted*."""
    part: list[TreeEntry] = []
    held = 0
    for one in files:
        part.append(one)
        held += wanted.get(one.sha, 0)
        if held > _AT_ONCE:
            yield from _part(git, part, folder, wanted)
            part, held = [], 0
    yield from _part(git, part, folder, wanted)


def _part(
    git: Git, files: Sequence[TreeEntry], folder: str, wanted: Mapping[str, int]
) -> Iterator[Source]:
    shas = list(dict.fromkeys(one.sha for one in files if one.sha in wanted))
    data = dict(zip(shas, git.blobs(shas), strict=True)) if shas else {}
    for one in files:
        name = one.path.removeprefix(folder)
        if one.mode not in _PLAIN:
            yield Source(name, None)
        elif one.sha in data:
            yield Source(name, data[one.sha])
        else:
            yield Source(
                name, b"" if (kind := kind_of(name)) is None else _beyond(limits_of(kind).bytes)
            )


@cache
def _beyond(most: int) -> bytes:
    """What stands for a file of more than *most* bytes, which the reader refuses like any such."""
    return b" " * (most + 1)
