"""Why the operating system would not read or write, in the reader's language."""

import errno
from typing import Final

from accession_cli.i18n import N_, _

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
