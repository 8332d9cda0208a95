"""``accession todo``: list what is due, overdue, expiring or unanswered."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from typer import Option

from accession_cli.cli import terminal
from accession_cli.cli.looking import LookingNow
from accession_cli.cli.options import AgencyNamed
from accession_cli.cli.terminal import say_sample
from accession_cli.errors import Exit
from accession_cli.i18n import N_, _
from accession_cli.words.layout import wrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accession_cli.actions.todo import TodoFilter, TodoItem
    from accession_cli.scheme.registry import Lack, Registry


_SHOWN: Final = 30


def todo(
    desk: LookingNow,
    *,
    agency: AgencyNamed = None,
    body: Annotated[
        str | None, Option("--by", metavar=N_("BODY"), help=N_("What this body has to decide."))
    ] = None,
    ahead: Annotated[
        int, Option(metavar=N_("DAYS"), min=0, help=N_("Days in which a task is about to end."))
    ] = 30,
    ics: Annotated[Path | None, Option(help=N_("Write the days to a calendar file."))] = None,
    exit_code: Annotated[
        bool, Option("--exit-code", help=N_("End with 1 when something is overdue."))
    ] = False,
) -> Exit:
    """List the open items.

    Applications to decide on, tasks to file, hand down, retire or tell of, changed laws,
    evaluations, complaints and missing holiday notices, with the working days left. For scheduled
    jobs --exit-code ends with 1 when something is overdue.

    $ accession todo
    $ accession todo --by 区网格化管理中心
    $ accession todo --agency minzheng --ics 待办.ics
    $ accession todo --exit-code --json
    """
    from accession_cli.actions.todo import still_lacking, todo_items
    from accession_cli.words.task import todo_json

    known = desk.readable()
    today = desk.day
    matters = todo_items(known, today, _wanted(known, agency, body, ahead))
    if ics is not None:
        _write_calendar(ics, matters, known, today)
    lacking = () if desk.bare else still_lacking(desk.folder, known)
    if desk.as_json:
        told = [{"what": one.what, "says": one.message, "hint": one.remedy} for one in lacking]
        desk.show_json(matters=[todo_json(one, known) for one in matters], lacking=told)
    else:
        _say_lacking(lacking)
        _say(matters, known, desk)
    late = exit_code and any(one.overdue for one in matters)
    return Exit.FOUND if late else Exit.DONE


def _wanted(known: "Registry", agency: str | None, body: str | None, ahead: int) -> "TodoFilter":
    from accession_cli.actions.todo import TodoFilter

    if agency is None and body is None:
        return TodoFilter(agency=None, body=None, ahead=ahead)
    from accession_cli.entry.names import NameFinder, chosen

    finder, key = NameFinder(known), None
    if agency is not None:
        name = chosen("--agency", finder.agency_as_given, agency)
        key = next((k for k, one in known.agencies.items() if name == one.name), name)
    return TodoFilter(
        agency=key,
        body=chosen("--by", finder.body, body) if body is not None else None,
        ahead=ahead,
    )


def _say(matters: "Sequence[TodoItem]", known: "Registry", desk: LookingNow) -> None:
    from accession_cli.words.task import command_words, left_words, what_words

    if matters:
        headings = (_("By"), _("Days left"), _("Number"), _("To do"), _("Title"))
        rows = [
            (str(one.due or "–"), left_words(one), one.subject, what_words(one), one.title or "–")
            for one in matters
        ]
        terminal.show_table(headings, rows)
    late = sum(1 for one in matters if one.overdue)
    said = _("To do: {count}, as of {day}; overdue: {late}.")
    terminal.note(said.format(count=len(matters), day=desk.day, late=late))
    desk.say_data()
    if any(one.provisional for one in matters):
        terminal.note(_("Days marked * are provisional: a holiday notice is not known yet."))
    if matters:
        step = _("Begin with {id}: {command}")
        terminal.next_step(step.format(id=matters[0].subject, command=command_words(matters[0])))
    say_sample(known.scheme.sample)


def _say_lacking(lacking: "Sequence[Lack]") -> None:
    """List what is missing before the first task can be handed down."""
    if lacking:
        terminal.show(_("Before the first task can be handed down:"))
        width = terminal.columns_of_output()
        for number, one in enumerate(lacking, 1):
            for line in wrap(one.message, width, first=f"{number}. ", rest="   "):
                terminal.show(line)
            for line in wrap(one.remedy, width, first="   → ", rest="     "):
                terminal.show(line)
        terminal.show("")


def _write_calendar(
    path: Path, matters: "Sequence[TodoItem]", known: "Registry", today: date
) -> None:
    from accession_cli.actions.calendar import write_calendar
    from accession_cli.papers.directory_text import WholeDay
    from accession_cli.words.task import command_words, names_of, what_words

    entries = [
        WholeDay(
            name=f"{one.kind.value}-{one.subject}",
            day=one.due,
            summary=f"{what_words(one)}：{one.title or one.subject}",
            description="；".join([one.subject, *names_of(one.who, known), command_words(one)]),
        )
        for one in matters
        if one.due is not None
    ]
    write_calendar(path, entries, known.scheme, today)
    terminal.note(_("Wrote {path}: days {count}.").format(path=path, count=len(entries)))
