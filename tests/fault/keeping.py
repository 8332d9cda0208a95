"""What a run that was stopped had found, so that the next one goes on from there.

Kept below ``build/fault/`` under a name made of all the code, and removed with the last figure.
"""

import hashlib
import os
import pickle
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

ROOT: Final = Path(__file__).parents[2]
_CODE: Final = (
    "src",
    "tests/fault",
    "templates",
    "schemas",
    "registry",
    "tests/examples",
    "docs/calendar-2027.example.yaml",
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Keeping:
    """The figures of one plan for one state of the code."""

    folder: Path

    def figure(self, name: str, measured: Callable[[], T]) -> T:
        """The figure *name* of an earlier run, or what *measured* gives."""
        path = self.folder / f"{name}.pickle"
        if path.exists():
            kept: T = pickle.loads(path.read_bytes())
            return kept
        found = measured()
        self.folder.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(".half")
        with half.open("wb") as file:
            pickle.dump(found, file)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
        return found

    def forget(self) -> None:
        """Every figure is on the page: the next run measures anew."""
        shutil.rmtree(self.folder, ignore_errors=True)


def keeping(plan: object) -> Keeping:
    """Where the figures of *plan* are kept for the code as it is."""
    code = hashlib.sha256(repr(plan).encode())
    for name in _CODE:
        place = ROOT / name
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file() and "__pycache__" not in path.parts:
                code.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return Keeping(ROOT / "build" / "fault" / code.hexdigest()[:16])
