"""Open a registry's past and walk through its commits, oldest first, with what each changed.

The past is the repository of the registry and the registry's folder in it. ``verify`` checks every
commit, ``log`` those that changed one record; each content is read once. The registry as known on a
day is what had landed by then, by the order of commits.

A task's history tells when it changed, by whom, and in which fields.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final, TypeAlias

from accession_cli.actions.task_lookup import TASK_NOT_FOUND
from accession_cli.errors import Exit, Refusal
from accession_cli.finding import key_text
from accession_cli.gitstore.branches import last_seen
from accession_cli.gitstore.commit import FileState
from accession_cli.gitstore.git import Git
from accession_cli.gitstore.past import Commit, Delta, commits, deltas, states_at
from accession_cli.i18n import N_
from accession_cli.registry import reading
from accession_cli.registry.commits import contents, files_at
from accession_cli.registry.files import (
    SCHEME,
    NoRegistryThere,
    RegistryNotFound,
    Source,
    find_registry,
    name_of_task,
)
from accession_cli.registry.reading import Loaded, ProfileUnusable
from accession_cli.registry.versions import FileVersions, file_changes, step
from accession_cli.scheme.district import Scheme
from accession_cli.scheme.names import folded
from accession_cli.scheme.registry import APPLICATION, FileStates, RecordId, Step, highest
from accession_cli.scheme.task import Correction, Task
from accession_cli.scheme.task_history import differences, new_corrections
from accession_cli.secrecy.screening import hidden

Given: TypeAlias = dict[str, int]
_AT_ONCE: Final = 2_000
_NOTHING: Final = frozenset("0")

#: The registry lies in no repository, or its repository has no commit.
NO_PAST: Final = Refusal(
    N_("The registry in {folder} has no git history to look at."),
    N_("Work in a copy of the registry from the server (git clone)."),
    Exit.OUTSIDE,
)

#: The clone has only the newest part of the history.
PAST_CUT_OFF: Final = Refusal(
    N_(
        "This copy holds only the newest part of the history, so what came before"
        " cannot be compared."
    ),
    N_(
        "Fetch the rest with git fetch --unshallow; in CI, have the whole history checked out"
        " (fetch-depth: 0)."
    ),
    Exit.OUTSIDE,
)

#: The name is that of no commit.
UNKNOWN_REVISION: Final = Refusal(
    N_("There is no commit {name} in this repository."),
    N_("Name a commit, a branch or a tag that git log shows."),
    Exit.USAGE,
)

#: The commit has no registry, because it is older or of another branch.
NO_REGISTRY_THEN: Final = Refusal(
    N_("Commit {commit} holds no registry: there is no scheme.yaml in it where one was sought."),
    N_("Name another commit, or the registry's folder with -C."),
    Exit.UNREADABLE,
)

#: The trunk had no registry yet on that day.
NOTHING_LANDED_YET: Final = Refusal(
    N_("When {day} ended, there was no register yet."),
    N_("Name a later day; accession log tells since when a record has been there."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A repository and the registry's folder in its trees, from the top; "" is the top itself."""

    git: Git
    folder: str

    @property
    def prefix(self) -> str:
        """The text before a file's name when its path is shown."""
        return f"{self.folder}/" if self.folder else ""

    def commit(self, name: str) -> str:
        """The commit called *name*; raises ``PAST_CUT_OFF`` or ``UNKNOWN_REVISION`` without one."""
        found = self.git.tip(name)
        if found is None and self.git.is_shallow():
            raise PAST_CUT_OFF()
        if found is None:
            raise UNKNOWN_REVISION(name=name)
        return found

    def scheme(self, commit: str) -> Scheme:
        """The profile as *commit* has it; raises ``ProfileUnusable``."""
        entry = self.git.entry_at(commit, self.prefix + SCHEME)
        if entry is None:
            return reading.scheme_of([], self.prefix)
        data = contents(self.git, [(SCHEME, entry.sha)])[entry.sha]
        return reading.scheme_of([Source(SCHEME, data)], self.prefix)

    def trunk(self) -> tuple[str, str]:
        """The trunk's name and its newest commit in this clone; nothing is fetched.

        If accession saw a later commit than plain git fetched, it is that one.
        """
        git = self.git
        head = git.tip("HEAD")
        remotes = git.remotes()
        local = git.branch() or "HEAD"
        if head is None and not remotes:
            raise NO_PAST(folder=git.top)
        scheme = self._profile(head)
        if scheme is None or scheme.sample or not remotes:
            if head is None:
                raise NO_PAST(folder=git.top)
            return local, head
        seen = last_seen(git, scheme.trunk)
        return (local, self.commit("HEAD")) if seen is None else (scheme.trunk, seen)

    def _profile(self, head: str | None) -> Scheme | None:
        if head is None:
            return None
        try:
            return self.scheme(head)
        except ProfileUnusable:
            return None


