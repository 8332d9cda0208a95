"""Working days for whoever asks: which calendar holds here, and a year as people look at it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from accession_cli.registry import calendar as notice_files
from accession_cli.registry import calendar as notices
from accession_cli.registry.names import RegistryNotFound, find_registry
from accession_cli.scheme.calendar import Calendar, HolidayNotice


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month: how many working days, which weekdays are off, which weekend days are worked."""

    month: int
    working: int
    off: tuple[date, ...]
    worked: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A year as it is shown. ``notice`` is None while the year is not confirmed."""

    year: int
    notice: HolidayNotice | None
    december_open: bool
    working_days: tuple[date, ...]
    months: tuple[Month, ...]


def calendar_for(start: Path, given: Path | None) -> Calendar:
    """The calendar of the registry *given* or around *start*; outside any, the packaged notices.

    ``RegistryNotFound`` when *given* is no registry, ``NoticeUnreadable`` for a calendar file that
    cannot be used.
    """
    try:
        folder = find_registry(start, given)
    except RegistryNotFound:
        if given is not None:
            raise
        return notices.calendar_from()
    return notices.calendar_from(notice_files.notices_of_registry(folder))


def year_of(calendar: Calendar, year: int) -> Year:
    """The *year* by months."""
    working = calendar.working_days(year)
    exceptions = calendar.exceptions(year)
    return Year(
        year=year,
        notice=calendar.notices.get(year),
        december_open=not calendar.confirmed(year + 1),
        working_days=working,
        months=tuple(
            Month(
                month=month,
                working=sum(day.month == month for day in working),
                off=tuple(d for d, works in exceptions.items() if d.month == month and not works),
                worked=tuple(d for d, works in exceptions.items() if d.month == month and works),
            )
            for month in range(1, 13)
        ),
    )


def runs(days: Iterable[date]) -> tuple[tuple[date, date], ...]:
    """Sorted *days* as runs of days that follow one another: the first and last of each."""
    numbered = enumerate(days)
    together = groupby(numbered, key=lambda pair: pair[1].toordinal() - pair[0])
    found = [[day for _, day in run] for _, run in together]
    return tuple((run[0], run[-1]) for run in found)
