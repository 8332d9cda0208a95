"""The text inside written material: read whatever the file is called, within limits."""

import io
import time
import zipfile
import zlib
from collections.abc import Callable

import pytest
import typst

from accession_cli.office import apart
from accession_cli.office.apart import NOTHING, text_inside
from accession_cli.office.inner_text import is_ofd
from accession_cli.secrecy.codes import SuspicionKind
from accession_cli.secrecy.screening import screen
from materials import cells_of, container_of, ofd_of, pdf_of, word_of

pytestmark = pytest.mark.hostile

TYPES = {"[Content_Types].xml": b"<Types/>"}
WORD = (
    b'<w:document xmlns:w="urn:w"><w:body><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:body></w:document>'
)
TEXT_SPACE = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def word(text: bytes) -> bytes:
    return container_of({**TYPES, "word/document.xml": WORD % text})


def test_the_text_of_a_word_file_is_read_with_its_header() -> None:
    inside = text_inside(word_of("第一段", "第二段", header="页眉"))
    assert inside.whole
    assert [line for line in inside.text.splitlines() if line in ("第一段", "第二段", "页眉")] == [
        "第一段",
        "第二段",
        "页眉",
    ]


def test_cells_of_an_excel_file_are_read_in_their_order_with_their_comments() -> None:
    inside = text_inside(cells_of(("密级", "机密"), ("密级", 13812345678), note="批注"))
    lines = [line for line in inside.text.splitlines() if line.strip()]
    at = lines.index("密级")
    assert lines[at : at + 4] == ["密级", "机密", "密级", "13812345678"]
    assert "批注" in inside.text
    assert inside.whole


@pytest.mark.parametrize("space", ["http://www.ofdspec.org/2016", "urn:of-some-program"])
def test_an_ofd_is_read_line_by_line_and_a_person_looks_at_it_all_the_same(space: str) -> None:
    inside = text_inside(ofd_of("机密★1年", "关于走访的通知", space=space))
    assert inside.text.split()[:2] == ["机密★1年", "关于走访的通知"]
    assert not inside.whole
    assert is_ofd(ofd_of())
    assert not is_ofd(container_of({**TYPES, "OFD.xml": b"<OFD/>"}))


def test_a_line_of_an_ofd_may_be_written_character_by_character() -> None:
    one = '<o:TextObject Boundary="{x} {y} 4 5"><o:TextCode>{said}</o:TextCode></o:TextObject>'
    shown = "".join(
        one.format(x=20 + 5 * at, y=30 if at < 3 else 39, said=said)
        for at, said in enumerate("机密★一年")
    )
    page = f'<o:Page xmlns:o="http://www.ofdspec.org/2016">{shown}</o:Page>'
    parts = {"OFD.xml": b"<OFD/>", "Doc_0/Pages/Page_0/Content.xml": page.encode()}
    assert text_inside(container_of(parts)).text.split()[:2] == ["机密★", "一年"]


def test_an_open_document_is_read() -> None:
    content = (
        f'<o:body xmlns:o="urn:o" xmlns:text="{TEXT_SPACE}"><text:h>标题</text:h>'
        "<text:p>机<text:span>密</text:span>★<text:s/>1年</text:p></o:body>"
    )
    parts = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": content.encode(),
    }
    assert text_inside(container_of(parts)).text.split()[:3] == ["标题", "机密★", "1年"]


def test_the_text_layer_of_a_pdf_is_read() -> None:
    inside = text_inside(pdf_of("关于终止的申请"))
    assert "关于终止的申请" in inside.text
    assert inside.whole


def test_a_pdf_with_one_page_that_is_a_picture_is_not_whole() -> None:
    pages = (
        b"#set page(height: 6cm)\nwords\n#pagebreak()\n#rect(width: 100%, height: 100%, fill: gray)"
    )
    inside = text_inside(typst.compile(pages))
    assert "words" in inside.text
    assert not inside.whole


def test_an_empty_page_hides_nothing() -> None:
    assert text_inside(typst.compile(b"words #pagebreak() ~ #pagebreak() #page[] more")).whole


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_text_is_read_in_what_editors_write(encoding: str) -> None:
    assert text_inside("机密★1年\r\n正文".encode(encoding)).text == "机密★1年\r\n正文"


