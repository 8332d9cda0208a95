"""Check a registry in a commit, and what was changed since another commit.

Commits are judged one by one, as a server's guard and ``verify`` judge them. What is staged is held
against the newest commit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Final

from accession_cli.actions.examine import examine_files
from accession_cli.actions.history import NO_REGISTRY_THEN, PAST_CUT_OFF, Past, nothing, past_of
from accession_cli.actions.history_judging import (
    HistoryJudge,
    as_remarks,
    edition_findings,
    judged,
)
from accession_cli.actions.validate import PATH_MISSING, beside, report_on, within
from accession_cli.finding import Finding, Place, Report
from accession_cli.gitstore.past import staged_states, states_at
from accession_cli.gitstore.pushed import between
from accession_cli.registry.codes import NOT_PLAIN
from accession_cli.registry.commits import files_at
from accession_cli.registry.files import SCHEME, GivenFiles
from accession_cli.registry.history_codes import NOT_IN_THE_PAST
from accession_cli.registry.ignored import left_out_at
from accession_cli.registry.reading import clock_behind
from accession_cli.registry.versions import file_changes, misrecorded, twins_beside
from accession_cli.scheme.registry import EDITIONS, FileStates, Step

_SHORT: Final = 12
_HEAD: Final = "HEAD"
#: What git calls the state before there was a branch.
NOTHING: Final = "0" * 40


def changed_since(
    past: Past, since: str, commit: str, staged: "FileStates | None" = None
) -> list[Finding]:
    """Unlawful changes from *since* to *commit*, each commit by itself, read from blobs alone.

    With *staged*, also the change to those files, which are to be committed on *commit*.
    """
    newer = past.commit(commit)
    older = None if nothing(since) else past.commit(since)
    found = []
    if older and not past.git.is_ancestor(older, newer):
        if past.git.is_shallow():
            raise PAST_CUT_OFF()
        facts = {"since": older[:_SHORT], "commit": newer[:_SHORT]}
        found.append(NOT_IN_THE_PAST.at(Place(past.prefix + SCHEME), **facts))
        older = past.git.run("merge-base", older, newer, accept=(0, 1)).line
        if not older:
            return found
    judge = HistoryJudge(past, older, back=older is None)
    for one in judge.over(between(past.git, older or "", newer)):
        place = one.finding.place
        if one.commit and (one.commit.sha != newer or not place.path):
            place = replace(place, commit=one.commit.sha[:_SHORT])
        found.append(replace(one.finding, place=place))
    if staged is not None:
        on = judge.walk.between(newer, newer, staged)
        new = [*judged(on, judge.versions, newer, newer), *_new_editions(past, judge, on, newer)]
        found += as_remarks(new) if on.was_sample else new
    return found


def _new_editions(past: Past, judge: HistoryJudge, on: Step, commit: str) -> Iterator[Finding]:
    """What is found in the editions that are to be committed on *commit*."""
    for file in on.files:
        if file.name.startswith(EDITIONS) and file.before is None and file.after is not None:
            yield from edition_findings(past, judge.versions, commit, file.name, on.after)


def badly_recorded(past: Past, commit: str) -> list[Finding]:
    """Files of *commit* with a mode that is not plain, and twins; links are reported elsewhere.

    Twins lie anywhere: a computer may write Registry/ over registry/.
    """
    found = _badly_recorded(past, states_at(past.git, commit, past.folder))
    return [*found, *twins_beside(past.prefix, past.git.paths_at(commit))]


def _badly_recorded(past: Past, files: FileStates) -> list[Finding]:
    found = misrecorded(file_changes({}, files, past.prefix), files)
    return [one for one in found if one.code != NOT_PLAIN.code]


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
    found += left_out_at(past.git, commit, past.folder)
    if today is not None:
        shown = (*wanted, past.prefix + SCHEME)[0]
        found += clock_behind(past.git.day_of(commit), today, shown)
    if since is not None:
        found += beside(found, changed_since(past, since, commit))
    compared = since is not None and not nothing(since)
    return report_on(examined, found, as_of, wanted, select, ignore, compared=compared)
