"""Check a registry: how its files are written, what they hold, and what the scheme demands."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from accession_cli.actions.examine import CODES, Examined, examine_files, without_secrets
from accession_cli.actions.rulebook import every_rule
from accession_cli.errors import Exit, Refusal
from accession_cli.finding import Finding, Report
from accession_cli.i18n import N_
from accession_cli.registry import names
from accession_cli.registry.files import FolderFiles
from accession_cli.secrecy.screening import shown_place

#: The path is not in the registry.
PATH_OUTSIDE: Final = Refusal(
    N_("{path} is not in the registry {registry}, so there is nothing to check."),
    N_("Name files or folders of the registry, or none to check all of it."),
    Exit.USAGE,
)


#: The path does not exist.
PATH_MISSING: Final = Refusal(
    N_("{path} does not exist, so there is nothing to check."),
    N_("Name files or folders of the registry, or none to check all of it."),
    Exit.USAGE,
)


def validate(
    folder: Path,
    *,
    as_of: date,
    today: date | None = None,
    paths: Sequence[Path] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    changed: Sequence[Finding] | None = None,
) -> Report:
    """Check the registry in *folder* in the work tree; nothing is written.

    *paths* limits what is reported, not what records are compared with. *select* and *ignore* are
    codes or their beginnings, for example ``T`` or ``T101``. *today* None is *as_of*. *changed* are
    findings from comparing with the past, None if that was not done.
    """
    wanted = [_shown(path, folder) for path in paths]
    examined = examine_files(FolderFiles(folder), as_of, today=today or as_of)
    found = [*examined.findings, *(changed or ())]
    compared = changed is not None
    return report_on(examined, found, as_of, wanted, select, ignore, compared=compared)


def report_on(
    examined: Examined,
    found: Iterable[Finding],
    as_of: date,
    wanted: Sequence[str],
    select: Sequence[str],
    ignore: Sequence[str],
    *,
    compared: bool,
) -> Report:
    """The report on the chosen findings; secrets are masked, also if the past was *compared*."""
    everything = list(found)
    chosen = [
        one
        for one in everything
        if _chosen(one.code, select, ignore) and within(one.place.path, wanted)
    ]
    files = [path for path in examined.paths if within(path, wanted)]
    if compared or any(one.code in CODES for one in everything):
        chosen, files = list(map(without_secrets, chosen)), list(map(shown_place, files))
    return Report.of(
        chosen,
        registry=examined.prefix.rstrip("/"),
        as_of=as_of,
        files=files,
        rules=every_rule(),
    )


def inside(path: Path, folder: Path) -> Path:
    """The resolved *path*; raises ``PATH_OUTSIDE`` or ``PATH_MISSING``."""
    place = path.resolve()
    if not place.is_relative_to(folder):
        raise PATH_OUTSIDE(path=path, registry=folder)
    if not place.exists():
        raise PATH_MISSING(path=path)
    return place


def _shown(path: Path, folder: Path) -> str:
    """*path* as findings name it: from the repository's top."""
    top = names.shown_below(folder)
    return inside(path, folder).relative_to(top).as_posix()


def within(path: str, wanted: Sequence[str]) -> bool:
    """Whether *path* is one of *wanted* or below one; always True when *wanted* is empty."""
    return not wanted or any(one in {".", path} or path.startswith(one + "/") for one in wanted)


def _chosen(code: str, select: Iterable[str], ignore: Iterable[str]) -> bool:
    selected = not select or code.startswith(tuple(select))
    return selected and not (ignore and code.startswith(tuple(ignore)))
