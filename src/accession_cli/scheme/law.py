"""The versions of laws: which text was in force on which day, and what took its place."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class LawState(StrEnum):
    """Why a law version that a task cites no longer holds.

    ``REPLACED``: another law in force has taken its place, but no repeal is known.
    """

    REPEALED = "repealed"
    OUTDATED = "outdated"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Successor:
    """The text that took the place of a cited one; ``article`` is ``None`` when not known."""

    law: str
    version: str
    article: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LawVersion:
    """One version of a law. ``effective_from`` is ``None`` when the day is not known.

    ``repealed_on`` is the first day on which this version is no longer in force because the law
    itself was repealed; ``replaced_by`` names the law that took its place (``law``, ``version``).
    ``articles`` maps an article of this version to the article with the same content in the next
    text.
    """

    law: str
    version: str
    effective_from: date | None
    repealed_on: date | None
    replaced_by: tuple[str, str] | None
    articles: Mapping[str, str]
    note: str | None


@dataclass(frozen=True, slots=True)
class Statutes:
    """All known versions in the order of the file, in which each law's oldest comes first."""

    versions: tuple[LawVersion, ...]

    def of(self, law: str) -> tuple[LawVersion, ...]:
        """The known versions of *law*, oldest first."""
        return tuple(version for version in self.versions if version.law == law)

    def find(self, law: str, version: str) -> LawVersion | None:
        """The version that is cited; ``None`` when it is not known here."""
        for known in self.versions:
            if known.law == law and known.version == version:
                return known
        return None
