"""Fill a Word template, packaged or a registry's own, and read Word's markup.

Fonts are named, not embedded. Nothing is read from the machine, and the only date used is the
document's own, so the same values give the same bytes everywhere. A registry's own template is
checked from outside before a program reads its contents. ``knows_volumes`` tells whether a template
can make one volume of a directory. Of WordprocessingML the approval form needs cells, content
controls and their text.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.i18n import N_
from accession_cli.office.container import brought_in, zipped_again
from accession_cli.packaged import folder
from accession_cli.papers.templates import Environment, TemplateRefusedError, jinja_for_word

if TYPE_CHECKING:
    from docx.document import Document
    from docx.opc.package import OpcPackage
    from markupsafe import Markup


_SPACE: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MIXED: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
#: Elements that may stand around rows, cells and paragraphs.
_WRAPS: Final = ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")
#: Boxes that are drawn with a character of a symbol font.
_SYMBOLS: Final = {"FE": "☑", "52": "☑", "FD": "☒", "54": "☒", "A8": "☐", "6F": "☐", "A3": "☐"}


def w(name: str) -> str:
    """The full name of a Word element or attribute."""
    return f"{{{_SPACE}}}{name}"


_WRAPPERS: Final = frozenset(map(w, _WRAPS))
#: Elements whose text is not read: deleted, moved away, phonetic, in a nested table, repeated.
_SKIPPED: Final = frozenset(
    {
        *map(w, ("del", "moveFrom", "rt", "tbl", "sdtPr", "rPr", "pPr", "instrText")),
        f"{_MIXED}Fallback",
    }
)
_SIGNS: Final = {
    w("br"): "\n",
    w("cr"): "\n",
    w("tab"): " ",
    w("noBreakHyphen"): "-",
}


def inside(element: Any, name: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, including those inside a content control."""
    for child in element:
        if child.tag == w(name):
            yield child
        elif child.tag in _WRAPPERS:
            yield from inside(child, name)


def controls(element: Any) -> Iterator[tuple[str, Any]]:
    """The content controls below *element* with a tag, each after its tag; not in nested tables."""
    for child in element:
        if child.tag == w("tbl"):
            continue
        if child.tag == w("sdt") and (tag := control_tag(child)):
            yield tag, child
        yield from controls(child)


def control_tag(control: Any) -> str:
    """The tag of a content control; "" when it has none."""
    found = control.find(f"{w('sdtPr')}/{w('tag')}")
    return "" if found is None else str(found.get(w("val"), ""))


def text_of(
    element: Any, table: Callable[[Any], str] | None = None, *, underlined: str = ""
) -> str:
    """The visible text of *element*, with a line for each paragraph.

    Tables inside it are left out; given *table*, they say what it makes of them, in their place.
    The sign *underlined* is put before each text that is underlined.
    """
    pieces: list[str] = []
    _collect(element, pieces, table, underlined)
    return "".join(pieces).strip("\n")


def _collect(
    element: Any, pieces: list[str], table: Callable[[Any], str] | None, underlined: str
) -> None:
    before = False
    for child in element:
        tag = child.tag
        if tag == w("t"):
            pieces.append(child.text or "")
        elif tag in _SIGNS:
            pieces.append(_SIGNS[tag])
        elif tag == w("sym"):
            pieces.append(_SYMBOLS.get(str(child.get(w("char"), ""))[-2:].upper(), ""))
        elif tag == w("tbl") and table is not None:
            pieces.append(table(child))
        elif tag not in _SKIPPED and not _hidden(child):
            marked = bool(underlined) and _is_underlined(child)
            pieces += [underlined] if marked and not before else []
            before = marked
            _collect(child, pieces, table, underlined)
            if tag == w("p"):
                pieces.append("\n")


def _hidden(element: Any) -> bool:
    """Whether a run is not to be read: it is hidden, or struck out, as a word not chosen is."""
    if element.tag != w("r"):
        return False
    marks = (element.find(f"{w('rPr')}/{w(name)}") for name in ("vanish", "strike", "dstrike"))
    return any(one is not None and one.get(w("val")) not in ("0", "false") for one in marks)


def _is_underlined(element: Any) -> bool:
    """Whether an element is a run of underlined text, and not only an underlined space."""
    line = element.find(f"{w('rPr')}/{w('u')}") if element.tag == w("r") else None
    if line is None or line.get(w("val")) == "none":
        return False
    return any((text.text or "").strip() for text in element.iter(w("t")))


MEGABYTES: Final = 64  # unpacked; the packaged template has half of one
PARTS: Final = 1_000
_XML: Final = (".xml", ".rels")
_RELATIONS: Final = ".rels"


