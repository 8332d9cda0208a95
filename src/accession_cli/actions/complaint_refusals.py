"""Why nothing was entered about a complaint (scheme 4.1)."""

from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_


class ComplaintClosed(AccessionError):
    """What has ended stays as it is."""

    exit_code = Exit.FOUND
    says = N_("{id} was closed on {day}; nothing more is entered about it.")
    mend = N_("What has happened since is a complaint of its own: accession complaint add")


class OrderedBefore(AccessionError):
    """An order stays; a second one would move its last day."""

    exit_code = Exit.FOUND
    says = N_("{id}: it was ordered on {ordered} already that this be put right by {due}.")
    mend = N_(
        "Remind the agency with accession complaint remind {id}, or enter what it reports with"
        " accession complaint rectify {id} --done DATE --report TEXT."
    )


class NothingOrdered(AccessionError):
    """What was not ordered cannot be done, and no letter says so."""

    exit_code = Exit.FOUND
    says = N_("{id}: nothing has been ordered yet, so nothing can have been put right.")
    mend = N_("Order it first with: accession complaint rectify {id}")


class DoneBefore(AccessionError):
    """It was put right, and that stays on record."""

    exit_code = Exit.FOUND
    says = N_("{id}: it is on record already that this was put right on {day}.")
    mend = N_("Close it with: accession complaint close {id}")


class CirculatedBefore(AccessionError):
    """A complaint is made known once."""

    exit_code = Exit.FOUND
    says = N_("{id} was made known on {day} already.")
    mend = N_("The circular alone is written again with: accession complaint circulate {id}")


class ReferredBefore(AccessionError):
    """A complaint is handed on once."""

    exit_code = Exit.FOUND
    says = N_("{id} was referred to {to} on {day} already.")
    mend = N_("Close it with: accession complaint close {id} --outcome referred")


class NotPutRight(AccessionError):
    """It cannot end as rectified before it was."""

    exit_code = Exit.FOUND
    says = N_("{id}: nothing says that this was put right, so it is not closed as rectified.")
    mend = N_("Enter first: accession complaint rectify {id} --done DATE --report TEXT")


class NotReferred(AccessionError):
    """It cannot end as referred before it was."""

    exit_code = Exit.FOUND
    says = N_("{id}: nothing says that this was referred, so it is not closed as referred.")
    mend = N_("Enter first: accession complaint refer {id} --to BODY --reason TEXT")


class NoDaysToRectify(AccessionError):
    """The district has not set how long an agency has."""

    exit_code = Exit.FOUND
    says = N_("scheme.yaml does not say how many working days an agency has to put it right.")
    mend = N_("Name the last day with --due, or write supervision in scheme.yaml.")
