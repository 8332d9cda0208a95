"""Judge the commits of a trunk one after another: by what each changed, its date, who signed it.

The server's guard, ``validate --since`` and ``verify`` judge by this alone, so what one of them
takes the others take. Each commit is compared with every parent: what a merge takes from one parent
is an ordinary change for the others. After an unlawful change a record is compared with its last
lawful version, so what puts it right is lawful. Whoever looks back at a history, which nobody can
change any more, takes an error that later commits have put right for a warning; in commits that are
still to come in it stays an error.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from accession_cli.actions.examine import as_numbered, without_secrets
from accession_cli.actions.history import Past, Walk, Walked
from accession_cli.actions.signatures import SignatureJudge
from accession_cli.finding import Code, Finding, KeyPath, Place, Severity
from accession_cli.gitstore.commit import FileState
from accession_cli.gitstore.past import (
    Commit,
    commits,
    deltas,
    names_ever,
    recorded,
    states_at,
    unseen,
)
from accession_cli.gitstore.publication import published_commits
from accession_cli.gitstore.pushed import Doors
from accession_cli.i18n import N_
from accession_cli.registry.files import KEYS, SCHEME
from accession_cli.registry.history_codes import (
    ACCEPTS_NOTHING,
    AMENDED_OTHER_DAY,
    BEFORE_ITS_PARENT,
    BY_HAND,
    CHAIN_BROKEN,
    COMMIT_AHEAD,
    COMMIT_BEFORE,
    COMMIT_ELSEWHERE,
    COMMIT_LATE,
    CORRECTED_OTHER_DAY,
    FILED_OTHER_DAY,
    KEY_OTHER_DAY,
    LAY_ELSEWHERE,
    MERGES,
    NO_APPLICATION,
    NOT_ADMITTED,
    OTHER_RECORD,
    REQUEST_TWICE,
    SECOND_BEGINNING,
    SENT_EARLIER,
    SENT_LATER,
    UNSEEN_SIGNS,
)
from accession_cli.registry.versions import (
    FileVersions,
    edition_from,
    form_findings,
    is_foundation,
    unread_findings,
)
from accession_cli.rules.changed_files import (
    files_keep_their_names,
    numbers_are_given_once,
    numbers_follow_on,
)
from accession_cli.rules.every import ALL
from accession_cli.rules.rule import finding_of, run_on_step
from accession_cli.scheme.registry import (
    AMENDMENTS,
    EDITIONS,
    NUMBERED,
    PUBLICATION,
    TASKS,
    FileStates,
    RecordChange,
    Step,
    highest,
    number_of,
    stem_of,
)
from accession_cli.scheme.task import Dispatch, Notified, Task

_SHORT: Final = 12
_FEWEST: Final = 7  # digits that name a commit
MOVED: Final = files_keep_their_names.code
TWICE: Final = numbers_are_given_once.code
GAP: Final = numbers_follow_on.code
#: Codes about the order of numbers, not about the content of a file.
NUMBERS: Final = (TWICE, GAP)
#: How far the clocks of two machines may lie apart around midnight.
_SLACK: Final = timedelta(minutes=5)
#: Codes about a day on which something was entered, which nothing can put right later.
_OF_DAYS: Final = tuple(
    one.code
    for one in (
        *(FILED_OTHER_DAY, CORRECTED_OTHER_DAY, AMENDED_OTHER_DAY, KEY_OTHER_DAY, SENT_LATER),
    )
)
#: What a line in the message of the commit may explain.
_EXPLAINABLE: Final = (CORRECTED_OTHER_DAY, AMENDED_OTHER_DAY)
#: Lists that only grow: the file, its key, the day that an entry bears, and what is said of it.
_ENTERED: Final[tuple[tuple[str, str, str, Code, Mapping[str, str]], ...]] = (
    (AMENDMENTS, "amendments", "date", AMENDED_OTHER_DAY, {"field": "key", "file": "file"}),
    (KEYS, "keys", "from", KEY_OTHER_DAY, {"person": "person"}),
)
#: What to do about an error in a commit that is still to come, when a later one puts it right, or
#: an earlier one brought the record.
_IN_ONE: Final = N_(
    "Each commit stays for ever, so it is looked at by itself, also when others with it put things"
    " right. Make one commit of them: git reset --soft to the commit before them, then git commit."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One finding in a commit; ``commit`` None means the trunk as a whole.

    ``mended``: an error that later commits have put right. ``accepted`` is the commit by which
    whoever looks after the server accepted it. Either counts as a warning.
    """

    commit: Commit | None
    finding: Finding
    mended: bool = False
    accepted: Commit | None = None

    @property
    def is_error(self) -> bool:
        """Whether nothing speaks for it."""
        return self.finding.severity is Severity.ERROR


