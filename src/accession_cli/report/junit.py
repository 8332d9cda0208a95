"""Findings as JUnit XML, which nearly every build server shows: a test case for each file.

A file with errors is a failed case that lists all of them; its warnings and hints, which never
fail a check by themselves, are what the case wrote to its output.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import PurePosixPath
from typing import Final

from accession_cli.finding import Finding, Report, Severity
from accession_cli.report.columns import Paper, harmless, visible
from accession_cli.report.text import finding_lines

_SUITE: Final = "accession validate"


def junit(report: Report, _paper: Paper) -> str:
    """One XML document with one suite."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        found[finding.place.path].append(finding)
    paths = sorted({*report.files, *found})
    failed = {f.place.path for f in report.findings if f.severity is Severity.ERROR}
    counts = f'name="{_SUITE}" tests="{len(paths)}" failures="{len(failed)}" errors="0" time="0"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<testsuites {counts}>",
        f'  <testsuite {counts} skipped="0">',
    ]
    for path in paths:
        lines.extend(_case(path, found[path]))
    return "\n".join([*lines, "  </testsuite>", "</testsuites>"])


def _case(path: str, findings: Sequence[Finding]) -> Iterator[str]:
    shown = _attribute(path)
    folder = _attribute(str(PurePosixPath(path).parent))
    case = f'    <testcase classname="{folder}" name="{shown}" file="{shown}" time="0"'
    if not findings:
        yield f"{case}/>"
        return
    yield f"{case}>"
    errors = [found for found in findings if found.severity is Severity.ERROR]
    others = [found for found in findings if found.severity is not Severity.ERROR]
    if errors:
        kinds = ",".join(dict.fromkeys(found.code for found in errors))
        message = _attribute(errors[0].message)
        yield f'      <failure type="{kinds}" message="{message}">{_body(errors)}</failure>'
    if others:
        yield f"      <system-out>{_body(others)}</system-out>"
    yield "    </testcase>"


def _body(findings: Sequence[Finding]) -> str:
    """All of *findings* as people read them, each with its place and its remedy."""
    lines = "\n".join(finding_lines(findings, Paper())).strip("\n")
    return escape(harmless(lines))


def _attribute(text: str) -> str:
    return escape(visible(text))