#: A template that is a zip bomb, or larger than any letterhead.
TEMPLATE_UNPACKS_TOO_FAR: Final = Refusal(
    N_(
        "The template {template} was not opened: unpacked it has more than {megabytes} MB or more"
        " than {parts} parts."
    ),
    N_("Take large pictures out of it, or save it anew in Word."),
    Exit.OUTSIDE,
)


#: A template with a document type in its XML, which no word processor writes.
TEMPLATE_HAS_DOCUMENT_TYPE: Final = Refusal(
    N_("The template {template} was not opened: {part} in it has a document type (DTD)."),
    N_("Save it anew in Word, which writes none."),
    Exit.OUTSIDE,
)


#: A template with a macro, which everyone who receives the directory would get.
TEMPLATE_HAS_PROGRAM: Final = Refusal(
    N_("The template {template} was not opened: it holds a macro ({part})."),
    N_("Save it in Word as a document without macros (.docx)."),
    Exit.OUTSIDE,
)


#: A template that embeds an object, or fetches a part of itself from elsewhere.
TEMPLATE_REACHES_OUT: Final = Refusal(
    N_("The template {template} was not opened: {part} in it brings in another file ({kind})."),
    N_("Put pictures into the template itself, and take out embedded objects and links."),
    Exit.OUTSIDE,
)


def demand_plain(template: bytes, name: str) -> None:
    """Raise a refusal when *template*, the bytes of the file *name*, has forbidden content.

    That is a macro, a document type, a link to another file, or too much data; or it is not a
    readable zip file.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as container:
            members = container.infolist()
            if len(members) > PARTS or sum(m.file_size for m in members) > MEGABYTES * 1024**2:
                raise TEMPLATE_UNPACKS_TOO_FAR(template=name, megabytes=MEGABYTES, parts=PARTS)
            for member in members:
                _demand_plain_part(member.filename, container, name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as broken:
        raise TemplateRefusedError(template=name, reason=str(broken)) from broken


def _demand_plain_part(part: str, container: zipfile.ZipFile, name: str) -> None:
    low = part.lower()
    if low.endswith(("vbaproject.bin", "vbadata.xml")):
        raise TEMPLATE_HAS_PROGRAM(template=name, part=part)
    if not low.endswith(_XML):
        return
    text = container.read(part)
    if b"<!DOCTYPE" in text.replace(b"\0", b""):  # also in UTF-16
        raise TEMPLATE_HAS_DOCUMENT_TYPE(template=name, part=part)
    if low == "[content_types].xml" and b"macroEnabled" in text.replace(b"\0", b""):
        raise TEMPLATE_HAS_PROGRAM(template=name, part=part)
    if low.endswith(_RELATIONS):
        _demand_own_relations(text, part, name)


def _demand_own_relations(text: bytes, part: str, name: str) -> None:
    from lxml import etree  # type: ignore[import-untyped] # it carries no types

    try:
        relations = etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as broken:
        raise TemplateRefusedError(template=name, reason=str(broken)) from broken
    for kind in brought_in(relations):
        raise TEMPLATE_REACHES_OUT(template=name, part=part, kind=kind)


#: Characters that docxtpl turns into breaks and tabs, for which it searches every run.
_LAID_OUT: Final = re.compile("[\t\n\f\a]")
_APP: Final = "/docProps/app.xml"
APP_XML: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"><Application>accession</Application></Properties>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The content of a document: values for the template, and filters of its own.

    ``title``, ``day`` and ``author``, the body that issues the document, become the properties of
    the file. ``pictures`` has, by key, pictures with
    what a person hears who does not see them; ``{{ key|picture }}`` shows one, ``picture_width``
    millimetres wide.
    """

    title: str
    day: date
    author: str
    values: Mapping[str, object]
    filters: Mapping[str, Callable[..., object]] = field(default_factory=dict)
    pictures: Mapping[str, tuple[bytes, str]] = field(default_factory=dict)
    picture_width: int = 0


def filled(
    name: str,
    content: Content,
    environment: Environment,
    refused: type[TemplateRefusedError] = TemplateRefusedError,
) -> bytes:
    """The template *name* filled with *content*, including its headers and footers.

    Raises *refused* for any failure of a registry's own template.
    """
    from jinja2 import TemplateError

    template = next(path for place in environment.templates if (path := place / name).is_file())
    target = io.BytesIO()
    try:
        if template.parent != folder("templates"):
            demand_plain(template.read_bytes(), name)
        _document(template, content).save(target)
    except TemplateRefusedError as failure:
        raise refused(**failure.facts) from failure
    except Refused:
        raise
    except Exception as failure:
        if template.parent == folder("templates") and not isinstance(failure, TemplateError):
            raise  # the packaged template failed, which is our bug
        reason = str(failure) or type(failure).__name__
        raise refused(template=name, reason=reason) from failure
    return zipped_again(target.getvalue())


