"""Start a Python beside this one that has nothing to do with where or how this one is used."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

_SAFE: Final = "PYTHONSAFEPATH"


def start(process: "BaseProcess") -> None:
    """Start *process*: it imports nothing from the current folder, and Ctrl-C is not for it.

    A foreign repository may be the current folder, and may hold a ``socket.py``. ``OSError`` when
    no process is to be had.
    """
    with _safe_path(), _no_interrupt():
        process.start()


@contextmanager
def _safe_path() -> Iterator[None]:
    before = os.environ.get(_SAFE)
    os.environ[_SAFE] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_SAFE]
        else:
            os.environ[_SAFE] = before


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """A new process begins with what is blocked here; on Windows it learns by itself to ignore."""
    if sys.platform == "win32":
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # started below, it would let the signals through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
