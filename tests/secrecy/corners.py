"""Writings hidden in the corners of files, by corner, and what stands there without meaning harm.

Each is a whole file, as raw as programs write it.
"""

import base64
import quopri
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from materials import container_of, pdf_of, word_of
from secret_examples import id_number

MARK: Final = "机密★10年"
PERSON: Final = id_number("120110", date(1980, 1, 1), 1)
_TYPES: Final = {"[Content_Types].xml": b"<Types/>"}
_W: Final = 'xmlns:w="urn:w" xmlns:wp="urn:wp" xmlns:v="urn:v"'


def docx(inside: str, part: str = "word/document.xml", **more: str) -> bytes:
    """A Word file with *inside* in the body, or the whole of another *part*."""
    body = f"<w:document {_W}><w:body><w:p>{inside}</w:p></w:body></w:document>"
    parts = {part: body if part == "word/document.xml" else inside, **more}
    return container_of({**_TYPES, **{name: text.encode() for name, text in parts.items()}})


def part(name: str, text: str) -> bytes:
    """An Office file with one more part."""
    return docx(text, part=name)


def xlsx(book: str = "", sheet: str = "") -> bytes:
    return container_of(
        {
            **_TYPES,
            "xl/workbook.xml": f'<workbook xmlns="urn:x">{book}</workbook>'.encode(),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="urn:x">{sheet}</worksheet>'.encode(),
        }
    )


def odf(content: str, meta: str = "") -> bytes:
    spaces = 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:o="urn:o"'
    return container_of(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": f"<o:body {spaces}>{content}</o:body>".encode(),
            "meta.xml": f"<o:meta {spaces}>{meta}</o:meta>".encode(),
        }
    )


def run(*texts: str, tag: str = "w:t") -> str:
    """*texts* in runs of their own, with what stands between runs."""
    return "".join(
        f'<w:r w:rsidR="00A77B3{at}"><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
        f"<{tag}>{text}</{tag}></w:r>"
        for at, text in enumerate(texts)
    )


def b64(text: str | bytes, encoding: str = "utf-8", width: int = 76, begin: str = "") -> str:
    data = text if isinstance(text, bytes) else text.encode(encoding)
    letters = base64.b64encode(data).decode()
    return "\n".join(begin + letters[at : at + width] for at in range(0, len(letters), width))


def mail(kind: str, how: str, body: str) -> bytes:
    return (
        f"MIME-Version: 1.0\r\nSubject: x\r\nContent-Type: {kind}\r\n"
        f"Content-Transfer-Encoding: {how}\r\n\r\n" + body.replace("\n", "\r\n") + "\r\n"
    ).encode()


def quoted(text: str, encoding: str = "utf-8") -> str:
    return quopri.encodestring(text.encode(encoding)).decode()


