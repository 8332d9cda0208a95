"""Change the index of a work tree while holding git's own lock on it, and know that lock again.

Git's ``index.lock`` is made by us, with a word of ours in it. A run that is killed leaves it
behind; the next one knows the word and removes it, and never removes anybody else's lock.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from accession_cli.errors import reason
from accession_cli.files.writing import (
    FileUnwritable,
    replace_file,
    settle_file,
    settle_folder,
)
from accession_cli.store.history.checkout_refusals import IndexLocked
from accession_cli.store.history.git import Answer, Git

_WORD: Final = b"held by accession\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnIndex:
    """A copy of the index to work on, which takes the place of the real one when it is done."""

    git: Git
    path: Path

    def run(self, *arguments: str, data: bytes = b"", accept: Sequence[int] = (0,)) -> Answer:
        """Run git on the copy."""
        variables = {"GIT_INDEX_FILE": str(self.path)}
        return self.git.run(*arguments, data=data, accept=accept, variables=variables)

    def install(self) -> None:
        """Put what the copy holds in the place of the real index; the copy stays to go on with."""
        real, further = self.git.directory / "index", self.path.with_name("further")
        try:
            shutil.copy2(self.path, further)  # with its time: git compares files with that
            settle_file(further)
            further.replace(real)
            settle_folder(real.parent)
        except OSError as error:
            raise FileUnwritable(path=real, reason=reason(error)) from error


@contextmanager
def holding_index(git: Git) -> Iterator[OwnIndex]:
    """Hold the index of *git*'s work tree; ``IndexLocked`` when another program does."""
    own = folder_of(git) / "index"
    lock = _lock_of(git)
    _take(lock, own.with_name("word"))
    try:
        _copy(git.directory / "index", own)
        yield OwnIndex(git=git, path=own)
    finally:
        own.unlink(missing_ok=True)
        lock.unlink(missing_ok=True)


def folder_of(git: Git) -> Path:
    """Where we keep what concerns this one work tree, not the whole clone."""
    return git.directory / "accession"


def refuse_locked(git: Git) -> None:
    if _lock_of(git).exists():
        raise IndexLocked(path=_lock_of(git))


def release_left_behind(git: Git) -> None:
    """Remove what a killed run of ours left; the caller holds the clone's lock."""
    lock = _lock_of(git)
    with suppress(OSError):
        if is_held_by_us(git, lock):
            lock.unlink()
    with suppress(OSError):
        for name in ("index", "index.lock", "further"):
            (folder_of(git) / name).unlink(missing_ok=True)


def is_held_by_us(git: Git, lock: Path) -> bool:
    """Whether *lock* is the index's and has our word in it."""
    with suppress(OSError):  # not there, or not to be read: then it is not ours
        return lock == _lock_of(git) and lock.read_bytes() == _WORD
    return False


def _lock_of(git: Git) -> Path:
    return git.directory / "index.lock"


def _take(lock: Path, word: Path) -> None:
    """Make *lock* with our word in it, in one step; by copying where there are no hard links."""
    try:
        if not word.exists() or word.read_bytes() != _WORD:
            replace_file(word, _WORD)  # on the disk: after a power cut it must still be ours
        try:
            os.link(word, lock)
        except FileExistsError:
            raise
        except OSError:
            with lock.open("xb") as file:
                file.write(_WORD)
            settle_file(lock)
    except FileExistsError:
        raise IndexLocked(path=lock) from None
    except OSError as error:
        raise FileUnwritable(path=lock, reason=reason(error)) from error


def _copy(real: Path, own: Path) -> None:
    try:
        for old in (own, own.with_name("index.lock")):  # left by a run that was killed
            old.unlink(missing_ok=True)
        if real.exists():
            shutil.copy2(real, own)
    except OSError as error:
        raise FileUnwritable(path=own, reason=reason(error)) from error
