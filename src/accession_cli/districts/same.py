"""Find which entry of the base catalogue each district's task is.

Every task is held against every entry, and never against another district's task: two tasks are
the same when both are one entry, so no chain of likenesses joins what is not alike. The steps have
names and an order; each says in a sentence why. What only looks alike is proposed to a person, and
counts nowhere until that person has decided.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import lru_cache
from itertools import chain
from typing import Any, Final, TypeAlias

from accession_cli.districts.titles import Likeness, Title, titles_of
from accession_cli.entry.names import agency_role
from accession_cli.entry.values import squeezed, whole
from accession_cli.i18n import N_
from accession_cli.scheme.law import law_key
from accession_cli.scheme.names import folded

#: A task or an application that was refused: the code of its district, and its id.
Key: TypeAlias = tuple[str, str]

_NUMBER: Final = "零〇一二三四五六七八九十百千0-9"
_CITED: Final = re.compile(
    rf"第(?P<article>[{_NUMBER}]{{1,12}})条(?P<after>之[一二三四五六七八九十]{{1,3}})?"
    rf"(?:第?(?P<paragraph>[{_NUMBER}]{{1,12}})款)?(?:第?[(]?(?P<item>[{_NUMBER}]{{1,12}})[)]?项)?"
)
#: Who issued a document, before its title.
_ISSUER: Final = re.compile(r"^[^关]{1,30}(?=关于)")


class Step(IntEnum):
    """How it is known that a task is an entry; a lower number comes first."""

    SAID = 1
    TITLE_AND_ARTICLE = 2
    TITLE_AND_LAW = 3
    ARTICLE_AND_NEAR_TITLE = 4
    PROPOSED = 5

    @property
    def counts(self) -> bool:
        """Whether tasks of this step are counted as the same."""
        return self is not Step.PROPOSED


#: What each step is called, for the heads of columns and for lists.
NAMES: Final = {
    Step.SAID: N_("a person said so"),
    Step.TITLE_AND_ARTICLE: N_("same title and article"),
    Step.TITLE_AND_LAW: N_("same title and law"),
    Step.ARTICLE_AND_NEAR_TITLE: N_("same article and near title"),
    Step.PROPOSED: N_("proposed, not decided"),
}
#: Why a task is an entry, by the step.
SENTENCES: Final = {
    Step.SAID: N_("{by} said so on {date}."),
    Step.TITLE_AND_ARTICLE: N_(
        "Without place, year and set phrases both are called the same, and both rest on {basis}."
    ),
    Step.TITLE_AND_LAW: N_(
        "Without place, year and set phrases both are called the same, and both rest on {basis},"
        " of which one names no article."
    ),
    Step.ARTICLE_AND_NEAR_TITLE: N_(
        "Both rest on {basis}, the longer title has nearly all that the shorter says, and neither"
        " names an act, a group of people or a piece of work that the other lacks."
    ),
    Step.PROPOSED: N_(
        "The titles are alike, and an agency of the same kind has it in the same class: a person"
        " decides."
    ),
}
#: Why a task that rests on the same basis is only proposed.
SAME_BASIS: Final = N_(
    "Both rest on {basis}, and the titles have something in common; whether it is one task, a"
    " person decides."
)
#: Why a task of another agency or class, that rests on something else, is proposed.
ONLY_TITLES: Final = N_(
    "Only the titles are alike: both rest on no common provision, and agency or class differ; a"
    " person decides."
)
#: How alike an entry is that is proposed for its title alone, and one that rests on one article.
_ALIKE: Final = 0.25
_ALIKE_BY_ARTICLE: Final = 0.05
#: How many entries are proposed for a task, and how many are remembered: the next ones come when a
#: person has said no.
MOST_PROPOSED: Final = 3
_REMEMBERED: Final = 12
#: How many tasks in different words are remembered, so that three millions do not fill the memory.
_FACES: Final = 65_536


@dataclass(frozen=True, slots=True)
class Cited:
    """A basis as it is compared: the law's key or the document's number, and the place in it.

    ``place`` has the numbers of article, paragraph and item, or a document's clause as it is
    written; () where only the law is cited. ``document`` tells that it is no law.
    """

    law: str
    place: tuple[str, ...] = ()
    document: bool = False

    def same_article(self, other: "Cited") -> bool:
        """Whether both cite one article; where both name a paragraph or an item, that one too."""
        return (
            self.law == other.law
            and bool(self.place and other.place)
            and all(a == b or not (a and b) for a, b in zip(self.place, other.place, strict=False))
        )

    def same_law(self, other: "Cited") -> bool:
        """Whether both cite one law or one document."""
        return self.law == other.law


@lru_cache(maxsize=16_384)
def law_cited(name: str, article: str | None = None) -> tuple[Cited, ...]:
    """The law *name* with each article that *article* names; without one, the law alone."""
    law, plain = law_key(name), squeezed(article or "")
    found = (_place(one) for one in _CITED.finditer(plain))
    return tuple(Cited(law, place) for place in found) or (Cited(law),)


def _place(found: re.Match[str]) -> tuple[str, str, str]:
    """The numbers of the article, the paragraph and the item that are cited; "" for none."""
    article = f"{_figures(found['article'])}{found['after'] or ''}"
    return article, _figures(found["paragraph"]), _figures(found["item"])


def document_cited(
    title: str | None, number: str | None, clause: str | None = None
) -> tuple[Cited, ...]:
    """The document by its title and by its number, with the *clause* that is cited of it."""
    place = (folded(clause),) if clause else ()
    names = (_ISSUER.sub("", folded(title or "")), folded(number or ""))
    return tuple(Cited(name, place, document=True) for name in names if name)


def _figures(number: str | None) -> str:
    """A number as it is compared, in figures; "" for none."""
    value = whole(number) if number else None
    return (number or "") if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Work:
    """A task, a refused application or an entry, as far as it is compared.

    ``role`` is the kind of its agency, the same in every district: 民政 for 东丽区民政局.
    """

    key: Key
    titles: tuple[Title, ...]
    bases: frozenset[Cited]
    role: str
    class_: str


def work_of(
    key: Key,
    names: Iterable[str],
    bases: Iterable[Cited],
    agency: str,
    class_: str,
    *,
    district: str = "",
    places: tuple[str, ...] = (),
) -> Work:
    """What goes by *names*, as it is compared; *places* are folded names of its *district*."""
    return Work(
        key=key,
        titles=tuple(chain.from_iterable(titles_of(name, places) for name in names)),
        bases=frozenset(bases),
        role=_role(agency, district),
        class_=folded(class_),
    )


_role = lru_cache(maxsize=65_536)(agency_role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person said of a task and an entry; ``title`` is what the task was called then."""

    district: str
    id: str
    title: str
    entry: str
    same: bool
    by: str
    date: date

    @property
    def key(self) -> Key:
        """The task that it is about."""
        return self.district, self.id


