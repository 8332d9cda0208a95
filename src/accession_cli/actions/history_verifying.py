"""Verify a trunk's history from its first commit on, and what stands in the register now.

Commits are judged as a server's guard judged them (``HistoryJudge``), the register as ``validate``
does. So what was put past the guard is found, and nothing that it took.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from accession_cli.actions.history import PAST_CUT_OFF, Past
from accession_cli.actions.history_judging import HistoryJudge, Trace, as_remarks, shown
from accession_cli.actions.signatures import roots_of
from accession_cli.actions.validate_since import validate_commit
from accession_cli.files.writing import FileUnwritable
from accession_cli.finding import Place, Severity
from accession_cli.gitstore import past as checkpoint
from accession_cli.gitstore.branches import shown_now
from accession_cli.gitstore.commit import blob_name
from accession_cli.gitstore.git import VIEW, own_words
from accession_cli.gitstore.past import Checkpoint, Commit, commits, disguises, states_at
from accession_cli.registry.files import ATTRIBUTES, FOR_OTHERS, SCHEME, own_attributes
from accession_cli.registry.history_codes import (
    ANCHOR_COUNTS_DIFFER,
    ANCHOR_GONE,
    DISGUISED,
    FORGED,
    REWRITTEN,
    SETTINGS_OF_GIT,
)
from accession_cli.registry.versions import FileVersions, twins_beside
from accession_cli.rules.changed_files import earnest_stays
from accession_cli.scheme.registry import PUBLICATION, FileStates

_SHORT: Final = 12
EARNEST: Final = earnest_stays.code
_ANY_CODE: Final = tuple(range(128))
#: These stay errors even in a sample: they are about this clone, not about its records.
_OF_THE_CLONE: Final = frozenset(
    {DISGUISED.code, FORGED.code, ANCHOR_GONE.code, ANCHOR_COUNTS_DIFFER.code}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The result of a walk up to ``tip``, which ``reference`` names.

    ``since`` is the checkpoint it began at; None is the first commit.

    ``walked`` of all ``commits`` were looked at. ``remembered``: the next walk begins at ``tip``;
    ``not_kept`` says why that could not be written. ``signed``: the profile requires signatures;
    ``copy``: it is a published copy, whose signatures are not judged here;
    ``roots`` are the fingerprints of the root keys that are known here. ``declared`` are all
    commits that say of themselves why they are dated otherwise, brought in a whole history, or
    accepted what was found in another.
    ``unproved`` counts names of others in what was walked that no signature proves.
    """

    trunk: str
    reference: str
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
        return any(one.is_error for one in self.traces)


def verify_history(
    past: Past, *, now: datetime, full: bool, held: Iterable[Trace] = ()
) -> Verified:
    """Verify the trunk of *past*, only what is new unless *full*; raises ``PAST_CUT_OFF``.

    *now* is the clock. *held* is what was found already, when the trunk was held to an anchor.
    """
    git = past.git
    if git.is_shallow():
        raise PAST_CUT_OFF()
    trunk, tip = past.trunk()
    known = commits(git, tip)
    kept = checkpoint.read_checkpoint(git, trunk, past.folder)
    since = kept.commit if kept and not full and kept.commit in {c.sha for c in known} else None
    new = known if since is None else _after(known, since)
    judge = HistoryJudge(past, since, now=now, back=True)
    found = [*held, *_of_the_clone(past, full=full), *_seen_before(past, trunk, kept, known)]
    found += [*_walked(judge, new), *_of_the_tree(past, tip)]
    versions, files = judge.versions, states_at(git, tip, past.folder)
    found += _standing(judge, known[-1], now, {one.finding.about for one in found}) if new else ()
    found = list(shown(found, versions, files))
    sample = _is_sample(versions, files, found)
    if sample:
        found = [_remark(one) for one in found]
    order = {commit.sha: at for at, commit in enumerate(known)}
    found.sort(key=lambda one: _place(one, order))
    wrong = any(one.is_error for one in found)
    not_kept = None if wrong else _remember(past, trunk, tip)
    return Verified(
        trunk=trunk,
        reference=_reference(past, trunk, tip),
        folder=past.folder,
        tip=known[-1],
        since=since,
        walked=len(new),
        commits=len(known),
        traces=tuple(found),
        sample=sample,
        remembered=not wrong and not_kept is None,
        not_kept=not_kept,
        signed=judge.signatures.demanded(files),
        copy=PUBLICATION in files,
        roots=tuple(sorted(roots_of(git, strict=False) or ())),
        declared=tuple(one for one in known if one.explained or one.restored or one.accepts),
        unproved=judge.signatures.unproved,
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


def _reference(past: Past, trunk: str, tip: str) -> str:
    """The ref that names *tip*: what plain git fetched, what accession saw, or a branch."""
    named = (f"refs/remotes/{trunk}", VIEW, f"refs/heads/{trunk}")
    return next((ref for ref in named if past.git.tip(ref) == tip), "HEAD")


def _walked(judge: HistoryJudge, new: Sequence[Commit]) -> Iterator[Trace]:
    """What was found in the commits *new*, and in those where the registry lay elsewhere."""
    yield from judge.over(new)
    past = judge.past
    for parent, folder in judge.moved.values():
        before = HistoryJudge(Past(git=past.git, folder=folder), now=judge.now, back=True)
        before.accepted = judge.accepted
        yield from _walked(before, commits(past.git, parent))
        judge.signatures.unproved.update(before.signatures.unproved)


def _standing(
    judge: HistoryJudge, tip: Commit, now: datetime, known: Collection[tuple[str, str, str]]
) -> Iterator[Trace]:
    """The errors in the register as it stands, each in the commit that last touched its file."""
    past = judge.past
    if not past.git.entry_at(tip.sha, past.prefix + SCHEME):
        return
    report = validate_commit(past, tip.sha, as_of=max(now.date(), tip.when.date()))
    last: dict[str, Commit | None] = {}
    for one in report.findings:
        path = one.place.path
        if one.severity is Severity.ERROR and one.about not in known:
            if path not in last:
                last[path] = next(iter(commits(past.git, tip.sha, "-1", path=path)), None)
            yield judge.with_acceptance(Trace(commit=last[path], finding=one))


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


def _of_the_tree(past: Past, tip: str) -> Iterator[Trace]:
    """What lies beside the registry and changes how it is read."""
    paths = past.git.paths_at(tip)
    for finding in twins_beside(past.prefix, paths):
        yield Trace(commit=None, finding=finding)
    for path in paths:
        name = path.rpartition("/")[2]
        entry = past.git.entry_at(tip, path) if name == ATTRIBUTES else None
        if name in FOR_OTHERS or (entry and entry.sha != blob_name(own_attributes(), len(tip))):
            yield Trace(commit=None, finding=SETTINGS_OF_GIT.at(Place(path), name=path))


def _seen_before(
    past: Past, trunk: str, kept: Checkpoint | None, known: Iterable[Commit]
) -> Iterator[Trace]:
    """A finding for each commit that was verified or seen on the trunk, and is not now.

    The server may have gone back to an earlier one: then it stands in this clone's history only.
    """
    git, there = past.git, {commit.sha for commit in known}
    seen = git.tip(VIEW) if git.remotes() else None
    now = shown_now(git, trunk) if seen else None
    gone = {one for one in (kept and kept.commit, seen) if one and one not in there}
    if seen and now and not git.is_ancestor(seen, now):
        gone.add(seen)
    for commit in sorted(gone):
        yield Trace(commit=None, finding=REWRITTEN.at(Place(""), commit=commit[:_SHORT]))


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
