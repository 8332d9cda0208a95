"""Make the figures of a year from what is recorded, and write them as documents (scheme 3, 4).

They are published as the directory is: from the newest commit of a registry without errors, in
which all was read. Only a draft is made from the files as they lie.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from accession_cli.actions import directory_origin
from accession_cli.actions.directory_documents import untold
from accession_cli.actions.directory_origin import environment_of
from accession_cli.actions.out_folder import below_build, document_maker, harmless
from accession_cli.errors import Refusal
from accession_cli.files.writing import FilesTogether
from accession_cli.i18n import N_
from accession_cli.papers import year_figures_shown
from accession_cli.papers.templates import Remark
from accession_cli.papers.year_figures import FORMATS
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.year_figures import YearFigures, begin_of, year_figures

#: The year had not begun on the day of the figures.
NOT_BEGUN: Final = Refusal(
    N_("The year {year} has not begun by {day}, so there are no figures of it."),
    N_("Choose a year that has begun, or state a day in that year with --as-of."),
)


#: The register knows nothing of that year, which is not the same as nothing having happened.
BEFORE_THE_REGISTER: Final = Refusal(
    N_("The register begins on {first} and knows nothing of {year}, so no figures were made."),
    N_("Choose {first_year} or a later year."),
)


#: There is no record at all.
NO_RECORDS: Final = Refusal(
    N_("The register has no record by {day}, so there is nothing to count."),
    N_("File tasks or receive applications first."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresFile:
    """A document that was written."""

    path: Path
    format: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """The figures, and the documents that show them; ``unread`` is left out by a draft only."""

    figures: YearFigures
    files: tuple[FiguresFile, ...]
    remarks: tuple[Remark, ...]
    unread: tuple[str, ...]


def report_year(
    folder: Path,
    year: int,
    *,
    day: date,
    formats: Sequence[str],
    out: Path | None,
    draft: bool = False,
    tell: Callable[[str], None] = untold,
) -> Reported:
    """Write the figures of *year* as known on *day*, or on its last day if that is earlier.

    *out* None is build/report/<year>/. *tell* is called with each format before it is made.
    """
    if draft:
        origin = directory_origin.from_files(folder)
    else:
        origin = directory_origin.from_head(folder, day_is_stated=True)
    sound = directory_origin.sound(origin, as_of=None, draft=draft)
    figures = year_figures(
        sound.registry,
        year,
        day_of(sound.registry, year, day),
        commit=origin.commit,
        draft=draft,
        left_out=len(sound.unread),
    )
    environment = environment_of(folder)
    remarks: list[Remark] = []
    files = []
    with (
        document_maker(environment) as make,
        FilesTogether(out or below_build(folder, "report", str(year))) as together,
    ):
        stem = harmless(make(year_figures_shown.title, figures, environment))
        for name in formats:
            tell(name)
            made = make(FORMATS[name], figures, environment)
            file = f"{stem}.{name}"
            together.take(file, made.data)
            remarks += made.remarks
            files.append(
                FiguresFile(
                    path=together.folder / file,
                    format=name,
                    sha256=hashlib.sha256(made.data).hexdigest(),
                    bytes=len(made.data),
                )
            )
        together.place()
    return Reported(
        figures=figures, files=tuple(files), remarks=tuple(remarks), unread=sound.unread
    )


def day_of(registry: Registry, year: int, day: date) -> date:
    """The day of the figures of *year* when it is *day*.

    Raises ``NOT_BEGUN``, ``NO_RECORDS`` and ``BEFORE_THE_REGISTER``.
    """
    if day.year < year:
        raise NOT_BEGUN(year=year, day=day)
    first = begin_of(registry)
    if first is None or first > day:
        raise NO_RECORDS(day=day)
    if year < first.year:
        raise BEFORE_THE_REGISTER(year=year, first=first, first_year=first.year)
    return min(day, date(year, 12, 31))
