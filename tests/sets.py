"""The sets of tests: what starts a process is marked, and whatever is not marked starts none."""

import os
import sys
from collections.abc import Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest

#: Each set by its name. What is in none of them is the fast set, which `make test` runs.
SETS = {
    "git": "works in a git repository, or starts another process",
    "browser": "reads the page of the directory in a browser",
    "office": "has LibreOffice save a form or a list, or sets pictures into a document",
    "hostile": "feeds the program files and templates that mean harm",
    "fault": "breaks a command in the middle of its work",
}
#: Who asks for one of these fixtures is in that set.
_BY_FIXTURE = {
    "machine": "git",
    "signed_world": "git",
    "process": "git",
    "city": "git",
    "terminals": "git",
    "next_version": "git",
    "chromium": "browser",
    "shimmed": "fault",
}
_STARTS = {"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.exec", "os.system"}
_fast: list[str] = []


def pytest_configure(config: pytest.Config) -> None:
    for name, says in SETS.items():
        config.addinivalue_line("markers", f"{name}: {says}")


@pytest.hookimpl(tryfirst=True)  # the markers must be there before -m chooses by them
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "fault" in item.path.relative_to(Path(__file__).parent).parts:
            item.add_marker("fault")
        for fixture in getattr(item, "fixturenames", ()):
            if fixture in _BY_FIXTURE:
                item.add_marker(_BY_FIXTURE[fixture])
    # A whole story takes a worker long: last, it would leave the others with nothing to do.
    items.sort(key=lambda item: "whole" not in item.path.parts)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    if not any(item.get_closest_marker(name) for name in SETS):
        _fast.append(item.nodeid)
    try:
        return (yield)
    finally:
        _fast.clear()


def _no_process(event: str, arguments: tuple[Any, ...]) -> None:
    if _fast and event in _STARTS:
        what = next((os.fsdecode(one) for one in arguments if isinstance(one, str | bytes)), event)
        pytest.fail(
            f"this test starts a process ({what}) and is in none of the sets {', '.join(SETS)}: "
            "mark it, or ask a function where it asks a program"
        )


def _start(process: BaseProcess) -> None:
    _no_process("os.fork", (process.name,))
    _started(process)


sys.addaudithook(_no_process)
# What multiprocessing spawns is announced to no audit hook.
_started, BaseProcess.start = BaseProcess.start, _start  # type: ignore[method-assign, assignment]
