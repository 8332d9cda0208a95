"""Read the cells of the first sheet of an Excel file, as texts, row by row."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Final
from xml.parsers import expat

from accession_cli.office.inner_text import Unreadable, checked, shared_strings

_SHEET: Final = re.compile(r"xl/worksheets/sheet([0-9]+)\.xml", re.IGNORECASE | re.ASCII)
_COLUMN: Final = re.compile(r"[A-Z]{1,3}", re.ASCII)
_MOST_CELLS: Final = 400_000
_SPACE: Final = "\x1f"


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
        parser = expat.ParserCreate(namespace_separator=_SPACE)
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._take
        parser.Parse(part, True)  # noqa: FBT003 - the parser's own signature

    def _refuse(self, *_declared: object) -> None:
        raise Unreadable

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
        number = int(text[:9]) if text.isdecimal() else len(self._strings)
        return self._strings[number].strip("\n") if number < len(self._strings) else ""


def _whole(text: str) -> str:
    """A number as people write it: 12.0 becomes 12."""
    number, point, rest = text.partition(".")
    return number if point and number.isdecimal() and not rest.strip("0") else text
