"""What people type into a cell: a score, money, a day, a text. Nothing is guessed."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from accession_cli.entry.form_words import squeezed
from accession_cli.entry.values import NotRead, amount, clean, day
from accession_cli.forms.workbook_cells import Cell
from accession_cli.i18n import N_

_WHOLE: Final = re.compile(r"[0-9]{1,9}", re.ASCII)
_CENT: Final = Decimal("0.01")
_MOST: Final = Decimal(10) ** 12

TOO_MUCH: Final = N_("{score} is more than {highest}")
NO_SCORE: Final = N_("“{text}” is not a whole number from 0 to {highest}")
NO_AMOUNT: Final = N_("the amount is missing; where there was none, write 0")
NO_MONEY: Final = N_("“{text}” is not an amount of money with at most two decimals")
TOO_LONG: Final = N_("the text is longer than {most} characters")


def shown(cell: Cell) -> str:
    """*cell* as people see it: a whole number has no point in it."""
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def score_in(cell: Cell, highest: int) -> int | None:
    """The score in *cell*, from 0 to *highest*; None where there is none."""
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


def money_in(cell: Cell) -> Decimal:
    """The amount in *cell* in yuan; there must be one."""
    text = shown(cell).strip()
    if not text:
        raise NotRead(NO_AMOUNT)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return Decimal(amount(text))
    money = Decimal(repr(cell))
    if not 0 <= money < _MOST or money != money.quantize(_CENT):
        raise NotRead(NO_MONEY, text=text)
    return money.quantize(_CENT)


def day_in(cell: Cell) -> date | None:
    """The day in *cell*, as Excel holds it or as people write it; None where there is none."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = shown(cell).strip()
    return day(text) if text else None


def text_in(cell: Cell, most: int) -> str | None:
    """The text in *cell*, of at most *most* characters; None where there is none."""
    text = clean(shown(cell))
    if len(text) > most:
        raise NotRead(TOO_LONG, most=str(most))
    return text or None
