"""What was read of a text: its value, or a ``Doubt`` why it cannot be taken; and lines of text.

A reader returns the value, or raises ``NotRead`` with the doubt. It reads the same at every
entrance: a prompt, an option, a Word form, a list in Excel, a draft. ``Meaning`` is for what was
understood otherwise than it was written, which is shown before anything is recorded.

Numbers are read here too, as Chinese texts have them (二十三, 廿三, 贰拾叁, 二〇二六, 23, ２３),
and the numbers of records as people write them (DL-2024-0006, dl-2024-6, 2024-6, 6, 6号).
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Final, Self, TypeAlias

from accession_cli.i18n import N_, _
from accession_cli.scheme.registry import TASK, RecordId

_MOST_SHOWN: Final = 200
_MOST_OFFERED: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """The reason why something that was written cannot be taken; ``says`` is filled with ``facts``.

    ``candidates`` are possible meanings, the best first. ``key`` and ``label`` name the field.
    ``place`` names the cell, if there is one, as people find it: 评议表.xlsx 街道!F7.
    """

    says: str
    facts: Mapping[str, object] = field(default_factory=dict)
    candidates: tuple[str, ...] = ()
    key: str = ""
    label: str = ""
    place: str = ""

    @property
    def why(self) -> str:
        """The reason, with what may be meant, in the reader's language."""
        said = _(self.says).format(**self.facts)
        if not self.candidates:
            return said
        offered = "、".join(self.candidates[:_MOST_OFFERED])
        return _("{said} Perhaps it means: {candidates}").format(said=said, candidates=offered)

    @property
    def message(self) -> str:
        """The place and the reason, in the reader's language."""
        return _("{where}: {said}").format(where=self.place, said=self.why)

    def at(self, *, key: str = "", label: str = "", place: str = "") -> Self:
        """The doubt with its field or cell, and with its facts shortened to fit a message."""
        short = {name: shortened(str(fact)) for name, fact in self.facts.items()}
        return replace(self, facts=short, key=key, label=label, place=place)


class NotRead(Exception):
    """Something written cannot be taken; ``doubt`` has the reason."""

    def __init__(self, says: str, *, candidates: Iterable[str] = (), **facts: str) -> None:
        super().__init__(says)
        self.doubt = Doubt(says=says, facts=facts, candidates=tuple(candidates))

    def within(self, text: str, part: str) -> Self:
        """The same about *part* of *text*; what may be meant stands in the place of that part."""
        if part in text:
            meant = (text.replace(part, one, 1) for one in self.doubt.candidates)
            self.doubt = replace(self.doubt, candidates=tuple(meant))
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """Something that was understood otherwise than it was written, so that people can object.

    ``label`` names the field; ``written`` is what stands there, ``meant`` what it was taken for.
    """

    key: str
    label: str
    written: str
    meant: str

    @property
    def message(self) -> str:
        """The field, what stands there, and what it means, in the reader's language."""
        written, meant = (shortened(one_line(text)) for text in (self.written, self.meant))
        if not self.label:
            return _("“{written}” is understood as {meant}").format(written=written, meant=meant)
        said = _("{label}: “{written}” is understood as {meant}")
        return said.format(label=self.label, written=written, meant=meant)


def understood(key: str, label: str, written: str, meant: str) -> Iterator[Meaning]:
    """A ``Meaning`` when *written* says *meant* in other words, and not only in other signs."""
    if _bare(written) != _bare(meant):
        yield Meaning(key=key, label=label, written=written, meant=meant)


def understood_sentence(found: Sequence[Meaning]) -> str:
    """One line that says what was understood otherwise than it was written; "" for nothing."""
    if not found:
        return ""
    return _("Understood so: {all}").format(all="；".join(one.message for one in found))


_SIGNS: Final = re.compile(r"[\W_]+")
_APART: Final = re.compile(r"(?<=[0-9])[\W_]+(?=[0-9])")
_LEADING: Final = re.compile(r"(?<![0-9.])0+(?=[0-9])")
_CENTS: Final = re.compile(r"(?<=[0-9])\.0{1,2}(?![0-9])")
_DAY_SIGNS: Final = re.compile(r"(?<=[0-9])[年月日/.-]")


