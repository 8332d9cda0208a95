"""Findings as GitLab's Code Quality report, which it shows beside the lines of a merge request."""

from typing import Any, Final

from accession_cli.finding import Finding, Report, Severity
from accession_cli.report.columns import Paper, json_text, visible
from accession_cli.report.fingerprint import fingerprints

_SEVERITIES: Final = {
    Severity.ERROR: "blocker",
    Severity.WARNING: "major",
    Severity.HINT: "info",
}


def gitlab(report: Report, _paper: Paper) -> str:
    """One JSON list, empty when nothing was found."""
    issues = [
        _issue(finding, fingerprint)
        for finding, fingerprint in zip(report.findings, fingerprints(report), strict=True)
    ]
    return json_text(issues)


def _issue(finding: Finding, fingerprint: str) -> dict[str, Any]:
    said = (finding.message, finding.remedy)
    return {
        "description": "\n".join(visible(sentence) for sentence in said if sentence),
        "check_name": finding.code,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": finding.place.path, "lines": {"begin": finding.place.line}},
    }
