"""Verify a trunk's history from its first commit on.

Each commit is compared with every parent: what a merge takes from one parent is an ordinary change
for the others. After an unlawful change a record is compared with its last lawful version. So a
later correction is seen to put it right, and what was not put right stays a breach.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from accession_cli.actions.examine import as_numbered, without_secrets
from accession_cli.actions.history import PAST_CUT_OFF, Past, Walk, Walked
from accession_cli.actions.signatures import SignatureJudge, roots_of
from accession_cli.actions.validate_since import as_remarks, edition_findings, judged
from accession_cli.files.writing import FileUnwritable
from accession_cli.finding import Finding, Place, Severity
from accession_cli.gitstore import past as checkpoint
from accession_cli.gitstore.commit import FileState
from accession_cli.gitstore.git import VIEW, own_words
from accession_cli.gitstore.past import Checkpoint, Commit, commits, disguises, states_at
from accession_cli.registry.files import SCHEME
from accession_cli.registry.history_codes import (
    ANCHOR_COUNTS_DIFFER,
    ANCHOR_GONE,
    BEFORE_ITS_PARENT,
    DISGUISED,
    FORGED,
    LAY_ELSEWHERE,
    REQUEST_TWICE,
    REWRITTEN,
    SECOND_BEGINNING,
)
from accession_cli.registry.versions import (
    FileVersions,
    form_findings,
    is_foundation,
    twins_beside,
)
from accession_cli.rules.changed_files import (
    earnest_stays,
    files_keep_their_names,
    numbers_are_given_once,
    numbers_follow_on,
)
from accession_cli.scheme.registry import (
    EDITIONS,
    NUMBERED,
    PUBLICATION,
    TASKS,
    FileStates,
    Step,
    highest,
    number_of,
    stem_of,
)

_SHORT: Final = 12
EARNEST: Final = earnest_stays.code
MOVED: Final = files_keep_their_names.code
TWICE: Final = numbers_are_given_once.code
GAP: Final = numbers_follow_on.code
#: Codes about the order of numbers, not about the content of a file.
NUMBERS: Final = (TWICE, GAP)
_SKEW: Final = timedelta(days=1)
_ANY_CODE: Final = tuple(range(128))
#: These stay errors even in a sample: they are about this clone, not about its records.
_OF_THE_CLONE: Final = frozenset(
    {DISGUISED.code, FORGED.code, ANCHOR_GONE.code, ANCHOR_COUNTS_DIFFER.code}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One finding in a commit; ``commit`` None means the trunk as a whole.

    ``mended``: an error that later commits have put right; it counts as a warning.
    """

    commit: Commit | None
    finding: Finding
    mended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The result of a walk. ``since`` is the checkpoint it began at; None is the first commit.

    ``walked`` of all ``commits`` were looked at. ``remembered``: the next walk begins at ``tip``;
    ``not_kept`` says why that could not be written. ``signed``: the profile requires signatures;
    ``copy``: it is a published copy, whose signatures are not judged here;
    ``roots`` are the fingerprints of the root keys that are known here. ``declared`` are all
    commits that say of themselves why they are dated otherwise, or brought in a whole history.
    ``unproved`` counts names of others in what was walked that no signature proves.
    """

    trunk: str
    folder: str
    tip: Commit
    since: str | None
    walked: int
    commits: int
    traces: tuple[Trace, ...]
    sample: bool
    remembered: bool
    not_kept: FileUnwritable | None
    signed: bool
    copy: bool
    roots: tuple[str, ...]
    declared: tuple[Commit, ...]
    unproved: Mapping[str, int]

    @property
    def tampered(self) -> bool:
        """Whether an error is left that no later commit has put right."""
        return any(one.finding.severity is Severity.ERROR for one in self.traces)


def verify_history(past: Past, *, full: bool, held: Iterable[Trace] = ()) -> Verified:
    """Verify the trunk of *past*, only what is new unless *full*; raises ``PAST_CUT_OFF``.

    *held* is what was found already, when the trunk was held to an anchor.
    """
    git = past.git
    if git.is_shallow():
        raise PAST_CUT_OFF()
    trunk, tip = past.trunk()
    known = commits(git, tip)
    kept = checkpoint.read_checkpoint(git, trunk, past.folder)
    found = [*held, *_of_the_clone(past, full=full), *_rewritten(past, kept, known)]
    since = kept.commit if kept and not full and kept.commit in {c.sha for c in known} else None
    new = known if since is None else _after(known, since)
    unproved: Counter[str] = Counter()
    found += _walked(past, tip, known, new, since, unproved)
    found += _twins(past, tip)
    found += _requests(known, {commit.sha for commit in new})
    versions = FileVersions(git, past.prefix)
    now = states_at(git, tip, past.folder)
    profile = versions.version(SCHEME, now.get(SCHEME)).value or {}
    shown = as_numbered((without_secrets(one.finding) for one in found), profile.get("clauses", {}))
    found = [replace(one, finding=finding) for one, finding in zip(found, shown, strict=True)]
    sample = _is_sample(versions, now, found)
    if sample:
        found = [_remark(one) for one in found]
    order = {commit.sha: at for at, commit in enumerate(known)}
    found.sort(key=lambda one: _place(one, order))
    wrong = any(one.finding.severity is Severity.ERROR for one in found)
    not_kept = None if wrong else _remember(past, trunk, tip)
    return Verified(
        trunk=trunk,
        folder=past.folder,
        tip=known[-1],
        since=since,
        walked=len(new),
        commits=len(known),
        traces=tuple(found),
        sample=sample,
        remembered=not wrong and not_kept is None,
        not_kept=not_kept,
        signed=profile.get("signatures") is not None and PUBLICATION not in now,
        copy=PUBLICATION in now,
        roots=tuple(sorted(roots_of(git, strict=False) or ())),
        declared=tuple(one for one in known if one.explained or one.restored),
        unproved=unproved,
    )


def _is_sample(versions: FileVersions, now: FileStates, found: Iterable[Trace]) -> bool:
    """Whether the registry is a sample; False if it was only called one after it had been real."""
    called = any(one.finding.code == EARNEST and not one.mended for one in found)
    return not called and versions.sample(now)


def _after(known: Sequence[Commit], since: str) -> tuple[Commit, ...]:
    """Those of *known*, each after its parents, that are not in the past of *since*."""
    past = {since}
    for commit in reversed(known):
        if commit.sha in past:
            past.update(commit.parents)
    return tuple(commit for commit in known if commit.sha not in past)


def _walked(
    past: Past,
    tip: str,
    known: Sequence[Commit],
    new: Sequence[Commit],
    since: str | None,
    unproved: Counter[str],
) -> Iterator[Trace]:
    """What was found in the commits *new*; names that no signature proves go into *unproved*."""
    judge = _Judge(past, known)
    if since is not None and past.git.entry_at(since, past.prefix + SCHEME):
        judge.began = since
    yield from judge.over(new, tip) if new else ()
    unproved.update(judge.signatures.unproved)
    for parent, folder in judge.moved.values():
        then = commits(past.git, parent)
        moved = Past(git=past.git, folder=folder)
        yield from _walked(moved, parent, known, then, None, unproved)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Suspicion:
    """An error that later commits may have put right.

    ``lawful`` are the last lawful states of its files. ``then`` has all files of that time when one
    of those is wrong by which records are judged, None for others.
    """

    trace: Trace
    lawful: Mapping[str, FileState | None]
    then: "FileStates | None"


class _Judge:
    """Compares the commits of one walk with their parents.

    ``lawful`` has the last lawful state of each file that was changed unlawfully, by its name and
    its present state. ``unresolved`` are errors that later commits may have put right.
    ``moved`` has the parent and the folder from which a commit moved the registry.
    """

    def __init__(self, past: Past, known: Sequence[Commit]) -> None:
        self.past = past
        self.walk = Walk(past)
        self.versions = self.walk.versions
        self.signatures = SignatureJudge(past, self.walk)
        self.times = {commit.sha: commit.when for commit in known}
        self.lawful: dict[tuple[str, FileState | None], FileState | None] = {}
        self.unresolved: list[_Suspicion] = []
        self.began = ""
        self.moved: dict[str, tuple[str, str]] = {}

    def over(self, listed: Sequence[Commit], tip: str) -> Iterator[Trace]:
        """All findings in *listed*, which ends with *tip*; errors put right since are warnings."""
        self.signatures.expect(listed)
        for walked in self.walk.over(listed):
            yield from self._commit(walked)
        last = self.walk.files(tip)
        for one in self.unresolved:
            if self._is_resolved(one, last):
                remark = replace(one.trace.finding, severity=Severity.WARNING)
                yield replace(one.trace, finding=remark, mended=True)
            else:
                yield one.trace

    def _commit(self, walked: Walked) -> Iterator[Trace]:
        commit, after = walked.commit, self.walk.files_after(walked)
        times = [self.times[parent] for parent in commit.parents]
        late = next((time for time in times if time - commit.when > _SKEW), None)
        if late is not None:
            days = {"when": f"{commit.when:%Y-%m-%d}", "before": f"{late:%Y-%m-%d}"}
            yield Trace(commit=commit, finding=BEFORE_ITS_PARENT.at(Place(""), **days))
        for finding in self.signatures.judge(walked, after):
            yield Trace(commit=commit, finding=finding)
        seen: set[tuple[str, Place, str]] = set()
        for parent, changed in walked.changes.items():
            if changed:
                yield from self._step(commit, parent, after, tuple(changed), seen)
        for name in walked.of_first_parent if commit.sha not in self.moved else ():
            known = any(name in self.walk.files(parent) for parent in commit.parents)
            if name.startswith(EDITIONS) and name in after and not known:
                sha = commit.sha
                for finding in edition_findings(self.past, self.versions, sha, name, after):
                    yield Trace(commit=commit, finding=finding)

    def _step(
        self,
        commit: Commit,
        parent: str | None,
        after: FileStates,
        names: tuple[str, ...],
        seen: set[tuple[str, Place, str]],
    ) -> Iterator[Trace]:
        before, given = (
            self._lawful(self.walk.files(parent), names),
            self.walk.given(commit.parents),
        )
        if parent is not None and SCHEME in after and SCHEME not in before:
            folder = self._folder_before(commit, parent)
            before = {} if folder is None else states_at(self.past.git, parent, folder)
            if folder is not None:
                self.moved[commit.sha] = (parent, folder)
                self.began = self.began or commit.sha
                finding = LAY_ELSEWHERE.at(Place(""), folder=folder or ".")
                yield Trace(commit=commit, finding=finding)
            names = tuple(dict.fromkeys([*before, *names]))
            given = {**highest(before), **given}
        single = len(commit.parents) == 1
        on = self.walk.step(before, after, given, names=names, single=single)
        found = [*form_findings(on, self.versions), *judged(on, self.versions, parent or "")]
        if on.beginning and SCHEME in after and (single or parent is None):
            if self.began and self.began != commit.sha:
                found.append(SECOND_BEGINNING.at(Place(""), first=self.began[:_SHORT]))
            self.began = self.began or commit.sha
        if on.was_sample or (on.beginning and on.is_sample):
            found = as_remarks(found)
        for finding in found:
            key = (finding.code, finding.place, finding.key)
            if key not in seen and not self._of_a_parent(finding, commit):
                seen.add(key)
                trace, name = Trace(commit=commit, finding=finding), self._name(finding)
                if finding.severity is not Severity.ERROR or finding.code == TWICE or not name:
                    yield trace
                else:
                    self._suspect(trace, name, on)

    def _suspect(self, trace: Trace, name: str, on: Step) -> None:
        """Keep *trace* until it is known whether later commits have put it right."""
        code = trace.finding.code
        old = [was for was, file in on.moved.items() if file.name == name] if code == MOVED else []
        lawful = {one: on.before.get(one) for one in (name, *old)}
        then = on.before if is_foundation(name) else None
        self.unresolved.append(_Suspicion(trace=trace, lawful=lawful, then=then))
        if code != GAP:
            self.lawful |= {(one, on.after.get(one)): state for one, state in lawful.items()}

    def _lawful(self, before: FileStates, names: Iterable[str]) -> FileStates:
        """*before*, with the last lawful version of each file that was changed unlawfully."""
        if not self.lawful:
            return before
        made = dict(before)
        for name in (*names, SCHEME):  # the lawful profile says whether it is a sample
            state = self.lawful.get((name, before.get(name)), before.get(name))
            if state is None:
                made.pop(name, None)
            else:
                made[name] = state
        return made

    def _folder_before(self, commit: Commit, parent: str) -> str | None:
        """The folder from which *commit* moved the registry here; None if there was none."""
        then, now = (
            {path.rpartition("/")[0] for path in self.past.git.paths_at(one) if _profile(path)}
            for one in (parent, commit.sha)
        )
        for folder in sorted(then - now):
            if any(name.startswith(TASKS) for name in states_at(self.past.git, parent, folder)):
                return folder
        return None

    def _of_a_parent(self, finding: Finding, commit: Commit) -> bool:
        """Whether a number that seems new came from another parent of a merge."""
        name = self._name(finding)
        return finding.code in NUMBERS and any(
            name in self.walk.files(parent) for parent in commit.parents
        )

    def _name(self, finding: Finding) -> str:
        return finding.place.path.removeprefix(self.past.prefix)

    def _is_resolved(self, one: _Suspicion, last: FileStates) -> bool:
        """Whether later commits have put *one* right: from what was lawful to *last* is lawful.

        Either the file was put back, or a correction or an amendment was entered later.
        """
        name = self._name(one.trace.finding)
        if one.trace.finding.code == GAP:
            return _filled(one.trace.finding, name, last)
        if one.then is not None:
            names = [file for file in {**one.then, **last} if is_foundation(file)]
            on = self.walk.step(one.then, last, highest(one.then), names=names)
        else:
            before = {file: state for file, state in last.items() if file not in one.lawful}
            before |= {file: state for file, state in one.lawful.items() if state is not None}
            on = self.walk.step(before, last, {}, names=one.lawful)
        left = [*form_findings(on, self.versions), *judged(on, self.versions)]
        if one.then is not None:
            left = [each for each in left if self._name(each) == name]
        return not any(f.severity is Severity.ERROR and f.code not in NUMBERS for f in left)


def _filled(finding: Finding, name: str, last: FileStates) -> bool:
    """Whether the numbers that were left out have been given by another branch since."""
    number = number_of(name, NUMBERED)
    if number is None:
        return False
    known = {stem_of(file) for file in last if file.startswith(NUMBERED)}
    first = int(str(finding.facts["first"]).rpartition("-")[2])
    missing = (replace(number, serial=serial) for serial in range(first, number.serial))
    return all(str(one) in known for one in missing)


def _profile(path: str) -> bool:
    return path.rpartition("/")[2] == SCHEME


def _of_the_clone(past: Past, *, full: bool) -> Iterator[Trace]:
    found = disguises(past.git)
    if found:
        finding = DISGUISED.at(Place(""), names=", ".join(found))
        yield Trace(commit=None, finding=finding)
    if full:
        asked = ("fsck", "--full", "--no-dangling", "--no-progress", "--no-reflogs")
        answer = past.git.run(*asked, accept=_ANY_CODE)
        if answer.code:
            finding = FORGED.at(Place(""), what=own_words(answer.err))
            yield Trace(commit=None, finding=finding)


def _twins(past: Past, tip: str) -> Iterator[Trace]:
    for finding in twins_beside(past.prefix, past.git.paths_at(tip)):
        yield Trace(commit=None, finding=finding)


def _rewritten(past: Past, kept: Checkpoint | None, known: Iterable[Commit]) -> Iterator[Trace]:
    """A finding for each commit that was verified or fetched before and is not on the trunk now."""
    there = {commit.sha for commit in known}
    seen = {kept.commit if kept else None, past.git.tip(VIEW) if _remote(past) else None}
    for commit in sorted(sha for sha in seen - {None} if sha is not None and sha not in there):
        yield Trace(commit=None, finding=REWRITTEN.at(Place(""), commit=commit[:_SHORT]))


def _remote(past: Past) -> bool:
    return bool(past.git.remotes())


def _requests(known: Iterable[Commit], new: set[str]) -> Iterator[Trace]:
    first: dict[str, str] = {}
    for commit in known:
        for request in commit.requests:
            before = first.setdefault(request, commit.sha)
            if before != commit.sha and commit.sha in new:
                facts = {"request": request, "first": before[:_SHORT]}
                finding = REQUEST_TWICE.at(Place(""), **facts)
                yield Trace(commit=commit, finding=finding)


def _remark(one: Trace) -> Trace:
    if one.finding.code in _OF_THE_CLONE:
        return one
    (finding,) = as_remarks([one.finding])
    return replace(one, finding=finding)


def _place(one: Trace, order: dict[str, int]) -> tuple[int, Place, str, str]:
    finding = one.finding
    at = order[one.commit.sha] if one.commit else -1
    return at, finding.place, finding.code, finding.key


def _remember(past: Past, trunk: str, tip: str) -> FileUnwritable | None:
    try:
        checkpoint.write_checkpoint(
            past.git, Checkpoint(trunk=trunk, folder=past.folder, commit=tip)
        )
    except FileUnwritable as refused:
        return refused
    return None
