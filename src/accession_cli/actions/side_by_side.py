"""Share work on many files among the processors of this machine.

A process that is forked knows all that we know and costs a few milliseconds; only its answer has to
be sent. Where processes cannot be forked safely, or one is lost, the work is simply done here.
"""

import gc
import os
import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise
from signal import SIGTERM
from typing import BinaryIO, Final, NoReturn, TypeVar

#: With fewer items in a share, starting a process costs more than it saves.
LEAST: Final = 500
_MOST_PROCESSES: Final = 4

T = TypeVar("T")
R = TypeVar("R")


def side_by_side(work: Callable[[Sequence[T]], Iterator[R]], items: Sequence[T]) -> list[R]:
    """All that *work* makes of the shares of *items*, one part after the other, in their order.

    What *work* makes must be of a kind that can be pickled. What it raises is raised here.
    """
    count = max(1, min(_processors(), len(items) // LEAST))
    bounds = [len(items) * at // count for at in range(count + 1)]
    shares = [items[begin:end] for begin, end in pairwise(bounds)]
    with _nothing_collected():
        begun: list[tuple[int, BinaryIO]] = []
        try:
            with suppress(OSError):  # no process is to be had: what none has begun is done here
                for share in shares[1:]:
                    begun.append(_begun(work, share))  # noqa: PERF401 - those begun must be kept
            made = list(work(shares[0]))
            for share in shares[1:]:
                received: list[R] | None = _received(*begun.pop(0)) if begun else None
                made.extend(work(share) if received is None else received)
        finally:
            for number, answer in begun:  # nobody waits for their answer any more
                answer.close()
                _end(number)
    return made


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Records do not refer to themselves: looking for what does takes a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _processors() -> int:
    """How many processes may work at once; one where a fork is not safe."""
    if sys.platform != "linux":
        return 1
    return min(_MOST_PROCESSES, len(os.sched_getaffinity(0)))


def _begun(work: Callable[[Sequence[T]], Iterator[R]], share: Sequence[T]) -> tuple[int, BinaryIO]:
    """A process that works on *share*: its number, and where its answer comes from."""
    ours, theirs = os.pipe()
    try:
        number = os.fork()
    except OSError:
        os.close(ours)
        os.close(theirs)
        raise
    if number == 0:
        os.close(ours)
        _answer(theirs, work, share)
    os.close(theirs)
    return number, os.fdopen(ours, "rb")


def _answer(to: int, work: Callable[[Sequence[T]], Iterator[R]], share: Sequence[T]) -> NoReturn:
    """Send what *work* makes of *share*; whatever goes wrong is for the other side to do again.

    Each part is packed as soon as it is made: so only its bytes are kept. They are sent at the
    end, when the other side has time to read.
    """
    with suppress(BaseException):
        parts = [pickle.dumps(part, pickle.HIGHEST_PROTOCOL) for part in work(share)]
        with os.fdopen(to, "wb") as pipe:
            pickle.dump(len(parts), pipe)
            pipe.writelines(parts)
    os._exit(0)


def _received(number: int, answer: BinaryIO) -> list[R] | None:
    """What the process *number* answers, or nothing if it was lost."""
    try:
        with answer:
            return [pickle.load(answer) for _ in range(pickle.load(answer))]  # noqa: S301 - our own
    except (EOFError, pickle.UnpicklingError):
        return None
    finally:
        _gone(number)


def _end(number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(number, SIGTERM)
    _gone(number)


def _gone(number: int) -> None:
    """Wait until the process *number* is no more, unless the system was told to forget it."""
    with suppress(ChildProcessError):
        os.waitpid(number, 0)
