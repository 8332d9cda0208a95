"""Find how a value breaks its schema: for each key path the most telling fault."""

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice
from typing import Any, Final

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from accession_cli.finding import Code, KeyPath
from accession_cli.registry import codes

_SHOWN: Final = 40
_MOST: Final = 200  # the most faults looked at in one file; nobody mends more at a time
_OF_TYPE: Final[Mapping[str, Code]] = {
    "string": codes.NEEDS_TEXT,
    "array": codes.NEEDS_LIST,
    "object": codes.NEEDS_MAP,
    "boolean": codes.NEEDS_YES_NO,
    "integer": codes.NEEDS_NUMBER,
}
_OF_KEYWORD: Final[Mapping[str, Code]] = {
    "enum": codes.NOT_ALLOWED,
    "format": codes.NO_SUCH_DAY,
    "minLength": codes.EMPTY_TEXT,
    "maxLength": codes.TOO_LONG,
    "minItems": codes.TOO_FEW,
    "minProperties": codes.TOO_FEW,
    "maxItems": codes.TOO_MANY,
    "maxProperties": codes.TOO_MANY,
    "uniqueItems": codes.TWICE,
    "minimum": codes.OUT_OF_RANGE,
    "maximum": codes.OUT_OF_RANGE,
}
_SIZES: Final = (codes.EMPTY_TEXT, codes.TOO_LONG, codes.TOO_FEW, codes.TOO_MANY)
_CONDITIONS: Final = {**codes.CONDITIONS, **codes.OLDER_CONDITIONS}
_TELLING: Final = (  # of several faults at one place, the one listed first is reported
    "type",
    "const",
    "enum",
    "minLength",
    "maxLength",
    "pattern",
    "format",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaFault:
    """One fault at a key path; for a missing key, the path that the key would have."""

    path: KeyPath
    code: Code
    facts: Mapping[str, object] = field(default_factory=dict)
    rank: int = 0


def is_real_day(value: object) -> bool:
    """Whether a text like YYYY-MM-DD is a day of the calendar; True for values that are no text."""
    if not isinstance(value, str):
        return True
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _matches_whole(
    _validator: Validator, pattern: str, value: object, _schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    """Check ``pattern`` as the compiled validator does.

    Python's ``$`` would allow a line break at the end.
    """
    if isinstance(value, str) and not re.fullmatch(pattern, value):
        yield ValidationError("pattern")


def _validator(schema: Mapping[str, Any]) -> Validator:
    days = FormatChecker(formats=())
    days.checks("date")(is_real_day)
    strict: type[Draft202012Validator] = extend(  # type: ignore[no-untyped-call]  # no stub
        Draft202012Validator, {"pattern": _matches_whole}
    )
    return strict(dict(schema), format_checker=days)


def _shown(value: object) -> str:
    """A value as short text, as YAML would write it; groups and lists as ``{…}`` and ``[…]``."""
    match value:
        case dict():
            return "{…}"
        case list():
            return "[…]"
        case str() if len(value) > _SHOWN:
            return json.dumps(value[:_SHOWN] + "…", ensure_ascii=False)
        case _:
            return json.dumps(value, ensure_ascii=False)


class Explainer:
    """Finds the faults of values by one schema."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.schema = schema
        self.defs: Mapping[str, Any] = schema["$defs"]
        self.validator = _validator(schema)

    def __call__(self, value: Any) -> list[SchemaFault]:
        """The faults of *value*, at most one for each key path; [] when it is sound."""
        telling: dict[KeyPath, SchemaFault] = {}
        errors = self.validator.iter_errors(value)
        for fault in islice(chain.from_iterable(map(self._faults, errors)), _MOST):
            known = telling.get(fault.path)
            if known is None or fault.rank < known.rank:
                telling[fault.path] = fault
        meant = {
            (*fault.path[:-1], str(fault.facts["similar"]))
            for fault in telling.values()
            if fault.code is codes.KEY_MISSPELT
        }
        return [fault for path, fault in telling.items() if path not in meant]

    def _faults(self, error: ValidationError) -> Iterator[SchemaFault]:
        path = tuple(error.absolute_path)
        names = self._names(error)
        asked = next(filter(None, map(_CONDITIONS.get, names)), None)
        if asked is not None:
            yield SchemaFault(path=path, code=asked, rank=len(_TELLING))
        elif error.validator == "oneOf":
            yield from self._one_of(error, path)
        elif error.validator == "required":
            _, value, wanted = _parts(error)
            for key in wanted:
                if key not in value:
                    yield SchemaFault(path=(*path, key), code=codes.KEY_MISSING)
        elif error.validator == "unevaluatedProperties":
            yield from self._unknown(error, path, names)
        else:
            yield self._of_value(error, path, names)

    def _names(self, error: ValidationError) -> list[str]:
        """The names in ``$defs`` that the validator followed on its way to the error."""
        names: list[str] = []
        part: Any = self.schema
        for step in error.absolute_schema_path:
            while isinstance(part, dict) and "$ref" in part:
                names.append(part["$ref"].removeprefix("#/$defs/"))
                part = self.defs[names[-1]]
            part = part[step]
        return names

    def _one_of(self, error: ValidationError, path: KeyPath) -> Iterator[SchemaFault]:
        """The faults of a basis. A key tells which form was meant; only its faults count."""
        _, value, offered = _parts(error)
        forms = [self.defs[form["$ref"].removeprefix("#/$defs/")] for form in offered]
        marks = [form["required"][0] for form in forms]
        meant = [at for at, mark in enumerate(marks) if isinstance(value, dict) and mark in value]
        if not meant:
            yield SchemaFault(path=path, code=codes.NO_BASIS_FORM)
        elif len(meant) == 1:
            for inner in error.context or ():
                if inner.schema_path[0] == meant[0]:
                    yield from self._faults(inner)
        elif "withheld" in value:
            told = next(mark for mark in marks if mark in value and mark != "withheld")
            yield self._told(path, told)
        else:
            yield SchemaFault(path=path, code=codes.BASIS_MIXED)

    def _told(self, path: KeyPath, key: str) -> SchemaFault:
        return SchemaFault(path=(*path, key), code=codes.WITHHELD_TOLD)

    def _unknown(
        self, error: ValidationError, path: KeyPath, names: list[str]
    ) -> Iterator[SchemaFault]:
        _, value, _ = _parts(error)
        whole: Any = error.schema
        known: Mapping[str, Any] = whole["properties"]
        free = {key: part for key, part in known.items() if key not in value}
        for key in value:
            if key in known:
                continue
            if names[-1:] == ["withheld_basis"]:
                yield self._told(path, key)
                continue
            similar = _similar(key, free)
            if similar is None:
                facts: dict[str, object] = {"allowed": ", ".join(known)}
                yield SchemaFault(path=(*path, key), code=codes.KEY_UNKNOWN, facts=facts)
            else:
                facts = {"similar": similar}
                yield SchemaFault(path=(*path, key), code=codes.KEY_MISSPELT, facts=facts)

    def _of_value(self, error: ValidationError, path: KeyPath, names: list[str]) -> SchemaFault:
        keyword, value, limit = _parts(error)
        if "propertyNames" in error.absolute_schema_path:
            path = (*path, str(value))
        return SchemaFault(
            path=path,
            code=_code_of(keyword, value, limit, names[-1] if names else ""),
            facts=_facts_of(keyword, value, limit),
            rank=_TELLING.index(keyword) if keyword in _TELLING else 0,
        )


def _parts(error: ValidationError) -> tuple[str, Any, Any]:
    """The keyword that was broken, the value that broke it, the keyword's value in the schema."""
    return str(error.validator), error.instance, error.validator_value


def _code_of(keyword: str, value: Any, limit: Any, name: str) -> Code:
    """The code for a broken keyword; *name* is the name of this kind of text in ``$defs``."""
    if value is None:
        return codes.NEEDS_VALUE
    if keyword == "type":
        return _of_type(limit)
    if keyword == "const":
        return codes.WITHHELD_NOT_TRUE if limit is True else codes.OTHER_FORMAT
    if keyword == "pattern":
        return codes.PATTERNS.get(name.removesuffix("_or_null"), codes.NEITHER_ALL_NOR_LIST)
    return _OF_KEYWORD.get(keyword, codes.UNFIT)


def _facts_of(keyword: str, value: Any, limit: Any) -> dict[str, object]:
    if keyword == "uniqueItems":
        return {"value": _shown(_repeated(value))}
    if keyword in ("enum", "const"):
        allowed = limit if isinstance(limit, list) else [limit]
        return {"value": _shown(value), "allowed": ", ".join(str(one) for one in allowed)}
    if _OF_KEYWORD.get(keyword) in _SIZES:
        return {"value": _shown(value), "limit": limit, "length": len(value)}
    if keyword in ("minimum", "maximum"):
        return {"value": _shown(value), "limit": limit}
    return {"value": _shown(value)}


def _of_type(wanted: str | list[str]) -> Code:
    kinds = [wanted] if isinstance(wanted, str) else [kind for kind in wanted if kind != "null"]
    return _OF_TYPE[kinds[0]] if len(kinds) == 1 else codes.NEITHER_ALL_NOR_LIST


def _repeated(items: Iterable[object]) -> object:
    seen: list[object] = []
    for item in items:
        if item in seen:
            return item
        seen.append(item)
    return None


def _similar(key: str, free: Mapping[str, Any]) -> str | None:
    """The key that was probably meant: the one with this Chinese title, or the nearest spelling."""
    for name, part in free.items():
        if part.get("title") == key:
            return name
    near = difflib.get_close_matches(key.lower().strip(), list(free), n=1, cutoff=0.7)
    return near[0] if near else None
