"""A test that is in no set starts no process, and no program of another kind either."""

import multiprocessing
import os
import subprocess  # noqa: TID251 - what must not succeed is tried

import pytest


def test_a_test_in_no_set_that_starts_a_process_fails_and_is_told_which() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"starts a process \(git\).* mark it"):
        subprocess.run(["git", "version"], check=False)
    with pytest.raises(pytest.fail.Exception, match=r"starts a process \(os\.fork\)"):
        os.fork()
    with pytest.raises(pytest.fail.Exception, match=r"starts a process \(SpawnProcess-\d+\)"):
        multiprocessing.get_context("spawn").Process(target=print).start()


@pytest.mark.git
def test_a_test_in_a_set_may_start_one() -> None:
    assert subprocess.run(["git", "version"], capture_output=True, check=False).returncode == 0


def test_who_asks_for_a_repository_is_in_the_set_of_git(
    machine: dict[str, str], request: pytest.FixtureRequest
) -> None:
    assert request.node.get_closest_marker("git")
