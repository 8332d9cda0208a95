"""Locks that lie in a clone: git's own files ending in ``.lock``, and ours."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from accession_cli.files.writing import holder_of
from accession_cli.store.history.git import Git
from accession_cli.store.history.half_move import Move, is_lock_of
from accession_cli.store.history.own_index import is_held_by_us


@dataclass(frozen=True, slots=True, kw_only=True)
class LockFile:
    """A lock of git's, made at ``since``; ``ours`` when a run of accession left it behind.

    ``holder`` is the program that has it open, where the machine tells.
    """

    path: Path
    since: datetime
    ours: bool
    holder: str | None


def lock_files(git: Git) -> tuple[LockFile, ...]:
    """Every lock in the clone and in this work tree of it, sorted by path."""
    move = Move.left_behind(git)
    found: list[LockFile] = []
    for path in sorted(set(_locks(git))):
        with suppress(FileNotFoundError):  # whoever held it has just let go
            ours = is_held_by_us(git, path) or (move is not None and is_lock_of(git, move, path))
            since = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            found.append(LockFile(path=path, since=since, ours=ours, holder=holder_of(path)))
    return tuple(found)


def _locks(git: Git) -> Iterator[Path]:
    for folder in (git.directory, git.shared):
        yield from folder.glob("*.lock")
    yield from (git.shared / "refs").rglob("*.lock")


def is_busy(git: Git) -> bool:
    """Whether a command of accession is recording in this clone at this moment."""
    from filelock import FileLock, Timeout  # brings asyncio along: only when it is needed

    path = git.shared / "accession" / "lock"
    if not path.exists():
        return False
    lock = FileLock(path, timeout=0, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout:
        return True
    lock.release()
    return False
