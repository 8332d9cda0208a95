"""What the parts of a landing hand to one another."""

from dataclasses import dataclass
from typing import Protocol

from accession_cli.store.history.checkout_refusals import CheckoutStays


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The commit a record builds on; ``None`` in a repository without any commit yet."""

    commit: str | None
    branch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A commit is on the trunk; ``notes`` say why the checkout does not show it yet."""

    pushed: bool
    refreshed: bool
    notes: tuple[CheckoutStays, ...]


class TrunkBranch(Protocol):
    """Where the trunk lives: a branch of this clone, or of a remote."""

    @property
    def name(self) -> str: ...

    def view(self) -> Base:
        """The trunk as it is now."""

    def publish(self, base: Base, commit: str) -> Published:
        """Put *commit*, made on *base*, on the trunk."""

    def follow(self, commit: str) -> Published:
        """Bring the checkout up to *commit*, which is on the trunk already."""
