"""Have the machine's clock say another day, for tools that make registries kept in earnest."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Final
from unittest.mock import patch

from accession_cli import clock

HOUR: Final = time(14, 30)


@contextmanager
def on(day: str) -> Iterator[None]:
    """It is always ``HOUR`` of *day* inside, so that what is made twice is alike."""

    def moved() -> datetime:
        return datetime.combine(date.fromisoformat(day), HOUR, clock.SHANGHAI)

    with patch.object(clock, "read_clock", moved):
        yield
