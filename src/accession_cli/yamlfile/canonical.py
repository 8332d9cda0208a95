"""Read and write the canonical form, in which nearly every file of a registry is.

In the canonical form every row shows by itself what it is, so no parser is needed, and the form
need not be checked afterwards. This is five times as fast as reading libyaml's events and
comparing with what would be written. A file that is not plainly canonical is left to ``reader``,
which reads the whole dialect and explains faults; differential tests make sure that both give the
same value. ``canonical_lines`` writes a value, without comments.

What one scalar means is decided here, and how a text is written so that every YAML reader reads it
alike.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, TypeAlias
from unicodedata import category, name, normalize

WORDS: Final[dict[str, bool | None]] = {"null": None, "true": True, "false": False}
KEY_LIMIT: Final = 128
INTEGER: Final = re.compile(r"0|-?[1-9][0-9]*")
# With more than fifteen digits JavaScript, and so an editor's schema check, is no longer exact.
INTEGER_DIGITS: Final = 15

# Plain scalars that YAML 1.2's core schema does not read as text.
_NOT_TEXT: Final = re.compile(
    r"~|[Nn]ull|NULL|[Tt]rue|TRUE|[Ff]alse|FALSE"
    r"|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WIDE_MARKS: Final = "“”‘’「」"
NUMBER_START: Final = frozenset(
    "0123456789+-.~nNtTfF０１２３４５６７８９＋－．" + _WIDE_MARKS + "＂＇"
)

# Characters that no record may hold, raw or escaped; the line feed is the only control character.
UNFIT: Final = re.compile(
    "["
    "\x00-\x09\x0b-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f"
    "\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3164\ud800-\udfff\ue000-\uf8ff"
    "\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    + "".join(
        f"{chr(plane + 0xFFFE)}-{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0xE0000, 0x10000)
    )
    + "\U000e0000-\U0010ffff"
    "]"
)
# The characters of nearly every record; matched first, as a search for rare characters is slow.
_COMMON: Final = re.compile("[\n -~\xa1-\xac\xae-\u033f一-鿿、。《》〈〉【】〔〕「」“”‘’…—·！-～]*")
WIDE_IN_KEY: Final = re.compile("[０-９Ａ-Ｚａ-ｚ：－．＿＂＇“”‘’\u3000]")

# A text without quotes begins with none of these and holds nothing that would end or split it.
_PLAIN: Final = re.compile(
    r"(?![\s\-?:,\[\]{}#&*!|>'\"%@`\\=<~])(?:[^\n:# ]++|:(?=[^ \n])|(?<! )#| ++(?=[^ #\n]))++"
)
_MAYBE_NUMBER: Final = re.compile(r"[0-9+.][0-9A-Za-z_.:+\- ]*")
_RESERVED: Final = frozenset(["null", "true", "false", "yes", "no", "on", "off", "y", "n"])
_LITERAL: Final = re.compile(r"(?! )[^\n]*[^\n ](?:\n+[^\n]*[^\n ])*\n?")
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_ESCAPE_FORMS: Final = (("x", 2), ("u", 4), ("U", 8))
_ESCAPED: Final = re.compile(f'["\\\\\\n]|{UNFIT.pattern}')


def fit(text: str) -> bool:
    """Whether *text* has none of the characters that no record may hold."""
    return bool(_COMMON.fullmatch(text)) or not UNFIT.search(text)


def ambiguous(text: str) -> str | None:
    """The code of the fault in *text*, a plain scalar that begins like a number; or ``None``."""
    if _DATE.fullmatch(text):
        return None
    if INTEGER.fullmatch(text):
        return "Y152" if len(text.lstrip("-")) > INTEGER_DIGITS else None
    if _NOT_TEXT.fullmatch(text):
        return "Y151"
    return "Y153" if halfwidth(text) != text else None


@lru_cache(maxsize=1024)
def key_objection(key: str) -> str | None:
    """The code of the fault in *key*, a key without quotes; or ``None``."""
    if key == "<<":
        return "Y143"
    if (
        key in WORDS
        or INTEGER.fullmatch(key)
        or (key[:1] in NUMBER_START and ambiguous(key) == "Y151")
    ):
        return "Y146"
    return "Y149" if WIDE_IN_KEY.search(key) else None


def halfwidth(text: str) -> str:
    """*text* in half-width when that is a date or number; else *text* itself."""
    if text.isascii() or "一" <= text[0] <= "鿿":  # a text that begins in Chinese is no number
        return text
    narrow = normalize("NFKC", text).strip(_WIDE_MARKS + "\"' ")
    narrow = narrow.replace("。", ".")
    is_number = _DATE.fullmatch(narrow) or (
        narrow[:1] in "0123456789+-." and _NOT_TEXT.fullmatch(narrow)
    )
    return narrow if is_number else text


@lru_cache(maxsize=8192)
def plain(text: str) -> bool:
    """Whether *text* needs no quotes: YAML 1.1, 1.2 and the dialect all read it as this text."""
    return fit(text) and stands_plain(text)


def stands_plain(text: str) -> bool:
    """Whether *text*, which must have no unfit characters, needs no quotes."""
    if not _PLAIN.fullmatch(text) or text.lower() in _RESERVED:
        return False
    if _DATE.fullmatch(text):
        return True
    return not _MAYBE_NUMBER.fullmatch(text) and halfwidth(text) == text


@lru_cache(maxsize=8192)
def written_key(key: str) -> str:
    """*key* as it is written before its colon, in quotes when it needs them."""
    return key if plain(key) and not WIDE_IN_KEY.search(key) else quoted(key)


def literal(text: str) -> bool:
    """Whether *text* is written as a block, ``|`` or ``|-``.

    It has several lines, no unfit characters, no blank at its start or at a line's end, and at
    most one line break at its end.
    """
    return "\n" in text[:-1] and bool(_LITERAL.fullmatch(text)) and fit(text)


def quoted(text: str) -> str:
    """*text* in double quotes."""
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    short = _ESCAPES.get(match[0])
    if short:
        return short
    digits = f"{ord(match[0]):X}"
    letter, width = next(form for form in _ESCAPE_FORMS if len(digits) <= form[1])
    return f"\\{letter}{digits:>0{width}}"


def scalar(value: object) -> str:
    """*value* as it is written: null, a truth value, an integer or a text on one line."""
    if isinstance(value, str):
        return value if plain(value) else quoted(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def described(character: str) -> str:
    """A name for a character that cannot be shown: ``U+200B (ZERO WIDTH SPACE)``."""
    label = name(character, "")
    point = f"U+{ord(character):04X}"
    return f"{point} ({label})" if label else point


def objection(character: str) -> str:
    """The code of the fault that an unfit character is."""
    by_category = {
        "Cc": "Y116",
        "Zl": "Y116",
        "Zp": "Y116",
        "Zs": "Y122",
        "Co": "Y118",
        "Cs": "Y121",
    }
    if character == "\t":
        return "Y120"
    if character in "\ufffc\ufffd":
        return "Y119"
    kind = category(character)
    noncharacter = ord(character) & 0xFFFE == 0xFFFE or "\ufdd0" <= character <= "\ufdef"  # noqa: PLR2004 - Unicode's own definition
    return "Y118" if noncharacter else by_category.get(kind, "Y117")


# Property names in the order in which they are written, each with the order inside its value.
# Lists are transparent; "*" stands for every key that is not named, as in a map of agencies.
KeyOrder: TypeAlias = Mapping[str, "KeyOrder"]

NO_ORDER: Final[KeyOrder] = {}
_ANY: Final = "*"


def canonical_lines(value: Mapping[str, Any], order: KeyOrder = NO_ORDER) -> list[str]:
    """The lines of a whole file that holds *value*."""
    return map_lines(value, 0, order) if value else ["{}"]


def is_canonical(text: str, value: Mapping[str, Any], order: KeyOrder = NO_ORDER) -> bool:
    """Whether *text*, which was read as *value*, is written as this tool writes it.

    Comments may stand between and behind entries, empty lines between them; all else is fixed.
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


