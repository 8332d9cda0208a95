"""Land a record on the trunk: look, draw the number, commit, publish, refresh.

A record exists when the push was accepted; without a remote, when the local branch moved. When
others are landing too, the landing is tried again: ``Retry`` says how often and how long. The
reasons why a record did not land, whatever the trunk is, are refusals of this module.
"""

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final, Generic, Self, TypeAlias, TypeVar

from accession_cli.errors import Exit, Refusal, Refused, reason
from accession_cli.files.writing import sweep
from accession_cli.gitstore.branches import (
    Base,
    LocalBranch,
    LostBranch,
    Published,
    PushUnanswered,
    RemoteBranch,
    RemoteUnreachable,
    TrunkBranch,
    TrunkMoved,
    last_seen,
    server_lost,
)
from accession_cli.gitstore.commit import TRAILER, Change, CommitFiles, commit_on, remove_reports
from accession_cli.gitstore.git import CHINA, NETWORK_SECONDS, Git, TreeEntry
from accession_cli.gitstore.journals import BranchMoved, CheckoutStays, heal, release_refs
from accession_cli.gitstore.outbox import Keeper, Outbox, Request
from accession_cli.gitstore.server import split_name
from accession_cli.gitstore.signing import Pen, Signers
from accession_cli.i18n import N_

NO_REPOSITORY: Final = Refusal(
    N_("The registry in {folder} is not in a git repository, so nothing can be recorded."),
    N_(
        "Run git init in the folder that is to hold its history, or work in a copy from the server."
    ),
    Exit.OUTSIDE,
)


CLONE_BUSY: Final = Refusal(
    N_("Another accession command is recording on this machine ({path} is held)."),
    N_("Nothing was recorded. Wait until that command has ended, then run yours again."),
    Exit.OUTSIDE,
)


CLONE_UNWRITABLE: Final = Refusal(
    N_("{path} cannot be written: {reason}."),
    N_("Make sure that the disk has room and that you may write there, then try again."),
    Exit.OUTSIDE,
)


LANDING_STOPPED: Final = Refusal(
    N_("Interrupted while the record was on its way to the register; it may have arrived."),
    N_("Run accession sync: it finds out and never sends twice."),
    Exit.INTERRUPTED,
)


#: An earlier attempt landed, its answer was lost, and what it made cannot be worked out again.
LANDED_BEFORE: Final = Refusal(
    N_("What you asked for was recorded by an earlier try (version {commit})."),
    N_("Look at it with: git show {commit}"),
    Exit.DONE,
)


class ClockBehind(Refused):
    """The day of this machine is before the day of the trunk's newest commit."""

    refusal = Refusal(
        N_(
            "The clock of this machine says {today}, but the newest record in the"
            " register is of {newest}, so nothing was recorded: a record must not be"
            " dated before what it builds on."
        ),
        N_(
            "Set the clock of this machine and run the command again. If it is right, another"
            " machine's clock was ahead: tell whoever looks after the registry, and wait until"
            " {newest}."
        ),
        Exit.OUTSIDE,
    )

    def __init__(self, *, today: date, newest: date, trunk: str) -> None:
        super().__init__(today=today, newest=newest, trunk=trunk)
        self.newest = newest


#: Two machines' clocks may differ a little around midnight.
_SLACK: Final = timedelta(minutes=5)
PATIENCE_SECONDS: Final = 120.0
_SLOT_SECONDS: Final = 2.0
_STUCK_SECONDS: Final = 5.0


#: Others landed their records first, again and again.
TRUNK_BUSY: Final = Refusal(
    N_("Others kept recording for {seconds} seconds, so yours is still waiting."),
    N_("Run accession sync when fewer people are recording."),
    Exit.OUTSIDE,
)


#: The server refuses as if somebody were recording, but the trunk does not move.
TRUNK_STUCK: Final = Refusal(
    N_(
        "The server refuses records although nobody else is recording: a lock of a"
        " process that died may have stayed there."
    ),
    N_(
        "Ask whoever looks after the server to remove the stale lock (a file ending in .lock below"
        " refs/heads), then run accession sync."
    ),
    Exit.OUTSIDE,
)


