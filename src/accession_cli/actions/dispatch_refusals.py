"""Why a task was not handed down (scheme 3.2.1, 3.2.2)."""

from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_


class NothingNamed(AccessionError):
    """Neither ids, nor all that wait, nor a receipt."""

    exit_code = Exit.USAGE
    says = N_("Which tasks are to be handed down is not said.")
    mend = N_("Write their ids, or --pending for all that have not gone down, or --receipt FILE.")


class NothingPending(AccessionError):
    """``--pending`` where nothing waits."""

    says = N_("Every task in force has gone down, so there is nothing to dispatch.")
    mend = N_("To send one again, name it and add --to-all.")


class NotInForce(AccessionError):
    """A task that has ended goes down no more."""

    says = N_("{id} is not in force on {day}, so it is not handed down.")
    mend = N_("Take it out of the command; accession show {id} says since when.")


class SentBefore(AccessionError):
    """It is on record already."""

    says = N_("{id} has gone down to everybody already, and that is on record.")
    mend = N_("Add --to-all to send it again, or --letter to write the notices once more.")


class NotForTheGrid(AccessionError):
    """A receipt for a task that does not go down the grid channel."""

    says = N_("The receipt names {id}, which does not go down the grid channel.")
    mend = N_("Ask the grid centre which task is meant.")


class OtherNumber(AccessionError):
    """The platform's number is on record, and another one."""

    says = N_("{id} has the platform's number {known} already; the receipt says {number}.")
    mend = N_("Ask the grid centre which number holds; with --to-all the new one is added.")
