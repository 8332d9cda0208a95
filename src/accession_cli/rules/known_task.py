"""What rules may know of the other tasks: little enough to hold of a hundred thousand."""

import re
from dataclasses import dataclass
from typing import Final, Self
from unicodedata import normalize

from accession_cli.scheme.ids import RecordId
from accession_cli.scheme.registry import TaskFile
from accession_cli.scheme.task import Scope, Standing

_NO_WORDS: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTask:
    """A task as its neighbours see it; ``title`` as ``folded`` has it.

    ``application`` is the id that was filed as this task, ``in_error`` that it was entered by
    mistake and never counted.
    """

    path: str
    id: RecordId
    agency: str
    title: str
    standing: Standing
    scope: Scope
    supersedes: tuple[RecordId, ...]
    superseded_by: tuple[RecordId, ...]
    application: RecordId | None
    in_error: bool

    @classmethod
    def of(cls, file: TaskFile) -> Self:
        """What is to be known of the task in *file*."""
        task = file.task
        return cls(
            path=file.path,
            id=task.id,
            agency=task.agency,
            title=folded(task.title),
            standing=task.standing,
            scope=task.scope,
            supersedes=task.supersedes,
            superseded_by=task.superseded_by,
            application=task.application.id if task.application else None,
            in_error=task.retirement is not None and task.retirement.entered_in_error,
        )


def folded(title: str) -> str:
    """A title by its letters and digits alone, so that a full stop does not make another of it."""
    return _NO_WORDS.sub("", normalize("NFKC", title)) or title