def nothing(name: str) -> bool:
    """Whether *name* is all zeros, as a server's hook names the state before a branch existed."""
    return len(name) >= 40 and set(name) == _NOTHING  # noqa: PLR2004 - as long as a commit's name


def past_of(start: Path, given: Path | None, commit: str = "HEAD") -> Past:
    """The past of the registry *given* or around *start*, or of one that only *commit* has.

    The last is for a bare repository, or one whose work tree holds something else. Raises
    ``NO_PAST`` and ``NO_REGISTRY_THEN``.
    """
    try:
        folder = find_registry(start, given)
    except (RegistryNotFound, NoRegistryThere) as missing:
        git = Git.reading(given or start, named=given is not None)
        if git is None:
            raise missing from None
        past = Past(git=git, folder="")
        found = folder_in(git, past.commit(commit))
        if found is None:
            raise NO_REGISTRY_THEN(commit=commit) from missing
        return Past(git=git, folder=found)
    git = Git.reading(folder, named=False)
    if git is None:
        raise NO_PAST(folder=folder)
    return Past(git=git, folder=git.path_of(folder))


def folder_in(git: Git, commit: str) -> str | None:
    """The folder of scheme.yaml in *commit*: the top, registry/, or the only one; else None."""
    found = [path for path in git.paths_at(commit) if path.rpartition("/")[2] == SCHEME]
    folders = [path.rpartition("/")[0] for path in found]
    for usual in ("", "registry"):
        if usual in folders:
            return usual
    return folders[0] if len(folders) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """One commit; ``changes`` has for each parent the files that differ from it, by name.

    The very first commit has the one parent None, which has no files.
    """

    commit: Commit
    changes: Mapping[str | None, Mapping[str, Delta]]

    @property
    def of_first_parent(self) -> Mapping[str, Delta]:
        return next(iter(self.changes.values()))


