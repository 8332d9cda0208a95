"""Read earlier versions of files and frozen editions, and compare two states of a registry.

Each content is read once; its key is git's name for it. ``step`` makes the ``Step`` that the rules
over changes check. A frozen edition, ``editions/<year>.yaml``, is written once and never changed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from accession_cli.finding import Finding, KeyPath, Place, Severity
from accession_cli.gitstore.commit import FileState, blob_name
from accession_cli.gitstore.git import Git
from accession_cli.registry import schemas
from accession_cli.registry.calendar import differs_from_packaged, only_appended
from accession_cli.registry.codes import NOT_ORDINARY, NOT_PLAIN, OTHER_EDITION, TWINS
from accession_cli.registry.files import (
    EDITIONS,
    ELSEWHERE,
    SCHEME,
    hidden,
    kind_of,
    limits_of,
    most_bytes,
    name_of_application,
    name_of_edition,
    name_of_task,
)
from accession_cli.registry.history_codes import FORGED, NOT_COMPARED
from accession_cli.registry.reading import RECORD_FROM, no_record
from accession_cli.registry.schemas import FileKind, upgraded
from accession_cli.scheme.application import Application
from accession_cli.scheme.directory_frozen import FrozenEdition
from accession_cli.scheme.fields import form_of, newest
from accession_cli.scheme.registry import (
    TASKS,
    FileChange,
    FileStates,
    Given,
    Paper,
    PaperChange,
    RecordChange,
    RecordId,
    Step,
    ValueChange,
    names_in,
)
from accession_cli.scheme.task import Task
from accession_cli.yamlfile import reader

_FORM: Final = form_of(FrozenEdition)
_EDITOR_HINT: Final = "yaml-language-server: $schema=../../schemas/edition_file.schema.json"


def edition_from(data: Mapping[str, Any]) -> FrozenEdition:
    """The frozen edition in *data*, the value of a file that has passed its schema."""
    return _FORM.load({**data, "workshop": data})


def edition_text(frozen: FrozenEdition) -> str:
    """The canonical text of the file for *frozen*."""
    from accession_cli.yamlfile import editor  # the writing side of YAML loads slowly

    data = _FORM.dump(frozen)
    made_with = data.pop("workshop")
    return editor.new_text(
        {"schema": newest(FileKind.EDITION), **data, **made_with},
        comment=_EDITOR_HINT,
        order=schemas.key_order(FileKind.EDITION),
    )


def newest_records(git: "Git", commit: str, folder: str) -> str | None:
    """The newest commit up to *commit* that touches the registry in *folder*, except its editions.

    Editions are left out so that an edition does not depend on whether another was frozen before
    it. None if there is no such commit.
    """
    here = f":(top,literal){folder}" if folder else ":(top)"
    below = f"{folder}/" if folder else ""
    found = git.run(
        *("rev-list", "-1", commit, "--", here, f":(top,exclude,literal){below}{EDITIONS}"),
        variables={"GIT_LITERAL_PATHSPECS": "0"},
    )
    return found.line or None


def record_blobs(git: "Git", commit: str, below: str) -> dict[str, str]:
    """Git's blob names of the tasks' files in *commit*, by the tasks' ids."""
    tasks = f"{below}/tasks" if below else "tasks"
    return {
        entry.path.rpartition("/")[2].removesuffix(".yaml"): entry.sha
        for entry in git.entries_at(commit, tasks)
    }


PLAIN: Final = ("100644", "100755")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileVersion:
    """What one content of one file says: a task, a paper, or for other kinds a ``value``.

    All three are None when the content is not sound; ``findings`` then has the errors. ``schema``
    is the version of its schema in which it is written.
    """

    task: Task | None = None
    paper: "Paper | None" = None
    value: Mapping[str, Any] | None = None
    findings: tuple[Finding, ...] = ()
    schema: int = 1


_NOT_READ: Final = FileVersion()


