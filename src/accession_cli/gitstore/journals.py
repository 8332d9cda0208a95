"""Keep journals of a checkout and a push under way, so that the next run undoes a killed one.

Seen: a run killed between two files left half of them new. So: the journal is written first.
Undoing works from any state in between, because it looks at the content of every file. A file
that the move has written, whole or in part, is replaced by what stood there before; any other
file is the clerk's and stays.

Seen: git's own ``push`` also moves the clerk's remote-tracking branch; killed just then, it
leaves a lock that would stop every later ``git fetch`` of the clerk. So: the journal of a push
names that lock.

``LockedIndex`` changes the index while git's ``index.lock`` is held, with a word of ours in it.
By that word the next run knows the lock of a killed run and removes it, never anybody else's. The
reasons why the checkout cannot follow the trunk are refusals of this module.
"""

import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Self

from accession_cli.errors import Exit, Refusal, Refused, reason
from accession_cli.files.writing import (
    FileUnwritable,
    replace_file,
    settle_file,
    settle_folder,
)
from accession_cli.gitstore.commit import TreeChange, tree_changes
from accession_cli.gitstore.git import Git, GitAnswer
from accession_cli.i18n import N_, _

_QUIET_SECONDS: Final = 1.0


@contextmanager
def journalled_push(git: Git, remote: str, branch: str, commit: str) -> Iterator[None]:
    """Keep a journal on the disk while *commit* is pushed in the ``with`` block.

    When the journal is found later, that push was not finished.
    """
    data = {"lock": f"refs/remotes/{remote}/{branch}.lock", "commit": commit}
    replace_file(_push_journal(git), json.dumps(data).encode())
    yield
    release_refs(git)


def release_refs(git: Git) -> None:
    """Remove ref locks that killed runs of ours left; the caller must hold the clone's lock."""
    with suppress(OSError):
        for lock in (git.shared / "refs/accession").glob("*.lock"):
            lock.unlink(missing_ok=True)  # refs that nobody but us writes
    with suppress(OSError, ValueError, KeyError, TypeError):  # no journal, or none of ours
        begun = json.loads(_push_journal(git).read_bytes())
        release_lock(git.shared / begun["lock"], begun["commit"])
    with suppress(OSError):
        _push_journal(git).unlink(missing_ok=True)


def release_lock(lock: Path, commit: str) -> None:
    """Remove *lock* when it moves a ref to *commit* and no running program holds it any more.

    A lock younger than a second may be in use: it is looked at again when it is that old.
    """
    with suppress(OSError):
        age = time.time() - lock.stat().st_mtime
        time.sleep(max(0.0, min(_QUIET_SECONDS, _QUIET_SECONDS - age)))  # a running one ends soon
        if commit.encode().startswith(lock.read_bytes().strip()):
            lock.unlink()


def _push_journal(git: Git) -> Path:
    return git.shared / "accession" / "push.json"


@dataclass(frozen=True, slots=True)
class Stay(Refusal):
    """Why the checkout cannot follow: a refusal on a local trunk, else a note after landing.

    ``hint`` is shown when the record could not land because of it, ``later`` when it has landed.
    """

    later: str = N_(
        "The record is in the register; only your files are older. When you are"
        " ready, run: accession sync"
    )

    def __call__(self, **facts: object) -> "CheckoutStays":
        return CheckoutStays(self, **facts)


class CheckoutStays(Refused):
    """The checkout stays as it is; ``landed`` says that the record is on the trunk all the same."""

    landed: bool = False

    @property
    def remedy(self) -> str:
        if self.landed and isinstance(self.refusal, Stay):
            return _(self.refusal.later).format(**self.facts)
        return super().remedy


IN_THE_WAY: Final = Stay(
    N_(
        "{path} on this machine has changes of yours, or is unknown to git, so it was not replaced."
    ),
    N_(
        "Nothing was recorded. Move {path} away or undo your changes to it, then run"
        " the command again."
    ),
    Exit.OUTSIDE,
    N_(
        "The record is in the register; only your files are older. Move {path} away"
        " or undo your changes to it, then run: accession sync"
    ),
)


