"""Set up repositories: a new registry's, the bare one on a server, and the hooks of a clone.

``settings`` reads git's version, its settings and who signs. The hooks are part of the package;
they are plain sh and call the program that git's setting ``accession.program`` names.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from accession_cli import packaged
from accession_cli.files.writing import holder_of, replace_file
from accession_cli.gitstore.git import Git
from accession_cli.gitstore.journals import CheckoutMove, is_held_by_us, is_lock_of
from accession_cli.gitstore.programs import Setting, hooks_in, programs, runs
from accession_cli.gitstore.signing import Pen

#: ``core.fsync`` is understood from this version on.
OLDEST_GIT: Final = (2, 36)
_OURS: Final = "command"  # the scope of the settings that we give git on every call


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of a clone.

    ``values`` has git's lower-case names as keys; the settings that we give on every call are left
    out. ``programs`` came with the clone and name a program, each with when git would run it;
    ``hooks_of_others`` are hooks that accession did not install. ``signs`` is "Name <address>";
    ``None`` when git does not know who signs.
    """

    version: str
    values: Mapping[str, str]
    programs: tuple[tuple[Setting, str], ...]
    signs: str | None
    hooks: Path
    hooks_of_others: tuple[Path, ...]
    shallow: bool

    @property
    def is_old(self) -> bool:
        """Whether git is older than what accession needs."""
        numbers = tuple(int(number) for number in re.findall("[0-9]+", self.version)[:2])
        return numbers < OLDEST_GIT

    def get(self, name: str) -> str | None:
        return self.values.get(name.lower())


def settings(git: Git) -> Settings:
    """Read the settings in force for the clone: its own, the person's and the machine's."""
    found = git.settings()
    values = {one.name: one.value for one in found if one.scope != _OURS}
    folder = values.get("core.hookspath")
    signs = git.run("var", "GIT_COMMITTER_IDENT", accept=(0, 128))
    return Settings(
        version=git.run("version").line.removeprefix("git version "),
        values=values,
        programs=programs(found),
        signs=signs.line.rpartition(" ")[0].rpartition(" ")[0] if signs.code == 0 else None,
        hooks=git.top / Path(folder).expanduser() if folder else git.shared / "hooks",
        hooks_of_others=hooks_of_others(git),
        shallow=git.is_shallow(),
    )


def put_setting(git: Git, name: str, value: str) -> None:
    """Set *name* for this clone alone."""
    git.run("config", "--local", name, value)


PRE_COMMIT: Final = "pre-commit"
PRE_RECEIVE: Final = "pre-receive"
POST_RECEIVE: Final = "post-receive"


#: SHA-256 of the hooks that earlier versions installed; whoever changes a hook adds the one before.
EARLIER_HOOKS: Final = frozenset(
    {
        "4ef99b9405b769814719f65ef6a6ca9b72a8a896f943f58a01b9c1a8cac4071b",  # pre-commit
        "d55f3f284f3e90722b52919035ef4ec947af1ff29babdaa49adf4bd716abadf6",  # pre-receive
    }
)


class HookState(StrEnum):
    """Whose a hook is, and whether it is today's."""

    MISSING = "missing"
    TODAYS = "todays"
    EARLIER = "earlier"  # as an earlier version of accession installed it
    OTHER = "other"  # of another, or changed by hand


def hook_state(path: Path) -> HookState:
    """Compare the hook at *path* with the packaged one of its name."""
    if not runs(path):
        return HookState.MISSING
    content = _content(path)
    if content == _packaged(path.name):
        return HookState.TODAYS
    known = content is not None and hashlib.sha256(content).hexdigest() in EARLIER_HOOKS
    return HookState.EARLIER if known else HookState.OTHER


def hook_is_there(git: Git, hooks: Path) -> bool | None:
    """Whether *hooks* has a pre-commit hook; ``None`` without one in a folder not git's own."""
    if (hooks / PRE_COMMIT).is_file():
        return True
    return False if hooks == git.shared / "hooks" else None


