"""A correction as the directory prints it: names in the place of keys, citations as citations."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from accession_cli.papers import chinese
from accession_cli.papers.chinese import Names, names
from accession_cli.scheme.registry import Registry
from accession_cli.scheme.task import Correction
from accession_cli.scheme.task_fields import ENTRIES, WHOLE, Read, any_entry

Write = Callable[[Any, Names], str]


def with_names(registry: Registry, made: Correction) -> Correction:
    """*made* with both sides written out; a text that cannot be read stays as it is."""
    field, known = any_entry(made.field), names(registry)
    old, new = (_written(field, text, known) for text in (made.old, made.new))
    return replace(made, old=old, new=new)


def _written(field: str, text: str | None, known: Names) -> str | None:
    if text is None:
        return None
    if field in _KEYS:
        return known[_KEYS[field]](text)
    read: Read | None = WHOLE.get(field) or ENTRIES.get(field)
    if read is None or field not in _WRITTEN:
        return text
    try:
        return _WRITTEN[field](read(text), known)
    except (KeyError, ValueError):
        return text


def _places(codes: tuple[str, ...] | None, known: Names) -> str:
    return "全部" if codes is None else "、".join(map(known["place"], codes))


_KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {"agency": "agency", "sections[].subdistrict": "place", "decision[].by": "body"}
)
_WRITTEN: Final[Mapping[str, Write]] = MappingProxyType(
    {
        "channels": lambda value, known: "、".join(map(known["channel"], value)),
        "co_agencies": lambda value, known: "、".join(map(known["agency"], value)),
        "scope.subdistricts": _places,
        "scope.communities": _places,
        "mechanism": lambda value, _: f"{value.what}，依据{chinese.basis(value.basis)}",
        "basis[]": lambda value, _: chinese.basis(value),
        "sections[]": lambda value, known: known["place"](value.subdistrict) + value.name,
        "decision[]": lambda value, known: f"{known['body'](value.by)}，{chinese.day(value.date)}",
    }
)
