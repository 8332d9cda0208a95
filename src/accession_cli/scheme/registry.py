"""A registry that has been read: every value without faults, and the file it came from.

Records are named by number (``DL-2024-0001``, ``DL-A-2024-0001``) and have a state. A ``Step``
holds the difference of two states of a registry: the files that changed and the records in them.
``lacks`` says what is missing before the first task can be handed down.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from sys import intern
from typing import TYPE_CHECKING, Any, Final, Self, TypeAlias

from accession_cli.i18n import N_, _

if TYPE_CHECKING:
    from datetime import date

    from accession_cli.gitstore.commit import FileState
    from accession_cli.scheme.application import Application
    from accession_cli.scheme.calendar import Calendar
    from accession_cli.scheme.complaint import Complaint
    from accession_cli.scheme.district import Agency, Scheme, Subdistrict
    from accession_cli.scheme.evaluation import Evaluation
    from accession_cli.scheme.keys import SigningKey
    from accession_cli.scheme.law import Statutes
    from accession_cli.scheme.publication import Publication
    from accession_cli.scheme.task import Task


_PATTERN: Final = re.compile(r"([A-Z]{2,6})-(?:([AC])-)?([0-9]{4})-([0-9]{4,9})", re.ASCII)

TASK: Final = ""
APPLICATION: Final = "A"
COMPLAINT: Final = "C"


@dataclass(frozen=True, slots=True, order=True)
class RecordId:
    """A record's number: district prefix, kind, year of filing (of receipt) and serial.

    ``letter`` is "" for a task, "A" for an application, "C" for a complaint.
    Ids sort as numbers: year first, then serial.
    """

    year: int
    serial: int
    prefix: str
    letter: str = TASK

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an id as it is written; raise ``ValueError`` for anything else."""
        found = _PATTERN.fullmatch(text)
        if found is None:
            raise ValueError(text)
        prefix, letter = intern(found[1]), found[2] or TASK  # thousands of records share one prefix
        made = cls(prefix=prefix, letter=letter, year=int(found[3]), serial=int(found[4]))
        if made.serial == 0 or str(made) != text:  # one number has one spelling
            raise ValueError(text)
        return made

    def __str__(self) -> str:
        middle = f"{self.letter}-" if self.letter else ""
        return f"{self.prefix}-{middle}{self.year:04d}-{self.serial:04d}"


class ApplicationStatus(StrEnum):
    """The status of an application."""

    RECEIVED = "received"
    RETURNED = "returned"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    FILED = "filed"


class TaskStatus(StrEnum):
    """The status of a filed task. *Expired* is derived from the period, never stored."""

    ADMITTED = "admitted"
    RETIRED = "retired"


#: The words that people use for each status.
WORDS: Final[dict[str, str]] = {
    ApplicationStatus.RECEIVED: N_("received, to be decided"),
    ApplicationStatus.RETURNED: N_("returned for correction"),
    ApplicationStatus.APPROVED: N_("approved, to be filed"),
    ApplicationStatus.REFUSED: N_("refused"),
    ApplicationStatus.WITHDRAWN: N_("withdrawn"),
    ApplicationStatus.FILED: N_("filed"),
    TaskStatus.ADMITTED: N_("in force"),
    TaskStatus.RETIRED: N_("retired"),
}

NEXT_OF_APPLICATION: Final[dict[ApplicationStatus, frozenset[ApplicationStatus]]] = {
    ApplicationStatus.RECEIVED: frozenset(
        {
            ApplicationStatus.APPROVED,
            ApplicationStatus.RETURNED,
            ApplicationStatus.REFUSED,
            ApplicationStatus.WITHDRAWN,
        }
    ),
    ApplicationStatus.RETURNED: frozenset(
        {ApplicationStatus.RECEIVED, ApplicationStatus.WITHDRAWN}
    ),
    ApplicationStatus.APPROVED: frozenset({ApplicationStatus.FILED, ApplicationStatus.WITHDRAWN}),
    ApplicationStatus.REFUSED: frozenset(),
    ApplicationStatus.WITHDRAWN: frozenset(),
    ApplicationStatus.FILED: frozenset({ApplicationStatus.APPROVED}),  # its filing was undone
}

NEXT_OF_TASK: Final[dict[TaskStatus, frozenset[TaskStatus]]] = {
    TaskStatus.ADMITTED: frozenset({TaskStatus.RETIRED}),
    TaskStatus.RETIRED: frozenset(),
}


def reachable(status: ApplicationStatus) -> frozenset[ApplicationStatus]:
    """Every status that an application can reach from *status*, in one or several steps."""
    found: set[ApplicationStatus] = set()
    ahead = [status]
    while ahead:
        new = NEXT_OF_APPLICATION[ahead.pop()] - found
        found |= new
        ahead += new
    return frozenset(found)


#: Quoted, so that a reader of tasks does not import complaints and evaluations.
Record: TypeAlias = "Task | Application | Complaint | Evaluation"


