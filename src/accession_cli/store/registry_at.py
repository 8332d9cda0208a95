"""A registry's files as a commit has them, read from git's blobs and never from the work tree."""

from pathlib import Path
from typing import Final

from accession_cli.gitstore.commit import CommitFiles
from accession_cli.gitstore.git import Git
from accession_cli.store.record_names import ELSEWHERE, hidden
from accession_cli.store.registry_files import Source

_PLAIN: Final = ("100644", "100755")


def files_at(git: Git | CommitFiles, commit: str, folder: str) -> tuple[Source, ...]:
    """Every file below *folder* (from the top) in *commit*, hidden ones left out as on disk."""
    below = f"{folder}/" if folder else ""
    entries = [e for e in git.entries_at(commit, folder) if _read(e.path, below)]
    read = [e for e in entries if e.mode in _PLAIN and not _elsewhere(e.path, below)]
    data = dict(zip((e.path for e in read), git.blobs(e.sha for e in read), strict=True))
    return tuple(
        Source(e.path.removeprefix(below), data.get(e.path, None if e.mode not in _PLAIN else b""))
        for e in entries
    )


def _read(path: str, below: str) -> bool:
    return path.startswith(below) and not hidden(path.removeprefix(below))


def _elsewhere(path: str, below: str) -> bool:
    return path.removeprefix(below).startswith(ELSEWHERE)


def _is_a_name(name: str) -> bool:
    """Whether *name* stays in the folder that it is written into; a tree may hold any bytes."""
    return (
        name not in {".", ".."} and not any(sign in name for sign in "\\:") and name.isprintable()
    )


def unpacked(git: Git, commit: str, folder: str, into: Path) -> None:
    """Put the plain files right in *folder* (from the top) of *commit* into the folder *into*."""
    into.mkdir(parents=True, exist_ok=True)
    plain = [
        entry
        for entry in git.entries_at(commit, folder)
        if entry.mode in _PLAIN
        and entry.path.rpartition("/")[0] == folder
        and _is_a_name(entry.path.rpartition("/")[2])
    ]
    for entry, data in zip(plain, git.blobs(entry.sha for entry in plain), strict=True):
        (into / entry.path.rpartition("/")[2]).write_bytes(data)
