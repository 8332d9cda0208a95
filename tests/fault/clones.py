"""Several clones file into one bare repository at once, and the history is read back.

Each clone has one worker process that calls the action behind ``accession file`` again and again.
Run as ``python -m fault.clones FOLDER NAME COUNT BREATH`` it *is* such a worker.
"""

import json
import os
import subprocess  # noqa: TID251 - starts the workers of the harness
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from accession_cli import packaged
from accession_cli.gitstore.git import CHINA
from fault.runner import TESTS
from fault.world import World, make, sign_in

WHEN: Final = datetime(2026, 10, 12, 9, 0, tzinfo=CHINA)
_WORKING_SECONDS: Final = 8 * 3600
#: How long people wait between two pushes by plain git.
HAND_SECONDS: Final = 6.0
FACTS: Final = {
    "class": "公共安全",
    "agency": "minzheng",
    "channels": ["community"],
    "term": "short",
    "period": {"start": "2026-11-02", "end": "2027-03-15"},
    "authorization": {
        "content": "每周走访独居老人，查看取暖设备是否安全。",
        "target": "辖区独居老人安全过冬。",
        "authority": "只查看、提醒和报告，不承担维修和处罚。",
        "workflow": "街道派单—社区走访—登记—报告街道",
    },
    "basis": [
        {
            "document": "关于做好冬季取暖安全工作的通知（示例）",
            "number": "示例发〔2026〕31号",
            "date": "2026-09-15",
        }
    ],
    "funding": {
        "amount": "12000.00",
        "per": "task",
        "source": "区财政专项",
        "method": "随事拨付",
    },
    "scope": {"subdistricts": "all"},
    "application": {"received": "2026-09-21", "via": "oa"},
    "decision": [{"by": "civil_affairs", "date": "2026-09-28", "result": "admit"}],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What one worker was told: the number it got for *title*, and when it asked and was told."""

    title: str
    number: str
    asked: float
    told: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """``faults`` is empty when nothing was lost, doubled, left out or told wrongly.

    Of the people who pushed by plain git, ``hands``, ``pushed`` pushes were taken.
    """

    clones: int
    hands: int = 0
    pushed: int = 0
    records: int
    seconds: float
    waits: tuple[float, ...]
    faults: tuple[str, ...]

    @property
    def per_second(self) -> float:
        return self.records / self.seconds

    def within(self, share: float) -> float:
        """The time within which *share* of the filings was answered."""
        waits = sorted(self.waits)
        return waits[min(len(waits) - 1, int(share * len(waits)))]


def work(folder: Path, name: str, count: int, breath: float) -> Iterator[Filed]:
    """File *count* tasks from the registry in *folder*, with *breath* seconds between them."""
    from accession_cli.actions.action import carry_out
    from accession_cli.actions.task_filing import FileTasks
    from accession_cli.entry import draft

    for number in range(count):
        title = f"{name}的第{number}件示例事项"
        given = (draft.of_facts({"title": title, **FACTS}, name),)
        asked = time.monotonic()
        # Clocks go on: among commits of one second git cannot tell which came first, and walks all.
        when = WHEN + timedelta(seconds=asked % _WORKING_SECONDS)
        landed = carry_out(FileTasks(given=given), folder, when=when)
        filed = landed.made.tasks[0]
        yield Filed(title=title, number=str(filed.task.id), asked=asked, told=time.monotonic())
        time.sleep(breath)


def race(
    world: World,
    *,
    clones: int,
    each: int,
    hands: int = 0,
    pause: float = HAND_SECONDS,
    source: Path | None = None,
) -> Result:
    """Let *clones* workers file *each* at once, and read the trunk back.

    With *hands* the server checks every push by its hook, and that many people push by plain git
    meanwhile, each with a *pause* of seconds after a push that was taken; a push that comes between
    a command's commit and its own makes it begin anew. *source* is the ``src`` folder
    whose tool is run: this one's, or a copy with a planted bug.
    """
    make(world, remote=True)
    if hands:
        _hooked(world)
    before = world.commits()
    desks = [world.root / f"clerk{number}" for number in range(clones)]
    for desk in desks:
        world.git(world.root, "clone", "--quiet", "--template=", str(world.remote), str(desk))
        sign_in(world, desk, desk.name)
    begun = time.monotonic()
    workers = [worker_in(world, desk, each, source=source) for desk in desks]
    pushing = [_hand(world, number, pause) for number in range(hands)]
    said = [worker.communicate() for worker in workers]
    by_hand = [line for hand in pushing for line in _stopped(world, *hand)]
    seconds = time.monotonic() - begun
    told = [Filed(**json.loads(line)) for out, _err in said for line in out.splitlines()]
    faults = [
        f"{desk.name}: exit {worker.returncode}: {err[-300:]}"
        for desk, worker, (_out, err) in zip(desks, workers, said, strict=True)
        if worker.returncode
    ]
    wanted = {f"{desk.name}的第{n}件示例事项" for desk in desks for n in range(each)}
    faults += by_hand
    faults += history_faults(world, told, wanted, before)
    faults += [f"{desk.name}: {line}" for desk in desks for line in _left(world, desk)]
    return Result(
        clones=clones,
        hands=hands,
        pushed=_by_hand(world),
        records=len(told),
        seconds=seconds,
        waits=tuple(one.told - one.asked for one in told),
        faults=tuple(faults),
    )


#: How the messages of commits begin that people push by plain git.
BY_HAND: Final = "by hand "
_HAND: Final = """
n=0
while [ ! -e ../stop ]; do
  n=$((n+1)); name="$1-$n.txt"; echo "$name" > "$name"
  git add "$name" && git commit --quiet -m "by hand $name" || exit 1
  until git push --quiet origin HEAD:main 2>said; do
    grep -q 'rejected\\|declined\\|failed to' said || { cat said >&2; exit 1; }
    git pull --quiet --rebase origin main || exit 1
    [ ! -e ../stop ] || exit 0
  done
  sleep $2
done
"""


def _hooked(world: World) -> None:
    """Put the server's hook there; it calls the program that is tried."""
    program = world.root / "home/accession"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m accession_cli "$@"\n', "utf-8")
    program.chmod(0o755)
    world.git(world.remote, "config", "accession.program", str(program))
    hook = world.remote / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(packaged.text("templates", "hooks/pre-receive"), encoding="utf-8")
    hook.chmod(0o755)


def _hand(world: World, number: int, pause: float) -> tuple[Path, subprocess.Popen[str]]:
    """Somebody who pushes notes by plain git, again and again, until there is ``stop``."""
    desk = world.root / f"hand{number}"
    world.git(world.root, "clone", "--quiet", "--template=", str(world.remote), str(desk))
    sign_in(world, desk, desk.name)
    environ = {name: value for name, value in world.environ.items() if "DATE" not in name}
    hand = subprocess.Popen(
        ["/bin/sh", "-c", _HAND, "hand", desk.name, f"{pause:g}"],
        cwd=desk,
        env={**environ, "GIT_COMMITTER_DATE": f"{WHEN:%Y-%m-%dT%H:%M:%S%z}"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    return desk, hand


def _stopped(world: World, desk: Path, hand: "subprocess.Popen[str]") -> Iterator[str]:
    """What went wrong for somebody who pushed by hand: nothing that was pushed is lost."""
    (world.root / "stop").touch()
    _out, err = hand.communicate()
    if hand.returncode:
        yield f"{desk.name}: exit {hand.returncode}: {err[-300:]}"
    pushed = world.git(desk, "log", "--format=%H", "origin/main")
    there = set(world.git(world.remote, "log", "--format=%H", "main").splitlines())
    yield from (f"{desk.name}: {one} is lost" for one in pushed.splitlines() if one not in there)


def _by_hand(world: World) -> int:
    subjects = world.git(world.remote, "log", "--format=%s", "main").splitlines()
    return sum(one.startswith(BY_HAND) for one in subjects)


def worker_in(
    world: World, desk: Path, count: int, *, source: Path | None = None, breath: float = 0.0
) -> subprocess.Popen[str]:
    """A process that files *count* tasks from the clone *desk*, and tells of each."""
    seal = str(TESTS / "clock_seal")
    paths = (*((str(source),) if source else ()), str(TESTS), seal)
    command = (sys.executable, "-m", "fault.clones")
    return subprocess.Popen(
        [*command, str(desk / "registry"), desk.name, str(count), str(breath)],
        env={**world.environ, "PYTHONPATH": os.pathsep.join(paths)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _left(world: World, desk: Path) -> Iterator[str]:
    yield from world.git(desk, "status", "--porcelain").splitlines()
    outbox = desk / ".git/accession/outbox"
    yield from (path.name for path in (outbox.iterdir() if outbox.is_dir() else ()))
    yield from world.litter(desk)


def history_faults(
    world: World, told: Sequence[Filed], wanted: set[str], before: int
) -> Iterator[str]:
    """Read the trunk commit by commit, and compare with what the workers were told."""
    form = "--format=%x01%P%x02%s%x02%(trailers:key=Accession-Request,valueonly)%x02"
    log = world.git(world.remote, "log", "--reverse", form, "--name-status", "main")
    landed: dict[str, str] = {}
    titles: Counter[str] = Counter()
    requests: Counter[str] = Counter()
    serial = 1
    for entry in log.split("\x01")[1:][before:]:
        parents, subject, request, names = entry.split("\x02")
        if subject.startswith(BY_HAND):
            if " " in parents or names.split()[0] != "A":
                yield f"the commit {subject} changed {names.split()}"
            continue
        serial += 1
        _verb, number, title = subject.split(" ", 2)
        landed[title] = number
        titles[title] += 1
        requests[request.strip()] += 1
        if number != f"SL-2026-{serial:04d}":
            yield f"{number} came where SL-2026-{serial:04d} was due"
        if " " in parents or names.split() != ["A", f"registry/tasks/2026/{number}.yaml"]:
            yield f"the commit of {number} changed {names.split()}"
    yield from (f"lost: {title}" for title in sorted(wanted - set(titles)))
    yield from (f"twice: {title}" for title, times in titles.items() if times > 1)
    yield from (f"sent twice: {name}" for name, times in requests.items() if times > 1)
    for one in told:
        if landed.get(one.title) != one.number:
            yield f"{one.title} was told {one.number}, and is {landed.get(one.title)}"
    yield from _out_of_order(told)
    yield from _unsound(world)


def _unsound(world: World) -> Iterator[str]:
    """What git finds wrong in the remote once nobody writes there any more.

    Seen: on a busy machine, the server's side of a push whose worker had just been ended was still
    writing while it was checked. So: what is wrong is looked at again, and only what stays counts.
    """
    found = ""
    for attempt in range(6):
        time.sleep(attempt)
        try:
            found = world.git(world.remote, "fsck", "--strict", "--no-dangling", "--no-progress")
        except AssertionError as failed:
            found = str(failed)
        if not found:
            return
    yield f"git fsck: {found}"


def _out_of_order(told: Sequence[Filed]) -> Iterator[str]:
    """Whoever was answered before another asked has the smaller number."""
    earliest = float("inf")
    for one in sorted(told, key=lambda one: one.number, reverse=True):
        if earliest < one.asked:
            yield f"{one.number} was asked for after a higher number had been told"
        earliest = min(earliest, one.told)


if __name__ == "__main__":
    for each in work(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4])):
        fields = {name: getattr(each, name) for name in Filed.__slots__}
        sys.stdout.write(json.dumps(fields) + "\n")
        sys.stdout.flush()
