"""Read and move the trunk, which is a branch of this clone or of a remote.

``LocalBranch`` is for a sample registry, or a repository without a remote. With a
``RemoteBranch``, only the server's ref counts. It is fetched without ``+`` into a ref of our own,
so that a rewritten history is noticed. It is pushed as one plain commit, so that the server
compares and swaps. Force, lease, merge and rebase are never used.

The clerk's checkout follows: work tree and index move first, the branch last, and only by
fast-forward. Nothing is merged, rebased or stashed, and a file the clerk changed stays as it is,
byte for byte. A journal on the disk says what is being done, so that the next run undoes what a
killed run left half done (``journals``).

``ahead_behind`` counts the commits by which two lines of history differ.
"""

import errno
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.errors import reason as words_for
from accession_cli.files.writing import FileUnwritable
from accession_cli.gitstore.commit import TreeChange, empty_tree
from accession_cli.gitstore.git import (
    CHINA,
    DAMAGED,
    VIEW,
    Git,
    GitAnswer,
    GitFailed,
    GitSilent,
    masked,
    own_words,
)
from accession_cli.gitstore.journals import (
    IN_THE_WAY,
    NO_COMMIT_YET,
    NOT_CAUGHT_UP,
    ON_ANOTHER_BRANCH,
    ON_NO_BRANCH,
    OWN_COMMITS,
    UNDER_WAY,
    BranchMoved,
    CheckoutMove,
    CheckoutStays,
    LockedIndex,
    holding_index,
    journalled_push,
    put_back,
    refuse_locked,
    settle_files,
)
from accession_cli.i18n import N_

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


def ahead_behind(git: Git, mine: str, theirs: str) -> tuple[int, int]:
    """Count the commits only *mine* has and those only *theirs* has; 0, 0 when one is missing."""
    if git.tip(mine) is None or git.tip(theirs) is None:
        return 0, 0
    asked = ("rev-list", "--left-right", "--count", "--end-of-options", f"{mine}...{theirs}")
    ahead, behind = git.run(*asked).line.split("\t")
    return int(ahead), int(behind)


def last_seen(git: Git, name: str) -> str | None:
    """Return the newest commit of the remote branch *name* that this clone has; nothing is fetched.

    It is the one that accession saw, or that of a later plain git fetch. ``None`` without either.
    """
    seen, fetched = git.tip(VIEW), git.tip(f"refs/remotes/{name}")
    ours = seen is not None and (fetched is None or git.is_ancestor(fetched, seen))
    return seen if ours else fetched


def shown_now(git: Git, name: str) -> str | None:
    """Return what the server showed for the remote branch *name* when plain git last fetched it.

    ``None`` when accession itself looked there later, or nothing tells.
    """
    brought = git.tip(f"refs/remotes/{name}")
    try:
        told = git.directory / "FETCH_HEAD"
        later = told.stat().st_mtime > git.fetched_mark.stat().st_mtime
        listed = told.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    branch = f"branch '{name.partition('/')[2]}' of "
    there = {line.split("\t")[0] for line in listed if line.split("\t")[-1].startswith(branch)}
    return brought if later and brought in there else None


def server_lost(git: Git) -> bool:
    """Return whether this clone had a server once, and has the address of none now.

    That it fetched the branch of a remote proves it, that it ever looked at one, or that it was
    cloned. What was only pulled from a place named by hand does not.
    """
    if git.remotes():
        return False
    return bool(git.refs("refs/remotes", VIEW)) or git.fetched_mark.exists() or git.is_cloned()


def time_of(git: Git, rev: str) -> datetime | None:
    """Return when the commit *rev* was made (Asia/Shanghai); ``None`` when there is none."""
    commit = git.tip(rev)
    if commit is None:
        return None
    seconds = git.run("show", "--no-patch", "--format=%ct", "--end-of-options", commit).line
    return datetime.fromtimestamp(int(seconds), CHINA)


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The commit a record builds on; ``None`` in a repository without any commit yet."""

    commit: str | None
    branch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A commit is on the trunk; ``notes`` say why the checkout does not show it yet."""

    pushed: bool
    refreshed: bool
    notes: tuple[CheckoutStays, ...]


