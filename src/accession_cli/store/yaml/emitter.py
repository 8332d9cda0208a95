"""The canonical form of a value, written straight down without comments."""

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from accession_cli.store.yaml.scalars import literal, scalar, written_key

# Property names in the order in which they are written, each with the order inside its value.
# Lists are transparent; "*" stands for every key that is not named, as in a map of agencies.
Order: TypeAlias = Mapping[str, "Order"]

NO_ORDER: Final[Order] = {}
_ANY: Final = "*"


def canonical_lines(value: Mapping[str, Any], order: Order = NO_ORDER) -> list[str]:
    """The lines of a whole file that holds *value*."""
    return map_lines(value, 0, order) if value else ["{}"]


def is_canonical(text: str, value: Mapping[str, Any], order: Order = NO_ORDER) -> bool:
    """Whether *text*, which was read as *value*, is written as this tool writes it.

    Comments and empty lines may stand between and behind entries; all else is fixed.
    """
    lines = canonical_lines(value, order)
    if not text.endswith("\n") or text.endswith("\n\n") or " \n" in text:
        return False
    rows = iter(text[:-1].split("\n"))
    for line in lines:
        for row in rows:
            if row == line or _commented(row, line):
                break
            if not _only_comment(row):
                return False
        else:
            return False
    return all(_only_comment(row) for row in rows)


def map_lines(value: Mapping[str, Any], indent: int, order: Order = NO_ORDER) -> list[str]:
    """The lines of a map that is not empty, its keys *indent* columns in."""
    lines: list[str] = []
    for key in ordered(value, order):
        lines += entry_lines(key, value[key], indent, inner(order, key))
    return lines


def entry_lines(key: str, value: Any, indent: int, order: Order = NO_ORDER) -> list[str]:
    """The lines of one key with its value; *order* is the order inside the value."""
    start = f"{' ' * indent}{written_key(key)}:"
    if isinstance(value, dict):
        return [start, *map_lines(value, indent + 2, order)] if value else [f"{start} {{}}"]
    if isinstance(value, list):
        return [start, *list_lines(value, indent + 2, order)] if value else [f"{start} []"]
    return _scalar_lines(start, value, indent + 2)


def list_lines(value: list[Any], indent: int, order: Order = NO_ORDER) -> list[str]:
    """The lines of a list that is not empty, its dashes *indent* columns in."""
    return [line for item in value for line in item_lines(item, indent, order)]


def item_lines(value: Any, indent: int, order: Order = NO_ORDER) -> list[str]:
    """The lines of one list item; a map begins on the line of the dash."""
    start = f"{' ' * indent}-"
    if isinstance(value, dict) and value:
        return dashed(map_lines(value, indent + 2, order), indent)
    if isinstance(value, list) and value:
        return dashed(list_lines(value, indent + 4, order), indent)
    if isinstance(value, (dict, list)):
        return [f"{start} {'{}' if isinstance(value, dict) else '[]'}"]
    return _scalar_lines(start, value, indent + 2)


def dashed(lines: list[str], indent: int) -> list[str]:
    """*lines* with a dash put into the indentation of the first."""
    return [f"{' ' * indent}-{lines[0][indent + 1 :]}", *lines[1:]]


def ordered(keys: Mapping[str, Any], order: Order) -> list[str]:
    """The keys in the order of the schema; those it does not name last, as they came."""
    if not order:
        return list(keys)
    known = [key for key in order if key in keys and key != _ANY]
    return known + [key for key in keys if key not in order or key == _ANY]


def inner(order: Order, key: str) -> Order:
    """The order inside the value of *key*."""
    return order.get(key) or order.get(_ANY) or NO_ORDER


def _scalar_lines(start: str, value: Any, indent: int) -> list[str]:
    if isinstance(value, str) and literal(value):
        sign = "|" if value.endswith("\n") else "|-"
        rows = value.removesuffix("\n").split("\n")
        return [f"{start} {sign}", *(f"{' ' * indent}{row}" if row else "" for row in rows)]
    return [f"{start} {scalar(value)}"]


def _only_comment(row: str) -> bool:
    return row[:1] == "#" or row.lstrip(" ")[:1] in ("", "#")


def _commented(row: str, line: str) -> bool:
    """Whether *row* is *line* with a comment behind it."""
    rest = row[len(line) :]
    return row.startswith(line) and rest[:1] == " " and rest.lstrip(" ")[:1] == "#"
