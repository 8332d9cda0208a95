"""Give the directory as data: one row an item, one fact a cell, typed (version 1).

The heads are names for programs, documented in docs/formats.md; they are no words of a template.
Money stands beside its unit, a list of keys or codes is joined with ``;``, and a text of several
sentences has one on each line. ``citations`` has a row for each basis, because items have several.

``write_data`` writes them on a sheet for programs: heads in the first row, nothing merged.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from accession_cli.papers import chinese
from accession_cli.scheme.directory import Edition, Item
from accession_cli.scheme.task import Basis, Channel, DocumentBasis, LawBasis, Scope, WithheldBasis

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet


#: None is written as an empty cell: the record does not say it.
DataCell: TypeAlias = str | int | bool | Decimal | date | None
VERSION: Final = 1
CURRENCY: Final = "CNY"
_LIST: Final = ";"
_ALL: Final = "all"

_OF_EDITION: Final[Mapping[str, Callable[[Edition], DataCell]]] = {
    "version": lambda _edition: VERSION,
    "district": lambda edition: edition.scheme.code,
    "edition": lambda edition: edition.year,
    "base_date": lambda edition: edition.base_date,
    "draft": lambda edition: edition.draft,
    "sample": lambda edition: edition.scheme.sample,
}
_OF_ITEM: Final[Mapping[str, Callable[[Edition, Item], DataCell]]] = {
    "number": lambda _edition, item: item.number,
    "id": lambda _edition, item: str(item.task.id),
    "filing_number": lambda _edition, item: item.task.filing.number,
    "filing_date": lambda _edition, item: item.task.filing.date,
    "new": lambda _edition, item: item.new,
    "title": lambda _edition, item: item.task.title,
    "kind": lambda _edition, item: item.task.kind,
    "class": lambda _edition, item: item.task.class_,
    "agency": lambda _edition, item: item.task.agency,
    "agency_name": lambda _edition, item: item.agency,
    "co_agencies": lambda _edition, item: _LIST.join(item.task.co_agencies),
    "channel_community": lambda _edition, item: Channel.COMMUNITY in item.task.channels,
    "channel_grid": lambda _edition, item: Channel.GRID in item.task.channels,
    "route": lambda _edition, item: item.task.route.value,
    "term": lambda _edition, item: item.task.term.value,
    "start": lambda _edition, item: item.task.period.start,
    "end": lambda _edition, item: item.task.period.end,
    "frequency": lambda _edition, item: item.task.frequency,
    "content": lambda _edition, item: item.task.authorization.content,
    "excludes": lambda _edition, item: "\n".join(item.task.excludes),
    "target": lambda _edition, item: item.task.authorization.target,
    "authority": lambda _edition, item: item.task.authorization.authority,
    "workflow": lambda _edition, item: item.task.authorization.workflow,
    "funding_fixed": lambda _edition, item: item.task.funding.amount is not None,
    "funding_amount": lambda _edition, item: item.task.funding.amount,
    "funding_unit": lambda _edition, item: None if item.task.funding.amount is None else CURRENCY,
    "funding_per": lambda _edition, item: item.task.funding.per.value,
    "funding_source": lambda _edition, item: item.task.funding.source,
    "funding_method": lambda _edition, item: item.task.funding.method,
    "funding_note": lambda _edition, item: item.task.funding.note,
    "resources": lambda _edition, item: "\n".join(item.task.resources),
    "training": lambda _edition, item: item.task.training,
    "mechanism": lambda _edition, item: _mechanism(item),
    "subdistricts": lambda _edition, item: _codes(item.task.scope, "subdistricts"),
    "communities": lambda _edition, item: _codes(item.task.scope, "communities"),
    "basis": lambda _edition, item: "\n".join(map(chinese.basis, item.task.basis)),
    "citations": lambda _edition, item: len(item.task.basis),
}
#: The columns of the items in their order.
COLUMNS: Final = (*_OF_EDITION, *_OF_ITEM)
#: The columns of the citations in their order.
CITATION_COLUMNS: Final = (
    *("version", "edition", "id", "place", "basis"),
    *("law", "law_version", "article"),
    *("document", "document_number", "document_date", "clause", "reviewed"),
)


def items(edition: Edition) -> Iterator[Sequence[DataCell]]:
    """A row for each item of the directory, as ``COLUMNS`` names its cells."""
    common = [value(edition) for value in _OF_EDITION.values()]
    for item in edition.items:
        yield [*common, *(value(edition, item) for value in _OF_ITEM.values())]


def citations(edition: Edition) -> Iterator[Sequence[DataCell]]:
    """A row for each basis of each item, as ``CITATION_COLUMNS`` names its cells."""
    for item in edition.items:
        for place, basis in enumerate(item.task.basis, 1):
            found: dict[str, DataCell] = {"version": VERSION, "edition": edition.year}
            found |= {"id": str(item.task.id), "place": place, **_citation(basis)}
            yield [found.get(name) for name in CITATION_COLUMNS]


def _citation(basis: Basis) -> Mapping[str, DataCell]:
    match basis:
        case LawBasis():
            return {
                "basis": "law",
                "law": basis.law,
                "law_version": basis.version,
                "article": basis.article,
            }
        case DocumentBasis():
            return {
                "basis": "document",
                "document": basis.document,
                "document_number": basis.number,
                "document_date": basis.date,
                "clause": basis.clause,
            }
        case WithheldBasis():
            return {"basis": "withheld", "reviewed": basis.date}


def _mechanism(item: Item) -> str | None:
    return item.task.mechanism.what if item.task.mechanism else None


def _codes(scope: Scope, level: str) -> str:
    codes: tuple[str, ...] | None = getattr(scope, level)
    return _ALL if codes is None else _LIST.join(codes)


def as_text(cell: DataCell) -> str | int | Decimal | date:
    """A cell as CSV has it, where dates and money are written as anywhere else."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell


