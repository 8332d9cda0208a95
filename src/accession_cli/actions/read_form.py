"""Read an approval form that an agency filled in. Nothing is written anywhere."""

from pathlib import Path
from typing import Final

from accession_cli.entry import draft
from accession_cli.errors import reason
from accession_cli.files.reading import beginning
from accession_cli.office.apart import NoAnswer, read_apart
from accession_cli.office.container import MEGABYTES, PARTS, FileDamaged, FileUnpacksTooFar
from accession_cli.office.inner_text import Unreadable, office_text
from accession_cli.papers.application_form_filled import words_by_field
from accession_cli.papers.application_form_read import (
    FormReading,
    FormTexts,
    reading_of,
    word_texts,
)
from accession_cli.registry.files import FileUnreadable
from accession_cli.scheme.registry import Registry
from accession_cli.secrecy.gate import refuse_secrets

__all__ = ["FormReading", "file_bytes", "form_in", "read_form", "words_of"]

LARGEST: Final = MEGABYTES << 20


def read_form(path: Path, registry: Registry) -> FormReading:
    """What the form at *path* says, with the names of *registry* resolved.

    A form that carries a secrecy marking or a person's number is refused before it is read.
    """
    return form_in(file_bytes(path), str(path), registry)


def form_in(data: bytes, name: str, registry: Registry) -> FormReading:
    """The same for the bytes of a form; messages call it *name*."""
    try:
        texts, inside = read_apart(texts_and_inside, data, name)
    except NoAnswer as gone:
        raise FileDamaged(path=name) from gone
    refuse_secrets(draft.passages_of_file(name, inside))
    return reading_of(texts, registry)


def file_bytes(path: Path) -> bytes:
    """The bytes of an Office file, which is not larger than any may be."""
    try:
        data = beginning(path, LARGEST)
    except OSError as error:
        raise FileUnreadable(path=path, reason=reason(error)) from error
    if len(data) > LARGEST:
        raise FileUnpacksTooFar(path=path, megabytes=MEGABYTES, parts=PARTS)
    return data


def texts_and_inside(data: bytes, name: str) -> tuple[FormTexts, str]:
    """The fields of a form, and all text in the file, headers and comments too."""
    texts = word_texts(data, name)
    try:
        return texts, office_text(data).text
    except Unreadable as broken:
        raise FileDamaged(path=name) from broken


def words_of(found: FormReading, registry: Registry) -> list[tuple[str, str]]:
    """Every field that was read, by its name in the form, as people write it."""
    more = {
        "applied": found.applied,
        "attachments": found.attachments,
        "contact": {"name": found.contact.name, "phone": found.contact.phone},
    }
    unread = {one.key.partition("[")[0] for one in found.unread}
    return words_by_field({**found.facts, **more}, registry, unread)
