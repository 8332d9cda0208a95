"""Findings as GitHub shows them beside the lines of a change.

A workflow command is one line; everything that comes from a record is escaped, so that no record
can end one command and begin another.
"""

from typing import Final

from accession_cli.finding import Finding, Report, Severity
from accession_cli.report.columns import Paper, visible
from accession_cli.report.text import counted

_COMMANDS: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.HINT: "notice",
}
_IN_TEXT: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def github(report: Report, _paper: Paper) -> str:
    """One command for each finding, then a line for people that is no command."""
    return "\n".join([*map(_command, report.findings), counted(report)])


def _command(finding: Finding) -> str:
    place = finding.place
    properties = {
        "file": visible(place.path),
        "line": str(place.line),
        "col": str(place.column),
        "title": finding.code,
    }
    written = ",".join(
        f"{key}={value.translate(_IN_PROPERTY)}" for key, value in properties.items()
    )
    said = [finding.message, finding.remedy]
    message = "\n".join(visible(sentence) for sentence in said if sentence)
    return f"::{_COMMANDS[finding.severity]} {written}::{message.translate(_IN_TEXT)}"
