"""Verify a trunk's history, from its first commit on: whether it was ever bent."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from accession_cli.actions.directory_origin import record_blobs
from accession_cli.actions.examine import without_secrets
from accession_cli.actions.history import Trace, Walk
from accession_cli.actions.open_history import PAST_CUT_OFF, Past
from accession_cli.actions.validate_since import as_remarks
from accession_cli.files.writing import FileUnwritable
from accession_cli.finding import Finding, Place, Severity
from accession_cli.gitstore import past as checkpoint
from accession_cli.gitstore.branches import VIEW
from accession_cli.gitstore.git import own_words
from accession_cli.gitstore.past import Checkpoint, Commit, commits, disguises, selected, states_at
from accession_cli.registry.codes import (
    CHAIN_BROKEN,
    COMMIT_ELSEWHERE,
    DISGUISED,
    FORGED,
    OTHER_RECORD,
    REQUEST_TWICE,
    REWRITTEN,
)
from accession_cli.registry.directory import edition_from
from accession_cli.registry.names import SCHEME
from accession_cli.registry.versions import FileVersions
from accession_cli.rules.changed_files import earnest_stays

_SHORT: Final = 12
EARNEST: Final = earnest_stays.code
_ANY_CODE: Final = tuple(range(128))
#: Of them a sample is no excuse: they are about this clone, not about its records.
_OF_THE_CLONE: Final = frozenset({DISGUISED.code, FORGED.code})


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a walk came to. ``since`` is the checkpoint it began at, None when at the first commit.

    ``walked`` commits were looked at, of ``commits`` in all. ``remembered``: the next walk begins
    at ``tip``; ``not_kept`` says why that could not be written down.
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

    @property
    def tampered(self) -> bool:
        """Whether something was done to the history that still stands."""
        return any(one.finding.severity is Severity.ERROR for one in self.traces)


def verify_history(past: Past, *, full: bool) -> Verified:
    """Walk the trunk of *past*, only what is new unless *full*; ``PAST_CUT_OFF`` when shallow."""
    git = past.git
    if git.is_shallow():
        raise PAST_CUT_OFF()
    trunk, tip = past.trunk()
    known = commits(git, tip)
    kept = checkpoint.read_checkpoint(git, trunk, past.folder)
    found = [*_of_the_clone(past, full=full), *_rewritten(past, kept, known)]
    since = kept.commit if kept and not full and kept.commit in {c.sha for c in known} else None
    new = known if since is None else _after(past, tip, since, known)
    found += _walked(past, tip, known, new, since)
    found += _requests(known, {commit.sha for commit in new})
    found = [replace(one, finding=without_secrets(one.finding)) for one in found]
    sample = _is_sample(past, tip, found)
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
    )


def _is_sample(past: Past, tip: str, found: Iterable[Trace]) -> bool:
    """Whether the registry is a sample, and has not merely been called one to get around this."""
    called = any(one.finding.code == EARNEST and not one.mended for one in found)
    return not called and FileVersions(past.git, past.prefix).sample(
        states_at(past.git, tip, past.folder)
    )


def _after(past: Past, tip: str, since: str, known: Iterable[Commit]) -> tuple[Commit, ...]:
    wanted = set(selected(past.git, tip, f"^{since}"))
    return tuple(commit for commit in known if commit.sha in wanted)


def _walked(
    past: Past, tip: str, known: Sequence[Commit], new: Sequence[Commit], since: str | None
) -> Iterator[Trace]:
    walk = Walk(past, known)
    if since is not None and past.git.entry_at(since, past.prefix + SCHEME):
        walk.began = since
    walk.over(new, tip)
    yield from walk.result(tip) if new else ()
    for commit, name in walk.editions:
        for finding in _edition(past, walk.versions, commit, name):
            yield Trace(commit=commit, finding=finding)
    for parent, folder in walk.moved.values():
        then = commits(past.git, parent)
        yield from _walked(Past(git=past.git, folder=folder), parent, known, then, None)


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


def _rewritten(past: Past, kept: Checkpoint | None, known: Iterable[Commit]) -> Iterator[Trace]:
    """Commits that were on the trunk when it was verified, or fetched, and are not there now."""
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


def _edition(past: Past, versions: FileVersions, commit: Commit, name: str) -> Iterator[Finding]:
    """Whether an edition fits the one before it, and the commit that it was made from."""
    files = states_at(past.git, commit.sha, past.folder)
    value = versions.version(name, files.get(name)).value
    if value is None:
        return
    frozen = edition_from(value)
    path = past.prefix + name
    place = versions.place(name, files[name], ("previous",))
    earlier = sorted(one for one in files if one.startswith("editions/") and one < name)
    last = versions.data(earlier[-1], files[earlier[-1]]) if earlier else None
    if frozen.previous != (hashlib.sha256(last).hexdigest() if last is not None else None):
        yield CHAIN_BROKEN.at(place, year=frozen.year, path=path)
    short = frozen.commit[:_SHORT]
    place = versions.place(name, files[name], ("commit",))
    git = past.git
    if git.tip(frozen.commit) is None or not git.is_ancestor(frozen.commit, commit.sha):
        yield COMMIT_ELSEWHERE.at(place, year=frozen.year, commit=short)
        return
    blobs = record_blobs(git, frozen.commit, past.folder)
    for record in frozen.records:
        if blobs.get(str(record.id)) != record.blob:
            yield OTHER_RECORD.at(
                place, year=frozen.year, id=str(record.id), commit=short, path=path
            )


def _remark(one: Trace) -> Trace:
    if one.finding.code in _OF_THE_CLONE:
        return one
    (finding,) = as_remarks([one.finding])
    return Trace(commit=one.commit, finding=finding, mended=one.mended)


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
