"""Read the registry on the trunk, check it as it would become, and put records there.

``OnTrunk`` is the registry there; ``refuse_unless_sound`` is the check before every write. The
refusals here say why a record was not changed: it is not there, cannot be read, or is not what was
looked at.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final, TypeAlias, TypeVar

from accession_cli.actions.examine import examine
from accession_cli.actions.history import PAST_CUT_OFF
from accession_cli.entry import draft
from accession_cli.entry.draft import Draft
from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.finding import Finding, Place, Severity, key_path, key_text
from accession_cli.gitstore.branches import Base
from accession_cli.gitstore.commit import Change, FileState
from accession_cli.gitstore.git import Git
from accession_cli.gitstore.past import Commit, commits, names_ever
from accession_cli.gitstore.trunk import Trunk
from accession_cli.i18n import N_, _
from accession_cli.registry import schemas
from accession_cli.registry.commits import files_at
from accession_cli.registry.files import (
    SCHEME,
    Source,
    name_of_application,
    name_of_complaint,
    name_of_evaluation,
    name_of_task,
)
from accession_cli.registry.reading import Loaded, ProfileUnusable, Reader, profile
from accession_cli.registry.schemas import FileKind, edited, from_draft
from accession_cli.registry.versions import FileVersions
from accession_cli.scheme.application import Application, application_data
from accession_cli.scheme.complaint import Complaint, complaint_data
from accession_cli.scheme.evaluation import Evaluation, evaluation_data
from accession_cli.scheme.registry import (
    APPLICATION,
    COMPLAINT,
    WORDS,
    Record,
    RecordId,
    Registry,
    highest,
    series_of,
)
from accession_cli.scheme.task import StoredFile, Task, task_data
from accession_cli.scheme.task_history import differences
from accession_cli.secrecy.screening import hidden
from accession_cli.yamlfile import editor

Locate = Callable[[str, tuple[str | int, ...]], Place]


def open_trunk(folder: Path, *, writes: bool = True) -> Trunk:
    """The trunk of the registry in *folder*, by the name in its profile."""
    scheme = profile(folder)
    signed = scheme.signatures is not None
    return Trunk.open(
        folder, trunk=scheme.trunk, sample=scheme.sample, writes=writes, signed=signed
    )


class NotAdmissible(Refused):
    """A rule of the scheme or the form of a record is broken; ``findings`` say where and why."""

    refusal = Refusal(
        N_("Nothing was recorded: errors found: {errors}."),
        N_("Mend what is listed above and run the command again."),
    )

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        errors = [found for found in findings if found.severity is Severity.ERROR]
        super().__init__(errors=len(errors))
        self.findings = findings


#: The registry is in the work tree, but not on the trunk.
NOT_ON_TRUNK: Final = Refusal(
    N_("The register does not have {path} yet, so nothing can be recorded there."),
    N_(
        "Ask whoever looks after the registry to put it on record first: git add and"
        " git commit; where there is a server, git push as well."
    ),
    Exit.UNREADABLE,
)


def sources_at(trunk: Trunk, base: Base) -> tuple[Source, ...]:
    """The registry's files on the trunk; raises ``NOT_ON_TRUNK`` when it is not there."""
    found = files_at(trunk.files, base.commit, trunk.folder) if base.commit else ()
    if not any(source.name == SCHEME for source in found):
        raise NOT_ON_TRUNK(path=trunk.path(SCHEME), trunk=trunk.branch.name)
    return found


def refuse_unless_sound(
    loaded: Loaded, today: date, paths: Collection[str], locate: Locate
) -> tuple[Finding, ...]:
    """The remarks on the files at *paths*; raises ``NotAdmissible`` when one is an error.

    *locate* gives the place that a finding shows to a person; it may be in another file than the
    one that will be written.
    """
    if loaded.registry is None:
        raise ProfileUnusable(path=loaded.unusable)
    moved = (
        replace(finding, place=locate(finding.place.path, key_path(finding.key)))
        for finding in examine(loaded, today, paths)
    )
    found = tuple(sorted(moved, key=lambda finding: (finding.place.as_read, finding.code)))
    if any(finding.severity is Severity.ERROR for finding in found):
        # hints need no mending, so they are left out
        raise NotAdmissible(tuple(f for f in found if f.severity is not Severity.HINT))
    return found


