"""Enter the public key with which a person signs for a body, and end it.

Entries of ``keys.yaml`` are added or ended, never edited. Which signature counts is judged in
``signatures``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, Final

from accession_cli.actions.action import Action, Plan
from accession_cli.actions.landing import OnTrunk
from accession_cli.entry import draft
from accession_cli.errors import Exit, Refusal, reason
from accession_cli.finding import Finding
from accession_cli.i18n import N_
from accession_cli.registry import schemas
from accession_cli.registry.files import FILE_UNREADABLE, KEYS
from accession_cli.registry.reading import usable
from accession_cli.registry.schemas import FileKind, edited
from accession_cli.scheme.keys import SigningKey, keys_data, public_key
from accession_cli.secrecy.screening import Passage

_COMMENT: Final = "yaml-language-server: $schema=../schemas/keys.schema.json"
_PRIVATE: Final = "PRIVATE KEY"

#: The file with a key holds no public key.
NO_PUBLIC_KEY: Final = Refusal(
    N_("{path} holds no public ssh key, so nothing was recorded."),
    N_("Name the file that ssh-keygen made and whose name ends in .pub."),
    Exit.UNREADABLE,
)

#: The file holds the key that nobody but its owner may see.
PRIVATE_KEY: Final = Refusal(
    N_("{path} holds a private key, which must never leave its owner; nothing was recorded."),
    N_("Name the file beside it whose name ends in .pub."),
    Exit.SECRET,
)

#: No body of the profile goes by that name.
NO_SUCH_BODY: Final = Refusal(
    N_("{body} is no body that decides; there are: {bodies}."),
    N_("Name one of these by its key or its name."),
    Exit.USAGE,
)

#: A public key belongs to one person and one body, for ever.
KEY_LISTED: Final = Refusal(
    N_("This key stands in the list already, as that of {person} for {body}."),
    N_("Make a key of its own for each person and each body, with ssh-keygen -t ed25519."),
)

#: The list has no key that was meant.
NO_SUCH_KEY: Final = Refusal(
    N_("No key in use is {key}."),
    N_("accession keys list shows them; name one by its fingerprint, its .pub file or its person."),
    Exit.USAGE,
)

#: The name fits more than one key.
SEVERAL_KEYS: Final = Refusal(
    N_("{key} has several keys in use: {fingerprints}."),
    N_("Name the one that ends by its fingerprint."),
    Exit.USAGE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedKey:
    """The entry that was added or ended; ``first`` tells that the list was empty before."""

    entry: SigningKey
    body: str
    first: bool
    signed: bool
    remarks: tuple[Finding, ...]


@dataclass(frozen=True, kw_only=True)
class EnterKey(Action[ChangedKey]):
    """Add *key*, with which *person* signs for *body*, from the day of the record on."""

    verb: ClassVar[str] = "keys add"
    asks: ClassVar[str] = N_("enter the key of {about}")
    about_key: ClassVar[str] = "person"
    body: str
    person: str
    key: str

    def passages(self) -> Iterable[Passage]:
        return draft.passages_of_values({"body": self.body, "person": self.person})

    def touched(self) -> Sequence[str]:
        return (KEYS,)

    def plan(self, here: OnTrunk) -> Plan[ChangedKey]:
        bodies = usable(here.loaded).registry.scheme.bodies
        if self.body not in bodies:
            known = "、".join(f"{body.name}（{key}）" for key, body in bodies.items())
            raise NO_SUCH_BODY(body=self.body, bodies=known)
        listed = here.registry.keys
        for one in listed:
            if one.key == self.key:
                raise KEY_LISTED(person=one.person, body=one.body)
        new = SigningKey(
            body=self.body, person=self.person, key=self.key, from_=here.today, to=None
        )
        return _plan(here, (*listed, new), new, "Add the key of {person} for {body}")


@dataclass(frozen=True, kw_only=True)
class EndKey(Action[ChangedKey]):
    """End the key in use that *named* names: a fingerprint, a public key, or its person."""

    verb: ClassVar[str] = "keys end"
    asks: ClassVar[str] = N_("end the key {about}")
    about_key: ClassVar[str] = "named"
    named: str

    def passages(self) -> Iterable[Passage]:
        return draft.passages_of_values({"person": self.named})

    def touched(self) -> Sequence[str]:
        return (KEYS,)

    def plan(self, here: OnTrunk) -> Plan[ChangedKey]:
        listed = usable(here.loaded).registry.keys
        found = [one for one in listed if one.to is None and _is_named(one, self.named)]
        if not found:
            raise NO_SUCH_KEY(key=self.named)
        if len(found) > 1:
            raise SEVERAL_KEYS(
                key=self.named, fingerprints=", ".join(one.fingerprint for one in found)
            )
        ended = replace(found[0], to=here.today)
        keys = tuple(ended if one is found[0] else one for one in listed)
        return _plan(here, keys, ended, "End the key of {person} for {body}")


def _is_named(one: SigningKey, named: str) -> bool:
    return named in (one.person, one.key, one.fingerprint)


def _plan(
    here: OnTrunk, keys: Sequence[SigningKey], changed: SigningKey, message: str
) -> Plan[ChangedKey]:
    known = here.loaded.documents.get(here.trunk.path(KEYS))
    value = {"schema": 1, "keys": keys_data(keys)}
    if known is None:
        from accession_cli.yamlfile import editor  # the writing side of YAML loads slowly

        order = schemas.key_order(FileKind.KEYS)
        text = editor.new_text(value, comment=_COMMENT, order=order)
    else:
        text = edited(FileKind.KEYS, known.text, known.value, value)
    put = here.put_texts({KEYS: text})
    scheme = here.registry.scheme
    made = ChangedKey(
        entry=changed,
        body=scheme.bodies[changed.body].name if changed.body in scheme.bodies else changed.body,
        first=len(keys) == 1 and changed.to is None,
        signed=scheme.signatures is not None,
        remarks=put.remarks,
    )
    said = message.format(person=changed.person, body=changed.body)
    return Plan(changes=put.changes, message=f"{said}\n\n{changed.fingerprint}", made=made)


def key_in(path: Path) -> str:
    """The public key in the file *path*; raises ``NO_PUBLIC_KEY`` and ``PRIVATE_KEY``."""
    try:
        text = path.read_bytes().decode(errors="replace")
    except OSError as error:
        raise FILE_UNREADABLE(path=path, reason=reason(error)) from error
    if _PRIVATE in text:
        raise PRIVATE_KEY(path=path)
    key = public_key(text)
    if key is None:
        raise NO_PUBLIC_KEY(path=path)
    return key


def key_named(text: str) -> str:
    """What names a key: the key in the file *text*, if there is such a file, else *text*."""
    path = Path(text)
    return key_in(path) if path.is_file() else public_key(text) or text.strip()
