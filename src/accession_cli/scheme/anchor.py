"""Read and write an anchor: one line that holds a register's whole history to what it was on a day.

The newest commit of a day names all that came before it. So whoever keeps its name elsewhere, on
paper, can tell later whether that history is still the same. The last word of the line is made
from the others, so that a slip of the pen is not taken for a history that was rewritten.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_

_WORD: Final = "accession-anchor"
_SHA: Final = r"[0-9a-f]{40}(?:[0-9a-f]{24})?"
_LINE: Final = re.compile(
    rf"{_WORD} 1 (?P<prefix>[A-Z]{{1,9}}) (?P<day>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})"
    rf" (?P<commit>{_SHA}) commits=(?P<commits>[0-9]{{1,9}}) records=(?P<records>[0-9]{{1,9}})"
    r" check=(?P<check>[0-9a-f]{8})"
)
#: The version that the colophon of an edition names, in any of its formats, or an edition's file.
_COLOPHON: Final = re.compile(rf"(?:commit|登记库版本)(?:</dt><dd>|\W){{1,12}}({_SHA})\b")
_BARE: Final = re.compile(_SHA)

#: The text holds neither the line nor the version of a colophon.
NO_ANCHOR: Final = Refusal(
    N_("{source} holds no anchor: neither its line, nor the version that a directory names."),
    N_(
        "Give the file that accession anchor wrote, its line in quotes, or the version (登记库版本)"
        " from the colophon of a directory, with all its digits."
    ),
    Exit.USAGE,
)

#: The line does not fit its own check word.
ANCHOR_MISTYPED: Final = Refusal(
    N_("The line of the anchor was not copied rightly: its last word does not fit the others."),
    N_("Compare it with the paper, sign by sign, and try again."),
    Exit.USAGE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The newest ``commit`` of a register, whose ids begin with ``prefix``, on ``day``.

    ``commits`` is the number of all up to it, ``records`` that of the records in it. The colophon
    of an edition has the commit alone; the rest is ``None``.
    """

    commit: str
    prefix: str | None = None
    day: date | None = None
    commits: int | None = None
    records: int | None = None

    @property
    def line(self) -> str:
        """The line to keep."""
        told = f"{_WORD} 1 {self.prefix} {self.day} {self.commit}"
        told += f" commits={self.commits} records={self.records}"
        return f"{told} check={_check(told)}"

    @classmethod
    def read(cls, text: str, source: str) -> Self:
        """Read what *text* from *source* holds; raises ``NO_ANCHOR`` or ``ANCHOR_MISTYPED``."""
        plain = " ".join(text.split())
        found = _LINE.search(plain)
        if found is not None:
            return cls._of(found)
        if _WORD in plain:
            raise ANCHOR_MISTYPED()
        typed = plain.replace(" ", "")
        bare = _BARE.fullmatch(typed) or _COLOPHON.search(text)
        if bare is None:
            raise NO_ANCHOR(source=source)
        return cls(commit=bare[bare.re.groups])

    @classmethod
    def _of(cls, found: re.Match[str]) -> Self:
        told, _space, _last = found[0].rpartition(" ")
        if found["check"] != _check(told):
            raise ANCHOR_MISTYPED()
        return cls(
            commit=found["commit"],
            prefix=found["prefix"],
            day=date.fromisoformat(found["day"]),
            commits=int(found["commits"]),
            records=int(found["records"]),
        )


def _check(told: str) -> str:
    return hashlib.sha256(told.encode()).hexdigest()[:8]
