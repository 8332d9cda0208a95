"""Who hands work down and where it goes: agencies, subdistricts, communities."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """An agency of the district. ``credit_code`` is None where it is not known."""

    key: str
    name: str
    credit_code: str | None
    active_from: date | None
    active_to: date | None

    def active_on(self, day: date) -> bool:
        """Whether the agency exists on *day*; open ends are open."""
        begun = self.active_from is None or self.active_from <= day
        return begun and (self.active_to is None or day <= self.active_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subdistrict:
    """A subdistrict (街道) by its GB/T 2260 code, and its communities by code."""

    code: str
    name: str
    communities: Mapping[str, str]
