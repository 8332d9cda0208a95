"""Write the report as a Word document, an Excel workbook, and the tasks as CSV and Parquet.

The workbook has a sheet for what limits the figures, one for each part of the report, the matrix,
and every task in force.
"""

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from accession_cli.districts.of_district import Item, Paid
from accession_cli.districts.report_shown import TEMPLATE, ShownReport
from accession_cli.districts.roll_up import Part, RollUp
from accession_cli.districts.tables import database, quoted
from accession_cli.papers.charts import MM_WIDE, png
from accession_cli.papers.chinese import law
from accession_cli.papers.directory_data import DataCell, DataSheet
from accession_cli.papers.directory_office import csv_bytes
from accession_cli.papers.tables import Cell, Column, Table, TableTemplate
from accession_cli.papers.templates import Environment, Rendered
from accession_cli.papers.word import Content, filled
from accession_cli.papers.workbook import PageSetup, Sheet, workbook
from accession_cli.papers.workbook_blocks import BlockSheet
from accession_cli.papers.year_figures import block, word_table

WORD_TEMPLATE: Final = "districts_report.docx"
WORD: Final = "年度报告.docx"
EXCEL: Final = "全市汇总.xlsx"
#: A table with more lines than this is in the workbook, and not on paper.
MOST_ON_PAPER: Final = 60
_TEXT_WIDTH: Final = 36

#: The types of the columns of tasks in Parquet, by their keys.
_TYPES: Final = {
    "filed": "DATE",
    "start": "DATE",
    "end": "DATE",
    "amount": "DECIMAL(14,2)",
}


def render_word(made: RollUp, report: ShownReport, environment: Environment) -> Rendered:
    """The yearly report, for a clerk to write on: every table but the longest, every chart."""
    charts = [
        table.chart
        for section in report.sections.values()
        for table in section.tables
        if table.chart and len(table.lines) <= MOST_ON_PAPER
    ]
    content = Content(
        title=report.title,
        day=made.day,
        author="",
        values={
            "year": report,
            "sections": list(report.sections.values()),
            "most": MOST_ON_PAPER,
            "workbook": EXCEL,
            "problems": list(_problems(report)),
            "names": [made.name],
        },
        filters={"figures_table": word_table},
        pictures={chart.key: (png(chart, environment), chart.described) for chart in charts},
        picture_width=MM_WIDE,
    )
    return Rendered(data=filled(WORD_TEMPLATE, content, environment))


def _problems(report: ShownReport) -> Iterator[str]:
    """What limits the figures, a sentence each."""
    for one in report.warnings:
        if one.grave:
            yield f"{one.name}：{one.says}；{one.data}。"
    for together in report.together:
        names = "、".join(
            f"{one.name}（{one.detail}）" if one.detail else one.name for one in together.districts
        )
        yield f"{together.says}：{names}。"


def render_excel(made: RollUp, report: ShownReport, environment: Environment) -> Rendered:
    """The workbook: what limits the figures, each part of the report, the matrix, the tasks."""
    words = TableTemplate(TEMPLATE, environment)
    page = PageSetup(
        title=report.title,
        marks=report.marks,
        footer=report.footer,
        cut=report.cut,
        author="",
        day=made.day,
    )
    parts = [
        BlockSheet(
            name=section.heading,
            heading=section.heading,
            lines=[line for line in (report.period, section.note, report.basis) if line],
            blocks=[block(table, report.nothing) for table in section.tables],
        )
        for section in report.sections.values()
    ]
    matrices = [_matrix(made, report, words)] if made.catalogue else []
    return workbook(page, [_warnings(report, words), *parts, *matrices, _items_sheet(made, words)])


def _sheet(
    name: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    lines: Sequence[str],
    frozen: int,
) -> Sheet:
    columns = tuple(Column(head=head, widest=_TEXT_WIDTH, options="") for head in heads)
    table = Table(
        key=name,
        name=name,
        heading=name,
        frozen=frozen,
        one_page_wide=True,
        columns=columns,
        contents=lambda _values: [],
        notes=(),
    )
    return Sheet(table=table, lines=lines, rows=rows)