def shown(traces: Iterable[Trace], versions: FileVersions, files: FileStates) -> tuple[Trace, ...]:
    """*traces* with secrets masked, and clauses numbered as in the profile among *files*."""
    listed = tuple(traces)
    profile = versions.version(SCHEME, files.get(SCHEME)).value or {}
    masked = (without_secrets(one.finding) for one in listed)
    numbered = as_numbered(masked, profile.get("clauses", {}))
    return tuple(replace(one, finding=f) for one, f in zip(listed, numbered, strict=True))


def edition_findings(
    past: Past, versions: FileVersions, commit: str, name: str, files: FileStates
) -> Iterator[Finding]:
    """Findings if the edition *name* among *files* does not fit the one before it, or its commit.

    The commit that it was made from is *commit* or comes before it. In a published copy it is the
    one that says so in its trailer; records that are redacted there are not compared.
    """
    value = versions.version(name, files.get(name)).value
    if value is None:
        return
    frozen = edition_from(value)
    path = past.prefix + name
    place = versions.place(name, files[name], ("previous",))
    earlier = sorted(one for one in files if one.startswith(EDITIONS) and one < name)
    last = versions.data(earlier[-1], files[earlier[-1]]) if earlier else None
    if frozen.previous != (hashlib.sha256(last).hexdigest() if last is not None else None):
        yield CHAIN_BROKEN.at(place, year=frozen.year, path=path)
    short = frozen.commit[:_SHORT]
    place = versions.place(name, files[name], ("commit",))
    origin = _origin(past, frozen.commit, commit, is_copy=PUBLICATION in files)
    if origin is None:
        yield COMMIT_ELSEWHERE.at(place, year=frozen.year, commit=short)
        return
    then = states_at(past.git, origin, past.folder)
    blobs = {stem_of(name): state.blob for name, state in then.items() if name.startswith(TASKS)}
    told = versions.version(PUBLICATION, then.get(PUBLICATION)).value or {}
    differing = [*(one["file"] for one in told.get("redacted", ())), *told.get("left_out", ())]
    other = set(map(stem_of, differing)) if PUBLICATION in files else set()
    for record in frozen.records:
        if blobs.get(str(record.id)) != record.blob and str(record.id) not in other:
            yield OTHER_RECORD.at(
                place, year=frozen.year, id=str(record.id), commit=short, path=path
            )


def _origin(past: Past, made_from: str, commit: str, *, is_copy: bool) -> str | None:
    """The commit up to *commit* that holds what an edition was *made_from*; None if none does."""
    git = past.git
    if is_copy:
        copies = {one.trunk: one.sha for one in published_commits(git, commit)}
        return copies.get(made_from)
    there = git.tip(made_from) is not None and git.is_ancestor(made_from, commit)
    return made_from if there else None


def judged(
    on: Step, versions: FileVersions, earlier: str = "", later: str = ""
) -> Iterator[Finding]:
    """The findings of the rules over changes for the step *on*; see also ``unread_findings``."""
    yield from unread_findings(on, versions, earlier[:_SHORT], later[:_SHORT])
    for rule, path, breach in run_on_step(ALL, on):
        name = path.removeprefix(versions.prefix)
        yield finding_of(rule, breach, versions.place(name, on.after.get(name), breach.key))


def as_remarks(found: Iterable[Finding]) -> list[Finding]:
    """*found* with errors as warnings: in a sample nothing is real, so nobody is accused."""
    return [_softened(one) if one.severity is Severity.ERROR else one for one in found]


