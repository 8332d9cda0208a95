"""Read what a cell of the approval form says where the form alone tells what it means."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from accession_cli.entry.form_words import layout
from accession_cli.entry.money import Money, money
from accession_cli.entry.values import NotRead, clean, narrow, one_line, squeezed
from accession_cli.i18n import N_
from accession_cli.papers.application_form_filled import citation
from accession_cli.papers.application_form_texts import is_as_above

A_PLACE: Final = N_("“{text}” is a place, and does not say how often.")
AS_ABOVE: Final = N_("“{text}” does not tell which of the cells above is meant.")
TOLD_ELSEWHERE: Final = N_("“{text}” names another paper; what is admitted has to stand here.")
NO_UNIT: Final = N_("“{text}” does not say whether yuan or ten thousands of yuan are meant.")
#: A text that only names another paper, and a line that does.
_ELSEWHERE: Final = re.compile(
    r"(?:详见|参见|具体见|见(?!义勇为|[到面习证])|另附|附(?![近属着加设]))"
    r"[^，,。；;\n]{0,60}?(?:[(（][^()（）]{0,20}[)）])?[。.]?"
)
_ATTACHED: Final = re.compile(
    r"(?:详见|参见|具体见|见|另附|附)?(?:所附|后附|随附)?(?:附件|附表|附页|另纸)"
    r"[0-9一二三四五六七八九十]{0,3}(?:[(（][^()（）]{0,20}[)）])?[。.]?"
)


def money_of_cell(text: str) -> Money:
    """The money of the form; a small number alone may as well be meant in ten thousands."""
    found = money(text)
    if re.fullmatch(r"(?:[0-9]{1,2}|[0-9]{1,2}\.[0-9])", squeezed(text)) and not found.is_none:
        candidates = (f"{squeezed(text)}{unit}" for unit in ("万元", "元"))
        raise NotRead(NO_UNIT, candidates=candidates, text=text)
    return found


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


def as_above(text: str) -> None:
    """Raise ``NotRead`` for a cell that only says 同上, where no cell stands above it."""
    if is_as_above(text):
        raise NotRead(AS_ABOVE, text=text)


_ONLY: Final = "(?:只|仅)(?:能|需|限)?由(?:各|本)?(?:{words})"
_NOT: Final = (
    "(?:{words})(?:工作者|工作人员)?(?:不再|不)(?:参与|承担|办理|介入|参加)"
    "(?:(?:本|该|此)(?:项)?(?:事项|工作|任务))?(?=[。；，,;、）)\n]|$)"
)


def said_of_channels(
    text: str, words: Mapping[str, Collection[str]]
) -> Iterator[tuple[list[str], str]]:
    """What *text* says about who does it: the channels that remain, and the words that say so."""
    for key, named in words.items():
        ways = "|".join(sorted(named, key=len, reverse=True))
        if only := re.search(_ONLY.format(words=ways), text):
            yield [key], only[0]
        if without := re.search(_NOT.format(words=ways), text):
            yield [one for one in words if one != key], without[0]


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


def row_compared(row: Sequence[str], bases: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """A row of legal bases as it is written, and as it was understood."""
    kinds = layout().words["basis"]
    meant = "；".join(map(citation, bases))
    if len(row) == 1:
        return row[0], meant
    kind, name, number, clause, dated = row
    if kind and bases:
        first = bases[0]
        read = "withheld" if first.get("withheld") else "law" if "law" in first else "document"
        meant = meant if read == "withheld" else f"{kinds[read]} {meant}"
    return " ".join(filter(None, (kind, name, number, dated, clause))), meant
