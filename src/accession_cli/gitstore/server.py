"""Ask the server of a clone for its newest commit while something else is done.

Who only looks something up must not wait, be asked for a password, or have a program run by the
settings that came with a clone. So: git runs unattended, for a few seconds, without hooks. When
the clone's own settings name a program that would be run on the way, the server is not asked.
"""

import re
import shlex
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from accession_cli.gitstore.git import Git, GitFailed, Running
from accession_cli.gitstore.programs import on_the_way

#: How long a server may take to answer somebody who looks something up.
SECONDS: Final = 2.0
#: The setting by which a clone, or all clones of a person, do not ask the server for a look.
OFFLINE: Final = "accession.offline"
_URL: Final = re.compile(r"remote\.(.*)\.(?:url|vcs|fetch)")


def split_name(trunk: str, remotes: Sequence[str]) -> tuple[str, str] | None:
    """Split ``origin/main`` into remote and branch; ``None`` when it names none of *remotes*.

    A remote's name may itself hold a slash, so the longest one that fits is taken.
    """
    for remote in sorted(remotes, key=len, reverse=True):
        branch = trunk.removeprefix(f"{remote}/")
        if branch not in (trunk, ""):
            return remote, branch
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a clone reaches its servers, by its settings.

    ``offline``: it was set not to ask them. ``programs`` are settings of the clone's own that name
    a program. ``ssh`` is the person's own command in the place of ssh.
    """

    remotes: tuple[str, ...]
    offline: bool
    programs: tuple[str, ...]
    ssh: str | None

    @classmethod
    def of(cls, git: Git) -> Self:
        """Read the settings in force for the clone."""
        settings = git.settings()
        values = {one.name: one.value for one in settings}
        urls = (_URL.fullmatch(name) for name in values)
        return cls(
            remotes=tuple(dict.fromkeys(found[1] for found in urls if found)),
            offline=values.get(OFFLINE, "").lower() in {"true", "yes", "on", "1"},
            programs=on_the_way(settings),
            ssh=values.get("core.sshcommand"),
        )


def unattended(git: Git, way: Way) -> Git:
    """Return *git* as it reaches servers where nobody is asked for anything and no hook is run."""
    quiet = {
        "GIT_ASKPASS": "",  # empty: git asks through no program, not even SSH_ASKPASS
        "SSH_ASKPASS_REQUIRE": "never",
        "GCM_INTERACTIVE": "never",
    }
    return replace(
        git,
        environ={**git.environ, **_batch(git.environ, way.ssh), **quiet},
        given={"credential.interactive": "false"},
        network=not way.programs,
        barred=way.programs,
    )


def _batch(environ: Mapping[str, str], ssh: str | None) -> dict[str, str]:
    """The variable that has OpenSSH ask nothing; {} for another program in its place.

    Git takes GIT_SSH_COMMAND first, then the setting *ssh*, then GIT_SSH.
    """
    path = environ.get("GIT_SSH")
    command = environ.get("GIT_SSH_COMMAND") or ssh or (shlex.quote(path) if path else "ssh")
    other = environ.get("GIT_SSH_VARIANT", "ssh") not in {"ssh", "auto"}
    if other or "plink" in command.lower():
        return {}
    return {"GIT_SSH_COMMAND": f"{command} -o BatchMode=yes"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question to the server that is under way: which is the newest commit of ``branch``."""

    git: Git
    remote: str
    branch: str
    asked: Running

    @classmethod
    def put(cls, git: Git, remote: str, branch: str) -> Self:
        """Ask, and do not wait; *git* must be unattended."""
        asked = git.start("ls-remote", "--end-of-options", remote, f"refs/heads/{branch}")
        return cls(git=git, remote=remote, branch=branch, asked=asked)

    @property
    def left(self) -> float:
        """How many of the ``SECONDS`` are left; never nothing, to take what has come already."""
        return max(self.asked.since + SECONDS - time.monotonic(), 0.05)

    def answer(self) -> str | None:
        """Return the commit, or ``None`` when the server has no such branch.

        Raises ``GitFailed`` when it was not reached, ``GitSilent`` when no answer came in time.
        """
        answer = self.asked.answer(self.left)
        if answer.code:
            raise GitFailed.after("ls-remote", self.git.top, answer.err)
        wanted = f"\trefs/heads/{self.branch}"
        lines = answer.out.decode(errors="replace").splitlines()
        return next((line.split("\t")[0] for line in lines if line.endswith(wanted)), None)

    def drop(self) -> None:
        """Wait no longer."""
        self.asked.stop()
