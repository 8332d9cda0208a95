"""The State Council's notices: those that travel with the package, and those of a registry."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from accession_cli import packaged as resources
from accession_cli.i18n import N_
from accession_cli.scheme.calendar import (
    DOCUMENT_NUMBER,
    SATURDAY,
    Calendar,
    HolidayNotice,
    NoticeFault,
)

_LISTS: Final = ("days_off", "workdays")


def calendar_from(overrides: Iterable[Mapping[str, Any]] = ()) -> Calendar:
    """The calendar of the packaged notices and of *overrides*, which win for their years.

    An override is the value of a sound ``registry/calendar/<year>.yaml``: year, document, date,
    url, days_off, workdays and amendments, days as text. Years that neither has are answered from
    the ``holidays`` library and stay provisional, past years included: what has no document
    number behind it is not a notice, however likely it is.
    """
    known = dict(packaged())
    for data in overrides:
        notice = notice_from(data)
        known[notice.year] = notice
    return Calendar(notices=dict(sorted(known.items())), expected=expected)


@cache
def packaged() -> Mapping[int, HolidayNotice]:
    """The notices that travel with the package, by year, amendments worked in."""
    rows = csv.DictReader(io.StringIO(resources.text("data", "holiday_notices.csv")))
    return MappingProxyType({int(row["year"]): _notice_of(row) for row in rows})


def notice_from(data: Mapping[str, Any]) -> HolidayNotice:
    """The notice that a calendar file states, its amendments applied in their order."""
    days_off, workdays = _days(data["days_off"]), _days(data["workdays"])
    for amendment in data["amendments"]:
        days_off = days_off - _days(amendment["days_off_removed"]) | _days(amendment["days_off"])
        workdays = workdays - _days(amendment["workdays_removed"]) | _days(amendment["workdays"])
    return HolidayNotice(
        year=data["year"],
        document=data["document"],
        date=date.fromisoformat(data["date"]),
        url=data["url"],
        days_off=days_off,
        workdays=workdays,
        amended_by=tuple(amendment["document"] for amendment in data["amendments"]),
    )


def amendment_faults(data: Mapping[str, Any]) -> Iterator[NoticeFault]:
    """The amendments of a calendar file that add what is there, or take away what is not.

    Reading passes over these, because the answer is the same, but they show a slip of the pen.
    """
    for name in _LISTS:
        standing = set(data[name])
        for amendment in data["amendments"]:
            added, removed = set(amendment[name]), set(amendment[f"{name}_removed"])
            facts = {"document": amendment["document"], "list": name}
            for day in sorted(removed - standing):
                says = N_("{document} takes {day} out of {list}, where it does not stand.")
                yield NoticeFault(says=says, facts={**facts, "day": day})
            for day in sorted(added & standing):
                says = N_("{document} adds {day} to {list}, where it stands already.")
                yield NoticeFault(says=says, facts={**facts, "day": day})
            standing = standing - removed | added


def expected(year: int) -> Mapping[date, bool]:
    """What the ``holidays`` library believes of *year*: weekdays off, weekend days worked.

    For years to come it knows no make-up workdays and does not say so; hence only for years
    without a notice, and always provisional.
    """
    from holidays import country_holidays  # 60 ms and more, and hardly ever needed

    library = country_holidays("CN", years=year)
    worked: set[date] = getattr(library, "weekend_workdays", set())
    off = {day: False for day in library if day.year == year and day.weekday() < SATURDAY}
    return off | {day: True for day in worked if day.year == year}


def _notice_of(row: Mapping[str, str]) -> HolidayNotice:
    note = row["note"] or None
    return HolidayNotice(
        year=int(row["year"]),
        document=row["document"],
        date=date.fromisoformat(row["date"]),
        url=None,
        days_off=_days(row["weekdays_off"].split()),
        workdays=_days(row["makeup_workdays"].split()),
        # A note that names another document names the amendment whose days are worked in.
        amended_by=tuple(found[0] for found in DOCUMENT_NUMBER.finditer(note or "")),
        note=note,
    )


def _days(texts: Iterable[str]) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, texts))
