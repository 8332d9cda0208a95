"""Read a file in a small YAML dialect, which editors, schemas and this tool read alike.

Its bytes become a text of known size, encoding, line ends and characters. A canonical file is read
row by row (``canonical``). Any other file is read from libyaml's events (``events``), which show
what is wrong and where.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Any, Final
from unicodedata import is_normalized

from accession_cli.finding import Finding, Place, Severity
from accession_cli.yamlfile.canonical import (
    UNFIT,
    KeyOrder,
    KeyPath,
    canonical_positions,
    canonical_value,
    described,
    fit,
    objection,
)
from accession_cli.yamlfile.codes import BY_CODE

if TYPE_CHECKING:
    from accession_cli.yamlfile.events import DialectFault


MOST_FINDINGS: Final = 20
_BOM: Final = b"\xef\xbb\xbf"


@dataclass(slots=True)
class FileText:
    """The text with LF line ends (``None`` when it cannot be read) and the faults found."""

    text: str | None
    findings: list[Finding] = field(default_factory=list)


def file_text(data: bytes, path: str, *, size: int, line: int) -> FileText:
    """Decode *data*; *size* is the most bytes it may have, *line* the most characters of a line."""
    if len(data) > size:
        return FileText(None, [BY_CODE["Y101"].at(Place(path), limit=size)])
    found: list[Finding] = []
    if data.startswith(_BOM):
        data = data[len(_BOM) :]
        found.append(BY_CODE["Y113"].at(Place(path)))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return FileText(None, [_encoding(data, error.start, path)])
    if b"\0" in data and _utf16(data):
        return FileText(None, [BY_CODE["Y110"].at(Place(path))])
    if "\r\n" in text:
        found.append(BY_CODE["Y114"].at(Place(path, text.count("\n", 0, text.index("\r\n")) + 1)))
        text = text.replace("\r\n", "\n")
    found += _characters(text, path)
    if len(text) > line:
        found += _long_lines(text, path, line)
    return FileText(text, found)


def _encoding(data: bytes, start: int, path: str) -> Finding:
    if _utf16(data):
        return BY_CODE["Y110"].at(Place(path))
    place = Place(path, data.count(b"\n", 0, start) + 1)
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return BY_CODE["Y112"].at(place)
    return BY_CODE["Y111"].at(place)


def _utf16(data: bytes) -> bool:
    """Whether *data* has a UTF-16 mark, or a zero byte beside a line end or a space.

    UTF-8 text has neither.
    """
    signs = (b"\n\0", b"\0\n", b" \0", b"\0 ")
    return data[:2] in (b"\xff\xfe", b"\xfe\xff") or any(sign in data for sign in signs)


def _characters(text: str, path: str) -> list[Finding]:
    """The faults of single characters: the first of each kind on each line."""
    if fit(text) and is_normalized("NFC", text):
        return []
    found: dict[tuple[str, int], Finding] = {}
    line, counted = 1, 0
    for match in UNFIT.finditer(text):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        column = counted - text.rfind("\n", 0, counted)
        code = objection(match[0])
        found.setdefault(
            (code, line), BY_CODE[code].at(Place(path, line, column), character=described(match[0]))
        )
        if len(found) == MOST_FINDINGS:
            break
    if not found:
        lines = enumerate(text.split("\n"), start=1)
        number = next((n for n, row in lines if not is_normalized("NFC", row)), 1)
        return [BY_CODE["Y115"].at(Place(path, number))]
    return list(found.values())


def _long_lines(text: str, path: str, limit: int) -> list[Finding]:
    for number, row in enumerate(text.split("\n"), start=1):
        if len(row) > limit:
            return [BY_CODE["Y104"].at(Place(path, number), limit=limit)]
    return []


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most a file may have: bytes, levels of lists and maps, values, characters in a line."""

    bytes: int
    depth: int
    nodes: int
    line: int = 20_000


RECORD: Final = Limits(bytes=256 * 1024, depth=8, nodes=5_000)
_MOST_KEYS: Final = 20_000  # enough for a record; a fault further on gets an earlier key
EDITION: Final = Limits(bytes=4 * 1024 * 1024, depth=8, nodes=100_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A file that could be read: its value, its text with LF line ends, and its keys' places.

    ``canonical`` is set when the text is known to be written as this tool writes it.
    """

    value: dict[str, Any]
    text: str
    path: str
    canonical: bool = False
    _places: dict[KeyPath, Place] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def place(self, key: KeyPath) -> Place:
        """Where *key* stands; for an absent key, where its nearest present ancestor stands."""
        places = self._places
        if not places:
            places[()] = Place(self.path)
            where = canonical_positions if self.canonical else _positions
            for path, line, column in where(self.text):
                places.setdefault(path, Place(self.path, line, column))
        while key not in places:
            key = key[:-1]
        return places[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The result of reading; ``parsed`` is ``None`` when the file has no value or any error."""

    parsed: Parsed | None
    findings: tuple[Finding, ...] = ()


def read(data: bytes, path: str, limits: Limits = RECORD, order: KeyOrder | None = None) -> Reading:
    """Read *data*, the bytes of the file at *path*; faults are findings, never raised.

    When the *order* of keys is given, a canonical file is read the fast way (``canonical_value``).
    """
    source = file_text(data, path, size=limits.bytes, line=limits.line)
    text, found = source.text, source.findings
    if text is None or _fatal(found):
        return Reading(parsed=None, findings=tuple(found))
    if order is not None and not found:
        value = canonical_value(text, order, nodes=limits.nodes)
        if value is not None:
            return Reading(parsed=Parsed(value=value, text=text, path=path, canonical=True))
    from accession_cli.yamlfile.events import values  # slow to import and seldom needed

    value, faults = values(text, depth=limits.depth, nodes=limits.nodes)
    if faults:
        found += _located(faults, text, path)
    if value is None or _fatal(found):
        return Reading(parsed=None, findings=tuple(found[:MOST_FINDINGS]))
    return Reading(parsed=Parsed(value=value, text=text, path=path), findings=tuple(found))


def _positions(text: str) -> Iterator[tuple[KeyPath, int, int]]:
    from accession_cli.yamlfile.events import positions

    return positions(text)


def _fatal(found: list[Finding]) -> bool:
    return any(one.severity is Severity.ERROR for one in found)


def _located(faults: "list[DialectFault]", text: str, path: str) -> list[Finding]:
    """A finding for each fault, with the last key that begins at or before the fault."""
    last = max((fault.line + 1, fault.column + 1) for fault in faults)
    upto = takewhile(lambda one: one[1:] <= last, _positions(text))
    keys = [((line, column), key) for key, line, column in islice(upto, _MOST_KEYS)]
    starts = [start for start, _ in keys]
    found = []
    for fault in sorted(faults, key=lambda one: (one.line, one.column)):
        line, column = fault.line + 1, fault.column + 1
        before = bisect_right(starts, (line, column))
        key = keys[before - 1][1] if before else ()
        found.append(BY_CODE[fault.code].at(Place(path, line, column), key, **fault.facts))
    return found