class TrunkBranch(Protocol):
    """Where the trunk lives: a branch of this clone, or of a remote."""

    @property
    def name(self) -> str: ...

    def view(self) -> Base:
        """The trunk as it is now."""

    def publish(self, base: Base, commit: str) -> Published:
        """Put *commit*, made on *base*, on the trunk."""

    def follow(self, commit: str) -> Published:
        """Bring the checkout up to *commit*, which is on the trunk already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalBranch:
    """The branch that HEAD is on; nothing is fetched or pushed."""

    git: Git

    @property
    def name(self) -> str:
        return self.git.branch() or "HEAD"

    def view(self) -> Base:
        """Return the branch's commit; raises ``CheckoutStays`` when the checkout may not move."""
        branch = settled_branch(self.git)
        return Base(commit=self.git.tip(f"refs/heads/{branch}"), branch=branch)

    def publish(self, base: Base, commit: str) -> Published:
        """Move the checkout and the branch together: here the branch *is* the trunk."""
        settled_branch(self.git, base.branch)
        if self.git.tip(f"refs/heads/{base.branch}") != base.commit:
            raise BranchMoved(branch=base.branch)
        advance(self.git, base.branch, base.commit, commit)
        return Published(pushed=False, refreshed=True, notes=())

    def follow(self, commit: str) -> Published:  # noqa: ARG002 - as a remote's branch has it
        """Do nothing: the checkout moved together with the branch."""
        return Published(pushed=False, refreshed=True, notes=())


#: Messages by which the server declines a push without a report line for the ref.
_UNWILLING: Final = re.compile(r"the receiving end does not support .*|ref updates aborted by hook")
_PUSHED_NOT: Final = "error: failed to push some refs to"
_DISK_FULL: Final = "No space left on device"
_MOVED: Final = re.compile(
    r"fetch first|non-fast-forward|stale info|failed to update ref|cannot lock ref"
    r"|incorrect old value|failed to lock|reference already exists"
)

#: Seen: a command was killed, and the fetch that it had begun came to its end while the next one
#: fetched, too. So: what git says then has the trunk fetched once more.
_FETCHED_MEANWHILE: Final = "but expected"

#: What our own hook on the server says when another push was taken while this one waited.
_BEATEN: Final = re.compile(r"^remote: accession: beaten *$", re.MULTILINE)


class TrunkMoved(Refused):
    refusal = Refusal(
        N_("Another record reached the register first, so yours was not taken."),
        N_("Nothing was recorded. Run the command again: it draws the next number."),
        Exit.MOVED,
    )


class TrunkRewritten(Refused):
    refusal = Refusal(
        N_(
            "The history on the server was rewritten: versions that were seen here are"
            " gone from it."
        ),
        N_(
            "Nothing was recorded. Ask whoever looks after the server why. If it was"
            " done on purpose, get a fresh copy with git clone and work there."
        ),
        Exit.TAMPERED,
    )


TRUNK_MISSING: Final = Refusal(
    N_("The server {remote} has no register (no branch {branch}), so nothing can be recorded."),
    N_(
        "Ask whoever looks after the registry to correct “trunk” in scheme.yaml, or"
        " to send the register there for the first time: git push {remote}"
        " HEAD:{branch}"
    ),
    Exit.OUTSIDE,
)


class RemoteUnreachable(Refused):
    refusal = Refusal(
        N_("The server could not be reached, so nothing was recorded. Git says: {words}"),
        N_("Check the connection and your access to the server, then run the command again."),
        Exit.OUTSIDE,
    )


