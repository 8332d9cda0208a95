"""A move of the checkout that was begun: the mark that says so, and how it is put back.

Putting back works from any half-way state, because it looks at every file by what is in it: what
the move has written, whole or in part, is replaced by what stood there before; what is neither is
the clerk's and stays.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from accession_cli.errors import reason
from accession_cli.files.writing import (
    FileUnwritable,
    replace_file,
    settle_file,
    settle_folder,
)
from accession_cli.store.history.git import Git
from accession_cli.store.history.half_push import release
from accession_cli.store.history.own_index import (
    OwnIndex,
    folder_of,
    holding_index,
    release_left_behind,
)
from accession_cli.store.history.tree_changes import TreeChange, tree_changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """The checkout of *branch* goes from *before* (a commit, or the empty tree) to *after*."""

    branch: str
    before: str
    after: str

    @classmethod
    def left_behind(cls, git: Git) -> Self | None:
        """The move that a killed run left half done in this work tree."""
        with suppress(OSError, ValueError, TypeError):  # none, or no mark of ours
            return cls(**json.loads(_mark(git).read_bytes()))
        return None

    @contextmanager
    def marked(self, git: Git) -> Iterator[None]:
        """Do the move under its mark; whoever finds the mark knows that it was not finished."""
        replace_file(_mark(git), json.dumps(asdict(self)).encode())
        yield
        _release_refs(git, self)  # also where git could not remove its own
        _unmark(git)

    def changes(self, git: Git) -> tuple[TreeChange, ...]:
        """Every path that the move touches."""
        return tree_changes(git, self.before, self.after)


def heal(git: Git) -> None:
    """Put back what a killed run left half done here; the caller holds the clone's lock."""
    release_left_behind(git)
    move = Move.left_behind(git)
    if move is None:
        return
    _release_refs(git, move)
    if git.branch() == move.branch and not _finished(git, move) and _untouched(git, move):
        with holding_index(git) as index:
            put_back(git, index, move)
    _unmark(git)


def put_back(git: Git, index: OwnIndex, move: Move) -> None:
    """Make work tree and index as they were before *move*, leaving alone what is the clerk's."""
    changes = move.changes(git)
    staged = _staged(index, changes)
    back = [one for one in changes if staged.get(one.name) == one.blob_after]
    lines = "".join(f"{mode} {sha}\t{one.name}\0" for one in back for mode, sha in (one.old,))
    index.run("update-index", "-z", "--index-info", data=lines.encode())
    ours = [one for one in changes if _written_by_move(git, one)]
    restored = "".join(f"{one.name}\0" for one in ours if one.was_there)
    index.run("checkout-index", "-f", "-u", "-q", "-z", "--stdin", data=restored.encode())
    for one in ours:
        if not one.was_there:
            _remove(git.top, one.name)
    index.run("update-index", "-q", "--refresh", accept=(0, 1))
    index.install()
    _unmark(git)


def settle_files(git: Git, changes: Sequence[TreeChange]) -> None:
    """Have the files that a move wrote on the disk before the branch says that they are there."""
    folders = set()
    try:
        for one in changes:
            path = git.top / one.name
            folders.add(path.parent)
            if one.is_there and path.is_file() and not path.is_symlink():
                settle_file(path)
        for folder in folders:
            if folder.is_dir():
                settle_folder(folder)
    except OSError as error:
        raise FileUnwritable(path=error.filename or git.top, reason=reason(error)) from error


def _finished(git: Git, move: Move) -> bool:
    return git.tip(f"refs/heads/{move.branch}") == move.after


def _untouched(git: Git, move: Move) -> bool:
    """Whether the branch is where the move found it; if not, the clerk has gone on without us."""
    tip = git.tip(f"refs/heads/{move.branch}")
    return tip == move.before or (tip is None and git.tip(move.before) is None)


def _staged(index: OwnIndex, changes: Sequence[TreeChange]) -> Mapping[str, str]:
    names = [one.name for one in changes]
    found = index.run("ls-files", "-z", "--stage", "--", *names).items if names else []
    return {
        name: meta.split(" ")[1] for meta, _tab, name in (item.partition("\t") for item in found)
    }


def _written_by_move(git: Git, one: TreeChange) -> bool:
    """Whether what stands at the path is what the move put there, or the beginning of it."""
    path = git.top / one.name
    if path.is_symlink() or path.is_dir() or _behind_link(git.top, path):
        return False
    if not path.exists():
        return one.was_there
    if not one.is_there:
        return False
    whole = git.run("cat-file", "--filters", f"--path={one.name}", one.new[1]).out
    return whole.startswith(path.read_bytes())


def _behind_link(top: Path, path: Path) -> bool:
    """Whether a folder on the way from *top* is a link: what lies behind it is none of ours."""
    return any(folder.is_symlink() for folder in path.parents if folder.is_relative_to(top))


def _remove(top: Path, name: str) -> None:
    """Remove a file and the folders that it leaves empty."""
    path = top / name
    with suppress(OSError):  # a folder that is not empty stays
        path.unlink()
        for folder in path.parents:
            if folder == top:
                return
            folder.rmdir()


def _release_refs(git: Git, move: Move) -> None:
    """Remove the locks of the branch and of HEAD that a killed ``update-ref`` of ours left."""
    for lock in _ref_locks(git, move):
        release(lock, move.after)


def is_lock_of(git: Git, move: Move, lock: Path) -> bool:
    """Whether *lock* is one that the ``update-ref`` of *move* may have left."""
    with suppress(OSError):
        ours = lock.read_bytes().strip() in {b"", move.after.encode()}
        return ours and lock in _ref_locks(git, move)
    return False


def _ref_locks(git: Git, move: Move) -> tuple[Path, Path]:
    return git.shared / f"refs/heads/{move.branch}.lock", git.directory / "HEAD.lock"


def _mark(git: Git) -> Path:
    return folder_of(git) / "move.json"


def _unmark(git: Git) -> None:
    _mark(git).unlink(missing_ok=True)
