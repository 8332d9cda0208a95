"""Findings for programs: version 1 of the shape that docs/formats.md describes.

The shape never depends on what is asked to be shown; a message is in the reader's language, and
``facts`` are what a program should read instead.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any, Final

from accession_cli.finding import Finding, Report
from accession_cli.report.columns import Paper, json_text

VERSION: Final = 1


def json(report: Report, _paper: Paper) -> str:
    """One JSON document."""
    return json_text(document(report))


def document(report: Report) -> dict[str, Any]:
    """The document as plain values."""
    return {
        "version": VERSION,
        "registry": report.registry,
        "as_of": report.as_of.isoformat(),
        "checked": report.checked,
        "findings": [finding_document(finding) for finding in report.findings],
        "summary": {severity.value: count for severity, count in report.summary.items()},
    }


def finding_document(finding: Finding) -> dict[str, Any]:
    """One finding as plain values."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "clause": finding.clause,
        "path": finding.place.path,
        "line": finding.place.line,
        "column": finding.place.column,
        "key": finding.key,
        "message": finding.message,
        "facts": safe(finding.facts),
    }


def safe(value: object) -> Any:
    """*value* as JSON knows it: dates, amounts and identifiers become text, sets sorted lists."""
    if isinstance(value, Enum):
        return safe(value.value)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Mapping):
        return {str(name): safe(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        inner = [safe(one) for one in value]
        return sorted(inner, key=str) if isinstance(value, set | frozenset) else inner
    return str(value)
