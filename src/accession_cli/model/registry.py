"""A registry that has been read: every value that is sound, and where each one lies."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from accession_cli.model.application import Application
from accession_cli.model.complaint import Complaint
from accession_cli.model.district import Agency, Subdistrict
from accession_cli.model.evaluation import Evaluation
from accession_cli.model.scheme import Scheme
from accession_cli.model.statutes import Statutes
from accession_cli.model.task import Task
from accession_cli.model.working_days import Calendar

Record: TypeAlias = Task | Application | Complaint | Evaluation


@dataclass(frozen=True, slots=True)
class TaskFile:
    """A task and the file it was read from: ``path`` as in ``registry/tasks/2024/….yaml``."""

    path: str
    task: Task


@dataclass(frozen=True, slots=True)
class ApplicationFile:
    """An application and the file it was read from."""

    path: str
    application: Application


@dataclass(frozen=True, slots=True)
class ComplaintFile:
    """A complaint and the file it was read from."""

    path: str
    complaint: Complaint


@dataclass(frozen=True, slots=True)
class EvaluationFile:
    """An evaluation and the file it was read from."""

    path: str
    evaluation: Evaluation


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """All that the rules and the directory are made from. Records are sorted by path."""

    scheme: Scheme
    agencies: Mapping[str, Agency]
    subdistricts: Mapping[str, Subdistrict]
    statutes: Statutes
    calendar: Calendar
    tasks: tuple[TaskFile, ...]
    applications: tuple[ApplicationFile, ...] = ()
    complaints: tuple[ComplaintFile, ...] = ()
    evaluations: tuple[EvaluationFile, ...] = ()

    def subdistricts_of(self, task: Task) -> tuple[str, ...] | None:
        """The codes of the subdistricts in which *task* is done; None means all."""
        communities = task.scope.communities
        if communities is None:
            return task.scope.subdistricts
        return tuple(
            code
            for code, place in self.subdistricts.items()
            if any(community in place.communities for community in communities)
        )

    def is_done_in(self, task: Task, subdistrict: str) -> bool:
        """Whether *task* is done in the subdistrict of that code, or in a community of it."""
        codes = self.subdistricts_of(task)
        return codes is None or subdistrict in codes

    def agency_name(self, key: str) -> str:
        """What the agency *key* is called; a key that nobody has stays as it is."""
        known = self.agencies.get(key)
        return known.name if known else key
