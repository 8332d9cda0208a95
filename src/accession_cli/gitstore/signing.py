"""Sign a commit with an ssh key, and read the signatures of commits.

``Signers`` tells who makes a commit. A ``Pen`` signs it by git's own means with an ssh key. Only
git is started, and it starts ``ssh-keygen``, or the program that the person has set for themselves;
what the settings of the clone name is not run. ``Pen.of`` signs once for trial, into a folder that
is thrown away, so that a key that cannot be used is known before anything is written.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from accession_cli.errors import Exit, Refusal
from accession_cli.gitstore.git import Git, GitFailed
from accession_cli.i18n import N_

#: The tree without any file, which git knows in every repository.
_EMPTY: Final = ("hash-object", "-t", "tree", "--stdin")


_OWN_SCOPES: Final = frozenset({"system", "global"})


_NO_PROMPT: Final = {"SSH_ASKPASS_REQUIRE": "never"}


_AT_ONCE: Final = 500


NO_SIGNING_KEY: Final = Refusal(
    N_("This registry requires signatures, and git has no key here to sign with."),
    N_(
        "Make one with ssh-keygen -t ed25519, have its .pub file entered with accession keys add,"
        " and run git config --global user.signingkey PATH."
    ),
    Exit.OUTSIDE,
)


KEY_LOCKED: Final = Refusal(
    N_(
        "The key to sign with is protected by a passphrase, and no agent holds it, so nothing was"
        " recorded."
    ),
    N_("Start the agent and run ssh-add with the key's file, then run the command again."),
    Exit.OUTSIDE,
)


NOT_SIGNED: Final = Refusal(
    N_("The record could not be signed. Git says: {words}"),
    N_("Put right what git names, then run the command again."),
    Exit.OUTSIDE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Git's word on a commit's signature (``%G?``), the key's fingerprint, and the names."""

    commit: str
    state: str
    fingerprint: str
    author: str
    committer: str


