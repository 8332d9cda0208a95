"""Read what people write: days, amounts of money, scores, choices, lines of text.

A reader returns the value, or raises ``NotRead`` with a ``Doubt``. What is accepted still differs
by ``Entrance``; each such difference is an argument ``at`` in this package.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Final, Self, TypeAlias

from accession_cli.i18n import N_, _

_MOST_SHOWN: Final = 200


class Entrance(Enum):
    """The place where something was written."""

    PAPER = "a cell or field of a form, a list or a workbook"
    PROMPT = "an answer at a terminal"
    OPTION = "an option on the command line"
    TABLE = "a cell of a table of law versions"


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
        """The reason, in the reader's language."""
        return _(self.says).format(**self.facts)

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


EMPTY: Final = N_("Nothing is filled in, and it is mandatory.")
TOO_LONG: Final = N_("It has more than {most} characters.")
NO_CHOICE: Final = N_("“{text}” is none of: {known}.")


def shortened(text: str) -> str:
    """*text*, cut to the length that a message has room for."""
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


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


def one_of(known: Mapping[str, str]) -> Callable[[str], str]:
    """A reader that returns the key of the name it is given; *known* maps keys to names."""

    def read(text: str) -> str:
        wanted = squeezed(text).rstrip("。")
        for key, name in known.items():
            if squeezed(name) == wanted:
                return key
        raise none_of(text, known.values())

    return read


def none_of(text: str, known: Iterable[str]) -> NotRead:
    """The ``NotRead`` for *text*, which is none of the names *known*."""
    names = tuple(known)
    return NotRead(NO_CHOICE, candidates=names, text=text, known="、".join(names))


_WRITTEN_DAY: Final = re.compile(
    r"([0-9]{4})(?:年|[-./])([0-9]{1,2})(?:月|[-./])([0-9]{1,2})日?", re.ASCII
)
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2099
_MONTHS: Final = range(1, 13)
_ISO: Final = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
_OTHERWISE: Final = (
    r"([0-9]{4})[^0-9]{1,2}([0-9]{1,2})[^0-9]{1,2}([0-9]{1,2})日?",
    r"([0-9]{4})([0-9]{2})([0-9]{2})",
)
_DAY_IN_TABLE: Final = r"([0-9]{4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})"

NO_DAY: Final = N_("“{text}” is not a day like 2026年3月2日.")
NO_TYPED_DAY: Final = N_("Write a day of the calendar as year-month-day, for example 2026-03-02.")
NO_ISO_DAY: Final = N_("“{text}” is not a day. Write it like 2024-03-01.")
NO_MONTH: Final = N_("“{text}” is not a day: the month must be from 01 to 12.")
NO_DAY_IN_MONTH: Final = N_("There is no day “{text}”: that month has {length} days.")
OTHER_FORM: Final = N_("“{text}” is not written as dates are here; write {better}.")


def day(text: str, at: Entrance = Entrance.PAPER) -> date:
    """The day that *text* names.

    On paper it may be 2026年3月2日, 2026-3-2, 2026.3.2 or 2026/3/2. At a prompt and in an option it
    must be 2026-03-02. In an option, the complaint about a day in another form gives it in the
    right one.
    """
    if at is Entrance.PAPER:
        return _written_day(text)
    try:
        return _iso_day(text)
    except NotRead as unread:
        if at is Entrance.PROMPT:
            raise NotRead(NO_TYPED_DAY, candidates=unread.doubt.candidates) from unread
        raise


def _written_day(text: str) -> date:
    found = _WRITTEN_DAY.fullmatch(squeezed(text))
    try:
        if found and _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise NotRead(NO_DAY, text=text)


def _iso_day(text: str) -> date:
    folded = unicodedata.normalize("NFKC", text).strip()
    exact = re.fullmatch(_ISO, text)
    forms = (re.fullmatch(form, folded) for form in (_ISO, *_OTHERWISE))
    found = exact or next(filter(None, forms), None)
    if found is None:
        raise NotRead(NO_ISO_DAY, text=text)
    year, month, number = (int(part) for part in found.groups())
    if month not in _MONTHS or not year:
        raise NotRead(NO_MONTH, text=text)
    length = monthrange(year, month)[1]
    if not 1 <= number <= length:
        raise NotRead(NO_DAY_IN_MONTH, text=text, length=str(length))
    made = date(year, month, number)
    if not exact:
        better = made.isoformat()
        raise NotRead(OTHER_FORM, candidates=(better,), text=text, better=better)
    return made


def last_day(text: str, open_end: Collection[str]) -> date | None:
    """The last day that a form names; None when it is one of the words *open_end*, for no end."""
    return None if squeezed(text) in open_end else day(text)


