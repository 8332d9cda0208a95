"""Check every file of a registry in one pass, however many there are.

A task is read, held against what concerns it alone, and let go; kept of it is only what its
neighbours may want to know, or what it means. So memory hardly grows, and the tasks can be shared
out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Final

from accession_cli.actions.secrecy_findings import secrecy_findings, secrecy_in
from accession_cli.actions.side_by_side import side_by_side
from accession_cli.finding import Finding, Place
from accession_cli.registry import reading
from accession_cli.registry.codes import NOT_PLAIN, layout_finding
from accession_cli.registry.files import Files, Source
from accession_cli.registry.names import kind_of, limits_of
from accession_cli.registry.reading import FileRead, Loaded, ProfileUnusable, read_file
from accession_cli.registry.schemas import FileKind
from accession_cli.rules.context import KnownTask, RuleContext
from accession_cli.rules.every import ALL
from accession_cli.rules.rule import KeyPath, finding_of, run_beside_tasks, run_on_tasks
from accession_cli.scheme.registry import Registry, TaskFile
from accession_cli.scheme.task import Task

_LIMITS: Final = limits_of(FileKind.TASK)
#: So many tasks go through each step together: a step that is done again and again is a quarter
#: faster than all steps with each task, because the processor still has it at hand.
_TOGETHER: Final = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What was found, in no order, and the paths of all files that were checked.

    ``registry`` is what the files mean, if that was to be kept; None, too, when the file
    ``unusable`` cannot be used. ``unread`` are the paths of those files that it knows nothing of.
    """

    findings: list[Finding]
    paths: tuple[str, ...]
    prefix: str
    unread: tuple[str, ...]
    unusable: str
    registry: Registry | None


@dataclass(frozen=True, slots=True)
class _Share:
    """What some of the tasks came to."""

    findings: list[Finding] = field(default_factory=list)
    known: list[KnownTask] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    tasks: list[TaskFile] = field(default_factory=list)


def examine_files(files: Files, as_of: date, *, today: date, keep: bool = False) -> Examined:
    """Everything found in *files*, the whole registry, as on a day; and what they mean, to *keep*.

    Of a task that is kept, its text is not.
    """
    loaded, tasks = _beside_tasks(files)
    found = [*loaded.findings, *secrecy_findings(loaded)]
    world = None
    if loaded.registry is not None:
        folder = files.prefix.rstrip("/")
        of = partial(
            RuleContext.of, loaded.registry, as_of, reading.packaged_negative_list(), folder
        )
        world = of(today=today)
    shares = side_by_side(partial(_tasks, files, world, keep=keep), tasks)
    for share in shares:
        found += share.findings
    if world is not None:
        whole = of(today=today, tasks=[task for share in shares for task in share.known])
        for rule, path, breach in run_beside_tasks(ALL, whole):
            found.append(finding_of(rule, breach, _place(files, loaded, path, breach.key)))
    checked = {path for share in shares for path in share.checked}.union(loaded.paths)
    unread = {path for share in shares for path in share.unread}.union(loaded.unread)
    kept = tuple(file for share in shares for file in share.tasks)
    return Examined(
        findings=found,
        paths=tuple(sorted(checked)),
        prefix=files.prefix,
        unread=tuple(sorted(unread)),
        unusable=loaded.unusable,
        registry=replace(loaded.registry, tasks=kept) if keep and loaded.registry else None,
    )


def registry_in(files: Files) -> Registry:
    """What *files* mean, unjudged, without the texts; ``ProfileUnusable`` when nothing can be."""
    loaded, tasks = _beside_tasks(files)
    if loaded.registry is None:
        raise ProfileUnusable(path=loaded.unusable)
    shares = side_by_side(partial(_meant, files), tasks)
    return replace(loaded.registry, tasks=tuple(file for share in shares for file in share))


def _beside_tasks(files: Files) -> tuple[Loaded, Sequence[str]]:
    """Everything but the tasks, read; and the names of the tasks' files."""
    names = files.names
    tasks = [name for name in names if kind_of(name) is FileKind.TASK]
    others = set(names).difference(tasks)
    return reading.read_registry(map(files.source, sorted(others)), files.prefix), tasks


def _meant(files: Files, names: Sequence[str]) -> Iterator[list[TaskFile]]:
    """The tasks in the files *names*, so many together as are sent together."""
    for start in range(0, len(names), _TOGETHER):
        reads = _reads(files, names[start : start + _TOGETHER])
        yield _sound_tasks(reads)


def _tasks(
    files: Files, world: RuleContext | None, names: Sequence[str], *, keep: bool
) -> Iterator[_Share]:
    """What the tasks in the files *names* come to, each by itself; no rules without a *world*."""
    for start in range(0, len(names), _TOGETHER):
        share, tasks = _some(files, world, names[start : start + _TOGETHER])
        if keep:
            share.tasks.extend(tasks)
        yield share


def _some(
    files: Files, world: RuleContext | None, names: Sequence[str]
) -> tuple[_Share, list[TaskFile]]:
    share = _Share()
    sources = {files.prefix + name: files.source(name) for name in names}
    reads = {path: _read(source, path) for path, source in sources.items()}
    for path, read in reads.items():
        share.findings.extend(read.findings)
        share.findings.extend(secrecy_in(sources[path], path, read.parsed))
    share.checked.extend(path for path, source in sources.items() if source.data is not None)
    share.unread.extend(path for path, read in reads.items() if read.record is None)
    tasks = _sound_tasks(reads)
    if world is None:
        return share, tasks
    share.known.extend(map(KnownTask.of, tasks))
    for rule, file, breach in run_on_tasks(ALL, tasks, world):
        parsed = reads[file.path].parsed
        place = parsed.place(breach.key) if parsed else Place(file.path)
        share.findings.append(finding_of(rule, breach, place))
    return share, tasks


def _sound_tasks(reads: Mapping[str, FileRead]) -> list[TaskFile]:
    return [
        TaskFile(path, one.record) for path, one in reads.items() if isinstance(one.record, Task)
    ]


def _reads(files: Files, names: Sequence[str]) -> dict[str, FileRead]:
    """What the tasks' files *names* say, by their paths."""
    paths = {files.prefix + name: name for name in names}
    return {path: _read(files.source(name), path) for path, name in paths.items()}


def _read(source: Source, path: str) -> FileRead:
    if source.data is None:
        return FileRead(findings=(layout_finding(NOT_PLAIN, Place(path)),))
    return read_file(FileKind.TASK, source.name, source.data, path, _LIMITS)


def _place(files: Files, loaded: Loaded, path: str, key: KeyPath) -> Place:
    """Where *key* stands; a task is read again for it, which is seldom needed."""
    name = path.removeprefix(files.prefix)
    if kind_of(name) is not FileKind.TASK:
        return loaded.place(path, key)
    parsed = _read(files.source(name), path).parsed
    return parsed.place(key) if parsed else Place(path)
