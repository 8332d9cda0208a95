"""Run commands as whole processes, in turns, and see what time and memory each took."""

import json
import os
import resource
import statistics
import subprocess  # noqa: TID251 - commands are measured as whole processes
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Final

from generator.days import TODAY

_ENVIRON: Final = {"ACCESSION_LANG": "zh_CN", "ACCESSION_TODAY": str(TODAY)}
_LOG_END: Final = 2000
_LOOK_EVERY: Final = 0.05
_APART: Final = Path(__file__).with_name("apart.py")
_COST_OF_LOOKING: Final = 20  # looking may take one part in so many of the time


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took: wall seconds, processor seconds, the most MB held at one moment.

    Of a run apart, the MB are those of the largest process alone.
    """

    seconds: float
    processor: float
    megabytes: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command to be measured: what the page calls it, how often it is run, and where."""

    what: str
    argv: Sequence[str]
    cwd: Path
    rounds: int
    with_memory: bool = True
    stdin: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The runs of one command, on a registry of so many *records* where that matters."""

    what: str
    runs: tuple[Run, ...]
    records: int = 0

    @property
    def seconds(self) -> float:
        """Wall seconds of the middle run."""
        return statistics.median(run.seconds for run in self.runs)

    @property
    def processor(self) -> float:
        """Processor seconds of the middle run, which a busy machine lengthens less."""
        return statistics.median(run.processor for run in self.runs)

    @property
    def megabytes(self) -> float:
        """The run that held most."""
        return max(run.megabytes for run in self.runs)

    @property
    def span(self) -> tuple[float, float]:
        """The quickest and the slowest run, in wall seconds."""
        taken = [run.seconds for run in self.runs]
        return min(taken), max(taken)


def in_turns(
    commands: Sequence[Command], *, records: int = 0, warm: bool = False
) -> list[Measured]:
    """Measure *commands* one after the other, round after round, so that all meet one machine.

    *warm*: each is run once before without being counted.
    """
    runs: dict[str, list[Run]] = {one.what: [] for one in commands}
    for at in range(-1 if warm else 0, max(one.rounds for one in commands)):
        for one in commands:
            if at < one.rounds:
                taken = run(one)
                if one.with_memory:  # the others are quick
                    print(f"  {one.what}: {taken.seconds:.1f} s", flush=True)
                if at >= 0:
                    runs[one.what].append(taken)
    return [Measured(what=what, runs=tuple(found), records=records) for what, found in runs.items()]


def run(command: Command) -> Run:
    """One run; what it says goes to a file that is shown when it fails."""
    environ = {**os.environ, **_ENVIRON}
    log = Path(os.devnull) if not command.with_memory else command.cwd.parent / "bench.log"
    source = command.stdin or Path(os.devnull)
    with log.open("wb") as said, source.open("rb") as given:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command.argv, cwd=command.cwd, env=environ, stdin=given, stdout=said, stderr=said
        )
        looking = _Looking(process.pid) if command.with_memory else None
        _pid, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        end = log.read_text(encoding="utf-8", errors="replace")[-_LOG_END:]
        sys.exit(f"{' '.join(command.argv[:8])} failed ({process.returncode}):\n{end}")
    most = looking.stop() if looking else 0
    return Run(seconds, used.ru_utime + used.ru_stime, most / 1e6)


def run_apart(command: Command) -> Run:
    """One run with all that outlives it; the MB are those that the largest process ever held."""
    told = command.cwd.parent / "bench.json"
    argv = [sys.executable, "-I", "-S", str(_APART), str(told), *command.argv]
    environ = {**os.environ, **_ENVIRON}
    done = subprocess.run(argv, cwd=command.cwd, env=environ, capture_output=True, check=False)
    if done.returncode:
        end = (done.stdout + done.stderr).decode(errors="replace")[-_LOG_END:]
        sys.exit(f"{' '.join(command.argv[:8])} failed ({done.returncode}):\n{end}")
    return Run(**json.loads(told.read_text(encoding="utf-8")))


@dataclass
class _Looking:
    """Looks again and again at the memory that a process and its descendants hold."""

    pid: int
    most: int = 0
    over: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        self.thread = Thread(target=self._look, daemon=True)
        self.thread.start()

    def stop(self) -> int:
        """The most bytes that were held at one moment."""
        self.over.set()
        self.thread.join()
        return self.most

    def _look(self) -> None:
        wait = 0.0
        while not self.over.wait(wait):
            begun = time.perf_counter()
            self.most = max(self.most, _held(self.pid))
            wait = max(_LOOK_EVERY, _COST_OF_LOOKING * (time.perf_counter() - begun))


def _held(pid: int) -> int:
    """Bytes that *pid* and its descendants hold, a page that several share in equal parts (Pss)."""
    below: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it ended while we looked
            parent = stat.read_bytes().rpartition(b")")[2].split()[1]
            below.setdefault(int(parent), []).append(int(stat.parent.name))
    held, ahead = 0, [pid]
    while ahead:
        one = ahead.pop()
        ahead += below.get(one, ())
        with suppress(OSError):
            shared = Path(f"/proc/{one}/smaps_rollup").read_bytes().partition(b"Pss:")[2]
            held += 1024 * int(shared.split()[0]) if shared else 0
    return held


def spent(before: Mapping[str, float], after: Mapping[str, float]) -> Run:
    """What was taken between two looks at ``clocks``."""
    return Run(after["wall"] - before["wall"], after["processor"] - before["processor"])


def clocks() -> Mapping[str, float]:
    """The time, and the processor seconds of this process and of the children it waited for."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    processor = sum(one.ru_utime + one.ru_stime for one in used)
    return {"wall": time.perf_counter(), "processor": processor}
