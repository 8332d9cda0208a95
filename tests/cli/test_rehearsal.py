"""Another day is made up in a sample alone."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import TODAY, Answer
from repositories import Clone, TwoClerks

pytestmark = pytest.mark.git

Command = Callable[..., Answer]
ANOTHER = "2026-11-24"
IN_EARNEST = "is kept in earnest; nothing was done"


@pytest.fixture
def another_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACCESSION_TODAY", ANOTHER)


def as_of(answer: Answer) -> str:
    day: str = json.loads(answer.out)["as_of"]
    return day


@pytest.mark.usefixtures("another_day")
def test_the_day_of_a_sample_can_be_another(accession: Command, district: Clone) -> None:
    answer = accession("-C", str(district.top), "todo", "--json")
    assert (as_of(answer), answer.err) == (ANOTHER, "")


@pytest.mark.usefixtures("another_day")
@pytest.mark.parametrize(
    "command", [("todo",), ("file", "--from", "x.yaml"), ("retire", "DL-2024-0006"), ("verify",)]
)
def test_in_a_registry_kept_in_earnest_no_day_is_made_up(
    accession: Command, two_offices: TwoClerks, command: tuple[str, ...]
) -> None:
    top = str(two_offices.ann.top)
    before = two_offices.ann.state()
    answer = accession("-C", top, *command)
    assert (answer.code, answer.out) == (2, "")
    assert IN_EARNEST in answer.err
    said = accession("--lang", "zh_CN", "-C", top, *command).err
    assert "没有作任何处理" in said
    assert two_offices.ann.state() == before


@pytest.mark.usefixtures("another_day")
def test_no_way_of_naming_the_registry_leads_around_it(
    accession: Command,
    district: Clone,
    two_offices: TwoClerks,
    draft: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sample, earnest = str(district.top), str(two_offices.ann.top)
    filing = ("file", "--from", str(draft), "--yes")
    assert accession("-C", sample, *filing, "-C", earnest).code == 2
    assert accession("-C", sample, *filing, f"-yC{earnest}").code == 2
    monkeypatch.setenv("ACCESSION_REGISTRY", earnest)
    assert accession(*filing).code == 2
    monkeypatch.setenv("ACCESSION_REGISTRY", sample)
    assert accession(*filing, "--registry", earnest).code == 2
    assert two_offices.remote.git("rev-parse", "main") == two_offices.ann.head


@pytest.mark.usefixtures("another_day")
def test_outside_of_any_registry_it_is_ignored_and_that_is_said(
    accession: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = accession("calendar", "add", "2026-10-12", "1")
    assert "ACCESSION_TODAY is ignored" in answer.err


@pytest.mark.usefixtures("another_day")
def test_a_new_registry_begins_on_the_day_of_the_clock(
    accession: Command, district: Clone, machine: dict[str, str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "ann")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "ann@example.org")
    monkeypatch.chdir(district.top)
    answer = accession("init", str(tmp_path / "new"), "--profile", "dongli", "--district", "东丽区",
                       "--code", "120110", "--prefix", "DL", "--same-clauses")  # fmt: skip
    assert answer.code == 0, answer.err
    made = Clone(top=tmp_path / "new", environ={**machine, "TZ": "Asia/Shanghai"})
    assert made.git("log", "-1", "--format=%cs") == TODAY
