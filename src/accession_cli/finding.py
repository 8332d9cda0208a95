"""A finding says what a check found: facts and a place first, the sentence last.

The sentence is made when it is shown, in the reader's language; programs read the facts.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Self, TypeAlias

from accession_cli.i18n import _

KeyPath: TypeAlias = tuple[str | int, ...]


class Severity(StrEnum):
    """An error makes ``validate`` fail; a warning does under ``--strict``; a hint never does."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file: path below the registry's repository, line and column from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found. ``says`` and ``hint`` are source sentences with ``{fields}`` for facts.

    ``key`` is the key path as people write it, for example ``basis[0].law``; "" is the file.
    ``clause`` is "" or what the finding rests on, for example ``scheme 3.2.3``.
    """

    code: str
    clause: str
    severity: Severity
    says: str
    hint: str
    place: Place
    key: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """What is wrong, in the reader's language."""
        return _(self.says).format(**self.facts)

    @property
    def remedy(self) -> str:
        """How to mend it, in the reader's language; "" when there is nothing to add."""
        return _(self.hint).format(**self.facts)


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding, whatever looks for it; the sentences are sources with ``{fields}``.

    A code never changes its meaning. ``about`` is what a rule of the scheme demands, "" for the
    form of files; ``ages`` marks what time alone brings about.
    """

    code: str
    says: str
    hint: str
    clause: str = "format"
    severity: Severity = Severity.ERROR
    about: str = ""
    ages: bool = False

    @property
    def demands(self) -> str:
        """What is demanded; for the form of files only that what it says be absent."""
        return self.about or self.says

    def at(self, place: Place, key: KeyPath = (), /, **facts: object) -> Finding:
        """The finding of this kind at *place*."""
        return Finding(
            code=self.code,
            clause=self.clause,
            severity=self.severity,
            says=self.says,
            hint=self.hint,
            place=place,
            key=key_text(key),
            facts=facts,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a check of ``files`` of the registry at ``registry`` came to, as on a day.

    ``findings`` are sorted by place, then by code; ``rules`` are all that could have been broken.
    Made with ``Report.of``.
    """

    findings: tuple[Finding, ...]
    registry: str
    as_of: date
    files: tuple[str, ...]
    rules: tuple[Code, ...]

    @classmethod
    def of(
        cls,
        findings: Iterable[Finding],
        *,
        registry: str,
        as_of: date,
        files: Iterable[str],
        rules: Iterable[Code],
    ) -> Self:
        """The report on *findings*, whatever their order."""
        ordered = sorted(findings, key=lambda found: (found.place, found.code, found.key))
        return cls(
            findings=tuple(ordered),
            registry=registry,
            as_of=as_of,
            files=tuple(files),
            rules=tuple(rules),
        )

    @property
    def checked(self) -> int:
        """How many files were checked."""
        return len(self.files)

    @property
    def summary(self) -> Mapping[Severity, int]:
        """How many findings there are of each severity; every severity is there."""
        severities = [found.severity for found in self.findings]
        return {severity: severities.count(severity) for severity in Severity}


def key_text(path: KeyPath) -> str:
    """A key path as people write it: ``("basis", 0, "law")`` is ``basis[0].law``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def without_facts(sentence: str) -> str:
    """*sentence* with an ellipsis in the place of each ``{field}``, as rules are listed."""
    open_ = re.sub(r"(?<!\{)\{[^{}]*\}(?!\})", "…", sentence)
    return open_.replace("{{", "{").replace("}}", "}")


def key_path(text: str) -> KeyPath:
    """The key path that is written ``basis[0].law``; the reverse of ``key_text``."""
    parts = text.replace("[", ".").replace("]", "").split(".")
    return tuple(
        int(part) if part.isascii() and part.isdecimal() else part for part in parts if part
    )
