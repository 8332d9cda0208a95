"""Read the versions that files have had, and what lies between two states of a registry.

Each content is read once, by git's name for it. ``step`` gives a change as the rules over changes
see it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from accession_cli.finding import Finding, KeyPath, Place, Severity
from accession_cli.gitstore.file_state import FileState
from accession_cli.gitstore.git import Git
from accession_cli.registry import schemas
from accession_cli.registry.calendar import only_appended
from accession_cli.registry.codes import (
    FORGED,
    NOT_COMPARED,
    NOT_ORDINARY,
    NOT_PLAIN,
    OTHER_EDITION,
    STRAY,
    TWINS,
)
from accession_cli.registry.directory import name_of_year
from accession_cli.registry.names import ELSEWHERE, SCHEME, hidden, kind_of, limits_of, name_of_task
from accession_cli.registry.reading import RECORD_FROM
from accession_cli.registry.schemas import FileKind
from accession_cli.scheme.ids import RecordId
from accession_cli.scheme.registry import FileChange, Paper, PaperChange, RecordChange, Step
from accession_cli.scheme.task import Task
from accession_cli.yamlfile import reader

PLAIN: Final = ("100644", "100755")
_SHA1_DIGITS: Final = 40
_AT_ONCE: Final = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FileVersion:
    """What one content of one file says: a task, a paper, or the ``value`` of another kind.

    All are None where it is not sound, for which ``findings`` give the errors.
    """

    task: Task | None = None
    paper: Paper | None = None
    value: Mapping[str, Any] | None = None
    findings: tuple[Finding, ...] = ()


_NOT_READ: Final = FileVersion()


class FileVersions:
    """Reads contents out of *git*, many at once, and remembers what they say."""

    def __init__(self, git: Git, prefix: str) -> None:
        self.git = git
        self.prefix = prefix
        self._data: dict[str, bytes] = {}
        self._read: dict[tuple[str, str], FileVersion] = {}
        self._samples: dict[str, bool] = {}
        self._forged: set[str] = set()

    def fetch(self, files: Iterable[tuple[str, FileState | None]]) -> None:
        """Have the contents of *files*, (name, state), at hand: by one process for thousands."""
        wanted = {
            state.blob
            for name, state in files
            if state and state.mode in PLAIN and _content_matters(name)
        } - self._data.keys()
        ordered = sorted(wanted)
        for start in range(0, len(ordered), _AT_ONCE):
            some = ordered[start : start + _AT_ONCE]
            for sha, data in zip(some, self.git.blobs(some), strict=True):
                self._data[sha] = data
                if _name_of(data, len(sha)) != sha:
                    self._forged.add(sha)

    def data(self, name: str, state: FileState) -> bytes:
        """The bytes of a plain file."""
        if state.blob not in self._data:
            self.fetch([(name, state)])
        return self._data[state.blob]

    def version(self, name: str, state: FileState | None) -> FileVersion:
        """What the file *name* says in *state*; of what this program does not read, nothing."""
        if state is None or state.mode not in PLAIN or not _content_matters(name):
            return _NOT_READ
        key = (name, state.blob)
        if key not in self._read:
            found = self._reading(name, self.data(name, state))
            if state.blob in self._forged:
                forged = FORGED.at(Place(self.prefix + name), what=state.blob)
                found = FileVersion(findings=(*found.findings, forged))
            self._read[key] = found
        return self._read[key]

    def task(self, name: str, state: FileState | None) -> Task | None:
        """The task that the file *name* holds in *state*, where it can be read."""
        return self.version(name, state).task if kind_of(name) is FileKind.TASK else None

    def paper(self, name: str, state: FileState | None) -> Paper | None:
        """The application, complaint or evaluation in the file *name*, where it can be read."""
        return self.version(name, state).paper

    def record(self, name: str, state: FileState | None) -> Task | Paper | None:
        """The record in the file *name*, whatever its kind, where it can be read."""
        found = self.version(name, state)
        return found.task or found.paper

    def place(self, name: str, state: FileState | None, key: KeyPath) -> Place:
        """Where *key* stands in the file; its first line where it cannot be read."""
        path, kind = self.prefix + name, kind_of(name)
        if state is None or state.mode not in PLAIN or kind is None:
            return Place(path)
        parsed = reader.read(self.data(name, state), path, limits_of(kind)).parsed
        return parsed.place(key) if parsed else Place(path)

    def sample(self, files: Mapping[str, FileState]) -> bool:
        """Whether the profile among *files* calls the registry a sample, sound or not."""
        state = files.get(SCHEME)
        if state is None or state.mode not in PLAIN:
            return False
        if state.blob not in self._samples:
            parsed = reader.read(self.data(SCHEME, state), SCHEME).parsed
            self._samples[state.blob] = parsed is not None and parsed.value.get("sample") is True
        return self._samples[state.blob]

    def forget(self) -> None:
        """Drop the bytes, which have been read; what they say is kept."""
        self._data.clear()

    def _reading(self, name: str, data: bytes) -> FileVersion:
        path, kind = self.prefix + name, kind_of(name)
        if kind is None:
            return FileVersion(findings=(STRAY.at(Place(path)),))
        found = reader.read(data, path, limits_of(kind))
        errors = [one for one in found.findings if one.severity is Severity.ERROR]
        if found.parsed is None:
            return FileVersion(findings=tuple(errors))
        value, place = found.parsed.value, found.parsed.place
        errors += schemas.check_schema(kind, value, place)
        if not errors and kind is FileKind.EDITION and name != name_of_year(value["year"]):
            facts = {"name": name, "year": value["year"]}
            errors.append(OTHER_EDITION.at(place(("year",)), **facts))
        if errors:
            return FileVersion(findings=tuple(errors))
        if kind not in RECORD_FROM:
            return FileVersion(value=value)
        record = RECORD_FROM[kind](value)
        return FileVersion(task=record) if isinstance(record, Task) else FileVersion(paper=record)


def _content_matters(name: str) -> bool:
    return not hidden(name) and not name.startswith(ELSEWHERE)


def _name_of(data: bytes, digits: int) -> str:
    """Git's name for *data*, which is the hash of its length and itself."""
    made = hashlib.sha1 if digits == _SHA1_DIGITS else hashlib.sha256
    return made(b"blob %d\0" % len(data) + data).hexdigest()


