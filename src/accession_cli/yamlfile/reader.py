"""Read a file in a small YAML dialect, which editors, schemas and this tool read alike.

A canonical file is read row by row (``canonical``). Any other file is read from libyaml's events
(``events``), which show what is wrong and where.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Any, Final

from accession_cli.finding import Finding, Place, Severity
from accession_cli.yamlfile.canonical import KeyOrder, KeyPath, canonical_positions, canonical_value
from accession_cli.yamlfile.codes import BY_CODE
from accession_cli.yamlfile.file_text import MOST_FINDINGS, file_text

if TYPE_CHECKING:
    from accession_cli.yamlfile.events import DialectFault


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
