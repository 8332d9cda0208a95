"""The lives of an application and of a task, as tables."""

from enum import StrEnum
from typing import Final

from accession_cli.i18n import N_


class ApplicationStatus(StrEnum):
    """Where an application stands."""

    RECEIVED = "received"
    RETURNED = "returned"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    FILED = "filed"


class TaskStatus(StrEnum):
    """Where a filed task stands. *Expired* is derived from the period, never stored."""

    ADMITTED = "admitted"
    RETIRED = "retired"


#: What people call it.
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
    ApplicationStatus.FILED: frozenset(),
}

NEXT_OF_TASK: Final[dict[TaskStatus, frozenset[TaskStatus]]] = {
    TaskStatus.ADMITTED: frozenset({TaskStatus.RETIRED}),
    TaskStatus.RETIRED: frozenset(),
}


def reachable(status: ApplicationStatus) -> frozenset[ApplicationStatus]:
    """Every status that an application can come to from *status*, in one step or in several."""
    found: set[ApplicationStatus] = set()
    ahead = [status]
    while ahead:
        new = NEXT_OF_APPLICATION[ahead.pop()] - found
        found |= new
        ahead += new
    return frozenset(found)
