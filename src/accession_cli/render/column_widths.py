"""How wide the columns of a sheet must be for what stands in them, and how long a text is."""

import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import Final

from accession_cli.render.table_template import Cell, Column

_DAY_WIDTH: Final = 15
_NARROWEST: Final = 5
ROOM: Final = 2
#: How many characters of the first columns are seen at once on a screen or a sheet of paper.
_SHOWN_ACROSS: Final = 215


def seen_at_once(widths: Sequence[int]) -> tuple[int, int]:
    """The last of the first columns that are seen at once, and how wide they are together.

    A wide register is not read as a whole: what stands above it must be seen at its left.
    """
    shown = list(accumulate(widths))
    last = max(sum(width <= _SHOWN_ACROSS for width in shown) - 1, 0)
    return last, shown[last]


def widths_of(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> list[int]:
    """How wide each column is, in characters of Latin: as its cells need, up to its widest."""
    return [
        max(
            _NARROWEST,
            column.narrowest,
            min(
                column.widest,
                ROOM + max(map(_cell_width, (column.head, *(row[place] for row in rows)))),
            ),
        )
        for place, column in enumerate(columns)
    ]


def _cell_width(cell: Cell) -> int:
    match cell:
        case date():
            return _DAY_WIDTH
        case Decimal():
            return len(f"{cell:,.2f}")
        case _:
            return max(map(cells, str(cell).split("\n")))


def cells(text: str) -> int:
    """How wide *text* is when a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
