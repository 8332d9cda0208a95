"""A notice that is sent down: tasks to take over, or one that has ended (scheme 3.2.1, 3.4)."""

from dataclasses import dataclass
from datetime import date

from accession_cli.model.addressees import Addressee
from accession_cli.model.identifiers import RecordId
from accession_cli.model.scheme import Scheme
from accession_cli.model.task import Task


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeTask:
    """A task as a notice tells of it: names, not keys.

    ``communities`` are those of the addressee's in which it is done, None where it is all of them.
    ``successors`` have the titles and filing numbers of the tasks that take its place.
    """

    task: Task
    agency: str
    co_agencies: tuple[str, ...]
    communities: tuple[str, ...] | None
    successors: tuple[tuple[str, str], ...]

    @property
    def id(self) -> RecordId:
        """The task's id."""
        return self.task.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What one addressee is told on *day*; ``signed`` is who tells it."""

    scheme: Scheme
    to: Addressee
    day: date
    tasks: tuple[NoticeTask, ...]
    signed: str
