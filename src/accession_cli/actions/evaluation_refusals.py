"""Why an evaluation was not opened, read or concluded."""

from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_


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
    exit_code = Exit.FOUND
