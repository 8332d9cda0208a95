"""Land a record on the trunk: look, draw the number, commit, publish, refresh.

A record exists when the push was accepted; without a remote, when the local branch moved.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Generic, Self, TypeVar

from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_
from accession_cli.store.history.checkout import CheckoutStays
from accession_cli.store.history.commit import Change, commit_on, demand_identity
from accession_cli.store.history.git import NETWORK_SECONDS, Git
from accession_cli.store.history.local_branch import LocalBranch
from accession_cli.store.history.remote_branch import RemoteBranch
from accession_cli.store.history.trunk_values import Base, TrunkBranch
from accession_cli.system_reasons import reason

__all__ = ["Base", "Change", "Landing", "Trunk"]

LOCK_SECONDS: Final = 10.0
T = TypeVar("T")


class NoRepository(AccessionError):
    says = N_("The registry in {folder} is not in a git repository, so nothing can be recorded.")
    mend = N_("Run git init in the folder that is to hold its history, or work in a clone.")
    exit_code = Exit.OUTSIDE


class TrunkUnknown(AccessionError):
    says = N_(
        "scheme.yaml names the trunk {trunk}, but this clone has no such remote; it has: {remotes}."
    )
    mend = N_(
        "Write trunk in scheme.yaml as a remote and a branch, such as origin/main, or add the"
        " remote with git remote add."
    )
    exit_code = Exit.OUTSIDE


class CloneBusy(AccessionError):
    says = N_("Another accession command is recording in this clone ({path} is held).")
    mend = N_("Nothing was recorded. Wait until that command has ended, then run yours again.")
    exit_code = Exit.MOVED


class CloneUnwritable(AccessionError):
    says = N_("{path} cannot be written: {reason}. Nothing was recorded.")
    mend = N_("Make sure that the disk has room and that you may write there, then try again.")
    exit_code = Exit.OUTSIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing(Generic[T]):
    """A record is on the trunk, in *commit*, built on *base* (``None``: it is the first commit).

    ``made`` is what the builder gave. ``pushed``: on a remote. ``refreshed``: the clerk's files
    show it; if not, ``notes`` say why (``message``) and what to do (``remedy``).
    """

    commit: str
    base: str | None
    trunk: str
    made: T
    pushed: bool
    refreshed: bool
    notes: tuple[CheckoutStays, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trunk:
    """The one line of history on which records exist; ``folder`` is the registry's."""

    git: Git
    folder: str
    branch: TrunkBranch
    lock_seconds: float = LOCK_SECONDS

    @classmethod
    def open(
        cls,
        registry_folder: Path,
        *,
        trunk: str,
        sample: bool,
        environ: Mapping[str, str] | None = None,
        network_seconds: float = NETWORK_SECONDS,
        lock_seconds: float = LOCK_SECONDS,
    ) -> Self:
        """The trunk of a registry, from its ``scheme.yaml``'s *trunk* (remote/branch) and *sample*.

        A sample, and a clone without any remote, has the local branch that HEAD is on for a trunk.
        """
        git = Git.find(registry_folder, environ=environ, network_seconds=network_seconds)
        if git is None:
            raise NoRepository(folder=registry_folder)
        remotes = () if sample else git.remotes()
        branch = _remote_branch(git, trunk, remotes) if remotes else LocalBranch(git=git)
        folder = git.path_of(registry_folder)
        return cls(git=git, folder=folder, branch=branch, lock_seconds=lock_seconds)

    def path(self, inside: str) -> str:
        """The path from the top of the repository of a file *inside* the registry."""
        return f"{self.folder}/{inside}" if self.folder else inside

    def refresh_view(self) -> Base:
        """Look at the trunk as it is now: fetched when it lives on a remote."""
        return self.branch.view()

    def next_serial(self, base: Base, folder: str, prefix: str) -> int:
        """The number after the highest on the trunk, for example of ``registry/tasks/2024``.

        Counts ``<prefix><digits>.yaml`` as numbers; what lies in the work tree plays no part.
        """
        if base.commit is None:
            return 1
        name = re.compile(rf"{re.escape(prefix)}([0-9]+)\.yaml", re.ASCII)
        names = (path.rpartition("/")[2] for path in self.git.paths_at(base.commit, folder))
        serials = (int(found[1]) for found in map(name.fullmatch, names) if found)
        return max(serials, default=0) + 1

    def land(
        self,
        build: Callable[[Base], tuple[Sequence[Change], str, T]],
        request_id: str,
        *,
        when: datetime,
    ) -> Landing[T]:
        """Put the files that *build* makes on the trunk, as one commit dated *when*.

        *build* gets the trunk as it is now, so that it can draw its number there, and gives the
        changes, the commit's message and whatever the caller wants back. It may be called again
        when the trunk has moved. Raises a refusal when nothing was recorded.
        """
        demand_identity(self.git)
        with self._alone() as scratch:
            return self._attempt(build, request_id, when, scratch)

    def _attempt(
        self,
        build: Callable[[Base], tuple[Sequence[Change], str, T]],
        request: str,
        when: datetime,
        scratch: Path,
    ) -> Landing[T]:
        base = self.refresh_view()
        changes, message, made = build(base)
        git, at = self.git, base.commit
        commit = commit_on(git, at, changes, message, request=request, when=when, scratch=scratch)
        done = self.branch.publish(base, commit)
        return Landing(
            commit=commit,
            base=base.commit,
            trunk=self.branch.name,
            made=made,
            pushed=done.pushed,
            refreshed=done.refreshed,
            notes=done.notes,
        )

    @contextmanager
    def _alone(self) -> Iterator[Path]:
        """Hold the clone's lock, which dies with the process; gives the folder for our own files.

        The folder is shared by all work trees of the clone, because the trunk is.
        """
        from filelock import FileLock, Timeout  # brings asyncio along: only when a record lands

        scratch = self.git.shared / "accession"
        # Not a "soft" lock where the file system has none: that one outlives a killed process.
        lock = FileLock(scratch / "lock", timeout=self.lock_seconds, fallback_to_soft=False)
        try:
            scratch.mkdir(exist_ok=True)
            lock.acquire()
        except Timeout as timeout:
            raise CloneBusy(path=scratch / "lock") from timeout
        except OSError as error:
            raise CloneUnwritable(path=scratch, reason=reason(error)) from error
        try:
            yield scratch
        finally:
            lock.release()


def _remote_branch(git: Git, trunk: str, remotes: Sequence[str]) -> RemoteBranch:
    """Split ``origin/main``; a remote's name may itself hold a slash, so the longest one wins."""
    for remote in sorted(remotes, key=len, reverse=True):
        branch = trunk.removeprefix(f"{remote}/")
        if branch not in (trunk, ""):
            return RemoteBranch(git=git, remote=remote, branch=branch)
    raise TrunkUnknown(trunk=trunk, remotes=", ".join(remotes))
