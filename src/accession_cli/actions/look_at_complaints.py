"""Look at complaints: which there are, how they stand, and how many ended in which way."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from accession_cli.actions.look import RecordUnreadable
from accession_cli.actions.record_refusals import NotInFiles
from accession_cli.scheme.complaint import Complaint, Outcome, complaint_data
from accession_cli.scheme.ids import RecordId
from accession_cli.scheme.registry import ComplaintFile, Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A complaint as a list shows it; ``place`` names subdistrict and community, "" for none."""

    complaint: Complaint
    path: str
    agency: str
    place: str
    overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many complaints there were; they alone may leave the bureau."""

    open: int
    overdue: int
    closed: Mapping[Outcome, int]

    @property
    def all(self) -> int:
        """Every complaint."""
        return self.open + sum(self.closed.values())


def complaints(
    registry: Registry, day: date, *, only_open: bool = False, year: int | None = None
) -> tuple[Reported, ...]:
    """All complaints, or those that are open or came in in a *year*, by their numbers."""
    files = sorted(registry.complaints, key=lambda file: file.complaint.id)
    return tuple(
        _reported(registry, file, day)
        for file in files
        if (file.complaint.is_open or not only_open)
        and year in (None, file.complaint.received.year)
    )


def counts(found: Iterable[Reported]) -> Counts:
    """How many of *found* are open and overdue, and how the others ended."""
    listed = tuple(found)
    ended = Counter(one.complaint.closing.outcome for one in listed if one.complaint.closing)
    return Counts(
        open=sum(one.complaint.is_open for one in listed),
        overdue=sum(one.overdue for one in listed),
        closed={outcome: ended[outcome] for outcome in Outcome},
    )


def find_complaint(
    registry: Registry, number: RecordId, day: date, unread: Iterable[str] = ()
) -> Reported:
    """The complaint *number*; refuses when there is none, or none that can be read."""
    for file in registry.complaints:
        if file.complaint.id == number:
            return _reported(registry, file, day)
    for path in unread:
        if path.endswith(f"/{number}.yaml"):
            raise RecordUnreadable(id=number, path=path)
    raise NotInFiles(id=number)


def record_of_complaint(found: Reported) -> dict[str, Any]:
    """The whole record as its file states it."""
    return complaint_data(found.complaint)


def _reported(registry: Registry, file: ComplaintFile, day: date) -> Reported:
    complaint = file.complaint
    agency = registry.agencies.get(complaint.agency)
    return Reported(
        complaint=complaint,
        path=file.path,
        agency=agency.name if agency else complaint.agency,
        place="".join(place_names(registry, complaint)),
        overdue=complaint.due is not None and complaint.due < day,
    )


def place_names(registry: Registry, complaint: Complaint) -> tuple[str, ...]:
    """The names of the subdistrict and the community that *complaint* speaks of."""
    place = registry.subdistricts.get(complaint.subdistrict or "")
    communities = [known.communities for known in registry.subdistricts.values()]
    code = complaint.community or ""
    return (
        *([place.name] if place else []),
        *(names[code] for names in communities if code in names),
    )
