"""Run all harnesses at length, as ``make fault`` and ``make soak`` do."""

import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from fault import planted, power
from fault.clones import HAND_SECONDS, Result, race
from fault.injections import WAYS, case_of, inject
from fault.keeping import Keeping
from fault.rivals import ROUND, Harvest, harvest
from fault.runner import Runner
from fault.shim import Way
from fault.state_table import STATES
from fault.states import judge
from fault.verbs import CASES, VERBS
from fault.world import World, begun

SEED: Final = 20261012
_CLONES: Final = (2, 4, 8)
_CROWD: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is done; ``None`` is all there is."""

    injections: int | None
    kills: int
    filings: int
    cuts_every: int

    def scaled(self, share: float) -> "Plan":
        """A *share* of the plan, for a machine that has other work to do."""
        return Plan(
            injections=round((self.injections or 12_000) * share),
            kills=max(1, round(self.kills * share)),
            filings=max(1, round(self.filings * share)),
            cuts_every=max(1, round(self.cuts_every / share)),
        )


FAULT: Final = Plan(injections=2400, kills=1000, filings=100, cuts_every=3)
SOAK: Final = Plan(injections=None, kills=4000, filings=400, cuts_every=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The injections into one command: how many in each way, and what came of them."""

    title: str
    calls: int
    ways: Counter[Way]
    landed: int
    jammed: int
    faults: tuple[str, ...]

    @property
    def total(self) -> int:
        return self.ways.total()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All that was measured. A harness that could not run says why in ``untested``."""

    tallies: tuple[Tally, ...]
    harvest: Harvest
    signed: Harvest
    races: tuple[Result, ...]
    crowd: Result
    steady: Result
    states: int
    states_wrong: tuple[str, ...]
    cuts: power.Cuts | None
    careless: power.Cuts | None
    untested: tuple[str, ...]

    @property
    def faults(self) -> tuple[str, ...]:
        return (
            *(fault for one in self.tallies for fault in one.faults),
            *self.harvest.faults,
            *self.signed.faults,
            *(fault for one in self.races for fault in one.faults),
            *self.crowd.faults,
            *self.steady.faults,
            *self.states_wrong,
            *(self.cuts.faults if self.cuts else ()),
        )


def carried_out(plan: Plan, kept: Keeping) -> Figures:
    """Carry *plan* out on this machine, with one process a processor; what is *kept* stands."""
    with _folder() as folder:
        tallies = _injections(folder, plan, kept)
        states, wrong = _odd_states(folder, plan, kept)
        why = power.possible(folder)
        cut, careless = (None, None) if why else _cuts(folder, plan, kept)
        races = _races(folder, plan, kept)
        crowd = _crowd(folder, plan, kept)
        steady = _steady(folder, plan, kept)
        return Figures(
            tallies=tallies,
            harvest=_harvest(folder, plan, kept),
            signed=_signed_harvest(folder, plan, kept),
            races=races,
            crowd=crowd,
            steady=steady,
            states=states,
            states_wrong=wrong,
            cuts=cut,
            careless=careless,
            untested=(f"power cuts: {why}",) if why else (),
        )


def alone(name: str, plan: Plan, kept: Keeping) -> object:
    """Carry out the one harness *name* of ``HARNESSES``; its figures are kept for a whole run."""
    with _folder() as folder:
        return HARNESSES[name](folder, plan, kept)


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="accession-fault-", dir=_memory()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _injections(folder: Path, plan: Plan, kept: Keeping) -> tuple[Tally, ...]:
    _say("injections")
    return tuple(_tallies(folder, plan.injections, kept))


def _odd_states(folder: Path, _: Plan, kept: Keeping) -> tuple[int, tuple[str, ...]]:
    _say("states")
    return kept.figure("states", lambda: _states(folder / "states"))


def _cuts(folder: Path, plan: Plan, kept: Keeping) -> tuple[power.Cuts, power.Cuts]:
    _say("power cuts")
    return (
        kept.figure("power", lambda: power.cuts(folder / "power", every=plan.cuts_every)),
        kept.figure("careless", lambda: _careless(folder)),
    )


def _races(folder: Path, plan: Plan, kept: Keeping) -> tuple[Result, ...]:
    _say("races")
    return tuple(
        kept.figure(f"race-{clones}", partial(_race, folder, clones, plan.filings))
        for clones in _CLONES
    )


def _crowd(folder: Path, plan: Plan, kept: Keeping) -> Result:
    _say("through the server's hook, among pushes by hand")
    return kept.figure("crowd", partial(_race, folder, _CROWD, _each(plan), hands=2))


def _steady(folder: Path, plan: Plan, kept: Keeping) -> Result:
    _say("beside a script that pushes without a pause")
    return kept.figure("steady", partial(_race, folder, 1, _each(plan), hands=1, pause=0.0))


def _each(plan: Plan) -> int:
    return max(4, plan.filings // 10)


def _careless(folder: Path) -> power.Cuts:
    """What the same cuts do to a tool that leaves writing to the system."""
    source = planted.FSYNC_OFF.planted(folder)
    return power.cuts(folder / "careless", every=40, source=source)


def _race(
    folder: Path, clones: int, each: int, hands: int = 0, pause: float = HAND_SECONDS
) -> Result:
    return race(World(folder / "race"), clones=clones, each=each, hands=hands, pause=pause)


def _memory() -> str | None:
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def _say(what: str) -> None:
    sys.stderr.write(f"… {what}\n")


@dataclass(frozen=True, slots=True)
class _Job:
    """A share of all injections into one command."""

    folder: Path
    verb: str
    remote: bool
    share: float
    seed: int
    kept: Keeping


def _tallies(folder: Path, wanted: int | None, kept: Keeping) -> Iterator[Tally]:
    """Injections spread evenly over all calls of all commands, so that *wanted* are made."""
    calls = kept.figure("calls", lambda: _calls(folder / "count"))
    share = 1.0 if wanted is None else min(1.0, wanted / (calls * len(WAYS)))
    jobs = [
        _Job(folder / f"job{number}", verb.name, remote, share, SEED, kept)
        for number, (verb, remote) in enumerate(CASES)
    ]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for tally in pool.map(_tally, jobs):
            _say(f"{tally.title}: {tally.total} injections, {len(tally.faults)} faults")
            yield tally


def _calls(folder: Path) -> int:
    world = World(folder / "world")
    with Runner(folder / "scratch", world.root) as runner:
        return sum(
            case_of(verb, world, runner, folder, remote=remote).calls for verb, remote in CASES
        )


def _tally(job: _Job) -> Tally:
    return job.kept.figure(job.folder.name, lambda: _broken(job))


def _broken(job: _Job) -> Tally:
    world = World(job.folder / "world")
    verb = next(one for one in VERBS if one.name == job.verb)
    drawn = random.Random(f"{job.seed} {job.verb} {job.remote}")
    ways: Counter[Way] = Counter()
    landed = jammed = 0
    faults: list[str] = []
    with Runner(job.folder / "scratch", world.root) as runner:
        case = case_of(verb, world, runner, job.folder, remote=job.remote)
        for way in WAYS:
            for at in range(1, case.calls + 1):
                if drawn.random() >= job.share:
                    continue
                one = inject(case, world, runner, way, at)
                ways[way] += 1
                landed, jammed = landed + one.landed, jammed + one.jammed
                where = f"{case.title}: {way.name} at call {at}, {one.run.call} {one.run.path}"
                faults += [f"{where}: {problem}" for problem in one.problems]
    return Tally(
        title=case.title,
        calls=case.calls,
        ways=ways,
        landed=landed,
        jammed=jammed,
        faults=tuple(faults),
    )


def _states(folder: Path) -> tuple[int, tuple[str, ...]]:
    world = World(folder / "world")
    wrong: list[str] = []
    chosen = [state for state in STATES if not state.superuser or os.geteuid() == 0]
    with Runner(folder / "scratch", world.root) as runner:
        for state in chosen:
            template = begun(world, folder, remote=state.remote)
            found = judge(state, world, template, runner)
            wrong += [f"{state.title}: {problem}" for problem in found]
    return len(chosen), tuple(wrong)


def _harvest(folder: Path, plan: Plan, kept: Keeping, *, signed: bool = False) -> Harvest:
    _say("signed kills among rivals" if signed else "kills among rivals")
    name = "signed-harvest" if signed else "harvest"
    with ProcessPoolExecutor(max(1, (os.cpu_count() or 1) // 2)) as pool:
        parts = [
            pool.submit(
                _part,
                folder / f"{name}{number}",
                kept,
                kills=min(ROUND, plan.kills - number * ROUND),
                seed=SEED + number,
                signed=signed,
            )
            for number in range(-(-plan.kills // ROUND))
        ]
        return _sum([part.result() for part in parts])


def _signed_harvest(folder: Path, plan: Plan, kept: Keeping) -> Harvest:
    return _harvest(folder, plan, kept, signed=True)


def _part(folder: Path, kept: Keeping, *, kills: int, seed: int, signed: bool) -> Harvest:
    world = World(folder / "world")
    return kept.figure(
        folder.name,
        lambda: harvest(folder / "scratch", world, kills=kills, seed=seed, signed=signed),
    )


def _sum(parts: Sequence[Harvest]) -> Harvest:
    return Harvest(
        kills=sum(one.kills for one in parts),
        landed=sum(one.landed for one in parts),
        unhurt=sum(one.unhurt for one in parts),
        rivals=sum(one.rivals for one in parts),
        faults=tuple(fault for one in parts for fault in one.faults),
    )


#: Each harness by the name that ``--only`` knows it by.
HARNESSES: Final[Mapping[str, Callable[[Path, Plan, Keeping], object]]] = {
    "injections": _injections,
    "states": _odd_states,
    "power": _cuts,
    "races": _races,
    "crowd": _crowd,
    "steady": _steady,
    "kills": _harvest,
    "signed-kills": _signed_harvest,
}
