"""Check a registry as a commit has it, and what was changed since another one."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path, PurePosixPath

from accession_cli.actions.compare_commits import badly_recorded, changed_since
from accession_cli.actions.examine_files import examine_files
from accession_cli.actions.open_past import NoRegistryThen, Past, past_of
from accession_cli.actions.validate import PathMissing, report_on, within
from accession_cli.finding import Finding, Report
from accession_cli.registry.commits import files_at
from accession_cli.registry.files import GivenFiles
from accession_cli.registry.names import SCHEME


def found_since(folder: Path, since: str) -> list[Finding]:
    """What HEAD has changed since the commit *since* in the registry in *folder*, and may not."""
    past = past_of(folder, folder)
    return [*changed_since(past, since, "HEAD"), *badly_recorded(past, past.commit("HEAD"))]


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
    """Check the registry as the commit *name* has it, from blobs alone; see ``validate``.

    Nothing of its tree is run or put anywhere. *paths* are those of its tree, from the top.
    """
    commit = past.commit(name)
    files = past.git.entries_at(commit, past.folder)
    if not any(entry.path == past.prefix + SCHEME for entry in files):
        raise NoRegistryThen(commit=name)
    sources = files_at(past.git, commit, past.folder)
    wanted = [PurePosixPath(path).as_posix() for path in paths]
    for path in wanted:
        if not any(within(entry.path, [path]) for entry in files):
            raise PathMissing(path=path)
    examined = examine_files(GivenFiles(sources, past.prefix), as_of, today=today or as_of)
    found = [*examined.findings, *badly_recorded(past, commit)]
    if since is not None:
        found += changed_since(past, since, commit)
    compared = since is not None
    return report_on(examined, found, as_of, wanted, select, ignore, compared=compared)
