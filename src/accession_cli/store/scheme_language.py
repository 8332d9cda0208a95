"""Which language a registry is kept in, read before anything else is loaded.

Help is printed in that language, so this looks for one line and starts no YAML reader.
"""

import re
from pathlib import Path
from typing import Final

_LINE: Final = rb"""(?m)^language:[ ]+["']?([A-Za-z_-]{2,16})["']?[ ]*(?:#.*)?$"""
_ENOUGH: Final = 65_536


def scheme_language(start: Path) -> str | None:
    """The ``language`` of the first ``scheme.yaml`` found from *start* upwards, or None."""
    try:
        start = start.resolve()
    except OSError:
        return None
    for folder in (start, *start.parents):
        for file in (folder / "registry" / "scheme.yaml", folder / "scheme.yaml"):
            found = _language_line(file)
            if found:
                return found
    return None


def _language_line(file: Path) -> str | None:
    try:
        if not file.is_file():  # a pipe of that name would be waited at for ever
            return None
        with file.open("rb") as stream:
            found = re.search(_LINE, stream.read(_ENOUGH))
    except OSError:  # missing or unreadable: whoever needs the file will say so
        return None
    return found[1].decode("ascii") if found else None
