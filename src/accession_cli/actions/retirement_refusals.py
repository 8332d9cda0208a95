"""Why a task was not retired (scheme 3.4)."""

from typing import TypeAlias

from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_
from accession_cli.model.identifiers import RecordId

#: Fields with their old and new text.
Changes: TypeAlias = tuple[tuple[str, str | None, str | None], ...]


class NoSuchTask(AccessionError):
    """The trunk has no task that goes by this id."""

    exit_code = Exit.FOUND
    says = N_("There is no task {id} on the trunk, so nothing was retired.")
    mend = N_("Look for its id with: accession list --find WORDS")


class TaskUnreadable(AccessionError):
    """The record is there but is not sound."""

    exit_code = Exit.UNREADABLE
    says = N_("{path} cannot be used as it stands on the trunk, so nothing was retired.")
    mend = N_("Run accession validate {path}, mend the record and commit it first.")


class AlreadyRetired(AccessionError):
    """A task ends once."""

    exit_code = Exit.FOUND
    says = N_("{id} is retired already: effective {effective}, because {reason}.")
    mend = N_("A retired record only gains corrections and the days on which people were told.")


class SuccessorRetired(AccessionError):
    """A task that has ended is not there to take over, and its record is closed."""

    exit_code = Exit.FOUND
    says = N_("{id} is retired itself, effective {effective}, so it cannot take over from {ended}.")
    mend = N_("Name the task that takes over now, or leave --superseded-by out.")


class RecordChanged(AccessionError):
    """The record on the trunk is not the one that whoever ends the task has looked at.

    ``changes`` are the fields that differ, with the text here and the text on the trunk.
    """

    exit_code = Exit.MOVED
    says = N_(
        "Somebody else has changed {id} since your files were brought up to date, so it was not"
        " retired."
    )
    mend = N_("Run accession sync, look at the record again, then repeat the command.")

    def __init__(self, *, id: RecordId, changes: Changes) -> None:  # noqa: A002 - a fact's name
        super().__init__(id=id)
        self.changes = changes


class MaterialEmpty(AccessionError):
    """Something that holds no text is no written material."""

    exit_code = Exit.UNREADABLE
    says = N_("{path} is not a file with anything in it, so it is no written material.")
    mend = N_("Name the file in which the agency asks for the end of the task.")
