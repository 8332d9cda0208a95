"""Collect all districts: a step for each, and what came of it into the lake.

Only this process writes states and arrivals, one district at a time and each whole. So a run that
is killed leaves every district either as it was or as it became, and the next run does the rest.
Threads of this machine carry out the steps, or the workers of a Dask scheduler; both are an
``Executor``, and write the same bytes. A thread only waits: reading has a process of its own.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from accession_cli.districts.centre_files import Districts
from accession_cli.districts.lake import Lake, Problem, State, Together, arrivals
from accession_cli.districts.situations import Standing, Trouble
from accession_cli.districts.step import Job, step
from accession_cli.errors import Exit, Refusal, Refused, reason
from accession_cli.files.writing import FileUnwritable
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


#: Another run collects into the same lake.
COLLECTING_ALREADY: Final = Refusal(
    N_("Somebody is collecting into {path} already."),
    N_("Wait until that has ended; accession districts status shows what it has done so far."),
    Exit.MOVED,
)
#: A code that the file does not have.
NOT_COLLECTED: Final = Refusal(
    N_("There is no district {code} in {path}."),
    N_("Name one of those that stand there."),
    Exit.USAGE,
)
#: A person accepts a rewritten history, and does not say why.
NO_REASON: Final = Refusal(
    N_("It is not said why the rewritten history of {code} is accepted."),
    N_("Ask the district, and say it with --reason; it is kept in arrivals.log."),
    Exit.USAGE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A district whose rewritten history is accepted this time, and why."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What became of a district: whether a version of it came that was not there before."""

    standing: Standing
    new: bool


def collect(
    known: Districts,
    pool: Executor,
    now: Callable[[], datetime],
    *,
    only: Iterable[str] = (),
    accepted: Accepted | None = None,
    told: Callable[[Collected], None] = lambda _one: None,
) -> tuple[Collected, ...]:
    """Collect the districts *only*, or all; *told* hears of each as soon as it is done.

    Raises ``COLLECTING_ALREADY`` and ``FileUnwritable``; what is wrong with a district is in its
    state.
    """
    lake = Lake(known.lake)
    with alone(lake):
        lake.sweep()
        jobs = [_job(known, lake, code, now(), accepted) for code in only or known.districts]
        run = _Run(lake, accepted, now, told)
        waiting = {pool.submit(step, job): job for job in jobs}
        try:
            run.take(waiting)
        except KeyboardInterrupt:
            run.stop(waiting)
            raise
        lake.sweep()
        _put_together(known, lake, now(), new=not only)
    return tuple(run.done[job.district.code] for job in jobs)


def _put_together(known: Districts, lake: Lake, now: datetime, *, new: bool) -> None:
    """Take away the tables put together earlier; after a run over all, make the *new* ones."""
    from accession_cli.districts.sources import compared_file

    states = [state for code in known.districts if (state := lake.state(code))]
    together = Together(lake=lake)
    if not new:
        together.clean(states)
        return
    together.make_all(states)
    compared = ""
    with suppress(Refused):  # there is no catalogue, or none that can be used
        compared = compared_file(lake, states, known.path.parent, now.date())
    together.clean(states, compared)


class _Run:
    """Takes what the steps came to, and writes it into the lake."""

    def __init__(
        self,
        lake: Lake,
        accepted: Accepted | None,
        now: Callable[[], datetime],
        told: Callable[[Collected], None],
    ) -> None:
        self._lake = lake
        self._accepted = accepted
        self._now = now
        self._told = told
        self._arrivals = Arrivals(lake.arrivals)
        self.done: dict[str, Collected] = {}

    def take(self, waiting: "Mapping[Future[State], Job]") -> None:
        for future in as_completed(waiting):
            job = waiting[future]
            if job.district.code in self.done or future.cancelled():
                continue
            state = _state(job, future)
            self._arrivals.note(job.state, state, self._accepted)
            self._lake.write_state(state)
            standing = Standing(district=job.district, state=state, now=self._now())
            made = Collected(standing=standing, new=_is_new(job.state, state))
            self.done[job.district.code] = made
            self._told(made)

    def stop(self, waiting: "Mapping[Future[State], Job]") -> None:
        """Begin no further district, and finish those begun; a second Ctrl-C does not wait."""
        try:
            for future in waiting:
                future.cancel()
            self.take(waiting)
        except KeyboardInterrupt:
            os._exit(Exit.INTERRUPTED)  # the next run finds the lake as after a lost power


def _job(known: Districts, lake: Lake, code: str, now: datetime, accepted: Accepted | None) -> Job:
    if code not in known.districts:
        raise NOT_COLLECTED(code=code, path=known.path)
    return Job(
        district=known.districts[code],
        lake=known.lake,
        limits=known.limits,
        state=lake.state(code),
        now=now.isoformat(),
        accept=accepted is not None and accepted.code == code,
    )


def _state(job: Job, future: "Future[State]") -> State:
    """What the step came to; a worker that died with it again and again is a failure of ours."""
    try:
        return future.result()
    except Exception as error:  # noqa: BLE001 - whatever an engine raises is about one district
        failed = Problem(kind=Trouble.HERE, since=job.now, words=str(error) or type(error).__name__)
        good = job.state.good if job.state else None
        return State(district=job.district.code, tried=job.now, good=good, problem=failed)


def _is_new(before: State | None, after: State) -> bool:
    was = before.good.commit if before and before.good else ""
    return after.good is not None and after.good.commit != was


@contextmanager
def alone(lake: Lake) -> Iterator[None]:
    from filelock import FileLock, Timeout

    try:
        lake.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(lake.folder / "lock", timeout=0)
        lock.acquire()
    except Timeout as taken:
        raise COLLECTING_ALREADY(path=lake.folder) from taken
    except OSError as error:
        raise FileUnwritable(path=lake.folder, reason=reason(error)) from error
    try:
        yield
    finally:
        lock.release()


class Arrivals:
    """``arrivals.log``: what arrived from each district and when, the oldest first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last = {one["district"]: one for one in arrivals(path)}

    def note(self, before: State | None, after: State, accepted: Accepted | None) -> None:
        """Add what arrived with *after*; nothing when the same stands there already."""
        entry = _entry(before, after, accepted)
        if entry is None:
            return
        last = self._last.get(after.district)
        if last and (last["commit"], last["result"]) == (entry["commit"], entry["result"]):
            return  # written by a run that was killed before it wrote the state
        self._last[after.district] = entry
        _append(self._path, entry)


def _entry(before: State | None, after: State, accepted: Accepted | None) -> dict[str, Any] | None:
    problem = after.problem
    if problem is None and after.good and _is_new(before, after):
        entry = {"result": "good", "commit": after.good.commit}
    elif problem and problem.commit:
        entry = {"result": problem.kind, "commit": problem.commit}
    else:
        return None
    entry = {"at": after.tried, "district": after.district, **entry}
    taken = accepted is not None and accepted.code == after.district
    if taken and accepted and before and before.good and problem is None:
        entry |= {"instead_of": before.good.commit, "accepted": accepted.reason}
    return entry


def _append(path: Path, entry: Mapping[str, Any]) -> None:
    line = f"{json.dumps(entry, ensure_ascii=False)}\n".encode()
    try:
        with path.open("ab+") as log:
            if log.tell():
                log.seek(-1, os.SEEK_END)
                if log.read(1) != b"\n":  # the end of a line was lost with the power
                    line = b"\n" + line
            log.write(line)
            log.flush()
            os.fsync(log.fileno())
    except OSError as error:
        raise FileUnwritable(path=path, reason=reason(error)) from error
