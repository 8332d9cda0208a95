"""Run what many districts ask of the program, and write docs/districts-figures.md.

    PYTHONPATH=tools python tools/measure_districts.py [--districts 200] [--kills 20] [--rows …]

All districts are made up (tools/generate_districts.py). Nothing of this runs in CI: it takes about
half an hour. What is calculated from a measured figure, and was not run, is called extrapolated.
"""

import argparse
import hashlib
import json
import os
import pty
import random
import resource
import shutil
import signal
import subprocess  # noqa: TID251 - a tool beside the program, not a part of it
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from bench.apart import adopt_orphans, wait_for_all
from bench.machine import described
from generator.centre import write_catalogue, write_districts
from generator.collected import write, write_later
from generator.lake import DISTRICTS, write_country
from generator.places import Place, Spoilt, places
from generator.repository import SEED

from accession_cli.districts import ask
from accession_cli.districts.centre_files import read_districts
from accession_cli.districts.lake import Lake, Together
from accession_cli.districts.sources import compared_file

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "districts-figures.md"
COMMAND: Final = (str(Path(sys.executable).with_name("accession")), "districts")
FILE: Final = "districts.yaml"
DAY: Final = date(2026, 10, 12)
_FEW: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """A command that was run: its exit code, its seconds and those of processors, its output."""

    code: int
    wall: float
    cpu: float
    out: str


