"""The workbooks of the yearly evaluation: score sheets (评议表) and funding returns (经费落实).

Each is read back by what stands on its hidden sheet: the form, the year, whose it is, and which
sheet and column is which.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from accession_cli.render.entry_cells import Entry
from accession_cli.render.environment import Environment, Rendered
from accession_cli.render.key_names import names
from accession_cli.render.table_template import Cell, Column, Table, TableTemplate, Values
from accession_cli.render.workbook import Page, Particulars, Sheet, workbook
from accession_cli.scheme.district import EvaluationRule
from accession_cli.scheme.evaluation import FUNDING, MARK, SCORES, VERSION, score_key
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import Task

TEMPLATE: Final = "evaluation.tables.toml"
_NOT_IN_SHEET_NAMES: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f']")
_LONGEST_SHEET_NAME: Final = 31
_DAY: Final = 'yyyy"年"m"月"d"日"'
_MONEY: Final = "#,##0.00"
#: For tasks that several communities of a subdistrict score in one workbook.
_SPARE_ROWS: Final = 10
_MOST_MONEY: Final = 999_999_999_999


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationForm:
    """A workbook to be made: scores by the parties of a subdistrict, or returns of an agency.

    ``code`` is the code of the subdistrict, or the key of the agency; ``name`` its name.
    """

    form: str
    registry: Registry
    rule: EvaluationRule
    year: int
    code: str
    name: str
    tasks: tuple[Task, ...]

    @property
    def communities(self) -> Mapping[str, str]:
        """The communities of the subdistrict, by code."""
        place = self.registry.subdistricts.get(self.code) if self.form == SCORES else None
        return place.communities if place else {}


def xlsx(made: EvaluationForm, environment: Environment) -> Rendered:
    """The workbook: a sheet for each party that scores, or one sheet for the agency."""
    template, values = _template(made, environment), _values(made)
    page = Page(
        title=template.filled("title", values),
        marks=template.filled("marks", values),
        footer=template.word("footer"),
        cut=template.word("cut"),
        author="",
        day=date(made.year, 12, 31),
    )
    table = next(table for table in template.tables() if table.key == made.form)
    entries = _entries(made, template, values)
    tables = dict(_tables(made, table))
    sheets = [
        Sheet(
            table=each,
            lines=each.lines({**values, "party": made.rule.evaluators.get(party, "")}),
            rows=[_row(made, table, task) for task in made.tasks],
            entries=entries,
            spare=_SPARE_ROWS if made.form == SCORES else 0,
        )
        for party, each in tables.items()
    ]
    offered = template.options(values) if made.form == SCORES else ()
    hidden = Particulars(
        name=template.word("particulars_sheet"), rows=list(_particulars(made, tables))
    )
    return workbook(page, sheets, offered, template.word("options_sheet"), hidden)


def title(made: EvaluationForm, environment: Environment) -> str:
    """What the file of the workbook is called, without its ending."""
    return _template(made, environment).filled("file", _values(made))


def _template(made: EvaluationForm, environment: Environment) -> TableTemplate:
    return TableTemplate(TEMPLATE, environment, names(made.registry))


def _values(made: EvaluationForm) -> Values:
    return {
        "scheme": made.registry.scheme,
        "form": made.form,
        "year": made.year,
        "code": made.code,
        "name": made.name,
        "highest": made.rule.highest,
        "ids": [str(task.id) for task in made.tasks],
        "communities": list(made.communities.values()),
    }


def _tables(made: EvaluationForm, table: Table) -> Iterator[tuple[str, Table]]:
    """The sheets by the party whose they are, each with a column for every criterion."""
    if made.form == FUNDING:
        yield "", table
        return
    columns = tuple(_columns(made, table))
    seen: set[str] = set()
    for party, name in made.rule.evaluators.items():
        sheet = _NOT_IN_SHEET_NAMES.sub("、", name)[:_LONGEST_SHEET_NAME]
        if sheet in seen:
            sheet = party[:_LONGEST_SHEET_NAME]
        seen.add(sheet)
        yield party, replace(table, name=sheet, heading=name, columns=columns)


def _columns(made: EvaluationForm, table: Table) -> Iterator[Column]:
    for column in table.columns:
        if column.key == SCORES:
            for key, head in made.rule.criteria.items():
                yield replace(column, head=head, key=score_key(key))
        elif column.entry != "place" or made.communities:
            yield column


def _row(made: EvaluationForm, table: Table, task: Task) -> list[Cell]:
    """The cells of a task's row; there is one for each criterion."""
    row: list[Cell] = []
    for column, cell in zip(table.columns, table.row({"task": task}), strict=True):
        if column.key == SCORES and made.form == SCORES:
            row += [""] * len(made.rule.criteria)
        elif column.entry != "place" or made.communities:
            row.append(cell)
    return row


def _entries(made: EvaluationForm, template: TableTemplate, values: Values) -> dict[str, Entry]:
    """What may be typed, by what kind of column it is; "" is for the rows behind the table."""

    def rule(what: str, **how: Any) -> Mapping[str, Any]:
        said = template.filled(f"wrong_{what}", values)
        return {"error_title": template.word("wrong"), "error_message": said, **how}

    first, last = date(made.year - 1, 1, 1), date(made.year + 1, 12, 31)
    return {
        "": Entry(rule={}),
        "place": Entry(rule={}),
        "comment": Entry(rule={}),
        "line": Entry(rule={}),
        "score": Entry(
            rule=rule(
                "score",
                validate="integer",
                criteria="between",
                minimum=0,
                maximum=made.rule.highest,
            ),
            number_format="0",
        ),
        "money": Entry(
            rule=rule(
                "money", validate="decimal", criteria="between", minimum=0, maximum=_MOST_MONEY
            ),
            number_format=_MONEY,
        ),
        "day": Entry(
            rule=rule("day", validate="date", criteria="between", minimum=first, maximum=last),
            number_format=_DAY,
        ),
    }


def _particulars(made: EvaluationForm, tables: Mapping[str, Table]) -> Iterator[Sequence[Cell]]:
    """What ``forms.evaluation_forms`` reads: a word, what it is about, and its value."""
    yield (MARK, made.form, str(VERSION))
    yield ("registry", made.registry.scheme.prefix, "")
    yield ("year", str(made.year), "")
    yield ("of", made.code, made.name)
    for party, table in tables.items():
        yield ("sheet", party, table.name)
    for column in next(iter(tables.values())).columns:
        yield ("column", column.key, column.head)
