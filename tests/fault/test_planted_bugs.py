"""Each harness finds the bug it is there for, planted in a copy of the tool."""

import random
from pathlib import Path

import pytest

from fault import planted, power
from fault.clones import race
from fault.injections import case_of, inject
from fault.planted import Bug
from fault.runner import Runner
from fault.shim import Way
from fault.state_table import STATES
from fault.states import judge
from fault.verbs import VERBS
from fault.world import World, make


def found_by_injection(folder: Path, bug: Bug, verb: str, way: Way, *, remote: bool) -> bool:
    """Whether calls that are broken in one *way* bring *bug* to light."""
    world = World(folder / "world")
    source = bug.planted(folder)
    chosen = next(one for one in VERBS if one.name == verb)
    with Runner(folder / "scratch", world.root, source=source) as runner:
        case = case_of(chosen, world, runner, folder / "template", remote=remote)
        calls = range(1, case.calls + 1)
        order = random.Random(bug.name).sample(calls, len(calls))
        return any(inject(case, world, runner, way, at).problems for at in order)


def found_by_state(folder: Path, bug: Bug, title: str) -> bool:
    world = World(folder / "world")
    folder.mkdir(exist_ok=True)
    make(world, remote=True)
    template = world.kept_as(folder / "template")
    state = next(one for one in STATES if one.title == title)
    with Runner(folder / "scratch", world.root, source=bug.planted(folder)) as runner:
        return any(judge(state, world, template, runner))


@pytest.mark.parametrize(
    ("bug", "verb", "way", "remote"),
    [
        (planted.BRANCH_FIRST, "calendar import", Way.KILL, False),
        (planted.OUTBOX_FIRST, "sync", Way.KILL, False),
        (planted.REPORT_LEFT, "file", Way.FULL_ONCE, False),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_injections_find(shimmed: Path, bug: Bug, verb: str, way: Way, *, remote: bool) -> None:
    assert found_by_injection(shimmed, bug, verb, way, remote=remote)


@pytest.mark.parametrize(
    ("bug", "title"),
    [
        (planted.FORCED_VIEW, "the remote's history was rewritten, with a remote"),
        (planted.RELATIVE_LISTING, "a sub-folder, with a remote"),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_states_find(shimmed: Path, bug: Bug, title: str) -> None:
    assert found_by_state(shimmed, bug, title)


def test_nothing_is_found_where_no_bug_was_planted(shimmed: Path) -> None:
    for name in ("the remote's history was rewritten", "a sub-folder"):
        assert not found_by_state(shimmed / name, planted.NONE, f"{name}, with a remote")
    source = planted.NONE.planted(shimmed)
    assert race(World(shimmed / "world"), clones=3, each=2, source=source).faults == ()


def test_a_race_finds_numbers_from_the_work_tree(memory: Path) -> None:
    source = planted.OWN_NUMBERS.planted(memory)
    assert race(World(memory / "world"), clones=3, each=3, source=source).faults


def test_power_cuts_find_that_nothing_is_forced_to_the_disk(shimmed: Path) -> None:
    if why := power.possible(shimmed):
        pytest.skip(f"NOT TESTED: the power cannot be cut here: {why}")
    assert power.cuts(shimmed, every=100, source=planted.FSYNC_OFF.planted(shimmed)).faults
