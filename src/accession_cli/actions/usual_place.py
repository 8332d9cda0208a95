"""Where a document goes that nobody gave a place: below build/ of the repository."""

from pathlib import Path
from typing import Final

from accession_cli.registry import names

_FORBIDDEN: Final = '/\\:*?"<>|'


def below_build(folder: Path, kind: str, name: str) -> Path:
    """The file *name* in build/*kind*/ of the repository of *folder*, its name made harmless."""
    return names.shown_below(folder) / "build" / kind / harmless(name)


def harmless(name: str) -> str:
    """*name* without what the name of a file may not have on one system or another."""
    return "".join("_" if char in _FORBIDDEN or char < " " else char for char in name)
