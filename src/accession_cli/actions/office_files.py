"""Read an untrusted Office file, and screen all text in it."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from accession_cli.errors import reason
from accession_cli.files.reading import beginning
from accession_cli.office.apart import NoAnswer, read_apart
from accession_cli.office.container import FILE_DAMAGED, FILE_UNPACKS_TOO_FAR, MEGABYTES, PARTS
from accession_cli.office.inner_text import ZIP_MAGIC, Unreadable, is_ofd, office_text
from accession_cli.registry.files import FILE_UNREADABLE
from accession_cli.scheme.task import StoredFile

LARGEST: Final = MEGABYTES << 20
#: How files begin that show pages as pictures: PDF, JPEG, PNG, TIFF, BMP, HEIF.
_PICTURES: Final = (b"%PDF", b"\xff\xd8\xff", b"\x89PNG", b"II*\x00", b"MM\x00*", b"BM")
_HEIF: Final = (b"ftyphei", b"ftypmif1")
T = TypeVar("T")


def file_bytes(path: Path) -> bytes:
    """The bytes of an Office file; raises ``FILE_UNPACKS_TOO_FAR`` if it is too large."""
    try:
        data = beginning(path, LARGEST)
    except OSError as error:
        raise FILE_UNREADABLE(path=path, reason=reason(error)) from error
    if len(data) > LARGEST:
        raise FILE_UNPACKS_TOO_FAR(path=path, megabytes=MEGABYTES, parts=PARTS)
    return data


def is_scan(data: bytes) -> bool:
    """Whether *data* is a PDF, an OFD or a picture, as the stamped form comes from a scanner."""
    begin = data[:1024].lstrip()
    return begin.startswith(_PICTURES) or begin[4:].startswith(_HEIF) or is_ofd(data)


def stored(path: Path, data: bytes) -> StoredFile:
    """The name and hash of the file at *path*, as a record has them."""
    return StoredFile(name=path.name, sha256=hashlib.sha256(data).hexdigest())


def read_screened(
    read: Callable[[bytes, str], T],
    data: bytes,
    name: str,
    shown: Callable[[T], str] = lambda _found: "",
) -> T:
    """What *read* finds in *data*, run in another process; messages call the file *name*.

    All text in the file is screened, also headers and comments. In an older format, which is no
    .zip, only the text that *shown* gives is screened. A secrecy marking or a person's number is
    refused.
    """
    from accession_cli.entry import draft  # not in the process that reads: a third of its time
    from accession_cli.secrecy.gate import refuse_secrets

    found: T
    inside: str | None
    try:
        found, inside = read_apart(found_and_inside, read, data, name)
    except NoAnswer as gone:
        raise FILE_DAMAGED(path=name) from gone
    refuse_secrets(draft.passages_of_file(name, shown(found) if inside is None else inside))
    return found


def found_and_inside(
    read: Callable[[bytes, str], T], data: bytes, name: str
) -> tuple[T, str | None]:
    """What *read* finds, and all text in the file; the text is None if it is no .zip."""
    found = read(data, name)
    try:
        return found, office_text(data).text if data.startswith(ZIP_MAGIC) else None
    except Unreadable as broken:
        raise FILE_DAMAGED(path=name) from broken
