"""Say which keys sign for which body, and what became of one."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from accession_cli.i18n import _
from accession_cli.words.landed import Said

if TYPE_CHECKING:
    from accession_cli.actions.keys import ChangedKey
    from accession_cli.gitstore.trunk import Landing
    from accession_cli.scheme.keys import SigningKey
    from accession_cli.scheme.registry import Registry


def key_landed(landed: "Landing[ChangedKey]") -> Said:
    """What became of the key."""
    made = landed.made
    return Said(
        shown=(key_line(made),), sentences=tuple(_sentences(made)), steps=tuple(_steps(made))
    )


def key_line(made: "ChangedKey") -> str:
    """The key that was added or ended: person, body, fingerprint, day."""
    one = made.entry
    said = (
        _("{person} signs for {body} from now on: {fingerprint}")
        if one.to is None
        else _("{person} does not sign for {body} any more: {fingerprint}")
    )
    return said.format(person=one.person, body=made.body, fingerprint=one.fingerprint)


def _sentences(made: "ChangedKey") -> Iterator[str]:
    if not made.signed:
        yield _("Signatures are not required in this registry, so nobody's identity is proved.")


def _steps(made: "ChangedKey") -> Iterator[str]:
    if made.entry.to is None:
        yield _(
            "On that person's machine: git config user.name {person}, and git config"
            " user.signingkey with the path of the private key."
        ).format(person=made.entry.person)


def key_json(landed: "Landing[ChangedKey]") -> dict[str, Any]:
    """What became of the key, for programs."""
    return {"version": 1, "commit": landed.commit, **entry_json(landed.made.entry)}


def entry_json(one: "SigningKey") -> dict[str, Any]:
    """An entry of the list, for programs."""
    return {
        "body": one.body,
        "person": one.person,
        "key": one.key,
        "fingerprint": one.fingerprint,
        "from": one.from_.isoformat(),
        "to": one.to.isoformat() if one.to else None,
    }


def key_rows(known: "Registry") -> Iterator[tuple[str, ...]]:
    """A row for each key: body, person, fingerprint, its days."""
    for one in known.keys:
        body = known.scheme.bodies.get(one.body)
        until = one.to.isoformat() if one.to else _("in use")
        name = body.name if body else one.body
        yield name, one.person, one.fingerprint, one.from_.isoformat(), until


def signers_lines(keys: "Sequence[SigningKey]") -> Iterator[str]:
    """The keys as git reads them: gpg.ssh.allowedSignersFile, with the bodies for names."""
    for one in keys:
        yield f'{one.body} namespaces="git" {one.key}'


def required_sentence(known: "Registry") -> str:
    """Whether every record has to be signed."""
    if known.scheme.signatures is None:
        return _("Signatures are not required in this registry, so nobody's identity is proved.")
    return _("Every record has to be signed with one of the keys in use.")
