"""Kill a clerk's command at random while three rivals record on the same trunk, signed or not.

Half of the kills take the command and all its children at a random call, the others the command
alone at a random moment, so that the git it had started lives on as an orphan.
"""

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fault.clones import Filed, history_faults, worker_in
from fault.injections import OWN
from fault.runner import Runner
from fault.shim import Way
from fault.verbs import public, require_signatures
from fault.world import DRAFT, World, make, sign_in

RIVALS = 3
#: A world is made anew after so many kills: a registry that grows makes everything slower.
ROUND = 25
_CALLS = 230
_SECONDS = 1.5
#: Rivals take a breath between two records, as people do.
_BREATH = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """What came of many kills; ``landed`` records were on the trunk when the command died."""

    kills: int
    landed: int
    unhurt: int
    rivals: int
    faults: tuple[str, ...]


def harvest(scratch: Path, world: World, *, kills: int, seed: int, signed: bool = False) -> Harvest:
    """Kill *kills* commands, heal each by ``sync``, and read the trunk back at the end.

    *signed*: signatures are required, everybody has a key, and each record must have its clerk's.
    """
    drawn = random.Random(seed)
    faults: list[str] = []
    landed = unhurt = told = 0
    with Runner(scratch, world.desk) as runner:
        for start in range(0, kills, ROUND):
            count = min(ROUND, kills - start)
            one = _round(world, runner, drawn, range(start, start + count), signed=signed)
            faults += one.faults
            landed, unhurt, told = landed + one.landed, unhurt + one.unhurt, told + one.rivals
    return Harvest(kills=kills, landed=landed, unhurt=unhurt, rivals=told, faults=tuple(faults))


def _round(
    world: World, runner: Runner, drawn: random.Random, numbers: range, *, signed: bool
) -> Harvest:
    make(world, remote=True)
    desks = [world.root / f"rival{number}" for number in range(RIVALS)]
    rivals = [desk.name for desk in desks]
    keys = require_signatures(world, runner, *rivals) if signed else {}
    before, begun = world.commits(), world.git(world.remote, "rev-parse", "main")
    for desk in desks:
        world.git(world.root, "clone", "--quiet", "--template=", str(world.remote), str(desk))
        sign_in(world, desk, desk.name)
        if signed:
            world.git(desk, "config", "user.signingkey", str(keys[desk.name]))
    workers = [worker_in(world, desk, 1_000_000, breath=_BREATH) for desk in desks]
    faults: list[str] = []
    titles: set[str] = set()
    landed = unhurt = 0
    try:
        for number in numbers:
            title = f"第{number}次中断的示例事项"
            titles.add(title)
            there, hurt, found = _killed(world, runner, drawn, title)
            landed, unhurt = landed + there, unhurt + (not hurt)
            faults += [f"kill {number}: {each}" for each in found]
    finally:
        for worker in workers:
            worker.terminate()
        said = [worker.communicate() for worker in workers]
    lines = (line for out, _err in said for line in out.splitlines(keepends=True))
    told = [Filed(**json.loads(line)) for line in lines if line.endswith("}\n")]
    wanted = titles | {one.title for one in told}
    faults += history_faults(world, told, wanted, before)
    if signed:
        faults += _unsigned(world, keys, begun)
    return Harvest(
        kills=len(numbers), landed=landed, unhurt=unhurt, rivals=len(told), faults=tuple(faults)
    )


def _killed(
    world: World, runner: Runner, drawn: random.Random, title: str
) -> tuple[bool, bool, list[str]]:
    """One kill: was it recorded by then, was the command hurt at all, and what is wrong."""
    draft = world.papers / "draft.yaml"
    draft.write_text(DRAFT.format(title=title), encoding="utf-8")
    command, before = ("file", "--from", str(draft)), world.files()
    if drawn.random() < 0.5:
        at = drawn.randint(1, _CALLS)
        done = runner.run(*command, folder=world.desk, environ=world.environ, way=Way.KILL, at=at)
    else:
        seconds = drawn.uniform(0.05, _SECONDS)
        done = runner.run(*command, folder=world.desk, environ=world.environ, seconds=seconds)
    hurt = done.code != 0
    there = _times(world, title)
    return there == 1, hurt, list(_healed(world, runner, title, command, before))


def _healed(
    world: World, runner: Runner, title: str, command: tuple[str, ...], before: dict[str, str]
) -> Iterator[str]:
    done = runner.run("sync", folder=world.desk, environ=world.environ)
    if done.code:
        yield f"sync: exit {done.code}: {done.err}"
    if not _times(world, title):
        again = runner.run(*command, folder=world.desk, environ=world.environ)
        if again.code:
            yield f"again: exit {again.code}: {again.err}"
    if (times := _times(world, title)) != 1:
        yield f"{title} is there {times} times"
    after = world.files()
    yield from (f"{name} changed" for name in OWN if after.get(name) != before[name])
    yield from (f"{name} still waits" for name in world.outbox())
    yield from (f"{name} was left" for name in world.litter(world.desk))


def _unsigned(world: World, keys: Mapping[str, Path], begun: str) -> Iterator[str]:
    """Records since *begun* that lack the signature of the clerk who made them, as git sees it."""
    allowed = world.root / "allowed"
    lines = (f"{name} {public(key)}\n" for name, key in keys.items())
    allowed.write_text("".join(lines), encoding="utf-8")
    trusted = ("-c", f"gpg.ssh.allowedSignersFile={allowed}")
    form = "--format=%G?%x02%GS%x02%an%x02%s"
    log = world.git(world.remote, *trusted, "log", form, f"{begun}..main")
    for line in log.splitlines():
        good, signer, author, subject = line.split("\x02")
        if good != "G" or signer != author:
            yield f"signature {good} of “{signer}” on what {author} did: {subject}"


def _times(world: World, title: str) -> int:
    asked = ("grep", "--count", "--fixed-strings", f"title: {title}")
    found = world.git(world.remote, *asked, "main", "--", "registry/tasks", accept=(0, 1))
    return len(found.splitlines())
