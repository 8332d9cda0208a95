"""A rule is a small pure generator with its code, its clause and its sentences.

Rules do not register themselves; ``every.ALL`` collects them. A code never changes its meaning
and is never given to another rule.

A rule looks only at a ``RuleContext``: the registry, a day, the negative list, and indexes that are
built once. A ``KnownTask`` is what rules may know of other tasks; it is so small that a hundred
thousand fit in memory.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import chain
from typing import Any, Final, Generic, Self, TypeAlias, TypeVar
from unicodedata import normalize

from accession_cli.finding import Code, Finding, KeyPath, Place, Severity
from accession_cli.scheme.application import Application
from accession_cli.scheme.district import NegativeEntry, Scheme
from accession_cli.scheme.law import LawVersion, Statutes, law_key
from accession_cli.scheme.names import bare
from accession_cli.scheme.question_index import Vocabulary, extended, forms_of, said
from accession_cli.scheme.registry import (
    ApplicationFile,
    ApplicationStatus,
    ComplaintFile,
    EvaluationFile,
    RecordId,
    Registry,
    Step,
    TaskFile,
)
from accession_cli.scheme.task import Scope, Standing

_NO_WORDS: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTask:
    """What rules compare of a task with other tasks; ``title`` is folded (``folded``).

    The names in ``also_called`` are folded as questions are (``said``).
    ``application`` is the id of the application that was filed as this task. ``in_error``: it was
    retired as entered in error, so it never counted.
    """

    path: str
    id: RecordId
    agency: str
    title: str
    also_called: tuple[str, ...]
    standing: Standing
    scope: Scope
    supersedes: tuple[RecordId, ...]
    superseded_by: tuple[RecordId, ...]
    application: RecordId | None
    in_error: bool

    @classmethod
    def of(cls, file: TaskFile) -> Self:
        """Make it from the task in *file*."""
        task = file.task
        return cls(
            path=file.path,
            id=task.id,
            agency=task.agency,
            title=folded(task.title),
            also_called=tuple(map(said, task.also_called)),
            standing=task.standing,
            scope=task.scope,
            supersedes=task.supersedes,
            superseded_by=task.superseded_by,
            application=task.application.id if task.application else None,
            in_error=task.entered_in_error,
        )


def folded(title: str) -> str:
    """*title* with only its letters and digits, so that a full stop makes no difference."""
    return _NO_WORDS.sub("", normalize("NFKC", title)) or title


def bare_title(task: KnownTask) -> str:
    """The title of *task* without fillers, so that 协助 or 工作 makes no other task of it."""
    return bare(task.title) or task.title


def subdistricts_of(scope: Scope, subdistrict_of: Mapping[str, str]) -> set[str] | None:
    """The subdistricts of *scope*, from its communities if it names any; ``None`` means all."""
    if scope.communities is not None:
        return {subdistrict_of.get(code, code) for code in scope.communities}
    return None if scope.subdistricts is None else set(scope.subdistricts)


#: In ``RuleContext.by_bare_title``, the place of every task.
ANYWHERE: Final = "anywhere"
Tasks: TypeAlias = Sequence[KnownTask]
K = TypeVar("K")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleContext:
    """A registry as of the day ``as_of``, checked on ``today``. Make one with ``RuleContext.of``.

    ``folder`` is the registry's folder, with which the paths of its files begin. ``tasks`` and
    their indexes are for rules that compare tasks; rules over one task do not use them.
    ``by_bare_title`` holds all tasks that ever counted, by their ``bare_title`` and by each of
    their subdistricts, ``None`` for all, and ``ANYWHERE``. ``serials`` holds the serials given in a
    year, ascending, each once. ``by_name`` holds, for each name that a task in force is also
    called, the tasks in force with that name or title. ``demands`` are the words of the vocabulary
    that ask for more than a task; ``forms`` holds how people name each entry of the negative list,
    its subject first; with ``cues`` they ask for a certificate, with ``duty_cues`` they make
    somebody responsible. ``laws`` holds for each law, by its ``law_key``, its versions and, after
    them, those of other laws that took their place.
    """

    registry: Registry
    as_of: date
    today: date
    forms: tuple[tuple[NegativeEntry, tuple[str, ...]], ...]
    cues: tuple[str, ...]
    duty_cues: tuple[str, ...]
    folder: str
    tasks: tuple[KnownTask, ...]
    by_id: Mapping[RecordId, Tasks]
    by_bare_title: Mapping[tuple[str, str | None], Tasks]
    by_application: Mapping[RecordId, Tasks]
    by_name: Mapping[str, Tasks]
    demands: tuple[str, ...]
    applications: Mapping[RecordId, Application]
    serials: Mapping[int, tuple[int, ...]]
    subdistrict_of: Mapping[str, str]
    laws: Mapping[str, Statutes]

    @classmethod
    def of(
        cls,
        registry: Registry,
        as_of: date,
        negative_list: Iterable[NegativeEntry] = (),
        folder: str = "registry",
        *,
        vocabulary: Vocabulary | None = None,
        today: date | None = None,
        tasks: Iterable[KnownTask] | None = None,
    ) -> Self:
        """Build the indexes, in one pass over the tasks.

        By default *today* is *as_of*, and *tasks* are those of *registry*. Without a *vocabulary*
        nothing is held against it or the negative list.
        """
        words = extended(vocabulary, registry.vocabulary) if vocabulary else {}
        known = tuple(map(KnownTask.of, registry.tasks) if tasks is None else tasks)
        by_id: dict[RecordId, list[KnownTask]] = {}
        by_bare_title: dict[tuple[str, str | None], list[KnownTask]] = {}
        by_application: dict[RecordId, list[KnownTask]] = {}
        subdistrict_of = {
            community: one.code
            for one in registry.subdistricts.values()
            for community in one.communities
        }
        for task in known:
            _put(by_id, task.id, task)
            if not task.in_error:
                name = bare_title(task)
                _put(by_bare_title, (name, ANYWHERE), task)
                for place in subdistricts_of(task.scope, subdistrict_of) or (None,):
                    _put(by_bare_title, (name, place), task)
            if task.application:
                _put(by_application, task.application, task)
        return cls(
            registry=registry,
            as_of=as_of,
            today=today or as_of,
            folder=folder,
            tasks=known,
            by_id=by_id,
            by_bare_title=by_bare_title,
            by_application=by_application,
            by_name=_by_name([task for task in known if task.standing.in_force(as_of)]),
            demands=tuple(words.get("demands", ())),
            forms=tuple((one, tuple(forms_of(one, words))) for one in negative_list if words),
            cues=(*words.get("certificate_cues", ()), *words.get("stamp_cues", ())),
            duty_cues=tuple(words.get("responsible_cues", ())),
            applications={one.application.id: one.application for one in registry.applications},
            serials=_serials(by_id),
            subdistrict_of=subdistrict_of,
            laws=_laws(registry.statutes),
        )

    @property
    def scheme(self) -> Scheme:
        """The district's profile."""
        return self.registry.scheme

    def path(self, name: str) -> str:
        """The path of one of the registry's own files, for example ``registry/scheme.yaml``."""
        return f"{self.folder}/{name}" if self.folder else name

    def law_version(self, law: str, version: str) -> LawVersion | None:
        """The cited version of a law; ``None`` when ``statutes.yaml`` does not have it."""
        known = self.statutes_of(law)
        return known.find(law, version) if known else None

    def statutes_of(self, law: str) -> Statutes | None:
        """The versions of *law*, however its name is written; ``None`` when it is not known."""
        return self.laws.get(law_key(law))


