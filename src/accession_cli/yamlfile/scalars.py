"""Decide what one scalar means, and write a text so that every YAML reader reads it alike."""

import re
from functools import lru_cache
from typing import Final
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
