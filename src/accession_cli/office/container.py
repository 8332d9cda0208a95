"""Check the container of an Office file before its content is read.

A form may come from anybody: it may be a zip bomb, hold macros, or bring in other files.
``zipped_again`` packs a document of ours so that the same content gives the same bytes.
"""

import io
import zipfile
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar

from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_
from accession_cli.office.inner_text import ZIP_MAGIC, Unreadable, office_text

MEGABYTES: Final = 32  # unpacked; a filled form has less than one
PARTS: Final = 1_000
DOCUMENT: Final = "word/document.xml"
_LARGEST_PART: Final = 8 << 20
_TIGHTEST: Final = 200  # the highest ratio to which a part may be compressed
_SMALL: Final = 1 << 20  # below this, no ratio matters
_ENCRYPTED: Final = 0x1
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES: Final = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"RIFF",
)
_WORKBOOK: Final = "xl/workbook.xml"
_OPEN_CONTENT: Final = "content.xml"
#: The folder in which old Excel keeps macros, as the old container writes names.
_OLD_PROGRAMS: Final = ("_VBA_PROJECT",)
_LINK: Final = "/hyperlink"
#: Kinds of relation that bring in another file.
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
_XML: Final = (".xml", ".rels")
_PROGRAMS: Final = ("vbaproject.bin", "vbadata.xml")


#: A .doc or .wps file, or a document with a password: both are kept in the old container.
OLD_WORD_FILE: Final = Refusal(
    N_("{path} is an old Word or WPS file (.doc, .wps), or it is locked with a password."),
    N_("Open it in WPS or Word, save it as .docx without a password, and use that file."),
    Exit.UNREADABLE,
)


#: A PDF or a picture: a person can see what is filled in, but it has no fields to read.
NO_TEXT_IN_IT: Final = Refusal(
    N_("{path} is a PDF, a scan or a picture, which has no fields to read."),
    N_("Ask for the form that was filled in; open it in WPS or Word, save it as .docx."),
    Exit.UNREADABLE,
)


#: An OpenDocument file, a workbook, or some other archive.
OTHER_OFFICE_FILE: Final = Refusal(
    N_("{path} is not a Word document (.docx)."),
    N_("Open the filled-in form in WPS or Word, save it as .docx, and use that file."),
    Exit.UNREADABLE,
)


#: A file that is no workbook.
NO_WORKBOOK: Final = Refusal(
    N_("{path} is not an Excel workbook (.xlsx)."),
    N_("Open the list in WPS or Excel, save it as .xlsx, and use that file."),
    Exit.UNREADABLE,
)


#: A file that is broken, or made so that programs read different things in it.
FILE_DAMAGED: Final = Refusal(
    N_("{path} cannot be read: the file is damaged, or no Office program wrote it."),
    N_("Open it in WPS or Office, save it anew (.docx, .xlsx), and use that file."),
    Exit.UNREADABLE,
)


#: A zip bomb, or a file with far more in it than a form or list has.
FILE_UNPACKS_TOO_FAR: Final = Refusal(
    N_(
        "{path} was not opened: unpacked it has more than {megabytes} MB or more than {parts}"
        " parts."
    ),
    N_("Take pictures and attachments out of it, and hand them in beside it."),
    Exit.UNREADABLE,
)


#: XML with a document type, which no word processor writes.
FILE_HAS_DOCUMENT_TYPE: Final = Refusal(
    N_("{path} was not opened: {part} in it has a document type (DTD)."),
    N_("Open it in WPS or Office, save it anew (.docx, .xlsx), and use that file."),
    Exit.UNREADABLE,
)


#: A file with a macro.
FILE_HAS_PROGRAM: Final = Refusal(
    N_("{path} was not opened: it holds a macro ({part})."),
    N_("Save it in WPS or Office without macros (.docx, .xlsx), and use that file."),
    Exit.UNREADABLE,
)


#: A file that embeds an object, or fetches a part of itself from elsewhere.
FILE_REACHES_OUT: Final = Refusal(
    N_("{path} was not opened: {part} in it brings in another file ({kind})."),
    N_("Take embedded objects, linked pictures and templates out of it, and save it anew."),
    Exit.UNREADABLE,
)


def demand_word_document(data: bytes, path: str) -> None:
    """Refuse unless *data*, the file called *path*, is a harmless Word document (.docx)."""
    if data.startswith(_OLD_OFFICE):
        raise OLD_WORD_FILE(path=path)
    if data.startswith(_PICTURES):
        raise NO_TEXT_IN_IT(path=path)
    if not data.startswith(ZIP_MAGIC):
        raise OTHER_OFFICE_FILE(path=path)
    names = demand_harmless(data, path)
    if "[Content_Types].xml" not in names or DOCUMENT not in names:
        raise OTHER_OFFICE_FILE(path=path)


