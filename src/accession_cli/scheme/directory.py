"""An edition is a year's guidance directory (指导目录) as a value; all formats are made from it.

``EditionEvaluation`` is its part on the year's evaluation (scheme 4.2, 4.3). A ``Statement`` lists
the tasks that are new, ended or changed between two editions (scheme 3.5).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from accession_cli.scheme.district import Agency, Scheme
from accession_cli.scheme.evaluation import FundingReturn, Judgement
from accession_cli.scheme.law import LawState, Successor
from accession_cli.scheme.registry import RecordId, Registry
from accession_cli.scheme.task import Correction, LawBasis, Route, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluatedItem:
    """A task to be evaluated; ``number`` is ``None`` when it is no longer in the directory.

    ``means`` are by the criterion's key, ``None`` when nobody gave a score.
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

    ``criteria`` are names by key; ``tasks`` are all tasks to be evaluated, the directory's items
    first, in its order.
    """

    convened_by: str
    criteria: Mapping[str, str]
    highest: int
    tasks: tuple[EvaluatedItem, ...]

    @property
    def evaluated(self) -> tuple[EvaluatedItem, ...]:
        """The tasks that were evaluated."""
        return tuple(one for one in self.tasks if one.evaluated)

    @property
    def not_evaluated(self) -> int:
        """The number of tasks that were not evaluated."""
        return len(self.tasks) - len(self.evaluated)

    @property
    def open_numbers(self) -> tuple[int, ...]:
        """The numbers of the items of the directory that were not evaluated."""
        return tuple(one.number for one in self.tasks if one.number and not one.evaluated)

    @property
    def returns(self) -> tuple[FundingReturn, ...]:
        """The funding returns of the agencies."""
        return tuple(one.funding for one in self.tasks if one.funding)

    @property
    def earmarked(self) -> Decimal:
        """The sum of the money earmarked, in yuan, over all returns."""
        return sum((one.earmarked for one in self.returns), Decimal("0.00"))

    @property
    def spent(self) -> Decimal:
        """The sum of the money spent, in yuan, over all returns."""
        return sum((one.spent for one in self.returns), Decimal("0.00"))


#: A directory of more tasks is issued in volumes: Typst's memory grows faster than a table does.
VOLUME_SIZE: Final = 500


class Ending(StrEnum):
    """Why a task is no longer in the directory."""

    RETIRED = "retired"
    EXPIRED = "expired"
    ENTERED_IN_ERROR = "entered_in_error"


def leaving(task: Task) -> tuple[date, Ending] | None:
    """The first day on which *task* is no longer done, and why; the earlier of two reasons.

    None when it goes on.
    """
    ends: list[tuple[date, Ending]] = []
    retired = task.retirement
    if retired is not None:
        how = Ending.ENTERED_IN_ERROR if retired.entered_in_error else Ending.RETIRED
        ends.append((retired.effective, how))
    if task.period.end is not None:
        ends.append((task.period.end + timedelta(days=1), Ending.EXPIRED))
    return min(ends, key=lambda end: end[0], default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Locality:
    """A subdistrict or community by code and name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A task in the directory. ``number`` counts from 1 through all classes.

    ``subdistricts`` and ``communities`` are ``None`` when the task's scope is all of them.
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
    """A task that ended since the last edition. ``day`` is the first day it was not done.

    ``new`` is set when it was not in force at the end of the year before, so that the last edition
    did not list it: most often it was filed and ended in the same year.
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

    ``number`` is its item's, ``None`` when it is over; then ``ended`` says how and since when.
    """

    task: Task
    agency: str
    number: int | None
    ended: Ended | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A task in the edition that was corrected, or took another's place, in the year."""

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
    """The numbers of citations of laws that are unchanged and unchecked at the base date.

    ``unchanged`` ones were looked up and hold. ``unchecked`` ones state no version, or a law or
    version that the registry does not know. Changed ones are the ``LegalChange``s.
    """

    unchanged: int
    unchecked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyEntry:
    """An agency and the numbers of the items that it leads or takes part in."""

    name: str
    leads: tuple[int, ...]
    takes_part: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityEntry:
    """A community and the numbers of its items that are not done in its whole subdistrict."""

    code: str
    name: str
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubdistrictEntry:
    """A subdistrict and the numbers of the items that are done there but not everywhere.

    ``items`` are done in all its communities; ``communities`` has those that only some of them do.
    """

    code: str
    name: str
    items: tuple[int, ...]
    communities: tuple[CommunityEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Colophon:
    """What the edition was made from.

    ``notices`` are the State Council's calendar notices that were used; ``provisional_years`` are
    the years without one. ``not_restored`` are the fields, by task, that were corrected after the
    base date and whose earlier content could not be put back.
    """

    commit: str | None
    tool_version: str
    notices: tuple[str, ...]
    provisional_years: tuple[int, ...]
    not_restored: tuple[tuple[RecordId, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """The name of the community, subdistrict or agency that an edition is narrowed to.

    ``posted``: a residents' committee publishes it for at least 15 days, as the law on the
    committees (城市居民委员会组织法, article 34) has required since 2026.
    """

    name: str
    posted: bool

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Comments:
    """Until when comments on a draft are asked for, and where to send them; "" when not said."""

    until: date | None
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The directory of ``year`` at ``base_date``. A draft is an edition that is not frozen.

    ``previous`` is the number of tasks in force at the end of the year before; it is ``None`` when
    no task was filed before ``year``, so that there was no edition to compare with. ``unchanged``
    is how many of them are in this edition with the same content. ``restored`` tasks were filed
    earlier but were not in force on that day: their period was over and has been prolonged since.
    So ``items`` are the previous tasks, the new and the restored, less the ended ones that were in
    force a year before. ``ended_earlier`` tasks were over before the year; no list of the edition
    has them, but they are found when somebody asks for one.

    ``extract`` says what an extract (摘编) of the whole is narrowed to; its items are numbered
    anew. ``evaluation`` is ``None`` when nothing of the year's was known at the base date. With
    more than ``volume_size`` tasks it is issued in volumes of at most so many. ``left_out`` is the
    number of registry files that could not be read, so that their tasks are missing here.
    ``registered`` are the agencies of the registry by key, and ``vocabulary`` the district's own
    words: people use both in questions. ``comments`` are asked for on a draft.
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
    registered: Mapping[str, Agency] = field(default_factory=dict)
    vocabulary: Mapping[str, Any] = field(default_factory=dict)
    comments: Comments | None = None

    @property
    def items(self) -> tuple[Item, ...]:
        """All items in the order of their numbers."""
        return tuple(item for section in self.sections for item in section.items)

    @property
    def emergencies(self) -> tuple[Emergency, ...]:
        """The tasks admitted at once: the items first, then those ended since the last edition."""
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
        """The full title with the year; it says how many files could not be read, if any."""
        whole = self.scheme.title_of(self.year)
        return f"{whole}（缺{self.left_out}个无法读取的文件）" if self.left_out else whole

    @property
    def net_change(self) -> int | None:
        """The number of tasks less that of a year before; ``None`` for a first edition."""
        return None if self.previous is None else len(self.items) - self.previous

    @property
    def inherited(self) -> int:
        """The number of items that an earlier directory had and this scheme never admitted."""
        return sum(item.task.inherited is not None for item in self.items)

    @property
    def taken_over(self) -> int:
        """The number of new items that come from an earlier directory."""
        return sum(item.task.inherited is not None for item in self.new)

    @property
    def admitted(self) -> int:
        """The number of new items that this scheme admitted."""
        return len(self.new) - self.taken_over

    @property
    def amended(self) -> int:
        """The number of tasks that were in force a year before and have other content here."""
        return len(self.items) - len(self.new) - len(self.restored) - self.unchanged


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two editions that a statement compares."""

    year: int
    base_date: date
    frozen: bool
    draft: bool
    tasks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A task that is in the earlier edition and not in the later one.

    ``how`` is ``None`` when the record does not say: it is missing, or its dates were changed.
    ``day`` is the first day on which the task was not done.
    """

    task: Task
    how: Ending | None
    day: date | None
    reason: str | None
    successors: tuple[RecordId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A field, such as ``basis[0].article``, and its old and new text; ``None`` when absent."""

    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedTask:
    """A task that is in both editions with other content: ``before`` earlier, ``task`` later.

    ``corrections`` are those dated between the two base dates; they hold the reasons.
    """

    before: Task
    task: Task
    changes: tuple[FieldChange, ...]
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The change statement. ``earlier.tasks`` plus the new, less the ended, is ``later.tasks``.

    ``passing`` tasks were filed after the earlier base date and ended by the later one: they are
    in neither edition and count in none of the sums. ``registry`` is the one that the later
    edition was made from; names and the profile are taken from it.
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
        """The number of tasks in the later edition less that in the earlier one."""
        return self.later.tasks - self.earlier.tasks

    @property
    def draft(self) -> bool:
        """Whether one of the two editions is a draft."""
        return self.earlier.draft or self.later.draft
