"""Check values against the JSON Schema of their kind, and say in our own words what is wrong.

A file that says ``schema: n`` is checked by ``old/<kind>.<n>.schema.json`` when n is older than the
newest version. A compiled validator answers yes or no for every file. Only after a no does the
slower validator look for the faults; its own English sentences are never shown.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from accession_cli.finding import Finding, KeyPath, Place, key_text
from accession_cli.registry.codes import (
    EMPTY_TEXT,
    KEY_MISSING,
    NEEDS_VALUE,
    OTHER_FORMAT,
    TOO_FEW,
    UNFIT,
)
from accession_cli.scheme.record_data import newest, schema

if TYPE_CHECKING:
    from accession_cli.registry.schema_faults import Explainer, SchemaFault


KeyOrder: TypeAlias = Mapping[str, "KeyOrder"]

ANY_KEY: Final = "*"

_VERSION: Final = re.compile(rb"^schema: ([1-9][0-9]{0,8})$", re.MULTILINE)
_HEAD: Final = 1_000  # the version is the first key; only comments come before it

_ABSENT: Final = frozenset({KEY_MISSING, NEEDS_VALUE, EMPTY_TEXT, TOO_FEW})


class FileKind(StrEnum):
    """The kinds of files that have a schema: ``schemas/<kind>.schema.json``."""

    TASK = "task"
    APPLICATION = "application"
    EVALUATION = "evaluation"
    COMPLAINT = "complaint"
    SCHEME = "scheme"
    AGENCIES = "agencies"
    SUBDISTRICTS = "subdistricts"
    STATUTES = "statutes"
    VOCABULARY = "vocabulary"
    KEYS = "keys"
    CALENDAR = "calendar"
    AMENDMENTS = "amendments"
    MAPPING = "mapping"
    EDITION = "edition_file"
    PUBLICATION = "publication"
    DISTRICTS = "districts"
    CATALOGUE = "catalogue"
    SAMENESS = "sameness"


#: What a centre keeps that collects many districts; no registry holds it.
AT_THE_CENTRE: Final = frozenset({FileKind.DISTRICTS, FileKind.CATALOGUE, FileKind.SAMENESS})


def check_schema(
    kind: FileKind, value: Mapping[str, Any], place: Callable[[KeyPath], Place]
) -> tuple[Finding, ...]:
    """The faults of *value* by the schema of its *kind*, in the order of the file; () when sound.

    *place* gives the place of a key path in the file. For a missing key it is called with the group
    of keys that lacks it.
    """
    version = older(kind, value)
    if _is_sound(kind, version, value):
        return ()
    from accession_cli.registry.schema_faults import SchemaFault  # loads jsonschema: when needed

    if _is_newer(kind, value):
        facts = {"value": value["schema"], "allowed": newest(kind)}
        # this program cannot judge the rest of it
        found = [SchemaFault(path=("schema",), code=OTHER_FORMAT, facts=facts)]
    else:
        found = _explainer(kind, version)(value) or [SchemaFault(path=(), code=UNFIT)]
    return tuple(sorted((_finding(kind, fault, place) for fault in found), key=_by_place))


def older(kind: FileKind, value: Mapping[str, Any]) -> int | None:
    """The version that *value* states, if it is older than the newest; else None."""
    stated = value.get("schema")
    return stated if type(stated) is int and 0 < stated < newest(kind) else None


def order_in(kind: FileKind, data: bytes) -> KeyOrder:
    """The order of keys for *data*, the bytes of a file of *kind*, by the version it states."""
    if newest(kind) == 1:
        return key_order(kind)
    named = _VERSION.search(data, 0, _HEAD)
    return key_order(kind, older(kind, {"schema": int(named[1])}) if named else None)


@cache
def key_order(kind: FileKind, version: int | None = None) -> KeyOrder:
    """The canonical order of keys, nested as in the file; *version* None is the newest.

    Lists add no level: the order under ``basis`` is the order within each entry. The key ``*``
    stands for keys that people choose themselves, as in ``agencies``; those keep their order.
    """
    whole = schema(kind, version)
    return _order(whole, whole["$defs"])


def _order(part: Mapping[str, Any], defs: Mapping[str, Any]) -> KeyOrder:
    if "$ref" in part:
        return _order(defs[part["$ref"].removeprefix("#/$defs/")], defs)
    if "items" in part:
        return _order(part["items"], defs)
    if "oneOf" in part:
        return _merged([_order(form, defs) for form in part["oneOf"]])
    if "additionalProperties" in part:
        return {ANY_KEY: _order(part["additionalProperties"], defs)}
    return {key: _order(below, defs) for key, below in part.get("properties", {}).items()}


def _merged(orders: Sequence[KeyOrder]) -> KeyOrder:
    """One order for all of *orders*; a new key goes before the known key that follows it."""
    keys: list[str] = []
    for order in orders:
        at = len(keys)
        for key in reversed(list(order)):
            if key in keys:
                at = keys.index(key)
            else:
                keys.insert(at, key)
    return {key: next(order[key] for order in orders if key in order) for key in keys}


@cache
def _compiled(kind: FileKind, version: int | None) -> Callable[[Any], bool]:
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(schema(kind, version), validate_formats=True).is_valid


@cache
def _explainer(kind: FileKind, version: int | None) -> "Explainer":
    from accession_cli.registry.schema_faults import Explainer

    return Explainer(schema(kind, version))


def _is_sound(kind: FileKind, version: int | None, value: Mapping[str, Any]) -> bool:
    try:
        return _compiled(kind, version)(value)
    except UnicodeEncodeError:  # an escape for half of a surrogate pair
        return False


def _is_newer(kind: FileKind, value: Mapping[str, Any]) -> bool:
    stated = value.get("schema")
    return type(stated) is int and stated > newest(kind)


def _finding(kind: FileKind, fault: "SchemaFault", place: Callable[[KeyPath], Place]) -> Finding:
    code = fault.code
    clause = code.clause
    if code in _ABSENT:
        clause = _clause_of(_topic(kind, fault.path)) or clause
    at = place(fault.path[:-1] if code is KEY_MISSING else fault.path)
    facts = {"name": _name(fault.path), "kind": kind.value, **fault.facts}
    return replace(code, clause=clause).at(at, fault.path, **facts)


def _topic(kind: FileKind, path: KeyPath) -> str:
    """The top key of a task's record in *path*, also inside an application; "" for other kinds."""
    if kind is FileKind.APPLICATION and path[:1] == ("task",):
        path = path[1:]
    elif kind is not FileKind.TASK:
        return ""
    return str(path[0]) if path else ""


def _clause_of(topic: str) -> str:
    """The clause that demands a top key of a task's record; "" when none does."""
    from accession_cli.scheme.fields import FIELDS

    clauses = (field.clause for field in FIELDS if field.top == topic)
    return next((f"scheme {clause}" for clause in clauses if clause), "")


def _name(path: KeyPath) -> str:
    """The last key of a path, with its index in a list: ``channels[0]``."""
    start = max((at for at, part in enumerate(path) if isinstance(part, str)), default=0)
    return key_text(path[start:])


def _by_place(finding: Finding) -> tuple[Place, str, str]:
    return finding.place, finding.code, finding.key
