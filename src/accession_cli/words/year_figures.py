"""Say for programs which figures a year has, with the records that each comes from."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from accession_cli.scheme.evaluation import one_decimal

if TYPE_CHECKING:
    from accession_cli.actions.year_figures import Reported
    from accession_cli.scheme.figures import Figure, FigureTable, Line, Value

VERSION = 1


def reported_json(made: "Reported") -> dict[str, Any]:
    """Every figure with the ids of its records, and the documents; see docs/formats.md."""
    figures = made.figures
    scheme = figures.registry.scheme
    return {
        "version": VERSION,
        "year": figures.year,
        "as_of": figures.day.isoformat(),
        "running": figures.running,
        "draft": figures.draft,
        "sample": scheme.sample,
        "district": {"code": scheme.code, "name": scheme.district},
        "days_to_decide": scheme.days_to_decide.value,
        "tables": {table.key: _table(table) for table in figures.tables},
        "without_application": _figure(figures.without_application),
        "provisional": _figure(figures.provisional),
        "files": [
            {
                "path": str(file.path),
                "format": file.format,
                "sha256": file.sha256,
                "bytes": file.bytes,
            }
            for file in made.files
        ],
        "commit": figures.commit,
        "unread": list(made.unread),
    }


def _table(table: "FigureTable") -> dict[str, Any]:
    return {
        "columns": list(table.columns),
        "lines": [_line(line) for line in table.lines],
        "total": _line(table.total) if table.total else None,
    }


def _line(line: "Line") -> dict[str, Any]:
    figures = {column: _figure(one) for column, one in line.figures.items()}
    return {"key": line.key, "figures": figures}


def _figure(figure: "Figure") -> dict[str, Any]:
    return {"value": _value(figure.value), "records": list(figure.records)}


def _value(value: "Value") -> object:
    """Days in ISO 8601 and money as text; a mean as it is shown, and exactly."""
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:.2f}"
        case Fraction():
            return {"shown": one_decimal(value), "exact": f"{value.numerator}/{value.denominator}"}
    return value
