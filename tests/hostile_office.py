"""Forms and lists that somebody wrote to break a reader, or broke by accident."""

import io
import zipfile
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import cache
from typing import Any, Final

import xlsxwriter
from docx.oxml.ns import qn

from filled_forms import answered, changed, control, form_of, records, typed_over, with_part
from filled_lists import heads, list_of, texts_for
from materials import container_of

Make = Callable[[], bytes]
_RELATIONS: Final = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId900" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/{kind}" Target="{target}"{mode}/></Relationships>'
)
_DOCUMENT: Final = "word/document.xml"
_PASSWD: Final = "file:///etc/passwd"
_DEEP: Final = 100_000
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_SHEET: Final = "xl/worksheets/sheet1.xml"
_LAUGHS: Final = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">%s]>' % b"".join(
    b'<!ENTITY %c "%s">' % (98 + at, b"&%c;" % (97 + at) * 10) for at in range(9)
)


@cache
def form() -> bytes:
    return form_of(records()["DL-2024-0001"])


@cache
def listed() -> bytes:
    return list_of([texts_for(records()["DL-2024-0001"])])


@cache
def blank() -> bytes:
    return list_of([])


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return container.read(name)


def related(kind: str, target: str, *, outside: bool = True) -> bytes:
    mode = ' TargetMode="External"' if outside else ""
    relations = _RELATIONS.format(kind=kind, target=target, mode=mode)
    return with_part(form(), "word/_rels/footnotes.xml.rels", relations.encode())


def document(before: bytes, after: bytes, data: bytes | None = None) -> bytes:
    """The form with a piece of its document exchanged."""
    whole = part(data or form(), _DOCUMENT)
    assert before in whole
    return with_part(data or form(), _DOCUMENT, whole.replace(before, after, 1))


def declared(data: bytes, name: str, declaration: bytes) -> bytes:
    """A document type before the root of a part."""
    whole = part(data, name)
    start = whole.index(b"?>") + 2 if whole.startswith(b"<?xml") else 0
    return with_part(data, name, whole[:start] + declaration + whole[start:])