@dataclass(slots=True, kw_only=True)
class Retry:
    """The turns of one landing; a landing that has lost more often waits less, so it goes first."""

    trunk: str
    seconds: float = PATIENCE_SECONDS
    stuck_seconds: float = _STUCK_SECONDS
    _lost: int = 0
    _since: float = field(default_factory=time.monotonic)
    _tip: str | None = None
    _tip_since: float = field(default_factory=time.monotonic)

    def lost(self, tip: str | None) -> None:
        """Wait after a lost turn on *tip*; raises ``TRUNK_BUSY`` or ``TRUNK_STUCK`` in the end."""
        now = time.monotonic()
        if self._lost == 0 or tip != self._tip:
            self._tip, self._tip_since = tip, now
        if now - self._since > self.seconds:
            raise TRUNK_BUSY(trunk=self.trunk, seconds=f"{self.seconds:g}")
        if now - self._tip_since > self.stuck_seconds:
            raise TRUNK_STUCK(trunk=self.trunk)
        self._lost += 1
        time.sleep(random.uniform(0.0, _SLOT_SECONDS / self._lost))  # noqa: S311 - no secret


LOCK_SECONDS: Final = 10.0
T = TypeVar("T")
Build: TypeAlias = Callable[[Base, date], tuple[Sequence[Change], str, T]]

