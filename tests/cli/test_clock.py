"""A machine's day before the newest commit's is said, and stops what would be dated by it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import TODAY, Answer
from repositories import Clone, TwoClerks

Command = Callable[..., Answer]
BEHIND = "2026-10-11"  # the day before the newest commit
LOOKS = {
    "list": ("list",),
    "list --applications": ("list", "--applications"),
    "show": ("show", "DL-2024-0006"),
    "todo": ("todo",),
    "statutes check": ("statutes", "check"),
    "complaint list": ("complaint", "list"),
}
SAID = f"The clock of this machine says {BEHIND}, but the newest record here is of {TODAY}"
FILE = ("file", "--from")


def at(clone: Clone) -> tuple[str, str]:
    return "-C", str(clone.top)


@pytest.fixture
def behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of this machine is a day behind."""
    monkeypatch.setenv("SEALED_TODAY", BEHIND)


@pytest.mark.parametrize("look", LOOKS)
def test_an_answer_that_depends_on_the_day_says_that_the_clock_is_behind(
    accession: Command, district: Clone, monkeypatch: pytest.MonkeyPatch, look: str
) -> None:
    assert SAID not in accession(*at(district), *LOOKS[look]).err
    monkeypatch.setenv("SEALED_TODAY", BEHIND)
    answer = accession(*at(district), *LOOKS[look])
    assert answer.err.count(SAID) == 1
    assert answer.code in {0, 1}


def test_the_answer_to_a_question_says_that_the_clock_is_behind(
    accession: Command, two_offices: TwoClerks, monkeypatch: pytest.MonkeyPatch
) -> None:
    district = two_offices.ann
    said = "The clock of this machine is behind the newest record"
    assert said not in accession(*at(district), "check", "消防").out
    monkeypatch.setenv("SEALED_TODAY", BEHIND)
    answer = accession(*at(district), "check", "消防")
    assert answer.out.count(said) == 1
    assert "clock" not in answer.err


@pytest.mark.usefixtures("behind")
def test_an_answer_as_of_a_named_day_does_not_depend_on_the_clock(
    accession: Command, district: Clone
) -> None:
    assert "clock" not in accession(*at(district), "list", "--as-of", TODAY).err
    assert "clock" not in accession(*at(district), "list", "--known-on", TODAY).err


@pytest.mark.usefixtures("behind")
def test_a_registry_without_history_has_no_newest_commit(
    accession: Command, unborn_registry: Clone, district: Clone, tmp_path: Path
) -> None:
    files = district.top / "registry"
    files.rename(tmp_path / "registry")
    assert "clock" not in accession("-C", str(tmp_path), "list").err
    (tmp_path / "registry").rename(unborn_registry.top / "district")
    assert "clock" not in accession("-C", str(unborn_registry.top / "district"), "list").err


@pytest.mark.usefixtures("behind")
def test_what_was_fetched_last_counts_although_the_files_do_not_show_it(
    accession: Command, two_offices: TwoClerks, monkeypatch: pytest.MonkeyPatch, draft: Path
) -> None:
    ann = two_offices.ann
    ann.git("switch", "--quiet", "--create", "mine")  # the checkout cannot follow the trunk
    monkeypatch.setenv("SEALED_TODAY", "2026-10-14")
    assert accession(*at(ann), *FILE, str(draft)).code == 0
    monkeypatch.setenv("SEALED_TODAY", "2026-10-13")
    assert "but the newest record here is of 2026-10-14" in accession(*at(ann), "list").err


@pytest.mark.usefixtures("behind")
def test_nothing_is_recorded_by_a_clock_that_is_behind(
    accession: Command, two_offices: TwoClerks, draft: Path
) -> None:
    ann = two_offices.ann
    before, state = two_offices.remote.git("rev-parse", "main"), ann.state()
    answer = accession(*at(ann), *FILE, str(draft))
    assert answer.code == 5
    assert f"says {BEHIND}, but the newest record in the register is of {TODAY}" in answer.err
    assert "Set the clock of this machine" in answer.err
    assert f"wait until {TODAY}" in answer.err
    assert "Queued" not in answer.err
    assert (two_offices.remote.git("rev-parse", "main"), ann.state()) == (before, state)
    assert not list((ann.top / ".git").glob("accession/outbox/*.json"))


def test_what_waits_since_a_right_clock_goes_on_waiting(
    accession: Command, two_offices: TwoClerks, draft: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, away = two_offices.ann, two_offices.remote.top.with_name("away.git")
    two_offices.remote.top.rename(away)
    assert "Queued" in accession(*at(ann), *FILE, str(draft)).err
    away.rename(two_offices.remote.top)
    monkeypatch.setenv("SEALED_TODAY", BEHIND)
    refused = accession(*at(ann), "sync")
    assert refused.code == 5
    assert f"is of {TODAY}" in refused.err
    monkeypatch.setenv("SEALED_TODAY", TODAY)
    assert accession(*at(ann), "sync").code == 0
    assert "DL-2026-0021" in two_offices.remote.git("log", "-1", "main")


@pytest.mark.usefixtures("behind")
def test_a_check_before_recording_finds_that_the_clock_is_behind(
    accession: Command, district: Clone, draft: Path
) -> None:
    asked = (*at(district), *FILE, str(draft), "--check")
    checked = accession(*asked, "--json")
    assert checked.code == 0
    (found,) = (one for one in json.loads(checked.out)["findings"] if one["code"] == "H509")
    assert found["facts"] == {"today": BEHIND, "newest": TODAY}
    assert f"says {BEHIND}, but the newest record is of {TODAY}" in accession(*asked).err


@pytest.mark.usefixtures("behind")
@pytest.mark.parametrize("more", [(), ("registry/tasks/2024",), ("--commit", "HEAD")])
def test_validate_finds_that_the_clock_is_behind(
    accession: Command, district: Clone, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...]
) -> None:
    monkeypatch.chdir(district.top)
    (found,) = json.loads(accession("validate", "--select", "H", "--json", *more).out)["findings"]
    assert (found["code"], found["severity"]) == ("H509", "warning")


def test_a_registry_that_nobody_wrote_to_for_more_than_a_year_is_only_told(
    accession: Command, district: Clone, draft: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = f"The newest record here is of {TODAY}, more than a year ago"
    monkeypatch.setenv("SEALED_TODAY", "2027-10-12")
    assert said not in accession(*at(district), "list").err
    monkeypatch.setenv("SEALED_TODAY", "2027-10-14")
    assert said in accession(*at(district), "list").err
    assert said in accession(*at(district), "validate").err
    answer = accession(*at(district), *FILE, str(draft))
    assert "newest record" not in answer.err
