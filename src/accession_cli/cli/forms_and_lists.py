"""``accession form`` and ``import``: the approval form and lists, made and read back."""

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from accession_cli import clock
from accession_cli.cli import screen
from accession_cli.cli.handed_in import HandedIn, ViaName
from accession_cli.cli.inspection import InspectedBy
from accession_cli.cli.options import AsOf, Json, RegistryFolder, day
from accession_cli.errors import Exit
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from accession_cli.actions.application_form import FormMade
    from accession_cli.actions.application_receiving import ListRead
    from accession_cli.papers.application_form_read import FormReading
    from accession_cli.scheme.registry import Registry

Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar=N_("FILE"),
        help=N_("The file to write; without it, one in build/forms of the repository."),
    ),
]


def blank(
    registry: RegistryFolder = None,
    *,
    agency: Annotated[
        str | None,
        typer.Option(
            "--agency", metavar=N_("AGENCY"), help=N_("Fill in this applicant, by key or name.")
        ),
    ] = None,
    as_list: Annotated[
        bool,
        typer.Option(
            "--list", help=N_("Make an Excel list instead, with a row for each application.")
        ),
    ] = False,
    out: Out = None,
    as_json: Json = False,
) -> Exit:
    """Make an empty form, or an empty list."""
    from accession_cli.actions.application_form import blank_form
    from accession_cli.actions.application_receiving import blank_applications
    from accession_cli.actions.open import locate

    folder = locate(Path.cwd(), registry)
    if as_list and agency is not None:
        raise typer.BadParameter(_("--agency is for a form; in a list every row has its own."))
    if as_list:
        made = blank_applications(folder, out=_named(out, ".xlsx"))
    else:
        made = blank_form(folder, agency=agency, out=_named(out, ".docx"))
    _say_made(made, as_json=as_json)
    return Exit.DONE


def fill(
    number: Annotated[
        str,
        typer.Argument(
            metavar=N_("ID"), help=N_("Id or filing number of the task, or an application's id.")
        ),
    ],
    registry: RegistryFolder = None,
    as_of: AsOf = None,
    *,
    out: Out = None,
    as_json: Json = False,
) -> Exit:
    """Make the form of a task."""
    from accession_cli.actions.application_form import form_of
    from accession_cli.actions.open import locate

    made = form_of(
        locate(Path.cwd(), registry),
        number=number,
        day=as_of or clock.today(),
        out=_named(out, ".docx"),
    )
    _say_made(made, as_json=as_json)
    return Exit.DONE


def read(
    form: Annotated[
        Path, typer.Argument(metavar=N_("FILE"), help=N_("The filled-in form, a .docx file."))
    ],
    registry: RegistryFolder = None,
    *,
    as_json: Json = False,
) -> Exit:
    """Read a form and say what could not be read."""
    from accession_cli.actions.application_form import read_form
    from accession_cli.actions.open import locate, opened

    known = opened(locate(Path.cwd(), registry)).registry
    found = read_form(form, known)
    if as_json:
        screen.show_json({"version": 1, **_reading_json(found)})
    else:
        _say_read(found, known)
    return Exit.FOUND if found.unread else Exit.DONE


def import_(
    source: Annotated[
        Path, typer.Argument(metavar=N_("FILE"), help=N_("The list, a .xlsx file (.xls, .ods)."))
    ],
    registry: RegistryFolder = None,
    *,
    check: Annotated[
        bool, typer.Option("--check", help=N_("Only say what is wrong; nothing is recorded."))
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar=N_("FILE"), help=N_("Where to write the copy that shows the problems.")
        ),
    ] = None,
    received: Annotated[
        date | None,
        typer.Option(
            "--received",
            metavar=N_("DATE"),
            parser=day,
            help=N_("Day on which the papers came in; without it, today."),
        ),
    ] = None,
    via: Annotated[ViaName, typer.Option("--via", help=N_("How they came in."))] = ViaName.OA,
    form: Annotated[
        Path | None,
        typer.Option("--form", metavar=N_("FILE"), help=N_("The stamped form, when it is a scan.")),
    ] = None,
    inspected_by: InspectedBy = None,
    as_json: Json = False,
) -> Exit:
    """Receive a list of applications."""
    from accession_cli.actions.application_receiving import check_list
    from accession_cli.actions.open import locate
    from accession_cli.cli.receiving import receive_list

    folder = locate(Path.cwd(), registry)
    made = check_list(folder, source, out=_named(out, ".xlsx"))
    if check or made.doubts or not made.found:
        if as_json:
            screen.show_json(list_json(made))
        else:
            _say_list(made)
        return Exit.FOUND if made.doubts else Exit.DONE
    told = HandedIn(
        folder=folder,
        settings=(),
        received=received or clock.today(),
        via=via,
        attach=(),
        again=None,
        inspected_by=inspected_by,
    )
    return receive_list(told, source, form, as_json=as_json)


def list_json(made: "ListRead") -> dict[str, Any]:
    """A list that was read as programs get it."""
    return {
        "version": 1,
        "rows": [{"row": one.row, **_reading_json(one.reading)} for one in made.found],
        "copy": None if made.copy is None else str(made.copy),
    }


def _say_list(made: "ListRead") -> None:
    screen.note(
        _("Applications: {count}. Cells that were not read: {doubts}.").format(
            count=len(made.found), doubts=made.doubts
        )
    )
    rows = [(one.place, one.label, one.why) for row in made.found for one in row.unread]
    if rows:
        screen.show_table((_("Cell"), _("Field"), _("Problem")), rows)
    if made.copy is not None:
        path = os.path.relpath(made.copy)
        said = _("Mend the coloured cells of {path}, and check that list.")
        screen.next_step(said.format(path=path))


def _named(out: Path | None, ending: str) -> Path | None:
    """The file to write; Word and Excel go by the end of its name."""
    if out is not None and out.suffix.lower() != ending:
        raise typer.BadParameter(
            _("The name {name} must end in: {known}.").format(name=out.name, known=ending)
        )
    return out


def _say_made(made: "FormMade", *, as_json: bool) -> None:
    if as_json:
        screen.show_json({"version": 1, "path": str(made.path)})
        return
    path = os.path.relpath(made.path)
    screen.show(path)
    if made.sample:
        screen.note(
            _("This registry is a sample: its dates, money, numbers and decisions are invented.")
        )
    screen.next_step(_("Open {path}.").format(path=path))


def _reading_json(found: "FormReading") -> dict[str, Any]:
    """A reading as programs get it; where it stands in a list, each doubt has its cell."""
    return {
        "facts": dict(found.facts),
        "missing": [
            {
                "field": one.key,
                "label": one.label,
                "why": one.why,
                **({"cell": one.place} if one.place else {}),
            }
            for one in found.unread
        ],
        "applied": found.applied,
        "attachments": list(found.attachments),
        "contact": {"name": found.contact.name, "phone": found.contact.phone},
    }


def _say_read(found: "FormReading", registry: "Registry") -> None:
    from accession_cli.actions.application_form import words_of
    from accession_cli.words.layout import rows, visible

    fields = [
        ("" if number else label, visible(line))
        for label, text in words_of(found, registry)
        for number, line in enumerate(text.split("\n"))
    ]
    screen.show("\n".join(rows(fields, screen.columns_of_output())))
    if not found.unread:
        screen.note(_("All fields were read."))
        return
    screen.note(_("Not read: {count} fields.").format(count=len(found.unread)))
    for one in found.unread:
        screen.note(_("- {label}: {why}").format(label=one.label, why=one.why))
    screen.next_step(_("Mend these in the form, save it as .docx, and read it again."))