def map_lines(value: Mapping[str, Any], indent: int, order: KeyOrder = NO_ORDER) -> list[str]:
    """The lines of a map that is not empty, its keys *indent* columns in."""
    lines: list[str] = []
    for key in ordered(value, order):
        lines += entry_lines(key, value[key], indent, inner(order, key))
    return lines


def entry_lines(key: str, value: Any, indent: int, order: KeyOrder = NO_ORDER) -> list[str]:
    """The lines of one key with its value; *order* is the order inside the value."""
    start = f"{' ' * indent}{written_key(key)}:"
    if isinstance(value, dict):
        return [start, *map_lines(value, indent + 2, order)] if value else [f"{start} {{}}"]
    if isinstance(value, list):
        return [start, *list_lines(value, indent + 2, order)] if value else [f"{start} []"]
    return _scalar_lines(start, value, indent + 2)


def list_lines(value: list[Any], indent: int, order: KeyOrder = NO_ORDER) -> list[str]:
    """The lines of a list that is not empty, its dashes *indent* columns in."""
    return [line for item in value for line in item_lines(item, indent, order)]


def item_lines(value: Any, indent: int, order: KeyOrder = NO_ORDER) -> list[str]:
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


def ordered(keys: Mapping[str, Any], order: KeyOrder) -> list[str]:
    """The keys in *order*; those it does not name come last, in the order they came in."""
    if not order:
        return list(keys)
    known = [key for key in order if key in keys and key != _ANY]
    return known + [key for key in keys if key not in order or key == _ANY]


