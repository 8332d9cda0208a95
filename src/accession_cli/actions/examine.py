"""Check every file of a registry in one pass, however many there are.

A task is read, checked by itself, and dropped; kept is only what its neighbours need, or its
record. So memory hardly grows, and the tasks can be shared among processors. A forked process has
everything that we have read and costs a few milliseconds; only its answer must be sent. Where
forking is not safe, or a process is lost, the work is done here.

``examine`` checks a registry that was read, also one that a command would make.
``secrecy_findings`` finds secrecy markings and persons' numbers in the text of files.
"""

import gc
import os
import pickle
import sys
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import pairwise
from signal import SIGTERM
from typing import Any, BinaryIO, Final, NoReturn, TypeVar

from accession_cli.finding import Finding, KeyPath, Place, Severity
from accession_cli.registry import reading
from accession_cli.registry.codes import NOT_PLAIN
from accession_cli.registry.files import Files, Source, kind_of, limits_of
from accession_cli.registry.reading import FileRead, Loaded, read_file
from accession_cli.registry.schemas import FileKind
from accession_cli.rules.every import ALL
from accession_cli.rules.rule import (
    KnownTask,
    RuleContext,
    finding_of,
    run,
    run_beside_tasks,
    run_on_tasks,
)
from accession_cli.scheme.district import BY_SCHEME
from accession_cli.scheme.registry import Registry, TaskFile
from accession_cli.scheme.task import Task
from accession_cli.secrecy.codes import BY_KIND, Suspicion, SuspicionKind
from accession_cli.secrecy.screening import hidden, screen, screen_name, shown_place
from accession_cli.yamlfile.reader import EDITION, Parsed

CODES: Final = frozenset(code.code for code in BY_KIND.values())


def as_numbered(found: Iterable[Finding], clauses: Mapping[str, str | None]) -> Iterator[Finding]:
    """*found*, each with the number of its clause in the scheme whose *clauses* are given."""
    for one in found:
        printed = clauses.get(one.clause.removeprefix(BY_SCHEME))
        yield replace(one, printed=printed) if printed else one


def secrecy_findings(
    loaded: Loaded, only_paths: Collection[str] | None = None
) -> Iterator[Finding]:
    """Everything suspicious in the files of *loaded*, in comments and names, too; masked."""
    for source in loaded.sources:
        path = loaded.prefix + source.name
        if only_paths is None or path in only_paths:
            yield from secrecy_in(source, path, loaded.documents.get(path))


def secrecy_in(source: Source, path: str, document: Parsed | None) -> Iterator[Finding]:
    """The same for one file at *path*; *document* is None when it could not be read."""
    for one in screen_name(source.name):
        yield _finding(one, Place(path))
    yield from _inside(source, path, document)


def without_secrets(finding: Finding) -> Finding:
    """*finding* with secrets masked in its facts, its key and the name of its file."""
    facts = {name: _hidden(fact) for name, fact in finding.facts.items()}
    place = replace(finding.place, path=shown_place(finding.place.path))
    return replace(finding, facts=facts, place=place, key=hidden(finding.key))


def _inside(source: Source, path: str, document: Parsed | None) -> Iterator[Finding]:
    text = document.text if document else _text_of(source.data or b"")
    found = screen(text)
    expected = _contact_masks(document)
    found = tuple(one for one in found if (one.kind, one.masked) not in expected)
    starts = [at for at, sign in enumerate(text) if sign == "\n"] if found else []
    for one in found:
        line = bisect_left(starts, one.start)
        column = one.start - starts[line - 1] if line else one.start + 1
        yield _finding(one, Place(path, line + 1, column))
    if document and "\\" in text:  # an escape may hide what is looked for
        known = {(one.kind, one.masked) for one in found} | expected
        for key, value in _texts(document.value, ()):
            for one in screen(value):
                if (one.kind, one.masked) not in known:
                    yield _finding(one, document.place(key), key)


def _contact_masks(document: Parsed | None) -> set[tuple[SuspicionKind, str]]:
    """The telephone number of an application's contact person, which is expected there."""
    contact = document.value.get("contact") if document else None
    phone = contact.get("phone") if isinstance(contact, dict) else None
    found = screen(phone) if isinstance(phone, str) else ()
    return {(one.kind, one.masked) for one in found if one.kind is SuspicionKind.MOBILE}


def _finding(one: Suspicion, place: Place, key: KeyPath = ()) -> Finding:
    return BY_KIND[one.kind].at(place, key, masked=one.masked)


