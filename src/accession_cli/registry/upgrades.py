"""Bring the value of a file from its own version to the newest, step by step.

``UPGRADES`` has one function for each step: it takes the value of a sound file of version n, and
returns the value in version n + 1. ``schemas/old/README.md`` tells how to add a version.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from accession_cli.registry import schemas
from accession_cli.registry.schemas import FileKind
from accession_cli.yamlfile import reader

Data: TypeAlias = Mapping[str, Any]
Upgrades: TypeAlias = Mapping[tuple[FileKind, int], Callable[[Data], Data]]

#: The steps, by the kind of file and the version they start from.
UPGRADES: Final[Upgrades] = MappingProxyType({})


def upgraded(kind: FileKind, data: Data, upgrades: Upgrades = UPGRADES) -> dict[str, Any]:
    """*data* in the newest version; it must be sound by the schema of its own version."""
    while (kind, data["schema"]) in upgrades:
        version = data["schema"]
        data = {**upgrades[kind, version](data), "schema": version + 1}
    return dict(data)


def edited(kind: FileKind, text: str, old: Data, new: Data) -> str:
    """*text*, whose value is *old* in any version, changed so that its value is *new*.

    *new* is of the newest version. Only what differs is changed. If *old* is of an older version,
    the keys are put in today's order.
    """
    from accession_cli.yamlfile import editor  # the writing side of YAML loads slowly

    order = schemas.key_order(kind)
    made = editor.edit(text, old, new, order)
    return made if schemas.older(kind, old) is None else editor.reordered(made, order)


def renewed(kind: FileKind, text: str, path: str, limits: reader.Limits) -> str:
    """*text* in the newest version; raises ``NotFormattable`` if it cannot be read or is not sound.

    A frozen edition stays as it is: the next edition holds the hash of its bytes.
    """
    from accession_cli.yamlfile.editor import NotFormattable

    found = reader.read(text.encode(), path, limits)
    if found.parsed is None:
        raise NotFormattable(found.findings)
    written = found.parsed.value
    if kind is FileKind.EDITION or written.get("schema") == schemas.newest(kind):
        return text
    wrong = schemas.check_schema(kind, written, found.parsed.place)
    if wrong:
        raise NotFormattable(wrong)
    return edited(kind, text, written, upgraded(kind, written))
