"""The negative list: what a committee may not be asked to do, each entry with its source."""

from dataclasses import dataclass
from enum import StrEnum


class NegativeKind(StrEnum):
    """What an entry forbids."""

    CERTIFICATE = "certificate"  # a certificate about the subject is not issued by a committee
    RESPONSIBLE_BODY = "responsible_body"  # a committee is not the body responsible for the subject


@dataclass(frozen=True, slots=True)
class NegativeEntry:
    """One entry, for example certificates about 婚姻状况; ``source`` is the document behind it."""

    kind: NegativeKind
    subject: str
    source: str