_ORDINARY: Final = "100644"
_PAPERS: Final = frozenset({FileKind.APPLICATION, FileKind.COMPLAINT, FileKind.EVALUATION})

FileStates = Mapping[str, FileState]


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """Two states of a registry's files, by name, and which of them may differ.

    ``earlier`` names the commit that ``before`` is of, for messages.
    """

    before: FileStates
    after: FileStates
    names: tuple[str, ...]
    given: Mapping[tuple[str, int], int]
    single: bool
    earlier: str

    @property
    def files(self) -> Iterator[tuple[str, FileState | None, FileState | None]]:
        """The files that differ, as they were and as they are."""
        for name in self.names:
            was, is_ = self.before.get(name), self.after.get(name)
            if was != is_ and not hidden(name):
                yield name, was, is_


def between(
    before: FileStates, after: FileStates, given: Mapping[tuple[str, int], int], earlier: str
) -> Between:
    """All that may differ from *before* to *after*, several commits later."""
    names = tuple(sorted({*before, *after}))
    return Between(
        before=before, after=after, names=names, given=given, single=False, earlier=earlier
    )


def step(made: Between, versions: FileVersions) -> Step:
    """The values that the rules over changes are held against."""
    files = tuple(
        FileChange(name=name, path=versions.prefix + name, before=was, after=is_)
        for name, was, is_ in made.files
    )

    def task(number: RecordId) -> Task | None:
        name = name_of_task(number)
        return versions.task(name, made.after.get(name))

    return Step(
        files=files,
        records=tuple(_records(files, versions)),
        beginning=SCHEME not in made.before,
        single=made.single,
        given=made.given,
        task=task,
        rewritten=tuple(_rewritten(files, versions)),
        was_sample=versions.sample(made.before),
        is_sample=versions.sample(made.after),
        papers=tuple(_papers(files, versions)),
    )


def _records(files: Iterable[FileChange], versions: FileVersions) -> Iterator[RecordChange]:
    for file in files:
        before = versions.task(file.name, file.before)
        after = versions.task(file.name, file.after)
        unread = (file.before and not before) or (file.after and not after)
        if kind_of(file.name) is FileKind.TASK and not unread:
            yield RecordChange(path=file.path, before=before, after=after)


def _papers(files: Iterable[FileChange], versions: FileVersions) -> Iterator[PaperChange]:
    for file in files:
        before = versions.paper(file.name, file.before)
        after = versions.paper(file.name, file.after)
        unread = (file.before and not before) or (file.after and not after)
        if kind_of(file.name) in _PAPERS and not unread:
            yield PaperChange(path=file.path, before=before, after=after)


def _rewritten(files: Iterable[FileChange], versions: FileVersions) -> Iterator[str]:
    for file in files:
        if kind_of(file.name) is FileKind.CALENDAR and file.before and file.after:
            known = versions.version(file.name, file.before).value
            data = versions.version(file.name, file.after).value
            if known is not None and data is not None and not only_appended(known, data):
                yield file.path


def unread_findings(made: Between, versions: FileVersions, later: str = "") -> Iterator[Finding]:
    """A record of which one side cannot be read was not compared, and that is said.

    Of the later side only where *later* names its commit: elsewhere its own faults are told.
    """
    for name, was, is_ in made.files:
        if kind_of(name) not in {FileKind.TASK, *_PAPERS} or was is None:
            continue
        path = versions.prefix + name
        if is_ is not None and versions.record(name, was) is None:
            yield NOT_COMPARED.at(Place(path), commit=made.earlier, path=path)
        elif later and is_ is not None and versions.record(name, is_) is None:
            yield NOT_COMPARED.at(Place(path), commit=later, path=path)


def form_findings(made: Between, versions: FileVersions) -> Iterator[Finding]:
    """What is wrong with how the files that came or changed are recorded and written."""
    yield from misrecorded(made, versions.prefix)
    for name, _was, is_ in made.files:
        yield from versions.version(name, is_).findings


def misrecorded(made: Between, prefix: str) -> Iterator[Finding]:
    """Files that came or changed and are not plain files for git, or are another one's twin."""
    new = [name for name, was, _is in made.files if was is None and kind_of(name) is None]
    twins = _by_fold(made.after) if new else {}  # of names that are right no two are twins
    for name, _was, is_ in made.files:
        if is_ is None:
            continue
        path = prefix + name
        if is_.mode not in PLAIN:
            yield NOT_PLAIN.at(Place(path))
        elif is_.mode != _ORDINARY:
            yield NOT_ORDINARY.at(Place(path), mode=is_.mode, path=path)
        others = [other for other in twins.get(_fold(name), ()) if other != name]
        if name in new and others:
            yield TWINS.at(Place(path), name=name, other=others[0])


def _by_fold(files: FileStates) -> dict[str, list[str]]:
    folded: dict[str, list[str]] = {}
    for name in files:
        folded.setdefault(_fold(name), []).append(name)
    return folded


def _fold(name: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFC", name).casefold()
