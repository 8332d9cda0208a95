"""The hooks that travel with the package, and how they are put into a git folder.

They are plain sh and call the one program that git's setting ``accession.program`` names.
"""

from pathlib import Path
from typing import Final

from accession_cli import packaged
from accession_cli.files.writing import replace_file
from accession_cli.store.history.git import Git

PRE_COMMIT: Final = "pre-commit"
PRE_RECEIVE: Final = "pre-receive"


def is_there(git: Git, hooks: Path) -> bool | None:
    """Whether *hooks* has a pre-commit hook; ``None`` when not, and the folder is not git's own."""
    if (hooks / PRE_COMMIT).is_file():
        return True
    return False if hooks == git.shared / "hooks" else None


def install(git: Git, name: str) -> Path:
    """Put the packaged hook *name* into git's own folder of hooks, over nothing that is there."""
    path = git.shared / "hooks" / name
    if not path.exists():
        replace_file(path, packaged.text("templates", f"hooks/{name}").encode(), program=True)
    return path
