"""What a clerk typed and could not file, kept for mending: nothing is lost on an error."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from accession_cli.store import schema_check
from accession_cli.store.durable_file import replace_file
from accession_cli.store.history.git import Git
from accession_cli.store.schema_check import Kind
from accession_cli.store.yaml import canonical


def keep(folder: Path, tasks: Sequence[Mapping[str, Any]], request: str) -> Path:
    """Write *tasks* where git never looks, or beside the registry when it is in no repository.

    The file is what ``accession file --from`` reads: one task, or several under ``tasks``.
    """
    git = Git.find(folder)
    home = git.shared / "accession" if git else folder.parent / ".accession"
    path = home / "drafts" / f"{request}.yaml"
    order = schema_check.key_order(Kind.TASK)
    text = (
        canonical.new_text(tasks[0], order=order)
        if len(tasks) == 1
        else canonical.new_text({"tasks": [dict(one) for one in tasks]})
    )
    replace_file(path, text.encode(), private=True)
    return path
