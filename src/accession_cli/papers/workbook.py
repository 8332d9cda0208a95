"""Make an Excel workbook from sheets of cells, in which every text stays text.

No text is written as a formula, a link or a number, however it begins. The same sheets give the
same bytes: the only date in the file is the one given. ``widths_of`` calculates the widths of
columns from their contents.

An ``EntryRule`` says what people may type into a column. The rest of such a sheet is protected,
without a password, so that nobody accidentally overwrites what the sheet is read back by.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import accumulate, chain, repeat
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from accession_cli.i18n import N_
from accession_cli.office.container import zipped_again
from accession_cli.papers.directory_data import STYLES as DATA_STYLES
from accession_cli.papers.directory_data import DataSheet, write_data
from accession_cli.papers.tables import Cell, Column, Options, Table, cell_width, cells
from accession_cli.papers.templates import Remark, Rendered
from accession_cli.papers.workbook_blocks import STYLES as BLOCK_STYLES
from accession_cli.papers.workbook_blocks import BlockSheet, page_breaks, set_widths, write_blocks

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet


_NARROWEST: Final = 5
ROOM: Final = 2
#: The width, in characters, that a screen or a sheet of paper shows at once.
_SHOWN_ACROSS: Final = 215


def seen_at_once(widths: Sequence[int]) -> tuple[int, int]:
    """The last of the first columns that are seen at once, and their width together.

    Nobody sees a wide register as a whole, so the text above it must fit at its left.
    """
    shown = list(accumulate(widths))
    last = max(sum(width <= _SHOWN_ACROSS for width in shown) - 1, 0)
    return last, shown[last]


def widths_of(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> list[int]:
    """The width of each column in Latin characters: as its cells need, between its limits."""
    return [
        max(
            _NARROWEST,
            column.narrowest,
            min(
                column.widest,
                ROOM + max(map(cell_width, (column.head, *(row[place] for row in rows)))),
            ),
        )
        for place, column in enumerate(columns)
    ]


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


#: What people may do to a protected sheet besides filling it in.
ALLOWED: Final = ("format_columns", "format_rows", "insert_rows", "delete_rows", "autofilter")
_OPEN: Final = {
    "font_name": "宋体",
    "font_size": 10,
    "valign": "top",
    "border": 1,
    "bg_color": "#FFFBE6",
    "locked": False,
    "text_wrap": True,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRule:
    """What may be typed into a column: ``rule`` for XlsxWriter, {} for any text.

    ``number_format`` is the format in Excel; "@" keeps a text as it was typed.
    """

    rule: Mapping[str, Any]
    number_format: str = "@"

    @property
    def style(self) -> Mapping[str, Any]:
        """The format of its cells: unlocked, and in another colour than protected ones."""
        return {**_OPEN, "num_format": self.number_format}


def open_for_entry(
    sheet: "Worksheet", table: Table, formats: Mapping[str, Any], rows: range, spare: int
) -> None:
    """Protect *sheet*, except for columns to fill in, and for *spare* rows after *rows*.

    *formats* has the formats of the entries, by name.
    """
    for place, column in enumerate(table.columns):
        style = formats.get(column.entry, formats[""])
        begin = rows.start if column.entry else rows.stop
        for row in range(begin, rows.stop + spare):
            sheet.write_blank(row, place, None, style)
    sheet.protect("", dict.fromkeys(ALLOWED, True))


def demand_valid(
    sheet: "Worksheet", table: Table, entries: Mapping[str, EntryRule], first: int, last: int
) -> None:
    """Make the spreadsheet program refuse entries that a column may not hold."""
    for place, column in enumerate(table.columns):
        rule = entries[column.entry].rule if column.entry in entries else {}
        if rule:
            sheet.data_validation(first, place, last, place, {"ignore_blank": True, **rule})


def write_particulars(sheet: "Worksheet", rows: Sequence[Sequence[Cell]]) -> None:
    """Write the hidden sheet that tells programs what the workbook is."""
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            sheet.write_string(number, place, str(cell))
    sheet.protect()
    sheet.hide()


_BY_HAND: Final = {"font_size": 12, "valign": "vcenter"}
_ROW_BY_HAND: Final = 30.0  # points
_LINE_BY_HAND: Final = 18.0
_WIDER_BY_HAND: Final = 1.15  # than the letters that columns are measured in
#: Characters that a spreadsheet program may take for the beginning of a formula.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: The longest text that Excel takes in one cell, in UTF-16 units.
MOST_TEXT: Final = 32_767
_FIRST_YEAR: Final = 1900  # Excel has no earlier day
_DAY: Final = 'yyyy"年"m"月"d"日"'
_MONEY: Final = "#,##0.00"
_A4: Final = 9
_ACROSS_A4: Final = 118  # characters on a sheet of paper that lies
_ROWS_A4: Final = 27
_LINE: Final = 15.0  # points
_TALLEST: Final = 400.0
_BLANK_ROWS: Final = 200
_MOST_IN_HEADER: Final = 110
_SCALE: Final = 60
_TEXT_IS_TEXT: Final = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
_TEXT: Final = {"font_name": "宋体", "font_size": 10, "valign": "top", "border": 1}
_LINE_FONT: Final = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
_HEAD_FONT: Final = {
    "font_name": "黑体",
    "font_size": 10,
    "align": "center",
    "valign": "vcenter",
}
_STYLES: Final[Mapping[str, Mapping[str, object]]] = {
    "title": {"font_name": "黑体", "font_size": 16, "valign": "vcenter", "quote_prefix": True},
    "heading": {"font_name": "黑体", "font_size": 12, "valign": "vcenter"},
    "mark": {"font_name": "黑体", "font_size": 12, "font_color": "#C00000", "valign": "vcenter"},
    "line": {**_LINE_FONT, "text_wrap": True, "quote_prefix": True},
    "loose": {**_LINE_FONT, "quote_prefix": True},
    "head": {**_HEAD_FONT, "border": 1, "bg_color": "#E7EEF7", "text_wrap": True},
    "text": {**_TEXT, "text_wrap": True},
    "quoted": {**_TEXT, "text_wrap": True, "quote_prefix": True},
    "typed": {**_TEXT, "text_wrap": True, "num_format": "@"},
    "day": {**_TEXT, "num_format": _DAY, "align": "left"},
    "money": {**_TEXT, "num_format": _MONEY},
    "number": {**_TEXT, "align": "center"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSetup:
    """The text on every sheet: in the header, the footer and the first rows.

    ``day`` is the only date in the file. ``cut`` is put at the end of a text too long for Excel.
    """

    title: str
    marks: str
    footer: str
    cut: str
    author: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table with its rows and the lines above it.

    ``entries`` has, by ``Column.entry``, what people may fill into a column; the rest of such a
    sheet is protected, except for ``spare`` empty rows after the table. ``typed``: nothing is
    protected, and what is typed into the table or that many rows after it stays text.
    ``by_hand``: it is printed and filled in with a pen, so its rows are high and its letters large.
    """

    table: Table
    lines: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    entries: Mapping[str, EntryRule] = field(default_factory=dict)
    spare: int = 0
    typed: int = 0
    by_hand: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenSheet:
    """The hidden sheet *name*, which tells the program that reads the workbook back what it is."""

    name: str
    rows: Sequence[Sequence[Cell]]


