r"""What people write is understood as a civil servant would, or it is said to be unclear.

``design_examples.csv`` has every example of the design; ``wordings.csv`` has others. A line has the
kind of value, what is written (\n and \t stand for themselves), and its meaning: what the record
then holds, or ``unclear``, with the first candidate after ``>``.
"""

import csv
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from accession_cli.entry.choices import result
from accession_cli.entry.citations import Bases, article, written
from accession_cli.entry.days import Ends, day
from accession_cli.entry.money import money
from accession_cli.entry.names import NameFinder
from accession_cli.entry.values import EMPTY, NotRead
from filled_forms import registry

HERE: Final = Path(__file__).parent
TODAY: Final = date(2026, 9, 30)
START: Final = date(2026, 10, 8)
NAMES: Final = NameFinder(registry())
ENDS: Final = Ends(start=START, near=TODAY)


def _money(text: str) -> str:
    found = money(text)
    if found.amount is None:
        return f"as_needed {found.per}".strip()
    return "none" if found.is_none else f"{found.amount} {found.per}".strip()


def _scope(text: str) -> str:
    scope = NAMES.places.scope(text)
    parts = (part for part in scope.values() if part != "all")
    return ",".join(code for part in parts for code in part) or "all"


def _last_day(text: str) -> str:
    return str(ENDS.last_day(text) or "open")


READ: Final[Mapping[str, Callable[[str], str]]] = {
    "day": lambda text: str(day(text, TODAY)),
    "prompt_day": lambda text: str(day(text, today=TODAY)),
    "end": _last_day,
    "term": ENDS.term,
    "money": _money,
    "agency": NAMES.agency,
    "agencies": lambda text: ",".join(NAMES.agencies(text)),
    "channels": lambda text: ",".join(NAMES.channels(text)),
    "place": _scope,
    "result": result,
    "article": article,
    "citation": lambda text: "；".join(map(written, Bases(registry().statutes).of_text(text))),
}


def lines(name: str) -> list[Any]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        pytest.param(
            row["kind"],
            row["written"].replace("\\n", "\n").replace("\\t", "\t"),
            row["meaning"],
            id=f"{at}-{row['kind']}",
        )
        for at, row in enumerate(rows)
    ]


def understood(kind: str, text: str, meaning: str) -> str:
    """What is read, in the words of the table; candidates only where the line names one."""
    try:
        return READ[kind](text)
    except NotRead as unread:
        if unread.doubt.says == EMPTY:
            return "missing"
        first = next(iter(unread.doubt.candidates), "")
        return f"unclear>{_as_key(kind, first)}" if ">" in meaning else "unclear"


def _as_key(kind: str, candidate: str) -> str:
    """A candidate in the words of the table: candidates are what the reader reads back."""
    return READ[kind](candidate) if candidate else ""


@pytest.mark.parametrize(("kind", "text", "meaning"), lines("wordings.csv"))
def test_other_wordings_are_understood_or_told_to_be_unclear(
    kind: str, text: str, meaning: str
) -> None:
    assert understood(kind, text, meaning) == meaning


@pytest.mark.parametrize(("kind", "text", "meaning"), lines("design_examples.csv"))
def test_each_example_of_the_design_is_understood(kind: str, text: str, meaning: str) -> None:
    assert understood(kind, text, meaning) == meaning


def test_the_end_of_a_year_is_asked_for_where_the_task_begins_in_the_next() -> None:
    with pytest.raises(NotRead) as unread:
        Ends(start=date(2027, 1, 4), near=TODAY).last_day("年底")
    assert unread.value.doubt.candidates == ("2026-12-31", "2027-12-31")
