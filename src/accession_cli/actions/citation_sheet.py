"""Write the sheet of citations that somebody has still to look at; it stays in the house."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from accession_cli.actions.directory_origin import environment_of
from accession_cli.actions.law import CitedLaw, Resting
from accession_cli.actions.out_folder import below_build, document_maker
from accession_cli.files.writing import replace_file
from accession_cli.papers import citation_sheet
from accession_cli.papers.chinese import LAW_STATES, law
from accession_cli.papers.citation_sheet import CitationSheet, SheetLine
from accession_cli.scheme.registry import Registry

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
        made = make(citation_sheet.render, sheet, environment)
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
