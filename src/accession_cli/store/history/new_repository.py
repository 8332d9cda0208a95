"""Make repositories: the one of a new registry, and the bare one on a server."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from accession_cli.store.history import clone_hooks, clone_settings
from accession_cli.store.history.git import Git

#: What a server must never do, and what it must never lose.
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


def create(folder: Path) -> Git:
    """A repository for a registry in the existing *folder*, set up as ``doctor`` wants it."""
    git = Git.create(folder)
    clone_settings.put(git, "core.fsync", "all")
    clone_hooks.install(git, clone_hooks.PRE_COMMIT)
    return git


def create_server(folder: Path, *, shared: bool, program: str | None) -> Git:
    """A bare repository in the existing *folder*, whose hook calls *program* for every push.

    *shared* lets all members of the folder's group push.
    """
    git = Git.create(folder, "--bare", *(("--shared=group",) if shared else ()))
    for name, value in SERVER.items():
        clone_settings.put(git, name, value)
    if program is not None:
        clone_settings.put(git, "accession.program", program)
    clone_hooks.install(git, clone_hooks.PRE_RECEIVE)
    return git


def first_commit(git: Git, paths: Sequence[str], message: str, *, when: datetime) -> str:
    """Commit *paths* alone, dated *when*; they have been checked already, so no hook is run."""
    date = f"@{int(when.timestamp())} {when:%z}"
    git.run("add", "--force", "--", *paths)
    git.run(
        *("commit", "--quiet", "--no-verify", "--only", "--message", message, "--", *paths),
        variables={"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date},
    )
    return git.run("rev-parse", "HEAD").line
