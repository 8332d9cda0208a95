"""Read an approval form that an agency filled in, or make one.

Reading writes nothing. A form is made blank, or blank for one agency, or filled in from a record.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from accession_cli.actions.directory_origin import environment_of
from accession_cli.actions.names import chosen
from accession_cli.actions.office_files import file_bytes, read_screened
from accession_cli.actions.open import opened
from accession_cli.actions.out_folder import below_build
from accession_cli.actions.task_lookup import find, record_of
from accession_cli.entry.names import NameFinder
from accession_cli.errors import Exit, Refusal
from accession_cli.files.writing import replace_file
from accession_cli.i18n import N_
from accession_cli.papers.application_form_filled import content_of, filled, words_by_field
from accession_cli.papers.application_form_read import FormReading, reading_of, word_texts
from accession_cli.scheme.application import Application, application_data
from accession_cli.scheme.registry import Registry


def read_form(path: Path, registry: Registry) -> FormReading:
    """What the form at *path* says, with its names resolved by *registry*.

    A form with a secrecy marking or a person's number is refused before it is read.
    """
    return form_in(file_bytes(path), str(path), registry)


def form_in(data: bytes, name: str, registry: Registry) -> FormReading:
    """As ``read_form``, for the bytes of a form; messages call it *name*."""
    return reading_of(read_screened(word_texts, data, name), registry)


def words_of(found: FormReading, registry: Registry) -> list[tuple[str, str]]:
    """Every field that was read, by its name in the form, as people write it."""
    more = {
        "applied": found.applied,
        "attachments": found.attachments,
        "contact": {"name": found.contact.name, "phone": found.contact.phone},
    }
    unread = {one.key.partition("[")[0] for one in found.unread}
    return words_by_field({**found.facts, **more}, registry, unread)


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


def blank_form(folder: Path, *, agency: str | None, out: Path | None) -> FormMade:
    """Write an empty form for the registry in *folder*; *agency* is an agency's key or name."""
    registry = opened(folder).registry
    if agency is None:
        return _written(folder, registry, {}, "", out)
    given = chosen("--agency", NameFinder(registry).agency_as_given, agency)
    key = next((k for k, one in registry.agencies.items() if given in (k, one.name)), given)
    name = registry.agencies[key].name if key in registry.agencies else key
    return _written(folder, registry, {"agency": key}, name, out)


def form_of(folder: Path, *, number: str, day: date, out: Path | None) -> FormMade:
    """Write the form of the application or the task with the number *number*."""
    known = opened(folder)
    for one in known.registry.applications:
        if str(one.application.id) == number.strip().upper():
            return _written(folder, known.registry, _asked(one.application), number, out)
    row = find(known.registry, number, day, known.unread)
    return _written(folder, known.registry, record_of(row), str(row.task.id), out)


def _asked(application: Application) -> dict[str, Any]:
    """The facts of an application's form, including the contact person."""
    data = application_data(application)
    newest = data["submissions"][-1]
    return {
        **data["task"],
        "contact": data["contact"],
        "applied": newest["received"],
        "attachments": [paper["name"] for paper in newest["attachments"]],
        "decision": newest["decision"],
    }


def form_bytes(folder: Path, registry: Registry, facts: Mapping[str, Any]) -> bytes:
    """The form filled with *facts*, made with the registry's own template if it has one.

    *facts* has the keys of a task's record. Those of an application may be added: the form has
    places for ``contact``, ``applied`` and ``attachments``.
    """
    places = environment_of(folder).templates
    template = next(path for place in places if (path := place / TEMPLATE).is_file())
    return filled(template.read_bytes(), content_of(facts, registry), TEMPLATE)


def _written(
    folder: Path, registry: Registry, facts: Mapping[str, Any], of: str, out: Path | None
) -> FormMade:
    title = content_of({}, registry).title
    path = out or below_build(folder, _PLACE, f"{title}{f'（{of}）' if of else ''}.docx")
    put_beside(path, form_bytes(folder, registry, facts))
    return FormMade(path=path, sample=registry.scheme.sample)


def put_beside(path: Path, data: bytes) -> None:
    """Write *data* to *path*, but never over a different file, which may be filled in."""
    if path.exists() and (not path.is_file() or path.read_bytes() != data):
        raise ANOTHER_FILE_THERE(path=path)
    replace_file(path, data)