def hooks_of_others(git: Git) -> tuple[Path, ...]:
    """Return the hooks in git's own folder of hooks that are not as accession installs them."""
    found = hooks_in(git.shared / "hooks")
    return tuple(path for path in found if hook_state(path) is HookState.OTHER)


def _packaged(name: str) -> bytes | None:
    ours = name in (PRE_COMMIT, PRE_RECEIVE, POST_RECEIVE)
    return packaged.text("templates", f"hooks/{name}").encode() if ours else None


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def install_hook(git: Git, name: str) -> Path:
    """Put the packaged hook *name* into git's own folder of hooks.

    An existing one is kept, unless it is as an earlier version of accession installed it.
    """
    path = git.shared / "hooks" / name
    if not path.exists() or hook_state(path) is HookState.EARLIER:
        replace_file(path, packaged.text("templates", f"hooks/{name}").encode(), program=True)
    return path


#: The settings of a server: it takes no rewritten or deleted branch, and loses nothing.
SERVER: Final[Mapping[str, str]] = {
    "receive.denyNonFastForwards": "true",
    "receive.denyDeletes": "true",
    "receive.fsckObjects": "true",
    "transfer.fsckObjects": "true",
    "core.fsync": "all",
    "core.logAllRefUpdates": "always",
    "gc.reflogExpire": "never",
    "gc.reflogExpireUnreachable": "never",
    "gc.pruneExpire": "never",
    "accession.trunk": "main",
}


def create_repository(folder: Path) -> Git:
    """Make a repository for a registry in the existing *folder*, set up as ``doctor`` wants it."""
    git = Git.create(folder)
    put_setting(git, "core.fsync", "all")
    install_hook(git, PRE_COMMIT)
    return git


def create_server(
    folder: Path, *, shared: bool, program: str | None, root_keys: Sequence[str] = ()
) -> Git:
    """Make a bare repository in the existing *folder*; its hooks call *program* for every push.

    *shared* lets all members of the folder's group push. *root_keys* are lines of public keys.
    """
    git = Git.create(folder, "--bare", *(("--shared=group",) if shared else ()))
    for name, value in SERVER.items():
        put_setting(git, name, value)
    if program is not None:
        put_setting(git, "accession.program", program)
    for key in root_keys:
        git.run("config", "--add", "accession.rootKeys", key)
    for name in (PRE_RECEIVE, POST_RECEIVE):
        install_hook(git, name)
    return git


def first_commit(
    git: Git, paths: Sequence[str], message: str, *, when: datetime, pen: Pen | None = None
) -> str:
    """Commit only *paths*, dated *when*, and sign it with *pen*, if there is one.

    The files have been checked already, so no hook is run.
    """
    settings, sign = (pen.settings, ("--gpg-sign",)) if pen else ((), ())
    date = f"@{int(when.timestamp())} {when:%z}"
    git = git.for_writing()
    git.run("add", "--force", "--", *paths)
    git.run(
        *(*settings, "commit", "--quiet", "--no-verify", *sign),
        *("--only", "--message", message, "--", *paths),
        variables={"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date},
    )
    return git.run("rev-parse", "HEAD").line


@dataclass(frozen=True, slots=True, kw_only=True)
class LockFile:
    """A lock of git's, last written at ``since``; ``ours`` when it is a run of accession's.

    ``holder`` is the program that has it open, when the machine tells.
    """

    path: Path
    since: datetime
    ours: bool
    holder: str | None


def lock_files(git: Git) -> tuple[LockFile, ...]:
    """List every lock in the clone and in this work tree, sorted by path."""
    move = CheckoutMove.left_behind(git)
    found: list[LockFile] = []
    for path in sorted(set(_locks(git))):
        with suppress(FileNotFoundError):  # its holder has just removed it
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
    from filelock import FileLock, Timeout  # imports asyncio, so only when needed

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
