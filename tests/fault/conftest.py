"""Folders in memory for the worlds: nothing here depends on a disk, and a disk is slow."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fault.runner import Runner
from fault.shim import compiler
from fault.world import World

MEMORY = Path("/dev/shm")


def new_folder() -> Path:
    """A folder in memory where the machine has such a place."""
    where = MEMORY if os.access(MEMORY, os.W_OK) else None
    return Path(tempfile.mkdtemp(prefix="accession-fault-", dir=where))


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder of its own."""
    folder = new_folder()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def shimmed(memory: Path) -> Path:
    """The same, on a machine where calls can be broken; elsewhere the test is skipped, loudly."""
    if compiler() is None:
        pytest.skip("NOT TESTED: no C compiler (make compiler), so no call can be broken")
    return memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where one world after another is tried, by commands of one server."""

    folder: Path
    world: World
    runner: Runner

    def end(self) -> None:
        self.runner.end()
        shutil.rmtree(self.folder, ignore_errors=True)


_STAND = pytest.StashKey[Stand]()


@pytest.fixture
def stand(request: pytest.FixtureRequest, shimmed: Path) -> Stand:
    """The stand of this process. The first test sets it up, from within its sealed world."""
    if _STAND not in request.config.stash:
        folder = new_folder()
        world = World(folder / "world")
        made = Stand(folder=folder, world=world, runner=Runner(folder / "scratch", world.root))
        request.config.stash[_STAND] = made
        request.config.add_cleanup(made.end)
    return request.config.stash[_STAND]
