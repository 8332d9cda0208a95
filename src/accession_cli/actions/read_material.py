"""Read a paper that a record rests on: its name and hash are recorded, its text is screened."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from accession_cli.entry import draft
from accession_cli.errors import AccessionError, Exit, reason
from accession_cli.i18n import N_
from accession_cli.office.apart import LARGEST, NOTHING, text_inside
from accession_cli.office.inner_text import InnerText
from accession_cli.registry.files import FileUnreadable
from accession_cli.scheme.task import StoredFile
from accession_cli.secrecy.gate import refuse_secrets

_CHUNK: Final = 1 << 20


class MaterialEmpty(AccessionError):
    """Something that holds no text is no written material."""

    exit_code = Exit.UNREADABLE
    says = N_("{path} is not a file with anything in it, so it is no written material.")
    mend = N_("Name the file that holds the agency's paper.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What a record rests on: name and sha256, which are recorded, and the text inside."""

    stored: StoredFile
    inside: InnerText


def material_of(path: Path) -> Material:
    """The agency's written material in the file at *path*, which stays where it is."""
    refuse_secrets(draft.passages_of_file(str(path), ""))
    digest, start = hashlib.sha256(), bytearray()
    try:
        if path.exists() and not path.is_dir() and not _holds_something(path):
            raise MaterialEmpty(path=path)
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                if len(start) <= LARGEST:
                    start += chunk
    except OSError as error:
        raise FileUnreadable(path=path, reason=reason(error)) from error
    inside = text_inside(bytes(start)) if len(start) <= LARGEST else NOTHING
    stored = StoredFile(name=path.name, sha256=digest.hexdigest())
    return Material(stored=stored, inside=inside)


def _holds_something(path: Path) -> bool:
    """Whether *path* is a regular file that is not empty; a pipe would keep its reader waiting."""
    return path.is_file() and path.stat().st_size > 0
