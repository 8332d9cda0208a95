"""Drafts: take in what was typed or written, and keep it until it is filed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from accession_cli.entry import draft
from accession_cli.entry import draft as draft_file
from accession_cli.entry import draft as passages
from accession_cli.entry.draft import Draft
from accession_cli.errors import reason
from accession_cli.files.reading import beginning
from accession_cli.office.inner_text import plain_text
from accession_cli.registry.files import FileUnreadable
from accession_cli.secrecy.gate import refuse_secrets, screened
from accession_cli.store import kept_drafts

__all__ = ["Draft", "from_answers", "from_bytes", "from_file", "keep"]


def from_bytes(data: bytes, name: str, settings: Sequence[str] = ()) -> tuple[Draft, ...]:
    """The drafts in YAML or JSON; *name* is what messages call it, *settings* go into each.

    What is secret is refused before it is parsed: what is said about a mistake may quote it.
    """
    found = plain_text(data)
    text = found.text if found else ""
    refuse_secrets(
        (*passages.passages_of_file(name, text), *passages.passages_of_settings(settings))
    )
    first, *others = draft_file.read_draft_file(data, name)
    read = (replace(first, text=text), *others)
    return tuple(draft.with_settings(one, settings) for one in read)


def from_stream(stream: BinaryIO, name: str, settings: Sequence[str] = ()) -> tuple[Draft, ...]:
    """The drafts that *stream* gives."""
    return from_bytes(stream.read(draft_file.LIST_KEY.bytes + 1), name, settings)


def from_file(path: Path, settings: Sequence[str] = ()) -> tuple[Draft, ...]:
    """The drafts in the file at *path*."""
    refuse_secrets(passages.passages_of_file(str(path), ""))
    try:
        data = beginning(path, draft_file.LIST_KEY.bytes)
    except OSError as error:
        raise FileUnreadable(path=path, reason=reason(error)) from error
    return from_bytes(data, str(path), settings)


def from_answers(
    facts: Mapping[str, Any], name: str, settings: Sequence[str] = ()
) -> tuple[Draft, ...]:
    """A draft from what was answered to questions, or from settings alone."""
    refuse_secrets(passages.passages_of_settings(settings))
    return (draft.with_settings(draft.of_facts(facts, name), settings),)


def keep(
    folder: Path, given: Sequence[Draft], request: str, *, inspected_by: str | None = None
) -> Path:
    """Keep *given* where git never looks, until it is filed; the file it is kept in.

    What the screen refuses is kept nowhere; *inspected_by* is as in ``screened``.
    """
    screened(passages.passages_of_drafts(given), inspected_by)
    return kept_drafts.keep(folder, [one.facts for one in given], request)
