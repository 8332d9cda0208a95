"""Time the commands as whole processes on this machine, and write docs/benchmarks.md.

    python tools/benchmark.py [--records 10000]

Each figure is the median of several runs. The generated registries are the same everywhere
(tools/generate_registry.py); the machine is not, so read ratios rather than seconds.
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess  # noqa: TID251 - commands are timed as whole processes
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmark_directory import Measured, directories, table
from generator.repository import generate

TOP: Final = Path(__file__).parents[1]
PAGE: Final = TOP / "docs" / "benchmarks.md"
ACCESSION: Final = str(Path(sys.executable).with_name("accession"))
SMALL_RUNS: Final = 11
LARGE_RUNS: Final = 3
DIRECTORY: Final = """\
## The year's directory

`accession render` reads and checks the registry first. Goals: ≤ 2 s for 60 records, ≤ 10 s and
≤ 1,000 MB for 3,000, all eight formats. WeasyPrint has an environment of its own and is given
records that were read and checked before: the same ten columns, fonts and paper, no cover,
contents, changes, indexes, tags or attachment (tools/weasyprint_peer.py). The commands take turns
in one run. MB is the most that all processes of a command held at one moment."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A command, what it was run on, and the seconds it took each time."""

    what: str
    goal: str
    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle run."""
        return statistics.median(self.seconds)


def timed(command: Sequence[str], runs: int, cwd: Path = TOP) -> tuple[float, ...]:
    """Wall seconds of each run, after one run that is not counted."""
    taken = []
    environ = {**os.environ, "ACCESSION_LANG": "zh_CN"}
    for _run in range(runs + 1):
        begun = time.perf_counter()
        done = subprocess.run(command, cwd=cwd, env=environ, capture_output=True, check=False)
        taken.append(time.perf_counter() - begun)
        if done.returncode:
            sys.exit(f"{command} failed:\n{done.stderr.decode()}")
    return tuple(taken[1:])


def figures(records: int, scratch: Path) -> Iterator[Figure]:
    """Every figure of the page, the quick ones first."""
    python = timed([sys.executable, "-c", "pass"], SMALL_RUNS)
    yield Figure("python -c pass (the floor)", "–", python)
    for arguments in (["--help"], ["file", "--help"], ["calendar", "add", "--help"]):
        what = " ".join(["accession", *arguments])
        yield Figure(what, "≤ 0.15 s", timed([ACCESSION, *arguments], SMALL_RUNS))
    shipped = len(list((TOP / "registry").rglob("*.yaml")))
    what = f"accession validate, the shipped registry ({shipped} files)"
    yield Figure(what, "≤ 1 s", timed([ACCESSION, "validate"], SMALL_RUNS))
    yield Figure(
        "accession check 消防安全", "–", timed([ACCESSION, "check", "消防安全"], SMALL_RUNS)
    )
    what = "accession render 2025, every format, the shipped registry"
    render = [ACCESSION, "render", "2025", "--draft", "--out", str(scratch / "out")]
    yield Figure(what, "≤ 5 s", timed(render, LARGE_RUNS))
    large = scratch / "large"
    generate(records, large, seed=20260101)
    what = f"accession validate, {records:,} generated records"
    yield Figure(what, "≤ 60 s", timed([ACCESSION, "validate"], LARGE_RUNS, large))
    read = "import pathlib; [p.read_bytes() for p in pathlib.Path('registry').rglob('*.yaml')]"
    what = f"reading the same {records:,} files and doing nothing"
    yield Figure(what, "–", timed([sys.executable, "-c", read], LARGE_RUNS, large))


def page(found: Sequence[Figure], made: Sequence[Measured]) -> str:
    """The page with the figures, the machine and the day."""
    machine = (
        f"{os.cpu_count()} processors, {platform.machine()}, Python {platform.python_version()}"
    )
    lines = [
        "# Benchmarks",
        "",
        f"Made by `make bench` on {time.strftime('%Y-%m-%d')}: {machine}. Wall seconds of whole",
        "processes; the median and the range of the runs. Never compared with in a test.",
        "",
        "| what | goal | median | range | runs |",
        "|---|---|--:|---|--:|",
    ]
    for one in found:
        span = f"{min(one.seconds):.3f}–{max(one.seconds):.3f}"
        lines.append(
            f"| {one.what} | {one.goal} | {one.median:.3f} | {span} | {len(one.seconds)} |"
        )
    lines += ["", *DIRECTORY.splitlines(), "", *table(made)]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, print, and write the page."""
    wanted = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    wanted.add_argument("--records", type=int, default=10_000)
    given = wanted.parse_args()
    scratch = Path(tempfile.mkdtemp(prefix="accession-bench-"))
    try:
        found, made = list(figures(given.records, scratch)), list(directories(scratch))
    finally:
        shutil.rmtree(scratch)
    PAGE.write_text(page(found, made), encoding="utf-8")
    print(page(found, made))


if __name__ == "__main__":
    main()
