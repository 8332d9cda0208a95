"""Tell whose requests wait in an outbox: those that a person made with a key in one clone.

A request is sealed with a secret that lies in the person's own folder, outside every clone. Nobody
who can only write into the clone can make one that is sent under the person's name.
"""

import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from accession_cli.errors import Exit, Refusal, reason
from accession_cli.files.writing import replace_file
from accession_cli.gitstore.git import Git, Signers
from accession_cli.gitstore.signing import Pen
from accession_cli.i18n import N_

_LENGTH: Final = 32

NO_SECRET: Final = Refusal(
    N_("{path}, by which your own requests are known, cannot be kept: {reason}."),
    N_("Make sure that your own folder is there and that you may write in it, then try again."),
    Exit.OUTSIDE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Who made a request, with which key (its fingerprint), in which clone."""

    person: str
    key: str
    clone: str

    @classmethod
    def of(cls, data: Mapping[str, str]) -> Self:
        return cls(person=data["person"], key=data["key"], clone=data["clone"])

    def data(self) -> dict[str, str]:
        """The owner as JSON holds it."""
        return {"person": self.person, "key": self.key, "clone": self.clone}


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """Whoever works in this clone; ``secret`` seals requests. ``owner.key`` "" fits any key."""

    owner: Owner
    secret: bytes

    @classmethod
    def of(cls, git: Git, pen: Pen | None) -> Self:
        """The person here with the key *pen*. Raises ``NO_SECRET``.

        Without *pen*, which only looking does, nothing is made that is missing.
        """
        make = pen is not None
        person = pen.committer if pen else Signers.known_to(git).committer.rpartition(" <")[0]
        owner = Owner(
            person=person,
            key=pen.fingerprint if pen else "",
            clone=_kept(git.shared / "accession" / "clone", make=make).hex(),
        )
        return cls(owner=owner, secret=_kept(_own_folder() / "accession" / "secret", make=make))

    def seal(self, data: Mapping[str, Any]) -> str:
        """The seal of a request whose JSON is *data*, without a seal."""
        text = json.dumps(data, ensure_ascii=False, sort_keys=True)
        return hmac.new(self.secret, text.encode(), "sha256").hexdigest()

    def owns(self, owner: Owner | None, seal: str | None, data: Mapping[str, Any]) -> bool:
        """Whether the request *data* was made by this person, with this key, in this clone."""
        if (
            not self.secret
            or owner is None
            or seal is None
            or not hmac.compare_digest(seal, self.seal(data))
        ):
            return False
        mine = self.owner
        same = (owner.person, owner.clone) == (mine.person, mine.clone)
        return same and (owner.key == mine.key or not mine.key)


def _own_folder() -> Path:
    """The folder in which programs keep what is this person's own."""
    for name in ("XDG_CONFIG_HOME", "APPDATA"):
        if os.environ.get(name):
            return Path(os.environ[name])
    try:
        return Path.home() / ".config"
    except RuntimeError as error:  # there is no home
        raise NO_SECRET(path="~/.config/accession/secret", reason=str(error)) from error


def _kept(path: Path, *, make: bool) -> bytes:
    """What is kept in *path*; if there is nothing, drawn now where *make*, else b""."""
    try:
        if not make:
            return path.read_bytes() if path.is_file() else b""
        if not path.is_file() or len(path.read_bytes()) != _LENGTH:
            replace_file(path, secrets.token_bytes(_LENGTH), private=True)
        return path.read_bytes()
    except OSError as error:
        raise NO_SECRET(path=path, reason=reason(error)) from error
