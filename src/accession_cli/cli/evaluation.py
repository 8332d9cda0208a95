"""``accession evaluation`` and ``report``: the yearly evaluation, and the figures of a year.

``open`` writes the workbooks that are handed out, and ``read`` records those that come back.
``funding`` and ``conclude`` record the money and the conclusion for one task. ``summary`` shows the
results of a year and what is missing. ``report`` writes the figures as Word, Excel and a page.
"""

import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, BadParameter, Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.directory import formats, say_making, size_words
from accession_cli.cli.looking import Looking
from accession_cli.cli.options import day, judgement_named, reader, record_id
from accession_cli.cli.session import Session, Writing
from accession_cli.cli.terminal import say_meaning, say_sample, say_unread
from accession_cli.i18n import N_, _
from accession_cli.words.evaluation import (
    conclusion_words,
    funding_words,
    opened_json,
    read_json,
    read_words,
    recorded_json,
    summary_json,
    summary_sentences,
    summary_tables,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accession_cli.actions.bureau import FiguresFile, Reported
    from accession_cli.actions.evaluation import EvaluateTasks, Summarised
    from accession_cli.actions.evaluation_sheets import FormFile, OpenedEvaluation
    from accession_cli.scheme.evaluation import Evaluation


_SHORT = 12
_FIRST_YEAR = 1990


def evaluation_year(year: int) -> int:
    """The year of an evaluation; wrong usage when it lies before 1990 or has not begun."""
    if not _FIRST_YEAR <= year <= clock.today().year:
        raise BadParameter(
            _("{year} is not a year that has begun; write it like 2025.").format(year=year)
        )
    return year


EvaluatedYear = Annotated[
    int, Argument(callback=evaluation_year, help=N_("The year that is evaluated."))
]


def open_(
    desk: Session,
    year: EvaluatedYear,
    out: Annotated[
        Path | None,
        Option(
            metavar=N_("FOLDER"),
            help=N_("Where to write; without it, build/evaluation/<year> in the repository."),
        ),
    ] = None,
) -> None:
    """Write the workbooks of a year's evaluation.

    A workbook for each subdistrict, with a sheet for each party that scores, and one for each
    agency, to return what became of the money. Every task that was in force in the year is in them.
    The registry is not changed.

    $ accession evaluation open 2025
    $ accession evaluation open 2025 --out 评议2025
    """
    from accession_cli.actions.evaluation_sheets import open_evaluation

    made = open_evaluation(desk.files, year, desk.out(out))
    desk.show(made, _say_opened, opened_json)


def _say_opened(made: "OpenedEvaluation") -> None:
    headings = (_("File"), _("Tasks"), _("Size"), "SHA-256")
    terminal.show_table(headings, [_row(file) for file in made.files])
    for remark in made.remarks:
        terminal.note(remark.message)
    said = _(
        "Files that could not be read, so that their tasks are left out: {count} in all,"
        " the first is {first}."
    )
    say_unread(made.unread, said)
    said = _("Evaluation of {year}: tasks {tasks}; score sheets {scores}, funding returns {money}.")
    forms = [file.form for file in made.files]
    terminal.note(
        said.format(
            year=made.year,
            tasks=made.tasks,
            scores=forms.count("scores"),
            money=forms.count("funding"),
        )
    )
    if made.sample:
        terminal.note(_("It is made of sample data and says so on every page."))
    terminal.next_step(
        _(
            "Hand them to the subdistricts and agencies; what comes back filled in is read with:"
            " accession evaluation read FILE…"
        )
    )


def _row(file: "FormFile") -> tuple[str, str, str, str]:
    size = size_words(file.bytes)
    return os.path.relpath(file.path), str(file.tasks), size, file.sha256[:_SHORT]


def summary(
    desk: Session,
    year: EvaluatedYear,
    agency: Annotated[
        str | None, Option(help=N_("Only what this agency leads; key or name."))
    ] = None,
) -> None:
    """Show the results of a year's evaluation, and what is missing.

    The means of every criterion by task and by agency, how many sheets each party gave, the funding
    returns and the conclusions; then which party owes sheets in which subdistrict, and which agency
    its return. The exit code is 0 whatever is missing.

    $ accession evaluation summary 2025
    $ accession evaluation summary 2025 --agency minzheng
    """
    from accession_cli.actions.evaluation import summarise_evaluation

    found = summarise_evaluation(desk.files, year, agency)
    if desk.as_json:
        terminal.show_json(summary_json(found))
    else:
        _say_summary(found, narrowed=agency is not None)


def _say_summary(found: "Summarised", *, narrowed: bool) -> None:
    for at, (headings, rows) in enumerate(summary_tables(found, narrowed=narrowed)):
        if at:
            terminal.show("")
        terminal.show_table(headings, rows)
    for sentence in summary_sentences(found.summary):
        terminal.note(sentence)
    say_unread(found.unread, _("Files that could not be read and are not counted: {names}."))
    say_sample(found.sample)


EvaluationDay = Annotated[
    date | None, Option("--date", parser=day, help=N_("The day of it; without it, today."))
]


def read(
    desk: Writing,
    files: Annotated[list[Path], Argument(help=N_("The workbooks that came back."))],
    on: EvaluationDay = None,
) -> None:
    """Record the contents of the workbooks that came back.

    Takes .xlsx, .xls and .ods, as they were handed out by open and filled in. What cannot be read
    is named by its cell, and then nothing of any file is recorded; else all of them are recorded at
    once. A file that was read before adds nothing.

    $ accession evaluation read 评议表-*.xlsx
    $ accession evaluation read 经费落实-minzheng-区民政局.xlsx --date 2025-12-20
    """
    from accession_cli.actions.evaluation import EvaluateTasks
    from accession_cli.actions.evaluation_sheets import read_sheets

    found = read_sheets(desk.folder, files, on or clock.today())
    desk.do(
        EvaluateTasks(brought=found.brought, texts=found.passages),
        lambda landed: read_words(found, landed.made),
        lambda landed: read_json(found, landed),
    )


def yuan(text: str) -> Decimal:
    """The amount in yuan that *text* names; wrong usage when it names none."""
    from accession_cli.entry.money import amount

    found = reader(amount)(text)
    say_meaning(text, found)
    return Decimal(found)


Id = Annotated[str, Argument(help=N_("The task that is evaluated."))]
OfYear = Annotated[
    int, Option("--year", callback=evaluation_year, help=N_("The year that is evaluated."))
]


def funding(
    desk: Writing,
    number: Id,
    *,
    year: OfYear,
    earmarked: Annotated[Decimal, Option(parser=yuan, help=N_("What was set apart for it."))],
    spent: Annotated[Decimal, Option(parser=yuan, help=N_("What was spent on it."))],
    inspected: Annotated[
        date | None, Option(parser=day, help=N_("When its use was inspected."))
    ] = None,
    inspector: Annotated[str | None, Option(help=N_("Which body inspected it."))] = None,
    note: Annotated[str | None, Option(help=N_("What is to be said besides."))] = None,
    on: EvaluationDay = None,
) -> None:
    """Record a task's funding return for a year.

    What was set apart and what was spent, in yuan, and whether it was inspected. A later return
    takes the place of an earlier one, which stays in the history.

    $ accession evaluation funding DL-2024-0004 --year 2025 --earmarked 36000 --spent 35200.50
    """
    from accession_cli.scheme.evaluation import Evaluation, FundingReturn

    said = FundingReturn(
        earmarked=earmarked,
        spent=spent,
        returned=on or clock.today(),
        inspected=inspected,
        inspector=_stripped(inspector),
        note=_stripped(note),
    )
    action = _about_one(
        Evaluation(id=record_id(number), year=year, sheets=(), funding=said, conclusion=None),
        {"--inspector": inspector, "--note": note},
    )
    desk.do(action, lambda landed: funding_words(landed.made, said), recorded_json)


def conclude(
    desk: Writing,
    number: Id,
    year: OfYear,
    outcome: Annotated[
        str,
        Option(
            parser=judgement_named,
            metavar="keep|improve|end",
            help=N_(
                "Whether it goes on, is to improve, or is to end; also in Chinese: 继续实施,"
                " 改进后实施 or 建议终止."
            ),
        ),
    ],
    opinion: Annotated[str | None, Option(help=N_("What the working group says."))] = None,
    on: EvaluationDay = None,
) -> None:
    """Record the joint working group's conclusion on a task.

    It goes on, is to improve, or is to end. A conclusion stays as it is. One that says end ends
    nothing by itself: that takes the agency's written material and accession retire.

    $ accession evaluation conclude DL-2024-0004 --year 2025 --outcome keep
    $ accession evaluation conclude DL-2024-0004 --year 2025 --outcome improve
          --opinion 减少重复报表
    """
    from accession_cli.scheme.evaluation import Conclusion, Evaluation, Judgement

    said = Conclusion(
        date=on or clock.today(), outcome=Judgement(outcome), opinion=_stripped(opinion)
    )
    action = _about_one(
        Evaluation(id=record_id(number), year=year, sheets=(), funding=None, conclusion=said),
        {"--opinion": opinion},
    )
    desk.do(action, lambda landed: conclusion_words(landed.made, said), recorded_json)


def _about_one(brought: "Evaluation", texts: "Mapping[str, str | None]") -> "EvaluateTasks":
    """The action that records *brought* for one task, entered by a person who sees its record."""
    from accession_cli.actions.evaluation import EvaluateTasks
    from accession_cli.secrecy.screening import Passage

    passages = tuple(Passage(where=at, text=said) for at, said in texts.items() if said)
    return EvaluateTasks(brought=(brought,), texts=passages, in_sight=True)


def _stripped(text: str | None) -> str | None:
    return text.strip() or None if text else None


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
    from accession_cli.actions.bureau import report_year
    from accession_cli.papers.year_figures import FORMATS
    from accession_cli.words.evaluation import reported_json

    desk.say_clock()
    made = report_year(
        desk.files,
        year,
        day=desk.day,
        formats=formats(form, FORMATS),
        out=desk.out(out),
        draft=draft,
        tell=say_making,
    )
    desk.show(made, _say, reported_json)


def _say(made: "Reported") -> None:
    figures = made.figures
    first = made.files[0].path
    said = _("In {folder}, each file called {stem} with the ending listed here:")
    terminal.show_sentence(said.format(folder=os.path.relpath(first.parent), stem=first.stem))
    terminal.show_table(
        (_("File"), _("Size"), "SHA-256"), [_figure_row(file) for file in made.files]
    )
    for remark in made.remarks:
        terminal.note(remark.message)
    said = _(
        "Files that could not be read, so that the draft leaves them out: {count} in all,"
        " the first is {first}."
    )
    say_unread(made.unread, said)
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


def _figure_row(file: "FiguresFile") -> tuple[str, str, str]:
    return file.path.suffix, size_words(file.bytes), file.sha256[:_SHORT]
