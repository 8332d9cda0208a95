"""Keep each request on the disk until it is on the trunk.

A request is written before anything else is done: one JSON file for each, in the folder that all
work trees of a clone share. It stays until its commit is known to be on the trunk, or until
somebody takes it back.

A ``Keeper`` seals it with a secret that lies in the person's own folder, outside every clone.
Nobody who can only write into the clone can make one that is sent under the person's name.
"""

import hmac
import json
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, Self

from accession_cli.errors import Exit, Refusal, Refused, reason
from accession_cli.files.writing import replace_file
from accession_cli.gitstore.git import Git
from accession_cli.gitstore.signing import Pen, Signers
from accession_cli.i18n import N_, _

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
        person = pen.committer if pen else Signers.known_to(git).name
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


_VERSION: Final = 1
_OWNED: Final = 2  # with an owner and a seal
_ONE_WORD: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]*", re.ASCII)


class OutboxDamaged(Refused):
    """An entry that is no request of ours, or none that can be carried out. It hinders no other."""

    refusal = Refusal(
        N_("The request {id} waits on this machine in {path} and cannot be read: {reason}."),
        N_(
            "Look into the file: what was typed may still be in it. When it is not wanted any more:"
            " accession sync --drop {id}, which keeps it under another name."
        ),
        Exit.UNREADABLE,
    )

    @property
    def id(self) -> str:
        return str(self.facts["id"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One thing somebody asked to have recorded.

    ``id`` is one word and stands in the commit; ``verb`` is the command and ``facts`` all it needs
    (JSON). ``base`` is the trunk's tip before the first attempt, "" when it had none; ``None``
    means that nothing can have been sent yet. ``inspected_by`` vouches that it holds no secret.
    Where signatures are required it has an ``owner``, and a ``seal`` that proves it. ``behind`` are
    earlier requests for the same record, after which it was asked for.
    """

    id: str
    verb: str
    facts: Mapping[str, Any]
    asked: datetime
    base: str | None = None
    inspected_by: str | None = None
    owner: Owner | None = None
    seal: str | None = None
    behind: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not _ONE_WORD.fullmatch(self.id):
            raise ValueError(self.id)

    def same_as(self, other: "Request") -> bool:
        """Whether both ask for the same thing, at whatever time."""
        mine = (self.verb, self.facts, self.inspected_by)
        return mine == (other.verb, other.facts, other.inspected_by)


@dataclass(frozen=True, slots=True)
class Outbox:
    """The requests in one ``folder``; with a ``keeper``, only the keeper's own are taken up."""

    folder: Path
    keeper: Keeper | None = None

    def put(self, request: Request) -> Request:
        """Write *request* to the disk; after this returns, a power cut cannot lose it."""
        if self.keeper is not None:
            request = replace(request, owner=self.keeper.owner, seal=None)
            request = replace(request, seal=self.keeper.seal(_data(request)))
        replace_file(self._path(request.id), _bytes(request), private=True)
        return request

    def is_own(self, request: Request) -> bool:
        """Whether the keeper made *request*; always True without a keeper."""
        return self.keeper is None or self.keeper.owns(request.owner, request.seal, _data(request))

    def begun(self, request: Request, base: str | None) -> Request:
        """Note on the disk that from now on *request* may have been sent."""
        return self.put(replace(request, base=base or ""))

    def drop(self, identifier: str) -> None:
        self._path(identifier).unlink(missing_ok=True)

    def set_aside(self, identifier: str) -> Path:
        """Take an entry that nobody can read out of the outbox; returns where its file is kept."""
        path = self._path(identifier)
        return path.replace(path.with_suffix(".dropped"))

    def damage(self, identifier: str, why: str) -> OutboxDamaged:
        """Return the refusal for an entry."""
        return OutboxDamaged(id=identifier, path=self._path(identifier), reason=why)

    def find(self, identifier: str) -> Request | None:
        """Return the request called *identifier*; ``None`` when it is not here (any more)."""
        path = self._path(identifier)
        return _read(path) if path.exists() else None

    def requests(self) -> tuple[Request, ...]:
        """List all requests that can be read, the oldest first.

        Each comes after those that it stands behind, whatever the clock said.
        """
        found = (one for one in self._entries() if isinstance(one, Request))
        return _in_turn(sorted(found, key=lambda one: (one.asked, one.id)))

    def damaged(self) -> tuple[OutboxDamaged, ...]:
        """List the entries that cannot be read; they stay, and do not stop anybody's recording."""
        return tuple(one for one in self._entries() if isinstance(one, OutboxDamaged))

    def _entries(self) -> "Iterator[Request | OutboxDamaged]":
        for path in sorted(self.folder.glob("[!.]*.json")):
            try:
                yield _read(path)
            except OutboxDamaged as damaged:
                yield damaged

    def waiting(self, wanted: Request) -> Request | None:
        """Return a kept request that asks for the same as *wanted*; ``None`` without one."""
        return next(
            (one for one in self.requests() if one.same_as(wanted) and self.is_own(one)), None
        )

    def _path(self, identifier: str) -> Path:
        return self.folder / f"{identifier}.json"


def _in_turn(requests: list[Request]) -> tuple[Request, ...]:
    turn: list[Request] = []
    while len(turn) < len(requests):
        rest = [one for one in requests if one not in turn]
        names = {one.id for one in rest}
        free = (one for one in rest if not names.intersection(one.behind))
        turn.append(next(free, rest[0]))
    return tuple(turn)


def _bytes(request: Request) -> bytes:
    seal = {} if request.seal is None else {"seal": request.seal}
    return json.dumps({**_data(request), **seal}, ensure_ascii=False).encode()


def _data(request: Request) -> dict[str, Any]:
    """What is written of *request*, without its seal."""
    owner = {} if request.owner is None else {"owner": request.owner.data()}
    behind = {"behind": list(request.behind)} if request.behind else {}
    return {
        "version": _OWNED if request.owner else _VERSION,
        "id": request.id,
        "verb": request.verb,
        "asked": request.asked.isoformat(),
        "base": request.base,
        "inspected_by": request.inspected_by,
        "facts": request.facts,
        **behind,
        **owner,
    }


def _read(path: Path) -> Request:
    """Return the request in the file *path*, of which every value is fit to be told and sent."""
    damaged = partial(OutboxDamaged, id=path.stem, path=path)
    try:
        data = json.loads(path.read_bytes())
        json.dumps(data, ensure_ascii=False).encode()  # fails for half a character
        if data["version"] not in (_VERSION, _OWNED) or data["id"] != path.stem:
            raise damaged(reason=f"version {data['version']}, id {data['id']}")
        asked = datetime.fromisoformat(data["asked"])
        texts = (data["verb"], data["base"] or "", data["inspected_by"] or "", data.get("seal", ""))
        if asked.tzinfo is None or not all(map(str.isprintable, texts)) or not texts[-1].isascii():
            raise damaged(reason=_("it does not hold a request"))
        return Request(
            id=data["id"],
            verb=data["verb"],
            facts=data["facts"],
            asked=asked,
            base=data["base"],
            inspected_by=data["inspected_by"],
            owner=Owner.of(data["owner"]) if "owner" in data else None,
            seal=data.get("seal"),
            behind=tuple(map(str, data.get("behind", ()))),
        )
    except OSError as error:
        raise damaged(reason=reason(error)) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise damaged(reason=_("it does not hold a request")) from error
