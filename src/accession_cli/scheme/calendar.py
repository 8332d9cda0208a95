"""Count working days: weekends, the State Council's yearly notices, make-up workdays (调休上班).

A year without a notice is provisional, and so is every day that is counted through such a year.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import Final, TypeAlias

from accession_cli.i18n import N_, _

DOCUMENT_NUMBER: Final = re.compile(r"国办发明电〔([0-9]{4})〕[1-9][0-9]{0,3}号")

SATURDAY: Final = 5  # as date.weekday() has it

Days: TypeAlias = frozenset[date]

_DECEMBER: Final = 12
# New Year's holiday has been made up for, or has begun, as early as 29 December (2001, 2007,
# 2018); the last seven days of December always include the weekend before it.
_FIRST_OPEN_DAY: Final = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayNotice:
    """A yearly notice of the State Council: weekdays off, and weekend days that are worked.

    A notice may move days of the December before its year. ``days_off`` and ``workdays`` include
    every amendment; ``amended_by`` has the amendments' document numbers. ``shipped``: this program
    knows it, and nobody entered it.
    """

    year: int
    document: str
    date: date
    days_off: Days
    workdays: Days
    amended_by: tuple[str, ...] = ()
    note: str | None = None
    shipped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFault:
    """A fault in a notice: a sentence in English and the facts that fill its fields."""

    says: str
    facts: Mapping[str, object]

    @property
    def message(self) -> str:
        """The sentence in the reader's language."""
        return _(self.says).format(**self.facts)


@dataclass(frozen=True, slots=True)
class Due:
    """A day found by counting; ``provisional`` when a later notice may still move it."""

    day: date
    provisional: bool


