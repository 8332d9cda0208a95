"""Why a record was not amended (scheme 3.3)."""

from accession_cli.errors import AccessionError, Exit
from accession_cli.finding import Finding
from accession_cli.i18n import N_


class NotAmended(AccessionError):
    """A key that no correction changes."""

    says = N_("{key} is not changed by a correction, so nothing was written.")
    mend = N_(
        "accession retire, dispatch and notify write what goes on after the filing; a task that"
        " was filed by mistake is retired with --entered-in-error and filed again."
    )


class SaysTheSame(AccessionError):
    """A correction that would correct nothing."""

    says = N_("{key} says “{value}” already, so there is nothing to correct.")
    mend = N_("Look at the record with accession show {id}, and leave this --set out.")


class NoSuchField(AccessionError):
    """A key that no task has."""

    exit_code = Exit.USAGE
    says = N_("A task has no field {key}.")
    mend = N_("Fields are called as in the record; accession amend {id} lists them at a terminal.")


class MisspeltField(AccessionError):
    """A key that no task has, but one that looks like it."""

    exit_code = Exit.USAGE
    says = N_("A task has no field {key}; {similar} was probably meant.")
    mend = N_("Write --set {similar}=… instead.")


class ToldTwice(AccessionError):
    """One field cannot take two new values."""

    exit_code = Exit.USAGE
    says = N_("{key} is set twice.")
    mend = N_("Set each field once.")


class AmendmentUnfit(AccessionError):
    """What was typed is nothing that a record may hold; ``findings`` say what is wrong."""

    says = N_("Nothing was recorded: what is set makes no sound record.")
    mend = N_("Mend what is listed above and run the command again.")

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__()
        self.findings = findings
