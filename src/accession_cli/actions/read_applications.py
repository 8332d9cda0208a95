"""Read a list of applications in Excel, and say cell by cell what is wrong in it."""

from dataclasses import dataclass
from pathlib import Path

from accession_cli.actions.fill_form import FormMade, put_beside
from accession_cli.actions.open_registry import opened
from accession_cli.actions.read_form import file_bytes
from accession_cli.actions.usual_place import below_build
from accession_cli.entry import draft
from accession_cli.entry.form_words import layout
from accession_cli.files.writing import replace_file
from accession_cli.office.apart import NoAnswer, read_apart
from accession_cli.office.container import FileDamaged
from accession_cli.office.inner_text import ZIP_MAGIC, Unreadable, office_text
from accession_cli.papers.application_list import (
    ListCells,
    ListedReading,
    annotated,
    blank_list,
    list_cells,
    read_list,
)
from accession_cli.scheme.registry import Registry
from accession_cli.secrecy.gate import refuse_secrets

__all__ = ["ListRead", "applications_in", "blank_applications", "check_list"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRead:
    """The applications of a list; ``copy`` is where it lies with its doubts, if it has any."""

    found: tuple[ListedReading, ...]
    copy: Path | None

    @property
    def doubts(self) -> int:
        """How many cells could not be read."""
        return sum(len(one.unread) for one in self.found)


def applications_in(
    data: bytes, name: str, registry: Registry
) -> tuple[ListCells, tuple[ListedReading, ...]]:
    """The cells of the list whose bytes are *data*, and what its rows say. Nothing is written.

    A list that carries a secrecy marking or a person's number is refused before it is read.
    """
    try:
        cells, inside = read_apart(cells_and_inside, data, name)
    except NoAnswer as gone:
        raise FileDamaged(path=name) from gone
    refuse_secrets(draft.passages_of_file(name, inside))
    return cells, read_list(cells, registry)


def rows_of(folder: Path, path: Path) -> tuple[ListedReading, ...]:
    """What each row of the list at *path* says."""
    registry = opened(folder).registry
    return applications_in(file_bytes(path), str(path), registry)[1]


def cells_and_inside(data: bytes, name: str) -> tuple[ListCells, str]:
    """The cells of a list, and all text in the file: comments and other sheets too."""
    cells = list_cells(data, name)
    seen = "\n".join(("\n".join(map("\n".join, cells.grid)), *cells.others))
    if not data.startswith(ZIP_MAGIC):
        return cells, seen
    try:
        return cells, office_text(data).text
    except Unreadable as broken:
        raise FileDamaged(path=name) from broken


def check_list(folder: Path, path: Path, *, out: Path | None) -> ListRead:
    """Read the list at *path*; with doubts in it, write a copy that shows them to *out*."""
    registry = opened(folder).registry
    cells, found = applications_in(file_bytes(path), str(path), registry)
    if not any(one.unread for one in found):
        return ListRead(found=found, copy=None)
    problem = layout().listed["problem"]
    copy = out or below_build(folder, "forms", f"{path.stem}（{problem}）.xlsx")
    data = annotated(cells, found, registry)
    if out is None:
        replace_file(copy, data)  # it is ours, made anew each time
    else:
        put_beside(copy, data)
    return ListRead(found=found, copy=copy)


def blank_applications(folder: Path, *, out: Path | None) -> FormMade:
    """Write an empty list of applications for the registry in *folder*."""
    registry = opened(folder).registry
    title = layout().listed["title"].format(district=registry.scheme.district)
    path = out or below_build(folder, "forms", f"{title}.xlsx")
    put_beside(path, blank_list(registry))
    return FormMade(path=path, sample=registry.scheme.sample)