def made_wrong(before: Loaded, after: Loaded, today: date) -> set[str]:
    """The files that have errors after a change, and had none before."""
    return paths_in_error(after, today) - paths_in_error(before, today)


def paths_in_error(loaded: Loaded, today: date) -> set[str]:
    """The paths of files with errors."""
    found = examine(loaded, today)
    return {one.place.path for one in found if one.severity is Severity.ERROR}


def with_texts(sources: Sequence[Source], texts: Mapping[str, str]) -> list[Source]:
    """The registry's files with *texts* put in by name."""
    others = [source for source in sources if source.name not in texts]
    put = [Source(name, text.encode()) for name, text in texts.items()]
    return sorted([*others, *put], key=lambda source: source.name)


def changes_of(trunk: Trunk, base: Base, texts: Mapping[str, str]) -> list[Change]:
    """The changes that put *texts* on the trunk; each names the blob it replaces."""
    blobs = {path: entry.sha for path, entry in trunk.entries(base).items()}
    return [
        Change(path=trunk.path(name), data=text.encode(), seen=blobs.get(trunk.path(name)))
        for name, text in texts.items()
    ]


#: Fields with their old and new text.
Changes: TypeAlias = tuple[tuple[str, str | None, str | None], ...]


#: The trunk has no record with this id.
NO_SUCH_RECORD: Final = Refusal(
    N_("There is no record {id} in the register, so nothing was written."),
    N_("Look for its id with accession list, or accession todo."),
)


#: The record is there but is not sound.
RECORD_UNREADABLE: Final = Refusal(
    N_("{path} cannot be used as it stands in the register, so nothing was written."),
    N_("Run accession validate {path}, mend the record and save it with git commit first."),
    Exit.UNREADABLE,
)


class OtherStatus(Refused):
    """A record has another status than is needed; ``status`` is shown in words."""

    @property
    def message(self) -> str:
        """What happened, in the reader's language."""
        words = {**self.facts, "status": _(WORDS[str(self.facts["status"])])}
        return _(self.refusal.says).format(**words)


class RecordChanged(Refused):
    """The record on the trunk is not the one that the person has looked at.

    ``changes`` are the fields that differ, with the text here and the text on the trunk.
    """

    refusal = Refusal(
        N_(
            "{person} has changed {id} since you looked at it (version {commit} of {day}), so"
            " nothing was written."
        ),
        N_("Run accession sync, look at the record again, then repeat the command."),
        Exit.MOVED,
    )

    def __init__(self, *, changes: Changes, **facts: object) -> None:
        super().__init__(**facts)
        self.changes = changes


class NeverOnTrunk(RecordChanged):
    """The version that the person has looked at is one of their own commits alone."""

    refusal = Refusal(
        N_(
            "Your files have {id} in a version that the register does not have: it was changed"
            " here and not sent, so nothing was written."
        ),
        N_(
            "Bring your own commits to the server with git pull --rebase and git push, or ask"
            " whoever looks after the registry; accession doctor says how many there are."
        ),
        Exit.MOVED,
    )


