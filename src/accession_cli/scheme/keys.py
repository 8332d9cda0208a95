"""The keys with which people sign for the bodies that decide, from ``registry/keys.yaml``.

An entry counts from the commit after the one that brought it until the one that ends it. Its days
say for people when that was; no commit is judged by them, because whoever makes one chooses its
date.

What a commit brought is held against its signature. Decisions are a body's. Corrections, what was
settled of a form, the check of a complaint, amendments, and the word that nothing is secret are
those of whoever is named. What others gave on paper, ``named_in``, is held against nobody's key.
"""

import hashlib
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from accession_cli.scheme.application import Application
from accession_cli.scheme.complaint import Complaint
from accession_cli.scheme.evaluation import Evaluation
from accession_cli.scheme.fields import Form, form_of
from accession_cli.scheme.registry import RecordId
from accession_cli.scheme.task import Decision, Task, WithheldBasis

if TYPE_CHECKING:
    from accession_cli.scheme.registry import Record


_LENGTH: Final = 4  # bytes before each part of a key, which say how long it is
#: How many parts a key of each type has, its type among them.
_PARTS: Final = {
    "ssh-ed25519": 2,
    "ssh-rsa": 3,
    "ecdsa-sha2-nistp256": 3,
    "ecdsa-sha2-nistp384": 3,
    "ecdsa-sha2-nistp521": 3,
    "sk-ssh-ed25519@openssh.com": 3,
    "sk-ecdsa-sha2-nistp256@openssh.com": 4,
}
_ED25519_BYTES: Final = 32
LEAST_BITS: Final = 3072


def public_key(text: str) -> str | None:
    """Type and content of the ssh public key in *text*, a line of a ``.pub`` file; else None.

    The content names its type again and has its parts, so a key that was cut, mistyped or is none
    of its type is noticed.
    """
    kind, _space, rest = text.strip().partition(" ")
    content = rest.strip().partition(" ")[0]
    parts = _parts(_content(content) or b"")
    sound = len(parts) == _PARTS.get(kind) and parts[0] == kind.encode() and all(parts)
    if sound and kind.endswith("ssh-ed25519"):
        sound = len(parts[1]) == _ED25519_BYTES
    return f"{kind} {content}" if sound else None


def _parts(data: bytes) -> list[bytes]:
    """The parts of a key's content; [] when it does not end with one."""
    found = []
    while len(data) >= _LENGTH:
        end = _LENGTH + int.from_bytes(data[:_LENGTH])
        if end > len(data):
            return []
        found.append(data[_LENGTH:end])
        data = data[end:]
    return [] if data else found


def rsa_bits(key: str) -> int | None:
    """How many bits an RSA key has; None for any other key."""
    kind, _space, content = key.partition(" ")
    parts = _parts(_content(content) or b"") if kind == "ssh-rsa" else []
    return int.from_bytes(parts[2]).bit_length() if len(parts) == _PARTS["ssh-rsa"] else None


def fingerprint(key: str) -> str:
    """The fingerprint of a public key as ssh and git print it: ``SHA256:…``."""
    data = _content(key.partition(" ")[2]) or b""
    return f"SHA256:{b64encode(hashlib.sha256(data).digest()).decode().rstrip('=')}"


def _content(text: str) -> bytes | None:
    try:
        return b64decode(text, validate=True)
    except (Error, ValueError):
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A key of *person* who signs for *body*; ``to`` is ``None`` while it is in use."""

    body: str
    person: str
    key: str
    from_: date
    to: date | None

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.key)


_KEY: Final[Form[SigningKey]] = form_of(SigningKey)


def keys_from(data: Mapping[str, Any]) -> tuple[SigningKey, ...]:
    """The entries of ``registry/keys.yaml``, in the order of the file."""
    return tuple(map(_KEY.load, data["keys"]))


def keys_data(keys: Sequence[SigningKey]) -> list[dict[str, Any]]:
    """The entries as the file holds them."""
    return list(map(_KEY.dump, keys))


def key_of(keys: Sequence[SigningKey], print_: str) -> SigningKey | None:
    """The entry with the fingerprint *print_*; one in use goes before one that has ended."""
    found = [one for one in keys if one.fingerprint == print_]
    return next((one for one in found if one.to is None), found[-1] if found else None)


#: What git says of a signature that fits its commit: by a key that it knows, or by any.
_FITS: Final = frozenset({"G", "U"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """What is known of whoever made a commit: git's word on the signature, its key, the names.

    ``state`` is one letter: N for no signature, B for one that does not fit.
    """

    state: str
    fingerprint: str
    names: tuple[str, ...]

    @property
    def fits(self) -> bool:
        return self.state in _FITS and self.fingerprint != ""

    @property
    def is_missing(self) -> bool:
        return self.state == "N"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A decision, a correction or another name that a commit brought, and where it stands.

    ``by`` is the key of a body for a decision, a name for anything else. ``what`` is where a name
    stands that is none of a correction; "" for decisions and corrections.
    """

    by: str
    path: str
    id: str
    decision: bool
    what: str = ""


