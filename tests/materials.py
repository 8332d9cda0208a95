"""Written material as agencies hand it in: real files of every kind, made here."""

import io
import zipfile
from collections.abc import Mapping

import docx
import typst
import xlsxwriter

from accession_cli.papers.directory_pdf import fonts_of
from accession_cli.papers.templates import Environment

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def pdf_of(*lines: str) -> bytes:
    """A PDF with a text layer; one without any text when no line is given."""
    shown = "\n".join(f"#{_quoted(line)} \\" for line in lines)
    drawn = "#rect(width: 100%, height: 60%, fill: gray)"
    source = f'#set document(date: none)\n#set text(font: "Noto Serif SC")\n{shown or drawn}\n'
    return typst.compile(source.encode(), font_paths=fonts_of(Environment()))


def ofd_of(*lines: str, space: str = "http://www.ofdspec.org/2016") -> bytes:
    """An OFD with a text object for each line; programs give it namespaces of their own."""
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    texts = "".join(
        f'<ofd:TextObject ID="{at}" Boundary="20 {20 + 9 * at} 160 6">'
        f'<ofd:TextCode X="0" Y="5">{line}</ofd:TextCode></ofd:TextObject>'
        for at, line in enumerate(lines, 1)
    )
    page = f'{head}<ofd:Page xmlns:ofd="{space}"><ofd:Content>{texts}</ofd:Content></ofd:Page>'
    entrance = f'{head}<ofd:OFD xmlns:ofd="{space}"><ofd:DocBody/></ofd:OFD>'
    return container_of(
        {"OFD.xml": entrance.encode(), "Doc_0/Pages/Page_0/Content.xml": page.encode()}
    )


def word_of(*lines: str, header: str = "", picture: bool = False) -> bytes:
    """A Word file: a paragraph for each line, with a header and perhaps a picture."""
    made = docx.Document()
    for line in lines:
        made.add_paragraph(line)
    made.sections[0].header.paragraphs[0].text = header
    if picture:
        made.add_picture(io.BytesIO(PIXEL))
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def cells_of(*rows: tuple[str | int, ...], note: str = "") -> bytes:
    """An Excel file, with a comment on its first cell."""
    written = io.BytesIO()
    made = xlsxwriter.Workbook(written, {"in_memory": True})
    sheet = made.add_worksheet("表")
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    if note:
        sheet.write_comment(0, 0, note)
    made.close()
    return written.getvalue()


def container_of(parts: Mapping[str, bytes], *, kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An Office file with just these parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", kind) as container:
        for name, data in parts.items():
            container.writestr(name, data)
    return written.getvalue()


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
