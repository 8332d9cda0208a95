"""Say in JSON which tasks and applications were looked up."""

from typing import Any

from accession_cli.actions.task_lookup import (
    Listed,
    ListedApplication,
    ListedTask,
    record_of,
    record_of_application,
)
from accession_cli.words.fields import inherited_json


def row_json(row: ListedTask) -> dict[str, Any]:
    """A task as every list for programs has it."""
    task = row.task
    return {
        "id": str(task.id),
        "filing_number": task.filing.number,
        "title": task.title,
        "agency": task.agency,
        "agency_name": row.agency,
        "status": row.state.value,
        "inherited": inherited_json(task),
        "path": row.path,
    }


def case_json(case: ListedApplication) -> dict[str, Any]:
    """An application as every list for programs has it."""
    application = case.application
    return {
        "id": str(application.id),
        "title": application.title,
        "agency": application.agency,
        "agency_name": case.agency,
        "status": application.status.value,
        "due": case.due.day.isoformat(),
        "provisional": case.due.provisional,
        "waiting": list(case.waiting),
        "waiting_names": list(case.waiting_names),
        "filed": str(application.filed) if application.filed else None,
        "path": case.path,
    }


def record_json(found: Listed) -> dict[str, Any]:
    """A task or an application with its whole record."""
    if isinstance(found, ListedTask):
        return {**row_json(found), "record": record_of(found)}
    return {**case_json(found), "record": record_of_application(found)}
