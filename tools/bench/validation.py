"""Checking every record: beside other checkers, on a change alone, and as the registry grows."""

import re
import shutil
import subprocess  # noqa: TID251 - git makes the change that is checked
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from bench import peers
from bench.goals import Goal, at_least, at_most
from bench.measure import Command, Measured, in_turns
from bench.worlds import Worlds

ACCESSION: Final = str(Path(sys.executable).with_name("accession"))
SCHEMA: Final = peers.TOP / "schemas" / "task.schema.json"
YAMALE: Final = Path(__file__).with_name("task.yamale.yaml")
OURS: Final = "accession validate"
SINCE: Final = "accession validate --since"
CAT: Final = "cat of all files"
_MEBI: Final = 1.048576
_DAY: Final = re.compile(r"(?m)^( *(?:- )?[a-z_]+: )([0-9]{4}-[0-9]{2}-[0-9]{2})$")


def cold(worlds: Worlds, records: int, rounds: int) -> list[Measured]:
    """All checkers on the same records, in turns; each run is a new process."""
    home = worlds.of(records)
    changed = _with_a_change(home, worlds.scratch / "changed")
    commands = [
        Command(what=OURS, argv=[ACCESSION, "validate"], cwd=home, rounds=rounds),
        Command(
            what=SINCE,
            argv=[ACCESSION, "validate", "--since", "HEAD~1"],
            cwd=changed,
            rounds=rounds,
        ),
        *_checkers(home, worlds.scratch, rounds),
        Command(
            what=CAT,
            argv=["sh", "-c", "find registry -name '*.yaml' -print0 | xargs -0 cat"],
            cwd=home,
            rounds=rounds,
            with_memory=False,
        ),
    ]
    return in_turns(commands, records=records)


def growth(worlds: Worlds, sizes: Sequence[int], known: Measured) -> list[Measured]:
    """``accession validate`` on registries of *sizes*; *known* is what was measured already."""
    found = []
    for records in sizes:
        if records == known.records:
            found.append(known)
            continue
        rounds = 3 if records < known.records else 1
        command = Command(
            what=OURS, argv=[ACCESSION, "validate"], cwd=worlds.of(records), rounds=rounds
        )
        found += in_turns([command], records=records)
    return found


def goals(found: Sequence[Measured], grown: Sequence[Measured]) -> Iterator[Goal]:
    """What was aimed at, beside what was reached; of two ratios the worse one counts."""
    by_name = {one.what: one for one in found}
    ours = by_name[OURS]
    for name, wanted in (("check-jsonschema", 60), ("yamale", 8), ("ajv-cli", 2)):
        peer = by_name.get(peers.named(name))
        what = f"check {ours.records:,} records, all rules on, beside {name}"
        yield at_least(what, wanted, min(_ratios(peer, ours)) if peer else None)
    slower = max(_ratios(ours, by_name[CAT]))
    yield at_most("the same, beside reading the files with `cat`", 6, slower, "×")
    added = 1000 * (by_name[SINCE].processor - ours.processor)
    what = "what `--since` adds to it for one changed record, in processor time"
    yield at_most(what, 100, added, " ms")
    last, first = grown[-1], grown[-2] if len(grown) > 1 else grown[-1]
    size = f"{last.records:,} records"
    scale = last.records / 100_000
    yield at_most(f"check {size}", 8 * scale, last.seconds, " s")
    yield at_most(f"memory for {size}", 150, last.megabytes / _MEBI, " MiB")
    times = last.records / first.records
    steeper = last.processor / first.processor / times
    yield at_most(f"time a record at {last.records:,}, beside {first.records:,}", 1.1, steeper, "×")


def _ratios(one: Measured, other: Measured) -> tuple[float, float]:
    return one.seconds / other.seconds, one.processor / other.processor


def _checkers(home: Path, scratch: Path, rounds: int) -> Iterator[Command]:
    tasks = sorted(str(path.relative_to(home)) for path in home.glob("registry/tasks/*/*.yaml"))
    if folder := peers.python_peer("check-jsonschema"):
        argv = [str(folder / "check-jsonschema"), "--schemafile", str(SCHEMA), *tasks]
        yield Command(what=peers.named("check-jsonschema"), argv=argv, cwd=home, rounds=1)
    if folder := peers.python_peer("yamale"):
        argv = [str(folder / "yamale"), "-s", str(YAMALE), "-n", "auto", "registry/tasks"]
        yield Command(what=peers.named("yamale"), argv=argv, cwd=home, rounds=rounds)
    if program := peers.ajv():
        argv = [str(program), "validate", "--spec=draft2020", "--strict=false", "-c", "ajv-formats"]
        argv += ["-s", str(SCHEMA), "-d", "registry/tasks/*/*.yaml"]
        quoted = _with_quoted_days(home, scratch / "quoted")
        yield Command(what=peers.named("ajv-cli"), argv=argv, cwd=quoted, rounds=rounds)


def _with_quoted_days(home: Path, copy: Path) -> Path:
    """The records with their days in quotes: ajv-cli reads a plain day as no text at all."""
    shutil.rmtree(copy, ignore_errors=True)
    for path in home.glob("registry/tasks/*/*.yaml"):
        there = copy / path.relative_to(home)
        there.parent.mkdir(parents=True, exist_ok=True)
        text = _DAY.sub(r'\1"\2"', path.read_text(encoding="utf-8"))
        there.write_text(text, encoding="utf-8")
    return copy


def _with_a_change(home: Path, clone: Path) -> Path:
    """A clone with one more commit, which corrects a record."""
    shutil.rmtree(clone, ignore_errors=True)
    git = ["git", "-C", str(clone), "-c", "user.name=bench", "-c", "user.email=b@example.org"]
    subprocess.run(["git", "clone", "--quiet", str(home), str(clone)], check=True)
    record = next(
        path
        for path in sorted(clone.glob("registry/tasks/2026/*.yaml"))
        if "status: admitted" in (text := path.read_text(encoding="utf-8"))
        and "\ncorrections: []\n" in text
        and "\nfrequency: null" not in text
    )
    text = record.read_text(encoding="utf-8")
    old = re.findall(r"(?m)^frequency: (.*)$", text)[0]
    day = re.findall(r"(?m)^filing:\n  date: (.*)$", text)[0]
    told = f"  - date: {day}\n    field: frequency\n    old: {old}\n    new: 每月一次"
    text = text.replace(f"\nfrequency: {old}\n", "\nfrequency: 每月一次\n")
    text = text.replace(
        "\ncorrections: []\n",
        f"\ncorrections:\n{told}\n    reason: 录入有误\n    by: civil_affairs\n",
    )
    record.write_text(text, encoding="utf-8")
    subprocess.run([*git, "commit", "--quiet", "--all", "--message", "Correct"], check=True)
    return clone
