"""Filing: ``accession file`` on real registries in real repositories."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Answer
from registries import DRAFT
from repositories import Clone, TwoClerks

Command = Callable[..., Answer]


def at(clone: Clone) -> tuple[str, str]:
    return "-C", str(clone.top)


def next_number(clone: Clone) -> str:
    """The id that comes after the last one of 2026 on the trunk."""
    names = [p for p in clone.tree() if p.startswith("registry/tasks/2026/")]
    return f"DL-2026-{int(names[-1][-9:-5]) + 1:04d}"


def test_a_filed_task_is_one_commit_that_holds_the_whole_record(
    district: Clone, draft: Path, accession: Command
) -> None:
    number, before = next_number(district), district.head
    answer = accession(*at(district), "file", "--from", str(draft))
    assert answer.code == 0, answer.err
    assert answer.out.split() == [number, f"津丽社准〔2026〕{int(number[-4:])}号"]
    assert district.git("rev-parse", "HEAD~1") == before
    assert district.git("show", "--name-only", "--format=").split() == [
        f"registry/tasks/2026/{number}.yaml"
    ]
    assert "Accession-Request: " in district.git("log", "-1", "--format=%b")
    text = (district.top / f"registry/tasks/2026/{number}.yaml").read_text(encoding="utf-8")
    assert f"id: {number}\nstatus: admitted\ntitle: 协助独居老人冬季取暖安全走访\n" in text
    assert "filing:\n  date: 2026-10-12\n" in text
    assert district.git("status", "--porcelain") == ""


def test_a_filed_record_is_sound_and_canonical(
    district: Clone, draft: Path, accession: Command
) -> None:
    number = next_number(district)
    accession(*at(district), "file", "--from", str(draft))
    path = str(district.top / f"registry/tasks/2026/{number}.yaml")
    answer = accession(*at(district), "validate", path, "--strict")
    assert answer.code == 0, answer.out
    assert accession(*at(district), "format", "--check", path).code == 0


def test_json_says_what_was_filed_and_nothing_else_is_on_standard_output(
    district: Clone, draft: Path, accession: Command
) -> None:
    number = next_number(district)
    answer = accession(*at(district), "file", "--from", str(draft), "--json")
    assert json.loads(answer.out) == {
        "version": 1,
        "id": number,
        "filing_number": f"津丽社准〔2026〕{int(number[-4:])}号",
        "path": f"registry/tasks/2026/{number}.yaml",
        "commit": district.head,
        "status": "admitted",
    }


def test_a_draft_may_be_json_and_come_from_standard_input(
    district: Clone, process: Callable[..., Answer]
) -> None:
    facts = {
        "title": "协助社区图书角开放",
        "class": "精神文明建设和文体教育",
        "agency": "minzheng",
        "channels": ["community"],
        "term": "long",
        "period": {"start": "2026-11-02"},
        "authorization": dict.fromkeys(("content", "target", "authority", "workflow"), "按约定"),
        "basis": [{"document": "关于社区图书角的通知（示例）", "number": None}],
        "funding": {"amount": "0.00", "per": "year", "note": "由主管部门提供图书"},
        "application": {"received": "2026-09-21", "via": "paper"},
        "decision": [{"by": "civil_affairs", "date": "2026-09-28"}],
    }
    answer = process("file", "--from", "-", at=district.top, stdin=json.dumps(facts))
    assert answer.code == 0, answer.err
    assert "协助社区图书角开放" in district.git("log", "-1", "--format=%s")


def test_set_overrides_the_file(district: Clone, draft: Path, accession: Command) -> None:
    number = next_number(district)
    settings = ("--set", "funding.amount=9000.00", "--set", "basis[0].number=津丽示例〔2026〕32号")
    answer = accession(*at(district), "file", "--from", str(draft), *settings)
    assert answer.code == 0, answer.err
    text = (district.top / f"registry/tasks/2026/{number}.yaml").read_text(encoding="utf-8")
    assert 'amount: "9000.00"' in text
    assert "number: 津丽示例〔2026〕32号" in text


@pytest.mark.parametrize(
    ("wrong", "right", "code", "line"),
    [
        ("received: 2026-10-30", "received: 2026-09-21", "T101", 29),
        ("by: grid_centre", "by: civil_affairs", "D101", 27),
        ("agency: nobody", "agency: minzheng", "N201", 4),
        ("  end: 2026-02-30", "  end: 2027-03-15", "S121", 10),
    ],
)
def test_a_rule_that_says_no_is_shown_at_its_line_of_the_draft_and_nothing_is_written(
    district: Clone, draft: Path, accession: Command, wrong: str, right: str, code: str, line: int
) -> None:
    draft.write_text(DRAFT.replace(right, wrong), encoding="utf-8")
    before = district.state()
    answer = accession(*at(district), "file", "--from", str(draft))
    assert answer.code == 1
    assert f"{draft}:{line}:" in answer.err
    assert code in answer.err
    assert district.state() == before


def test_a_draft_may_not_give_itself_a_number(
    district: Clone, draft: Path, accession: Command
) -> None:
    draft.write_text(DRAFT + "id: DL-2026-0001\n", encoding="utf-8")
    answer = accession(*at(district), "file", "--from", str(draft))
    assert answer.code == 1
    assert "which only filing and retiring may write" in answer.err


def test_numbers_come_from_the_trunk_not_from_the_work_tree(
    district: Clone, draft: Path, accession: Command
) -> None:
    number = next_number(district)
    stray = district.write("registry/tasks/2026/DL-2026-0999.yaml", "id: stray\n")
    answer = accession(*at(district), "file", "--from", str(draft))
    assert answer.out.split()[0] == number
    assert stray.read_text(encoding="utf-8") == "id: stray\n"


def test_what_was_typed_is_kept_when_filing_is_refused(district: Clone, accession: Command) -> None:
    answer = accession(*at(district), "file", "--set", "title=协助雨前清沟")
    assert answer.code == 1
    (kept,) = (district.top / ".git/accession/drafts").iterdir()
    assert str(kept) in answer.err.replace("\n", "")
    assert kept.read_text(encoding="utf-8") == "title: 协助雨前清沟\n"


def test_a_sample_is_never_pushed(two_offices: TwoClerks, draft: Path, accession: Command) -> None:
    ann = two_offices.ann
    scheme = ann.top / "registry/scheme.yaml"
    text = scheme.read_text(encoding="utf-8").replace("sample: false", "sample: true")
    ann.commit("a sample again", **{"registry/scheme.yaml": text})
    before = two_offices.remote.git("rev-parse", "main")
    assert accession(*at(ann), "file", "--from", str(draft)).code == 0
    assert two_offices.remote.git("rev-parse", "main") == before


def test_a_record_exists_when_the_push_was_accepted(
    two_offices: TwoClerks, draft: Path, accession: Command
) -> None:
    answer = accession(*at(two_offices.ann), "file", "--from", str(draft))
    assert answer.code == 0, answer.err
    assert "the push to origin/main was accepted" in answer.err
    assert two_offices.remote.git("rev-parse", "main") == two_offices.ann.head


def test_the_second_of_two_clerks_gets_the_next_number(
    two_offices: TwoClerks, draft: Path, accession: Command
) -> None:
    first = accession(*at(two_offices.ann), "file", "--from", str(draft))
    draft.write_text(DRAFT.replace("取暖安全走访", "扫雪提醒"), encoding="utf-8")
    second = accession(*at(two_offices.bo), "file", "--from", str(draft))
    assert (first.code, second.code) == (0, 0)
    assert int(second.out.split()[0][-4:]) == int(first.out.split()[0][-4:]) + 1


def test_a_refused_push_moves_nothing_here(
    two_offices: TwoClerks, draft: Path, accession: Command
) -> None:
    two_offices.remote.hook("pre-receive", "echo closed for the day >&2; exit 1")
    before = two_offices.ann.state()
    answer = accession(*at(two_offices.ann), "file", "--from", str(draft))
    assert answer.code == 5
    assert "closed for the day" in answer.err
    assert two_offices.ann.state() == before


def test_without_a_terminal_and_without_facts_nothing_is_asked(
    district: Clone, process: Callable[..., Answer]
) -> None:
    answer = process("file", at=district.top)
    assert answer.code == 2
    assert "there is no terminal" in answer.err
