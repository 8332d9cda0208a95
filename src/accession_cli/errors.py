"""Every way accession fails on purpose: its sentence, its hint, its exit code.

Raised with values, never with prose. Only ``cli/`` prints or exits.
"""

from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar

from accession_cli.i18n import _

if TYPE_CHECKING:
    from collections.abc import Mapping


class Exit(IntEnum):
    """The exit codes: a contract with scripts and CI."""

    DONE = 0
    FOUND = 1
    USAGE = 2
    UNREADABLE = 3
    MOVED = 4
    OUTSIDE = 5
    TAMPERED = 6
    SECRET = 7
    BUG = 70
    INTERRUPTED = 130


class AccessionError(Exception):
    """Something the person at the terminal can act on.

    Subclasses set ``says`` (what happened and why), ``mend`` (an imperative) and ``exit_code``;
    both sentences are marked with ``N_`` and filled with the keyword arguments.
    """

    says: ClassVar[str] = ""
    mend: ClassVar[str] = ""
    exit_code: ClassVar[Exit] = Exit.FOUND
    #: The request that waits in the outbox because of this, if one does.
    queued: str | None = None

    def __init__(self, **facts: object) -> None:
        super().__init__(type(self).__name__)
        self.facts: Mapping[str, object] = facts

    @property
    def message(self) -> str:
        """What happened and why, in the reader's language."""
        return _(self.says).format(**self.facts)

    @property
    def remedy(self) -> str:
        """What to do, in the reader's language."""
        return _(self.mend).format(**self.facts)

    def __str__(self) -> str:
        return self.message
