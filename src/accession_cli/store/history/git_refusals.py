"""What goes wrong with git itself, and git's own words made fit to show."""

import re
from pathlib import Path
from typing import Final, Self

from accession_cli.errors import (
    AccessionError,
    Exit,
)
from accession_cli.i18n import N_

_CREDENTIALS: Final = re.compile(r"\b(\w+://)[^/\s]+@")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class GitMissing(AccessionError):
    says = N_("The program git could not be started: {reason}.")
    mend = N_("Install git 2.38 or later, make sure that it is on PATH, and run the command again.")
    exit_code = Exit.OUTSIDE


class GitFailed(AccessionError):
    says = N_("“git {command}” failed in {top}. Git says: {words}")
    mend = N_("Put right what git names, then run the command again.")
    exit_code = Exit.OUTSIDE

    @classmethod
    def after(cls, command: str, top: Path, err: str) -> Self:
        """The refusal for a *command* that ended with the messages *err*."""
        return cls(command=command, top=top, words=own_words(err))


class GitSilent(AccessionError):
    says = N_("“git {command}” gave no answer within {seconds} seconds and was stopped.")
    mend = N_("Check the connection to the remote and the disk, then run the command again.")
    exit_code = Exit.OUTSIDE


class NoWorkTree(AccessionError):
    says = N_("{path} lies in a git repository that has no work tree, so no registry can be in it.")
    mend = N_("Work in a clone that is not bare, and outside its .git folder.")
    exit_code = Exit.OUTSIDE


def own_words(err: str) -> str:
    """Git's first complaint, which says the most, without advice and without any password."""
    lines = [line.strip() for line in masked(err).splitlines() if line.strip()]
    plain = [line for line in lines if not line.startswith("hint:")] or ["-"]
    named = [line for line in plain if line.startswith(("fatal:", "error:"))]
    return named[0] if named else plain[-1]


def masked(text: str) -> str:
    """*text* with the credentials of URLs hidden and its control characters made visible."""
    return _CONTROL.sub(
        lambda found: f"\\u{{{ord(found[0]):x}}}", _CREDENTIALS.sub(r"\1***@", text)
    )
