"""The figures of a year: each counted by hand from the records, and all sums coming out even."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from accession_cli.actions.directory_building import edition
from accession_cli.registry.reading import opened
from accession_cli.scheme.application import Taken, days_taken, decision_due
from accession_cli.scheme.district import CorrectionClock, EarlierScheme, Provision
from accession_cli.scheme.figures import COUNT, UNSAID, Figure, FigureTable
from accession_cli.scheme.registry import ApplicationFile, Registry
from accession_cli.scheme.year_figures import YearFigures, begin_of, year_figures
from edition_examples import filed_task, registry
from registries import SHIPPED
from year_examples import CIVIL, HEALTH, Round, applications, applied, busy_registry

LAST = date(2025, 12, 31)


def figures(year: int = 2025, day: date = LAST) -> YearFigures:
    return year_figures(busy_registry(), year, day)


def table(key: str, made: YearFigures) -> FigureTable:
    return {one.key: one for one in made.tables}[key]


def values(key: str, made: YearFigures) -> dict[str, Any]:
    """The value of each line; a list where the table has several columns."""
    found = {}
    for line in table(key, made).lines:
        cells = [one.value for one in line.figures.values()]
        found[line.key] = cells[0] if len(cells) == 1 else cells
    return found


def records(key: str, line: str, made: YearFigures, column: str = COUNT) -> tuple[str, ...]:
    return table(key, made).line(line).figures[column].records


def test_applications_of_december_are_carried_into_the_year_that_decides_on_them() -> None:
    assert values("applications", figures()) == {
        "carried": 1,
        "received": 8,
        "admitted": 4,
        "refused": 1,
        "withdrawn": 1,
        "undecided": 2,
        "correcting": 1,
        "returned": 2,
    }
    before = figures(2024, date(2024, 12, 31))
    assert values("applications", before)["undecided"] == 1
    assert records("applications", "undecided", before) == ("DL-A-2024-0001",)
    assert records("applications", "carried", figures()) == ("DL-A-2024-0001",)
    after = figures(2026, date(2026, 1, 31))
    assert values("applications", after)["carried"] == 3
    assert records("applications", "admitted", after) == ("DL-A-2025-0006",)


def test_what_was_returned_and_corrected_is_one_application() -> None:
    made = figures()
    assert records("applications", "received", made).count("DL-A-2025-0001") == 1
    assert records("applications", "admitted", made).count("DL-A-2025-0001") == 1
    assert records("applications", "returned", made) == ("DL-A-2025-0001", "DL-A-2025-0007")


def test_between_its_return_and_its_second_receipt_the_agency_has_the_application() -> None:
    made = figures(2025, date(2025, 2, 15))
    assert records("applications", "correcting", made) == ("DL-A-2025-0001",)
    assert records("applications", "undecided", made) == ()


def test_a_task_filed_from_an_application_is_not_counted_again() -> None:
    made = figures()
    assert "DL-2025-0009" not in records("applications", "received", made)
    assert "DL-2025-0006" in records("applications", "received", made)


def test_emergencies_inherited_tasks_and_mistakes_are_no_applications() -> None:
    made = figures()
    told = set(records("applications", "received", made))
    assert told & {"DL-2025-0007", "DL-2025-0008", "DL-2025-0010"} == set()
    assert made.without_application == Figure(value=1, records=("DL-2025-0010",))


def test_months_classes_and_agencies_come_to_the_same() -> None:
    made = figures()
    months = values("months", made)
    assert months["2"] == [1, 1, 1, 0, 0]
    assert months["3"] == [2, 0, 0, 1, 1]
    assert months["12"] == [3, 0, 1, 0, 0]
    assert values("classes", made)[HEALTH] == [1, 1, 1, 0, 0, 0]
    assert values("classes", made)[UNSAID] == [1, 0, 1, 0, 0, 1]
    assert values("agencies", made)["shengtai"] == [1, 1, 0, 0, 0, 0]
    for key in ("months", "classes", "agencies"):
        whole = table(key, made).total
        assert whole is not None
        for column, figure in whole.figures.items():
            lines = [line.figures[column].value for line in table(key, made).lines]
            assert sum(lines) == figure.value  # type: ignore[arg-type] # all are counts
            assert figure.value == values("applications", made).get(column, 3)


def test_working_days_are_counted_by_the_calendar() -> None:
    made = figures()
    # 2024-12-26 → 2025-01-06 is 6 with New Year off; 02-10 → 02-21 9; 03-03 → 03-10 5;
    # 05-06 → 05-27 15; 07-01 → 07-15 10
    assert values("days", made) == {
        "decided": 5,
        "unknown": 0,
        "median": 9,
        "longest": 15,
        "late": 1,
    }
    taken = {key: count for key, count in values("days_taken", made).items() if count}
    assert taken == {"6": 1, "9": 1, "5": 1, "10": 1, "late": 1}
    assert records("days", "longest", made) == ("DL-A-2025-0004",)


def test_late_and_overdue_applications_stand_there_by_number() -> None:
    late = values("late", figures())
    assert late == {
        "DL-A-2025-0004": [date(2025, 5, 6), date(2025, 5, 20), date(2025, 5, 27), 15],
        "DL-A-2025-0005": [date(2025, 12, 1), date(2025, 12, 15), None, None],
    }


def test_new_and_ended_tasks_lead_from_one_year_to_the_next() -> None:
    assert values("tasks", figures()) == {
        "start": 5,
        "application": 3,
        "emergency": 1,
        "inherited": 1,
        "restored": 0,
        "retired": 1,
        "expired": 2,
        "entered_in_error": 1,
        "standing": 6,
    }
    assert values("quarters", figures()) == {"1": 6, "2": 5, "3": 5, "4": 6}
    assert values("years", figures()) == {"2024": [5, 0, 5], "2025": [5, 4, 6]}
    assert values("quarters", figures(2025, date(2025, 7, 1)))["3"] is None


def test_emergencies_are_counted_with_what_became_of_them() -> None:
    made = figures()
    assert values("emergencies", made) == {
        "admitted": 1,
        "standing": 0,
        "over": 1,
        "registered": 0,
    }
    assert values("emergencies_by_month", made)["8"] == 1


def test_money_that_is_not_fixed_is_shown_apart() -> None:
    made = figures()
    assert values("money_by_class", made)[HEALTH] == [2, Decimal(1200), Decimal("8000.50"), 0, 0]
    assert values("money_by_class", made)[CIVIL] == [3, Decimal(48000), Decimal(0), 0, 1]
    assert values("money_by_agency", made)["shengtai"] == [1, Decimal(0), Decimal(0), 1, 0]
    whole = table("money_by_agency", made).total
    assert whole is not None
    assert [one.value for one in whole.figures.values()] == [
        6,
        Decimal(49200),
        Decimal("8000.50"),
        1,
        1,
    ]
    assert values("money_not_fixed", made) == {
        "DL-2025-0006": [
            "协助社会救助入户走访之6",
            "shengtai",
            "每户200元，据实结算",
        ]
    }


def test_complaints_are_counted_and_nothing_else_is_said_of_them() -> None:
    made = figures()
    assert values("complaints", made) == {
        "carried": 1,
        "community": 1,
        "inspection": 0,
        "closed_rectified": 1,
        "closed_admitted": 0,
        "closed_unfounded": 0,
        "closed_referred": 0,
        "open": 1,
        "overdue": 1,
    }
    assert values("complaint_steps", made) == {
        "verified": 0,
        "urged": 1,
        "rectified": 1,
        "reminded": 2,
        "circulated": 1,
        "referred": 0,
    }
    assert values("complaints_by_month", made)["1"] == [0, 1]
    for key in ("complaints", "complaint_steps", "complaints_by_month"):
        for line in table(key, made).all_lines:
            assert all(isinstance(one.value, int) for one in line.figures.values())


def test_scores_that_came_in_after_the_year_are_not_counted() -> None:
    made = figures()
    found = values("evaluation", made)
    assert (found["to_evaluate"], found["evaluated"], found["improve"]) == (9, 1, 1)
    assert (found["earmarked"], found["spent"]) == (Decimal("24000.00"), Decimal("23500.00"))
    assert values("scores", made) == {
        "minzheng": [Fraction(7, 2), Fraction(4), None, None],
    }
    whole = table("scores", made).total
    assert whole is not None
    assert whole.figures["role"] == Figure(value=Fraction(7, 2), records=("DL-2024-0001",))
    assert whole.figures["approval"] == Figure(value=None)


def test_a_year_without_anything_is_counted_as_zero() -> None:
    made = year_figures(registry(filed_task(1, year=2024)), 2025, LAST)
    assert set(values("applications", made).values()) == {0}
    assert set(values("complaints", made).values()) == {0}
    assert values("days", made)["median"] is None
    assert values("tasks", made)["standing"] == 1
    assert values("evaluation", made)["earmarked"] is None


def test_a_district_without_evaluation_has_no_table_of_it() -> None:
    known = busy_registry()
    known = replace(known, scheme=replace(known.scheme, evaluation=None))
    assert {"evaluation", "scores"} & {
        one.key for one in year_figures(known, 2025, LAST).tables
    } == (set())


def test_the_register_begins_with_its_first_record() -> None:
    assert begin_of(busy_registry()) == date(2024, 3, 1)
    assert begin_of(registry()) is None


def test_days_that_a_notice_may_still_change_are_named() -> None:
    late = applied(9, ("2027-03-01", (("2027-03-05", "admit"),)), status="approved")
    known = replace(registry(filed_task()), applications=(ApplicationFile("x.yaml", late),))
    made = year_figures(known, 2027, date(2027, 12, 31))
    assert made.provisional == Figure(value=1, records=("DL-A-2027-0009",))
    assert figures().provisional.value == 0


@pytest.mark.parametrize(
    ("clock", "days", "due"),
    [
        (CorrectionClock.RUNS, 9, date(2025, 2, 24)),
        (CorrectionClock.PAUSES, 3, date(2025, 3, 4)),
        (CorrectionClock.RESTARTS, 1, date(2025, 3, 6)),
    ],
)
def test_days_are_taken_as_the_last_day_is_counted(
    clock: CorrectionClock, days: int, due: date
) -> None:
    known = busy_registry()
    scheme = replace(known.scheme, correction_clock=clock)
    one = applications()[1]
    taken = days_taken(one, date(2025, 2, 21), scheme, known.calendar)
    assert taken == Taken(days, provisional=False)
    assert decision_due(one, scheme, known.calendar).day == due


def test_a_task_says_nothing_of_days_that_its_record_does_not_hold() -> None:
    """Where a correction stops the clock, the day on which the papers came again is needed."""
    known = busy_registry()
    decisions = applications()[1].submissions
    returned = filed_task(1, year=2025, decision=(*decisions[0].decision, *decisions[1].decision))
    known = replace(
        registry(returned),
        scheme=replace(known.scheme, correction_clock=CorrectionClock.PAUSES),
    )
    found = values("days", year_figures(known, 2025, LAST))
    assert (found["decided"], found["unknown"], found["median"]) == (1, 1, None)


DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2026, 6, 30))
WAITS = st.integers(min_value=0, max_value=60).map(timedelta)


@st.composite
def lives(draw: st.DrawFn) -> tuple[Any, ...]:
    """The rounds of an application, and how it ended."""
    came = draw(DAYS)
    rounds: list[Round] = []
    for _again in range(draw(st.integers(min_value=0, max_value=2))):
        back = came + draw(WAITS)
        rounds.append((came.isoformat(), ((back.isoformat(), "return"),)))
        came = back + draw(WAITS)
    end = draw(st.sampled_from(["approved", "refused", "withdrawn", "received"]))
    on = (came + draw(WAITS)).isoformat()
    result = {"approved": "admit", "refused": "refuse"}.get(end)
    rounds.append((came.isoformat(), ((on, result),) if result else ()))
    return tuple(rounds), end, on if end == "withdrawn" else None


@given(st.lists(lives(), max_size=6), st.integers(min_value=2024, max_value=2026))
def test_every_account_of_applications_comes_out_even(made: list[Any], year: int) -> None:
    files = tuple(
        ApplicationFile(f"{serial}.yaml", applied(serial, *rounds, status=end, withdrawn=on))
        for serial, (rounds, end, on) in enumerate(made, 1)
    )
    known = replace(registry(filed_task()), applications=files)
    day = date(year, 12, 31)
    found = Counter(values("applications", year_figures(known, year, day)))
    came = found["carried"] + found["received"]
    went = sum(found[key] for key in ("admitted", "refused", "withdrawn"))
    assert came == went + found["undecided"] + found["correcting"]
    after = values("applications", year_figures(known, year + 1, date(year + 1, 12, 31)))
    assert after["carried"] == found["undecided"] + found["correcting"]


@cache
def sample_registry() -> Registry:
    return opened(SHIPPED).registry


@cache
def read_by_hand() -> list[dict[str, Any]]:
    """The sample's records as any other program reads them."""
    files = sorted(SHIPPED.glob("tasks/*/*.yaml"))
    return [yaml.load(path.read_bytes(), yaml.CSafeLoader) for path in files]


