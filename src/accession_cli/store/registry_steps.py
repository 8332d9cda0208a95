"""What lies between two states of a registry that git keeps, as the rules over changes see it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from accession_cli.finding import Finding, Place
from accession_cli.gitstore.file_state import FileState
from accession_cli.scheme.ids import RecordId
from accession_cli.scheme.registry import FileChange, PaperChange, RecordChange, Step
from accession_cli.scheme.task import Task
from accession_cli.store.file_versions import PLAIN, Versions
from accession_cli.store.history_codes import NOT_COMPARED, NOT_ORDINARY, TWINS
from accession_cli.store.layout_codes import NOT_PLAIN, layout_finding
from accession_cli.store.notice_files import only_appended
from accession_cli.store.record_names import hidden, kind_of, name_of_task
from accession_cli.store.registry_place import SCHEME
from accession_cli.store.schema_check import Kind

_ORDINARY: Final = "100644"
_PAPERS: Final = frozenset({Kind.APPLICATION, Kind.COMPLAINT, Kind.EVALUATION})

Files = Mapping[str, FileState]


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """Two states of a registry's files, by name, and which of them may differ.

    ``earlier`` names the commit that ``before`` is of, for messages.
    """

    before: Files
    after: Files
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
    before: Files, after: Files, given: Mapping[tuple[str, int], int], earlier: str
) -> Between:
    """All that may differ from *before* to *after*, several commits later."""
    names = tuple(sorted({*before, *after}))
    return Between(
        before=before, after=after, names=names, given=given, single=False, earlier=earlier
    )


def step(made: Between, versions: Versions) -> Step:
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


def _records(files: Iterable[FileChange], versions: Versions) -> Iterator[RecordChange]:
    for file in files:
        before = versions.task(file.name, file.before)
        after = versions.task(file.name, file.after)
        unread = (file.before and not before) or (file.after and not after)
        if kind_of(file.name) is Kind.TASK and not unread:
            yield RecordChange(path=file.path, before=before, after=after)


def _papers(files: Iterable[FileChange], versions: Versions) -> Iterator[PaperChange]:
    for file in files:
        before = versions.paper(file.name, file.before)
        after = versions.paper(file.name, file.after)
        unread = (file.before and not before) or (file.after and not after)
        if kind_of(file.name) in _PAPERS and not unread:
            yield PaperChange(path=file.path, before=before, after=after)


def _rewritten(files: Iterable[FileChange], versions: Versions) -> Iterator[str]:
    for file in files:
        if kind_of(file.name) is Kind.CALENDAR and file.before and file.after:
            known = versions.version(file.name, file.before).value
            data = versions.version(file.name, file.after).value
            if known is not None and data is not None and not only_appended(known, data):
                yield file.path


def unread_findings(made: Between, versions: Versions, later: str = "") -> Iterator[Finding]:
    """A record of which one side cannot be read was not compared, and that is said.

    Of the later side only where *later* names its commit: elsewhere its own faults are told.
    """
    for name, was, is_ in made.files:
        if kind_of(name) not in {Kind.TASK, *_PAPERS} or was is None:
            continue
        path = versions.prefix + name
        if is_ is not None and versions.record(name, was) is None:
            yield layout_finding(NOT_COMPARED, Place(path), commit=made.earlier, path=path)
        elif later and is_ is not None and versions.record(name, is_) is None:
            yield layout_finding(NOT_COMPARED, Place(path), commit=later, path=path)


def form_findings(made: Between, versions: Versions) -> Iterator[Finding]:
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
            yield layout_finding(NOT_PLAIN, Place(path))
        elif is_.mode != _ORDINARY:
            yield layout_finding(NOT_ORDINARY, Place(path), mode=is_.mode, path=path)
        others = [other for other in twins.get(_fold(name), ()) if other != name]
        if name in new and others:
            yield layout_finding(TWINS, Place(path), name=name, other=others[0])


def _by_fold(files: Files) -> dict[str, list[str]]:
    folded: dict[str, list[str]] = {}
    for name in files:
        folded.setdefault(_fold(name), []).append(name)
    return folded


def _fold(name: str) -> str:
    import unicodedata

    return unicodedata.normalize("NFC", name).casefold()
