"""Write files where nothing is, and over nothing that is there."""

from collections.abc import Mapping
from pathlib import Path

from accession_cli.errors import reason
from accession_cli.files.writing import FileUnwritable, replace_file
from accession_cli.store.registry_files import FileUnreadable


def nearest(folder: Path) -> Path:
    """*folder*, or the nearest folder above it that exists."""
    return next(place for place in (folder, *folder.parents) if place.is_dir())


def make(folder: Path) -> Path:
    """*folder*, made where it is missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileUnwritable(path=folder, reason=reason(error)) from error
    return folder


def is_taken(folder: Path) -> bool:
    """Whether anything is at *folder* but an empty folder."""
    return folder.exists() and not (folder.is_dir() and not any(folder.iterdir()))


def read_where_there(path: Path) -> bytes | None:
    """What the file at *path* holds; None where there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FileUnreadable(path=path, reason=reason(error)) from error


def write_new(top: Path, texts: Mapping[str, str], *, last: str) -> tuple[str, ...]:
    """Write those of *texts* (by path from *top*) that are not there; gives their paths.

    *last* comes last: while it is missing, what was begun is not finished and may be begun again.
    """
    written = []
    for path in (*(path for path in texts if path != last), last):
        file = top / path
        if not (file.exists() or file.is_symlink()):
            replace_file(file, texts[path].encode())
            written.append(path)
    return tuple(written)
