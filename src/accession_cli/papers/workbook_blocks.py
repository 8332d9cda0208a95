"""Write several small tables below one another on a sheet, each with its chart beside it.

A chart is the spreadsheet program's own, drawn from the cells, so that it follows them. Its bars
differ by pattern, to be read in black and white.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from accession_cli.papers.tables import cell_width

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet


BlockCell: TypeAlias = str | int | Decimal | Fraction | date

_FONT: Final = {"font_name": "宋体", "font_size": 11, "border": 1, "valign": "vcenter"}
_BOLD: Final = {"font_name": "黑体"}
_KINDS: Final[Mapping[str, Mapping[str, object]]] = {
    "label": {"text_wrap": True, "quote_prefix": True},
    "says": {"text_wrap": True, "quote_prefix": True, "align": "left"},
    "on_day": {"num_format": 'yyyy"年"m"月"d"日"', "align": "left"},
    "count": {"num_format": "#,##0"},
    "money": {"num_format": "#,##0.00"},
    "decimal": {"num_format": "#,##0.0"},
}
#: The formats of the cells, by name; those of the lines that add up others end in ``_whole``.
STYLES: Final[Mapping[str, Mapping[str, object]]] = {
    name + ending: {**_FONT, **own, **bold}
    for ending, bold in (("", {}), ("_whole", _BOLD))
    for name, own in _KINDS.items()
}
_ROW: Final = 18.0  # points
_HEIGHT: Final = 24  # the same in pixels
_CHART_WIDTH: Final = 520
_CHART_COLUMNS: Final = 9  # that a chart covers
_CHART_COLUMN: Final = 8.43  # characters, the width that columns have
_GAP: Final = 3
_NARROWEST: Final = 11
_LABELS: Final = (14, 28)  # the narrowest and the widest column of labels
#: How the series are drawn: filled, hatched, empty.
_DRAWN: Final[tuple[Mapping[str, object], ...]] = (
    {"fill": {"color": "#767676"}},
    {
        "pattern": {
            "pattern": "wide_upward_diagonal",
            "fg_color": "#000000",
            "bg_color": "#FFFFFF",
        }
    },
    {"fill": {"color": "#FFFFFF"}},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockChart:
    """A chart of a block: which ``columns`` and ``rows`` are drawn, counted from 0, in one piece.

    ``columns`` do not count the labels. ``highest`` ends the scale; None lets the program choose.
    ``small``: all values are so small that the scale has to go by ones. ``across``: the one row is
    drawn, and the heads name the bars.
    """

    upright: bool
    columns: Sequence[int]
    rows: Sequence[int]
    highest: int | None = None
    small: bool = False
    across: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A table: the head of its labels, its other heads, and its rows, which begin with the label.

    ``wholes`` are the rows that add up the others. ``empty`` is said in place of rows.
    """

    heading: str
    heads: Sequence[str]
    rows: Sequence[Sequence[BlockCell]]
    wholes: frozenset[int]
    empty: str
    chart: BlockChart | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockSheet:
    """A sheet: its name, the lines above all, and its tables."""

    name: str
    heading: str
    lines: Sequence[str]
    blocks: Sequence[Block]

    @property
    def width(self) -> int:
        """The number of columns of its widest table."""
        return max((len(block.heads) for block in self.blocks), default=1)

    @property
    def last(self) -> int:
        """The last column that a chart beside the tables covers, counted from 0."""
        return self.width + _CHART_COLUMNS


def set_widths(sheet: "Worksheet", made: BlockSheet) -> int:
    """Set the widths of the columns; return the width of all together, in characters."""
    labels = [str(row[0]) for block in made.blocks for row in block.rows]
    narrowest, widest = _LABELS
    first = min(max([narrowest, *(cell_width(one) + 2 for one in labels)]), widest)
    widths = [first] if labels else [widest]
    for place in range(1, made.width):
        found = [cell_width(r[place]) for b in made.blocks for r in b.rows if place < len(r)]
        widths.append(min(max([_NARROWEST, *(one + 2 for one in found)]), widest))
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    sheet.set_column(made.width, made.width, _GAP)
    return round(sum(widths) + _GAP + _CHART_COLUMNS * _CHART_COLUMN)


