"""Read drafts from files and from ``--set``, in the words that people write them in.

``understood_drafts`` makes the words of a record of them, and tells what was understood otherwise.
Secrets are refused before a text is parsed, because a message about a fault may quote it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

from accession_cli.entry import draft
from accession_cli.entry.draft import Draft
from accession_cli.entry.settings import Values, draft_read, record_key, settings_read
from accession_cli.entry.values import Meaning
from accession_cli.errors import reason
from accession_cli.files.reading import beginning
from accession_cli.office.inner_text import plain_text
from accession_cli.registry.files import FILE_UNREADABLE
from accession_cli.scheme.registry import Registry
from accession_cli.secrecy.gate import refuse_secrets


def drafts_from_bytes(data: bytes, name: str) -> tuple[Draft, ...]:
    """The drafts in YAML or JSON; messages call the input *name*.

    The text is screened before it is parsed, because a message about a fault may quote it.
    """
    found = plain_text(data)
    text = found.text if found else ""
    refuse_secrets(draft.passages_of_file(name, text))
    first, *others = draft.read_draft_file(data, name)
    return (replace(first, text=text), *others)


def drafts_from_stream(stream: BinaryIO, name: str) -> tuple[Draft, ...]:
    """The drafts read from *stream*."""
    return drafts_from_bytes(stream.read(draft.LIST_KEY.bytes + 1), name)


def drafts_from_file(path: Path) -> tuple[Draft, ...]:
    """The drafts in the file at *path*."""
    refuse_secrets(draft.passages_of_file(str(path), ""))
    try:
        data = beginning(path, draft.LIST_KEY.bytes)
    except OSError as error:
        raise FILE_UNREADABLE(path=path, reason=reason(error)) from error
    return drafts_from_bytes(data, str(path))


def refuse_settings(settings: Sequence[str]) -> None:
    """Refuse secrets in *settings*, before any message quotes them."""
    refuse_secrets(draft.passages_of_settings(settings))


def understood_drafts(
    given: Sequence[Draft], settings: Sequence[str], registry: Registry, near: date
) -> tuple[tuple[Draft, ...], tuple[Meaning, ...]]:
    """*given* with *settings*, in the words of records, and what was understood otherwise.

    The settings are screened first, because a refusal may quote them. A day without its year is the
    nearest to *near*.
    """
    refuse_settings(settings)
    values = Values(registry, near)
    made: list[Draft] = []
    meanings: list[Meaning] = []
    for one in given:
        read, found = settings_read(settings, values, one.facts)
        whole, more = draft_read(draft.with_settings(one, read), values)
        made.append(whole)
        meanings += (*found, *more)
    return tuple(made), tuple(dict.fromkeys(meanings))


def keys_set(settings: Sequence[str]) -> frozenset[str]:
    """The keys of the record that *settings* give; a secret in them is refused first."""
    refuse_settings(tuple(settings))
    return frozenset(record_key(setting.partition("=")[0]) for setting in settings)