def brought_in(
    path: str, was: "Record | None", now: "Record | None", applied: Iterable[Decision]
) -> Iterator[Brought]:
    """The decisions, corrections and other names that are new in a record.

    The decisions *applied*, on the application that a task rests on, were brought by themselves.
    """
    if isinstance(now, Application):
        yield from _of_application(path, was if isinstance(was, Application) else None, now)
    elif isinstance(now, Task):
        yield from _of_task(path, was if isinstance(was, Task) else None, now, applied)
    elif isinstance(now, Complaint) and now.verification is not None:
        before = was.verification if isinstance(was, Complaint) else None
        if before != now.verification:
            by, number = now.verification.by, str(now.id)
            yield Brought(by=by, path=path, id=number, decision=False, what="verification")


def _of_application(path: str, was: Application | None, now: Application) -> Iterator[Brought]:
    before, number = was.submissions if was else (), str(now.id)
    for at, paper in enumerate(now.submissions):
        known = before[at] if at < len(before) else None
        for one in paper.decision:
            if known is None or one not in known.decision:
                yield Brought(by=one.by, path=path, id=number, decision=True)
        for made in paper.settled:
            if known is None or made not in known.settled:
                what = f"submissions[{at}].settled"
                yield Brought(by=made.by, path=path, id=number, decision=False, what=what)


def _of_task(
    path: str, was: Task | None, now: Task, applied: Iterable[Decision]
) -> Iterator[Brought]:
    decided = {*(was.decision if was else ()), *applied}
    for one in now.decision:
        if one not in decided:
            yield Brought(by=one.by, path=path, id=str(now.id), decision=True)
    for made in now.corrections[len(was.corrections) if was else 0 :]:
        yield Brought(by=made.by, path=path, id=str(now.id), decision=False)


#: What ``named_in`` tells of: who scored, who inspected the money or a place, who reviewed.
SCORED, MONEY, PLACE, REVIEWED = "scored", "inspected_money", "inspected_place", "reviewed"


def named_in(was: "Record | None", now: "Record | None") -> Iterator[tuple[str, str]]:
    """Whom a record newly names for what stands on their own paper: for what, and the name.

    Whoever records it may be another, so no key has to fit.
    """
    before = list(_named(was))
    for one in _named(now):
        if one in before:
            before.remove(one)
        else:
            yield one


def _named(record: "Record | None") -> Iterator[tuple[str, str]]:
    if isinstance(record, Evaluation):
        yield from ((SCORED, sheet.by) for sheet in record.sheets)
        if record.funding and record.funding.inspector:
            yield MONEY, record.funding.inspector
    elif isinstance(record, Complaint):
        yield from ((PLACE, body) for body in record.inspectors)
    elif isinstance(record, Task):
        bases = (*record.basis, *((record.mechanism.basis,) if record.mechanism else ()))
        yield from ((REVIEWED, one.reviewer) for one in bases if isinstance(one, WithheldBasis))


def amended_by(
    path: str, was: Mapping[str, Any] | None, now: Mapping[str, Any] | None
) -> Iterator[Brought]:
    """Who made the amendments that are new."""
    known = was["amendments"] if was else []
    for one in (now["amendments"] if now else [])[len(known) :]:
        what = f"amendments[{len(known)}]"
        yield Brought(by=one["by"], path=path, id=one["key"], decision=False, what=what)


def vouched_by(commit: str, names: Iterable[str], what: str) -> Iterator[Brought]:
    """Who vouches that nothing in a commit is secret."""
    for name in names:
        yield Brought(by=name, path="", id=commit, decision=False, what=what)


def decisions_on(application: object) -> tuple[Decision, ...]:
    if not isinstance(application, Application):
        return ()
    return tuple(one for paper in application.submissions for one in paper.decision)


def rests_on(record: object) -> RecordId | None:
    """The application that a task rests on."""
    applied = record.application if isinstance(record, Task) else None
    return applied.id if applied else None
