"""Break one call of one command, run the next command, and judge what is there then.

What a command leaves behind is compared by hashes with two states that are known: the one before
it, and the one after an unbroken run of it (the *golden* one). Anything else is a fault.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from fault.runner import Run, Runner
from fault.shim import Way
from fault.verbs import DROP, Verb, run
from fault.world import World, begun

OWN: Final = ("README.md", "notes.txt", "old.bak", "staged.txt")
KILLS: Final = frozenset({Way.KILL, Way.TORN})
WAYS: Final = (Way.KILL, Way.TORN, Way.FULL_ONCE, Way.FULL_FROM_HERE, Way.FAULTY)
_REFUSAL: Final = re.compile(r"^Error: ", re.MULTILINE)
_WRITES: Final = frozenset({"write", "pwrite", "writev", "sendfile", "copy_file_range"})


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """All that must be right about a world."""

    tree: str
    commits: int
    files: dict[str, str]
    status: str
    outbox: list[str]
    drafts: list[str]
    litter: list[str]

    @classmethod
    def of(cls, world: World) -> Self:
        repositories = {world.desk, world.trunk}
        return cls(
            tree=world.tree(),
            commits=world.commits(),
            files=world.files(),
            status=world.git(world.desk, "status", "--porcelain", "--ignored", "--", ":!build"),
            outbox=world.outbox(),
            drafts=world.drafts(),
            litter=[name for at in sorted(repositories) for name in world.litter(at)],
        )

    def differences(self, wanted: "State") -> Iterator[str]:
        for name in ("tree", "commits", "status", "outbox", "drafts", "litter"):
            mine, other = getattr(self, name), getattr(wanted, name)
            if mine != other:
                yield f"{name} is {mine!r}, wanted {other!r}"
        for name in sorted(self.files.keys() | wanted.files.keys()):
            if self.files.get(name) != wanted.files.get(name):
                yield f"{name} is not as it should be"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A command in a world: how it is before, and after an unbroken run of *calls* calls."""

    verb: Verb
    remote: bool
    template: Path
    before: State
    golden: State
    calls: int

    @property
    def title(self) -> str:
        return f"{self.verb.name}, {'with' if self.remote else 'without'} a remote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One injection. ``problems`` is empty when all is well; ``jammed``: the server was, too."""

    case: Case
    way: Way
    at: int
    run: Run
    landed: bool
    jammed: bool
    problems: tuple[str, ...]


def case_of(verb: Verb, world: World, runner: Runner, keep: Path, *, remote: bool) -> Case:
    """Make the world of *verb*, and run it unbroken to know what it does; templates lie in *keep*.

    The template of a case is there until the next case is made.
    """
    world.copied_from(begun(world, keep, remote=remote))
    verb.prepare(world, runner)
    template = world.kept_as(keep / "template")
    before = State.of(world)
    done = run(runner, world, verb.arguments)
    assert done.code == 0, (verb.name, done)
    golden = State.of(world)
    assert not golden.litter, (verb.name, golden.litter)
    return Case(
        verb=verb,
        remote=remote,
        template=template,
        before=before,
        golden=golden,
        calls=done.calls,
    )


def points(case: Case, ways: Sequence[Way], sample: int | None, seed: int) -> list[tuple[Way, int]]:
    """Every call of *case* in every way, or a *sample* of so many drawn with *seed*."""
    every = [(way, at) for way in ways for at in range(1, case.calls + 1)]
    if sample is None or sample >= len(every):
        return every
    drawn = random.Random(f"{seed} {case.title}")
    return sorted(drawn.sample(every, sample))


def inject(case: Case, world: World, runner: Runner, way: Way, at: int) -> Outcome:
    """Break call *at* of the command of *case*, let the next one heal it, and judge both."""
    world.copied_from(case.template)
    broken = runner.run(
        *case.verb.arguments, folder=world.desk, environ=world.environ, way=way, at=at
    )
    state = State.of(world)
    problems = [*_right_after(case, world, broken, state, way)]
    jammed, more = _healed(case, world, runner)
    return Outcome(
        case=case,
        way=way,
        at=at,
        run=broken,
        landed=state.tree == case.golden.tree,
        jammed=jammed,
        problems=(*problems, *more),
    )


