"""Turn values into the data that a record's YAML holds, and back, by the fields of their classes.

A value is a frozen dataclass; its annotations say how each field is written: a day as text, money
as text with two decimals, a record's number as text, an enumeration by its value, a tuple as a
list. ``class_`` is ``class`` in the record. The data have passed their schema, so nothing is
checked again. ``schema`` gives that schema, ``newest`` the version in which records are written.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache, lru_cache
from operator import attrgetter
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Final, Generic, TypeVar, get_args, get_origin

from accession_cli import packaged
from accession_cli.scheme.ids import RecordId

T = TypeVar("T")

_CENTS: Final = Decimal("0.01")
#: Thousands of records name the same few days, so each is made once and shared.
day_from = lru_cache(maxsize=16_384)(date.fromisoformat)


@cache
def schema(kind: str, version: int | None = None) -> dict[str, Any]:
    """The schema for files of *kind*: the newest, or the one of an older *version*."""
    import json  # a start for help needs none

    file = f"{kind}.schema.json" if version is None else f"old/{kind}.{version}.schema.json"
    loaded: dict[str, Any] = json.loads(packaged.text("schemas", file))
    return loaded


def title_of(kind: str, key: Iterable[str | int]) -> str | None:
    """The Chinese title of the field *key* in the schema for files of *kind*; None if it has none.

    Where a value may have one of several forms, the first form that has the field gives its title.
    """
    whole = schema(kind)
    nodes: list[Mapping[str, Any]] = [whole]
    for part in key:
        inner = [_below(node, part) for node in nodes]
        nodes = [form for node in inner if node for form in _forms(node, whole)]
    return next((node["title"] for node in nodes if "title" in node), None)


def _below(node: Mapping[str, Any], part: str | int) -> Mapping[str, Any] | None:
    below = node.get("items") if isinstance(part, int) else node.get("properties", {}).get(part)
    found: Mapping[str, Any] | None = below
    return found


def _forms(node: Mapping[str, Any], whole: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """*node*, what it refers to in the schema *whole*, and the forms that it may have."""
    yield node
    if "$ref" in node:
        yield from _forms(whole["$defs"][node["$ref"].removeprefix("#/$defs/")], whole)
    for form in (*node.get("oneOf", ()), *node.get("anyOf", ())):
        yield from _forms(form, whole)


@cache
def newest(kind: str) -> int:
    """The version in which files of *kind* are written now."""
    version: int = schema(kind)["$defs"]["schema"]["const"]
    return version


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """The two functions that read and write values of one kind."""

    load: Callable[[Any], T]
    dump: Callable[[T], Any]


Forms = Mapping[Any, Form[Any]]


def amount_data(amount: Decimal) -> str:
    """An amount of yuan as records write it, with two decimals."""
    return f"{amount.quantize(_CENTS):f}"


_OF_VALUES: Final[Forms] = {
    date: Form(day_from, date.isoformat),
    Decimal: Form(Decimal, amount_data),
    RecordId: Form(RecordId.parse, str),
}


def form_of(kind: type[T], own: Forms = MappingProxyType({})) -> Form[T]:
    """The form of the dataclass *kind*; *own* has forms of kinds that are written differently."""
    return _of_class(kind, {**_OF_VALUES, **own})


def _form(kind: Any, known: Forms) -> Form[Any] | None:
    """The form of *kind*; ``None`` when its values are written as they are."""
    if kind in known:
        return known[kind]
    if isinstance(kind, UnionType):  # with None, which is written as it is
        (kind,) = (one for one in get_args(kind) if one is not NoneType)
        return _form(kind, known)
    if get_origin(kind) is tuple:
        return _of_list(_form(get_args(kind)[0], known))
    if get_origin(kind) is Mapping:
        return _of_mapping(*(_form(one, known) for one in get_args(kind)))
    if issubclass(kind, Enum):
        return Form(kind._value2member_map_.__getitem__, attrgetter("value"))
    return _of_class(kind, known) if is_dataclass(kind) else None


def _of_list(form: Form[Any] | None) -> Form[Any]:
    if form is None:
        return Form(tuple, list)
    load, dump = form.load, form.dump
    return Form(lambda data: tuple(map(load, data)), lambda value: list(map(dump, value)))


def _of_mapping(key: Form[Any] | None, value: Form[Any] | None) -> Form[Any]:
    if key is None and value is None:
        return Form(dict, dict)
    of_key, of_value = key or Form(_itself, _itself), value or Form(_itself, _itself)
    return Form(
        lambda data: {of_key.load(name): of_value.load(one) for name, one in data.items()},
        lambda made: {of_key.dump(name): of_value.dump(one) for name, one in made.items()},
    )


def _itself(value: T) -> T:
    return value


def _of_class(kind: Any, known: Forms) -> Form[Any]:
    names = [(one.name, one.name.rstrip("_"), _form(one.type, known)) for one in fields(kind)]
    as_it_is = [(name, key) for name, key, form in names if form is None]
    read = [(name, key, form.load) for name, key, form in names if form]
    written = [(name, key, form.dump if form else None) for name, key, form in names]

    def load(data: Mapping[str, Any]) -> Any:
        values = {name: data[key] for name, key in as_it_is}
        for name, key, make in read:
            one = data[key]
            values[name] = None if one is None else make(one)
        return kind(**values)

    def dump(value: Any) -> dict[str, Any]:
        data = {}
        for name, key, make in written:
            one = getattr(value, name)
            data[key] = one if one is None or make is None else make(one)
        return data

    return Form(load, dump)
