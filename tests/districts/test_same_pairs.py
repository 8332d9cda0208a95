"""How often the steps are right about labelled pairs, those of somebody else and cruel ones."""

from collections import Counter
from functools import cache

import pytest
from measure_sameness import FILES, Catalogue, Labelled, labelled

from accession_cli.districts.same import Step, step_between


@cache
def pairs() -> tuple[Labelled, ...]:
    return tuple(pair for name in FILES for pair in labelled(name))


@cache
def counted(name: str, half: str) -> Counter[tuple[Step | None, str]]:
    """How many pairs each step leads to, by label."""
    chosen = (pair for pair in pairs() if (pair.name, pair.half) == (name, half))
    found = ((step_between(pair.task, pair.entry), pair.same) for pair in chosen)
    return Counter((step[0] if step else None, same) for step, same in found)


@pytest.mark.parametrize(
    ("name", "half", "least"),
    [
        ("pairs", "only counted", 0.20),
        ("pairs", "worked with", 0.29),
        ("near_misses", "only counted", 0.80),
        ("near_misses", "worked with", 0.80),
    ],
)
def test_what_counts_as_the_same_is_the_same(name: str, half: str, least: float) -> None:
    """Precision comes first: what is not found is proposed to a person, or stays apart."""
    found = counted(name, half)
    right = sum(found[step, "yes"] for step in Step)
    wrong = sum(found[step, label] for step in Step for label in ("no", "unclear"))
    labelled_same = sum(count for (_step, label), count in found.items() if label == "yes")
    assert right / (right + wrong) >= 0.99
    assert right / labelled_same >= least


@pytest.mark.parametrize("half", ["only counted", "worked with"])
def test_nearly_all_that_is_the_same_is_found_or_among_three_proposals(half: str) -> None:
    catalogue = Catalogue(list(pairs()))
    chosen = [
        pair for pair in pairs() if (pair.name, pair.half, pair.same) == ("pairs", half, "yes")
    ]
    outcomes = Counter(catalogue.outcome(pair, catalogue.proposals(pair)) for pair in chosen)
    assert outcomes.total() in {85, 103}
    assert outcomes["missed"] / outcomes.total() <= 0.06
    assert outcomes["proposed first"] > 3 * outcomes["proposed, second or third"]