@pytest.mark.parametrize("year", [2024, 2025])
def test_the_sample_is_counted_as_its_files_are_counted_by_hand(year: int) -> None:
    every, first, last = read_by_hand(), date(year, 1, 1), date(year, 12, 31)
    asked = [
        one
        for one in every
        if one["route"] == "application" and not (one["retirement"] or {}).get("entered_in_error")
    ]
    made = year_figures(sample_registry(), year, last)
    came = [one["id"] for one in asked if first <= one["application"]["received"] <= last]
    assert list(records("applications", "received", made)) == came

    def decided(one: dict[str, Any]) -> date:
        days: list[date] = [d["date"] for d in one["decision"] if d["result"] == "admit"]
        return max(days)

    admitted = [one["id"] for one in asked if first <= decided(one) <= last]
    assert list(records("applications", "admitted", made)) == admitted

    def stands(one: dict[str, Any], day: date) -> bool:
        end, retired = one["period"]["end"], one["retirement"]
        over = (end is not None and end < day) or (retired and retired["effective"] <= day)
        return one["filing"]["date"] <= day and not over

    for quarter, (month, number) in enumerate(((3, 31), (6, 30), (9, 30), (12, 31)), 1):
        day = date(year, month, number)
        standing = [one["id"] for one in every if stands(one, day)]
        assert list(records("quarters", str(quarter), made)) == standing
    standing = [one for one in every if stands(one, last)]
    whole = table("money_by_class", made).total
    assert whole is not None
    changed = {c["field"] for one in standing for c in one["corrections"] if c["date"] > last}
    assert "funding.amount" not in changed
    yearly = [Decimal(o["funding"]["amount"]) for o in standing if o["funding"]["per"] == "year"]
    assert whole.figures["per_year"].value == sum(yearly)


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_the_figures_say_what_the_directory_of_the_year_says(year: int) -> None:
    day, known = date(year, 12, 31), sample_registry()
    made = year_figures(known, year, day)
    directory = edition(known, year=year, base_date=day, draft=False, commit=None, tool_version="0")
    found = Counter(values("tasks", made))
    assert found["standing"] == len(directory.items)
    assert found["application"] + found["emergency"] + found["inherited"] >= len(directory.new)
    ended = found["retired"] + found["expired"] + found["entered_in_error"]
    assert ended == len(directory.ended)
    assert found["start"] == (directory.previous or 0)


def test_a_decision_is_measured_by_the_profile_of_the_day_of_receipt() -> None:
    """The days allowed were 5 until March 2025; the bodies that decide are those of their day."""
    known = busy_registry()
    before = replace(known.scheme, days_to_decide=Provision(value=5, clause="3.2.3"))
    earlier = (EarlierScheme(until=date(2025, 3, 1), scheme=before),)
    known = replace(known, scheme=replace(known.scheme, earlier=earlier))
    made = year_figures(known, 2025, LAST)
    assert records("days", "late", made) == (
        "DL-A-2024-0001",
        "DL-A-2025-0001",
        "DL-A-2025-0004",
    )
    assert values("applications", made) == values("applications", figures())
