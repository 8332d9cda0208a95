"""Whatever call of a writing command fails, nothing is lost, doubled or half done."""

import pytest

from fault.conftest import Stand
from fault.injections import WAYS, case_of, inject, points
from fault.verbs import VERBS, Verb

SEED = 20261012
SAMPLE = 4
CASES = [
    (verb, remote) for verb in VERBS for remote in ((True, False) if verb.remote else (False,))
]


@pytest.mark.parametrize(
    ("verb", "remote"),
    CASES,
    ids=[f"{verb.name}-{'remote' if remote else 'local'}" for verb, remote in CASES],
)
def test_a_command_that_is_broken_at_any_call_is_healed_by_the_next_one(
    stand: Stand, verb: Verb, *, remote: bool
) -> None:
    world, runner = stand.world, stand.runner
    sample = SAMPLE // 2 if verb.name == "freeze" else SAMPLE
    case = case_of(verb, world, runner, stand.folder, remote=remote)
    wrong = [
        (way.name, at, outcome.run.call, outcome.run.path, outcome.problems)
        for way, at in points(case, WAYS, sample, SEED)
        if (outcome := inject(case, world, runner, way, at)).problems
    ]
    assert wrong == []
