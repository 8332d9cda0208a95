"""Counting working days: 民法典 201 and 1259, scheme 3.1 and 3.2.3, the State Council's notices."""

import subprocess  # noqa: TID251 - to see what a fresh interpreter imports
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from accession_cli.registry import calendar as notices
from accession_cli.registry.calendar import amendment_faults, calendar_from, notice_from
from accession_cli.scheme.calendar import Calendar, Due, HolidayNotice, faults

CALENDAR = calendar_from()

# Days whose count is settled, and days around it: past years without a notice, and 2027 to come.
days = st.dates(min_value=date(2018, 1, 1), max_value=date(2028, 12, 31))
counts = st.integers(min_value=1, max_value=400)


def day(text: str) -> date:
    return date.fromisoformat(text)


def of_2019(**changed: Any) -> dict[str, Any]:
    """The notice for 2019 as far as New Year is concerned, as a calendar file states it."""
    return {
        "schema": 1,
        "year": 2019,
        "document": "国办发明电〔2018〕15号",
        "date": "2018-12-06",
        "url": None,
        "days_off": ["2018-12-31", "2019-01-01"],
        "workdays": ["2018-12-29"],
        "amendments": [],
        **changed,
    }


def of_2027(**changed: Any) -> dict[str, Any]:
    """A made-up notice for 2027; what it says about New Year is plain."""
    return of_2019(
        **{
            "year": 2027,
            "document": "国办发明电〔2026〕9号",
            "date": "2026-11-20",
            "days_off": ["2027-01-01", "2027-02-08"],
            "workdays": ["2027-02-14"],
            **changed,
        }
    )


def amendment(**changed: Any) -> dict[str, Any]:
    return {
        "document": "国办发明电〔2027〕1号",
        "date": "2027-01-26",
        "url": None,
        "days_off": [],
        "days_off_removed": [],
        "workdays": [],
        "workdays_removed": [],
        **changed,
    }


def sentences(notice: HolidayNotice) -> list[str]:
    return [fault.message for fault in faults(notice)]


def slips(data: Mapping[str, Any]) -> list[str]:
    return [fault.message for fault in amendment_faults(data)]


@pytest.mark.parametrize(
    ("received", "five", "ten"),
    [
        ("2024-01-29", "2024-02-04", "2024-02-09"),
        ("2024-02-05", "2024-02-18", "2024-02-23"),
        ("2025-01-20", "2025-01-26", "2025-02-08"),
        ("2025-09-22", "2025-09-28", "2025-10-11"),
        ("2026-02-09", "2026-02-14", "2026-02-28"),
        ("2026-04-27", "2026-05-07", "2026-05-13"),
    ],
)
def test_the_day_of_receipt_is_not_counted(received: str, five: str, ten: str) -> None:
    assert CALENDAR.add(day(received), 5) == Due(day(five), provisional=False)
    assert CALENDAR.add(day(received), 10) == Due(day(ten), provisional=False)


@pytest.mark.parametrize(
    ("start", "latest"), [("2026-10-12", "2026-09-29"), ("2026-03-02", "2026-02-24")]
)
def test_the_latest_application_leaves_five_working_days(start: str, latest: str) -> None:
    assert CALENDAR.latest_before(day(start), 5) == Due(day(latest), provisional=False)
    assert CALENDAR.last_to_apply(day(start), 5) == Due(day(latest), provisional=False)


@pytest.mark.parametrize(
    ("start", "latest", "shown"),
    [
        ("2026-11-13", "2026-11-08", "2026-11-06"),  # a Sunday
        ("2026-10-13", "2026-10-07", "2026-09-30"),  # the last of seven days off
        ("2026-03-03", "2026-02-25", "2026-02-25"),
        ("2024-02-22", "2024-02-17", "2024-02-09"),  # the end of Spring Festival
    ],
)
def test_the_last_day_to_apply_is_a_working_day(start: str, latest: str, shown: str) -> None:
    assert CALENDAR.latest_before(day(start), 5).day == day(latest)
    assert CALENDAR.last_to_apply(day(start), 5) == Due(day(shown), provisional=False)


