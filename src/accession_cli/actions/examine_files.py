"""Check every file of a registry in one pass, however many there are.

A task is read, held against what concerns it alone, and let go; kept of it is only what its
neighbours may want to know. So memory hardly grows, and the tasks can be shared out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Final

from accession_cli import rules
from accession_cli.actions.secrecy_findings import secrecy_findings, secrecy_in
from accession_cli.actions.side_by_side import side_by_side
from accession_cli.model.finding import Finding, Place
from accession_cli.model.registry import TaskFile
from accession_cli.model.task import Task
from accession_cli.rules import KnownTask, World
from accession_cli.rules.rule import KeyPath
from accession_cli.store import negative_entries, registry_folder
from accession_cli.store.file_reading import FileRead, read_file
from accession_cli.store.layout_codes import NOT_PLAIN, layout_finding
from accession_cli.store.record_names import kind_of, limits_of
from accession_cli.store.registry_files import Files, Source
from accession_cli.store.registry_folder import Loaded
from accession_cli.store.schema_check import Kind

_LIMITS: Final = limits_of(Kind.TASK)
#: So many tasks go through each step together: a step that is done again and again is a quarter
#: faster than all steps with each task, because the processor still has it at hand.
_TOGETHER: Final = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What was found, in no order, and the paths of all files that were checked."""

    findings: list[Finding]
    paths: tuple[str, ...]
    prefix: str


@dataclass(frozen=True, slots=True)
class _Share:
    """What some of the tasks came to."""

    findings: list[Finding] = field(default_factory=list)
    known: list[KnownTask] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)


def examine_files(files: Files, as_of: date, *, today: date) -> Examined:
    """Everything found in *files*, the whole registry, as on a day."""
    names = files.names
    tasks = [name for name in names if kind_of(name) is Kind.TASK]
    others = set(names).difference(tasks)
    loaded = registry_folder.read(map(files.source, sorted(others)), files.prefix)
    found = [*loaded.findings, *secrecy_findings(loaded)]
    world = None
    if loaded.registry is not None:
        folder = files.prefix.rstrip("/")
        of = partial(World.of, loaded.registry, as_of, negative_entries.packaged(), folder)
        world = of(today=today)
    shares = side_by_side(partial(_tasks, files, world), tasks)
    for share in shares:
        found += share.findings
    if world is not None:
        whole = of(today=today, tasks=[task for share in shares for task in share.known])
        for rule, path, breach in rules.run_beside_tasks(rules.ALL, whole):
            found.append(rules.finding_of(rule, breach, _place(files, loaded, path, breach.key)))
    checked = {path for share in shares for path in share.checked}.union(loaded.paths)
    return Examined(findings=found, paths=tuple(sorted(checked)), prefix=files.prefix)


def _tasks(files: Files, world: World | None, names: Sequence[str]) -> Iterator[_Share]:
    """What the tasks in the files *names* come to, each by itself; no rules without a *world*."""
    for start in range(0, len(names), _TOGETHER):
        yield _some(files, world, names[start : start + _TOGETHER])


def _some(files: Files, world: World | None, names: Sequence[str]) -> _Share:
    share = _Share()
    sources = {files.prefix + name: files.source(name) for name in names}
    reads = {path: _read(source, path) for path, source in sources.items()}
    for path, read in reads.items():
        share.findings.extend(read.findings)
        share.findings.extend(secrecy_in(sources[path], path, read.parsed))
    share.checked.extend(path for path, source in sources.items() if source.data is not None)
    if world is None:
        return share
    tasks = [
        TaskFile(path, one.record) for path, one in reads.items() if isinstance(one.record, Task)
    ]
    share.known.extend(map(KnownTask.of, tasks))
    for rule, file, breach in rules.run_on_tasks(rules.ALL, tasks, world):
        parsed = reads[file.path].parsed
        place = parsed.place(breach.key) if parsed else Place(file.path)
        share.findings.append(rules.finding_of(rule, breach, place))
    return share


def _read(source: Source, path: str) -> FileRead:
    if source.data is None:
        return FileRead(findings=(layout_finding(NOT_PLAIN, Place(path)),))
    return read_file(Kind.TASK, source.name, source.data, path, _LIMITS)


def _place(files: Files, loaded: Loaded, path: str, key: KeyPath) -> Place:
    """Where *key* stands; a task is read again for it, which is seldom needed."""
    name = path.removeprefix(files.prefix)
    if kind_of(name) is not Kind.TASK:
        return loaded.place(path, key)
    parsed = _read(files.source(name), path).parsed
    return parsed.place(key) if parsed else Place(path)
