"""``accession form``, ``import`` and ``export``: forms, lists and the register as a table.

Approval forms and lists of applications are written and read; the whole register is written as one
table.
"""

import os
from dataclasses import replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from typer import Argument, BadParameter, Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.application_receiving import Reception, ViaName, checked, contact_in
from accession_cli.cli.commands import Guide
from accession_cli.cli.session import AsOf, InspectedBy, Json, RegistryFolder, Session, day
from accession_cli.cli.task_lookup import StateName
from accession_cli.errors import Exit
from accession_cli.i18n import N_, _
from accession_cli.words.application import list_json, received_list_json, received_words

if TYPE_CHECKING:
    from accession_cli.actions.application_form import FormMade
    from accession_cli.actions.application_list import ListRead
    from accession_cli.actions.task_register import Exported


FormOut = Annotated[
    Path | None,
    Option(
        "--out", help=N_("The file to write; without it, one in build/forms of the repository.")
    ),
]


def blank(
    registry: RegistryFolder = None,
    *,
    agency: Annotated[
        str | None, Option(metavar=N_("AGENCY"), help=N_("Fill in this applicant, by key or name."))
    ] = None,
    as_list: Annotated[
        bool,
        Option("--list", help=N_("Make an Excel list instead, with a row for each application.")),
    ] = False,
    out: FormOut = None,
    as_json: Json = False,
) -> Exit:
    """Make an empty form, or an empty list."""
    from accession_cli.actions.application_form import blank_form
    from accession_cli.actions.application_list import blank_applications
    from accession_cli.actions.open import locate

    folder = locate(Path.cwd(), registry)
    if as_list and agency is not None:
        raise BadParameter(_("--agency is for a form; in a list every row has its own."))
    if as_list:
        made = blank_applications(folder, out=_named(out, ".xlsx"))
    else:
        made = blank_form(folder, agency=agency, out=_named(out, ".docx"))
    _say_made(made, as_json=as_json)
    return Exit.DONE


def fill(
    number: Annotated[
        str,
        Argument(
            metavar=N_("ID"), help=N_("Id or filing number of the task, or an application's id.")
        ),
    ],
    registry: RegistryFolder = None,
    as_of: AsOf = None,
    *,
    out: FormOut = None,
    as_json: Json = False,
) -> Exit:
    """Make the form of a task or an application."""
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
        Path, Argument(metavar=N_("FILE"), help=N_("The filled-in form, a .docx file."))
    ],
    registry: RegistryFolder = None,
    *,
    as_json: Json = False,
) -> Exit:
    """Read a form and show what could not be read."""
    return checked(Session(registry, as_json=as_json), [form])


def import_(
    source: Annotated[
        Path, Argument(metavar=N_("FILE"), help=N_("The list, a .xlsx file (.xls, .ods)."))
    ],
    registry: RegistryFolder = None,
    *,
    check: Annotated[
        bool, Option("--check", help=N_("Only say what is wrong; nothing is recorded."))
    ] = False,
    out: Annotated[
        Path | None, Option(help=N_("Where to write the copy that shows the problems."))
    ] = None,
    received: Annotated[
        date | None,
        Option(parser=day, help=N_("Day on which the papers came in; without it, today.")),
    ] = None,
    via: Annotated[ViaName, Option(help=N_("How they came in."))] = ViaName.OA,
    form: Annotated[Path | None, Option(help=N_("The stamped form, when it is a scan."))] = None,
    inspected_by: InspectedBy = None,
    as_json: Json = False,
) -> Exit:
    """Receive a list of applications."""
    from accession_cli.actions.application_list import check_list
    from accession_cli.actions.application_receiving import ReceiveApplications

    desk = Reception(
        registry, received=received, via=via, inspected_by=inspected_by, as_json=as_json
    )
    made = check_list(desk.folder, source, out=_named(out, ".xlsx"))
    if check or made.doubts or not made.found:
        if as_json:
            terminal.show_json(list_json(made))
        else:
            _say_list(made)
        return Exit.FOUND if made.doubts else Exit.DONE
    papers = desk.papers(form or source)  # without --form, the list itself counts as the form
    given = (
        (
            desk.read_from(row.reading, f"{source.name}:{row.row}"),
            replace(papers, contact=contact_in(row.reading)),
        )
        for row in made.found
    )
    action = ReceiveApplications(given=tuple(given))
    return desk.do(action, received_words, received_list_json)


def _say_list(made: "ListRead") -> None:
    terminal.note(
        _("Applications: {count}. Cells that were not read: {doubts}.").format(
            count=len(made.found), doubts=made.doubts
        )
    )
    rows = [(one.place, one.label, one.why) for row in made.found for one in row.unread]
    if rows:
        terminal.show_table((_("Cell"), _("Field"), _("Problem")), rows)
    if made.copy is not None:
        path = os.path.relpath(made.copy)
        said = _("Mend the coloured cells of {path}, and check that list.")
        terminal.next_step(said.format(path=path))


