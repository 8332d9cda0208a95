"""Why the clerk's checkout cannot follow the trunk."""

from typing import ClassVar

from accession_cli.errors import (
    AccessionError,
    Exit,
)
from accession_cli.i18n import (
    N_,
    _,
)


class CheckoutStays(AccessionError):
    """Why the checkout cannot follow: a refusal on a local trunk, else a note after landing.

    ``mend`` is for a record that could not land because of it, ``later`` for one that has.
    """

    exit_code = Exit.OUTSIDE
    later: ClassVar[str] = N_(
        "The record is on the trunk; only your files are older. When you are ready, run:"
        " accession sync"
    )
    landed: bool = False

    @property
    def remedy(self) -> str:
        return _(self.later if self.landed else self.mend).format(**self.facts)


class InTheWay(CheckoutStays):
    says = N_("{path} in your work tree is not as git last left it, so it was not replaced.")
    mend = N_("Nothing was recorded. Commit {path} or move it away, then run the command again.")
    later = N_(
        "The record is on the trunk; only your files are older. Move {path} away or undo your"
        " changes to it, then run: accession sync"
    )


class UnderWay(CheckoutStays):
    says = N_("A git {operation} is under way in your work tree, so it was left as it is.")
    mend = N_("Nothing was recorded. Finish or abort the {operation}, then run the command again.")


class IndexLocked(CheckoutStays):
    says = N_("Another git command holds {path}, so your work tree was left as it is.")
    mend = N_(
        "Nothing was recorded. Wait for that command to end; if none is running, remove the file."
        " Then run the command again."
    )


class OnNoBranch(CheckoutStays):
    says = N_("HEAD of your work tree is on no branch, so your work tree was left as it is.")
    mend = N_("Nothing was recorded. Run: git switch NAME-OF-THE-BRANCH, then the command again.")
    later = N_(
        "The record is on the trunk. To see it in your files, run: git switch {branch} and then:"
        " accession sync"
    )


class OnAnotherBranch(CheckoutStays):
    says = N_(
        "Your work tree is on the branch {current}, not on {branch}, so it was left as it is."
    )
    mend = N_("Nothing was recorded. Run: git switch {branch}, then the command again.")
    later = N_(
        "The record is on the trunk. To see it in your files, run: git switch {branch} and then:"
        " accession sync"
    )


class NoCommitYet(CheckoutStays):
    says = N_("Your branch {branch} has no commit yet, so your work tree was left as it is.")
    mend = N_("Nothing was recorded. Run: git pull --ff-only, then the command again.")
    later = N_("The record is on the trunk. To see it in your files, run: git pull --ff-only")


class OwnCommits(CheckoutStays):
    says = N_("Your branch {branch} has commits that the trunk has not, so it was left as it is.")
    mend = N_("Nothing was recorded. Bring your commits to the trunk, then run the command again.")
    later = N_(
        "The record is on the trunk. Your own commits are untouched; bring them there by"
        " git pull --rebase and git push, or ask whoever looks after the repository."
    )


class NotCaughtUp(CheckoutStays):
    says = N_("Your work tree could not be brought up to date. Git says: {words}")
    mend = N_("Nothing was recorded. Put right what git names, then run the command again.")


class BranchMoved(AccessionError):
    says = N_("The branch {branch} moved while the record was being written; it was not recorded.")
    mend = N_("Run the command again: it starts from what is there now.")
    exit_code = Exit.MOVED
