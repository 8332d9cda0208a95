"""Say every refusal of accession by its sentence, its hint and its exit code.

A refusal is raised with values, never with prose. Only ``cli/`` prints or exits. ``reason`` says
in the reader's language why the operating system would not read or write.
"""

import errno
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


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


@dataclass(frozen=True, slots=True)
class Refusal:
    """One way of saying no: what happened and why, what to do about it, and the exit code.

    Both sentences are marked with ``N_``. Called with the facts that fill them it gives the
    exception: ``raise NOT_YET_RETIRED(id=number)``.
    """

    says: str
    hint: str = ""
    exit_code: Exit = Exit.FOUND

    def __call__(self, **facts: object) -> "Refused":
        return Refused(self, **facts)


class Refused(Exception):
    """Something the person at the terminal can act on.

    A subclass carries its own ``refusal`` and exists only where code branches on it, or where it
    brings more than facts.
    """

    refusal: Refusal = Refusal("")
    #: The request that waits in the outbox because of this, if one does.
    queued: str | None = None

    def __init__(self, refusal: Refusal | None = None, /, **facts: object) -> None:
        self.refusal = refusal or self.refusal
        super().__init__(self.refusal.says)
        self.facts: Mapping[str, object] = facts

    @property
    def exit_code(self) -> Exit:
        return self.refusal.exit_code

    @property
    def message(self) -> str:
        """What happened and why, in the reader's language."""
        return _(self.refusal.says).format(**self.facts)

    @property
    def remedy(self) -> str:
        """What to do, in the reader's language."""
        return _(self.refusal.hint).format(**self.facts)

    @property
    def portable(self) -> "Callable[..., Refused]":
        """What makes the same of the same facts in another process."""
        return self.refusal if type(self) is Refused else type(self)

    def __str__(self) -> str:
        return self.message


_REASONS: Final = {
    errno.ENOENT: N_("there is no such file"),
    errno.EACCES: N_("permission is denied"),
    errno.EPERM: N_("permission is denied"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("a file stands where a folder must be"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("the disk is full"),
    errno.EROFS: N_("the disk can only be read"),
    errno.EIO: N_("the disk reports a fault"),
    errno.ENAMETOOLONG: N_("its name is too long"),
    errno.EEXIST: N_("a file of that name is there already"),
}
#: What a full disk or a closed door answers: no defect of the program that asked.
OUTSIDE: Final = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO}
)


def reason(error: OSError) -> str:
    """A few words for *error*; the system's own where there are none of ours."""
    known = _REASONS.get(error.errno or 0)
    return _(known) if known else str(error.strerror or error)
