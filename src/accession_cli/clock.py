"""Read the clock; no other module does. The district's day is the day in Asia/Shanghai.

That zone has had one fixed offset since 1991, so no zone database is needed. For tests and
rehearsals ``ACCESSION_TODAY=2027-03-01`` sets the day, and with it the day of commits.
"""

import os
from datetime import date, datetime, timedelta, timezone
from typing import Final

from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_

SHANGHAI: Final = timezone(timedelta(hours=8), "+08:00")
VARIABLE: Final = "ACCESSION_TODAY"


#: ``ACCESSION_TODAY`` holds something that is not a day.
NOT_ADAY: Final = Refusal(
    N_("The environment variable {variable} should hold a day, but it holds {value}."),
    N_("Write it as in 2024-03-01, or remove the variable to use the clock."),
    Exit.USAGE,
)


def today() -> date:
    """The day in Asia/Shanghai, whatever zone the machine is set to."""
    return now().date()


def now() -> datetime:
    """The time in Asia/Shanghai, to the second.

    When ``ACCESSION_TODAY`` sets the day, only the time of day comes from the clock.
    """
    time = datetime.now(SHANGHAI).replace(microsecond=0)  # noqa: TID251 - here the clock is read
    moved = os.environ.get(VARIABLE)
    if not moved:
        return time
    try:
        day = date.fromisoformat(moved)
    except ValueError:
        raise NOT_ADAY(variable=VARIABLE, value=moved) from None
    return datetime.combine(day, time.timetz())
