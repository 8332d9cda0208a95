"""Screen a text for what a registry must not hold: secrecy markings and persons' numbers.

``fold`` first makes all ways of writing alike. Full-width, circled and foreign digits become
ordinary ones; invisible characters are dropped; every run of blanks becomes one blank, or a line
break if it had one; all stars become one shape, and so do all dashes. Each folded character keeps
its place in the text.

A marking is a label, never a word: a level with a star or a term, a level alone on its line, a
field, or a classified document's number. The word 机密 in a sentence is no marking. The patterns
read folded texts, in which every gap is one blank; no pattern repeats without a bound.

Persons' numbers are identity numbers, bank cards and mobile telephones. Digits may stand in
groups. A number consists of whole groups, so that a piece of a longer number is never taken for
one; the check character, the day of birth and the prefix decide. A ``Suspicion`` says what was
found without repeating it.
"""

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Final

#: Characters that ``fold`` keeps as they are: nearly all of an ordinary text.
_AS_IT_IS: Final = r"\n\x20-\x7e\u4e00-\u9fff、。《》〈〉「」『』【】〔〕“”‘’"
_OTHER: Final = re.compile(f"[^{_AS_IT_IS}]")
_BLANKS: Final = re.compile(r"[ \n]{2,}")
_KNOWN: Final = {
    **dict.fromkeys("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n"),
    "\t": " ",
    **dict.fromkeys("☆✩✪✫✬✭✮✯✰⭐🌟⋆⍟⚝✡✦✧✱✲✳✴✵✶✷✸✹⁎⁑∗٭", "★"),
    **dict.fromkeys("×ХхΧχ✕╳", "X"),  # the check character X, typed as another sign
}
_GONE: Final = frozenset({"Cf", "Mn", "Me", "Cc", "Cn"})


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; ``origin[i]`` is where its character ``i`` stood in the original."""

    text: str
    origin: "array[int]"

    def stretch(self, start: int, end: int) -> tuple[int, int]:
        """Start and end, in the original, of the folded characters *start* to before *end*."""
        return self.origin[start], self.origin[end - 1] + 1


def fold(text: str) -> Folded:
    """Fold *text* in one pass over its characters and one over its blanks."""
    pieces: list[str] = []
    origin: array[int] = array("L")
    last = 0
    for found in _OTHER.finditer(text):
        at = found.start()
        pieces.append(text[last:at])
        origin.extend(range(last, at))
        instead = _folded(found[0])
        pieces.append(instead)
        origin.extend([at] * len(instead))
        last = at + 1
    pieces.append(text[last:])
    origin.extend(range(last, len(text)))
    return _without_gaps("".join(pieces), origin)


def _without_gaps(text: str, origin: "array[int]") -> Folded:
    pieces: list[str] = []
    kept: array[int] = array("L")
    last = 0
    for found in _BLANKS.finditer(text):
        at = found.start()
        pieces.append(text[last:at])
        kept.extend(origin[last:at])
        pieces.append("\n" if "\n" in found[0] else " ")
        kept.append(origin[at])
        last = found.end()
    pieces.append(text[last:])
    kept.extend(origin[last:])
    return Folded("".join(pieces), kept)


@cache
def _folded(sign: str) -> str:
    """What one unusual character is folded to; "" when it is invisible."""
    known = _KNOWN.get(sign)
    if known is not None:
        return known
    category = unicodedata.category(sign)
    if category in _GONE:
        return ""
    if category == "Pd":
        return "-"
    digit = unicodedata.decimal(sign, None)
    plain = unicodedata.normalize("NFKC", sign) if digit is None else str(digit)
    plain = " ".join(plain.split())
    return f" {plain} " if category == "No" else plain or " "  # ① is no digit of what follows


_SHORTEST: Final = 4  # up to this length, first and last character would show too much


class SuspicionKind(StrEnum):
    """The kinds of suspicion."""

    MARKING = "marking"
    HINT = "hint"
    ID_NUMBER = "id_number"
    DOUBTFUL_ID = "doubtful_id"
    BANK_CARD = "bank_card"
    MOBILE = "mobile"
    UNREADABLE = "unreadable"

    @property
    def blocks(self) -> bool:
        """Whether no person's word can let it pass; for all other kinds a person has to look."""
        return self in _BLOCKING


