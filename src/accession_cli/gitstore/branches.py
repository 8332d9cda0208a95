"""Read and move the trunk, which is a branch of this clone or of a remote.

``LocalBranch`` is for a sample registry, or a repository without a remote. With a
``RemoteBranch``, only the server's ref counts. It is fetched without ``+`` into a ref of our own,
so that a rewritten history is noticed. It is pushed as one plain commit, so that the server
compares and swaps. Force, lease, merge and rebase are never used.

``ahead_behind`` counts the commits by which two lines of history differ.
"""

import errno
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.errors import reason as words_for
from accession_cli.files.writing import FileUnwritable
from accession_cli.gitstore.checkout import advance, catch_up, settled_branch
from accession_cli.gitstore.git import CHINA, VIEW, Git, GitAnswer, GitSilent, masked, own_words
from accession_cli.gitstore.journals import (
    NOT_CAUGHT_UP,
    BranchMoved,
    CheckoutStays,
    journalled_push,
)
from accession_cli.i18n import N_


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
        return RemoteUnreachable(remote=self.remote, words=own_words(answer.err))


def _not_followed(failed: Refused) -> Published:
    note = NOT_CAUGHT_UP(words=failed.facts.get("words", failed.message))
    note.landed = True
    return Published(pushed=True, refreshed=False, notes=(note,))


def _server_words(err: str) -> str:
    """Return what the server itself printed, in one line."""
    lines = [line.removeprefix("remote:").strip() for line in masked(err).splitlines()
             if line.startswith("remote:")]  # fmt: skip
    return " ".join(line for line in lines if line)
