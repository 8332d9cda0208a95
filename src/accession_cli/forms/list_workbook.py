"""The list of applications as an Excel workbook: empty, or as it was read, with its doubts.

Every text is written as text; drop-downs take their lists from a hidden sheet.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final, Self

from accession_cli.entry.form_words import Field, layout, squeezed
from accession_cli.forms.form_wording import choices
from accession_cli.forms.list_cells import ListCells, letters
from accession_cli.forms.list_reading import ListedReading
from accession_cli.i18n import speaking
from accession_cli.office.container import zipped_again
from accession_cli.scheme.registry import Registry

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_FONT: Final = {"font_name": "宋体", "font_size": 11}
_CELL: Final = {**_FONT, "valign": "top", "text_wrap": True}
_STYLES: Final[Mapping[str, Mapping[str, object]]] = {
    "title": {"font_name": "黑体", "font_size": 16, "valign": "vcenter"},
    "note": {**_FONT, "font_size": 10, "font_color": "#595959"},
    "head": {
        **_FONT,
        "font_name": "黑体",
        "align": "center",
        "valign": "vcenter",
        "text_wrap": True,
        "border": 1,
        "bg_color": "#E7EEF7",
    },
    "line": {**_CELL, "num_format": "@"},  # so that 007 stays 007 and no day becomes a number
    "text": _CELL,  # in cells of the other kind old Excel hides long texts
    "doubt": {**_CELL, "num_format": "@", "bg_color": "#FFD9D9", "border": 1},
    "problem": {**_CELL, "font_color": "#C00000"},
}
_WIDTHS: Final = {"text": 36, "line": 20, "choice": 16, "day": 15, "number": 22}
_WIDER: Final = {"title": 30, "basis": 44, "class": 22, "agency": 20}
_PROBLEM_WIDTH: Final = 50
_ROWS: Final = 500
_MOST_PROMPT: Final = 255
_A3: Final = 8
_SCALE: Final = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """Where everything stands: the rows above the heads, the heads, the columns of fields."""

    above: Sequence[tuple[str, str]]  # style and text
    heads: Sequence[str]
    columns: Mapping[str, int]

    @property
    def first(self) -> int:
        """The first row for an application."""
        return len(self.above) + 1


def blank_list(registry: Registry) -> bytes:
    """An empty list; the same registry gives the same bytes."""
    form, scheme = layout(), registry.scheme
    title = form.listed["title"].format(district=scheme.district)
    marked = f"{title}（{form.mark}）" if scheme.sample else title
    sheet = _Sheet(
        above=[("title", marked), *(("note", note) for note in form.listed["notes"])],
        heads=[f"{field.label}{'*' if field.required else ''}" for field in form.columns],
        columns={field.key: place for place, field in enumerate(form.columns)},
    )
    with _Book(registry) as book:
        book.lay_out(sheet)
    return book.data


def annotated(cells: ListCells, found: Sequence[ListedReading], registry: Registry) -> bytes:
    """The list as it was read: every cell where it was, those in doubt coloured and told.

    What is told in the column 问题 is Chinese, like the rest of the list.
    """
    heads = cells.grid[cells.heads]
    problem = layout().listed["problem"]
    own = next((p for p, head in enumerate(heads) if squeezed(head) == problem), len(heads))
    styles = ["title", *["note"] * cells.heads]
    sheet = _Sheet(
        above=[
            (styles[at], row[0] if row else "") for at, row in enumerate(cells.grid[: cells.heads])
        ],
        heads=[*heads[:own], problem, *heads[own + 1 :]],
        columns=cells.columns,
    )
    with _Book(registry) as book:
        book.lay_out(sheet)
        for place, row in enumerate(cells.grid[cells.heads + 1 :], cells.heads + 1):
            for column, text in enumerate(row):
                if text and column != own:
                    book.write(place, column, text, "text" if "\n" in text else "line")
        for one in found:
            book.mark(one, cells, own)
    return book.data


class _Book:
    """A workbook that is being written; ``data`` are its bytes when it is closed."""

    def __init__(self, registry: Registry) -> None:
        import xlsxwriter

        self.data = b""
        self._registry = registry
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

    def mark(self, one: ListedReading, cells: ListCells, problem: int) -> None:
        """Colour the cells of a row that are in doubt, and say why in the column 问题."""
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

    def lay_out(self, made: _Sheet) -> None:
        """The rows above the applications, the columns and what they offer."""
        sheet = self._sheet
        for row, (style, text) in enumerate(made.above):
            sheet.set_row(row, 28 if style == "title" else 16)
            self.write(row, 0, text, style)
        fields = {place: field for field, place in self._placed(made)}
        for place, head in enumerate(made.heads):
            self.write(made.first - 1, place, head, "head")
            self._set_column(place, head, fields.get(place))
        sheet.set_row(made.first - 1, 32)
        sheet.freeze_panes(made.first, 1)
        self._offer(fields, made.first)
        sheet.set_landscape()
        sheet.set_paper(_A3)
        sheet.set_print_scale(_SCALE)
        sheet.print_across()
        sheet.repeat_rows(made.first - 1)
        sheet.repeat_columns(0, 0)

    def _placed(self, made: _Sheet) -> list[tuple[Field, int]]:
        return [(f, made.columns[f.key]) for f in layout().columns if f.key in made.columns]

    def _set_column(self, place: int, head: str, field: Field | None) -> None:
        if field is None:
            width = _PROBLEM_WIDTH if squeezed(head) == layout().listed["problem"] else 16
            self._sheet.set_column(place, place, width, self._formats["text"])
            return
        width = _WIDER.get(field.key, _WIDTHS[field.kind])
        style = "text" if field.kind == "text" else "line"
        self._sheet.set_column(place, place, width, self._formats[style])

    def _offer(self, fields: Mapping[int, Field], first: int) -> None:
        """Drop-downs, and what to write where there is none."""
        offered = {**choices(self._registry), "channels": _channels(self._registry)}
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


def _channels(registry: Registry) -> list[str]:
    """Each channel, and each set of several."""
    names = [rule.name for rule in registry.scheme.channels.values()]
    counts = range(1, len(names) + 1)
    return ["、".join(some) for count in counts for some in combinations(names, count)]
