"""A registry that has been read: every value that is sound, and where each one lies."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from accession_cli.model.district import Agency, Subdistrict
from accession_cli.model.scheme import Scheme
from accession_cli.model.statutes import Statutes
from accession_cli.model.task import Task
from accession_cli.model.working_days import Calendar


@dataclass(frozen=True, slots=True)
class TaskFile:
    """A task and the file it was read from: ``path`` as in ``registry/tasks/2024/….yaml``."""

    path: str
    task: Task


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """All that the rules and the directory are made from. ``tasks`` are sorted by path."""

    scheme: Scheme
    agencies: Mapping[str, Agency]
    subdistricts: Mapping[str, Subdistrict]
    statutes: Statutes
    calendar: Calendar
    tasks: tuple[TaskFile, ...]

    def with_task(self, added: TaskFile) -> Self:
        """The registry with one task added, or put in the place of the one at the same path."""
        others = [known for known in self.tasks if known.path != added.path]
        return replace(self, tasks=tuple(sorted([*others, added], key=lambda f: f.path)))