def workbook(
    page: PageSetup,
    sheets: Sequence[Sheet | BlockSheet | DataSheet],
    options: Sequence[Options] = (),
    options_name: str = "",
    particulars: HiddenSheet | None = None,
) -> Rendered:
    """The workbook, with a remark when texts had to be cut."""
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, dict.fromkeys(_TEXT_IS_TEXT, False) | {"in_memory": True})
    book.set_size(2400, 1400)
    created = datetime(page.day.year, page.day.month, page.day.day)  # noqa: DTZ001 - a day, no zone
    book.set_properties({"title": page.title, "author": page.author, "created": created})
    styles = {**_STYLES}
    for kind, more in ((BlockSheet, BLOCK_STYLES), (DataSheet, DATA_STYLES)):
        if any(isinstance(one, kind) for one in sheets):
            styles |= more
    writer = _Writer(page, _added(book, styles))
    large = {name: {**made, **_BY_HAND} for name, made in _STYLES.items()}
    by_hand = any(isinstance(one, Sheet) and one.by_hand for one in sheets)
    large_formats = _added(book, large) if by_hand else {}
    offered = _places(options, options_name)
    for sheet in sheets:
        if isinstance(sheet, BlockSheet):
            writer.write_blocks(book, sheet)
            continue
        if isinstance(sheet, DataSheet):
            writer.write_data(book, sheet)
            continue
        size = _BY_HAND if sheet.by_hand else {}
        entries = {name: {**one.style, **size} for name, one in sheet.entries.items()}
        formats = large_formats if sheet.by_hand else writer.formats
        made = book.add_worksheet(sheet.table.name)
        writer.write(made, sheet, offered, _added(book, entries), formats)
    if options:
        writer.write_options(book.add_worksheet(options_name), options)
    if particulars:
        write_particulars(book.add_worksheet(particulars.name), particulars.rows)
    book.close()
    return Rendered(data=zipped_again(target.getvalue()), remarks=writer.remarks)