@dataclass(frozen=True, slots=True)
class Match:
    """One entry that a task is, or may be, and how that is known.

    ``basis`` is what both cite, ``decision`` what a person said. A task that more than one entry
    would be by one step is only proposed; ``unclear`` is that step. ``akin`` tells of a proposal
    that an agency of the same kind has the task in the same class.
    """

    key: Key
    entry: str
    step: Step
    basis: Cited | None = None
    decision: Decision | None = None
    unclear: Step | None = None
    akin: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """An entry to which a step leads, with what both cite; ``akin`` as in ``Match``."""

    entry: str
    step: Step
    basis: Cited | None
    akin: bool = False


def step_between(one: Work, other: Work) -> tuple[Step, Cited | None] | None:
    """The first step that counts by which both are the same, with their common basis."""
    same_title = any(a.says == b.says for a in one.titles for b in other.titles)
    article = _shared(one.bases, other.bases, Cited.same_article)
    if same_title and article:
        return Step.TITLE_AND_ARTICLE, article
    law = None if article else _whole_law(one, other)
    if same_title and law:
        return Step.TITLE_AND_LAW, Cited(law.law)
    if article and any(a.near(b) for a in one.titles for b in other.titles):
        return Step.ARTICLE_AND_NEAR_TITLE, article
    return None


def _whole_law(one: Work, other: Work) -> Cited | None:
    """The law that both cite, of which not both name articles: where both do, they contradict."""
    named = [{basis.law for basis in work.bases if basis.place} for work in (one, other)]
    contradict = named[0] & named[1]
    ours = (basis for basis in one.bases if basis.law not in contradict)
    return _shared(ours, other.bases, Cited.same_law)


def _shared(
    one: Iterable[Cited], other: Iterable[Cited], same: Callable[[Cited, Cited], bool]
) -> Cited | None:
    """The first basis of *one* that *other* has too, in a fixed order."""
    found = (a for a in one if any(same(a, b) for b in other))
    return min(found, key=lambda basis: (basis.law, basis.place), default=None)


@dataclass(frozen=True, slots=True)
class Likely:
    """An entry that a task may be; ``close`` when both rest on one article or one document."""

    code: str
    basis: Cited | None
    close: bool
    akin: bool


def _likely(work: Work, code: str, entry: Work) -> Likely:
    """What speaks for *entry* beside its title."""
    article = _shared(work.bases, entry.bases, Cited.same_article)
    law = None if article else _shared(work.bases, entry.bases, Cited.same_law)
    whole = _whole_law(work, entry) if law else None
    return Likely(
        code=code,
        basis=article or (Cited(law.law) if law else None),
        close=bool(article or (whole and whole.document)),
        akin=(work.role, work.class_) == (entry.role, entry.class_),
    )