def _document(template: Path, content: Content) -> "Document":
    from docxtpl import DocxTemplate  # type: ignore[import-untyped] # it carries no types
    from lxml import etree

    class Strict(DocxTemplate):  # type: ignore[misc] # the base has no types
        """Refuses broken XML, where docxtpl would leave out what follows the fault."""

        def fix_tables(self, xml: str) -> Any:
            return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, huge_tree=True))

        def resolve_listing(self, xml: str) -> str:
            return str(super().resolve_listing(xml)) if _LAID_OUT.search(xml) else xml

    filling = Strict(io.BytesIO(template.read_bytes()))
    jinja = jinja_for_word()
    jinja.filters.update({**content.filters, "picture": partial(_picture, filling, content)})
    filling.render(dict(content.values), jinja)
    document: Document = filling.docx
    _complete_cells(document)
    _own_properties(document, content)
    return document


def _picture(filling: Any, content: Content, key: str) -> "Markup":
    """The picture *key* of *content* in the document that is being filled."""
    from docx.shared import Mm
    from lxml import etree
    from markupsafe import Markup

    data, says = content.pictures[key]
    part = filling.docx.part
    drawn = part.new_pic_inline(io.BytesIO(data), Mm(content.picture_width), None)
    drawn.docPr.set("descr", says)
    xml = etree.tostring(drawn, encoding="unicode")
    made = f"</w:t></w:r><w:r><w:drawing>{xml}</w:drawing></w:r><w:r><w:t>"
    return Markup(made)  # noqa: S704 - python-docx made it


def _complete_cells(document: "Document") -> None:
    """Add a paragraph to each cell that does not end with one, as Word demands."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    for cell in document.element.body.iter(qn("w:tc")):
        if len(cell) == 0 or cell[-1].tag != qn("w:p"):
            cell.append(OxmlElement("w:p"))


def _own_properties(document: "Document", content: Content) -> None:
    """Set the properties of the file: title, day, the body that issues it, no person's name."""
    day = content.day
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    about = document.core_properties
    about.author = about.last_modified_by = content.author
    for name in ("comments", "keywords", "category", "subject"):
        setattr(about, name, "")
    for name in ("content_status", "identifier", "version"):
        setattr(about, name, "")
    about.title = content.title
    about.language = "zh-CN"
    about.revision = 1
    about.created = about.modified = moment
    package: OpcPackage = document.part.package
    for part in package.iter_parts():
        if part.partname == _APP:
            part._blob = APP_XML  # noqa: SLF001 - python-docx has no other way to replace a part


_VOLUME: Final = re.compile(r"\bvolume\b")
_WORD: Final = ".docx"
_MARKUP: Final = re.compile(r"<[^<>]*>")


def knows_volumes(name: str, environment: Environment) -> bool:
    """True when the template *name* uses ``volume``, as the packaged ones do.

    A registry's own template may be a copy from before there were volumes. Each of its volumes
    would show all tasks.
    """
    path = next(path for place in environment.templates if (path := place / name).is_file())
    if path.parent == folder("templates"):
        return True
    return bool(_VOLUME.search(_text(path)))


def _text(template: Path) -> str:
    data = template.read_bytes()
    if template.suffix != _WORD:
        return data.decode(errors="replace")
    demand_plain(data, template.name)
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        xml = (container.read(one) for one in container.namelist() if one.endswith(".xml"))
        return _MARKUP.sub("", b"".join(xml).decode(errors="replace"))


def lines_in(data: bytes) -> tuple[str, ...]:
    """The text of the body of a Word file that we made: its paragraphs, and its tables by rows."""
    import docx
    from docx.oxml.ns import qn

    def text(part: Any) -> str:
        return "".join(run.text or "" for run in part.iter(qn("w:t"))).strip()

    lines = []
    for part in docx.Document(io.BytesIO(data)).element.body:
        if part.tag == qn("w:tbl"):
            rows = ([text(cell) for cell in row.iter(qn("w:tc"))] for row in part.iter(qn("w:tr")))
            lines += ["　".join(filter(None, row)) for row in rows]
        else:
            lines.append(text(part))
    return tuple(filter(None, lines))
