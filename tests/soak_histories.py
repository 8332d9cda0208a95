"""Keep registries lawfully, and look for alarms that are wrong: `make soak` does 200 of them.

Each history is pushed in parts of several commits, as the server's hook judges them (so with what
`validate --since` says), and then verified from its first commit on. Every third one requires
signatures. Prints the seed: python tests/soak_histories.py --seed N --histories 1
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

from accession_cli.actions.history import past_of
from accession_cli.actions.history_verifying import verify_history
from accession_cli.actions.push_checking import Checked, check_push
from accession_cli.finding import Severity
from accession_cli.gitstore.git import Git
from accession_cli.gitstore.pushed import Update
from honest_histories import Honest, honest
from repositories import Clone, bare_machine

STEPS = 30


def alarms(folder: Path, seed: int, environ: Mapping[str, str]) -> tuple[Honest, list[str]]:
    """A history made in *folder*, and whatever hook and `verify` have against it."""
    kept = honest(folder / "kept", STEPS, seed, environ, folder / "keys" if seed % 3 == 0 else None)
    return kept, [*_of_hook(folder / "server.git", kept), *_of_verify(kept)]


def _of_hook(top: Path, kept: Honest) -> Iterator[str]:
    server = Clone(top=top, environ=kept.clone.environ)
    top.mkdir()
    server.git("init", "--quiet", "--bare", "--initial-branch=main")
    objects = kept.clone.top / ".git/objects"
    (top / "objects/info/alternates").write_text(f"{objects}\n", encoding="utf-8")
    if kept.root:
        server.git("config", "accession.rootKeys", kept.root)
    listed = kept.clone.git("log", "--reverse", "--format=%H %cI").splitlines()
    old, at = "", 0
    while at < len(listed):
        at = min(at + (kept.chance.randint(0, 8) if old else 0), len(listed) - 1)
        new, _space, day = listed[at].partition(" ")
        git = Git.reading(top, named=True)
        assert git is not None
        arrived = datetime.fromisoformat(day) + timedelta(minutes=2)
        pushed = Update(old=old, new=new, ref="refs/heads/main")
        yield from (f"{new[:9]} {said}" for said in _said(check_push(git, [pushed], arrived)))
        server.git("update-ref", "refs/heads/main", new)
        old, at = new, at + 1


def _said(checked: Checked) -> Iterator[str]:
    yield from map(str, checked.refusals)
    found = [one for report in checked.reports for one in report.findings]
    for one in (*found, *(each.finding for each in checked.traces)):
        if one.severity is Severity.ERROR:
            yield f"{one.code} {one.place.path} {dict(one.facts)}"


def _of_verify(kept: Honest) -> Iterator[str]:
    if kept.root:
        kept.clone.git("config", "accession.rootKeys", kept.root)
    folder = kept.clone.top / "registry"
    now = datetime.fromisoformat(kept.clone.git("log", "-1", "--format=%cI"))
    for one in verify_history(past_of(folder, folder), now=now, full=True).traces:
        if one.finding.severity is Severity.ERROR:
            yield f"verify {one.finding.code} {one.finding.place.path} {dict(one.finding.facts)}"


def _tried(seed: int) -> tuple[Counter[str], int, list[str]]:
    """What was done in a history, in how many commits, and the alarms."""
    with tempfile.TemporaryDirectory() as made:
        kept, said = alarms(Path(made), seed, bare_machine(Path(made)))
    return kept.done, kept.commits, said


def main() -> int:
    """Exit 1 when there was an alarm."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=int, default=200)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    wanted = parser.parse_args()
    done: Counter[str] = Counter()
    wrong = commits = 0
    os.environ["GIT_CONFIG_GLOBAL"] = os.devnull
    seeds = range(wanted.seed, wanted.seed + wanted.histories)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for seed, (verbs, count, said) in zip(seeds, pool.map(_tried, seeds), strict=True):
            done += verbs
            commits += count
            wrong += bool(said)
            for one in said:
                sys.stdout.write(f"seed {seed}: {one}\n")
    sys.stdout.write(f"{wanted.histories} histories, {commits} commits, {dict(done)}\n")
    figures = {"tried": wanted.histories, "wrong": wrong, "seed": wanted.seed, "commits": commits}
    if wanted.histories > 1:
        from soaked import keep  # it knows the tables of all tests

        keep("histories", figures)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
