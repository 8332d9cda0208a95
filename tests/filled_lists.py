"""Lists of applications as clerks hand them in: the empty list, with rows typed into it."""

import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

import xlsxwriter

from accession_cli.entry.form_words import layout
from accession_cli.papers.application_form_filled import citation, texts_of
from accession_cli.papers.application_list import ListCells, ListedReading, list_cells, read_list
from filled_forms import registry

#: The row of the first application, counted from 1.
FIRST: Final = 5


def texts_for(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in each column for *facts* in the shape of a record."""
    scheme = registry().scheme
    return {
        **texts_of(facts, registry()),
        "channels": "、".join(
            rule.name for key, rule in scheme.channels.items() if str(key) in facts["channels"]
        ),
        "basis": "\n".join(citation(item) for item in facts["basis"]),
    }


def heads() -> list[str]:
    return [f"{field.label}{'*' if field.required else ''}" for field in layout().columns]


def list_of(rows: Sequence[Mapping[str, Any]], *, columns: Sequence[str] | None = None) -> bytes:
    """A list with a row for each of *rows*, which have a value for the key of each field."""
    keys = [field.key for field in layout().columns]
    labels = dict(zip(keys, heads(), strict=True))
    shown = list(columns) if columns is not None else keys
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("申请清单")
    sheet.write_string(0, 0, "东丽区社区工作事务准入申请清单")
    for place, key in enumerate(shown):
        sheet.write(FIRST - 2, place, labels.get(key, key))
        for number, row in enumerate(rows):
            if row.get(key) not in (None, ""):
                sheet.write(FIRST - 1 + number, place, row[key])
    book.close()
    return target.getvalue()


def read_rows(data: bytes) -> tuple[ListedReading, ...]:
    return read_list(list_cells(data, "清单.xlsx"), registry())


def cells_of(data: bytes) -> ListCells:
    return list_cells(data, "清单.xlsx")
