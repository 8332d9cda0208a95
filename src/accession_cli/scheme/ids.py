"""Name records by number (``DL-2024-0001``, ``DL-A-2024-0001``), and list their states.

Tables say from which status an application or a task can go to which.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from sys import intern
from typing import Final, Self

from accession_cli.i18n import N_

_PATTERN: Final = re.compile(r"([A-Z]{2,6})-(?:([AC])-)?([0-9]{4})-([0-9]{4,9})", re.ASCII)

TASK: Final = ""
APPLICATION: Final = "A"
COMPLAINT: Final = "C"


@dataclass(frozen=True, slots=True, order=True)
class RecordId:
    """A record's number: district prefix, kind, year of filing (of receipt) and serial.

    ``letter`` is "" for a task, "A" for an application, "C" for a complaint.
    Ids sort as numbers: year first, then serial.
    """

    year: int
    serial: int
    prefix: str
    letter: str = TASK

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an id as it is written; raise ``ValueError`` for anything else."""
        found = _PATTERN.fullmatch(text)
        if found is None:
            raise ValueError(text)
        prefix, letter = intern(found[1]), found[2] or TASK  # thousands of records share one prefix
        made = cls(prefix=prefix, letter=letter, year=int(found[3]), serial=int(found[4]))
        if made.serial == 0 or str(made) != text:  # one number has one spelling
            raise ValueError(text)
        return made

    def __str__(self) -> str:
        middle = f"{self.letter}-" if self.letter else ""
        return f"{self.prefix}-{middle}{self.year:04d}-{self.serial:04d}"


class ApplicationStatus(StrEnum):
    """The status of an application."""

    RECEIVED = "received"
    RETURNED = "returned"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    FILED = "filed"


class TaskStatus(StrEnum):
    """The status of a filed task. *Expired* is derived from the period, never stored."""

    ADMITTED = "admitted"
    RETIRED = "retired"


#: The words that people use for each status.
WORDS: Final[dict[str, str]] = {
    ApplicationStatus.RECEIVED: N_("received, to be decided"),
    ApplicationStatus.RETURNED: N_("returned for correction"),
    ApplicationStatus.APPROVED: N_("approved, to be filed"),
    ApplicationStatus.REFUSED: N_("refused"),
    ApplicationStatus.WITHDRAWN: N_("withdrawn"),
    ApplicationStatus.FILED: N_("filed"),
    TaskStatus.ADMITTED: N_("in force"),
    TaskStatus.RETIRED: N_("retired"),
}

NEXT_OF_APPLICATION: Final[dict[ApplicationStatus, frozenset[ApplicationStatus]]] = {
    ApplicationStatus.RECEIVED: frozenset(
        {
            ApplicationStatus.APPROVED,
            ApplicationStatus.RETURNED,
            ApplicationStatus.REFUSED,
            ApplicationStatus.WITHDRAWN,
        }
    ),
    ApplicationStatus.RETURNED: frozenset(
        {ApplicationStatus.RECEIVED, ApplicationStatus.WITHDRAWN}
    ),
    ApplicationStatus.APPROVED: frozenset({ApplicationStatus.FILED, ApplicationStatus.WITHDRAWN}),
    ApplicationStatus.REFUSED: frozenset(),
    ApplicationStatus.WITHDRAWN: frozenset(),
    ApplicationStatus.FILED: frozenset({ApplicationStatus.APPROVED}),  # its filing was undone
}

NEXT_OF_TASK: Final[dict[TaskStatus, frozenset[TaskStatus]]] = {
    TaskStatus.ADMITTED: frozenset({TaskStatus.RETIRED}),
    TaskStatus.RETIRED: frozenset(),
}


def reachable(status: ApplicationStatus) -> frozenset[ApplicationStatus]:
    """Every status that an application can reach from *status*, in one or several steps."""
    found: set[ApplicationStatus] = set()
    ahead = [status]
    while ahead:
        new = NEXT_OF_APPLICATION[ahead.pop()] - found
        found |= new
        ahead += new
    return frozenset(found)
