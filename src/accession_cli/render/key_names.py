"""What people call what a record names by a key or a code."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeAlias

from accession_cli.scheme.registry import Registry

Names: TypeAlias = Mapping[str, Callable[[str], str]]


def names(registry: Registry) -> Names:
    """Filters that turn keys into names; a key that nobody has stays as it is."""
    scheme = registry.scheme
    places = {code: place.name for code, place in registry.subdistricts.items()}
    for place in registry.subdistricts.values():
        places.update(place.communities)
    agencies = {key: one.name for key, one in registry.agencies.items()}
    bodies = {key: one.name for key, one in scheme.bodies.items()}
    channels = {str(key): one.name for key, one in scheme.channels.items()}
    tables = {
        "place": places,
        "agency": agencies,
        "body": bodies,
        "channel": channels,
        "kind": scheme.kinds,
    }
    return {name: partial(_named, table) for name, table in tables.items()}


def _named(table: Mapping[str, str], key: str) -> str:
    return table.get(key, key)
