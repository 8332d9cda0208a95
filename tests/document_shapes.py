"""What each document says, and what in it could act: one reader and one shape for each format.

A shape is the set of all that is more than text: elements with their attributes, links, fields,
formulas, annotations, scripts. Two editions of one build have one shape, whatever their texts say.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any, NamedTuple

from lxml import etree  # type: ignore[import-untyped] # it carries no types
from markdown_it import MarkdownIt
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Reader(NamedTuple):
    """How a format is read: what it says, and what in it could act."""

    text: Callable[[bytes], str]
    shape: Callable[[bytes], frozenset[str]]


def bare(text: str) -> str:
    """*text* without spaces and line breaks, which typesetting may move."""
    return re.sub(r"\s+", "", text)


class _Page(HTMLParser):
    """A page's words, and its elements; data that a script reads counts as words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.shape: set[str] = set()
        self.raw = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.shape.add(f"<{tag} {' '.join(sorted(name for name, _value in attrs))}>")
        for name, value in attrs:
            if name in {"href", "src", "action", "style", "http-equiv"} or name.startswith("on"):
                self.shape.add(f"{name}={'#' if (value or '').startswith('#') else value}")
        self.raw = tag if tag in {"script", "style"} else ""
        if self.raw == "script" and ("type", "application/json") in attrs:
            self.raw = "data"

    def handle_endtag(self, tag: str) -> None:
        self.raw = ""

    def handle_data(self, data: str) -> None:
        if self.raw in {"script", "style"}:
            self.shape.add(f"{self.raw} {sha256(data.encode()).hexdigest()}")
        elif self.raw == "data":
            assert "<" not in data, "a data block must not be able to end itself"
            self.words.extend(_strings(json.loads(data)))
        else:
            self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.shape.add("comment")

    def handle_decl(self, decl: str) -> None:
        self.shape.add(decl)

    def unknown_decl(self, data: str) -> None:
        self.shape.add(data)

    def handle_pi(self, data: str) -> None:
        self.shape.add(data)


def _page(data: bytes) -> _Page:
    page = _Page()
    page.feed(data.decode())
    page.close()
    return page


def _html_text(data: bytes) -> str:
    return "".join(_page(data).words)


def _html_shape(data: bytes) -> frozenset[str]:
    return frozenset(_page(data).shape)


def _pdf_text(data: bytes) -> str:
    return "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(data)).pages)


def _pdf_shape(data: bytes) -> frozenset[str]:
    reader = PdfReader(io.BytesIO(data))
    root: Any = reader.trailer["/Root"]
    found = {f"root {key}" for key in root} | {f"file {name}" for name in reader.attachments}
    for sheet in reader.pages:
        found |= {f"page {key}" for key in sheet}
        for reference in sheet.get("/Annots", []):
            note: Any = reference.get_object()
            action = note.get("/A", {})
            found.add(f"note {note['/Subtype']} {action.get('/S')} {action.get('/URI')}")
    return frozenset(found)


def _strings(value: object) -> Iterator[str]:
    """Every text in a JSON value, keys too."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
    elif isinstance(value, str):
        yield value


def _json_text(data: bytes) -> str:
    return "\n".join(_strings(json.loads(data)))


def _json_shape(data: bytes) -> frozenset[str]:
    def keys(value: object, path: str) -> Iterator[str]:
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from keys(inner, f"{path}.{key}")
        elif isinstance(value, list):
            for inner in value:
                yield from keys(inner, f"{path}[]")
        yield path

    return frozenset(keys(json.loads(data), ""))


def _parts(data: bytes) -> Iterator[tuple[str, Any]]:
    """The XML parts of an Office file by name, numbers taken out of the names."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for name in packed.namelist():
            if name.endswith((".xml", ".rels")):
                parser = etree.XMLParser(resolve_entities=False, huge_tree=True)
                yield re.sub(r"[0-9]+", "", name), etree.fromstring(packed.read(name), parser)


def _office_shape(data: bytes) -> frozenset[str]:
    found = set()
    for part, root in _parts(data):
        for node in root.iter():
            found.add(f"{part} {node.tag}")
            if node.get("TargetMode") == "External":
                found.add(f"{part} {node.get('Target')}")
            if node.tag == f"{_WORD}instrText":
                found.add(f"{part} {re.sub('[0-9]+', '', node.text or '')}")
    return frozenset(found)


def _docx_text(data: bytes) -> str:
    words = {f"{_WORD}t", f"{_WORD}delText"}
    return "".join(
        node.text or ""
        for part, root in _parts(data)
        if part.startswith("word/")
        for node in root.iter()
        if node.tag in words
    )


def _xlsx_text(data: bytes) -> str:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    rows = (row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())
    return "\n".join(str(cell) for row in rows for cell in row)


def _cells(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def _csv_text(data: bytes) -> str:
    return "\n".join(cell for row in _cells(data) for cell in row)


def _csv_shape(data: bytes) -> frozenset[str]:
    """How many columns rows have, and whether a spreadsheet would take a cell for a formula."""
    rows = _cells(data)
    live = re.compile(r"[=+\-@\t\r＝＋－＠](?![0-9.]*$)")
    formulas = {"formula" for row in rows for cell in row if live.match(cell)}
    return frozenset({f"{len(row)} columns" for row in rows} | formulas)


def _tokens(data: bytes) -> Iterator[Any]:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    for token in parser.parse(data.decode()):
        yield token
        yield from token.children or ()


def _md_text(data: bytes) -> str:
    kinds = {"text", "code_inline", "code_block", "fence", "text_special"}
    return "".join(token.content for token in _tokens(data) if token.type in kinds)


def _md_shape(data: bytes) -> frozenset[str]:
    found = set()
    for token in _tokens(data):
        found.add(f"{token.type} {token.tag}")
        if token.type.startswith("html"):
            found.add(re.sub(r"[0-9]+", "", token.content))
        for name in ("href", "src"):
            value = str(token.attrGet(name) or "")
            found.add(f"{name}={'#' if value.startswith('#') else value}")
    return frozenset(found)


def _properties(data: bytes) -> Iterator[tuple[str, str]]:
    """The properties of a calendar file, lines unfolded and values unescaped (RFC 5545)."""
    for line in data.decode().replace("\r\n ", "").split("\r\n"):
        name, _colon, value = line.partition(":")
        yield name, re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)


def _ics_text(data: bytes) -> str:
    return "\n".join(value for _name, value in _properties(data))


def _ics_shape(data: bytes) -> frozenset[str]:
    return frozenset(name for name, _value in _properties(data))


READERS = {
    "ics": Reader(_ics_text, _ics_shape),
    "html": Reader(_html_text, _html_shape),
    "pdf": Reader(_pdf_text, _pdf_shape),
    "json": Reader(_json_text, _json_shape),
    "docx": Reader(_docx_text, _office_shape),
    "xlsx": Reader(_xlsx_text, _office_shape),
    "csv": Reader(_csv_text, _csv_shape),
    "data": Reader(_csv_text, _csv_shape),
    "md": Reader(_md_text, _md_shape),
    "markdown": Reader(_md_text, _md_shape),
}
