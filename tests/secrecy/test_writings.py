"""The screen finds what somebody made up who had not seen it, and blocks nothing that must pass."""

from typing import Final

import pytest

from accession_cli.secrecy.screening import screen
from writings import UNFOUND, judged

ASKS: Final = {"hint", "mobile", "doubtful_id"}  # wanted is that a person looks; a block does too


def test_there_are_two_hundred_to_find_and_as_many_kinds_of_numbers_to_pass() -> None:
    assert len(judged()) >= 190
    assert len(judged("pass")) >= 150


@pytest.mark.parametrize("row", judged(), ids=lambda row: row["id"])
def test_what_is_wanted_is_found(row: dict[str, str]) -> None:
    found = screen(row["text"])
    known = bool(found) if row["want"] in ASKS else any(one.kind.blocks for one in found)
    assert known != (row["id"] in UNFOUND), row


@pytest.mark.parametrize("row", judged("pass"), ids=lambda row: row["id"])
def test_what_must_pass_is_never_blocked(row: dict[str, str]) -> None:
    assert not [one.kind for one in screen(row["text"]) if one.kind.blocks]


def test_of_what_must_pass_at_most_one_in_a_hundred_asks() -> None:
    passing = judged("pass")
    asked = [row["id"] for row in passing if screen(row["text"])]
    assert len(asked) <= len(passing) / 100, asked
