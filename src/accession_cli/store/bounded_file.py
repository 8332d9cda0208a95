"""Read a file no further than it may be long: what lies there may have no end."""

from pathlib import Path


def beginning(path: Path, most: int) -> bytes:
    """The whole of the file at *path*, or of a longer one its first *most* + 1 bytes."""
    with path.open("rb") as file:
        return file.read(most + 1)
