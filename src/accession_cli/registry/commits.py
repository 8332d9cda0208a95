"""Read a registry's files as a commit has them, and write new files.

A commit's files are read from git's blobs, never from the work tree. ``write_new`` never writes
over a file that exists.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from accession_cli.errors import reason
from accession_cli.files.writing import FileUnwritable, replace_file
from accession_cli.gitstore.commit import CommitFiles, FileState, blob_name
from accession_cli.gitstore.git import Git
from accession_cli.gitstore.past import states_at
from accession_cli.registry.files import (
    ELSEWHERE,
    FILE_UNREADABLE,
    OWN_MADE,
    Source,
    hidden,
    most_bytes,
)

_PLAIN: Final = ("100644", "100755")
_LARGEST: Final = 64 << 20  # a template or a font; of a larger one nothing can be made


def files_at(git: Git | CommitFiles, commit: str, folder: str) -> tuple[Source, ...]:
    """Every file below *folder* (from the repository's top) in *commit*, except hidden files."""
    below = f"{folder}/" if folder else ""
    entries = [e for e in git.entries_at(commit, folder) if _read(e.path, below)]
    names = {e.path: e.path.removeprefix(below) for e in entries}
    read = [e for e in entries if e.mode in _PLAIN and not names[e.path].startswith(ELSEWHERE)]
    data = contents(git, ((names[e.path], e.sha) for e in read))
    held = {e.path: data[e.sha] for e in read}
    return tuple(
        Source(names[e.path], held.get(e.path, None if e.mode not in _PLAIN else b""))
        for e in entries
    )


def contents(git: Git | CommitFiles, files: Iterable[tuple[str, str]]) -> dict[str, bytes]:
    """The contents of *files*, (name below the registry, blob), by their blobs.

    How large they are is asked before any is read. What is larger than a file of its kind may be is
    not read: zeros stand in its place, which no reader takes for anything.
    """
    most: dict[str, int] = {}
    for name, sha in files:
        most[sha] = max(most.get(sha, 0), most_bytes(name))
    return dict(git.limited(most)) if most else {}


def _read(path: str, below: str) -> bool:
    return path.startswith(below) and not hidden(path.removeprefix(below))


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidOver:
    """A newer commit's files, with what was changed here laid over them.

    ``own`` are the names of files that were changed on both sides; those here were taken.
    """

    sources: tuple[Source, ...]
    own: tuple[str, ...]


def laid_over(
    git: Git, folder: str, here: Iterable[Source], base: str | None, newer: str
) -> LaidOver:
    """The files of *folder* in the commit *newer*, under those that differ *here* from *base*.

    *base* is the newest commit that the files here build on; ``None`` when there is none.
    """
    before = states_at(git, base, folder) if base else {}
    after = states_at(git, newer, folder)
    files = {source.name: source for source in here}
    changed = {
        name
        for name in {*before, *after}
        if before.get(name) != after.get(name) and not hidden(name)
    }
    own = {name for name in changed if _is_own(files.get(name), before.get(name), after.get(name))}
    taken = {name: after[name] for name in changed - own if name in after}
    wanted = [name for name, state in taken.items() if _has_content(name, state)]
    data = contents(git, ((name, taken[name].blob) for name in wanted))
    for name in changed - own:
        files.pop(name, None)
    for name, state in taken.items():
        held = data[state.blob] if name in wanted else b"" if state.mode in _PLAIN else None
        files[name] = Source(name, held)
    return LaidOver(sources=tuple(files[name] for name in sorted(files)), own=tuple(sorted(own)))


def _has_content(name: str, state: FileState) -> bool:
    return state.mode in _PLAIN and not name.startswith(ELSEWHERE)


def _is_own(here: Source | None, before: FileState | None, after: FileState | None) -> bool:
    """Whether the file *here* is neither as it was *before* nor as it is *after*."""
    if here is not None and here.name.startswith(ELSEWHERE):
        return False
    return not any(_is_as_in(here, state) for state in (before, after))


def _is_as_in(here: Source | None, state: FileState | None) -> bool:
    if here is None or state is None:
        return here is None and state is None
    data, digits = here.data, len(state.blob)
    if data is None:
        return state.mode not in _PLAIN
    # a work tree may have other line ends
    return state.blob in (blob_name(data, digits), blob_name(data.replace(b"\r\n", b"\n"), digits))


def _is_a_name(name: str) -> bool:
    """Whether *name* is safe to write into a folder; a git tree may hold any bytes as a name."""
    return (
        name not in {".", ".."} and not any(sign in name for sign in "\\:") and name.isprintable()
    )


def unpacked(git: Git, commit: str, folder: str, into: Path) -> None:
    """Write the plain files directly in *folder* of *commit* (from the top) into *into*."""
    into.mkdir(parents=True, exist_ok=True)
    plain = [
        entry
        for entry in git.entries_at(commit, folder)
        if entry.mode in _PLAIN
        and entry.path.rpartition("/")[0] == folder
        and _is_a_name(entry.path.rpartition("/")[2])
    ]
    data = dict(git.limited({entry.sha: _LARGEST for entry in plain}))
    for entry in plain:
        (into / entry.path.rpartition("/")[2]).write_bytes(data[entry.sha])


def lay_out(git: Git, commit: str, folder: str, into: Path) -> None:
    """Write the registry's plain files in *folder* of *commit* (from the top) into *into*.

    Its templates and fonts are among them. A file whose name is safe nowhere is left out.
    """
    for source in files_at(git, commit, folder):
        *above, name = source.name.split("/")
        if source.data is not None and all(map(_is_a_name, (*above, name))):
            replace_file(into / source.name, source.data)
    for name in OWN_MADE:
        if (into / name).is_dir():
            unpacked(git, commit, f"{folder}/{name}" if folder else name, into / name)


def nearest(folder: Path) -> Path:
    """*folder*, or the nearest folder above it that exists."""
    return next(place for place in (folder, *folder.parents) if place.is_dir())


def make(folder: Path) -> Path:
    """Make *folder* if it is missing, and return it. Raises ``FileUnwritable``."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileUnwritable(path=folder, reason=reason(error)) from error
    return folder


def is_taken(folder: Path) -> bool:
    """Whether *folder* exists and is anything but an empty folder."""
    return folder.exists() and not (folder.is_dir() and not any(folder.iterdir()))


def read_where_there(path: Path) -> bytes | None:
    """The content of the file at *path*; None if there is none. Raises ``FILE_UNREADABLE``."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FILE_UNREADABLE(path=path, reason=reason(error)) from error


def write_new(top: Path, texts: Mapping[str, str], *, last: str) -> tuple[str, ...]:
    """Write the *texts* (by path from *top*) whose files do not exist; returns their paths.

    The file *last* is written last: while it is missing, the work is unfinished and can be
    repeated.
    """
    missing = missing_of(top, texts, last=last)
    for path in missing:
        replace_file(top / path, texts[path].encode())
    return missing


def missing_of(top: Path, texts: Mapping[str, str], *, last: str) -> tuple[str, ...]:
    """The paths of the *texts* that ``write_new`` would write, in that order."""
    files = ((path, top / path) for path in (*(path for path in texts if path != last), last))
    return tuple(path for path, file in files if not (file.exists() or file.is_symlink()))
