"""Read a file up to a limit of bytes.

A path may lead to a file without an end, or to a pipe that nobody writes into. So ``beginning``
reads no more bytes than it is told to, and does not wait for a writer that is not there.
"""

import os
from pathlib import Path
from typing import Final

#: Windows lacks O_NONBLOCK and needs O_BINARY, or it would translate line ends.
_AT_ONCE: Final[int] = getattr(os, "O_NONBLOCK", 0)
_AS_IT_IS: Final[int] = getattr(os, "O_BINARY", 0)
_USUAL: Final = 16 * 1024  # nearly every file is shorter, so no large buffer is needed


def beginning(path: Path | str, most: int) -> bytes:
    """The content of the file at *path*; of a file longer than *most*, its first *most* + 1 bytes.

    A pipe that nobody has open for writing gives b"". If somebody has, the call waits for the data.
    """
    number = os.open(path, os.O_RDONLY | _AT_ONCE | _AS_IT_IS)
    try:
        if _AT_ONCE:  # only the opening must not wait for a writer; reading may
            os.set_blocking(number, True)
        read = os.read(number, min(most + 1, _USUAL))
        while len(read) <= most and (more := os.read(number, most + 1 - len(read))):
            read += more
    finally:
        os.close(number)
    return read
