"""List the files of a registry, on disk or given, without looking at their content."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn, Protocol

from accession_cli.errors import Exit, Refusal, reason
from accession_cli.files.reading import beginning
from accession_cli.i18n import N_
from accession_cli.registry.names import ELSEWHERE, hidden, kind_of, limits_of, prefix_of
from accession_cli.yamlfile import reader

#: The operating system would not let a file of the registry be read.
FILE_UNREADABLE: Final = Refusal(
    N_("{path} cannot be read: {reason}."),
    N_("Check that the file exists and that you may read it, then try again."),
    Exit.UNREADABLE,
)


@dataclass(frozen=True, slots=True)
class Source:
    """One file of a registry as bytes; ``data`` is None when it is not a plain file."""

    name: str  # below the registry folder, with slashes
    data: bytes | None


class Files(Protocol):
    """The files of one registry; ``prefix`` is put before a name when its path is shown."""

    @property
    def prefix(self) -> str: ...

    @property
    def names(self) -> Sequence[str]: ...

    def source(self, name: str) -> Source:
        """The file *name*, one of ``names``."""


class FolderFiles:
    """Every file below a folder except hidden ones, sorted by name; each is read when asked for.

    Files in folders that hold no records are listed, but their content is not read.
    """

    def __init__(self, folder: Path) -> None:
        self.prefix = prefix_of(folder)
        self._folder = str(folder)
        self._plain = dict(sorted(_listed(self._folder, "")))

    @property
    def names(self) -> Sequence[str]:
        return list(self._plain)

    def source(self, name: str) -> Source:
        return _read(self._folder, self.prefix, name) if self._plain[name] else Source(name, None)


class GivenFiles:
    """Files that were read before, for example from a commit."""

    def __init__(self, sources: Iterable[Source], prefix: str) -> None:
        self.prefix = prefix
        self._sources = {source.name: source for source in sources}

    @property
    def names(self) -> Sequence[str]:
        return list(self._sources)

    def source(self, name: str) -> Source:
        return self._sources[name]


def files_on_disk(folder: Path) -> Iterator[Source]:
    """Every file below *folder*, as ``FolderFiles`` lists them."""
    files = FolderFiles(folder)
    return map(files.source, files.names)


def file_on_disk(folder: Path, name: str) -> Source:
    """The one file *name* below *folder*."""
    path = folder / name
    plain = path.is_file() and not path.is_symlink()
    return _read(str(folder), prefix_of(folder), name) if plain else Source(name, None)


def _read(folder: str, prefix: str, name: str) -> Source:
    """A plain file, read up to the limit of its kind."""
    if name.startswith(ELSEWHERE):
        return Source(name, b"")
    kind = kind_of(name)
    most = (limits_of(kind) if kind else reader.RECORD).bytes
    try:
        return Source(name, beginning(f"{folder}/{name}", most))
    except OSError as error:
        raise FILE_UNREADABLE(path=prefix + name, reason=reason(error)) from error


def _listed(top: str, below: str) -> Iterator[tuple[str, bool]]:
    """Each file in *below*, a folder of *top*, and whether it is a plain file."""
    try:
        with os.scandir(f"{top}/{below}".rstrip("/")) as found:
            entries = list(found)
    except OSError as error:
        _closed(error)
    for entry in entries:
        name = below + entry.name
        if hidden(name):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _listed(top, f"{name}/")
        else:
            yield name, entry.is_file(follow_symlinks=False)


def _closed(error: OSError) -> NoReturn:
    raise FILE_UNREADABLE(path=error.filename, reason=reason(error)) from error
