"""Who signs a commit, as git knows it."""

from dataclasses import dataclass
from typing import Self

from accession_cli.errors import (
    AccessionError,
    Exit,
)
from accession_cli.i18n import N_
from accession_cli.store.history.git import Git
from accession_cli.store.history.git_refusals import GitFailed


class IdentityMissing(AccessionError):
    says = N_(
        "Git does not know who you are, and a record is signed with a name. Git says: {words}"
    )
    mend = N_(
        "Run git config --global user.name YOUR-NAME and git config --global user.email"
        " YOUR-ADDRESS, then run the command again."
    )
    exit_code = Exit.OUTSIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class Signers:
    """``NAME <ADDRESS>`` of the author of a commit, and of whoever commits it."""

    author: str
    committer: str

    @classmethod
    def known_to(cls, git: Git) -> Self:
        """Those who would sign; ``IdentityMissing`` where git does not know."""
        author, committer = _known(git, "GIT_AUTHOR_IDENT"), _known(git, "GIT_COMMITTER_IDENT")
        return cls(author=author, committer=committer)


def _known(git: Git, who: str) -> str:
    try:
        return git.run("var", who).line.rsplit(" ", 2)[0]  # without the time that is now
    except GitFailed as failed:
        raise IdentityMissing(words=failed.facts["words"]) from failed
