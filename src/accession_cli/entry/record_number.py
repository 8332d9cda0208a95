"""Read the number of a record as people write it: DL-2024-0006, dl-2024-6, 2024-6, 6, 6号."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from accession_cli.scheme.ids import TASK, RecordId

_WRITTEN: Final = re.compile(
    r"(?:(?P<prefix>[A-Z]{2,6})-?)?(?:(?P<letter>[AC])-?)?"
    r"(?:[(\[〔【]?(?P<year>[0-9]{4})(?:[)\]〕】]|-|年第?))?(?P<serial>[0-9]{1,9})号?",
    re.ASCII,
)
_BETWEEN: Final = re.compile(r"[\s_]+|[‐-―−]")


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """What a person wrote of a record's number; ``None`` is a part that was left out."""

    serial: int
    year: int | None
    letter: str | None
    prefix: str | None

    def fits(self, number: RecordId) -> bool:
        """Whether *number* may be meant; without a letter, a task's."""
        return (
            self.serial == number.serial
            and self.year in (None, number.year)
            and (self.letter or TASK) == number.letter
            and self.prefix in (None, number.prefix)
        )


def written_number(text: str) -> WrittenNumber | None:
    """What *text* says of a record's number; ``None`` when it is no number."""
    plain = _BETWEEN.sub(
        lambda found: "" if found[0].isspace() else "-",
        unicodedata.normalize("NFKC", text.strip()).upper(),
    )
    found = _WRITTEN.fullmatch(plain)
    if found is None:
        return None
    year = found["year"]
    return WrittenNumber(
        serial=int(found["serial"]),
        year=int(year) if year else None,
        letter=found["letter"],
        prefix=found["prefix"],
    )
