"""Every action has its place in the campaign, and waits and is sent where it is broken off."""

import importlib
import inspect
import json
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest

from accession_cli import actions
from accession_cli.actions.action import Action
from accession_cli.actions.outbox import KINDS
from fault.conftest import Stand
from fault.injections import State, case_of
from fault.verbs import VERBS, Verb, apart, run

ASKING = [verb for verb in VERBS if verb.does]


def kinds(of: type[Action[Any]] = Action) -> Iterator[type[Action[Any]]]:
    """Every action that can be carried out."""
    for kind in of.__subclasses__():
        if not inspect.isabstract(kind):
            yield kind
        yield from kinds(kind)


def test_every_action_may_wait_and_has_its_place_signed_and_unsigned() -> None:
    for module in pkgutil.iter_modules(actions.__path__, f"{actions.__name__}."):
        importlib.import_module(module.name)
    # a class with slots is made twice, and the first one is still known to its base
    verbs = {kind.verb for kind in kinds()}
    assert verbs == set(KINDS)
    for signed in (False, True):
        tried = {verb.does for verb in ASKING if verb.signed is signed}
        assert verbs - tried == set()
        assert tried - verbs == set()


@pytest.mark.parametrize("verb", ASKING, ids=[verb.name for verb in ASKING])
def test_what_waited_for_the_server_is_told_and_sent_as_if_it_had_not(
    stand: Stand, verb: Verb
) -> None:
    world, runner = stand.world, stand.runner
    case = case_of(verb, world, runner, stand.folder, remote=True)
    signature = "gpgsig " in world.git(world.trunk, "cat-file", "commit", "main")
    assert signature is verb.signed
    world.copied_from(case.template)
    apart(world, runner, verb.arguments)
    (request,) = (world.desk / ".git/accession/outbox").iterdir()
    assert json.loads(request.read_text(encoding="utf-8"))["verb"] == verb.does
    told = run(runner, world, ("sync", "--list"))
    assert (told.code, request.name[:8] in told.out) == (0, True), told
    sent = run(runner, world, ("sync",))
    assert sent.code == 0, sent
    assert list(State.of(world).differences(case.golden)) == []
