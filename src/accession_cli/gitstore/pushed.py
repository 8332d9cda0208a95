"""Read what a push brings to a bare repository, and let pushes be checked one after another.

A server's hook gets a line for each ref: what it was, what it is to become, its name. Only one
push to the trunk is checked at a time, so whoever is beaten learns of it at once. Neither do
commands, which try until they land, beat a push made by hand again and again, nor does a script
that pushes by hand without a pause keep commands waiting.
"""

import re
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Final

from accession_cli.gitstore.git import Git
from accession_cli.gitstore.past import Commit, commits, deltas

if TYPE_CHECKING:
    from filelock import BaseFileLock

_BRANCHES: Final = "refs/heads/"
_NOTHING: Final = frozenset("0")
_HEX: Final = re.compile("[0-9a-f]{40,64}")
#: What git counts as a file whose content can be read: plain, and links, whose target it is.
_READ: Final = ("100644", "100755", "120000")


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A ref that is to move from ``old`` to ``new``; "" stands for no ref."""

    old: str
    new: str
    ref: str

    @property
    def name(self) -> str:
        """The name of a branch without ``refs/heads/``; of any other ref the whole name."""
        return self.ref.removeprefix(_BRANCHES)


class NotAnUpdate(ValueError):
    """A line that is none of a hook's."""


def updates(lines: Sequence[str]) -> tuple[Update, ...]:
    """The refs of a push, from the lines that git gives its hook; raises ``NotAnUpdate``."""
    return tuple(map(_update, lines))


def _update(line: str) -> Update:
    old, _space, rest = line.rstrip("\n").partition(" ")
    new, _space, ref = rest.partition(" ")
    if not (_HEX.fullmatch(old) and _HEX.fullmatch(new) and ref):
        raise NotAnUpdate(line)
    return Update(old=_there(old), new=_there(new), ref=ref)


def _there(name: str) -> str:
    return "" if set(name) == _NOTHING else name


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """What a server takes: its trunk, other refs by their patterns, one history from elsewhere.

    ``accepted`` is the one commit that may accept what was found in an earlier one.
    """

    trunk: str
    others: tuple[str, ...]
    restored: str
    accepted: str

    @classmethod
    def of(cls, git: Git) -> "Doors":
        """What the settings of the repository say."""
        return cls(
            trunk=_BRANCHES + (_settings(git, "accession.trunk") or ("main",))[-1],
            others=_settings(git, "accession.branches"),
            restored=(_settings(git, "accession.restore") or ("",))[-1],
            accepted=(_settings(git, "accession.accept") or ("",))[-1],
        )

    def admits(self, update: Update) -> bool:
        """Whether a ref that is not the trunk may be pushed."""
        return any(fnmatchcase(update.name, pattern) for pattern in self.others)


def _settings(git: Git, name: str) -> tuple[str, ...]:
    return tuple(git.run("config", "-z", "--get-all", name, accept=(0, 1)).items)


def brought(git: Git, tips: Sequence[str]) -> tuple[Commit, ...]:
    """The commits up to *tips* that no ref of the server has yet, each after its parents."""
    if not tips:
        return ()
    first, *more = tips
    return commits(git, first, "--not", "--all", "--not", *more)


def between(git: Git, old: str, new: str) -> tuple[Commit, ...]:
    """The commits from *old*, "" for none, to *new*, each after its parents."""
    return commits(git, new, *((f"^{old}",) if old else ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a push brings in one place: a text of ``commit``, or the bytes of its file ``path``."""

    commit: str
    path: str
    data: bytes


_AT_ONCE: Final = 500


def contents(git: Git, listed: Sequence[Commit], largest: int) -> Iterator[Content]:
    """The messages of the commits *listed* and each new file in them, once.

    In the place of more than *largest* bytes, one more than that are given, and nothing is read.
    The message comes with all that a commit says of itself, and has the path "".
    """
    for start in range(0, len(listed), _AT_ONCE):
        some = listed[start : start + _AT_ONCE]
        for sha, data in git.limited({one.sha: largest for one in some}):
            yield Content(commit=sha, path="", data=data)
    pairs = [(one.sha, parent) for one in listed for parent in one.parents or (None,)]
    new: dict[str, dict[str, str]] = {}  # paths and commits by the blob
    for (sha, _parent), changed in zip(pairs, deltas(git, pairs), strict=True):
        for file in changed:
            if file.after is not None and file.after.mode in _READ:
                new.setdefault(file.after.blob, {}).setdefault(file.path, sha)
    for blob, data in git.limited(dict.fromkeys(new, largest)):
        for path, sha in new[blob].items():
            yield Content(commit=sha, path=path, data=data)


def text_of_tag(git: Git, name: str) -> bytes | None:
    """All that the tag object *name* says; None if it is no tag object."""
    kind = git.run("cat-file", "-t", name).line
    return git.run("cat-file", "tag", name).out if kind == "tag" else None


#: How long commands wait for somebody who pushes by hand and was beaten once, and the other way.
HAND_SECONDS: Final = 15.0
_TURN_SECONDS: Final = 40.0
_LOOK_SECONDS: Final = 0.1
_SETTLE_SECONDS: Final = 0.2
#: Files that say that a push was beaten and nobody of its way came through since: by hand or not.
_BEATEN: Final = {True: "hand", False: "command"}


@contextmanager
def in_turn(
    git: Git, *, by_hand: bool, moved: Callable[[], bool], beaten_by_hand: Callable[[], bool]
) -> Iterator[bool]:
    """Wait for the turn of this push; yields whether the trunk has not *moved* meanwhile.

    Commands stand back for a while when a push *by_hand* was beaten, and pushes by hand when a
    command was *beaten_by_hand*; who was beaten first goes first. The turn ends with the
    process. It only makes waiting fair, so whoever waited long goes on without it: git itself lets
    only one of two pushes win.
    """
    from filelock import FileLock

    folder = git.shared / "accession"
    own, other = folder / _BEATEN[by_hand], folder / _BEATEN[not by_hand]
    while _age(other) > _age(own) and not moved():
        time.sleep(_LOOK_SECONDS)
    with ExitStack() as held:
        with suppress(OSError):  # filelock's Timeout is one
            _made_like(folder, git.directory / "objects")
            rights = stat.S_IMODE(folder.stat().st_mode) & 0o666
            lock = FileLock(folder / "turn", mode=rights, fallback_to_soft=False)
            _take(lock)
            held.callback(lock.release)
        still = not moved()
        with suppress(OSError):
            if still:
                own.unlink(missing_ok=True)
            elif _age(own) < 0 and (by_hand or beaten_by_hand()):
                own.unlink(missing_ok=True)
                own.touch()
        yield still


def _take(lock: "BaseFileLock") -> None:
    """Hold *lock*; whoever had it is given time to see its push through, which git does after."""
    from filelock import Timeout

    try:
        lock.acquire(timeout=0)
    except Timeout:
        lock.acquire(timeout=_TURN_SECONDS)
        time.sleep(_SETTLE_SECONDS)


def _made_like(folder: Path, other: Path) -> None:
    """Make *folder* with the rights of *other*, so that whoever may push may write there."""
    if not folder.is_dir():
        folder.mkdir(exist_ok=True)
        folder.chmod(stat.S_IMODE(other.stat().st_mode))


def _age(beaten: Path) -> float:
    """The seconds since a push was beaten; -1 when none was, or it is too long ago."""
    try:
        since = time.time() - beaten.stat().st_mtime
    except OSError:
        return -1.0
    return since if 0 <= since < HAND_SECONDS else -1.0
