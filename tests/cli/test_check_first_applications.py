"""What is tried with ``--check`` about applications and evaluations is what is then recorded."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Answer
from filled_forms import form_of, records
from filled_lists import list_of, texts_for
from registries import DRAFT
from repositories import Clone
from score_workbooks import cell_of, fill

Command = Callable[..., Answer]
NUMBER = "DL-A-2026-0001"


class Office:
    """The commands of one clerk, which can be tried first."""

    def __init__(self, clone: Clone, accession: Command) -> None:
        self.clone = clone
        self.accession = accession

    def __call__(self, *arguments: str | Path) -> Answer:
        return self.accession("-C", str(self.clone.top), *map(str, arguments))

    def waiting(self) -> list[Path]:
        return sorted((self.clone.top / ".git/accession/outbox").glob("*"))

    def tried(self, *arguments: str | Path) -> dict[str, str]:
        """The files as they would be, by their paths."""
        before, waiting = self.clone.state(), self.waiting()
        said = self(*arguments, "--check")
        assert said.code == 0, said.err
        assert "Checked: " in said.err
        shown: dict[str, Any] = json.loads(self(*arguments, "--check", "--json").out)
        assert (self.clone.state(), self.waiting()) == (before, waiting)
        assert shown["status"] == "checked"
        assert all(f"\n{file['path']}, " in f"\n{said.out}" for file in shown["files"])
        return {file["path"]: file["text"] for file in shown["files"]}

    def kept_what_it_tried(self, *arguments: str | Path) -> None:
        tried = self.tried(*arguments)
        assert tried
        done = self(*arguments)
        assert done.code == 0, done.err
        for path, text in tried.items():
            assert (self.clone.top / path).read_text(encoding="utf-8") == text


@pytest.fixture
def office(district: Clone, accession: Command, tmp_path: Path) -> Office:
    """With one application in it."""
    found = Office(district, accession)
    asked, form = tmp_path / "申请.yaml", tmp_path / "盖章审批表.txt"
    asked.write_text(DRAFT.partition("application:\n")[0], encoding="utf-8")
    form.write_text("协助独居老人冬季取暖安全走访\n", encoding="utf-8")
    answer = found("receive", "--from", asked, "--form", form, "--received", "2026-10-09")
    assert answer.code == 0, answer.err
    return found


@pytest.fixture
def papers(tmp_path: Path) -> dict[str, Path]:
    """A form and a list that ask for the same task."""
    form, listed = tmp_path / "审批表.docx", tmp_path / "清单.xlsx"
    form.write_bytes(form_of(records()["DL-2024-0001"]))
    listed.write_bytes(list_of([texts_for(records()["DL-2024-0001"])]))
    return {"receive": form, "import": listed}


@pytest.mark.parametrize("verb", ["receive", "import"])
def test_papers_are_received_as_they_were_tried(
    district: Clone, accession: Command, papers: dict[str, Path], verb: str
) -> None:
    Office(district, accession).kept_what_it_tried(verb, papers[verb], "--received", "2026-10-09")


@pytest.mark.parametrize("verb", ["receive", "import"])
def test_a_check_of_papers_finds_what_receiving_them_finds(
    district: Clone, accession: Command, papers: dict[str, Path], verb: str
) -> None:
    office = Office(district, accession)
    asked = (verb, papers[verb], "--received", "2099-01-05")
    tried, shown, done = (
        office(*asked, "--check"),
        office(*asked, "--check", "--json"),
        office(*asked),
    )
    assert (tried.code, shown.code, done.code) == (1, 1, 1)
    assert "A109" in done.err
    assert tried.err.endswith(done.err)
    said = json.loads(shown.out)
    assert "A109" in [one["code"] for one in said["findings"]]
    assert said["refusal"].startswith("Nothing was recorded: errors found:")


def test_an_application_that_is_typed_is_received_as_it_was_tried(
    office: Office, tmp_path: Path
) -> None:
    asked = ("receive", "--from", tmp_path / "申请.yaml", "--via", "offline")
    tried, done = office(*asked, "--check"), office(*asked)
    assert (tried.code, tried.err) == (done.code, done.err)
    again = ("--form", tmp_path / "申请.yaml", "--set", "title=协助独居老人夏季避暑走访")
    office.kept_what_it_tried("receive", "--from", tmp_path / "申请.yaml", *again)


@pytest.mark.parametrize("result", [("admit",), ("return", "--opinion", "请补充经费来源")])
def test_a_decision_is_recorded_as_it_was_tried(office: Office, result: tuple[str, ...]) -> None:
    by = ("--date", "2026-10-12", "--result")
    office.kept_what_it_tried("decide", NUMBER, *by, *result)


def test_a_decision_without_its_reason_is_refused_in_the_same_words(office: Office) -> None:
    wrong = ("decide", NUMBER, "--result", "refuse")
    tried, done = office(*wrong, "--check"), office(*wrong)
    assert (tried.code, tried.err) == (done.code, done.err)
    assert tried.code == 1


def test_an_application_is_withdrawn_as_it_was_tried(office: Office) -> None:
    office.kept_what_it_tried("withdraw", NUMBER, "--reason", "部门另行安排")


EVALUATED = ("DL-2024-0004", "--year", "2026")


@pytest.mark.parametrize(
    "said",
    [
        ("funding", *EVALUATED, "--earmarked", "36000", "--spent", "35000", "--note", "已付清"),
        ("conclude", *EVALUATED, "--outcome", "keep", "--opinion", "路线清楚"),
    ],
)
def test_an_evaluation_is_entered_as_it_was_tried(
    district: Clone, accession: Command, said: tuple[str, ...]
) -> None:
    Office(district, accession).kept_what_it_tried("evaluation", *said)


def test_workbooks_are_read_as_they_were_tried_and_a_second_time_nothing_would_be_written(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    office, path = Office(district, accession), tmp_path / "评议表-120110001-张贵庄街道.xlsx"
    assert office("evaluation", "open", "2026", "--out", tmp_path).code == 0
    fill(path, "街道", {cell_of(path, "街道", "DL-2024-0004", "作用"): 5})
    office.kept_what_it_tried("evaluation", "read", path)
    assert office.tried("evaluation", "read", path) == {}
