"""The numbers that records go by, for example ``DL-2024-0001`` or ``DL-A-2024-0001``."""

import re
from dataclasses import dataclass
from sys import intern
from typing import Final, Self

_PATTERN: Final = re.compile(r"([A-Z]{2,6})-(?:([AC])-)?([0-9]{4})-([0-9]{4,9})", re.ASCII)

TASK: Final = ""
APPLICATION: Final = "A"
COMPLAINT: Final = "C"


@dataclass(frozen=True, slots=True, order=True)
class RecordId:
    """A record's number: district prefix, kind, year of filing (of receipt) and serial.

    ``letter`` is "" for a task, "A" for an application, "C" for a complaint.
    Ids sort as numbers: year first, then serial.
    """

    year: int
    serial: int
    prefix: str
    letter: str = TASK

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an id as it is written; raise ``ValueError`` for anything else."""
        found = _PATTERN.fullmatch(text)
        if found is None:
            raise ValueError(text)
        prefix, letter = intern(found[1]), found[2] or TASK  # one prefix for thousands of records
        made = cls(prefix=prefix, letter=letter, year=int(found[3]), serial=int(found[4]))
        if made.serial == 0 or str(made) != text:  # one number has one spelling
            raise ValueError(text)
        return made

    def __str__(self) -> str:
        middle = f"{self.letter}-" if self.letter else ""
        return f"{self.prefix}-{middle}{self.year:04d}-{self.serial:04d}"
