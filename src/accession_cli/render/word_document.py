"""Fill a Word template: one that travels with the package, or a registry's own in its place.

The fonts are named, not carried. Nothing is read from the machine and no time but the day that the
document is of, so that the same values give the same bytes everywhere.
"""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from accession_cli.errors import AccessionError
from accession_cli.office.container import zipped_again
from accession_cli.packaged import folder
from accession_cli.render.environment import Environment
from accession_cli.render.templates import TemplateRefusedError
from accession_cli.render.word_container import demand_plain
from accession_cli.render.word_text import jinja_for_word

if TYPE_CHECKING:
    from docx.document import Document
    from docx.opc.package import OpcPackage

#: What docxtpl makes breaks and tabs of; it goes through every run to find them.
_LAID_OUT: Final = re.compile("[\t\n\f\a]")
_APP: Final = "/docProps/app.xml"
_APP_XML: Final = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"><Application>accession</Application></Properties>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a document says: the template's values, and filters of its own.

    ``title`` and ``day`` are what the file says of itself.
    """

    title: str
    day: date
    values: Mapping[str, object]
    filters: Mapping[str, Callable[..., object]] = field(default_factory=dict)


def filled(
    name: str,
    content: Content,
    environment: Environment,
    refused: type[TemplateRefusedError] = TemplateRefusedError,
) -> bytes:
    """The template *name* with *content* in it, its headers and footers too.

    A template of the registry's own may fail in any way; that raises *refused*.
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
    except AccessionError:
        raise
    except Exception as failure:
        if template.parent == folder("templates") and not isinstance(failure, TemplateError):
            raise  # then it is our own template that fails, and our bug
        reason = str(failure) or type(failure).__name__
        raise refused(template=name, reason=reason) from failure
    return zipped_again(target.getvalue())


def _document(template: Path, content: Content) -> "Document":
    from docxtpl import DocxTemplate  # type: ignore[import-untyped] # it carries no types
    from lxml import etree  # type: ignore[import-untyped] # nor does it

    class Strict(DocxTemplate):  # type: ignore[misc] # the base has no types
        """Its own reader mends broken XML by leaving out what follows: this one refuses it."""

        def fix_tables(self, xml: str) -> Any:
            return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, huge_tree=True))

        def resolve_listing(self, xml: str) -> str:
            return str(super().resolve_listing(xml)) if _LAID_OUT.search(xml) else xml

    filling = Strict(io.BytesIO(template.read_bytes()))
    jinja = jinja_for_word()
    jinja.filters.update(content.filters)
    filling.render(dict(content.values), jinja)
    document: Document = filling.docx
    _complete_cells(document)
    _own_properties(document, content)
    return document


def _complete_cells(document: "Document") -> None:
    """A cell must have a paragraph at its end, also where all of its own fell away."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    for cell in document.element.body.iter(qn("w:tc")):
        if len(cell) == 0 or cell[-1].tag != qn("w:p"):
            cell.append(OxmlElement("w:p"))


def _own_properties(document: "Document", content: Content) -> None:
    """What the file says of itself: its title and day, and no person's name."""
    day = content.day
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    about = document.core_properties
    for name in ("author", "last_modified_by", "comments", "keywords", "category", "subject"):
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
            part._blob = _APP_XML  # noqa: SLF001 - python-docx has no other way to replace a part
