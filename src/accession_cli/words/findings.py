"""Write findings for people at a terminal: grouped by file, each with its remedy.

``clause_words`` says what a finding rests on: ``scheme 三、（二）3``, ``民法典 201``, ``format``.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from accession_cli.finding import Finding, Report, Severity
from accession_cli.i18n import N_, _, language
from accession_cli.scheme.district import BY_SCHEME
from accession_cli.scheme.ids import WORDS as STATUSES
from accession_cli.words.fields import ROUTES, TERMS, field_words
from accession_cli.words.layout import Page, harmless, visible, wrap

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
    where = _styled(visible(_where(finding)), "1", paper) + "  " if finding.place.path else ""
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
