"""Drafts: take in what was typed or written, and keep it until it is filed."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from accession_cli.store import draft, kept_drafts
from accession_cli.store.draft import Draft
from accession_cli.store.registry_folder import FileUnreadable
from accession_cli.system_reasons import reason

__all__ = ["Draft", "drop", "from_answers", "from_bytes", "from_file", "keep"]


def from_bytes(data: bytes, name: str, settings: Sequence[str] = ()) -> Draft:
    """A draft from YAML or JSON; *name* is what messages call it."""
    return draft.with_settings(draft.read(data, name), settings)


def from_file(path: Path, settings: Sequence[str] = ()) -> Draft:
    """A draft from the file at *path*."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise FileUnreadable(path=path, reason=reason(error)) from error
    return from_bytes(data, str(path), settings)


def from_answers(facts: Mapping[str, Any], name: str, settings: Sequence[str] = ()) -> Draft:
    """A draft from what was answered to questions, or from settings alone."""
    return draft.with_settings(Draft(facts, draft.empty(name).place), settings)


def keep(folder: Path, given: Draft, request: str) -> Path:
    """Keep *given* where git never looks, until it is filed; the file it is kept in."""
    return kept_drafts.keep(folder, given.facts, request)


def drop(kept: Path) -> None:
    """Forget a draft that has been filed."""
    kept_drafts.drop(kept)
