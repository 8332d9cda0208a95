"""Pages, headers, footers and the watermark of the Word directory (GB/T 9704-2012)."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.section import Section
from docx.shared import Mm
from word_template_styles import BLACK, element


def upright(section: Section) -> None:
    """A4 upright with the margins of an official document: 37, 35, 28 and 26 mm."""
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(24), Mm(22)


def next_section(document: DocumentType) -> Section:
    """A new section on a new page, with the headers and footers of the one before."""
    section: Section = document.add_section(WD_SECTION.NEW_PAGE)
    return section


def count_from(section: Section, number: int | None) -> None:
    """Number the pages of *section* from *number* on; None goes on from the section before."""
    for old in section._sectPr.findall(qn("w:pgNumType")):  # noqa: SLF001
        section._sectPr.remove(old)  # noqa: SLF001
    if number is None:
        return
    kind = OxmlElement("w:pgNumType")
    kind.set(qn("w:start"), str(number))
    columns = section._sectPr.find(qn("w:cols"))  # noqa: SLF001 - python-docx cannot number pages
    columns.addprevious(kind)


def head_and_foot(
    section: Section, head: Sequence[Any], *, name: str, draft: str, numbered: bool
) -> None:
    """Odd and even headers with the paragraphs *head*, and page numbers — 1 — outside.

    The watermark is there where the condition *draft* holds; *name* tells it from others.
    """
    for header, footer, side in (
        (section.header, section.footer, "right"),
        (section.even_page_header, section.even_page_footer, "left"),
    ):
        for part in (header, footer):
            part.is_linked_to_previous = False
            for old in list(part._element):  # noqa: SLF001 - its first paragraph is replaced
                part._element.remove(old)  # noqa: SLF001
        marked = (tag(f"{{%p if {draft} %}}"), _watermark(f"{side}{name}"), tag("{%p endif %}"))
        for paragraph in (*map(deepcopy, head), *marked):
            header._element.append(paragraph)  # noqa: SLF001
        footer._element.append(  # noqa: SLF001
            _page_number(side)
            if numbered
            else element('<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr></w:p>')
        )


def tag(text: str) -> Any:
    """A paragraph for a tag alone, which falls away."""
    return element(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")


def _watermark(name: str) -> Any:
    """征求意见稿 across the page, as Word itself draws a watermark."""
    return element(
        '<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr><w:r><w:pict>'
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>'
        '<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
        '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>'
        '<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
        '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/>'
        '<v:f eqn="sum @6 0 @5"/></v:formulas><v:path textpathok="t" o:connecttype="rect"/>'
        '<v:textpath on="t" fitshape="t"/></v:shapetype>'
        f'<v:shape id="draft_{name}" type="#_x0000_t136" alt="征求意见稿" '
        'style="position:absolute;margin-left:0;margin-top:0;width:430pt;height:86pt;'
        "rotation:325;z-index:-251658752;mso-position-horizontal:center;"
        "mso-position-horizontal-relative:margin;mso-position-vertical:center;"
        'mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="#e6e6e6" '
        f'stroked="f"><v:textpath style="font-family:\'{BLACK}\';font-size:1pt" '
        'string="征求意见稿"/></v:shape></w:pict></w:r></w:p>'
    )


def _page_number(side: str) -> Any:
    runs = "".join(
        f"<w:r>{part}</w:r>"
        for part in (
            '<w:t xml:space="preserve">— </w:t>',
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
            '<w:t xml:space="preserve"> —</w:t>',
        )
    )
    indent = f'w:{side}Chars="100" w:{side}="280"'
    return element(
        f'<w:p><w:pPr><w:pStyle w:val="Footer"/><w:ind {indent}/><w:jc w:val="{side}"/></w:pPr>'
        f"{runs}</w:p>"
    )
