"""Forms with fields that nobody understands are received, and go back to the agency once."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx.oxml.ns import qn

from application_windows import FIRST, TASK, Window
from conftest import Answer
from filled_forms import changed, control
from repositories import Clone

pytestmark = pytest.mark.git
Command = Callable[..., Answer]


@pytest.fixture
def window(district: Clone, tmp_path: Path, accession: Command) -> Window:
    return Window(district, tmp_path, accession)


def test_a_form_with_unclear_fields_is_received_and_says_what_has_to_be_corrected(
    window: Window,
) -> None:
    answer = window.receive(period__start="天气转冷的时候", funding__amount="")
    assert answer.code == 0, answer.err
    assert answer.out.strip() == FIRST
    record = window.record()
    assert "status: received\n" in record
    assert (
        "faults:\n"
        "  - field: period.start\n    written: 天气转冷的时候\n    why: unclear\n    told: null\n"
        "  - field: funding.amount\n    written: null\n    why: missing\n    told: null\n"
    ) in record
    assert "start: null\n" in record
    assert "title: 协助独居老人冬季取暖安全走访\n" in record
    assert "- 开始日期: “天气转冷的时候” is not understood" in answer.err
    assert "to be decided by 2026-10-22" in answer.err
    assert "accession decide DL-A-2026-0001 --result return" in answer.err
    found = window("validate", "--json", "--select", "A")
    assert [one["code"] for one in json.loads(found.out)["findings"]] == ["A204"]
    assert window("validate", "--select", "A,S,Y,R,N").code == 0


def test_what_was_read_of_several_bases_is_kept_beside_the_one_that_was_not(
    window: Window,
) -> None:
    def unclear(body: Any) -> None:
        for tag, text in (
            ("basis.kind", "文件"),
            ("basis.name", "有关规定"),
            ("basis.date", "那一年"),
        ):
            next(control(body, tag).iter(qn("w:t"))).text = text

    form = window.form()
    form.write_bytes(changed(form.read_bytes(), unclear))
    answer = window("receive", str(form), "--received", "2026-10-09")
    assert answer.code == 0, answer.err
    assert "field: basis[0]\n" in window.record()
    assert window.record().count("    - law: ") == 1


def test_a_form_with_faults_is_not_admitted_until_they_are_mended(window: Window) -> None:
    window.receive(period__start="天气转冷的时候")
    before = window.clone.state()
    refused = window("decide", FIRST, "--result", "admit")
    assert refused.code == 1
    assert "开始日期" in refused.err
    assert window("file", FIRST).code == 1
    assert window.clone.state() == before
    assert window("decide", FIRST, "--result", "return", "--date", "2026-10-10").code == 0
    again = window("receive", str(window.form()), "--received", "2026-10-12", "--again", FIRST)
    assert again.code == 0, again.err
    assert "faults: []\n" in window.record()
    assert window.record().count("received: 2026-10-") == 2
    assert window("decide", FIRST, "--result", "admit").code == 0


def test_the_draft_says_all_at_once_and_only_the_return_issues_it(window: Window) -> None:
    window.receive("--received-at", "14:30", period__start="天气转冷的时候", **{"class": "别的"})
    name = f"关于补正准入申请的函（{FIRST}）"
    draft = window.paper(f"{name}（草稿）")
    for said in (
        "区民政局：",
        "已于2026年10月9日14时30分收件",
        "审批表有2处需要补正",
        "1．事项类别：填写的是“别的”，含义不明确，请按审批表的选项选择一项。",
        "2．开始日期：填写的是“天气转冷的时候”，含义不明确，请写明年、月、日，例如2026年3月2日。",
        "《社区组织工作事务准入制实施方案》三、（二）3规定的10个工作日办理期限，自收件次日起计算",
        "到2026年10月22日届满",
        "　年　月　日",
    ):
        assert said in draft
    assert not (window.clone.top / f"build/corrections/{name}.docx").exists()
    answer = window("decide", FIRST, "--result", "return", "--date", "2026-10-10")
    assert answer.code == 0, answer.err
    assert "status: returned\n" in window.record()
    assert "opinion: 审批表有2处需要补正。1．事项类别：" in window.record()
    issued = window.paper(name)
    assert "2026年10月10日" in issued
    assert "审核意见" not in issued
    assert name in answer.err


def test_what_the_body_adds_to_the_faults_stands_in_the_notice(window: Window) -> None:
    window.receive(period__start="天气转冷的时候")
    window("decide", FIRST, "--result", "return", "--opinion", "请附上年度方案")
    issued = window.paper(f"关于补正准入申请的函（{FIRST}）")
    assert "开始日期" in issued
    assert "审核意见：请附上年度方案" in issued


def test_what_breaks_a_rule_is_told_beside_what_is_unclear_before_it_is_returned(
    window: Window,
) -> None:
    window.receive(period__end="2027年1月31日", **{"class": "别的"})
    before = window.clone.state()
    checked = window("decide", FIRST, "--result", "return", "--date", "2026-10-10", "--check")
    assert checked.code == 0, checked.err
    assert window.clone.state() == before
    late = "期限类型：与起"
    assert f"2．{late}" in "".join(checked.out.split())
    assert window("decide", FIRST, "--result", "return", "--date", "2026-10-10").code == 0
    issued = window.paper(f"关于补正准入申请的函（{FIRST}）")
    assert "审批表有2处需要补正" in issued
    assert "1．事项类别：填写的是“别的”" in issued
    assert late in issued
    assert "T104" not in issued
    assert f"2．{late}" in window.record()


@pytest.mark.parametrize("as_json", [True, False])
def test_a_form_in_which_nothing_is_unclear_gets_the_draft_of_a_notice_if_it_breaks_a_rule(
    window: Window, *, as_json: bool
) -> None:
    options = ("--json",) if as_json else ()
    answer = window.receive(*options, period__end="2027年1月31日")
    assert answer.code == 0, answer.err
    assert "faults: []\n" in window.record()
    name = f"关于补正准入申请的函（{FIRST}）（草稿）"
    assert "1．期限类型：与起" in window.paper(name)
    if as_json:
        assert name in json.loads(answer.out)["draft"]
    else:
        assert name in "".join(answer.err.split())
        assert f"accession decide {FIRST} --result return" in " ".join(answer.err.split())


def test_a_form_that_breaks_no_rule_gets_no_draft(window: Window) -> None:
    answer = window.receive("--json")
    assert "draft" not in json.loads(answer.out)
    assert not (window.clone.top / "build/corrections").exists()


def test_a_breach_alone_is_reason_enough_to_return_an_application(window: Window) -> None:
    window.receive(period__end="2027年1月31日")
    assert "faults: []\n" in window.record()
    answer = window("decide", FIRST, "--result", "return", "--date", "2026-10-10")
    assert answer.code == 0, answer.err
    assert "审批表有1处需要补正" in window.paper(f"关于补正准入申请的函（{FIRST}）")


def test_a_return_of_what_has_nothing_to_correct_needs_a_reason(window: Window) -> None:
    window.receive()
    answer = window("decide", FIRST, "--result", "return")
    assert answer.code == 1
    assert "need a reason" in answer.err


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        ("pauses", "自退回次日起至补正材料收件之日止的时间不计入"),
        ("restarts", "补正材料收件后，自其次日起重新计算"),
    ],
)
def test_the_notice_says_what_the_correction_does_to_the_clock(
    window: Window, clock: str, said: str
) -> None:
    scheme = (window.clone.top / "registry/scheme.yaml").read_text(encoding="utf-8")
    text = scheme.replace("correction_clock: runs", f"correction_clock: {clock}")
    window.clone.commit("say so", **{"registry/scheme.yaml": text})
    window.receive(period__start="天气转冷的时候")
    assert said in window.paper(f"关于补正准入申请的函（{FIRST}）（草稿）")


def test_a_field_that_is_stated_beside_the_form_is_settled_by_the_clerk(window: Window) -> None:
    answer = window.receive("--set", "period.start=2026-11-02", period__start="天气转冷的时候")
    assert answer.code == 0, answer.err
    record = window.record()
    assert "faults: []\n" in record
    assert (
        "settled:\n      - field: period.start\n        written: 天气转冷的时候\n"
        "        taken: 2026-11-02\n        by: ann\n"
    ) in record
    assert "taken for “2026-11-02”, as ann settled" in answer.err


def test_the_corrected_form_goes_on_under_the_number_that_stands_on_it(window: Window) -> None:
    window.receive(period__start="天气转冷的时候")
    window("decide", FIRST, "--result", "return", "--date", "2026-10-10")
    form = window.form(period__start="2026年11月9日", training=f"补正件，收件编号{FIRST}")
    answer = window("receive", str(form), "--received", "2026-10-12")
    assert answer.code == 0, answer.err
    assert answer.out.strip() == FIRST
    assert f"bears the number {FIRST}" in answer.err
    said = "22 working days from the first receipt, 20 from that of the corrected papers"
    assert said in " ".join(answer.err.split())
    assert said in " ".join(window("show", FIRST).out.split())


def test_a_form_with_faults_may_be_corrected_before_it_is_returned(window: Window) -> None:
    window.receive(period__start="天气转冷的时候")
    answer = window("receive", str(window.form()), "--received", "2026-10-10", "--again", FIRST)
    assert answer.code == 0, answer.err
    assert "faults: []\n" in window.record()


def test_a_repetition_is_said_before_anything_is_written(window: Window) -> None:
    window.receive(title="协助社会救助工作入户走访和代为申请", period__start="2026年11月9日")
    answer = window.receive("--check", title="社会救助入户走访和代为申请")
    assert f"{TASK} “协助社会救助入户走访和代为申请” of this agency is in force" in answer.err
    assert f"It was applied for before: {FIRST}" in answer.err


def test_an_empty_form_is_no_application(window: Window) -> None:
    empty = window.folder / "空表.docx"
    assert window("form", "blank", "--agency", "minzheng", "--out", str(empty)).code == 0
    before = window.clone.state()
    answer = window("receive", str(empty))
    assert answer.code == 1
    assert "nothing is filled in" in answer.err
    assert window.clone.state() == before


def test_todo_and_lists_show_an_application_whose_agency_nobody_understands(
    window: Window,
) -> None:
    answer = window.receive(agency="某单位", title="")
    assert answer.code == 0, answer.err
    assert FIRST in window("todo").out
    assert FIRST in window("list", "--applications").out
    assert "某单位" in window("show", FIRST).out
    assert json.loads(window("show", FIRST, "--json").out)["record"]["faults"]
    assert window("form", "fill", FIRST).code == 0


def test_what_asks_for_something_unlawful_is_received_with_a_warning_and_not_admitted(
    window: Window,
) -> None:
    answer = window.receive(period__end="2027年1月31日")
    assert answer.code == 0, answer.err
    assert "warning" in answer.err
    before = window.clone.state()
    assert window("decide", FIRST, "--result", "admit").code == 1
    assert window.clone.state() == before
    assert window("decide", FIRST, "--result", "return", "--opinion", "请核对日期").code == 0


def test_a_secret_in_an_unclear_field_leaves_no_trace(window: Window) -> None:
    before = window.clone.state()
    answer = window.receive(period__start="机密★1年")
    assert answer.code == 7
    assert window.clone.state() == before
    assert not (window.clone.top / "build").exists()


def test_what_comes_after_the_office_has_closed_counts_as_of_the_next_working_day_everywhere(
    window: Window,
) -> None:
    window.close_at("17:30")
    answer = window.receive("--received-at", "18:05", period__start="2026年10月17日")
    assert answer.code == 0, answer.err
    told = " ".join(answer.err.split())
    assert (
        "came in while the office was shut, at 2026-10-09 18:05, and counts as of 2026-10-10"
        in told
    )
    assert "to be decided by 2026-10-23" in told
    assert "A201" not in told
    assert 'received: 2026-10-09\n    received_at: "18:05+08:00"\n' in window.record()
    assert "2026-10-09 18:05, which counts as 2026-10-10" in " ".join(
        window("show", FIRST).out.split()
    )
    assert "2026-10-09 18:05" in window("list", "--applications").out
    assert "received 2026-10-09 18:05" in " ".join(window("todo").out.split())
    (due,) = [
        one["due"]
        for one in json.loads(window("todo", "--json").out)["matters"]
        if one["id"] == FIRST
    ]
    assert due == "2026-10-23"
    window("decide", FIRST, "--result", "return", "--opinion", "请附上年度方案")
    notice = window.paper(f"关于补正准入申请的函（{FIRST}）")
    assert "已于2026年10月9日18时5分收件，不在办公时间，视为2026年10月10日收件。" in notice
    assert "到2026年10月23日届满" in notice
    assert "17时30分以前（含该时）补正的" in notice or "已经不足" in notice


@pytest.mark.parametrize(("hour", "counts"), [("17:30", "2026-10-09"), ("17:31", "2026-10-10")])
def test_programs_are_told_the_day_from_which_terms_count(
    window: Window, hour: str, counts: str
) -> None:
    window.close_at("17:30")
    told = json.loads(window.receive("--received-at", hour, "--json").out)
    assert (told["day"], told["counts_as"]) == ("2026-10-09", counts)
    assert told["received_at"] == f"{hour}+08:00"


@pytest.mark.parametrize(("hour", "code"), [("17:30", 0), ("17:31", 1)])
def test_a_task_is_filed_by_the_day_as_of_which_its_application_counts(
    window: Window, hour: str, code: int
) -> None:
    window.close_at("17:30")
    window.receive("--received-at", hour, period__start="2026年10月15日")
    assert window("decide", FIRST, "--result", "admit", "--date", "2026-10-12").code == 0
    filed = window("file", FIRST)
    assert filed.code == code, filed.err
    assert ("the earliest start is 2026-10-16" in " ".join(filed.err.split())) == bool(code)


def test_a_start_that_has_passed_is_said_to_have_passed(window: Window) -> None:
    window.close_at("17:00")
    answer = window.receive("--received-at", "10:00", period__start="2026年9月7日")
    assert "It begins on 2026-09-07, before it came in" in " ".join(answer.err.split())
    window("decide", FIRST, "--result", "return", "--opinion", "请核对开始日期")
    notice = window.paper(f"关于补正准入申请的函（{FIRST}）")
    assert "已于2026年10月9日10时收件。" in notice
    assert "表上的开始日期是2026年9月7日，早于收件之日；" in notice