UNDER_WAY: Final = Stay(
    N_(
        "A git {operation} is under way in the folder of the registry, so your files"
        " were left as they are."
    ),
    N_("Nothing was recorded. Finish or abort the {operation}, then run the command again."),
    Exit.OUTSIDE,
)


INDEX_LOCKED: Final = Stay(
    N_("Another git command holds {path}, so your files were left as they are."),
    N_(
        "Nothing was recorded. Wait for that command to end; if none is running, remove the"
        " file. Then run the command again."
    ),
    Exit.OUTSIDE,
)


ON_NO_BRANCH: Final = Stay(
    N_(
        "The folder of the registry stands at an old version (on no branch), so your"
        " files were left as they are."
    ),
    N_("Nothing was recorded. Run: git switch NAME-OF-THE-BRANCH, then the command again."),
    Exit.OUTSIDE,
    N_(
        "The record is in the register. To see it in your files, run: git switch"
        " {branch} and then: accession sync"
    ),
)


ON_ANOTHER_BRANCH: Final = Stay(
    N_(
        "The folder of the registry is on the branch {current}, not on {branch}, so"
        " your files were left as they are."
    ),
    N_("Nothing was recorded. Run: git switch {branch}, then the command again."),
    Exit.OUTSIDE,
    N_(
        "The record is in the register. To see it in your files, run: git switch"
        " {branch} and then: accession sync"
    ),
)


NO_COMMIT_YET: Final = Stay(
    N_("The branch {branch} is empty here, so your files were left as they are."),
    N_("Nothing was recorded. Run: git pull --ff-only, then the command again."),
    Exit.OUTSIDE,
    N_("The record is in the register. To see it in your files, run: git pull --ff-only"),
)


OWN_COMMITS: Final = Stay(
    N_(
        "Here are versions, made with git, that the server does not have (on"
        " {branch}), so your files were left as they are."
    ),
    N_(
        "Nothing was recorded. Have them sent to the server (git pull --rebase, then"
        " git push), then run the command again."
    ),
    Exit.OUTSIDE,
    N_(
        "The record is in the register. What was made here is untouched; send it"
        " there with git pull --rebase and git push, or ask whoever looks after the"
        " registry."
    ),
)


NOT_CAUGHT_UP: Final = Stay(
    N_("Your files could not be brought up to date. Git says: {words}"),
    N_("Nothing was recorded. Put right what git names, then run the command again."),
    Exit.OUTSIDE,
)


class BranchMoved(Refused):
    refusal = Refusal(
        N_("The register changed while the record was being written; it was not recorded."),
        N_("Run the command again: it starts from what is there now."),
        Exit.MOVED,
    )


_WORD: Final = b"held by accession\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedIndex:
    """A copy of the index to work on; ``install`` puts it in the place of the real one."""

    git: Git
    path: Path

    def run(self, *arguments: str, data: bytes = b"", accept: Sequence[int] = (0,)) -> GitAnswer:
        """Run git on the copy."""
        variables = {"GIT_INDEX_FILE": str(self.path)}
        return self.git.run(*arguments, data=data, accept=accept, variables=variables)

    def install(self) -> None:
        """Replace the real index by a copy of this one, which can still be used afterwards."""
        real, further = self.git.directory / "index", self.path.with_name("further")
        try:
            shutil.copy2(self.path, further)  # with its time, which git compares with that of files
            settle_file(further)
            further.replace(real)
            settle_folder(real.parent)
        except OSError as error:
            raise FileUnwritable(path=real, reason=reason(error)) from error


