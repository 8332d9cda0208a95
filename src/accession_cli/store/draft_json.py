"""A draft as a JSON object: only what could stand in a record as well is taken."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final, NoReturn
from unicodedata import normalize

from accession_cli.errors import AccessionError, Exit
from accession_cli.finding import Place
from accession_cli.i18n import N_

_LONGEST_NUMBER: Final = 15  # digits; more are not kept exactly by every program
_SHOWN: Final = 40
_TOKEN: Final = re.compile(r'[{}\[\],:]|"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[^\s{}\[\],:"]++', re.DOTALL)


class NotJson(AccessionError):
    """A JSON draft with a syntax error, or with something other than an object."""

    exit_code = Exit.UNREADABLE
    says = N_("{path} is not readable as JSON: line {line}, column {column}.")
    mend = N_("Mend the JSON there, or write it as YAML.")


class KeyTwice(AccessionError):
    """One object of a JSON draft has a key twice; which value counts would be a guess."""

    exit_code = Exit.UNREADABLE
    says = N_("{path} cannot be used: the key “{key}” stands twice in one object.")
    mend = N_("Keep the right one and delete the other.")


class NumberUnfit(AccessionError):
    """A JSON draft with NaN, a fraction or more digits than programs agree on."""

    exit_code = Exit.UNREADABLE
    says = N_(
        "{path} cannot be used: a record has no numbers like {number}, only whole short ones."
    )
    mend = N_('Write amounts and codes in double quotes, for example "24000.00".')


class NestedTooDeep(AccessionError):
    """A JSON draft that nests lists and objects deeper than any record."""

    exit_code = Exit.UNREADABLE
    says = N_("{path} cannot be used: its lists and objects lie more than {limit} levels deep.")
    mend = N_("Compare it with a record that accession has written.")


def json_object(text: str, path: str, *, depth: int) -> dict[str, Any]:
    """The object that *text* is, at most *depth* levels deep; *path* is what messages call it."""

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        seen: set[str] = set()
        for key, value in items:
            folded = normalize("NFC", key)
            if folded in seen:
                raise KeyTwice(path=path, key=key[:_SHOWN])
            seen.add(folded)
            made[key] = value
        return made

    def unfit(number: str) -> NoReturn:
        raise NumberUnfit(path=path, number=number[:_SHOWN])

    def whole(digits: str) -> int:
        return int(digits) if len(digits.lstrip("-")) <= _LONGEST_NUMBER else unfit(digits)

    try:
        value = json.loads(
            text,
            object_pairs_hook=pairs,
            parse_constant=unfit,
            parse_float=unfit,
            parse_int=whole,
        )
    except json.JSONDecodeError as error:
        raise NotJson(path=path, line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise NestedTooDeep(path=path, limit=depth) from error
    if not isinstance(value, dict):
        raise NotJson(path=path, line=1, column=1)
    if _deeper(value, depth):
        raise NestedTooDeep(path=path, limit=depth)
    return value


def _deeper(value: Any, levels: int) -> bool:
    """Whether lists and objects lie more than *levels* deep in *value*."""
    inside = value.values() if isinstance(value, dict) else value
    if not isinstance(value, dict | list):
        return False
    return levels == 0 or any(_deeper(item, levels - 1) for item in inside)


def json_places(text: str, path: str) -> Iterator[tuple[tuple[str | int, ...], Place]]:
    """Each key and each item of a list in *text*, which ``json_object`` read, with its place."""
    key: list[str | int | None] = []  # None: the object's next key comes
    line, began, counted = 1, 0, 0  # began: where the line does
    for found in _TOKEN.finditer(text):
        sign = found[0]
        if sign in "}]":
            key.pop()
        elif sign == ",":
            last = key[-1]
            key[-1] = last + 1 if isinstance(last, int) else None
        elif sign != ":":
            is_key = bool(key) and key[-1] is None
            if is_key:
                key[-1] = json.loads(sign)
            if is_key or (key and isinstance(key[-1], int)):
                start = found.start()
                line += text.count("\n", counted, start)
                began = max(began, text.rfind("\n", counted, start) + 1)
                counted = start
                place = Place(path, line, start - began + 1)
                yield tuple(one for one in key if one is not None), place
            if not is_key and sign in "{[":
                key.append(None if sign == "{" else 0)
