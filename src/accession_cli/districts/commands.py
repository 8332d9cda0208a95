"""``accession districts``: collect what many districts published, and look at it as one."""

import sys
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.options import day
from accession_cli.districts.centre import Centre, need_duckdb
from accession_cli.errors import Exit
from accession_cli.i18n import N_, _
from accession_cli.words.layout import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from accession_cli.districts.collecting import Collected
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
