"""One year's guidance directory (指导目录) as a value: what every format is rendered from."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from accession_cli.model.edition_evaluation import EditionEvaluation
from accession_cli.model.identifiers import RecordId
from accession_cli.model.scheme import Scheme
from accession_cli.model.statutes import LawState, Successor
from accession_cli.model.task import Correction, LawBasis, Route, Task

#: A directory of more tasks is issued in volumes: Typst's memory grows faster than a table does.
VOLUME_SIZE: Final = 500


class Ending(StrEnum):
    """Why a task is no longer in the directory."""

    RETIRED = "retired"
    EXPIRED = "expired"
    ENTERED_IN_ERROR = "entered_in_error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Locality:
    """A subdistrict or community by code and name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A task in the directory. ``number`` counts from 1 through all classes.

    ``subdistricts`` and ``communities`` are None where the task's scope is all of them.
    ``sections`` are the receiving subdistrict sections, each as ``(subdistrict, section)``.
    """

    number: int
    task: Task
    agency: str  # names, not keys
    co_agencies: tuple[str, ...]
    subdistricts: tuple[Locality, ...] | None
    communities: tuple[Locality, ...] | None
    sections: tuple[tuple[str, str], ...]
    new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassSection:
    """The tasks of one class, in the order of the scheme's classes."""

    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A task that is over since the last edition. ``day`` is the first day it was not done.

    ``new`` when it did not stand at the end of the year before, so that the last edition did not
    list it: most often it was filed in the year and ended in it.
    """

    task: Task
    agency: str
    how: Ending
    day: date
    reason: str | None  # None for an expiry: the period was over
    successors: tuple[RecordId, ...]
    new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency:
    """A task that was admitted at once, without an application (scheme 3.2.3).

    ``number`` is its item's, None when it is over: then ``ended`` says how and since when.
    """

    task: Task
    agency: str
    number: int | None
    ended: Ended | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A task that stands in the edition and was corrected or took another's place in the year."""

    number: int
    task: Task
    corrections: tuple[Correction, ...]
    supersedes: tuple[RecordId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalChange:
    """A task whose cited law version no longer holds at the base date.

    ``since`` is the day of repeal, or the day on which the newer text came into force.
    """

    number: int
    task: Task
    agency: str
    cited: LawBasis
    state: LawState
    since: date | None
    successor: Successor | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citations:
    """How many citations of laws no change was found of at the base date, and how many are open.

    ``unchanged`` ones were looked up and hold; ``unchecked`` ones state no version, or a law or
    version that the registry does not know. Those that have changed are the ``LegalChange``s.
    """

    unchanged: int
    unchecked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyEntry:
    """An agency and the item numbers it leads or takes part in."""

    name: str
    leads: tuple[int, ...]
    takes_part: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityEntry:
    """A community and the numbers of the items that are done there, but not in all around it."""

    code: str
    name: str
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubdistrictEntry:
    """A subdistrict and the numbers of the items that are done there but not everywhere.

    ``items`` are done in all its communities, ``communities`` lists what only some of them do.
    """

    code: str
    name: str
    items: tuple[int, ...]
    communities: tuple[CommunityEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Colophon:
    """What the edition was made from.

    ``notices`` are the State Council's calendar notices that were counted with;
    ``provisional_years`` are the years that had none. ``not_restored`` are the fields, by task,
    that were corrected after the base date and whose content before that could not be put back.
    """

    commit: str | None
    tool_version: str
    notices: tuple[str, ...]
    provisional_years: tuple[int, ...]
    not_restored: tuple[tuple[RecordId, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What an edition is narrowed to: a community, a subdistrict or an agency, by its name.

    ``posted``: it is for a residents' committee to publish for at least 15 days, which the law on
    the committees (城市居民委员会组织法, article 34) asks for since 2026.
    """

    name: str
    posted: bool

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The directory of *year* at *base_date*. A draft is an edition that is not frozen.

    ``previous`` is how many tasks stood at the end of the year before, None when no task was
    filed before *year*: then there was no edition to compare with. ``unchanged`` of them stand
    here as they stood there. ``restored`` were filed earlier but did not stand at that day: their
    period was over and has been prolonged since. So ``items`` are the previous ones, the new and
    the restored, less those of the ended that stood a year before. ``ended_earlier`` are those that
    were over before the year: no list of it has them, but who asks is to be told so. ``extract``
    says what an extract (摘编) of the whole is narrowed to; its items are numbered anew.
    ``evaluation`` is None where nothing of the year's was known at the base date. With more than
    ``volume_size`` tasks it is issued in volumes, each with so many at most.
    """

    year: int
    base_date: date
    draft: bool
    scheme: Scheme
    sections: tuple[ClassSection, ...]
    new: tuple[Item, ...]
    restored: tuple[Item, ...]
    ended: tuple[Ended, ...]
    ended_earlier: tuple[Ended, ...]
    changed: tuple[Changed, ...]
    legal_changes: tuple[LegalChange, ...]
    citations: Citations
    previous: int | None
    unchanged: int
    district_wide: tuple[int, ...]
    agencies: tuple[AgencyEntry, ...]
    subdistricts: tuple[SubdistrictEntry, ...]
    publish_by: date
    publish_by_provisional: bool
    colophon: Colophon
    extract: Extract | None = None
    evaluation: EditionEvaluation | None = None
    volume_size: int = VOLUME_SIZE

    @property
    def items(self) -> tuple[Item, ...]:
        """All items in the order of their numbers."""
        return tuple(item for section in self.sections for item in section.items)

    @property
    def emergencies(self) -> tuple[Emergency, ...]:
        """What was admitted at once: the items first, then those that ended since last year."""
        standing = (
            Emergency(task=item.task, agency=item.agency, number=item.number, ended=None)
            for item in self.items
        )
        over = (
            Emergency(task=one.task, agency=one.agency, number=None, ended=one)
            for one in self.ended
        )
        return tuple(one for one in (*standing, *over) if one.task.route is Route.EMERGENCY)

    @property
    def title(self) -> str:
        """The full title, with the year of the edition."""
        return self.scheme.title_of(self.year)

    @property
    def net_change(self) -> int | None:
        """How many more tasks stand here than a year before; None for a first edition."""
        return None if self.previous is None else len(self.items) - self.previous

    @property
    def amended(self) -> int:
        """How many tasks stood a year before and stand here with other content."""
        return len(self.items) - len(self.new) - len(self.restored) - self.unchanged