def _put(index: dict[K, list[KnownTask]], key: K, task: KnownTask) -> None:
    known = index.get(key)
    if known is None:
        index[key] = [task]  # a list of one takes little memory, and nearly every key has one task
    else:
        known.append(task)


def _by_name(in_force: Iterable[KnownTask]) -> dict[str, list[KnownTask]]:
    """The tasks by the names that any is also called; few have one, so titles are seldom folded."""
    tasks = tuple(in_force)
    found: dict[str, list[KnownTask]] = {name: [] for task in tasks for name in task.also_called}
    for task in tasks if found else ():
        for name in {said(task.title), *task.also_called}:
            if name in found:
                found[name].append(task)
    return found


def _serials(ids: Iterable[RecordId]) -> dict[int, tuple[int, ...]]:
    years: defaultdict[int, set[int]] = defaultdict(set)
    for known in ids:
        years[known.year].add(known.serial)
    return {year: tuple(sorted(given)) for year, given in years.items()}


def _laws(statutes: Statutes) -> dict[str, Statutes]:
    laws: defaultdict[str, list[LawVersion]] = defaultdict(list)
    for known in statutes.versions:
        laws[law_key(known.law)].append(known)
    for known in statutes.versions:
        successor = statutes.find(*known.replaced_by) if known.replaced_by else None
        if successor is not None and law_key(successor.law) != law_key(known.law):
            laws[law_key(known.law)].append(successor)
    return {law: Statutes(tuple(versions)) for law, versions in laws.items()}


