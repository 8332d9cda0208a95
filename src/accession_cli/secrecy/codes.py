"""Say what was found in a text, without repeating it, and the codes of such findings."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from accession_cli.finding import Code, Severity
from accession_cli.i18n import N_

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


_SECRETS: Final = "保守国家秘密法 31"
_PERSONS: Final = "个人信息保护法 6"
_STOP: Final = N_("Push nothing, tell your secrecy office at once, and follow docs/purge.md.")
_TAKE_OUT: Final = N_("Take it out; if it was committed already, follow docs/purge.md.")
_LOOK: Final = N_("Let somebody who may judge it look at it; take it out when in doubt.")


BY_KIND: Final[Mapping[SuspicionKind, Code]] = {
    SuspicionKind.MARKING: Code(
        "C101", N_("A secrecy marking stands here: {masked}."), _STOP, _SECRETS
    ),
    SuspicionKind.HINT: Code(
        "C102",
        N_("This hints that it is not for the public: {masked}."),
        _LOOK,
        _SECRETS,
        Severity.WARNING,
    ),
    SuspicionKind.ID_NUMBER: Code(
        "C201", N_("A person's identity number stands here: {masked}."), _TAKE_OUT, _PERSONS
    ),
    SuspicionKind.BANK_CARD: Code(
        "C202", N_("The number of a bank card stands here: {masked}."), _TAKE_OUT, _PERSONS
    ),
    SuspicionKind.MOBILE: Code(
        "C203",
        N_("A mobile telephone number stands here: {masked}."),
        N_("Write the number of the office instead; contacts do not belong in a record."),
        _PERSONS,
        Severity.WARNING,
    ),
    SuspicionKind.DOUBTFUL_ID: Code(
        "C204",
        N_("This may be an identity number with a slip in it: {masked}."),
        _TAKE_OUT,
        _PERSONS,
        Severity.WARNING,
    ),
    SuspicionKind.TRAVEL_DOCUMENT: Code(
        "C205",
        N_("The number of a passport or of a permit stands here: {masked}."),
        _TAKE_OUT,
        _PERSONS,
    ),
    SuspicionKind.TOO_MANY: Code(
        "C206",
        N_("More numbers or secrecy levels stand here than are looked through."),
        N_("A record needs no lists of these; leave them out, or name the paper they are in."),
        _PERSONS,
    ),
}
CODES: Final = tuple(BY_KIND.values())
