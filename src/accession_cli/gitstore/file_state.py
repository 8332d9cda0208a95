"""A file as a commit has it; a module of its own, because values without git use it too."""

import hashlib
from dataclasses import dataclass
from typing import Final

_SHA1_DIGITS: Final = 40


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as a commit has it: git's mode ("100644") and git's name for its content."""

    mode: str
    blob: str


def blob_name(data: bytes, digits: int) -> str:
    """Return git's name of *digits* for *data*: the hash of its length and its bytes."""
    made = hashlib.sha1 if digits == _SHA1_DIGITS else hashlib.sha256
    return made(b"blob %d\0" % len(data) + data).hexdigest()
