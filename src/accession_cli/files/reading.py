"""Read a file no further than it may be long.

What lies at a path may have no end, or never begin. So ``beginning`` reads so many bytes and no
more, and does not wait for a writer that is not there.
"""

import os
from pathlib import Path
from typing import Final

#: Windows has no pipes among its files, and no such flag; it has texts that it would translate.
_AT_ONCE: Final[int] = getattr(os, "O_NONBLOCK", 0)
_AS_IT_IS: Final[int] = getattr(os, "O_BINARY", 0)
_USUAL: Final = 16 * 1024  # nearly every file is shorter: no need to make room for the longest


def beginning(path: Path | str, most: int) -> bytes:
    """The whole of the file at *path*, or of a longer one its first *most* + 1 bytes.

    A pipe into which nobody writes holds nothing; one that somebody writes into is waited for.
    """
    number = os.open(path, os.O_RDONLY | _AT_ONCE | _AS_IT_IS)
    try:
        if _AT_ONCE:  # opened without waiting until somebody writes, and read as usual
            os.set_blocking(number, True)
        read = os.read(number, min(most + 1, _USUAL))
        while len(read) <= most and (more := os.read(number, most + 1 - len(read))):
            read += more
    finally:
        os.close(number)
    return read
