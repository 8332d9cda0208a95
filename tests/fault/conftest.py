"""A folder in memory for the worlds: nothing here depends on a disk, and a disk is slow."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fault.shim import compiler

MEMORY = Path("/dev/shm")


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder of its own, in memory where the machine has such a place."""
    where = MEMORY if os.access(MEMORY, os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="accession-fault-", dir=where))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def shimmed(memory: Path) -> Path:
    """The same, on a machine where calls can be broken; elsewhere the test is skipped, loudly."""
    if compiler() is None:
        pytest.skip("NOT TESTED: no C compiler (make compiler), so no call can be broken")
    return memory
