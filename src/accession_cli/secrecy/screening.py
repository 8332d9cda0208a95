"""Screen a text for what a registry must not hold: secrecy markings and persons' numbers.

The text is folded first, which makes all ways of writing alike, so that one pattern finds what is
looked for: full-width, circled and foreign digits become ordinary ones; invisible characters are
dropped; every run of blanks becomes one blank, or a line break if it had one; all stars become one
shape, and so do all dashes and the rules of a drawn table. Before, ``unescaped`` reads what a
program wrote as a code, and ``decoded`` what it wrote as base64 or quoted-printable. A
``Suspicion`` says what was found without repeating it.

Texts that may not enter the registry are refused before anything of them is written. A refusal
never repeats the text that it matched.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from accession_cli.errors import Exit, Refusal, Refused
from accession_cli.i18n import N_, _
from accession_cli.secrecy.codes import Suspicion, SuspicionKind, masked
from accession_cli.secrecy.encoded import FILLED, decoded
from accession_cli.secrecy.markings import SIGN, markings
from accession_cli.secrecy.numbers import EVEN_RUN, personal_numbers
from accession_cli.secrecy.patterns import sign

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
    return _CODE.sub(lambda code: _CODES[code[0].lower()].ljust(len(code[0]), FILLED), text)


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
        for char in _TABLE[ord(text[at])]:
            gap = char in " \n"
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

    What a program wrote as base64 or quoted-printable is read, too. The time is linear in the
    length of *text*, whatever it holds.
    """
    text = decoded(text)
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
    found_in = screen_name(text)
    text = decoded(text) if found_in else text
    for found in sorted(found_in, key=lambda one: one.start):
        if found.start >= last and found.kind is not SuspicionKind.HINT:
            shown += [text[last : found.start], found.masked]
            last = found.end
    return ("".join(shown) + text[last:]).replace(FILLED, "")


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


