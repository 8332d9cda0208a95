"""Export the whole register as one table, for clerks' own work inside the bureau."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from accession_cli.actions.directory_origin import environment_of
from accession_cli.actions.out_folder import below_build, document_maker
from accession_cli.actions.task_lookup import ListedTask, TaskFilter, TaskState, listed, record_of
from accession_cli.files.writing import replace_file
from accession_cli.papers import task_register
from accession_cli.papers.task_register import Register, RegisterEntry
from accession_cli.papers.templates import Remark, Rendered
from accession_cli.registry.reading import opened

FORMATS: Final = ("xlsx", "csv", "json")
VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The register that was written; ``unread`` are files that it had to leave out."""

    path: Path
    format: str
    as_of: date
    count: int
    sample: bool
    sha256: str
    bytes: int
    unread: tuple[str, ...]
    remarks: tuple[Remark, ...]


def export_register(
    folder: Path, *, form: str, out: Path | None, as_of: date, state: TaskState | None
) -> Exported:
    """Write the register of the registry in *folder*; *form* is one of ``FORMATS``.

    *state* None takes all tasks. *out* None is build/register/ in the repository.
    """
    known = opened(folder)
    found = listed(known.registry, TaskFilter(state=state), as_of)
    made = Register(
        registry=known.registry,
        as_of=as_of,
        entries=tuple(
            RegisterEntry(task=row.task, path=row.path, state=row.state.value) for row in found
        ),
        unread=len(known.unread),
    )
    environment = environment_of(folder)
    with document_maker(environment) as make:
        if form == "json":
            rendered = Rendered(data=_json(made, found, known.unread))
        else:
            rendered = make(
                task_register.xlsx if form == "xlsx" else task_register.as_csv, made, environment
            )
        path = out or _default_file(
            folder, made, make(task_register.title, made, environment), form
        )
    replace_file(path, rendered.data)
    return Exported(
        path=path,
        format=form,
        as_of=as_of,
        count=len(found),
        sample=known.registry.scheme.sample,
        sha256=hashlib.sha256(rendered.data).hexdigest(),
        bytes=len(rendered.data),
        unread=known.unread,
        remarks=rendered.remarks,
    )


def _default_file(folder: Path, made: Register, title: str, form: str) -> Path:
    """A file in build/register/ with title and day, so that an older one is not overwritten."""
    return below_build(folder, "register", f"{title}（{made.as_of.isoformat()}）.{form}")


def _json(made: Register, rows: Sequence[ListedTask], unread: Sequence[str]) -> bytes:
    """The register as JSON in UTF-8, one value a line; keys of a record are in its file's order."""
    scheme = made.registry.scheme
    document = {
        "version": VERSION,
        "district": scheme.district,
        "sample": scheme.sample,
        "as_of": made.as_of.isoformat(),
        "unread": list(unread),
        "tasks": [_task(row) for row in rows],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _task(row: ListedTask) -> dict[str, Any]:
    return {
        "id": str(row.task.id),
        "filing_number": row.task.filing.number,
        "title": row.task.title,
        "agency": row.task.agency,
        "agency_name": row.agency,
        "status": row.state.value,
        "path": row.path,
        "record": _without_reviewers(record_of(row)),
    }


def _without_reviewers(value: Any) -> Any:
    """A part of a record without the reviewers of withheld papers."""
    if isinstance(value, dict):
        kept = (key for key in value if key != "reviewer")
        return {key: _without_reviewers(value[key]) for key in kept}
    if isinstance(value, list):
        return [_without_reviewers(inner) for inner in value]
    return value
