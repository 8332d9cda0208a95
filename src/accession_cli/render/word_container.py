"""Look at a registry's own Word template from outside, before a program reads what is in it."""

import io
import zipfile
from typing import Final

from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_
from accession_cli.render.templates import TemplateRefusedError

MEGABYTES: Final = 64  # unpacked; the packaged template has a half
PARTS: Final = 1_000
_XML: Final = (".xml", ".rels")
_RELATIONS: Final = ".rels"
_LINK: Final = "/hyperlink"
#: Kinds of relation that bring in something that is not the template.
_FOREIGN: Final = (
    "/attachedTemplate",
    "/oleObject",
    "/package",
    "/control",
    "/activeXControlBinary",
    "/aFChunk",
    "/frame",
    "/subDocument",
)


class TemplateUnpacksTooFar(AccessionError):
    """A zip bomb, or a template with more in it than any letterhead has."""

    says = N_(
        "The template {template} was not opened: unpacked it has more than {megabytes} MB or more"
        " than {parts} parts."
    )
    mend = N_("Take large pictures out of it, or save it anew in Word.")
    exit_code = Exit.OUTSIDE


class TemplateHasDocumentType(AccessionError):
    """XML that defines words of its own, which no word processor writes."""

    says = N_("The template {template} was not opened: {part} in it has a document type (DTD).")
    mend = N_("Save it anew in Word, which writes none.")
    exit_code = Exit.OUTSIDE


class TemplateHasProgram(AccessionError):
    """A macro, which every receiver of the directory would get."""

    says = N_("The template {template} was not opened: it holds a macro ({part}).")
    mend = N_("Save it in Word as a document without macros (.docx).")
    exit_code = Exit.OUTSIDE


class TemplateReachesOut(AccessionError):
    """A template that embeds an object, or fetches a part of itself from elsewhere."""

    says = N_(
        "The template {template} was not opened: {part} in it brings in another file ({kind})."
    )
    mend = N_("Put pictures into the template itself, and take out embedded objects and links.")
    exit_code = Exit.OUTSIDE


def demand_plain(template: bytes, name: str) -> None:
    """Raise the refusal for what *template*, the bytes of the file *name*, has that it may not."""
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as container:
            members = container.infolist()
            if len(members) > PARTS or sum(m.file_size for m in members) > MEGABYTES * 1024**2:
                raise TemplateUnpacksTooFar(template=name, megabytes=MEGABYTES, parts=PARTS)
            for member in members:
                _demand_plain_part(member.filename, container, name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as broken:
        raise TemplateRefusedError(template=name, reason=str(broken)) from broken


def _demand_plain_part(part: str, container: zipfile.ZipFile, name: str) -> None:
    low = part.lower()
    if low.endswith(("vbaproject.bin", "vbadata.xml")):
        raise TemplateHasProgram(template=name, part=part)
    if not low.endswith(_XML):
        return
    text = container.read(part)
    if b"<!DOCTYPE" in text.replace(b"\0", b""):  # also where it is written in UTF-16
        raise TemplateHasDocumentType(template=name, part=part)
    if low == "[content_types].xml" and b"macroEnabled" in text.replace(b"\0", b""):
        raise TemplateHasProgram(template=name, part=part)
    if low.endswith(_RELATIONS):
        _demand_own_relations(text, part, name)


def _demand_own_relations(text: bytes, part: str, name: str) -> None:
    from lxml import etree  # type: ignore[import-untyped] # it carries no types

    try:
        relations = etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as broken:
        raise TemplateRefusedError(template=name, reason=str(broken)) from broken
    for relation in relations.iter("{*}Relationship"):
        kind = str(relation.get("Type", ""))
        outside = relation.get("TargetMode") == "External" and not kind.endswith(_LINK)
        if outside or kind.endswith(_FOREIGN):
            raise TemplateReachesOut(template=name, part=part, kind=kind.rpartition("/")[2])
