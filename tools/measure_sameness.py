"""Count how often it is rightly known that a task is an entry of the base catalogue.

    PYTHONPATH=tools python tools/measure_sameness.py

Reads the labelled pairs of tests/corpora/same_tasks. Each right side is an entry of one catalogue,
each left side a task that is held against all of it. Lines of odd numbers were worked with, lines
of even numbers only counted.
"""

import csv
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from accession_cli.districts.same import (
    Cited,
    Decision,
    Match,
    Star,
    Work,
    document_cited,
    law_cited,
    step_between,
    work_of,
)
from accession_cli.districts.titles import title_of, titles_of, words_of
from accession_cli.entry.citations import Bases
from accession_cli.entry.values import NotRead
from accession_cli.scheme.law import Statutes
from accession_cli.scheme.names import folded

FOLDER: Final = Path(__file__).parents[1] / "tests" / "corpora" / "same_tasks"
FILES: Final = ("pairs", "near_misses")
_READER: Final = Bases(Statutes(()))
_NAMED: Final = re.compile("《([^《》]+)》([^《]*)")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A pair of the file *name*: a task, what may be its entry, and whether it is."""

    name: str
    line: int
    title: str
    task: Work
    entry: Work
    same: str

    @property
    def half(self) -> str:
        """Whether the pair was worked with or only counted."""
        return "worked with" if self.line % 2 else "only counted"


def labelled(name: str) -> Iterator[Labelled]:
    """The pairs of the file *name*."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), 2):
            task, entry = _work(row, "left", f"{name}-{line}"), _work(row, "right", "")
            yield Labelled(name, line, row["left_title"], task, entry, row["same"])


def _work(row: Mapping[str, str], side: str, number: str) -> Work:
    whole = row[f"{side}_district"]
    district = re.sub("^.*[省市](?=.)", "", whole)
    return work_of(
        (whole, number),
        (row[f"{side}_title"],),
        _bases(row[f"{side}_laws"]),
        row[f"{side}_agency"],
        row[f"{side}_class"],
        district=district,
        places=(folded(whole), folded(district)),
    )


def _bases(text: str) -> frozenset[Cited]:
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


class Catalogue:
    """All right sides as entries; those that say the same of the same basis are one."""

    def __init__(self, pairs: list[Labelled]) -> None:
        self._codes: dict[object, str] = {}
        entries: dict[str, Work] = {}
        for pair in pairs:
            code = self.code(pair)
            entries.setdefault(code, replace(pair.entry, key=("", code)))
        self.star = Star(entries.values())

    def code(self, pair: Labelled) -> str:
        """The code of the entry that is the right side of *pair*."""
        said = (frozenset(one.says for one in pair.entry.titles), pair.entry.bases)
        return self._codes.setdefault(said, f"E{len(self._codes):04}")

    def proposals(self, pair: Labelled) -> list[str]:
        """The entries that are proposed for the task of *pair*, the likeliest first.

        What counts as another entry is denied first: no catalogue has the same work twice, as
        these pairs have.
        """
        denied: list[Decision] = []
        self.star.decide(denied)
        matches = self.star.matches(pair.task)
        while matches and (matches[0].step.counts or matches[0].unclear):
            denied.extend(_denied(pair.task, match) for match in matches)
            self.star.decide(denied)
            matches = self.star.matches(pair.task)
        return [match.entry for match in matches]

    def outcome(self, pair: Labelled, proposals: list[str]) -> str:
        """What becomes of the task of *pair*, whose entry is the right side."""
        if step_between(pair.task, pair.entry):
            return "found"
        code = self.code(pair)
        if code not in proposals:
            return "missed"
        return "proposed first" if proposals[0] == code else "proposed, second or third"


def _denied(task: Work, match: Match) -> Decision:
    district, number = task.key
    return Decision(
        district=district,
        id=number,
        title="",
        entry=match.entry,
        same=False,
        by="",
        date=date.min,
    )


def main() -> None:
    pairs = [pair for name in FILES for pair in labelled(name)]
    for name in FILES:
        for half in ("worked with", "only counted"):
            _told(name, half, pairs)
    _cost(pairs)


def _told(name: str, half: str, pairs: list[Labelled]) -> None:
    chosen = [pair for pair in pairs if (pair.name, pair.half) == (name, half)]
    steps = Counter(
        (found[0], pair.same) for pair in chosen if (found := step_between(pair.task, pair.entry))
    )
    print(f"{name}, {half}: {len(chosen)} pairs, {sum(p.same == 'yes' for p in chosen)} the same")
    for step in sorted({step for step, _same in steps}):
        right, all_ = steps[step, "yes"], sum(n for (one, _), n in steps.items() if one is step)
        print(f"  {step.name.lower()}: right {right} of {all_}")
    catalogue = Catalogue(pairs)
    outcomes: Counter[str] = Counter()
    looked_at = 0
    tasks = beyond = 0
    for pair in chosen:
        proposals = catalogue.proposals(pair)
        if pair.same == "yes":
            outcome = catalogue.outcome(pair, proposals)
            outcomes[outcome] += 1
            if outcome != "found":
                tasks, looked_at = tasks + 1, looked_at + len(proposals)
        else:
            beyond += len(proposals)
    print(f"  {dict(sorted(outcomes.items()))}")
    print(
        f"  proposals beside each task of these that is not found: {looked_at / max(1, tasks):.2f}"
    )
    others = sum(pair.same != "yes" for pair in chosen)
    print(f"  proposals for a task of the other pairs: {beyond / max(1, others):.2f}")


def _cost(pairs: list[Labelled]) -> None:
    """The processor time of tasks that nobody has written before in the same words."""
    catalogue = Catalogue(pairs)
    title_of.cache_clear()
    words_of.cache_clear()
    begun = time.process_time()
    for pair in pairs:
        titles_of(pair.title)
        catalogue.star.matches(pair.task)
    spent = time.process_time() - begun
    entries = len(catalogue.star.entries)
    print(f"{1000 * 1000 * spent / len(pairs):.0f} ms for 1,000 tasks against {entries} entries")


if __name__ == "__main__":
    main()