@dataclass(frozen=True, slots=True)
class TaskFile:
    """A task and the file it was read from; ``path`` is like ``registry/tasks/2024/….yaml``."""

    path: str
    task: "Task"


@dataclass(frozen=True, slots=True)
class ApplicationFile:
    """An application and the file it was read from."""

    path: str
    application: "Application"


@dataclass(frozen=True, slots=True)
class ComplaintFile:
    """A complaint and the file it was read from."""

    path: str
    complaint: "Complaint"


@dataclass(frozen=True, slots=True)
class EvaluationFile:
    """An evaluation and the file it was read from."""

    path: str
    evaluation: "Evaluation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """All that the rules and the directory work on. Records are sorted by path.

    ``vocabulary`` has the district's own words, ``groups``, ``fillers`` and ``demands``, beside
    those that ship with the program; it may be empty. ``keys`` are those with which people sign.
    ``publication`` is there in a published copy, which has no applications and no complaints.
    """

    scheme: "Scheme"
    agencies: "Mapping[str, Agency]"
    subdistricts: "Mapping[str, Subdistrict]"
    statutes: "Statutes"
    calendar: "Calendar"
    tasks: tuple[TaskFile, ...]
    applications: tuple[ApplicationFile, ...] = ()
    complaints: tuple[ComplaintFile, ...] = ()
    evaluations: tuple[EvaluationFile, ...] = ()
    vocabulary: "Mapping[str, Any]" = field(default_factory=dict)
    keys: "tuple[SigningKey, ...]" = ()
    publication: "Publication | None" = None

    def subdistricts_of(self, task: "Task") -> tuple[str, ...] | None:
        """The codes of the subdistricts in which *task* is done; ``None`` means all."""
        communities = task.scope.communities
        if communities is None:
            return task.scope.subdistricts
        return tuple(
            code
            for code, place in self.subdistricts.items()
            if any(community in place.communities for community in communities)
        )

    def is_done_in(self, task: "Task", subdistrict: str) -> bool:
        """Whether *task* is done in the subdistrict with that code, or in a community of it."""
        codes = self.subdistricts_of(task)
        return codes is None or subdistrict in codes

    def named_on(self, day: "date") -> "Registry":
        """The same with the names that agencies and places had on *day*, and its profile."""
        agencies = {key: one.named_on(day) for key, one in self.agencies.items()}
        places = {code: place.named_on(day) for code, place in self.subdistricts.items()}
        return replace(self, scheme=self.scheme.on(day), agencies=agencies, subdistricts=places)

    def subdistrict_name(self, code: str) -> str:
        """The name of the subdistrict *code*; *code* itself when it is not known."""
        known = self.subdistricts.get(code)
        return known.name if known else code

    def agency_name(self, key: str) -> str:
        """The name of the agency *key*; *key* itself when it is not known."""
        known = self.agencies.get(key)
        return known.name if known else key


#: The highest serials that were given, by ``series_of`` their numbers.
Given: TypeAlias = Mapping[str, int]
Paper: TypeAlias = "Application | Complaint | Evaluation"
FileStates: TypeAlias = "Mapping[str, FileState]"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """A file that changed; ``name`` is below the registry's folder. ``None``: it is absent."""

    name: str
    path: str
    before: "FileState | None"
    after: "FileState | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordChange:
    """A task's record that changed, when both sides can be read. ``None``: the record is absent.

    ``schema`` is the version of the schema in which it was written before.
    """

    path: str
    before: "Task | None"
    after: "Task | None"
    schema: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperChange:
    """An application, complaint or evaluation that changed; see ``RecordChange``."""

    path: str
    before: "Paper | None"
    after: "Paper | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueChange:
    """What records are judged by, in a file that changed; ``None``: absent, or not to be read."""

    name: str
    path: str
    before: "Mapping[str, Any] | None"
    after: "Mapping[str, Any] | None"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The step from one state of a registry to a later one.

    ``beginning``: there was no registry before. ``single``: it is one commit and no merge.
    ``given`` has the highest serial given before, by ``series_of`` its number. ``task`` and
    ``application`` find a record as it is afterwards, ``applied`` the applications that tasks
    name; ``days_named`` has the days on which tasks were filed before that name an agency or a
    place by its key. ``rewritten`` are the paths of notices in which more changed than appended
    amendments. ``replaced`` are notices that are put in the place of others that the program knows.
    ``lowered`` are the paths of files whose schema went back, with both versions. ``values`` are
    profile, rosters, laws, notices and amendments. ``was_sample`` and ``is_sample``
    are the profile's ``sample`` before and after. ``before`` and ``after`` are all files of both
    states.
    """

    files: tuple[FileChange, ...]
    records: tuple[RecordChange, ...]
    beginning: bool
    single: bool
    given: "Given"
    task: "Callable[[RecordId], Task | None]"
    application: "Callable[[RecordId], Application | None]"
    applied: Callable[[], frozenset[RecordId]]
    days_named: "Callable[[str], tuple[date, ...]]"
    rewritten: tuple[str, ...]
    replaced: tuple[str, ...]
    lowered: tuple[tuple[str, int, int], ...]
    values: tuple[ValueChange, ...]
    was_sample: bool
    is_sample: bool
    papers: tuple[PaperChange, ...]
    before: FileStates
    after: FileStates

    @property
    def moved(self) -> dict[str, FileChange]:
        """Files that were renamed: each new file by its old name.

        A new file is the old one when it has the same content, or holds the task whose id was the
        old file's name.
        """
        came = [file for file in self.files if file.before is None and file.after is not None]
        by_blob = {file.after.blob: file for file in came if file.after is not None}
        tasks = {record.path: record for record in self.records}
        by_id = {
            str(tasks[file.path].after.id): file  # type: ignore[union-attr] # it is a new file
            for file in came
            if file.path in tasks and tasks[file.path].after is not None
        }
        found = {}
        for file in self.files:
            if file.before is None or file.after is not None:
                continue
            to = by_blob.get(file.before.blob) or by_id.get(stem_of(file.name))
            if to is not None:
                found[file.name] = to
        return found


def names_in(task: "Task") -> frozenset[str]:
    """The keys of the agencies and the codes of the places that *task* names."""
    scope = task.scope
    places = (*(scope.subdistricts or ()), *(scope.communities or ()))
    return frozenset({*task.agencies, *places, *(one.subdistrict for one in task.sections)})


def stem_of(name: str) -> str:
    """The last part of a file's name without its ending: the id of a record."""
    return name.rpartition("/")[2].removesuffix(".yaml")