IDENTITY_MISSING: Final = Refusal(
    N_("Git does not know who you are, and a record is signed with a name. Git says: {words}"),
    N_(
        "Run git config --global user.name YOUR-NAME and git config --global user.email"
        " YOUR-ADDRESS, then run the command again."
    ),
    Exit.OUTSIDE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signers:
    """``NAME <ADDRESS>`` of the author of a commit, and of whoever commits it."""

    author: str
    committer: str

    @property
    def name(self) -> str:
        """The name of whoever commits, without the address."""
        return _name(self.committer)

    @classmethod
    def known_to(cls, git: Git) -> Self:
        """Return who would sign; raises ``IDENTITY_MISSING`` when git does not know."""
        author, committer = _known(git, "GIT_AUTHOR_IDENT"), _known(git, "GIT_COMMITTER_IDENT")
        return cls(author=author, committer=committer)


def _known(git: Git, who: str) -> str:
    try:
        return git.run("var", who).line.rsplit(" ", 2)[0]  # without the time
    except GitFailed as failed:
        raise IDENTITY_MISSING(words=failed.facts["words"]) from failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """The key with which this person signs here; ``settings`` are options of git that use it."""

    fingerprint: str
    author: str
    committer: str
    settings: tuple[str, ...]

    @classmethod
    def of(cls, git: Git) -> Self:
        """Sign once for trial; raises ``NO_SIGNING_KEY``, ``KEY_LOCKED`` or ``NOT_SIGNED``."""
        signers = Signers.known_to(git)
        if not git.run("config", "--get", "user.signingkey", accept=(0, 1)).line:
            raise NO_SIGNING_KEY()
        settings = _settings(git)
        tree = git.run(*_EMPTY).line
        with tempfile.TemporaryDirectory() as folder:
            apart = {**_NO_PROMPT, "GIT_OBJECT_DIRECTORY": folder}
            try:
                asked = (*settings, "commit-tree", "-S", "-m", "trial", tree)
                commit = git.run(*asked, variables=apart).line
            except GitFailed as failed:
                raise _why(failed) from failed
            (made,) = _read(git, [commit], apart)
        return cls(
            fingerprint=made.fingerprint,
            author=_name(signers.author),
            committer=signers.name,
            settings=settings,
        )

    def signed(
        self, git: Git, commit: str, message: str, base: str | None, when: datetime, by: Signers
    ) -> str:
        """Make *commit* again with a signature; *message*, parent, time and names are its own."""
        time = f"@{int(when.timestamp())} {when:%z}"
        people = {"AUTHOR": by.author, "COMMITTER": by.committer}
        variables = dict(_NO_PROMPT)
        for who, text in people.items():
            name, _bracket, address = text.rpartition(" <")
            variables |= {f"GIT_{who}_NAME": name, f"GIT_{who}_EMAIL": address.removesuffix(">")}
            variables[f"GIT_{who}_DATE"] = time
        parent = ("-p", base) if base else ()
        asked = (*self.settings, "commit-tree", "-S", *parent, "-F", "-", f"{commit}^{{tree}}")
        try:
            return git.run(*asked, data=message.encode(), variables=variables).line
        except GitFailed as failed:
            raise _why(failed) from failed


def _name(signer: str) -> str:
    return signer.rpartition(" <")[0]


def _why(failed: GitFailed) -> Exception:
    words = str(failed.facts["words"])
    if "passphrase" in words or "agent" in words:
        return KEY_LOCKED()
    if "signingkey" in words.lower() or "load public key" in words.lower():
        return NO_SIGNING_KEY()
    return NOT_SIGNED(words=words)


def _settings(git: Git) -> tuple[str, ...]:
    return (
        *("-c", "gpg.format=ssh"),
        *("-c", f"gpg.ssh.program={_program(git)}"),
        *("-c", "gpg.ssh.defaultKeyCommand="),
    )


def _program(git: Git) -> str:
    """The program that signs: that of the person's own settings, never one of the clone's."""
    asked = ("config", "--show-scope", "-z", "--get-all", "gpg.ssh.program")
    found = git.run(*asked, accept=(0, 1)).items
    own = [
        name for scope, name in zip(found[::2], found[1::2], strict=True) if scope in _OWN_SCOPES
    ]
    return own[-1] if own else "ssh-keygen"


def signatures(git: Git, commits: Sequence[str]) -> Iterator[Signature]:
    """Read the signatures of *commits*, in their order; git checks that each fits its commit."""
    for start in range(0, len(commits), _AT_ONCE):
        yield from _read(git, commits[start : start + _AT_ONCE], {})


def _read(git: Git, commits: Iterable[str], variables: dict[str, str]) -> list[Signature]:
    asked = (
        *("-c", f"gpg.ssh.program={_program(git)}"),
        # Git proves the fingerprint; whose key it is, the list of the parent says.
        *("-c", f"gpg.ssh.allowedSignersFile={os.devnull}"),
        *(f"{part}" for kind in ("", "openpgp.", "x509.") for part in ("-c", _no_program(kind))),
        *("log", "--no-walk=unsorted", "--stdin", "-z", "--encoding=UTF-8", "--no-color"),
        *("--no-show-signature", "--format=%H%n%G?%n%GF%n%an%n%cn"),
    )
    data = "".join(f"{commit}\n" for commit in commits).encode()
    out = git.run(*asked, data=data, variables=variables).out.decode(errors="replace")
    found = [item.split("\n") for item in out.split("\0") if item]
    return [
        Signature(commit=sha, state=state, fingerprint=key, author=author, committer=committer)
        for sha, state, key, author, committer in found
    ]


def _no_program(kind: str) -> str:
    """Only ssh signatures count, so no other program is started to look at one."""
    return f"gpg.{kind}program={os.devnull}"


def root_keys(git: Git) -> tuple[str, ...]:
    """The public keys that stand under ``accession.rootKeys`` in the settings; () without any."""
    return tuple(git.run("config", "-z", "--get-all", "accession.rootKeys", accept=(0, 1)).items)