def test_no_days_added_is_the_same_day_and_never_provisional() -> None:
    assert CALENDAR.add(day("2024-02-10"), 0) == Due(day("2024-02-10"), provisional=False)
    assert CALENDAR.latest_before(day("2030-02-10"), 0).provisional is False


def test_days_are_never_counted_in_negative_numbers() -> None:
    for count in (CALENDAR.add, CALENDAR.latest_before):
        with pytest.raises(ValueError, match="-1"):
            count(day("2024-01-29"), -1)


def test_the_eve_of_spring_festival_2024_is_worked_although_leave_was_encouraged() -> None:
    assert CALENDAR.is_working(day("2024-02-09"))
    assert not CALENDAR.is_working(day("2024-02-12"))
    assert CALENDAR.is_working(day("2024-02-18"))
    assert not CALENDAR.is_working(day("2024-02-17"))


@pytest.mark.parametrize("year", range(2020, 2027))
def test_every_day_of_a_packaged_notice_is_what_the_library_says_too(year: int) -> None:
    library = country_holidays("CN", years=year)
    worked: set[date] = getattr(library, "weekend_workdays")  # noqa: B009 - not on the base class
    first = date(year, 1, 1)
    whole_year = [first + timedelta(days=n) for n in range(366)]
    expected = tuple(
        each
        for each in whole_year
        if each.year == year and (each in worked or (each.weekday() < 5 and each not in library))
    )
    assert CALENDAR.confirmed(year)
    assert CALENDAR.working_days(year) == expected


def test_every_packaged_notice_is_without_a_fault() -> None:
    assert sorted(notices.packaged_notices()) == list(range(2020, 2027))
    for notice in notices.packaged_notices().values():
        assert sentences(notice) == []


def test_the_notice_for_2020_names_its_amendment() -> None:
    assert CALENDAR.notices[2020].amended_by == ("国办发明电〔2020〕1号",)
    assert not CALENDAR.is_working(day("2020-01-31"))
    assert not CALENDAR.is_working(day("2020-02-01"))
    assert CALENDAR.notices[2024].amended_by == ()


def test_a_notice_moves_days_of_the_december_before() -> None:
    calendar = calendar_from([of_2019()])
    assert not calendar.is_working(day("2018-12-31"))
    assert calendar.is_working(day("2018-12-29"))
    assert calendar.add(day("2018-12-28"), 1).day == day("2018-12-29")
    assert calendar.add(day("2018-12-28"), 2).day == day("2019-01-02")


def test_the_notice_for_the_next_year_has_the_last_word_on_december() -> None:
    moved = of_2027(days_off=["2026-12-31", "2027-01-01"], workdays=["2026-12-27"])
    calendar = calendar_from([moved])
    assert not calendar.is_working(day("2026-12-31"))
    assert calendar.is_working(day("2026-12-27"))
    assert calendar.is_working(day("2026-10-10")), "the notice for 2026 itself still stands"


def test_a_registry_notice_wins_over_the_packaged_one() -> None:
    calendar = calendar_from(
        [of_2027(year=2026, date="2025-11-04", days_off=["2026-01-01"], workdays=[])]
    )
    assert calendar.is_working(day("2026-10-01"))
    assert calendar.notices[2026].document == "国办发明电〔2026〕9号"


def test_amendments_are_worked_in_one_after_the_other() -> None:
    first = amendment(days_off=["2027-02-09"], workdays_removed=["2027-02-14"])
    second = amendment(document="国办发明电〔2027〕2号", days_off_removed=["2027-02-09"])
    notice = notice_from(of_2027(amendments=[first, second]))
    assert notice.days_off == {day("2027-01-01"), day("2027-02-08")}
    assert notice.workdays == frozenset()
    assert notice.amended_by == ("国办发明电〔2027〕1号", "国办发明电〔2027〕2号")


