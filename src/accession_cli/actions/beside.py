"""Make one document in a process of its own while this process makes others.

Typesetting thousands of tasks takes as long as all other formats together, and holds the one
interpreter while it lasts. The document is the same, byte for byte, wherever it is made.
"""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection

from accession_cli.model.edition import Edition
from accession_cli.render import FORMATS, Environment, Rendered


@contextmanager
def beside(name: str, made: Edition, environment: Environment) -> Iterator[Callable[[], Rendered]]:
    """Begin to make the format *name*; what is yielded waits for it.

    What the other process cannot make, or does not live to make, is made here once more: so a
    refusal is raised where it is heard, and says the same.
    """
    context = get_context("spawn")  # alike on all systems, and safe beside the threads of Typst
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_make, args=(there, name, made, environment), daemon=True)

    def document() -> Rendered:
        with suppress(EOFError, OSError):
            answer: Rendered = here.recv()
            return answer
        return FORMATS[name].render(made, environment)

    with suppress(OSError):  # no process is to be had
        process.start()
    there.close()
    try:
        yield document
    finally:  # also when another format failed, or somebody pressed Ctrl-C
        here.close()
        if process.pid is not None:
            process.kill()
            process.join()


def _make(there: Connection, name: str, made: Edition, environment: Environment) -> None:
    """The other process: make it and send it, or say nothing."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for the one at the terminal
    with suppress(Exception):
        there.send(FORMATS[name].render(made, environment))