@contextmanager
def holding_index(git: Git) -> Iterator[LockedIndex]:
    """Lock the index of *git*'s work tree; raises ``INDEX_LOCKED`` when it is locked already."""
    own = folder_of(git) / "index"
    lock = _lock_of(git)
    _take(lock, own.with_name("word"))
    try:
        _copy(git.directory / "index", own)
        yield LockedIndex(git=git, path=own)
    finally:
        own.unlink(missing_ok=True)
        lock.unlink(missing_ok=True)


def folder_of(git: Git) -> Path:
    """Return the folder for what concerns this one work tree, not the whole clone."""
    return git.directory / "accession"


def refuse_locked(git: Git) -> None:
    if _lock_of(git).exists():
        raise INDEX_LOCKED(path=_lock_of(git))


def release_left_behind(git: Git) -> None:
    """Remove index files a killed run of ours left; the caller must hold the clone's lock."""
    lock = _lock_of(git)
    with suppress(OSError):
        if is_held_by_us(git, lock):
            lock.unlink()
    with suppress(OSError):
        for name in ("index", "index.lock", "further"):
            (folder_of(git) / name).unlink(missing_ok=True)


def is_held_by_us(git: Git, lock: Path) -> bool:
    """Whether *lock* is the index's and has our word in it."""
    with suppress(OSError):  # missing or not readable: then it is not ours
        return lock == _lock_of(git) and lock.read_bytes() == _WORD
    return False


def _lock_of(git: Git) -> Path:
    return git.directory / "index.lock"


def _take(lock: Path, word: Path) -> None:
    """Make *lock* with our word in it in one step, by a hard link; in two where there are none."""
    try:
        if not word.exists() or word.read_bytes() != _WORD:
            replace_file(word, _WORD)  # on the disk: after a power cut we must know our lock
        try:
            os.link(word, lock)
        except FileExistsError:
            raise
        except OSError:
            with lock.open("xb") as file:
                file.write(_WORD)
            settle_file(lock)
    except FileExistsError:
        raise INDEX_LOCKED(path=lock) from None
    except OSError as error:
        raise FileUnwritable(path=lock, reason=reason(error)) from error


def _copy(real: Path, own: Path) -> None:
    try:
        for old in (own, own.with_name("index.lock")):  # left by a run that was killed
            old.unlink(missing_ok=True)
        if real.exists():
            shutil.copy2(real, own)
    except OSError as error:
        raise FileUnwritable(path=own, reason=reason(error)) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutMove:
    """The checkout of ``branch`` moves from ``before`` (commit or empty tree) to ``after``."""

    branch: str
    before: str
    after: str

    @classmethod
    def left_behind(cls, git: Git) -> Self | None:
        """Return the move that a killed run left half done in this work tree, or ``None``."""
        with suppress(OSError, ValueError, TypeError):  # no journal, or none of ours
            return cls(**json.loads(_move_journal(git).read_bytes()))
        return None

    @contextmanager
    def marked(self, git: Git) -> Iterator[None]:
        """Write the journal before the move in the ``with`` block, and remove it after.

        When the journal is found later, that move was not finished.
        """
        replace_file(_move_journal(git), json.dumps(asdict(self)).encode())
        yield
        _release_refs(git, self)  # git may have failed to remove its own locks
        _end_move(git)

    def changes(self, git: Git) -> tuple[TreeChange, ...]:
        """List every path that the move touches."""
        return tree_changes(git, self.before, self.after)


def heal(git: Git) -> None:
    """Put back what a killed run left half done here; the caller must hold the clone's lock."""
    release_left_behind(git)
    move = CheckoutMove.left_behind(git)
    if move is None:
        return
    _release_refs(git, move)
    if git.branch() == move.branch and not _finished(git, move) and _untouched(git, move):
        with holding_index(git) as index:
            put_back(git, index, move)
    _end_move(git)


