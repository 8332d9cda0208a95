"""What the machine itself tells: room on the disk, and which program holds a file open."""

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

_PROCESSES: Final = Path("/proc")


def free_bytes(path: Path) -> int:
    """How much may still be written to the disk that *path* lies on."""
    return shutil.disk_usage(path).free


def holder_of(file: Path) -> str | None:
    """The program that has *file* open, as ``git (4711)``; ``None`` where that cannot be known.

    Only Linux tells, and only of programs of the same person; to nobody else is it worth a guess.
    """
    with suppress(OSError):
        wanted = file.resolve()
        for process in _PROCESSES.glob("[0-9]*"):
            with suppress(OSError):  # it has ended, or is somebody else's
                if any(link.readlink() == wanted for link in (process / "fd").iterdir()):
                    name = (process / "comm").read_text(encoding="utf-8", errors="replace").strip()
                    return f"{name} ({process.name})"
    return None
