"""What was aimed at, beside what was reached."""

from dataclasses import dataclass
from typing import Final

_WHOLE: Final = 100


def number(value: float) -> str:
    """Three digits, or all of a whole number."""
    return f"{value:,.0f}" if abs(value) >= _WHOLE else f"{value:.3g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """*reached* and *met* are None where it could not be measured."""

    what: str
    wanted: str
    reached: str | None
    met: bool | None

    @property
    def verdict(self) -> str:
        """The word for the page."""
        return {True: "met", False: "**missed**", None: "**not measured**"}[self.met]


def at_least(what: str, wanted: float, reached: float | None) -> Goal:
    """So many times as fast as a peer."""
    found = None if reached is None else f"{number(reached)}×"
    met = None if reached is None else reached >= wanted
    return Goal(what=what, wanted=f"≥ {wanted:g}×", reached=found, met=met)


def at_most(what: str, wanted: float, reached: float | None, unit: str) -> Goal:
    """Not more than so much."""
    found = None if reached is None else f"{number(reached)}{unit}"
    met = None if reached is None else reached <= wanted
    return Goal(what=what, wanted=f"≤ {wanted:g}{unit}", reached=found, met=met)