def _bare(text: str) -> str:
    """*text* without what only tells notations apart: 2026-10-08 and 2026年10月8日, 2,000.00元."""
    plain = _CENTS.sub("", squeezed(text).replace(",", "")).removesuffix("元")
    spaced = _LEADING.sub("", _DAY_SIGNS.sub(" ", plain))
    return "#".join(_SIGNS.sub("", part) for part in _APART.split(spaced)).casefold()


EMPTY: Final = N_("Nothing is filled in, and it is mandatory.")
TOO_LONG: Final = N_("It has more than {most} characters.")


def shortened(text: str) -> str:
    """*text*, cut to the length that a message has room for."""
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


#: Letters and digits as wide as Chinese characters, and their usual forms.
_NARROW: Final = {
    wide: wide - 0xFEE0
    for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}


def narrow(text: str) -> str:
    """*text* with letters and digits in their usual width; its other signs stay."""
    return text.translate(_NARROW)


#: Invisible characters, which come along when text is copied from elsewhere.
_INVISIBLE: Final = frozenset({"Cf", "Cc"})
_WIDE_SPACES: Final = " \t\u3000\u00a0"


def squeezed(text: str) -> str:
    """*text* in one width and without spaces, as names and labels are compared."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def clean(text: str) -> str:
    """*text* with trimmed lines, without empty lines at either end or invisible characters."""
    composed = unicodedata.normalize("NFC", text.replace("\u00a0", " ").replace("\t", " "))
    lines = composed.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").split("\n")
    seen = ("".join(char for char in line if _is_seen(char)) for line in lines)
    return "\n".join(line.strip(_WIDE_SPACES) for line in seen).strip("\n")


def _is_seen(char: str) -> bool:
    return unicodedata.category(char) not in _INVISIBLE


def one_line(text: str) -> str:
    """*text* on one line, with its lines joined.

    Two lines are joined by a space where the characters on both sides are ASCII, else directly.
    """
    joined = ""
    for line in filter(None, clean(text).split("\n")):
        latin = joined[-1:].isascii() and line[:1].isascii() and bool(joined)
        joined += f" {line}" if latin else line
    return joined


def items(text: str) -> list[str]:
    """The items that are written below one another, or with semicolons between them."""
    lines = text.replace("；", "\n").replace(";", "\n").split("\n")
    return [item for item in map(one_line, lines) if item]


def means(text: str, words: Collection[str]) -> bool:
    """True when *text* is one of *words*, however it is spaced, with or without a full stop."""
    return squeezed(text).rstrip("。") in words


NO_PERSON: Final = N_("Write the name of the person who looked at it, and nothing else.")
_LONGEST_PERSON: Final = 40


def person(text: str) -> str:
    """The name of a person, and nothing else, because it goes into a commit."""
    from accession_cli.secrecy.screening import screen as suspicions

    name = text.strip()
    named = any(sign.isalpha() for sign in name) and name.isprintable()
    if named and len(name) <= _LONGEST_PERSON and not suspicions(name):
        return name
    raise NotRead(NO_PERSON)


#: The value that a program finds in a cell of a workbook.
CellValue: TypeAlias = str | int | float | bool | date | datetime | time | timedelta
_WHOLE: Final = re.compile(r"[0-9]{1,9}", re.ASCII)
_EXACT: Final = 1e15  # up to here every whole number is kept exactly

TOO_MUCH: Final = N_("{score} is more than {highest}")
NO_SCORE: Final = N_("“{text}” is not a whole number from 0 to {highest}")
CELL_TOO_LONG: Final = N_("the text is longer than {most} characters")


def shown(cell: CellValue) -> str:
    """*cell* as people see it; a whole number has no decimal point."""
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def text_of_cell(cell: CellValue | None) -> str:
    """The text of *cell*, whatever its type; a day has the form that records use."""
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT:
        cell = int(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def score_in(cell: CellValue, highest: int) -> int | None:
    """The score in *cell*, from 0 to *highest*; None for an empty cell."""
    text = squeezed(shown(cell))
    if not text:
        return None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT:
        text = str(int(cell))
    if not _WHOLE.fullmatch(text):
        raise NotRead(NO_SCORE, text=text, highest=str(highest))
    if int(text) > highest:
        raise NotRead(TOO_MUCH, score=text, highest=str(highest))
    return int(text)


def text_in(cell: CellValue, most: int) -> str | None:
    """The text in *cell*, at most *most* characters long; None for an empty cell."""
    text = clean(shown(cell))
    if len(text) > most:
        raise NotRead(CELL_TOO_LONG, most=str(most))
    return text or None


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


_WRITTEN: Final = re.compile(
    r"(?:(?P<prefix>[A-Z]{2,6})-?)?(?:(?P<letter>[AC])-?)?"
    r"(?:[(\[〔【]?(?P<year>[0-9]{4})(?:[)\]〕】]|-|年第?))?(?P<serial>[0-9]{1,9})号?",
    re.ASCII,
)
_BETWEEN: Final = re.compile(r"[\s_]+|[‐-―−]")


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """What a person wrote of a record's number; ``None`` is a part that was left out."""

    serial: int
    year: int | None
    letter: str | None
    prefix: str | None

    def fits(self, number: RecordId) -> bool:
        """Whether *number* may be meant; without a letter, a task's."""
        return (
            self.serial == number.serial
            and self.year in (None, number.year)
            and (self.letter or TASK) == number.letter
            and self.prefix in (None, number.prefix)
        )