class FileVersions:
    """Reads contents from *git*, many at once, and remembers what they say."""

    def __init__(self, git: Git, prefix: str) -> None:
        self.git = git
        self.prefix = prefix
        self._data: dict[str, bytes] = {}
        self._read: dict[tuple[str, str], FileVersion] = {}
        self._samples: dict[str, bool] = {}
        self._forged: set[str] = set()

    def fetch(self, files: Iterable[tuple[str, FileState | None]]) -> None:
        """Load the contents of *files*, (name, state), thousands of them with one git process."""
        wanted: dict[str, int] = {}
        for name, state in files:
            if state and state.mode in PLAIN and _content_matters(name):
                sha = state.blob
                if sha not in self._data:
                    wanted[sha] = max(wanted.get(sha, 0), most_bytes(name))
        for sha, data in self.git.limited(dict(sorted(wanted.items()))):
            self._data[sha] = data
            if len(data) <= wanted[sha] and blob_name(data, len(sha)) != sha:
                self._forged.add(sha)

    def data(self, name: str, state: FileState) -> bytes:
        """The bytes of the plain file *name* in *state*."""
        if state.blob not in self._data:
            self.fetch([(name, state)])
        return self._data[state.blob]

    def version(self, name: str, state: FileState | None) -> FileVersion:
        """What the file *name* says in *state*; an empty ``FileVersion`` for a file not read."""
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
        """The task in the file *name* in *state*; None if there is none that can be read."""
        return self.version(name, state).task if kind_of(name) is FileKind.TASK else None

    def paper(self, name: str, state: FileState | None) -> "Paper | None":
        """The application, complaint or evaluation in the file *name*; None if it is unreadable."""
        return self.version(name, state).paper

    def record(self, name: str, state: FileState | None) -> "Task | Paper | None":
        """The record of any kind in the file *name*; None if it cannot be read."""
        found = self.version(name, state)
        return found.task or found.paper

    def place(self, name: str, state: FileState | None, key: KeyPath) -> Place:
        """The place of *key* in the file; its first line if the file cannot be read."""
        path, kind = self.prefix + name, kind_of(name)
        if state is None or state.mode not in PLAIN or kind is None:
            return Place(path)
        parsed = reader.read(self.data(name, state), path, limits_of(kind)).parsed
        return parsed.place(key) if parsed else Place(path)

    def sample(self, files: Mapping[str, FileState]) -> bool:
        """Whether the profile among *files* says ``sample: true``, even if it is not sound."""
        state = files.get(SCHEME)
        if state is None or state.mode not in PLAIN:
            return False
        if state.blob not in self._samples:
            parsed = reader.read(self.data(SCHEME, state), SCHEME).parsed
            self._samples[state.blob] = parsed is not None and parsed.value.get("sample") is True
        return self._samples[state.blob]

    def forget(self) -> None:
        """Drop the bytes; what they say is kept."""
        self._data.clear()

    def _reading(self, name: str, data: bytes) -> FileVersion:
        path, kind = self.prefix + name, kind_of(name)
        if kind is None:
            return FileVersion(findings=(no_record(name).at(Place(path)),))
        found = reader.read(data, path, limits_of(kind))
        errors = [one for one in found.findings if one.severity is Severity.ERROR]
        if found.parsed is None:
            return FileVersion(findings=tuple(errors))
        value, place = found.parsed.value, found.parsed.place
        errors += schemas.check_schema(kind, value, place)
        if not errors and kind is FileKind.EDITION and name != name_of_edition(value["year"]):
            facts = {"name": name, "year": value["year"]}
            errors.append(OTHER_EDITION.at(place(("year",)), **facts))
        if errors:
            return FileVersion(findings=tuple(errors))
        written, value = value["schema"], upgraded(kind, value)
        if kind not in RECORD_FROM:
            return FileVersion(value=value, schema=written)
        record = RECORD_FROM[kind](value)
        if isinstance(record, Task):
            return FileVersion(task=record, schema=written)
        return FileVersion(paper=record, schema=written)


def _content_matters(name: str) -> bool:
    return not hidden(name) and not name.startswith(ELSEWHERE)


_ORDINARY: Final = "100644"
_RECORDS: Final = frozenset(
    {FileKind.TASK, FileKind.APPLICATION, FileKind.COMPLAINT, FileKind.EVALUATION}
)
_FOUNDATIONS: Final = frozenset(
    {
        *(FileKind.SCHEME, FileKind.AGENCIES, FileKind.SUBDISTRICTS, FileKind.STATUTES),
        *(FileKind.CALENDAR, FileKind.AMENDMENTS),
    }
)


def is_foundation(name: str) -> bool:
    """Whether records are judged by the file *name*: profile, rosters, laws, notices."""
    return kind_of(name) in _FOUNDATIONS


