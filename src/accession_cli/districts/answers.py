"""Write answers: as a table for Excel, as CSV, as Parquet, or as JSON for programs."""

import json
import math
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from accession_cli.districts.ask import Answer
from accession_cli.districts.tables import database, quoted
from accession_cli.errors import Exit, Refusal
from accession_cli.files.writing import replace_file
from accession_cli.i18n import N_

if TYPE_CHECKING:
    from accession_cli.papers.directory_data import DataCell

#: The endings of files that an answer can be written to.
ENDINGS: Final = (".csv", ".xlsx", ".parquet")
#: Excel has no more rows than these, with the heads.
_MOST_ROWS: Final = 1_048_576
_LONGEST_NAME: Final = 31
_NO_NAME: Final = str.maketrans("[]:*?/\\'", "________")
_CUT: Final = "…"

#: More rows than Excel can hold.
TOO_MANY_ROWS: Final = Refusal(
    N_("The answer has more rows than a sheet of Excel holds, {most}; {name} was not written."),
    N_("Write it as .csv or .parquet, or ask for less."),
    Exit.USAGE,
)


#: What a cell holds as it is.
_CELLS: Final = frozenset({type(None), bool, int, str, Decimal, date})


def cell(value: Any) -> "DataCell":
    """*value* as a cell: what is neither a text, a number nor a day becomes a text."""
    if type(value) in _CELLS:
        found: DataCell = value
        return found
    if isinstance(value, float) and math.isfinite(value):
        return Decimal(repr(value))
    if isinstance(value, list | tuple):
        return "、".join(str(cell(one)) for one in value)
    return json.dumps(plain(value), ensure_ascii=False) if isinstance(value, dict) else _text(value)


def plain(value: Any) -> Any:
    """*value* as JSON has it; a day and an amount are texts."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): plain(below) for key, below in value.items()}
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if isinstance(value, date) else str(value)


def shown(value: Any, most: int | None = None) -> str:
    """*value* in a table, with *most* so many characters of it; – where there is none."""
    found = cell(value)
    text = "–" if found is None else str(found)
    return text if most is None or len(text) <= most else f"{text[:most]}{_CUT}"


def write_answer(answer: Answer, path: Path, day: date) -> int:
    """Write *answer* to *path*, by its ending; the number of its rows. Raises ``TOO_MANY_ROWS``."""
    from accession_cli.papers.directory_office import csv_bytes

    rows = _Counted(answer.rows)
    match path.suffix.lower():
        case ".csv":
            data = csv_bytes(answer.heads, ([_in_csv(one) for one in row] for row in rows))
        case ".xlsx":
            data = _xlsx(answer, rows, path, day)
        case _:
            data = _parquet(answer.columns, rows)
    replace_file(path, data)
    return rows.count


class _Counted:
    """Rows that are read once and never held together, and how many they were."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Sequence[Any]]:
        for row in self._rows:
            self.count += 1
            yield row


def _in_csv(value: Any) -> str | int | Decimal | date:
    found = cell(value)
    return "" if found is None else found


def _xlsx(answer: Answer, rows: Iterable[Sequence[Any]], path: Path, day: date) -> bytes:
    from accession_cli.papers.directory_data import DataSheet
    from accession_cli.papers.workbook import PageSetup, workbook

    cells = [[cell(one) for one in row] for row in islice(rows, _MOST_ROWS)]
    if len(cells) >= _MOST_ROWS:
        raise TOO_MANY_ROWS(most=_MOST_ROWS - 1, name=path.name)
    title = answer.question.title
    page = PageSetup(title=title, marks="", footer="", cut=_CUT, author="", day=day)
    name = title.translate(_NO_NAME)[:_LONGEST_NAME]
    return workbook(page, [DataSheet(name=name, heads=answer.heads, rows=cells)]).data


#: Types that a value keeps in Parquet; any other becomes a text.
_KEPT: Final = frozenset({"VARCHAR", "DATE", "BOOLEAN", "BIGINT", "INTEGER", "DOUBLE"})


def _parquet(columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]) -> bytes:
    keeps = [kind in _KEPT or kind.startswith("DECIMAL") for _head, kind in columns]
    names = [f"c{number}" for number in range(len(columns))]
    with tempfile.TemporaryDirectory(prefix="accession-answer-") as made:
        lines, target = Path(made) / "rows.json", Path(made) / "answer.parquet"
        with lines.open("w", encoding="utf-8") as out:
            for row in rows:
                values = (
                    plain(one) if kept or one is None else shown(one)
                    for one, kept in zip(row, keeps, strict=True)
                )
                out.write(json.dumps(dict(zip(names, values, strict=True)), ensure_ascii=False))
                out.write("\n")
        kinds = [
            kind if kept else "VARCHAR" for (_h, kind), kept in zip(columns, keeps, strict=True)
        ]
        declared = ", ".join(
            f"{name}: {quoted(kind)}" for name, kind in zip(names, kinds, strict=True)
        )
        heads = ", ".join(
            f"{name} AS {_identifier(head)}"
            for name, (head, _kind) in zip(names, columns, strict=True)
        )
        form = f"format = 'newline_delimited', columns = {{{declared}}}"
        source = f"read_json({quoted(str(lines))}, {form})"
        into = f"{quoted(str(target))} (FORMAT parquet, COMPRESSION zstd)"
        with database(threads=1) as connection:
            connection.execute(f"COPY (SELECT {heads} FROM {source}) TO {into}")  # noqa: S608 - quoted
        return target.read_bytes()


def _identifier(head: str) -> str:
    return '"' + head.replace('"', '""') + '"'


def answer_json(answer: Answer, day: date, year: int) -> dict[str, Any]:
    """The whole answer for programs."""
    return {
        "version": 1,
        "question": answer.question.name,
        "title": answer.question.title,
        "as_of": day.isoformat(),
        "year": year,
        "columns": answer.heads,
        "rows": [[plain(one) for one in row] for row in answer.rows],
    }
