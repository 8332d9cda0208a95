"""Why a record was not changed: it is not there, cannot be read, or is not what was seen."""

from typing import TypeAlias

from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_, _
from accession_cli.scheme.ids import WORDS

#: Fields with their old and new text.
Changes: TypeAlias = tuple[tuple[str, str | None, str | None], ...]


class NoSuchRecord(AccessionError):
    """The trunk has no record that goes by this id."""

    exit_code = Exit.FOUND
    says = N_("There is no record {id} on the trunk, so nothing was written.")
    mend = N_("Look for its id with accession list, or accession todo.")


class NotInFiles(AccessionError):
    """No record in the work tree goes by this id; the trunk may have one."""

    exit_code = Exit.FOUND
    says = N_("There is no record {id} in your files.")
    mend = N_("Bring your files up to date with accession sync; accession todo shows what is open.")


class RecordUnreadable(AccessionError):
    """The record is there but is not sound."""

    exit_code = Exit.UNREADABLE
    says = N_("{path} cannot be used as it stands on the trunk, so nothing was written.")
    mend = N_("Run accession validate {path}, mend the record and commit it first.")


class OtherStatus(AccessionError):
    """A record does not stand where it would have to; ``status`` is said in words."""

    @property
    def message(self) -> str:
        """What happened, in the reader's language."""
        words = {**self.facts, "status": _(WORDS[str(self.facts["status"])])}
        return _(self.says).format(**words)


class RecordChanged(AccessionError):
    """The record on the trunk is not the one that whoever changes it has looked at.

    ``changes`` are the fields that differ, with the text here and the text on the trunk.
    """

    exit_code = Exit.MOVED
    says = N_(
        "Somebody else has changed {id} since your files were brought up to date, so nothing was"
        " written."
    )
    mend = N_("Run accession sync, look at the record again, then repeat the command.")

    def __init__(self, *, id: str, changes: Changes) -> None:  # noqa: A002 - a fact's name
        super().__init__(id=id)
        self.changes = changes