def step(
    versions: FileVersions,
    before: FileStates,
    after: FileStates,
    given: Given,
    *,
    names: Iterable[str] | None = None,
    single: bool = False,
) -> Step:
    """The step from *before* to *after*; only *names* can have changed, or any file if None."""
    files = file_changes(before, after, versions.prefix, names)

    def task(number: RecordId) -> Task | None:
        name = name_of_task(number)
        return versions.task(name, after.get(name))

    def application(number: RecordId) -> Application | None:
        name = name_of_application(number)
        found = versions.paper(name, after.get(name))
        return found if isinstance(found, Application) else None

    def applied() -> frozenset[RecordId]:
        versions.fetch((name, state) for name, state in after.items() if name.startswith(TASKS))
        found = (versions.task(name, state) for name, state in after.items())
        named = (one.application.id for one in found if one and one.application)
        return frozenset(number for number in named if number)

    def days_named(code: str) -> tuple[date, ...]:
        versions.fetch((name, state) for name, state in before.items() if name.startswith(TASKS))
        found = (versions.task(name, state) for name, state in before.items())
        return tuple(sorted({one.filing.date for one in found if one and code in names_in(one)}))

    sides = [
        (file, versions.version(file.name, file.before), versions.version(file.name, file.after))
        for file in files
    ]
    values = tuple(
        ValueChange(name=file.name, path=file.path, before=was.value, after=is_.value)
        for file, was, is_ in sides
        if is_foundation(file.name)
    )
    return Step(
        files=files,
        records=tuple(
            RecordChange(path=file.path, before=was.task, after=is_.task, schema=was.schema)
            for file, was, is_ in sides
            if _is_read(file, was.task, is_.task)
        ),
        papers=tuple(
            PaperChange(path=file.path, before=was.paper, after=is_.paper)
            for file, was, is_ in sides
            if _is_read(file, was.paper, is_.paper)
        ),
        beginning=SCHEME not in before,
        single=single,
        given=given,
        task=task,
        application=application,
        applied=applied,
        days_named=days_named,
        rewritten=tuple(_rewritten(files, versions)),
        replaced=tuple(_replaced(values)),
        lowered=tuple(
            (file.path, was.schema, is_.schema)
            for file, was, is_ in sides
            if file.after and is_.schema < was.schema and not is_.findings
        ),
        values=values,
        was_sample=versions.sample(before),
        is_sample=versions.sample(after),
        before=before,
        after=after,
    )


def file_changes(
    before: FileStates, after: FileStates, prefix: str, names: Iterable[str] | None = None
) -> tuple[FileChange, ...]:
    """Those of *names*, or of all files, that differ between *before* and *after*."""
    return tuple(
        FileChange(name=name, path=prefix + name, before=before.get(name), after=after.get(name))
        for name in (sorted({*before, *after}) if names is None else names)
        if before.get(name) != after.get(name) and not hidden(name)
    )


def _is_read(file: FileChange, before: object, after: object) -> bool:
    """Whether a record can be read on every side where *file* exists, and there is one."""
    there = bool(before), bool(after)
    return any(there) and there == (bool(file.before), bool(file.after))


def _rewritten(files: Iterable[FileChange], versions: FileVersions) -> Iterator[str]:
    for file in files:
        if kind_of(file.name) is FileKind.CALENDAR and file.before and file.after:
            known = versions.version(file.name, file.before).value
            data = versions.version(file.name, file.after).value
            if known is not None and data is not None and not only_appended(known, data):
                yield file.path


def _replaced(values: Iterable[ValueChange]) -> Iterator[str]:
    """New notices whose days are not those that the program knows for the year."""
    for one in values:
        new = one.name.startswith("calendar/") and one.before is None
        if new and one.after is not None and differs_from_packaged(one.after):
            yield one.name


def unread_findings(
    on: Step, versions: FileVersions, earlier: str, later: str = ""
) -> Iterator[Finding]:
    """A finding for each record that was not compared because one side cannot be read.

    *earlier* and *later* name the commits of both sides. Without *later* the later side is not
    reported here, because its own faults are reported elsewhere.
    """
    for file in on.files:
        if kind_of(file.name) in _RECORDS and file.before and file.after:
            for commit, state in ((earlier, file.before), (later, file.after)):
                if commit and versions.record(file.name, state) is None:
                    yield NOT_COMPARED.at(Place(file.path), commit=commit, path=file.path)
                    break


def form_findings(on: Step, versions: FileVersions) -> Iterator[Finding]:
    """Faults in how added or changed files are recorded in git and written."""
    yield from misrecorded(on.files, on.after)
    for file in on.files:
        yield from versions.version(file.name, file.after).findings


def misrecorded(files: Sequence[FileChange], after: FileStates) -> Iterator[Finding]:
    """Added or changed *files* that git does not hold as plain files of mode 100644, or twins.

    A twin is an added file whose name differs from another's only in case.
    """
    new = {file.name for file in files if file.before is None and kind_of(file.name) is None}
    twins: dict[str, list[str]] = {}
    for name in after if new else ():  # correct names are never twins
        twins.setdefault(_fold(name), []).append(name)
    for file in files:
        place, name = Place(file.path), file.name
        if file.after is None:
            continue
        if file.after.mode not in PLAIN:
            yield NOT_PLAIN.at(place)
        elif file.after.mode != _ORDINARY:
            yield NOT_ORDINARY.at(place, mode=file.after.mode, path=file.path)
        others = [other for other in twins.get(_fold(name), ()) if other != name]
        if name in new and others:
            yield TWINS.at(place, name=name, other=others[0])


def twins_beside(prefix: str, paths: Iterable[str]) -> Iterator[Finding]:
    """Those of all *paths* that some computers would write over the registry below *prefix*."""
    folder = _fold(prefix)
    for path in paths if prefix else ():
        if not path.startswith(prefix) and f"{_fold(path)}/".startswith(folder):
            other = prefix.rstrip("/") + path[len(prefix) - 1 :]
            yield TWINS.at(Place(path), name=path, other=other)


def _fold(name: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFC", name).casefold()
