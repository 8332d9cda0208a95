"""Walk through a registry's commits, each held against every one of its parents.

A merge is held against all its parents: what it has from one of them is an ordinary change for
the others. A record that was changed unlawfully is from then on compared with its last lawful
version; so what was corrected later is seen to be right, and what was not stays a breach.

``is_resolved`` tells whether later commits have put an error right: the way from the last lawful
version of its files to the newest one is lawful. The file was put back, or a correction was
entered late.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from accession_cli.actions.open_history import Past
from accession_cli.actions.validate_since import as_remarks, judged
from accession_cli.finding import Finding, Place, Severity
from accession_cli.gitstore.file_state import FileState
from accession_cli.gitstore.past import Commit, Delta, deltas, states_at
from accession_cli.registry.codes import (
    BEFORE_ITS_PARENT,
    LAY_ELSEWHERE,
    SECOND_BEGINNING,
)
from accession_cli.registry.names import SCHEME
from accession_cli.registry.versions import (
    Between,
    FileVersions,
    form_findings,
    step,
    unread_findings,
)
from accession_cli.rules.changed_files import (
    files_keep_their_names,
    numbers_are_given_once,
    numbers_follow_on,
)
from accession_cli.scheme.registry import TASKS, Step, highest, number_of, stem_of

MOVED: Final = files_keep_their_names.code
TWICE: Final = numbers_are_given_once.code
GAP: Final = numbers_follow_on.code
#: About the order of numbers, not about what a file says.
NUMBERS: Final = (TWICE, GAP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Something found in a commit (``None``: in the trunk as a whole).

    ``mended`` is an error that later commits have put right; it counts as a warning.
    """

    commit: Commit | None
    finding: Finding
    mended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnresolvedError:
    """An error, and the files it is about as they lawfully were."""

    trace: Trace
    files: tuple[tuple[str, FileState | None], ...]


def is_resolved(
    one: UnresolvedError, last: Mapping[str, FileState], versions: FileVersions
) -> bool:
    """Whether the newest files, *last*, have nothing left of what *one* tells of."""
    if one.trace.finding.code == GAP:
        return _filled(one, last)
    lawful = {name: state for name, state in one.files if state is not None}
    names = tuple(name for name, _state in one.files)
    others = {name: state for name, state in last.items() if name not in names}
    made = Between(
        before={**others, **lawful}, after=last, names=names, given={}, single=False, earlier=""
    )
    found = [*form_findings(made, versions), *judged(step(made, versions), made, versions)]
    return not any(f.severity is Severity.ERROR and f.code not in NUMBERS for f in found)


def _filled(one: UnresolvedError, last: Mapping[str, FileState]) -> bool:
    """Whether the numbers that were left out have been given on another way since."""
    (name, _state), *_rest = one.files
    number = number_of(name, TASKS)
    if number is None:
        return False
    known = {stem_of(file) for file in last if file.startswith(TASKS)}
    first = int(str(one.trace.finding.facts["first"]).rpartition("-")[2])
    return all(
        str(replace(number, serial=serial)) in known for serial in range(first, number.serial)
    )


_AT_ONCE: Final = 2_000
_SKEW: Final = timedelta(days=1)
_NOTHING: Final[Mapping[str, FileState]] = {}


