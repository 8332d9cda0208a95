"""Read the text of a file that nobody vouches for: in a process of its own, within limits.

What is broken, hostile, too large or too slow has no text; a person has to look at it.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from accession_cli.store.material import office_text, pdf_text
from accession_cli.store.material.inner_text import InnerText
from accession_cli.store.material.plain_text import plain_text
from accession_cli.store.reading_apart import SECONDS, NoAnswer, read_apart

LARGEST: Final = 32 << 20  # bytes of a file that is read at all
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
            with suppress(NoAnswer):
                return read_apart(_text_of, data, magic, seconds=seconds)
            return NOTHING
    return plain_text(data) or NOTHING


def _text_of(data: bytes, magic: bytes) -> InnerText:
    found = NOTHING
    with suppress(Exception):
        read = dict(_READERS)[magic](data)
        found = read if len(read.text) <= _LONGEST else NOTHING
    return found