def _warnings(report: ShownReport, words: TableTemplate) -> Sheet:
    heads = words.section("warning_columns")
    rows = [[str(getattr(one, key)) for key in heads] for one in report.warnings]
    name = words.section("sheets")["warnings"]
    return _sheet(name, list(heads.values()), rows, [report.basis], 1)


def _matrix(made: RollUp, report: ShownReport, words: TableTemplate) -> Sheet:
    """A row for each entry, a column for each district."""
    marks, heads = words.section("marks"), words.section("matrix_columns")
    rows = [
        [
            row.entry.class_,
            row.entry.code,
            row.entry.title,
            *(marks[row.cells[part.code].mark] for part in made.parts),
        ]
        for row in report.found.rows
    ]
    columns = [*heads.values(), *(report.names[part.code] for part in made.parts)]
    lines = [report.sections["same"].note, words.word("legend")]
    return _sheet(words.section("sheets")["matrix"], columns, rows, lines, len(heads))


def _items_sheet(made: RollUp, words: TableTemplate) -> DataSheet:
    heads = words.section("item_columns")
    rows = [list(row.values()) for row in _items(made, words)]
    return DataSheet(name=words.section("sheets")["items"], heads=list(heads.values()), rows=rows)


def items_csv(made: RollUp, environment: Environment) -> bytes:
    """Every task in force, a row each, for spreadsheet programs."""
    words = TableTemplate(TEMPLATE, environment)
    rows = ([_plain(cell) for cell in row.values()] for row in _items(made, words))
    return csv_bytes(list(words.section("item_columns").values()), rows)


def _plain(cell: DataCell) -> Cell:
    return "" if cell is None else cell


def items_parquet(made: RollUp, environment: Environment, folder: Path, name: str) -> None:
    """The same as Parquet, written to *name* in *folder*, with the keys as heads."""
    words = TableTemplate(TEMPLATE, environment)
    lines = folder / f".{name}.json"
    heads = words.section("item_columns")
    columns = ", ".join(f"{quoted(key)}: {quoted(_TYPES.get(key, 'VARCHAR'))}" for key in heads)
    try:
        with lines.open("w", encoding="utf-8") as out:
            for row in _items(made, words):
                out.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
        source = (
            f"read_json({quoted(str(lines))}, format = 'newline_delimited',"
            f" columns = {{{columns}}})"
        )
        into = f"{quoted(str(folder / name))} (FORMAT parquet, COMPRESSION zstd)"
        with database(threads=1) as connection:
            connection.execute(f"COPY (SELECT * FROM {source}) TO {into}")  # noqa: S608 - quoted, and no user's words
    finally:
        lines.unlink(missing_ok=True)


def _items(made: RollUp, words: TableTemplate) -> Iterator[dict[str, DataCell]]:
    """Every task in force as a row, by the keys of its columns."""
    said, old = words.section("item_words"), words.section("old")
    entries = {entry.code: entry.title for entry in made.entries}
    for part in made.counted:
        for item in part.holding.live if part.holding else ():
            entry = entries.get(part.entry_of(item.id), "")
            yield _row(part, item, entry, said, old)


def _row(part: Part, item: Item, entry: str, said: Any, old: Any) -> dict[str, DataCell]:
    fixed = item.paid is not Paid.AS_NEEDED
    return {
        "district": part.code,
        "name": part.name,
        "id": item.id,
        "number": item.number,
        "title": item.title,
        "class": item.class_,
        "agency": item.agency,
        "filed": item.filed,
        "start": item.start,
        "end": item.end,
        "paid": said[item.paid],
        "amount": item.amount.quantize(Decimal("0.01")) if fixed else None,
        "laws": "；".join(law(one.law, one.version, one.article) for one in item.laws),
        "documents": "；".join(item.documents),
        "old": "；".join(f"{law(one.cited.law, None, None)}{old[one.state]}" for one in item.old),
        "streets": "、".join(item.streets) or said["everywhere"],
        "entry": entry,
    }
