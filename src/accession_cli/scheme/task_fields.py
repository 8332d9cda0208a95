"""Write a task's field as the text that a correction holds, and read that text back.

A plain field is written as its bare text. A list of names is written whole: ``community、grid``.
An entry of a list, or a group, that was put in or taken out is written by its fields, each on a
line of its own: ``law: 社会救助暂行办法``; a line that continues the one before it is indented by
two spaces.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from accession_cli.scheme.fields import FIELDS, Kind
from accession_cli.scheme.registry import RecordId
from accession_cli.scheme.task import (
    Basis,
    Channel,
    Decision,
    DocumentBasis,
    LawBasis,
    Mechanism,
    Per,
    Result,
    Section,
    StoredFile,
    Term,
    Via,
    WithheldBasis,
)

Read: TypeAlias = Callable[[str | None], object]
KeyPath: TypeAlias = tuple[str | int, ...]

_BETWEEN: Final = "、"
_ALL: Final = "all"
_KEY: Final = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_CODE: Final = re.compile(r"[0-9]{9}(?:[0-9]{3})?", re.ASCII)


def any_entry(field: str) -> str:
    """*field* without the numbers of list entries: ``basis[].law`` for ``basis[0].law``."""
    return re.sub(r"\[[0-9]+\]", "[]", field)


def leaves(record: object) -> dict[KeyPath, str]:
    """Every field of a record that holds something, as text, by its key path."""
    return dict(_leaves((), record))


def told(field: str, value: object) -> str | None:
    """The text of *value* in a correction of *field*; ``None`` when the field holds nothing."""
    if value is None:
        return _ALL if field.startswith("scope.") else None
    if isinstance(value, tuple):
        return _BETWEEN.join(map(_text, value)) or None
    if not _has_fields(value):
        return _text(value)
    return "\n".join(
        f"{'.'.join(map(str, key))}: " + text.replace("\n", "\n  ")
        for key, text in leaves(value).items()
    )


def _leaves(path: KeyPath, value: Any) -> Iterator[tuple[KeyPath, str]]:
    if _has_fields(value):
        for field in fields(value):
            yield from _leaves((*path, field.name.rstrip("_")), getattr(value, field.name))
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves((*path, name), inner)
    elif isinstance(value, tuple):
        for at, inner in enumerate(value):
            yield from _leaves((*path, at), inner)
    elif value is not None:
        yield path, _text(value)


def _has_fields(value: object) -> bool:
    return is_dataclass(value) and not isinstance(value, (type, RecordId))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, Enum):
        return str(value.value)
    return value.isoformat() if isinstance(value, date) else str(value).strip()


def _some(old: str | None) -> str:
    if old is None:
        raise ValueError(old)
    return old


def _day(old: str | None) -> date:
    return date.fromisoformat(_some(old))


def _amount(old: str | None) -> Decimal:
    try:
        return Decimal(_some(old))
    except InvalidOperation as refusal:
        raise ValueError(old) from refusal


def _or_none(read: Callable[[str], object]) -> Read:
    """*read* for a field that may hold nothing."""
    return lambda old: None if old is None else read(old)


def _of(kind: Callable[[str], object]) -> Read:
    """A reader for values of an enumeration."""
    return lambda old: kind(_some(old))


def _names(old: str | None) -> tuple[str, ...]:
    return _listed(old, _KEY)


def _channels(old: str | None) -> tuple[Channel, ...]:
    return tuple(Channel(name) for name in _listed(old, _KEY))


def _codes(old: str | None) -> tuple[str, ...] | None:
    return None if old == _ALL else _listed(_some(old), _CODE)


def _listed(old: str | None, form: re.Pattern[str]) -> tuple[str, ...]:
    names = tuple(old.split(_BETWEEN)) if old else ()
    if not all(map(form.fullmatch, names)):
        raise ValueError(old)
    return names


def _group(old: str | None) -> dict[str, str]:
    """The fields of an entry by their names; ``ValueError`` when *old* is no such text."""
    found: dict[str, str] = {}
    for line in re.split(r"\n(?!  )", _some(old)):
        name, separator, text = line.partition(": ")
        if not separator:
            raise ValueError(old)
        found[name] = text.replace("\n  ", "\n")
    return found


def _made(kind: Callable[..., Any], found: Mapping[str, object], *absent: str) -> Any:
    """A value of *kind* from its fields; only those in *absent* may be missing.

    ``ValueError`` when a field is missing or unknown.
    """
    try:
        return kind(**{**dict.fromkeys(absent), **found})
    except TypeError as wrong:
        raise ValueError(found) from wrong


def _basis(old: str | None) -> Basis:
    return _basis_of(_group(old))


def _basis_of(found: dict[str, str]) -> Basis:
    day = {"date": date.fromisoformat(found["date"])} if "date" in found else {}
    parts: dict[str, object] = {**found, **day}
    made: Basis
    if "law" in found:
        made = _made(LawBasis, parts, "version", "article")
    elif "document" in found:
        made = _made(DocumentBasis, parts, "number", "date", "clause", "attachment")
    else:
        made = _made(WithheldBasis, parts)
    return made


def _decision(old: str | None) -> Decision:
    found = _group(old)
    parts = {**found, "date": date.fromisoformat(found["date"]), "result": Result(found["result"])}
    made: Decision = _made(Decision, parts, "opinion")
    return made


def _section(old: str | None) -> Section:
    made: Section = _made(Section, _group(old))
    return made


def _mechanism(old: str | None) -> Mechanism | None:
    if old is None:
        return None
    found = _group(old)
    within = {name.removeprefix("basis."): text for name, text in found.items() if name != "what"}
    return Mechanism(what=found["what"], basis=_basis_of(within))


def _file(old: str | None) -> StoredFile | None:
    made: StoredFile | None = None if old is None else _made(StoredFile, _group(old))
    return made


#: The reader for a plain field's text, by the field's kind.
_OF_KIND: Final[Mapping[Kind, Read]] = {
    **dict.fromkeys((Kind.LINE, Kind.TEXT, Kind.KIND, Kind.AGENCY), _some),
    Kind.TERM: _of(Term),
    Kind.PER: _of(Per),
    Kind.DAY: _day,
    Kind.YUAN: _amount,
}
_PARTS: Final = (
    "basis[].law",
    "basis[].document",
    "basis[].reviewer",
    "mechanism.what",
    "sections[].subdistrict",
    "sections[].name",
    "application.form.name",
    "application.form.sha256",
    "inherited.document",
    "inherited.number",
    "decision[].by",
    "retirement.reason",
    "retirement.material.name",
    "retirement.material.sha256",
)
_PARTS_OR_NONE: Final = (
    "basis[].version",
    "basis[].article",
    "basis[].number",
    "basis[].clause",
    "basis[].attachment",
    "inherited.entry",
    "decision[].opinion",
)
#: Fields with a single value, and such parts of lists and groups.
PLAIN: Final[Mapping[str, Read]] = MappingProxyType(
    {
        **{
            field.key: _or_none(_OF_KIND[field.kind]) if field.optional else _OF_KIND[field.kind]
            for field in FIELDS
            if field.kind in _OF_KIND
        },
        **dict.fromkeys(_PARTS, _some),
        **dict.fromkeys(_PARTS_OR_NONE, _or_none(_some)),
        "application.id": _or_none(RecordId.parse),
        "application.received": _day,
        "application.via": _of(Via),
        "inherited.date": _day,
        "decision[].date": _day,
        "decision[].result": _of(Result),
        "basis[].date": _or_none(_day),
        "retirement.applied": _day,
        "retirement.effective": _day,
    }
)
#: Lists and groups that are written as a whole.
WHOLE: Final[Mapping[str, Read]] = MappingProxyType(
    {
        "channels": _channels,
        "co_agencies": _names,
        "scope.subdistricts": _codes,
        "scope.communities": _codes,
        "mechanism": _mechanism,
        "application.form": _file,
    }
)
#: Entries of lists, each written as a whole.
ENTRIES: Final[Mapping[str, Read]] = MappingProxyType(
    {
        "basis[]": _basis,
        "decision[]": _decision,
        "sections[]": _section,
        **{f"{field.key}[]": _some for field in FIELDS if field.kind is Kind.LINES},
    }
)