class ServerLost(RemoteUnreachable):
    refusal = Refusal(
        N_(
            "The address of the server “{remote}” is missing from this clone, so nothing was"
            " recorded: numbers are given on the server alone."
        ),
        N_(
            "Run accession doctor --fix: it looks for the address in the logs here, or asks for it."
            " If git remote shows the server by another name: git remote rename NAME {remote}."
        ),
        Exit.OUTSIDE,
    )


PUSH_DECLINED: Final = Refusal(
    N_("The server did not accept the record. It says: {words}"),
    N_(
        "Nothing was recorded. Ask whoever looks after the server to let clerks"
        " record there, or put right what it names."
    ),
    Exit.OUTSIDE,
)


#: A hook of the clerk's own clone, which git runs before it sends anything.
HOOK_REFUSED: Final = Refusal(
    N_(
        "A check that was set up on this machine, {path}, did not let the record be"
        " sent. It says: {words}"
    ),
    N_(
        "Nothing was recorded. Put right what it names, or ask whoever put it there;"
        " then run accession sync."
    ),
    Exit.OUTSIDE,
)


class PushUnanswered(Refused):
    refusal = Refusal(
        N_(
            "The connection to the server was lost while the record was being sent;"
            " whether it arrived is not known. Git says: {words}"
        ),
        N_("Run accession sync when the connection is back: it finds out and never sends twice."),
        Exit.OUTSIDE,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteBranch:
    """The branch ``branch`` of the remote ``remote``."""

    git: Git
    remote: str
    branch: str

    @property
    def name(self) -> str:
        return f"{self.remote}/{self.branch}"

    def view(self) -> Base:
        """Fetch the trunk and return the commit it is at now."""
        self._remember_what_was_seen()
        # --refmap= leaves the clerk's own remote-tracking branches to the clerk; not --quiet,
        # which hides that a history was rewritten.
        options = ("--refmap=", "--no-tags", "--no-prune", "--no-write-fetch-head", "--no-progress")
        quietly = ("--no-auto-maintenance", "--no-recurse-submodules", "--end-of-options")
        spec = f"refs/heads/{self.branch}:{VIEW}"
        try:
            answer = self.git.talk("fetch", *options, *quietly, self.remote, spec)
            if answer.code and _FETCHED_MEANWHILE in answer.err:
                answer = self.git.talk("fetch", *options, *quietly, self.remote, spec)
        except GitSilent as silent:
            raise RemoteUnreachable(remote=self.remote, words=silent.message) from silent
        if answer.code:
            raise self._not_fetched(answer)
        self.git.mark_fetched()
        return Base(commit=self.git.run("rev-parse", "--verify", VIEW).line, branch=self.branch)

    def publish(self, base: Base, commit: str) -> Published:
        """Push *commit*; once it is pushed, failures become notes, because the record is there."""
        options = ("--porcelain", "--no-follow-tags", "--recurse-submodules=no", "--no-progress")
        plain = ("--no-signed", "--end-of-options")
        spec = f"{commit}:refs/heads/{self.branch}"
        try:
            with journalled_push(self.git, self.remote, self.branch, commit):
                answer = self.git.talk("push", *options, *plain, self.remote, spec)
        except GitSilent as silent:
            raise PushUnanswered(remote=self.remote, words=silent.message) from silent
        if answer.code:
            raise self._not_pushed(answer)
        try:
            self.git.run("update-ref", VIEW, commit, base.commit or "")
        except Refused as failed:
            return _not_followed(failed)
        return self.follow(commit)

    def follow(self, commit: str) -> Published:
        """Bring the checkout up to *commit*; when it cannot follow, that is a note, no failure."""
        try:
            catch_up(self.git, self.branch, commit)
        except CheckoutStays as stays:
            stays.landed = True
            return Published(pushed=True, refreshed=False, notes=(stays,))
        except Refused as failed:
            return _not_followed(failed)
        return Published(pushed=True, refreshed=True, notes=())

    def _remember_what_was_seen(self) -> None:
        """In a fresh clone, take the remote-tracking branch as the trunk that was seen last.

        Then the first fetch already notices a rewritten history.
        """
        brought = f"refs/remotes/{self.name}"
        refs = self.git.refs(brought, VIEW)
        if brought in refs and VIEW not in refs:
            self.git.run("update-ref", VIEW, refs[brought], "")

    def _not_fetched(self, answer: GitAnswer) -> Refused:
        if "non-fast-forward" in answer.err:
            return TrunkRewritten(trunk=self.name)
        if "couldn't find remote ref" in answer.err:
            return TRUNK_MISSING(remote=self.remote, branch=self.branch)
        return self._unreachable(answer)

    def _not_pushed(self, answer: GitAnswer) -> Refused:
        """Return the refusal for git's report line ``!<TAB>from:to<TAB>[kind] (reason)``."""
        said = answer.out.decode(errors="replace")  # the server's reason may be in any encoding
        report = [line for line in said.splitlines() if line.startswith("!\t")]
        if not report:
            return self._no_report(answer)
        kind, _bracket, reason = report[0].split("\t")[-1].partition("] ")
        if _MOVED.search(reason) or _BEATEN.search(answer.err):
            return TrunkMoved(trunk=self.name)
        if kind == "[remote failure":
            return PushUnanswered(remote=self.remote, words=masked(reason))
        return PUSH_DECLINED(trunk=self.name, words=_server_words(answer.err) or masked(reason))

    def _no_report(self, answer: GitAnswer) -> Refused:
        """Return the refusal when git stopped without the server's report on the ref.

        For example without access, or because of a hook of the clerk.
        """
        if unwilling := _UNWILLING.search(answer.err):
            return PUSH_DECLINED(trunk=self.name, words=unwilling[0])
        if "hung up" in answer.err or "disconnect" in answer.err or "early EOF" in answer.err:
            return PushUnanswered(remote=self.remote, words=own_words(answer.err))
        return self._hook_refused(answer) or self._unreachable(answer)

    def _hook_refused(self, answer: GitAnswer) -> Refused | None:
        """Return the refusal of the clone's pre-push hook; ``None`` when the hook is not the cause.

        After a hook refuses, git itself only says that it did not push.
        """
        asked = ("rev-parse", "--path-format=absolute", "--git-path", "hooks/pre-push")
        path = Path(self.git.run(*asked).place)
        if _PUSHED_NOT not in answer.err or "fatal:" in answer.err or not path.is_file():
            return None
        said = answer.out.decode(errors="replace") + answer.err
        lines = [line.strip() for line in masked(said).splitlines() if _PUSHED_NOT not in line]
        return HOOK_REFUSED(path=path, words=" ".join(filter(None, lines)) or "–")

    def _unreachable(self, answer: GitAnswer) -> Refused:
        if _DISK_FULL in answer.err:
            return FileUnwritable(
                path=self.git.shared, reason=words_for(OSError(errno.ENOSPC, _DISK_FULL))
            )
        if DAMAGED.search(answer.err):  # it may be of the server's repository, so ours is asked
            self.git.run("rev-list", "--objects", "--all", "--quiet")
        return RemoteUnreachable(remote=self.remote, words=own_words(answer.err))


@dataclass(frozen=True, slots=True, kw_only=True)
class LostBranch(RemoteBranch):
    """A branch of a server whose address this clone does not have (any more)."""

    def view(self) -> Base:
        """Raise ``ServerLost``: like a server that is away, it lets requests wait."""
        raise ServerLost(remote=self.remote, words=f"No such remote '{self.remote}'")


def _not_followed(failed: Refused) -> Published:
    note = NOT_CAUGHT_UP(words=failed.facts.get("words", failed.message))
    note.landed = True
    return Published(pushed=True, refreshed=False, notes=(note,))


def _server_words(err: str) -> str:
    """Return what the server itself printed, in one line."""
    lines = [line.removeprefix("remote:").strip() for line in masked(err).splitlines()
             if line.startswith("remote:")]  # fmt: skip
    return " ".join(line for line in lines if line)
