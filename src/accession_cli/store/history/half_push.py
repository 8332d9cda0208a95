"""A push that was begun: the mark that says so, and the locks of refs that a killed run leaves.

Git's own ``push`` also moves the clerk's remote-tracking branch. When it is killed just then, it
leaves a lock that would stop every later ``git fetch`` of the clerk; the mark tells whose it is.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from accession_cli.files.writing import replace_file
from accession_cli.store.history.git import Git

_QUIET_SECONDS: Final = 1.0


@contextmanager
def marked_push(git: Git, remote: str, branch: str, commit: str) -> Iterator[None]:
    """Push *commit* under a mark; whoever finds the mark knows that the push was not finished."""
    data = {"lock": f"refs/remotes/{remote}/{branch}.lock", "commit": commit}
    replace_file(_mark(git), json.dumps(data).encode())
    yield
    release_refs(git)


def release_refs(git: Git) -> None:
    """Remove the locks that killed runs of ours left on refs; the caller holds the clone's lock."""
    with suppress(OSError):
        for lock in (git.shared / "refs/accession").glob("*.lock"):
            lock.unlink(missing_ok=True)  # refs that nobody but us writes
    with suppress(OSError, ValueError, KeyError, TypeError):  # no mark, or none of ours
        begun = json.loads(_mark(git).read_bytes())
        release(git.shared / begun["lock"], begun["commit"])
    with suppress(OSError):
        _mark(git).unlink(missing_ok=True)


def release(lock: Path, commit: str) -> None:
    """Remove a *lock* that moves a ref to *commit* and that nobody alive holds any more."""
    with suppress(OSError):
        age = time.time() - lock.stat().st_mtime
        time.sleep(max(0.0, min(_QUIET_SECONDS, _QUIET_SECONDS - age)))  # the living end soon
        if commit.encode().startswith(lock.read_bytes().strip()):
            lock.unlink()


def _mark(git: Git) -> Path:
    return git.shared / "accession" / "push.json"
