"""``accession districts report``: a folder of pages on all districts, with Word, Excel and data."""

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.directory import say_making
from accession_cli.cli.looking import AsOf
from accession_cli.districts.centre import Centre
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from accession_cli.districts.report import Reported

_VERSION = 2


def report(
    desk: Centre,
    year: Annotated[
        int | None, Argument(help=N_("The year that is counted; without it, this year."))
    ] = None,
    *,
    of: Annotated[
        str,
        Option(
            "--of",
            metavar=N_("DIGITS"),
            help=N_("Only the districts whose codes begin with these digits."),
        ),
    ] = "",
    out: Annotated[
        Path | None,
        Option(
            metavar=N_("FOLDER"),
            help=N_("Where to write; without it, below the folder of the lake."),
        ),
    ] = None,
    as_of: AsOf = None,
) -> None:
    """Write the report on all districts: pages, Word, Excel and data.

    The folder needs no server: open index.html. First come the figures and what limits them: whose
    data are old, whose history was rewritten, which numbers are lower bounds. Then: which district
    has which task of the base catalogue, the money, the laws, and a page for each district. Nothing
    is fetched; what is shown was collected before. A year that accession districts freeze has fixed
    shows what was fixed, for ever; what came later is listed beside it.

    $ accession districts report
    $ accession districts report 2025 --out 年度汇总
    $ accession districts report --of 1201 --json
    """
    from accession_cli.districts.report import write_report

    known = desk.districts
    made = write_report(
        known,
        desk.lake,
        year=year,
        today=as_of or clock.today(),
        of=of,
        out=out or desk.lake.folder / "pages",
        tell=say_making,
    )
    desk.show(made, _say, reported_json)


def _say(made: "Reported") -> None:
    if made.warnings:
        heads = (_("District"), _("What limits the figures"), _("Data"))
        terminal.show_table(heads, [(one.name, one.says, one.data) for one in made.warnings])
    sums = made.sums
    said = _(
        "Figures of {year}, up to {day}, of {counted} of {districts} districts: tasks in force"
        " {live}, new {new}, ended {ended}, refused {refused}."
    )
    terminal.note(
        said.format(
            year=made.year,
            day=made.day,
            counted=made.counted,
            districts=made.districts,
            live=sums.live,
            new=sums.new,
            ended=sums.ended,
            refused=sums.refused,
        )
    )
    if made.frozen:
        said = _(
            "The year is frozen with what had arrived by {cut}; these figures stay. Filed in time"
            " and arrived later: {late}."
        )
        terminal.note(said.format(cut=made.frozen.cut, late=len(made.frozen.late)))
    elif made.day == date(made.year, 12, 31):
        said = _("The year is over and not frozen: what arrives later changes its figures.")
        terminal.note(said)
        terminal.next_step(
            _("When all have handed in: accession districts freeze {year}").format(year=made.year)
        )
    if made.at_least:
        terminal.note(_("Some files could not be read: the figures are “at least”."))
    if not made.catalogue:
        terminal.note(
            _(
                "There is no catalogue.yaml, so the report does not say which districts have the"
                " same task."
            )
        )
    first = os.path.relpath(made.folder / "index.html")
    terminal.next_step(_("Open {path}.").format(path=first))


def reported_json(made: "Reported") -> dict[str, Any]:
    """The sums, what limits them, and the files; see docs/formats.md."""
    sums = made.sums
    return {
        "version": _VERSION,
        "year": made.year,
        "as_of": made.day.isoformat(),
        "folder": str(made.folder),
        "districts": made.districts,
        "counted": made.counted,
        "at_least": made.at_least,
        "sums": {
            "live": sums.live,
            "new": sums.new,
            "ended": sums.ended,
            "emergencies": sums.emergencies,
            "refused": sums.refused,
            "old_law": sums.old_law,
            "per_year": f"{sums.per_year:.2f}",
            "per_task": f"{sums.per_task:.2f}",
            "not_fixed": sums.not_fixed,
            "none": sums.none,
        },
        "warnings": [
            {"code": one.code, "name": one.name, "kind": one.kind, "says": one.says}
            for one in made.warnings
        ],
        "catalogue": made.catalogue or None,
        "frozen": made.frozen
        and {
            "cut": made.frozen.cut.isoformat(),
            "late": [
                {
                    "district": one.district,
                    "id": one.id,
                    "title": one.title,
                    "filed": one.filed.isoformat(),
                }
                for one in made.frozen.late
            ],
        },
        "files": list(made.files),
    }
