"""Lay out text in terminal columns, of which a Chinese character takes two.

Widths come from ``unicodedata``, which is imported anyway. ``wcwidth`` gives the same widths (a
test compares both), but takes longer to import than all the rest of ``--help``.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

#: These may not begin a line, because they belong to the text before them.
_CLOSING: Final = "、。，．：；？！）］｝〕〉》」』】〗’”…—～％"
#: These may not end a line, because they belong to the text after them.
_OPENING: Final = "（［｛〔〈《「『【〖‘“"
_NO_WIDTH: Final = frozenset({"Mn", "Me", "Cf", "Cc"})
#: Controls, format characters (also bidirectional), surrogates, private use, odd line ends.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_NARROWEST: Final = 16
_WIDEST_TERM: Final = 32
#: Build logs obey these: the first anywhere, the second at the beginning of a line.
_INSTRUCTION: Final = re.compile(r"##(?=[a-z]*\[)", re.IGNORECASE)
_COMMAND: Final = re.compile(r"^(\s*)::", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The page to write on: its width, whether it has colour, and whether it is brief.

    ``columns`` is None where lines are never broken (files, pipes). On a ``brief`` page, hints are
    only counted.
    """

    columns: int | None = None
    colour: bool = False
    brief: bool = False


def cells(text: str) -> int:
    """The number of terminal columns that *text* takes."""
    if text.isascii():
        return len(text)
    return sum(map(_cells_of, text))


def _cells_of(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.category(character) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def hidden(character: str) -> bool:
    """True when a terminal would act on *character* or hide it, or it is a noncharacter."""
    point = ord(character)
    noncharacter = point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF  # noqa: PLR2004 - Unicode
    return noncharacter or unicodedata.category(character) in _UNSEEN


def visible(text: str, *, keep: str = "") -> str:
    r"""*text* with every character that a terminal would act on, or hide, as ``\u{…}``.

    Characters in *keep* stay. ``##[`` and ``##vso[``, which build logs obey, are broken up.
    """
    if not text.isprintable():
        text = "".join(
            character
            if character in keep or not hidden(character)
            else f"\\u{{{ord(character):x}}}"
            for character in text
        )
    return _INSTRUCTION.sub(r"#\\u{23}", text) if "##" in text else text


def json_text(value: object) -> str:
    r"""*value* as JSON that is safe to print, and that programs read unchanged.

    Characters that ``visible`` would show as ``\u{…}`` get JSON's own escapes, which a reader
    undoes.
    """
    import json

    written = json.dumps(value, ensure_ascii=False, indent=2)
    if not written.replace("\n", "").isprintable():
        written = "".join(
            json.dumps(character)[1:-1] if character != "\n" and hidden(character) else character
            for character in written
        )
    return _INSTRUCTION.sub(r"#\\u0023", written)


def harmless(text: str) -> str:
    r"""*text* with ``::`` at the beginning of a line as ``\u{3a}:``, because build logs obey it."""
    return _COMMAND.sub(r"\1\\u{3a}:", text) if "::" in text else text


def wrap(text: str, columns: int | None, *, first: str = "", rest: str = "") -> list[str]:
    """Break one paragraph into lines of at most *columns*; *first* or *rest* begins each line.

    Chinese breaks between any two characters, but no line begins with closing punctuation or ends
    with opening punctuation, and no space is added. A word longer than a line stays whole. Where
    *columns* is None, the paragraph is one line.
    """
    if columns is None:
        return [f"{first}{text}".rstrip()]
    lines: list[str] = []
    line, used, gap = first, cells(first), ""
    begun = False
    room = max(columns, cells(rest) + _NARROWEST) if rest else columns
    for piece in _pieces(text):
        if piece.isspace():
            gap = piece if begun else ""
            continue
        width = cells(piece)
        if begun and used + len(gap) + width > room:
            lines.append(line.rstrip())
            line, used, gap = rest, cells(rest), ""
        line += gap + piece
        used += len(gap) + width
        gap, begun = "", True
    return [*lines, line.rstrip()]


def _pieces(text: str) -> Iterator[str]:
    """Words, spaces, and Chinese characters with the punctuation that belongs to them.

    A remark in full-width square brackets is one piece. A regular expression would be slower:
    compiling it takes longer than laying out a whole help page.
    """
    piece, whole = "", False
    for character in text:
        if piece and not whole and _may_part(piece[-1], character):
            yield piece
            piece = ""
        piece += character
        whole = character == "［" or (whole and character != "］")
    if piece:
        yield piece


def _may_part(left: str, right: str) -> bool:
    """Whether a line may end between two characters."""
    if " " in (left, right):
        return left != right
    if left in _OPENING or right in _CLOSING:
        return False
    return _cells_of(left) > 1 or _cells_of(right) > 1


def pad(text: str, columns: int) -> str:
    """*text* with spaces added up to *columns*."""
    return text + " " * (columns - cells(text))


def rows(lines: Iterable[tuple[str, str]], columns: int | None, *, indent: int = 2) -> list[str]:
    """Terms on the left, their texts wrapped on the right; a wide term has a line of its own.

    A text may have several paragraphs; all of them stand on the right.
    """
    lines = list(lines)
    fitting = [cells(term) for term, _text in lines if cells(term) <= _WIDEST_TERM]
    left = indent + max(fitting, default=0) + 2
    margin = " " * left
    laid: list[str] = []
    for term, text in lines:
        head = " " * indent + term
        if cells(term) > _WIDEST_TERM:
            laid.append(head)
            head = ""
        for paragraph in text.split("\n"):
            laid.extend(wrap(harmless(paragraph), columns, first=pad(head, left), rest=margin))
            head = ""
    return laid


def table(headings: Sequence[str], body: Sequence[Sequence[str]], columns: int | None) -> list[str]:
    """A plain table: headings, a rule, rows; the last column wraps, the others are never broken."""
    shown = [[visible(cell) for cell in row] for row in body]
    widths = [
        max(cells(row[number]) for row in (headings, *shown)) for number in range(len(headings) - 1)
    ]
    margin = " " * (sum(widths) + 2 * len(widths))
    last = max((cells(row[-1]) for row in (headings, *shown)), default=0)
    if columns is not None:
        last = min(last, max(columns - len(margin), _NARROWEST))
    laid = _row(headings, widths, margin, columns)
    laid.append("  ".join("─" * width for width in (*widths, last)))
    for row in shown:
        laid.extend(_row(row, widths, margin, columns))
    return laid


def _row(row: Sequence[str], widths: Sequence[int], margin: str, columns: int | None) -> list[str]:
    head = "".join(pad(cell, width) + "  " for cell, width in zip(row, widths, strict=False))
    return wrap(row[-1], columns, first=head, rest=margin)
