"""Give rules what they may look at: the registry, a day, the negative list, and indexes.

The indexes of a ``RuleContext`` are built once. A ``KnownTask`` is what rules may know of other
tasks; it is so small that a hundred thousand fit in memory.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Self, TypeAlias, TypeVar
from unicodedata import normalize

from accession_cli.scheme.application import Application
from accession_cli.scheme.district import NegativeEntry, Scheme
from accession_cli.scheme.ids import RecordId
from accession_cli.scheme.law import LawVersion, Statutes, law_key
from accession_cli.scheme.names import bare
from accession_cli.scheme.question_index import Vocabulary, extended, forms_of, said
from accession_cli.scheme.registry import Registry, TaskFile
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
            in_error=task.retirement is not None and task.retirement.entered_in_error,
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
