"""Find persons' numbers in a folded text: identity and bank cards, passports, mobile telephones.

Digits may stand in groups. A number consists of whole groups, so that a piece of a longer number is
never taken for one; the check character, the day of birth and the prefix decide.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import accumulate, islice, pairwise
from typing import Final, TypeAlias

from accession_cli.secrecy.codes import Found, SuspicionKind

_GAP: Final = r"\s?"
_SIGN: Final = r"[^0-9A-Za-z\u4e00-\u9fff]"
_FIRST: Final = re.compile(r"[0-9]{1,8}\Z")
_RUN: Final = re.compile(
    r"(?<![0-9])[0-9](?:[ \n.\-/_,]?[0-9]){10,}+(?:[ \n.\-/_,(]?[Xx](?![A-Za-z0-9]))?+"
)
#: Groups with one and the same gap between them, whatever it is, as the bars between boxes.
EVEN_RUN: Final = re.compile(
    rf"({_SIGN}(?<=[0-9]{_SIGN})(?:(?<![ \n.\-/_,])|(?![0-9])){_SIGN}{{0,2}})"
    r"(?:[0-9]{3,8}(?:\1[0-9]{1,8}(?![0-9])){1,6}+"
    r"|[0-9]{1,2}(?:\1[0-9]{1,2}){7,20}+(?:\1?[0-9]{1,4})?(?![0-9]))"
    r"(?:\1?[Xx](?![A-Za-z0-9]))?+"
)
_GROUP: Final = re.compile(r"[0-9]+[Xx]?|[Xx]")
#: Between the digits of an identity number; cards and telephones are not written so.
_SLASHES: Final = frozenset("/_,")
#: Groups of digits that are looked through in one text; more are no text for a registry.
_MOST_GROUPS: Final = 50_000
_MOST_BLOCKING: Final = 1_000
_TRAVEL_WORD: Final = (
    rf"(?:护{_GAP}照|[通旅]{_GAP}行{_GAP}证|台{_GAP}胞{_GAP}证|回{_GAP}乡{_GAP}证|居{_GAP}留(?:身份)?证"
    r"|(?i:passport))"
)
#: A passport or a permit, known by the word before its number.
_TRAVEL: Final = re.compile(
    rf"{_TRAVEL_WORD}(?:件?号码?|编号|[ _-]?(?:no|number|id)\b)?[^0-9A-Za-z\n]{{0,6}}\n?"
    rf"((?<![0-9A-Za-z])(?:[A-Z]{{1,3}}{_GAP}[0-9](?:{_GAP}[0-9]){{6,11}}"
    rf"|[0-9](?:{_GAP}[0-9]){{7}}(?:(?:{_GAP}[0-9]){{2}} ?[(][A-Z][)])?))(?![0-9A-Za-z])",
    re.IGNORECASE,
)
#: The same where more stands between them, as in a table; the number begins with a letter then.
_TRAVEL_BELOW: Final = re.compile(
    rf"{_TRAVEL_WORD}[^0-9]{{1,30}}+(?<=[A-Za-z ])(?:(?<=[^A-Za-z][A-Z])|(?<=[^A-Za-z][A-Z]{{2}})"
    rf"|(?<=[^A-Za-z][A-Z] ))([0-9](?:{_GAP}[0-9]){{6,8}})(?![0-9A-Za-z])"
)
_ID, _OLD_ID, _MOBILE, _CARD = 18, 15, 11, range(16, 20)
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
_CARD_PREFIX: Final = re.compile(r"62|9558", re.ASCII)  # UnionPay, and ICBC's older ones
_CARD_OTHER: Final = re.compile(r"3[4-7]|4|5[1-5]|60", re.ASCII)  # only with a word before it
_CARD_WORD: Final = re.compile(
    r"卡号|yhk|邮储|账号|帐号|账户|帐户|银行|开户|储蓄|[信工借贷][用资记]卡|bank_?card|card_?no",
    re.IGNORECASE,
)
_PERSON_WORD: Final = re.compile(r"身份证|公民身份|身份号|证件号")
_ID_WORD: Final = re.compile(rf"{_PERSON_WORD.pattern}|证号")  # other certificates have one too
#: A letter typed for a digit: O for 0, I or l for 1.
_MISTYPED: Final = re.compile(
    rf"(?:{_PERSON_WORD.pattern})[^0-9A-Za-z\n]{{0,10}}([0-9OoIl]{{17}}[0-9XxOoIl])(?![0-9A-Za-z])"
)
_TYPED_FOR: Final = str.maketrans("OoIlx", "0011X")
_DISABLED_WORD: Final = re.compile(r"残疾|残联")
_AMOUNT: Final = re.compile(r"\.[0-9]{1,2} ?[元万亿]")
_PHONE_WORD: Final = re.compile(r"电话|手机|联系|mobile|phone|tel", re.IGNORECASE)
_DECIMAL: Final = re.compile(r"(?<![0-9.])0\.\Z")
_CREDIT_WORD: Final = re.compile(r"信用代码|credit_code|机构代码")
_CREDIT: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100
_BEFORE: Final = 24  # characters before a number that are searched for a word on what it is
_HASH: Final = 32
_LETTERS: Final = re.compile(r"[0-9A-Za-z]+")
_HEX: Final = re.compile("[a-f]|[A-F]")
_NO_HEX: Final = re.compile("[g-zG-Z]")
_MOBILE_SHAPES: Final = frozenset({(3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (4, 4, 3)})
_EXTRA: Final = "86"  # the country's code


_Judge: TypeAlias = tuple[
    Callable[[str], bool], Callable[["_Window", str], SuspicionKind | None], Iterable[int]
]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Window:
    """Neighbouring groups of digits read as one number; ``gaps`` is the text between them."""

    digits: str
    sizes: tuple[int, ...]
    gaps: str
    start: int
    end: int
    even: bool

    @property
    def plain(self) -> bool:
        """Whether the gaps are such as stand between the digits of a number of any kind."""
        return not self.even and _SLASHES.isdisjoint(self.gaps) and "\n" not in self.gaps

    @property
    def parted(self) -> bool:
        """Whether place, day of birth and serial stand apart, or all groups are of one length."""
        ends = {*accumulate(self.sizes)}
        return {6, 14} <= ends or len({*self.sizes[:-1]}) == 1

    @property
    def boxed(self) -> bool:
        """Whether each digit stands alone, as in the boxes of a form."""
        return max(self.sizes) == 1


class _Run:
    """Digits with little between them; numbers in it consist of whole groups.

    *even*: the same signs stand in every gap.
    """

    def __init__(self, text: str, groups: Sequence[tuple[int, int]], *, even: bool) -> None:
        self.text = text
        self.even = even
        self.groups = groups
        self.digits = "".join(text[start:end] for start, end in groups).upper()
        self.begins = list(accumulate((end - start for start, end in groups), initial=0))
        self._at = {begin: at for at, begin in enumerate(self.begins)}

    def first(self, at: int) -> tuple[SuspicionKind | None, int]:
        """The kind of number that begins at group *at*, and its groups; ``(None, 1)`` for none."""
        for looks, judge, lengths in _JUDGES:
            for length in lengths:
                begin = self.begins[at]
                behind = self._at.get(begin + length)
                if behind is None or not looks(self.digits[begin : begin + length]):
                    continue
                window = self._window(at, behind)
                if kind := judge(window, self.text):
                    return kind, behind - at
        return None, 1

    def _window(self, at: int, behind: int) -> _Window:
        groups = self.groups[at:behind]
        between = pairwise(groups)
        return _Window(
            digits=self.digits[self.begins[at] : self.begins[behind]],
            sizes=tuple(end - start for start, end in groups),
            gaps="".join(self.text[one[1] : other[0]] for one, other in between),
            start=groups[0][0],
            end=groups[-1][1],
            even=self.even,
        )


def personal_numbers(text: str) -> Iterator[Found]:
    """Yield the personal numbers of a folded text; they do not overlap.

    The last is ``TOO_MANY`` where a text has more groups of digits than are looked through. After
    many that block, no more are looked for.
    """
    for pattern in (_TRAVEL, _TRAVEL_BELOW):
        for found in pattern.finditer(text):
            yield SuspicionKind.TRAVEL_DOCUMENT, *found.span(1)
    for found in _MISTYPED.finditer(text):
        if _like_an_id(found[1].translate(_TYPED_FOR)) and not found[1][:-1].isdigit():
            yield SuspicionKind.DOUBTFUL_ID, *found.span(1)
    left, told = _MOST_GROUPS, 0
    for start, end, even in _runs(text):
        groups = [one.span() for one in islice(_GROUP.finditer(text, start, end), left + 1)]
        left -= len(groups)
        if left < 0:
            yield SuspicionKind.TOO_MANY, start, end
            return
        run = _Run(text, groups, even=even)
        at = 0
        while at < len(groups):
            kind, count = run.first(at)
            if kind:
                yield kind, groups[at][0], groups[at + count - 1][1]
                told += kind.blocks
            at += count
        if told > _MOST_BLOCKING:
            return


def _runs(text: str) -> Iterator[tuple[int, int, bool]]:
    """Where digits stand together, and whether it is by a gap that is always the same."""
    for found in _RUN.finditer(text):
        yield *found.span(), False
    for found in EVEN_RUN.finditer(text):
        first = _FIRST.search(text, max(found.start() - 8, 0), found.start())
        if first:
            yield first.start(), found.end(), True


def _id_number(window: _Window, text: str) -> SuspicionKind | None:
    """Judge by GB 11643: place, day of birth, serial, check character."""
    if not _hangs_together(window) or (window.even and not window.parted):
        return None
    credit = _is_credit_code(window.digits) and _says(_CREDIT_WORD, window, text)
    return None if credit else SuspicionKind.ID_NUMBER


def _is_id(digits: str) -> bool:
    return _like_an_id(digits) and _ID_CHECKS[_id_sum(digits)] == digits[-1]


def _bank_card(window: _Window, text: str) -> SuspicionKind | None:
    named = _says(_CARD_WORD, window, text)
    if not named and (_beside_letters(window, text) or not _CARD_PREFIX.match(window.digits)):
        return None
    *fours, last = window.sizes
    grouped = set(fours) == {4} and last <= 4  # noqa: PLR2004 - as cards are printed
    halves = window.sizes == (6, 13)  # the bank's number, then the rest
    if named and _CARD_PREFIX.match(window.digits) and _hangs_together(window):
        return SuspicionKind.BANK_CARD
    if not window.plain and not (window.boxed or grouped or (halves and window.gaps == "_")):
        return None
    printed = grouped or len(window.sizes) == 1 or (window.sizes[:1] == (6,) and not fours[1:])
    whole = window.boxed or (printed and "\n" not in window.gaps)
    return SuspicionKind.BANK_CARD if whole else None


def _is_card(digits: str) -> bool:
    known = _CARD_PREFIX.match(digits) or _CARD_OTHER.match(digits)
    return bool(known) and "X" not in digits and _luhn(digits)


def _doubtful_id(window: _Window, text: str) -> SuspicionKind | None:
    """Judge a number with a slip in it, or an old one of 15 digits, if a word says what it is."""
    word = _PERSON_WORD if _beside_letters(window, text) else _ID_WORD
    if not _says(word, window, text) or not _hangs_together(window):
        return None
    return SuspicionKind.DOUBTFUL_ID


def _is_too_short_or_long(digits: str) -> bool:
    if digits[:2] not in _PROVINCES:
        return False
    if len(digits) < _ID:
        return _like_an_id(digits)
    return any(_like_an_id(digits[:at] + digits[at + 1 :]) for at in range(len(digits)))


def _is_of_disabled(digits: str) -> bool:
    """Whether *digits* are a disabled person's number: the identity number, kind and grade."""
    return _is_id(digits[:_ID]) and digits[_ID] in "1234567" and digits[-1] in "1234"


