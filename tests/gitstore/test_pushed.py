"""Whose turn it is when commands and people push to one server."""

import os
from pathlib import Path

import pytest

from accession_cli.gitstore import pushed
from accession_cli.gitstore.git import Git
from accession_cli.gitstore.pushed import in_turn
from repositories import new_repository

pytestmark = pytest.mark.git
LOOKS = 3


@pytest.fixture
def git(tmp_path: Path, machine: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Git:
    monkeypatch.setattr(pushed, "HAND_SECONDS", 10_000.0)  # however slow this machine is
    found = Git.reading(new_repository(tmp_path / "server", machine).top, named=True)
    assert found is not None
    return found


def beaten(git: Git, *, by_hand: bool, by_other: bool = True) -> None:
    """A push that the trunk has moved away from meanwhile."""
    with in_turn(
        git, by_hand=by_hand, moved=lambda: True, beaten_by_hand=lambda: by_other
    ) as still:
        assert not still


def stands_back(git: Git, *, by_hand: bool) -> bool:
    """Whether a push waits for others; it is let through once the trunk has been looked at."""
    looks: list[bool] = []

    def moved() -> bool:
        looks.append(len(looks) >= LOOKS)
        return looks[-1]

    with in_turn(git, by_hand=by_hand, moved=moved, beaten_by_hand=lambda: False):
        return len(looks) > 1


@pytest.mark.parametrize("by_hand", [True, False])
def test_who_was_beaten_by_the_others_goes_first(git: Git, *, by_hand: bool) -> None:
    assert not stands_back(git, by_hand=not by_hand)
    beaten(git, by_hand=by_hand)
    assert not stands_back(git, by_hand=by_hand)  # it gets through
    assert not stands_back(git, by_hand=not by_hand)
    beaten(git, by_hand=by_hand)
    assert stands_back(git, by_hand=not by_hand)


@pytest.mark.parametrize("by_hand", [True, False])
def test_of_both_the_one_that_was_beaten_first_goes_first(git: Git, *, by_hand: bool) -> None:
    beaten(git, by_hand=by_hand)
    (mark,) = (git.shared / "accession").glob("[ch]*")
    os.utime(mark, (mark.stat().st_atime, mark.stat().st_mtime - 1))
    beaten(git, by_hand=not by_hand)
    assert not stands_back(git, by_hand=by_hand)
    assert not stands_back(git, by_hand=not by_hand)  # it is its turn now


def test_a_command_that_another_command_beat_holds_nobody_up(git: Git) -> None:
    beaten(git, by_hand=False, by_other=False)
    assert not stands_back(git, by_hand=True)
