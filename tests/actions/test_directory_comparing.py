"""``accession diff``: the change statement between two editions, and that it adds up."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from accession_cli.actions.directory_building import edition
from accession_cli.actions.directory_comparing import statement
from accession_cli.scheme.directory import Ending, Statement
from accession_cli.scheme.registry import TaskStatus
from accession_cli.scheme.task import LawBasis, Period, Task
from conftest import Answer
from edition_examples import correction, filed_task, registry, retirement
from repositories import Clone

Command = Callable[..., Answer]


def between(*tasks: Task, first: int = 2024, second: int = 2025) -> Statement:
    known = registry(*tasks)
    made = [
        edition(
            known,
            year=year,
            base_date=date(year, 12, 31),
            draft=False,
            commit=None,
            tool_version="0.1.0",
        )
        for year in (first, second)
    ]
    return statement(made[0], made[1], known, {})


def retired(task: Task, day: date) -> Task:
    return replace(task, status=TaskStatus.RETIRED, retirement=retirement(day))


def test_every_task_is_new_ended_changed_or_unchanged() -> None:
    renamed = filed_task(
        3, title="新名称", corrections=(correction(date(2025, 5, 6), "title", "旧名称", "新名称"),)
    )
    made = between(
        filed_task(1),
        retired(filed_task(2), date(2025, 6, 2)),
        renamed,
        retired(filed_task(4), date(2024, 9, 2)),  # ended before the first of the two editions
        filed_task(1, year=2025),
        retired(filed_task(2, year=2025), date(2025, 9, 1)),
    )
    assert [str(task.id) for task in made.new] == ["DL-2025-0001"]
    assert [(str(g.task.id), g.how, g.day) for g in made.ended] == [
        ("DL-2024-0002", Ending.RETIRED, date(2025, 6, 2))
    ]
    assert [
        (str(a.task.id), [(c.field, c.old, c.new) for c in a.changes]) for a in made.amended
    ] == [("DL-2024-0003", [("title", "旧名称", "新名称")])]
    assert made.unchanged == 1
    assert [str(gone.task.id) for gone in made.passing] == ["DL-2025-0002"]
    assert (made.earlier.tasks, made.later.tasks, made.net) == (3, 3, 0)


def test_a_task_whose_period_ran_out_has_ended_without_anybody_writing_it() -> None:
    made = between(filed_task(1, period=Period(start=date(2024, 3, 11), end=date(2025, 3, 10))))
    (gone,) = made.ended
    assert (gone.how, gone.day, gone.reason) == (Ending.EXPIRED, date(2025, 3, 11), None)


def test_the_fields_of_a_basis_are_told_one_by_one() -> None:
    before = filed_task(1)
    law = LawBasis(law="社会救助暂行办法", version="2014", article="第五条")
    after = replace(before, basis=(law,))
    one, two = registry(before), registry(after)
    day = date(2024, 12, 31)
    made = [
        edition(r, year=2024, base_date=day, draft=False, commit=None, tool_version="0")
        for r in (one, two)
    ]
    (amended,) = statement(made[0], made[1], two, {}).amended
    assert [(c.field, c.old, c.new) for c in amended.changes] == [
        ("basis[0].article", "第四条第二款", "第五条")
    ]


def told(accession: Command, clone: Clone, *more: str) -> Any:
    answer = accession("-C", str(clone.top), "diff", *more, "--format", "json")
    assert answer.code == 0, answer.err
    return json.loads(answer.out)


@pytest.mark.parametrize("years", [("2024", "2025"), ("2025", "2026"), ("2024", "2026")])
def test_the_numbers_of_the_sample_add_up(
    district: Clone, accession: Command, years: tuple[str, str]
) -> None:
    counts = told(accession, district, *years)["counts"]
    assert counts["earlier"] + counts["new"] - counts["ended"] == counts["later"]
    assert counts["changed"] + counts["unchanged"] + counts["ended"] == counts["earlier"]
    assert counts["net_change"] == counts["later"] - counts["earlier"]


def test_the_order_of_the_years_does_not_matter(district: Clone, accession: Command) -> None:
    assert told(accession, district, "2025", "2024") == told(accession, district, "2024", "2025")


def test_a_frozen_side_is_as_it_was_frozen(district: Clone, accession: Command) -> None:
    here = ("-C", str(district.top))
    assert accession(*here, "freeze", "2024", "--keep", "DL-2024-0020=核对中").code == 0
    name = "registry/tasks/2024/DL-2024-0006.yaml"
    text = (district.top / name).read_text(encoding="utf-8")
    title = next(line for line in text.splitlines() if line.startswith("title:"))
    district.commit("silently", **{name: text.replace(title, "title: 悄悄改过的名称")})
    made = told(accession, district, "2024", "2025")
    assert (made["earlier"]["frozen"], made["later"]["frozen"]) == (True, False)
    changed = {one["id"]: one["fields"] for one in made["changed"]}
    assert changed["DL-2024-0006"] == [
        {"field": "title", "old": title.removeprefix("title: "), "new": "悄悄改过的名称"}
    ]


def test_text_and_markdown_say_the_same_and_records_never_become_markup(
    district: Clone, accession: Command
) -> None:
    name = "registry/tasks/2025/DL-2025-0001.yaml"
    text = (district.top / name).read_text(encoding="utf-8")
    title = next(line for line in text.splitlines() if line.startswith("title:"))
    district.commit("odd", **{name: text.replace(title, "title: 名称<b>*x*</b>")})
    here = ("-C", str(district.top), "diff", "2024", "2025")
    plain = accession(*here).out
    assert "32 tasks, 15 new and 4 ended make 43." in plain
    assert "period.end: “2025-04-07” became “2027-04-07”" in plain
    marked = accession(*here, "--format", "md").out
    assert marked.startswith("# What changed from the edition of 2024 to that of 2025\n")
    assert "- DL-2025-0001 名称\\<b\\>\\*x\\*\\</b\\>" in marked


def test_one_year_is_nothing_to_compare(district: Clone, accession: Command) -> None:
    assert accession("-C", str(district.top), "diff", "2024", "2024").code == 2
    assert accession("-C", str(district.top), "diff", "2024", "2025", "--format", "x").code == 2
    assert accession("-C", str(district.top), "diff", "2019", "2025").code == 1
