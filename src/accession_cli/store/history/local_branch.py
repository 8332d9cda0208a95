"""A trunk that lives in this clone: a sample registry, or a repository without a remote."""

from dataclasses import dataclass

from accession_cli.store.history.checkout import advance, settled_branch
from accession_cli.store.history.checkout_refusals import BranchMoved
from accession_cli.store.history.git import Git
from accession_cli.store.history.trunk_values import Base, Published


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalBranch:
    """The branch that HEAD is on. It never fetches and never pushes."""

    git: Git

    @property
    def name(self) -> str:
        return self.git.branch() or "HEAD"

    def view(self) -> Base:
        """The commit of the branch; refuses when HEAD is on none or an operation is half done."""
        branch = settled_branch(self.git)
        return Base(commit=self.git.tip(f"refs/heads/{branch}"), branch=branch)

    def publish(self, base: Base, commit: str) -> Published:
        """Move the checkout and the branch together: here the branch *is* the trunk."""
        settled_branch(self.git, base.branch)
        if self.git.tip(f"refs/heads/{base.branch}") != base.commit:
            raise BranchMoved(branch=base.branch)
        advance(self.git, base.branch, base.commit, commit)
        return Published(pushed=False, refreshed=True, notes=())

    def follow(self, commit: str) -> Published:  # noqa: ARG002 - as a remote's branch has it
        """Nothing to do: where the branch is, the checkout is."""
        return Published(pushed=False, refreshed=True, notes=())