def written_number(text: str) -> WrittenNumber | None:
    """What *text* says of a record's number; ``None`` when it is no number."""
    plain = _BETWEEN.sub(
        lambda found: "" if found[0].isspace() else "-",
        unicodedata.normalize("NFKC", text.strip()).upper(),
    )
    found = _WRITTEN.fullmatch(plain)
    if found is None:
        return None
    year = found["year"]
    return WrittenNumber(
        serial=int(found["serial"]),
        year=int(year) if year else None,
        letter=found["letter"],
        prefix=found["prefix"],
    )


AS_ABOVE: Final = N_("“{text}” does not tell which of the cells above is meant.")
TOLD_ELSEWHERE: Final = N_("“{text}” names another paper; what is admitted has to stand here.")
#: A text that only names another paper, and a line that does.
_ELSEWHERE: Final = re.compile(
    r"(?:详见|参见|具体见|见(?!义勇为|[到面习证])|另附|附(?![近属着加设]))"
    r"[^，,。；;\n]{0,60}?(?:[(（][^()（）]{0,20}[)）])?[。.]?"
)
_ATTACHED: Final = re.compile(
    r"(?:详见|参见|具体见|见|另附|附)?(?:所附|后附|随附)?(?:附件|附表|附页|另纸)"
    r"[0-9一二三四五六七八九十]{0,3}(?:[(（][^()（）]{0,20}[)）])?[。.]?"
)
_AS_ABOVE: Final = frozenset({"同上", "同前", "见上", "〃"})


def phone(text: str) -> str:
    """A telephone number with its digits in their usual width."""
    return narrow(one_line(text)).replace("－", "-")


def told_here(text: str) -> str:
    """What a text says; ``NotRead`` when it only names another paper."""
    if _ELSEWHERE.fullmatch(squeezed(text)):
        raise NotRead(TOLD_ELSEWHERE, text=text)
    return clean(text)


def line_told_here(text: str) -> str:
    """A line; ``NotRead`` when it only names an attachment."""
    if _ATTACHED.fullmatch(squeezed(text)):
        raise NotRead(TOLD_ELSEWHERE, text=text)
    return one_line(text)


def is_as_above(text: str) -> bool:
    """Whether *text* only says that the same is meant as above it."""
    return squeezed(text).strip('。（）()"“”') in _AS_ABOVE


def as_above(text: str) -> None:
    """Raise ``NotRead`` for a cell that only says 同上, where no cell stands above it."""
    if is_as_above(text):
        raise NotRead(AS_ABOVE, text=text)


def said_again(rows: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """*rows* with what stands above in place of 同上."""
    above: tuple[str, ...] = ()
    for row in rows:
        if len(row) == len(above):
            row = tuple(  # noqa: PLW2901 - the row as it is meant
                old if is_as_above(cell) else cell for cell, old in zip(row, above, strict=True)
            )
        above = row
        yield row
