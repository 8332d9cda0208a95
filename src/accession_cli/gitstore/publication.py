"""The second bare repository, which holds what a district hands on and nothing else.

Nobody pushes into it: its refs are hidden from pushes, and its branch moves by compare-and-swap
under a lock. Each commit holds a whole copy and says in its last line, ``Trunk: <commit>``, of what
it is a copy. ``LastRun`` is what the register's own repository remembers of a run that nobody
watched.
"""

import json
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.files.writing import replace_file
from accession_cli.gitstore.commit import MODE, OPTIONS, blob_name, remove_reports, stream_of_tree
from accession_cli.gitstore.git import Git, GitFailed, NoWorkTree
from accession_cli.gitstore.signing import Pen, Signers
from accession_cli.i18n import N_

BRANCH: Final = "refs/heads/main"
TRAILER: Final = "Trunk"
_TRUNK: Final = re.compile(rf"\n{TRAILER}: ([0-9a-f]{{64}}|[0-9a-f]{{40}})\n*\Z")
_MARK: Final = "accession.copy"
#: Where the register's own repository publishes to.
SETTING: Final = "accession.publish"
#: It takes no push at all, and loses nothing.
SETTINGS: Final[Mapping[str, str]] = {
    _MARK: "true",
    "receive.hideRefs": "refs",
    "receive.denyNonFastForwards": "true",
    "receive.denyDeletes": "true",
    "core.fsync": "all",
    "core.logAllRefUpdates": "always",
    "gc.reflogExpire": "never",
    "gc.reflogExpireUnreachable": "never",
}
LOCK_SECONDS: Final = 600.0

COPY_BUSY: Final = Refusal(
    N_("Another publication into {folder} is under way and did not end; nothing was published."),
    N_("Wait until it ends, or find out why it hangs; then run accession publish."),
    Exit.OUTSIDE,
)
COPY_MOVED: Final = Refusal(
    N_("{folder} was changed while this publication was made; nothing was published."),
    N_("Find out who else writes there, then run accession publish again."),
    Exit.MOVED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedCommit:
    """A commit of a copy; ``trunk`` is the commit of the register that it is a copy of."""

    sha: str
    trunk: str


def create_copy(folder: Path, like: Git) -> Git:
    """Make the bare repository *folder* for copies of *like*; it names objects as that one does."""
    told = like.run("rev-parse", "--show-object-format").line
    shared = like.run("config", "core.sharedRepository", accept=(0, 1)).line
    options = ("--bare", f"--object-format={told}", *([f"--shared={shared}"] if shared else ()))
    git = Git.create(folder, *options)
    for name, value in SETTINGS.items():
        git.run("config", "--local", name, value)
    return git


def copy_at(folder: Path) -> Git | None:
    """The bare repository *folder* for copies; ``None`` if it is none, whatever else it is."""
    try:
        git = Git.reading(folder, named=True) if folder.is_dir() else None
    except (NoWorkTree, GitFailed):
        return None
    if git is None or git.top != git.shared:
        return None
    return git if git.run("config", "--local", _MARK, accept=(0, 1)).line == "true" else None


def published_commits(git: Git, tip: str = BRANCH) -> tuple[PublishedCommit, ...]:
    """The commits of a copy up to *tip*, each after its parents; those without a trailer are not.

    () before the first.
    """
    if git.tip(tip) is None:
        return ()
    asked = ("log", "-z", "--reverse", "--topo-order", "--format=%H%n%B", "--end-of-options", tip)
    found = git.run(*asked, "--").out.decode(errors="replace")
    listed = (one.lstrip("\n").partition("\n") for one in found.split("\0") if one.strip())
    told = ((sha, trunk_of(message)) for sha, _end, message in listed)
    return tuple(PublishedCommit(sha=sha, trunk=trunk) for sha, trunk in told if trunk)


def trunk_of(message: str) -> str:
    """The commit of the register that the *message* of a copy's commit names; "" without one."""
    found = _TRUNK.search(message)
    return found[1] if found else ""


def write_copy(
    git: Git,
    files: Mapping[str, bytes],
    message: str,
    *,
    base: str | None,
    when: datetime,
    by: Signers,
    pen: Pen | None,
) -> str:
    """Make a commit of exactly *files* on *base*; only contents that are new are written."""
    digits = len(git.run("hash-object", "-t", "tree", "--stdin").line)
    names = {path: blob_name(data, digits) for path, data in files.items()}
    new = git.absent(dict.fromkeys(names.values()))
    asked = stream_of_tree(
        {names[path]: data for path, data in files.items() if names[path] in new},
        names,
        message,
        base=base,
        when=when,
        signers=by,
    )
    try:
        *_blobs, commit = git.run("fast-import", *OPTIONS, data=asked).line.split("\n")
    finally:
        remove_reports(git)
    made = {entry.path: (entry.mode, entry.sha) for entry in git.entries_at(commit)}
    if made != {path: (MODE, sha) for path, sha in names.items()}:
        raise RuntimeError("a copy went wrong")
    return commit if pen is None else pen.signed(git, commit, message, base, when, by)


def move(git: Git, old: str | None, new: str) -> None:
    """Move the branch from *old* to *new*; raises ``COPY_MOVED`` if it is not at *old*."""
    try:
        git.run("update-ref", "-m", "accession publish", BRANCH, new, old or "")
    except GitFailed as failed:
        if (git.tip(BRANCH) or "") != (old or ""):
            raise COPY_MOVED(folder=git.top) from failed
        raise


@contextmanager
def alone(git: Git, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the lock of a copy, which ends with the process; raises ``COPY_BUSY``."""
    from filelock import FileLock, Timeout

    rights = stat.S_IMODE((git.directory / "objects").stat().st_mode) & 0o666
    lock = FileLock(git.shared / "accession.lock", mode=rights, fallback_to_soft=False)
    try:
        lock.acquire(timeout=seconds)
    except Timeout as held:
        raise COPY_BUSY(folder=git.top) from held
    try:
        yield
    finally:
        lock.release()


def is_busy(git: Git) -> bool:
    """Whether something is being published into a copy at this moment."""
    try:
        with alone(git, 0):
            return False
    except Refused:
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """A run after a push that has not ended well; ``says`` is "" while it is under way."""

    began: str
    says: str = ""
    hint: str = ""


def last_run(git: Git) -> LastRun | None:
    """What the register's repository remembers; ``None`` when the last run ended well."""
    try:
        return LastRun(**json.loads(_journal(git).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def remember(git: Git, run: LastRun | None) -> None:
    """Write down *run*, or that the last one ended well."""
    if run is not None:
        replace_file(_journal(git), json.dumps(asdict(run), ensure_ascii=False).encode())
        return
    with suppress(OSError):
        _journal(git).unlink(missing_ok=True)


def _journal(git: Git) -> Path:
    return git.shared / "accession" / "publication.json"
