"""Loaded by Python before a program that a test starts: the clock says ``SEALED_TODAY``.

The variable sets the clock of the machine, whatever the program does with it. The hour is always
the same one of the working day, because records of papers that come in hold it.
"""

import os
from contextlib import suppress
from datetime import date, datetime, time
from typing import Final

VARIABLE: Final = "SEALED_TODAY"
HOUR: Final = time(14, 30)


def seal() -> None:
    """Have the program's clock stand at ``HOUR`` of the day that the variable names."""
    from accession_cli import clock

    read = clock.read_clock

    def sealed() -> datetime:
        day = os.environ.get(VARIABLE)
        if not day:
            return read()
        return datetime.combine(date.fromisoformat(day), HOUR, clock.SHANGHAI)

    clock.read_clock = sealed


if __name__ == "sitecustomize":
    with suppress(ImportError):  # another program in Python
        seal()