def _added(book: "Workbook", styles: Mapping[str, Mapping[str, object]]) -> dict[str, Any]:
    return {name: book.add_format(dict(made)) for name, made in styles.items()}


def _places(options: Sequence[Options], name: str) -> dict[str, str]:
    """The range of each list, as a drop-down refers to it; empty lists are left out."""
    quoted = name.replace("'", "''")
    return {
        made.key: f"='{quoted}'!${_letter(place)}$2:${_letter(place)}${len(made.values) + 1}"
        for place, made in enumerate(options)
        if made.values
    }


def _letter(place: int) -> str:
    return chr(ord("A") + place)


class _Writer:
    """Writes the sheets of one workbook in its formats."""

    def __init__(self, page: PageSetup, formats: Mapping[str, Any]) -> None:
        self._page = page
        self.formats = formats
        self._cut = 0

    @property
    def remarks(self) -> tuple[Remark, ...]:
        if not self._cut:
            return ()
        says = N_(
            "Texts that are longer than a cell of Excel may be, so that the workbook has only"
            " their beginning and says so: {count}."
        )
        return (Remark(says=says, facts={"count": self._cut}),)

    def write(
        self,
        sheet: "Worksheet",
        made: Sheet,
        offered: Mapping[str, str],
        entries: Mapping[str, Any],
        formats: Mapping[str, Any],
    ) -> None:
        widths = widths_of(made.table.columns, made.rows)
        top = self._write_top(sheet, made, widths)
        for place, column in enumerate(made.table.columns):
            sheet.write_string(top, place, column.head, formats["head"])
            sheet.set_column(place, place, widths[place])
        for number, row in enumerate(made.rows, top + 1):
            for place, cell in enumerate(row):
                self._write_cell(sheet, number, place, cell, formats)
        last = top + len(made.rows)
        if made.by_hand:
            _raise_rows(sheet, made, top, widths)
        sheet.freeze_panes(top + 1, made.table.frozen)
        sheet.autofilter(top, 0, last, len(widths) - 1)
        if made.typed:
            self._write_as_typed(sheet, made, range(top + 1, last + 1 + made.typed))
        if made.entries:
            rows, last = range(top + 1, last + 1), last + made.spare
            open_for_entry(sheet, made.table, entries, rows, made.spare)
            demand_valid(sheet, made.table, made.entries, top + 1, last)
            self._offer(sheet, made.table, offered, top + 1, last)
        else:
            self._offer(sheet, made.table, offered, top + 1, last + _BLANK_ROWS)
        self._set_up_print(sheet, made.table, top, last)

    def write_blocks(self, book: "Workbook", made: BlockSheet) -> None:
        """Write a sheet of several tables with their charts."""
        sheet = book.add_worksheet(made.name)
        across = set_widths(sheet, made)
        top = self._write_lines(sheet, made.heading, made.lines, made.last, across) + 1
        ends = write_blocks(book, sheet, made, top, self.formats)
        sheet.hide_gridlines(2)
        sheet.print_area(0, 0, ends[-1] if ends else top, made.last)
        sheet.fit_to_pages(1, 0)
        rows = int(_ROWS_A4 * max(across / _ACROSS_A4, 1.0))
        sheet.set_h_pagebreaks(page_breaks(top, ends, rows))  # Excel does without, fitted
        self._set_up_page(sheet)

    def write_data(self, book: "Workbook", made: DataSheet) -> None:
        """Write a sheet for programs, which nobody prints on purpose."""
        sheet = book.add_worksheet(made.name)
        write_data(sheet, made, self.formats, self._fitting)
        sheet.fit_to_pages(1, 0)
        self._set_up_page(sheet)

    def _write_as_typed(self, sheet: "Worksheet", made: Sheet, rows: range) -> None:
        """Write *rows* in cells that keep what is typed as text, whether it is filled or not."""
        empty = [""] * len(made.table.columns)
        for number, row in zip(rows, chain(made.rows, repeat(empty)), strict=False):
            for place, cell in enumerate(row):
                write = sheet.write_string if cell else sheet.write_blank
                write(number, place, str(cell), self.formats["typed"])

    def _write_top(self, sheet: "Worksheet", made: Sheet, widths: Sequence[int]) -> int:
        """Write the marks, the title and the lines above the heads; return the row of the heads."""
        last, shown = seen_at_once(widths)
        whole = made.table.one_page_wide  # else the lines run across all sheets of paper
        return self._write_lines(sheet, made.table.heading, made.lines, last if whole else 0, shown)

    def _write_lines(
        self, sheet: "Worksheet", heading: str, texts: Sequence[str], last: int, shown: int
    ) -> int:
        """Write the same, wrapped in the columns up to *last*; with 0 they run on."""
        whole = last > 0
        lines = [("mark", self._page.marks, 22.0)] if self._page.marks else []
        lines.append(("title", self._page.title, 28.0))
        if heading:
            lines.append(("heading", heading, 20.0))
        lines += [
            (
                "line" if whole else "loose",
                line,
                min(_LINE * -(-cells(line) // max(shown - ROOM, 1)) + 3, _TALLEST),
            )
            for line in texts
        ]
        for row, (style, text, height) in enumerate(lines):
            sheet.set_row(row, height)
            form = self.formats[style]
            if whole:
                sheet.merge_range(row, 0, row, last, "", form)
            sheet.write_string(row, 0, self._fitting(text), form)
        return len(lines)

    def _write_cell(
        self, sheet: "Worksheet", row: int, place: int, cell: Cell, formats: Mapping[str, Any]
    ) -> None:
        match cell:
            case "":
                sheet.write_blank(row, place, None, formats["text"])
            case date() if cell.year >= _FIRST_YEAR:
                moment = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - a day, no zone
                sheet.write_datetime(row, place, moment, formats["day"])
            case Decimal() if Decimal(repr(float(cell))) == cell:
                sheet.write_number(row, place, float(cell), formats["money"])
            case int():
                sheet.write_number(row, place, cell, formats["number"])
            case _:
                text = self._fitting(str(cell))
                style = "quoted" if text.startswith(FORMULA_STARTS) else "text"
                sheet.write_string(row, place, text, formats[style])

    def _fitting(self, text: str) -> str:
        if units(text) <= MOST_TEXT:
            return text
        self._cut += 1
        room = MOST_TEXT - units(self._page.cut)
        kept = text.encode("utf-16-le")[: room * 2].decode("utf-16-le", errors="ignore")
        return kept + self._page.cut

    def _offer(
        self, sheet: "Worksheet", table: Table, offered: Mapping[str, str], first: int, last: int
    ) -> None:
        for place, column in enumerate(table.columns):
            if column.options in offered:
                rule = {"validate": "list", "source": offered[column.options]}
                sheet.data_validation(first, place, last, place, {**rule, "error_type": "warning"})

    def _set_up_print(self, sheet: "Worksheet", table: Table, top: int, last: int) -> None:
        sheet.repeat_rows(top)
        sheet.print_area(0, 0, last, len(table.columns) - 1)
        if table.one_page_wide:
            sheet.fit_to_pages(1, 0)
        else:
            sheet.set_print_scale(_SCALE)
            sheet.repeat_columns(0, max(table.frozen - 1, 0))
            sheet.print_across()
        self._set_up_page(sheet)

    def _set_up_page(self, sheet: "Worksheet") -> None:
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.center_horizontally()
        sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.6)
        title, marks = (_in_header(text) for text in (self._page.title, self._page.marks))
        own_size = {"scale_with_doc": False}
        sheet.set_header(f'&L&9&"宋体,常规" {title}&R&9&"黑体,常规" {marks}', own_size)
        sheet.set_footer(f'&C&9&"宋体,常规" {self._page.footer}', own_size)

    def write_options(self, sheet: "Worksheet", options: Sequence[Options]) -> None:
        """Write the hidden sheet that drop-downs take their lists from."""
        for place, made in enumerate(options):
            sheet.write_string(0, place, made.head, self.formats["head"])
            for row, value in enumerate(made.values, 1):
                self._write_cell(sheet, row, place, value, self.formats)
            widest = max((cells(value) for value in made.values), default=0)
            sheet.set_column(place, place, max(widest, cells(made.head)) + ROOM)
        sheet.hide()


def _raise_rows(sheet: "Worksheet", made: Sheet, top: int, widths: Sequence[int]) -> None:
    """Make the heads and rows high enough to write in, and for all lines of their texts."""
    sheet.set_row(top, _ROW_BY_HAND)
    for number, row in enumerate((*made.rows, *([()] * made.spare)), top + 1):
        lines = max(
            (
                ceil(cell_width(cell) * _WIDER_BY_HAND / max(width - 1, 1))
                for cell, width in zip(row, widths, strict=False)
            ),
            default=1,
        )
        sheet.set_row(number, max(_ROW_BY_HAND, _LINE_BY_HAND * lines + 4))


def _in_header(text: str) -> str:
    """*text* as a header may hold it: short, and with ``&``, which begins codes, doubled."""
    return " ".join(text.split())[:_MOST_IN_HEADER].replace("&", "&&")
