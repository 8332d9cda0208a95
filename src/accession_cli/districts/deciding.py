"""Let a person decide, pair by pair, which proposed tasks are entries of the catalogue."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from accession_cli.districts.catalogue import Catalogue, Entry
from accession_cli.districts.compared import Subject
from accession_cli.districts.same import Decision, Match, Star, Step


@dataclass(frozen=True, slots=True)
class Pair:
    """A task and an entry that it may be."""

    subject: Subject
    entry: Entry
    match: Match


def proposed(star: Star, found: Iterable[Subject], catalogue: Catalogue) -> list[Pair]:
    """The pairs that nobody has decided: the likeliest of each task first, entry by entry.

    Who says yes to the first of a task is not shown its others.
    """
    places = {entry.code: place for place, entry in enumerate(catalogue.entries)}
    entries = catalogue.by_code()
    pairs = [
        (rank, places[match.entry], subject.work.key, Pair(subject, entries[match.entry], match))
        for subject in found
        for rank, match in enumerate(star.matches(subject.work))
        if match.step is Step.PROPOSED
    ]
    return [pair for *_order, pair in sorted(pairs, key=lambda one: one[:3])]


class Sitting:
    """One sitting: which pair is next, what was decided, and the way back.

    A pair that a decision on another has settled is passed over, and so is one that somebody else
    has decided meanwhile.
    """

    def __init__(self, star: Star, pairs: Iterable[Pair], known: Iterable[Decision]) -> None:
        self.pairs = list(pairs)
        self.made: list[Decision] = []
        self._star = star
        self._known = list(known)
        self._at = 0
        self._way: list[tuple[int, int]] = []  #: where each earlier pair stands, and what was made

    @property
    def pair(self) -> Pair | None:
        """The pair to decide; None when there is no more."""
        while self._at < len(self.pairs) and not self._is_open(self.pairs[self._at]):
            self._at += 1
        return self.pairs[self._at] if self._at < len(self.pairs) else None

    @property
    def number(self) -> int:
        """The number of the pair, from 1."""
        return self._at + 1

    @property
    def may_go_back(self) -> bool:
        return bool(self._way)

    @property
    def seen(self) -> frozenset[Decision]:
        """The decisions of which this sitting knows."""
        return frozenset((*self._known, *self.made))

    def decision(self, *, same: bool, by: str, on: date) -> Decision:
        """What would be decided of the pair."""
        pair = self.pairs[self._at]
        district, number = pair.subject.work.key
        return Decision(
            district=district,
            id=number,
            title=pair.subject.title,
            entry=pair.entry.code,
            same=same,
            by=by,
            date=on,
        )

    def decided(self, decision: Decision) -> None:
        """Go on from the pair, on which *decision* was made."""
        self.later()
        self.made.append(decision)
        self._star.decide((*self._known, *self.made))

    def learn(self, decisions: Iterable[Decision]) -> None:
        """Know all *decisions* that stand now, the oldest first."""
        standing = list(decisions)
        self._known = [one for one in standing if one not in self.made]
        self._star.decide(standing)

    def later(self) -> None:
        """Leave the pair for another time."""
        self._way.append((self._at, len(self.made)))
        self._at += 1

    def back(self) -> Decision | None:
        """Go back to the pair before; what was decided of it, which is taken back."""
        self._at, made = self._way.pop()
        taken = self.made[made:]
        del self.made[made:]
        self._star.decide((*self._known, *self.made))
        return taken[0] if taken else None

    def _is_open(self, pair: Pair) -> bool:
        return any(
            one.entry == pair.entry.code and one.step is Step.PROPOSED
            for one in self._star.matches(pair.subject.work)
        )