def number_of(name: str, folders: tuple[str, ...]) -> RecordId | None:
    """The record's number in a file name, when the file is in one of *folders*; else ``None``."""
    if not name.endswith(".yaml") or not name.startswith(folders):
        return None
    try:
        return RecordId.parse(stem_of(name))
    except ValueError:
        return None


def series_of(number: RecordId) -> str:
    """What the numbers that are counted together begin with: ``DL-2024``, or ``DL-A-2024``."""
    return str(number).rpartition("-")[0]


def highest(names: "Mapping[str, object] | set[str]") -> dict[str, int]:
    """The highest serial among the files *names*, by ``series_of`` its number."""
    found: dict[str, int] = {}
    for name in names:
        number = number_of(name, NUMBERED)
        if number is not None:
            series = series_of(number)
            found[series] = max(found.get(series, 0), number.serial)
    return found


TASKS = ("tasks/",)
#: The folders of records that each have a number of their own.
NUMBERED = (*TASKS, "applications/", "complaints/")
RECORDS = (*NUMBERED, "evaluations/")
EDITIONS = "editions/"
#: Why what records are judged by was rewritten.
AMENDMENTS = "amendments.yaml"
#: What a published copy says of itself; no other registry has it.
PUBLICATION = "publication.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """One thing that is missing: ``says`` and ``hint`` are filled with ``facts``."""

    what: str
    says: str
    hint: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """What is missing, in the reader's language."""
        return _(self.says).format(**self.facts)

    @property
    def remedy(self) -> str:
        """What to do about it, in the reader's language."""
        return _(self.hint).format(**self.facts)


NO_AGENCIES: Final = Lack(
    what="agencies",
    says=N_("The list of agencies has only the bodies that decide, and nobody who applies."),
    hint=N_(
        "Fill in 部门.xlsx, which accession roster export writes, and run accession roster import."
    ),
)
NO_PLACES: Final = Lack(
    what="subdistricts",
    says=N_("The list of subdistricts is empty, so no task can be handed down to anybody."),
    hint=N_(
        "Fill in 街道社区.xlsx, which accession roster export writes,"
        " and run accession roster import."
    ),
)
_CLAUSES: Final = N_("Clauses whose number in the scheme nobody has confirmed: {count}.")
_CONFIRM: Final = N_(
    "Write under clauses in registry/scheme.yaml how your scheme numbers each; papers cite only"
    " these."
)


def only_deciding(registry: Registry) -> bool:
    """Whether the list of agencies has nobody but the bodies that decide."""
    return set(registry.agencies) <= {body.agency for body in registry.scheme.bodies.values()}


def lacks(registry: Registry) -> Iterator[Lack]:
    """What *registry* lacks, as long as no task of it was handed down; then nothing."""
    if any(file.task.dispatch for file in registry.tasks):
        return
    if only_deciding(registry):
        yield NO_AGENCIES
    if not registry.subdistricts:
        yield NO_PLACES
    unconfirmed = sum(printed is None for printed in registry.scheme.clauses.values())
    if unconfirmed:
        yield Lack(what="clauses", says=_CLAUSES, hint=_CONFIRM, facts={"count": unconfirmed})
