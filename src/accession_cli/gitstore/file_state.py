"""A file as a commit has it; a module of its own, because values without git use it too."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as a commit has it: git's mode ("100644") and git's name for its content."""

    mode: str
    blob: str
