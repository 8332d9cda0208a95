"""Define refusals: each has a sentence, a hint and an exit code.

A refusal is raised with values, never with prose. Only ``cli/`` prints or exits. ``reason`` says in
the reader's language why the operating system refused to read or write.
"""

import errno
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Exit(IntEnum):
    """The exit codes. Scripts and CI rely on them."""

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
    """One kind of refusal: what happened and why, what to do about it, and the exit code.

    Both sentences are marked with ``N_``. Calling it with the facts for the sentences makes the
    exception: ``raise NOT_YET_RETIRED(id=number)``.
    """

    says: str
    hint: str = ""
    exit_code: Exit = Exit.FOUND

    def __call__(self, **facts: object) -> "Refused":
        return Refused(self, **facts)


class Refused(Exception):
    """A refusal that was raised; the person at the terminal can do something about it.

    A subclass has a ``refusal`` of its own. There is one only where code branches on it, or where
    it carries more than facts.
    """

    refusal: Refusal = Refusal("")
    #: The id of the request that waits in the outbox because of this refusal, if any.
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
        """A callable that makes this refusal again from its facts, also in another process."""
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
#: Errors of a full or locked disk; they are no defect of the program that asked.
OUTSIDE: Final = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO}
)


def reason(error: OSError) -> str:
    """A few words for *error*; the system's own words if we have none."""
    known = _REASONS.get(error.errno or 0)
    return _(known) if known else str(error.strerror or error)
