"""Which cited law versions no longer hold on a day, and what took their place where known."""

import re
from datetime import date
from typing import Final

from accession_cli.model.edition import LawState, Successor
from accession_cli.model.statutes import LawVersion, Statutes
from accession_cli.model.task import LawBasis

_ARTICLE: Final = re.compile(r"第[^条]+条(?:之[一二三四五六七八九十]+)?")


def fate(statutes: Statutes, cited: LawBasis, day: date) -> tuple[LawState, date | None] | None:
    """Whether *cited* is repealed, outdated or replaced on *day*, and since when.

    None while it holds, and also where its version is not cited or not known: unknown is no
    change.
    """
    version = statutes.find(cited.law, cited.version) if cited.version else None
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


def successor(statutes: Statutes, cited: LawBasis, day: date) -> Successor | None:
    """The text that holds on *day* instead of *cited*, followed from version to version.

    An article is followed only through what ``articles`` says. A paragraph is not carried over
    when only its article is mapped: its number in the new text is not known.
    """
    version = statutes.find(cited.law, cited.version) if cited.version else None
    article, seen, found = cited.article, set[tuple[str, str]](), None
    while version is not None and (version.law, version.version) not in seen:
        seen.add((version.law, version.version))
        following = _following(statutes, version, day)
        if following is None:
            break
        article = _moved(version, article)
        found = Successor(law=following[0], version=following[1], article=article)
        version = statutes.find(*following)
    return found


def _following(statutes: Statutes, version: LawVersion, day: date) -> tuple[str, str] | None:
    """What came after *version* by *day*: the next version, or the law that replaced it."""
    newest = _newest(statutes, version.law, day)
    if newest is not None and _index(statutes, newest) > _index(statutes, version):
        following = _next(statutes, version, newest)
        return following.law, following.version
    if version.repealed_on is not None and version.repealed_on <= day:
        return version.replaced_by
    return version.replaced_by if _replacement(statutes, version, day) else None


def _replacement(statutes: Statutes, version: LawVersion, day: date) -> LawVersion | None:
    """The law that took the place of *version*, when it is known to be in force on *day*."""
    there = statutes.find(*version.replaced_by) if version.replaced_by else None
    begun = there is not None and there.effective_from is not None and there.effective_from <= day
    return there if begun else None


def _moved(version: LawVersion, article: str | None) -> str | None:
    """Where the cited article stands in the text after *version*; None where that is not known."""
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
    known = [v for v in statutes.of(law) if v.effective_from is None or v.effective_from <= day]
    return known[-1] if known else None


def _next(statutes: Statutes, version: LawVersion, newest: LawVersion) -> LawVersion:
    versions = statutes.of(version.law)
    return versions[min(_index(statutes, version) + 1, _index(statutes, newest))]


def _index(statutes: Statutes, version: LawVersion) -> int:
    return statutes.of(version.law).index(version)
