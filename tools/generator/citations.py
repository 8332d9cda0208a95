"""Laws as a careful clerk cites them: the text that holds on the day, and its article there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from accession_cli.scheme.law import LawVersion, Statutes, fate, successor
from accession_cli.scheme.task import LawBasis

_ALWAYS: Final = date.min


@dataclass(frozen=True, slots=True)
class Laws:
    """The known law versions, those of each law apart, and the days on which any of them changed.

    To ask a few versions is much quicker than to ask all.
    """

    whole: Statutes
    of: dict[str, Statutes]
    turns: tuple[date, ...]

    @classmethod
    def known(cls, whole: Statutes) -> Self:
        names = {known.law: {known.law, *_after(whole, known.law)} for known in whole.versions}
        of = {
            law: Statutes(tuple(one for one in whole.versions if one.law in near))
            for law, near in names.items()
        }
        days = {day for one in whole.versions for day in (one.effective_from, one.repealed_on)}
        return cls(whole, of, tuple(sorted(day for day in days if day is not None)))

    def knows(self, cited: LawBasis) -> bool:
        return cited.version is not None and self.whole.find(cited.law, cited.version) is not None

    def holding(self, cited: LawBasis, day: date) -> LawBasis | None:
        """What *cited* stands for on *day*, in an older or a newer text; None where unknown."""
        for one in self._line(cited):
            known = self.whole.find(one.law, one.version or "")
            begun = known is not None and (known.effective_from or _ALWAYS) <= day
            if begun and fate(self.of[one.law], one, day) is None:
                return one
        return None

    def change(self, cited: LawBasis, since: date) -> tuple[date, LawBasis] | None:
        """The first day after *since* on which *cited* no longer holds, and what does instead."""
        for day in self.turns if cited.law in self.of else ():
            if day > since and fate(self.of[cited.law], cited, day) is not None:
                found = successor(self.of[cited.law], cited, day)
                if found is None:
                    return None
                return day, LawBasis(law=found.law, version=found.version, article=found.article)
        return None

    def _line(self, cited: LawBasis) -> Iterator[LawBasis]:
        """The places that say the same as *cited*: itself, those before it, those after it."""
        yield cited
        for older in self.whole.versions:
            yield from _leading_to(older, cited)
        day = self.turns[-1]
        found = successor(self.of[cited.law], cited, day)
        if found is not None:
            yield LawBasis(law=found.law, version=found.version, article=found.article)


def _leading_to(older: LawVersion, cited: LawBasis) -> Iterator[LawBasis]:
    same_law = older.law == cited.law and older.version < (cited.version or "")
    if same_law or older.replaced_by == (cited.law, cited.version):
        for article, there in older.articles.items():
            if cited.article is not None and cited.article.startswith(there):
                yield LawBasis(law=older.law, version=older.version, article=article)


def _after(whole: Statutes, law: str) -> Iterator[str]:
    for known in whole.of(law):
        if known.replaced_by is not None:
            yield known.replaced_by[0]
