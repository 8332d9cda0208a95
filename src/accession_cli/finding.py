"""A finding says what a check found: its facts and its place.

The sentence is made when it is shown, in the reader's language; programs read the facts.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final, Self, TypeAlias

from accession_cli.i18n import _

_NUMBERS: Final = re.compile("([0-9]+)")
KeyPath: TypeAlias = tuple[str | int, ...]


class Severity(StrEnum):
    """How bad a finding is.

    ``validate`` fails on an error, and under ``--strict`` also on a warning; it never fails on a
    hint.
    """

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file: its path from the repository's top, line and column counted from 1.

    ``typed``: it is no file but something that a person typed or a form says, under this name.
    ``commit``: the file, or "" for all of it, as that earlier commit has it.
    """

    path: str
    line: int = 1
    column: int = 1
    typed: bool = False
    commit: str = ""

    @property
    def as_read(self) -> tuple[tuple[tuple[int, str], ...], int, int]:
        """A key to sort by as people read: row 7 of a list stands before row 58."""
        parts = (
            part.lstrip("0") if part.isdecimal() else part for part in _NUMBERS.split(self.path)
        )
        return (
            tuple((len(part) * (part.isdecimal()), part) for part in parts),
            self.line,
            self.column,
        )

    def __str__(self) -> str:
        if self.typed:
            return self.path
        place = f"{self.path}:{self.line}:{self.column}" if self.path else ""
        return f"{place} @{self.commit}".lstrip() if self.commit else place


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found. ``says`` and ``hint`` are English sentences with ``{fields}`` for facts.

    ``key`` is the key path as people write it, for example ``basis[0].law``; "" means the file.
    ``clause`` is what the finding rests on, for example ``scheme 3.2.3``, or "". Programs read it;
    ``printed`` is how the district's own scheme numbers it, "" while that is not known.
    """

    code: str
    clause: str
    severity: Severity
    says: str
    hint: str
    place: Place
    key: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    printed: str = ""

    @property
    def about(self) -> tuple[str, str, str]:
        """What is found where, so that it is not told twice."""
        return self.code, self.place.path, self.key

    @property
    def message(self) -> str:
        """What is wrong, in the reader's language."""
        return _(self.says).format(**self.facts)

    @property
    def remedy(self) -> str:
        """What to do about it, in the reader's language; "" when there is nothing to add."""
        return _(self.hint).format(**self.facts)


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding. ``says`` and ``hint`` are English sentences with ``{fields}`` for facts.

    A code never changes its meaning. ``about`` is what a rule of the scheme demands, or "" for
    codes about the form of files. ``ages`` marks findings that can appear because time passed.
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
        """What the code demands: ``about``; for the form of files, ``says`` must not be true."""
        return self.about or self.says

    def at(self, place: Place, key: KeyPath = (), /, **facts: object) -> Finding:
        """A finding of this kind at *place*."""
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
    """The result of a check: the ``files`` checked, in the registry at ``registry``, as on a day.

    ``findings`` are sorted by place, then by code. ``rules`` are all rules that files can break.
    Make it with ``Report.of``.
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
        """The report on *findings*, which may come in any order."""
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
        """The number of findings by severity; every severity has an entry."""
        severities = [found.severity for found in self.findings]
        return {severity: severities.count(severity) for severity in Severity}


def key_text(path: KeyPath) -> str:
    """A key path as people write it: ``("basis", 0, "law")`` is ``basis[0].law``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def without_facts(sentence: str) -> str:
    """*sentence* with an ellipsis for each ``{field}``, as the list of rules shows it."""
    open_ = re.sub(r"(?<!\{)\{[^{}]*\}(?!\})", "…", sentence)
    return open_.replace("{{", "{").replace("}}", "}")


def key_path(text: str) -> KeyPath:
    """The key path for a text like ``basis[0].law``; the reverse of ``key_text``."""
    parts = text.replace("[", ".").replace("]", "").split(".")
    return tuple(
        int(part) if part.isascii() and part.isdecimal() else part for part in parts if part
    )


def value_at(value: Any, key: Iterable[str | int]) -> Any:
    """What stands at *key* in *value*, made of mappings and lists; None where nothing does."""
    for part in key:
        if isinstance(value, Mapping):
            value = value.get(str(part))
        elif isinstance(value, list | tuple) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            return None
    return value
