"""Look at applications: list them, with their status and the last day to decide."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from accession_cli.actions.landing import NOT_IN_FILES
from accession_cli.actions.task_lookup import TASK_UNREADABLE, ListedTask, row_of
from accession_cli.scheme.application import (
    Application,
    application_data,
    decision_due,
    still_to_decide,
)
from accession_cli.scheme.calendar import Due
from accession_cli.scheme.ids import RecordId
from accession_cli.scheme.registry import ApplicationFile, Registry, TaskFile


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedApplication:
    """An application as a list shows it; ``row`` is the task it asks for.

    ``due`` is the last day for the decision, ``waiting`` are the bodies that still have to decide;
    ``waiting`` is () once it is decided on.
    """

    application: Application
    row: ListedTask
    due: Due
    waiting: tuple[str, ...]
    waiting_names: tuple[str, ...]


def listed_applications(
    registry: Registry, day: date, *, only_open: bool = False
) -> tuple[ListedApplication, ...]:
    """All applications, or with *only_open* those that somebody must act on, by number."""
    files = sorted(registry.applications, key=lambda file: file.application.id)
    return tuple(
        _case(registry, file, day) for file in files if file.application.is_open or not only_open
    )


def find_application(
    registry: Registry, number: RecordId, day: date, unread: Iterable[str] = ()
) -> ListedApplication:
    """The application *number*; raises ``TASK_UNREADABLE`` if in *unread*, or ``NOT_IN_FILES``."""
    for file in registry.applications:
        if file.application.id == number:
            return _case(registry, file, day)
    for path in unread:
        if path.endswith(f"/{number}.yaml"):
            raise TASK_UNREADABLE(id=number, path=path)
    raise NOT_IN_FILES(id=number)


def record_of_application(case: ListedApplication) -> dict[str, Any]:
    """The whole record as in its file, without the contact person."""
    return {**application_data(case.application), "contact": None}


def _case(registry: Registry, file: ApplicationFile, day: date) -> ListedApplication:
    application, scheme = file.application, registry.scheme
    waiting = still_to_decide(application, scheme)
    return ListedApplication(
        application=application,
        row=row_of(registry, TaskFile(file.path, application.asked), day),
        due=decision_due(application, scheme, registry.calendar),
        waiting=waiting,
        waiting_names=tuple(scheme.bodies[key].name for key in waiting if key in scheme.bodies),
    )
