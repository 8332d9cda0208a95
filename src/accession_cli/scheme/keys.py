"""The keys with which people sign for the bodies that decide, from ``registry/keys.yaml``.

An entry counts from the commit after the one that brought it until the one that ends it. Its days
say for people when that was; no commit is judged by them, because whoever makes one chooses its
date.
"""

import hashlib
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from accession_cli.scheme.record_data import Form, form_of

_LENGTH: Final = 4  # bytes before each part of a key, which say how long it is


def public_key(text: str) -> str | None:
    """Type and content of the ssh public key in *text*, a line of a ``.pub`` file; else None.

    The content names its type again, so a key that was cut or mistyped is noticed.
    """
    kind, _space, rest = text.strip().partition(" ")
    content = rest.strip().partition(" ")[0]
    data = _content(content)
    begins = len(kind).to_bytes(_LENGTH) + kind.encode()
    return f"{kind} {content}" if kind and data and data.startswith(begins) else None


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
