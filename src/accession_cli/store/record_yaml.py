"""What a file of each kind of record says, once it has passed its schema."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from accession_cli.scheme.application import application_from
from accession_cli.scheme.complaint import complaint_from
from accession_cli.scheme.evaluation import evaluation_from
from accession_cli.scheme.registry import Record
from accession_cli.scheme.task import task_from
from accession_cli.store.schema_check import Kind

RECORD_FROM: Final[Mapping[Kind, Callable[[Mapping[str, Any]], Record]]] = {
    Kind.TASK: task_from,
    Kind.APPLICATION: application_from,
    Kind.COMPLAINT: complaint_from,
    Kind.EVALUATION: evaluation_from,
}