_FONT: Final = {"font_name": "宋体", "font_size": 10, "valign": "top"}
#: The formats of the cells, by name.
STYLES: Final[Mapping[str, Mapping[str, object]]] = {
    "data_head": {**_FONT, "bold": True, "bottom": 1},
    "data_text": {**_FONT, "quote_prefix": True},
    "data_day": {**_FONT, "num_format": "yyyy-mm-dd"},
    "data_money": {**_FONT, "num_format": "0.00"},
    "data_number": {**_FONT, "num_format": "0"},
}
_FIRST_YEAR: Final = 1900  # Excel has no earlier day
_WIDTH: Final = 16
_ROW: Final = 15.0  # points; a text of many lines does not spread the rows


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSheet:
    """A sheet: its name, its heads, and its rows; None is an empty cell."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[DataCell]]


def write_data(
    sheet: "Worksheet",
    made: DataSheet,
    formats: Mapping[str, Any],
    fitting: Callable[[str], str],
) -> None:
    """Write *made*; *fitting* cuts a text that is too long for a cell."""
    for place, head in enumerate(made.heads):
        sheet.write_string(0, place, head, formats["data_head"])
    sheet.set_column(0, len(made.heads) - 1, _WIDTH)
    for number, row in enumerate(made.rows, 1):
        sheet.set_row(number, _ROW)
        for place, cell in enumerate(row):
            _write(sheet, number, place, cell, formats, fitting)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(made.rows), len(made.heads) - 1)


def _write(
    sheet: "Worksheet",
    row: int,
    place: int,
    cell: DataCell,
    formats: Mapping[str, Any],
    fitting: Callable[[str], str],
) -> None:
    match cell:
        case None | "":
            return
        case bool():
            sheet.write_boolean(row, place, cell, formats["data_number"])
        case date() if cell.year >= _FIRST_YEAR:
            moment = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - a day, no zone
            sheet.write_datetime(row, place, moment, formats["data_day"])
        case Decimal() if Decimal(repr(float(cell))) == cell:
            sheet.write_number(row, place, float(cell), formats["data_money"])
        case int():
            sheet.write_number(row, place, cell, formats["data_number"])
        case _:
            sheet.write_string(row, place, fitting(str(cell)), formats["data_text"])
