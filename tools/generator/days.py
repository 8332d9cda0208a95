"""The days on which the made-up office is open."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from accession_cli.scheme.calendar import Calendar

#: The day on which a made-up registry stands; nothing in it was done later.
TODAY: Final = date(2026, 10, 12)
#: The first notice that the program ships is for this year.
FIRST_YEAR: Final = 2020
#: What is filed first was received some days before, in a year whose holidays are known.
_OPENING: Final = 20


@dataclass(frozen=True, slots=True)
class OfficeDays:
    """The working days from ``FIRST_YEAR`` on, in order."""

    days: tuple[date, ...]

    @classmethod
    def of(cls, calendar: Calendar) -> Self:
        years = range(FIRST_YEAR, TODAY.year + 1)
        return cls(tuple(day for year in years for day in calendar.working_days(year)))

    @property
    def filing(self) -> tuple[date, ...]:
        """The days on which a task may have been filed."""
        return self.days[_OPENING : bisect_right(self.days, TODAY)]

    def after(self, day: date, count: int) -> date:
        """The *count*-th working day after *day*, or the last one that is known."""
        return self.days[min(bisect_right(self.days, day) + count - 1, len(self.days) - 1)]

    def before(self, day: date, count: int) -> date:
        """The *count*-th working day before *day*, or the first one."""
        return self.days[max(bisect_left(self.days, day) - count, 0)]
