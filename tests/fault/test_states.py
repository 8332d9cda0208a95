"""Whatever state a clone, a remote or a machine is in, nothing of the clerk's is touched."""

import os
from pathlib import Path

import pytest

from fault.runner import Runner
from fault.state_table import STATES
from fault.states import judge
from fault.world import World, make

#: Every third state here, all of them in ``make fault``; what takes long only there.
SAMPLE = [state for state in STATES if not state.slow][::3]


@pytest.mark.parametrize("part", range(4))
def test_filing_in_an_unusual_state(shimmed: Path, part: int) -> None:
    world = World(shimmed / "world")
    templates = {}
    for remote in (True, False):
        make(world, remote=remote)
        templates[remote] = world.kept_as(shimmed / f"template-{remote}")
    wrong = {}
    with Runner(shimmed / "scratch", world.root) as runner:
        for state in SAMPLE[part::4]:
            if state.superuser and os.geteuid() != 0:
                continue
            if problems := list(judge(state, world, templates[state.remote], runner)):
                wrong[state.title] = problems
    assert wrong == {}


def test_states_are_many_and_each_is_named_once() -> None:
    titles = [state.title for state in STATES]
    assert len(set(titles)) == len(titles) >= 60
