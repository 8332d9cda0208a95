"""Who carries out the steps: threads on this machine, or the workers of a Dask scheduler.

Both are an ``Executor`` of ``concurrent.futures``; the steps are the same, and so are the bytes
that they write. A thread only waits: what is read is read in a process of its own.
"""

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final

from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_

LOCAL: Final = "local"
_ADDRESS: Final = ("tcp://", "tls://")
_SECONDS: Final = 30

#: Neither ``local`` nor the address of a scheduler.
NO_ENGINE: Final = Refusal(
    N_("“{engine}” names no engine."),
    N_("Write local, or the address of a Dask scheduler, as in tcp://10.0.0.5:8786."),
    Exit.USAGE,
)
#: Dask is an extra of its own.
NO_DASK: Final = Refusal(
    N_("The workers of several machines need Dask, which is not installed here."),
    N_("Install it beside accession, pip install distributed, or collect with --engine local."),
    Exit.OUTSIDE,
)
SCHEDULER_AWAY: Final = Refusal(
    N_("The scheduler {engine} gives no answer: {words}"),
    N_("Start it with dask scheduler, or collect with --engine local."),
    Exit.OUTSIDE,
)


@contextmanager
def engine(name: str) -> Iterator[Executor]:
    """The engine *name*; raises ``NO_ENGINE``, ``NO_DASK`` or ``SCHEDULER_AWAY``."""
    if name == LOCAL:
        with _threads() as threads:
            yield threads
    elif name.startswith(_ADDRESS):
        with _workers(name) as workers:
            yield workers
    else:
        raise NO_ENGINE(engine=name)


@contextmanager
def _threads() -> Iterator[Executor]:
    threads = ThreadPoolExecutor(max_workers=os.cpu_count() or 1)
    try:
        yield threads
    finally:
        threads.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _workers(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError as error:
        raise NO_DASK() from error
    try:
        client = Client(address, timeout=_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise SCHEDULER_AWAY(engine=address, words=str(error)) from error
    with client:
        yield client.get_executor(pure=False)