def _text_of(data: bytes) -> str:
    """The text of a file that could not be read as a record, up to a limit."""
    from accession_cli.office.inner_text import plain_text

    start = data[: EDITION.bytes]
    found = plain_text(start)
    return found.text if found else start.decode("utf-8", errors="replace")


def _texts(value: Any, key: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, dict):
        for name, below in value.items():
            yield from _texts(below, (*key, name))
    elif isinstance(value, list):
        for at, below in enumerate(value):
            yield from _texts(below, (*key, at))
    elif isinstance(value, str):
        yield key, value


def _hidden(fact: object) -> object:
    if isinstance(fact, int) and not isinstance(fact, bool):
        shown = hidden(str(fact))
        return fact if shown == str(fact) else shown
    return hidden(fact) if isinstance(fact, str) else fact


def examine(
    loaded: Loaded,
    as_of: date,
    only_paths: Collection[str] | None = None,
    *,
    today: date | None = None,
) -> list[Finding]:
    """All findings in *loaded*; *only_paths* limits them to those files."""
    found = [f for f in loaded.findings if only_paths is None or f.place.path in only_paths]
    found += secrecy_findings(loaded, only_paths)
    if loaded.registry is None:
        return found
    world = RuleContext.of(
        loaded.registry,
        as_of,
        reading.packaged_negative_list(),
        loaded.prefix.rstrip("/"),
        vocabulary=reading.packaged_vocabulary(),
        today=today,
    )
    for rule, path, breach in run(ALL, world, only_paths):
        found.append(finding_of(rule, breach, loaded.place(path, breach.key)))
    return list(as_numbered(found, world.scheme.clauses))


#: With fewer items in a share, starting a process costs more than it saves.
LEAST: Final = 500
_MOST_PROCESSES: Final = 4

T = TypeVar("T")
R = TypeVar("R")