#: After these refusals the request is kept, because their cause may pass; others answer it.
_PASSING: Final = frozenset({Exit.OUTSIDE, Exit.TAMPERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing(Generic[T]):
    """A record is on the trunk, in ``commit``, built on ``base`` (``None``: the first commit).

    ``made`` is what the builder returned. ``pushed``: it is on a remote. ``refreshed``: the clerk's
    files show it; if not, ``notes`` say why (``message``) and what to do (``remedy``).
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
    """The one line of history on which records exist; ``folder`` is the registry's.

    ``signed``: its profile requires signatures. ``pen`` is the key to sign with, once ``ready``.
    """

    git: Git
    files: CommitFiles
    folder: str
    branch: TrunkBranch
    signed: bool = False
    pen: Pen | None = None
    lock_seconds: float = LOCK_SECONDS
    patience_seconds: float = PATIENCE_SECONDS

    @classmethod
    def open(
        cls,
        registry_folder: Path,
        *,
        trunk: str,
        sample: bool,
        signed: bool = False,
        environ: Mapping[str, str] | None = None,
        network_seconds: float = NETWORK_SECONDS,
        lock_seconds: float = LOCK_SECONDS,
        writes: bool = True,
    ) -> Self:
        """Open a registry's trunk, from *trunk* (remote/branch) and *sample* in ``scheme.yaml``.

        In a sample, and in a clone that never had a remote, the trunk is the local branch HEAD is
        on. Who does not write has no hook or filter of the clone run. Raises ``NO_REPOSITORY``.
        """
        git = Git.find(registry_folder, environ=environ, network_seconds=network_seconds)
        if git is None:
            raise NO_REPOSITORY(folder=registry_folder)
        git = git.for_writing() if writes else git.for_network()
        branch = LocalBranch(git=git) if sample else _branch(git, trunk)
        folder = git.path_of(registry_folder)
        return cls(
            git=git,
            files=CommitFiles(git),
            folder=folder,
            branch=branch,
            signed=signed,
            lock_seconds=lock_seconds,
        )

    def path(self, inside: str) -> str:
        """Return the path from the top of the repository of *inside*, a path in the registry."""
        return f"{self.folder}/{inside}" if self.folder else inside

    @staticmethod
    def day(when: datetime) -> date:
        """Return the day of *when* in China, which is the day of a record."""
        return when.astimezone(CHINA).date()

    def refresh_view(self) -> Base:
        """Return the trunk as it is now; it is fetched when it is on a remote."""
        return self.branch.view()

    def view_or_last_seen(self) -> tuple[Base, RemoteUnreachable | None]:
        """Return the trunk as it is now; if its remote is away, as last seen, with the refusal.

        Raises the refusal when this clone has never seen the trunk.
        """
        with self.held():  # it fetches, and so would a command that records at the same moment
            release_refs(self.git)
            try:
                return self.refresh_view(), None
            except RemoteUnreachable as away:
                seen = last_seen(self.git, self.branch.name)
                if seen is None:
                    raise
                return Base(commit=seen, branch=self.branch.name), away

    def clock_behind(self, base: Base, when: datetime) -> ClockBehind | None:
        """Return the refusal of a record on *base* dated *when*; ``None`` if it may be dated so."""
        if base.commit is None:
            return None
        newest = self.git.day_of(base.commit)
        if newest <= self.day(when + _SLACK):
            return None
        return ClockBehind(today=self.day(when), newest=newest, trunk=self.branch.name)

    def entries(self, base: Base) -> Mapping[str, TreeEntry]:
        """Return the registry's files on the trunk, by their paths from the top."""
        if base.commit is None:
            return {}
        return {entry.path: entry for entry in self.files.entries_at(base.commit, self.folder)}

    @property
    def outbox(self) -> Outbox:
        """The requests of this clone that are not known to be on the trunk yet."""
        keeper = Keeper.of(self.git, self.pen) if self.signed else None
        return Outbox(self.git.shared / "accession" / "outbox", keeper)

    def ready(self) -> Self:
        """The same with the key to sign with, tried once, where signatures are required.

        Raises ``NO_SIGNING_KEY`` or ``KEY_LOCKED``.
        """
        return replace(self, pen=Pen.of(self.git)) if self.signed and self.pen is None else self

    def land(self, build: Build[T], request: Request, *, when: datetime) -> Landing[T]:
        """Put the files that *build* makes on the trunk, as one commit dated *when*.

        *build* gets the trunk as it is now, so that it can draw its number there, and the day. It
        returns the changes, the commit's message and whatever the caller wants back. It is called
        again when the trunk has moved; each commit is signed with ``pen``, if there is one.

        *request* is kept in the outbox first. When something outside fails, or the trunk was
        tampered with, it stays there, and the refusal names it in ``queued``. When the request
        itself is refused, it is taken out again, unless it had waited there before. When the same
        is asked for again, the request that waits is taken up, so that nothing lands twice.
        """
        had_waited = self.outbox.find(request.id) is not None
        same = self.outbox.waiting(request)
        request = same or self.outbox.put(request)
        try:
            signers = Signers.known_to(self.git)
            with self.alone():
                # the last holder of the lock may have landed it: then ``_found`` finds the commit
                kept = self.outbox.find(request.id)
                own = kept is not None and self.outbox.is_own(kept)
                request = kept if kept and own else replace(request, base="")
                landed = self._until_landed(build, request, when, signers)
        except KeyboardInterrupt as stopped:
            raise _kept(LANDING_STOPPED(trunk=self.branch.name), request) from stopped
        except Refused as refused:
            # what was typed by a wrong clock holds its day, so only what waited before may wait
            may_wait = same is not None or not isinstance(refused, ClockBehind)
            if refused.exit_code in _PASSING and may_wait:
                raise _kept(refused, request) from refused.__cause__
            if not had_waited:
                self.outbox.drop(request.id)
            raise
        self.outbox.drop(request.id)
        return landed

    def _until_landed(
        self, build: Build[T], request: Request, when: datetime, signers: Signers
    ) -> Landing[T]:
        turns = Retry(trunk=self.branch.name, seconds=self.patience_seconds)
        unanswered: PushUnanswered | None = None
        sent = request.base is not None  # an earlier attempt may have landed it
        while True:
            try:
                base = self.refresh_view()
            except RemoteUnreachable as away:
                raise unanswered or away from away
            if sent and (found := self._found(request, base)) is not None:
                return self._landed_before(build, found, base)
            if request.base is None:
                request = self.outbox.begun(request, base.commit)
            try:
                return self._attempt(build, request, when, base, signers)
            except PushUnanswered as lost:
                unanswered, sent = lost, True
            except (TrunkMoved, BranchMoved):  # a server may answer this and yet have taken ours
                unanswered, sent = None, True
            turns.lost(base.commit)

    def _found(self, request: Request, base: Base) -> str | None:
        """Return the commit of *request* on the trunk; ``None`` when no attempt got there."""
        if request.base is None or base.commit is None:
            return None
        reach = f"{request.base}..{base.commit}"
        known = request.base and self.git.tip(request.base)
        trailer = ("--fixed-strings", f"--grep={TRAILER}: {request.id}")
        asked = ("log", "-1", "--format=%H", *trailer, "--end-of-options")
        return self.git.run(*asked, reach if known else base.commit, "--").line or None

    def _landed_before(self, build: Build[T], commit: str, tip: Base) -> Landing[T]:
        """Return the landing of an earlier attempt: *build* works out again what it made.

        Raises ``LANDED_BEFORE`` when *build* refuses.
        """
        parent = self.git.tip(f"{commit}^")
        try:
            _changes, _message, made = build(
                Base(commit=parent, branch=""), self.git.day_of(commit)
            )
        except Refused as refused:
            raise LANDED_BEFORE(commit=commit[:12], trunk=self.branch.name) from refused
        return self._landing(commit, parent, made, self.branch.follow(str(tip.commit)))

    def _attempt(
        self, build: Build[T], request: Request, when: datetime, base: Base, signers: Signers
    ) -> Landing[T]:
        behind = self.clock_behind(base, when)
        if behind is not None:
            raise behind
        changes, message, made = build(base, self.day(when))
        if base.commit is not None and not changes:
            nothing = Published(pushed=False, refreshed=True, notes=())
            return self._landing(base.commit, base.commit, made, nothing)
        commit = commit_on(
            self.git,
            base.commit,
            changes,
            message,
            request=request.id,
            when=when,
            signers=signers,
            inspected_by=request.inspected_by,
            pen=self.pen,
        )
        return self._landing(commit, base.commit, made, self.branch.publish(base, commit))

    def _landing(self, commit: str, base: str | None, made: T, done: Published) -> Landing[T]:
        return Landing(
            commit=commit,
            base=base,
            trunk=self.branch.name,
            made=made,
            pushed=done.pushed,
            refreshed=done.refreshed,
            notes=done.notes,
        )

    def queue(self, request: Request, held: Refused) -> Refused:
        """Keep *request* in the outbox without sending it; return *held*, which says why.

        When the same waits already, that one is named.
        """
        return _kept(held, self.outbox.waiting(request) or self.outbox.put(request))

    def signer(self) -> str:
        """Return the name of whoever would sign; raises ``IDENTITY_MISSING``."""
        return Signers.known_to(self.git).name

    def recorded(self, request: Request) -> str | None:
        """Return the commit of *request* on the trunk; ``None`` when it never landed."""
        if request.base is None:
            return None
        with self.alone():
            return self._found(request, self.refresh_view())

    def catch_up(self) -> Published:
        """Look at the trunk as it is now and bring the checkout up to it."""
        with self.alone():
            base = self.refresh_view()
            if base.commit is None:
                return Published(pushed=False, refreshed=True, notes=())
            return self.branch.follow(base.commit)

    def heal(self) -> None:
        """Put back what a killed run of ours left half done; raises the refusal when it cannot."""
        with self.alone():
            heal(self.git)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the clone's lock as ``held`` does, and clear up after killed runs."""
        with self.held() as scratch:
            self._heal(scratch)
            yield

    @contextmanager
    def held(self) -> Iterator[Path]:
        """Hold the clone's lock, which ends with the process; yields the folder that it lies in.

        All work trees share the lock, because they share the trunk. Raises ``CLONE_BUSY`` or
        ``CLONE_UNWRITABLE``.
        """
        from filelock import FileLock, Timeout  # imports asyncio, so only when a record lands

        scratch = self.git.shared / "accession"
        # No "soft" lock where the file system has no locks: it would outlive a killed process.
        lock = FileLock(scratch / "lock", timeout=self.lock_seconds, fallback_to_soft=False)
        try:
            scratch.mkdir(exist_ok=True)
            lock.acquire()
        except Timeout as timeout:
            raise CLONE_BUSY(path=scratch / "lock") from timeout
        except OSError as error:
            raise CLONE_UNWRITABLE(path=scratch, reason=reason(error)) from error
        try:
            yield scratch
        finally:
            lock.release()

    def _heal(self, scratch: Path) -> None:
        """Remove or put back what killed runs left behind."""
        sweep(scratch)
        sweep(self.outbox.folder)
        release_refs(self.git)
        remove_reports(self.git)
        with suppress(CheckoutStays):  # reported again when the checkout has to move
            heal(self.git)


def _kept(refused: Refused, request: Request) -> Refused:
    """Return the same refusal; its ``queued`` now names the request that waits in the outbox."""
    refused.queued = request.id
    return refused


def _branch(git: Git, trunk: str) -> TrunkBranch:
    """Return the branch that ``origin/main`` names."""
    remotes = git.remotes()
    if found := split_name(trunk, remotes):
        return RemoteBranch(git=git, remote=found[0], branch=found[1])
    if remotes or server_lost(git):
        remote, _slash, branch = trunk.partition("/")
        return LostBranch(git=git, remote=remote, branch=branch)
    return LocalBranch(git=git)
