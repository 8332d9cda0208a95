"""``accession calendar``: working days by the State Council's notices."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from typer import Argument, BadParameter, Option

from accession_cli.cli import terminal
from accession_cli.cli.options import day
from accession_cli.cli.session import Session, Writing
from accession_cli.cli.terminal import refusals_told
from accession_cli.i18n import N_, _
from accession_cli.words.landed import Said
from accession_cli.words.layout import wrap

if TYPE_CHECKING:
    from accession_cli.actions.calendar import CalendarYear, EnteredNotice
    from accession_cli.gitstore.trunk import Landing


_FIRST_YEAR: Final = 2000  # as in calendar.schema.json
_LAST_YEAR: Final = 2099
_MOST_DAYS: Final = 1000
_WEEKDAYS: Final = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


def counted_day(text: str) -> date:
    """The day that *text* names; wrong usage outside the years 2000 to 2099."""
    found = day(text)
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise BadParameter(
            _("Working days are counted in the years {first} to {last}, not on {text}.").format(
                first=_FIRST_YEAR, last=_LAST_YEAR, text=text
            )
        )
    return found


def show(
    desk: Session,
    year: Annotated[int, Argument(min=_FIRST_YEAR, max=_LAST_YEAR, help=N_("The year to show."))],
) -> None:
    """Show the working days of a year.

    $ accession calendar show 2026
    """
    from accession_cli.actions.calendar import calendar_for, year_of

    shown = year_of(calendar_for(Path.cwd(), desk.given and desk.files), year)
    from accession_cli.words.district import year_json

    desk.show(shown, _print_year, year_json)


def add(
    desk: Session,
    start: Annotated[
        date,
        Argument(
            metavar=N_("DATE"), parser=counted_day, help=N_("The day to count from, not counted.")
        ),
    ],
    count: Annotated[
        int,
        Argument(
            metavar=N_("N"), min=0, max=_MOST_DAYS, help=N_("How many working days to count.")
        ),
    ],
    *,
    before: Annotated[
        bool,
        Option(
            "--before",
            help=N_(
                "Count back instead: the last day to apply when DATE is the day the task starts,"
                " which counts as the last of N working days ahead."
            ),
        ),
    ] = False,
) -> None:
    """Count working days from a day.

    The day itself is not counted; day 1 is the next working day (民法典 201).

    $ accession calendar add 2026-04-27 10
    $ accession calendar add 2026-10-12 5 --before
    """
    from accession_cli.actions.calendar import calendar_for

    calendar = calendar_for(Path.cwd(), desk.given and desk.files)
    due = calendar.last_to_apply(start, count) if before else calendar.add(start, count)
    counted = calendar.latest_before(start, count).day if before else due.day
    if desk.as_json:
        terminal.show_json(
            {
                "version": 1,
                "from": start.isoformat(),
                "days": -count if before else count,
                "date": due.day.isoformat(),
                **({"counted": counted.isoformat()} if before else {}),
                "provisional": due.provisional,
            }
        )
        return
    says = (
        _(
            "{day}, {weekday}, is the last day to apply for a start on {start}, {count} working"
            " days ahead; the day of the start counts as the last of them."
        )
        if before
        else _("Working day {count} after {start} is {day}, {weekday}.")
    )
    said = says.format(day=due.day, weekday=_weekday(due.day), start=start, count=count)
    if counted != due.day:
        off = _(
            "By counting it would be {counted}, {weekday}; but that is a day off, when no office"
            " takes a form."
        )
        said = " ".join((said, off.format(counted=counted, weekday=_weekday(counted))))
    terminal.show("\n".join(wrap(said, terminal.columns_of_output())))
    _print_missing(calendar.missing(*sorted((start, due.day))))


def _weekday(day: date) -> str:
    return _(_WEEKDAYS[day.weekday()])


def between(
    desk: Session,
    earlier: Annotated[
        date,
        Argument(metavar=N_("FROM"), parser=counted_day, help=N_("The earlier day, not counted.")),
    ],
    later: Annotated[
        date, Argument(metavar=N_("TO"), parser=counted_day, help=N_("The later day, counted."))
    ],
) -> None:
    """Count the working days from one day to another.

    The first day is not counted, the last one is.

    $ accession calendar between 2026-04-27 2026-05-13
    """
    from accession_cli.actions.calendar import calendar_for

    if later < earlier:
        raise BadParameter(
            _("{later} is before {earlier}. Write the earlier day first.").format(
                later=later, earlier=earlier
            )
        )
    calendar = calendar_for(Path.cwd(), desk.given and desk.files)
    count = calendar.between(earlier, later)
    if desk.as_json:
        terminal.show_json(
            {
                "version": 1,
                "from": earlier.isoformat(),
                "to": later.isoformat(),
                "days": count,
                "provisional": calendar.provisional(earlier, later),
            }
        )
        return
    says = _("Working days after {earlier}, up to and with {later}: {count}.")
    terminal.show(says.format(earlier=earlier, later=later, count=count))
    _print_missing(calendar.missing(earlier, later))


def import_(
    desk: Writing,
    file: Annotated[Path, Argument(help=N_("The YAML file that states the notice."))],
) -> None:
    """Enter a notice of the State Council into the registry.

    The file has the form of registry/calendar/<year>.yaml. It is checked and written there; a
    notice that is there already is never changed, only amendments may be appended.

    $ accession calendar import 2027.yaml
    """
    from accession_cli.actions.calendar import notice_in

    with refusals_told(as_json=desk.as_json):
        notice = notice_in(file)
    from accession_cli.words.district import entered_json

    desk.do(notice, _entered, entered_json)


def _entered(landed: "Landing[EnteredNotice]") -> Said:
    made = landed.made
    says = (
        _("The working days of {year} are confirmed by {document}; written to {path}.")
        if made.written
        else _("The notice for {year}, {document}, is in {path} already; nothing was changed.")
    )
    notice = made.notice
    said = says.format(year=notice.year, document=notice.document, path=made.path)
    return Said(shown=(said,), changed=made.written)


def _print_year(shown: "CalendarYear") -> None:
    count = len(shown.working_days)
    terminal.show(_("{year}: {count} working days").format(year=shown.year, count=count))
    if shown.notice is not None:
        said = _("Confirmed by {document} of {date}.")
        terminal.show(said.format(document=shown.notice.document, date=shown.notice.date))
        for document in shown.notice.amended_by:
            terminal.show(_("Amended by {document}.").format(document=document))
    headings = (_("Month"), _("Working days"), _("Weekdays off"), _("Weekend days worked"))
    rows = [
        (f"{shown.year}-{m.month:02}", str(m.working), _days(m.off), _days(m.worked))
        for m in shown.months
    ]
    terminal.show_table(headings, rows)
    if shown.notice is None:
        _print_missing((shown.year,))
    elif shown.december_open:
        said = _("The notice for {year} may still move days from 25 December on.")
        terminal.note(said.format(year=shown.year + 1))


def _days(days: Iterable[date]) -> str:
    """Days of one month, with runs joined: ``1–3, 6``."""
    from accession_cli.actions.calendar import runs

    return ", ".join(
        str(first.day) if first == last else f"{first.day}–{last.day}" for first, last in runs(days)
    )


def _print_missing(years: Iterable[int]) -> None:
    """Say that an answer is provisional, why, and what to do; nothing when *years* is empty."""
    listed = ", ".join(map(str, years))
    if not listed:
        return
    terminal.note(
        _(
            "Provisional: the State Council's notice for {years} is not known here, so make-up"
            " workdays and days off may still change this answer."
        ).format(years=listed)
    )
    terminal.next_step(_("Once the notice is at hand, enter it: accession calendar import FILE"))
