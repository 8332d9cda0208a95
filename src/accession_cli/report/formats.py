"""The table of report formats: a name on the command line, and the function behind it."""

from collections.abc import Callable, Mapping
from typing import Final

from accession_cli.finding import Report
from accession_cli.report.columns import Paper
from accession_cli.report.github import github
from accession_cli.report.gitlab import gitlab
from accession_cli.report.json import json
from accession_cli.report.junit import junit
from accession_cli.report.sarif import sarif
from accession_cli.report.text import text

FORMATS: Final[Mapping[str, Callable[[Report, Paper], str]]] = {
    "text": text,
    "json": json,
    "github": github,
    "gitlab": gitlab,
    "sarif": sarif,
    "junit": junit,
}
