"""Make facts of the rows of a list of applications; every doubt is named by its cell."""

from dataclasses import dataclass, replace

from accession_cli.forms.form_reading import FormReading, Unread, reading_of
from accession_cli.forms.list_cells import ListCells
from accession_cli.scheme.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedReading:
    """One row of a list, ``row`` counted from 1 as Excel does; its doubts have their ``place``."""

    row: int
    reading: FormReading

    @property
    def unread(self) -> tuple[Unread, ...]:
        """What could not be read."""
        return self.reading.unread


def read_list(cells: ListCells, registry: Registry) -> tuple[ListedReading, ...]:
    """What each row says, from the first to the last."""
    found = []
    for place, texts in cells.rows():
        reading = reading_of(texts, registry)
        placed = tuple(replace(one, place=cells.cell(one.key, place)) for one in reading.unread)
        found.append(ListedReading(row=place + 1, reading=replace(reading, unread=placed)))
    return tuple(found)
