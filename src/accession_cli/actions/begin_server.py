"""Set up the bare repository that clerks push to, with a hook that checks what comes in."""

from pathlib import Path

from accession_cli.errors import AccessionError, Exit
from accession_cli.gitstore import clone
from accession_cli.i18n import N_
from accession_cli.registry.commits import is_taken, make


class ServerThere(AccessionError):
    """A repository is never made over another one."""

    exit_code = Exit.USAGE
    says = N_("{folder} is there already and is not empty; nothing was written.")
    mend = N_("Name a folder that does not exist yet, for example registry.git.")


def begin_server(folder: Path, *, shared: bool, program: str | None) -> Path:
    """Make the bare repository *folder*; its hook calls *program* (or ``accession`` on PATH)."""
    folder = folder.resolve()
    if is_taken(folder):
        raise ServerThere(folder=folder)
    return clone.create_server(make(folder), shared=shared, program=program).top
