"""Start: every command's help, and two commands that answer at once, beside other programs."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from accession_cli.cli.commands import COMMANDS
from bench import peers
from bench.goals import Goal, at_most
from bench.measure import Command, Measured, in_turns
from bench.validation import ACCESSION
from bench.worlds import Worlds

WORK: Final = (("todo",), ("check", "消防安全"))


def starts(worlds: Worlds, records: int, rounds: int) -> list[Measured]:
    """The quick commands and their peers, in turns, each run once before."""
    home = worlds.of(records)
    commands = [_quick(what, argv, home, rounds) for what, argv in _others()]
    commands += [
        _quick(" ".join(("accession", *words)), [ACCESSION, *words], home, rounds) for words in WORK
    ]
    commands += [
        _quick(f"accession {words} --help".replace("  ", " "), argv, home, max(1, rounds // 2))
        for words, argv in _helps()
    ]
    return in_turns(commands, records=records, warm=True)


def helps(found: Sequence[Measured]) -> list[Measured]:
    """The commands' help, the quickest first."""
    pages = [one for one in found if one.what.endswith("--help")]
    return sorted(pages, key=lambda one: one.seconds)


def goals(found: Sequence[Measured]) -> Iterator[Goal]:
    """Help beside towncrier's version, work beside check-jsonschema's."""
    by_name = {one.what: one for one in found}
    slowest = helps(found)[-1]
    for one, name in [
        (slowest, "towncrier"),
        *((by_name[" ".join(("accession", *words))], "check-jsonschema") for words in WORK),
    ]:
        peer = by_name.get(f"{peers.named(name)} --version")
        on = "the slowest help" if one is slowest else f"on {one.records:,} records"
        wanted = f"start of `{one.what}`, {on}, beside `{name} --version`"
        ratio = max(one.seconds / peer.seconds, one.processor / peer.processor) if peer else None
        yield at_most(wanted, 1, ratio, "×")


def _quick(what: str, argv: Sequence[str], cwd: Path, rounds: int) -> Command:
    return Command(what=what, argv=argv, cwd=cwd, rounds=rounds, with_memory=False)


def _others() -> Iterator[tuple[str, list[str]]]:
    yield "git --version", ["git", "--version"]
    yield "python -c pass", [sys.executable, "-c", "pass"]
    for name in ("towncrier", "check-jsonschema"):
        if folder := peers.python_peer(name):
            yield f"{peers.named(name)} --version", [str(folder / name), "--version"]


def _helps() -> Iterator[tuple[str, list[str]]]:
    yield "", [ACCESSION, "--help"]
    for one in COMMANDS:
        yield one.name, [ACCESSION, one.name, "--help"]
        for part in one.parts:
            yield f"{one.name} {part.name}", [ACCESSION, one.name, part.name, "--help"]
