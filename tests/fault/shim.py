"""Build the shim, and the page of shared memory through which it is told what to break."""

import mmap
import os
import shutil
import struct
import subprocess  # noqa: TID251 - the compiler is run by the harness, not by the code under test
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Final, Self

SOURCE: Final = Path(__file__).with_name("shim.c")
_PAGE_BYTES: Final = 8192
_NUMBERS: Final = struct.Struct("6q")
_CALL: Final = slice(48, 112)
_PATH: Final = slice(112, 4208)


class Way(IntEnum):
    """How a call is broken; the numbers are those of ``shim.c``."""

    COUNT = 0
    KILL = 1
    TORN = 2
    FULL_ONCE = 3
    FAULTY = 4
    FULL_FROM_HERE = 5
    HOLD = 6


#: What each way is in the words of the report.
WORDS: Final[Mapping[Way, str]] = {
    Way.KILL: "kill -9",
    Way.TORN: "half a write, then kill -9",
    Way.FULL_ONCE: "disk full, once (ENOSPC)",
    Way.FULL_FROM_HERE: "disk full from here on (ENOSPC)",
    Way.FAULTY: "disk fault (EIO)",
}


def compiler() -> str | None:
    """The C compiler of this machine, if it has one; the shim needs Linux and glibc as well."""
    return shutil.which("cc") if os.uname().sysname == "Linux" else None


def built(folder: Path) -> Path:
    """The shim, compiled into *folder*."""
    library = folder / "shim.so"
    if not library.exists():
        half = folder / f"shim.{os.getpid()}.so"
        command = ("cc", "-shared", "-fPIC", "-O2", "-o", str(half), str(SOURCE), "-ldl")
        subprocess.run(command, check=True)
        half.replace(library)
    return library


@dataclass(frozen=True, slots=True)
class Page:
    """The shared memory of one experiment, after ``struct page`` of ``shim.c``."""

    memory: mmap.mmap

    @classmethod
    def at(cls, file: Path) -> Self:
        """The page in *file*, which is made where it is missing."""
        if not file.exists():
            file.write_bytes(bytes(_PAGE_BYTES))
        with file.open("r+b") as opened:
            return cls(mmap.mmap(opened.fileno(), _PAGE_BYTES))

    def arm(self, way: Way, at: int, group: int) -> None:
        """Start counting at nought, and break call *at*; *group* dies with whoever is killed."""
        self.memory[:] = bytes(_PAGE_BYTES)
        _NUMBERS.pack_into(self.memory, 0, group, 0, at, way, 0, 0)

    def disarm(self) -> None:
        """Break nothing any more, and go on counting."""
        struct.pack_into("q", self.memory, 24, Way.COUNT)

    @property
    def calls(self) -> int:
        return int(_NUMBERS.unpack_from(self.memory)[1])

    @property
    def fired(self) -> int:
        return int(_NUMBERS.unpack_from(self.memory)[4])

    @property
    def holder(self) -> int:
        """The process group that waits, after ``HOLD``."""
        return int(_NUMBERS.unpack_from(self.memory)[5])

    @property
    def where(self) -> tuple[str, str]:
        """The call that was broken first, and the path that it was about."""
        call, path = (bytes(self.memory[part]).split(b"\0")[0] for part in (_CALL, _PATH))
        return call.decode(), path.decode(errors="replace")


def variables(library: Path, page: Path, root: Path) -> dict[str, str]:
    """The environment under which calls below *root* are counted and broken."""
    return {"LD_PRELOAD": str(library), "FAULT_PAGE": str(page), "FAULT_ROOT": str(root)}