@dataclass(frozen=True, slots=True)
class Breach:
    """One breach of a rule: the key where it shows, and the facts that fill its sentences.

    ``path`` is "" for a rule over one record, because the file is that record's; other rules name
    the file. ``clause`` is "" unless the breach rests on another clause than the rule's, for
    example one that the district's profile sets. ``says`` and ``hint`` are "" unless the breach
    has sentences of its own.
    """

    key: KeyPath
    facts: Mapping[str, object] = field(default_factory=dict)
    path: str = ""
    clause: str = ""
    says: str = ""
    hint: str = ""


RecordFile: TypeAlias = TaskFile | KnownTask | ApplicationFile | ComplaintFile | EvaluationFile
F = TypeVar("F", TaskFile, KnownTask, ApplicationFile, ComplaintFile, EvaluationFile)
RegistryCheck: TypeAlias = Callable[[RuleContext], Iterable[Breach]]
StepCheck: TypeAlias = Callable[[Step], Iterable[Breach]]
C = TypeVar("C")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRule(Code):
    """A rule over one record in its context; ``over`` is the kind of record file it checks.

    A rule over ``TaskFile`` looks at no other task, so that it can run while tasks are read. A rule
    that compares tasks is over ``KnownTask`` and runs when all are known.

    ``asked``: this rule over tasks also checks the task that an open application asks for.
    """

    over: type[RecordFile]
    check: Callable[[Any, RuleContext], Iterable[Breach]]
    asked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryRule(Code):
    """A rule over the registry's own files: profile, agencies, subdistricts, statutes, calendar."""

    check: RegistryCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRule(Code):
    """A rule over the changes between two states of a registry; its breaches name the file."""

    check: StepCheck


R = TypeVar("R", bound=Code)


class _Over(Generic[C, R]):
    """A decorator that turns a generator into a rule; ``more`` is for rules over records only."""

    def __init__(self, rule: Callable[..., R]) -> None:
        self._rule = rule

    def __call__(
        self,
        code: str,
        clause: str,
        severity: Severity = Severity.ERROR,
        *,
        about: str,
        says: str,
        hint: str,
        **more: bool,
    ) -> Callable[[C], R]:
        def made(check: C) -> R:
            return self._rule(
                code=code,
                clause=clause,
                severity=severity,
                about=about,
                says=says,
                hint=hint,
                check=check,
                **more,
            )

        return made


def _over(kind: type[F]) -> _Over[Callable[[F, RuleContext], Iterable[Breach]], RecordRule]:
    return _Over(partial(RecordRule, over=kind))


