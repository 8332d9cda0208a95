"""``accession export``: the whole register as one table."""

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from accession_cli import clock
from accession_cli.cli import screen
from accession_cli.cli.looking import StateName
from accession_cli.cli.options import AsOf, Json, RegistryFolder
from accession_cli.errors import Exit
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from accession_cli.actions.task_register import Exported


class TableFormat(StrEnum):
    """The formats of ``actions.export_register``; a test holds both together."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


def export(
    registry: RegistryFolder = None,
    as_of: AsOf = None,
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar=N_("FILE"),
            help=N_("The file to write; without it, one in build/register of the repository."),
        ),
    ] = None,
    form: Annotated[
        TableFormat | None,
        typer.Option(
            "--format",
            help=N_("What to write; without it, what the name of the file says, else xlsx."),
        ),
    ] = None,
    state: Annotated[
        StateName, typer.Option("--status", help=N_("How the tasks stand."))
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
    """The format; the name of a file must agree with it, so that no other file is overwritten."""
    if out is None:
        return form or TableFormat.XLSX
    suffix = out.suffix.lower().removeprefix(".")
    named = TableFormat(suffix) if suffix in set(TableFormat) else None
    if named is None or form not in (None, named):
        wanted = [f".{one}" for one in ([form] if form else TableFormat)]
        raise typer.BadParameter(
            _("The name {name} must end in: {known}.").format(
                name=out.name, known=", ".join(wanted)
            )
        )
    return named


def _say(made: "Exported") -> None:
    path = os.path.relpath(made.path)
    screen.show(path)
    for remark in made.remarks:
        screen.note(remark.message)
    if made.unread:
        screen.note(
            _(
                "Files that could not be read, so that the register leaves them out: {count} in"
                " all, the first is {first}."
            ).format(count=len(made.unread), first=made.unread[0])
        )
        screen.next_step(_("Run accession validate to see why."))
    screen.note(_("Tasks: {count}, as of {day}.").format(count=made.count, day=made.as_of))
    screen.note(
        _("The register is for work inside the bureau. What is changed in it changes no record.")
    )
    if made.sample:
        screen.note(
            _("This registry is a sample: its dates, money, numbers and decisions are invented.")
        )
    screen.next_step(_("Open {path}.").format(path=path))


def _say_json(made: "Exported") -> None:
    screen.show_json(
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
