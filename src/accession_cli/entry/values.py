"""Read days, amounts of money and lines of text as people write them into a form.

A ``CellFault`` names a cell of a workbook that cannot be read, and what is wrong in it.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from accession_cli.entry.form_words import squeezed
from accession_cli.i18n import N_, _

_DAY: Final = re.compile(r"([0-9]{4})(?:年|[-./])([0-9]{1,2})(?:月|[-./])([0-9]{1,2})日?", re.ASCII)
_AMOUNT: Final = re.compile(
    r"(?:人民币|RMB|¥|￥)?([0-9]{1,12}(?:,[0-9]{3}){0,4})(?:\.([0-9]{1,8}))?(万)?(?:元整?)?",
    re.ASCII,
)
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+", re.ASCII)
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2099
_MOST_SHOWN: Final = 200
_TEN_THOUSAND: Final = 10_000
_MOST: Final = Decimal(10) ** 12
#: Characters that nobody sees and that come along when text is copied from elsewhere.
_INVISIBLE: Final = frozenset({"Cf", "Cc"})
_WIDE_SPACES: Final = " \t\u3000\u00a0"


class NotRead(Exception):
    """What stands in a field cannot be resolved; ``says`` with ``facts`` tells why."""

    def __init__(self, says: str, **facts: str) -> None:
        super().__init__(says)
        self.says = says
        self.facts = {name: shortened(text) for name, text in facts.items()}


def shortened(text: str) -> str:
    """The beginning of *text*, as far as a message has room for it."""
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


EMPTY: Final = N_("Nothing is filled in, and it is mandatory.")
NO_DAY: Final = N_("“{text}” is not a day like 2026年3月2日.")
NO_AMOUNT: Final = N_("“{text}” is not one amount of money, like 24000元 or 2.4万元.")


def clean(text: str) -> str:
    """*text* with its lines trimmed, no empty line at either end, and nothing invisible."""
    composed = unicodedata.normalize("NFC", text.replace("\u00a0", " ").replace("\t", " "))
    lines = composed.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").split("\n")
    seen = ("".join(char for char in line if _is_seen(char)) for line in lines)
    return "\n".join(line.strip(_WIDE_SPACES) for line in seen).strip("\n")


def _is_seen(char: str) -> bool:
    return unicodedata.category(char) not in _INVISIBLE


def one_line(text: str) -> str:
    """*text* in one line, as it reads when a program broke it in two."""
    joined = ""
    for line in filter(None, clean(text).split("\n")):
        latin = joined[-1:].isascii() and line[:1].isascii() and bool(joined)
        joined += f" {line}" if latin else line
    return joined


def day(text: str) -> date:
    """The day that *text* names: 2026年3月2日, 2026-3-2, 2026.3.2 or 2026/3/2."""
    found = _DAY.fullmatch(squeezed(text))
    try:
        if found and _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise NotRead(NO_DAY, text=text)


def amount(text: str) -> str:
    """An amount in yuan as records have it, ``24000.00``; 万元 are told from 元."""
    found = _AMOUNT.fullmatch(squeezed(text))
    if found is None or not _THOUSANDS.fullmatch(found[1]):
        raise NotRead(NO_AMOUNT, text=text)
    money = Decimal(f"{found[1].replace(',', '')}.{found[2] or '0'}")
    money *= _TEN_THOUSAND if found[3] else 1
    if money != money.quantize(Decimal("0.01")) or money >= _MOST:
        raise NotRead(NO_AMOUNT, text=text)
    return f"{money:.2f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFault:
    """``where`` is the cell as people find it: 评议表.xlsx 街道!F7; ``says`` has ``facts``."""

    where: str
    says: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """Where it is and what is wrong, in the reader's language."""
        said = _(self.says).format(**self.facts)
        return _("{where}: {said}").format(where=self.where, said=said)