def _right_after(case: Case, world: World, broken: Run, state: State, way: Way) -> Iterator[str]:
    """What may never be, not even for a moment, and what the command said of it."""
    known = {(s.tree, s.commits) for s in (case.before, case.golden)}
    between = range(case.before.commits + 1, case.golden.commits)
    some = case.verb.several and state.commits in between
    if (state.tree, state.commits) not in known and not some:
        yield f"at once: the trunk is neither as before nor as after: {state.commits} commits"
    for name in OWN:
        if state.files.get(name) != case.before.files[name]:
            yield f"at once: the clerk's {name} changed"
    yield from sound(world, "at once")
    landed = state.tree == case.golden.tree
    kept = state.outbox or state.drafts
    if case.before.outbox and not (landed or some or kept):
        yield "at once: what was typed is neither recorded nor kept"
    if way not in KILLS:
        yield from _said(case, broken, state, landed=landed)


def _said(case: Case, broken: Run, state: State, *, landed: bool) -> Iterator[str]:
    """What a command that lived to say something said."""
    if "Traceback" in broken.err:
        yield f"a traceback: {broken.err.splitlines()[-3:]}"
    if broken.code not in {0, 5}:
        yield f"exit code {broken.code}: {broken.err}"
    if broken.code and len(_REFUSAL.findall(broken.err)) != 1:
        yield f"not one sentence: {broken.err}"
    if not case.verb.lands:
        return
    if broken.code == 0 and not landed:
        yield "it said that it was done, and it was not"
    if broken.code and not landed and "queued" in broken.err.lower() and not state.outbox:
        yield "it said queued, and the outbox is empty"
    said_so = "Recorded: " in broken.out and "Nothing was recorded" not in broken.err
    if broken.code and landed and not state.outbox and not said_so:
        yield f"it is recorded, and the clerk was told: {broken.err}"


def sound(world: World, when: str) -> Iterator[str]:
    for at in sorted({world.desk, world.trunk}):
        said = world.git(
            at, "fsck", "--strict", "--no-dangling", "--no-progress", accept=(0, *range(1, 129))
        )
        wrong = [line for line in said.splitlines() if not line.startswith("dangling")]
        if wrong:
            yield f"{when}: git fsck in {at.name}: {wrong[:3]}"


def _healed(case: Case, world: World, runner: Runner) -> tuple[bool, list[str]]:
    """Run what comes next, as a clerk would, and compare with the golden state."""
    jammed, problems = False, []
    done = _next(case, world, runner)
    locks = (
        [name for name in world.litter(world.remote) if name.endswith(".lock")]
        if case.remote
        else []
    )
    if done is not None and done.code == 5 and locks and ".lock" in done.err:
        jammed = True
        for name in locks:  # whoever looks after the server does what the message says
            (world.remote / name).unlink(missing_ok=True)
        done = _next(case, world, runner)
    if done is not None and done.code != 0:
        problems.append(f"{' '.join(case.verb.heals)} afterwards: exit {done.code}: {done.err}")
    tree = world.tree()
    lacks = tree == case.before.tree or (case.verb.several and tree != case.golden.tree)
    if case.verb.lands and lacks:
        again = run(runner, world, case.verb.arguments)
        if again.code == 5 and locks and ".lock" in again.err:
            jammed = True
            for name in locks:
                (world.remote / name).unlink(missing_ok=True)
            again = run(runner, world, ("sync",))
        if again.code != 0:
            problems.append(f"the same command again: exit {again.code}: {again.err}")
    for name in locks:
        (world.remote / name).unlink(missing_ok=True)
    state = State.of(world)
    problems += [f"healed: {each}" for each in state.differences(case.golden)]
    problems += sound(world, "healed")
    return jammed, problems


def _next(case: Case, world: World, runner: Runner) -> Run | None:
    if case.verb.heals == DROP and not world.outbox():
        return None  # dropped already
    return run(runner, world, case.verb.heals)
