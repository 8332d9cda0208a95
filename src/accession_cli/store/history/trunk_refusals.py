"""Why a record did not land, whatever the trunk is."""

from accession_cli.errors import (
    AccessionError,
    Exit,
)
from accession_cli.i18n import N_


class NoRepository(AccessionError):
    says = N_("The registry in {folder} is not in a git repository, so nothing can be recorded.")
    mend = N_("Run git init in the folder that is to hold its history, or work in a clone.")
    exit_code = Exit.OUTSIDE


class TrunkUnknown(AccessionError):
    says = N_(
        "scheme.yaml names the trunk {trunk}, but this clone has no such remote; it has: {remotes}."
    )
    mend = N_(
        "Write trunk in scheme.yaml as a remote and a branch, such as origin/main, or add the"
        " remote with git remote add."
    )
    exit_code = Exit.OUTSIDE


class CloneBusy(AccessionError):
    says = N_("Another accession command is recording in this clone ({path} is held).")
    mend = N_("Nothing was recorded. Wait until that command has ended, then run yours again.")
    exit_code = Exit.OUTSIDE


class CloneUnwritable(AccessionError):
    says = N_("{path} cannot be written: {reason}.")
    mend = N_("Make sure that the disk has room and that you may write there, then try again.")
    exit_code = Exit.OUTSIDE


class LandingStopped(AccessionError):
    says = N_("Interrupted while the record was on its way to {trunk}; it may have arrived.")
    mend = N_("Run accession sync: it finds out and never sends twice.")
    exit_code = Exit.INTERRUPTED


class LandedBefore(AccessionError):
    """The answer to an earlier attempt was lost, and the record no longer says what it was."""

    says = N_("What you asked for is on {trunk} already, in commit {commit}: an earlier try.")
    mend = N_("Look at it with: git show {commit}")
    exit_code = Exit.DONE
