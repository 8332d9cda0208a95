"""The versions of laws: which text was in force on which day, and what took its place.

``fate`` tells whether a cited version no longer holds on a day, ``successor`` what holds instead.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from accession_cli.scheme.task import LawBasis

_ARTICLE: Final = re.compile(r"第[^第条]+条(?:之[一二三四五六七八九十]+)?")


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


def fate(statutes: Statutes, cited: LawBasis, day: date) -> tuple[LawState, date | None] | None:
    """Whether *cited* is repealed, outdated or replaced on *day*, and since when.

    ``None`` while it holds, and also when its version is not known. When no version is cited, the
    newest text on *day* is judged, which cannot be outdated.
    """
    version = _cited(statutes, cited, day)
    if version is None:
        return None
    current = _newest(statutes, cited.law, day)
    last = current or version
    if last.repealed_on is not None and last.repealed_on <= day:
        return LawState.REPEALED, last.repealed_on
    if current is not None and _index(statutes, current) > _index(statutes, version):
        return LawState.OUTDATED, _next(statutes, version, current).effective_from
    replacement = _replacement(statutes, version, day)
    return (LawState.REPLACED, replacement.effective_from) if replacement else None


def is_known(statutes: Statutes, cited: LawBasis) -> bool:
    """Whether the cited version is in the table, so that ``None`` from ``fate`` means it holds."""
    return cited.version is not None and statutes.find(cited.law, cited.version) is not None


def successor(statutes: Statutes, cited: LawBasis, day: date) -> Successor | None:
    """The text that holds on *day* instead of *cited*, followed from version to version.

    ``None`` when nothing has followed *cited*. An article is followed only as ``articles`` maps it,
    and only when *cited* names a version. When only an article is mapped, a paragraph of it becomes
    that article: the paragraph's number in the new text is not known.
    """
    version = _cited(statutes, cited, day)
    article = cited.article if cited.version else None
    seen, found = set[tuple[str, str]](), None
    while version is not None and (version.law, version.version) not in seen:
        seen.add((version.law, version.version))
        following = _following(statutes, version, day)
        if following is None:
            break
        article = _moved(version, article)
        found = Successor(law=following[0], version=following[1], article=article)
        version = statutes.find(*following)
    return found


def _cited(statutes: Statutes, cited: LawBasis, day: date) -> LawVersion | None:
    """The version that is cited; without one, the newest known to be in force by *day*."""
    if cited.version is None:
        return _newest(statutes, cited.law, day)
    return statutes.find(cited.law, cited.version)


def _following(statutes: Statutes, version: LawVersion, day: date) -> tuple[str, str] | None:
    """The text after *version* by *day*: the next version, or the law that replaced it."""
    newest = _newest(statutes, version.law, day)
    if newest is not None and _index(statutes, newest) > _index(statutes, version):
        following = _next(statutes, version, newest)
        return following.law, following.version
    if version.repealed_on is not None and version.repealed_on <= day:
        return version.replaced_by
    return version.replaced_by if _replacement(statutes, version, day) else None


def _replacement(statutes: Statutes, version: LawVersion, day: date) -> LawVersion | None:
    """The law that took the place of *version*, when it is known to be in force on *day*.

    A law with a known day of repeal holds until that day.
    """
    if version.repealed_on is not None:
        return None
    there = statutes.find(*version.replaced_by) if version.replaced_by else None
    begun = there is not None and there.effective_from is not None and there.effective_from <= day
    return there if begun else None


def _moved(version: LawVersion, article: str | None) -> str | None:
    """The article in the text after *version* that *article* became; ``None`` when not known."""
    if article is None:
        return None
    moved = []
    for part in article.split("、"):
        whole = _ARTICLE.match(part)
        there = version.articles.get(part) or (version.articles.get(whole[0]) if whole else None)
        if there is None:
            return None
        moved.append(there)
    return "、".join(moved)


def _newest(statutes: Statutes, law: str, day: date) -> LawVersion | None:
    versions = statutes.of(law)
    known = [version for version in versions if _begun(version, versions[0], day)]
    return known[-1] if known else None


def _begun(version: LawVersion, first: LawVersion, day: date) -> bool:
    """Whether *version* is known to have come into force by *day*.

    A first text without a date counts as always in force. A later one without a date counts only
    when it was repealed by then, which shows that it had come into force.
    """
    if version.effective_from is not None:
        return version.effective_from <= day
    repealed = version.repealed_on
    return version is first or (repealed is not None and repealed <= day)


def _next(statutes: Statutes, version: LawVersion, newest: LawVersion) -> LawVersion:
    versions = statutes.of(version.law)
    return versions[min(_index(statutes, version) + 1, _index(statutes, newest))]


def _index(statutes: Statutes, version: LawVersion) -> int:
    return statutes.of(version.law).index(version)