_BLOCKING: Final = frozenset(
    {SuspicionKind.MARKING, SuspicionKind.ID_NUMBER, SuspicionKind.BANK_CARD}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """A stretch of a text, ``start`` to before ``end``, that may not be there; kept masked."""

    kind: SuspicionKind
    start: int
    end: int
    masked: str


def masked(text: str) -> str:
    """*text* with stars for all but its first character; of more than four, the last stays too."""
    word = " ".join(text.split())
    if len(word) <= _SHORTEST:
        return word[:1] + "*" * (len(word) - 1)
    return word[0] + "*" * (len(word) - 2) + word[-1]


Found = tuple[SuspicionKind, int, int]
_GAP: Final = r"\s?"
_HAN: Final = r"\u4e00-\u9fff"


def _spaced(words: str) -> str:
    """A pattern for *words* (alternatives with |), which may have a blank between characters."""
    return "(?:" + "|".join(_GAP.join(word) for word in words.split("|")) + ")"


_LEVEL: Final = rf"(?:[绝絕]{_GAP}密|[机機]{_GAP}密|[秘祕]{_GAP}密)(?:{_GAP}[级級])?"
_UP_TO_FOUR_DIGITS: Final = rf"[0-9](?:{_GAP}[0-9]){{0,3}}"
_COUNT: Final = (
    rf"(?:{_UP_TO_FOUR_DIGITS}|[一二两三四五六七八九十](?:{_GAP}[一二两三四五六七八九十]){{0,2}})"
)
_TERM: Final = (
    rf"(?:{_spaced('长期|长远|启用前|解密前|公开前|開啟前')}"
    rf"|{_COUNT}{_GAP}(?:年|个?{_GAP}月|天|日)(?:{_GAP}{_UP_TO_FOUR_DIGITS}{_GAP}[月日]){{0,2}})"
)
_STAR: Final = rf"{_LEVEL}{_GAP}(?:★|\*{_GAP}(?={_TERM}))(?:{_GAP}{_TERM})?"
_WORK_STAR: Final = rf"{_spaced('工作秘密|内部资料|内部')}{_GAP}★"
_WITH_TERM: Final = rf"(?<![{_HAN}A-Za-z0-9]){_LEVEL}{_GAP}[·:,(|\-]?{_GAP}{_TERM}(?! ?[{_HAN}])"
_COPY: Final = (
    rf"(?<![{_HAN}]){_LEVEL}{_GAP}[:,(\-]?{_GAP}"
    rf"(?:第{_GAP}[0-9](?:{_GAP}[0-9]){{0,7}}{_GAP}[号份]|[Nn][Oo][.:]?{_GAP}[0-9]"
    rf"|{_spaced('编号|份号')}{_GAP}[:]?{_GAP}[0-9])"
)
_NUMBER: Final = (
    rf"密{_GAP}[字发函电传文]?{_GAP}[〔\[(【<〖]{_GAP}(?:1{_GAP}9|2{_GAP}0){_GAP}[0-9]{_GAP}[0-9]"
    rf"{_GAP}[〕\])】>〗]{_GAP}第?{_GAP}[0-9](?:{_GAP}[0-9]){{0,4}}{_GAP}号"
)
_NAMES: Final = _spaced("密级|保密等级|保密级别|秘密等级|涉密等级|涉密级别|密級")
_OPEN: Final = r"[\"'“‘「『【(\[〔<《*]{0,3}"
_CLOSE: Final = r"[\"'”’」』】)\]〕>》*]{0,3}"
_FIELD: Final = rf"{_NAMES}[\"'”]?[\s:|=]{{1,4}}{_OPEN}{_LEVEL}(?=[\s★*\"'”】)\]〕,;。.|]|\Z)"
_NOT_A_LIST: Final = rf"(?!{_GAP},{_GAP}[绝絕机機秘祕])"
_BEGIN: Final = (  # the begin of a line: bullets, and the key before a value
    r"^ ?(?:[#>•·|\-]\s?){0,3}(?:[\"']?[A-Za-z_][A-Za-z0-9_.\-]{0,40}[\"']?\s?:\s?)?(?:\|-?\s)?"
)
_LEAD: Final = rf"{_BEGIN}{_OPEN} ?"
_TAIL: Final = rf" ?{_CLOSE}[,|]?\s?$"  # a full stop would end a sentence, not a marking
_ALONE: Final = rf"{_LEAD}{_LEVEL}{_GAP}[★*]?{_TAIL}"
_HEADS_LINE: Final = rf"{_BEGIN}{_OPEN}[【(\[〔〖] ?{_LEVEL} ?[】)\]〕〗]"
_ENDS_LINE: Final = rf"[【(\[〔〖] ?{_LEVEL} ?[】)\]〕〗]{_CLOSE}$"
_JSON_VALUE: Final = rf"[A-Za-z0-9_]\" ?: ?\"{_OPEN}{_LEVEL}{_GAP}[★*]?{_CLOSE}\""
_TICKED: Final = rf"[☑☒√✓✔■]{_GAP}{_LEVEL}"

_MARKINGS: Final = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        *(_STAR, _WORK_STAR, _WITH_TERM, _COPY, _NUMBER),
        *(_FIELD + _NOT_A_LIST, _ALONE, _HEADS_LINE, _ENDS_LINE, _JSON_VALUE, _TICKED),
    )
)
_NOT_PUBLIC: Final = (
    rf"{_spaced('此件|本件|此文|本文|此文件|本文件|此材料|本材料|本资料')}{_GAP}"
    rf"{_spaced('不予公开|不公开|不宜公开|不得公开|不对外公开|依申请公开|仅供内部|仅限内部|属内部|涉密')}"
)
_KEEP_IN: Final = _spaced(
    "严禁外传|不得外传|请勿外传|切勿外传|禁止外传|不准外传|勿外传|阅后收回|阅后销毁|阅后即焚"
    "|阅后退回|用后收回|用后销毁|注意保密|内部资料注意保存|内部资料,注意保存|内部文件注意保存"
)
_HINT_ALONE: Final = _LEAD + _spaced(
    "内部资料|内部文件|内部材料|内部使用|内部传阅|内部参考|内部掌握|仅供内部使用|仅供内部参考"
    "|工作秘密|密件|涉密|涉密件|涉密文件|涉密材料|核心商密|普通商密|不予公开|依申请公开"
    "|TOPSECRET|CONFIDENTIAL"
)
_HINT_FIELD: Final = (
    rf"(?:{_NAMES}|{_spaced('公开方式|公开属性|公开类型|公开形式')})[\s:|]{{1,4}}"
    rf"{_spaced('内部|工作秘密|不予公开|不公开|依申请公开')}(?![{_HAN}])"
)
_HINT_TERM: Final = (
    rf"{_spaced('保密期限')}[\s:|]{{1,4}}{_TERM}"
    rf"|{_spaced('解密时间|解密日期')}[\s:|]{{1,4}}[0-9]|{_spaced('份号')}[\s:|]{{1,4}}[0-9](?:{_GAP}[0-9]){{3,7}}"
)
_HINTS: Final = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (_NOT_PUBLIC, _KEEP_IN, _HINT_ALONE + _TAIL, _HINT_FIELD, _HINT_TERM)
)
#: Every marking and every hint has one of these in it; the search is fast.
SIGN: Final = re.compile(
    r"绝\s*密|絕\s*密|机\s*密|機\s*密|秘\s*密|祕\s*密|密\s*[级級件字发函电传文〔\[(（【<〖]"
    r"|涉\s*密|商\s*密|意\s*保\s*密|保\s*密\s*[期等级]|解\s*密\s*[时日]|密\s*等"
    r"|内\s*部|外\s*传(?![播递输])|此\s*[件文材]|本\s*[件文材资]|阅\s*后|用\s*后|不\s*予\s*公|依\s*申\s*请\s*公"
    r"|公\s*开\s*[方属类形]|仅\s*供|份\s*号|T\s*O\s*P|C\s*O\s*N\s*F"
)


