"""A process that has loaded the tool once, and forks for every command it is asked to run.

Forking leaves out what starting Python costs, and nothing else: the child has its own session, its
own folder and environment, and goes through ``main`` as a command does. One JSON line a command on
standard input, one JSON line of an answer on standard output. Run as ``python -m fault.server PAGE
SCRATCH``.
"""

import importlib
import json
import os
import pkgutil
import select
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NoReturn

from fault.shim import Page, Way

_POLL_SECONDS: Final = 0.002
_TIMED_OUT: Final = 255


def _load() -> None:
    """Import the whole tool, and what commands import late, so that no child has to."""
    import filelock  # noqa: F401
    import typst  # noqa: F401

    import accession_cli

    for module in pkgutil.walk_packages(accession_cli.__path__, "accession_cli."):
        if not module.name.endswith("__main__"):
            with suppress(ImportError):  # what only the extra packages are for
                importlib.import_module(module.name)


def _child(asked: dict[str, Any], page: Page, scratch: Path) -> NoReturn:
    from accession_cli.__main__ import main

    code = _TIMED_OUT
    try:
        os.setsid()
        for stream, path in ((0, os.devnull), (1, scratch / "out"), (2, scratch / "err")):
            flags = os.O_RDONLY if stream == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            descriptor = os.open(path, flags, 0o600)
            os.dup2(descriptor, stream)
        os.chdir(asked["folder"])
        os.environ.clear()
        os.environ.update(asked["environ"])
        page.arm(Way(asked["way"]), asked["at"], os.getpid())
        code = int(main(asked["arguments"]))
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _ended(pid: int, page: Page, deadline: float, *, holds: bool) -> int | None:
    """The return code of *pid*, negative for a signal; ``None`` when it is held at its call."""
    watched = os.pidfd_open(pid)
    try:
        while time.monotonic() < deadline:
            wait = _POLL_SECONDS if holds else deadline - time.monotonic()
            if select.select([watched], [], [], max(0.0, wait))[0]:
                return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            if holds and page.holder:
                return None
    finally:
        os.close(watched)
    kill(pid, page)
    return _TIMED_OUT


def kill(pid: int, page: Page) -> None:
    """End the command *pid* and whatever is held in a session of its own."""
    for group in {pid, page.holder} - {0}:
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(pid, 0)


def serve(page: Page, scratch: Path) -> None:
    held = 0
    for line in sys.stdin:
        asked = json.loads(line)
        if asked.get("release"):
            kill(held, page)
            sys.stdout.write("{}\n")
            sys.stdout.flush()
            continue
        pid = os.fork()
        if pid == 0:
            _child(asked, page, scratch)
        deadline = time.monotonic() + asked["seconds"]
        code = _ended(pid, page, deadline, holds=asked["way"] == Way.HOLD)
        held = pid if code is None else 0
        call, path = page.where
        answer = {
            "code": code,
            "out": (scratch / "out").read_text("utf-8", "replace"),
            "err": (scratch / "err").read_text("utf-8", "replace"),
            "calls": page.calls,
            "fired": page.fired,
            "call": call,
            "path": path,
        }
        page.disarm()
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _load()
    serve(Page.at(Path(sys.argv[1])), Path(sys.argv[2]))
