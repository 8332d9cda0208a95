"""Let people decide pair by pair whether a task is an entry, and keep it in ``sameness.yaml``.

Two people may decide at once. Each decision is written under a lock and only where the task has not
been decided otherwise since its author last looked, so nobody's word takes the place of another's
unseen.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from accession_cli.districts.catalogue import Catalogue, Entry, Subject
from accession_cli.districts.centre_files import name_of, read_file, write_file
from accession_cli.districts.same import Decision, Match, Star, Step
from accession_cli.errors import Exit, Refusal, reason
from accession_cli.files.writing import FileUnwritable
from accession_cli.i18n import N_
from accession_cli.registry.schemas import FileKind
from accession_cli.scheme.fields import form_of

#: Another program keeps the file to itself for longer than a decision takes.
DECISIONS_HELD: Final = Refusal(
    N_("Another accession has held {file} for {seconds} seconds, so this answer was not kept."),
    N_("Run the command again; what was decided before is kept."),
    Exit.MOVED,
)
_DECISION: Final = form_of(Decision)
_SECONDS: Final = 10
_LOCK: Final = ".sameness.lock"


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands in the file now; ``other`` is the decision of somebody else that came before."""

    decisions: tuple[Decision, ...]
    other: Decision | None = None


def decisions_in(folder: Path) -> tuple[Decision, ...]:
    """What people decided, the oldest first; () where nobody has."""
    value: Mapping[str, Any] = read_file(FileKind.SAMENESS, folder) or {"decisions": []}
    return tuple(map(_DECISION.load, value["decisions"]))


def keep_decision(folder: Path, decision: Decision, seen: Collection[Decision]) -> Kept:
    """Add *decision* of somebody who has *seen* these; nothing where another came before.

    Another came before who decided on the same task and entry, or said that the task is an entry.
    """
    with _alone(folder):
        standing = decisions_in(folder)
        for one in reversed(standing):
            speaks_of_it = one.key == decision.key and (one.same or one.entry == decision.entry)
            if speaks_of_it and one not in seen:
                return Kept(standing, one)
        decisions = (*standing, decision)
        _write(folder, decisions)
        return Kept(decisions)


def take_back(folder: Path, decision: Decision) -> Kept:
    """Take *decision* out again, which was a slip of the same sitting."""
    with _alone(folder):
        known = list(decisions_in(folder))
        for at in reversed(range(len(known))):
            if known[at] == decision:
                del known[at]
                break
        _write(folder, known)
        return Kept(tuple(known))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the file; raises ``DECISIONS_HELD`` when another does not let go of it."""
    from filelock import FileLock, Timeout  # imports asyncio, so only when somebody decides

    lock = FileLock(folder / _LOCK, timeout=_SECONDS, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout as taken:
        raise DECISIONS_HELD(file=name_of(FileKind.SAMENESS), seconds=_SECONDS) from taken
    except OSError as error:
        raise FileUnwritable(path=folder / _LOCK, reason=reason(error)) from error
    try:
        yield
    finally:
        lock.release()


def _write(folder: Path, decisions: Iterable[Decision]) -> None:
    write_file(FileKind.SAMENESS, folder, {"decisions": [_DECISION.dump(one) for one in decisions]})


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
