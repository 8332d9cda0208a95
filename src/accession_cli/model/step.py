"""What lies between two states of a registry: the files that changed and the records in them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from accession_cli.gitstore.file_state import FileState
from accession_cli.model.application import Application
from accession_cli.model.complaint import Complaint
from accession_cli.model.evaluation import Evaluation
from accession_cli.model.identifiers import RecordId
from accession_cli.model.task import Task

Paper: TypeAlias = Application | Complaint | Evaluation


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """A file that is not as it was; ``name`` is below the registry's folder. None: not there."""

    name: str
    path: str
    before: FileState | None
    after: FileState | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChange:
    """A task's record that is not as it was, where both sides can be read; None: not there."""

    path: str
    before: Task | None
    after: Task | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperChange:
    """An application, complaint or evaluation that is not as it was; see ``RecordChange``."""

    path: str
    before: Paper | None
    after: Paper | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The way from one state of a registry to a later one.

    ``beginning``: there was no registry before. ``single``: it is one commit, not several and no
    merge. ``given`` is the highest serial that was given before, by prefix and year. ``task`` finds
    a task as it is afterwards. ``rewritten`` are the paths of notices of which more was changed
    than amendments appended. ``was_sample`` and ``is_sample`` are what the profile says.
    """

    files: tuple[FileChange, ...]
    records: tuple[RecordChange, ...]
    beginning: bool
    single: bool
    given: Mapping[tuple[str, int], int]
    task: Callable[[RecordId], Task | None]
    rewritten: tuple[str, ...]
    was_sample: bool
    is_sample: bool
    papers: tuple[PaperChange, ...] = ()

    @property
    def moved(self) -> dict[str, FileChange]:
        """Records that lie under another name now: the new files by the names they had."""
        came = [file for file in self.files if file.before is None and file.after is not None]
        by_blob = {file.after.blob: file for file in came if file.after is not None}
        tasks = {record.path: record for record in self.records}
        by_id = {
            str(tasks[file.path].after.id): file  # type: ignore[union-attr] # it came
            for file in came
            if file.path in tasks and tasks[file.path].after is not None
        }
        found = {}
        for file in self.files:
            if file.before is None or file.after is not None:
                continue
            to = by_blob.get(file.before.blob) or by_id.get(stem_of(file.name))
            if to is not None:
                found[file.name] = to
        return found


def stem_of(name: str) -> str:
    """The last part of a file's name without its ending: the id of a record."""
    return name.rpartition("/")[2].removesuffix(".yaml")


def number_of(name: str, folders: tuple[str, ...]) -> RecordId | None:
    """The number that a record's file goes by, when it lies in one of *folders*; else None."""
    if not name.endswith(".yaml") or not name.startswith(folders):
        return None
    try:
        return RecordId.parse(stem_of(name))
    except ValueError:
        return None


def highest(names: "Mapping[str, object] | set[str]") -> dict[tuple[str, int], int]:
    """The highest serial of a task among the files *names*, by prefix and year."""
    found: dict[tuple[str, int], int] = {}
    for name in names:
        number = number_of(name, TASKS)
        if number is not None:
            key = (number.prefix, number.year)
            found[key] = max(found.get(key, 0), number.serial)
    return found


TASKS = ("tasks/",)
RECORDS = ("tasks/", "applications/", "evaluations/", "complaints/")
