"""``accession districts``: collect what many districts published, freeze it, report on it."""

import os
import sys
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.looking import AsOf
from accession_cli.cli.options import day
from accession_cli.districts.centre import Centre, need_duckdb
from accession_cli.errors import Exit
from accession_cli.i18n import N_, _
from accession_cli.words.layout import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from accession_cli.districts.collecting import Collected
    from accession_cli.districts.report import Reported
    from accession_cli.districts.situations import Standing


def collect(
    desk: Centre,
    codes: Annotated[
        list[str] | None,
        Argument(metavar=N_("CODE"), help=N_("Only these districts; without any, all.")),
    ] = None,
    *,
    engine: Annotated[
        str,
        Option(
            metavar=N_("ENGINE"),
            help=N_("local, or the address of a Dask scheduler, as in tcp://10.0.0.5:8786."),
        ),
    ] = "local",
    accept_rewrite: Annotated[
        str | None,
        Option(
            "--accept-rewrite",
            metavar=N_("CODE"),
            help=N_("Take the rewritten history of this district, once; say why with --reason."),
        ),
    ] = None,
    reason: Annotated[
        str | None,
        Option(metavar=N_("TEXT"), help=N_("Why it is taken; it is kept in arrivals.log.")),
    ] = None,
) -> Exit:
    """Collect what the districts published.

    Each district is fetched into a mirror, judged, and read in a process of its own within the
    limits of the file. What is wrong with one stops no other, and what it published before goes on
    to count. Run it every night; one that was stopped goes on where it was.

    Exit 0 when the newest data of every district count, 6 when a history was rewritten, 1 when
    anything else is wrong.

    $ accession districts collect
    $ accession districts collect 120110
    $ accession districts collect --accept-rewrite 120110 --reason 服务器重装，区里来函说明
    $ accession districts collect --engine tcp://10.0.0.5:8786
    """
    from accession_cli.districts import collecting, situations

    need_duckdb()
    known = desk.districts
    only = tuple(dict.fromkeys(codes or ()))
    accepted = None
    if accept_rewrite is not None:
        if not (reason or "").strip():
            raise collecting.NO_REASON(code=accept_rewrite)
        accepted = collecting.Accepted(code=accept_rewrite, reason=(reason or "").strip())
        only = only or (accept_rewrite,)
    with collecting.engine(engine) as pool, _progress(len(only or known.districts), desk) as told:
        made = collecting.collect(known, pool, clock.now, only=only, accepted=accepted, told=told)
    found = tuple(one.standing for one in made)
    if desk.as_json:
        new = [one.standing.district.code for one in made if one.new]
        terminal.show_json({**situations.standings_json(known, found), "new": new})
    else:
        wrong = [one for one in found if one.is_wrong]
        _show(wrong)
        said = _("Districts: {count}. With a new version: {new}. Not as it should be: {wrong}.")
        counts = {"count": len(found), "new": sum(one.new for one in made), "wrong": len(wrong)}
        terminal.note(said.format(**counts))
        terminal.next_step(_("Write the report: accession districts report"))
    return situations.exit_code(found)


@contextmanager
def _progress(count: int, desk: Centre) -> "Iterator[Callable[[Collected], None]]":
    """Show at a terminal how far it is; elsewhere nothing moves."""
    if desk.as_json or not sys.stderr.isatty():
        yield lambda _one: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    plain = not terminal.page(sys.stderr).colour
    console = Console(stderr=True, no_color=plain)
    with Progress(*columns, console=console, transient=True) as shown:
        bar = shown.add_task("", total=count)

        def told(one: "Collected") -> None:
            shown.update(bar, advance=1, description=visible(one.standing.district.name))

        yield told


def status(
    desk: Centre,
    *,
    year: Annotated[
        int | None,
        Option(help=N_("What counts for this frozen year, and which tasks came too late for it.")),
    ] = None,
) -> Exit:
    """Show which districts are fresh, late or missing, and why.

    Exit 0 when the newest data of every district count, 6 when a history was rewritten, 1 when
    anything else is wrong. Nothing is fetched.

    $ accession districts status
    $ accession districts status --year 2025
    $ accession districts status --file 天津/districts.yaml --json
    """
    from accession_cli.districts import situations

    if year is not None:
        return _frozen_status(desk, year)
    found = situations.standings(desk.districts, desk.lake, clock.now())
    if desk.as_json:
        terminal.show_json(situations.standings_json(desk.districts, found))
    else:
        _show(found)
        terminal.note(situations.summary_sentence(found))
    return situations.exit_code(found)


def _frozen_status(desk: Centre, year: int) -> Exit:
    from accession_cli.districts import freezing, situations

    need_duckdb()
    made = freezing.frozen_year(desk.lake, year)
    came_later = freezing.late(desk.lake, made, tuple(desk.districts.districts))
    if desk.as_json:
        terminal.show_json(situations.frozen_json(desk.districts, made, came_later))
    else:
        headings = [_(heading) for heading in situations.FROZEN_HEADINGS]
        terminal.show_table(headings, situations.frozen_rows(desk.districts, made, came_later))
        for line in situations.late_lines(desk.districts, came_later):
            terminal.show(line)
        terminal.note(situations.frozen_sentence(made, came_later))
    return Exit.FOUND if came_later else Exit.DONE


def freeze(
    desk: Centre,
    year: Annotated[int, Argument(help=N_("The year, which is over."))],
    *,
    until: Annotated[
        date | None,
        Option(
            parser=day,
            help=N_("What arrived by the end of this day counts; without it, by now."),
        ),
    ] = None,
) -> Exit:
    """Fix what counts for a year: what every district had handed in by the cut.

    The cut goes by the day of arrival here, because the days in a registry are the district's own.
    What was filed in the year and arrives later is listed as late and is not put into the year. A
    frozen year is never written again.

    $ accession districts freeze 2025
    $ accession districts freeze 2025 --until 2026-01-31
    """
    from accession_cli.districts import freezing, situations

    need_duckdb()
    made = freezing.freeze(desk.districts, year, until, clock.now())
    came_later = freezing.late(desk.lake, made, tuple(desk.districts.districts))
    if desk.as_json:
        terminal.show_json(situations.frozen_json(desk.districts, made, came_later))
    else:
        terminal.note(situations.frozen_sentence(made, came_later))
        missing = situations.without_data(desk.districts, made)
        if missing:
            said = _("Nothing had arrived from: {names}.")
            terminal.note(said.format(names="、".join(missing)))
    return Exit.DONE


def _show(found: "Sequence[Standing]") -> None:
    """A table of the districts, and below it what git said, and what to do."""
    from accession_cli.districts import situations

    if not found:
        return
    headings = [_(heading) for heading in situations.HEADINGS]
    terminal.show_table(headings, situations.rows(found))
    for sentence in situations.words_of_git(found):
        terminal.note(sentence)
    for step in situations.steps(found):
        terminal.next_step(step)


_REPORT_VERSION = 2


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
    from accession_cli.cli.directory import say_making
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
    desk.show(made, _say_report, reported_json)


def _say_report(made: "Reported") -> None:
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
        "version": _REPORT_VERSION,
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
