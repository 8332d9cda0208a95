"""What an earlier run wrote of the same directory and a new one no longer has, such as a volume.

Whoever publishes a folder publishes all that is in it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A file as a manifest lists it."""

    path: Path
    format: str
    sha256: str


def earlier_files(manifest: Path, same: Mapping[str, object]) -> tuple[Listed, ...]:
    """The files that *manifest* lists; none unless it says all that is in *same*."""
    with suppress(OSError, ValueError, TypeError, LookupError, AttributeError):  # not one of ours
        found = json.loads(manifest.read_bytes())
        if same.items() <= found.items():
            return tuple(
                Listed(
                    path=manifest.parent / one["name"], format=one["format"], sha256=one["sha256"]
                )
                for one in found["files"]
                if Path(one["name"]).name == one["name"]
            )
    return ()


def remove_replaced(listed: Iterable[Listed], formats: Mapping[str, str]) -> None:
    """Remove those of *listed* whose format was written anew under other names.

    *formats* is of what was written, by names. A file that is not as it was listed is somebody's.
    """
    anew = set(formats.values())
    for one in listed:
        if one.format in anew and one.path.name not in formats:
            with suppress(OSError):
                if hashlib.sha256(one.path.read_bytes()).hexdigest() == one.sha256:
                    one.path.unlink()