R = TypeVar("R", Task, Application, Complaint)
_ORDINARY: Final = "100644"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A task that is on the trunk now; ``path`` is from the top of the repository."""

    task: Task
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """Records to be written in one commit: their changes, their files, the remarks on them.

    ``registry`` is the registry after that commit.
    """

    registry: Registry
    changes: Sequence[Change]
    paths: tuple[str, ...]
    remarks: tuple[Finding, ...]

    def filed(self, paths: Iterable[str]) -> tuple[Filed, ...]:
        """The tasks in the files *paths*, in their order."""
        known = {file.path: file.task for file in self.registry.tasks}
        return tuple(Filed(task=known[path], path=path) for path in paths)


@dataclass(frozen=True)
class OnTrunk:
    """The registry at the trunk's tip *base*, on the day *today*; it is read when needed.

    A command keeps its *reader*, so that files are not read again when the trunk has moved.
    """

    trunk: Trunk
    base: Base
    today: date
    reader: Reader = field(repr=False)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The files on the trunk; raises ``NOT_ON_TRUNK`` when there is no registry."""
        return sources_at(self.trunk, self.base)

    @cached_property
    def loaded(self) -> Loaded:
        """The registry as read, with its findings."""
        return self.reader.read(self.sources)

    @cached_property
    def registry(self) -> Registry:
        """The records; raises ``ProfileUnusable`` when they cannot be read."""
        if self.loaded.registry is None:
            raise ProfileUnusable(path=self.loaded.unusable)
        return self.loaded.registry

    def next_id(self, letter: str) -> RecordId:
        """The id of the next record of the kind *letter*; see ``RecordId.letter``.

        It is above all that any commit of the trunk ever gave, also where the record is gone.
        Raises ``PAST_CUT_OFF``.
        """
        git, top = self.trunk.git, self.trunk.path("")
        if git.is_shallow():
            raise PAST_CUT_OFF()
        year, prefix = self.today.year, self.registry.scheme.prefix
        first = RecordId(year=year, serial=1, prefix=prefix, letter=letter)
        ever = names_ever(git, str(self.base.commit), top + _name_of(first).rpartition("/")[0])
        given = highest({path.removeprefix(top) for path in ever})
        serial = given.get(series_of(first), 0) + 1
        if letter == APPLICATION:
            serial = max(serial, self._named_in_tasks(year, prefix) + 1)
        return RecordId(year=year, serial=serial, prefix=prefix, letter=letter)

    def _named_in_tasks(self, year: int, prefix: str) -> int:
        """The highest number of an application that a task names; it may have no record."""
        applied = (file.task.application for file in self.registry.tasks)
        named = (one.id for one in applied if one and one.id)
        return max((n.serial for n in named if (n.year, n.prefix) == (year, prefix)), default=0)

    def task(self, number: RecordId) -> Task:
        """The task *number*; raises ``RECORD_UNREADABLE`` or ``NO_SUCH_RECORD``."""
        known = {file.task.id: file.task for file in self.registry.tasks}
        return self._known(number, known)

    def application(self, number: RecordId) -> Application:
        """The application *number*; raises as ``task`` does."""
        known = {one.application.id: one.application for one in self.registry.applications}
        return self._known(number, known)

    def complaint(self, number: RecordId) -> Complaint:
        """The complaint *number*; raises as ``task`` does."""
        known = {one.complaint.id: one.complaint for one in self.registry.complaints}
        return self._known(number, known)

    def evaluation(self, number: RecordId, year: int) -> Evaluation | None:
        """The evaluation of the task *number* in *year*; None when there is none yet.

        Raises ``RECORD_UNREADABLE``.
        """
        for one in self.registry.evaluations:
            if (one.evaluation.id, one.evaluation.year) == (number, year):
                return one.evaluation
        name = name_of_evaluation(number, year)
        if any(source.name == name for source in self.sources):
            raise RECORD_UNREADABLE(path=self.trunk.path(name))
        return None

    def frozen_with(self, number: RecordId) -> Iterator[int]:
        """The years of the frozen editions that hold the task *number*."""
        for edition in self.loaded.editions:
            if any(one.id == number for one in edition.members):
                yield edition.year

    def stored(self, name: str) -> StoredFile:
        """The name and hash of the file *name* as it is on the trunk; it must be there."""
        data = next(source.data for source in self.sources if source.name == name) or b""
        return StoredFile(name=name.rpartition("/")[2], sha256=hashlib.sha256(data).hexdigest())

    def put(self, *records: Record, locate: Locate | None = None) -> Put:
        """The changes that put *records* on the trunk, once all rules have passed.

        Raises ``NotAdmissible``. *locate* is as in ``refuse_unless_sound``; without it, findings
        show places in the files that will be written.
        """
        texts = dict(map(self.text_of, records))
        return self.put_texts(texts, locate=locate)

    def put_texts(
        self, texts: Mapping[str, str], locate: Locate | None = None, *, rests_on: bool = False
    ) -> Put:
        """The same for texts of files, by name; *rests_on*: other records are judged by them."""
        after = self.reader.read(with_texts(self.sources, texts))
        paths = tuple(self.loaded.prefix + name for name in texts)
        looked_at = {*paths, *(made_wrong(self.loaded, after, self.today) if rests_on else ())}
        remarks = refuse_unless_sound(after, self.today, looked_at, locate or after.place)
        changes = changes_of(self.trunk, self.base, texts)
        registry = after.registry or self.registry  # never None here: it was refused above
        return Put(registry=registry, changes=changes, paths=paths, remarks=remarks)

    def completed(
        self, given: Draft, record: RecordId, asked: Collection[str] = ()
    ) -> dict[str, Any]:
        """The whole task *record* of the draft *given*, in the newest version.

        Raises ``NotAdmissible`` when the draft is of an older version and not sound by it. For an
        application only the keys *asked* must be sound.
        """
        scheme = self.registry.scheme
        whole = draft.completed(given, scheme=scheme, record=record, filed=self.today)
        data, wrong = from_draft(whole, given.facts, given.place, asked)
        if wrong:
            raise NotAdmissible(wrong)
        return data

    def text_of(self, record: Record) -> tuple[str, str]:
        """Name and text of *record*: an edit of its present text, or a new text."""
        kind, name, data = _written(record)
        known = self.loaded.documents.get(self.loaded.prefix + name)
        if known is None:
            comment = f"yaml-language-server: $schema=../../../schemas/{kind}.schema.json"
            return name, editor.new_text(data, comment=comment, order=schemas.key_order(kind))
        return name, edited(kind, known.text, known.value, data)

    def _known(self, number: RecordId, known: Mapping[RecordId, R]) -> R:
        if number in known:
            return known[number]
        name = _name_of(number)
        if any(source.name == name for source in self.sources):
            raise RECORD_UNREADABLE(path=self.trunk.path(name))
        raise NO_SUCH_RECORD(id=number)


