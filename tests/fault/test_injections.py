"""Whatever call of a writing command fails, nothing is lost, doubled or half done."""

import pytest

from fault.conftest import Stand
from fault.injections import WAYS, case_of, inject, points
from fault.verbs import CASES, Verb

SEED = 20261012
SAMPLE = 4
#: Where signatures are required, ``make fault`` breaks calls without a remote as well.
TRIED = [(verb, remote) for verb, remote in CASES if remote or not verb.signed]


@pytest.mark.parametrize(
    ("verb", "remote"),
    TRIED,
    ids=[f"{verb.name}-{'remote' if remote else 'local'}" for verb, remote in TRIED],
)
def test_a_command_that_is_broken_at_any_call_is_healed_by_the_next_one(
    stand: Stand, verb: Verb, *, remote: bool
) -> None:
    world, runner = stand.world, stand.runner
    sample = 1 if verb.signed else SAMPLE // 2 if verb.name == "freeze" else SAMPLE
    case = case_of(verb, world, runner, stand.folder, remote=remote)
    wrong = [
        (way.name, at, outcome.run.call, outcome.run.path, outcome.problems)
        for way, at in points(case, WAYS, sample, SEED)
        if (outcome := inject(case, world, runner, way, at)).problems
    ]
    assert wrong == []
