"""``accession verify``: profile, rosters, laws and amendments that were rewritten stay an error."""

import json
from collections.abc import Callable

import pytest

from conftest import Answer
from kept_registries import Kept
from tamperings import LISTS, PROFILE, amendment, put

Command = Callable[..., Answer]


def _told(accession: Command, kept: Kept) -> tuple[set[str], set[str]]:
    """The codes of errors, and of errors that later commits have put right."""
    answer = accession("-C", str(kept.clone.top), "verify", "--json")
    found = json.loads(answer.out)
    assert found["tampered"] == (answer.code == 6)
    errors = {one["code"] for one in found["findings"] if one["severity"] == "error"}
    return errors, {one["code"] for one in found["findings"] if one["mended"]}


@pytest.mark.parametrize(
    ("code", "file", "change"),
    [
        *LISTS.values(),
        ("H801", "scheme.yaml", PROFILE["registrar"]),
        ("H801", "scheme.yaml", PROFILE["days_ahead"]),
    ],
)
def test_what_records_are_judged_by_is_an_error_when_it_was_rewritten(
    code: str, file: str, change: tuple[str, str], kept: Kept, accession: Command
) -> None:
    put(kept, file, change)
    kept.clone.commit("rewrite")
    assert _told(accession, kept) == ({code}, set())


def test_a_profile_that_was_put_back_and_amended_since_is_no_error(
    kept: Kept, accession: Command
) -> None:
    put(kept, "scheme.yaml", PROFILE["days_to_decide"])
    kept.clone.commit("rewrite")
    kept.clone.git("revert", "--no-edit", "HEAD")
    kept.file("DL-2026-0022")
    kept.clone.commit("file")
    put(kept, "scheme.yaml", ("days_to_decide:\n  value: 10", "days_to_decide:\n  value: 15"))
    amendment(kept, old='"10"', new='"15"')
    put(kept, "agencies.yaml", LISTS["agency_renamed_in_place"][2])
    amendment(kept, file="agencies.yaml", key="agencies.minzheng.name", old="区民政局",
              new="区社会工作部", **{"from": "null"}, mistake="true")  # fmt: skip
    kept.clone.commit("amend")
    assert _told(accession, kept) == (set(), {"H801"})


def test_an_amendment_that_tells_of_no_change_is_an_error_until_it_is_taken_out(
    kept: Kept, accession: Command
) -> None:
    amendment(kept, **{"from": "2024-01-02"}, old='"30"', new='"10"')
    kept.clone.commit("invent")
    assert _told(accession, kept) == ({"H807"}, set())
    kept.clone.git("revert", "--no-edit", "HEAD")
    assert _told(accession, kept) == (set(), {"H807"})
