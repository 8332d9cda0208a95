"""``accession report``: the figures of a year, as Word, Excel and a page."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from accession_cli.cli import terminal
from accession_cli.cli.directory import one_of, say_making, size_words
from accession_cli.cli.looking import Looking
from accession_cli.cli.session import say_sample
from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from accession_cli.actions.year_figures import FiguresFile, Reported

_SHORT = 12


def report(
    desk: Looking,
    year: Annotated[int, Argument(help=N_("The year that is counted."))],
    *,
    form: Annotated[
        str | None,
        Option(
            "--format",
            metavar=N_("FORMATS"),
            help=N_("Which files, separated by commas: docx, xlsx, html; without it, all three."),
        ),
    ] = None,
    out: Annotated[
        Path | None,
        Option(
            metavar=N_("FOLDER"),
            help=N_("Where to write; without it, build/report/<year> in the repository."),
        ),
    ] = None,
    draft: Annotated[
        bool, Option("--draft", help=N_("Count the files as they lie, marked as a draft."))
    ] = False,
) -> None:
    """Make the figures of a year.

    Applications by month, class and agency, working days taken, emergencies, tasks, money,
    complaints as numbers alone, and evaluation scores: in Word, in Excel and as a page, each table
    with a chart. Counted up to the last day of the year, or up to today. What no record says is
    said to be missing, and never counted as zero. With --json every figure comes with the numbers
    of its records.

    $ accession report 2025
    $ accession report 2025 --format xlsx --out 年度统计
    $ accession report 2026 --as-of 2026-06-30 --json
    """
    from accession_cli.actions.year_figures import report_year
    from accession_cli.words.year_figures import reported_json

    desk.say_clock()
    made = report_year(
        desk.folder,
        year,
        day=desk.day,
        formats=formats(form),
        out=out,
        draft=draft,
        tell=say_making,
    )
    desk.show(made, _say, reported_json)


def formats(text: str | None) -> tuple[str, ...]:
    """The formats that *text* lists, separated by commas, each once; all of them by default."""
    from accession_cli.papers.year_figures import FORMATS

    names = dict.fromkeys(name.strip() for name in (text or "").split(",") if name.strip())
    return tuple(one_of(tuple(FORMATS), name) for name in names) or tuple(FORMATS)


def _say(made: "Reported") -> None:
    figures = made.figures
    first = made.files[0].path
    said = _("In {folder}, each file called {stem} with the ending listed here:")
    terminal.show_sentence(said.format(folder=os.path.relpath(first.parent), stem=first.stem))
    terminal.show_table((_("File"), _("Size"), "SHA-256"), [_row(file) for file in made.files])
    for remark in made.remarks:
        terminal.note(remark.message)
    if made.unread:
        terminal.note(
            _(
                "Files that could not be read, so that the draft leaves them out: {count} in all,"
                " the first is {first}."
            ).format(count=len(made.unread), first=made.unread[0])
        )
        terminal.next_step(_("Run accession validate to see why."))
    of = {table.key: table for table in figures.tables}

    def count(table: str, line: str) -> object:
        return of[table].line(line).figures["count"].value

    said = _(
        "Figures of {year}, up to {day}: applications received {received}, admitted {admitted},"
        " decided late {late}; tasks in force {standing}."
    )
    terminal.note(
        said.format(
            year=figures.year,
            day=figures.day,
            received=count("applications", "received"),
            admitted=count("applications", "admitted"),
            late=count("days", "late"),
            standing=count("tasks", "standing"),
        )
    )
    if figures.running:
        terminal.note(_("The year is not over, and the documents say so."))
    if figures.draft:
        terminal.note(_("It is a draft and says so on every page."))
    say_sample(figures.registry.scheme.sample)
    terminal.next_step(_("Open {path}.").format(path=os.path.relpath(first)))


def _row(file: "FiguresFile") -> tuple[str, str, str]:
    return file.path.suffix, size_words(file.bytes), file.sha256[:_SHORT]