def _named(out: Path | None, ending: str) -> Path | None:
    """*out*, which must have the suffix *ending*, because Word and Excel go by it.

    Raises wrong usage for any other suffix. None stays None.
    """
    if out is not None and out.suffix.lower() != ending:
        raise BadParameter(
            _("The name {name} must end in: {known}.").format(name=out.name, known=ending)
        )
    return out


def _say_made(made: "FormMade", *, as_json: bool) -> None:
    if as_json:
        terminal.show_json({"version": 1, "path": str(made.path)})
        return
    path = os.path.relpath(made.path)
    terminal.show(path)
    if made.sample:
        terminal.note(
            _("This registry is a sample: its dates, money, numbers and decisions are invented.")
        )
    terminal.next_step(_("Open {path}.").format(path=path))


class TableFormat(StrEnum):
    """The formats in ``actions.task_register.FORMATS``; a test keeps both equal."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


def export(
    registry: RegistryFolder = None,
    as_of: AsOf = None,
    *,
    out: Annotated[
        Path | None,
        Option(help=N_("The file to write; without it, one in build/register of the repository.")),
    ] = None,
    form: Annotated[
        TableFormat | None,
        Option(
            "--format",
            help=N_("What to write; without it, what the name of the file says, else xlsx."),
        ),
    ] = None,
    state: Annotated[
        StateName, Option("--status", help=N_("How the tasks stand."))
    ] = StateName.ALL,
    as_json: Json = False,
) -> Exit:
    """Write the whole register as one table."""
    from accession_cli.actions.open import locate
    from accession_cli.actions.task_lookup import TaskState
    from accession_cli.actions.task_register import export_register

    made = export_register(
        locate(Path.cwd(), registry),
        form=format_of(out, form).value,
        out=out,
        as_of=as_of or clock.today(),
        state=None if state is StateName.ALL else TaskState(state.value),
    )
    if as_json:
        _say_json(made)
    else:
        _say(made)
    return Exit.DONE


def format_of(out: Path | None, form: TableFormat | None) -> TableFormat:
    """The format to write; xlsx when neither the file's name nor --format says one.

    The suffix of *out* must agree with *form*, so that no other kind of file is overwritten.
    """
    if out is None:
        return form or TableFormat.XLSX
    suffix = out.suffix.lower().removeprefix(".")
    named = TableFormat(suffix) if suffix in set(TableFormat) else None
    if named is None or form not in (None, named):
        wanted = [f".{one}" for one in ([form] if form else TableFormat)]
        raise BadParameter(
            _("The name {name} must end in: {known}.").format(
                name=out.name, known=", ".join(wanted)
            )
        )
    return named


def _say(made: "Exported") -> None:
    path = os.path.relpath(made.path)
    terminal.show(path)
    for remark in made.remarks:
        terminal.note(remark.message)
    if made.unread:
        terminal.note(
            _(
                "Files that could not be read, so that the register leaves them out: {count} in"
                " all, the first is {first}."
            ).format(count=len(made.unread), first=made.unread[0])
        )
        terminal.next_step(_("Run accession validate to see why."))
    terminal.note(_("Tasks: {count}, as of {day}.").format(count=made.count, day=made.as_of))
    terminal.note(
        _("The register is for work inside the bureau. What is changed in it changes no record.")
    )
    if made.sample:
        terminal.note(
            _("This registry is a sample: its dates, money, numbers and decisions are invented.")
        )
    terminal.next_step(_("Open {path}.").format(path=path))


def _say_json(made: "Exported") -> None:
    terminal.show_json(
        {
            "version": 1,
            "path": str(made.path),
            "format": made.format,
            "as_of": made.as_of.isoformat(),
            "tasks": made.count,
            "sha256": made.sha256,
            "bytes": made.bytes,
            "unread": list(made.unread),
        }
    )


#: What the help pages of these commands say, by their functions.
GUIDES: Final = {
    "blank": Guide(
        N_(
            "Its drop-downs offer the agencies, classes and kinds of this registry. A template"
            " of the registry's own, templates/approval_form.docx, takes the place of ours."
        ),
        (
            "accession form blank",
            "accession form blank --agency minzheng",
            "accession form blank --list",
        ),
    ),
    "fill": Guide(
        "",
        ("accession form fill DL-2024-0001",),
    ),
    "import_": Guide(
        N_(
            "Every row becomes an application, all in one commit, or none does. Every cell that"
            " cannot be read is named, like 申请清单!F7, and coloured in a copy of the list,"
            " with what is wrong beside it; then nothing is recorded and the exit code is 1."
        ),
        (
            "accession import 申请清单.xlsx --check",
            "accession import 申请清单.xlsx --form 盖章件.pdf",
        ),
    ),
    "export": Guide(
        N_(
            "One row a task, the ended ones too, with every field of its record. It is for work"
            " inside the bureau; the directory is what is published. No text in it is ever a"
            " formula."
        ),
        ("accession export", "accession export --out register.csv --status in_force"),
    ),
}
