"""Whatever state a clone, a remote or a machine is in, nothing of the clerk's is touched."""

import os

import pytest

from fault.conftest import Stand
from fault.state_table import STATES
from fault.states import judge
from fault.world import begun

#: Every third state here, all of them in ``make fault``; what takes long only there.
SAMPLE = [state for state in STATES if not state.slow][::3]


@pytest.mark.parametrize("part", range(4))
def test_filing_in_an_unusual_state(stand: Stand, part: int) -> None:
    world, wrong = stand.world, {}
    for state in SAMPLE[part::4]:
        if state.superuser and os.geteuid() != 0:
            continue
        template = begun(world, stand.folder, remote=state.remote)
        if problems := list(judge(state, world, template, stand.runner)):
            wrong[state.title] = problems
    assert wrong == {}


def test_states_are_many_and_each_is_named_once() -> None:
    titles = [state.title for state in STATES]
    assert len(set(titles)) == len(titles) >= 60
