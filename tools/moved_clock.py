"""Have the machine's clock say another day, for tools that make registries kept in earnest."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from unittest.mock import patch

from accession_cli import clock


@contextmanager
def on(day: str) -> Iterator[None]:
    """It is *day* inside; the time of day is the true one."""
    read = clock.read_clock

    def moved() -> datetime:
        return datetime.combine(date.fromisoformat(day), read().timetz())

    with patch.object(clock, "read_clock", moved):
        yield
