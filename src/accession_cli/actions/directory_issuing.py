"""Write the notice that issues a frozen edition (印发通知); the directory is its annex."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from accession_cli.actions import directory_origin
from accession_cli.actions.directory_documents import Written, sha256
from accession_cli.actions.directory_rendering import frozen_edition
from accession_cli.actions.out_folder import document_maker
from accession_cli.errors import Refusal
from accession_cli.files.writing import replace_file
from accession_cli.i18n import N_
from accession_cli.papers.directory_issuing import IssuingContent, render
from accession_cli.papers.templates import as_file_name
from accession_cli.papers.word import lines_in
from accession_cli.registry import files
from accession_cli.scheme.directory import Edition

#: What may still change is not issued.
NOT_FROZEN: Final = Refusal(
    N_("The edition of {year} is not frozen, so there is nothing yet that a notice could issue."),
    N_("Fix it with: accession freeze {year}"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A notice that was written: the edition that it issues, and what it says, line by line."""

    edition: Edition
    file: Written
    lines: tuple[str, ...]


def write_notice(
    folder: Path, year: int | None, *, number: str | None, day: date | None, out: Path | None
) -> Issued:
    """Write the notice for the edition of *year*, or the newest that is frozen.

    It goes into the folder *out*, by default where ``render`` writes the edition.
    """
    origin = directory_origin.from_head(folder, day_is_stated=True)
    frozen = {one.year: one for one in origin.editions()}
    wanted = year if year is not None else max(frozen, default=None)
    if wanted is None or wanted not in frozen:
        raise NOT_FROZEN(year=wanted or "YEAR")
    registry = directory_origin.from_frozen(folder, frozen[wanted])
    last = directory_origin.last_of(folder, frozen.values(), wanted, registry)
    made = frozen_edition(registry, frozen[wanted], last)
    content = IssuingContent(edition=made, number=number, day=day)
    environment = directory_origin.environment_of(folder)
    with document_maker(environment) as make:
        data = make(render, content, environment).data
    place = out or files.shown_below(folder) / "build" / "directory" / str(wanted)
    path = place / f"{as_file_name(content.title)}.docx"
    replace_file(path, data)
    file = Written(path=path, format="docx", sha256=sha256(data), bytes=len(data), pages=None)
    return Issued(edition=made, file=file, lines=lines_in(data))
