"""Name the files of a registry, find its folder, and list what is in it, on disk or given.

``kind_of`` tells the kind of a file from its name below the registry's folder; nothing looks at
what a file holds.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final, NoReturn, Protocol

from accession_cli import packaged
from accession_cli.errors import Exit, Refusal, Refused, reason
from accession_cli.files.reading import beginning
from accession_cli.i18n import N_
from accession_cli.registry.schemas import FileKind
from accession_cli.scheme.registry import AMENDMENTS, PUBLICATION, RecordId
from accession_cli.yamlfile import reader
from accession_cli.yamlfile.reader import Limits

SCHEME: Final = "scheme.yaml"
KEYS: Final = "keys.yaml"
EDITIONS: Final = "editions"


class RegistryNotFound(Refused):
    """There is no registry at or above the folder where the command was started."""

    refusal = Refusal(
        N_("There is no registry at {start} or in any folder above it."),
        N_(
            "Go to a folder of the registry, or name its folder with -C: it is the one that"
            " holds scheme.yaml."
        ),
        Exit.UNREADABLE,
    )


class NoRegistryThere(Refused):
    """The folder that was named is no registry and holds none."""

    refusal = Refusal(
        N_("{folder} is no registry: it has no scheme.yaml, and no registry folder with one."),
        N_("Name the folder that holds scheme.yaml, or the folder above it."),
        Exit.UNREADABLE,
    )


def find_registry(start: Path, given: Path | None = None) -> Path:
    """The registry folder: *given*, or the nearest at or above *start*.

    A folder counts when it holds scheme.yaml, or when its ``registry/`` does. Raises
    ``NoRegistryThere`` for *given*, ``RegistryNotFound`` for *start*.
    """
    places = [given] if given is not None else [start, *start.parents]
    for place in places:
        for folder in (place, place / "registry"):
            if (folder / SCHEME).is_file():
                return folder.resolve()
    raise NoRegistryThere(folder=given) if given is not None else RegistryNotFound(start=start)


def is_sample(folder: Path) -> bool:
    """Whether the profile of the registry in *folder* says ``sample: true``, sound or not."""
    try:
        parsed = reader.read((folder / SCHEME).read_bytes(), SCHEME).parsed
    except OSError:
        return False
    return parsed is not None and parsed.value.get("sample") is True


def shown_below(folder: Path) -> Path:
    """The folder that shown paths start from: the repository's top, or the parent of *folder*."""
    for above in (folder, *folder.parents):
        if (above / ".git").exists():
            return above
    return folder.parent


#: What lies in a clone that lost the address of a server, and seldom in one that never had any.
_TRACES: Final = ("refs/remotes", "packed-refs", "accession/fetched")


def has_no_server(folder: Path) -> bool:
    """Whether the registry in *folder* certainly has no server; git need not be asked for that."""
    git = shown_below(folder) / ".git"
    try:
        settings = (git / "config").read_text(encoding="utf-8", errors="replace").lower()
    except NotADirectoryError:  # a further work tree, whose settings lie elsewhere
        return False
    except OSError:  # no clone
        return True
    damaged = "[core" not in settings
    if damaged or "[remote" in settings or "[include" in settings:
        return False
    return not any((git / trace).exists() for trace in _TRACES)


def prefix_of(folder: Path) -> str:
    """The text before a file's name when its path is shown: ``registry/``, or ``""`` at the top."""
    below = folder.relative_to(shown_below(folder)).as_posix()
    return "" if below == "." else f"{below}/"


#: Files that every registry has.
FIXED: Final[Mapping[str, FileKind]] = {
    SCHEME: FileKind.SCHEME,
    "agencies.yaml": FileKind.AGENCIES,
    "subdistricts.yaml": FileKind.SUBDISTRICTS,
    "statutes.yaml": FileKind.STATUTES,
}
#: Files that a registry may have.
OPTIONAL: Final[Mapping[str, FileKind]] = {
    "vocabulary.yaml": FileKind.VOCABULARY,
    AMENDMENTS: FileKind.AMENDMENTS,
    KEYS: FileKind.KEYS,
    PUBLICATION: FileKind.PUBLICATION,
}
#: Git's settings for the files of a folder.
ATTRIBUTES: Final = ".gitattributes"
#: Settings by which git names people otherwise than they signed, or takes in another repository.
FOR_OTHERS: Final = (".mailmap", ".gitmodules")
#: Folders with what a district makes its documents with.
OWN_MADE: Final = ("templates", "fonts")
#: Folders that hold no records.
ELSEWHERE: Final = ("attachments/", "templates/", "fonts/", "build/")
_LARGE: Final = frozenset(
    {FileKind.EDITION, FileKind.EVALUATION, FileKind.KEYS, FileKind.PUBLICATION}
)
_NUMBERED: Final[Mapping[FileKind, re.Pattern[str]]] = {
    kind: re.compile(pattern, re.ASCII)
    for kind, pattern in {
        FileKind.TASK: r"tasks/[0-9]{4}/[A-Z]{2,6}-[0-9]{4}-[0-9]{4,9}\.yaml",
        FileKind.APPLICATION: r"applications/[0-9]{4}/[A-Z]{2,6}-A-[0-9]{4}-[0-9]{4,9}\.yaml",
        FileKind.EVALUATION: r"evaluations/[0-9]{4}/[A-Z]{2,6}-[0-9]{4}-[0-9]{4,9}\.yaml",
        FileKind.COMPLAINT: r"complaints/[0-9]{4}/[A-Z]{2,6}-C-[0-9]{4}-[0-9]{4,9}\.yaml",
        FileKind.CALENDAR: r"calendar/[0-9]{4}\.yaml",
        FileKind.MAPPING: r"mappings/[0-9a-f]{8}\.yaml",
        FileKind.EDITION: r"editions/[0-9]{4}\.yaml",
    }.items()
}


