"""``accession list`` and ``show``: look up tasks and applications."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

from typer import Option

from accession_cli.cli import terminal
from accession_cli.cli.looking import LookingBack
from accession_cli.cli.session import AgencyNamed, AnyId, say_sample
from accession_cli.i18n import N_, _
from accession_cli.words.fields import STATES
from accession_cli.words.layout import harmless

if TYPE_CHECKING:
    from accession_cli.actions.task_lookup import ListedApplication, ListedTask
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
        desk.show_json(tasks=[row_json(row) for row in rows])
        return
    if rows:
        headings = (_("Number"), _("Status"), _("Agency"), _("Title"))
        cells = [(str(r.task.id), _(STATES[r.state]), r.agency, r.task.title) for r in rows]
        terminal.show_table(headings, cells)
    terminal.note(_("Tasks: {count}, as of {day}.").format(count=len(rows), day=desk.day))
    desk.say_data()
    say_sample(known.scheme.sample)


def _list_applications(desk: LookingBack, known: "Registry") -> None:
    from accession_cli.actions.task_lookup import listed_applications
    from accession_cli.scheme.ids import WORDS

    found = listed_applications(known, desk.day, only_open=True)
    if desk.as_json:
        desk.show_json(applications=[_case_json(one) for one in found])
        return
    if found:
        headings = (_("Number"), _("Status"), _("Decide by"), _("Agency"), _("Title"))
        cells = [
            (
                str(one.application.id),
                _(WORDS[one.application.status]),
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
    number: AnyId,
) -> None:
    """Show one task.

    $ accession show DL-2024-0001
    $ accession show DL-2024-0001 --known-on 2025-12-31
    """
    from accession_cli.actions.task_lookup import find, record_of
    from accession_cli.words.task import task_lines

    known = desk.readable()
    if _is_application(number):
        _show_application(desk, number, known)
        return
    row = find(known, number, desk.day, desk.unread)
    if desk.as_json:
        terminal.show_json(
            {"version": 1, **row_json(row), "record": record_of(row), "data": desk.data_json()}
        )
        return
    terminal.show(harmless("\n".join(task_lines(row, known, terminal.columns_of_output()))))
    desk.say_data()
    say_sample(known.scheme.sample)


def _is_application(number: str) -> bool:
    from accession_cli.scheme.ids import APPLICATION, RecordId

    try:
        return RecordId.parse(number.strip().upper()).letter == APPLICATION
    except ValueError:
        return False


def _show_application(desk: LookingBack, number: str, known: "Registry") -> None:
    from accession_cli.actions.task_lookup import find_application, record_of_application
    from accession_cli.scheme.ids import RecordId
    from accession_cli.words.application import application_lines

    record = RecordId.parse(number.strip().upper())
    case = find_application(known, record, desk.day, desk.unread)
    if desk.as_json:
        terminal.show_json(
            {
                "version": 1,
                **_case_json(case),
                "record": record_of_application(case),
                "data": desk.data_json(),
            }
        )
        return
    terminal.show(harmless("\n".join(application_lines(case, known, terminal.columns_of_output()))))
    desk.say_data()
    say_sample(known.scheme.sample)


def _case_json(case: "ListedApplication") -> dict[str, Any]:
    application = case.application
    return {
        "id": str(application.id),
        "title": application.title,
        "agency": application.agency,
        "agency_name": case.agency,
        "status": application.status.value,
        "due": case.due.day.isoformat(),
        "provisional": case.due.provisional,
        "waiting": list(case.waiting),
        "waiting_names": list(case.waiting_names),
        "filed": str(application.filed) if application.filed else None,
        "path": case.path,
    }


def row_json(row: "ListedTask") -> dict[str, Any]:
    """A task as every list for programs has it."""
    task = row.task
    return {
        "id": str(task.id),
        "filing_number": task.filing.number,
        "title": task.title,
        "agency": task.agency,
        "agency_name": row.agency,
        "status": row.state.value,
        "path": row.path,
    }
