"""Whether a task stands in the register on a day."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The days that make a task stand in the register.

    ``end`` is the last day of its period, ``retired`` the first day on which a retired task is no
    longer done; both are None while there is none.
    """

    filed: date
    start: date
    end: date | None
    retired: date | None

    def in_force(self, day: date) -> bool:
        """Whether the task stands in the register on *day*: filed, not ended, not expired."""
        return self.filed <= day and not self.ended(day)

    def in_force_in(self, year: int) -> bool:
        """Whether the task stood in the register on any day of *year*."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        return self.filed <= last and not self.ended(max(first, self.filed))

    def ended(self, day: date) -> bool:
        """Whether the task is over on *day*, by retirement or by the end of its period."""
        return self.retired_by(day) or self.expired_by(day)

    def retired_by(self, day: date) -> bool:
        """Whether a retirement has taken effect on *day* or before."""
        return self.retired is not None and self.retired <= day

    def expired_by(self, day: date) -> bool:
        """Whether the period ended before *day*."""
        return self.end is not None and self.end < day

    def meets(self, other: "Standing") -> bool:
        """Whether there is a day on which both are done."""
        return self.start <= other.last_day and other.start <= self.last_day

    @property
    def last_day(self) -> date:
        """The last day on which the task is done; ``date.max`` while no end is set."""
        last = self.end or date.max
        return last if self.retired is None else min(last, self.retired - timedelta(days=1))
