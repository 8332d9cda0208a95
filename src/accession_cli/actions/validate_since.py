"""Check a registry in a commit, and what was changed since another commit.

``judged`` runs the rules over changes. ``edition_findings`` tell whether a frozen edition follows
on the one before it, and holds what its commit held.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Final

from accession_cli.actions.examine import examine_files
from accession_cli.actions.history import (
    NO_REGISTRY_THEN,
    PAST_CUT_OFF,
    Past,
    Walk,
    nothing,
    past_of,
)
from accession_cli.actions.signatures import signature_findings
from accession_cli.actions.validate import PATH_MISSING, report_on, within
from accession_cli.finding import Finding, Place, Report, Severity
from accession_cli.gitstore.past import staged_states, states_at
from accession_cli.gitstore.publication import published_commits
from accession_cli.registry.codes import NOT_PLAIN
from accession_cli.registry.commits import files_at
from accession_cli.registry.files import SCHEME, GivenFiles
from accession_cli.registry.history_codes import (
    CHAIN_BROKEN,
    COMMIT_ELSEWHERE,
    NOT_IN_THE_PAST,
    OTHER_RECORD,
)
from accession_cli.registry.reading import clock_behind
from accession_cli.registry.versions import (
    FileVersions,
    edition_from,
    file_changes,
    misrecorded,
    twins_beside,
    unread_findings,
)
from accession_cli.rules.every import ALL
from accession_cli.rules.rule import finding_of, run_on_step
from accession_cli.scheme.registry import (
    EDITIONS,
    PUBLICATION,
    TASKS,
    FileStates,
    Step,
    stem_of,
)

_SHORT: Final = 12


def new_editions(past: Past, versions: FileVersions, on: Step, commit: str) -> Iterator[Finding]:
    """What is found in the editions that the step *on* put in, up to *commit*."""
    for file in on.files:
        if file.name.startswith(EDITIONS) and file.before is None and file.after is not None:
            yield from edition_findings(past, versions, commit, file.name, on.after)


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


_HEAD: Final = "HEAD"
#: What git calls the state before there was a branch.
NOTHING: Final = "0" * 40


def changed_since(
    past: Past, since: str, commit: str, staged: "FileStates | None" = None
) -> list[Finding]:
    """Unlawful changes from *since* to *commit*, read from blobs alone.

    With *staged*, to those files, which are to be committed on *commit*.
    """
    newer = past.commit(commit)
    if nothing(since):
        return list(signature_findings(past, None, newer))
    older = past.commit(since)
    found = []
    base = older
    if not past.git.is_ancestor(older, newer):
        if past.git.is_shallow():
            raise PAST_CUT_OFF()
        facts = {"since": older[:_SHORT], "commit": newer[:_SHORT]}
        found.append(NOT_IN_THE_PAST.at(Place(past.prefix + SCHEME), **facts))
        common = past.git.run("merge-base", older, newer, accept=(0, 1)).line
        if not common:
            return found
        base = common
    walk = Walk(past)
    on = walk.between(base, newer, staged)
    found += judged(on, walk.versions, base, newer)
    found += new_editions(past, walk.versions, on, newer)
    found += signature_findings(past, base, newer)
    return as_remarks(found) if on.was_sample else found


def badly_recorded(past: Past, commit: str) -> list[Finding]:
    """Files of *commit* with a mode that is not plain, and twins; links are reported elsewhere.

    Twins lie anywhere: a computer may write Registry/ over registry/.
    """
    found = _badly_recorded(past, states_at(past.git, commit, past.folder))
    return [*found, *twins_beside(past.prefix, past.git.paths_at(commit))]


def _badly_recorded(past: Past, files: FileStates) -> list[Finding]:
    found = misrecorded(file_changes({}, files, past.prefix), files)
    return [one for one in found if one.code != NOT_PLAIN.code]


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
    return [
        replace(one, severity=Severity.WARNING) if one.severity is Severity.ERROR else one
        for one in found
    ]


def found_since(folder: Path, since: str) -> list[Finding]:
    """Unlawful changes from *since* to what is staged in the registry in *folder*; odd files.

    Staged is what the next commit would hold: HEAD, with all that git add and git rm have put in or
    taken out. Before the first commit there is nothing to compare with.
    """
    past = past_of(folder, folder)
    staged = staged_states(past.git, past.folder)
    odd = _badly_recorded(past, staged)
    odd += twins_beside(past.prefix, staged_states(past.git, ""))
    if since == _HEAD and past.git.tip(_HEAD) is None:
        return odd
    return [*changed_since(past, since, _HEAD, staged), *odd]


def validate_commit(
    past: Past,
    name: str,
    *,
    as_of: date,
    today: date | None = None,
    paths: Sequence[str] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    since: str | None = None,
) -> Report:
    """Check the registry in the commit *name*, from blobs alone; see ``validate``.

    Nothing from its tree is run or written to disk. *paths* are paths in its tree, from the top.
    """
    commit = past.commit(name)
    files = past.git.entries_at(commit, past.folder)
    if not any(entry.path == past.prefix + SCHEME for entry in files):
        raise NO_REGISTRY_THEN(commit=name)
    sources = files_at(past.git, commit, past.folder)
    wanted = [PurePosixPath(path).as_posix() for path in paths]
    for path in wanted:
        if not any(within(entry.path, [path]) for entry in files):
            raise PATH_MISSING(path=path)
    examined = examine_files(GivenFiles(sources, past.prefix), as_of, today=today or as_of)
    found = [*examined.findings, *badly_recorded(past, commit)]
    if today is not None:
        shown = (*wanted, past.prefix + SCHEME)[0]
        found += clock_behind(past.git.day_of(commit), today, shown)
    if since is not None:
        found += changed_since(past, since, commit)
    compared = since is not None and not nothing(since)
    return report_on(examined, found, as_of, wanted, select, ignore, compared=compared)
