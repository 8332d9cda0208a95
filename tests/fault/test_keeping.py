"""A long run that was stopped goes on from what it had found."""

from pathlib import Path

import pytest

from fault.keeping import Keeping


def test_a_figure_is_measured_once_until_all_are_on_the_page(tmp_path: Path) -> None:
    measured: list[str] = []

    def race() -> int:
        measured.append("race")
        return 8

    first = Keeping(tmp_path / "plan")
    assert first.figure("race", race) == 8
    assert Keeping(tmp_path / "plan").figure("race", race) == 8
    assert measured == ["race"]
    first.forget()
    assert first.figure("race", race) == 8
    assert measured == ["race", "race"]


def test_a_figure_that_was_not_reached_is_not_kept(tmp_path: Path) -> None:
    kept = Keeping(tmp_path / "plan")

    def stopped() -> int:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept.figure("race", stopped)
    assert kept.figure("race", lambda: 8) == 8
