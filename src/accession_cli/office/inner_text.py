"""Read the text out of Word, Excel, OpenDocument, OFD, PDF and plain files.

An Office file is a zip of XML parts. Of every part all text is read, and all values of attributes:
headers, notes, hidden sheets, field codes, defined names, descriptions of pictures, addresses of
links; the container is checked before anything is unpacked. Of a PDF, the text layer, the comments
and the description are read. An OFD (GB/T 33190) is a zip of XML parts, too, which show pages; what
is stamped or drawn on them is not read. Plain text may be in UTF-8, UTF-16 or GB18030; RTF, which
names characters by codes of its own, is never read whole. ``Unreadable`` is raised when a file
cannot be read.

``sheet_rows`` reads the cells of the first sheet of an Excel file, row by row.
"""

import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final
from xml.parsers import expat


class Unreadable(Exception):
    """The file is broken, hostile, too large or of a kind without text that programs can read."""


@dataclass(frozen=True, slots=True)
class InnerText:
    """The text of a file; ``whole`` is False when it holds more than text, such as a scan."""

    text: str
    whole: bool


ZIP_MAGIC: Final = b"PK\x03\x04"
_MOST_PARTS: Final = 2_000
_LARGEST_PART: Final = 24 << 20
_LARGEST: Final = 48 << 20  # all parts that are read, unpacked
_TIGHTEST: Final = 200  # the highest ratio to which a part may be compressed
_SMALL: Final = 1 << 20  # below this, no ratio matters
_OFFICE: Final = ("[Content_Types].xml", "mimetype")
_OFD: Final = "OFD.xml"
_DRAWING: Final = ".svg"
#: What holds the texts that programs cut into pieces; TextCode is an OFD's.
_TEXT: Final = frozenset({"t", "delText", "v", "text", "TextCode"})
_OPEN_TEXT: Final = frozenset({"p", "h", "span", "a"})  # OpenDocument's, in its own namespace
_OPEN_SPACE: Final = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_LINES: Final = frozenset(
    {
        *("p", "h", "br", "cr", "line-break", "row", "c", "si", "comment", "v", "text"),
        *("tc", "tr", "table-row", "table-cell"),
    }
)
_ON_PAGE: Final = "TextObject"
_SHARED: Final = "xl/sharedstrings.xml"
_BLANKS: Final = frozenset({"tab", "s"})
#: Codes of fields, which programs cut into pieces as they do with what is shown.
_FIELD_CODE: Final = frozenset({"instrText", "delInstrText"})
#: What a person may choose; a list of levels is no marking.
_OPTIONS: Final = frozenset({"listItem", "listEntry", "option"})
#: Short numbers, cells and names of revisions, and what draws lines.
_NO_WORDS: Final = re.compile(
    r"[A-Z]{0,3}-?[0-9.]{1,10}|[0-9A-F]{8}|[MLHVCSQTAZEXRNmlhvcsqtazexrn@0-9.,\s+\-]{40,}", re.ASCII
)
#: Left, centre, right, the font and its size: Excel's own way.
_PARTS_OF_A_HEADER: Final = re.compile(r'&(?:[LCR]|"[^"\n]*"|[0-9]{1,3})')
_SPACE: Final = "\x1f"  # between a namespace and a name


def office_text(data: bytes) -> InnerText:
    """The text of all parts; not whole when a part is neither XML nor harmless, as a picture.

    An OFD never is: programs write the shapes of its characters in many ways.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as container:
            parts = checked(container)
            strings = shared_strings(container, parts)
            texts = [
                _Collector(strings).read(container.read(part))
                for part in parts
                if _is_xml(part.filename)
            ]
            texts += (part.filename for part in parts)
            whole = not is_ofd(data) and all(_shows_text(part.filename) for part in parts)
    except (zipfile.BadZipFile, expat.ExpatError, NotImplementedError, RuntimeError) as error:
        raise Unreadable from error
    return InnerText("\n".join(texts), whole=whole)


def is_ofd(data: bytes) -> bool:
    """Whether *data* is an OFD, a document of fixed pages as PDF is one."""
    if not data.startswith(ZIP_MAGIC):
        return False
    try:
        with zipfile.ZipFile(BytesIO(data)) as container:
            names = {*container.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return False
    return _OFD in names and not names & {*_OFFICE}


def checked(container: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The parts of *container*; ``Unreadable`` when too large or not those of an Office file."""
    parts = [part for part in container.infolist() if not part.is_dir()]
    names = {part.filename for part in parts}
    read = [part for part in parts if _is_xml(part.filename)]
    if not names & {*_OFFICE, _OFD} or len(parts) > _MOST_PARTS or len(names) < len(parts):
        raise Unreadable
    if sum(part.file_size for part in read) > _LARGEST:
        raise Unreadable
    for part in read:
        tight = part.file_size > _SMALL and part.file_size > _TIGHTEST * part.compress_size
        if tight or part.file_size > _LARGEST_PART:
            raise Unreadable
    return parts


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml", _DRAWING))


