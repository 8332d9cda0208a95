"""Which files a registry has: the name of every kind, below the registry's folder."""

import re
from collections.abc import Mapping
from typing import Final

from accession_cli.scheme.ids import RecordId
from accession_cli.store.registry_place import SCHEME
from accession_cli.store.schema_check import Kind
from accession_cli.yamlfile import reader
from accession_cli.yamlfile.reader import Limits

#: Files that every registry has.
FIXED: Final[Mapping[str, Kind]] = {
    SCHEME: Kind.SCHEME,
    "agencies.yaml": Kind.AGENCIES,
    "subdistricts.yaml": Kind.SUBDISTRICTS,
    "statutes.yaml": Kind.STATUTES,
}
#: Folders that hold no records.
ELSEWHERE: Final = ("attachments/", "templates/", "fonts/", "build/")
_LARGE: Final = frozenset({Kind.EDITION, Kind.EVALUATION})
_NUMBERED: Final[Mapping[Kind, re.Pattern[str]]] = {
    kind: re.compile(pattern, re.ASCII)
    for kind, pattern in {
        Kind.TASK: r"tasks/[0-9]{4}/[A-Z]{2,6}-[0-9]{4}-[0-9]{4,9}\.yaml",
        Kind.APPLICATION: r"applications/[0-9]{4}/[A-Z]{2,6}-A-[0-9]{4}-[0-9]{4,9}\.yaml",
        Kind.EVALUATION: r"evaluations/[0-9]{4}/[A-Z]{2,6}-[0-9]{4}-[0-9]{4,9}\.yaml",
        Kind.COMPLAINT: r"complaints/[0-9]{4}/[A-Z]{2,6}-C-[0-9]{4}-[0-9]{4,9}\.yaml",
        Kind.CALENDAR: r"calendar/[0-9]{4}\.yaml",
        Kind.EDITION: r"editions/[0-9]{4}\.yaml",
    }.items()
}


def kind_of(name: str) -> Kind | None:
    """The kind of the file *name* (below the registry folder); None when it is no record."""
    if name in FIXED:
        return FIXED[name]
    return next((kind for kind, form in _NUMBERED.items() if form.fullmatch(name)), None)


def limits_of(kind: Kind) -> Limits:
    """How much a file of *kind* may hold.

    An edition names every task of its year, an evaluation what every party said in every community.
    """
    return reader.EDITION if kind in _LARGE else reader.RECORD


def hidden(name: str) -> bool:
    """Whether the file or folder *name* below a registry is hidden, which no record may be."""
    return any(part.startswith(".") for part in name.split("/"))


def name_of_task(number: RecordId) -> str:
    """The name of a task's file."""
    return f"tasks/{number.year}/{number}.yaml"


def name_of_application(number: RecordId) -> str:
    """The name of an application's file."""
    return f"applications/{number.year}/{number}.yaml"


def name_of_complaint(number: RecordId) -> str:
    """The name of a complaint's file."""
    return f"complaints/{number.year}/{number}.yaml"


def name_of_evaluation(number: RecordId, year: int) -> str:
    """The name of the file with the evaluation of task *number* in *year*."""
    return f"evaluations/{year}/{number}.yaml"