def run(folder: Path, *words: str, kill_after: float | None = None) -> Ran:
    """Run a command of many districts in *folder*, with all that it starts."""
    before, begun = _children(), time.perf_counter()
    with subprocess.Popen(
        [*COMMAND, *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as running:
        try:
            out, _err = running.communicate(timeout=kill_after)
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)
            out, _err = running.communicate()
    wait_for_all()
    wall = time.perf_counter() - begun
    return Ran(code=running.returncode, wall=wall, cpu=_children() - before, out=out)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def hashes(lake: Path) -> dict[str, str]:
    """The SHA-256 of each file of tables, and each state without its times."""
    found = {
        str(file.relative_to(lake)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted((lake / "tables").rglob("*.parquet"))
    }
    for file in sorted((lake / "state").glob("*.json")):
        state = json.loads(file.read_text(encoding="utf-8"))
        good, problem = state["good"] or {}, state["problem"] or {}
        kept = {**good, "arrived": ""}, {**problem, "since": ""}
        found[file.name] = hashlib.sha256(json.dumps(kept).encode()).hexdigest()
    return found


def left_over(lake: Path) -> list[str]:
    """What a run that was killed left, and the next did not take away."""
    return [
        str(path) for path in lake.rglob("*") if path.name.startswith(".") or ".new" in path.name
    ]


@dataclass
class Figures:
    """What was measured, as lines of the page."""

    lines: list[str]

    def head(self, text: str) -> None:
        self.lines += ["", f"## {text}", "", "| what | figure |", "|---|---|"]

    def add(self, what: str, figure: object) -> None:
        print(f"  {what}: {figure}", flush=True)
        self.lines.append(f"| {what} | {figure} |")
        PAGE.write_text("\n".join([*self.lines, ""]), encoding="utf-8")


def centre(folder: Path, made: tuple[Place, ...], source: Path) -> Path:
    """The folder of a centre that collects *made*, whose repositories lie in *source*."""
    folder.mkdir(parents=True)
    write_districts(made, folder)
    text = (folder / FILE).read_text(encoding="utf-8")
    (folder / FILE).write_text(text.replace("url: ", f"url: {source}/"), encoding="utf-8")
    write_catalogue(folder)
    return folder


def silent(_place: Place) -> None: ...


def collecting(figures: Figures, scratch: Path, made: tuple[Place, ...]) -> Path:
    """Collect all districts, again, without the spoilt ones, and the night after."""
    source = scratch / "published"
    begun = time.perf_counter()
    write(made, source, silent)
    tasks = sum(place.tasks for place in made)
    figures.head(f"{len(made)} districts, collected")
    figures.add(
        "generated",
        f"{time.perf_counter() - begun:.0f} s, {_size(source):.0f} MB of bare repositories,"
        f" {tasks:,} tasks",
    )
    home = centre(scratch / "centre", made, source)
    first = run(home, "collect")
    told = _status(home)
    read = sum(one["good"] is not None for one in told["districts"])
    rows = sum(one["good"]["rows"]["tasks"] for one in told["districts"] if one["good"])
    named = {one["code"]: one["problem"]["kind"] for one in told["districts"] if one["problem"]}
    least = [one["code"] for one in told["districts"] if one["good"] and one["good"]["unread"]]
    expected = {place.code for place in made if place.spoilt}
    figures.add(
        "first run",
        f"exit {first.code}, {first.wall:.0f} s, {first.cpu:.0f} processor s"
        f" ({1000 * first.cpu / max(rows, 1):.2f} ms a task)",
    )
    figures.add("read", f"{read} districts, {rows:,} tasks; of {len(least)} some files only")
    figures.add(
        "named",
        f"{len(named) + len(least)} of {len(expected)} spoilt:"
        f" {', '.join(sorted({*named.values(), 'at least'}))};"
        f" sound ones named: {len({*named, *least} - expected)}",
    )
    again = run(home, "collect")
    figures.add(
        "nothing new",
        f"exit {again.code}, {again.wall:.0f} s,"
        f" {1000 * again.cpu / max(read, 1):.1f} processor ms a district (goal 15)",
    )
    sound = tuple(place for place in made if not place.spoilt)
    other = centre(scratch / "sound", sound, source)
    run(other, "collect")
    there, alone = hashes(home / "lake"), hashes(other / "lake")
    figures.add(
        "tables and states of the sound ones, collected without the spoilt",
        "equal bytes"
        if all(there.get(name) == one for name, one in alone.items())
        else "**differ**",
    )
    write_later(made, source, silent)
    later = run(home, "collect")
    kinds = [one["problem"]["kind"] for one in _status(home)["districts"] if one["problem"]]
    figures.add(
        "the night after: every third published, one rewrote its history",
        f"exit {later.code}, {later.wall:.0f} s; rewritten: {kinds.count('rewritten')}",
    )
    tables = _size(home / "lake" / "tables")
    figures.add(
        "lake",
        f"{_size(home / 'lake' / 'mirrors'):.0f} MB of mirrors, {tables:.1f} MB of tables"
        f" ({tables * 1e6 / max(rows, 1):.0f} bytes a task)",
    )
    per_task = first.cpu / max(rows, 1)
    figures.add(
        "extrapolated: 3 million tasks read for the first time",
        f"{per_task * 3e6 / 60:.0f} processor minutes",
    )
    return home


def _status(home: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(home, "status", "--json").out)
    return found


def _size(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def reporting(figures: Figures, home: Path, count: int) -> None:
    """Write the report."""
    done = run(home, "report", "--as-of", DAY.isoformat(), "--json")
    out = home / "lake" / "pages"
    figures.head("The report")
    figures.add(
        f"report of {count} districts",
        f"exit {done.code}, {done.wall:.0f} s, {done.cpu:.0f} processor s,"
        f" {_size(out):.0f} MB in {sum(1 for _ in out.rglob('*.html'))} pages",
    )


def killing(figures: Figures, scratch: Path, made: tuple[Place, ...], kills: int) -> None:
    """Kill runs at random, and hold what the next makes of it against a run nobody disturbed."""
    few = tuple(place for place in made if not place.spoilt)[:_FEW]
    source = scratch / "published"
    calm = centre(scratch / "calm", few, source)
    whole = run(calm, "collect")
    expected = hashes(calm / "lake")
    chance = random.Random(SEED)  # noqa: S311 - no secrets
    torn = centre(scratch / "torn", few, source)
    equal, left = 0, 0
    for _kill in range(kills):
        shutil.rmtree(torn / "lake", ignore_errors=True)
        run(torn, "collect", kill_after=chance.uniform(0.2, whole.wall))
        run(torn, "collect")
        equal += hashes(torn / "lake") == expected
        left += bool(left_over(torn / "lake"))
    figures.head("Killed")
    figures.add(
        f"{kills} runs of {len(few)} districts killed with -9 at random",
        f"{equal} times the next run's states and hashes equal an undisturbed run's;"
        f" something left over: {left}",
    )


@contextmanager
def cluster(scratch: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A Dask scheduler with two workers on this machine."""
    bin_ = Path(sys.executable).parent
    address = "tcp://127.0.0.1:18786"
    quiet: Mapping[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = [
        subprocess.Popen(
            [
                bin_ / "dask",
                "scheduler",
                "--host",
                "127.0.0.1",
                "--port",
                "18786",
                "--no-dashboard",
            ],
            cwd=scratch,
            **quiet,
        )
    ]
    time.sleep(5)
    started += [
        subprocess.Popen(
            [
                bin_ / "dask",
                "worker",
                address,
                "--nthreads",
                "1",
                "--no-nanny",
                "--no-dashboard",
                "--name",
                name,
            ],
            cwd=scratch,
            **quiet,
        )
        for name in ("one", "two")
    ]
    time.sleep(5)
    try:
        yield address, started[1:]
    finally:
        for one in started:
            with suppress(ProcessLookupError):
                one.kill()
            one.wait()


def distributing(figures: Figures, scratch: Path, made: tuple[Place, ...]) -> None:
    """Collect with two workers of Dask, one of which is killed in the middle."""
    few = tuple(place for place in made if not place.spoilt)[:_FEW]
    home = centre(scratch / "dask", few, scratch / "published")
    figures.head("Dask")
    with (
        cluster(scratch) as (address, workers),
        subprocess.Popen(
            [*COMMAND, "collect", "--engine", address],
            cwd=home,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as running,
    ):
        state = home / "lake" / "state"
        while running.poll() is None and len(list(state.glob("*.json"))) < _FEW // 3:
            time.sleep(0.05)
        done = len(list(state.glob("*.json")))
        workers[0].kill()
        code = running.wait()
    equal = hashes(home / "lake") == hashes(scratch / "calm" / "lake")
    figures.add(
        f"{len(few)} districts, two workers, one killed when {done} were done",
        f"exit {code}; hashes {'equal those of the local engine' if equal else '**differ**'}",
    )


def asking(figures: Figures, scratch: Path, home: Path, made: tuple[Place, ...], rows: int) -> None:
    """Ask every named question of the tables of a whole country, at a terminal."""
    collected = Lake(read_districts(home / FILE).lake)
    begun = time.perf_counter()
    folder = scratch / "country"
    folder.mkdir()
    country = Lake(folder / "lake")
    write_country(collected, collected.states(), country, rows)
    codes = [state.district for state in country.states()]
    write_districts(
        [replace(made[0], code=code, name=f"示例{code}", spoilt=None) for code in codes], folder
    )
    write_catalogue(folder)
    figures.head(f"{rows:,} tasks of {DISTRICTS:,} districts, asked")
    figures.add(
        "written directly, from the tables of collected districts",
        f"{time.perf_counter() - begun:.0f} s, {_size(folder):.0f} MB",
    )
    figures.add("tables put together, once a night", _apart(_put_together, country))
    figures.add("all held against the catalogue at first", _apart(_compare, country, folder))
    for question in ask.questions():
        figure = _apart(_asked, question.name, folder)
        figures.add(f"{question.name} ({question.title}), the first rows at a terminal", figure)


def _apart(call: Callable[..., str], *arguments: object) -> str:
    """What *call* returns in a process of its own, whose memory is measured alone."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(call, arguments)


def _put_together(lake: Lake) -> str:
    Together(lake=lake).make_all(lake.states())
    return f"{_used()}, {_size(lake.folder / 'together'):.0f} MB of files"


def _compare(lake: Lake, folder: Path) -> str:
    compared_file(lake, lake.states(), folder, DAY)
    return _used()


def _asked(name: str, folder: Path) -> str:
    """What the whole command takes, which shows the first rows and says if there are more."""
    child, terminal = pty.fork()
    if not child:
        os.chdir(folder)
        os.environ |= {"COLUMNS": "100", "ACCESSION_LANG": "en"}
        os.execv(COMMAND[0], [*COMMAND, "ask", name, "--as-of", DAY.isoformat()])  # noqa: S606 - our own command
    shown = b""
    with suppress(OSError):  # that is how the end of a terminal is read
        while more := os.read(terminal, 65_536):
            shown += more
    _child, status, used = os.wait4(child, 0)
    said = [line for line in shown.decode(errors="replace").splitlines() if "As of " in line]
    code = os.waitstatus_to_exitcode(status)
    ended = said[-1].strip() if said and not code else f"exit {code}"
    took = used.ru_utime + used.ru_stime
    return f"{took:.2f} processor s, {used.ru_maxrss / 1000:.0f} MB; {ended}"


def _used() -> str:
    """What this process has used since it began, with the time to start Python."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return f"{used.ru_utime + used.ru_stime:.2f} processor s, {used.ru_maxrss / 1000:.0f} MB"


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    wanted.add_argument("--districts", type=int, default=200)
    wanted.add_argument("--kills", type=int, default=20)
    wanted.add_argument("--rows", type=int, default=3_000_000)
    wanted.add_argument("--scratch", type=Path, default=ROOT / "build" / "districts")
    given = wanted.parse_args()
    adopt_orphans()
    machine = list(described())
    shutil.rmtree(given.scratch, ignore_errors=True)
    given.scratch.mkdir(parents=True)
    made = places(given.districts, SEED)
    if not {place.spoilt for place in made} >= set(Spoilt):
        raise SystemExit("there are too few districts for every kind of trouble")
    figures = Figures([*_HEAD, *machine])
    home = collecting(figures, given.scratch, made)
    reporting(figures, home, len(made))
    killing(figures, given.scratch, made, given.kills)
    with suppress(FileNotFoundError):
        distributing(figures, given.scratch, made)
    asking(figures, given.scratch, home, made, given.rows)


_HEAD: Final = (
    "# Many districts, measured",
    "",
    (
        "Written by `make districts`. Every district, task and amount is made up"
        " (tools/generate_districts.py); what was not run is called extrapolated."
    ),
    "",
)

if __name__ == "__main__":
    main()
