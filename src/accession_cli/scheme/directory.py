"""An edition is a year's guidance directory (指导目录) as a value; all formats are made from it.

``EditionEvaluation`` is what it says of the year's evaluation (scheme 4.2, 4.3). A ``Statement``
is what lies between two editions: new, ended, changed, unchanged (scheme 3.5). A
``FrozenEdition`` has been fixed: what it was made of, and the bytes it came to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from accession_cli.scheme.district import Scheme
from accession_cli.scheme.evaluation import FundingReturn, Judgement
from accession_cli.scheme.ids import RecordId
from accession_cli.scheme.law import LawState, Successor
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import Correction, LawBasis, Route, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatedItem:
    """A task that was to be evaluated; ``number`` is None when it is no longer in the directory.

    ``means`` are by the key of the criterion, None where nobody gave a score.
    """

    number: int | None
    task: Task
    agency: str
    means: Mapping[str, Fraction | None]
    evaluated: bool
    outcome: Judgement | None
    funding: FundingReturn | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionEvaluation:
    """The evaluation of the year as it was known at the base date.

    ``criteria`` are names by key; ``tasks`` are all that were to be evaluated, the items of the
    directory first, in its order.
    """

    convened_by: str
    criteria: Mapping[str, str]
    highest: int
    tasks: tuple[EvaluatedItem, ...]

    @property
    def evaluated(self) -> tuple[EvaluatedItem, ...]:
        """Those that were evaluated."""
        return tuple(one for one in self.tasks if one.evaluated)

    @property
    def not_evaluated(self) -> int:
        """How many were not."""
        return len(self.tasks) - len(self.evaluated)

    @property
    def open_numbers(self) -> tuple[int, ...]:
        """The numbers of the items of the directory that were not evaluated."""
        return tuple(one.number for one in self.tasks if one.number and not one.evaluated)

    @property
    def returns(self) -> tuple[FundingReturn, ...]:
        """What agencies said of the money."""
        return tuple(one.funding for one in self.tasks if one.funding)

    @property
    def earmarked(self) -> Decimal:
        """What was set apart, by the returns that there are."""
        return sum((one.earmarked for one in self.returns), Decimal("0.00"))

    @property
    def spent(self) -> Decimal:
        """What was spent, by the returns that there are."""
        return sum((one.spent for one in self.returns), Decimal("0.00"))


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
    ``volume_size`` tasks it is issued in volumes, each with so many at most. ``left_out`` is how
    many files of the registry could not be read, so that what they hold is not here.
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
    left_out: int = 0

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
        """The full title, with the year of the edition; it says so when something is left out."""
        whole = self.scheme.title_of(self.year)
        return f"{whole}（缺{self.left_out}个无法读取的文件）" if self.left_out else whole

    @property
    def net_change(self) -> int | None:
        """How many more tasks stand here than a year before; None for a first edition."""
        return None if self.previous is None else len(self.items) - self.previous

    @property
    def amended(self) -> int:
        """How many tasks stood a year before and stand here with other content."""
        return len(self.items) - len(self.new) - len(self.restored) - self.unchanged


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two editions: a draft is neither frozen nor over."""

    year: int
    base_date: date
    frozen: bool
    draft: bool
    tasks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A task that stood in the earlier edition and does not stand in the later one.

    ``how`` None: nothing in the record says so, the record itself is not there any more or its
    dates were changed. ``day`` is the first on which it was not done.
    """

    task: Task
    how: Ending | None
    day: date | None
    reason: str | None
    successors: tuple[RecordId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A field, ``basis[0].article`` for one, and what stands there; None where it is absent."""

    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedTask:
    """A task that stands in both editions with other content: ``before``, and ``task`` later.

    ``corrections`` are those dated between the two base dates: they hold the reasons.
    """

    before: Task
    task: Task
    changes: tuple[FieldChange, ...]
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The change statement. ``earlier.tasks`` and the new, less the ended, are ``later.tasks``.

    ``passing`` were filed after the earlier base date and ended by the later one: they stand in
    neither edition and count in none of the sums. ``registry`` is the one that the later edition
    was gathered from; names and the profile are taken from it.
    """

    registry: Registry
    earlier: Side
    later: Side
    new: tuple[Task, ...]
    ended: tuple[Gone, ...]
    amended: tuple[ChangedTask, ...]
    unchanged: int
    passing: tuple[Gone, ...]

    @property
    def net(self) -> int:
        """How many more tasks stand in the later edition."""
        return self.later.tasks - self.earlier.tasks

    @property
    def draft(self) -> bool:
        """Whether one of the two editions is a draft."""
        return self.earlier.draft or self.later.draft


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


#: What this program is called among the tools that an edition was frozen with.
ACCESSION: Final = "accession"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A program or package that had a hand in the bytes, and its version."""

    name: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
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
    workshop: Provenance
    outputs: tuple[NamedHash, ...]
    previous: str | None

    @property
    def records(self) -> tuple[FrozenRecord, ...]:
        """Every record that the edition speaks of."""
        return (*self.members, *self.ended)
