"""Read a whole registry: from the work tree, or from a commit's blobs.

``read_file`` reads one file by itself: whether it is in the dialect and fits its schema.
``RECORD_FROM`` makes a record from the value of a file that has passed its schema. Faults in single
files become findings; ``Loaded.unread`` lists the files with errors; ``opened`` gives what could be
read, for looking. ``packaged_negative_list`` gives the negative list that ships with the package.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from accession_cli import packaged as resources
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.finding import Code, Finding, Place, Severity
from accession_cli.i18n import N_
from accession_cli.registry import calendar, schemas
from accession_cli.registry.codes import (
    AMENDMENT_UNCLEAR,
    CLOCK_BEHIND,
    COPY_OF_OWN,
    FILE_MISSING,
    GIT_SETTINGS,
    NOT_IN_COPY,
    NOT_PLAIN,
    OTHER_EDITION,
    OTHER_YEAR,
    RULES_NOT_RUN,
    SLIP,
    STRAY,
)
from accession_cli.registry.files import (
    ATTRIBUTES,
    ELSEWHERE,
    FIXED,
    KEYS,
    SCHEME,
    Source,
    file_on_disk,
    files_on_disk,
    kind_of,
    limits_of,
    name_of_edition,
    prefix_of,
)
from accession_cli.registry.schemas import FileKind, upgraded
from accession_cli.scheme import district
from accession_cli.scheme.district import (
    EarlierScheme,
    NegativeEntry,
    NegativeKind,
    Scheme,
    StatutoryDuty,
)
from accession_cli.scheme.registry import (
    AMENDMENTS,
    PUBLICATION,
    ApplicationFile,
    ComplaintFile,
    EvaluationFile,
    Record,
    Registry,
    TaskFile,
)
from accession_cli.scheme.task import task_from
from accession_cli.yamlfile import canonical, codes, reader
from accession_cli.yamlfile.reader import Limits, Parsed

if TYPE_CHECKING:
    from accession_cli.scheme.application import Application
    from accession_cli.scheme.complaint import Complaint
    from accession_cli.scheme.directory_frozen import FrozenEdition
    from accession_cli.scheme.evaluation import Evaluation
    from accession_cli.scheme.keys import SigningKey
    from accession_cli.scheme.publication import Publication


def _application_from(data: Mapping[str, Any]) -> "Application":
    from accession_cli.scheme.application import application_from  # loaded where there are any

    return application_from(data)


def _complaint_from(data: Mapping[str, Any]) -> "Complaint":
    from accession_cli.scheme.complaint import complaint_from  # loaded where there are any

    return complaint_from(data)


def _keys_from(data: Mapping[str, Any]) -> "tuple[SigningKey, ...]":
    from accession_cli.scheme.keys import keys_from  # loaded where there are any

    return keys_from(data)


def _publication_from(data: Mapping[str, Any]) -> "Publication":
    from accession_cli.scheme.publication import publication_from  # loaded in a copy

    return publication_from(data)


def _evaluation_from(data: Mapping[str, Any]) -> "Evaluation":
    from accession_cli.scheme.evaluation import evaluation_from  # loaded where there are any

    return evaluation_from(data)


RECORD_FROM: Final[Mapping[FileKind, Callable[[Mapping[str, Any]], Record]]] = {
    FileKind.TASK: task_from,
    FileKind.APPLICATION: _application_from,
    FileKind.COMPLAINT: _complaint_from,
    FileKind.EVALUATION: _evaluation_from,
}


NOT_CANONICAL: Final = "Y190"
_IN_NO_COPY: Final = frozenset({FileKind.APPLICATION, FileKind.COMPLAINT, FileKind.KEYS})


def no_record(name: str) -> Code:
    """What is said of the file *name*, which is no record."""
    return GIT_SETTINGS if name.endswith(f"/{ATTRIBUTES}") else STRAY


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRead:
    """What one file says, without regard to other files.

    ``parsed`` is None when the file could not be read. ``value`` is what it says in the newest
    version, None when it is not sound. ``record`` is the record made of ``value``, None for kinds
    of files that are no records.
    """

    findings: tuple[Finding, ...]
    parsed: Parsed | None = None
    value: dict[str, Any] | None = None
    record: "Record | None" = None


def read_file(kind: FileKind, name: str, data: bytes, path: str, limits: Limits) -> FileRead:
    """Read *data*, the bytes of the file *name* below a registry, shown to people as *path*."""
    found = reader.read(data, path, limits, schemas.order_in(kind, data))
    parsed = found.parsed
    if parsed is None:
        return FileRead(findings=found.findings)
    wrong = schemas.check_schema(kind, parsed.value, parsed.place)
    if wrong:
        return FileRead(findings=(*found.findings, *wrong), parsed=parsed)
    value = upgraded(kind, parsed.value)
    return FileRead(
        findings=(*found.findings, *_slips(kind, name, parsed), *_form(kind, parsed, found)),
        parsed=parsed,
        value=value,
        record=RECORD_FROM[kind](value) if kind in RECORD_FROM else None,
    )


def _slips(kind: FileKind, name: str, parsed: Parsed) -> Iterator[Finding]:
    """Faults that no schema shows: a name with another year, amendments of a notice that clash."""
    if kind is FileKind.CALENDAR:
        yield from _notice_faults(parsed, name)
    if kind is FileKind.EDITION and name != name_of_edition(parsed.value["year"]):
        year = parsed.value["year"]
        yield OTHER_EDITION.at(parsed.place(("year",)), name=name, year=year)


def _notice_faults(parsed: Parsed, name: str) -> Iterator[Finding]:
    year = parsed.value["year"]
    if name != f"calendar/{year}.yaml":
        yield OTHER_YEAR.at(parsed.place(("year",)), name=name, year=year)
    for fault in calendar.amendment_faults(parsed.value):
        yield replace(SLIP, says=fault.says).at(Place(parsed.path), **fault.facts)


def _form(kind: FileKind, parsed: Parsed, found: reader.Reading) -> Iterator[Finding]:
    """A finding if a file without other findings is not in canonical form."""
    if found.findings or parsed.canonical:
        return
    order = schemas.key_order(kind, schemas.older(kind, parsed.value))
    if not canonical.is_canonical(parsed.text, parsed.value, order):
        yield codes.BY_CODE[NOT_CANONICAL].at(Place(parsed.path))


F = TypeVar("F", TaskFile, ApplicationFile, ComplaintFile, EvaluationFile)


class ProfileUnusable(Refused):
    """The district's profile, which everything depends on, is missing or wrong."""

    refusal = Refusal(
        N_("{path} is missing or cannot be used, and everything rests on it."),
        N_("Run accession validate to see what is wrong with it, and mend it first."),
        Exit.UNREADABLE,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A registry as it was read.

    ``registry`` is None when a file that everything depends on cannot be used. ``documents`` holds
    each file that could be read, by its path (``prefix`` + name), to find places in; ``paths``
    names every file that was checked. ``frozen`` has the values of the editions' files, the oldest
    first; ``sources`` are all files as they were given, readable or not.
    """

    prefix: str
    registry: Registry | None
    findings: tuple[Finding, ...]
    paths: tuple[str, ...]
    documents: Mapping[str, Parsed]
    frozen: tuple[Mapping[str, Any], ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def editions(self) -> "tuple[FrozenEdition, ...]":
        """The frozen editions, the oldest first."""
        from accession_cli.registry.versions import edition_from  # seldom needed

        return tuple(map(edition_from, self.frozen))

    @property
    def unread(self) -> tuple[str, ...]:
        """The checked files that have errors, so that nothing was made of them."""
        wrong = {f.place.path for f in self.findings if f.severity is Severity.ERROR}
        return tuple(sorted(wrong.intersection(self.paths)))

    @property
    def unusable(self) -> str:
        """The file because of which ``registry`` is None: the first that everything depends on."""
        wrong = (f.place.path for f in self.findings if f.code == RULES_NOT_RUN.code)
        return next(wrong, self.prefix + SCHEME)

    def place(self, path: str, key: tuple[str | int, ...] = ()) -> Place:
        """The place of *key* in the file at *path*; the file's first line if it was not read."""
        document = self.documents.get(path)
        return document.place(key) if document else Place(path)


def load_registry(folder: Path) -> Loaded:
    """Read the registry in *folder* from the work tree."""
    return read_registry(files_on_disk(folder), prefix_of(folder))


def read_registry(sources: Iterable[Source], prefix: str) -> Loaded:
    """Read a registry from its files; faults in single files become findings."""
    return Reader(prefix).read(sources)


class Reader:
    """Reads one registry repeatedly, but never the same file with the same bytes twice.

    A landing reads the registry as it is and as it would become, and again each time the trunk has
    moved; all but a few files are the same each time. A reader lives as long as one command.
    """

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self._known: dict[Source, FileRead] = {}

    def read(self, sources: Iterable[Source]) -> Loaded:
        """Read the registry from *sources*, as ``read_registry`` does."""
        reading = _Reading(self.prefix, self._known)
        for source in sources:
            reading.take(source)
        return reading.done()

    def profile(self, source: Source) -> Scheme | None:
        """The district's profile in *source*; None when it cannot be used."""
        value = _read_once(self._known, self.prefix, FileKind.SCHEME, source).value
        return district.scheme_from(value) if value else None


def _read_once(
    known: dict[Source, FileRead], prefix: str, kind: FileKind, source: Source
) -> FileRead:
    """What *source* says, which is kept in *known*."""
    if source not in known:
        path, data = prefix + source.name, source.data or b""
        known[source] = read_file(kind, source.name, data, path, limits_of(kind))
    return known[source]


def scheme_of(sources: Iterable[Source], prefix: str) -> Scheme:
    """The profile alone, from a registry's files; raises ``ProfileUnusable``."""
    for source in sources:
        if source.name == SCHEME and source.data is not None:
            path = prefix + SCHEME
            found = reader.read(source.data, path)
            if found.parsed is None:
                raise ProfileUnusable(path=path)
            if schemas.check_schema(FileKind.SCHEME, found.parsed.value, found.parsed.place):
                raise ProfileUnusable(path=path)
            return district.scheme_from(upgraded(FileKind.SCHEME, found.parsed.value))
    raise ProfileUnusable(path=prefix + SCHEME)


class _Reading:
    """Collects what the files hold while one registry is read."""

    def __init__(self, prefix: str, known: dict[Source, FileRead]) -> None:
        self.prefix = prefix
        self._known = known
        self.findings: list[Finding] = []
        self.documents: dict[str, Parsed] = {}
        self.values: dict[str, dict[str, Any]] = {}  # sound ones only, by name
        self.records: dict[str, Record] = {}
        self.names: set[str] = set()
        self.sources: list[Source] = []
        self.paths: list[str] = []

    def take(self, source: Source) -> None:
        self.names.add(source.name)
        self.sources.append(source)
        path = self.prefix + source.name
        if source.data is None:
            self.findings.append(NOT_PLAIN.at(Place(path)))
        elif not source.name.startswith(ELSEWHERE):
            kind = kind_of(source.name)
            if kind is None:
                self.findings.append(no_record(source.name).at(Place(path)))
            else:
                self._check(kind, source)

    def _check(self, kind: FileKind, source: Source) -> None:
        path = self.prefix + source.name
        self.paths.append(path)
        read = _read_once(self._known, self.prefix, kind, source)
        self.findings += read.findings
        if read.parsed is not None:
            self.documents[path] = read.parsed
        if read.value is not None:
            self.values[source.name] = read.value
        if read.record is not None:
            self.records[source.name] = read.record

    def done(self) -> Loaded:
        for name in FIXED:
            if name not in self.names:
                self.findings.append(FILE_MISSING.at(Place(self.prefix + name), name=name))
        self._look_at_copy()
        return Loaded(
            prefix=self.prefix,
            registry=self._registry(),
            findings=tuple(self.findings),
            paths=tuple(self.paths),
            documents=self.documents,
            sources=tuple(self.sources),
            frozen=tuple(
                value
                for name, value in sorted(self.values.items())
                if kind_of(name) is FileKind.EDITION and name == name_of_edition(value["year"])
            ),
        )

    def _look_at_copy(self) -> None:
        """Say what a published copy lacks, and that a registry of its own is none."""
        made = self.values.get(PUBLICATION)
        if made is None:
            return
        own = next((name for name in sorted(self.names) if kind_of(name) in _IN_NO_COPY), None)
        if own is not None:
            place = Place(self.prefix + PUBLICATION)
            self.findings.append(COPY_OF_OWN.at(place, name=PUBLICATION, other=own))
        for name in made["left_out"]:
            path = self.prefix + name
            self.paths.append(path)
            self.findings.append(NOT_IN_COPY.at(Place(path), name=name))

    def _registry(self) -> Registry | None:
        unusable = [name for name in FIXED if name not in self.values]
        for name in unusable:
            self.findings.append(RULES_NOT_RUN.at(Place(self.prefix + name), name=name))
        if unusable:
            return None
        overrides = [
            value
            for name, value in sorted(self.values.items())
            if kind_of(name) is FileKind.CALENDAR
        ]
        return Registry(
            scheme=self._scheme(),
            agencies=district.agencies_from(self.values["agencies.yaml"]),
            subdistricts=district.subdistricts_from(self.values["subdistricts.yaml"]),
            statutes=district.statutes_from(self.values["statutes.yaml"]),
            calendar=calendar.calendar_from(overrides),
            tasks=self._of(FileKind.TASK, TaskFile),
            applications=self._of(FileKind.APPLICATION, ApplicationFile),
            complaints=self._of(FileKind.COMPLAINT, ComplaintFile),
            evaluations=self._of(FileKind.EVALUATION, EvaluationFile),
            vocabulary=self.values.get("vocabulary.yaml", {}),
            keys=_keys_from(self.values[KEYS]) if KEYS in self.values else (),
            publication=_publication_from(self.values[PUBLICATION])
            if PUBLICATION in self.values
            else None,
        )

    def _scheme(self) -> Scheme:
        """The profile, with those that held before its amendments."""
        data, earlier = self.values[SCHEME], list[EarlierScheme]()
        if AMENDMENTS not in self.values:
            return district.scheme_from(data)
        from accession_cli.scheme.foundations import earlier_profiles  # seldom needed

        made = self.values[AMENDMENTS]["amendments"]
        place = Place(self.prefix + AMENDMENTS)
        for day, before in earlier_profiles(data, made):
            if schemas.check_schema(FileKind.SCHEME, before, lambda _key: place):
                self.findings.append(AMENDMENT_UNCLEAR.at(place, day=day))
                continue
            scheme = district.scheme_from(before, tuple(earlier))
            earlier.append(EarlierScheme(until=date.fromisoformat(day), scheme=scheme))
        return district.scheme_from(data, tuple(earlier))

    def _of(self, kind: FileKind, filed: Callable[[str, Any], F]) -> tuple[F, ...]:
        """Every sound record of *kind* with its path, wrapped by *filed*; sorted by name."""
        return tuple(
            filed(self.prefix + name, record)
            for name, record in sorted(self.records.items())
            if kind_of(name) is kind
        )


@cache
def packaged_negative_list() -> tuple[NegativeEntry, ...]:
    """The entries of the packaged negative list, in the order of the file."""
    rows = csv.DictReader(io.StringIO(resources.text("data", "negative_list.csv")))
    return tuple(
        NegativeEntry(NegativeKind(row["kind"]), row["subject"], row["source"]) for row in rows
    )


@cache
def packaged_duties() -> tuple[StatutoryDuty, ...]:
    """The duties that statutes lay on residents' committees, in the order of the file."""
    rows = csv.DictReader(io.StringIO(resources.text("data", "statutory_duties.csv")))
    return tuple(
        StatutoryDuty(tuple(row["words"].split(";")), row["law"], row["article"], row["says"])
        for row in rows
    )


@cache
def packaged_vocabulary() -> Mapping[str, Any]:
    """The words by which people ask about tasks; ``scheme/question_index.py`` uses them."""
    words: dict[str, Any] = json.loads(resources.text("data", "vocabulary.json"))
    return words


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A registry from the work tree; ``unread`` are the files that cannot be used."""

    registry: Registry
    unread: tuple[str, ...]


#: A copy lacks what documents of the register show, and none is not zero.
NOT_FROM_COPY: Final = Refusal(
    N_(
        "This is a published copy: applications, complaints, evaluations and opinions are not in"
        " it, so this is not made of it."
    ),
    N_("Make it of the district's own register, or ask the district for it."),
)


def of_register(known: Registry) -> Registry:
    """*known*, which is no published copy; raises ``NOT_FROM_COPY``."""
    if known.publication is not None:
        raise NOT_FROM_COPY()
    return known


def profile(folder: Path) -> Scheme:
    """The district's profile alone."""
    return scheme_of([file_on_disk(folder, SCHEME)], prefix_of(folder))


def opened(folder: Path) -> Opened:
    """The registry in *folder*; raises ``ProfileUnusable``."""
    return usable(load_registry(folder))


def usable(loaded: Loaded) -> Opened:
    """The registry that was read, for looking; raises ``ProfileUnusable``."""
    if loaded.registry is None:
        raise ProfileUnusable(path=loaded.unusable)
    wrong = {f.place.path for f in loaded.findings if f.severity is Severity.ERROR}
    return Opened(registry=loaded.registry, unread=tuple(sorted(wrong)))


def clock_behind(newest: date | None, today: date, path: str) -> list[Finding]:
    """The finding, at *path*, that *today* is before the day *newest* of the newest commit."""
    if newest is None or newest <= today:
        return []
    return [CLOCK_BEHIND.at(Place(path), today=today, newest=newest)]
