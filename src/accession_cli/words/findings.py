"""Write findings for people at a terminal, and for programs: JSON, SARIF, JUnit, GitHub and GitLab.

For people they are grouped by file, each with its remedy. ``clause_words`` says what a finding
rests on: ``scheme 三、（二）3``, ``民法典 201``, ``format``. ``FORMATS`` lists those for programs.

The JSON has version 1 of the shape that docs/formats.md describes. The shape is the same whatever
the options. Messages are in the reader's language; programs should read ``facts`` instead.

GitHub and GitLab show findings beside the changed lines. A GitHub workflow command is one line;
everything that comes from a record is escaped, so that no record can end one command and begin
another. GitLab reads a Code Quality report.

SARIF 2.1.0 (OASIS) is for code scanning and editors. Paths are relative to the top of the
repository, columns count Unicode code points as everywhere else here, and nothing in it depends on
the machine or the time of day.

JUnit XML is shown by nearly every build server: each file is a test case. A file with errors is a
failed case that lists all of them. Its warnings and hints, which never fail a check by themselves,
are the case's output.

``fingerprints`` names each finding for programs that compare two checks; the name stays the same
when lines move.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from hashlib import sha256
from html import escape
from itertools import groupby
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from accession_cli import __version__
from accession_cli.finding import Code, Finding, Report, Severity, without_facts
from accession_cli.i18n import N_, _, language
from accession_cli.scheme.district import BY_SCHEME
from accession_cli.scheme.registry import WORDS as STATUSES
from accession_cli.words.fields import ROUTES, TERMS, field_words
from accession_cli.words.layout import Page, harmless, json_text, visible, wrap

if TYPE_CHECKING:
    from accession_cli.registry.profiles import Example


_ARTICLE: Final = re.compile(r"(?<![㐀-鿿])(?P<law>[㐀-鿿]+) (?P<number>[0-9]+)")


def scheme_words(printed: str) -> str:
    """The clause that the scheme itself numbers *printed*; "" when nobody has confirmed how."""
    return _("scheme {number}").format(number=printed) if printed else _("scheme")


def clause_words(clause: str, printed: str = "") -> str:
    """*clause* as people read it; other texts, also the empty one, stay as they are."""
    if clause == "format":
        return _("format")
    if clause.startswith(BY_SCHEME):
        return scheme_words(printed)
    found = _ARTICLE.fullmatch(clause)
    if found:
        return _("《{law}》 art. {number}").format(law=found["law"], number=found["number"])
    return clause


WORDS: Final = {
    Severity.ERROR: N_("error"),
    Severity.WARNING: N_("warning"),
    Severity.HINT: N_("hint"),
}
_COLOURS: Final = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.HINT: "36"}
_INDENT: Final = "    "
#: What may be the key of a field in a sentence; not a part of a name, and not in a command.
_KEY: Final = re.compile(
    r"(?<![\w.=“\"/-])(?<!--set )[a-z][a-z_]*(?:\[[0-9]+\])?"
    r"(?:\.[a-z][a-z_]*(?:\[[0-9]+\])?)*(?![\w.=/-])",
    re.ASCII,
)


def text(report: Report, paper: Page) -> str:
    """The findings grouped by file, then their number, then the next step."""
    shown = [f for f in report.findings if not (paper.brief and f.severity is Severity.HINT)]
    lines = finding_lines(shown, paper)
    lines.extend(wrap(counted(report), paper.columns))
    if len(shown) < len(report.findings):
        lines.extend(wrap(_("Hints are shown with --hints."), paper.columns))
    lines.extend(wrap(_next(report), paper.columns, first="→ ", rest="  "))
    return harmless("\n".join(lines))


def finding_lines(findings: Iterable[Finding], paper: Page) -> list[str]:
    """The findings in their order, with an empty line after those of each file."""
    lines: list[str] = []
    for _path, group in groupby(findings, key=lambda found: found.place.path):
        for finding in group:
            lines.extend(_finding(finding, paper))
        lines.append("")
    return lines


def counted(report: Report) -> str:
    """How many files were checked, and how many findings of each severity there are."""
    summary = report.summary
    return _(
        "Files checked: {checked}. Errors: {errors}. Warnings: {warnings}. Hints: {hints}."
    ).format(
        checked=report.checked,
        errors=summary[Severity.ERROR],
        warnings=summary[Severity.WARNING],
        hints=summary[Severity.HINT],
    )


def _finding(finding: Finding, paper: Page) -> Iterator[str]:
    severity = _styled(_(WORDS[finding.severity]), _COLOURS[finding.severity], paper)
    rests = f"  {clause_words(finding.clause, finding.printed)}" if finding.clause else ""
    place = visible(_where(finding))
    where = _styled(place, "1", paper) + "  " if place else ""
    yield f"{where}{severity} {finding.code}{rests}"
    facts = _in_words(finding)
    message, remedy = _(finding.says).format(**facts), _(finding.hint).format(**facts)
    for said, mark in ((message, ""), (remedy, "→ ")):
        paragraph = with_titles(said, finding.key) if finding.place.typed else said
        if paragraph:
            first, rest = _INDENT + mark, _INDENT + " " * len(mark)
            yield from wrap(visible(paragraph), paper.columns, first=first, rest=rest)


def _where(finding: Finding) -> str:
    """The place in a file; of what was typed the name of the field, and where it was typed."""
    key = finding.key.removeprefix("task.")
    if not (finding.place.typed and key):
        return str(finding.place)
    return _("{field} ({place})").format(field=field_words(key), place=finding.place)


def with_titles(sentence: str, key: str = "") -> str:
    """*sentence* with the name of each field of a task in place of its key; it is about *key*.

    What was typed has no keys; in English a field is called by its key. Keys in a command stay.
    """
    if language() == "en":
        return sentence
    key = key.removeprefix("task.")
    last = key.rpartition(".")[2]

    def titled(found: "re.Match[str]") -> str:
        named = key if found[0] == last else found[0]
        words = field_words(named)
        return found[0] if words == named else f"“{words}”"

    return _KEY.sub(titled, sentence)


#: Facts whose values are a record's own words, and what people call those.
_NAMED: Final = {"status": STATUSES, "decided": STATUSES, "expected": TERMS, "route": ROUTES}


def _in_words(finding: Finding) -> dict[str, object]:
    """The facts of *finding* as people call them; a record's own word stands behind in brackets.

    Somebody who mends the file needs that word.
    """
    facts = dict(finding.facts)
    if language() == "en":
        return facts
    for name, value in finding.facts.items():
        known = _NAMED.get(name, {}).get(str(value))
        if known:
            facts[name] = _("{word} ({value})").format(word=_(known), value=value)
        elif name == "field":
            facts[name] = field_words(str(value), _kind(finding.place.path))
    return facts


def _kind(path: str) -> str:
    """The kind of the file at *path*, by its name or its folder."""
    if path.endswith("scheme.yaml"):
        return "scheme"
    folders = {"applications": "application", "complaints": "complaint"}
    return next((kind for part, kind in folders.items() if part in path.split("/")), "task")


def _next(report: Report) -> str:
    summary = report.summary
    if summary[Severity.ERROR]:
        return _("Mend the errors, then run accession validate again.")
    if summary[Severity.WARNING]:
        return _("Nothing must be mended; look at the warnings.")
    if summary[Severity.HINT]:
        return _("Nothing must be mended; the hints may help.")
    return _("Nothing needs mending.")


def _styled(written: str, style: str, paper: Page) -> str:
    return f"\x1b[{style}m{written}\x1b[0m" if paper.colour else written


_COMMANDS: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.HINT: "notice",
}
_IN_TEXT: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def github(report: Report, _paper: Page) -> str:
    """One command for each finding, then a line for people that is not a command."""
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


VERSION: Final = 1


def json(report: Report, _paper: Page) -> str:
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
        **({"commit": finding.place.commit} if finding.place.commit else {}),
        "key": finding.key,
        "message": finding.message,
        "facts": safe(finding.facts),
    }


def safe(value: object) -> Any:
    """*value* as JSON can hold it: dates, amounts and ids become text, sets become sorted lists."""
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


_SUITE: Final = "accession validate"


def junit(report: Report, _paper: Page) -> str:
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
    """*findings* as people read them, each with its place and its remedy."""
    lines = "\n".join(finding_lines(findings, Page())).strip("\n")
    return escape(harmless(lines))


def _attribute(text: str) -> str:
    return escape(visible(text))


def fingerprints(report: Report) -> tuple[str, ...]:
    """One fingerprint for each finding, in order: 64 hexadecimal digits, no two alike.

    It is made from the code, the file and the key. Lines, the language, and facts that change with
    the day are left out. Findings that agree in all three are numbered.
    """
    before: Counter[tuple[str, str, str]] = Counter()
    made = []
    for finding in report.findings:
        same = (finding.code, finding.place.path, finding.key)
        made.append(
            sha256(
                "\0".join((*same, str(before[same]))).encode(errors="backslashreplace")
            ).hexdigest()
        )
        before[same] += 1
    return tuple(made)


_SEVERITIES: Final = {
    Severity.ERROR: "blocker",
    Severity.WARNING: "major",
    Severity.HINT: "info",
}


def gitlab(report: Report, _paper: Page) -> str:
    """One JSON list, which is empty when nothing was found."""
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
#: Braces are doubled (SARIF 3.11.5); ``](`` would turn a record's text into a link (3.11.6).
_PLAIN: Final = (("](", "]\\u{28}"), ("{", "{{"), ("}", "}}"))


def sarif(report: Report, _paper: Page) -> str:
    """One SARIF log with one run; it lists only the rules that have a finding."""
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


def _rule(card: Code) -> dict[str, Any]:
    """A rule as SARIF lists it: what it demands, what it reports, and the remedy."""
    about, says, hint = (without_facts(_(each)) for each in (card.demands, card.says, card.hint))
    return {
        "id": card.code,
        "shortDescription": _message(about),
        "fullDescription": _message(says),
        "help": _message(hint or says),
        "defaultConfiguration": {"level": _LEVELS[card.severity]},
        "properties": {"clause": card.clause, "tags": [card.code[0]]},
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
        "properties": {"key": finding.key, "clause": finding.clause},
    }


def _message(*sentences: str) -> dict[str, str]:
    """*sentences* as plain text without links, placeholders or control characters."""
    text = "\n".join(visible(sentence) for sentence in sentences if sentence)
    for character, written in _PLAIN:
        text = text.replace(character, written)
    return {"text": text}


FORMATS: Final[Mapping[str, Callable[[Report, Page], str]]] = {
    "text": text,
    "json": json,
    "github": github,
    "gitlab": gitlab,
    "sarif": sarif,
    "junit": junit,
}


def rule_json(card: Code, examples: Iterable["Example"]) -> dict[str, Any]:
    """A rule, with what breaks it and what keeps it, for programs."""
    return {
        "code": card.code,
        "clause": card.clause,
        "severity": card.severity.value,
        "about": _(card.demands),
        "says": without_facts(_(card.says)),
        "mend": without_facts(_(card.hint)),
        "ages": card.ages,
        "examples": [
            {"file": one.file, "bad": list(one.bad), "good": list(one.good)} for one in examples
        ],
    }
