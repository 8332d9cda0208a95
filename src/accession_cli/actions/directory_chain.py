"""Check that a frozen edition follows on the one before it, and holds what its commit held."""

import hashlib
from collections.abc import Iterator
from typing import Final

from accession_cli.actions.history import Past
from accession_cli.finding import Finding
from accession_cli.gitstore.past import states_at
from accession_cli.registry.codes import CHAIN_BROKEN, COMMIT_ELSEWHERE, OTHER_RECORD
from accession_cli.registry.directory import edition_from
from accession_cli.registry.versions import FileVersions
from accession_cli.scheme.registry import EDITIONS, TASKS, FileStates, Step, stem_of

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

    The commit that it was made from is *commit* or comes before it.
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
    git = past.git
    if git.tip(frozen.commit) is None or not git.is_ancestor(frozen.commit, commit):
        yield COMMIT_ELSEWHERE.at(place, year=frozen.year, commit=short)
        return
    then = states_at(git, frozen.commit, past.folder).items()
    blobs = {stem_of(name): state.blob for name, state in then if name.startswith(TASKS)}
    for record in frozen.records:
        if blobs.get(str(record.id)) != record.blob:
            yield OTHER_RECORD.at(
                place, year=frozen.year, id=str(record.id), commit=short, path=path
            )