class Star:
    """Holds tasks against the entries of one catalogue, after what people have decided."""

    def __init__(self, entries: Iterable[Work], decisions: Iterable[Decision] = ()) -> None:
        self.entries = {entry.key[1]: entry for entry in entries}
        self._order = {code: place for place, code in enumerate(self.entries)}
        self._places: dict[object, dict[str, None]] = {}
        for code, entry in self.entries.items():
            for sign in _signs(entry):
                self._places.setdefault(sign, {})[code] = None
        self._likeness = Likeness({code: entry.titles for code, entry in self.entries.items()})
        self._found: dict[_Face, tuple[Found, ...]] = {}
        self._alike: dict[_Face, tuple[Found, ...]] = {}
        self._said: dict[Key, dict[str, Decision]] = {}
        self.decide(decisions)

    def decide(self, decisions: Iterable[Decision]) -> None:
        """Take *decisions*, the oldest first, in place of all earlier ones."""
        self._said.clear()
        for decision in decisions:
            if decision.entry in self.entries:
                of_task = self._said.setdefault(decision.key, {})
                of_task.pop(decision.entry, None)  # the newest stands last
                of_task[decision.entry] = decision

    def matches(self, work: Work) -> tuple[Match, ...]:
        """The entry that *work* is; or those that it may be, the likeliest first; () for none."""
        found = self.counting(work)
        return self.settled(work.key, found) or self.settled(work.key, self.likely(work))

    def found(self, work: Work) -> tuple[Found, ...]:
        """The entries that *work* is, whatever people decided; or the likeliest that it may be."""
        return self.counting(work) or self.likely(work)[:MOST_PROPOSED]

    def settled(self, key: Key, found: Iterable[Found]) -> tuple[Match, ...]:
        """What the record *key* is, which was *found* to be or to resemble some entries.

        What people decided comes first.
        """
        said = self._said.get(key, {})
        ours = [one for one in said.values() if one.same]
        if ours:
            return (Match(key, ours[-1].entry, Step.SAID, decision=ours[-1]),)
        open_ = [one for one in found if one.entry not in said]
        first = min((one.step for one in open_), default=Step.PROPOSED)
        best = [one for one in open_ if one.step is first]
        if not first.counts:
            return tuple(
                Match(key, one.entry, first, one.basis, akin=one.akin)
                for one in best[:MOST_PROPOSED]
            )
        if len(best) > 1:
            return tuple(
                Match(key, one.entry, Step.PROPOSED, one.basis, unclear=first) for one in best
            )
        return tuple(Match(key, one.entry, first, one.basis) for one in best)

    def counting(self, work: Work) -> tuple[Found, ...]:
        """Each entry to which a step that counts leads; districts file much in the same words."""
        face = _face(work)
        if face not in self._found:
            _make_room(self._found)
            codes = dict.fromkeys(
                code for sign in _signs(work) for code in self._places.get(sign, ())
            )
            found = ((code, step_between(work, self.entries[code])) for code in codes)
            self._found[face] = tuple(Found(code, *step) for code, step in found if step)
        return self._found[face]

    def likely(self, work: Work) -> tuple[Found, ...]:
        """The entries that *work* may be, those that rest on one article before the others."""
        face = _face(work)
        if face not in self._alike:
            _make_room(self._alike)
            near = {code for sign in _signs(work) for code in self._places.get(sign, ())}
            found = [
                (likeness, _likely(work, code, self.entries[code]))
                for code, likeness in self._likeness.of(work.titles).items()
                if likeness >= (_ALIKE_BY_ARTICLE if code in near else _ALIKE)
            ]
            ranked = sorted(
                (not one.close, -likeness, self._order[one.code], one)
                for likeness, one in found
                if one.close or likeness >= _ALIKE
            )
            self._alike[face] = tuple(
                Found(one.code, Step.PROPOSED, one.basis, one.akin)
                for *_rank, one in ranked[:_REMEMBERED]
            )
        return self._alike[face]


_Face: TypeAlias = tuple[tuple[Title, ...], frozenset[Cited], str, str]


def _make_room(known: dict[_Face, Any]) -> None:
    if len(known) >= _FACES:
        known.clear()


def _face(work: Work) -> _Face:
    """What is compared of *work*."""
    return work.titles, work.bases, work.role, work.class_


def _signs(work: Work) -> Iterator[object]:
    """What *work* has in common with whatever a step that counts finds the same."""
    for title in work.titles:
        yield "says", title.says
    for basis in work.bases:
        if basis.place:
            yield basis.law, basis.place[0]
        if basis.document:
            yield basis.law
