"""What one district's tables hold is what the district itself counts."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from accession_cli.districts.of_district import COLUMNS, Holding, Paid, Rows, holding
from accession_cli.registry.reading import load_registry
from accession_cli.scheme.figures import TOTAL
from accession_cli.scheme.law import fate
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import LawBasis
from accession_cli.scheme.year_figures import year_figures
from lakes import SAMPLE, Tables, district, typed

DAYS = (date(2024, 12, 31), date(2025, 12, 31), date(2026, 7, 1), date(2026, 11, 29))


def _registry() -> Registry:
    found = load_registry(SAMPLE).registry
    assert found is not None
    return found


def _held(day: date, made: Tables | None = None) -> Holding:
    return holding(_rows(made or district("120110", "东丽区")), day)


def _rows(made: Tables) -> Rows:
    """The rows as the tables give them: days as days, money as numbers."""
    return {
        name: [{column: typed(row.get(column)) for column in columns} for row in made[name]]
        for name, columns in COLUMNS.items()
    }


@pytest.mark.parametrize("day", DAYS)
def test_the_tasks_in_force_are_those_of_the_register(day: date) -> None:
    tasks = [file.task for file in _registry().tasks]
    error = {str(one.id) for one in tasks if one.retirement and one.retirement.entered_in_error}
    expected = {str(one.id) for one in tasks if one.in_force(day)} - error
    assert {item.id for item in _held(day).live} == expected


@pytest.mark.parametrize("year", [2024, 2025])
def test_the_figures_of_a_year_are_those_of_the_district_s_own_report(year: int) -> None:
    last = date(year, 12, 31)
    own = {table.key: table for table in year_figures(_registry(), year, last).tables}
    held = _held(last)
    counts = {line.key: line.figures["count"].value for line in own["tasks"].lines}
    assert len(held.live) == counts["standing"]
    money = own["money_by_class"].total
    assert money is not None
    assert money.key == TOTAL
    assert _sum(held, Paid.PER_YEAR) == money.figures["per_year"].value
    assert _sum(held, Paid.PER_TASK) == money.figures["per_task"].value


def _sum(held: Holding, paid: Paid) -> Decimal:
    return sum((item.amount for item in held.live if item.paid is paid), Decimal(0))


@pytest.mark.parametrize("day", DAYS)
def test_a_law_is_old_when_the_register_says_so(day: date) -> None:
    known = _registry()
    expected = {
        (str(file.task.id), cited.law)
        for file in known.tasks
        if file.task.in_force(day)
        for cited in file.task.basis
        if isinstance(cited, LawBasis) and fate(known.statutes, cited, day)
    }
    found = {(item.id, one.cited.law) for item in _held(day).live for one in item.old}
    assert found == expected


def test_the_first_day_on_which_a_task_is_over_is_the_day_after_its_last() -> None:
    for item in _held(DAYS[-1]).items:
        if item.over is not None:
            before = {one.id for one in _held(item.over - timedelta(days=1)).live}
            assert item.filed >= item.over or item.id in before
            assert item.id not in {one.id for one in _held(item.over).live}


def test_an_even_split_over_the_streets_adds_up_to_what_is_paid_a_year() -> None:
    held = _held(DAYS[-1])
    split = held.per_street()
    assert set(split) == set(held.streets)
    difference = sum(split.values(), Decimal(0)) - _sum(held, Paid.PER_YEAR)
    assert abs(difference) <= Decimal("0.01") * len(split)


def test_what_was_entered_in_error_is_not_counted() -> None:
    assert "DL-2025-0009" not in {item.id for item in _held(DAYS[-1]).items}


def test_refusals_are_known_by_their_day_and_only_where_they_are_shared() -> None:
    def refuse(made: Tables) -> None:
        row: dict[str, Any] = {
            "title": "夜间犬吠劝阻",
            "class": None,
            "agency": "chengguan",
            "laws": [],
        }
        made["refusals"] = [
            {"district": "120110", "id": f"R{n}", "date": day, **row}
            for n, day in enumerate(("2025-03-04", "2026-03-04"), 1)
        ]

    held = _held(DAYS[1], district("120110", "东丽区", refuse))
    assert [(one.title, one.class_, one.agency) for one in held.refused] == [
        ("夜间犬吠劝阻", "", "区城市管理委")
    ]

    def silent(made: Tables) -> None:
        made["profile"][0]["shares_refusals"] = False

    assert held.shares
    assert not _held(DAYS[1], district("120110", "东丽区", silent)).shares
