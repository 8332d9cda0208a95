"""What a file of each kind of record says, once it has passed its schema."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from accession_cli.model.registry import Record
from accession_cli.store.application_yaml import application_from
from accession_cli.store.complaint_yaml import complaint_from
from accession_cli.store.evaluation_yaml import evaluation_from
from accession_cli.store.schema_check import Kind
from accession_cli.store.task_yaml import task_from

RECORD_FROM: Final[Mapping[Kind, Callable[[Mapping[str, Any]], Record]]] = {
    Kind.TASK: task_from,
    Kind.APPLICATION: application_from,
    Kind.COMPLAINT: complaint_from,
    Kind.EVALUATION: evaluation_from,
}
