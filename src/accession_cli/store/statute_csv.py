"""Law versions as a table: the CSV that Excel and other programs write, one version a row.

The columns are the keys of ``statutes.yaml``, or their Chinese titles, in any order. ``law`` and
``version`` have to be there. A successor is written ``社会救助法（2026）``, articles
``第九条=第十五条；第十条=第十六条``.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from accession_cli.errors import AccessionError, Exit
from accession_cli.i18n import N_
from accession_cli.store import schema_check
from accession_cli.store.schema_check import Kind

_EMPTY: Final[Mapping[str, Any]] = {
    "law": None,
    "version": None,
    "effective_from": None,
    "repealed_on": None,
    "replaced_by": None,
    "articles": {},
    "note": None,
}
_NEEDED: Final = ("law", "version")
_DAY: Final = re.compile(r"([0-9]{4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})", re.ASCII)
_SUCCESSOR: Final = re.compile(r"《?([^《》()（）]{1,200})》?\s{0,9}[(（]([0-9]{4})[)）]", re.ASCII)
_SHOWN: Final = 40


class ColumnsUnfit(AccessionError):
    """A table whose first row does not name the columns of law versions."""

    exit_code = Exit.UNREADABLE
    says = N_("The first row of {path} does not name the columns of law versions: {named}.")
    mend = N_("Name at least law and version there; these may stand beside them: {known}.")


class RowTooLong(AccessionError):
    """A row that holds more than its columns can: most often a comma that is not quoted."""

    exit_code = Exit.UNREADABLE
    says = N_("Line {line} of {path} holds more than the columns of the first row can take.")
    mend = N_("Put double quotes around what holds a comma, or take the surplus out.")


class CellUnfit(AccessionError):
    """A successor or a list of articles that is not written as either is."""

    exit_code = Exit.UNREADABLE
    says = N_("Line {line} of {path}: “{text}” cannot be read as {column}.")
    mend = N_(
        "Write a successor like 社会救助法（2026）, articles like 第九条=第十五条；第十条=第十六条."
    )


def versions(text: str, path: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each version in the table *text* with its line, as ``statutes.yaml`` would hold it.

    Empty rows are passed over. What no schema would take is left to the schema to name.
    """
    rows = _rows(text, path)
    _line, heads = next(rows, (1, []))
    keys = _keys(heads, path)
    for line, row in rows:
        if any(row[len(keys) :]):
            raise RowTooLong(path=path, line=line)
        cells = {key: cell for key, cell in zip(keys, row, strict=False) if key}
        yield line, _version(cells, path, line)


def _rows(text: str, path: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, without the blanks around their cells, each with its line."""
    reader = csv.reader(io.StringIO(text, newline=""))
    line = 1
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise RowTooLong(path=path, line=line) from error


def _keys(heads: Sequence[str], path: str) -> list[str]:
    """The keys that the columns stand for; a column without a name or a cell is none."""
    items = schema_check.schema(Kind.STATUTES)["properties"]["statutes"]["items"]["properties"]
    names = {name: key for key, item in items.items() for name in (key, item["title"])}
    keys = [names.get(head, head) for head in heads]
    named = [key for key in keys if key]
    if not set(_NEEDED) <= set(named) <= set(items) or len(set(named)) < len(named):
        shown = ", ".join(named)[: 2 * _SHOWN]
        raise ColumnsUnfit(path=path, named=shown or "–", known=", ".join(items))
    return keys


def _version(cells: Mapping[str, str], path: str, line: int) -> dict[str, Any]:
    made: dict[str, Any] = {**_EMPTY, "articles": {}}
    for key, cell in cells.items():
        if not cell:
            continue
        value = _READ[key](cell)
        if value is None:
            raise CellUnfit(path=path, line=line, text=cell[:_SHOWN], column=key)
        made[key] = value
    return made


def _text(cell: str) -> str:
    return cell


def _law(cell: str) -> str:
    return cell.removeprefix("《").removesuffix("》")


def _day(cell: str) -> str:
    """A day as Excel in China writes it, 2026/8/15, as records do; anything else as it is."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", cell))
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else cell


def _successor(cell: str) -> dict[str, str] | None:
    found = _SUCCESSOR.fullmatch(cell)
    return {"law": found[1].strip(), "version": found[2]} if found else None


def _articles(cell: str) -> dict[str, str] | None:
    pairs = [re.split("[=＝→]", pair) for pair in re.split("[;；\n]", cell) if pair.strip()]
    cut = [[part.strip() for part in pair] for pair in pairs]
    fit = all(len(pair) == len(("old", "new")) and all(pair) for pair in cut)
    twice = len({pair[0] for pair in cut}) < len(cut)
    return None if twice or not fit else {pair[0]: pair[1] for pair in cut}


_READ: Final = {
    "law": _law,
    "version": _text,
    "effective_from": _day,
    "repealed_on": _day,
    "replaced_by": _successor,
    "articles": _articles,
    "note": _text,
}