def write_blocks(
    book: "Workbook", sheet: "Worksheet", made: BlockSheet, top: int, formats: Mapping[str, Any]
) -> list[int]:
    """Write the tables from row *top* on; return the row after each, or after its chart."""
    ends = []
    for block in made.blocks:
        sheet.set_row(top, 24)
        sheet.write_string(top, 0, block.heading, formats["heading"])
        heads = top + 1
        sheet.set_row(heads, 32)
        for place, head in enumerate(block.heads):
            sheet.write_string(heads, place, head, formats["head"])
        for number, row in enumerate(block.rows):
            ending = "_whole" if number in block.wholes else ""
            for place, cell in enumerate(row):
                _write(sheet, heads + 1 + number, place, cell, formats, ending)
        if not block.rows:
            sheet.write_string(heads + 1, 0, block.empty, formats["loose"])
        last = heads + max(len(block.rows), 1)
        if block.chart:
            height = _height(block)
            chart = _chart(book, made.name, block, heads)
            beside = {"description": block.heading, "y_offset": _GAP}
            chart.set_size({"width": _CHART_WIDTH, "height": height})
            sheet.insert_chart(top, made.width + 1, chart, beside)
            last = max(last, top + -(-height // _HEIGHT))
        for at in range(heads + 1, last + 2):
            sheet.set_row(at, _ROW)
        top = last + 2
        ends.append(top)
    return ends


def page_breaks(top: int, ends: Sequence[int], rows: int) -> list[int]:
    """The rows at which pages of *rows* rows begin anew, so that they cut no table that fits."""
    found, begin, before = [], 0, top
    for end in ends:
        if end - begin > rows and before > begin:
            found.append(before)
            begin = before
        before = end
    return found


def _height(block: Block) -> int:
    if block.chart is None or block.chart.upright:
        return 280
    return max(140 + 17 * len(block.chart.rows) * len(block.chart.columns), 200)


def _write(
    sheet: "Worksheet", row: int, place: int, cell: BlockCell, formats: Mapping[str, Any], end: str
) -> None:
    match cell:
        case date():
            moment = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - a day, no zone
            sheet.write_datetime(row, place, moment, formats["on_day" + end])
        case Decimal():
            sheet.write_number(row, place, float(cell), formats["money" + end])
        case Fraction():
            sheet.write_number(row, place, float(cell), formats["decimal" + end])
        case int():
            sheet.write_number(row, place, cell, formats["count" + end])
        case _:
            sheet.write_string(row, place, cell, formats[("says" if place else "label") + end])


def _chart(book: "Workbook", name: str, block: Block, heads: int) -> Any:
    made = block.chart
    if made is None:
        raise ValueError(block.heading)
    chart: Any = book.add_chart({"type": "column" if made.upright else "bar"})
    for place, (title, labels, values) in enumerate(_series(name, block.heading, made, heads)):
        chart.add_series(
            {
                "name": title,
                "categories": labels,
                "values": values,
                "border": {"color": "#000000", "width": 0.75},
                "gap": 60,
                "data_labels": {"value": True, "font": {"size": 9}},
                **_DRAWN[place % len(_DRAWN)],
            }
        )
    font = {"name": "宋体", "size": 9}
    grid = {"visible": True, "line": {"color": "#D0D0D0", "width": 0.5}}
    scale: dict[str, object] = {"min": 0}
    if made.highest is not None:
        scale["max"] = made.highest
    if made.small:
        scale["major_unit"] = 1
    by_value = {"major_gridlines": grid, "num_font": font, **scale}
    by_label: dict[str, object] = {"num_font": font}
    if made.upright:
        chart.set_x_axis(by_label)
        chart.set_y_axis(by_value)
    else:  # the first line on top, as in the table
        chart.set_x_axis(by_value)
        chart.set_y_axis({**by_label, "reverse": True, "crossing": "max"})
    chart.set_title({"name": block.heading, "name_font": {"name": "黑体", "size": 11}})
    several = len(made.columns) > 1 and not made.across
    chart.set_legend({"position": "top"} if several else {"none": True})
    return chart


def _series(
    name: str, heading: str, made: BlockChart, heads: int
) -> Iterator[tuple[object, list[object], list[object]]]:
    """The title, the labels and the values of each series, as ranges of the sheet *name*."""
    first, last = heads + 1 + made.rows[0], heads + 1 + made.rows[-1]
    if made.across:
        begin, end = made.columns[0] + 1, made.columns[-1] + 1
        yield heading, [name, heads, begin, heads, end], [name, first, begin, first, end]
        return
    for column in made.columns:
        place = column + 1
        labels: list[object] = [name, first, 0, last, 0]
        yield [name, heads, place], labels, [name, first, place, last, place]
