"""Put law versions that were handed in into the table of ``statutes.yaml``.

What is empty there is filled in, what is missing is added, and what is there is never changed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from accession_cli.i18n import N_, _
from accession_cli.store import schema_check
from accession_cli.store.schema_check import Kind
from accession_cli.store.statute_files import Version
from accession_cli.yamlfile import editor

_SINGLE: Final = ("effective_from", "repealed_on", "replaced_by", "note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """What was handed in says one thing of a law version, and what is known says another."""

    law: str
    version: str
    key: str
    known: str
    given: str
    line: int

    @property
    def message(self) -> str:
        """Where it stands, of which law, and both values, in the reader's language."""
        said = _(_SAYS)
        return said.format(
            line=self.line,
            law=self.law,
            version=self.version,
            key=self.key,
            given=self.given,
            known=self.known,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The whole table, and the versions (law, version) that are new in it or say more now.

    ``lines`` tells for these on which line they were handed in.
    """

    table: tuple[Mapping[str, Any], ...]
    new: tuple[tuple[str, str], ...]
    completed: tuple[tuple[str, str], ...]
    contradictions: tuple[Contradiction, ...]
    lines: Mapping[tuple[str, str], int]


_SAYS: Final = N_(
    "Line {line}, {law} ({version}): {key} is {given}, but what is known already is {known}."
)


def merged(known: Sequence[Mapping[str, Any]], given: Iterable[Version]) -> Merged:
    """The table *known* with the versions *given* in it, those of one law in their order."""
    table = list(known)
    new: list[tuple[str, str]] = []
    lines: dict[tuple[str, str], int] = {}
    wrong: list[Contradiction] = []
    for one in given:
        name = named(one.facts)
        at = next((at for at, there in enumerate(table) if named(there) == name), None)
        if at is None:
            table.insert(_slot(table, one.facts), one.facts)
            new.append(name)
        else:
            wrong += _contradictions(table[at], one)
            whole = _completed(table[at], one.facts)
            if whole == table[at]:
                continue
            table[at] = whole
        lines.setdefault(name, one.line)
    return Merged(
        table=tuple(table),
        new=tuple(new),
        completed=tuple(name for name in lines if name not in new),
        contradictions=tuple(wrong),
        lines=lines,
    )


def named(facts: Mapping[str, Any]) -> tuple[str, str]:
    """What a version is known by: its law and its year."""
    return facts["law"], facts["version"]


def with_table(text: str, known: Mapping[str, Any], table: Sequence[Mapping[str, Any]]) -> str:
    """The *text* of ``statutes.yaml``, which holds *known*, with another table in it."""
    new = {**known, "statutes": list(table)}
    return editor.edit(text, known, new, schema_check.key_order(Kind.STATUTES))


def _slot(table: Sequence[Mapping[str, Any]], facts: Mapping[str, Any]) -> int:
    """Where a new version goes: before the first later one of its law, else after the others."""
    same = [at for at, there in enumerate(table) if there["law"] == facts["law"]]
    later = [at for at in same if _begins(table[at]) > _begins(facts)]
    return min(later, default=same[-1] + 1 if same else len(table))


def _begins(facts: Mapping[str, Any]) -> str:
    """When a text came into force; where that is not known, the year that it is named after."""
    return str(facts["effective_from"] or facts["version"])


def _completed(there: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    filled = {key: given[key] for key in _SINGLE if there[key] is None}
    return {**there, **filled, "articles": {**given["articles"], **there["articles"]}}


def _contradictions(there: Mapping[str, Any], one: Version) -> Iterator[Contradiction]:
    facts, known = dict(_facts(one.facts)), dict(_facts(there))
    for key, given in facts.items():
        if key in known and known[key] != given:
            yield Contradiction(
                law=there["law"],
                version=there["version"],
                key=key,
                known=known[key],
                given=given,
                line=one.line,
            )


def _facts(version: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What *version* states, as text by its key; what is empty is not stated."""
    for key in _SINGLE:
        value = version[key]
        if isinstance(value, Mapping):
            yield key, f"{value['law']}（{value['version']}）"
        elif value is not None:
            yield key, value
    for article, moved in version["articles"].items():
        yield f"articles.{article}", moved
