"""Write what an office keeps and reports: the register as a table, citations, a year's figures.

The whole register as one table is for clerks' own work inside the bureau. The sheet of citations
has those that somebody has still to look at. The figures of a year are made from what is recorded
(scheme 3, 4), and written as documents.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from accession_cli.actions import directory_origin
from accession_cli.actions.directory_documents import untold
from accession_cli.actions.directory_origin import environment_of
from accession_cli.actions.documents import below_build, document_maker, harmless
from accession_cli.actions.law import CitedLaw, Resting
from accession_cli.actions.task_lookup import ListedTask, TaskFilter, TaskState, listed, record_of
from accession_cli.errors import Refusal
from accession_cli.files.writing import FilesTogether, replace_file
from accession_cli.i18n import N_
from accession_cli.papers import bureau
from accession_cli.papers import year_figures as year_figures_shown
from accession_cli.papers.bureau import CitationSheet, Register, RegisterEntry, SheetLine
from accession_cli.papers.chinese import LAW_STATES, law
from accession_cli.papers.templates import Remark, Rendered
from accession_cli.papers.year_figures import FORMATS
from accession_cli.registry.reading import opened
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.year_figures import YearFigures, begin_of, year_figures

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
                bureau.register_xlsx if form == "xlsx" else bureau.register_csv, made, environment
            )
        path = out or _default_file(
            folder, made, make(bureau.register_title, made, environment), form
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


#: Not below build/directory: whoever publishes that folder publishes all that is in it.
_PLACE: Final = "internal"
_NO_VERSION: Final = "未载明版本"
_NOT_LISTED: Final = "所引版本不在法律法规库中"
_NOT_KNOWN: Final = "未查明"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenSheet:
    """The sheet as it was written, and how many lines each of its tables has."""

    path: Path
    changed: int
    unknown: int


def write_sheet(
    folder: Path,
    registry: Registry,
    laws: Iterable[CitedLaw],
    day: date,
    agency: str | None,
    out: Path | None,
) -> WrittenSheet:
    """Write the sheet of *laws* as of *day* into *out*, or build/internal of the repository."""
    laws = tuple(laws)
    sheet = CitationSheet(
        scheme=registry.scheme,
        day=day,
        agency=registry.agency_name(agency) if agency else "",
        changed=tuple(line for one in laws if one.state for line in _changed(one)),
        unknown=tuple(_unknown(one) for one in laws if one.state is None),
    )
    environment = environment_of(folder)
    with document_maker(environment) as make:
        made = make(bureau.citation_sheet, sheet, environment)
    name = f"{sheet.title}{sheet.agency}{day}.pdf"
    path = out / name if out else below_build(folder, _PLACE, name)
    replace_file(path, made.data)
    return WrittenSheet(path=path, changed=len(sheet.changed), unknown=len(sheet.unknown))


def _changed(one: CitedLaw) -> Iterator[SheetLine]:
    for task in one.tasks:
        yield SheetLine(
            id=str(task.row.task.id),
            title=task.row.task.title,
            agency=task.row.agency,
            cited=law(one.law, one.version, task.article),
            now=_now(one, task),
            state=LAW_STATES[one.state] if one.state else "",
            since=one.since,
        )


def _now(one: CitedLaw, task: Resting) -> str:
    if one.successor is None:
        return _NOT_KNOWN
    name, version = one.successor
    return law(name, version, task.moved or "（对应条款待核）")


def _unknown(one: CitedLaw) -> SheetLine:
    titles = dict.fromkeys(f"{task.row.task.title}（{task.row.task.id}）" for task in one.tasks)
    return SheetLine(
        id="",
        title="；".join(titles),
        agency="",
        cited=law(one.law, one.version, None),
        now="",
        state=_NOT_LISTED if one.version else _NO_VERSION,
        since=None,
    )


#: The year had not begun on the day of the figures.
NOT_BEGUN: Final = Refusal(
    N_("The year {year} has not begun by {day}, so there are no figures of it."),
    N_("Choose a year that has begun, or state a day in that year with --as-of."),
)


#: The register knows nothing of that year, which is not the same as nothing having happened.
BEFORE_THE_REGISTER: Final = Refusal(
    N_("The register begins on {first} and knows nothing of {year}, so no figures were made."),
    N_("Choose {first_year} or a later year."),
)


#: There is no record at all.
NO_RECORDS: Final = Refusal(
    N_("The register has no record by {day}, so there is nothing to count."),
    N_("File tasks or receive applications first."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresFile:
    """A document that was written."""

    path: Path
    format: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """The figures, and the documents that show them; ``unread`` is left out by a draft only."""

    figures: YearFigures
    files: tuple[FiguresFile, ...]
    remarks: tuple[Remark, ...]
    unread: tuple[str, ...]


def report_year(
    folder: Path,
    year: int,
    *,
    day: date,
    formats: Sequence[str],
    out: Path | None,
    draft: bool = False,
    tell: Callable[[str], None] = untold,
) -> Reported:
    """Write the figures of *year* as known on *day*, or on its last day if that is earlier.

    *out* None is build/report/<year>/. *tell* is called with each format before it is made.
    """
    if draft:
        origin = directory_origin.from_files(folder)
    else:
        origin = directory_origin.from_head(folder, day_is_stated=True)
    sound = directory_origin.sound(origin, as_of=None, draft=draft)
    figures = year_figures(
        sound.registry,
        year,
        day_of(sound.registry, year, day),
        commit=origin.commit,
        draft=draft,
        left_out=len(sound.unread),
    )
    environment = environment_of(folder)
    remarks: list[Remark] = []
    files = []
    with (
        document_maker(environment) as make,
        FilesTogether(out or below_build(folder, "report", str(year))) as together,
    ):
        stem = harmless(make(year_figures_shown.title, figures, environment))
        for name in formats:
            tell(name)
            made = make(FORMATS[name], figures, environment)
            file = f"{stem}.{name}"
            together.take(file, made.data)
            remarks += made.remarks
            files.append(
                FiguresFile(
                    path=together.folder / file,
                    format=name,
                    sha256=hashlib.sha256(made.data).hexdigest(),
                    bytes=len(made.data),
                )
            )
        together.place()
    return Reported(
        figures=figures, files=tuple(files), remarks=tuple(remarks), unread=sound.unread
    )


def day_of(registry: Registry, year: int, day: date) -> date:
    """The day of the figures of *year* when it is *day*.

    Raises ``NOT_BEGUN``, ``NO_RECORDS`` and ``BEFORE_THE_REGISTER``.
    """
    if day.year < year:
        raise NOT_BEGUN(year=year, day=day)
    first = begin_of(registry)
    if first is None or first > day:
        raise NO_RECORDS(day=day)
    if year < first.year:
        raise BEFORE_THE_REGISTER(year=year, first=first, first_year=first.year)
    return min(day, date(year, 12, 31))
