"""Write files whole or not at all, and have them on the disk before anyone is told.

``replace_file`` writes one file, ``FilesTogether`` several. ``free_bytes`` tells how much room the
disk has, ``holder_of`` which program holds a file open.
"""

import os
import platform
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Self
from zlib import crc32

from accession_cli.errors import Exit, Refusal, Refused, reason
from accession_cli.i18n import N_

_HALF: Final = ".new"


class FileUnwritable(Refused):
    """The operating system refused to write a file."""

    refusal = Refusal(
        N_("{path} cannot be written: {reason}. What stood there before is untouched."),
        N_("Make sure that the disk has room and that you may write there, then try again."),
        Exit.OUTSIDE,
    )


def replace_file(path: Path, data: bytes, *, private: bool = False, program: bool = False) -> None:
    """Write *data* to *path*; the folder is made if it is missing.

    Only the owner can read a *private* file; everybody who can read a *program* can run it.
    """
    half = _half(path)
    with _told(path, half):
        _write(half, data, private=private, program=program)
        half.replace(path)
        settle_folder(path.parent)


class FilesTogether:
    """Several files of one folder that are put in place together, once all of them are made.

    What was taken is kept on the disk, not in memory. Use it in a ``with``.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._missing = _missing(folder)
        self._waiting: list[str] = []

    def take(self, name: str, data: bytes) -> None:
        """Write *data* to a temporary file that will become *name*; several threads may call it."""
        path = self.folder / name
        half = _half(path)
        self._waiting.append(name)
        with _told(path, half):
            _write(half, data)

    def place(self) -> None:
        """Put all files that were taken in place, in the order in which they were taken."""
        while self._waiting:
            path = self.folder / self._waiting[0]
            with _told(path, _half(path)):
                _half(path).replace(path)
            del self._waiting[0]
        with _told(self.folder):
            settle_folder(self.folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        for name in self._waiting:
            with suppress(OSError):
                _half(self.folder / name).unlink(missing_ok=True)
        for path in self._missing:  # only an empty folder can be removed
            with suppress(OSError):
                path.rmdir()


def _missing(folder: Path) -> list[Path]:
    """*folder* and those above it that do not exist; [] when the system refuses to tell."""
    with suppress(OSError):
        return [path for path in (folder, *folder.parents) if not path.exists()]
    return []


def _half(path: Path) -> Path:
    """The temporary file that *path* is written to before it is put in place."""
    return path.with_name(f".{path.name}.{_machine()}-{os.getpid()}{_HALF}")


def _machine() -> str:
    """A short name of this machine; other machines may write into the same network folder."""
    return f"{crc32(platform.node().encode('utf-8', 'surrogatepass')):08x}"


def _write(half: Path, data: bytes, *, private: bool = False, program: bool = False) -> None:
    half.parent.mkdir(parents=True, exist_ok=True)
    sweep(half.parent)
    with half.open("wb") as file:
        if private:
            half.chmod(0o600)
        if program:
            half.chmod(0o755)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _told(path: Path, half: Path | None = None) -> Iterator[None]:
    """Turn an OSError into ``FileUnwritable`` for *path*, and remove *half*."""
    try:
        yield
    except OSError as error:
        with suppress(OSError):  # if the folder itself is the obstacle, there is nothing to remove
            if half:
                half.unlink(missing_ok=True)
        raise FileUnwritable(path=path, reason=reason(error)) from error


def sweep(folder: Path) -> None:
    """Remove temporary files in *folder* that killed runs on this machine left behind."""
    with suppress(OSError):  # no such folder, or no permission
        for path in folder.iterdir():
            begun_by = path.name.removesuffix(_HALF).rpartition(".")[2]
            machine, _dash, process = begun_by.partition("-")
            half = path.name.startswith(".") and path.name.endswith(_HALF)
            if half and machine == _machine() and process.isdecimal() and not _alive(int(process)):
                path.unlink(missing_ok=True)


def _alive(process: int) -> bool:
    """Whether *process* may still be running.

    Always True on Windows, where there is no harmless way to ask.
    """
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def settle_file(path: Path) -> None:
    """Flush the content of the file *path* to the disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def settle_folder(folder: Path) -> None:
    """Flush the names in *folder* to the disk, too.

    Does nothing on Windows, which has no such call and needs none.
    """
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


_PROCESSES: Final = Path("/proc")


def free_bytes(path: Path) -> int:
    """The number of bytes that can still be written to the disk of *path*."""
    return shutil.disk_usage(path).free


def holder_of(file: Path) -> str | None:
    """The program that has *file* open, as ``git (4711)``; None when that cannot be known.

    Only Linux tells, and only about programs of the same person.
    """
    with suppress(OSError):
        wanted = file.resolve()
        for process in _PROCESSES.glob("[0-9]*"):
            with suppress(OSError):  # it has ended, or is somebody else's
                if any(link.readlink() == wanted for link in (process / "fd").iterdir()):
                    name = (process / "comm").read_text(encoding="utf-8", errors="replace").strip()
                    return f"{name} ({process.name})"
    return None
