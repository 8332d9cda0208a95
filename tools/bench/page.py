"""The page docs/benchmarks.md, and its pictures, out of what was measured."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from bench import directory, districts, filing, peers, startup, validation
from bench.curves import Picture
from bench.goals import Goal, number
from bench.measure import Measured

_MEBI: Final = 1.048576
_SMALL: Final = 1.0
_HEAD: Final = "median s | range | processor s"


@dataclass
class Figures:
    """All that was measured; a group that was not asked for is empty."""

    machine: list[str]
    cold: list[Measured] = field(default_factory=list)
    growth: list[Measured] = field(default_factory=list)
    starts: list[Measured] = field(default_factory=list)
    commits: list[Measured] = field(default_factory=list)
    whole: list[Measured] = field(default_factory=list)
    directories: list[Measured] = field(default_factory=list)
    many: list[districts.Collected] = field(default_factory=list)

    def goals(self) -> Iterator[Goal]:
        """Each goal of the groups that were measured."""
        if self.cold:
            yield from validation.goals(self.cold, self.growth)
        if self.starts:
            yield from startup.goals(self.starts)
        if self.commits:
            yield from filing.goals(self.commits, self.whole)
        if self.directories:
            yield from directory.goals(self.directories)


def pictures(found: Figures) -> Mapping[str, str]:
    """File names and contents of the curves."""
    if not found.growth:
        return {}
    size = found.cold[0].records
    own = (validation.OURS, validation.SINCE)
    others = [one for one in found.cold if one.what not in own]
    last = found.growth[-1].records
    time = Picture(
        title="Checking a registry, all rules on: wall seconds",
        unit="s",
        ours=[(one.records, one.seconds) for one in found.growth],
        others=[(one.what, size, one.seconds) for one in others],
        goal=(last, 8 * last / 100_000),
    )
    memory = Picture(
        title="Checking a registry: the most memory of all processes",
        unit="MiB",
        ours=[(one.records, one.megabytes / _MEBI) for one in found.growth],
        others=[(one.what, size, one.megabytes / _MEBI) for one in others if one.megabytes],
        goal=(last, 150),
    )
    return {"benchmarks-time.svg": time.svg(), "benchmarks-memory.svg": memory.svg()}


def page(found: Figures) -> str:
    """The whole page."""
    lines = ["# Benchmarks", "", *found.machine, *_left_out(), "", *_goals(found)]
    if found.cold:
        lines += ["", *_cold(found.cold), "", *_growth(found.growth)]
    if found.starts:
        lines += ["", *_starts(found.starts)]
    if found.commits:
        lines += ["", *_filing(found.commits, found.whole)]
    if found.directories:
        lines += ["", *_directories(found.directories)]
    if found.many:
        lines += ["", *_many(found)]
    return "\n".join([*lines, "", *_REPEAT.splitlines()]) + "\n"


def with_districts(old: str, found: Figures) -> str:
    """The page *old* with the section on many districts anew, and all else as it was."""
    section = "\n".join([*_many(found), "", ""])
    repeat = old.index(_REPEAT.partition("\n")[0])
    begins = old.find(f"{_MANY_HEAD}\n")
    kept = old[:begins] if begins >= 0 else old[:repeat]
    return kept + section + _REPEAT + "\n"


def _left_out() -> Iterator[str]:
    for name, reason in peers.left_out.items():
        yield ""
        yield f"**{name} is left out: it could not be installed here.** It said: `{reason}`"


def _goals(found: Figures) -> Iterator[str]:
    yield from ("## Goals", "", *_aimed(found.goals()), "", *_HOW.splitlines())


def _aimed(goals: Iterable[Goal]) -> Iterator[str]:
    yield from ("| what | goal | reached | |", "|---|--:|--:|---|")
    for one in goals:
        yield f"| {one.what} | {one.wanted} | {one.reached or '–'} | {one.verdict} |"


def _cold(found: Sequence[Measured]) -> Iterator[str]:
    ours = next(one for one in found if one.what == validation.OURS)
    yield from (f"## Checking {ours.records:,} records", "", *_COLD.splitlines(), "")
    yield f"| command | {_HEAD} | MiB | runs | × wall | × processor |"
    yield "|---|--:|---|--:|--:|--:|--:|--:|"
    for one in found:
        times = f"{one.seconds / ours.seconds:.2f} | {one.processor / ours.processor:.2f}"
        yield f"| {_row(one)} | {_mebi(one)} | {len(one.runs)} | {times} |"


def _growth(found: Sequence[Measured]) -> Iterator[str]:
    yield from ("## As the registry grows", "", *_GROWTH.splitlines(), "")
    yield f"| records | {_HEAD} | processor ms a record | MiB | runs |"
    yield "|--:|--:|---|--:|--:|--:|--:|"
    for one in found:
        each = 1000 * one.processor / one.records
        row = _row(one).partition(" | ")[2]
        yield f"| {one.records:,} | {row} | {each:.3f} | {_mebi(one)} | {len(one.runs)} |"


def _starts(found: Sequence[Measured]) -> Iterator[str]:
    pages = startup.helps(found)
    work = [one for one in found if one not in pages]
    yield from ("## Start", "", *_START.splitlines(), "")
    yield f"| command | {_HEAD} | runs |"
    yield "|---|--:|---|--:|--:|"
    for one in (*work, pages[0], pages[len(pages) // 2], pages[-1]):
        yield f"| {_row(one)} | {len(one.runs)} |"
    yield from ("", "Every command's `--help`, median milliseconds: ")
    yield (
        ", ".join(
            f"{one.what.removeprefix('accession ').removesuffix(' --help').replace('--help', '–')} "
            f"{1000 * one.seconds:.0f}"
            for one in pages
        )
        + "."
    )


def _filing(commits: Sequence[Measured], whole: Sequence[Measured]) -> Iterator[str]:
    yield from ("## Filing", "", *_FILING.splitlines(), "")
    yield f"| what | records | {_HEAD} | runs |"
    yield "|---|--:|--:|---|--:|--:|"
    for one in (*commits, *whole):
        name, _bar, row = _row(one).partition(" | ")
        yield f"| {name} | {one.records:,} | {row} | {len(one.runs)} |"


def _directories(found: Sequence[Measured]) -> Iterator[str]:
    ours = {one.records: one for one in found if one.what == directory.OURS}
    yield from ("## The year's directory", "", *_DIRECTORY.splitlines(), "")
    yield f"| directory | tasks | {_HEAD} | MiB | runs | × wall | × processor |"
    yield "|---|--:|--:|---|--:|--:|--:|--:|--:|"
    for one in found:
        name, _bar, row = _row(one).partition(" | ")
        base = ours[one.records]
        times = f"{one.seconds / base.seconds:.2f} | {one.processor / base.processor:.2f}"
        yield f"| {name} | {one.records:,} | {row} | {_mebi(one)} | {len(one.runs)} | {times} |"


def _many(found: Figures) -> Iterator[str]:
    """Measured on a day of its own, so it says the machine and the goals itself."""
    sizes = found.many
    yield from (_MANY_HEAD, "", *found.machine, "", *_aimed(districts.goals(sizes)))
    yield from ("", *_MANY.splitlines(), "")
    yield f"| command | districts | tasks | {_HEAD} | largest process, MiB | runs |"
    yield "|---|--:|--:|--:|---|--:|--:|--:|"
    for what in (one.what for one in sizes[0].found):
        for size in sizes:
            one = size.of(what)
            row = _row(one).partition(" | ")[2]
            counted = f"{size.districts} | {size.tasks:,}"
            yield f"| {what} | {counted} | {row} | {_mebi(one)} | {len(one.runs)} |"
    yield from ("", *_MANY_GROWTH.splitlines(), "")
    yield from _many_growth(sizes)
    yield ""
    yield _files(sizes)
    yield from ("", *_MANY_ELSEWHERE.splitlines())


def _many_growth(sizes: Sequence[districts.Collected]) -> Iterator[str]:
    pairs = list(pairwise(sizes))
    heads = [f"{more.districts} beside {less.districts}" for less, more in pairs]
    times = " | ".join(f"time, {head}" for head in heads)
    memory = " | ".join(f"memory, {head}" for head in heads)
    yield (
        f"| command | reckoned by | processor ms each, of {sizes[-1].districts} districts | "
        f"each further, ms | {times} | {memory} | "
        f"extrapolated: {districts.MANY} districts, processor s |"
    )
    yield "|---" * 2 + "|--:" * (2 + 2 * len(pairs) + 1) + "|"
    tasks = [more.tasks / less.tasks for less, more in pairs]
    grown = " | ".join(f"{one:.2f}×" for one in tasks)
    yield f"| *how many tasks* | – | – | – | {grown} | {' | '.join('–' for _one in pairs)} | – |"
    last = sizes[-1]
    for what in (one.what for one in sizes[0].found):
        each = 1000 * last.of(what).processor / last.units(what)
        took = [more.of(what).processor / less.of(what).processor for less, more in pairs]
        held = [more.of(what).megabytes / less.of(what).megabytes for less, more in pairs]
        ratios = " | ".join(f"{one:.2f}×" for one in (*took, *held))
        unit = "task" if what in districts.BY_TASK else "district"
        yield (
            f"| {what} | {unit} | {number(each)} | {number(districts.further(sizes, what))} | "
            f"{ratios} | {number(districts.extrapolated(sizes, what))} |"
        )


def _files(sizes: Sequence[districts.Collected]) -> str:
    tables = ", ".join(
        f"{one.tables:.2f} MB ({1e6 * one.tables / one.tasks:.0f} bytes a task)" for one in sizes
    )
    pages = ", ".join(
        f"{one.pages:.2f} MB ({1000 * one.pages / one.districts:.0f} kB a district)"
        for one in sizes
    )
    return f"The tables of these centres have {tables}; their reports {pages}."


def _row(one: Measured) -> str:
    digits = 3 if one.seconds < _SMALL else 2
    least, most = one.span
    span = f"{least:.{digits}f}–{most:.{digits}f}"
    return f"{one.what} | {one.seconds:.{digits}f} | {span} | {one.processor:.{digits}f}"


def _mebi(one: Measured) -> str:
    return f"{one.megabytes / _MEBI:.0f}" if one.megabytes else "–"


_HOW: Final = """\
A ratio is taken of wall time and of processor time, and the worse of the two counts as reached.
Figures are those of whole processes on warm disk caches, the middle one of the runs; commands that
are compared take turns. No test compares a time."""
_COLD: Final = """\
Nothing is kept from one run to the next. accession checks the form, every rule of the scheme and
what the records say of one another; the others check the form of each record alone:
check-jsonschema and ajv-cli by the project's own schema, yamale by tools/bench/task.yamale.yaml,
which says as much of it as yamale can (no conditions). ajv-cli reads a day as a time and then finds
every record wrong, so it is given a copy with the days in quotes. MiB is the most that all
processes of a command held at one moment, what they share counted once. `--since` checks, besides,
the change of one record since the commit before."""
_GROWTH: Final = """\
![wall seconds](benchmarks-time.svg)