def packed(data: bytes, kind: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", kind) as made:
        for name in source.namelist():
            made.writestr(name, source.read(name))
    return target.getvalue()


def bent(data: bytes, name: str, at: int, value: bytes) -> bytes:
    """A field of the directory of the zip bent: *at* counts from the entry of *name*."""
    made = bytearray(data)
    place = made.rindex(name.encode()) - 46
    made[place + at : place + at + len(value)] = value
    return bytes(made)


def flipped(data: bytes, name: str) -> bytes:
    """A byte in the middle of a part changed."""
    made = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        entry = container.getinfo(name)
    made[entry.header_offset + 30 + len(name) + entry.compress_size // 2] ^= 0xFF
    return bytes(made)


def more(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return target.getvalue()


def twice(data: bytes, name: str) -> bytes:
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a") as container:
        container.writestr(name, b"<a/>")
    return target.getvalue()


def nested(name: str, times: int) -> Callable[[Any], None]:
    """Content controls, or tables, one in another."""

    def change(body: Any) -> None:
        inner = control(body, "title")
        for _time in range(times):
            outer = body.makeelement(qn(name), {})
            if name == "w:sdt":
                for below in inner.findall(qn("w:sdtPr")):
                    outer.append(deepcopy(below))
            holder = body.makeelement(qn("w:sdtContent" if name == "w:sdt" else "w:tr"), {})
            outer.append(holder)
            inner.addprevious(outer)
            holder.append(inner)
            inner = outer

    return change


def many_rows(body: Any) -> None:
    row = next(control(body, "title").iterancestors(qn("w:tr")))
    for number in range(12_000):
        made = row.makeelement(qn("w:tr"), {})
        for text in ("事项名称", f"第{number}项"):
            cell = row.makeelement(qn("w:tc"), {})
            typed_over(text)(cell)
            made.append(cell)
        row.addnext(made)


def many_controls(body: Any) -> None:
    paragraph = next(control(body, "title").iterancestors(qn("w:p")))
    for _number in range(4_000):
        made = paragraph.makeelement(qn("w:sdt"), {})
        paragraph.append(made)


#: Forms: what each is, and how it is made.
FORMS: Final[Mapping[str, Make]] = {
    "a macro": lambda: more(form(), {"word/vbaProject.bin": b"x"}),
    "a document with macros by its type": lambda: with_part(
        form(),
        "[Content_Types].xml",
        part(form(), "[Content_Types].xml").replace(
            b"wordprocessingml.document.main", b"ms-word.document.macroEnabled.main"
        ),
    ),
    "a template from elsewhere": lambda: related("attachedTemplate", "http://x.invalid/t.dotm"),
    "a template of this machine": lambda: related("attachedTemplate", "t.dotm", outside=False),
    "a picture from elsewhere": lambda: related("image", "http://x.invalid/x.png"),
    "a frame from elsewhere": lambda: related("frame", _PASSWD),
    "a part of another document": lambda: related("subDocument", "other.docx", outside=False),
    "a piece of a web page": lambda: related("aFChunk", "x.html", outside=False),
    "an object that is linked": lambda: related("oleObject", r"\\x.invalid\x"),
    "an object inside": lambda: more(form(), {"word/embeddings/oleObject1.bin": _OLE}),
    "a workbook inside": lambda: more(form(), {"word/embeddings/book.xlsx": listed()}),
    "a control inside": lambda: more(form(), {"word/activeX/activeX1.bin": b"x"}),
    "a file of this machine by an entity": lambda: declared(
        form(), _DOCUMENT, b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    ),
    "a document type from elsewhere": lambda: declared(
        form(), "word/styles.xml", b'<!DOCTYPE d SYSTEM "http://x.invalid/x.dtd">'
    ),
    "a billion laughs": lambda: declared(form(), _DOCUMENT, _LAUGHS),
    "a document type in UTF-16": lambda: with_part(
        form(), "customXml/item9.xml", '<!DOCTYPE d [<!ENTITY a "x">]><a>&a;</a>'.encode("utf-16")
    ),
    "a document type in the relations": lambda: declared(form(), "_rels/.rels", _LAUGHS),
    "an inclusion": lambda: document(
        b"<w:body>",
        b'<w:body><x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"'
        b' parse="text"/>',
    ),
    "a bomb": lambda: with_part(form(), _DOCUMENT, b" " * 7_900_000),
    "a larger bomb": lambda: packed(
        with_part(form(), _DOCUMENT, b" " * 100_000_000), zipfile.ZIP_DEFLATED
    ),
    "a bomb in a picture": lambda: more(form(), {"word/media/x.png": b"\0" * 40_000_000}),
    "thousands of parts": lambda: more(form(), {f"word/{at}.xml": b"<a/>" for at in range(1_200)}),
    "a size that is a lie": lambda: bent(form(), _DOCUMENT, 24, (100).to_bytes(4, "little")),
    "a size that is an enormous lie": lambda: bent(form(), _DOCUMENT, 24, b"\xff\xff\xff\x7f"),
    "a place that is a lie": lambda: bent(form(), _DOCUMENT, 42, b"\xff\xff\xff\x7f"),
    "a part twice": lambda: twice(form(), _DOCUMENT),
    "a part twice in two cases": lambda: twice(form(), "WORD/Document.xml"),
    "a password on its parts": lambda: bent(form(), _DOCUMENT, 8, b"\x01\x00"),
    "a packing of its own": lambda: packed(form(), zipfile.ZIP_LZMA),
    "half a form": lambda: form()[: len(form()) // 2],
    "a form without its end": lambda: form()[:-40],
    "a flipped byte": lambda: flipped(form(), _DOCUMENT),
    "something before the form": lambda: b"MZ" + form(),
    "an empty zip": lambda: b"PK\x05\x06" + bytes(18),
    "a zip of something else": lambda: container_of({"readme.txt": b"x"}),
    "names that climb": lambda: more(
        form(), {"../../../etc/x.xml": b"<a/>", "/etc/y.xml": b"<a/>"}
    ),
    "no document": lambda: container_of({"[Content_Types].xml": b"<Types/>"}),
    "XML that ends early": lambda: with_part(form(), _DOCUMENT, part(form(), _DOCUMENT)[:5_000]),
    "XML that is very deep": lambda: with_part(form(), _DOCUMENT, b"<a>" * _DEEP + b"</a>" * _DEEP),
    "characters that no XML has": lambda: document("第五次".encode(), "第\x07五次".encode()),
    "numbers of characters that no XML has": lambda: document("第五次".encode(), b"&#0;&#x1b;"),
    "an encoding that nobody knows": lambda: document(b"UTF-8", b"x-klingon"),
    "an encoding that it does not have": lambda: document(b"UTF-8", b"US-ASCII"),
    "tables in tables": lambda: changed(form(), nested("w:tbl", 60)),
    "controls in controls": lambda: changed(form(), nested("w:sdt", 60)),
    "thousands of rows": lambda: packed(changed(form(), many_rows), zipfile.ZIP_DEFLATED),
    "thousands of controls": lambda: changed(form(), many_controls),
    "a text without an end": lambda: answered(form(), authorization__content="长" * 250_000),
    "a name without an end": lambda: answered(form(), agency="、" * 250_000),
    "brackets without an end": lambda: answered(
        form(),
        basis="《" * 90_000,
        mechanism__basis="《甲法》" + "（" * 90_000,
        scope="：" * 90_000,
    ),
    "clauses without an end": lambda: answered(
        form(), mechanism__basis="《甲法》" + "第一条" * 90_000
    ),
    "digits without an end": lambda: answered(
        form(), funding__amount="9," * 300_000, period__start="1" * 600_000
    ),
    "a field that fetches": lambda: document(
        b"<w:body>",
        b'<w:body><w:p><w:fldSimple w:instr="INCLUDETEXT &quot;/etc/passwd&quot;"/></w:p>',
    ),
    "a version that is no number": lambda: with_part(
        form(), "customXml/item9.xml", b'<form xmlns="urn:accession:form" version="1e999"/>'
    ),
    "a version without an end": lambda: with_part(
        form(),
        "customXml/item9.xml",
        b'<form xmlns="urn:accession:form" version="' + b"9" * 90_000 + b'"/>',
    ),
    "signs that a terminal obeys": lambda: answered(form(), title="\u202e协助\u200b探访\u2066"),
    "an old Word file": lambda: _OLE + bytes(5_000),
    "a form with a password": lambda: _OLE + "EncryptedPackage".encode("utf-16-le") + bytes(5_000),
    "a PDF": lambda: b"%PDF-1.7\n" + bytes(2_000),
    "a picture": lambda: b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40,
    "a list": listed,
}


def sheet(before: bytes, after: bytes) -> bytes:
    whole = part(listed(), _SHEET)
    assert before in whole, whole[:2_000]
    return with_part(listed(), _SHEET, whole.replace(before, after, 1))


def far_cell(name: str) -> bytes:
    row = name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    cell = f'<row r="{row}"><c r="{name}" t="str"><v>x</v></c></row></sheetData>'
    return sheet(b"</sheetData>", cell.encode())


def open_document(rows: str, mime: str = "spreadsheet") -> bytes:
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    names = " ".join(f'xmlns:{n}="{space}{n}:1.0"' for n in ("office", "table", "text"))
    head = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{head}</text:p></table:table-cell>'
        for head in heads()
    )
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet>"
        f'<table:table table:name="清单"><table:table-row>{head}</table:table-row>{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    parts = {
        "mimetype": f"application/vnd.oasis.opendocument.{mime}".encode(),
        "content.xml": content.encode(),
        "META-INF/manifest.xml": b"<manifest/>",
    }
    return container_of(parts)


def repeated(rows: int, columns: int) -> bytes:
    cell = (
        f'<table:table-cell table:number-columns-repeated="{columns}" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell>"
    )
    return open_document(
        f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'
    )


def many_sheets() -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    for number in range(990):
        book.add_worksheet(f"表{number}")
    book.close()
    return target.getvalue()


def long_strings() -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    cells = book.add_worksheet("清单")
    for place, head in enumerate(heads()):
        cells.write_string(0, place, head)
        for row in range(1, 60):
            cells.write_string(row, place, f"{row}{place}" + "《" * 3_000)
    book.close()
    return target.getvalue()


#: Lists: what each is, and how it is made.
LISTS: Final[Mapping[str, Make]] = {
    "a macro": lambda: more(listed(), {"xl/vbaProject.bin": b"x"}),
    "an old list with a macro": lambda: _OLE + bytes(600) + "_VBA_PROJECT".encode("utf-16-le"),
    "an old list of nothing": lambda: _OLE + bytes(5_000),
    "an old list that is cut": lambda: _OLE + b"\x3e\0\x03\0\xfe\xff\x09\0" + bytes(480),
    "a list with a password": lambda: _OLE + "EncryptedPackage".encode("utf-16-le") + bytes(5_000),
    "a document type": lambda: declared(listed(), _SHEET, b'<!DOCTYPE d SYSTEM "x.dtd">'),
    "a billion laughs": lambda: declared(listed(), "xl/sharedStrings.xml", _LAUGHS),
    "a file of this machine by an entity": lambda: declared(
        listed(), "xl/workbook.xml", b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    ),
    "a bomb": lambda: with_part(listed(), _SHEET, b" " * 100_000_000),
    "a bomb of texts": lambda: packed(
        with_part(listed(), "xl/sharedStrings.xml", b" " * 30_000_000), zipfile.ZIP_DEFLATED
    ),
    "a cell at the end of the world": lambda: far_cell("XFD1048576"),
    "a cell far down": lambda: far_cell("A1048576"),
    "a cell far right": lambda: far_cell("XFD9"),
    "a cell beyond the end": lambda: far_cell("ZZZZZZ9999999999"),
    "a cell at nought": lambda: far_cell("A0"),
    "a dimension that is a lie": lambda: sheet(
        b'<dimension ref="', b'<dimension ref="A1:XFD1048576" x="'
    ),
    "a text that there is not": lambda: sheet(b't="s"><v>0</v>', b't="s"><v>99999999</v>'),
    "a text of number minus one": lambda: sheet(b't="s"><v>0</v>', b't="s"><v>-1</v>'),
    "a number without an end": lambda: sheet(b't="s"><v>0</v>', b"><v>" + b"9" * 100_000 + b"</v>"),
    "a day that never was": lambda: sheet(b't="s"><v>0</v>', b't="d"><v>9999-99-99T99</v>'),
    "a formula that calls a program": lambda: sheet(
        b't="s"><v>0</v>', b"t=\"str\"><f>cmd|' /C calc'!A0</f><v>=cmd</v>"
    ),
    "a link to another workbook": lambda: more(
        listed(),
        {
            "xl/externalLinks/_rels/externalLink1.xml.rels": _RELATIONS.format(
                kind="externalLinkPath", target=_PASSWD, mode=' TargetMode="External"'
            ).encode()
        },
    ),
    "an object inside": lambda: more(listed(), {"xl/embeddings/oleObject1.bin": _OLE}),
    "hundreds of sheets": many_sheets,
    "texts without an end": long_strings,
    "half a list": lambda: listed()[: len(listed()) // 2],
    "a flipped byte": lambda: flipped(listed(), _SHEET),
    "a size that is a lie": lambda: bent(listed(), _SHEET, 24, (100).to_bytes(4, "little")),
    "a packing of its own": lambda: packed(listed(), zipfile.ZIP_BZIP2),
    "no sheet": lambda: with_part(listed(), _SHEET, b"<worksheet/>"),
    "XML that is very deep": lambda: with_part(listed(), _SHEET, b"<a>" * _DEEP),
    "a row that is repeated a million times": lambda: repeated(1_048_576, 1),
    "a cell that is repeated a million times": lambda: repeated(1, 1_048_576),
    "rows and cells that are repeated": lambda: repeated(1_048_576, 16_384),
    "a number of rows that is none": lambda: repeated(10**30, 1),
    "an open document of text": lambda: open_document("", "text"),
    "a table of a web page": lambda: b"<html><table><tr><td>x</td></tr></table></html>",
    "commas": "事项名称,申请单位\n甲,乙\n".encode,
    "nothing": lambda: b"",
    "a form": form,
}
