"""Why an evaluation was not opened, read or concluded."""

from collections.abc import Sequence
from typing import Final

from accession_cli.entry.values import CellFault
from accession_cli.errors import AccessionError
from accession_cli.i18n import N_

_MOST_SHOWN: Final = 50


class EvaluationNotSet(AccessionError):
    """The district has not set how tasks are evaluated."""

    says = N_("registry/scheme.yaml does not say how tasks are evaluated.")
    mend = N_(
        "Write there under evaluation who convenes it, what is scored, who scores, and the highest"
        " score; schemas/scheme.schema.json has the form."
    )


class NothingToEvaluate(AccessionError):
    """No task stood in the register in the year."""

    says = N_("No task was in force in {year}, so there is nothing to evaluate.")
    mend = N_("See with accession list --status all which years there are.")


class FormsThere(AccessionError):
    """Files of the same names are there, and may have been filled in."""

    says = N_(
        "Nothing was written: {folder} holds other files of the same names, {count} in all, the"
        " first is {first}. They may have been filled in."
    )
    mend = N_("Move them away or delete them, or write elsewhere with --out FOLDER.")


class ConcludedOtherwise(AccessionError):
    """What the joint working group concluded is on record and stays."""

    says = N_("The evaluation of {id} in {year} was concluded on {day}, and otherwise.")
    mend = N_(
        "A conclusion stays as it is; another one can follow from the next year's evaluation."
    )


class SheetsNotRead(AccessionError):
    """Cells that cannot be read; nothing of any of the files is recorded."""

    says = N_("Nothing was recorded: cells with errors: {count}.")
    mend = N_("Have them corrected in the files, and read all of them again.")

    def __init__(self, faults: Sequence[CellFault]) -> None:
        super().__init__(count=len(faults))
        self.faults = tuple(faults)

    @property
    def message(self) -> str:
        """What happened, then each cell on a line of its own."""
        shown = [f"- {fault.message}" for fault in self.faults[:_MOST_SHOWN]]
        more = ["- …"] if len(self.faults) > _MOST_SHOWN else []
        return "\n".join([super().message, *shown, *more])


class NothingFilledIn(AccessionError):
    """Workbooks as they were handed out."""

    says = N_("There is nothing in {names} that was filled in, so nothing was recorded.")
    mend = N_("Read the files that came back; those handed out have empty columns.")
