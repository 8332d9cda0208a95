"""Read a file that nobody vouches for in a process of its own, within limits."""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar

from accession_cli.errors import AccessionError
from accession_cli.store import fresh_process

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

SECONDS: Final = 20.0
MEMORY: Final = 300 << 20  # address space of the process, the interpreter's own included

T = TypeVar("T")


class NoAnswer(Exception):
    """The process broke down, was too slow or wanted too much; what was read is hostile."""


def read_apart(read: Callable[..., T], *arguments: object, seconds: float = SECONDS) -> T:
    """What *read* gives for *arguments*; its refusals are raised here, other failures NoAnswer."""
    from multiprocessing import get_context

    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    reader = context.Process(target=_read_and_send, args=(theirs, read, arguments), daemon=True)
    fresh_process.start(reader)
    theirs.close()
    try:
        if not ours.poll(seconds):
            raise NoAnswer
        made, refusal, facts = ours.recv()
    except EOFError as died:  # of its limits, or of a fault in a library
        raise NoAnswer from died
    finally:
        ours.close()
        reader.kill()
        reader.join()
    if refusal is not None:
        raise refusal(**facts)
    result: T = made
    return result


def _read_and_send(
    answer: "Connection", read: Callable[..., Any], arguments: tuple[object, ...]
) -> None:
    """What the process does; it says nothing, because what it reads is nobody's business."""
    _bind()
    with suppress(Exception):
        answer.send(_answer(read, arguments))
    os._exit(0)


def _answer(
    read: Callable[..., Any], arguments: tuple[object, ...]
) -> tuple[Any, type[AccessionError] | None, Mapping[str, object]]:
    try:
        return read(*arguments), None, {}
    except AccessionError as refused:
        return None, type(refused), dict(refused.facts)


def _bind() -> None:
    import signal

    silent = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(silent, stream)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command itself is stopped, and stops us
    with suppress(ImportError, ValueError, OSError):  # no such limits on this system
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
