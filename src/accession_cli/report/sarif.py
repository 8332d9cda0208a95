"""Findings as SARIF 2.1.0 (OASIS), which code scanning and editors read.

Paths are relative to the top of the repository, columns count Unicode code points as everywhere
else here, and nothing in it depends on the machine or the time of day.
"""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

from accession_cli import __version__
from accession_cli.finding import Finding, Report, RuleCard, Severity, without_facts
from accession_cli.i18n import _, language
from accession_cli.report.clause_words import clause_words
from accession_cli.report.columns import Paper, json_text, visible
from accession_cli.report.fingerprint import fingerprints

_SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.HINT: "note",
}
_LANGUAGES: Final = {"en": "en-US", "zh_CN": "zh-CN"}
_TOP: Final = "%SRCROOT%"
#: Braces are doubled (SARIF 3.11.5); ``](`` would make a link of what a record says (3.11.6).
_PLAIN: Final = (("](", "]\\u{28}"), ("{", "{{"), ("}", "}}"))


def sarif(report: Report, _paper: Paper) -> str:
    """One SARIF log with one run; its rules are those that something was found by."""
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report)]}
    return json_text(log)


def _run(report: Report) -> dict[str, Any]:
    rules = list(_rules(report))
    places = {rule["id"]: index for index, rule in enumerate(rules)}
    return {
        "tool": {
            "driver": {"name": "accession", "semanticVersion": __version__, "rules": rules},
        },
        "language": _LANGUAGES[language()],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            _TOP: {"description": _message(_("The top of the repository that holds the registry."))}
        },
        "results": [
            _result(finding, fingerprint, places[finding.code])
            for finding, fingerprint in zip(report.findings, fingerprints(report), strict=True)
        ],
        "properties": {
            "registry": report.registry,
            "asOf": report.as_of.isoformat(),
            "checked": report.checked,
        },
    }


def _rules(report: Report) -> Iterator[dict[str, Any]]:
    found = {finding.code for finding in report.findings}
    for card in report.rules:
        if card.code in found:
            yield _rule(card)


def _rule(card: RuleCard) -> dict[str, Any]:
    """The rule as it is listed: what it demands, what it reports, and how to mend that."""
    about, says, mend = (without_facts(_(each)) for each in (card.about, card.says, card.mend))
    return {
        "id": card.code,
        "shortDescription": _message(about),
        "fullDescription": _message(says),
        "help": _message(mend or says),
        "defaultConfiguration": {"level": _LEVELS[card.severity]},
        "properties": {"clause": clause_words(card.clause), "tags": [card.code[0]]},
    }


def _result(finding: Finding, fingerprint: str, rule: int) -> dict[str, Any]:
    place = finding.place
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": _message(finding.message, finding.remedy),
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {
                        "uri": quote(place.path, errors="surrogateescape"),
                        "uriBaseId": _TOP,
                    },
                    "region": {"startLine": place.line, "startColumn": place.column},
                }
            }
        ],
        "partialFingerprints": {"accessionFinding/v1": fingerprint},
        "properties": {"key": finding.key, "clause": clause_words(finding.clause)},
    }


def _message(*sentences: str) -> dict[str, str]:
    """Plain text in which nothing is a link, a placeholder or a control character."""
    text = "\n".join(visible(sentence) for sentence in sentences if sentence)
    for character, written in _PLAIN:
        text = text.replace(character, written)
    return {"text": text}
