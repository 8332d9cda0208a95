"""Make a list of applications in Excel, and read one that came back (scheme 3.1).

The whole list is read, and each fault is reported with its cell.
"""

from dataclasses import dataclass
from pathlib import Path

from accession_cli.actions.application_form import FormMade, put_beside
from accession_cli.actions.office_files import file_bytes, read_screened
from accession_cli.actions.open import opened
from accession_cli.actions.out_folder import below_build
from accession_cli.entry.form_words import layout
from accession_cli.files.writing import replace_file
from accession_cli.papers.application_list import (
    ListCells,
    ListedReading,
    annotated,
    blank_list,
    list_cells,
    read_list,
)
from accession_cli.scheme.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRead:
    """The applications of a list; ``copy`` shows the doubts and is None if there are none."""

    found: tuple[ListedReading, ...]
    copy: Path | None

    @property
    def doubts(self) -> int:
        """How many cells could not be read."""
        return sum(len(one.unread) for one in self.found)


def applications_in(
    data: bytes, name: str, registry: Registry
) -> tuple[ListCells, tuple[ListedReading, ...]]:
    """The cells of the list in *data*, and what its rows say. Nothing is written.

    A list with a secrecy marking or a person's number is refused before it is read.
    """
    cells = read_screened(list_cells, data, name, _shown)
    return cells, read_list(cells, registry)


def _shown(cells: ListCells) -> str:
    return "\n".join(("\n".join(map("\n".join, cells.grid)), *cells.others))


def check_list(folder: Path, path: Path, *, out: Path | None) -> ListRead:
    """Read the list at *path*; if it has doubts, write a copy that shows them to *out*."""
    registry = opened(folder).registry
    cells, found = applications_in(file_bytes(path), str(path), registry)
    if not any(one.unread for one in found):
        return ListRead(found=found, copy=None)
    problem = layout().listed["problem"]
    copy = out or below_build(folder, "forms", f"{path.stem}（{problem}）.xlsx")
    data = annotated(cells, found, registry)
    if out is None:
        replace_file(copy, data)  # our own file, made anew each time
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