def _number_of_disabled(window: _Window, text: str) -> SuspicionKind | None:
    named = _says(_DISABLED_WORD, window, text) and _hangs_together(window)
    return SuspicionKind.ID_NUMBER if named else None


def _odd_id(window: _Window, text: str) -> SuspicionKind | None:
    """Judge a number that lacks a digit or has one too many, if a word says what it is."""
    named = _says(_PERSON_WORD, window, text) and _hangs_together(window)
    return SuspicionKind.DOUBTFUL_ID if named else None


def _is_doubtful(digits: str) -> bool:
    if len(digits) == _OLD_ID:
        return digits[:2] in _PROVINCES and _is_day("19" + digits[6:12])
    return digits[:2] in _PROVINCES or _like_an_id(digits)


def _mobile(window: _Window, text: str) -> SuspicionKind | None:
    sizes = window.sizes
    if len(window.digits) != _MOBILE:
        sizes = sizes[1:] if sizes[0] == len(_EXTRA) else (sizes[0] - len(_EXTRA), *sizes[1:])
    if _touched(window, text) or _DECIMAL.search(text, max(window.start - 3, 0), window.start):
        return None
    if _AMOUNT.match(text, window.end):
        return None
    shaped = len(sizes) == 1 or window.boxed or sizes in _MOBILE_SHAPES
    known = window.plain or _says(_PHONE_WORD, window, text)
    return SuspicionKind.MOBILE if shaped and known else None


