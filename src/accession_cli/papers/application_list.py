"""Read and write the list of applications in Excel: .xlsx, .xls or .ods in, .xlsx out.

Columns are found by their heads, in any order. A cell is read as the text that people see, and
every doubt has the name of its cell. The list is written empty, or as it was read, with its doubts.
Every text is written as text; drop-downs take their lists from a hidden sheet.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import combinations
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Protocol, Self

from accession_cli.entry.form_words import Field, Layout, as_label, layout
from accession_cli.entry.ledger import letters
from accession_cli.entry.values import Doubt, is_as_above, squeezed, text_of_cell
from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_, speaking
from accession_cli.office.container import FILE_DAMAGED, demand_workbook, zipped_again
from accession_cli.papers.application_form_filled import choices
from accession_cli.papers.application_form_read import FormReading, reading_of
from accession_cli.papers.application_form_texts import FormTexts
from accession_cli.papers.workbook import ALLOWED, seen_at_once
from accession_cli.scheme.registry import Registry

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet


MOST_ROWS: Final = 2_000
_MOST_COLUMNS: Final = 200
_HEADS_WITHIN: Final = 20  # rows; a title and notes stand above the heads
_HEADS_THAT_TELL: Final = 5


#: A workbook that is not a list of applications.
NO_LIST_IN_IT: Final = Refusal(
    N_("{path} is not a list of applications: no row of it has the names of the columns."),
    N_("Fill in the list that accession form blank --list makes; its heads must stay."),
    Exit.UNREADABLE,
)


#: A list in which mandatory columns were removed or renamed.
LIST_LACKS_COLUMNS: Final = Refusal(
    N_("{path}: the sheet {sheet} lacks the columns {labels}, or they were renamed."),
    N_("Put them back under these names; accession form blank --list makes an empty list."),
    Exit.UNREADABLE,
)


#: A list with more rows or columns than a real one has.
LIST_TOO_LONG: Final = Refusal(
    N_("{path} has more than {rows} rows or {columns} columns."),
    N_("Delete the empty rows at its end, or make several lists of it."),
    Exit.UNREADABLE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCells:
    """The sheet with the applications, as texts.

    ``grid`` has all its rows. ``heads`` is the row of the heads, and ``columns`` has the column of
    each field, all counted from 0. ``others`` has the texts of the other sheets.
    """

    sheet: str
    grid: tuple[tuple[str, ...], ...]
    heads: int
    columns: Mapping[str, int]
    others: tuple[str, ...]

    def rows(self) -> Iterable[tuple[int, FormTexts]]:
        """Each application with its row; empty rows are skipped."""
        for place, row in enumerate(self.grid[self.heads + 1 :], self.heads + 1):
            values = {key: _told(row, column) for key, column in self.columns.items()}
            if any(values.values()):
                yield place, FormTexts(values=values)

    def cell(self, key: str, row: int) -> str:
        """The name of a cell for people: 申请清单!F7; without such a column, only the row."""
        column = self.columns.get(key.partition("[")[0])
        return f"{self.sheet}!{'' if column is None else letters(column)}{row + 1}"


class Cells(Protocol):
    """A sheet with tasks: a list of applications, or a ledger of which is known how it is read."""

    @property
    def sheet(self) -> str: ...

    @property
    def grid(self) -> Sequence[Sequence[str]]: ...

    @property
    def heads(self) -> int: ...

    @property
    def columns(self) -> Mapping[str, int]: ...

    def rows(self) -> Iterable[tuple[int, FormTexts]]: ...

    def cell(self, key: str, row: int) -> str: ...


def list_cells(data: bytes, path: str) -> ListCells:
    """The sheet with the applications in *data*; messages call the file *path*."""
    demand_workbook(data, path)
    form = layout()
    sheets = list(_sheets(data, path))
    for place, (name, grid) in enumerate(sheets):
        heads = _heads(grid, form)
        if heads is None:
            continue
        columns = _columns(grid[heads], form)
        lacking = [f.label for f in form.columns if f.required and f.key not in columns]
        if lacking:
            raise LIST_LACKS_COLUMNS(path=path, sheet=name, labels="、".join(lacking))
        others = ("\n".join(map("\n".join, grid)) for _name, grid in _without(sheets, place))
        return ListCells(sheet=name, grid=grid, heads=heads, columns=columns, others=tuple(others))
    raise NO_LIST_IN_IT(path=path)


def _sheets(data: bytes, path: str) -> Iterable[tuple[str, tuple[tuple[str, ...], ...]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            height, width = sheet.total_height, sheet.total_width
            if height > MOST_ROWS + _HEADS_WITHIN or width > _MOST_COLUMNS:
                raise LIST_TOO_LONG(path=path, rows=MOST_ROWS, columns=_MOST_COLUMNS)
            rows = sheet.to_python(skip_empty_area=False)
            yield name, tuple(tuple(map(text_of_cell, row)) for row in rows)
    except (CalamineError, ValueError, OSError) as broken:
        raise FILE_DAMAGED(path=path) from broken


def _heads(grid: Sequence[Sequence[str]], form: Layout) -> int | None:
    """The row that has the names of the columns; None when there is none near the top."""
    for place, row in enumerate(grid[:_HEADS_WITHIN]):
        if len(_columns(row, form)) >= _HEADS_THAT_TELL:
            return place
    return None


def _columns(row: Sequence[str], form: Layout) -> dict[str, int]:
    names = {as_label(n): f.key for f in form.columns for n in (f.label, *f.also)}
    found: dict[str, int] = {}
    for place, text in enumerate(row):
        key = names.get(as_label(text))
        if key is not None:
            found.setdefault(key, place)
    return found


def _told(row: Sequence[str], column: int) -> tuple[str, ...]:
    text = row[column] if column < len(row) else ""
    return (text,) if text else ()


def _without(sheets: Sequence[Any], place: int) -> list[Any]:
    return [sheet for number, sheet in enumerate(sheets) if number != place]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedReading:
    """The reading of one row, with the places of its doubts; ``row`` counts from 1, as in Excel."""

    row: int
    reading: FormReading

    @property
    def unread(self) -> tuple[Doubt, ...]:
        """The doubts about this row."""
        return self.reading.unread


def in_full(
    values: Mapping[str, tuple[str, ...]], above: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """*values* with what stands in the row *above* in place of 同上."""
    return {
        key: above.get(key) or texts if len(texts) == 1 and is_as_above(texts[0]) else texts
        for key, texts in values.items()
    }


def read_list(
    cells: Cells,
    registry: Registry,
    near: date | None = None,
    above: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> tuple[ListedReading, ...]:
    """The reading of each row, in order; a day without its year is the nearest to *near*.

    *above* has what the row above the first one says.
    """
    found = []
    for place, given in cells.rows():
        texts = replace(given, values=in_full(given.values, above))
        above = texts.values
        reading = reading_of(texts, registry, near, given=given)
        placed = tuple(replace(one, place=cells.cell(one.key, place)) for one in reading.unread)
        found.append(ListedReading(row=place + 1, reading=replace(reading, unread=placed)))
    return tuple(found)


_FONT: Final = {"font_name": "宋体", "font_size": 11}
_CELL: Final = {**_FONT, "valign": "top", "text_wrap": True, "locked": False}
_STYLES: Final[Mapping[str, Mapping[str, object]]] = {
    "title": {"font_name": "黑体", "font_size": 16, "valign": "vcenter"},
    "note": {**_FONT, "font_size": 10, "font_color": "#595959", "text_wrap": True},
    "head": {
        **_FONT,
        "font_name": "黑体",
        "align": "center",
        "valign": "vcenter",
        "text_wrap": True,
        "border": 1,
        "bg_color": "#E7EEF7",
    },
    "line": {**_CELL, "num_format": "@"},  # keeps 007 as 007, and a day from becoming a number
    "text": _CELL,  # old Excel hides long texts in cells with the format "@"
    "doubt": {**_CELL, "num_format": "@", "bg_color": "#FFD9D9", "border": 1},
    "problem": {**_CELL, "font_color": "#C00000"},
}
_WIDTHS: Final = {"text": 26, "line": 14, "choice": 11, "day": 15, "number": 14}
_WIDER: Final = {"title": 26, "basis": 32, "class": 20, "agency": 18, "credit_code": 20}
_PROBLEM_WIDTH: Final = 50
_OTHER_WIDTH: Final = 16
_ROWS: Final = 500
_MOST_PROMPT: Final = 255
_A3: Final = 8
_PAGES_ACROSS: Final = 2


@dataclass(frozen=True, slots=True)
class _Above:
    """A row above the heads; ``alone``: there is no other text in it."""

    style: str
    text: str
    alone: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class _ListLayout:
    """The layout of the sheet: the rows above the heads, the heads, and each field's column.

    ``kept``: nobody can change the rows above the applications by mistake.
    """

    above: Sequence["_Above"]
    heads: Sequence[str]
    columns: Mapping[str, int]
    kept: bool

    @property
    def first(self) -> int:
        """The first row for an application."""
        return len(self.above) + 1


def blank_list(registry: Registry, day: date | None = None) -> bytes:
    """An empty list, filled in on *day*; the same registry and day give the same bytes."""
    form, scheme = layout(), registry.scheme
    title = form.listed["title"].format(district=scheme.district)
    marked = f"{title}（{form.mark}）" if scheme.sample else title
    sheet = _ListLayout(
        above=[_Above("title", marked), *(_Above("note", one) for one in form.listed["notes"])],
        heads=[f"{field.label}{'*' if field.required else ''}" for field in form.columns],
        columns={field.key: place for place, field in enumerate(form.columns)},
        kept=True,
    )
    with _Book(registry, day) as book:
        book.lay_out(sheet)
    return book.data


def annotated(
    cells: Cells, found: Sequence[ListedReading], registry: Registry, day: date | None = None
) -> bytes:
    """The list as it was read: every cell in its place, cells in doubt coloured and explained.

    The explanations, in the column 问题, are Chinese, like the rest of the list. The list is mended
    on *day*.
    """
    heads = cells.grid[cells.heads]
    problem = layout().listed["problem"]
    own = next((p for p, head in enumerate(heads) if squeezed(head) == problem), len(heads))
    styles = ["title", *["note"] * cells.heads]
    sheet = _ListLayout(
        above=[
            _Above(style, row[0] if row else "", alone=not set(row[1:]) - {"", row[0]})
            for style, row in zip(styles, cells.grid[: cells.heads], strict=False)
        ],
        heads=[*heads[:own], problem, *heads[own + 1 :]],
        columns=cells.columns,
        kept=isinstance(cells, ListCells),  # the heads of another ledger may have to be mended
    )
    with _Book(registry, day) as book:
        book.lay_out(sheet)
        for place, row in enumerate(cells.grid):
            if place == cells.heads:
                continue
            for column, text in enumerate(row):
                if place < cells.heads and (not column or text == row[column - 1]):
                    continue  # a title, or the rest of a merged cell
                if text and column != own:
                    book.write(place, column, text, "text" if "\n" in text else "line")
        for one in found:
            book.mark(one, cells, own)
    return book.data


class _Book:
    """A workbook that is being written; ``data`` has its bytes once it is closed."""

    def __init__(self, registry: Registry, day: date | None) -> None:
        import xlsxwriter

        self.data = b""
        self._registry = registry
        self._day = day
        self._target = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._target, {"in_memory": True})
        issued: date = registry.scheme.source.date
        created = datetime(issued.year, issued.month, issued.day)  # noqa: DTZ001 - a day, no zone
        title = layout().listed["title"].format(district=registry.scheme.district)
        self._book.set_properties({"title": title, "created": created})
        self._formats = {name: self._book.add_format(dict(made)) for name, made in _STYLES.items()}
        self._sheet: Worksheet = self._book.add_worksheet(layout().listed["sheet"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        self._book.close()
        self.data = zipped_again(self._target.getvalue())

    def write(self, row: int, column: int, text: str, style: str) -> None:
        self._sheet.write_string(row, column, text, self._formats[style])

    def mark(self, one: ListedReading, cells: Cells, problem: int) -> None:
        """Colour the cells of a row that are in doubt, and explain them in the column 问题."""
        row = one.row - 1
        for unread in one.unread:
            column = cells.columns.get(unread.key.partition("[")[0])
            if column is not None:
                old = cells.grid[row][column] if column < len(cells.grid[row]) else ""
                self.write(row, column, old, "doubt")
        with speaking("zh_CN"):
            said = "\n".join(f"{unread.label}：{unread.why}" for unread in one.unread)
        if said:
            self.write(row, problem, said, "problem")

    def lay_out(self, made: _ListLayout) -> None:
        """Write the rows above the applications, the heads, and the drop-downs of the columns."""
        sheet = self._sheet
        fields = {place: field for field, place in self._placed(made)}
        widths = [_width(head, fields.get(place)) for place, head in enumerate(made.heads)]
        last, _shown = seen_at_once(widths)
        for row, above in enumerate(made.above):
            sheet.set_row(row, 28 if above.style == "title" else 16)
            if above.alone and last:
                sheet.merge_range(row, 0, row, last, "", self._formats[above.style])
            self.write(row, 0, above.text, above.style)
        for place, head in enumerate(made.heads):
            self.write(made.first - 1, place, head, "head")
            style = "text" if place not in fields or fields[place].kind == "text" else "line"
            sheet.set_column(place, place, widths[place], self._formats[style])
        sheet.set_row(made.first - 1, 32)
        sheet.freeze_panes(made.first, 1)
        self._offer(fields, made.first)
        if made.kept:
            beside = len(made.heads), _MOST_COLUMNS - 1  # for what an office notes for itself
            sheet.set_column(*beside, None, self._formats["text"])
            sheet.protect("", dict.fromkeys(ALLOWED, True))
        sheet.set_landscape()
        sheet.set_paper(_A3)
        sheet.fit_to_pages(_PAGES_ACROSS, 0)
        sheet.print_across()
        sheet.repeat_rows(made.first - 1)
        sheet.repeat_columns(0, 0)

    def _placed(self, made: _ListLayout) -> list[tuple[Field, int]]:
        return [(f, made.columns[f.key]) for f in layout().columns if f.key in made.columns]

    def _offer(self, fields: Mapping[int, Field], first: int) -> None:
        """Add drop-downs, and hints on columns without one."""
        offered = {**choices(self._registry, self._day), "channels": _channels(self._registry)}
        hidden = self._book.add_worksheet(layout().listed["options"])
        hidden.hide()
        for at, (place, field) in enumerate((p, f) for p, f in fields.items() if f.key in offered):
            values = offered[field.key]
            hidden.write_string(0, at, field.label)
            for row, value in enumerate(values, 1):
                hidden.write_string(row, at, value)
            column = letters(at)
            source = f"='{layout().listed['options']}'!${column}$2:${column}${len(values) + 1}"
            rule: dict[str, Any] = {"validate": "list", "source": source}
            if values:
                self._sheet.data_validation(first, place, first + _ROWS, place, rule)
        for place, field in fields.items():
            if field.hint and field.key not in offered:
                prompt = {
                    "input_title": field.label[:32],
                    "input_message": field.hint[:_MOST_PROMPT],
                }
                rule = {"validate": "any", **prompt}
                self._sheet.data_validation(first, place, first + _ROWS, place, rule)


def _width(head: str, field: Field | None) -> int:
    """The width of a column; one that is no field holds the problems, or is somebody's own."""
    if field is not None:
        return _WIDER.get(field.key, _WIDTHS[field.kind])
    return _PROBLEM_WIDTH if squeezed(head) == layout().listed["problem"] else _OTHER_WIDTH


def _channels(registry: Registry) -> list[str]:
    """Each channel, and each combination of channels."""
    names = [rule.name for rule in registry.scheme.channels.values()]
    counts = range(1, len(names) + 1)
    return ["、".join(some) for count in counts for some in combinations(names, count)]
