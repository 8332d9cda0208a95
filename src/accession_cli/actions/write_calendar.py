"""Write days to a calendar file, for the calendar of an office or a telephone."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from accession_cli.files.writing import replace_file
from accession_cli.papers.directory_text import WholeDay, calendar_of_days
from accession_cli.scheme.district import Scheme


def write_calendar(path: Path, entries: Iterable[WholeDay], scheme: Scheme, today: date) -> None:
    """Write *entries* to *path*, over what an earlier run wrote there."""
    title = f"{scheme.district}准入待办"
    replace_file(path, calendar_of_days(entries, title=title, code=scheme.code, stamp=today))
