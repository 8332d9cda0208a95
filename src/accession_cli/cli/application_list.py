"""Receive the list of applications that ``accession form blank --list`` made."""

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from accession_cli.cli import terminal
from accession_cli.cli.application_receiving import UNJUDGED, show_tried
from accession_cli.cli.application_reception import Reception, contact_in
from accession_cli.errors import Exit, Refused
from accession_cli.i18n import _
from accession_cli.words.application import list_json
from accession_cli.words.application_receipt import (
    received_list_json,
    received_records,
    received_words,
)
from accession_cli.words.preview import many_summary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accession_cli.actions.application_form import ListRead
    from accession_cli.papers.application_list import ListedReading

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
