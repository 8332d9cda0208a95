"""Bring what a file says from the version that it was written in to the newest, step by step.

``UPGRADES`` has one function for each step: it is given what a sound file of version n says, and
returns what version n + 1 says. ``schemas/old/README.md`` tells how a version is added.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from accession_cli.registry import schemas
from accession_cli.registry.schemas import FileKind
from accession_cli.yamlfile import reader

Data: TypeAlias = Mapping[str, Any]
Upgrades: TypeAlias = Mapping[tuple[FileKind, int], Callable[[Data], Data]]

#: The steps, each by the kind of file and the version that it starts from.
UPGRADES: Final[Upgrades] = MappingProxyType({})


def upgraded(kind: FileKind, data: Data, upgrades: Upgrades = UPGRADES) -> dict[str, Any]:
    """*data*, sound by the schema of its own version, as the newest version says it."""
    while (kind, data["schema"]) in upgrades:
        version = data["schema"]
        data = {**upgrades[kind, version](data), "schema": version + 1}
    return dict(data)


def edited(kind: FileKind, text: str, old: Data, new: Data) -> str:
    """*text*, which holds *old* in whatever version, so that it holds *new* in the newest.

    Only what differs is touched. Of an older version the keys are put in the order of today.
    """
    from accession_cli.yamlfile import editor  # the writing side of YAML loads slowly

    order = schemas.key_order(kind)
    made = editor.edit(text, old, new, order)
    return made if schemas.older(kind, old) is None else editor.reordered(made, order)


def renewed(kind: FileKind, text: str, path: str, limits: reader.Limits) -> str:
    """*text*, which the dialect can read, in the newest version; ``NotFormattable`` if unsound.

    A frozen edition stays as it is: the next one is chained to its bytes.
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
