"""What a clerk typed and could not file, kept for mending: nothing is lost on an error."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from accession_cli.files.writing import replace_file
from accession_cli.gitstore.git import Git
from accession_cli.registry import schemas
from accession_cli.registry.schemas import FileKind
from accession_cli.yamlfile import editor


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDraft:
    """A file with what somebody typed, as it was left on ``since``."""

    path: Path
    since: datetime


def keep(folder: Path, tasks: Sequence[Mapping[str, Any]], request: str) -> Path:
    """Write *tasks* where git never looks, or beside the registry when it is in no repository.

    The file is what ``accession file --from`` reads: one task, or several under ``tasks``.
    """
    path = _home(folder) / f"{request}.yaml"
    order = schemas.key_order(FileKind.TASK)
    text = (
        editor.new_text(tasks[0], order=order)
        if len(tasks) == 1
        else editor.new_text({"tasks": [dict(one) for one in tasks]})
    )
    replace_file(path, text.encode(), private=True)
    return path


def kept(folder: Path) -> tuple[KeptDraft, ...]:
    """The drafts that were kept for the registry in *folder* and not removed since."""
    found = []
    for path in sorted(_home(folder).glob("[!.]*.yaml")):
        with suppress(FileNotFoundError):  # it has just been removed
            since = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            found.append(KeptDraft(path=path, since=since))
    return tuple(found)


def _home(folder: Path) -> Path:
    git = Git.find(folder)
    return (git.shared / "accession" if git else folder.parent / ".accession") / "drafts"
