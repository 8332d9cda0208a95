"""Read an approval form or a list of applications that an agency filled in, or make one.

A form is made blank, or blank for one agency, or filled in from a record. A list (scheme 3.1) is
read whole, and each fault is reported with its cell.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from accession_cli.actions.application_reading import FormRead
from accession_cli.actions.directory_origin import environment_of
from accession_cli.actions.documents import below_build, file_bytes, is_scan, read_screened
from accession_cli.actions.task_lookup import find, record_of
from accession_cli.entry.form_words import layout
from accession_cli.entry.names import NameFinder, chosen
from accession_cli.errors import Exit, Refusal
from accession_cli.files.writing import replace_file
from accession_cli.i18n import N_
from accession_cli.office.converting import as_word
from accession_cli.papers.application_form_filled import content_of, filled
from accession_cli.papers.application_form_texts import word_texts
from accession_cli.papers.application_list import (
    ListCells,
    ListedReading,
    annotated,
    blank_list,
    list_cells,
    read_list,
)
from accession_cli.registry.reading import opened
from accession_cli.scheme.application import Application, application_data
from accession_cli.scheme.registry import Registry


def read_form(path: Path, registry: Registry, near: date | None = None) -> FormRead:
    """What the form at *path* says, with its names resolved by *registry*.

    A day without its year is the nearest to *near*, the day on which it was received. A form with a
    secrecy marking or a person's number is refused before it is read. A scan is taken as it is.
    """
    data = file_bytes(path)
    if is_scan(data):
        return FormRead.of_scan(data, registry)
    return form_in(as_word(data, path), str(path), registry, near)


def form_in(data: bytes, name: str, registry: Registry, near: date | None = None) -> FormRead:
    """As ``read_form``, for the bytes of a form; messages call it *name*."""
    return FormRead.of(data, read_screened(word_texts, data, name), registry, near)


TEMPLATE: Final = "approval_form.docx"
_PLACE: Final = "forms"


#: A different file is where the form should go; it may be filled in.
ANOTHER_FILE_THERE: Final = Refusal(
    N_("{path} is there already and is another file; it was not overwritten."),
    N_("Name another file with --out, or move that one away."),
    Exit.USAGE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormMade:
    """A form that was written."""

    path: Path
    sample: bool


def blank_form(folder: Path, *, agency: str | None, day: date, out: Path | None) -> FormMade:
    """Write an empty form for the registry in *folder*; *agency* is an agency's key or name.

    It is made on *day*: its drop-down has the agencies of that day.
    """
    registry = opened(folder).registry
    if agency is None:
        return _written(folder, registry, {}, "", day, out)
    given = chosen("--agency", NameFinder(registry).agency_as_given, agency)
    key = next((k for k, one in registry.agencies.items() if given in (k, one.name)), given)
    name = registry.agencies[key].name if key in registry.agencies else key
    return _written(folder, registry, {"agency": key}, name, day, out)


def form_of(folder: Path, *, number: str, day: date, out: Path | None) -> FormMade:
    """Write the form of the application or the task with the number *number*.

    Agencies and places have the names that they had when it was handed in.
    """
    known = opened(folder)
    for one in known.registry.applications:
        if str(one.application.id) == number.strip().upper():
            asked = _asked(one.application)
            came = date.fromisoformat(asked["applied"])
            return _written(folder, known.registry.named_on(came), asked, number, came, out)
    row = find(known.registry, number, day, known.unread)
    applied = row.task.application
    came = applied.received if applied else row.task.filing.date
    then = known.registry.named_on(came)
    return _written(folder, then, record_of(row), str(row.task.id), came, out)


def approved_form(folder: Path, application: Application, registry: Registry) -> tuple[str, bytes]:
    """The name and the bytes of the form of *application* with the opinions of all bodies.

    It is printed for them to stamp (scheme 3.2.1).
    """
    asked = _asked(application)
    then = registry.named_on(date.fromisoformat(asked["applied"]))
    title = content_of({}, then).title
    return f"{title}（{application.id}，已审批）.docx", form_bytes(folder, then, asked)


def _asked(application: Application) -> dict[str, Any]:
    """The facts of an application's form, including the contact person."""
    data = application_data(application)
    newest = data["submissions"][-1]
    funding = dict(data["task"]["funding"] or {})
    if any(one["field"] == "funding.amount" and not one["told"] for one in data["faults"]):
        del funding["amount"]  # it was not read; it is not one that was left open
    return {
        **data["task"],
        "funding": funding,
        "contact": data["contact"],
        "applied": newest["received"],
        "attachments": [paper["name"] for paper in newest["attachments"]],
        "decision": newest["decision"],
    }


