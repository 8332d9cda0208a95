"""Which tasks in force rest on a law that no longer holds, or that nothing is known of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from accession_cli.actions.look import Row, State, Wanted, listed
from accession_cli.finding import key_text
from accession_cli.rules.law import citations
from accession_cli.scheme.law import LawState, Statutes
from accession_cli.scheme.law_changes import fate, is_known, successor
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import LawBasis

__all__ = ["CitedLaw", "LawState", "Resting", "cited_laws"]

_ORDER: Final = (*LawState, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resting:
    """A task that rests on a law: ``key`` is where it cites it, for example ``basis[0]``.

    ``moved`` is the cited article in the text that holds now, None where that is not known.
    """

    row: Row
    key: str
    article: str | None
    moved: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedLaw:
    """A law as it is cited (``version`` None: none is stated), and the tasks that rest on it.

    ``state`` None: it is not in the table, so that nobody can say whether it holds. ``since`` is
    the day of repeal, or the day on which the ``successor`` (law, version) came into force.
    """

    law: str
    version: str | None
    state: LawState | None
    since: date | None
    successor: tuple[str, str] | None
    tasks: tuple[Resting, ...]


def cited_laws(registry: Registry, day: date, agency: str | None = None) -> tuple[CitedLaw, ...]:
    """The laws that tasks in force on *day* cite and that do not hold, or are not known, then.

    The repealed come first and the unknown last. They are judged as the rules judge them, and the
    directory: by ``fate``.
    """
    resting: dict[tuple[str, str | None], list[tuple[Row, str, LawBasis]]] = {}
    for row in listed(registry, Wanted(state=State.IN_FORCE, agency=agency), day):
        for key, cited in citations(row.task):
            if isinstance(cited, LawBasis):
                name = cited.law, cited.version
                resting.setdefault(name, []).append((row, key_text(key), cited))
    judged = (_judged(registry.statutes, day, cited) for cited in resting.values())
    found = [law for law in judged if law is not None]
    return tuple(
        sorted(found, key=lambda law: (_ORDER.index(law.state), law.law, law.version or ""))
    )


def _judged(
    statutes: Statutes, day: date, resting: Sequence[tuple[Row, str, LawBasis]]
) -> CitedLaw | None:
    """The one law that all of *resting* cite, None when it holds on *day*."""
    first = resting[0][2]
    found = fate(statutes, first, day)
    if found is None and is_known(statutes, first):
        return None
    state, since = found or (None, None)
    tasks, follows = [], None
    for row, key, cited in resting:
        follows = successor(statutes, cited, day) if found else None
        moved = follows.article if follows else None
        tasks.append(Resting(row=row, key=key, article=cited.article, moved=moved))
    return CitedLaw(
        law=first.law,
        version=first.version,
        state=state,
        since=since,
        successor=(follows.law, follows.version) if follows else None,
        tasks=tuple(tasks),
    )