def side_by_side(work: Callable[[Sequence[T]], Iterator[R]], items: Sequence[T]) -> list[R]:
    """The results of *work* on *items*, shared among processes; in the order of *items*.

    The results must be picklable. What *work* raises is raised here.
    """
    count = max(1, min(_processors(), len(items) // LEAST))
    bounds = [len(items) * at // count for at in range(count + 1)]
    shares = [items[begin:end] for begin, end in pairwise(bounds)]
    with _nothing_collected():
        begun: list[tuple[int, BinaryIO]] = []
        try:
            with suppress(OSError):  # no process can be started: the rest is done here
                for share in shares[1:]:
                    begun.append(_begun(work, share))  # noqa: PERF401 - those begun must be kept
            made = list(work(shares[0]))
            for share in shares[1:]:
                received: list[R] | None = _received(*begun.pop(0)) if begun else None
                made.extend(work(share) if received is None else received)
        finally:
            for number, answer in begun:  # their answer is not needed any more
                answer.close()
                _end(number)
    return made


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Switch garbage collection off: records hold no cycles, and it takes a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _processors() -> int:
    """The number of processes that may work at once; 1 where a fork is not safe."""
    if sys.platform != "linux":
        return 1
    return min(_MOST_PROCESSES, len(os.sched_getaffinity(0)))


def _begun(work: Callable[[Sequence[T]], Iterator[R]], share: Sequence[T]) -> tuple[int, BinaryIO]:
    """Start a process that works on *share*; returns its number and the pipe of its answer."""
    ours, theirs = os.pipe()
    try:
        number = os.fork()
    except OSError:
        os.close(ours)
        os.close(theirs)
        raise
    if number == 0:
        os.close(ours)
        _answer(theirs, work, share)
    os.close(theirs)
    return number, os.fdopen(ours, "rb")


def _answer(to: int, work: Callable[[Sequence[T]], Iterator[R]], share: Sequence[T]) -> NoReturn:
    """Send the results of *work* on *share*; after any fault the parent does the work again.

    Each result is pickled as soon as it is made, so only its bytes are kept. All are sent at the
    end, when the parent has time to read.
    """
    with suppress(BaseException):
        parts = [pickle.dumps(part, pickle.HIGHEST_PROTOCOL) for part in work(share)]
        with os.fdopen(to, "wb") as pipe:
            pickle.dump(len(parts), pipe)
            pipe.writelines(parts)
    os._exit(0)


def _received(number: int, answer: BinaryIO) -> list[R] | None:
    """The results of the process *number*; None if it was lost."""
    try:
        with answer:
            return [pickle.load(answer) for _ in range(pickle.load(answer))]  # noqa: S301 - our own
    except (EOFError, pickle.UnpicklingError):
        return None
    finally:
        _gone(number)


def _end(number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(number, SIGTERM)
    _gone(number)


def _gone(number: int) -> None:
    """Wait for the process *number* to end; do nothing if the system has no such child."""
    with suppress(ChildProcessError):
        os.waitpid(number, 0)


_LIMITS: Final = limits_of(FileKind.TASK)
#: The number of tasks that go through each step together. Repeating a step is a quarter
#: faster than doing all steps for each task, because of the processor's cache.
_TOGETHER: Final = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """All findings, in no order, and the paths of all checked files.

    ``clauses`` are those of the profile, none when it cannot be used.
    ``registry`` is None unless it was to be kept, and when the file ``unusable`` cannot be used.
    ``unread`` are the paths of files that it does not contain.
    """

    findings: list[Finding]
    paths: tuple[str, ...]
    prefix: str
    unread: tuple[str, ...]
    unusable: str
    registry: Registry | None
    clauses: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class _Share:
    """The results for some of the tasks."""

    findings: list[Finding] = field(default_factory=list)
    known: list[KnownTask] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    tasks: list[TaskFile] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """The registry that files make; None when a file that everything depends on is unusable.

    ``unread`` has the first error of each file that the registry does not contain.
    """

    registry: Registry | None
    unread: tuple[Finding, ...]


def examine_files(files: Files, as_of: date, *, today: date, keep: bool = False) -> Examined:
    """All findings in *files*, the whole registry, as on a day; *keep* also gives the registry.

    The text of tasks is not kept.
    """
    loaded, tasks = _beside_tasks(files)
    found = [*loaded.findings, *secrecy_findings(loaded)]
    world = None
    if loaded.registry is not None:
        folder = files.prefix.rstrip("/")
        of = partial(
            RuleContext.of,
            loaded.registry,
            as_of,
            reading.packaged_negative_list(),
            folder,
            vocabulary=reading.packaged_vocabulary(),
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
        clauses=loaded.registry.scheme.clauses if loaded.registry else {},
    )


def registry_in(files: Files) -> Meant:
    """The registry in *files*, not checked by the rules, and without the texts."""
    loaded, tasks = _beside_tasks(files)
    unread = _first_errors(loaded.findings)
    made: list[TaskFile] = []
    for read, missed in side_by_side(partial(_meant, files), tasks):
        made += read
        unread += missed
    registry = loaded.registry
    return Meant(
        registry=replace(registry, tasks=tuple(made)) if registry else None, unread=tuple(unread)
    )


def _first_errors(findings: Iterable[Finding]) -> list[Finding]:
    """The first error of each file."""
    first: dict[str, Finding] = {}
    for one in findings:
        if one.severity is Severity.ERROR:
            first.setdefault(one.place.path, one)
    return list(first.values())


def _beside_tasks(files: Files) -> tuple[Loaded, Sequence[str]]:
    """Everything but the tasks, read; and the names of the tasks' files."""
    names = files.names
    tasks = [name for name in names if kind_of(name) is FileKind.TASK]
    others = set(names).difference(tasks)
    return reading.read_registry(map(files.source, sorted(others)), files.prefix), tasks


def _meant(files: Files, names: Sequence[str]) -> Iterator[tuple[list[TaskFile], list[Finding]]]:
    """The tasks in the files *names*, and the first errors of files that hold none, in batches."""
    for start in range(0, len(names), _TOGETHER):
        reads = _reads(files, names[start : start + _TOGETHER])
        found = [one for read in reads.values() if read.record is None for one in read.findings]
        yield _sound_tasks(reads), _first_errors(found)


def _tasks(
    files: Files, world: RuleContext | None, names: Sequence[str], *, keep: bool
) -> Iterator[_Share]:
    """The results for each task in the files *names*; without a *world* no rules are run."""
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
    """What the tasks' files *names* say, by path."""
    paths = {files.prefix + name: name for name in names}
    return {path: _read(files.source(name), path) for path, name in paths.items()}


def _read(source: Source, path: str) -> FileRead:
    if source.data is None:
        return FileRead(findings=(NOT_PLAIN.at(Place(path)),))
    return read_file(FileKind.TASK, source.name, source.data, path, _LIMITS)


def _place(files: Files, loaded: Loaded, path: str, key: KeyPath) -> Place:
    """The place of *key*; a task is read again for it, which is seldom needed."""
    name = path.removeprefix(files.prefix)
    if kind_of(name) is not FileKind.TASK:
        return loaded.place(path, key)
    parsed = _read(files.source(name), path).parsed
    return parsed.place(key) if parsed else Place(path)
