"""Paragraphs and tables of a Word template, written one after the other.

In texts ⟦…⟧ is set as a label, ⟪…⟫ as the mark of a new task, ⟨…⟩ in 楷体, ⦅…⦆ smaller.
"""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from word_template_styles import Letters, Style, element, empty_document

if TYPE_CHECKING:
    from docx.document import Document

_PIECES: Final = re.compile(r"(⟦.+?⟧|⟪.+?⟫|⟨.+?⟩|⦅.+?⦆)")
_STYLED: Final = {"⟦": "Label", "⟪": "NewMark", "⟨": "Script", "⦅": "Small"}
_ACROSS: Final = {"ListClass", "TaskAcross"}  # a lone text in another style is a tag
_TWIPS_A_MM: Final = 1440 / 25.4

Line = tuple[str, str]  # style id and text
Row = Sequence[str | Sequence[Line]]  # one cell each; a lone text is a tag for the whole row


class Writer:
    """Writes paragraphs and tables one after the other into the template."""

    def __init__(
        self, title: str, more_styles: Iterable[Style] = (), more_letters: Iterable[Letters] = ()
    ) -> None:
        self.document: Document = empty_document(title, more_styles, more_letters)
        self.marks = 0

    def line(self, style: str, text: str, *, mark: str = "") -> Paragraph:
        """A paragraph; with *mark* one can jump to it."""
        paragraph = self.document.add_paragraph()
        fill(paragraph, style, text)
        if mark:
            self.marks += 1
            first = paragraph._p.find(qn("w:r"))  # noqa: SLF001 - python-docx has no bookmarks
            first.addprevious(element(f'<w:bookmarkStart w:id="{self.marks}" w:name="{mark}"/>'))
            paragraph._p.append(element(f'<w:bookmarkEnd w:id="{self.marks}"/>'))  # noqa: SLF001
        return paragraph

    def lines(self, style: str, *texts: str) -> None:
        for text in texts:
            self.line(style, text)

    def table(
        self,
        heads: Sequence[tuple[str, int]],
        rows: Sequence[Row],
        *,
        text_style: str = "TableText",
        head_style: str = "TableHead",
    ) -> Table:
        """Fixed widths in mm in the grid and in each cell; the head row on every page."""
        table: Table = self.document.add_table(rows=0, cols=len(heads))
        widths = [round(width * _TWIPS_A_MM) for _name, width in heads]
        dress(table, widths)
        add_row(table, widths, [[(head_style, name)] for name, _width in heads], head=True)
        for row in rows:
            cells = [[(text_style, cell)] if isinstance(cell, str) else cell for cell in row]
            add_row(table, widths, cells)
        return table


def fill(paragraph: Paragraph, style: str, text: str) -> None:
    """Set *text* into *paragraph*, its marked pieces in their character styles."""
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - by style id, not by name
    properties.append(element(f'<w:pStyle w:val="{style}"/>'))
    if style == "CoverFoot":  # at the foot of the page, however long the title above it is
        properties.append(
            element(
                '<w:framePr w:w="8844" w:wrap="notBeside" w:vAnchor="margin" w:hAnchor="margin" '
                'w:xAlign="center" w:yAlign="bottom"/>'
            )
        )
    for piece in filter(None, _PIECES.split(text)):
        run = paragraph.add_run(piece.strip("⟦⟧⟪⟫⟨⟩⦅⦆") if piece[0] in _STYLED else piece)
        if piece[0] in _STYLED:
            run._r.get_or_add_rPr().append(  # noqa: SLF001
                element(f'<w:rStyle w:val="{_STYLED[piece[0]]}"/>')
            )


def dress(table: Table, widths: Sequence[int]) -> None:
    properties = table._tbl.tblPr  # noqa: SLF001 - borders, margins and layout by hand
    for old in list(properties):
        properties.remove(old)
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    for part in (
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/>',
        '<w:jc w:val="center"/>',
        f"<w:tblBorders>{edges}</w:tblBorders>",
        '<w:tblLayout w:type="fixed"/>',
        (
            '<w:tblCellMar><w:top w:w="60" w:type="dxa"/><w:left w:w="50" w:type="dxa"/>'
            '<w:bottom w:w="60" w:type="dxa"/><w:right w:w="50" w:type="dxa"/></w:tblCellMar>'
        ),
    ):
        properties.append(element(part))
    for column, width in zip(table._tbl.tblGrid, widths, strict=True):  # noqa: SLF001
        column.set(qn("w:w"), str(width))


def add_row(
    table: Table, widths: Sequence[int], cells: Sequence[Sequence[Line]], *, head: bool = False
) -> None:
    """A row that no page break cuts. A single cell goes across the whole table."""
    row = table.add_row()  # type: ignore[no-untyped-call] # python-docx left its types out
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001
    properties.append(element("<w:cantSplit/>"))
    if head:
        properties.append(element("<w:tblHeader/>"))
    whole = len(cells) == 1 and len(widths) > 1
    if whole:
        row.cells[0].merge(row.cells[-1])
    for index, lines in enumerate(cells):
        cell = row.cells[index]
        shade = "E6E6E6" if head else "F5F5F5" if whole and lines[0][0] in _ACROSS else ""
        fill_cell(cell, sum(widths) if whole else widths[index], lines, shade)


def fill_cell(cell: _Cell, width: int, lines: Sequence[Line], shade: str) -> None:
    properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001
    properties.find(qn("w:tcW")).set(qn("w:w"), str(width))
    if shade:
        properties.append(element(f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>'))
    properties.append(element('<w:vAlign w:val="center"/>'))
    for old in list(cell._tc.findall(qn("w:p"))):  # noqa: SLF001
        cell._tc.remove(old)  # noqa: SLF001
    for style, text in lines:
        fill(cell.add_paragraph(), style, text)


def each(loop: str, *rows: Row) -> list[Row]:
    """*rows* for each turn of *loop*; the tags stand in rows of their own, which fall away."""
    return [["{%tr for " + loop + " %}"], *rows, ["{%tr endfor %}"]]


def when(condition: str, *rows: Row) -> list[Row]:
    return [["{%tr if " + condition + " %}"], *rows, ["{%tr endif %}"]]


def optional(condition: str, text: str) -> list[str]:
    """A paragraph that is there only when *condition* holds."""
    return ["{%p if " + condition + " %}", text, "{%p endif %}"]


def looped(loop: str, text: str) -> list[str]:
    """A paragraph for each turn of *loop*."""
    return ["{%p for " + loop + " %}", text, "{%p endfor %}"]


def text_lines(*texts: str) -> list[Line]:
    return [("TableText", text) for text in texts]


def with_small(text: str, *small: str) -> list[Line]:
    """A cell of a list with smaller lines below its text."""
    return [("ListText", text), *(("ListSmall", one) for one in small)]


def centred(*texts: str) -> list[Line]:
    return [("TableCentred", text) for text in texts]