class Walk:
    """One pass over commits. A commit's files are kept until its last child was passed."""

    def __init__(self, past: Past) -> None:
        self.past = past
        self.versions = FileVersions(past.git, past.prefix)
        self._files: dict[str | None, FileStates] = {None: {}}
        self._given: dict[str, Given] = {}

    def over(self, listed: Sequence[Commit], *, only: str | None = None) -> Iterator[Walked]:
        """Each of *listed*, parents before children; *only* limits it to the file of that name.

        The contents of changed files are loaded while their commit is looked at.
        """
        children = Counter(parent for commit in listed for parent in commit.parents)
        for start in range(0, len(listed), _AT_ONCE):
            some = listed[start : start + _AT_ONCE]
            pairs = [(commit.sha, parent) for commit in some for parent in _parents(commit)]
            told = deltas(self.past.git, pairs, self.past.folder)
            changes = {
                pair: {name: one for name, one in self._named(changed) if only in (None, name)}
                for pair, changed in zip(pairs, told, strict=True)
            }
            self.versions.fetch(
                (name, state)
                for named in changes.values()
                for name, one in named.items()
                for state in (one.before, one.after)
            )
            for commit in some:
                of_each = {parent: changes[commit.sha, parent] for parent in _parents(commit)}
                yield Walked(commit=commit, changes=of_each)
                children.subtract(commit.parents)
                for parent in commit.parents:
                    if not children[parent]:
                        self._files.pop(parent, None)
                        self._given.pop(parent, None)
            self.versions.forget()

    def files(self, commit: str | None) -> FileStates:
        """All files of the registry in *commit*."""
        if commit not in self._files:
            self._files[commit] = states_at(self.past.git, str(commit), self.past.folder)
        return self._files[commit]

    def step(
        self,
        before: FileStates,
        after: FileStates,
        given: Given,
        *,
        names: Iterable[str] | None = None,
        single: bool = False,
    ) -> Step:
        """The step from *before* to *after*; only *names* can have changed, or any file if None."""
        return step(self.versions, before, after, given, names=names, single=single)

    def between(self, older: str, newer: str, staged: "FileStates | None" = None) -> Step:
        """The step from one commit to a later one, whatever lies between them.

        The registry may have lain in another folder in the older commit, or not have been there.
        With *staged*, the step to those files in place of the later commit's.
        """
        git, prefix = self.past.git, self.past.prefix
        lies_here = git.entry_at(older, prefix + SCHEME) is not None
        folder = self.past.folder if lies_here else folder_in(git, older)
        before = {} if folder is None else states_at(git, older, folder)
        after = self.files(newer) if staged is None else staged
        changed = file_changes(before, after, prefix)
        self.versions.fetch((one.name, is_) for one in changed for is_ in (one.before, one.after))
        return self.step(before, after, highest(before))

    def given(self, parents: Sequence[str]) -> Given:
        """The highest numbers up to *parents*."""
        found: Given = {}
        for parent in parents:
            if parent not in self._given:
                self._given[parent] = highest(self.files(parent))
            _raise(found, self._given[parent])
        return found

    def files_after(self, walked: Walked) -> FileStates:
        """All files after *walked*, without asking git."""
        sha, changed = walked.commit.sha, walked.of_first_parent
        after = dict(self.files(next(iter(walked.changes))))
        for name, one in changed.items():
            if one.after is None:
                after.pop(name, None)
            else:
                after[name] = one.after
        self._files[sha] = after
        self._given[sha] = self.given(walked.commit.parents)
        _raise(self._given[sha], highest(changed))
        return after

    def _named(self, changed: Sequence[Delta]) -> Iterator[tuple[str, Delta]]:
        return ((one.path.removeprefix(self.past.prefix), one) for one in changed)


def _parents(commit: Commit) -> tuple[str | None, ...]:
    return commit.parents or (None,)


def _raise(found: Given, other: Given) -> None:
    for key, serial in other.items():
        found[key] = max(found.get(key, 0), serial)


def commit_known_on(past: Past, day: date) -> tuple[str, str]:
    """The trunk's name, and its commit when *day* ended in China.

    Commits count in their order: one with an earlier date than those before it landed after them
    all the same. Raises ``PAST_CUT_OFF`` in a shallow clone, ``NOTHING_LANDED_YET`` for a day too
    early.
    """
    if past.git.is_shallow():
        raise PAST_CUT_OFF()
    trunk, tip = past.trunk()
    landed, found = date.min, None
    for commit in commits(past.git, tip, "--first-parent"):
        landed = max(landed, commit.when.date())
        if landed <= day:
            found = commit.sha
    if found is None:
        raise NOTHING_LANDED_YET(day=day, trunk=trunk)
    return trunk, found


def registry_known_on(past: Past, day: date) -> Loaded:
    """The registry as the trunk had it when *day* ended; raises as ``commit_known_on``."""
    trunk, commit = commit_known_on(past, day)
    loaded = reading.read_registry(files_at(past.git, commit, past.folder), past.prefix)
    if not loaded.paths:
        raise NOTHING_LANDED_YET(day=day, trunk=trunk)
    return loaded


#: Fields that have a sentence of their own.
_TOLD: Final = frozenset({"corrections", "status"})
Changes = tuple[tuple[str, str | None, str | None], ...]


#: The record was filed later.
NOT_FILED_THEN: Final = Refusal(
    N_("When {day} ended, the register had no record of {id} yet."),
    N_("See when it was filed with: accession log {id}"),
)


