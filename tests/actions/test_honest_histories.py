"""A few of the histories of `soak_histories`: whatever was done lawfully, nobody is accused."""

from pathlib import Path

import pytest

from soak_histories import alarms

pytestmark = pytest.mark.git


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_what_was_kept_lawfully_passes_the_hook_and_verify(
    seed: int, tmp_path: Path, machine: dict[str, str]
) -> None:
    kept, said = alarms(tmp_path, seed, machine)
    assert said == []
    assert kept.commits > 30
    assert (kept.done["change_keys"] > 0) == (seed == 3)
