"""Write templates/approval_form.docx, the approval form in Word, from approval_form.toml.

python tools/make_form_template.py

A clerk may restyle the file in Word or WPS instead; what this writes is then overwritten. What
matters to the program are the tags of the content controls, which are the keys of the fields.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

from docx.document import Document as DocumentType
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.shared import Mm
from word_template_pages import upright
from word_template_styles import BLACK, TABLE, TITLE, Style, element, empty_document

from accession_cli.entry.form_words import Field, Layout, layout
from accession_cli.office.container import zipped_again
from accession_cli.papers.application_form_texts import CUSTOM

TARGET: Final = Path(__file__).parents[1] / "templates" / "approval_form.docx"
STYLES: Final[tuple[Style, ...]] = (
    ("审批表标题", "FormTitle", "Normal", TITLE, 44, "jc=center line=640 after=160 keepNext", 0),
    ("审批表标记", "FormMark", "Normal", BLACK, 24, "line=400 keepNext", None),
    ("审批表栏目", "FormLabel", "Normal", BLACK, 24, "jc=center line=320", None),
    ("审批表内容", "FormText", "Normal", TABLE, 24, "line=320", None),
    ("审批表居中", "FormCentred", "Normal", TABLE, 24, "jc=center line=320", None),
    ("依据栏目", "FormBasisLabel", "Normal", BLACK, 21, "jc=center line=280", None),
    ("依据内容", "FormBasis", "Normal", TABLE, 21, "line=280", None),
    (
        "审批表盖章",
        "FormSeal",
        "Normal",
        TABLE,
        24,
        "jc=right line=400 rightChars=200 right=480",
        None,
    ),
    ("填表说明", "FormNote", "Normal", TABLE, 18, "jc=both line=260 before=30", None),
)
#: Where columns begin and end, in mm: label, value, label, value; and those of the legal bases.
MAIN: Final = (0, 30, 78, 108, 156)
BASES: Final = (0, 30, 48, 90, 114, 132, 156)
WHOLE: Final = (0, 30, 156)
EDGES: Final = tuple(sorted({*MAIN, *BASES}))
PAIRS: Final = (
    ("agency", "credit_code"),
    ("applied", "co_agencies"),
    ("contact.name", "contact.phone"),
    ("title",),
    ("kind", "class"),
    ("channels", "term"),
    ("period.start", "period.end"),
    ("frequency",),
    ("scope",),
    ("authorization.content",),
    ("authorization.target",),
    ("authorization.authority",),
    ("authorization.workflow",),
    ("excludes",),
    ("basis",),
    ("attachments",),
    ("funding.amount", "funding.per"),
    ("funding.source",),
    ("funding.method",),
    ("funding.note",),
    ("resources",),
    ("training",),
    ("mechanism.what",),
    ("mechanism.basis",),
    ("opinions",),
    ("sections",),
    ("filing.number", "filing.date"),
)
TALL: Final = {"authorization.content": 20, "authorization.workflow": 14, "scope": 10}
BASIS_ROWS: Final = 3
OWN_OPINION: Final = "申请单位意见"
SEAL: Final = "（盖章）"


def rows(form: Layout) -> Iterator[tuple[str, ...]]:
    """``PAIRS``, and a row for each other field, behind the field that it follows in the form."""
    named = {key for keys in PAIRS for key in keys}
    order = [field.key for field in form.fields]
    for keys in PAIRS:
        yield keys
        at = max((order.index(key) + 1 for key in keys if key in order), default=len(order))
        while at < len(order) and order[at] not in named:
            yield (order[at],)
            at += 1


class FormWriter:
    """Writes the rows of the form's table one after the other."""

    def __init__(self, form: Layout) -> None:
        self.form = form
        self.fields = {field.key: field for field in (*form.fields, *form.basis)}
        self.rows: list[str] = []

    def pair(self, *keys: str) -> None:
        """A row with one field across the page, or with two."""
        edges = MAIN if len(keys) > 1 else WHOLE
        cells: list[str] = []
        for place, key in enumerate(keys):
            at = 2 * place
            label = paragraph("FormLabel", run(self.fields[key].label))
            cells.append(cell(edges[at : at + 2], label))
            style = "FormText" if len(keys) == 1 else "FormCentred"
            cells.append(cell(edges[at + 1 : at + 3], paragraph(style, self.control(key))))
        self.row(cells, TALL.get(keys[0], 9))

    def bases(self) -> None:
        """The head and the empty rows of the table of legal bases; its name stands beside them."""
        label = paragraph("FormLabel", run(self.fields["basis"].label))
        heads = [paragraph("FormBasisLabel", run(column.label)) for column in self.form.basis]
        self.row([cell(BASES[:2], label, merge="restart"), *self._columns(heads)], 8)
        for _row in range(BASIS_ROWS):
            fields = [
                paragraph("FormBasis", self.control(column.key)) for column in self.form.basis
            ]
            beside = cell(BASES[:2], paragraph("FormLabel", ""), merge="continue")
            self.row([beside, *self._columns(fields)], 8)

    def _columns(self, paragraphs: Iterable[str]) -> list[str]:
        return [cell(BASES[at : at + 2], text) for at, text in enumerate(paragraphs, 1)]

    def opinions(self) -> None:
        """The applicant's opinion, and a row for a body, which is repeated for each of them."""
        empty = paragraph("FormText", "")
        day = self.form.word("day")
        self.row(
            [
                cell(WHOLE[:2], paragraph("FormLabel", run(OWN_OPINION))),
                cell(WHOLE[1:], empty, seal(run(SEAL)), seal(run(day)), bottom=True),
            ],
            24,
        )
        by = control("decision.by", "审批单位", "审批单位意见", "<w:text/>")
        opinion = control("decision.opinion", "审批意见", "", '<w:text w:multiLine="1"/>')
        decided = control("decision.date", "审批日期", day, "<w:text/>")
        self.row(
            [
                cell(WHOLE[:2], paragraph("FormLabel", by)),
                cell(
                    WHOLE[1:],
                    paragraph("FormText", opinion),
                    seal(run(SEAL)),
                    seal(decided),
                    bottom=True,
                ),
            ],
            24,
        )

    def row(self, cells: Sequence[str], height: int) -> None:
        twips = round(height * 1440 / 25.4)
        self.rows.append(
            f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{twips}" w:hRule="atLeast"/></w:trPr>'
            f"{''.join(cells)}</w:tr>"
        )

    def control(self, key: str) -> str:
        """The content control of a field, with what stands in it while it is empty."""
        field = self.fields[key]
        words = {"choice": "choose", "day": "day"}
        shown = self.form.word(words.get(field.kind, "placeholder")) if field.read else ""
        return control(key, field.label, shown, _kind(field))

    def table(self) -> str:
        """The whole table."""
        edges = "".join(
            f'<w:{side} w:val="single" w:sz="{8 if side in _OUTSIDE else 4}" w:space="0" '
            'w:color="auto"/>'
            for side in (*_OUTSIDE, "insideH", "insideV")
        )
        grid = "".join(f'<w:gridCol w:w="{twips(a, b)}"/>' for a, b in pairwise(EDGES))
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="{twips(0, EDGES[-1])}" w:type="dxa"/>'
            f'<w:jc w:val="center"/><w:tblBorders>{edges}</w:tblBorders>'
            '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="40" w:type="dxa"/>'
            '<w:left w:w="85" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/>'
            f'<w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}'
            f"</w:tblGrid>{''.join(self.rows)}</w:tbl>"
        )


