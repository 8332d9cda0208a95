"""Make the figures of a year from the register (scheme 3, 4): what an office writes in December.

Nothing is estimated. A figure that no record gives is None, and what is dated after the day of the
figures is not known yet.
"""

from dataclasses import dataclass, replace
from datetime import date

from accession_cli.scheme.district import Scheme
from accession_cli.scheme.figures import Figure, FigureTable
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.year_applications import application_tables, provisional
from accession_cli.scheme.year_supervision import complaint_tables, evaluation_tables
from accession_cli.scheme.year_tasks import task_tables, without_application


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFigures:
    """The figures of ``year`` as known on ``day``, which lies in it; tables by key.

    ``registry`` has the names and the profile of that day. ``without_application`` are tasks of an
    earlier directory; ``provisional`` are decisions whose working days a notice may still change.
    ``draft``: they are made from files that are not recorded; ``left_out`` is how many files could
    not be read.
    """

    registry: Registry
    year: int
    day: date
    tables: tuple[FigureTable, ...]
    without_application: Figure
    provisional: Figure
    commit: str | None
    draft: bool
    left_out: int

    @property
    def running(self) -> bool:
        """Whether the year was not over on the day."""
        return self.day < date(self.year, 12, 31)


def year_figures(
    registry: Registry,
    year: int,
    day: date,
    *,
    commit: str | None = None,
    draft: bool = False,
    left_out: int = 0,
) -> YearFigures:
    """The figures of *year* as known on *day*, which has to lie in it."""
    named = registry.named_on(day)
    named = replace(named, scheme=_as_on(named.scheme, day))
    tables = (
        *application_tables(named, year, day),
        *task_tables(named, year, day),
        *complaint_tables(named, year, day),
        *evaluation_tables(named, year, day),
    )
    return YearFigures(
        registry=named,
        year=year,
        day=day,
        tables=tables,
        without_application=without_application(named, year, day),
        provisional=provisional(named, year, day),
        commit=commit,
        draft=draft,
        left_out=left_out,
    )


def _as_on(scheme: Scheme, day: date) -> Scheme:
    """The profile of *day*, which still knows those before it."""
    then = scheme.on(day)
    return replace(then, earlier=tuple(one for one in scheme.earlier if one.until <= day))


def begin_of(registry: Registry) -> date | None:
    """The first day that the register knows anything of; ``None`` when it has no record."""
    days = [
        *(file.task.filing.date for file in registry.tasks),
        *(file.task.application.received for file in registry.tasks if file.task.application),
        *(file.application.received for file in registry.applications),
        *(file.complaint.received for file in registry.complaints),
    ]
    return min(days, default=None)
