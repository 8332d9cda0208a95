"""Why a task was not retired (scheme 3.4)."""

from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_


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
