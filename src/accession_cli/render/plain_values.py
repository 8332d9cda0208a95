"""Values of the model as JSON has them."""

from collections.abc import Hashable
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache, singledispatch

from accession_cli.scheme.ids import RecordId
from accession_cli.scheme.task import StoredFile, WithheldBasis


@singledispatch
def plain(value: object) -> object:
    """Any value of the model as JSON has it: by field name, days in ISO 8601, money as text.

    The person who reviewed a withheld basis and the names of stored files are not published.
    """
    if not is_dataclass(value) or isinstance(value, type):
        raise TypeError(type(value))
    return {key: plain(getattr(value, name)) for name, key in _keys(type(value))}


@plain.register(type(None))
@plain.register(str)
@plain.register(int)
def _(value: object) -> object:
    return value


@plain.register
def _(value: Enum) -> object:
    return value.value


@plain.register(date)
@plain.register(Decimal)
@plain.register(RecordId)
def _(value: object) -> object:
    return str(value)


@plain.register
def _(value: tuple) -> object:  # type: ignore[type-arg] # dispatch takes the bare class
    return [plain(inner) for inner in value]


@plain.register
def _(value: StoredFile) -> object:
    return {"sha256": value.sha256}


@plain.register
def _(value: WithheldBasis) -> object:
    return {"withheld": True, "date": str(value.date)}


@cache
def _keys(kind: Hashable) -> tuple[tuple[str, str], ...]:
    """Attribute and key of a dataclass: the names of the record, so ``class_`` is ``class``."""
    names = getattr(kind, "__dataclass_fields__", {})
    return tuple((name, name.rstrip("_")) for name in names)
