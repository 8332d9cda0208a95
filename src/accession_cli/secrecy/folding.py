"""Fold a text so that nothing hides by the way it is written; what is found is mapped back.

Full-width, circled and foreign digits become ordinary ones; invisible characters go; every run of
blanks becomes one, a line break if there was one in it; stars and dashes of every shape become one.
"""

import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import cache
from typing import Final

#: What stands for itself: nearly all of an ordinary text.
_AS_IT_IS: Final = r"\n\x20-\x7e\u4e00-\u9fff、。《》〈〉「」『』【】〔〕“”‘’"
_OTHER: Final = re.compile(f"[^{_AS_IT_IS}]")
_BLANKS: Final = re.compile(r"[ \n]{2,}")
_KNOWN: Final = {
    **dict.fromkeys("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n"),
    "\t": " ",
    **dict.fromkeys("☆✩✪✫✬✭✮✯✰⭐🌟⋆⍟⚝✡✦✧✱✲✳✴✵✶✷✸✹⁎⁑∗٭", "★"),
    **dict.fromkeys("×ХхΧχ✕╳", "X"),  # the eleventh check character, typed as something else
}
_GONE: Final = frozenset({"Cf", "Mn", "Me", "Cc", "Cn"})


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; ``origin[i]`` is where its character *i* stood."""

    text: str
    origin: "array[int]"

    def stretch(self, start: int, end: int) -> tuple[int, int]:
        """Where the folded characters from *start* to before *end* stood."""
        return self.origin[start], self.origin[end - 1] + 1


def fold(text: str) -> Folded:
    """*text*, folded in one pass over its characters and one over its blanks."""
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
    """What one unusual character stands for; "" when it cannot be seen."""
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
    return f" {plain} " if category == "No" else plain or " "  # ① stands apart from what follows
