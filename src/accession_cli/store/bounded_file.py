"""Read a file no further than it may be long: what lies there may have no end, or never begin."""

import os
from pathlib import Path
from typing import Final

#: Windows has no pipes among its files, and no such flag.
_AT_ONCE: Final[int] = getattr(os, "O_NONBLOCK", 0)


def beginning(path: Path, most: int) -> bytes:
    """The whole of the file at *path*, or of a longer one its first *most* + 1 bytes.

    A pipe into which nobody writes holds nothing; one that somebody writes into is waited for.
    """
    with open(path, "rb", opener=_opened) as file:
        return file.read(most + 1)


def _opened(name: str, flags: int) -> int:
    """Open without waiting until somebody writes, and then read as usual."""
    number = os.open(name, flags | _AT_ONCE)
    if _AT_ONCE:
        os.set_blocking(number, True)
    return number
