"""Until when an application has to be decided on (scheme 3.2.3)."""

from datetime import date

from accession_cli.model.application import Application, Submission
from accession_cli.model.scheme import Scheme
from accession_cli.model.task import Result
from accession_cli.model.working_days import Calendar, Due


def due(application: Application, scheme: Scheme, calendar: Calendar) -> Due:
    """The last day for the decision, counted in working days from the day after receipt.

    Where the scheme stops the clock for corrections, the days between a return and the next
    submission do not count.
    """
    days = scheme.days_to_decide.value
    if not scheme.correction_stops_clock:
        return calendar.add(application.received, days)
    unsure = False
    for earlier in application.submissions[:-1]:
        returned = _returned(earlier)
        if returned is not None:
            days -= calendar.between(earlier.received, returned)
            unsure = unsure or calendar.provisional(earlier.received, returned)
    last = calendar.add(application.newest.received, max(days, 0))
    return Due(last.day, provisional=last.provisional or unsure)


def _returned(submission: Submission) -> date | None:
    days = [made.date for made in submission.decision if made.result is Result.RETURN]
    return max(days, default=None)
