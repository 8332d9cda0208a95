"""Write days to a calendar file, for the calendar of an office or a telephone."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from accession_cli.files.writing import replace_file
from accession_cli.render.ics import Day, days
from accession_cli.scheme.district import Scheme


def write_calendar(path: Path, entries: Iterable[Day], scheme: Scheme, today: date) -> None:
    """Write *entries* to *path*, over what an earlier run wrote there."""
    title = f"{scheme.district}准入待办"
    replace_file(path, days(entries, title=title, code=scheme.code, stamp=today))
