"""Find what a person chooses by name; a slip must not look like an empty answer."""

from collections.abc import Iterable
from typing import Final

from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.i18n import N_
from accession_cli.scheme.registry import Registry

#: Something to choose by that the registry does not have.
UNKNOWN_NAME: Final = Refusal(
    N_("{option}: nothing in this registry goes by “{name}”."),
    N_("Write one of these: {known}."),
    Exit.USAGE,
)


#: A name that more than one place has.
SEVERAL_BY_THAT_NAME: Final = Refusal(
    N_("{option}: more than one place goes by the name “{name}”."),
    N_("Write the code of the one that is meant: {known}."),
    Exit.USAGE,
)


def agency(registry: Registry, name: str) -> str:
    """The key or name of an agency, as it was given."""
    known = registry.agencies
    used = (key for file in registry.tasks for key in file.task.agencies)
    if name in {*known, *used, *(one.name for one in known.values())}:
        return name
    raise _unknown("--agency", name, (one.name for one in known.values()))


def class_(registry: Registry, name: str) -> str:
    """A class of the scheme, or one that it has dropped and a task still has."""
    known = registry.scheme.classes
    if name in {*known, *(file.task.class_ for file in registry.tasks)}:
        return name
    raise _unknown("--class", name, known)


def subdistrict(registry: Registry, name: str) -> str:
    """The code of the subdistrict that goes by the code or the name *name*."""
    for code, known in registry.subdistricts.items():
        if name in (code, known.name):
            return code
    places = registry.subdistricts.values()
    raise _unknown("--subdistrict", name, (f"{one.name} {one.code}" for one in places))


def body(registry: Registry, name: str, option: str = "--by") -> str:
    """The key of the deciding body that goes by the key or the name *name*."""
    for key, known in registry.scheme.bodies.items():
        if name in (key, known.name):
            return key
    raise _unknown(option, name, (one.name for one in registry.scheme.bodies.values()))


def agency_key(registry: Registry, name: str) -> str:
    """The key of the agency that goes by the key or the name *name*."""
    for key, known in registry.agencies.items():
        if name in (key, known.name):
            return key
    raise _unknown("--agency", name, (one.name for one in registry.agencies.values()))


def community_named(registry: Registry, name: str) -> tuple[str, str]:
    """The codes of the subdistrict and the community that goes by the code or the name *name*."""
    found = [
        (place.code, code)
        for place in registry.subdistricts.values()
        for code, title in place.communities.items()
        if name in (code, title)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        known = ", ".join(code for _place, code in found)
        raise SEVERAL_BY_THAT_NAME(option="--community", name=name, known=known)
    places = registry.subdistricts.values()
    raise _unknown("--community", name, (code for place in places for code in place.communities))


def community(registry: Registry, name: str) -> str:
    """The code of the community that goes by the code *name*.

    Of a code that begins with a known subdistrict's, only its communities are named.
    """
    places = registry.subdistricts.values()
    known = {code: place.code for place in places for code in place.communities}
    if name in known:
        return name
    near = [code for code, parent in known.items() if name.startswith(parent)]
    raise _unknown("--community", name, near or known)


def _unknown(option: str, name: str, known: Iterable[str]) -> Refused:
    return UNKNOWN_NAME(option=option, name=name, known="、".join(known))
