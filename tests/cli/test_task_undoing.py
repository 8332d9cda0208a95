"""A filing that was not handed down yet can be taken back; what people were told of cannot."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Answer
from registries import DRAFT
from repositories import Clone, TwoClerks
from terminals import ENTER, Terminal, typed

Command = Callable[..., Answer]
WHY = ("--reason", "重复备案")
FIRST = "DL-A-2026-0001"


class Office:
    """A clerk with one approved application."""

    def __init__(self, clone: Clone, accession: Command, papers: Path) -> None:
        self.clone = clone
        self.accession = accession
        asked, form = papers / "申请.yaml", papers / "盖章审批表.txt"
        asked.write_text(DRAFT.partition("application:\n")[0], encoding="utf-8")
        form.write_text("协助独居老人冬季取暖安全走访\n", encoding="utf-8")
        self("receive", "--from", str(asked), "--form", str(form), "--received", "2026-10-09")
        self("decide", FIRST, "--result", "admit", "--date", "2026-10-12")

    def __call__(self, *arguments: str, code: int = 0) -> Answer:
        answer = self.accession("-C", str(self.clone.top), *arguments)
        assert answer.code == code, answer.err
        return answer

    def file(self, *arguments: str) -> str:
        return str(json.loads(self("file", *arguments, "--json").out)["id"])

    def text(self, path: str) -> str:
        return (self.clone.top / "registry" / path).read_text(encoding="utf-8")


@pytest.fixture
def office(district: Clone, accession: Command, tmp_path: Path) -> Office:
    return Office(district, accession, tmp_path)


def test_its_number_stays_used_and_its_application_is_filed_again(office: Office) -> None:
    task = office.file(FIRST)
    said = office("undo", task, *WHY)
    assert f"{FIRST} is approved again" in said.err
    record, application = office.text(f"tasks/2026/{task}.yaml"), f"applications/2026/{FIRST}.yaml"
    assert "status: retired\n" in record
    assert "  reason: 重复备案\n" in record
    assert "  entered_in_error: true\n" in record
    assert "status: approved\n" in office.text(application)
    assert "filed: null\n" in office.text(application)
    again = office.file(FIRST)
    assert int(again[-4:]) == int(task[-4:]) + 1
    assert f"filed: {again}\n" in office.text(application)
    office("validate", "--since", "HEAD~3")
    office("verify")


def test_an_application_is_named_in_place_of_its_task(office: Office) -> None:
    task = office.file(FIRST)
    told = json.loads(office("undo", FIRST, *WHY, "--json").out)
    assert (told["version"], told["id"], told["application"]) == (2, task, FIRST)
    assert "is not filed" in office("undo", FIRST, *WHY, code=1).err


def test_what_was_handed_down_is_ended_and_not_undone(office: Office) -> None:
    task = office.file(FIRST)
    office("dispatch", task)
    before = office.clone.state()
    said = office("undo", task, *WHY, code=1)
    assert "has been handed down already" in said.err
    assert f"accession retire {task}" in said.err
    assert office.clone.state() == before


def test_it_is_undone_once(office: Office) -> None:
    task = office.file(FIRST)
    office("undo", task, *WHY)
    assert "is retired already" in office("undo", task, *WHY, code=1).err


def test_the_task_whose_place_it_took_is_free_again(
    office: Office, material: Path, draft: Path
) -> None:
    old = "DL-2024-0006"
    ends = ("--applied", "2026-10-12", "--effective", "2026-11-02", "--reason", "由其他事项承接")
    office("retire", old, *ends, "--material", str(material))
    draft.write_text(f"{DRAFT}supersedes:\n  - {old}\n", encoding="utf-8")
    task = office.file("--from", str(draft))
    office("undo", task, *WHY)
    assert "superseded_by: []\n" in office.text(f"tasks/2024/{old}.yaml")
    assert "supersedes: []\n" in office.text(f"tasks/2026/{task}.yaml")
    assert "H203" not in office("validate", "--since", "HEAD~1").out
    office.file("--from", str(draft))


def test_an_application_goes_back_only_when_its_filing_was_undone(office: Office) -> None:
    office.file(FIRST)
    path = f"registry/applications/2026/{FIRST}.yaml"
    text = office.text(f"applications/2026/{FIRST}.yaml")
    filed = next(line for line in text.splitlines() if line.startswith("filed: "))
    bent = text.replace("status: filed\n", "status: approved\n").replace(filed, "filed: null")
    office.clone.commit("bend", **{path: bent})
    assert "warning H210" in office("validate", "--since", "HEAD~1").out


def test_without_an_id_what_can_be_undone_is_listed(office: Office) -> None:
    task = office.file(FIRST)
    assert task in office("undo").out
    office("dispatch", task)
    assert task not in office("undo").out


def test_a_check_shows_it_and_writes_nothing(office: Office) -> None:
    task = office.file(FIRST)
    before = office.clone.state()
    said = office("undo", task, *WHY, "--check")
    assert f"registry/applications/2026/{FIRST}.yaml, what changes:" in said.out
    assert office.clone.state() == before


def test_at_a_terminal_the_reason_is_asked_for(office: Office, terminals: list[Terminal]) -> None:
    task = office.file(FIRST)
    terminal = Terminal("undo", task, at=office.clone.top, language="zh_CN")
    terminals.append(terminal)
    terminal.answer("撤回的原因", *typed("重复备案"))
    terminal.answer("现在登记？", ENTER)
    assert terminal.end() == 0, terminal.shown
    assert "恢复为已批准" in terminal.shown


def test_what_waits_is_tried_and_dropped_by_sync(
    two_offices: TwoClerks, draft: Path, accession: Command, terminals: list[Terminal]
) -> None:
    ann = two_offices.ann.top
    away = two_offices.remote.top.rename(two_offices.remote.top.with_name("away.git"))
    assert accession("-C", str(ann), "file", "--from", str(draft)).code == 5
    away.rename(two_offices.remote.top)
    tried = accession("-C", str(ann), "sync", "--check")
    assert (tried.code, "a new record:" in tried.out) == (0, True), tried.err
    assert len(json.loads(accession("-C", str(ann), "sync", "--list", "--json").out)["waiting"])
    terminal = Terminal("sync", "--drop", at=ann, language="zh_CN")
    terminals.append(terminal)
    terminal.answer("现在删除？", ENTER)
    assert terminal.end() == 0, terminal.shown
    assert "accession file --from" in terminal.shown.replace("\n", "")
    assert not json.loads(accession("-C", str(ann), "sync", "--list", "--json").out)["waiting"]