@pytest.mark.parametrize(
    ("start", "count", "provisional"),
    [
        ("2026-12-17", 5, False),  # ends on 24 December
        ("2026-12-18", 5, True),  # ends on 25 December, which the notice for 2027 may move
        ("2026-12-25", 10, True),  # ends in 2027
        ("2027-03-01", 5, True),
        ("2025-12-25", 3, False),  # the notice for 2026 is known
        ("2025-12-25", 10, False),
        ("2019-12-20", 10, True),  # through a year without a notice
        ("2019-12-31", 5, False),  # begins to count in 2020
    ],
)
def test_a_count_is_provisional_when_a_notice_may_still_move_it(
    start: str, count: int, *, provisional: bool
) -> None:
    due = CALENDAR.add(day(start), count)
    assert due.provisional is provisional
    assert CALENDAR.provisional(day(start), due.day) is provisional


def test_the_latest_day_to_apply_is_provisional_when_the_start_is() -> None:
    assert CALENDAR.latest_before(day("2027-01-05"), 5).provisional
    assert not CALENDAR.latest_before(day("2026-12-24"), 5).provisional


def test_entering_the_notice_settles_the_count() -> None:
    calendar = calendar_from([of_2027()])
    assert calendar.confirmed(2027)
    assert calendar.add(day("2026-12-25"), 10) == Due(day("2027-01-11"), provisional=False)


def test_a_year_to_come_is_answered_with_the_holidays_that_are_expected() -> None:
    assert not CALENDAR.confirmed(2027)
    assert not CALENDAR.is_working(day("2027-10-01"))
    assert all(not works for works in CALENDAR.exceptions(2027).values())


def test_a_past_year_without_a_notice_has_its_make_up_workdays_all_the_same() -> None:
    assert not CALENDAR.confirmed(2018)
    assert CALENDAR.is_working(day("2018-12-29"))
    assert not CALENDAR.is_working(day("2018-12-31"))


def test_only_days_that_differ_from_the_plain_week_are_exceptions() -> None:
    for year in (2018, 2024, 2027):
        for each, works in CALENDAR.exceptions(year).items():
            assert (each.weekday() >= 5) is works


