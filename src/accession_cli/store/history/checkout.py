"""Bring the clerk's checkout up to a newer commit without touching what is the clerk's own.

Work tree and index first, branch last; only ever fast-forward. Nothing is merged, rebased or
stashed, and a file the clerk changed stays as it is, byte for byte.
"""

from pathlib import Path
from typing import ClassVar, Final

from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_, _
from accession_cli.store.history.git import Git
from accession_cli.store.history.git_refusals import GitFailed

_UNDER_WAY: Final = {
    "rebase-merge": "rebase",
    "rebase-apply": "rebase",
    "MERGE_HEAD": "merge",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "REVERT_HEAD": "revert",
    "BISECT_LOG": "bisect",
}


class CheckoutStays(AccessionError):
    """Why the checkout cannot follow: a refusal on a local trunk, else a note after landing.

    ``mend`` is for a record that could not land because of it, ``later`` for one that has.
    """

    exit_code = Exit.OUTSIDE
    later: ClassVar[str] = N_(
        "The record is on the trunk; only your files are older. When you are ready, run:"
        " git pull --ff-only"
    )
    landed: bool = False

    @property
    def remedy(self) -> str:
        return _(self.later if self.landed else self.mend).format(**self.facts)


class InTheWay(CheckoutStays):
    says = N_("{path} in your work tree is not as git last left it, so it was not replaced.")
    mend = N_("Nothing was recorded. Commit {path} or move it away, then run the command again.")
    later = N_(
        "The record is on the trunk; only your files are older. Move {path} away or undo your"
        " changes to it, then run: git pull --ff-only"
    )


class UnderWay(CheckoutStays):
    says = N_("A git {operation} is under way in your work tree, so it was left as it is.")
    mend = N_("Nothing was recorded. Finish or abort the {operation}, then run the command again.")


class IndexLocked(CheckoutStays):
    says = N_("Another git command holds {path}, so your work tree was left as it is.")
    mend = N_(
        "Nothing was recorded. Wait for that command to end; if none is running, remove the file."
        " Then run the command again."
    )


class OnNoBranch(CheckoutStays):
    says = N_("HEAD of your work tree is on no branch, so your work tree was left as it is.")
    mend = N_("Nothing was recorded. Run: git switch NAME-OF-THE-BRANCH, then the command again.")
    later = N_(
        "The record is on the trunk. To see it in your files, run: git switch {branch} and then:"
        " git pull --ff-only"
    )


class OnAnotherBranch(CheckoutStays):
    says = N_(
        "Your work tree is on the branch {current}, not on {branch}, so it was left as it is."
    )
    mend = N_("Nothing was recorded. Run: git switch {branch}, then the command again.")
    later = N_(
        "The record is on the trunk. To see it in your files, run: git switch {branch} and then:"
        " git pull --ff-only"
    )


class NoCommitYet(CheckoutStays):
    says = N_("Your branch {branch} has no commit yet, so your work tree was left as it is.")
    mend = N_("Nothing was recorded. Run: git pull --ff-only, then the command again.")


class OwnCommits(CheckoutStays):
    says = N_("Your branch {branch} has commits that the trunk has not, so it was left as it is.")
    mend = N_("Nothing was recorded. Bring your commits to the trunk, then run the command again.")
    later = N_(
        "The record is on the trunk. Your own commits are untouched; bring them there by"
        " git pull --rebase and git push, or ask whoever looks after the repository."
    )


class NotCaughtUp(CheckoutStays):
    says = N_("Your work tree could not be brought up to date. Git says: {words}")
    mend = N_("Nothing was recorded. Put right what git names, then run the command again.")


class BranchMoved(AccessionError):
    says = N_("The branch {branch} moved while the record was being written; it was not recorded.")
    mend = N_("Run the command again: it starts from what is there now.")
    exit_code = Exit.MOVED


def settled_branch(git: Git, branch: str | None = None) -> str:
    """The branch HEAD is on (*branch*, when given), where no operation is half done.

    Raises the ``CheckoutStays`` that says why the checkout may not be moved.
    """
    for name, operation in _UNDER_WAY.items():
        if (git.directory / name).exists():
            raise UnderWay(operation=operation)
    current = git.branch()
    if current is None:
        raise OnNoBranch(branch=branch or "")
    if branch is not None and current != branch:
        raise OnAnotherBranch(current=current, branch=branch)
    lock = git.directory / "index.lock"
    if lock.exists():
        raise IndexLocked(path=lock)
    return current


def catch_up(git: Git, branch: str, new: str) -> None:
    """Fast-forward the checkout of *branch* to *new*; raises ``CheckoutStays`` or ``GitFailed``."""
    settled_branch(git, branch)
    old = git.tip(f"refs/heads/{branch}")
    if old is None:
        raise NoCommitYet(branch=branch)
    if old == new:
        return
    if not git.is_ancestor(old, new):
        raise OwnCommits(branch=branch)
    advance(git, branch, old, new)


def advance(git: Git, branch: str, old: str | None, new: str) -> None:
    """Move work tree, index and then *branch* from *old* (``None``: no commit yet) to *new*.

    Files first: when they cannot move, the branch has not moved either. When the branch moved
    meanwhile (``BranchMoved``) or cannot be moved, the files go back.
    """
    before = old or git.run("hash-object", "-t", "tree", "-w", "--stdin").line
    _refuse_untracked(git, before, new)
    # Stat data that is out of date (a copied clone, a virus scanner) would make git see changes.
    git.run("update-index", "-q", "--refresh", accept=(0, 1))
    moved = git.run(*_MOVE, before, new, accept=(0, 1, 128))
    if moved.code:
        raise _in_the_way(git, before, new, moved.err)
    try:
        _move_branch(git, branch, old, new)
    except AccessionError:
        git.run(*_MOVE, new, before)
        raise


_MOVE: Final = ("read-tree", "-m", "-u", "--no-recurse-submodules")


def _move_branch(git: Git, branch: str, old: str | None, new: str) -> None:
    """Compare-and-swap; an empty old value means that the branch must not exist."""
    ref = f"refs/heads/{branch}"
    moved = git.run(*("update-ref", "-m", "accession", ref, new, old or ""), accept=(0, 1, 128))
    if moved.code == 0:
        return
    if git.tip(ref) != old:
        raise BranchMoved(branch=branch)
    raise GitFailed.after("update-ref", git.top, moved.err)


def _changed(git: Git, before: str, new: str, kinds: str) -> list[str]:
    asked = ("diff-tree", "-r", "-z", "--no-renames", "--name-only", f"--diff-filter={kinds}")
    return git.run(*asked, before, new).items


def _refuse_untracked(git: Git, before: str, new: str) -> None:
    """A file of the clerk's where a new one must go: ``read-tree -u`` replaces ignored ones."""
    added = [path for path in _changed(git, before, new, "A") if _exists(git.top / path)]
    if added:
        tracked = set(git.run("ls-files", "-z", "--cached", "--", *added).items)
        for path in added:
            if path not in tracked:
                raise InTheWay(path=path)


def _exists(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _in_the_way(git: Git, before: str, new: str, err: str) -> AccessionError:
    """The refusal for a failed move: the clerk's own change if there is one, else git's words."""
    mine = set(git.dirty())
    for path in _changed(git, before, new, "AMDT"):
        if path in mine:
            return InTheWay(path=path)
    return GitFailed.after("read-tree", git.top, err)