class Walk:
    """One pass over commits, oldest first. Lives only while it goes on."""

    def __init__(self, past: Past, known: Sequence[Commit]) -> None:
        self.past = past
        self.versions = FileVersions(past.git, past.prefix)
        self.times = {commit.sha: commit.when for commit in known}
        self.states: dict[str, Mapping[str, FileState]] = {}
        self.given: dict[str, dict[tuple[str, int], int]] = {}
        self.lawful: dict[tuple[str, FileState | None], FileState | None] = {}
        self.suspicions: list[UnresolvedError] = []
        self.traces: list[Trace] = []
        self.editions: list[tuple[Commit, str]] = []
        self.began = ""
        self.moved: dict[str, tuple[str, str]] = {}

    def over(self, commits: Sequence[Commit], tip: str) -> None:
        """Look at *commits*, which end with *tip*; what came before them is taken as it is."""
        children = Counter(parent for commit in commits for parent in commit.parents)
        children[tip] += 1
        for start in range(0, len(commits), _AT_ONCE):
            some = commits[start : start + _AT_ONCE]
            pairs = [(c.sha, parent) for c in some for parent in c.parents or (None,)]
            found = dict(zip(pairs, self._deltas(pairs), strict=True))
            self.versions.fetch(
                (name, state)
                for changed in found.values()
                for name, one in self._named(changed)
                for state in (one.before, one.after)
            )
            for commit in some:
                self._commit(commit, found)
                for parent in commit.parents:
                    children[parent] -= 1
                    if not children[parent]:
                        self.states.pop(parent, None)
                        self.given.pop(parent, None)
            self.versions.forget()

    def result(self, tip: str) -> list[Trace]:
        """Everything found, what was put right since as such; in the order of the commits."""
        last = self.states[tip]
        found = list(self.traces)
        for one in self.suspicions:
            trace = one.trace
            if is_resolved(one, last, self.versions):
                finding = replace(trace.finding, severity=Severity.WARNING)
                trace = replace(trace, finding=finding, mended=True)
            found.append(trace)
        return found

    def _deltas(self, pairs: list[tuple[str, str | None]]) -> Iterator[tuple[Delta, ...]]:
        return deltas(self.past.git, pairs, self.past.folder)

    def _named(self, changed: Iterable[Delta]) -> Iterator[tuple[str, Delta]]:
        for one in changed:
            yield one.path.removeprefix(self.past.prefix), one

    def _state(self, commit: str | None) -> Mapping[str, FileState]:
        if commit is None:
            return _NOTHING
        if commit not in self.states:
            self.states[commit] = states_at(self.past.git, commit, self.past.folder)
        return self.states[commit]

    def _given(self, parents: Sequence[str]) -> dict[tuple[str, int], int]:
        """The highest numbers that were given by any of *parents*."""
        found: dict[tuple[str, int], int] = {}
        for parent in parents:
            if parent not in self.given:
                self.given[parent] = highest(self._state(parent))
            for key, serial in self.given[parent].items():
                found[key] = max(found.get(key, 0), serial)
        return found

    def _commit(
        self, commit: Commit, changed: Mapping[tuple[str, str | None], Sequence[Delta]]
    ) -> None:
        parents: tuple[str | None, ...] = commit.parents or (None,)
        first = dict(self._named(changed[(commit.sha, parents[0])]))
        after = dict(self._state(parents[0]))
        for name, one in first.items():
            if one.after is None:
                after.pop(name, None)
            else:
                after[name] = one.after
        given = self._given(commit.parents)
        self._dates(commit)
        seen: set[tuple[str, Place, str]] = set()
        for parent in parents:
            names = [name for name, _one in self._named(changed[(commit.sha, parent)])]
            if names:
                self._step(commit, parent, after, names, given, seen)
        self.states[commit.sha] = after
        for key, serial in highest(set(first)).items():
            given[key] = max(given.get(key, 0), serial)
        self.given[commit.sha] = given
        if commit.sha not in self.moved:
            self._note_editions(commit, first, after)

    def _note_editions(
        self, commit: Commit, names: Iterable[str], after: Mapping[str, FileState]
    ) -> None:
        """The editions that no parent has: they were frozen in this commit."""
        for name in names:
            known = any(name in self._state(parent) for parent in commit.parents)
            if name.startswith("editions/") and name in after and not known:
                self.editions.append((commit, name))

    def _step(
        self,
        commit: Commit,
        parent: str | None,
        after: Mapping[str, FileState],
        names: Sequence[str],
        given: Mapping[tuple[str, int], int],
        seen: set[tuple[str, Place, str]],
    ) -> None:
        before = self._lawful(self._state(parent), names)
        if parent is not None and SCHEME in after and SCHEME not in before:
            before = self._lay_elsewhere(commit, parent)
            names, given = [*before, *names], {**highest(before), **given}
        made = Between(
            before=before,
            after=after,
            names=tuple(dict.fromkeys(names)),
            given=given,
            single=len(commit.parents) == 1,
            earlier=(parent or "")[:12],
        )
        on = step(made, self.versions)
        found = [
            *form_findings(made, self.versions),
            *unread_findings(made, self.versions),
            *judged(on, made, self.versions),
        ]
        if on.beginning and SCHEME in after and len(commit.parents) < 2:  # noqa: PLR2004 - no merge
            if self.began and self.began != commit.sha:
                facts = {"first": self.began[:12]}
                found.append(SECOND_BEGINNING.at(Place(""), **facts))
            self.began = self.began or commit.sha
        if on.was_sample or (on.beginning and on.is_sample):
            found = as_remarks(found)
        for finding in found:
            key = (finding.code, finding.place, finding.key)
            if key not in seen and not self._of_a_parent(finding, commit):
                seen.add(key)
                self._note(commit, finding, on, made)

    def _lawful(
        self, before: Mapping[str, FileState], names: Iterable[str]
    ) -> Mapping[str, FileState]:
        """*before*, with the last lawful version of each file that was changed unlawfully."""
        if not self.lawful:
            return before
        made = dict(before)
        for name in (*names, SCHEME):  # whether it is a sample, the lawful profile says
            state = self.lawful.get((name, before.get(name)), before.get(name))
            if state is None:
                made.pop(name, None)
            else:
                made[name] = state
        return made

    def _lay_elsewhere(self, commit: Commit, parent: str) -> Mapping[str, FileState]:
        """The files of the registry that *commit* moved here from another folder; {} for none."""
        git = self.past.git
        then, now = (
            {path.rpartition("/")[0] for path in git.paths_at(one) if _profile(path)}
            for one in (parent, commit.sha)
        )
        for folder in sorted(then - now):
            found = states_at(git, parent, folder)
            if any(name.startswith(TASKS) for name in found):
                self.moved[commit.sha] = (parent, folder)
                finding = LAY_ELSEWHERE.at(Place(""), folder=folder or ".")
                self.traces.append(Trace(commit=commit, finding=finding))
                self.began = self.began or commit.sha
                return found
        return _NOTHING

    def _of_a_parent(self, finding: Finding, commit: Commit) -> bool:
        """Whether a number that seems new was brought along by another parent of a merge."""
        if finding.code not in NUMBERS:
            return False
        name = finding.place.path.removeprefix(self.past.prefix)
        return any(name in self._state(parent) for parent in commit.parents)

    def _note(self, commit: Commit, finding: Finding, on: Step, made: Between) -> None:
        trace = Trace(commit=commit, finding=finding)
        name = finding.place.path.removeprefix(self.past.prefix)
        if finding.severity is not Severity.ERROR or finding.code == TWICE or not name:
            self.traces.append(trace)
            return
        names = [name]
        if finding.code == MOVED:
            names += [old for old, file in on.moved.items() if file.name == name]
        files = tuple((one, made.before.get(one)) for one in names)
        self.suspicions.append(UnresolvedError(trace=trace, files=files))
        if finding.code != GAP:
            self.lawful |= {(one, made.after.get(one)): state for one, state in files}

    def _dates(self, commit: Commit) -> None:
        for parent in commit.parents:
            before = self.times[parent]
            if before - commit.when > _SKEW:
                facts = {"when": f"{commit.when:%Y-%m-%d}", "before": f"{before:%Y-%m-%d}"}
                finding = BEFORE_ITS_PARENT.at(Place(""), **facts)
                self.traces.append(Trace(commit=commit, finding=finding))
                return


def _profile(path: str) -> bool:
    return path.rpartition("/")[2] == SCHEME
