"""Many districts: collected, asked and reported, beside cloning and checking each of them."""

import json
import shutil
import subprocess  # noqa: TID251 - asks the program what it collected
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.centre import write_catalogue, write_districts
from generator.collected import write
from generator.places import Place, places
from generator.repository import SEED

from bench.goals import Goal, at_most
from bench.measure import Command, Measured, Run, run_apart
from bench.validation import ACCESSION
from bench.worlds import Worlds

FIRST: Final = "accession districts collect, first run"
AGAIN: Final = "accession districts collect, nothing new"
ADMITTED: Final = "accession districts ask admitted"
ENTRIES: Final = "accession districts ask entries"
REPORT: Final = "accession districts report"
CLONED: Final = "`git clone --bare` of each"
CHECKED: Final = "`accession validate` in a clone of each"
#: What is taken a task; the rest is taken a district.
BY_TASK: Final = (FIRST, CHECKED)
#: So many districts have docs/districts-figures.md, where all that is said of them was run.
MANY: Final = 200
_COLLECT: Final = (ACCESSION, "districts", "collect")
_LAKE: Final = "lake"
#: Without --no-local, git would link the files of a repository on the same disk.
_CLONE: Final = (
    "rm -rf {to} && mkdir {to} && for one in *.git; do "
    'git clone --quiet --no-local {how} "$one" "{to}/$one" || exit; done'
)
#: Code 1 says that something was found in the records; that is no failure here.
_CHECK: Final = 'for one in *.git; do (cd "$one" && "$0" validate) || [ $? = 1 ] || exit; done'


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """So many districts with their tasks, what each command took on them, and MB of files."""

    districts: int
    tasks: int
    found: Sequence[Measured]
    tables: float
    pages: float

    def of(self, what: str) -> Measured:
        """What a command took."""
        return next(one for one in self.found if one.what == what)

    def units(self, what: str) -> int:
        """How many tasks or districts there are, whichever *what* is reckoned by."""
        return self.tasks if what in BY_TASK else self.districts


def collected(worlds: Worlds, sizes: Sequence[int], rounds: int) -> list[Collected]:
    """Every command on centres that collect so many sound districts, all in turns."""
    homes = {size: worlds.scratch / f"districts-{size}" / "centre" for size in sizes}
    commands = {size: _commands(home, size, rounds) for size, home in homes.items()}
    taken: dict[tuple[int, str], list[Run]] = {}
    for at in range(rounds):
        for size, home in homes.items():
            shutil.rmtree(home / _LAKE, ignore_errors=True)
            for one in (one for one in commands[size] if at < one.rounds):
                taken.setdefault((size, one.what), []).append(run_apart(one))
            print(f"  {size} districts, round {at + 1} of {rounds}", flush=True)
    return [
        Collected(
            districts=size,
            tasks=_tasks(home),
            found=[
                Measured(what=one.what, runs=tuple(taken[size, one.what])) for one in commands[size]
            ],
            tables=_megabytes(home / _LAKE / "tables"),
            pages=_megabytes(home / _LAKE / "pages"),
        )
        for size, home in homes.items()
    ]


def further(found: Sequence[Collected], what: str) -> float:
    """Processor ms that each task or district beyond the fewest takes; what starts is not in it."""
    first, last = found[0], found[-1]
    more = last.units(what) - first.units(what)
    return 1000 * (last.of(what).processor - first.of(what).processor) / more if more else 0.0


def extrapolated(found: Sequence[Collected], what: str) -> float:
    """Processor seconds for ``MANY`` districts on the straight line through these."""
    tasks = sum(place.tasks for place in places(MANY, SEED))
    last = found[-1]
    more = (tasks if what in BY_TASK else MANY) - last.units(what)
    return last.of(what).processor + more * further(found, what) / 1000


def goals(found: Sequence[Collected]) -> Iterator[Goal]:
    """A task that is read for the first time, and a district that has nothing new."""
    yield at_most("each further task, first run", 1.2, further(found, FIRST), " ms")
    yield at_most("each further district, nothing new", 15, further(found, AGAIN), " ms")


def _commands(home: Path, size: int, rounds: int) -> list[Command]:
    """In the order in which a night and a morning have them; each finds what it needs."""
    made = places(size, SEED, spoilt=False)
    write(made, home, _silent)
    write_districts(made, home)
    write_catalogue(home)
    asked = (ACCESSION, "districts", "ask")
    bare = _CLONE.format(to="bare", how="--bare")
    full = _CLONE.format(to="full", how="")
    subprocess.run(["sh", "-c", full], cwd=home, check=True)
    given: tuple[tuple[str, Sequence[str], Path], ...] = (
        (CLONED, ("sh", "-c", bare), home),
        (FIRST, _COLLECT, home),
        (CHECKED, ("sh", "-c", _CHECK, ACCESSION), home / "full"),
        (AGAIN, _COLLECT, home),
        (ADMITTED, (*asked, "admitted"), home),
        (ENTRIES, (*asked, "entries"), home),
        (REPORT, (ACCESSION, "districts", "report"), home),
    )
    return [
        Command(what=what, argv=argv, cwd=cwd, rounds=1 if what == CHECKED else rounds)
        for what, argv, cwd in given
    ]


def _tasks(home: Path) -> int:
    """How many tasks the program read, as it says itself; all districts have to be there."""
    command = [ACCESSION, "districts", "status", "--json"]
    said = subprocess.run(command, cwd=home, capture_output=True, check=True)
    return sum(one["good"]["rows"]["tasks"] for one in json.loads(said.stdout)["districts"])


def _megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def _silent(_place: Place) -> None: ...