def nothing_expected(_year: int) -> Mapping[date, bool]:
    """Expect no holidays: only weekends are off."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The working days of all years.

    ``notices`` confirm their years. For every other year that is counted in, ``expected`` is
    called once and returns the days believed to differ from the plain week: True for a weekend
    day that is worked, False for a weekday that is off.

    A day counted through such a year is *provisional*. So is a day in 25 to 31 December of a
    confirmed year while the next year's notice is not known, because that notice may still move
    those days (2018-12-31 off, 2018-12-29 worked, by the notice for 2019). Notices come in October
    or November, so in practice days are provisional for this reason for a few weeks only.
    """

    notices: Mapping[int, HolidayNotice]
    expected: Callable[[int], Mapping[date, bool]] = nothing_expected
    # Two caches: the ordinals of each year's working days, sorted, and the results of ``add``.
    # A district's ten thousand records ask thirty thousand times about few days.
    _ordinals: dict[int, tuple[int, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _added: dict[tuple[date, int], Due] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def confirmed(self, year: int) -> bool:
        """Whether the notice for *year* is known."""
        return year in self.notices

    def missing(self, after: date, until: date) -> tuple[int, ...]:
        """The years whose missing notice may still move a day after *after*, up to *until*.

        *until* itself is included.
        """
        if until <= after:
            return ()
        first, last = (after + timedelta(days=1)).year, until.year
        if until.month == _DECEMBER and until.day >= _FIRST_OPEN_DAY:
            last += 1
        return tuple(year for year in range(first, last + 1) if year not in self.notices)

    def provisional(self, after: date, until: date) -> bool:
        """Whether any day after *after*, up to and including *until*, may still be moved."""
        return bool(self.missing(after, until))

    def exceptions(self, year: int) -> Mapping[date, bool]:
        """The days of *year* that differ from the plain week: True is worked, False is off."""
        known = {} if year in self.notices else dict(self.expected(year))
        for notice in (self.notices.get(year), self.notices.get(year + 1)):
            if notice is not None:
                known.update({day: False for day in notice.days_off if day.year == year})
                known.update({day: True for day in notice.workdays if day.year == year})
        return dict(sorted(known.items()))

    def is_working(self, day: date) -> bool:
        """Whether *day* is worked, as far as is known."""
        days, ordinal = self._of(day.year), day.toordinal()
        place = bisect_right(days, ordinal)
        return place > 0 and days[place - 1] == ordinal

    def working_days(self, year: int) -> tuple[date, ...]:
        """All working days of *year*, as far as is known."""
        return tuple(map(date.fromordinal, self._of(year)))

    def add(self, day: date, count: int) -> Due:
        """The *count*-th working day after *day*; *day* itself is not counted (民法典 201).

        With *count* 0 it is *day* itself. ``ValueError`` for a negative count. Beyond the last day
        that a ``date`` can hold, it is that last day, provisional.
        """
        due = self._added.get((day, count))
        if due is None:
            due = self._added[day, count] = self._add(day, count)
        return due

    def latest_before(self, start: date, count: int) -> Due:
        """The latest day from which *count* working days end on *start* or before.

        Who applied on it applied in time for a task that begins on *start* (scheme 3.1): it is the
        greatest D with ``add(D, count) <= start``, so *start* counts as the last of the days. Like
        the day of receipt, D need not be a working day. ``ValueError`` for a negative count.
        """
        if count <= 0:
            return _itself(start, count)
        left, until = count, start.toordinal()
        for year in range(start.year, MINYEAR - 1, -1):
            days = self._of(year)
            passed = bisect_right(days, until)
            if left <= passed:
                latest = date.fromordinal(max(days[passed - left] - 1, 1))
                return Due(latest, self.provisional(latest, start))
            left -= passed
        return Due(date.min, provisional=True)

    def last_to_apply(self, start: date, count: int) -> Due:
        """The last working day up to ``latest_before``: on a day off no office takes a form.

        This is the day to show to people. ``ValueError`` for a negative count.
        """
        counted = self.latest_before(start, count)
        for year in range(counted.day.year, MINYEAR - 1, -1):
            days = self._of(year)
            passed = bisect_right(days, counted.day.toordinal())
            if passed:
                last = date.fromordinal(days[passed - 1])
                moved = self.provisional(last - timedelta(days=1), counted.day)
                return Due(last, counted.provisional or moved)
        return counted

    def between(self, earlier: date, later: date) -> int:
        """The number of working days after *earlier*, up to and including *later*.

        Negative when *later* is in fact before *earlier*. ``provisional`` tells whether it is sure.
        """
        if later < earlier:
            return -self.between(later, earlier)
        first, last = earlier.toordinal(), later.toordinal()
        years = (self._of(year) for year in range(earlier.year, later.year + 1))
        return sum(bisect_right(days, last) - bisect_right(days, first) for days in years)

    def _add(self, day: date, count: int) -> Due:
        if count <= 0:
            return _itself(day, count)
        left, after = count, day.toordinal()
        for year in range(day.year, MAXYEAR + 1):
            days = self._of(year)
            passed = bisect_right(days, after)
            if passed + left <= len(days):
                reached = date.fromordinal(days[passed + left - 1])
                return Due(reached, self.provisional(day, reached))
            left -= len(days) - passed
        return Due(date.max, provisional=True)

    def _of(self, year: int) -> tuple[int, ...]:
        days = self._ordinals.get(year)
        if days is None:
            days = self._ordinals[year] = tuple(self._counted(year))
        return days

    def _counted(self, year: int) -> Iterator[int]:
        known = {day.toordinal(): works for day, works in self.exceptions(year).items()}
        first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        for ordinal in range(first, last + 1):
            plain = (ordinal - 1) % 7 < SATURDAY  # ordinal 1 is a Monday
            if known.get(ordinal, plain):
                yield ordinal


def _itself(day: date, count: int) -> Due:
    if count < 0:
        raise ValueError(count)
    return Due(day, provisional=False)


def faults(notice: HolidayNotice) -> tuple[NoticeFault, ...]:
    """All faults of *notice*, in the order of its parts."""
    return (*_document_faults(notice), *_day_faults(notice))


def _document_faults(notice: HolidayNotice) -> Iterator[NoticeFault]:
    if notice.date.year not in (notice.year - 1, notice.year):
        says = N_(
            "The notice for {year} is dated {date}, which is not in that year or the one before."
        )
        yield NoticeFault(says=says, facts={"year": notice.year, "date": notice.date})
    for document in (notice.document, *notice.amended_by):
        if DOCUMENT_NUMBER.fullmatch(document) is None:
            says = N_("{document} is not a document number of the form 国办发明电〔2025〕7号.")
            yield NoticeFault(says=says, facts={"document": document})
    found = DOCUMENT_NUMBER.fullmatch(notice.document)
    if found is not None and int(found[1]) != notice.date.year:
        says = N_("{document} is dated {date}, which is not in the year of its number.")
        yield NoticeFault(says=says, facts={"document": notice.document, "date": notice.date})


def _day_faults(notice: HolidayNotice) -> Iterator[NoticeFault]:
    for day in sorted(notice.days_off | notice.workdays):
        before = day.year == notice.year - 1 and day.month == _DECEMBER
        if day.year != notice.year and not before:
            says = N_("{day} is neither in {year} nor in the December before it.")
            yield NoticeFault(says=says, facts={"day": day, "year": notice.year})
    for day in sorted(notice.days_off):
        if day.weekday() >= SATURDAY:
            says = N_("{day} is listed as a day off, but it falls on a weekend and is off anyway.")
            yield NoticeFault(says=says, facts={"day": day})
    for day in sorted(notice.workdays):
        if day.weekday() < SATURDAY:
            says = N_("{day} is listed as a make-up workday, but it is not a Saturday or Sunday.")
            yield NoticeFault(says=says, facts={"day": day})
