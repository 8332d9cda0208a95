"""Pushes of one to five commits, lawful and not, in any order: what somebody does in a clone.

A push is made out of the tables of tamperings and lawful changes, and of what only several commits
can do: take back, do again, give and take away, repeat a request. It is judged as the server's hook
judges it; whether or not it is taken, the next one builds on it, as after an administrator who set
the check aside.
"""

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from accession_cli.actions.history import past_of
from accession_cli.actions.history_verifying import verify_history
from accession_cli.actions.push_checking import check_push
from accession_cli.gitstore.git import Git
from accession_cli.gitstore.pushed import Update
from kept_registries import Kept
from repositories import Clone
from tamperings import LAWFUL, Do
from tamperings_invented import EVERY

NOW = datetime.fromisoformat("2026-10-12T15:00:00+08:00")
SINGLE = {name: one.do for name, one in EVERY.items() if one.to == "main"}


def _revert(kept: Kept) -> None:
    kept.clone.git("revert", "--no-edit", "HEAD")


def _give(kept: Kept) -> None:
    numbers = sorted(path.stem for path in (kept.clone.top / "registry/tasks/2026").glob("*.yaml"))
    serial = int(numbers[-1][-4:]) + 1
    kept.file(f"DL-2026-{serial:04d}", like=numbers[0])


def _give_and_take_away(kept: Kept) -> None:
    _give(kept)
    kept.clone.commit("give")
    kept.clone.git("revert", "--no-edit", "HEAD")


def _request_again(kept: Kept) -> None:
    request = kept.clone.git("log", "--format=%(trailers:key=Accession-Request)", "-1",
                             "--grep=Accession-Request").strip()  # fmt: skip
    kept.clone.git("commit", "--quiet", "--allow-empty", "-m", "again", "--trailer", request)


def _notes(kept: Kept) -> None:
    kept.clone.write("notes.txt", kept.clone.head)


SEVERAL: dict[str, Do] = {
    "revert": _revert,
    "give": _give,
    "give_and_take_away": _give_and_take_away,
    "request_again": _request_again,
    "notes": _notes,
}


@dataclass
class Told:
    """What became of the pushes: how many were taken, and what the hook took and verify not."""

    done: Counter[str] = field(default_factory=Counter)
    taken: int = 0
    refused: int = 0
    found: int = 0
    wrong: list[str] = field(default_factory=list)


def pushes(kept: Kept, top: Path, seed: int, times: int) -> Told:
    """Make *times* pushes to a bare repository at *top*, each on the last, and judge each."""
    chance, told = random.Random(seed), Told()
    shutil.copytree(kept.clone.top / ".git", top)
    server = Clone(top=top, environ=kept.clone.environ)
    server.git("config", "core.bare", "true")
    for _time in range(times):
        old, names = kept.clone.head, list(_commits(kept, chance))
        told.done.update(names)
        new = kept.clone.head
        if new == old:
            continue
        server.git("fetch", "--quiet", str(kept.clone.top), "HEAD")
        git = Git.reading(top, named=True)
        assert git is not None
        update = Update(old=old, new=new, ref="refs/heads/main")
        taken = check_push(git, [update], NOW).taken
        server.git("update-ref", "refs/heads/main", new)
        before = told.found
        for full in (False, True):
            verified = verify_history(past_of(kept.clone.top, None), now=NOW, full=full)
            codes = {one.finding.code for one in verified.traces if one.is_error}
            if taken and codes:
                told.wrong.append(f"seed {seed}: took {names}, verify says {sorted(codes)}")
            told.found = before + bool(codes)
        told.taken += taken
        told.refused += not taken
        if not taken and chance.random() < 0.8:
            kept.clone.git("reset", "--quiet", "--hard", old)
            server.git("update-ref", "refs/heads/main", old)
        elif not taken:
            break  # from here on, verify speaks of it for ever
    return told


def _commits(kept: Kept, chance: random.Random) -> Iterator[str]:
    """One to five commits, and what they are; what cannot be done by now is left out."""
    for _commit in range(chance.randint(1, 5)):
        table = chance.choices((LAWFUL, SEVERAL, SINGLE), weights=(6, 6, 1))[0]
        name, do = chance.choice(list(table.items()))
        with suppress(AssertionError, OSError, StopIteration, ValueError):
            do(kept)
            kept.clone.commit(name)
            yield name
            continue
        kept.clone.git("reset", "--quiet", "--hard")
        kept.clone.git("clean", "--quiet", "-fd")