def kind_of(name: str) -> FileKind | None:
    """The kind of the file *name* (below the registry folder); None when it is no record's name."""
    if name in FIXED or name in OPTIONAL:
        return FIXED.get(name) or OPTIONAL[name]
    return next((kind for kind, form in _NUMBERED.items() if form.fullmatch(name)), None)


def limits_of(kind: FileKind) -> Limits:
    """How much a file of *kind* may hold.

    Some may be larger: an edition names every task of its year, an evaluation what every party said
    in every community, the list of keys only grows, and a published copy names each redaction.
    """
    return reader.EDITION if kind in _LARGE else reader.RECORD


def most_bytes(name: str) -> int:
    """How many bytes the file *name* may have."""
    kind = kind_of(name)
    return (limits_of(kind) if kind else reader.RECORD).bytes


def own_attributes() -> bytes:
    """The settings for git that every new repository begins with."""
    return packaged.text("templates", f"new_registry/dot-{ATTRIBUTES[1:]}").encode()


def own_schemas() -> frozenset[bytes]:
    """The schemas that every new repository begins with."""
    return frozenset(file.read_bytes() for file in packaged.folder("schemas").glob("*.json"))


def hidden(name: str) -> bool:
    """Whether a part of *name* starts with a dot; hidden files and folders hold no records.

    Git's settings for the folder of some records are not hidden: they would change these records.
    """
    *folders, last = name.split("/")
    if folders and last == ATTRIBUTES:
        return hidden("/".join(folders))
    return any(part.startswith(".") for part in (*folders, last))


def name_of_task(number: RecordId) -> str:
    """The name of a task's file."""
    return f"tasks/{number.year}/{number}.yaml"


def name_of_application(number: RecordId) -> str:
    """The name of an application's file."""
    return f"applications/{number.year}/{number}.yaml"


def name_of_complaint(number: RecordId) -> str:
    """The name of a complaint's file."""
    return f"complaints/{number.year}/{number}.yaml"


def name_of_edition(year: int) -> str:
    """The name of the file with the frozen edition of *year*."""
    return f"{EDITIONS}/{year}.yaml"


def name_of_mapping(digest: str) -> str:
    """The name of the file that says how ledgers with heads of this *digest* are read."""
    return f"mappings/{digest}.yaml"


def name_of_evaluation(number: RecordId, year: int) -> str:
    """The name of the file with the evaluation of task *number* in *year*."""
    return f"evaluations/{year}/{number}.yaml"


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
    return Source(name, content(f"{folder}/{name}", most_bytes(name), prefix + name))


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


def content(path: Path | str, most: int = reader.RECORD.bytes, shown: str = "") -> bytes:
    """The bytes of the file at *path*, which messages call *shown*; of a longer one *most* + 1.

    Raises ``FILE_UNREADABLE``.
    """
    try:
        return beginning(path, most)
    except OSError as error:
        raise FILE_UNREADABLE(path=shown or path, reason=reason(error)) from error


def _closed(error: OSError) -> NoReturn:
    raise FILE_UNREADABLE(path=error.filename, reason=reason(error)) from error


def sample_around(start: Path, given: Path | None) -> tuple[Path, bool] | None:
    """The folder of the registry *given* or around *start*, and whether it is a sample.

    None where there is no registry.
    """
    try:
        folder = find_registry(start, given)
    except (NoRegistryThere, RegistryNotFound):
        return None
    return folder, is_sample(folder)


_YEAR: Final = timedelta(days=366)


def newest_day(folder: Path) -> date | None:
    """The day of the newest commit here; None outside a clone, and before the first commit.

    It is that of HEAD or of the trunk as it was fetched last; nothing is fetched now.
    """
    if not (shown_below(folder) / ".git").exists():
        return None
    from accession_cli.gitstore import git  # 3 ms, and no need of it outside a clone

    return git.newest_day(folder, git.VIEW)


def is_old(newest: date, today: date) -> bool:
    """Whether more than a year has passed since the *newest* commit."""
    return today - newest > _YEAR