def seen_here(trunk: Trunk, name: str) -> str | None:
    """Git's name for the file *name* in HEAD, None if it is not there.

    Whoever changes a record has looked at it in this clone.
    """
    entry = trunk.git.tip("HEAD") and trunk.git.entry_at("HEAD", trunk.path(name))
    return entry.sha if entry else None


def refuse_other_than_seen(
    trunk: Trunk, base: Base, name: str, seen_here: str | None, first: Collection[str] = ()
) -> None:
    """Raise ``RecordChanged`` when the file on the trunk is not the one that was seen here.

    What the requests *first* changed in it is known to the person, who asked for it before.
    """
    path = trunk.path(name)
    entry = trunk.entries(base).get(path)
    if seen_here is None or entry is None or entry.sha == seen_here:
        return
    other = _changed_by_others(trunk.git, str(base.commit), path, seen_here, first)
    if other is None:
        return
    versions = FileVersions(trunk.git, trunk.path(""))
    here = versions.record(name, FileState(mode=_ORDINARY, blob=seen_here))
    there = versions.record(name, FileState(mode=_ORDINARY, blob=entry.sha))
    changed = differences(here, there) if here and there else ()
    known = _was_there(trunk.git, str(base.commit), path, seen_here)
    raise (RecordChanged if known else NeverOnTrunk)(
        id=name.rpartition("/")[2].removesuffix(".yaml"),
        person=other.author,
        commit=other.sha[:12],
        day=other.when.date(),
        changes=tuple(
            (key_text(one.key), one.old and hidden(one.old), one.new and hidden(one.new))
            for one in changed
        ),
    )


def _changed_by_others(
    git: Git, tip: str, path: str, seen: str, first: Collection[str]
) -> Commit | None:
    """The newest commit of the file *path* that is of none of the requests *first*.

    None when they alone made *seen* what it is at *tip*.
    """
    newest = commits(git, tip, f"--max-count={len(first) + 1}", path=path)[::-1]
    for one in newest:
        if not set(first).intersection(one.requests):
            return one
        before = git.entry_at(f"{one.sha}^", path)
        if before is not None and before.sha == seen:
            return None
    return newest[0]


def _was_there(git: Git, tip: str, path: str, blob: str) -> bool:
    """Whether the file *path* ever was *blob* in the history of *tip*."""
    asked = ("log", "-1", "--format=%H", f"--find-object={blob}", "--end-of-options", tip)
    return bool(git.run(*asked, "--", path).line)


def _name_of(number: RecordId) -> str:
    if number.letter == APPLICATION:
        return name_of_application(number)
    return name_of_complaint(number) if number.letter == COMPLAINT else name_of_task(number)


def _written(record: Record) -> tuple[FileKind, str, dict[str, Any]]:
    match record:
        case Task():
            return FileKind.TASK, name_of_task(record.id), task_data(record)
        case Application():
            return FileKind.APPLICATION, name_of_application(record.id), application_data(record)
        case Complaint():
            return FileKind.COMPLAINT, name_of_complaint(record.id), complaint_data(record)
        case Evaluation():
            name = name_of_evaluation(record.id, record.year)
            return FileKind.EVALUATION, name, evaluation_data(record)
