"""Read and write numbers as Chinese texts have them: 二十三, 廿三, 贰拾叁, 二〇二六, 23, ２３."""

import re
from typing import Final

_DIGITS: Final = {
    **{char: value for value, char in enumerate("零一二三四五六七八九")},
    **{char: value for value, char in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    **dict.fromkeys("○oO", 0),
    "两": 2,
    "弍": 2,
    "貳": 2,
    "參": 3,
    "陸": 6,
}
_UNITS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TENS: Final = {"廿": "二十", "卅": "三十"}
_DECIMAL: Final = re.compile(r"[0-9]{1,12}", re.ASCII)
_TEN: Final = 10


def whole(text: str) -> int | None:
    """The number below ten thousand that *text* is, in digits or in words; None when it is none."""
    if _DECIMAL.fullmatch(text):
        return int(text)
    for tens, words in _TENS.items():
        text = text.replace(tens, words)
    if not text or any(char not in _DIGITS and char not in _UNITS for char in text):
        return None
    if not any(char in _UNITS for char in text):
        return _spelt(text)
    return _added(text)


def _spelt(text: str) -> int:
    """二〇二六 is 2026: a digit for each character."""
    return int("".join(str(_DIGITS[char]) for char in text))


def _added(text: str) -> int | None:
    """二百零五 is 205: each digit counts its unit, and the units become smaller."""
    total, digit, above = 0, None, 10 * max(_UNITS.values())
    for char in text:
        if char in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[char]
            continue
        unit = _UNITS[char]
        if unit >= above or (digit is None and not (unit == _TEN and not total)):
            return None
        total, digit, above = total + (1 if digit is None else digit) * unit, None, unit
    return total + (digit or 0)


def in_words(number: int) -> str:
    """A number below ten thousand in words, as articles are numbered: 二十三, 一百零五."""
    if not number:
        return "零"
    said, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if not digit:
            gap = bool(said)
            continue
        said += ("零" if gap else "") + "零一二三四五六七八九"[digit] + name
        gap = False
    return said.removeprefix("一") if said.startswith("一十") else said
