"""``accession list``, ``show`` and ``export``: look up records, or write all tasks."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from typer import Argument, Option

from accession_cli.cli import terminal
from accession_cli.cli.looking import Looking, LookingBack
from accession_cli.cli.options import AgencyNamed, with_ending
from accession_cli.cli.terminal import say_sample, say_unread
from accession_cli.i18n import N_, _
from accession_cli.words.fields import STATES, taken_over_words
from accession_cli.words.layout import harmless

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accession_cli.actions.bureau import Exported
    from accession_cli.actions.task_lookup import Listed, ListedTask
    from accession_cli.scheme.registry import Registry


StateName = Annotated[
    Literal["in_force", "expired", "retired", "all"],
    Option("--status", help=N_("How the tasks stand.")),
]


def list_(
    desk: LookingBack,
    *,
    find: Annotated[
        str, Option(metavar=N_("WORDS"), help=N_("Words of the title or a number."))
    ] = "",
    state: StateName = "in_force",
    agency: AgencyNamed = None,
    class_: Annotated[
        str | None, Option("--class", metavar=N_("CLASS"), help=N_("The class in the directory."))
    ] = None,
    channel: Annotated[
        Literal["community", "grid"] | None, Option(help=N_("The way down to the community."))
    ] = None,
    subdistrict: Annotated[
        str | None, Option(help=N_("Tasks that are done in this subdistrict."))
    ] = None,
    year: Annotated[int | None, Option(help=N_("The year of filing."))] = None,
    applications: Annotated[
        bool, Option("--applications", help=N_("List the open applications instead."))
    ] = False,
) -> None:
    """List tasks.

    $ accession list
    $ accession list --status all --find 救助
    """
    from accession_cli.actions.task_lookup import TaskFilter, TaskState, listed
    from accession_cli.scheme.task import Channel

    wanted = TaskFilter(
        state=None if state == "all" else TaskState(state),
        agency=agency,
        class_=class_,
        channel=Channel(channel) if channel else None,
        subdistrict=subdistrict,
        year=year,
        words=find,
    )
    known = desk.readable()
    if applications:
        _list_applications(desk, known)
        return
    rows = listed(known, wanted, desk.day)
    if desk.as_json:
        from accession_cli.words.task import row_json

        desk.show_json(tasks=[row_json(row) for row in rows])
        return
    if rows:
        headings = (_("Number"), _("Status"), _("Agency"), _("Title"))
        cells = [(str(r.task.id), _state(r), r.agency, r.task.title) for r in rows]
        terminal.show_table(headings, cells)
        _say_taken_over(rows)
    terminal.note(_("Tasks: {count}, as of {day}.").format(count=len(rows), day=desk.day))
    desk.say_data()
    say_sample(known.scheme.sample)


def _state(row: "ListedTask") -> str:
    said = _(STATES[row.state])
    return said if row.task.inherited is None else _("{state}, taken over").format(state=said)


def _say_taken_over(rows: "Sequence[ListedTask]") -> None:
    """Say of which earlier directories the listed tasks are, and that no scheme admitted them."""
    said: dict[str, list[str]] = {}
    for row in rows:
        if row.task.inherited is not None:
            said.setdefault(taken_over_words(row.task), []).append(str(row.task.id))
    for sentence, numbers in said.items():
        whole = _("{sentence}: {numbers}.")
        terminal.note(whole.format(sentence=sentence, numbers=", ".join(numbers)))


def _list_applications(desk: LookingBack, known: "Registry") -> None:
    from accession_cli.actions.task_lookup import listed_applications
    from accession_cli.scheme.application import moment_of
    from accession_cli.scheme.registry import WORDS

    found = listed_applications(known, desk.day, only_open=True)
    if desk.as_json:
        from accession_cli.words.task import case_json

        desk.show_json(applications=[case_json(one) for one in found])
        return
    if found:
        headings = (
            *(_("Number"), _("Status"), _("Received")),
            *(_("Decide by"), _("Agency"), _("Title")),
        )
        cells = [
            (
                str(one.application.id),
                _(WORDS[one.application.status]),
                moment_of(one.application.newest),
                str(one.due.day) if one.waiting else "–",
                one.agency,
                one.application.title,
            )
            for one in found
        ]
        terminal.show_table(headings, cells)
    terminal.note(_("Open applications: {count}.").format(count=len(found)))
    desk.say_data()
    say_sample(known.scheme.sample)


def show(
    desk: LookingBack,
    numbers: Annotated[
        list[str],
        Argument(help=N_("Numbers of tasks or applications, also short: 6, 2024-6.")),
    ],
) -> None:
    """Show tasks or applications, field by field.

    The id in capitals or not, the filing number or its end (6, 2024-6), or the whole title. What
    fits several records is not guessed.

    $ accession show DL-2024-0001
    $ accession show 2024-6 2024-7
    $ accession show DL-2024-0001 --known-on 2025-12-31
    """
    from accession_cli.actions.task_lookup import record_called

    known = desk.readable()
    found = [record_called(known, number, desk.day, desk.unread) for number in numbers]
    if desk.as_json:
        _show_json(desk, found)
        return
    for place, one in enumerate(found):
        lines = _lines(one, known)
        terminal.show(harmless("\n".join(("", *lines) if place else lines)))
    desk.say_data()
    say_sample(known.scheme.sample)


def _show_json(desk: LookingBack, found: "Sequence[Listed]") -> None:
    from accession_cli.words.task import record_json

    told = [record_json(one) for one in found]
    facts = told[0] if len(told) == 1 else {"records": told}
    terminal.show_json({"version": 1, **facts, "data": desk.data_json()})


def _lines(found: "Listed", known: "Registry") -> list[str]:
    from accession_cli.actions.task_lookup import ListedTask

    columns = terminal.columns_of_output()
    if isinstance(found, ListedTask):
        from accession_cli.words.task import task_lines

        return task_lines(found, known, columns)
    from accession_cli.words.application import application_lines

    return application_lines(found, known, columns)


#: The formats of ``actions.bureau.export_register``.
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
    from accession_cli.actions.bureau import export_register
    from accession_cli.actions.task_lookup import TaskState
    from accession_cli.words.task import exported_json

    desk.say_clock()
    made = export_register(
        desk.files,
        form=format_of(out, form),
        out=desk.out(out),
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
    said = _(
        "Files that could not be read, so that the register leaves them out: {count} in"
        " all, the first is {first}."
    )
    say_unread(made.unread, said)
    terminal.note(_("Tasks: {count}, as of {day}.").format(count=made.count, day=made.as_of))
    terminal.note(
        _("The register is for work inside the bureau. What is changed in it changes no record.")
    )
    say_sample(made.sample)
    terminal.next_step(_("Open {path}.").format(path=path))
