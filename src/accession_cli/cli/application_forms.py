"""``accession form``: approval forms, and the list of applications that it made and takes back."""

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

from typer import Argument, BadParameter, Option

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.cli.application_receiving import UNJUDGED, checked, show_tried
from accession_cli.cli.application_reception import Reception, contact_in
from accession_cli.cli.looking import Looking
from accession_cli.cli.options import AnyId, with_ending
from accession_cli.cli.session import Session, Writing
from accession_cli.cli.terminal import say_sample
from accession_cli.errors import Exit, Refused
from accession_cli.i18n import N_, _
from accession_cli.words.application import (
    list_json,
    received_list_json,
    received_records,
    received_words,
)
from accession_cli.words.landed import many_summary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accession_cli.actions.application_form import FormMade, ListRead
    from accession_cli.papers.application_list import ListedReading


FormOut = Annotated[
    Path | None,
    Option(
        "--out", help=N_("The file to write; without it, one in build/forms of the repository.")
    ),
]


def blank(
    desk: Session,
    *,
    agency: Annotated[
        str | None, Option(metavar=N_("AGENCY"), help=N_("Fill in this applicant, by key or name."))
    ] = None,
    as_list: Annotated[
        bool,
        Option("--list", help=N_("Make an Excel list instead, with a row for each application.")),
    ] = False,
    out: FormOut = None,
) -> None:
    """Make an empty form, or an empty list.

    Its drop-downs offer the agencies, classes and kinds of this registry. A template of the
    registry's own, templates/approval_form.docx, takes the place of ours.

    $ accession form blank
    $ accession form blank --agency minzheng
    $ accession form blank --list
    """
    from accession_cli.actions.application_form import blank_applications, blank_form
    from accession_cli.words.application import made_json

    if as_list and agency is not None:
        raise BadParameter(_("--agency is for a form; in a list every row has its own."))
    day = clock.today()
    if as_list:
        made = blank_applications(desk.files, day=day, out=_place(desk, out, ".xlsx"))
    else:
        made = blank_form(desk.files, agency=agency, day=day, out=_place(desk, out, ".docx"))
    desk.show(made, _say_made, made_json)


def fill(
    desk: Looking,
    number: AnyId,
    out: FormOut = None,
) -> None:
    """Make the form of a task or an application.

    $ accession form fill DL-2024-0001
    """
    from accession_cli.actions.application_form import form_of
    from accession_cli.words.application import made_json

    desk.say_clock()
    made = form_of(desk.files, number=number, day=desk.day, out=_place(desk, out, ".docx"))
    desk.show(made, _say_made, made_json)


def _place(desk: Session, out: Path | None, ending: str) -> Path | None:
    """The file that was named to be written; None leaves it to the command."""
    given = desk.out(out)
    return given and with_ending(given, ending)


def read(
    desk: Session,
    form: Annotated[Path, Argument(help=N_("The filled-in form, a .docx file."))],
) -> Exit:
    """Read a form and show what could not be read."""
    trying = Writing(desk.given, check=True, as_json=desk.as_json)
    return checked(Reception(trying, received=None, via="oa"), [form])


def _say_made(made: "FormMade") -> None:
    path = os.path.relpath(made.path)
    terminal.show(path)
    say_sample(made.sample)
    terminal.next_step(_("Open {path}.").format(path=path))


_ROWS: Final = 6  # rows that are named for one meaning


def own_list(desk: Reception, source: Path, out: Path | None) -> "ListRead | None":
    """The list that accession form blank --list made, read; None for any other ledger."""
    from accession_cli.actions.application_form import check_list
    from accession_cli.entry.form_words import layout
    from accession_cli.papers.application_list import (
        LIST_LACKS_COLUMNS,
        LIST_TOO_LONG,
        NO_LIST_IN_IT,
    )

    if source.suffix.lower() in (".csv", ".txt"):
        return None
    try:
        return check_list(desk.folder, source, out=out, near=desk.received)
    except Refused as error:
        ours = error.facts.get("sheet") == layout().listed["sheet"]
        if error.refusal in (NO_LIST_IN_IT, LIST_TOO_LONG):
            return None
        if error.refusal == LIST_LACKS_COLUMNS and not ours:
            return None
        raise


def receive_list(desk: Reception, source: Path, made: "ListRead", form: Path | None) -> Exit:
    from accession_cli.actions.application_receiving import ReceiveApplications

    if made.doubts or not made.found:
        desk.show(made, _say_list, lambda one: {**list_json(one), **UNJUDGED})
        return Exit.FOUND if made.doubts else Exit.DONE
    papers = desk.papers(form or source)  # without --form, the list itself is the form
    given = (
        (
            desk.read_from(row.reading.facts, f"{source.name}:{row.row}"),
            replace(papers, contact=contact_in(row.reading)),
        )
        for row in made.found
    )
    action = ReceiveApplications(given=tuple(given))
    if not desk.check:
        from accession_cli.entry.values import understood_sentence

        meanings = dict.fromkeys(one for row in made.found for one in row.reading.understood)
        if said := understood_sentence(tuple(meanings)):
            terminal.note(said)
        desk.do(action, received_words, received_list_json, many_summary(received_records))
        return Exit.DONE
    if not desk.as_json:
        _say_list(made)
    return show_tried(desk, action, list_json(made))


def _say_list(made: "ListRead") -> None:
    say_understood(made.found)
    say_doubts(len(made.found), [one for row in made.found for one in row.unread])
    if made.copy is not None:
        say_copy(made.copy)


def say_doubts(count: int, doubts: "Sequence[Any]") -> None:
    terminal.note(
        _("Rows: {count}. Cells that were not read: {doubts}.").format(
            count=count, doubts=len(doubts)
        )
    )
    rows = [(one.place, one.label, one.why) for one in doubts]
    if rows:
        terminal.show_table((_("Cell"), _("Field"), _("Problem")), rows)


def say_understood(rows: "Sequence[ListedReading]") -> None:
    """Say what was understood otherwise than it is written, each once, with the rows."""
    from accession_cli.entry.values import one_line

    found: dict[tuple[str, str, str], list[str]] = {}
    for row in rows:
        for one in row.reading.understood:
            key = (one.label, one_line(one.written), one_line(one.meant))
            found.setdefault(key, []).append(str(row.row))
    if found:
        heads = (_("Field"), _("Written"), _("Understood as"), _("Rows"))
        cells = [
            (*key, ", ".join(numbers[:_ROWS]) + ("…" if numbers[_ROWS:] else ""))
            for key, numbers in found.items()
        ]
        terminal.show_table(heads, cells)


def say_copy(copy: Path) -> None:
    path = os.path.relpath(copy)
    said = _("Mend the coloured cells of {path}, and check that list.")
    terminal.next_step(said.format(path=path))
