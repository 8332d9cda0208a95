"""Check a registry: how its files are written, what they hold, and what the scheme demands."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from pathlib import Path, PurePosixPath

from accession_cli import rules
from accession_cli.actions.compare_commits import badly_recorded, changed_since
from accession_cli.actions.list_rules import every_rule
from accession_cli.actions.open_past import NoRegistryThen, Past, past_of
from accession_cli.actions.secrecy_findings import CODES, secrecy_findings, without_secrets
from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_
from accession_cli.model.finding import Finding, Report
from accession_cli.secrecy.screening import shown_place
from accession_cli.store import negative_entries, registry_folder, registry_place
from accession_cli.store.registry_at import files_at
from accession_cli.store.registry_folder import Loaded
from accession_cli.store.registry_place import SCHEME


class PathOutside(AccessionError):
    """A path to check that is not in the registry."""

    exit_code = Exit.USAGE
    says = N_("{path} is not in the registry {registry}, so there is nothing to check.")
    mend = N_("Name files or folders of the registry, or none to check all of it.")


class PathMissing(AccessionError):
    """A path was named that does not exist."""

    exit_code = Exit.USAGE
    says = N_("{path} does not exist, so there is nothing to check.")
    mend = N_("Name files or folders of the registry, or none to check all of it.")


def validate(
    folder: Path,
    *,
    as_of: date,
    today: date | None = None,
    paths: Sequence[Path] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    since: str | None = None,
) -> Report:
    """Check the registry in *folder* as it lies in the work tree; nothing is ever written.

    *paths* narrows what is reported, never what records are compared with. *select* and *ignore*
    are codes or their beginnings, for example ``T`` or ``T101``. *today* is *as_of* unless told.
    With *since*, a commit, what HEAD has changed since then is checked too.
    """
    loaded = registry_folder.load(folder)
    wanted = [_shown(path, folder) for path in paths]
    found = examine(loaded, as_of, today=today)
    if since is not None:
        past = past_of(folder, folder)
        found += [*changed_since(past, since, "HEAD"), *badly_recorded(past, past.commit("HEAD"))]
    compared = since is not None
    return _report(loaded, found, as_of, wanted, select, ignore, compared=compared)


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
    loaded = registry_folder.read(files_at(past.git, commit, past.folder), past.prefix)
    wanted = [PurePosixPath(path).as_posix() for path in paths]
    for path in wanted:
        if not any(_within(entry.path, [path]) for entry in files):
            raise PathMissing(path=path)
    found = [*examine(loaded, as_of, today=today), *badly_recorded(past, commit)]
    if since is not None:
        found += changed_since(past, since, commit)
    compared = since is not None
    return _report(loaded, found, as_of, wanted, select, ignore, compared=compared)


def _report(
    loaded: Loaded,
    found: Iterable[Finding],
    as_of: date,
    wanted: Sequence[str],
    select: Sequence[str],
    ignore: Sequence[str],
    *,
    compared: bool,
) -> Report:
    """The report on what was chosen; the past that was compared with may hold secrets, too."""
    everything = list(found)
    chosen = [
        one
        for one in everything
        if _chosen(one.code, select, ignore) and _within(one.place.path, wanted)
    ]
    files = [path for path in loaded.paths if _within(path, wanted)]
    if compared or any(one.code in CODES for one in everything):
        chosen, files = list(map(without_secrets, chosen)), list(map(shown_place, files))
    return Report.of(
        chosen,
        registry=loaded.prefix.rstrip("/"),
        as_of=as_of,
        files=files,
        rules=every_rule(),
    )


def examine(
    loaded: Loaded,
    as_of: date,
    only_paths: Collection[str] | None = None,
    *,
    today: date | None = None,
) -> list[Finding]:
    """Everything found in *loaded*; *only_paths* narrows it to findings in those files."""
    found = [f for f in loaded.findings if only_paths is None or f.place.path in only_paths]
    found += secrecy_findings(loaded, only_paths)
    if loaded.registry is None:
        return found
    world = rules.World.of(
        loaded.registry,
        as_of,
        negative_entries.packaged(),
        loaded.prefix.rstrip("/"),
        today=today,
    )
    for rule, path, breach in rules.run(rules.ALL, world, only_paths):
        found.append(rules.finding_of(rule, breach, loaded.place(path, breach.key)))
    return found


def inside(path: Path, folder: Path) -> Path:
    """The real place of *path*; ``PathOutside`` or ``PathMissing`` when it is none to check."""
    place = path.resolve()
    if not place.is_relative_to(folder):
        raise PathOutside(path=path, registry=folder)
    if not place.exists():
        raise PathMissing(path=path)
    return place


def _shown(path: Path, folder: Path) -> str:
    """*path* as findings name it: below the repository's top."""
    top = registry_place.shown_below(folder)
    return inside(path, folder).relative_to(top).as_posix()


def _within(path: str, wanted: Sequence[str]) -> bool:
    return not wanted or any(one in {".", path} or path.startswith(one + "/") for one in wanted)


def _chosen(code: str, select: Iterable[str], ignore: Iterable[str]) -> bool:
    selected = not select or code.startswith(tuple(select))
    return selected and not (ignore and code.startswith(tuple(ignore)))
