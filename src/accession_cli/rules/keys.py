"""Check that the list of public keys agrees with the profile and with itself."""

import re
from collections.abc import Iterator
from typing import Final

from accession_cli.i18n import N_
from accession_cli.rules.rule import Breach, RuleContext, over_registry

_KEYS: Final = "keys.yaml"
#: What a list of signers takes for a pattern, or for the end of a name.
_PATTERN: Final = re.compile(r'[*?!,"#]')


@over_registry(
    "G601",
    "format",
    about=N_("A key belongs to a body that decides."),
    says=N_("The key of {person} is said to be of {body}, which is no body of the profile."),
    hint=N_("Name the body by its key under bodies in scheme.yaml."),
)
def keys_belong_to_bodies(world: RuleContext) -> Iterator[Breach]:
    for at, one in enumerate(world.registry.keys):
        if one.body not in world.scheme.bodies:
            facts = {"person": one.person, "body": one.body}
            yield Breach(("keys", at, "body"), facts, world.path(_KEYS))


@over_registry(
    "G602",
    "format",
    about=N_("A key stands once in the list, so it signs for one person and one body."),
    says=N_("The key of {person} stands in the list already, as that of {other}."),
    hint=N_("Make a key of its own with ssh-keygen for each person and each body."),
)
def keys_stand_once(world: RuleContext) -> Iterator[Breach]:
    seen: dict[str, str] = {}
    for at, one in enumerate(world.registry.keys):
        if one.key in seen:
            facts = {"person": one.person, "other": seen[one.key]}
            yield Breach(("keys", at, "key"), facts, world.path(_KEYS))
        seen.setdefault(one.key, one.person)


@over_registry(
    "G603",
    "format",
    about=N_("What stands in the list as a public key is one."),
    says=N_("The key of {person} is cut off or mistyped."),
    hint=N_("Copy type and key from the .pub file; accession keys add FILE does it."),
)
def keys_are_whole(world: RuleContext) -> Iterator[Breach]:
    if not world.registry.keys:
        return
    from accession_cli.scheme.keys import public_key  # loaded where there are any

    for at, one in enumerate(world.registry.keys):
        if public_key(one.key) != one.key:
            yield Breach(("keys", at, "key"), {"person": one.person}, world.path(_KEYS))


@over_registry(
    "G604",
    "format",
    about=N_("A key does not end before it begins."),
    says=N_("The key of {person} is said to end on {end}, before it begins on {start}."),
    hint=N_("Correct the date that is wrong; a key in use has no last day."),
)
def keys_end_after_they_begin(world: RuleContext) -> Iterator[Breach]:
    for at, one in enumerate(world.registry.keys):
        if one.to is not None and one.to < one.from_:
            facts = {"person": one.person, "end": one.to, "start": one.from_}
            yield Breach(("keys", at, "to"), facts, world.path(_KEYS))


@over_registry(
    "G605",
    "format",
    about=N_("A key is long enough that nobody finds it out."),
    says=N_("The RSA key of {person} has {bits} bits, and fewer than {least} are guessed by now."),
    hint=N_("Make a new one with ssh-keygen -t ed25519, and enter that."),
)
def keys_are_long_enough(world: RuleContext) -> Iterator[Breach]:
    for at, one in enumerate(world.registry.keys):
        from accession_cli.scheme.keys import LEAST_BITS, rsa_bits  # loaded where there are any

        bits = rsa_bits(one.key)
        if bits is not None and bits < LEAST_BITS:
            facts = {"person": one.person, "bits": bits, "least": LEAST_BITS}
            yield Breach(("keys", at, "key"), facts, world.path(_KEYS))


@over_registry(
    "G606",
    "format",
    about=N_("A key belongs to a person with a name."),
    says=N_("The person “{person}” is none by name: ssh takes such signs for anybody."),
    hint=N_("Write the name of the one person who has the key."),
)
def keys_belong_to_persons(world: RuleContext) -> Iterator[Breach]:
    for at, one in enumerate(world.registry.keys):
        if _PATTERN.search(one.person) or not any(map(str.isalpha, one.person)):
            facts = {"person": one.person}
            yield Breach(("keys", at, "person"), facts, world.path(_KEYS))
