"""Run commands of the tool, whole or broken at a call, through the server."""

import json
import os
import subprocess  # noqa: TID251 - starts the server of the harness
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from fault.shim import Page, Way, built, variables

TESTS: Final = Path(__file__).parents[1]
SECONDS: Final = 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What became of a command: its code (negative: a signal, ``None``: held), and what it did.

    ``calls`` were counted; ``call`` on ``path`` was the one that was broken, if any was.
    """

    code: int | None
    out: str
    err: str
    calls: int
    fired: int
    call: str
    path: str


def _plain() -> dict[str, str]:
    """The environment without coverage, which would only slow the servers down: they are killed."""
    return {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE_")}


class Runner:
    """One server and its page; commands run in a world below *root*.

    *source* is the ``src`` folder whose tool is run: this one's, or a copy with a planted bug.
    """

    def __init__(self, scratch: Path, root: Path, *, source: Path | None = None) -> None:
        scratch.mkdir(parents=True, exist_ok=True)
        page = scratch / "page"
        self.page = Page.at(page)
        self.preloaded = variables(built(scratch.parent), page, root)
        paths = (*((str(source),) if source else ()), str(TESTS), str(TESTS / "clock_seal"))
        self._server = subprocess.Popen(
            [sys.executable, "-m", "fault.server", str(page), str(scratch)],
            env={**_plain(), **self.preloaded, "PYTHONPATH": os.pathsep.join(paths)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()

    def end(self) -> None:
        """End the server."""
        self._server.kill()
        self._server.wait()

    def run(
        self,
        *arguments: str,
        folder: Path,
        environ: Mapping[str, str],
        way: Way = Way.COUNT,
        at: int = 0,
        seconds: float = SECONDS,
    ) -> Run:
        """Run ``accession`` with *arguments* in *folder*, and break call *at* in this *way*."""
        asked = {
            "arguments": arguments,
            "folder": str(folder),
            "environ": {**environ, **self.preloaded},
            "way": way,
            "at": at,
            "seconds": seconds,
        }
        return Run(**self._ask(asked))

    def release(self) -> None:
        """Kill the command that is held at its call."""
        self._ask({"release": True})

    def _ask(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(asked) + "\n")
        self._server.stdin.flush()
        answer: dict[str, Any] = json.loads(self._server.stdout.readline())
        return answer
