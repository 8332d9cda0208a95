"""Loaded by Python before a program that a test starts: the clock says ``SEALED_TODAY``.

The variable moves the clock of the machine, whatever the program does with it. The time of day is
the true one.
"""

import os
from contextlib import suppress
from datetime import date, datetime
from typing import Final

VARIABLE: Final = "SEALED_TODAY"


def seal() -> None:
    """Have the program's clock say the day that the variable names, whenever it is read."""
    from accession_cli import clock

    read = clock.read_clock

    def sealed() -> datetime:
        day, time = os.environ.get(VARIABLE), read()
        return datetime.combine(date.fromisoformat(day), time.timetz()) if day else time

    clock.read_clock = sealed


if __name__ == "sitecustomize":
    with suppress(ImportError):  # another program in Python
        seal()
