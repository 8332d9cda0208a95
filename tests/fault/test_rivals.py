"""Several people record at once, and nobody's record is lost, doubled or given another's number."""

from pathlib import Path

import pytest

from fault.clones import race
from fault.rivals import harvest
from fault.world import World


def test_four_clones_file_at_once(memory: Path) -> None:
    result = race(World(memory / "world"), clones=4, each=4)
    assert result.faults == ()
    assert result.records == 16


def test_clones_file_through_the_hook_while_somebody_pushes_by_hand(memory: Path) -> None:
    result = race(World(memory / "world"), clones=2, each=2, hands=1)
    assert result.faults == ()
    assert result.records == 4


def test_a_script_that_pushes_without_a_pause_keeps_no_command_waiting(memory: Path) -> None:
    result = race(World(memory / "world"), clones=1, each=4, hands=1, pause=0.0)
    assert result.faults == ()
    assert result.pushed <= 4 * result.records  # they take turns


@pytest.mark.parametrize("signed", [False, True], ids=["unsigned", "signed"])
def test_commands_are_killed_while_rivals_record(shimmed: Path, *, signed: bool) -> None:
    kills = 4 if signed else 8
    result = harvest(
        shimmed / "scratch", World(shimmed / "world"), kills=kills, seed=8, signed=signed
    )
    assert result.faults == ()
    assert result.rivals
