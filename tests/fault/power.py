"""Cut the power: what had not reached the disk is gone.

The world lies on an ext4 file system in an image. A command is stopped at one of its calls, or has
just answered, and the image is copied as it is: that is the disk after the cut, with whatever the
kernel still held in memory missing. The copy is mounted, checked, and healed.

This shows what a journalling file system on a disk that keeps its word would hold. It shows nothing
about disks that lie about having written, or about other file systems.
"""

import shutil
import subprocess  # noqa: TID251 - makes and mounts a file system
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fault.injections import OWN, State, sound
from fault.runner import Runner
from fault.shim import Way
from fault.verbs import FILE, run
from fault.world import World, make

_MEGABYTES: Final = 48
#: Nothing reaches the disk by the clock, and none of ext4's mercies for careless programs.
_OPTIONS: Final = "loop,commit=3000,noauto_da_alloc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """An image and the place where it is mounted."""

    image: Path
    place: Path

    def mount(self) -> None:
        _sh("mount", "-o", _OPTIONS, str(self.image), str(self.place))

    def unmount(self) -> None:
        for _attempt in range(400):  # on a busy machine, what was killed takes a while to let go
            with suppress(subprocess.CalledProcessError):
                _sh("umount", str(self.place))
                return
            time.sleep(0.05)
        _sh("umount", str(self.place))

    @contextmanager
    def mounted(self) -> Iterator[None]:
        self.mount()
        try:
            yield
        finally:
            self.unmount()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuts:
    """``answered`` of the cuts came after the command had said that it was done."""

    cuts: int
    answered: int
    recorded: int
    faults: tuple[str, ...]


def possible(folder: Path) -> str | None:
    """Why the power cannot be cut here; ``None`` when it can."""
    if shutil.which("mkfs.ext4") is None:
        return "mkfs.ext4 is not installed"
    try:
        disk = _disk(folder / "try")
        with disk.mounted():
            return None
    except (OSError, subprocess.CalledProcessError) as error:
        return f"no loop device can be mounted: {error}"


def cuts(folder: Path, *, every: int, source: Path | None = None) -> Cuts:
    """Cut at every *every*-th call of filing with a remote, and each time after the answer, too."""
    base = _disk(folder)
    world = World(base.place / "world")
    with base.mounted():
        make(world, remote=True)
        # what whoever looks after the server is told to set (docs/reliability.md)
        world.git(world.remote, "config", "core.fsync", "all")
    now = Disk(image=folder / "now.img", place=base.place)
    with Runner(folder / "scratch", world.root, source=source) as runner:
        shutil.copyfile(base.image, now.image)
        with now.mounted():
            before = State.of(world)
            whole = run(runner, world, FILE.arguments)
            assert whole.code == 0, whole.err
            calls = whole.calls
            golden = State.of(world)
        faults: list[str] = []
        answered = recorded = 0
        for at in (*range(1, calls + 1, every), *(0,) * max(1, calls // every // 10)):
            shutil.copyfile(base.image, now.image)
            there, found = _cut(now, world, runner, at, (before, golden))
            answered, recorded = answered + (at == 0), recorded + there
            faults += [f"cut at call {at or 'none: it had answered'}: {each}" for each in found]
    total = len(range(1, calls + 1, every)) + max(1, calls // every // 10)
    return Cuts(cuts=total, answered=answered, recorded=recorded, faults=tuple(faults))


def _cut(
    disk: Disk, world: World, runner: Runner, at: int, states: tuple[State, State]
) -> tuple[bool, list[str]]:
    after = Disk(image=disk.image.with_name("cut.img"), place=disk.place)
    with disk.mounted():
        way = Way.HOLD if at else Way.COUNT
        done = runner.run(*FILE.arguments, folder=world.desk, environ=world.environ, way=way, at=at)
        shutil.copyfile(disk.image, after.image)
        if done.code is None:
            runner.release()
    try:
        with after.mounted():
            try:
                return _judged(world, runner, states, answered=done.code == 0)
            except AssertionError as broken:
                return False, [f"a repository is broken: {broken}"]
    except subprocess.CalledProcessError as error:
        return False, [f"the disk cannot be mounted: {error}"]


def _judged(
    world: World, runner: Runner, states: tuple[State, State], *, answered: bool
) -> tuple[bool, list[str]]:
    before, golden = states
    faults = list(sound(world, "after the cut"))
    tree = world.tree()
    there = tree == golden.tree
    if tree not in {before.tree, golden.tree}:
        faults.append("the trunk is neither as before nor as after")
    if answered and not there:
        faults.append("it had said that it was recorded, and it is not")
    faults += [f"{name} changed" for name in OWN if world.files().get(name) != before.files[name]]
    done = run(runner, world, ("sync",))
    if "doctor --fix" in done.err:
        run(runner, world, ("doctor", "--fix"))
        done = run(runner, world, ("sync",))
    locks = [name for name in world.litter(world.remote) if name.endswith(".lock")]
    if done.code and locks:  # the server lost its power as well
        for name in locks:
            (world.remote / name).unlink()
        done = run(runner, world, ("sync",))
    if done.code:
        faults.append(f"sync: exit {done.code}: {done.err}")
    if world.tree() == before.tree:
        again = run(runner, world, FILE.arguments)
        if again.code:
            faults.append(f"again: exit {again.code}: {again.err}")
    faults += State.of(world).differences(golden)
    if (done := run(runner, world, ("verify",))).code:
        faults.append(f"verify: exit {done.code}: {done.out}{done.err}")
    return there, faults


def _disk(folder: Path) -> Disk:
    place, image = folder / "disk", folder / "base.img"
    place.mkdir(parents=True, exist_ok=True)
    with image.open("wb") as file:
        file.truncate(_MEGABYTES << 20)
    _sh("mkfs.ext4", "-q", "-F", str(image))
    return Disk(image=image, place=place)


def _sh(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)
