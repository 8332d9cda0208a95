"""Each harness finds the bug it is there for, planted in a copy of the tool."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fault import planted, power
from fault.clones import race
from fault.conftest import Stand
from fault.injections import case_of, inject
from fault.planted import Bug
from fault.runner import Runner
from fault.shim import Way
from fault.state_table import STATES
from fault.states import judge
from fault.verbs import VERBS
from fault.world import World, begun


@contextmanager
def planted_in(stand: Stand, folder: Path, bug: Bug) -> Iterator[Runner]:
    """A server at *stand* with a copy in *folder* of the tool, in which there is *bug*."""
    with Runner(stand.folder / "planted", stand.world.root, source=bug.planted(folder)) as runner:
        yield runner


def found_by_injection(
    stand: Stand, folder: Path, bug: Bug, verb: str, way: Way, *, remote: bool
) -> bool:
    """Whether calls that are broken in one *way* bring *bug* to light."""
    world = stand.world
    chosen = next(one for one in VERBS if one.name == verb)
    with planted_in(stand, folder, bug) as runner:
        case = case_of(chosen, world, runner, stand.folder, remote=remote)
        calls = range(1, case.calls + 1)
        order = random.Random(bug.name).sample(calls, len(calls))
        return any(inject(case, world, runner, way, at).problems for at in order)


def found_by_state(stand: Stand, folder: Path, bug: Bug, title: str) -> bool:
    template = begun(stand.world, stand.folder, remote=True)
    state = next(one for one in STATES if one.title == title)
    with planted_in(stand, folder, bug) as runner:
        return any(judge(state, stand.world, template, runner))


@pytest.mark.parametrize(
    ("bug", "verb", "way", "remote"),
    [
        (planted.BRANCH_FIRST, "calendar import", Way.KILL, False),
        (planted.OUTBOX_FIRST, "sync", Way.KILL, False),
        (planted.REPORT_LEFT, "file", Way.FULL_ONCE, False),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_injections_find(
    stand: Stand, memory: Path, bug: Bug, verb: str, way: Way, *, remote: bool
) -> None:
    assert found_by_injection(stand, memory, bug, verb, way, remote=remote)


@pytest.mark.parametrize(
    ("bug", "title"),
    [
        (planted.FORCED_VIEW, "the remote's history was rewritten, with a remote"),
        (planted.RELATIVE_LISTING, "a sub-folder, with a remote"),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_states_find(stand: Stand, memory: Path, bug: Bug, title: str) -> None:
    assert found_by_state(stand, memory, bug, title)


def test_nothing_is_found_where_no_bug_was_planted(stand: Stand, memory: Path) -> None:
    for name in ("the remote's history was rewritten", "a sub-folder"):
        assert not found_by_state(stand, memory / name, planted.NONE, f"{name}, with a remote")
    source = planted.NONE.planted(memory)
    assert race(World(memory / "world"), clones=3, each=2, source=source).faults == ()


def test_a_race_finds_numbers_from_the_work_tree(memory: Path) -> None:
    source = planted.OWN_NUMBERS.planted(memory)
    assert race(World(memory / "world"), clones=3, each=3, source=source).faults


def test_power_cuts_find_that_nothing_is_forced_to_the_disk(shimmed: Path) -> None:
    if why := power.possible(shimmed):
        pytest.skip(f"NOT TESTED: the power cannot be cut here: {why}")
    assert power.cuts(shimmed, every=100, source=planted.FSYNC_OFF.planted(shimmed)).faults
