"""What the screen finds in a text, said without repeating it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_SHORTEST: Final = 4  # below this, a first and a last character would be too much of the whole


class Kind(StrEnum):
    """What a suspicion is about."""

    MARKING = "marking"
    HINT = "hint"
    ID_NUMBER = "id_number"
    DOUBTFUL_ID = "doubtful_id"
    BANK_CARD = "bank_card"
    MOBILE = "mobile"
    UNREADABLE = "unreadable"

    @property
    def blocks(self) -> bool:
        """Whether nobody's word lets it pass; all other kinds ask for a person to look."""
        return self in _BLOCKING

    @property
    def is_secrecy(self) -> bool:
        """Whether it is about state secrets rather than about somebody's data."""
        return self in _OF_SECRECY


_BLOCKING: Final = frozenset({Kind.MARKING, Kind.ID_NUMBER, Kind.BANK_CARD})
_OF_SECRECY: Final = frozenset({Kind.MARKING, Kind.HINT, Kind.UNREADABLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """A stretch of a text, ``start`` to before ``end``, that should not be there; ``masked``."""

    kind: Kind
    start: int
    end: int
    masked: str


def masked(text: str) -> str:
    """*text* with all but its first character starred; of a long one the last stays, too."""
    word = " ".join(text.split())
    if len(word) <= _SHORTEST:
        return word[:1] + "*" * (len(word) - 1)
    return word[0] + "*" * (len(word) - 2) + word[-1]
