"""Walk through a registry's commits, oldest first, and say what each changed.

``verify`` asks what every commit did, ``log`` those that changed one record; what a commit says is
read once, however many ask. The registry as it was known on a day is what had landed by then, by
the order of commits.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from accession_cli.actions.open_history import PAST_CUT_OFF, Past
from accession_cli.errors import Refusal
from accession_cli.gitstore.past import Commit, Delta, commits, deltas, states_at
from accession_cli.i18n import N_
from accession_cli.registry import reading
from accession_cli.registry.commits import files_at
from accession_cli.registry.reading import Loaded
from accession_cli.registry.versions import FileVersions
from accession_cli.scheme.registry import FileStates, highest

Given: TypeAlias = dict[tuple[str, int], int]
_AT_ONCE: Final = 2_000

#: A day before the trunk had a registry.
NOTHING_LANDED_YET: Final = Refusal(
    N_("When {day} ended, the trunk {trunk} had no registry yet."),
    N_("Name a later day; accession log tells since when a record has been there."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """One commit, and by their names the files that it has otherwise than each of its parents.

    The first commit of all has one parent, None, which has no files.
    """

    commit: Commit
    changes: Mapping[str | None, Mapping[str, Delta]]

    @property
    def of_first_parent(self) -> Mapping[str, Delta]:
        return next(iter(self.changes.values()))


class Walk:
    """One pass over commits. All files of a commit are known until its last child was passed."""

    def __init__(self, past: Past) -> None:
        self.past = past
        self.versions = FileVersions(past.git, past.prefix)
        self._files: dict[str | None, FileStates] = {None: {}}
        self._given: dict[str, Given] = {}

    def over(self, listed: Sequence[Commit], *, only: str | None = None) -> Iterator[Walked]:
        """Each of *listed*, parents before children; *only* narrows it to the file of that name.

        What the changed files say is at hand while a commit is looked at.
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
        """All files of the registry as *commit* has them."""
        if commit not in self._files:
            self._files[commit] = states_at(self.past.git, str(commit), self.past.folder)
        return self._files[commit]

    def given(self, parents: Sequence[str]) -> Given:
        """The highest numbers of tasks that any of *parents* or what came before had."""
        found: Given = {}
        for parent in parents:
            if parent not in self._given:
                self._given[parent] = highest(self.files(parent))
            _raise(found, self._given[parent])
        return found

    def files_after(self, walked: Walked) -> FileStates:
        """All files as *walked* left them, without asking git for them."""
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
    """The trunk's name, and the commit that it was at when *day* ended in China.

    Going by the order of commits: one that bears an earlier day than those before it landed after
    them all the same. ``PAST_CUT_OFF`` in a clone that has only the newest part.
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
    """The registry as the trunk had it on *day*."""
    trunk, commit = commit_known_on(past, day)
    loaded = reading.read_registry(files_at(past.git, commit, past.folder), past.prefix)
    if not loaded.paths:
        raise NOTHING_LANDED_YET(day=day, trunk=trunk)
    return loaded
