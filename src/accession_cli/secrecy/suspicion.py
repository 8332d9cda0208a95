"""Say what was found in a text, without repeating it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_SHORTEST: Final = 4  # up to this length, first and last character would show too much


class SuspicionKind(StrEnum):
    """The kinds of suspicion."""

    MARKING = "marking"
    HINT = "hint"
    ID_NUMBER = "id_number"
    DOUBTFUL_ID = "doubtful_id"
    BANK_CARD = "bank_card"
    MOBILE = "mobile"
    UNREADABLE = "unreadable"
    TRAVEL_DOCUMENT = "travel_document"
    TOO_MANY = "too_many"

    @property
    def blocks(self) -> bool:
        """Whether no person's word can let it pass; for all other kinds a person has to look."""
        return self in _BLOCKING


_BLOCKING: Final = frozenset(
    {
        SuspicionKind.MARKING,
        SuspicionKind.ID_NUMBER,
        SuspicionKind.BANK_CARD,
        SuspicionKind.TRAVEL_DOCUMENT,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """A stretch of a text, ``start`` to before ``end``, that may not be there; kept masked."""

    kind: SuspicionKind
    start: int
    end: int
    masked: str


def masked(text: str) -> str:
    """*text* with stars for all but its first character; of more than four, the last stays too."""
    word = " ".join(text.split())
    if len(word) <= _SHORTEST:
        return word[:1] + "*" * (len(word) - 1)
    return word[0] + "*" * (len(word) - 2) + word[-1]


Found = tuple[SuspicionKind, int, int]
