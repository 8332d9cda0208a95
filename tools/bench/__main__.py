"""Measure, print, and write the page: ``python -m bench [--quick] [--only GROUP]``."""

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench import directory, districts, filing, machine, peers, startup, validation
from bench.page import Figures, page, pictures, with_districts
from bench.worlds import Worlds


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How large and how often."""

    cold: int
    growth: tuple[int, ...]
    start: int
    commits: tuple[int, ...]
    whole: tuple[int, ...]
    batch: int
    directories: tuple[int, ...]
    districts: tuple[int, ...]
    rounds: int
    quick_rounds: int


FULL: Final = Plan(
    cold=10_000,
    growth=(1_000, 10_000, 30_000, 100_000),
    start=1_000,
    commits=(10_000, 100_000),
    whole=(1_000, 10_000),
    batch=1_000,
    directories=(60, 3_000),
    districts=(5, 10, 20),
    rounds=3,
    quick_rounds=11,
)
QUICK: Final = Plan(
    cold=500,
    growth=(200, 500, 2_000),
    start=500,
    commits=(500,),
    whole=(200,),
    batch=50,
    directories=(60,),
    districts=(2, 4),
    rounds=2,
    quick_rounds=3,
)

_PAGE: Final = "benchmarks.md"
_SMALL: Final = (
    "**A quick run on small registries, to see that it works.** Most of what is measured is the "
    "start of programs; goals are only scaled down, and say nothing."
)


def main() -> None:
    """Run the groups that are asked for."""
    wanted = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    groups = {
        "validation": _validation,
        "startup": _startup,
        "filing": _filing,
        "directory": _directory,
        "districts": _districts,
    }
    wanted.add_argument("--quick", action="store_true", help="small registries, few runs")
    wanted.add_argument("--only", choices=groups, help="one group alone")
    given = wanted.parse_args()
    found = Figures(machine=list(machine.described()))
    if given.quick:
        found.machine += ["", _SMALL]
    scratch = Path(tempfile.mkdtemp(prefix="accession-bench-"))
    worlds, plan = Worlds(scratch), QUICK if given.quick else FULL
    try:
        for name, group in groups.items():
            if given.only in (None, name):
                _timed(name, group, found, plan, worlds)
    finally:
        shutil.rmtree(scratch)
    part = "quick" if given.quick else given.only
    if part == "districts":
        _renew(found, peers.TOP / "docs" / _PAGE)
    else:
        _write(found, peers.HERE / part if part else peers.TOP / "docs")


def _timed(
    name: str,
    group: Callable[[Figures, Plan, Worlds], None],
    found: Figures,
    plan: Plan,
    worlds: Worlds,
) -> None:
    print(f"{name} …", flush=True)
    begun = time.monotonic()
    group(found, plan, worlds)
    print(f"{name}: {time.monotonic() - begun:.0f} s", flush=True)


def _validation(found: Figures, plan: Plan, worlds: Worlds) -> None:
    found.cold = validation.cold(worlds, plan.cold, plan.rounds)
    ours = next(one for one in found.cold if one.what == validation.OURS)
    found.growth = validation.growth(worlds, plan.growth, ours)


def _startup(found: Figures, plan: Plan, worlds: Worlds) -> None:
    found.starts = startup.starts(worlds, plan.start, plan.quick_rounds)


def _filing(found: Figures, plan: Plan, worlds: Worlds) -> None:
    found.commits = filing.commits(worlds, plan.commits)
    found.whole = filing.whole(worlds, plan.whole, plan.batch)


def _directory(found: Figures, plan: Plan, worlds: Worlds) -> None:
    found.directories = directory.directories(worlds, plan.directories, plan.rounds)


def _districts(found: Figures, plan: Plan, worlds: Worlds) -> None:
    found.many = districts.collected(worlds, plan.districts, plan.rounds)


def _renew(found: Figures, file: Path) -> None:
    """Write the districts anew into the page, and leave what was measured on other days."""
    file.write_text(with_districts(file.read_text(encoding="utf-8"), found), encoding="utf-8")
    print(f"written anew in {file}: the section on many districts")


def _write(found: Figures, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = page(found)
    (folder / _PAGE).write_text(text, encoding="utf-8")
    for name, svg in pictures(found).items():
        (folder / name).write_text(svg, encoding="utf-8")
    print(text)
    print(f"written to {folder / _PAGE}")


if __name__ == "__main__":
    main()
