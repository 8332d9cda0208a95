"""What a change did that no change may do: one commit's registry held against another's."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from accession_cli.actions.open_past import Past, PastCutOff, folder_in, nothing
from accession_cli.finding import Finding, Place, Severity
from accession_cli.gitstore.past import states_at
from accession_cli.registry.codes import NOT_IN_THE_PAST, NOT_PLAIN, layout_finding
from accession_cli.registry.names import SCHEME
from accession_cli.registry.versions import (
    Between,
    FileVersions,
    between,
    misrecorded,
    step,
    unread_findings,
)
from accession_cli.rules.every import ALL
from accession_cli.rules.rule import finding_of, run_on_step
from accession_cli.scheme.registry import Step, highest

_SHORT: Final = 12


def changed_since(past: Past, since: str, commit: str) -> list[Finding]:
    """All that *commit* has changed since *since* and may not, from their blobs alone."""
    newer = past.commit(commit)
    if nothing(since):
        return []
    older = past.commit(since)
    found = []
    base = older
    if not past.git.is_ancestor(older, newer):
        if past.git.is_shallow():
            raise PastCutOff
        facts = {"since": older[:_SHORT], "commit": newer[:_SHORT]}
        found.append(layout_finding(NOT_IN_THE_PAST, Place(past.prefix + SCHEME), **facts))
        common = past.git.run("merge-base", older, newer, accept=(0, 1)).line
        if not common:
            return found
        base = common
    folder = _folder_then(past, base)
    before = {} if folder is None else states_at(past.git, base, folder)
    after = states_at(past.git, newer, past.folder)
    versions = FileVersions(past.git, past.prefix)
    made = between(before, after, highest(before), earlier=base[:_SHORT])
    versions.fetch((name, state) for name, was, is_ in made.files for state in (was, is_))
    on = step(made, versions)
    found += [*unread_findings(made, versions, newer[:_SHORT]), *judged(on, made, versions)]
    return as_remarks(found) if on.was_sample else found


def badly_recorded(past: Past, commit: str) -> list[Finding]:
    """Files of *commit* that are not plain ones for git, and twins; links are known already."""
    made = between({}, states_at(past.git, commit, past.folder), {}, earlier="")
    return [one for one in misrecorded(made, past.prefix) if one.code != NOT_PLAIN.code]


def judged(on: Step, made: Between, versions: FileVersions) -> Iterator[Finding]:
    """What the rules over changes say of the step *on*, which *made* has the files of."""
    for rule, path, breach in run_on_step(ALL, on):
        name = path.removeprefix(versions.prefix)
        place = versions.place(name, made.after.get(name), breach.key)
        yield finding_of(rule, breach, place)


def as_remarks(found: Iterable[Finding]) -> list[Finding]:
    """*found*, with every error a warning: in a sample nothing is real, so nobody is accused."""
    return [
        replace(one, severity=Severity.WARNING) if one.severity is Severity.ERROR else one
        for one in found
    ]


def _folder_then(past: Past, commit: str) -> str | None:
    """Where the registry lay in *commit*; None when there was none."""
    if past.git.entry_at(commit, past.prefix + SCHEME) is not None:
        return past.folder
    return folder_in(past.git, commit)
