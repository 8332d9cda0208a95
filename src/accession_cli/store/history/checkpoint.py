"""How far a trunk was verified: kept in ``.git/accession``, so that rewriting it is noticed."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from accession_cli.files.writing import replace_file
from accession_cli.store.history.git import Git

_VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """Everything up to ``commit`` of a trunk was verified, for the registry in ``folder``."""

    trunk: str
    folder: str
    commit: str


def path_of(git: Git) -> Path:
    """Where the checkpoint is kept; all work trees of a clone share it, as they share the trunk."""
    return git.shared / "accession" / "verified.json"


def read(git: Git, trunk: str, folder: str) -> Checkpoint | None:
    """The checkpoint of that trunk and folder; None when there is none that can be used."""
    try:
        kept = json.loads(path_of(git).read_text(encoding="utf-8"))
        found = Checkpoint(trunk=kept["trunk"], folder=kept["folder"], commit=kept["commit"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if (found.trunk, found.folder) == (trunk, folder) else None


def write(git: Git, made: Checkpoint) -> None:
    """Remember *made*; raises ``FileUnwritable``."""
    text = json.dumps({"version": _VERSION, **asdict(made)}, ensure_ascii=False, indent=2)
    replace_file(path_of(git), f"{text}\n".encode())
