"""What the hook took, verify takes for ever; what verify reports, the hook refused."""

from pathlib import Path

import pytest

from kept_registries import Kept
from mixed_pushes import pushes

pytestmark = pytest.mark.git


@pytest.mark.parametrize("seed", range(6))
def test_what_the_hook_took_verify_takes(seed: int, kept: Kept, tmp_path: Path) -> None:
    told = pushes(kept, tmp_path / "server.git", seed, 6)
    assert told.wrong == []
    assert told.taken + told.refused >= 1
    assert told.found <= told.refused
