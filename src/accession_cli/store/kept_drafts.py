"""What a clerk typed, kept until it is filed: nothing that was typed is lost on an error."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from accession_cli.store import schema_check
from accession_cli.store.durable_file import replace_file
from accession_cli.store.history.git import Git
from accession_cli.store.schema_check import Kind
from accession_cli.store.yaml import canonical


def keep(folder: Path, facts: Mapping[str, Any], request: str) -> Path:
    """Write *facts* where git never looks, or beside the registry when it is in no repository."""
    git = Git.find(folder)
    home = git.shared / "accession" if git else folder.parent / ".accession"
    path = home / "drafts" / f"{request}.yaml"
    text = canonical.new_text(facts, order=schema_check.key_order(Kind.TASK))
    replace_file(path, text.encode())
    return path


def drop(path: Path) -> None:
    """Forget a draft that has been filed."""
    path.unlink(missing_ok=True)
