"""An edition that has been fixed (scheme 3.5): what it was made of, and the bytes it came to."""

from dataclasses import dataclass
from datetime import date

from accession_cli.model.identifiers import RecordId


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenRecord:
    """A record as it was used: ``blob`` is git's name for the content of its file."""

    id: RecordId
    blob: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A task that stays although rules, by their codes, say it is due for clean-up; and why."""

    id: RecordId
    codes: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedHash:
    """A file or format by its name, with its sha256 in hexadecimal."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A program or package that had a hand in the bytes, and its version."""

    name: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """What bytes depend on beside the records: calendar (sha256), templates, fonts, programs."""

    calendar: str
    templates: tuple[NamedHash, ...]
    fonts: tuple[NamedHash, ...]
    tools: tuple[Tool, ...]

    def version_of(self, tool: str) -> str:
        """The version of the program *tool*, "" when it had no hand in it."""
        return next((one.version for one in self.tools if one.name == tool), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class FrozenEdition:
    """The edition of *year*, fixed on the day ``frozen`` from the registry at ``commit``.

    ``members`` stand in it, ``ended`` are told of as ended. ``content`` is the sha256 of all that
    it says, the program's version apart. ``outputs`` are named by format. ``previous`` is the
    sha256 of the file of the edition frozen before it, None for the first.
    """

    year: int
    base_date: date
    frozen: date
    commit: str
    members: tuple[FrozenRecord, ...]
    ended: tuple[FrozenRecord, ...]
    kept: tuple[Kept, ...]
    content: str
    workshop: Workshop
    outputs: tuple[NamedHash, ...]
    previous: str | None

    @property
    def records(self) -> tuple[FrozenRecord, ...]:
        """Every record that the edition speaks of."""
        return (*self.members, *self.ended)
