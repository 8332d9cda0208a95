"""Screen a text for what a registry must not hold."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final

from accession_cli.secrecy.folding import Folded, fold
from accession_cli.secrecy.markings import SIGN, markings
from accession_cli.secrecy.personal_numbers import personal_numbers
from accession_cli.secrecy.suspicion import Kind, Suspicion, masked

#: Characters that may hide something; those of ordinary texts are none of them.
_UNUSUAL: Final = re.compile(
    r"[^\n\x20-\x7e\u4e00-\u9fff、。《》〈〉「」『』【】〔〕“”‘’—…·（），：；！？～％＋／￥→①-⑳]"
)
#: Eleven digits, however they are spread; but not within a hash, which is full of them.
_DIGITS: Final = re.compile(
    r"[0-9](?<![0-9][0-9])(?:[ \n.—\-]*+[0-9]){10}(?<![0-9a-f]{4}[0-9]{11})"
)
_TO_NOUGHTS: Final = bytes.maketrans(b"123456789", b"000000000")
_ELEVEN: Final = b"0" * 11
#: As many digits with no letter between them, as no number of a record has them.
_DIGITS_OF_NAME: Final = re.compile(r"[0-9](?:[^0-9A-Za-z]*+[0-9]){10}")
_JOINTS: Final = re.compile(r"[._\-—–~+\s()（）\[\]【】〔〕&@,，、/]+")


def screen(text: str) -> tuple[Suspicion, ...]:
    """All that is suspicious in *text*, in its order, each stretch once.

    Linear in the length of *text*, whatever it holds.
    """
    if not (SIGN.search(text) or _has_digits(text) or _UNUSUAL.search(text)):
        return ()  # nearly every text: three fast looks and nothing else
    folded = fold(text)
    found = (*markings(folded.text), *personal_numbers(folded.text))
    return _settled(found, folded)


def screen_name(name: str) -> tuple[Suspicion, ...]:
    """The same for the name of a file, whose parts are words of their own: ``机密-….docx``."""
    if name.isascii() and not _DIGITS_OF_NAME.search(name):
        return ()
    whole = screen(name)
    covered = {found.kind for found in whole}
    parts = screen(_JOINTS.sub(lambda joint: "\n" * len(joint[0]), name))
    return (*whole, *(found for found in parts if found.kind not in covered))


def _has_digits(text: str) -> bool:
    """Whether ``_DIGITS`` is in *text*; first looked for in a way that is quick with hashes."""
    encoded = text.replace("—", "").encode("utf-8", "surrogatepass")
    bare = encoded.translate(_TO_NOUGHTS, b" \n.-")
    return _ELEVEN in bare and bool(_DIGITS.search(text))


def hidden(text: str) -> str:
    """*text* for a message: whatever is suspicious in it is masked, but for mere hints."""
    shown, last = [], 0
    for found in sorted(screen_name(text), key=lambda one: one.start):
        if found.start >= last and found.kind is not Kind.HINT:
            shown += [text[last : found.start], found.masked]
            last = found.end
    return "".join(shown) + text[last:]


def shown_place(path: str) -> str:
    """*path* as messages may call it: the rest of a marked file's name may be secret as well."""
    if not any(found.kind.blocks for found in screen_name(path)):
        return hidden(path)
    folder, slash, name = path.rpartition("/")
    return hidden(folder) + slash + masked(name)


def _settled(found: Iterable[tuple[Kind, int, int]], folded: Folded) -> tuple[Suspicion, ...]:
    """What overlaps is the same thing again: what blocks stays, then what begins first."""
    blocking = _apart((one for one in found if one[0].blocks), [])
    others = _apart((one for one in found if not one[0].blocks), [one[1:] for one in blocking])
    kept = sorted((*blocking, *others), key=lambda one: one[1])
    return tuple(_suspicion(kind, first, last, folded) for kind, first, last in kept)


def _apart(
    found: Iterable[tuple[Kind, int, int]], taken: Sequence[tuple[int, int]]
) -> list[tuple[Kind, int, int]]:
    """Those of *found* that overlap neither one before them nor a stretch that is *taken*."""
    kept: list[tuple[Kind, int, int]] = []
    reached = 0
    for kind, first, last in sorted(found, key=lambda one: (one[1], -one[2])):
        before = bisect_left(taken, last, key=lambda stretch: stretch[0])
        free = before == 0 or taken[before - 1][1] <= first
        if free and first >= reached:
            kept.append((kind, first, last))
            reached = last
    return kept


def _suspicion(kind: Kind, first: int, last: int, folded: Folded) -> Suspicion:
    start, end = folded.stretch(first, last)
    return Suspicion(kind=kind, start=start, end=end, masked=masked(folded.text[first:last]))
