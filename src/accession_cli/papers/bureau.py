"""Write the papers for work in the bureau, which are not published: register and citations.

The register (登记台账) has one row a task, as a workbook or CSV.

The sheet of citations (依据核对单) has those that somebody has still to look at, as PDF. The
directory marks only changes of the law that are certain. All others, and what could not be checked,
go on this sheet, with a column in which the agency writes what it found.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Final

from accession_cli.papers.chinese import names
from accession_cli.papers.directory_office import csv_bytes
from accession_cli.papers.directory_pdf import (
    TYPESETTING,
    Manuscript,
    NotTypesetError,
    fonts_in,
    typeset,
)
from accession_cli.papers.tables import Cell, TableTemplate, Values
from accession_cli.papers.templates import Environment, Rendered, filled, jinja_for_typst
from accession_cli.papers.workbook import PageSetup, Sheet, workbook
from accession_cli.scheme.district import Scheme
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import Task

REGISTER: Final = "register.tables.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEntry:
    """A task, its file, and its state: in_force, expired, retired or not_yet."""

    task: Task
    path: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The tasks to show as of a day; ``unread`` counts files that could not be read."""

    registry: Registry
    as_of: date
    entries: tuple[RegisterEntry, ...]
    unread: int


def register_xlsx(register: Register, environment: Environment) -> Rendered:
    """A sheet with every field and with drop-downs, and a hidden sheet with their lists."""
    template = _template(register, environment)
    common = _common(register)
    page = PageSetup(
        title=template.filled("title", common),
        marks=template.filled("marks", common),
        footer=template.word("footer"),
        cut=template.word("cut"),
        author="",
        day=register.as_of,
    )
    sheets = [
        Sheet(table=table, lines=table.lines(common), rows=[table.row(v) for v in _rows(register)])
        for table in template.tables()
    ]
    lists = template.options({**common, **_choices(register)})
    return workbook(page, sheets, lists, template.word("options_sheet"))


def register_csv(register: Register, environment: Environment) -> Rendered:
    """The same columns as CSV; each row says of which day it is."""
    template = _template(register, environment)
    table = template.tables()[0]
    source = template.filled("source", _common(register))
    heads = [*(column.head for column in table.columns), template.word("source_head")]
    rows: Iterable[list[Cell]] = ([*table.row(values), source] for values in _rows(register))
    return Rendered(data=csv_bytes(heads, rows))


def register_title(register: Register, environment: Environment) -> str:
    """The title of the register."""
    return _template(register, environment).filled("title", _common(register))


def _template(register: Register, environment: Environment) -> TableTemplate:
    return TableTemplate(REGISTER, environment, names(register.registry))


def _common(register: Register) -> Values:
    return {
        "scheme": register.registry.scheme,
        "as_of": register.as_of,
        "count": len(register.entries),
        "unread": register.unread,
    }


def _rows(register: Register) -> Iterable[Values]:
    scheme = register.registry.scheme
    for one in register.entries:
        yield {"task": one.task, "path": one.path, "state": one.state, "scheme": scheme}


def _choices(register: Register) -> Values:
    """The lists for drop-downs: all values in the profile, then others that tasks still have."""
    registry = register.registry
    scheme = registry.scheme
    tasks = [one.task for one in register.entries]
    named = names(registry)
    agencies = [*registry.agencies, *(key for task in tasks for key in task.agencies)]
    channels = [one.name for one in scheme.channels.values()]
    several = (
        "、".join(some)
        for count in range(1, len(channels) + 1)
        for some in combinations(channels, count)
    )
    kinds = [*scheme.kinds.values(), *(scheme.kind_name(task.kind) for task in tasks)]
    return {
        "classes": _once([*scheme.classes, *(task.class_ for task in tasks)]),
        "agencies": _once(named["agency"](key) for key in agencies),
        "channels": _once(several),
        "kinds": _once(kinds),
    }


def _once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


CITATIONS: Final = "citations.typ.j2"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """A citation, or a law that could not be checked: then ``title`` names its tasks.

    ``state`` says why it is here, ``now`` what holds instead; "" where nothing is known.
    """

    id: str
    title: str
    agency: str
    cited: str
    now: str
    state: str
    since: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationSheet:
    """The sheet as of ``day``; ``agency`` is the one it is for, "" for all."""

    scheme: Scheme
    day: date
    agency: str
    changed: tuple[SheetLine, ...]
    unknown: tuple[SheetLine, ...]

    @property
    def title(self) -> str:
        """The title of the sheet."""
        return "事项依据核对单（内部）"


def citation_sheet(sheet: CitationSheet, environment: Environment) -> Rendered:
    """The sheet as PDF."""
    text = filled(
        jinja_for_typst(environment.templates),
        CITATIONS,
        title=sheet.title,
        scheme=sheet.scheme,
        day=sheet.day,
        agency=sheet.agency,
        changed=sheet.changed,
        unknown=sheet.unknown,
        fonts=fonts_in(environment),
    )
    try:
        return typeset(Manuscript(text=text, json="", square="", day=sheet.day), environment)
    except NotTypesetError as refusal:
        raise TYPESETTING(reason=refusal.reason, template=CITATIONS) from refusal
