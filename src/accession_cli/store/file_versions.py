"""The versions that a registry's files have had, each read once, by git's name for its content."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from accession_cli.finding import Finding, Place, Severity
from accession_cli.gitstore.file_state import FileState
from accession_cli.gitstore.git import Git
from accession_cli.scheme.registry import Paper
from accession_cli.scheme.task import Task
from accession_cli.store import schema_check
from accession_cli.store.edition_files import name_of_year
from accession_cli.store.history_codes import FORGED
from accession_cli.store.layout_codes import OTHER_EDITION, STRAY, layout_finding
from accession_cli.store.record_names import ELSEWHERE, hidden, kind_of, limits_of
from accession_cli.store.record_yaml import RECORD_FROM
from accession_cli.store.registry_place import SCHEME
from accession_cli.store.schema_check import Kind
from accession_cli.yamlfile import reader
from accession_cli.yamlfile.canonical import KeyPath

PLAIN: Final = ("100644", "100755")
_SHA1_DIGITS: Final = 40
_AT_ONCE: Final = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What one content of one file says: a task, a paper, or the ``value`` of another kind.

    All are None where it is not sound, for which ``findings`` give the errors.
    """

    task: Task | None = None
    paper: Paper | None = None
    value: Mapping[str, Any] | None = None
    findings: tuple[Finding, ...] = ()


_NOT_READ: Final = Version()


class Versions:
    """Reads contents out of *git*, many at once, and remembers what they say."""

    def __init__(self, git: Git, prefix: str) -> None:
        self.git = git
        self.prefix = prefix
        self._data: dict[str, bytes] = {}
        self._read: dict[tuple[str, str], Version] = {}
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

    def version(self, name: str, state: FileState | None) -> Version:
        """What the file *name* says in *state*; of what this program does not read, nothing."""
        if state is None or state.mode not in PLAIN or not _content_matters(name):
            return _NOT_READ
        key = (name, state.blob)
        if key not in self._read:
            found = self._reading(name, self.data(name, state))
            if state.blob in self._forged:
                forged = layout_finding(FORGED, Place(self.prefix + name), what=state.blob)
                found = Version(findings=(*found.findings, forged))
            self._read[key] = found
        return self._read[key]

    def task(self, name: str, state: FileState | None) -> Task | None:
        """The task that the file *name* holds in *state*, where it can be read."""
        return self.version(name, state).task if kind_of(name) is Kind.TASK else None

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

    def _reading(self, name: str, data: bytes) -> Version:
        path, kind = self.prefix + name, kind_of(name)
        if kind is None:
            return Version(findings=(layout_finding(STRAY, Place(path)),))
        found = reader.read(data, path, limits_of(kind))
        errors = [one for one in found.findings if one.severity is Severity.ERROR]
        if found.parsed is None:
            return Version(findings=tuple(errors))
        value, place = found.parsed.value, found.parsed.place
        errors += schema_check.check(kind, value, place)
        if not errors and kind is Kind.EDITION and name != name_of_year(value["year"]):
            facts = {"name": name, "year": value["year"]}
            errors.append(layout_finding(OTHER_EDITION, place(("year",)), **facts))
        if errors:
            return Version(findings=tuple(errors))
        if kind not in RECORD_FROM:
            return Version(value=value)
        record = RECORD_FROM[kind](value)
        return Version(task=record) if isinstance(record, Task) else Version(paper=record)


def _content_matters(name: str) -> bool:
    return not hidden(name) and not name.startswith(ELSEWHERE)


def _name_of(data: bytes, digits: int) -> str:
    """Git's name for *data*, which is the hash of its length and itself."""
    made = hashlib.sha1 if digits == _SHA1_DIGITS else hashlib.sha256
    return made(b"blob %d\0" % len(data) + data).hexdigest()
