"""Fold a text: make all ways of writing alike, so that one pattern finds what is looked for.

Full-width, circled and foreign digits become ordinary ones; invisible characters are dropped; every
run of blanks becomes one blank, or a line break if it had one; all stars become one shape, and so
do all dashes and the rules of a drawn table. ``unescaped`` reads what a program wrote as a code.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

#: Characters that ``fold`` keeps as they are: nearly all of an ordinary text.
_AS_IT_IS: Final = r"\n\x20-\x7e\u4e00-\u9fff、。《》〈〉「」『』【】〔〕“”‘’"
_OTHER: Final = re.compile(f"[^{_AS_IT_IS}]")
_GAP_OF_BLANKS: Final = re.compile(r"  ++")
_GAP_WITH_BREAK: Final = re.compile(r" ?\n[ \n]*+")
#: Characters of a part of a text; how far one has to look for a place.
_PART: Final = 4096
#: Traditional characters that stand in markings; ``fold`` makes them simplified ones.
TRADITIONAL: Final = "絕機祕級內資閱國開長請傳護號碼證極條"
_KNOWN: Final = {
    **dict.fromkeys("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n"),
    "\t": " ",
    **dict.fromkeys("☆✩✪✫✬✭✮✯✰⭐🌟⋆⍟⚝✡✦✧✱✲✳✴✵✶✷✸✹⁎⁑∗٭", "★"),
    **dict.fromkeys(map(chr, range(0x2502, 0x2570)), "|"),  # a drawn table
    **dict.fromkeys("─━═", "-"),
    **dict.fromkeys("×ХхΧχ✕╳", "X"),  # the check character X, typed as another sign
    **dict(zip(TRADITIONAL, "绝机秘级内资阅国开长请传护号码证极条", strict=True)),
    "㊙": "【秘密】",
}
_GONE: Final = frozenset({"Cf", "Mn", "Me", "Cc", "Cn"})


_CODES: Final = {
    written: sign
    for sign in "绝机秘密级★☆长期年内部"
    for written in (
        f"\\u{ord(sign):04x}",
        f"&#{ord(sign)};",
        f"&#x{ord(sign):x};",
        "".join(f"%{byte:02x}" for byte in sign.encode()),
    )
}
_CODES.update({"&starf;": "★", "&bigstar;": "★"})
_CODE: Final = re.compile("|".join(map(re.escape, _CODES)), re.IGNORECASE)


def unescaped(text: str) -> str:
    """*text* with the codes of characters that stand in markings read, as in JSON or HTML.

    Each keeps its length: invisible characters, which ``fold`` drops, fill it up.
    """
    return _CODE.sub(lambda code: _CODES[code[0].lower()].ljust(len(code[0]), "\u200b"), text)


class Folded:
    """A folded text, and where its parts stood in the original.

    ``parts`` has the begin of each part in the original and in the folded text. Single characters
    are traced only where something was found: their places would need more memory than the text.
    """

    def __init__(self, text: str, original: str, parts: Sequence[tuple[int, int]]) -> None:
        self.text = text
        self._original = original
        self._parts = parts
        self._traced: tuple[int, list[int]] = (-1, [])

    def stretch(self, start: int, end: int) -> tuple[int, int]:
        """Start and end, in the original, of the folded characters *start* to before *end*."""
        return self._place(start), self._place(end - 1) + 1

    def _place(self, at: int) -> int:
        number = bisect_right(self._parts, at, key=lambda part: part[1]) - 1
        begin, folded = self._parts[number]
        if self._traced[0] != number:
            behind = self._parts[number + 1 : number + 2]
            end = behind[0][0] if behind else len(self._original)
            self._traced = number, list(_places(self._original, begin, end))
        return self._traced[1][at - folded]


def fold(text: str) -> Folded:
    """Fold *text* part by part; no run of blanks goes over the end of a part."""
    pieces: list[str] = []
    parts: list[tuple[int, int]] = []
    begin = length = 0
    while begin < len(text):
        end = min(begin + _PART, len(text))
        while end < len(text) and not _TABLE[ord(text[end])][:1].strip():
            end += 1
        piece = _without_gaps(text[begin:end].translate(_TABLE))
        parts.append((begin, length))
        pieces.append(piece)
        begin, length = end, length + len(piece)
    return Folded("".join(pieces), text, parts)


def _without_gaps(text: str) -> str:
    """*text* with one blank, or line break, for every run of both."""
    return _GAP_WITH_BREAK.sub("\n", _GAP_OF_BLANKS.sub(" ", text))


def _places(text: str, begin: int, end: int) -> Iterator[int]:
    """Where each folded character of a part comes from."""
    in_gap = False
    for at in range(begin, end):
        for sign in _TABLE[ord(text[at])]:
            gap = sign in " \n"
            if not (gap and in_gap):
                yield at
            in_gap = gap


class _Table(dict[int, str]):
    """What each character is folded to, found out when it is first met."""

    def __missing__(self, sign: int) -> str:
        one = chr(sign)
        unusual = one in _KNOWN or _OTHER.match(one)
        self[sign] = found = _folded(one) if unusual else one
        return found


_TABLE: Final = _Table()


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
