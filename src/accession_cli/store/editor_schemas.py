"""The copies of the schemas that lie beside a registry, for editors to check files against.

The first line of a registry's file names its schema by a path relative to the file, so that an
editor finds it without a network. ``accession`` itself reads only the packaged ones.
"""

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from accession_cli import packaged
from accession_cli.files.writing import replace_file
from accession_cli.store.schema_check import Kind

FOLDER: Final = "schemas"
_LINE: Final = re.compile(r"# yaml-language-server: \$schema=(\S+)")


def schema_texts() -> Mapping[str, str]:
    """The schema of every kind of file that a registry holds, by its path from the top."""
    names = [f"{kind}.schema.json" for kind in Kind]
    return {f"{FOLDER}/{name}": packaged.text("schemas", name) for name in names}


def lost_schemas(texts: Mapping[str, str], top: Path) -> tuple[str, ...]:
    """Those of *texts*, by path from *top*, whose first line names a schema that is not there."""
    lost = []
    for path, text in texts.items():
        line = _LINE.match(text)
        if line is not None and not ((top / path).parent / line[1]).is_file():
            lost.append(path)
    return tuple(lost)


def stale_schemas(top: Path) -> tuple[str, ...]:
    """The copies below *top* that are not those of this version."""
    there = [(path, text) for path, text in schema_texts().items() if (top / path).is_file()]
    return tuple(path for path, text in there if (top / path).read_bytes() != text.encode())


def write_schemas(top: Path, changed: Collection[str] = ()) -> None:
    """Put the schemas below *top*, over older copies but for those that somebody *changed*."""
    for path, text in schema_texts().items():
        if path not in changed or not (top / path).exists():
            replace_file(top / path, text.encode())
