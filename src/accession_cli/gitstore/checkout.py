"""Bring the clerk's checkout up to a newer commit without touching the clerk's own changes.

The work tree and the index move first, the branch last, and only by fast-forward. Nothing is
merged, rebased or stashed, and a file the clerk changed stays as it is, byte for byte. A journal
on the disk says what is being done, so that the next run undoes what a killed run left half done
(``journals``).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from accession_cli.errors import Refused
from accession_cli.gitstore.commit import TreeChange, empty_tree
from accession_cli.gitstore.git import Git, GitFailed
from accession_cli.gitstore.journals import (
    IN_THE_WAY,
    NO_COMMIT_YET,
    ON_ANOTHER_BRANCH,
    ON_NO_BRANCH,
    OWN_COMMITS,
    UNDER_WAY,
    BranchMoved,
    CheckoutMove,
    LockedIndex,
    holding_index,
    put_back,
    refuse_locked,
    settle_files,
)

_UNDER_WAY: Final = {
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
    "MERGE_HEAD": "merge",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
    "BISECT_LOG": "bisect",
}


def settled_branch(git: Git, branch: str | None = None) -> str:
    """Return the branch HEAD is on, when the checkout may be moved.

    Raises ``CheckoutStays`` with the reason when it may not: a git operation is half done, the
    index is locked, HEAD is on no branch, or it is on another one than *branch*.
    """
    operation = under_way(git)
    if operation is not None:
        raise UNDER_WAY(operation=operation)
    current = git.branch()
    if current is None:
        raise ON_NO_BRANCH(branch=branch or "")
    if branch is not None and current != branch:
        raise ON_ANOTHER_BRANCH(current=current, branch=branch)
    refuse_locked(git)
    return current


def under_way(git: Git) -> str | None:
    """Return git's name of the operation half done in the work tree; ``None`` without one."""
    found = (what for name, what in _UNDER_WAY.items() if (git.directory / name).exists())
    return next(found, None)


def catch_up(git: Git, branch: str, new: str) -> None:
    """Fast-forward the checkout of *branch* to *new*; raises ``CheckoutStays`` or ``GitFailed``."""
    settled_branch(git, branch)
    old = git.tip(f"refs/heads/{branch}")
    if old is None:
        raise NO_COMMIT_YET(branch=branch)
    if old == new:
        return
    if not git.is_ancestor(old, new):
        raise OWN_COMMITS(branch=branch)
    advance(git, branch, old, new)


def advance(git: Git, branch: str, old: str | None, new: str) -> None:
    """Move work tree, index and then *branch* from *old* (``None``: no commit yet) to *new*.

    The files move first: when they cannot, the branch has not moved either. When the branch moved
    meanwhile (``BranchMoved``) or cannot be moved, the files are put back.
    """
    before = old or empty_tree(git)
    move = CheckoutMove(branch=branch, before=before, after=new)
    with holding_index(git) as index:
        changes = move.changes(git)
        _refuse_untracked(git, changes)
        _look_again(index, changes)
        with move.marked(git):
            try:
                _move_files(git, index, move, changes)
                settle_files(git, changes)
                _move_branch(git, branch, old, new)
            except Refused:
                put_back(git, index, move)
                raise


def _look_again(index: LockedIndex, changes: Sequence[TreeChange]) -> None:
    """Have git look again at the files that will change, as its notes on them may be out of date.

    In a copied clone, or after a virus scanner, git would take unchanged files for changed ones.
    """
    names = "".join(f"{one.name}\0" for one in changes if one.was_there)
    if names:
        asked = ("add", "--refresh", "--pathspec-from-file=-", "--pathspec-file-nul")
        data = names.encode(errors="surrogateescape")
        if index.run(*asked, data=data, accept=(0, 1, 128)).code == 128:  # noqa: PLR2004 - git gave up
            # one of them is not in the index, and then git has not refreshed the others either
            index.run("update-index", "-q", "--refresh", accept=(0, 1))


def _move_files(
    git: Git, index: LockedIndex, move: CheckoutMove, changes: Sequence[TreeChange]
) -> None:
    asked = ("read-tree", "-m", "-u", "--no-recurse-submodules", move.before, move.after)
    moved = index.run(*asked, accept=(0, 1, 128))
    if moved.code:
        raise _in_the_way(git, changes, moved.err)
    index.install()


def _move_branch(git: Git, branch: str, old: str | None, new: str) -> None:
    """Move the branch by compare-and-swap; with *old* ``None`` the branch must not exist yet."""
    ref = f"refs/heads/{branch}"
    moved = git.run(*("update-ref", "-m", "accession", ref, new, old or ""), accept=(0, 1, 128))
    if moved.code == 0:
        return
    tip = git.tip(ref)
    if tip == new:
        return  # the branch moved all the same; git only could not finish its log of it
    if tip != old:
        raise BranchMoved(branch=branch)
    raise GitFailed.after("update-ref", git.top, moved.err)


def _refuse_untracked(git: Git, changes: Sequence[TreeChange]) -> None:
    """Raise ``IN_THE_WAY`` when an untracked file of the clerk's lies where a new one must go.

    ``read-tree -u`` would replace it if git ignores it.
    """
    new_ones = (one.name for one in changes if not one.was_there)
    added = [path for path in new_ones if _exists(git.top / path)]
    if added:
        tracked = set(git.run("ls-files", "-z", "--cached", "--", *added).items)
        for path in added:
            if path not in tracked:
                raise IN_THE_WAY(path=path)


def _exists(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _in_the_way(git: Git, changes: Sequence[TreeChange], err: str) -> Refused:
    """Return the refusal for a failed move: it names a file the clerk changed, else git's words."""
    mine = set(git.dirty())
    for one in changes:
        if one.name in mine:
            return IN_THE_WAY(path=one.name)
    return GitFailed.after("read-tree", git.top, err)