def demand_workbook(data: bytes, path: str) -> None:
    """Refuse unless *data*, the file called *path*, is a harmless workbook.

    It may be an .xlsx, one of OpenDocument, or one of old Excel (.xls).
    """
    if data.startswith(_PICTURES) or not data.startswith((ZIP_MAGIC, _OLD_OFFICE)):
        raise NO_WORKBOOK(path=path)
    if data.startswith(_OLD_OFFICE):
        for program in _OLD_PROGRAMS:
            if program.encode("utf-16-le") in data:
                raise FILE_HAS_PROGRAM(path=path, part=program)
        return
    names = demand_harmless(data, path)
    if not names & {_WORKBOOK, _OPEN_CONTENT} or DOCUMENT in names:
        raise NO_WORKBOOK(path=path)


def demand_harmless(data: bytes, path: str) -> frozenset[str]:
    """Return the names of the parts of the Office file *data*; refuse when one is not harmless."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            parts = [part for part in container.infolist() if not part.is_dir()]
            _demand_small(parts, path)
            for part in parts:
                _demand_harmless_part(part.filename, container, path)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as broken:
        raise FILE_DAMAGED(path=path) from broken
    except ValueError as broken:  # a name or an offset that is impossible
        raise FILE_DAMAGED(path=path) from broken
    return frozenset(part.filename for part in parts)


def _demand_small(parts: list[zipfile.ZipInfo], path: str) -> None:
    if len(parts) > PARTS or sum(part.file_size for part in parts) > MEGABYTES << 20:
        raise FILE_UNPACKS_TOO_FAR(path=path, megabytes=MEGABYTES, parts=PARTS)
    if len({part.filename.lower() for part in parts}) < len(parts):
        raise FILE_DAMAGED(path=path)
    for part in parts:
        tight = part.file_size > _SMALL and part.file_size > _TIGHTEST * part.compress_size
        if tight or (_is_xml(part.filename) and part.file_size > _LARGEST_PART):
            raise FILE_UNPACKS_TOO_FAR(path=path, megabytes=MEGABYTES, parts=PARTS)
        packed = part.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        if not packed or part.flag_bits & _ENCRYPTED:
            raise FILE_DAMAGED(path=path)


def _is_xml(name: str) -> bool:
    return name.lower().endswith(_XML)


def _demand_harmless_part(part: str, container: zipfile.ZipFile, path: str) -> None:
    low = part.lower()
    if low.endswith(_PROGRAMS):
        raise FILE_HAS_PROGRAM(path=path, part=part)
    if "/embeddings/" in low or "/activex/" in low or low.startswith("object "):
        raise FILE_REACHES_OUT(path=path, part=part, kind=low.split("/")[-2])
    if not _is_xml(low):
        return
    text = container.read(part).replace(b"\0", b"")  # without zeros, so that UTF-16 is found too
    if b"<!DOCTYPE" in text:
        raise FILE_HAS_DOCUMENT_TYPE(path=path, part=part)
    if low == "[content_types].xml" and b"macroEnabled" in text:
        raise FILE_HAS_PROGRAM(path=path, part=part)
    if low.endswith(".rels"):
        _demand_own_relations(parsed(container, part, path), part, path)


def _demand_own_relations(relations: Any, part: str, path: str) -> None:
    for kind in brought_in(relations):
        raise FILE_REACHES_OUT(path=path, part=part, kind=kind)


def brought_in(relations: Any) -> Iterator[str]:
    """Yield the kind of each relation in the ``.rels`` part *relations* that brings in a file."""
    for relation in relations.iter("{*}Relationship"):
        kind = str(relation.get("Type", ""))
        outside = relation.get("TargetMode") == "External" and not kind.endswith(_LINK)
        if outside or kind.endswith(_FOREIGN):
            yield kind.rpartition("/")[2]


def parsed(container: zipfile.ZipFile, part: str, path: str) -> Any:
    """The XML in *part*; entities and addresses in it are not looked up."""
    from lxml import etree  # type: ignore[import-untyped] # it has no types

    reader = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(container.read(part), reader)
    except (etree.XMLSyntaxError, ValueError) as broken:
        raise FILE_DAMAGED(path=path) from broken


#: The earliest time that a zip file can hold; every member gets it, whenever it was written.
EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_FIRST: Final = "[Content_Types].xml"  # programs that guess a file's kind look for it at the start
_UNIX: Final = 3
_PLAIN_FILE: Final = 0o100644 << 16


def zipped_again(document: bytes) -> bytes:
    """*document* with its members in a fixed order, without the time or the machine."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(document)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in sorted(set(source.namelist()), key=lambda name: (name != _FIRST, name)):
            member = zipfile.ZipInfo(name, EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = _UNIX
            member.external_attr = _PLAIN_FILE
            made.writestr(member, source.read(name))
    return target.getvalue()


T = TypeVar("T")


def found_and_inside(
    read: Callable[[bytes, str], T], data: bytes, name: str
) -> tuple[T, str | None]:
    """What *read* finds, and all text in the file; the text is None if it is no .zip.

    It stands here because each file has a new process, which imports this module.
    """
    found = read(data, name)
    try:
        return found, office_text(data).text if data.startswith(ZIP_MAGIC) else None
    except Unreadable as broken:
        raise FILE_DAMAGED(path=name) from broken
