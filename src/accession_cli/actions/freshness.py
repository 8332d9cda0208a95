"""Read a registry as its server has it now, and say how old what was read is.

The server is asked while the files here are read. What is newer there is read in the place of the
files here; what is changed here and not committed is laid over it. No server is ever a reason to
fail: then what this clone saw last is read, and the state says why.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from accession_cli.errors import Refused
from accession_cli.registry.files import (
    SCHEME,
    Source,
    file_on_disk,
    files_on_disk,
    has_no_server,
    prefix_of,
)
from accession_cli.registry.reading import Opened, Reader, usable
from accession_cli.scheme.district import Scheme

if TYPE_CHECKING:
    from accession_cli.gitstore.git import Git
    from accession_cli.gitstore.server import Question
    from accession_cli.registry.commits import LaidOver

#: Data older than this is no ground for declining anything.
FRESH: Final = timedelta(days=3)


class Server(StrEnum):
    """What came of asking the server."""

    NONE = "none"  # there is none, or the registry is a sample
    COMPARED = "compared"
    UNREACHED = "unreached"
    NOT_ASKED = "not_asked"  # by the person's wish
    NOT_TRUSTED = "not_trusted"  # the clone's own settings name a program on the way there
    NO_TRUNK = "no_trunk"  # it does not have the branch that the profile names
    NOT_FETCHED = "not_fetched"  # it has newer records, which could not be brought here
    DAMAGED = "damaged"  # git cannot read this clone, so it was not asked
    REWRITTEN = "rewritten"  # its history is not the one that this clone has seen


@dataclass(frozen=True, slots=True, kw_only=True)
class DataState:
    """What an answer rests on, as at ``read``.

    ``commit`` is the newest one that was read and ``time`` when it was made; ``compared`` is when
    this clone last saw its server. All are ``None`` outside git. ``unread`` are the files of tasks
    that could not be read. ``early``: the machine's day is before the commit's. ``old``: too old to
    decline anything on it. ``own`` are files that were changed both here and on the server.
    """

    read: datetime | None = None
    server: Server = Server.NONE
    commit: str | None = None
    time: datetime | None = None
    compared: datetime | None = None
    unread: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    early: bool = False
    old: bool = True

    @property
    def behind(self) -> bool:
        """Whether the server has newer records than those that were read."""
        return self.server in (Server.NOT_FETCHED, Server.REWRITTEN)

    @property
    def as_of(self) -> datetime | None:
        """The time up to which the data is complete as far as this clone knows."""
        return self.time if self.behind else self.compared or self.time


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """A registry as it was read now; ``server`` says whether its server was asked.

    ``newer`` is the commit of the server that was read in the place of the files here, ``None``
    when they have it already.
    """

    folder: Path
    opened: Opened
    server: Server = Server.NONE
    newer: str | None = None
    own: tuple[str, ...] = ()

    @property
    def has_server(self) -> bool:
        """Whether there is a server, so that somebody would want to know if it was asked."""
        return self.server is not Server.NONE

    def data(self, now: datetime) -> DataState:
        """How old what was read is at *now*, by the clock.

        A sample's days are invented, so its clock is never early.
        """
        from accession_cli.gitstore.git import Git

        read = DataState(read=now, server=self.server, unread=tuple(_of_tasks(self.opened.unread)))
        damaged = self.server is Server.DAMAGED
        git = None if damaged else Git.reading(self.folder, named=False)
        newest = git.newest(self.newer or "HEAD") if git else None
        if git is None or newest is None:
            return read
        compared = now if self.server in (Server.NONE, Server.COMPARED) else git.fetched()
        return replace(
            read,
            commit=newest[0],
            time=newest[1],
            compared=compared,
            own=self.own,
            early=not self.opened.registry.scheme.sample and now.date() < newest[1].date(),
            old=compared is None or now - compared > FRESH,
        )


def _of_tasks(unread: Iterable[str]) -> Iterable[str]:
    return (path for path in unread if PurePosixPath(path).parent.parent.name == "tasks")


def fresh(folder: Path, *, offline: bool = False) -> Fresh:
    """The registry in *folder* as its server has it now; *offline* asks no server.

    Raises ``ProfileUnusable``.
    """
    reader = Reader(prefix_of(folder))
    asking = _Asking.begun(folder, reader, offline=offline)
    try:
        here = tuple(files_on_disk(folder))
        loaded = reader.read(here)
    except BaseException:
        if asking:
            asking.drop()
        raise
    if asking is None:
        return Fresh(folder=folder, opened=usable(loaded))
    server, laid, newer = asking.ended(here)
    if laid is not None:
        loaded = reader.read(laid.sources)
    own = tuple(reader.prefix + name for name in laid.own) if laid else ()
    return Fresh(folder=folder, opened=usable(loaded), server=server, newer=newer, own=own)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asking:
    """A registry whose server may be asked; ``question`` is under way unless ``server`` says why.

    ``git`` runs unattended; ``below`` is the registry's folder from the top.
    """

    git: "Git"
    below: str
    trunk: str
    server: Server
    question: "Question | None" = None

    @classmethod
    def begun(cls, folder: Path, reader: Reader, *, offline: bool) -> "_Asking | None":
        """Begin to ask the server of the registry in *folder*; ``None`` when it has none.

        A registry whose profile cannot be used, and a sample, have none.
        """
        if has_no_server(folder):
            return None
        from accession_cli.gitstore.git import CloneDamaged, Git

        try:
            scheme = reader.profile(file_on_disk(folder, SCHEME))
            return (
                None
                if scheme is None or scheme.sample
                else cls._of(folder, scheme, offline=offline)
            )
        except CloneDamaged:
            git = Git.outside(folder)
            return cls(git=git, below="", trunk="", server=Server.DAMAGED)
        except Refused:
            return None

    @classmethod
    def _of(cls, folder: Path, scheme: Scheme, *, offline: bool) -> "_Asking | None":
        from accession_cli.gitstore import server
        from accession_cli.gitstore.branches import server_lost
        from accession_cli.gitstore.git import Git

        git = Git.find(folder)
        way = server.Way.of(git) if git else None
        if git is None or way is None or not (way.remotes or server_lost(git)):
            return None
        quiet = server.unattended(git, way)
        made = partial(cls, git=quiet, below=git.path_of(folder), trunk=scheme.trunk)
        named = server.split_name(scheme.trunk, way.remotes)
        if offline or way.offline:
            return made(server=Server.NOT_ASKED)
        if way.programs:
            return made(server=Server.NOT_TRUSTED)
        if not way.remotes:
            return made(server=Server.UNREACHED)
        if named is None:
            return made(server=Server.NO_TRUNK)
        return made(server=Server.COMPARED, question=server.Question.put(quiet, *named))

    def drop(self) -> None:
        """Wait for no answer."""
        if self.question:
            self.question.drop()

    def ended(self, here: Sequence[Source]) -> "tuple[Server, LaidOver | None, str | None]":
        """What came of asking; the files to read in the place of those *here*, and their commit.

        The last two are ``None`` when the files here have all that this clone has seen.
        """
        state = self._asked()
        try:
            return state, *self._newer(here)
        except Refused:  # the objects of this clone are damaged; doctor says how
            return Server.NOT_FETCHED, None, None

    def _asked(self) -> Server:
        """Hear what the server says, and fetch what is new; ``SECONDS`` at most are waited."""
        from accession_cli.gitstore.branches import TrunkRewritten, last_seen
        from accession_cli.gitstore.server import SECONDS

        if self.question is None:
            return self.server
        began = time.monotonic()
        try:
            tip = self.question.answer()
        except Refused:
            return Server.UNREACHED
        if tip is None:
            return Server.NO_TRUNK
        try:
            if tip != last_seen(self.git, self.trunk):
                self._fetch(self.question, SECONDS - (time.monotonic() - began))
        except TrunkRewritten:
            return Server.REWRITTEN
        except Refused:
            return Server.NOT_FETCHED
        self.git.mark_fetched()
        return Server.COMPARED

    def _fetch(self, question: "Question", seconds: float) -> None:
        """Fetch the trunk as a landing does, under the clone's lock; raises the refusal."""
        from accession_cli.gitstore.branches import RemoteBranch
        from accession_cli.gitstore.commit import CommitFiles
        from accession_cli.gitstore.trunk import Trunk

        git = replace(self.git, network_seconds=seconds)
        branch = RemoteBranch(git=git, remote=question.remote, branch=question.branch)
        files = CommitFiles(git)
        trunk = Trunk(git=git, files=files, folder=self.below, branch=branch, lock_seconds=seconds)
        with trunk.held():
            branch.view()

    def _newer(self, here: Sequence[Source]) -> "tuple[LaidOver | None, str | None]":
        """What this clone has seen of the server and the files here do not have."""
        from accession_cli.gitstore.branches import last_seen

        git, head = self.git, self.git.tip("HEAD")
        seen = last_seen(git, self.trunk)
        if seen is None or (head and git.is_ancestor(seen, head)):
            return None, None
        from accession_cli.registry.commits import laid_over

        asked = ("merge-base", "--end-of-options", str(head), seen)
        base = git.run(*asked, accept=(0, 1)).line if head else ""
        return laid_over(git, self.below, here, base or None, seen), seen
