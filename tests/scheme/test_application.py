"""Until when an application is to be decided on: scheme 3.2.3, 民法典 201, and corrections."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sample_records
from accession_cli.registry.calendar import calendar_from
from accession_cli.scheme.application import (
    Application,
    Submission,
    application_from,
    bodies_to_decide,
    counts_as,
    days_ahead,
    decision_due,
)
from accession_cli.scheme.calendar import Due
from accession_cli.scheme.district import (
    ClosingHour,
    CorrectionClock,
    EarlierScheme,
    Provision,
    Scheme,
    scheme_from,
)
from accession_cli.scheme.task import Decision, Result

CALENDAR = calendar_from()
APPLICATION = application_from(sample_records.received_application())
SCHEME = scheme_from(sample_records.scheme())
days = st.dates(min_value=date(2020, 1, 1), max_value=date(2026, 6, 30))
limits = st.integers(min_value=1, max_value=60)


RUNS, PAUSES, RESTARTS = CorrectionClock


def district(limit: int, clock: CorrectionClock) -> Scheme:
    set_days = Provision(value=limit, clause="3.2.3")
    return replace(SCHEME, days_to_decide=set_days, correction_clock=clock)


def came_in(*rounds: tuple[date, date | None]) -> Application:
    """What came in on the first day of each round and was returned on the second."""
    blank = APPLICATION.newest
    return replace(
        APPLICATION,
        submissions=tuple(_submission(blank, received, back) for received, back in rounds),
    )


def _submission(blank: Submission, received: date, returned: date | None) -> Submission:
    back = Decision(by="civil_affairs", date=returned or received, result=Result.RETURN, opinion="")
    return replace(blank, received=received, decision=(back,) if returned else ())


@pytest.mark.parametrize(
    ("received", "last"),
    [
        ("2024-01-29", "2024-02-09"),
        ("2024-02-05", "2024-02-23"),
        ("2025-01-20", "2025-02-08"),
        ("2025-09-22", "2025-10-11"),
        ("2026-02-09", "2026-02-28"),
        ("2026-04-27", "2026-05-13"),
    ],
)
def test_ten_working_days_run_from_the_day_after_receipt(received: str, last: str) -> None:
    for clock in CorrectionClock:
        asked = came_in((date.fromisoformat(received), None))
        reached = decision_due(asked, district(10, clock), CALENDAR)
        assert reached == Due(date.fromisoformat(last), provisional=False)


@given(received=days, limit=limits, clock=st.sampled_from(CorrectionClock))
def test_the_day_of_receipt_is_not_counted(
    received: date, limit: int, clock: CorrectionClock
) -> None:
    """民法典 201: the day on which a period begins is not counted, it runs from the next day."""
    reached = decision_due(came_in((received, None)), district(limit, clock), CALENDAR)
    assert CALENDAR.between(received, reached.day) == limit
    assert CALENDAR.is_working(reached.day)


@given(received=days, kept=st.integers(0, 40), away=st.integers(0, 90), limit=limits)
def test_where_corrections_stop_the_clock_only_days_in_hand_count(
    received: date, kept: int, away: int, limit: int
) -> None:
    """Days after receipt up to the return, and days after the next receipt up to the limit."""
    returned = received + timedelta(days=kept)
    again = returned + timedelta(days=away)
    asked = came_in((received, returned), (again, None))
    reached = decision_due(asked, district(limit, PAUSES), CALENDAR).day
    used = CALENDAR.between(received, returned)
    if used < limit:
        assert used + CALENDAR.between(again, reached) == limit
    else:
        assert reached == again


@given(received=days, kept=st.integers(0, 40), away=st.integers(0, 90), limit=limits)
def test_where_corrections_do_not_stop_the_clock_the_first_receipt_counts(
    received: date, kept: int, away: int, limit: int
) -> None:
    returned = received + timedelta(days=kept)
    asked = came_in((received, returned), (returned + timedelta(days=away), None))
    reached = decision_due(asked, district(limit, RUNS), CALENDAR)
    assert reached == CALENDAR.add(received, limit)


@given(received=days, kept=st.integers(0, 40), away=st.integers(0, 90), limit=limits)
def test_where_the_clock_restarts_the_newest_receipt_counts_and_the_first_is_kept(
    received: date, kept: int, away: int, limit: int
) -> None:
    returned = received + timedelta(days=kept)
    again = returned + timedelta(days=away)
    asked = came_in((received, returned), (again, None))
    assert decision_due(asked, district(limit, RESTARTS), CALENDAR) == CALENDAR.add(again, limit)
    assert asked.received == received


@given(received=days, kept=st.integers(0, 40), away=st.integers(0, 90), limit=limits)
def test_a_stopped_clock_is_never_due_before_a_running_one(
    received: date, kept: int, away: int, limit: int
) -> None:
    returned = received + timedelta(days=kept)
    asked = came_in((received, returned), (returned + timedelta(days=away), None))
    running = decision_due(asked, district(limit, RUNS), CALENDAR).day
    paused = decision_due(asked, district(limit, PAUSES), CALENDAR).day
    assert running <= paused <= decision_due(asked, district(limit, RESTARTS), CALENDAR).day


def test_papers_that_come_back_twice_use_up_the_days_of_both_rounds() -> None:
    asked = came_in(
        (date(2026, 3, 2), date(2026, 3, 5)),  # three working days
        (date(2026, 3, 16), date(2026, 3, 18)),  # two
        (date(2026, 4, 13), None),
    )
    last = CALENDAR.add(date(2026, 4, 13), 5)
    assert decision_due(asked, district(10, PAUSES), CALENDAR) == last


def test_a_limit_that_rests_on_days_without_a_notice_is_provisional() -> None:
    beyond = came_in((date(2026, 12, 28), None))
    assert decision_due(beyond, district(10, PAUSES), CALENDAR).provisional
    returned = came_in((date(2026, 12, 28), date(2027, 1, 6)), (date(2027, 1, 6), None))
    assert decision_due(returned, district(3, PAUSES), CALENDAR).provisional


FRIDAY, MONDAY, TUESDAY = date(2025, 6, 6), date(2025, 6, 9), date(2025, 6, 10)


def closing(*hours: tuple[str, str | None], limit: int = 10) -> Scheme:
    """A district that closes at these hours, each from its day on."""
    known = tuple(ClosingHour(from_=date.fromisoformat(day), closes=at) for day, at in hours)
    return replace(district(limit, RUNS), closing_hours=known)


def at(day: date, hour: str | None) -> Submission:
    blank = APPLICATION.newest
    return replace(blank, received=day, received_at=hour and f"{hour}+08:00")


@pytest.mark.parametrize(
    ("day", "hour", "counted"),
    [
        (FRIDAY, "17:30", FRIDAY),
        (FRIDAY, "17:31", MONDAY),
        (FRIDAY, "00:05", FRIDAY),
        (FRIDAY, None, FRIDAY),
        (date(2025, 6, 7), "10:00", MONDAY),
        (date(2025, 6, 8), None, MONDAY),
        (date(2025, 9, 30), "18:00", date(2025, 10, 9)),
    ],
)
def test_what_comes_while_the_office_is_shut_counts_as_of_the_next_working_day(
    day: date, hour: str | None, counted: date
) -> None:
    papers = at(day, hour)
    assert counts_as(papers, closing(("2020-01-01", "17:30")), CALENDAR).day == counted
    assert counts_as(papers, district(10, RUNS), CALENDAR).day == day


def test_a_closing_hour_changes_nothing_that_came_in_before_it_was_set() -> None:
    set_later = closing(("2025-06-09", "17:00"), ("2025-06-11", "18:30"), ("2025-07-01", None))
    for day, counted in (
        (FRIDAY, FRIDAY),
        (MONDAY, TUESDAY),
        (TUESDAY, date(2025, 6, 11)),
        (date(2025, 6, 11), date(2025, 6, 11)),
        (date(2025, 7, 1), date(2025, 7, 1)),
    ):
        assert counts_as(at(day, "18:00"), set_later, CALENDAR).day == counted


def test_the_days_to_decide_and_the_days_ahead_begin_on_the_day_that_counts() -> None:
    late = replace(APPLICATION, submissions=(at(FRIDAY, "18:00"),))
    task = {**late.stated, "period": {"start": "2025-06-16", "end": None}}
    late = replace(late, stated=task)
    open_, shut = district(10, RUNS), closing(("2020-01-01", "17:30"))
    assert decision_due(late, open_, CALENDAR).day == date(2025, 6, 20)
    assert decision_due(late, shut, CALENDAR).day == date(2025, 6, 23)
    assert days_ahead(late, open_, CALENDAR) == (6,)
    assert days_ahead(late, shut, CALENDAR) == (5,)


def test_a_return_before_the_papers_count_takes_no_day_off() -> None:
    shut = replace(closing(("2020-01-01", "17:30")), correction_clock=PAUSES)
    asked = came_in((FRIDAY, FRIDAY), (MONDAY, None))
    first = replace(asked.submissions[0], received_at="18:00+08:00")
    asked = replace(asked, submissions=(first, asked.newest))
    assert decision_due(asked, shut, CALENDAR).day == CALENDAR.add(MONDAY, 10).day


@given(days, st.times(), days, st.times())
def test_what_comes_later_is_never_due_earlier(
    day: date, hour: time, other: date, later: time
) -> None:
    shut = closing(("2020-01-01", "17:30"))
    (one, first), (two, second) = sorted([(day, hour), (other, later)])
    due = [
        decision_due(replace(APPLICATION, submissions=(at(on, f"{when:%H:%M}"),)), shut, CALENDAR)
        for on, when in ((one, first), (two, second))
    ]
    assert due[0].day <= due[1].day


BOTH = ("civil_affairs", "grid_centre")


def _asked_from(day: str) -> Scheme:
    """The profile in which the grid centre decides on work of communities from *day* on."""
    data = sample_records.scheme()
    earlier = EarlierScheme(until=date.fromisoformat(day), scheme=SCHEME)
    data["channels"]["community"]["decided_by"] = list(BOTH)
    return scheme_from(data, (earlier,))


def _admitted(by: str, day: str) -> Decision:
    return Decision(by=by, date=date.fromisoformat(day), result=Result.ADMIT, opinion=None)


@pytest.mark.parametrize(
    ("decisions", "bodies"),
    [
        ([], BOTH),
        ([("civil_affairs", "2024-03-05")], ("civil_affairs",)),
        ([("civil_affairs", "2024-03-06")], BOTH),
        ([("civil_affairs", "2024-03-05"), ("grid_centre", "2024-03-06")], BOTH),
    ],
)
def test_papers_that_were_decided_before_a_body_was_added_ask_for_nothing_more(
    decisions: list[tuple[str, str]], bodies: tuple[str, ...]
) -> None:
    asked = application_from(sample_records.received_application())
    made = tuple(_admitted(*one) for one in decisions)
    papers = replace(asked.newest, decision=made)
    assert bodies_to_decide(replace(asked, submissions=(papers,)), _asked_from("2024-03-06")) == (
        bodies
    )


def test_the_days_to_decide_are_those_of_the_day_of_receipt() -> None:
    asked = application_from(sample_records.received_application())
    data = sample_records.scheme()
    data["days_to_decide"]["value"] = 1
    for day, days in ((asked.received, 1), (asked.received + timedelta(days=1), 15)):
        scheme = scheme_from(data, (EarlierScheme(until=day, scheme=SCHEME),))
        last = CALENDAR.add(asked.received, days)
        assert decision_due(asked, scheme, CALENDAR).day == last.day