def markings(text: str) -> Iterator[Found]:
    """Yield the markings of a folded text, then what only hints at secrecy."""
    if not SIGN.search(text):
        return
    for pattern in _MARKINGS:
        for found in pattern.finditer(text):
            yield SuspicionKind.MARKING, found.start(), found.end()
    for pattern in _HINTS:
        for found in pattern.finditer(text):
            yield SuspicionKind.HINT, found.start(), found.end()


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
_CARD_PREFIX: Final = re.compile(r"62|9558", re.ASCII)  # UnionPay, and ICBC's older ones
_CARD_OTHER: Final = re.compile(r"3[4-7]|4|5[1-5]|60", re.ASCII)  # only with a word before it
_CARD_WORD: Final = re.compile(r"卡号|账号|帐号|账户|帐户|银行|开户|储蓄")
_PERSON_WORD: Final = re.compile(r"身份证|公民身份|身份号|证件号")
_ID_WORD: Final = re.compile(rf"{_PERSON_WORD.pattern}|证号")  # other certificates have one too
_CREDIT_WORD: Final = re.compile(r"信用代码|credit_code|机构代码")
_CREDIT: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100
_BEFORE: Final = 24  # characters before a number that are searched for a word on what it is
_MOBILE_SHAPES: Final = frozenset({(3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (4, 4, 3)})
_EXTRA: Final = "86"  # the country's code


@dataclass(frozen=True, slots=True, kw_only=True)
class _Window:
    """Neighbouring groups of digits read as one number; ``gaps`` is the text between them."""

    digits: str
    sizes: tuple[int, ...]
    gaps: str
    start: int
    end: int

    @property
    def boxed(self) -> bool:
        """Whether each digit stands alone, as in the boxes of a form."""
        return max(self.sizes) == 1


def personal_numbers(text: str) -> Iterator[Found]:
    """Yield the personal numbers of a folded text; they do not overlap."""
    for run in _RUN.finditer(text):
        groups = [found.span() for found in _GROUP.finditer(text, *run.span())]
        at = 0
        while at < len(groups):
            kind, count = _first(text, groups, at)
            if kind:
                yield kind, groups[at][0], groups[at + count - 1][1]
            at += count


def _first(
    text: str, groups: Sequence[tuple[int, int]], at: int
) -> tuple[SuspicionKind | None, int]:
    """The kind of number that begins at group *at*, and its groups; ``(None, 1)`` without one."""
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


def _id_number(window: _Window, text: str) -> SuspicionKind | None:
    """Judge by GB 11643: place, day of birth, serial, check character."""
    if len(window.digits) != _ID or not _like_an_id(window.digits) or not _hangs_together(window):
        return None
    if _ID_CHECKS[_id_sum(window.digits)] != window.digits[-1]:
        return None
    credit = _is_credit_code(window.digits) and _says(_CREDIT_WORD, window, text)
    return None if credit else SuspicionKind.ID_NUMBER


def _doubtful_id(window: _Window, text: str) -> SuspicionKind | None:
    """Judge a number with a slip in it, or an old one of 15 digits, if a word says what it is."""
    word = _PERSON_WORD if _touched(window, text) else _ID_WORD
    if not _says(word, window, text) or not _hangs_together(window):
        return None
    digits = window.digits
    old = len(digits) == _OLD_ID and digits[:2] in _PROVINCES and _is_day("19" + digits[6:12])
    slip = len(digits) == _ID and (digits[:2] in _PROVINCES or _like_an_id(digits))
    return SuspicionKind.DOUBTFUL_ID if old or slip else None


def _bank_card(window: _Window, text: str) -> SuspicionKind | None:
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
    return SuspicionKind.BANK_CARD if known or named else None


def _mobile(window: _Window, text: str) -> SuspicionKind | None:
    digits, sizes = window.digits, window.sizes
    if digits.startswith(_EXTRA) and len(digits) == _MOBILE + len(_EXTRA):
        digits = digits[len(_EXTRA) :]
        sizes = sizes[1:] if sizes[0] == len(_EXTRA) else (sizes[0] - len(_EXTRA), *sizes[1:])
    if not _MOBILE_FORM.fullmatch(digits) or _touched(window, text):
        return None
    shaped = len(sizes) == 1 or window.boxed or sizes in _MOBILE_SHAPES
    return SuspicionKind.MOBILE if shaped and "\n" not in window.gaps else None


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

    Otherwise a column of numbers would be read as one.
    """
    return window.boxed or window.gaps.count("\n") <= 1


def _touched(window: _Window, text: str) -> bool:
    """Whether a letter or digit stands directly beside it, as in a code such as a hash."""
    around = text[max(window.start - 1, 0) : window.start] + text[window.end : window.end + 1]
    return any(sign.isascii() and sign.isalnum() for sign in around)


def _says(word: re.Pattern[str], window: _Window, text: str) -> bool:
    return bool(word.search(text, max(0, window.start - _BEFORE), window.start))


#: Characters that are not in ordinary texts and may hide something.
_UNUSUAL: Final = re.compile(
    r"[^\n\x20-\x7e\u4e00-\u9fff、。《》〈〉「」『』【】〔〕“”‘’—…·（），：；！？～％＋／￥→①-⑳]"
)
#: Eleven digits with blanks, points or dashes between them, but not those within a hash.
_ELEVEN_DIGITS: Final = re.compile(
    r"[0-9](?<![0-9][0-9])(?:[ \n.—\-]*+[0-9]){10}(?<![0-9a-f]{4}[0-9]{11})"
)
_TO_NOUGHTS: Final = bytes.maketrans(b"123456789", b"000000000")
_ELEVEN: Final = b"0" * 11
#: Eleven digits without a letter between them, which no number of a record has.
_DIGITS_OF_NAME: Final = re.compile(r"[0-9](?:[^0-9A-Za-z]*+[0-9]){10}")
_JOINTS: Final = re.compile(r"[._\-—–~+\s()（）\[\]【】〔〕&@,，、/]+")


def screen(text: str) -> tuple[Suspicion, ...]:
    """All that is suspicious in *text*, in order, without overlaps.

    The time is linear in the length of *text*, whatever it holds.
    """
    if not (SIGN.search(text) or _has_digits(text) or _UNUSUAL.search(text)):
        return ()  # nearly every text, after three fast searches
    folded = fold(text)
    found = (*markings(folded.text), *personal_numbers(folded.text))
    return _settled(found, folded)


def screen_name(name: str) -> tuple[Suspicion, ...]:
    """All that is suspicious in a file's *name*; its parts are also read as lines of their own.

    So ``机密-….docx`` is found.
    """
    if name.isascii() and not _DIGITS_OF_NAME.search(name):
        return ()
    whole = screen(name)
    covered = {found.kind for found in whole}
    parts = screen(_JOINTS.sub(lambda joint: "\n" * len(joint[0]), name))
    return (*whole, *(found for found in parts if found.kind not in covered))


def _has_digits(text: str) -> bool:
    """Whether ``_ELEVEN_DIGITS`` is in *text*; a first search is fast even in hashes."""
    encoded = text.replace("—", "").encode("utf-8", "surrogatepass")
    bare = encoded.translate(_TO_NOUGHTS, b" \n.-")
    return _ELEVEN in bare and bool(_ELEVEN_DIGITS.search(text))


def hidden(text: str) -> str:
    """*text* for a message: what is suspicious in it is masked, except hints."""
    shown, last = [], 0
    for found in sorted(screen_name(text), key=lambda one: one.start):
        if found.start >= last and found.kind is not SuspicionKind.HINT:
            shown += [text[last : found.start], found.masked]
            last = found.end
    return "".join(shown) + text[last:]


def shown_place(path: str) -> str:
    """*path* as messages may show it; a marked file's whole name is masked.

    The rest of such a name may be secret as well.
    """
    if not any(found.kind.blocks for found in screen_name(path)):
        return hidden(path)
    folder, slash, name = path.rpartition("/")
    return hidden(folder) + slash + masked(name)


def _settled(
    found: Iterable[tuple[SuspicionKind, int, int]], folded: Folded
) -> tuple[Suspicion, ...]:
    """The suspicions without overlaps: kinds that block are kept, then those that begin first."""
    blocking = _apart((one for one in found if one[0].blocks), [])
    others = _apart((one for one in found if not one[0].blocks), [one[1:] for one in blocking])
    kept = sorted((*blocking, *others), key=lambda one: one[1])
    return tuple(_suspicion(kind, first, last, folded) for kind, first, last in kept)


def _apart(
    found: Iterable[tuple[SuspicionKind, int, int]], taken: Sequence[tuple[int, int]]
) -> list[tuple[SuspicionKind, int, int]]:
    """Those of *found* that overlap neither an earlier one nor a stretch in *taken*."""
    kept: list[tuple[SuspicionKind, int, int]] = []
    reached = 0
    for kind, first, last in sorted(found, key=lambda one: (one[1], -one[2])):
        before = bisect_left(taken, last, key=lambda stretch: stretch[0])
        free = before == 0 or taken[before - 1][1] <= first
        if free and first >= reached:
            kept.append((kind, first, last))
            reached = last
    return kept


def _suspicion(kind: SuspicionKind, first: int, last: int, folded: Folded) -> Suspicion:
    start, end = folded.stretch(first, last)
    return Suspicion(kind=kind, start=start, end=end, masked=masked(folded.text[first:last]))