def _shows_text(name: str) -> bool:
    """Whether a part shows no more than its text; fonts, settings, small previews show nothing."""
    lower = name.lower()
    return (
        (_is_xml(lower) and not lower.endswith(_DRAWING))
        or lower == "mimetype"
        or lower.endswith((".odttf", "printersettings1.bin", ".rdf"))
        or (lower.startswith(("docprops/thumbnail", "thumbnails/", "configurations2/")))
    )


def shared_strings(container: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> list[str]:
    """The texts that cells of an Excel file refer to by number."""
    reading = _Collector(())
    for part in parts:
        if part.filename.lower() == _SHARED:
            reading.read(container.read(part))
    return reading.strings


def _refuse(*_declared: object) -> None:
    raise Unreadable


def _parse(
    part: bytes,
    begin: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    take: Callable[[str], None],
) -> None:
    parser = expat.ParserCreate(namespace_separator=_SPACE)
    parser.buffer_text = True
    if b"<svg" not in part:  # drawings of old have one; expat itself limits what it can do
        parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = take
    parser.Parse(part, True)  # noqa: FBT003 - the parser's own signature


class _Collector:
    """Collects the text of one part, a line for each paragraph or cell.

    Behind it, where it does not stand between the pieces of a paragraph, comes the rest: the codes
    of fields and what may be chosen, a line for each paragraph; the text in other elements; the
    values of attributes, each once.
    """

    def __init__(self, shared: Sequence[str]) -> None:
        self.pieces: list[str] = []
        self.strings: list[str] = []
        self._codes: list[str] = []
        self._others: list[str] = []
        self._values: dict[str, None] = {}
        self._number: list[str] = []
        self._into = [self._others]  # for each element that is open, where its text goes
        self._shared = shared
        self._by_number = False  # the number in the Excel cell refers to a shared text
        self._begun = 0
        self._height: str | None = None  # of the last text on a page

    def read(self, part: bytes) -> str:
        _parse(part, self.begin, self.end, self.take)
        values = [one for one in self._values if not _NO_WORDS.fullmatch(one)]
        beside = ("\n", *self._codes, *self._others, "\n", "\n".join(values))
        return _PARTS_OF_A_HEADER.sub("\n", "".join((*self.pieces, *beside)))

    def begin(self, tag: str, values: dict[str, str]) -> None:
        space, _sign, name = tag.rpartition(_SPACE)
        if name in _LINES:
            self.pieces.append("\n")
            if self._codes:
                self._codes.append("\n")
        elif name in _BLANKS:
            self.pieces.append(" ")
        if name == "c":
            self._by_number = values.get("t") == "s"
        if name == "si":
            self._begun = len(self.pieces)
        if name == _ON_PAGE:
            self._begin_on_page(values)
        if name in _OPTIONS:
            self._codes += (f"{value}、" for value in values.values())
        else:
            self._values.update(dict.fromkeys(values.values()))
        self._into.append(self._place_of(space, name))

    def _place_of(self, space: str, name: str) -> list[str]:
        """Where the text in an element goes."""
        if name == "v" and self._by_number:
            return self._number
        if name in _FIELD_CODE:
            return self._codes
        inside = self._into[-1] is self.pieces and name not in _LINES
        open_text = space == _OPEN_SPACE and name in _OPEN_TEXT
        shown = name in _TEXT or inside or open_text
        return self.pieces if shown else self._others

    def _begin_on_page(self, values: dict[str, str]) -> None:
        """Begin a line with a text of an OFD that stands at another height than the last one."""
        height = "".join(values.get("Boundary", "").split()[1:2])
        if height != self._height or not height:
            self.pieces.append("\n")
        self._height = height

    def end(self, tag: str) -> None:
        self._into.pop()
        name = tag.rpartition(_SPACE)[2]
        if name == "si":
            self.strings.append("".join(self.pieces[self._begun :]))
        elif name == "v" and self._by_number:
            self.pieces.append(_named("".join(self._number).strip(), self._shared))
            self._number.clear()

    def take(self, text: str) -> None:
        into = self._into[-1]
        if into is self.pieces:
            into.append(_number(text) if "E" in text else text)
        elif into is not self._others:
            into.append(text)
        elif text.strip() and not _NO_WORDS.fullmatch(text):
            into += ("\n", text)


def _named(number: str, shared: Sequence[str]) -> str:
    """The shared text that a cell refers to; "" when there is none of that number."""
    known = number.isdecimal() and number.isascii() and int(number[:9]) < len(shared)
    return shared[int(number[:9])] if known else ""


def _number(text: str) -> str:
    """A number with its digits written out; a cell stores a long one as 1.3812345678E10."""
    try:
        return str(int(float(text))) if text.strip()[:1].isdigit() else text
    except (ValueError, OverflowError):
        return text


PDF_MAGIC: Final = b"%PDF-"
_MOST_PAGES: Final = 1_000
_ON_A_SCAN: Final = 20  # at most so many characters may be a page number or stamp on a scan
_UNMAPPED: Final = re.compile(r"[\x00-\x08\x0e-\x1f\ue000-\uf8ff\ufffd]")
_PAINTED: Final = re.compile(rb"(?:^|\s)(?:f\*?|F|B\*?|b\*?|S|s|sh|Do|BI)(?:\s|$)")  # its operators


def pdf_text(data: bytes) -> InnerText:
    """The text of the pages; not whole when a page is a picture, or files are attached."""
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted or len(reader.pages) > _MOST_PAGES:
        raise Unreadable
    texts = [str(value) for value in (reader.metadata or {}).values()]
    whole = not any(True for _ in reader.attachments)
    for page in reader.pages:
        text = page.extract_text()
        texts += (text, *_comments(page))
        whole = whole and _is_read(page, text)
    return InnerText("\n".join(texts), whole=whole and bool(reader.pages))


def _is_read(page: Any, text: str) -> bool:
    """Whether *text* is all there is to read on *page*; that is true of an empty page too."""
    letters = len("".join(text.split()))
    if len(_UNMAPPED.findall(text)) * 20 > letters:
        return False  # a font does not say which characters its shapes are
    if letters > _ON_A_SCAN:
        return True
    contents = page.get_contents()
    drawn = contents is not None and _PAINTED.search(contents.get_data())
    return not _pictures(page) and (bool(letters) or not drawn)


def _pictures(page: Any) -> bool:
    resources: Any = page.get("/Resources")
    return bool(resources and resources.get_object().get("/XObject"))


def _comments(page: Any) -> Iterator[str]:
    """The texts in comments and in the fields of a form."""
    for note in page.get("/Annots") or ():
        values = note.get_object()
        yield from (str(values[key]) for key in ("/Contents", "/V", "/T") if key in values)


_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_RTF: Final = re.compile(r"\A\s*+\{\\rtf")


def plain_text(data: bytes) -> InnerText | None:
    """*data* decoded as text, not whole when it is RTF; ``None`` when it is no text."""
    for encoding in ("utf-16",) if data.startswith(_UTF16) else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            return None
        return InnerText(text, whole=not _RTF.match(text))
    return None


_SHEET: Final = re.compile(r"xl/worksheets/sheet([0-9]+)\.xml", re.IGNORECASE | re.ASCII)
_COLUMN: Final = re.compile(r"[A-Z]{1,3}", re.ASCII)
_MOST_CELLS: Final = 400_000


def sheet_rows(data: bytes) -> tuple[dict[str, str], ...]:
    """Each row's texts by their columns' letters; ``Unreadable`` when *data* is no .xlsx file."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as container:
            parts = checked(container)
            strings = shared_strings(container, parts)
            found = {int(m[1]): p for p in parts if (m := _SHEET.fullmatch(p.filename))}
            if not found:
                raise Unreadable
            reading = _CellCollector(strings)
            reading.read(container.read(found[min(found)]))
    except (zipfile.BadZipFile, expat.ExpatError, NotImplementedError, RuntimeError) as error:
        raise Unreadable from error
    return tuple(reading.rows)


def under_heads(rows: tuple[dict[str, str], ...], *heads: str) -> Iterator[dict[str, str]]:
    """Yield the texts in the columns *heads*, for each row below the first that has all heads."""
    where: dict[str, str] = {}
    for row in rows:
        if where:
            yield {head: row.get(column, "").strip() for head, column in where.items()}
        else:
            places = {text.strip(): column for column, text in row.items()}
            if set(heads) <= set(places):
                where = {head: places[head] for head in heads}


class _CellCollector:
    """Collects cells; a cell holds its text, or the number of a shared text."""

    def __init__(self, strings: list[str]) -> None:
        self.rows: list[dict[str, str]] = []
        self._strings = strings
        self._cells = 0
        self._kind = self._column = ""
        self._pieces: list[str] = []
        self._inside = False

    def read(self, part: bytes) -> None:
        _parse(part, self._begin, self._end, self._take)

    def _begin(self, tag: str, values: dict[str, str]) -> None:
        name = tag.rpartition(_SPACE)[2]
        if name == "row":
            self.rows.append({})
        elif name == "c":
            self._cells += 1
            if self._cells > _MOST_CELLS:
                raise Unreadable
            found = _COLUMN.match(values.get("r", ""))
            self._column, self._kind = (found[0] if found else ""), values.get("t", "")
            self._pieces = []
        self._inside = name in ("v", "t")

    def _end(self, tag: str) -> None:
        self._inside = False
        if tag.rpartition(_SPACE)[2] == "c" and self.rows and self._column and self._pieces:
            self.rows[-1][self._column] = self._text("".join(self._pieces))

    def _take(self, text: str) -> None:
        if self._inside:
            self._pieces.append(text)

    def _text(self, text: str) -> str:
        if self._kind != "s":
            return text if self._kind else _whole(text)
        return _named(text, self._strings).strip("\n")


def _whole(text: str) -> str:
    """A number as people write it: 12.0 becomes 12."""
    number, point, rest = text.partition(".")
    return number if point and number.isdecimal() and not rest.strip("0") else text
