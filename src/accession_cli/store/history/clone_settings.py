"""How a clone is set up: git's version and settings, who signs, and the clone's own hooks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from accession_cli.store.history.git import Git

#: ``core.fsync`` is understood from this version on.
OLDEST_GIT: Final = (2, 36)
_OURS: Final = "command"  # the scope of what we tell git ourselves on every call


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """``values`` are by git's lower-case names, ours left out; ``signs`` is "Name <address>"."""

    version: str
    values: Mapping[str, str]
    signs: str | None
    hooks: Path
    shallow: bool

    @property
    def is_old(self) -> bool:
        """Whether git is older than what accession needs."""
        numbers = tuple(int(number) for number in re.findall("[0-9]+", self.version)[:2])
        return numbers < OLDEST_GIT

    def get(self, name: str) -> str | None:
        return self.values.get(name.lower())


def settings(git: Git) -> Settings:
    """What is set for the clone, by its own settings, the person's or the machine's."""
    found = git.run("config", "--list", "--show-scope", "-z").items
    pairs = (item.partition("\n") for scope, item in zip(found[::2], found[1::2], strict=True)
             if scope != _OURS)  # fmt: skip
    hooks = git.run("rev-parse", "--path-format=absolute", "--git-path", "hooks").place
    signs = git.run("var", "GIT_COMMITTER_IDENT", accept=(0, 128))
    return Settings(
        version=git.run("version").line.removeprefix("git version "),
        values={name: value for name, _newline, value in pairs},
        signs=signs.line.rpartition(" ")[0].rpartition(" ")[0] if signs.code == 0 else None,
        hooks=Path(hooks),
        shallow=git.is_shallow(),
    )


def signer(git: Git) -> str:
    """The name that commits of this clone are signed with."""
    return git.run("var", "GIT_COMMITTER_IDENT").line.partition(" <")[0]


def put(git: Git, name: str, value: str) -> None:
    """Set *name* for this clone alone."""
    git.run("config", "--local", name, value)
