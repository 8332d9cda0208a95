"""Gather what is missing before the first task can be handed down: lists, clauses, server, name."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from accession_cli.errors import Refused
from accession_cli.gitstore.git import Git, Signers
from accession_cli.i18n import N_
from accession_cli.scheme.registry import Lack, Registry, lacks

_NO_SERVER: Final = Lack(
    what="server",
    says=N_("There is no server: the only copy of the registry is on this machine."),
    hint=N_("Set one up with accession init --server, then git remote add origin and git push."),
)
_NO_NAME: Final = Lack(
    what="name",
    says=N_("Git does not know who signs the records."),
    hint=N_(
        "Run git config --global user.name YOUR-NAME and git config --global user.email"
        " YOUR-ADDRESS."
    ),
)


def still_lacking(folder: Path, registry: Registry) -> tuple[Lack, ...]:
    """What the registry in *folder* lacks; nothing once a task was handed down, or of a sample."""
    if registry.scheme.sample or any(file.task.dispatch for file in registry.tasks):
        return ()
    return (*lacks(registry), *_of_clone(folder))


def _of_clone(folder: Path) -> Iterator[Lack]:
    git = Git.reading(folder, named=False)
    if git is None:
        return
    try:
        Signers.known_to(git)
    except Refused:
        yield _NO_NAME
    if not git.run("remote").line:
        yield _NO_SERVER