def _is_mobile(digits: str) -> bool:
    return bool(
        _MOBILE_FORM.fullmatch(digits.removeprefix(_EXTRA) if len(digits) > _MOBILE else digits)
    )


#: What digits have to look like, how the window around them is judged, and how many they are.
_JUDGES: Final[tuple[_Judge, ...]] = (
    (_is_id, _id_number, (_ID,)),
    (_is_card, _bank_card, _CARD),
    (_is_of_disabled, _number_of_disabled, (_ID + 2,)),
    (_is_doubtful, _doubtful_id, (_OLD_ID, _ID)),
    (_is_too_short_or_long, _odd_id, (_ID - 1, _ID + 1)),
    (_is_mobile, _mobile, (_MOBILE, _MOBILE + len(_EXTRA))),
)


def _like_an_id(digits: str) -> bool:
    """Whether *digits* have a place and a day of birth; a foreigner's number begins with 9."""
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
    """Whether it stands on two lines at most, or in boxes, which may go down a page.

    In a narrow cell place, day of birth and serial may stand on three. Otherwise a column of
    numbers would be read as one.
    """
    return window.boxed or window.gaps.count("\n") <= 1 or window.sizes == (6, 8, 4)


def _touched(window: _Window, text: str) -> bool:
    """Whether it is part of a hash: letters a to f stand directly beside it, and no others."""
    before = text[max(window.start - _HASH, 0) : window.start][::-1]
    behind = text[window.end : window.end + _HASH]
    beside = "".join(found[0] for side in (before, behind) if (found := _LETTERS.match(side)))
    return _HEX.search(beside) is not None and _NO_HEX.search(beside) is None


def _beside_letters(window: _Window, text: str) -> bool:
    """Whether a letter or digit stands directly beside it, as in the code of a permit."""
    around = text[max(window.start - 1, 0) : window.start] + text[window.end : window.end + 1]
    return any(sign.isascii() and sign.isalnum() for sign in around)


def _says(word: re.Pattern[str], window: _Window, text: str) -> bool:
    return bool(word.search(text, max(0, window.start - _BEFORE), window.start))
