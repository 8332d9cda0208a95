"""The machine that the figures come from, and what else it was doing."""

import os
import platform
import subprocess  # noqa: TID251 - asks git and node what they are
import time
from collections.abc import Iterator
from pathlib import Path

_TOO_BUSY = 0.3  # of a processor, when the measuring begins


def described() -> Iterator[str]:
    """Sentences for the page; to be asked before anything is measured."""
    load = os.getloadavg()[0]
    yield (
        f"{time.strftime('%Y-%m-%d %H:%M')} on {os.cpu_count()} processors ({_model()}), "
        f"{_memory():.0f} GB of memory, {platform.system()} {platform.release()}."
    )
    yield f"Python {platform.python_version()}, {_version('git')}, node {_version('node')}."
    quiet = load <= _TOO_BUSY
    yield f"Load at the start: {load:.2f}" + (
        ", nothing else of weight was running."
        if quiet
        else ". **The machine was busy with other work**: trust ratios of processor seconds, not "
        "wall seconds."
    )


def _model() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def _version(program: str) -> str:
    try:
        done = subprocess.run([program, "--version"], capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return "is not installed"
    return done.stdout.strip()
