"""``accession districts``: collect what many districts published, and look at it as one."""

from accession_cli import clock
from accession_cli.cli import terminal
from accession_cli.districts.centre import Centre
from accession_cli.errors import Exit
from accession_cli.i18n import _


def status(desk: Centre) -> Exit:
    """Show which districts are fresh, late or missing, and why.

    Exit 0 when the newest data of every district count, 6 when a history was rewritten, 1 when
    anything else is wrong. Nothing is fetched.

    $ accession districts status
    $ accession districts status --file 天津/districts.yaml --json
    """
    from accession_cli.districts import situations

    found = situations.standings(desk.districts, desk.lake, clock.now())
    if desk.as_json:
        terminal.show_json(situations.standings_json(desk.districts, found))
    else:
        headings = [_(heading) for heading in situations.HEADINGS]
        terminal.show_table(headings, situations.rows(found))
        terminal.note(situations.summary_sentence(found))
    return situations.exit_code(found)
