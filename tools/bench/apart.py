"""Run a command, and write down what it and all that it started took: ``apart.py FILE COMMAND``.

A small process of its own, which loads little: Linux never counts for a command less memory than
had the process that started it. What outlives the command is adopted, waited for and counted.
"""

import ctypes
import json
import os
import resource
import subprocess  # noqa: TID251 - commands are measured as whole processes
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

_SUBREAPER: Final = 36  # prctl: processes that lose their parent become ours


def adopt_orphans() -> None:
    """From now on, what outlives a command becomes ours."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


def wait_for_all() -> None:
    """Wait for processes that outlived a command, such as the one that starts readers."""
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def _main(told: Path, argv: list[str]) -> int:
    adopt_orphans()
    begun = time.perf_counter()
    code = subprocess.run(argv, check=False).returncode
    seconds = time.perf_counter() - begun
    wait_for_all()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = {
        "seconds": seconds,
        "processor": used.ru_utime + used.ru_stime,
        "megabytes": used.ru_maxrss * 1024 / 1e6,
    }
    told.write_text(json.dumps(found), encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1]), sys.argv[2:]))
