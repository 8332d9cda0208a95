"""The registry as the trunk has it: what commands that change a record read there and put back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final, Self, TypeVar

from accession_cli.actions.landing_checks import (
    changes_of,
    refuse_unless_sound,
    sources_at,
    with_texts,
)
from accession_cli.actions.open_trunk import open_trunk
from accession_cli.actions.record_refusals import NoSuchRecord, RecordChanged, RecordUnreadable
from accession_cli.finding import Finding, Place, key_text
from accession_cli.gitstore.branches import Base
from accession_cli.gitstore.commit import Change
from accession_cli.gitstore.file_state import FileState
from accession_cli.gitstore.trunk import Trunk
from accession_cli.registry import schemas
from accession_cli.registry.files import Source
from accession_cli.registry.names import (
    name_of_application,
    name_of_complaint,
    name_of_evaluation,
    name_of_task,
)
from accession_cli.registry.reading import Loaded, ProfileUnusable, Reader
from accession_cli.registry.schemas import FileKind
from accession_cli.registry.versions import FileVersions
from accession_cli.scheme.application import Application, application_data
from accession_cli.scheme.complaint import Complaint, complaint_data
from accession_cli.scheme.evaluation import Evaluation, evaluation_data
from accession_cli.scheme.ids import APPLICATION, COMPLAINT, RecordId
from accession_cli.scheme.registry import Record, Registry
from accession_cli.scheme.task import Task, task_data
from accession_cli.scheme.task_history import differences
from accession_cli.secrecy.screening import hidden
from accession_cli.yamlfile import editor

R = TypeVar("R", Task, Application, Complaint)
_ORDINARY: Final = "100644"
Locate = Callable[[str, tuple[str | int, ...]], Place]


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """Records to be written in one commit: their changes, their files, the remarks on them.

    ``registry`` is the registry as it will be then.
    """

    registry: Registry
    changes: Sequence[Change]
    paths: tuple[str, ...]
    remarks: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTrunk:
    """The registry at the trunk's tip *base*, on the day *today*."""

    trunk: Trunk
    base: Base
    today: date
    sources: tuple[Source, ...]
    loaded: Loaded
    registry: Registry = field(repr=False)
    reader: Reader = field(repr=False)

    @classmethod
    def read(cls, trunk: Trunk, base: Base, today: date, reader: Reader | None = None) -> Self:
        """Read it; ``ProfileUnusable`` when nothing can be made of it.

        A *reader* that a command keeps does not read the same bytes twice when the trunk moves.
        """
        sources = sources_at(trunk, base)
        reader = reader or Reader(trunk.path(""))
        loaded = reader.read(sources)
        if loaded.registry is None:
            raise ProfileUnusable(path=loaded.unusable)
        return cls(
            trunk=trunk,
            base=base,
            today=today,
            sources=sources,
            loaded=loaded,
            registry=loaded.registry,
            reader=reader,
        )

    def next_id(self, letter: str) -> RecordId:
        """The number that the next record of a kind gets; see ``RecordId.letter``."""
        year, prefix = self.today.year, self.registry.scheme.prefix
        first = RecordId(year=year, serial=1, prefix=prefix, letter=letter)
        name = _name_of(first)
        start = str(first)[: -len("0001")]
        folder = self.trunk.path(name.rpartition("/")[0])
        serial = self.trunk.next_serial(self.base, folder, start)
        if letter == APPLICATION:
            serial = max(serial, self._named_in_tasks(year, prefix) + 1)
        return RecordId(year=year, serial=serial, prefix=prefix, letter=letter)

    def _named_in_tasks(self, year: int, prefix: str) -> int:
        """The highest number of an application that only a task's record names."""
        applied = (file.task.application for file in self.registry.tasks)
        named = (one.id for one in applied if one and one.id)
        return max((n.serial for n in named if (n.year, n.prefix) == (year, prefix)), default=0)

    def task(self, number: RecordId) -> Task:
        """The task that goes by *number*; refuses when there is none, or none that can be read."""
        known = {file.task.id: file.task for file in self.registry.tasks}
        return self._known(number, known)

    def application(self, number: RecordId) -> Application:
        """The application that goes by *number*; see ``task``."""
        known = {one.application.id: one.application for one in self.registry.applications}
        return self._known(number, known)

    def complaint(self, number: RecordId) -> Complaint:
        """The complaint that goes by *number*; see ``task``."""
        known = {one.complaint.id: one.complaint for one in self.registry.complaints}
        return self._known(number, known)

    def evaluation(self, number: RecordId, year: int) -> Evaluation | None:
        """The evaluation of the task *number* in *year*, None when there is none yet."""
        for one in self.registry.evaluations:
            if (one.evaluation.id, one.evaluation.year) == (number, year):
                return one.evaluation
        name = name_of_evaluation(number, year)
        if any(source.name == name for source in self.sources):
            raise RecordUnreadable(path=self.trunk.path(name))
        return None

    def put(self, *records: Record, locate: Locate | None = None) -> Put:
        """What has to be written for *records* to stand on the trunk, after all rules have passed.

        Raises ``NotAdmissible``. *locate* is as in ``refuse_unless_sound``; without it findings
        speak of the files that are going to be written.
        """
        texts = dict(map(self.text_of, records))
        return self.put_texts(texts, locate=locate)

    def put_texts(self, texts: Mapping[str, str], locate: Locate | None = None) -> Put:
        """The same for files whose text is made already, by their names."""
        after = self.reader.read(with_texts(self.sources, texts))
        paths = tuple(self.loaded.prefix + name for name in texts)
        remarks = refuse_unless_sound(after, self.today, paths, locate or after.place)
        changes = changes_of(self.trunk, self.base, texts)
        registry = after.registry or self.registry  # it is usable, or was refused just now
        return Put(registry=registry, changes=changes, paths=paths, remarks=remarks)

    def text_of(self, record: Record) -> tuple[str, str]:
        """Name and text of *record*: edited where it stood before, else new."""
        kind, name, data = _written(record)
        order = schemas.key_order(kind)
        known = self.loaded.documents.get(self.loaded.prefix + name)
        if known is None:
            comment = f"yaml-language-server: $schema=../../../schemas/{kind}.schema.json"
            return name, editor.new_text(data, comment=comment, order=order)
        return name, editor.edit(known.text, known.value, data, order)

    def _known(self, number: RecordId, known: Mapping[RecordId, R]) -> R:
        if number in known:
            return known[number]
        name = _name_of(number)
        if any(source.name == name for source in self.sources):
            raise RecordUnreadable(path=self.trunk.path(name))
        raise NoSuchRecord(id=number)


def seen(folder: Path, name: str) -> str | None:
    """Git's name for the file *name* in the commit that this clone is at; None: not there.

    Whoever changes a record has looked at it here.
    """
    trunk = open_trunk(folder)
    entry = trunk.git.tip("HEAD") and trunk.git.entry_at("HEAD", trunk.path(name))
    return entry.sha if entry else None


def refuse_other_than_seen(trunk: Trunk, base: Base, name: str, seen_here: str | None) -> None:
    """``RecordChanged`` when the file on the trunk is another one than was seen here."""
    entry = trunk.entries(base).get(trunk.path(name))
    if seen_here is None or entry is None or entry.sha == seen_here:
        return
    versions = FileVersions(trunk.git, trunk.path(""))
    here = versions.record(name, FileState(mode=_ORDINARY, blob=seen_here))
    there = versions.record(name, FileState(mode=_ORDINARY, blob=entry.sha))
    changed = differences(here, there) if here and there else ()
    raise RecordChanged(
        id=name.rpartition("/")[2].removesuffix(".yaml"),
        changes=tuple(
            (key_text(one.key), one.old and hidden(one.old), one.new and hidden(one.new))
            for one in changed
        ),
    )


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
