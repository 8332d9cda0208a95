"""Typeset a directory or its volumes in processes of their own while this one makes the rest.

Typesetting takes as long as all other formats together, holds the one interpreter while it lasts,
and what Typst remembers of one volume is of no use for the next: so each has a new process. A
document is the same, byte for byte, wherever it is typeset.
"""

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from threading import Lock, Semaphore
from typing import TypeAlias, TypeVar

from accession_cli.office import apart
from accession_cli.papers import directory_pdf
from accession_cli.papers.templates import Environment, Rendered

Maker: TypeAlias = Callable[[], directory_pdf.Manuscript]
D = TypeVar("D")


@contextmanager
def beside(
    makers: Sequence[Maker],
    environment: Environment,
    kept: Callable[[int, Rendered], D],
    *,
    first: int,
    then: int,
) -> Iterator[Callable[[], list[D | None]]]:
    """Begin to typeset what each of *makers* writes, as many at a time as *first*.

    Each document is given to *kept*, in a thread, with its maker's number. What is yielded waits
    for what *kept* makes of them all, in their order; from *then* on so many are typeset at a time.
    None stands for what the other process could not make, or did not live to make: made here once
    more, a refusal says what it is about.
    """
    desk = _Desk()
    turns = Semaphore(first)

    def typeset(number: int) -> D | None:
        with turns:
            document = desk.typeset(makers[number], environment)
        return kept(number, document) if document else None

    def results() -> list[D | None]:
        if then > first:
            turns.release(then - first)
        return [one.result() for one in waiting]

    with ThreadPoolExecutor(then) as threads:
        waiting: list[Future[D | None]] = []
        try:
            waiting += [threads.submit(typeset, number) for number in range(len(makers))]
            yield results
        finally:  # also when another format failed, or somebody pressed Ctrl-C
            for one in waiting:
                one.cancel()
            desk.close()


class _Desk:
    """The processes that are at work; ``close`` ends them."""

    def __init__(self) -> None:
        self._lock, self._open = Lock(), True
        self._working: set[SpawnProcess] = set()

    def typeset(self, maker: Maker, environment: Environment) -> Rendered | None:
        """The document of what *maker* writes, made in a new process; None when that made none."""
        manuscript = maker()
        context = get_context("spawn")  # alike on all systems, and safe beside the threads of Typst
        here, there = context.Pipe()
        process = context.Process(target=_typeset, args=(there,), daemon=True)
        if not self._begun(process):
            return None
        there.close()
        try:
            here.send((manuscript, environment))
            answer: Rendered = here.recv()
        except (EOFError, OSError):
            return None
        else:
            return answer
        finally:
            here.close()
            with self._lock:
                self._working.discard(process)
            process.kill()
            process.join()

    def _begun(self, process: SpawnProcess) -> bool:
        with self._lock, suppress(OSError):  # no process is to be had
            if self._open:
                apart.start_fresh(process)
                self._working.add(process)
                return True
        return False

    def close(self) -> None:
        """Begin nothing more, and end what has begun."""
        with self._lock:
            self._open = False
            for process in self._working:
                process.kill()


def _typeset(there: Connection) -> None:
    """The other process: make it and send it, or say nothing."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for the one at the terminal
    with suppress(Exception):
        there.send(directory_pdf.typeset(*there.recv()))
