"""A rule is a small pure generator with its code, its clause and its sentences.

Rules do not register themselves; ``every.ALL`` collects them. A code never changes its meaning
and is never given to another rule.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import chain
from typing import Any, Final, Generic, TypeAlias, TypeVar

from accession_cli.finding import Code, Finding, KeyPath, Place, Severity
from accession_cli.rules.context import KnownTask, RuleContext
from accession_cli.scheme.ids import ApplicationStatus, RecordId
from accession_cli.scheme.registry import (
    ApplicationFile,
    ComplaintFile,
    EvaluationFile,
    Step,
    TaskFile,
)


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
