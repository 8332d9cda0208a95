"""Numbers that belong to one person: identity numbers, bank cards, mobile telephones.

Digits may stand in groups. Only whole groups make a number, so that a piece of a longer number is
never taken for one; the check character, the day of birth and the prefix decide.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Final

from accession_cli.secrecy.suspicion import Kind

Found = tuple[Kind, int, int]
_RUN: Final = re.compile(r"(?<![0-9])[0-9](?:[ \n.\-]?[0-9]){10,}(?:[ \n.\-]?[Xx](?![A-Za-z0-9]))?")
_GROUP: Final = re.compile(r"[0-9]+[Xx]?|[Xx]")
_ID, _OLD_ID, _MOBILE, _CARD = 18, 15, 11, range(16, 20)
_LONGEST: Final = 19
_PROVINCES: Final = frozenset(
    {
        *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37"),
        *("41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64"),
        *("65", "71", "81", "82", "83"),
    }
)
_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS: Final = "10X98765432"
_MOBILE_FORM: Final = re.compile(r"1[3-9][0-9]{9}", re.ASCII)
_CARD_PREFIX: Final = re.compile(r"62|9558", re.ASCII)  # UnionPay, and ICBC's from before it
_CARD_OTHER: Final = re.compile(r"3[4-7]|4|5[1-5]|60", re.ASCII)  # with a word beside it
_CARD_WORD: Final = re.compile(r"卡号|账号|帐号|账户|帐户|银行|开户|储蓄")
_PERSON_WORD: Final = re.compile(r"身份证|公民身份|身份号|证件号")
_ID_WORD: Final = re.compile(rf"{_PERSON_WORD.pattern}|证号")  # any other certificate has one, too
_CREDIT_WORD: Final = re.compile(r"信用代码|credit_code|机构代码")
_CREDIT: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100
_BEFORE: Final = 24  # characters before a number in which a word says what it is
_MOBILE_SHAPES: Final = frozenset({(3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (4, 4, 3)})
_EXTRA: Final = "86"  # the country's code


@dataclass(frozen=True, slots=True, kw_only=True)
class _Window:
    """Neighbouring groups of digits read as one number: ``gaps`` is what stands between them."""

    digits: str
    sizes: tuple[int, ...]
    gaps: str
    start: int
    end: int

    @property
    def boxed(self) -> bool:
        """One character in each box of a form, or spaced out."""
        return max(self.sizes) == 1


def personal_numbers(text: str) -> Iterator[Found]:
    """The personal numbers of a folded text; each stretch of it belongs to one at most."""
    for run in _RUN.finditer(text):
        groups = [found.span() for found in _GROUP.finditer(text, *run.span())]
        at = 0
        while at < len(groups):
            kind, count = _first(text, groups, at)
            if kind:
                yield kind, groups[at][0], groups[at + count - 1][1]
            at += count


def _first(text: str, groups: Sequence[tuple[int, int]], at: int) -> tuple[Kind | None, int]:
    """What begins at group *at*, and how many groups it has; one group of nothing otherwise."""
    windows = list(_windows(text, groups, at))
    for judge in (_id_number, _bank_card, _doubtful_id, _mobile):
        for window in windows:
            kind = judge(window, text)
            if kind:
                return kind, len(window.sizes)
    return None, 1


def _windows(text: str, groups: Sequence[tuple[int, int]], at: int) -> Iterator[_Window]:
    start, digits, gaps, sizes, end = groups[at][0], "", "", [], 0
    for begin, stop in groups[at : at + _LONGEST]:
        gaps += text[end:begin] if digits else ""
        digits += text[begin:stop].upper()
        sizes.append(stop - begin)
        end = stop
        if len(digits) > _LONGEST:
            return
        yield _Window(digits=digits, sizes=tuple(sizes), gaps=gaps, start=start, end=end)


def _id_number(window: _Window, text: str) -> Kind | None:
    """GB 11643: place, day of birth, serial, check character."""
    if len(window.digits) != _ID or not _like_an_id(window.digits) or not _hangs_together(window):
        return None
    if _ID_CHECKS[_id_sum(window.digits)] != window.digits[-1]:
        return None
    credit = _is_credit_code(window.digits) and _says(_CREDIT_WORD, window, text)
    return None if credit else Kind.ID_NUMBER


def _doubtful_id(window: _Window, text: str) -> Kind | None:
    """A number with a slip in it, or of before 1999, where a word says what it is."""
    word = _PERSON_WORD if _touched(window, text) else _ID_WORD
    if not _says(word, window, text) or not _hangs_together(window):
        return None
    digits = window.digits
    old = len(digits) == _OLD_ID and digits[:2] in _PROVINCES and _is_day("19" + digits[6:12])
    slip = len(digits) == _ID and (digits[:2] in _PROVINCES or _like_an_id(digits))
    return Kind.DOUBTFUL_ID if old or slip else None


def _bank_card(window: _Window, text: str) -> Kind | None:
    digits = window.digits
    if len(digits) not in _CARD or "X" in digits or not _luhn(digits) or _touched(window, text):
        return None
    *fours, last = window.sizes
    grouped = set(fours) == {4} and last <= 4  # noqa: PLR2004 - as cards are printed
    printed = grouped or len(window.sizes) == 1 or (window.sizes[:1] == (6,) and not fours[1:])
    if not (window.boxed or (printed and "\n" not in window.gaps)):
        return None
    known = _CARD_PREFIX.match(digits)
    named = _CARD_OTHER.match(digits) and _says(_CARD_WORD, window, text)
    return Kind.BANK_CARD if known or named else None


def _mobile(window: _Window, text: str) -> Kind | None:
    digits, sizes = window.digits, window.sizes
    if digits.startswith(_EXTRA) and len(digits) == _MOBILE + len(_EXTRA):
        digits = digits[len(_EXTRA) :]
        sizes = sizes[1:] if sizes[0] == len(_EXTRA) else (sizes[0] - len(_EXTRA), *sizes[1:])
    if not _MOBILE_FORM.fullmatch(digits) or _touched(window, text):
        return None
    shaped = len(sizes) == 1 or window.boxed or sizes in _MOBILE_SHAPES
    return Kind.MOBILE if shaped and "\n" not in window.gaps else None


def _like_an_id(digits: str) -> bool:
    """A place and a day of birth; a foreigner's residence number begins with 9."""
    if "X" in digits[:-1]:
        return False
    place = digits[1:3] if digits[0] == "9" else digits[:2]
    return place in _PROVINCES and digits[6:8] in {"19", "20"} and _is_day(digits[6:14])


