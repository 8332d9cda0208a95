"""Say the figures of a year in Chinese, as tables with charts, for every format alike.

The words are those of ``year_figures.toml``. What the register does not hold is said in words; it
is never a zero or an empty cell.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from accession_cli.papers.charts import Chart, Series
from accession_cli.papers.chinese import day, names
from accession_cli.papers.tables import TableTemplate, Values
from accession_cli.papers.templates import Environment
from accession_cli.scheme.evaluation import one_decimal
from accession_cli.scheme.figures import TOTAL, UNSAID, FigureTable, Line, Value
from accession_cli.scheme.year_figures import YearFigures

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
    writer = _Writer(figures, template)
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
    unknown: Mapping[str, str] = field(default_factory=dict)
    unknown_all: str = ""
    chart: Mapping[str, Any] = field(default_factory=dict)


class _Writer:
    """Writes tables in the words of one template."""

    def __init__(self, figures: YearFigures, template: TableTemplate) -> None:
        self._tables = {table.key: table for table in figures.tables}
        self._layouts = template.section("tables")
        self._agency: Callable[[str], str] = names(figures.registry)["agency"]
        self._unknown, self._total = template.word("unknown"), template.word("total")
        rule = figures.registry.scheme.evaluation
        self._criteria = dict(rule.criteria) if rule else {}
        self._highest = rule.highest if rule else None

    def tables(self, keys: Sequence[str]) -> Iterator[ShownTable]:
        """The tables *keys*; those that the register gives no figures for are left out."""
        for key in keys:
            if key in self._tables:
                yield self._table(self._tables[key], _Layout(**self._layouts[key]))

    def _table(self, table: FigureTable, layout: _Layout) -> ShownTable:
        lines = tuple(self._line(table, layout, one) for one in table.all_lines)
        heads = {**self._criteria, **layout.columns}
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
        return self._agency(key) if layout.of == "agency" else layout.name.replace("{key}", key)

    def _cell(self, layout: _Layout, column: str, value: Value) -> ShownCell:
        if value is None:
            said = layout.unknown.get(column, layout.unknown_all or self._unknown)
            return ShownCell(value=None, text=said)
        if column in layout.agencies:
            name = self._agency(str(value))
            return ShownCell(value=name, text=name)
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
