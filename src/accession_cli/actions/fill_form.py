"""Make the approval form: blank, for one agency, or filled in from a record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from accession_cli.actions import known_names
from accession_cli.actions.edition_origin import environment_of
from accession_cli.actions.look import find, record_of
from accession_cli.actions.open_registry import opened
from accession_cli.actions.usual_place import below_build
from accession_cli.errors import AccessionError, Exit
from accession_cli.files.writing import replace_file
from accession_cli.i18n import N_
from accession_cli.papers.application_form_filled import content_of, filled
from accession_cli.scheme.application import Application, application_data
from accession_cli.scheme.registry import Registry

TEMPLATE: Final = "approval_form.docx"
_PLACE: Final = "forms"


class AnotherFileThere(AccessionError):
    """Where the form should go lies another one, which may be filled in already."""

    exit_code = Exit.USAGE
    says = N_("{path} is there already and is another file; it was not overwritten.")
    mend = N_("Name another file with --out, or move that one away.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormMade:
    """A form as it was written."""

    path: Path
    sample: bool


def blank_form(folder: Path, *, agency: str | None, out: Path | None) -> FormMade:
    """Write an empty form of the registry in *folder*; *agency* is a key or a name of one."""
    registry = opened(folder).registry
    if agency is None:
        return _written(folder, registry, {}, "", out)
    given = known_names.agency(registry, agency)
    key = next((k for k, one in registry.agencies.items() if given in (k, one.name)), given)
    name = registry.agencies[key].name if key in registry.agencies else key
    return _written(folder, registry, {"agency": key}, name, out)


def form_of(folder: Path, *, number: str, day: date, out: Path | None) -> FormMade:
    """Write the form of the application, or of the task, that goes by *number*."""
    known = opened(folder)
    for one in known.registry.applications:
        if str(one.application.id) == number.strip().upper():
            return _written(folder, known.registry, _asked(one.application), number, out)
    row = find(known.registry, number, day, known.unread)
    return _written(folder, known.registry, record_of(row), str(row.task.id), out)


def _asked(application: Application) -> dict[str, Any]:
    """What an application states on its form, the contact person among it."""
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
    """The form for *facts* in the shape of a record, by the registry's own template if it has one.

    An application's record may be given as well: ``contact``, ``applied`` and ``attachments`` have
    their places in the form.
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
    """Write *data* to *path*, but never over another file: it may be filled in."""
    if path.exists() and (not path.is_file() or path.read_bytes() != data):
        raise AnotherFileThere(path=path)
    replace_file(path, data)
