"""What a look at a clone shows, and the values that say so."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import _

T = TypeVar("T")


class State(StrEnum):
    """A hint fails nothing; what is wrong needs mending; what is unseen could not be looked at."""

    WELL = "well"
    HINT = "hint"
    WRONG = "wrong"
    UNSEEN = "unseen"


class Cure(StrEnum):
    """What ``--fix`` may do, because it loses nothing and touches nothing of anybody else's."""

    HEAL = "heal"
    CATCH_UP = "catch_up"
    LINE_ENDS = "line_ends"
    AUTOCRLF = "autocrlf"
    FSYNC = "fsync"
    HOOK = "hook"
    SCHEMAS = "schemas"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One thing seen. ``says`` and ``mend`` are source sentences with ``{fields}`` for facts.

    ``mend`` is what a person does; with a ``cure`` it may be "".
    """

    state: State
    says: str
    mend: str = ""
    cure: Cure | None = None
    exit_code: Exit = Exit.FOUND
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """What was seen, in the reader's language."""
        return _(self.says).format(**self.facts)

    @property
    def remedy(self) -> str:
        """What to do about it, in the reader's language; "" where there is nothing."""
        return _(self.mend).format(**self.facts) if self.mend else ""


def well(says: str, **facts: object) -> Observation:
    """All is as it should be."""
    return Observation(state=State.WELL, says=says, facts=facts)


def unseen(says: str, **facts: object) -> Observation:
    """It was not looked at, and why."""
    return Observation(state=State.UNSEEN, says=says, facts=facts)


def hint(says: str, mend: str, *, cure: Cure | None = None, **facts: object) -> Observation:
    """Nothing is broken, but it could be better."""
    return Observation(state=State.HINT, says=says, mend=mend, cure=cure, facts=facts)


def wrong(
    says: str,
    mend: str,
    *,
    cure: Cure | None = None,
    exit_code: Exit = Exit.FOUND,
    **facts: object,
) -> Observation:
    """It needs mending."""
    return Observation(
        state=State.WRONG, says=says, mend=mend, cure=cure, exit_code=exit_code, facts=facts
    )


def refused(refusal: AccessionError) -> Observation:
    """A look that ended in a *refusal*."""
    return Observation(state=State.WRONG, says=refusal.says, mend=refusal.mend, facts=refusal.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that is looked at: ``look`` judges what was gathered and reads nothing more."""

    name: str
    about: str
    look: Callable[..., Sequence[Observation]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What one check showed."""

    check: Check
    observations: tuple[Observation, ...]


def known(part: T | AccessionError) -> T:
    """A part of the facts; raises the refusal that stands in its place."""
    if isinstance(part, AccessionError):
        raise part
    return part
