"""The power is cut, and what was said to be recorded is recorded."""

from pathlib import Path

import pytest

from fault.power import cuts, possible


def test_a_power_cut_loses_nothing_that_was_answered(shimmed: Path) -> None:
    if why := possible(shimmed):
        pytest.skip(f"NOT TESTED: the power cannot be cut here: {why}")
    result = cuts(shimmed, every=70)
    assert result.faults == ()
    assert result.answered
