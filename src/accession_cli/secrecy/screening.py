"""Screen a text for what a registry must not hold: secrecy markings and persons' numbers.

The text is folded first. A ``Suspicion`` says what was found without repeating it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from accession_cli.secrecy.codes import Suspicion, SuspicionKind, masked
from accession_cli.secrecy.folding import TRADITIONAL, Folded, fold, unescaped
from accession_cli.secrecy.levels import sign
from accession_cli.secrecy.markings import SIGN, markings
from accession_cli.secrecy.numbers import EVEN_RUN, personal_numbers

_TRAVEL_SIGN: Final = re.compile(
    sign(("护", r"\s*照"), ("行胞乡", r"\s*证"), ("居", r"\s*留"), ("Pp", "[Aa][Ss][Ss][Pp][Oo]"))
)
_ESCAPED: Final = re.compile(
    r"[\\%&](?:u5[Bb][Cc]6|[Ee]5%[Aa][Ff]%86|#(?:23494|9733|[Xx]5[Bb][Cc]6|[Xx]2605);|starf;|bigs)"
)
_ORDINARY: Final = "".join(
    f"{chr(ord(one) + 1)}-{chr(ord(other) - 1)}"
    for one, other in pairwise(sorted(("\u4dff", *TRADITIONAL, "\ua000")))
)
#: Characters that are not in ordinary texts and may hide something.
_UNUSUAL: Final = re.compile(
    rf"[^\n\x20-\x7e{_ORDINARY}、。《》〈〉「」『』【】〔〕“”‘’—…·（），：；！？～％＋／￥→①-⑳]"
)
#: Eleven digits with little between them, but not those within a hash.
_ELEVEN_DIGITS: Final = re.compile(
    r"[0-9](?<![0-9][0-9])(?:[ \n.—\-/_,，]*+[0-9]){10}(?<![0-9a-f]{4}[0-9]{11})"
)
_SIGNS: Final = (SIGN, _TRAVEL_SIGN, _UNUSUAL, _ESCAPED)
_TO_NOUGHTS: Final = bytes.maketrans(b"123456789", b"000000000")
_ELEVEN: Final = b"0" * 11
_ASCII_SIGNS: Final = bytes(at for at in range(128) if not chr(at).isalnum())
_CHINESE_SIGNS: Final = "、。《》〈〉「」『』【】〔〕“”‘’—…·（），：；！？～％＋／￥→"
#: Eleven digits without a letter between them, which no number of a record has.
_DIGITS_OF_NAME: Final = re.compile(r"[0-9](?:[^0-9A-Za-z]*+[0-9]){10}")
_JOINTS: Final = re.compile(r"[._\-—–~+\s()（）\[\]【】〔〕&@,，、/]+")


def screen(text: str) -> tuple[Suspicion, ...]:
    """All that is suspicious in *text*, in order, without overlaps.

    The time is linear in the length of *text*, whatever it holds.
    """
    if not any(sign.search(text) for sign in _SIGNS) and not _has_digits(text):
        return ()  # nearly every text, after a few fast searches
    folded = fold(unescaped(text))
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
    """Whether eleven digits stand together in *text*; a first search is fast even in hashes."""
    bare = text
    for one in _CHINESE_SIGNS:
        bare = bare.replace(one, "")
    encoded = bare.encode("utf-8", "surrogatepass").translate(_TO_NOUGHTS, _ASCII_SIGNS)
    return _ELEVEN in encoded and bool(_ELEVEN_DIGITS.search(text) or EVEN_RUN.search(text))


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