def _softened(finding: Finding) -> Finding:
    return replace(finding, severity=Severity.WARNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Suspicion:
    """An error that later commits may have put right.

    ``lawful`` are the last lawful states of its files. ``then`` has all files of that time when one
    of those is wrong by which records are judged, None for others.
    """

    trace: Trace
    lawful: Mapping[str, FileState | None]
    then: "FileStates | None"


class HistoryJudge:
    """Judges the commits after *since*, None for all, of one line of history.

    *now* is the clock that commits are held against. *doors* are a server's, where they arrive now.
    *back*: it is a history that is there already, or comes in as a whole.

    ``lawful`` has the last lawful state of each file that was changed unlawfully, by its name and
    its present state. ``unresolved`` are errors that later commits may have put right.
    ``moved`` has the parent and the folder from which a commit moved the registry. ``accepted`` has
    the commits whose findings were accepted, with those that say so.
    """

    def __init__(
        self,
        past: Past,
        since: str | None = None,
        *,
        now: datetime | None = None,
        doors: Doors | None = None,
        back: bool = False,
    ) -> None:
        self.past = past
        self.since = since
        self.now = now
        self.doors = doors
        self.back = back
        self.walk = Walk(past)
        self.versions = self.walk.versions
        self.signatures = SignatureJudge(past, self.walk)
        self.times: dict[str, datetime] = {}
        self.lawful: dict[tuple[str, FileState | None], FileState | None] = {}
        self.unresolved: list[_Suspicion] = []
        self.accepted: dict[str, Commit] = {}
        here = since is not None and past.git.entry_at(since, past.prefix + SCHEME)
        self.began = str(since) if here else ""
        self.moved: dict[str, tuple[str, str]] = {}
        self._undated: frozenset[str] = frozenset()
        self._ever: dict[str, set[str]] = {}

    def over(self, listed: Sequence[Commit]) -> Iterator[Trace]:
        """All findings in *listed*, parents before children; they end with the newest commit."""
        if not listed:
            return
        self.signatures.expect(listed)
        self.times |= {commit.sha: commit.when for commit in listed}
        restored = max((at for at, one in enumerate(listed) if one.restored), default=-1)
        if self.back:
            self._undated = frozenset(one.sha for one in listed[: restored + 1])
        odd = unseen(self.past.git, listed)
        found = [*self._requests(listed)]
        for walked in self.walk.over(listed):
            if walked.commit.sha in odd:
                found.append(Trace(commit=walked.commit, finding=UNSEEN_SIGNS.at(Place(""))))
            found += self._commit(walked)
        last = self.walk.files(listed[-1].sha)
        for one in self.unresolved:
            mended, finding = self._is_resolved(one, last), one.trace.finding
            if self.back and mended:
                finding = _softened(finding)
            elif not self.back and (
                mended or self._name(finding) not in self.walk.files(self.since)
            ):
                finding = replace(finding, hint=_IN_ONE)
            found.append(replace(one.trace, finding=finding, mended=mended))
        yield from map(self.with_acceptance, found)

    def with_acceptance(self, one: Trace) -> Trace:
        """*one* as a warning, where whoever looks after the server accepted its commit."""
        by = self.accepted.get(one.commit.sha) if one.commit else None
        if by is None or not one.is_error:
            return one
        return replace(one, finding=_softened(one.finding), accepted=by)

    def _requests(self, listed: Sequence[Commit]) -> Iterator[Trace]:
        """A finding for each request that an earlier commit recorded."""
        asked = {request for commit in listed for request in commit.requests}
        earlier = recorded(self.past.git, self.since, asked) if self.since else ()
        first: dict[str, str] = {}
        for commit in (*earlier, *listed):
            for request in commit.requests:
                before = first.setdefault(request, commit.sha)
                if before != commit.sha and commit.sha in self.times:
                    facts = {"request": request, "first": before[:_SHORT]}
                    yield Trace(commit=commit, finding=REQUEST_TWICE.at(Place(""), **facts))

    def _commit(self, walked: Walked) -> Iterator[Trace]:
        commit, after = walked.commit, self.walk.files_after(walked)
        for finding in (
            *self._of_times(commit),
            *self._of_words(walked),
            *self.signatures.judge(walked, after),
        ):
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

    def _of_times(self, commit: Commit) -> Iterator[Finding]:
        """What is wrong with the date of *commit*, beside its parents and the clock."""
        made, now = commit.when, self.now
        late = max([self._time(parent) for parent in commit.parents], default=made)
        facts = {"when": _day(made), "before": _day(late)}
        if _day(made + _SLACK) < _day(late):
            early = BEFORE_ITS_PARENT if self.back else COMMIT_BEFORE
            yield _explained(commit, early.at(Place(""), **facts))
        if now is None:
            return
        facts = {"when": _day(made), "today": _day(now)}
        if made > now + _SLACK and _day(made) > _day(now + _SLACK):
            ahead = COMMIT_AHEAD.at(Place(""), **facts)
            yield ahead if self.doors else _softened(ahead)  # a clerk's clock proves nothing
        elif self.doors and not self.back and _day(made + _SLACK) < _day(now):
            yield COMMIT_LATE.at(Place(""), **facts)

    def _time(self, sha: str) -> datetime:
        if sha not in self.times:
            (one,) = commits(self.past.git, sha, "-1")
            self.times[sha] = one.when
        return self.times[sha]

    def _of_words(self, walked: Walked) -> Iterator[Finding]:
        """What is wrong with what *walked* says of itself, as a commit."""
        commit = walked.commit
        if len(commit.parents) > 1:
            yield MERGES.at(Place(""))
        if commit.restored and self.doors and not self.back:
            yield NOT_ADMITTED.at(Place(""), line=commit.restored)
        if not commit.accepts:
            return
        git, (named, _space, who) = self.past.git, commit.accepts.partition(" ")
        other, parent = git.tip(named) or "", "".join(commit.parents[:1])
        changes = not parent or any(deltas(git, [(commit.sha, parent)]))
        by_name = len(named) >= _FEWEST and other.startswith(named)
        if changes or not (by_name and who.strip() and git.is_ancestor(other, parent)):
            yield ACCEPTS_NOTHING.at(Place(""), line=commit.accepts)
        elif not self._may_accept(commit):
            yield NOT_ADMITTED.at(Place(""), line=commit.accepts)
        else:
            self.accepted[other] = commit

    def _may_accept(self, commit: Commit) -> bool:
        """Whether a root key signed *commit*; without signatures, whether the server admits it."""
        rooted = self.signatures.is_of_root(commit)
        if rooted is not None:
            return rooted
        return self.doors is None or self.back or self.doors.accepted == commit.sha

    def _step(
        self,
        commit: Commit,
        parent: str | None,
        after: FileStates,
        names: tuple[str, ...],
        seen: set[tuple[str, Place, str]],
    ) -> Iterator[Trace]:
        given = self._given(commit, parent, names)
        before = self._lawful(self.walk.files(parent), names)
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
        found += self._entered(commit, parent, on, {one.place.path for one in found})
        if on.was_sample or (on.beginning and on.is_sample):
            found = as_remarks(found)
        for finding in found:
            key = (finding.code, finding.place, finding.key)
            if key not in seen and not self._of_a_parent(finding, commit):
                seen.add(key)
                trace, name = Trace(commit=commit, finding=finding), self._name(finding)
                settled = finding.code in (TWICE, *_OF_DAYS)
                if not trace.is_error or settled or not name:
                    yield trace
                else:
                    self._suspect(trace, name, on)

    def _entered(
        self, commit: Commit, parent: str | None, on: Step, told: Collection[str]
    ) -> Iterator[Finding]:
        """What is wrong with how *commit* enters *on*, and files by hand that nobody *told* of."""
        if on.beginning and SCHEME in on.after and (on.single or parent is None):
            if self.began and self.began != commit.sha:
                yield SECOND_BEGINNING.at(Place(""), first=self.began[:_SHORT])
            self.began = self.began or commit.sha
        if on.beginning or on.was_sample or not on.single or PUBLICATION in on.after:
            return
        days = [] if commit.sha in self._undated else [*self._dated(commit, str(parent), on)]
        yield from days
        known = {*told, *(one.place.path for one in days)}
        for file in on.files if self.doors and not commit.requests else ():
            if file.after is not None and file.path not in known:
                yield BY_HAND.at(Place(file.path), name=file.name)

    def _given(self, commit: Commit, parent: str | None, names: Iterable[str]) -> dict[str, int]:
        """The highest numbers that were ever given before *commit*, in the series of its *names*.

        A record that was taken out before *since* may be put back: its lawful state is the last.
        """
        new = {one for one in names if number_of(one, NUMBERED)} - set(self.walk.files(parent))
        given = self.walk.given(commit.parents)
        for folder in {one.rpartition("/")[0] for one in new} if self.since else ():
            if folder not in self._ever:
                ever = names_ever(self.past.git, str(self.since), self.past.prefix + folder)
                self._ever[folder] = {one.removeprefix(self.past.prefix) for one in ever}
            for series, serial in highest(self._ever[folder]).items():
                given[series] = max(serial, given.get(series, 0))
            for name in new & self._ever[folder]:
                self.lawful.setdefault((name, None), self._last_state(name))
        return given

    def _last_state(self, name: str) -> FileState | None:
        """What the file *name* was before a commit up to *since* took it out."""
        git, path = self.past.git, self.past.prefix + name
        taken_out = commits(git, str(self.since), "-1", "--diff-filter=D", path=path)
        pairs = [(one.sha, parent) for one in taken_out for parent in one.parents[:1]]
        states = (one.before for found in deltas(git, pairs) for one in found if one.path == path)
        return next(states, None)

    def _dated(self, commit: Commit, parent: str, on: Step) -> Iterator[Finding]:
        """What is wrong with the days of what *commit* enters: it is entered on its own day.

        What was done before, as dispatches, is told. New is what neither the parent has nor its
        last lawful version.
        """
        then, made = self.walk.files(parent), _day(commit.when)

        def at(name: str, key: KeyPath, code: Code, **facts: object) -> Finding:
            place = self.versions.place(name, on.after.get(name), key)
            shown = {fact: str(value) for fact, value in facts.items()}
            found = code.at(place, key, when=str(made), **shown)
            return _explained(commit, found) if code in _EXPLAINABLE else found

        moved = {file.path for file in on.moved.values()}
        for record in on.records:
            if record.path in moved:
                continue
            name = record.path.removeprefix(self.past.prefix)
            known = (record.before, self.versions.task(name, then.get(name)))
            for key, code, facts in self._days_of(commit, [one for one in known if one], record):
                yield at(name, key, code, **facts)
        for name, entries, day, code, told in _ENTERED:
            was, also, now = (
                self._entries(files, name, entries) for files in (then, on.before, on.after)
            )
            first = max(len(was), len(also))
            for number, entry in enumerate(now[first:], first):
                if entry[day] != str(made):
                    shown = {fact: entry[key] for fact, key in told.items()}
                    yield at(name, (entries, number, day), code, date=entry[day], **shown)

    def _entries(self, files: FileStates, name: str, entries: str) -> Sequence[Mapping[str, Any]]:
        value = self.versions.version(name, files.get(name)).value
        found: Sequence[Mapping[str, Any]] = value[entries] if value else ()
        return found

    def _days_of(
        self, commit: Commit, known: Sequence[Task], record: RecordChange
    ) -> Iterator[tuple[KeyPath, Code, dict[str, object]]]:
        task, made = record.after, _day(commit.when)
        if task is None:
            return
        facts: dict[str, object] = {}
        filed = task.filing.date
        if not known and (filed > made or (filed < made and task.inherited is None)):
            yield ("filing", "date"), FILED_OTHER_DAY, {"date": filed}
        if not known and self.doors and not (commit.requests or _has_application(task)):
            yield ("application",), NO_APPLICATION, {"id": task.id}
        for number, one in enumerate(task.corrections):
            if one.date != made and not any(one in was.corrections for was in known):
                facts = {"date": one.date, "field": one.field}
                yield ("corrections", number, "date"), CORRECTED_OTHER_DAY, facts
        before = {told for was in known for told in _told(was).values()}
        for key, told in _told(task).items():
            if told.date != made and told not in before:
                code = SENT_LATER if told.date > made else SENT_EARLIER
                yield key, code, {"date": told.date, "to": told.to}

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


def _day(when: datetime) -> date:
    return when.date()


def _explained(commit: Commit, finding: Finding) -> Finding:
    """*finding* as a warning when the message of *commit* explains it."""
    return _softened(finding) if commit.explained else finding


def _has_application(task: Task) -> bool:
    """Whether the register has the application of *task*, or took the task over."""
    return task.inherited is not None or bool(task.application and task.application.id)


def _told(task: Task) -> dict[KeyPath, Dispatch | Notified]:
    """Who was told of the task or of its end, and when."""
    ended = task.retirement.notified if task.retirement else ()
    found: dict[KeyPath, Dispatch | Notified] = {
        ("dispatch", number, "date"): one for number, one in enumerate(task.dispatch)
    }
    return found | {
        ("retirement", "notified", number, "date"): one for number, one in enumerate(ended)
    }
