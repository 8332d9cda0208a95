"""Read the text of a file that nobody vouches for: in a process of its own, within limits.

What is broken, hostile, too large or too slow has no text; a person has to look at it.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from accession_cli.store.material import office_text, pdf_text
from accession_cli.store.material.inner_text import InnerText
from accession_cli.store.material.plain_text import plain_text

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

LARGEST: Final = 32 << 20  # bytes of a file that is read at all
SECONDS: Final = 20.0
_MEMORY: Final = 400 << 20  # address space of the process, the interpreter's own included
_LONGEST: Final = 8_000_000  # characters; a long book has a million
NOTHING: Final = InnerText("", whole=False)
_READERS: Final[tuple[tuple[bytes, Callable[[bytes], InnerText]], ...]] = (
    (pdf_text.MAGIC, pdf_text.pdf_text),
    (office_text.MAGIC, office_text.office_text),
)


def text_inside(data: bytes, *, seconds: float = SECONDS) -> InnerText:
    """The text in the file whose bytes are *data*, by what they are, whatever it is called."""
    for magic, _read in _READERS:
        if data[:1024].lstrip().startswith(magic):
            return _apart(data, magic, seconds)
    return plain_text(data) or NOTHING


def _apart(data: bytes, magic: bytes, seconds: float) -> InnerText:
    from multiprocessing import get_context

    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    reader = context.Process(target=_read_and_send, args=(theirs, data, magic), daemon=True)
    reader.start()
    theirs.close()
    try:
        if ours.poll(seconds):
            found: InnerText = ours.recv()
            return found
    except EOFError:  # it died: of its limits, or of a fault in a library
        pass
    finally:
        ours.close()
        reader.kill()
        reader.join()
    return NOTHING


def _read_and_send(answer: "Connection", data: bytes, magic: bytes) -> None:
    """What the process does; it says nothing, because what it reads is nobody's business."""
    _bind()
    found = NOTHING
    with suppress(Exception):
        read = dict(_READERS)[magic](data)
        found = read if len(read.text) <= _LONGEST else NOTHING
    answer.send(found)
    os._exit(0)


def _bind() -> None:
    import signal

    silent = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(silent, stream)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command itself is stopped, and stops us
    with suppress(ImportError, ValueError, OSError):  # no such limits on this system
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
