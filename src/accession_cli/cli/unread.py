"""What an answer leaves out because a file could not be read: people and programs are told."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from accession_cli.cli import terminal
from accession_cli.i18n import _


def say_unread(unread: Sequence[str]) -> None:
    """Say on the side that an answer was made without the files *unread*, and what tells why."""
    if unread:
        said = _("Files that could not be read, so that this answer leaves them out: {count}.")
        terminal.note(said.format(count=len(unread)))
        terminal.next_step(_("Run accession validate to see why."))


def tasks_among(unread: Sequence[str]) -> tuple[str, ...]:
    """Those of the files *unread* in which there may be a task."""
    return tuple(path for path in unread if PurePosixPath(path).parent.parent.name == "tasks")