def test_a_text_of_six_megabytes_is_read_apart_and_screened_in_time_with_its_length() -> None:
    """Here only its letters arrive; what decoding takes is taken from the other process."""
    signs = {"utf-8": "协助说机密的话，", "gb18030": "走访，1 2 3", "utf-16": "α ①"}

    def seconds(sign: str, encoding: str, length: int) -> float:
        data = (sign * (length // len(sign))).encode(encoding)
        begun = time.process_time()
        inside = text_inside(data)
        found = screen(inside.text)
        spent = time.process_time() - begun
        assert inside.text.startswith(sign)
        assert not any(one.kind is SuspicionKind.MARKING for one in found)
        return spent

    for encoding, sign in signs.items():
        quarter = seconds(sign, encoding, 500_000)
        assert seconds(sign, encoding, 2_000_000) < 9 * quarter + 0.1, encoding


def test_a_text_longer_than_any_paper_is_for_a_person_to_look_at() -> None:
    assert text_inside(b"x" * 8_000_001) == NOTHING
    assert text_inside(b"\0" * 1_000) == NOTHING


def test_a_text_that_cannot_be_decoded_within_the_limits_is_for_a_person_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    little = {**(apart.read_apart.__kwdefaults__ or {}), "seconds": 20.0, "memory": 40 << 20}
    monkeypatch.setattr(apart.read_apart, "__kwdefaults__", little)
    assert text_inside(b"x" * 30_000_000) == NOTHING


def declared(kind: bytes) -> bytes:
    return container_of({**TYPES, "word/document.xml": kind + WORD % b"x"})


BILLION = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">%s]>' % b"".join(
    b'<!ENTITY %c "%s">' % (98 + at, b"&%c;" % (97 + at) * 10) for at in range(9)
)


def understated() -> bytes:
    """A part that unpacks to far more than its container says."""
    made = bytearray(container_of({**TYPES, "word/document.xml": WORD % (b"a" * 3_000_000)}))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = made.find(mark, made.find(b"[Content_Types].xml", made.find(mark)))
        made[at + offset : at + offset + 4] = (100).to_bytes(4, "little")
    return bytes(made)


def with_password() -> bytes:
    """A file whose parts say that they are encrypted."""
    made = bytearray(word_of("x"))
    at = made.find(b"PK\x01\x02")
    while at >= 0:
        made[at + 8] |= 1
        at = made.find(b"PK\x01\x02", at + 1)
    return bytes(made)


def many_parts() -> bytes:
    """Each part is small enough; all together are not."""
    parts = {f"word/part{at}.xml": b"<a>%s</a>" % (b"x" * 999_000) for at in range(60)}
    return container_of({**TYPES, **parts})


def type_in_utf16() -> bytes:
    part = '<!DOCTYPE d [<!ENTITY a "x">]><a>&a;</a>'.encode("utf-16")
    return container_of({**TYPES, "word/document.xml": part})


def overlapping() -> bytes:
    """Many entries that all point at one part."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("[Content_Types].xml", "<Types/>")
        for _copy in range(3):
            container.writestr("word/document.xml", WORD % b"x")
    return made.getvalue()


def pdf_stream(data: bytes, *, filters: int = 1) -> bytes:
    """A one-page PDF whose page is drawn by *data*, packed as often as told."""
    for _time in range(filters):
        data = zlib.compress(data, 9)
    names = b"/FlateDecode " * filters
    return b"".join(
        (
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
            b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
            b"3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<<>>>>endobj\n",
            b"4 0 obj<</Filter[%s]/Length %d>>stream\n" % (names, len(data)),
            data,
            b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
        )
    )


HOSTILE: dict[str, Callable[[], bytes]] = {
    "a bomb": lambda: word(b" " * 20_000_000),
    "a bomb of many parts": many_parts,
    "thousands of parts": lambda: container_of(
        {**TYPES, **{f"word/{at}.xml": b"<a/>" for at in range(2_100)}}
    ),
    "a document type": lambda: declared(b'<!DOCTYPE d SYSTEM "file:///etc/passwd">'),
    "an entity for a file": lambda: declared(
        b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    ),
    "a billion laughs": lambda: declared(BILLION),
    "a document type in UTF-16": type_in_utf16,
    "a size that is a lie": understated,
    "entries of one name": overlapping,
    "XML that ends early": lambda: container_of({**TYPES, "word/document.xml": b"<a><b>"}),
    "XML a hundred thousand levels deep": lambda: container_of(
        {**TYPES, "word/document.xml": b"<a>" * 100_000}
    ),
    "a zip of something else": lambda: container_of({"readme.xml": b"<a/>"}),
    "half a zip": lambda: word_of("x")[:2_000],
    "a zip with a flipped byte": lambda: word_of("x").replace(b"document", b"d\x00cument", 1),
    "a password": with_password,
    "a picture inside": lambda: word_of("x", picture=True),
    "a macro inside": lambda: container_of({**TYPES, "word/vbaProject.bin": b"x"}),
    "an object of another program inside": lambda: container_of(
        {**TYPES, "word/embeddings/oleObject1.bin": b"x"}
    ),
    "half a PDF": lambda: pdf_of("x")[:900],
    "no more than the name of a PDF": lambda: b"%PDF-1.7",
    "a PDF bomb": lambda: pdf_stream(b" " * 400_000_000),
    "a PDF bomb in a bomb": lambda: pdf_stream(b" " * 60_000_000, filters=3),
    "a PDF that draws for ever": lambda: pdf_stream(b"(a) Tj " * 3_000_000),
    "a PDF whose pages lead to themselves": lambda: pdf_of("x").replace(b"/Kids", b"/Kidz"),
    "a PDF that opens brackets": lambda: b"%PDF-1.4\n1 0 obj " + b"[" * 200_000,
    "a PDF with a cycle": lambda: (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]"
        b"/Count 1>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    ),
    "an OLE file": lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(5_000),
    "a picture": lambda: b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40,
    "control characters": "机密\0\0".encode,
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_broken_or_hostile_needs_a_person(name: str) -> None:
    inside = text_inside(HOSTILE[name]())
    assert not inside.whole
    assert "root:" not in inside.text


def test_a_reader_that_takes_too_long_is_stopped() -> None:
    assert text_inside(pdf_of("x"), seconds=0.0) == NOTHING
    assert text_inside(pdf_of("x")) != NOTHING


def test_the_reader_says_nothing_and_dies_with_its_work(capfd: pytest.CaptureFixture[str]) -> None:
    for name in ("a PDF with a cycle", "half a PDF", "half a zip"):
        text_inside(HOSTILE[name]())
    assert capfd.readouterr() == ("", "")


def test_a_text_longer_than_any_material_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    assert apart._LONGEST > 1_000_000
    assert text_inside(word(b"ab " * 3_500_000)) == NOTHING