def put_back(git: Git, index: LockedIndex, move: CheckoutMove) -> None:
    """Put work tree and index back as they were before *move*; the clerk's own files stay."""
    changes = move.changes(git)
    staged = _staged(index, changes)
    back = [one for one in changes if staged.get(one.name) == one.blob_after]
    lines = "".join(f"{mode} {sha}\t{one.name}\0" for one in back for mode, sha in (one.old,))
    index.run("update-index", "-z", "--index-info", data=lines.encode())
    ours = [one for one in changes if _written_by_move(git, one)]
    restored = "".join(f"{one.name}\0" for one in ours if one.was_there)
    index.run("checkout-index", "-f", "-u", "-q", "-z", "--stdin", data=restored.encode())
    for one in ours:
        if not one.was_there:
            _remove(git.top, one.name)
    index.run("update-index", "-q", "--refresh", accept=(0, 1))
    index.install()
    _end_move(git)


def settle_files(git: Git, changes: Sequence[TreeChange]) -> None:
    """Settle the files that a move wrote on the disk, before the branch moves."""
    folders = set()
    try:
        for one in changes:
            path = git.top / one.name
            folders.add(path.parent)
            if one.is_there and path.is_file() and not path.is_symlink():
                settle_file(path)
        for folder in folders:
            if folder.is_dir():
                settle_folder(folder)
    except OSError as error:
        raise FileUnwritable(path=error.filename or git.top, reason=reason(error)) from error


def _finished(git: Git, move: CheckoutMove) -> bool:
    return git.tip(f"refs/heads/{move.branch}") == move.after


def _untouched(git: Git, move: CheckoutMove) -> bool:
    """Whether the branch is where the move found it; if not, the clerk has moved it since."""
    tip = git.tip(f"refs/heads/{move.branch}")
    return tip == move.before or (tip is None and git.tip(move.before) is None)


def _staged(index: LockedIndex, changes: Sequence[TreeChange]) -> Mapping[str, str]:
    names = [one.name for one in changes]
    found = index.run("ls-files", "-z", "--stage", "--", *names).items if names else []
    return {
        name: meta.split(" ")[1] for meta, _tab, name in (item.partition("\t") for item in found)
    }


def _written_by_move(git: Git, one: TreeChange) -> bool:
    """Whether the path is as the move left it, or holds only the beginning of the new file.

    A file that was there and is missing now counts too: the move took it away.
    """
    path = git.top / one.name
    if path.is_symlink() or path.is_dir() or _behind_link(git.top, path):
        return False
    if not path.exists():
        return one.was_there
    if not one.is_there:
        return False
    whole = git.run("cat-file", "--filters", f"--path={one.name}", one.new[1]).out
    return whole.startswith(path.read_bytes())


def _behind_link(top: Path, path: Path) -> bool:
    """Whether a folder between *top* and *path* is a link; files behind a link are not ours."""
    return any(folder.is_symlink() for folder in path.parents if folder.is_relative_to(top))


def _remove(top: Path, name: str) -> None:
    """Remove a file and the folders that it leaves empty."""
    path = top / name
    with suppress(OSError):  # a folder that is not empty stays
        path.unlink()
        for folder in path.parents:
            if folder == top:
                return
            folder.rmdir()


def _release_refs(git: Git, move: CheckoutMove) -> None:
    """Remove the locks of the branch and of HEAD that a killed ``update-ref`` of ours left."""
    for lock in _ref_locks(git, move):
        release_lock(lock, move.after)


def is_lock_of(git: Git, move: CheckoutMove, lock: Path) -> bool:
    """Whether *lock* is one that the ``update-ref`` of *move* may have left."""
    with suppress(OSError):
        ours = lock.read_bytes().strip() in {b"", move.after.encode()}
        return ours and lock in _ref_locks(git, move)
    return False


def _ref_locks(git: Git, move: CheckoutMove) -> tuple[Path, Path]:
    return git.shared / f"refs/heads/{move.branch}.lock", git.directory / "HEAD.lock"


def _move_journal(git: Git) -> Path:
    return folder_of(git) / "move.json"


def _end_move(git: Git) -> None:
    _move_journal(git).unlink(missing_ok=True)
