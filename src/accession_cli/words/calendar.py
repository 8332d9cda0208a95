"""Say for programs which working days a year has, and which notice was entered."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from accession_cli.actions.calendar import CalendarYear, EnteredNotice
    from accession_cli.gitstore.trunk import Landing


def entered_json(landed: "Landing[EnteredNotice]") -> dict[str, Any]:
    """The notice that was entered, for programs."""
    made = landed.made
    return {
        "version": 1,
        "year": made.notice.year,
        "source": made.notice.document,
        "path": made.path,
        "written": made.written,
    }


def year_json(shown: "CalendarYear") -> dict[str, object]:
    """A year for programs.

    ``source`` is the notice's document number, or ``holidays``, the library that guesses a year
    without a notice.
    """
    return {
        "version": 1,
        "year": shown.year,
        "confirmed": shown.notice is not None,
        "source": shown.notice.document if shown.notice else "holidays",
        "working_days": [each.isoformat() for each in shown.working_days],
    }
