"""``accession form`` and ``export``: approval forms, and the register as one table."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from typer import Argument, BadParameter, Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.application_receiving import checked
from accession_cli.cli.application_reception import Reception
from accession_cli.cli.looking import Looking
from accession_cli.cli.session import AnyId, Session, Writing, say_sample, with_ending
from accession_cli.cli.task_lookup import StateName
from accession_cli.errors import Exit
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from accession_cli.actions.application_form import FormMade
    from accession_cli.actions.task_register import Exported


FormOut = Annotated[
    Path | None,
    Option(
        "--out", help=N_("The file to write; without it, one in build/forms of the repository.")
    ),
]


def blank(
    desk: Session,
    *,
    agency: Annotated[
        str | None, Option(metavar=N_("AGENCY"), help=N_("Fill in this applicant, by key or name."))
    ] = None,
    as_list: Annotated[
        bool,
        Option("--list", help=N_("Make an Excel list instead, with a row for each application.")),
    ] = False,
    out: FormOut = None,
) -> None:
    """Make an empty form, or an empty list.

    Its drop-downs offer the agencies, classes and kinds of this registry. A template of the
    registry's own, templates/approval_form.docx, takes the place of ours.

    $ accession form blank
    $ accession form blank --agency minzheng
    $ accession form blank --list
    """
    from accession_cli.actions.application_form import blank_applications, blank_form
    from accession_cli.words.application import made_json

    if as_list and agency is not None:
        raise BadParameter(_("--agency is for a form; in a list every row has its own."))
    day = clock.today()
    if as_list:
        made = blank_applications(desk.folder, day=day, out=out and with_ending(out, ".xlsx"))
    else:
        made = blank_form(
            desk.folder, agency=agency, day=day, out=out and with_ending(out, ".docx")
        )
    desk.show(made, _say_made, made_json)


def fill(
    desk: Looking,
    number: AnyId,
    out: FormOut = None,
) -> None:
    """Make the form of a task or an application.

    $ accession form fill DL-2024-0001
    """
    from accession_cli.actions.application_form import form_of
    from accession_cli.words.application import made_json

    desk.say_clock()
    made = form_of(desk.folder, number=number, day=desk.day, out=out and with_ending(out, ".docx"))
    desk.show(made, _say_made, made_json)


def read(
    desk: Session,
    form: Annotated[Path, Argument(help=N_("The filled-in form, a .docx file."))],
) -> Exit:
    """Read a form and show what could not be read."""
    trying = Writing(desk.given, check=True, as_json=desk.as_json)
    return checked(Reception(trying, received=None, via="oa"), [form])


def _say_made(made: "FormMade") -> None:
    path = os.path.relpath(made.path)
    terminal.show(path)
    say_sample(made.sample)
    terminal.next_step(_("Open {path}.").format(path=path))


#: The formats in ``actions.task_register.FORMATS``; a test keeps both equal.
TableFormat = Literal["xlsx", "csv", "json"]


def export(
    desk: Looking,
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
    state: StateName = "all",
) -> None:
    """Write the whole register as one table.

    One row a task, the ended ones too, with every field of its record. It is for work inside the
    bureau; the directory is what is published. No text in it is ever a formula.

    $ accession export
    $ accession export --out register.csv --status in_force
    """
    from accession_cli.actions.task_lookup import TaskState
    from accession_cli.actions.task_register import export_register
    from accession_cli.words.task import exported_json

    desk.say_clock()
    made = export_register(
        desk.folder,
        form=format_of(out, form),
        out=out,
        as_of=desk.day,
        state=None if state == "all" else TaskState(state),
    )
    if desk.as_json:
        terminal.show_json(exported_json(made))
    else:
        _say(made)


def format_of(out: Path | None, form: str | None) -> str:
    """The format to write; xlsx when neither the file's name nor --format says one.

    The suffix of *out* must agree with *form*, so that no other kind of file is overwritten.
    """
    if out is None:
        return form or "xlsx"
    formats = (form,) if form else get_args(TableFormat)
    return with_ending(out, *(f".{one}" for one in formats)).suffix.lower().removeprefix(".")


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
    say_sample(made.sample)
    terminal.next_step(_("Open {path}.").format(path=path))
