"""Read the clock; no other module does. The district's day is the day in Asia/Shanghai.

That zone has had one fixed offset since 1991, so no zone database is needed. For rehearsals in a
sample ``ACCESSION_TODAY=2027-03-01`` sets the day, and with it the day of commits. In a registry
that is kept in earnest no day is made up: ``rehearse`` says which of the two it is.
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


_IN_SAMPLE = [False]


def is_moved() -> bool:
    """Whether ``ACCESSION_TODAY`` is set, for a sample or not."""
    return bool(os.environ.get(VARIABLE))


def rehearse(*, sample: bool) -> None:
    """Obey ``ACCESSION_TODAY`` from now on, because the registry is a *sample*; or do not."""
    _IN_SAMPLE[:] = [sample]


def read_clock() -> datetime:
    """The time of the machine's clock in Asia/Shanghai, to the second; nothing moves it."""
    return datetime.now(SHANGHAI).replace(microsecond=0)  # noqa: TID251 - here the clock is read


def today() -> date:
    """The day in Asia/Shanghai, whatever zone the machine is set to."""
    return now().date()


def now() -> datetime:
    """The time in Asia/Shanghai, to the second.

    When ``ACCESSION_TODAY`` sets the day of a sample, only the time of day comes from the clock.
    """
    time = read_clock()
    moved = os.environ.get(VARIABLE)
    if not moved or not _IN_SAMPLE[0]:
        return time
    try:
        day = date.fromisoformat(moved)
    except ValueError:
        raise NOT_ADAY(variable=VARIABLE, value=moved) from None
    return datetime.combine(day, time.timetz())