LONG: Final = (
    f"关于示例工作的请示，请各有关单位按照要求认真抓好落实，现将有关情况报告如下。\n{MARK}\n"
)
#: Files to find, by corner: each holds a marking or a person's number.
FOUND: Final[Mapping[str, Callable[[], bytes]]] = {
    "alt text": lambda: docx(f'<wp:docPr id="1" name="图片 1" descr="{MARK}"/>'),
    "title of a picture": lambda: docx('<wp:docPr id="1" name="图片 1" title="密级：机密"/>'),
    "number in an alt text": lambda: docx(f'<wp:docPr id="1" name="x" descr="{PERSON}"/>'),
    "name of a picture's file": lambda: part(f"word/media/{MARK}.xml", "<a/>"),
    "watermark of old drawings": lambda: part(
        "word/header1.xml", f'<w:hdr {_W}><v:textpath string="{MARK}"/></w:hdr>'
    ),
    "field code": lambda: docx(run(f' COMMENTS "{MARK}" ', tag="w:instrText")),
    "field code in pieces": lambda: docx(
        run(' COMMENTS "机', "密", "★1", '0年"', tag="w:instrText")
    ),
    "number in a field code in pieces": lambda: docx(
        run(" SET x ", *PERSON, " ", tag="w:instrText")
    ),
    "deleted field code": lambda: docx(run(" SET a ", MARK, tag="w:delInstrText")),
    "simple field": lambda: docx(f'<w:fldSimple w:instr=" DOCPROPERTY {MARK} "/>'),
    "marking over runs": lambda: docx(run("机", "密", "★", "10", "年")),
    "marking over runs with a field between": lambda: docx(
        run("机密★") + run(" PAGE ", tag="w:instrText") + run("10", "年")
    ),
    "number over runs with a drawing between": lambda: docx(
        run(PERSON[:7]) + "<wp:posOffset>5274310</wp:posOffset>" + run(PERSON[7:])
    ),
    "deleted text": lambda: docx(run("机密", "★10年", tag="w:delText")),
    "own XML, a text": lambda: part("customXml/item1.xml", f"<a><b>{MARK}</b></a>"),
    "own XML, an attribute": lambda: part("customXml/item1.xml", f'<a b="{MARK}"/>'),
    "own XML, a number": lambda: part("customXml/item1.xml", f"<a><b>{PERSON}</b></a>"),
    "own XML, in pieces": lambda: part("customXml/item1.xml", "<a><b>机</b><c>密★10年</c></a>"),
    "own XML, a CDATA": lambda: part("customXml/item1.xml", f"<a><![CDATA[{MARK}]]></a>"),
    "value of a control": lambda: docx(f"<w:dataBinding w:xpath=\"/a[.='{MARK}']\"/>"),
    "placeholder of a control": lambda: docx(f'<w:alias w:val="{MARK}"/>'),
    "bookmark": lambda: docx(f'<w:bookmarkStart w:id="0" w:name="{MARK}"/>'),
    "variable of the document": lambda: part(
        "word/settings.xml",
        f'<w:settings {_W}><w:docVar w:name="x" w:val="{PERSON}"/></w:settings>',
    ),
    "description of the file": lambda: part(
        "docProps/core.xml", f'<c xmlns:d="urn:d"><d:description>{MARK}</d:description></c>'
    ),
    "company": lambda: part(
        "docProps/app.xml", f"<Properties><Company>{MARK}</Company></Properties>"
    ),
    "own property": lambda: part(
        "docProps/custom.xml",
        '<Properties xmlns:vt="urn:vt"><property name="密级"><vt:lpwstr>机密</vt:lpwstr>'
        "</property></Properties>",
    ),
    "name of an own property": lambda: part(
        "docProps/custom.xml", f'<Properties><property name="{MARK}"/></Properties>'
    ),
    "footnote": lambda: part(
        "word/footnotes.xml", f"<w:f {_W}><w:p>{run('机密★', '10年')}</w:p></w:f>"
    ),
    "comment's author": lambda: part(
        "word/comments.xml", f'<w:comments {_W}><w:comment w:author="{MARK}"/></w:comments>'
    ),
    "address of a link": lambda: part(
        "word/_rels/document.xml.rels",
        '<Relationships><Relationship Target="http://a.b/?t=%E6%9C%BA%E5%AF%86%E2%98%8510%E5%B9%B4"'
        ' TargetMode="External"/></Relationships>',
    ),
    "number in the address of a link": lambda: part(
        "word/_rels/document.xml.rels", f'<R><R Target="mailto:a@b.c?subject={PERSON}"/></R>'
    ),
    "drawing": lambda: part(
        "word/media/image1.svg", '<svg xmlns="urn:s"><text>机<tspan>密★10年</tspan></text></svg>'
    ),
    "drawing with a document type": lambda: part(
        "word/media/image1.svg",
        f'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x"><svg><desc>{MARK}</desc></svg>',
    ),
    "chart": lambda: part("word/charts/chart1.xml", f"<c><tx><v>{MARK}</v></tx></c>"),
    "diagram": lambda: part(
        "word/diagrams/data1.xml",
        '<d xmlns:a="urn:a"><a:p><a:t>机密</a:t><a:t>★10年</a:t></a:p></d>',
    ),
    "slide": lambda: part(
        "ppt/slides/slide1.xml", f'<s><a:p xmlns:a="urn:a"><a:t>{MARK}</a:t></a:p></s>'
    ),
    "note to a slide": lambda: part("ppt/comments/comment1.xml", f"<c><text>{MARK}</text></c>"),
    "defined name": lambda: xlsx(
        book=f'<definedNames><definedName name="x">"{MARK}"</definedName></definedNames>'
    ),
    "name of a defined name": lambda: xlsx(book='<definedName name="密级">"机密"</definedName>'),
    "name of a sheet": lambda: xlsx(book=f'<sheets><sheet name="{MARK}"/></sheets>'),
    "formula": lambda: xlsx(sheet=f'<row><c><f>IF(A1,"{MARK}","")</f><v>0</v></c></row>'),
    "head of printed pages": lambda: xlsx(
        sheet="<oddHeader>&amp;C&amp;&quot;宋体,加粗&quot;&amp;14机密</oddHeader>"
    ),
    "hint of a validation": lambda: xlsx(
        sheet=f'<dataValidation promptTitle="x" prompt="{MARK}"/>'
    ),
    "thread of comments": lambda: part(
        "xl/threadedComments/t1.xml",
        f"<T><threadedComment><text>{MARK}</text></threadedComment></T>",
    ),
    "value of an open sheet": lambda: odf(f'<o:cell o:string-value="{MARK}"/>'),
    "own property of an open document": lambda: odf("", f'<o:user o:name="x">{MARK}</o:user>'),
    "name of an open table": lambda: odf(f'<o:table o:name="{MARK}"/>'),
    "base64, a mail": lambda: mail("text/plain; charset=utf-8", "base64", b64(LONG)),
    "base64, a mail in GB": lambda: mail(
        "text/plain; charset=gb2312", "base64", b64(LONG, "gb18030")
    ),
    "base64, a mail in UTF-16": lambda: mail("text/plain", "base64", b64(LONG, "utf-16")),
    "base64, a number": lambda: mail("text/plain", "base64", b64(f"身份证号{PERSON}")),
    "base64, a link": f'<a href="data:text/plain;base64,{b64(MARK)}">x</a>'.encode,
    "base64, a short link": f"data:;base64,{b64('机密')}".encode,
    "base64, for addresses": lambda: (
        b64(MARK).replace("+", "-").replace("/", "_").rstrip("=").encode()
    ),
    "base64, YAML": f"logo: !!binary |\n{b64(LONG, begin='  ', width=60)}\nname: x\n".encode,
    "base64, a comment": lambda: b64(LONG, begin="# ").encode(),
    "base64, JSON": lambda: f'{{"a": "{b64(LONG)}"}}'.replace("\n", "\\n").encode(),
    "base64, behind a word": f"base64\n{b64(LONG)}".encode,
    "base64, the head of a mail": f"Subject: =?utf-8?B?{b64('机密')}?=\n".encode,
    "base64, in an attribute": lambda: docx(f'<w:x w:val="data:text/plain;base64,{b64(MARK)}"/>'),
    "base64, a Word file": lambda: mail("application/msword", "base64", b64(word_of(MARK))),
    "base64, an alt text of a Word file": lambda: mail(
        "application/msword", "base64", b64(FOUND["alt text"]())
    ),
    "base64, a PDF": f"paper: {b64(pdf_of(MARK), width=10**9)}\n".encode,
    "quoted, a mail": lambda: mail("text/plain", "quoted-printable", quoted(LONG)),
    "quoted, a mail in GB": lambda: mail("text/plain", "quoted-printable", quoted(LONG, "gb18030")),
    "quoted, a number over lines": lambda: mail(
        "text/plain", "quoted-printable", quoted("身份证号码") + f"{PERSON[:9]}=\n{PERSON[9:]}"
    ),
    "quoted, a page": lambda: mail("text/html", "quoted-printable", quoted("<p>密级：机密</p>")),
}
PICTURE: Final = bytes(at * at * 7919 % 251 for at in range(40_000))
#: What stands in the same corners and must pass.
PASSING: Final[Mapping[str, Callable[[], bytes]]] = {
    "what may be chosen": lambda: docx(
        "".join(
            f'<w:listItem w:displayText="{one}" w:value="{one}"/>'
            for one in ("公开", "机密", "秘密")
        )
    ),
    "what may be chosen in a list": lambda: xlsx(sheet='<formula1>"公开,秘密,机密"</formula1>'),
    "words in an alt text": lambda: docx(
        '<wp:docPr id="1" name="图片 1" descr="保守国家秘密宣传画"/>'
    ),
    "places of a drawing": lambda: docx(
        '<v:shape path="m,l,21600r21600,l21600,xe" coordsize="21600,21600"/>'
        '<wp:extent cx="5274310" cy="3076575"/><wp:posOffset>110105</wp:posOffset>'
        "<wp:posOffset>19491231</wp:posOffset><wp:posOffset>0021</wp:posOffset>"
    ),
    "an outline": lambda: part(
        "word/media/image1.svg",
        f'<svg><path d="M110105 19491231 0021 {"L12.5 62.25 " * 40}"/></svg>',
    ),
    "what WPS writes": lambda: part(
        "docProps/custom.xml",
        '<P xmlns:vt="urn:vt"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2"'
        ' name="KSOTemplateDocerSaveRecord"><vt:lpwstr>'
        + b64('{"hdid":"31dd9aa98a9c71b1a9b4d9c8d5b4e6a1","userId":"268465231"}', width=10**9)
        + "</vt:lpwstr></property></P>",
    ),
    "a picture in base64": f"logo: data:image/png;base64,{b64(PICTURE, width=10**9)}\n".encode,
    "a picture in a mail": lambda: mail("image/png", "base64", b64(PICTURE)),
    "a key": f"ssh-ed25519 {b64(PICTURE[:51])} ann@office\n".encode,
    "a law in base64": lambda: mail(
        "text/plain",
        "base64",
        b64("机密文件由专人保管。绝密、机密、秘密三级。泄露国家秘密的，依法处理。"),
    ),
    "a law in quoted-printable": lambda: mail(
        "text/plain",
        "quoted-printable",
        quoted("国家秘密的密级分为绝密、机密、秘密三级。机密文件由专人保管。"),
    ),
    "settings": lambda: b"a==1\nb = c=\nd: e=E6\n",
}