def inner(order: KeyOrder, key: str) -> KeyOrder:
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


KeyPath: TypeAlias = tuple[str | int, ...]
#: The column where a row's key or item begins, whether it begins a list item, its key, its value.
_Row: TypeAlias = tuple[int, bool, str | None, Any]

_HEAD: Final = re.compile(r"((?<! ) *+)(- )?(\S.*)")
_ITEM: Final = re.compile(r"((?<! ) *+)- (.*)")
_QUOTED: Final = re.compile(r'"[^"\\]*"')
_IN: Final = 2  # columns by which a map is indented below its key; a list's items twice as much
#: Every level is indented further than the one above, so this column limits the depth of a file.
_DEEPEST: Final = 12
_BELOW: Final = object()  # the value stands on the rows below
_EMPTY: Final = {"[]": list, "{}": dict}
_END: Final[_Row] = (-1, False, None, None)


class _NotPlain(Exception):
    """No error: the file has to be read by ``events`` instead."""


def canonical_value(text: str, order: KeyOrder, *, nodes: int) -> dict[str, Any] | None:
    """The value of *text*; ``None`` unless it is plainly canonical for *order*.

    *text* must have passed ``file_text`` without a finding.
    """
    rows, _head = _rows(text)
    if not rows or _IN * len(rows) > nodes:
        return None
    try:
        said = [*map(_row, rows), _END]
        value, at = _map(said, 0, 0, order)
    except _NotPlain:
        return None
    return value if at == len(rows) and said[0][:2] == (0, False) else None


def canonical_positions(text: str) -> Iterator[tuple[KeyPath, int, int]]:
    """Each key path of a *text* that has a canonical value, with line and column from 1."""
    rows, head = _rows(text)
    maps: dict[int, KeyPath] = {0: ()}
    lists: dict[int, KeyPath] = {}
    counts: dict[int, int] = {}
    for line, (column, item, key, value) in enumerate(map(_row, rows), start=head + 1):
        if item:
            maps[column] = (*lists[column], counts[column])
            counts[column] += 1
            yield maps[column], line, column + 1
        if key is not None:
            path = (*maps[column], key)
            yield path, line, column + 1
            if value is _BELOW:
                maps[column + _IN] = lists[column + 2 * _IN] = path
                counts[column + 2 * _IN] = 0


