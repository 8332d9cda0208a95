"""Render the figures of a year as a Word document, an Excel workbook and a page.

To add a format, add an entry to ``FORMATS``. All say the same: the tables of
``year_figures_shown.py``, each with its chart beside it or below it.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from accession_cli import __version__
from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_
from accession_cli.papers.charts import MM_WIDE, png, svg
from accession_cli.papers.chinese import FILTERS
from accession_cli.papers.tables import cells
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
from accession_cli.papers.year_figures_shown import ShownCell, ShownTable, shown
from accession_cli.scheme.year_figures import YearFigures

if TYPE_CHECKING:
    from markupsafe import Markup

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
            blocks=[_block(table, year.nothing) for table in section.tables],
        )
        for section in year.sections
    ]
    return workbook(page, sheets)


def _block(table: ShownTable, nothing: str) -> Block:
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
        filters={"figures_table": _word_table},
        pictures={chart.key: (png(chart, environment), chart.described) for chart in charts},
        picture_width=MM_WIDE,
    )
    data = filled_word(WORD_TEMPLATE, content, environment, FiguresTemplateRefused)
    return Rendered(data=data)


_TWIPS: Final = 8844  # the width of the text on A4 by GB/T 9704
_LABELS: Final = 0.34  # the most that labels take of it, with several columns
_LETTER: Final = 100  # nearly half of a character of 10.5 points
_ALONE: Final = (4500, 2300)  # the widths of labels and figures with one column
_KEPT_TOGETHER: Final = 16  # lines; a longer table may break between two pages
_EDGES: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_MARGINS: Final = "".join(
    f'<w:{side} w:w="{wide}" w:type="dxa"/>'
    for side, wide in (("top", 20), ("left", 70), ("bottom", 20), ("right", 110))
)


def _word_table(table: ShownTable) -> "Markup":
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
    """The widths of the columns: the labels take what they need, the others share the rest."""
    columns = len(table.columns)
    if columns == 1:
        return _ALONE
    longest = max((cells(line.label) for line in table.lines), default=0)
    first = round(min(max(longest * _LETTER + 160, _TWIPS / 6), _TWIPS * _LABELS))
    return [first, *([(_TWIPS - first) // max(columns, 1)] * columns)]


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
    from jinja2 import FileSystemLoader, StrictUndefined

    jinja = Sandbox(
        loader=FileSystemLoader([str(place) for place in environment.templates]),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    jinja.filters.update({**FILTERS, "drawn": _drawn})
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


def _drawn(table: ShownTable) -> "Markup":
    """The chart of *table*, which has one, as it stands in a page."""
    from markupsafe import Markup

    return Markup(svg(table.chart) if table.chart else "")  # noqa: S704 - svg escapes all texts


#: The formats, each with the function that makes it; the name is the ending of the file.
FORMATS: Final[Mapping[str, Callable[[YearFigures, Environment], Rendered]]] = MappingProxyType(
    {"docx": render_word, "xlsx": render_excel, "html": render_page}
)
