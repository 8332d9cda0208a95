"""How often the steps are right about pairs that somebody else labelled."""

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from accession_cli.districts.same import (
    Cited,
    Step,
    Work,
    document_cited,
    law_cited,
    step_between,
)
from accession_cli.districts.titles import title_of
from accession_cli.entry.citations import Bases
from accession_cli.entry.names import agency_role
from accession_cli.entry.values import NotRead
from accession_cli.scheme.law import Statutes
from accession_cli.scheme.names import folded

PAIRS: Final = Path(__file__).parents[1] / "corpora" / "same_tasks" / "pairs.csv"
_READER: Final = Bases(Statutes(()))
_NAMED: Final = re.compile("《([^《》]+)》([^《]*)")


def bases(text: str) -> frozenset[Cited]:
    """What a cell of the pairs cites."""
    try:
        facts = _READER.of_text(text)
    except NotRead:  # a number alone, or a version in words
        named = _NAMED.findall(text)
        if not named:
            return frozenset(document_cited(None, text if "号" in text else None))
        facts = [{"law": name, "article": rest} for name, rest in named]
    found: set[Cited] = set()
    for fact in facts:
        if "law" in fact:
            found.update(law_cited(fact["law"], fact["article"]))
        else:
            found.update(document_cited(fact["document"], fact["number"], fact["clause"]))
    return frozenset(found)


def work(row: dict[str, str], side: str) -> Work:
    whole = row[f"{side}_district"]
    district = re.sub("^.*[省市](?=.)", "", whole)
    places = (folded(whole), folded(district))
    return Work(
        key=(whole, side),
        titles=(title_of(row[f"{side}_title"], places),),
        bases=bases(row[f"{side}_laws"]),
        role=agency_role(row[f"{side}_agency"], district),
        class_=folded(row[f"{side}_class"]),
    )


@cache
def counted() -> dict[int, Counter[tuple[Step | None, str]]]:
    """How many pairs each step leads to, by label; for odd and for even lines."""
    made: dict[int, Counter[tuple[Step | None, str]]] = {0: Counter(), 1: Counter()}
    with PAIRS.open(encoding="utf-8-sig", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            found = step_between(work(row, "left"), work(row, "right"))
            made[line % 2][found[0] if found else None, row["same"]] += 1
    return made


@pytest.mark.parametrize(("half", "least"), [(0, 0.18), (1, 0.24)])
def test_what_counts_as_the_same_is_the_same(half: int, least: float) -> None:
    """Precision comes first: what is not found is proposed to a person, or stays apart."""
    found = counted()[half]
    steps = [step for step in Step if step.counts]
    right = sum(found[step, "yes"] for step in steps)
    wrong = sum(found[step, label] for step in steps for label in ("no", "unclear"))
    labelled = sum(count for (_step, label), count in found.items() if label == "yes")
    assert right / (right + wrong) >= 0.99
    assert right / labelled >= least


def test_two_thirds_of_what_is_the_same_is_found_or_proposed() -> None:
    found = counted()[0] + counted()[1]
    labelled = sum(count for (_step, label), count in found.items() if label == "yes")
    missed = found[None, "yes"]
    assert labelled == 188
    assert missed / labelled <= 0.33