![memory](benchmarks-memory.svg)"""
_START: Final = """\
`todo` and `check` read the whole registry and answer; every other line does nothing but start."""
_FILING: Final = """\
Equally durable: everything is on the disk before it ends. On git's side a file is written, added
and committed. On accession's first the commit alone, as it is made before it is pushed: it need not
read the index, which grows with the registry. Then all that is done without a remote: the request
is kept until it is done, the clone locked, the commit made and compared, and the checkout and the
branch moved, but only where nothing of the clerk's is in the way; that does read and write the
index. Imports are not counted. Below, the whole command, which first reads the registry and checks
it with the new tasks by every rule."""
_DIRECTORY: Final = """\
`accession render` reads and checks the registry first. WeasyPrint is given records that were read
and checked before, and makes one table of ten columns with the same fonts; no overview, cards,
cover, contents, changes, indexes, tags or attachment (tools/bench/weasyprint_peer.py)."""
_MANY_HEAD: Final = "## Many districts"
_MANY: Final = """\
Made-up districts without trouble (tools/generate_districts.py --sound), the smaller centres a part
of the larger. The first run fetches and checks every copy, reads it, writes its tables, puts them
together and compares what is the same. The peers are what one would run otherwise: to clone each
repository, which only fetches, and to check the records in a clone of each, which starts the
program once a district and keeps nothing. Processes that outlive a command are counted with it.
Memory is here the most that one process of a command held, with what it shares; two readers read at
a time. A process that held less than 13 MiB is shown with about as many."""
_MANY_GROWTH: Final = """\
How it grows: processor time and the largest process, beside those of the centre before. Time that
grows by less than the tasks is the start of programs, which all sizes have alike, so *each further*
leaves it out: what the largest centre takes beyond the smallest, by as many tasks or districts as
it has more. The last column was not run: it is the straight line through the smallest and the
largest; where it differs from what was run of 200 districts (below), the latter counts."""
_MANY_ELSEWHERE: Final = """\
The figures for 200 districts and for three million tasks are in
[districts-figures.md](districts-figures.md). Run there: to collect 200 districts and report on
them, and the questions of its table asked of three million tasks, for which the tables of the
districts that were collected stand under 2,850 codes. Extrapolated there: how long three million
tasks take to be read for the first time, and to be compared."""
_REPEAT: Final = """\
## How to repeat this

`make bench` on a machine that does nothing else; it takes about a quarter of an hour, writes this
page and its pictures, and keeps the peers in build/bench/. `make bench QUICK=1` takes small
registries and two minutes and writes build/bench/quick/benchmarks.md instead; `make bench
ONLY=startup` measures one group (validation, startup, filing, directory) and writes it to
build/bench/startup/benchmarks.md. `make bench ONLY=districts` writes the section on many districts
anew and leaves the rest of this page as it is. The registries come from tools/generate_registry.py
and are the same everywhere: tasks of a made-up district since 2020, admitted, corrected, ended and
followed by others, of which about one in a hundred has a warning."""
