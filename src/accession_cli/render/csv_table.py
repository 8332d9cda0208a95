"""A table as CSV (RFC 4180) that spreadsheet programs read as text alone.

UTF-8 with a byte order mark, lines end in CRLF, every field stands in quotes. A text that a
spreadsheet program might take for a formula gets ``'`` in front, as OWASP advises, and so does a
text that begins with ``'`` itself: one ``'`` taken off the front gives every value back.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from accession_cli.render.environment import Environment, Rendered
from accession_cli.render.table_template import Cell, TableTemplate
from accession_cli.render.workbook import FORMULA_STARTS
from accession_cli.render.xlsx import TEMPLATE, common_values, rows
from accession_cli.scheme.directory import Edition

QUOTE: Final = "'"
_BOM: Final = "\ufeff"


def render(edition: Edition, environment: Environment) -> Rendered:
    """The first table, which is the directory itself; each row says which edition it is of."""
    template = TableTemplate(TEMPLATE, environment)
    table = template.tables()[0]
    source = template.filled("source", common_values(edition))
    heads = [*(column.head for column in table.columns), template.word("source_head")]
    return Rendered(data=written(heads, ([*row, source] for row in rows(table, edition))))


def written(heads: Sequence[str], table: Iterable[Sequence[Cell]]) -> bytes:
    """The table with its heads as bytes."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([field(cell) for cell in row] for row in table)
    return (_BOM + target.getvalue()).encode()


def field(cell: Cell) -> str:
    """A cell as text: days in ISO 8601, money with two decimals, no formula."""
    match cell:
        case date():
            return cell.isoformat()
        case Decimal():
            return f"{cell:.2f}"
        case str() if cell.lstrip(" \u3000").startswith((*FORMULA_STARTS, QUOTE)):
            return QUOTE + cell
    return str(cell)
