"""Filing: the commit step beside git's own commands, the whole command, and a batch."""

import subprocess  # noqa: TID251 - git is what the commit step is measured beside
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Final
from uuid import uuid4

from generator.days import TODAY

from accession_cli.gitstore.branches import Base
from accession_cli.gitstore.commit import Change, commit_on
from accession_cli.gitstore.outbox import Request
from accession_cli.gitstore.signing import Signers
from accession_cli.gitstore.trunk import Trunk
from accession_cli.words.layout import json_text
from bench.goals import Goal, at_least, at_most
from bench.measure import Command, Measured, Run, clocks, in_turns, spent
from bench.validation import ACCESSION
from bench.worlds import Worlds, drafts

COMMIT: Final = "accession, the commit on the disk and compared with what was asked for"
OURS: Final = "accession, from the checked record to the moved checkout"
THEIRS: Final = "`git add` and `git commit`, core.fsync=all"
BATCH: Final = "accession file, one after another in one commit"
ONE: Final = "accession file, the whole command"
#: Equal for both: everything on the disk before the command ends, and no tidying up meanwhile.
_EQUAL: Final = ("-c", "core.fsync=all", "-c", "gc.auto=0", "-c", "maintenance.auto=false")
_WHEN: Final = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=timezone(timedelta(hours=8)))
_ROUNDS: Final = 15


def commits(worlds: Worlds, sizes: Sequence[int]) -> list[Measured]:
    """One new record recorded, by accession and by git, in turns, in registries of *sizes*."""
    found = []
    for records in sizes:
        ours = _clone(worlds, records, "ours")
        theirs = _clone(worlds, records, "theirs")
        record = _some_record(ours)
        runs: dict[str, list[Run]] = {COMMIT: [], OURS: [], THEIRS: []}
        for at in range(_ROUNDS + 1):
            runs[COMMIT].append(_committed(ours, record, at))
            runs[OURS].append(_landed(ours, record, at))
            runs[THEIRS].append(_added(theirs, record, at))
        found += [
            Measured(what=what, runs=tuple(taken[1:]), records=records)
            for what, taken in runs.items()
        ]
    return found


def whole(worlds: Worlds, sizes: Sequence[int], batch: int) -> list[Measured]:
    """``accession file`` whole: one task, then *batch* tasks, in registries of *sizes*."""
    found = []
    for records in sizes:
        home = _clone(worlds, records, "whole")
        for count, what in ((1, ONE), (batch, f"{BATCH}: {batch:,} tasks")):
            given = worlds.scratch / f"drafts-{count}.json"
            made = drafts(batch + 1)
            given.write_text(json_text({"tasks": made[:batch] if count > 1 else made[batch:]}))
            argv = [ACCESSION, "file", "--from", str(given), "--inspected-by", "bench"]
            found += in_turns([Command(what=what, argv=argv, cwd=home, rounds=1)], records=records)
    return found


def goals(found: Sequence[Measured], batches: Sequence[Measured]) -> Iterator[Goal]:
    """The commit in each registry, and the batch."""
    for ours, theirs in _pairs(found):
        what = f"a commit in {ours.records:,} records, beside git add and git commit"
        ratio = min(theirs.seconds / ours.seconds, theirs.processor / ours.processor)
        yield at_least(what, 2.5, ratio)
    for one in batches:
        if one.what.startswith(BATCH):
            what = f"a batch of {one.what.rpartition(': ')[2]}, in {one.records:,} records"
            yield at_most(what, 6, one.seconds, " s")


def _pairs(found: Sequence[Measured]) -> Iterator[tuple[Measured, Measured]]:
    by_size = {(one.what, one.records): one for one in found}
    for records in dict.fromkeys(one.records for one in found):
        yield by_size[COMMIT, records], by_size[THEIRS, records]


def _clone(worlds: Worlds, records: int, name: str) -> Path:
    home = worlds.scratch / f"{name}-{records}"
    subprocess.run(["git", "clone", "--quiet", str(worlds.of(records)), str(home)], check=True)
    for setting in ("user.name=bench", "user.email=bench@example.org"):
        key, _equals, value = setting.partition("=")
        subprocess.run(["git", "-C", str(home), "config", key, value], check=True)
    subprocess.run(["git", "-C", str(home), "remote", "remove", "origin"], check=True)
    return home


def _some_record(home: Path) -> bytes:
    folder = home / "registry" / "tasks" / str(TODAY.year)
    return min(folder.iterdir()).read_bytes()


def _new_path(at: int) -> str:
    return f"registry/tasks/{TODAY.year}/DL-{TODAY.year}-{900_000 + at}.yaml"


def _committed(home: Path, record: bytes, at: int) -> Run:
    """What is between the checked record and the push: who signs, the commit, its comparison."""
    change = Change(path=_new_path(at), data=record, seen=None)
    git = Trunk.open(home / "registry", trunk="origin/main", sample=True).git
    tip = git.tip("HEAD")
    before = clocks()
    who = Signers.known_to(git)
    commit_on(git, tip, [change], f"File {at}", request=uuid4().hex, when=_WHEN, signers=who)
    return spent(before, clocks())


def _landed(home: Path, record: bytes, at: int) -> Run:
    """What ``accession file`` does once the record has passed every rule.

    The request is kept, the lock taken, the trunk looked at, the commit made and compared with
    what was asked for, work tree, index and branch moved. Imports are not counted.
    """
    change = Change(path=_new_path(at), data=record, seen=None)

    def build(_base: Base, _day: date) -> tuple[Sequence[Change], str, None]:
        return [change], f"File {at}", None

    trunk = Trunk.open(home / "registry", trunk="origin/main", sample=True)
    asked = Request(id=uuid4().hex, verb="file", facts={}, asked=_WHEN)
    before = clocks()
    trunk.land(build, asked, when=_WHEN)
    return spent(before, clocks())


def _added(home: Path, record: bytes, at: int) -> Run:
    path = home / _new_path(at)
    git = ["git", "-C", str(home), *_EQUAL]
    before = clocks()
    path.write_bytes(record)
    subprocess.run([*git, "add", str(path)], check=True)
    subprocess.run([*git, "commit", "--quiet", "--message", f"File {at}"], check=True)
    return spent(before, clocks())
