"""What lies between two editions, as values: new, ended, changed, unchanged (scheme 3.5)."""

from dataclasses import dataclass
from datetime import date

from accession_cli.model.edition import Ending
from accession_cli.model.identifiers import RecordId
from accession_cli.model.registry import Registry
from accession_cli.model.task import Correction, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two editions: a draft is neither frozen nor over."""

    year: int
    base_date: date
    frozen: bool
    draft: bool
    tasks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A task that stood in the earlier edition and does not stand in the later one.

    ``how`` None: nothing in the record says so, the record itself is not there any more or its
    dates were changed. ``day`` is the first on which it was not done.
    """

    task: Task
    how: Ending | None
    day: date | None
    reason: str | None
    successors: tuple[RecordId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A field, ``basis[0].article`` for one, and what stands there; None where it is absent."""

    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """A task that stands in both editions with other content: ``before``, and ``task`` later.

    ``corrections`` are those dated between the two base dates: they hold the reasons.
    """

    before: Task
    task: Task
    changes: tuple[FieldChange, ...]
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The change statement. ``earlier.tasks`` and the new, less the ended, are ``later.tasks``.

    ``passing`` were filed after the earlier base date and ended by the later one: they stand in
    neither edition and count in none of the sums. ``registry`` is the one that the later edition
    was gathered from; names and the profile are taken from it.
    """

    registry: Registry
    earlier: Side
    later: Side
    new: tuple[Task, ...]
    ended: tuple[Gone, ...]
    amended: tuple[Amended, ...]
    unchanged: int
    passing: tuple[Gone, ...]

    @property
    def net(self) -> int:
        """How many more tasks stand in the later edition."""
        return self.later.tasks - self.earlier.tasks

    @property
    def draft(self) -> bool:
        """Whether one of the two editions is a draft."""
        return self.earlier.draft or self.later.draft