_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_MOST_SHOWN: Final = 10  # of the places found in a text
_WHAT: Final = {
    SuspicionKind.MARKING: N_("a secrecy marking, {masked}"),
    SuspicionKind.HINT: N_("a hint that it is not for the public, {masked}"),
    SuspicionKind.ID_NUMBER: N_("an identity number, {masked}"),
    SuspicionKind.DOUBTFUL_ID: N_("what may be an identity number with a slip in it, {masked}"),
    SuspicionKind.BANK_CARD: N_("a bank card number, {masked}"),
    SuspicionKind.MOBILE: N_("a mobile telephone number, {masked}"),
    SuspicionKind.TRAVEL_DOCUMENT: N_("the number of a passport or of a permit, {masked}"),
    SuspicionKind.TOO_MANY: N_("more numbers than a program looks through"),
    SuspicionKind.UNREADABLE: N_(
        "pages, pictures or a kind of file (.doc, .rtf) that no program here can read; save it as"
        " .docx if it is a document"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text on its way into the registry; ``where`` is what messages call its place.

    ``text`` is ``None`` when no program can read it, as for a scan. ``is_name``: it is a file's
    name. ``is_contact``: it is an agency's contact person, whose telephone number is expected.
    """

    where: str
    text: str | None
    is_name: bool = False
    is_contact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Caught:
    """One thing found in a passage, masked, with its place."""

    kind: SuspicionKind
    where: str
    masked: str = ""
    line: int | None = None

    @property
    def message(self) -> str:
        """The place and the kind of thing, in the reader's language."""
        what = _(_WHAT[self.kind]).format(masked=self.masked)
        if self.line is None:
            return _("{where}: {what}").format(where=self.where, what=what)
        said = _("{where}, line {line}: {what}")
        return said.format(where=self.where, line=self.line, what=what)


class _Refused(Refused):
    """The base of the three refusals, which list the places, masked; nothing was written."""

    def __init__(self, caught: Sequence[Caught]) -> None:
        super().__init__(count=len(caught))
        self.caught = tuple(caught)

    @property
    def message(self) -> str:
        """What happened, then each place on a line of its own, up to ``_MOST_SHOWN``."""
        shown = [f"- {one.message}" for one in self.caught[:_MOST_SHOWN]]
        if len(self.caught) > _MOST_SHOWN:
            shown.append("- …")
        return "\n".join([super().message, *shown])


class MarkedSecret(_Refused):
    """A text carries a secrecy marking; no person's word can let it pass."""

    refusal = Refusal(
        N_(
            "Refused, and nothing was written or kept: this carries a secrecy marking, and a"
            " computer that is not approved for secrets may not hold them (保守国家秘密法,"
            " article 31)."
        ),
        N_(
            "Review classified papers by hand, away from this computer. The record"
            " says only that it was done: that it came in offline, and a basis that"
            " is withheld, with reviewer and date. If the marked text is on this"
            " computer already, tell your secrecy office (docs/purge.md)."
        ),
        Exit.SECRET,
    )


class PersonalNumber(_Refused):
    """A text holds the number of a person's identity card, passport, permit or bank card."""

    refusal = Refusal(
        N_(
            "Refused, and nothing was written or kept: this holds a person's number, which no"
            " record of a task needs (个人信息保护法, article 6)."
        ),
        N_(
            "Take the number out, or use a copy of the paper without it, and run the command again."
        ),
        Exit.SECRET,
    )


class NotInspected(_Refused):
    """Only a person can judge this, and no person is named who did."""

    @property
    def only_scans(self) -> bool:
        """Whether all of it is pages or pictures that no program can read."""
        return all(one.kind is SuspicionKind.UNREADABLE for one in self.caught)

    refusal = Refusal(
        N_(
            "Refused, and nothing was written or kept: a person has to look at this first"
            " (保守国家秘密法, article 31; 个人信息保护法, article 6)."
        ),
        N_(
            "Take it out; or let somebody who may judge it look at it, and repeat the"
            " command with --inspected-by and that person's name, which is kept with"
            " the record."
        ),
        Exit.SECRET,
    )


#: Bytes or escapes that stand for no character; no text file can hold them.
NOT_TEXT: Final = Refusal(
    N_("{where} holds something that is no character, so nothing was written or kept."),
    N_("Type it anew; a file has to be UTF-8, and its name too."),
    Exit.UNREADABLE,
)


def screened(passages: Iterable[Passage], inspected_by: str | None = None) -> None:
    """Refuse *passages* that may not enter: ``MarkedSecret``, ``PersonalNumber``, ``NotInspected``.

    *inspected_by* is the person who has judged what only a person can judge. Markings, identity
    numbers and bank cards are refused all the same.
    """
    doubts = refuse_secrets(passages)
    if doubts and not inspected_by:
        raise NotInspected(doubts)


def refuse_secrets(passages: Iterable[Passage]) -> Sequence[Caught]:
    """Refuse markings and personal numbers; return what only a person can judge."""
    caught = _each_once([one for passage in _not_again(passages) for one in caught_in(passage)])
    blocking = [one for one in caught if one.kind.blocks]
    if any(one.kind is SuspicionKind.MARKING for one in blocking):
        raise MarkedSecret(blocking)
    if blocking:
        raise PersonalNumber(blocking)
    return caught


def _not_again(passages: Iterable[Passage]) -> Iterator[Passage]:
    """*passages* without texts that came before; in a list of tasks nearly all repeat.

    A suspicious text is reported where it came first, so later places do not matter.
    """
    met: set[tuple[str | None, bool, bool]] = set()
    for passage in passages:
        text = passage.text, passage.is_name, passage.is_contact
        if text not in met:
            met.add(text)
            yield passage


def caught_in(passage: Passage) -> tuple[Caught, ...]:
    """Everything suspicious in *passage*, masked."""
    text = passage.text
    if text is None:
        return (Caught(kind=SuspicionKind.UNREADABLE, where=shown_place(passage.where)),)
    if _SURROGATE.search(text):
        raise NOT_TEXT(where=shown_place(passage.where))
    found = screen_name(text) if passage.is_name else screen(text)
    if passage.is_contact:
        found = tuple(one for one in found if one.kind is not SuspicionKind.MOBILE)
    if not found:
        return ()
    where = shown_place(passage.where)
    if "\n" not in text.strip():
        return tuple(Caught(kind=one.kind, where=where, masked=one.masked) for one in found)
    starts = [match.start() for match in re.finditer("\n", text)]
    return tuple(
        Caught(
            kind=one.kind,
            where=where,
            masked=one.masked,
            line=bisect_left(starts, one.start) + 1,
        )
        for one in found
    )


def _each_once(caught: Sequence[Caught]) -> list[Caught]:
    """Each thing once, where it came first; a draft is read twice, by its keys and whole."""
    first: dict[tuple[SuspicionKind, str], Caught] = {}
    for one in caught:
        first.setdefault((one.kind, one.masked), one)
    return list(first.values())
