"""The versions of laws: which text was in force on which day, and what took its place.

``fate`` tells whether a cited version no longer holds on a day, ``successor`` what holds instead,
``older_article`` whether an article has the number that it had in an older text. A law is known by
its ``law_key``, however its name is written.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final
from unicodedata import normalize

from accession_cli.scheme.task import LawBasis

_ARTICLE: Final = re.compile(r"第[^第条]+条(?:之[一二三四五六七八九十]+)?")
_COUNTRY: Final = "中华人民共和国"
#: A bracket that tells the text and not the law: （2018年修正）, （修订）.
_OF_THE_TEXT: Final = re.compile(
    r"[(〔【\[][^()〔〕【】\[\]]*(?:[0-9]|修订|修正|修改)[^()〔〕【】\[\]]*[)〕】\]]"
)
#: Brackets around a name or in it, and spaces; other signs tell names apart.
_SIGNS: Final = re.compile(r"[《》〈〉()〔〕【】\[\]\s]+")


@lru_cache(maxsize=4096)  # thousands of tasks cite the same laws
def law_key(name: str) -> str:
    """*name* as laws are compared: without 中华人民共和国, brackets and the revision."""
    plain = normalize("NFKC", name)
    bare = _SIGNS.sub("", _OF_THE_TEXT.sub("", plain)) or _SIGNS.sub("", plain)
    return bare.removeprefix(_COUNTRY) or bare


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
    text. ``also_called`` are names that people use for the law, like 低保条例.
    """

    law: str
    version: str
    effective_from: date | None
    repealed_on: date | None
    replaced_by: tuple[str, str] | None
    articles: Mapping[str, str]
    note: str | None
    also_called: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statutes:
    """All known versions in the order of the file, in which each law's oldest comes first."""

    versions: tuple[LawVersion, ...]

    def of(self, law: str) -> tuple[LawVersion, ...]:
        """The known versions of *law*, oldest first."""
        key = law_key(law)
        return tuple(version for version in self.versions if law_key(version.law) == key)

    def named(self, name: str) -> str | None:
        """The law that is called *name*, or that people call so; None when none or several are."""
        key = law_key(name)
        own = {one.law for one in self.versions if law_key(one.law) == key}
        other = {one.law for one in self.versions if key in map(law_key, one.also_called)}
        found = {law_key(law): law for law in own or other}
        return next(iter(found.values())) if len(found) == 1 else None

    def find(self, law: str, version: str) -> LawVersion | None:
        """The version that is cited; ``None`` when it is not known here."""
        key = law_key(law)
        for known in self.versions:
            if known.version == version and law_key(known.law) == key:
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


def older_article(statutes: Statutes, cited: LawBasis) -> tuple[LawVersion, str, str] | None:
    """The older text in which a cited article has its number, that article, and its new number.

    ``None`` when the number is right, or not known to be that of an older text. A number that the
    new text gave to what stood elsewhere in an older one is right.
    """
    here = statutes.find(cited.law, cited.version) if cited.version else None
    if here is None or cited.article is None:
        return None
    for part in cited.article.split("、"):
        for older in statutes.versions:
            moved = _moved(older, part)
            if moved is not None and _leads_to(statutes, older, here):
                if _is_new_number(statutes, _article(part), here):
                    break
                return older, part, moved
    return None


def _is_new_number(statutes: Statutes, article: str, here: LawVersion) -> bool:
    """Whether an article of an older text is known to have become *article* of *here*."""
    return any(
        article in map(_article, older.articles.values()) and _leads_to(statutes, older, here)
        for older in statutes.versions
    )


def _leads_to(statutes: Statutes, older: LawVersion, here: LawVersion) -> bool:
    """Whether *here* is the text after *older*: its law's next version, or the law after it."""
    following = statutes.of(older.law)[_index(statutes, older) + 1 :]
    if following:
        return following[0] == here
    return older.replaced_by is not None and statutes.find(*older.replaced_by) == here


def _article(part: str) -> str:
    """The article in *part*, without its paragraph and item."""
    whole = _ARTICLE.match(part)
    return whole[0] if whole else part


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
        there = version.articles.get(part) or version.articles.get(_article(part))
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
