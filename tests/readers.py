"""What reads a foreign file begins from a process that has loaded the tool, to save time.

A clerk's reader is a new process; so it is in the folders ``office`` and ``hostile``.
"""

import sys
from multiprocessing import forkserver, get_context
from multiprocessing.context import ForkServerContext
from typing import Final

import pytest

from accession_cli.office import apart

_AS_FOR_CLERKS: Final = ("office", "hostile", "districts")
_LOADED: Final = [
    "accession_cli.office.container",
    "accession_cli.papers.application_list",
    "accession_cli.papers.cells",
]


@pytest.fixture(autouse=True)
def readers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have ``read_apart`` fork its reader."""
    if sys.platform != "linux" or request.path.parent.name in _AS_FOR_CLERKS:
        return
    preloaded: list[str] = forkserver._forkserver._preload_modules  # type: ignore[attr-defined] # typeshed leaves it out
    if preloaded != _LOADED:  # what districts need takes the memory that a reader may have
        forkserver._forkserver._stop()  # type: ignore[attr-defined] # the same
    monkeypatch.setattr(apart, "_context", _loaded)


def _loaded(_preload: str | None) -> ForkServerContext:
    context = get_context("forkserver")
    context.set_forkserver_preload(_LOADED)
    return context