def form_bytes(
    folder: Path, registry: Registry, facts: Mapping[str, Any], day: date | None = None
) -> bytes:
    """The form filled with *facts* on *day*, made with the registry's own template if it has one.

    *facts* has the keys of a task's record. Those of an application may be added: the form has
    places for ``contact``, ``applied`` and ``attachments``.
    """
    places = environment_of(folder).templates
    template = next(path for place in places if (path := place / TEMPLATE).is_file())
    return filled(template.read_bytes(), content_of(facts, registry, day), TEMPLATE)


def _written(
    folder: Path,
    registry: Registry,
    facts: Mapping[str, Any],
    of: str,
    day: date,
    out: Path | None,
) -> FormMade:
    title = content_of({}, registry).title
    path = out or below_build(folder, _PLACE, f"{title}{f'（{of}）' if of else ''}.docx")
    put_beside(path, form_bytes(folder, registry, facts, day))
    return FormMade(path=path, sample=registry.scheme.sample)


def put_beside(path: Path, data: bytes) -> None:
    """Write *data* to *path*, but never over a different file, which may be filled in."""
    if path.exists() and (not path.is_file() or path.read_bytes() != data):
        raise ANOTHER_FILE_THERE(path=path)
    replace_file(path, data)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRead:
    """The applications of a list; ``copy`` shows the doubts and is None if there are none."""

    found: tuple[ListedReading, ...]
    copy: Path | None

    @property
    def doubts(self) -> int:
        """How many cells could not be read."""
        return sum(len(one.unread) for one in self.found)


def applications_in(
    data: bytes, name: str, registry: Registry, near: date | None = None
) -> tuple[ListCells, tuple[ListedReading, ...]]:
    """The cells of the list in *data*, and what its rows say. Nothing is written.

    A list with a secrecy marking or a person's number is refused before it is read.
    """
    cells = read_screened(list_cells, data, name, _shown)
    return cells, read_list(cells, registry, near)


def _shown(cells: ListCells) -> str:
    return "\n".join(("\n".join(map("\n".join, cells.grid)), *cells.others))


def check_list(folder: Path, path: Path, *, out: Path | None, near: date | None = None) -> ListRead:
    """Read the list at *path*; if it has doubts, write a copy that shows them to *out*.

    It came in on the day *near*, as in ``read_form``.
    """
    registry = opened(folder).registry
    cells, found = applications_in(file_bytes(path), str(path), registry, near)
    if not any(one.unread for one in found):
        return ListRead(found=found, copy=None)
    problem = layout().listed["problem"]
    copy = out or below_build(folder, "forms", f"{path.stem}（{problem}）.xlsx")
    data = annotated(cells, found, registry, near)
    if out is None:
        replace_file(copy, data)  # our own file, made anew each time
    else:
        put_beside(copy, data)
    return ListRead(found=found, copy=copy)


def blank_applications(folder: Path, *, day: date, out: Path | None) -> FormMade:
    """Write an empty list of applications for the registry in *folder*, made on *day*."""
    registry = opened(folder).registry
    title = layout().listed["title"].format(district=registry.scheme.district)
    path = out or below_build(folder, "forms", f"{title}.xlsx")
    put_beside(path, blank_list(registry, day))
    return FormMade(path=path, sample=registry.scheme.sample)
