"""Say the figures of a year in Chinese, and render them as a Word document, a workbook and a page.

``shown`` makes tables with charts for every format alike. The words are those of
``year_figures.toml``. What the register does not hold is said in words; it is never a zero or an
empty cell.
"""

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from accession_cli import __version__
from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_
from accession_cli.papers.charts import MM_WIDE, Chart, Series, png, svg
from accession_cli.papers.chinese import day, names
from accession_cli.papers.tables import TableTemplate, Values, cells
from accession_cli.papers.templates import (
    Environment,
    Rendered,
    Sandbox,
    TemplateRefusedError,
    filled,
    filled_bytes,
    word_markup,
)
from accession_cli.papers.word import Content
from accession_cli.papers.word import filled as filled_word
from accession_cli.papers.workbook import PageSetup, workbook
from accession_cli.papers.workbook_blocks import Block, BlockCell, BlockChart, BlockSheet
from accession_cli.scheme.evaluation import one_decimal
from accession_cli.scheme.figures import TOTAL, UNSAID, FigureTable, Line, Value
from accession_cli.scheme.year_figures import YearFigures

if TYPE_CHECKING:
    from markupsafe import Markup


TEMPLATE: Final = "year_figures.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCell:
    """A cell: the value for a spreadsheet, and its writing; ``number`` is set to the right."""

    value: Value
    text: str

    @property
    def number(self) -> bool:
        """Whether it is a number."""
        return isinstance(self.value, int | Decimal | Fraction)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """A line of a table; ``whole`` for the one that adds up the others."""

    label: str
    cells: tuple[ShownCell, ...]
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTable:
    """A table; ``chart`` is None where none is drawn.

    ``drawn`` are the columns in the chart and ``charted`` the lines in it, counted from 0;
    ``across``: its bars are the columns of one line.
    """

    key: str
    heading: str
    head: str
    columns: tuple[str, ...]
    lines: tuple[ShownLine, ...]
    chart: Chart | None
    drawn: tuple[int, ...] = ()
    charted: tuple[int, ...] = ()
    across: bool = False

    def has_numbers(self, place: int) -> bool:
        """Whether there are numbers in the column at *place*, counted from 0."""
        return any(line.cells[place].number for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSection:
    """A part of the paper: its heading, what is to be said of it, and its tables."""

    key: str
    heading: str
    note: str
    tables: tuple[ShownTable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownYear:
    """The whole paper in Chinese."""

    title: str
    marks: str
    period: str
    basis: str
    nothing: str
    footer: str
    cut: str
    sections: tuple[ShownSection, ...]


def title(figures: YearFigures, environment: Environment) -> str:
    """The title of the paper."""
    return TableTemplate(TEMPLATE, environment).filled("title", _values(figures))


def shown(figures: YearFigures, environment: Environment) -> ShownYear:
    """The paper of *figures* in words."""
    template = TableTemplate(TEMPLATE, environment)
    return template.checked(lambda: _shown(figures, template))


def _shown(figures: YearFigures, template: TableTemplate) -> ShownYear:
    values = _values(figures)
    rule = figures.registry.scheme.evaluation
    writer = Writer(
        figures.tables,
        template,
        names={"agency": names(figures.registry)["agency"]},
        heads=dict(rule.criteria) if rule else {},
        highest=rule.highest if rule else None,
    )
    return ShownYear(
        title=template.filled("title", values),
        marks=template.filled("marks", values),
        period=template.filled("period", values),
        basis=template.filled("basis", values),
        nothing=template.word("nothing"),
        footer=template.word("footer"),
        cut=template.word("cut"),
        sections=tuple(
            ShownSection(
                key=key,
                heading=made["heading"],
                note=template.filled(f"note_{key}", values),
                tables=tuple(writer.tables(made["tables"])),
            )
            for key, made in template.section("sections").items()
        ),
    )


def _values(figures: YearFigures) -> Values:
    return {
        "scheme": figures.registry.scheme,
        "year": figures.year,
        "day": figures.day,
        "running": figures.running,
        "draft": figures.draft,
        "left_out": figures.left_out,
        "without_application": figures.without_application.value,
        "provisional": figures.provisional.value,
    }


@dataclass(frozen=True, kw_only=True)
class _Layout:
    """The words of a table, as the template has them."""

    heading: str
    head: str
    columns: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)
    name: str = "{key}"
    of: str = ""
    agencies: Sequence[str] = ()
    named: str = "agency"
    said: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    unknown: Mapping[str, str] = field(default_factory=dict)
    unknown_all: str = ""
    chart: Mapping[str, Any] = field(default_factory=dict)


class Writer:
    """Writes tables in the words of one template.

    ``names`` turns the keys of lines into names, by the kind of key that a table says with ``of``.
    ``heads`` are heads of columns beside those of the template, ``highest`` is the highest score,
    ``total`` is said of a line that adds up the others, when it is not the template's word.
    """

    def __init__(
        self,
        tables: Sequence[FigureTable],
        template: TableTemplate,
        *,
        names: Mapping[str, Callable[[str], str]],
        heads: Mapping[str, str] = MappingProxyType({}),
        highest: int | None = None,
        total: str = "",
    ) -> None:
        self._tables = {table.key: table for table in tables}
        self._layouts = template.section("tables")
        self._names, self._heads, self._highest = names, heads, highest
        self._unknown, self._total = template.word("unknown"), total or template.word("total")

    def tables(self, keys: Sequence[str]) -> Iterator[ShownTable]:
        """The tables *keys*; those that the register gives no figures for are left out."""
        for key in keys:
            if key in self._tables:
                yield self._table(self._tables[key], _Layout(**self._layouts[key]))

    def _table(self, table: FigureTable, layout: _Layout) -> ShownTable:
        lines = tuple(self._line(table, layout, one) for one in table.all_lines)
        heads = {**self._heads, **layout.columns}
        made = ShownTable(
            key=table.key,
            heading=layout.heading,
            head=layout.head,
            columns=tuple(heads[key] for key in table.columns),
            lines=lines,
            chart=None,
        )
        return self._drawn(table, layout, made) if layout.chart else made

    def _line(self, table: FigureTable, layout: _Layout, line: Line) -> ShownLine:
        cells = tuple(self._cell(layout, key, line.figures[key].value) for key in table.columns)
        return ShownLine(
            label=self._label(layout, line.key), cells=cells, whole=line is table.total
        )

    def _label(self, layout: _Layout, key: str) -> str:
        known = {UNSAID: self._unknown, TOTAL: self._total, **layout.names}
        if key in known:
            return known[key]
        return self._names[layout.of](key) if layout.of else layout.name.replace("{key}", key)

    def _cell(self, layout: _Layout, column: str, value: Value) -> ShownCell:
        if value is None:
            said = layout.unknown.get(column, layout.unknown_all or self._unknown)
            return ShownCell(value=None, text=said)
        if column in layout.agencies:
            value = self._names[layout.named](str(value))
        elif column in layout.said:
            value = layout.said[column].get(str(value), value)
        return ShownCell(value=value, text=written(value))

    def _drawn(self, table: FigureTable, layout: _Layout, made: ShownTable) -> ShownTable:
        """*made* with its chart; without one where there is nothing to draw."""
        across = layout.chart.get("across", "")
        columns = layout.chart.get("columns") or table.columns
        places = tuple(place for place, key in enumerate(table.columns) if key in columns)
        lines = [across] if across else layout.chart.get("lines") or [x.key for x in table.lines]
        charted = tuple(place for place, line in enumerate(table.all_lines) if line.key in lines)
        drawn = [[made.lines[at].cells[place] for place in places] for at in charted]
        if across:
            labels, rows = made.columns, [(made.heading, drawn[0])]
        else:
            labels = tuple(made.lines[at].label for at in charted)
            rows = [
                (made.columns[place], [cells[column] for cells in drawn])
                for column, place in enumerate(places)
            ]
        chart = Chart(
            key=table.key,
            title=made.heading,
            upright=layout.chart["kind"] == "columns",
            labels=labels,
            series=tuple(_series(name, cells) for name, cells in rows),
            highest=self._highest if layout.chart.get("highest") else None,
        )
        if not chart.is_drawn:
            return made
        return replace(made, chart=chart, drawn=places, charted=charted, across=bool(across))


def _series(name: str, cells: Sequence[ShownCell]) -> Series:
    return Series(
        name=name,
        values=tuple(_number(cell.value) for cell in cells),
        shown=tuple(cell.text if cell.number else "" for cell in cells),
    )


def _number(value: Value) -> int | Decimal | Fraction | None:
    return value if isinstance(value, int | Decimal | Fraction) else None


def written(value: Value) -> str:
    """A value in Chinese: money with its groups of three, a mean with one decimal."""
    match value:
        case date():
            return day(value)
        case Fraction():
            return one_decimal(value)
        case Decimal():
            return f"{value:,.2f}".removesuffix(".00")
    return str(value)


WORD_TEMPLATE: Final = "year_figures.docx"
PAGE_TEMPLATE: Final = "year_figures.html.j2"


class FiguresTemplateRefused(TemplateRefusedError):
    """A registry's own template of the figures cannot be filled."""

    refusal = Refusal(
        N_("The figures were not made: the template {template} failed with “{reason}”."),
        N_("Mend {template} in the registry's templates folder, or remove it there."),
        Exit.OUTSIDE,
    )


def render_excel(figures: YearFigures, environment: Environment) -> Rendered:
    """A sheet for each part, with its tables below one another and charts from their cells."""
    year = shown(figures, environment)
    page = PageSetup(
        title=year.title,
        marks=year.marks,
        footer=year.footer,
        cut=year.cut,
        author="",
        day=figures.day,
    )
    sheets = [
        BlockSheet(
            name=section.heading,
            heading=section.heading,
            lines=[line for line in (year.period, section.note, year.basis) if line],
            blocks=[block(table, year.nothing) for table in section.tables],
        )
        for section in year.sections
    ]
    return workbook(page, sheets)


def block(table: ShownTable, nothing: str) -> Block:
    chart = table.chart
    return Block(
        heading=table.heading,
        heads=(table.head, *table.columns),
        rows=[(line.label, *map(_cell, line.cells)) for line in table.lines],
        wholes=frozenset(place for place, line in enumerate(table.lines) if line.whole),
        empty=nothing,
        chart=BlockChart(
            upright=chart.upright,
            columns=table.drawn,
            rows=table.charted,
            highest=chart.highest,
            small=chart.step == 1,
            across=table.across,
        )
        if chart
        else None,
    )


def _cell(cell: ShownCell) -> BlockCell:
    return cell.text if cell.value is None else cell.value


def render_word(figures: YearFigures, environment: Environment) -> Rendered:
    """``year_figures.docx``, filled; each chart is a picture with its name for those who hear."""
    year = shown(figures, environment)
    charts = [t.chart for section in year.sections for t in section.tables if t.chart]
    content = Content(
        title=year.title,
        day=figures.day,
        author="、".join(figures.registry.scheme.issuers),
        values={"year": year, "scheme": figures.registry.scheme, "day": figures.day},
        filters={"figures_table": word_table},
        pictures={chart.key: (png(chart, environment), chart.described) for chart in charts},
        picture_width=MM_WIDE,
    )
    data = filled_word(WORD_TEMPLATE, content, environment, FiguresTemplateRefused)
    return Rendered(data=data)


_TWIPS: Final = 8844  # the width of the text on A4 by GB/T 9704
_LABELS: Final = 0.34  # the most that labels take of it, with several columns
_LETTER: Final = 100  # nearly half of a character of 10.5 points
_ALONE: Final = (4500, 2300)  # the widths of labels and figures with one column
_A_TEXT: Final = 14  # characters, more than a figure or a day needs
_LEAST_NEEDED, _MOST_NEEDED = 4, 30
_KEPT_TOGETHER: Final = 16  # lines; a longer table may break between two pages
_EDGES: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_MARGINS: Final = "".join(
    f'<w:{side} w:w="{wide}" w:type="dxa"/>'
    for side, wide in (("top", 20), ("left", 70), ("bottom", 20), ("right", 110))
)


def word_table(table: ShownTable) -> "Markup":
    """A table of Word in the styles FigureHead, FigureText and FigureNumber of the template.

    A short one stays on one page, with its chart.
    """
    from markupsafe import Markup

    widths, last = _widths(table), len(table.lines) - 1
    short = len(table.lines) <= _KEPT_TOGETHER
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = [_word_row(widths, [(head, "FigureHead") for head in (table.head, *table.columns)])]
    for place, line in enumerate(table.lines):
        texts = [(line.label, "FigureHead" if line.whole else "FigureText")]
        texts += [(one.text, "FigureNumber" if one.number else "FigureText") for one in line.cells]
        kept = short and (place < last or table.chart is not None)
        rows.append(_word_row(widths, texts, shade="F2F2F2" if line.whole else "", kept=kept))
    return Markup(  # noqa: S704 - made of what word_markup escaped
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{_EDGES}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{_MARGINS}</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"{''.join(rows)}</w:tbl>"
    )


def _widths(table: ShownTable) -> Sequence[int]:
    """The widths of the columns: the labels take what they need, the others share the rest.

    They share it evenly; where some hold texts, figures and days take what they need, and the texts
    share what is left.
    """
    columns = len(table.columns)
    if columns == 1:
        return _ALONE
    longest = max((cells(line.label) for line in table.lines), default=0)
    first = round(min(max(longest * _LETTER + 160, _TWIPS / 6), _TWIPS * _LABELS))
    rest = _TWIPS - first
    needs = [_need(table, place) for place in range(columns)]
    texts = sum(need for need in needs if need > _A_TEXT)
    if not texts:
        return [first, *([rest // max(columns, 1)] * columns)]
    short = [need * _LETTER + 220 if need <= _A_TEXT else 0 for need in needs]
    left = max(rest - sum(short), rest // 2)
    return [first, *(one or left * need // texts for one, need in zip(short, needs, strict=True))]


def _need(table: ShownTable, place: int) -> int:
    """How many characters the column at *place* needs, at most those of a text."""
    found = [cells(line.cells[place].text) for line in table.lines]
    return min(max([_LEAST_NEEDED, *found]), _MOST_NEEDED)


def _word_row(
    widths: Sequence[int],
    texts: Sequence[tuple[str, str]],
    *,
    shade: str = "E6E6E6",
    kept: bool = True,
) -> str:
    """A row of texts with their styles, by default a head, which every page repeats."""
    head = all(style == "FigureHead" for _text, style in texts)
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    keep = "<w:keepNext/>" if kept else ""
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{fill}<w:vAlign w:val="center"/>'
        f'</w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}</w:pPr>'
        f'<w:r><w:t xml:space="preserve">{word_markup(text)}</w:t></w:r></w:p></w:tc>'
        for width, (text, style) in zip(widths, texts, strict=True)
    )
    repeated = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{made}</w:tr>"


def render_page(figures: YearFigures, environment: Environment) -> Rendered:
    """``year_figures.html.j2`` with its style; one file without a script, for any browser."""
    own = {"autoescape": True, "keep_trailing_newline": True}
    jinja = Sandbox.over(environment.templates, {"drawn": drawn}, **own)
    style = filled(jinja, "year_figures.css")
    data = filled_bytes(
        jinja,
        PAGE_TEMPLATE,
        year=shown(figures, environment),
        scheme=figures.registry.scheme,
        figures=figures,
        style=style,
        style_hash=b64encode(sha256(style.encode()).digest()).decode(),
        tool_version=__version__,
    )
    return Rendered(data=data)


def drawn(table: ShownTable) -> "Markup":
    """The chart of *table*, which has one, as it stands in a page."""
    from markupsafe import Markup

    return Markup(svg(table.chart) if table.chart else "")  # noqa: S704 - svg escapes all texts


#: The formats, each with the function that makes it; the name is the ending of the file.
FORMATS: Final[Mapping[str, Callable[[YearFigures, Environment], Rendered]]] = MappingProxyType(
    {"docx": render_word, "xlsx": render_excel, "html": render_page}
)
