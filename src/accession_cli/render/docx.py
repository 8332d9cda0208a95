"""The edition as a Word document: ``directory.docx``, a template that a clerk may restyle in Word.

The fonts are named, not carried. Nothing is read from the machine and no time but the base date,
so that the same edition gives the same bytes everywhere.
"""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from accession_cli.model.edition import Edition
from accession_cli.render.edition_json import content_sha256
from accession_cli.render.environment import Environment, Rendered
from accession_cli.render.office_zip import zipped_again
from accession_cli.render.templates import TemplateRefusedError
from accession_cli.render.word_text import jinja_for_word
from accession_cli.resources import folder

if TYPE_CHECKING:
    from docx.document import Document
    from docx.opc.package import OpcPackage

TEMPLATE: Final = "directory.docx"
_APP: Final = "/docProps/app.xml"
_APP_XML: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"><Application>accession</Application></Properties>'
)


def render(edition: Edition, environment: Environment) -> Rendered:
    """``directory.docx`` filled; its headers and footers too."""
    template = next(path for place in environment.templates if (path := place / TEMPLATE).is_file())
    return Rendered(data=zipped_again(_filled(template, edition)))


def _filled(template: Path, edition: Edition) -> bytes:
    """The document as Word's zip; a template of the registry's own may fail in any way."""
    from jinja2 import TemplateError

    try:
        document = _document(template, edition)
        target = io.BytesIO()
        document.save(target)
    except Exception as failure:
        if template.parent == folder("templates") and not isinstance(failure, TemplateError):
            raise  # then it is our own template that fails, and our bug
        reason = str(failure) or type(failure).__name__
        raise TemplateRefusedError(template=TEMPLATE, reason=reason) from failure
    return target.getvalue()


def _document(template: Path, edition: Edition) -> "Document":
    from docxtpl import DocxTemplate  # type: ignore[import-untyped] # it carries no types
    from lxml import etree  # type: ignore[import-untyped] # nor does it

    class Strict(DocxTemplate):  # type: ignore[misc] # the base has no types
        """Its own reader mends broken XML by leaving out what follows: this one refuses it."""

        def fix_tables(self, xml: str) -> Any:
            return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, huge_tree=True))

    filling = Strict(io.BytesIO(template.read_bytes()))
    filling.render(
        {"edition": edition, "scheme": edition.scheme, "content_sha256": content_sha256(edition)},
        jinja_for_word(),
    )
    document: Document = filling.docx
    _complete_cells(document)
    _own_properties(document, edition)
    return document


def _complete_cells(document: "Document") -> None:
    """A cell must have a paragraph at its end, also where all of its own fell away."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    for cell in document.element.body.iter(qn("w:tc")):
        if len(cell) == 0 or cell[-1].tag != qn("w:p"):
            cell.append(OxmlElement("w:p"))


def _own_properties(document: "Document", edition: Edition) -> None:
    """What the file says of itself: its title and day, and no person's name."""
    day = edition.base_date
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    about = document.core_properties
    for name in ("author", "last_modified_by", "comments", "keywords", "category", "subject"):
        setattr(about, name, "")
    for name in ("content_status", "identifier", "version"):
        setattr(about, name, "")
    about.title = edition.title + (f"（{edition.extract}摘编）" if edition.extract else "")
    about.language = "zh-CN"
    about.revision = 1
    about.created = about.modified = moment
    package: OpcPackage = document.part.package
    for part in package.iter_parts():
        if part.partname == _APP:
            part._blob = _APP_XML  # noqa: SLF001 - python-docx has no other way to replace a part