def _rows(text: str) -> tuple[Sequence[str], int]:
    """The rows after the comments at the head of the file, and the number of those comments."""
    rows = text.split("\n")
    if rows.pop():
        return (), 0  # the last line has no end
    head = next((at for at, row in enumerate(rows) if row[:1] != "#"), len(rows))
    return rows[head:], head


@lru_cache(maxsize=4096)  # from record to record, most rows are the same
def _row(row: str) -> _Row:
    start, colon, rest = row.partition(": ")
    head = _head(start) if colon else _head(row[:-1]) if row[-1:] == ":" else None
    if head is not None:
        return *head, _scalar(rest) if colon else _BELOW
    found = _ITEM.fullmatch(row)
    if found is None:
        raise _NotPlain
    return _column(found[1], _IN), True, None, _scalar(found[2])


@lru_cache(maxsize=1024)
def _head(start: str) -> tuple[int, bool, str] | None:
    """Column, dash and key before the colon of a row; ``None`` when that is no plain key."""
    found = _HEAD.fullmatch(start)
    if found is None:
        return None
    written = found[3]
    key = written[1:-1] if _QUOTED.fullmatch(written) else written
    if not 0 < len(key) <= KEY_LIMIT or written_key(key) != written:
        return None
    if key is written and key_objection(key):
        return None
    return _column(found[1], _IN if found[2] else 0), bool(found[2]), key


def _column(spaces: str, more: int) -> int:
    column = len(spaces) + more
    if column % _IN or column > _DEEPEST:
        raise _NotPlain
    return column


def _scalar(written: str) -> Any:
    """The value of the rest of a row; for an empty list or map, the type that makes one."""
    if stands_plain(written):
        return written
    if _QUOTED.fullmatch(written) and not stands_plain(written[1:-1]):
        return written[1:-1]
    if written in WORDS:
        return WORDS[written]
    if written in _EMPTY:
        return _EMPTY[written]
    if INTEGER.fullmatch(written) and len(written.lstrip("-")) <= INTEGER_DIGITS:
        return int(written)
    raise _NotPlain


def _map(rows: Sequence[_Row], at: int, column: int, order: KeyOrder) -> tuple[dict[str, Any], int]:
    """The map whose first key is in row *at*, and the number of the row after it."""
    made: dict[str, Any] = {}
    following, item = column, False
    while following == column and not item:
        _, _, key, value = rows[at]
        at += 1
        if key is None or key in made:
            raise _NotPlain
        if value is _BELOW:
            value, at = _below(rows, at, column, inner(order, key))
        elif value is list or value is dict:
            value = value()
        made[key] = value
        following, item, _, _ = rows[at]
    if order:
        keys = list(made)
        if keys != list(order) and keys != ordered(made, order):
            raise _NotPlain
    return made, at


def _below(rows: Sequence[_Row], at: int, column: int, order: KeyOrder) -> tuple[Any, int]:
    """The list or map that begins in row *at*, below a key at *column*, and the row after it."""
    begins, item, _, _ = rows[at]
    if begins == column + (2 * _IN if item else _IN):
        return (_list if item else _map)(rows, at, begins, order)
    raise _NotPlain


def _list(rows: Sequence[_Row], at: int, column: int, order: KeyOrder) -> tuple[list[Any], int]:
    """The list whose first item is in row *at*, and the number of the row after it."""
    made: list[Any] = []
    following, item = column, True
    while following == column and item:
        _, _, key, value = rows[at]
        if key is not None:
            value, at = _map(rows, at, column, order)
        else:
            at += 1
            if value is list or value is dict:
                value = value()
        made.append(value)
        following, item, _, _ = rows[at]
    return made, at
