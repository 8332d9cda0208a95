"""``accession render``: the year's guidance directory."""

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from accession_cli.cli import screen
from accession_cli.cli.options import Json, RegistryFolder, day
from accession_cli.errors import Exit
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from accession_cli.actions.render_edition import Built


def formats(text: str) -> tuple[str, ...]:
    """The formats that *text* lists, separated by commas, each once."""
    from accession_cli.actions.render_edition import FORMATS

    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    for name in names:
        if name not in FORMATS:
            raise typer.BadParameter(
                _("There is no format “{name}”; there are: {known}.").format(
                    name=name, known=", ".join(FORMATS)
                )
            )
    return names or tuple(FORMATS)


def render(
    year: Annotated[
        int | None,
        typer.Argument(
            metavar=N_("YEAR"),
            help=N_("The year of the edition; without it, the year that is due."),
        ),
    ] = None,
    registry: RegistryFolder = None,
    *,
    form: Annotated[
        str,
        typer.Option(
            "--format", metavar=N_("FORMATS"), help=N_("Which files, separated by commas.")
        ),
    ] = "pdf,html,json",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar=N_("FOLDER"),
            help=N_("Where to write; without it, build/directory/<year> in the repository."),
        ),
    ] = None,
    as_of: Annotated[
        date | None,
        typer.Option(
            "--as-of",
            metavar=N_("DATE"),
            parser=day,
            help=N_("The base date; without it, the year's last day or that of the last commit."),
        ),
    ] = None,
    draft: Annotated[
        bool,
        typer.Option("--draft", help=N_("Build from the files as they lie, marked as a draft.")),
    ] = False,
    as_json: Json = False,
) -> Exit:
    """Build the guidance directory of a year."""
    from accession_cli.actions.open_registry import locate
    from accession_cli.actions.render_edition import Wanted, render_edition

    wanted = Wanted(year=year, formats=formats(form), out=out, as_of=as_of, draft=draft)
    built = render_edition(locate(Path.cwd(), registry), wanted)
    if as_json:
        screen.show_json(_built_json(built))
    else:
        _say_built(built)
    return Exit.DONE


def _say_built(built: "Built") -> None:
    made = built.edition
    for file in built.files:
        screen.show(_nearby(file.path))
    for remark in built.remarks:
        screen.note(remark.message)
    screen.note(
        _("Directory of {year}, as of {day}: tasks {tasks}, new {new}, ended {ended}.").format(
            year=made.year,
            day=made.base_date,
            tasks=len(made.items),
            new=len(made.new),
            ended=len(made.ended),
        )
    )
    if made.draft:
        screen.note(_("It is a draft and says so on every page."))
    if made.scheme.sample:
        screen.note(_("It is made of sample data and says so on every page."))
    screen.next_step(_("Open {path}.").format(path=_nearby(built.files[0].path)))


def _nearby(path: Path) -> str:
    """*path* as one would type it here."""
    return os.path.relpath(path)


def _built_json(built: "Built") -> dict[str, Any]:
    made = built.edition
    return {
        "version": 1,
        "year": made.year,
        "base_date": made.base_date.isoformat(),
        "draft": made.draft,
        "files": [
            {
                "path": str(file.path),
                "format": file.format,
                "sha256": file.sha256,
                "bytes": file.bytes,
            }
            for file in built.files
        ],
        "commit": made.colophon.commit,
    }