#: An application has no such history: its record says all that happened.
NOT_ATASK: Final = Refusal(
    N_("{id} is an application, and accession log tells of tasks."),
    N_("See it with: accession show {id}"),
    Exit.USAGE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One commit that changed a record; ``after`` is None when it cannot be read or is gone.

    ``event`` is ``filed``, ``retired``, ``changed``, ``rewritten`` (only its form), ``unreadable``
    or ``removed``. ``changes`` are fields with their old and new text.
    """

    commit: Commit
    event: str
    after: Task | None
    changes: Changes
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskHistory:
    """A record's history since its filing, the oldest entry first."""

    id: str
    title: str
    path: str
    trunk: str
    tip: str
    entries: tuple[HistoryEntry, ...]


def history_of_task(past: Past, number: str, known_on: date | None, today: date) -> TaskHistory:
    """The history of the task with the id or filing number *number*, as known on a day.

    *known_on* None takes the trunk's newest commit. Raises ``NOT_FILED_THEN``, ``TASK_NOT_FOUND``,
    ``NOT_ATASK`` and ``PAST_CUT_OFF``.
    """
    if past.git.is_shallow():
        raise PAST_CUT_OFF()
    trunk, tip = commit_known_on(past, known_on) if known_on else past.trunk()
    record = _record(past, tip, number)
    name = name_of_task(record)
    path = past.prefix + name
    found = commits(past.git, tip, path=path)
    if not found:
        if known_on is not None and known_on < today:
            raise NOT_FILED_THEN(id=record, day=known_on)
        raise TASK_NOT_FOUND(id=number)
    entries = tuple(_entries(past, name, found))
    last = [entry.after for entry in entries if entry.after is not None]
    return TaskHistory(
        id=str(record),
        title=last[-1].title if last else "",
        path=path,
        trunk=trunk,
        tip=tip,
        entries=entries,
    )


def _record(past: Past, tip: str, number: str) -> RecordId:
    """The id for *number*, which may be a filing number."""
    try:
        record = RecordId.parse(number.strip().upper())
    except ValueError:
        record = None
    if record is not None:
        if record.letter == APPLICATION:
            raise NOT_ATASK(id=record)
        return record
    loaded = reading.read_registry(files_at(past.git, tip, past.folder), past.prefix)
    for file in loaded.registry.tasks if loaded.registry else ():
        if folded(file.task.filing.number) == folded(number):
            return file.task.id
    raise TASK_NOT_FOUND(id=number)


def _entries(past: Past, name: str, found: Sequence[Commit]) -> Iterator[HistoryEntry]:
    """An entry for each commit, compared with the last version that could be read."""
    walk = Walk(past)
    known: Task | None = None
    for walked in walk.over(found, only=name):
        change = walked.of_first_parent.get(name)
        state = change.after if change else None
        after = walk.versions.task(name, state)
        yield _entry(walked.commit, known, state, after)
        known = after or known


def _entry(
    commit: Commit,
    known: Task | None,
    state: FileState | None,
    after: Task | None,
) -> HistoryEntry:
    if after is None:
        event = "removed" if state is None else "unreadable"
        return HistoryEntry(commit=commit, event=event, after=None, changes=(), corrections=())
    if known is None:
        return HistoryEntry(commit=commit, event="filed", after=after, changes=(), corrections=())
    changes: Changes = tuple(
        (key_text(one.key), _shown(one.old), _shown(one.new))
        for one in differences(known, after)
        if one.key[0] not in _TOLD and (one.key[0] != "retirement" or known.retirement)
    )
    corrections = tuple(
        replace(made, old=_shown(made.old), new=_shown(made.new), reason=hidden(made.reason))
        for made in new_corrections(known, after)
    )
    if known.retirement is None and after.retirement is not None:
        event = "retired"
    else:
        event = "changed" if changes or corrections else "rewritten"
    return HistoryEntry(
        commit=commit, event=event, after=after, changes=changes, corrections=corrections
    )


def _shown(text: str | None) -> str | None:
    """A text with secrets masked, which may have been in the record once."""
    return None if text is None else hidden(text)
