"""Build the guidance directory of a year and write its files (scheme 3.5)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from accession_cli import __version__
from accession_cli.actions import edition_origin
from accession_cli.actions.build_edition import edition
from accession_cli.actions.edition_origin import Origin, environment_at, environment_of
from accession_cli.actions.edition_year import NothingToShow, when
from accession_cli.actions.extract_edition import Narrowing, cut_of, extract
from accession_cli.actions.refrozen import Refrozen, compared, content_of
from accession_cli.actions.write_edition import (
    Written,
    digests,
    remarks_of,
    rendered,
    untold,
    write,
)
from accession_cli.files.writing import FilesTogether
from accession_cli.gitstore.git import Git
from accession_cli.i18n import N_
from accession_cli.papers.directory_formats import FORMATS
from accession_cli.papers.templates import Remark, as_file_name, file_stem
from accession_cli.registry import names
from accession_cli.scheme.directory import Edition, FrozenEdition
from accession_cli.scheme.registry import Registry

__all__ = ["FORMATS", "Built", "Narrowing", "Refrozen", "Wanted", "Written", "render_edition"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to build. ``year`` None is the year that is due; ``formats`` are keys of FORMATS.

    ``narrow`` makes it an extract.
    """

    year: int | None
    formats: Sequence[str]
    out: Path | None
    as_of: date | None
    draft: bool
    narrow: Narrowing


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The directory as it was written; ``refrozen`` where a frozen edition was made again.

    ``stem`` is what the names of all its files begin with.
    """

    edition: Edition
    folder: Path
    stem: str
    files: tuple[Written, ...]
    remarks: tuple[Remark, ...]
    refrozen: Refrozen | None


def render_edition(folder: Path, wanted: Wanted, tell: Callable[[str], None] = untold) -> Built:
    """Build the directory of the registry in *folder* and write its files.

    A frozen edition is made from the commit that it was frozen from, any other from HEAD, or with
    ``draft`` from the files as they lie. One commit gives one set of bytes: the clock is never
    read. *tell* hears the name of each format before it is made.
    """
    if wanted.draft:
        origin = edition_origin.from_files(folder)
    else:
        origin = edition_origin.from_head(folder, day_is_stated=wanted.as_of is not None)
    frozen = _frozen(origin, wanted)
    if frozen is not None:
        del origin  # the records' bytes: it is made from those of its own commit
        return _made_again(folder, frozen, wanted, tell)
    made, unread = _gathered(folder, origin, wanted)
    del origin  # the records' bytes
    out = _out(folder, made, wanted)
    with FilesTogether(out) as together:
        documents = rendered(made, wanted.formats, environment_of(folder), together.take, tell)
        files = write(made, documents, together)
    return Built(
        edition=made,
        folder=out,
        stem=file_stem(made),
        files=files,
        remarks=(*_left_out(unread), *remarks_of(documents)),
        refrozen=None,
    )


def _gathered(folder: Path, origin: Origin, wanted: Wanted) -> tuple[Edition, Sequence[str]]:
    """The directory, and the files that it had to leave out."""
    sound = edition_origin.sound(origin, as_of=wanted.as_of, draft=wanted.draft)
    registry = sound.registry
    made = _edition(folder, origin, registry, wanted)
    return extract(made, registry, cut_of(registry, wanted.narrow)), sound.unread


def _frozen(origin: Origin, wanted: Wanted) -> FrozenEdition | None:
    """The frozen edition that is asked for; None where another state of its year is."""
    if wanted.draft or wanted.year is None:
        return None
    for frozen in origin.editions():
        stated = wanted.as_of
        if frozen.year == wanted.year and (
            stated is None or stated.year != frozen.year or stated == frozen.base_date
        ):
            return frozen
    return None


def _edition(folder: Path, origin: Origin, registry: Registry, wanted: Wanted) -> Edition:
    newest = wanted.as_of or origin.day
    if newest is None:
        raise edition_origin.NoHistory(folder=folder)
    frozen = {one.year for one in origin.editions()}
    year, base_date, running = when(
        registry, wanted.year, newest=newest, frozen=frozen, as_of=wanted.as_of
    )
    made = edition(
        registry,
        year=year,
        base_date=base_date,
        draft=wanted.draft or running or year in frozen,
        commit=origin.commit,
        tool_version=__version__,
    )
    if not made.items and not made.ended:
        raise NothingToShow(day=base_date)
    return made


def _made_again(
    folder: Path, frozen: FrozenEdition, wanted: Wanted, tell: Callable[[str], None]
) -> Built:
    registry = edition_origin.from_frozen(folder, frozen)
    git = Git.find(folder)
    if git is None:
        raise edition_origin.NoHistory(folder=folder)
    below = git.path_of(folder)
    whole = frozen_edition(registry, frozen)
    made = extract(whole, registry, cut_of(registry, wanted.narrow))
    out = _out(folder, made, wanted)
    with (
        environment_at(git, frozen.commit, below) as environment,
        FilesTogether(out) as together,
    ):
        documents = rendered(made, wanted.formats, environment, together.take, tell)
        files = write(made, documents, together)
        refrozen = compared(
            frozen,
            content=content_of(whole, frozen),
            registry=registry,
            made=whole,
            environment=environment,
            outputs={} if made.extract else digests(documents),
            now=edition_origin.record_blobs(git, "HEAD", below),
        )
    return Built(
        edition=made,
        folder=out,
        stem=file_stem(made),
        files=files,
        remarks=remarks_of(documents),
        refrozen=refrozen,
    )


def frozen_edition(registry: Registry, frozen: FrozenEdition) -> Edition:
    """The edition that *registry*, as it was when *frozen* was made, comes to."""
    return edition(
        registry,
        year=frozen.year,
        base_date=frozen.base_date,
        draft=False,
        commit=frozen.commit,
        tool_version=__version__,
    )


def _out(folder: Path, made: Edition, wanted: Wanted) -> Path:
    top = names.shown_below(folder) / "build" / "directory" / str(made.year)
    return wanted.out or (top / as_file_name(made.extract.name) if made.extract else top)


def _left_out(unread: Sequence[str]) -> Iterator[Remark]:
    """Only a draft is made from a registry with files that nothing can be made of."""
    if unread:
        yield Remark(
            says=N_(
                "Files that could not be read, so that the draft leaves them out: {count} in all,"
                " the first is {first}."
            ),
            facts={"count": len(unread), "first": unread[0]},
        )
