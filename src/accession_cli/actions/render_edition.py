"""Build the guidance directory of a year and write its files (scheme 3.5)."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from accession_cli import __version__
from accession_cli.actions.build_edition import edition
from accession_cli.actions.validate import examine
from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_
from accession_cli.model.edition import Edition
from accession_cli.model.finding import Severity
from accession_cli.model.registry import Registry
from accession_cli.render import FORMATS, Environment, Remark
from accession_cli.store import registry_folder
from accession_cli.store.durable_file import replace_file
from accession_cli.store.history.git import Git
from accession_cli.store.registry_at import files_at
from accession_cli.store.registry_folder import Loaded

__all__ = ["FORMATS", "Built", "Wanted", "Written", "render_edition"]

_OUTPUT: Final = "build/directory/"
_FORBIDDEN: Final = '/\\:*?"<>|'


class NotCommitted(AccessionError):
    """The registry has changes that no commit holds."""

    exit_code = Exit.FOUND
    says = N_(
        "The directory is made from what is committed, but files of the registry have changes"
        " that are not: {count} in all, the first is {first}."
    )
    mend = N_("Commit or undo them; or build a draft from the files as they lie with --draft.")


class NoHistory(AccessionError):
    """There is nothing to take the base date from."""

    exit_code = Exit.OUTSIDE
    says = N_(
        "The registry in {folder} has no complete git history to take the base date of the"
        " directory from."
    )
    mend = N_(
        "Work in a full clone (git fetch --unshallow), or state the day with --as-of; without any"
        " commit, add --draft."
    )


class RegistryUnsound(AccessionError):
    """A directory is not made from records that break the scheme."""

    exit_code = Exit.FOUND
    says = N_("There are errors in the registry, {count} in all, so no directory was made.")
    mend = N_("Run accession validate, mend them and commit; a draft can be made with --draft.")


class NothingToShow(AccessionError):
    """The registry has no task at all, or none up to that year."""

    exit_code = Exit.FOUND
    says = N_("The registry has no task filed by {day}, so there is no directory to make.")
    mend = N_("File tasks first, or choose another year.")


class YearAhead(AccessionError):
    """A directory of a year that had not begun on the newest day the registry knows of."""

    exit_code = Exit.FOUND
    says = N_("The year {year} has not begun by {day}, so there is no directory of it to make.")
    mend = N_("Choose an earlier year, or state a day in that year with --as-of.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to build. ``year`` None is the year that is due; ``formats`` are keys of FORMATS."""

    year: int | None
    formats: Sequence[str]
    out: Path | None
    as_of: date | None
    draft: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One file of the directory."""

    path: Path
    format: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The directory as it was written."""

    edition: Edition
    folder: Path
    files: tuple[Written, ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Origin:
    """What a directory is made from; ``day`` is that of the newest commit on the registry."""

    loaded: Loaded
    commit: str | None
    day: date | None


def render_edition(folder: Path, wanted: Wanted) -> Built:
    """Build the directory of the registry in *folder* and write its files.

    It is made from HEAD, or with ``draft`` from the files as they lie. One commit gives one set
    of bytes: the clock is never read.
    """
    origin = _from_files(folder) if wanted.draft else _from_head(folder, wanted)
    registry = _sound(origin, wanted)
    year, base_date, running = _when(registry, origin, wanted, folder)
    made = edition(
        registry,
        year=year,
        base_date=base_date,
        draft=wanted.draft or running,
        commit=origin.commit,
        tool_version=__version__,
    )
    if not made.items and not made.ended:
        raise NothingToShow(day=base_date)
    out = wanted.out or registry_folder.shown_below(folder) / "build" / "directory" / str(year)
    built = _write(made, folder, out, wanted.formats)
    return replace(built, remarks=(*_left_out(origin.loaded), *built.remarks))


def _left_out(loaded: Loaded) -> Iterator[Remark]:
    """Only a draft is made from a registry with files that nothing can be made of."""
    wrong = {f.place.path for f in loaded.findings if f.severity is Severity.ERROR}
    unread = sorted(wrong.intersection(loaded.paths))
    if unread:
        yield Remark(
            says=N_(
                "Files that could not be read, so that the draft leaves them out: {count} in all,"
                " the first is {first}."
            ),
            facts={"count": len(unread), "first": unread[0]},
        )


def _from_files(folder: Path) -> _Origin:
    git = Git.find(folder)
    touch = git.newest_touch(git.path_of(folder)) if git else None
    return _Origin(
        loaded=registry_folder.load(folder), commit=None, day=touch.day if touch else None
    )


def _from_head(folder: Path, wanted: Wanted) -> _Origin:
    git = Git.find(folder)
    touch = git.newest_touch(git.path_of(folder)) if git else None
    if git is None or touch is None or (wanted.as_of is None and git.is_shallow()):
        raise NoHistory(folder=folder)
    below = git.path_of(folder)
    dirty = [path for path in git.dirty(below) if not path.startswith(_OUTPUT)]
    if dirty:
        raise NotCommitted(count=len(dirty), first=dirty[0])
    loaded = registry_folder.read(files_at(git, touch.sha, below), f"{below}/" if below else "")
    return _Origin(loaded=loaded, commit=touch.sha, day=touch.day)


def _sound(origin: _Origin, wanted: Wanted) -> Registry:
    """The registry, if nothing in it is an error; a draft only needs it to be readable.

    It is judged on the newest day that it knows of, however early the base date: what was filed
    after the base date is no error.
    """
    registry = origin.loaded.registry
    filed = [file.task.filing.date for file in registry.tasks] if registry else []
    days = [day for day in (wanted.as_of, origin.day, *filed) if day is not None]
    found = examine(origin.loaded, max(days, default=date.min))
    errors = [one for one in found if one.severity is Severity.ERROR]
    if registry is None:
        raise registry_folder.ProfileUnusable(path=origin.loaded.unusable)
    if errors and not wanted.draft:
        raise RegistryUnsound(count=len(errors))
    return registry


def _when(
    registry: Registry, origin: _Origin, wanted: Wanted, folder: Path
) -> tuple[int, date, bool]:
    """The year, the base date, and whether that year was still running at the last commit."""
    newest = wanted.as_of or origin.day
    if newest is None:
        raise NoHistory(folder=folder)
    years = sorted({file.task.id.year for file in registry.tasks})
    if not years:
        raise NothingToShow(day=newest)
    year = year_due(years, newest) if wanted.year is None else wanted.year
    if year > newest.year:
        raise YearAhead(year=year, day=newest)
    if year < years[0]:
        raise NothingToShow(day=f"{year}-12-31")
    end = date(year, 12, 31)
    if year < newest.year:
        stated = wanted.as_of
        return year, stated if stated and stated.year == year else end, False
    return year, min(newest, end), newest < end


def year_due(years: Sequence[int], newest: date) -> int:
    """The last year with records that was over by *newest*, else the running year."""
    over = [year for year in years if year < newest.year]
    return max(over, default=newest.year)


def _write(made: Edition, folder: Path, out: Path, formats: Iterable[str]) -> Built:
    environment = Environment(
        template_folders=(folder / "templates",), font_folders=(folder / "fonts",)
    )
    # all of them first: when one cannot be made, none is written
    rendered = {name: FORMATS[name].render(made, environment) for name in formats}
    files: list[Written] = []
    for name, document in rendered.items():
        path = out / (file_stem(made) + FORMATS[name].suffix)
        replace_file(path, document.data)
        digest = hashlib.sha256(document.data).hexdigest()
        files.append(Written(path=path, format=name, sha256=digest, bytes=len(document.data)))
    remarks = tuple(remark for document in rendered.values() for remark in document.remarks)
    return Built(edition=made, folder=out, files=tuple(files), remarks=remarks)


def file_stem(made: Edition) -> str:
    """The title as a file name: what a clerk sends on needs no renaming."""
    name = made.scheme.title_of(made.year)
    if made.draft:
        name += "（征求意见稿）"
    return "".join("_" if char in _FORBIDDEN or ord(char) < ord(" ") else char for char in name)
