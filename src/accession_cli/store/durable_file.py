"""Put a file in place whole or not at all, and on the disk before anyone is told."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_
from accession_cli.system_reasons import reason

_HALF: Final = ".new"


class FileUnwritable(AccessionError):
    """The operating system would not let a file be written."""

    exit_code = Exit.OUTSIDE
    says = N_("{path} cannot be written: {reason}. What stood there before is untouched.")
    mend = N_("Make sure that the disk has room and that you may write there, then try again.")


def replace_file(path: Path, data: bytes, *, private: bool = False, program: bool = False) -> None:
    """Write *data* to *path*, making its folder where it is missing.

    A *private* file can be read by its owner only; a *program* can be run by all who may read it.
    """
    half = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        sweep(path.parent)
        with half.open("wb") as file:
            if private:
                half.chmod(0o600)
            if program:
                half.chmod(0o755)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
        settle_folder(path.parent)
    except OSError as error:
        with suppress(OSError):  # where the folder itself is in the way there is nothing to remove
            half.unlink(missing_ok=True)
        raise FileUnwritable(path=path, reason=reason(error)) from error


def sweep(folder: Path) -> None:
    """Remove from *folder* the half-written files of runs that were killed."""
    with suppress(OSError):  # no such folder, or not ours to tidy
        for path in folder.iterdir():
            begun_by = path.name.removesuffix(_HALF).rpartition(".")[2]
            half = path.name.startswith(".") and path.name.endswith(_HALF)
            if half and begun_by.isdecimal() and not _alive(int(begun_by)):
                path.unlink(missing_ok=True)


def _alive(process: int) -> bool:
    """Whether *process* may still be running; on Windows there is no harmless way to ask."""
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
    """Have what is in the file *path* on the disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def settle_folder(folder: Path) -> None:
    """Have the names in *folder* on the disk too; Windows has no such call and needs none."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