def _is_day(digits: str) -> bool:
    with suppress(ValueError):
        return bool(date(int(digits[:4]), int(digits[4:6]), int(digits[6:])))
    return False


def _id_sum(digits: str) -> int:
    return sum(int(d) * w for d, w in zip(digits, _ID_WEIGHTS, strict=False)) % 11


def _is_credit_code(digits: str) -> bool:
    weighed = (_CREDIT.index(d) * pow(3, i, 31) for i, d in enumerate(digits[:-1]))
    return _CREDIT[(31 - sum(weighed) % 31) % 31] == digits[-1]


def _luhn(digits: str) -> bool:
    doubled = (int(d) * 2 for d in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(d - 9 * (d > 9) for d in doubled)) % 10 == 0  # noqa: PLR2004 - Luhn


def _hangs_together(window: _Window) -> bool:
    """Two lines at most, so that a column of numbers is not read as one; boxes go down a page."""
    return window.boxed or window.gaps.count("\n") <= 1


def _touched(window: _Window, text: str) -> bool:
    """A letter right beside it: part of a code, such as a hash."""
    around = text[max(window.start - 1, 0) : window.start] + text[window.end : window.end + 1]
    return any(sign.isascii() and sign.isalnum() for sign in around)


def _says(word: re.Pattern[str], window: _Window, text: str) -> bool:
    return bool(word.search(text, max(0, window.start - _BEFORE), window.start))
