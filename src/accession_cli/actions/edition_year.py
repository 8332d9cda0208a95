"""Which year a directory is of, and on what day it stands (scheme 3.5)."""

from collections.abc import Collection, Sequence
from datetime import date

from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_
from accession_cli.scheme.registry import Registry


class NothingToShow(AccessionError):
    """The registry has no task at all, or none up to that year."""

    exit_code = Exit.FOUND
    says = N_("The registry has no task filed by {day}, so there is no directory to make.")
    mend = N_("File tasks first, or choose another year.")


class YearAhead(AccessionError):
    """A directory of a year that had not begun on the newest day the registry knows of."""

    exit_code = Exit.FOUND
    says = N_("The year {year} has not begun by {day}, so there is no directory of it to make.")
    mend = N_("Choose an earlier year, or state a day in that year with --as-of.")


def years_of(registry: Registry) -> tuple[int, ...]:
    """The years in which tasks were filed, ascending."""
    return tuple(sorted({file.task.id.year for file in registry.tasks}))


def when(
    registry: Registry,
    year: int | None,
    *,
    newest: date,
    frozen: Collection[int],
    as_of: date | None,
) -> tuple[int, date, bool]:
    """The year, the base date, and whether that year was still running on the day *newest*."""
    years = years_of(registry)
    if not years:
        raise NothingToShow(day=newest)
    year = year_due(years, newest, frozen) if year is None else year
    if year > newest.year:
        raise YearAhead(year=year, day=newest)
    if year < years[0]:
        raise NothingToShow(day=f"{year}-12-31")
    end = date(year, 12, 31)
    if year < newest.year:
        return year, as_of if as_of and as_of.year == year else end, False
    return year, min(newest, end), newest < end


def year_due(years: Sequence[int], newest: date, frozen: Collection[int] = ()) -> int:
    """The earliest year with records after the last *frozen* one.

    When none is frozen, the last year with records that was over by *newest*, else the running one.
    """
    if frozen:
        open_ = [year for year in years if max(frozen) < year <= newest.year]
        return min(open_, default=newest.year)
    over = [year for year in years if year < newest.year]
    return max(over, default=newest.year)