over_task: Final = _over(TaskFile)
over_known_task: Final = _over(KnownTask)
over_application: Final = _over(ApplicationFile)
over_complaint: Final = _over(ComplaintFile)
over_evaluation: Final = _over(EvaluationFile)
over_registry: Final[_Over[RegistryCheck, RegistryRule]] = _Over(RegistryRule)
over_step: Final[_Over[StepCheck, StepRule]] = _Over(StepRule)


def run_on_step(rules: Iterable[Code], step: Step) -> Iterator[tuple[Code, str, Breach]]:
    """Yield every breach of *rules* by *step*, with the path of its file."""
    for rule in rules:
        if isinstance(rule, StepRule):
            for breach in rule.check(step):
                yield rule, breach.path, breach


def run(
    rules: Iterable[Code], world: RuleContext, only_paths: Collection[str] | None = None
) -> Iterator[tuple[Code, str, Breach]]:
    """Yield every breach of *rules* in *world*, with the path of its file.

    With *only_paths*, only these files are checked, but they are compared with all others.
    """
    listed = tuple(rules)
    files = world.registry.tasks
    if only_paths is not None:
        files = tuple(file for file in files if file.path in only_paths)
    for rule, file, breach in run_on_tasks(listed, files, world):
        yield rule, file.path, breach
    yield from run_beside_tasks(listed, world, only_paths)


def run_on_tasks(
    rules: Iterable[Code], files: Sequence[TaskFile], world: RuleContext
) -> Iterator[tuple[Code, TaskFile, Breach]]:
    """Yield every breach in *files* of those *rules* that look at one task alone."""
    for rule in rules:
        if isinstance(rule, RecordRule) and rule.over is TaskFile:
            for file in files:
                for breach in rule.check(file, world):
                    yield rule, file, breach


def run_beside_tasks(
    rules: Iterable[Code], world: RuleContext, only_paths: Collection[str] | None = None
) -> Iterator[tuple[Code, str, Breach]]:
    """Yield what ``run`` finds besides single tasks: between tasks, in other records and files."""
    listed = tuple(rules)
    of_records = [rule for rule in listed if isinstance(rule, RecordRule)]
    known = world.registry
    records: tuple[tuple[RecordFile, ...], ...] = (
        world.tasks,
        known.applications,
        known.complaints,
        known.evaluations,
    )
    for file in chain.from_iterable(records):
        if only_paths is None or file.path in only_paths:
            for rule, breach in _breaches(of_records, file, world):
                yield rule, file.path, breach
    for other in listed:
        if isinstance(other, RegistryRule):
            for breach in other.check(world):
                if only_paths is None or breach.path in only_paths:
                    yield other, breach.path, breach


def _breaches(
    rules: Iterable[RecordRule], file: RecordFile, world: RuleContext
) -> Iterator[tuple[Code, Breach]]:
    """Yield the breaches in one record, and in the task that an open application asks for.

    What an agency asks for is its own until it is admitted: before that, it is only warned of.
    """
    kind = type(file)
    asked = None
    if isinstance(file, ApplicationFile) and file.application.is_open and file.application.asked:
        asked = TaskFile(file.path, file.application.asked)
        undecided = file.application.status is not ApplicationStatus.APPROVED
    for rule in rules:
        if rule.over is kind:
            for breach in rule.check(file, world):
                yield rule, breach
        elif asked and rule.asked:
            told = _warning_of(rule) if undecided else rule
            for breach in rule.check(asked, world):
                yield told, replace(breach, key=("task", *breach.key))


def _warning_of(rule: RecordRule) -> RecordRule:
    return replace(rule, severity=Severity.WARNING) if rule.severity is Severity.ERROR else rule


def finding_of(rule: Code, breach: Breach, place: Place) -> Finding:
    """The finding that reports *breach* at *place*; its facts are texts and numbers only."""
    facts = {
        name: str(fact) if isinstance(fact, (date, RecordId)) else fact
        for name, fact in breach.facts.items()
    }
    return replace(
        rule.at(place, breach.key, **facts),
        clause=breach.clause or rule.clause,
        says=breach.says or rule.says,
        hint=breach.hint or rule.hint,
    )