def day_in_table(text: str) -> str:
    """A day as Excel in China writes it, 2026/8/15, in the records' form; other text unchanged."""
    found = re.fullmatch(_DAY_IN_TABLE, unicodedata.normalize("NFKC", text))
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else text


_WRITTEN_AMOUNT: Final = re.compile(
    r"(?:人民币|RMB|¥|￥)?([0-9]{1,12}(?:,[0-9]{3}){0,4})(?:\.([0-9]{1,8}))?(万)?(?:元整?)?",
    re.ASCII,
)
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+", re.ASCII)
_PLAIN_AMOUNT: Final = r"(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,2})?"
_TEN_THOUSAND: Final = 10_000
_CENT: Final = Decimal("0.01")
_MOST: Final = Decimal(10) ** 12

NO_AMOUNT: Final = N_("“{text}” is not one amount of money, like 24000元 or 2.4万元.")
NO_TYPED_AMOUNT: Final = N_("Write yuan as a number, for example 24000 or 1500.50.")
NO_YUAN: Final = N_("“{text}” is not an amount in yuan; write it like 24000.00.")


def amount(text: str, at: Entrance = Entrance.PAPER) -> str:
    """An amount in yuan as records write it, ``24000.00``.

    On paper 元, 万元, 人民币 and commas are understood. A prompt takes a number of any size, with
    or without commas. An option takes a plain number.
    """
    read, says = _AMOUNTS[at]
    money = read(text)
    if money is None:
        raise NotRead(says, text=text)
    return f"{money:.2f}"


def _written_amount(text: str) -> Decimal | None:
    found = _WRITTEN_AMOUNT.fullmatch(squeezed(text))
    if found is None or not _THOUSANDS.fullmatch(found[1]):
        return None
    money = Decimal(f"{found[1].replace(',', '')}.{found[2] or '0'}")
    money *= _TEN_THOUSAND if found[3] else 1
    return money if money == money.quantize(_CENT) and money < _MOST else None


def _typed_amount(text: str) -> Decimal | None:
    try:
        money = Decimal(text.replace(",", "").replace("，", ""))
        fit = money.is_finite() and money >= 0 and round(money, 2) == money
    except InvalidOperation:
        return None
    return money if fit else None


def _plain_amount(text: str) -> Decimal | None:
    folded = unicodedata.normalize("NFKC", text).strip()
    return Decimal(folded) if re.fullmatch(_PLAIN_AMOUNT, folded, re.ASCII) else None


_AMOUNTS: Final[Mapping[Entrance, tuple[Callable[[str], Decimal | None], str]]] = {
    Entrance.PAPER: (_written_amount, NO_AMOUNT),
    Entrance.PROMPT: (_typed_amount, NO_TYPED_AMOUNT),
    Entrance.OPTION: (_plain_amount, NO_YUAN),
}


def funds(text: str, no_money: Collection[str]) -> str:
    """The amount that a form asks for; 0.00 for one of the words *no_money*."""
    return "0.00" if squeezed(text) in no_money else amount(text)


#: The value that a program finds in a cell of a workbook.
CellValue: TypeAlias = str | int | float | bool | date | datetime | time | timedelta
_WHOLE: Final = re.compile(r"[0-9]{1,9}", re.ASCII)
_EXACT: Final = 1e15  # up to here every whole number is kept exactly

TOO_MUCH: Final = N_("{score} is more than {highest}")
NO_SCORE: Final = N_("“{text}” is not a whole number from 0 to {highest}")
AMOUNT_MISSING: Final = N_("the amount is missing; where there was none, write 0")
NO_MONEY: Final = N_("“{text}” is not an amount of money with at most two decimals")
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
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _MOST:
        text = str(int(cell))
    if not _WHOLE.fullmatch(text):
        raise NotRead(NO_SCORE, text=text, highest=str(highest))
    if int(text) > highest:
        raise NotRead(TOO_MUCH, score=text, highest=str(highest))
    return int(text)


def money_in(cell: CellValue) -> Decimal:
    """The amount in *cell*, in yuan; ``NotRead`` for an empty cell."""
    text = shown(cell).strip()
    if not text:
        raise NotRead(AMOUNT_MISSING)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return Decimal(amount(text))
    money = Decimal(repr(cell))
    if not 0 <= money < _MOST or money != money.quantize(_CENT):
        raise NotRead(NO_MONEY, text=text)
    return money.quantize(_CENT)


def day_in(cell: CellValue) -> date | None:
    """The day in *cell*, as Excel holds it or as people write it; None for an empty cell."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = shown(cell).strip()
    return day(text) if text else None


def text_in(cell: CellValue, most: int) -> str | None:
    """The text in *cell*, at most *most* characters long; None for an empty cell."""
    text = clean(shown(cell))
    if len(text) > most:
        raise NotRead(CELL_TOO_LONG, most=str(most))
    return text or None
