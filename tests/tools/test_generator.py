"""The generated registries: sound, like a district's, and the same for the same seed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from generator.admissions import District
from generator.register import tasks
from generator.repository import generate, home

from accession_cli.scheme.registry import TaskStatus
from accession_cli.scheme.task import Route, Task
from conftest import Answer
from repositories import Clone


@pytest.fixture(scope="module")
def made() -> tuple[Task, ...]:
    """A thousand tasks, about as many as a district has filed in seven years."""
    return tuple(tasks(District.of(home()), 1000, seed=7))


@pytest.mark.git
def test_a_generated_registry_has_no_errors_and_few_warnings(
    tmp_path: Path, accession: Callable[..., Answer]
) -> None:
    generate(500, tmp_path / "made", seed=7)
    answer = accession("-C", str(tmp_path / "made"), "validate", "--format", "json")
    report = json.loads(answer.out)
    assert (report["checked"], report["summary"]["error"]) == (504, 0)
    assert report["summary"]["warning"] <= 10
    assert report["summary"]["hint"] < 100


def test_the_same_seed_makes_the_same_commit(tmp_path: Path, machine: dict[str, str]) -> None:
    heads = []
    for name, seed in (("one", 7), ("two", 7), ("three", 8)):
        generate(40, tmp_path / name, seed=seed)
        made = Clone(top=tmp_path / name, environ=machine)
        assert made.git("status", "--porcelain") == ""
        heads.append(made.head)
    assert heads[0] == heads[1]
    assert heads[0] != heads[2]


def test_numbers_are_drawn_in_the_order_of_filing(made: tuple[Task, ...]) -> None:
    in_order = sorted(made, key=lambda task: task.id)
    assert len({task.id for task in made}) == 1000
    assert in_order == sorted(in_order, key=lambda task: task.filing.date)
    for year in range(2020, 2027):
        serials = [task.id.serial for task in in_order if task.id.year == year]
        assert serials == list(range(1, len(serials) + 1))
        assert len(serials) > 100


def test_tasks_come_and_go_in_every_way(made: tuple[Task, ...]) -> None:
    by_id = {task.id: task for task in made}
    retired = [task for task in made if task.status is TaskStatus.RETIRED]
    follow = [task for task in made if task.supersedes]
    assert 300 < len(retired) < 800
    assert all(task.retirement and task.retirement.material for task in retired)
    assert len(follow) > 20
    assert all(by_id[task.supersedes[0]].superseded_by == (task.id,) for task in follow)
    assert sum(task.route is Route.EMERGENCY for task in made) > 5
    assert sum(bool(task.corrections) for task in made) > 50