@pytest.mark.git
def test_counting_through_confirmed_years_never_loads_the_holidays_library() -> None:
    program = (
        "import sys; from datetime import date\n"
        "from accession_cli.registry.calendar import calendar_from\n"
        "calendar = calendar_from()\n"
        "calendar.add(date(2026, 12, 1), 20), calendar.working_days(2026)\n"
        "before = 'holidays' in sys.modules\n"
        "calendar.add(date(2026, 12, 31), 1)\n"
        "print(before, 'holidays' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "True"]


def test_the_ends_of_time_are_answered_and_provisional() -> None:
    assert CALENDAR.add(date.max, 5) == Due(date.max, provisional=True)
    assert CALENDAR.latest_before(date.min, 5) == Due(date.min, provisional=True)


def test_counting_backwards_is_negative() -> None:
    assert CALENDAR.between(day("2024-01-29"), day("2024-02-09")) == 10
    assert CALENDAR.between(day("2024-02-09"), day("2024-01-29")) == -10
    assert CALENDAR.between(day("2024-01-29"), day("2024-01-29")) == 0
    assert CALENDAR.between(day("2024-12-25"), day("2026-01-05")) == 4 + 248 + 2


@given(start=days, count=counts)
def test_what_was_added_is_what_is_counted(start: date, count: int) -> None:
    """民法典 201: the day on which a period begins is not counted, it runs from the next day."""
    reached = CALENDAR.add(start, count).day
    assert CALENDAR.between(start, reached) == count
    assert CALENDAR.between(start, reached - timedelta(days=1)) == count - 1


@given(start=days, count=counts)
def test_a_deadline_falls_on_a_working_day(start: date, count: int) -> None:
    """Scheme 3.2.3: a decision within 10 *working days* of receipt."""
    reached = CALENDAR.add(start, count).day
    assert CALENDAR.is_working(reached)
    assert reached in CALENDAR.working_days(reached.year)


@given(one=days, other=days, count=counts)
def test_who_applies_later_is_due_no_earlier(one: date, other: date, count: int) -> None:
    """民法典 201: periods of the same length keep the order in which they begin."""
    earlier, later = sorted((one, other))
    assert CALENDAR.add(earlier, count).day <= CALENDAR.add(later, count).day
    assert CALENDAR.add(one, count).day < CALENDAR.add(one, count + 1).day


@given(start=days, count=counts)
def test_the_latest_day_to_apply_is_in_time_and_the_next_is_late(start: date, count: int) -> None:
    """Scheme 3.1: the agency applies 5 working days before the task starts."""
    latest = CALENDAR.latest_before(start, count).day
    assert CALENDAR.add(latest, count).day <= start
    assert CALENDAR.add(latest + timedelta(days=1), count).day > start


@given(start=days, count=counts)
def test_the_last_day_to_apply_is_in_time_and_no_working_day_after_it_is(
    start: date, count: int
) -> None:
    shown = CALENDAR.last_to_apply(start, count).day
    counted = CALENDAR.latest_before(start, count).day
    assert CALENDAR.is_working(shown)
    assert CALENDAR.between(shown, counted) == 0
    assert CALENDAR.add(shown, count).day <= start


@given(start=days, count=st.integers(min_value=1, max_value=30))
def test_counting_day_by_day_gives_the_same(start: date, count: int) -> None:
    """民法典 201: day 1 is the next working day, day 2 the one after it."""
    reached, left = start, count
    while left:
        reached += timedelta(days=1)
        works = CALENDAR.exceptions(reached.year).get(reached, reached.weekday() < 5)
        left -= works
    assert CALENDAR.add(start, count).day == reached


def test_a_calendar_that_knows_nothing_goes_by_weekends() -> None:
    calendar = Calendar(notices={})
    assert calendar.add(day("2026-09-30"), 1) == Due(day("2026-10-01"), provisional=True)


def test_a_notice_with_impossible_days_is_faulted_day_by_day() -> None:
    notice = notice_from(
        of_2027(
            days_off=["2027-01-01", "2027-05-01", "2028-01-03", "2026-11-30", "2026-12-31"],
            workdays=["2027-02-06", "2027-02-09"],
        )
    )
    assert sentences(notice) == [
        "2026-11-30 is neither in 2027 nor in the December before it.",
        "2028-01-03 is neither in 2027 nor in the December before it.",
        "2027-05-01 is listed as a day off, but it falls on a weekend and is off anyway.",
        "2027-02-09 is listed as a make-up workday, but it is not a Saturday or Sunday.",
    ]


@pytest.mark.parametrize(
    ("document", "dated", "fault"),
    [
        ("国办发明电[2026]9号", "2026-11-20", "is not a document number"),
        ("国办发明电〔2026〕09号", "2026-11-20", "is not a document number"),
        ("国办发明电〔2025〕9号", "2026-11-20", "is not in the year of its number"),
        ("国办发明电〔2024〕9号", "2024-11-20", "which is not in that year or the one before"),
    ],
)
def test_a_notice_with_a_doubtful_number_or_date_is_faulted(
    document: str, dated: str, fault: str
) -> None:
    said = sentences(notice_from(of_2027(document=document, date=dated)))
    assert len(said) == 1
    assert fault in said[0]


def test_slips_in_the_amendments_of_a_calendar_file_are_named() -> None:
    changed = amendment(
        days_off=["2027-01-01"], workdays_removed=["2027-02-20"], workdays=["2027-02-21"]
    )
    data = of_2027(amendments=[changed])
    assert slips(data) == [
        "国办发明电〔2027〕1号 adds 2027-01-01 to days_off, where it stands already.",
        "国办发明电〔2027〕1号 takes 2027-02-20 out of workdays, where it does not stand.",
    ]
    assert slips(of_2027()) == []


def test_an_amendment_is_held_against_what_the_one_before_it_left() -> None:
    first = amendment(days_off=["2027-02-09"], workdays_removed=["2027-02-14"])
    back = amendment(days_off_removed=["2027-02-09"], workdays=["2027-02-14"])
    assert slips(of_2027(amendments=[first, back])) == []
    assert len(slips(of_2027(amendments=[first, first]))) == 2
