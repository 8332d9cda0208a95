"""Show a body at a terminal what it decides on, before it is asked."""

import sys
from collections.abc import Sequence

from accession_cli import clock
from accession_cli.actions.task_lookup import find_application
from accession_cli.actions.validate import validate
from accession_cli.cli import terminal
from accession_cli.cli.session import Session
from accession_cli.i18n import _
from accession_cli.scheme.ids import RecordId
from accession_cli.words.application import case_lines
from accession_cli.words.findings import finding_lines
from accession_cli.words.layout import harmless


def show_cases(desk: Session, ids: Sequence[RecordId]) -> None:
    """Show each application with its days and its money, and what is found in it."""
    today, known = clock.today(), desk.registry
    cases = [find_application(known, one, today, desk.opened.unread) for one in ids]
    paths = {case.path for case in cases}
    found = validate(desk.folder, as_of=today).findings
    for case in cases:
        terminal.show(harmless("\n".join(case_lines(case, known, terminal.columns_of_output()))))
        terminal.show("")
    listed = [one for one in found if one.place.path in paths]
    if listed:
        terminal.note(_("Found in what is decided on:"))
        terminal.write_error("\n".join(finding_lines(listed, terminal.page(sys.stderr))))