_OUTSIDE: Final = ("top", "left", "bottom", "right")


def _kind(field: Field) -> str:
    if field.kind == "choice":
        return "<w:comboBox/>" if field.key == "agency" else "<w:dropDownList/>"
    return '<w:text w:multiLine="1"/>' if field.kind == "text" else "<w:text/>"


def control(tag: str, title: str, shown: str, kind: str) -> str:
    """A content control in a paragraph. What is shown in grey gives way to the first letter."""
    grey = '<w:rPr><w:color w:val="7F7F7F"/></w:rPr>'
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="{escape(title)}"/><w:tag w:val="{tag}"/>'
        f"<w:showingPlcHdr/>{kind}</w:sdtPr><w:sdtContent>"
        f'<w:r>{grey}<w:t xml:space="preserve">{escape(shown or "　　")}</w:t></w:r>'
        "</w:sdtContent></w:sdt>"
    )


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(style: str, content: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p>'


def seal(content: str) -> str:
    return paragraph("FormSeal", content)


def cell(edges: Sequence[int], *paragraphs: str, merge: str = "", bottom: bool = False) -> str:
    """A cell from one edge to another; *merge* joins it with the one above it."""
    left, right = edges
    span = EDGES.index(right) - EDGES.index(left)
    joined = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{twips(left, right)}" w:type="dxa"/>'
        f'<w:gridSpan w:val="{span}"/>{joined}'
        f'<w:vAlign w:val="{"bottom" if bottom else "center"}"/></w:tcPr>'
        f"{''.join(paragraphs)}</w:tc>"
    )


def twips(left: int, right: int) -> int:
    """The width between two edges; rounded so that widths of neighbours add up."""
    return round(right * 1440 / 25.4) - round(left * 1440 / 25.4)


def page_number(document: DocumentType) -> None:
    """— 1 — below each page."""
    section = document.sections[0]
    for footer in (section.footer, section.even_page_footer):
        footer.is_linked_to_previous = False
        for old in list(footer._element):  # noqa: SLF001 - its first paragraph is replaced
            footer._element.remove(old)  # noqa: SLF001
        footer._element.append(  # noqa: SLF001
            element(
                '<w:p><w:pPr><w:pStyle w:val="Footer"/><w:jc w:val="center"/></w:pPr>'
                '<w:r><w:t xml:space="preserve">— </w:t></w:r>'
                '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
                '<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p>'
            )
        )


def mark_as_form(document: DocumentType, form: Layout) -> None:
    """A custom XML part that says which form this is, and of which version."""
    xml = f'<form xmlns="{CUSTOM}" id="{form.form_id}" version="{form.version}"/>'
    package = document.part.package
    part = Part(PackURI("/customXml/item9.xml"), "application/xml", xml.encode(), package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)


def template() -> bytes:
    """The template as the bytes of its file."""
    form = layout()
    document = empty_document("社区工作事务准入审批表", STYLES)
    section = document.sections[0]
    upright(section)
    section.top_margin, section.bottom_margin = Mm(25), Mm(24)
    section.left_margin = section.right_margin = Mm(27)
    section.footer_distance = Mm(14)
    page_number(document)
    mark_as_form(document, form)
    writer = FormWriter(form)
    for keys in rows(form):
        match keys:
            case ("basis",):
                writer.bases()
            case ("opinions",):
                writer.opinions()
            case _:
                writer.pair(*keys)
    title = control("form.title", "表名", "社区工作事务准入审批表", "<w:text/>")
    note = control("form.note", "填表说明", "填表说明", "<w:text/>")
    parts: tuple[Any, ...] = (
        paragraph("FormMark", control("form.mark", "标记", form.mark, "<w:text/>")),
        paragraph("FormTitle", title),
        writer.table(),
        paragraph("FormNote", note),
    )
    for part in parts:
        document.element.body[-1].addprevious(element(part))
    target = io.BytesIO()
    document.save(target)
    return zipped_again(target.getvalue())


if __name__ == "__main__":
    TARGET.write_bytes(template())
