"""A frozen edition of the directory: what it was made from, so that it can be made again (3.5).

It has the hashes of its files, and names each record with its content.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from accession_cli.scheme.registry import RecordId
from accession_cli.scheme.task import Correction, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenRecord:
    """A record as it was used: ``blob`` is git's name for the content of its file."""

    id: RecordId
    blob: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A task that stays, and why, although the rules in ``codes`` say it is due for clean-up."""

    id: RecordId
    codes: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedHash:
    """A file or format by its name, with its sha256 in hexadecimal."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LastEdition:
    """What the frozen edition of the year before says, for the figures of this year's.

    ``corrections`` are those that the record of a member had when it was frozen, for the members
    that have corrections today. A member that is not among them could not be read.
    """

    base_date: date
    members: frozenset[RecordId]
    corrections: Mapping[RecordId, tuple[Correction, ...]]

    def knew(self, task: Task, made: Correction) -> bool:
        """Whether the edition was made with the correction *made* of *task*.

        One that is dated up to the base date was known, unless the frozen record lacks it.
        """
        return made.date <= self.base_date and made in self.corrections.get(task.id, (made,))


#: This program's name among the tools that an edition was frozen with.
ACCESSION: Final = "accession"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A program or package that helped to make the bytes, and its version."""

    name: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What the bytes depend on besides records: calendar (sha256), templates, fonts, programs."""

    calendar: str
    templates: tuple[NamedHash, ...]
    fonts: tuple[NamedHash, ...]
    tools: tuple[Tool, ...]

    def version_of(self, tool: str) -> str:
        """The version of the program *tool*; "" when it is not among the tools."""
        return next((one.version for one in self.tools if one.name == tool), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenEdition:
    """The edition of ``year``, fixed on the day ``frozen`` from the registry at ``commit``.

    ``members`` are its tasks, ``ended`` those that it lists as ended. ``content`` is the sha256 of
    all its content except the program's version. ``outputs`` are named by format. ``previous`` is
    the sha256 of the file of the edition frozen before it, ``None`` for the first.
    """

    year: int
    base_date: date
    frozen: date
    commit: str
    members: tuple[FrozenRecord, ...]
    ended: tuple[FrozenRecord, ...]
    kept: tuple[Kept, ...]
    content: str
    workshop: Provenance
    outputs: tuple[NamedHash, ...]
    previous: str | None

    @property
    def records(self) -> tuple[FrozenRecord, ...]:
        """The records of the members, then of the ended tasks."""
        return (*self.members, *self.ended)
