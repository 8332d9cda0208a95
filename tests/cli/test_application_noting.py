"""What is learnt of a form by telephone or at the counter is a fault until it is corrected."""

import json
from pathlib import Path

import pytest

from application_windows import FIRST, Command, Window
from filled_forms import answered, form_of, records
from materials import pdf_of
from repositories import Clone

pytestmark = pytest.mark.git
LEARNT = "资金实际由市民政局拨付"
NOTED = ("receive", "--again", FIRST, "--fault", f"经费来源={LEARNT}", "--received", "2026-10-09")
NOTICE = f"关于补正准入申请的函（{FIRST}）"


@pytest.fixture
def window(district: Clone, tmp_path: Path, accession: Command) -> Window:
    """A window at which a sound form was received."""
    made = Window(district, tmp_path, accession)
    assert made.receive().code == 0
    return made


def faults(window: Window) -> list[dict[str, object]]:
    shown = json.loads(window("show", FIRST, "--json").out)
    found: list[dict[str, object]] = shown["record"]["faults"]
    return found


def test_what_was_learnt_is_kept_with_its_day_and_who_noted_it(window: Window) -> None:
    answer = window(*NOTED)
    assert answer.code == 0, answer.err
    assert answer.out.strip() == FIRST
    assert (
        "faults:\n  - field: funding.source\n    written: null\n    why: told\n"
        f"    told:\n      says: {LEARNT}\n      date: 2026-10-09\n      by: "
    ) in window.record()
    (fault,) = faults(window)
    name = window.clone.git("config", "user.name").strip()
    assert fault["told"] == {"says": LEARNT, "date": "2026-10-09", "by": name}
    assert f"- 经费来源: {LEARNT} (learnt on 2026-10-09, noted by {name})" in answer.err
    shown = window("show", FIRST).out
    assert LEARNT in "".join(shown.split())
    assert "Content" in shown, "what the form says is shown as before"
    assert "1 to correct" in window("todo", "--as-of", "2026-10-10").out
    assert window("validate", "--select", "A,S,Y,R,N").code == 0


def test_before_it_is_noted_it_is_shown_with_the_draft_and_nothing_is_written(
    window: Window,
) -> None:
    before = window.clone.state()
    answer = window(*NOTED, "--check")
    assert answer.code == 0, answer.err
    assert LEARNT in answer.out + answer.err
    assert f"{NOTICE}（草稿）" in answer.out + answer.err
    assert window.clone.state() == before
    assert not (window.clone.top / f"build/corrections/{NOTICE}（草稿）.docx").exists()


def test_the_notice_says_what_was_learnt_beside_what_is_unclear(window: Window) -> None:
    assert window("withdraw", FIRST, "--reason", "另报", "--date", "2026-10-09").code == 0
    second = "DL-A-2026-0002"
    window.form("又一份.docx", period__start="天气转冷的时候")
    answer = window("receive", str(window.folder / "又一份.docx"), "--received", "2026-10-09")
    assert answer.code == 0, answer.err
    noted = window("receive", "--again", second, *NOTED[3:])
    assert noted.code == 0, noted.err
    said = ("审批表有2处需要补正", f"2．经费来源：{LEARNT}，有经费的，请写明来源。")
    draft = window.paper(f"关于补正准入申请的函（{second}）（草稿）")
    assert window("decide", second, "--result", "return", "--date", "2026-10-10").code == 0
    issued = window.paper(f"关于补正准入申请的函（{second}）")
    for sentence in said:
        assert sentence in draft
        assert sentence in issued
    assert LEARNT in window.record(second).partition("opinion:")[2]


def test_the_last_day_for_the_decision_stays_in_sight_while_the_agency_corrects_its_form(
    window: Window,
) -> None:
    assert window(*NOTED).code == 0
    before = json.loads(window("todo", "--as-of", "2026-10-12", "--json").out)["matters"]
    assert window("decide", FIRST, "--result", "return", "--date", "2026-10-10").code == 0
    after = json.loads(window("todo", "--as-of", "2026-10-12", "--json").out)["matters"]
    (waits,) = (one for one in after if one["id"] == FIRST)
    assert waits["kind"] == "correct"
    assert waits["due"] == next(one["due"] for one in before if one["id"] == FIRST)
    assert f"Decide by {waits['due']}" in " ".join(window("show", FIRST).out.split())
    late = json.loads(window("todo", "--as-of", "2026-11-30", "--json").out)["matters"]
    assert next(one["overdue"] for one in late if one["id"] == FIRST)


def test_what_has_a_fault_is_not_admitted_and_the_corrected_form_clears_it(window: Window) -> None:
    assert window(*NOTED).code == 0
    assert window("decide", FIRST, "--result", "admit").code == 1
    assert window("decide", FIRST, "--result", "return", "--date", "2026-10-10").code == 0
    corrected = window.form("补正.docx", funding__source="市民政局专项经费")
    again = window("receive", str(corrected), "--received", "2026-10-12", "--again", FIRST)
    assert again.code == 0, again.err
    assert faults(window) == []
    assert window("decide", FIRST, "--result", "admit").code == 0


def test_a_corrected_form_that_says_the_same_again_does_not_clear_what_was_learnt(
    window: Window,
) -> None:
    assert window(*NOTED).code == 0
    assert window("decide", FIRST, "--result", "return", "--date", "2026-10-10").code == 0
    other = window.form("补正.docx", period__start="2027-01-01")
    again = window("receive", str(other), "--received", "2026-10-12", "--again", FIRST)
    assert again.code == 0, again.err
    assert [one["field"] for one in faults(window)] == ["funding.source"]
    assert window("decide", FIRST, "--result", "admit").code == 1


def test_what_was_noted_by_mistake_is_taken_back(window: Window) -> None:
    sound = window.record()
    assert window(*NOTED).code == 0
    back = window("receive", "--again", FIRST, "--fault", "经费来源=", "--received", "2026-10-09")
    assert back.code == 0, back.err
    assert window.record() == sound
    twice = window("receive", "--again", FIRST, "--fault", "经费来源=", "--received", "2026-10-09")
    assert twice.code == 1
    assert "经费来源" in twice.err


def test_after_the_decision_and_before_the_form_nothing_can_have_been_learnt(
    window: Window,
) -> None:
    before = window.clone.state()
    early = window(*NOTED[:-1], "2026-10-08")
    assert (early.code, "2026-10-08" in early.err) == (1, True)
    assert window.clone.state() == before
    assert window("decide", FIRST, "--result", "admit", "--date", "2026-10-10").code == 0
    late = window(*NOTED)
    assert (late.code, "approved" in late.err) == (1, True)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--fault", "经费来原=不对", "--again", FIRST), "经费来源"),
        (("--fault", "经费来源", "--again", FIRST), "经费来源"),
        (("--fault", "经费来源=不对"), "--again"),
        (("--fault", "经费来源=不对", "--again", FIRST, "--set", "title=x"), "--fault"),
    ],
)
def test_a_fault_needs_a_field_and_an_application(
    window: Window, given: tuple[str, ...], said: str
) -> None:
    before = window.clone.state()
    answer = window("receive", *given)
    assert answer.code == 2
    assert said in answer.err
    assert window.clone.state() == before


def test_a_row_of_the_legal_bases_is_named_as_the_form_numbers_it(window: Window) -> None:
    noted = ("receive", "--again", FIRST, "--fault", "制度依据1=文件已废止")
    assert window(*noted, "--received", "2026-10-09").code == 0
    assert [one["field"] for one in faults(window)] == ["basis[0]"]
    assert "制度依据1：文件已废止，" in window.paper(f"{NOTICE}（草稿）")


def test_no_number_of_a_person_is_noted(window: Window) -> None:
    before = window.clone.state()
    refused = window("receive", "--again", FIRST, "--fault", "联系人=应为13800138000")
    assert refused.code not in (0, 2)
    assert "13800138000" not in refused.err
    assert window.clone.state() == before


def test_whoever_enters_a_scan_does_not_correct_what_was_learnt_of_it(
    window: Window, tmp_path: Path
) -> None:
    scan = tmp_path / "扫描件.pdf"
    scan.write_bytes(pdf_of(""))
    second, on = "DL-A-2026-0002", ("--received", "2026-10-09")
    looked = ("--inspected-by", "王晓")
    first = window("receive", str(scan), *on, *looked, "--set", "事项名称=协助垃圾分类")
    assert first.code == 0, first.err
    noted = ("receive", "--again", second, "--fault", "事项种类=应为台账", *on)
    assert window(*noted).code == 0
    more = ("--set", "事项类别=卫生健康", "--again", second)
    again = window("receive", str(scan), *on, *looked, *more, "--set", "事项名称=协助垃圾分类")
    assert again.code == 0, again.err
    assert "      says: 应为台账\n" in window.record(second)


def test_the_form_that_is_printed_of_it_says_what_was_handed_in(
    window: Window, tmp_path: Path
) -> None:
    assert (
        window("receive", "--again", FIRST, "--fault", "经费金额=应为3万元", *NOTED[-2:]).code == 0
    )
    out = tmp_path / "表.docx"
    assert window("form", "fill", FIRST, "--out", str(out)).code == 0
    said = json.loads(window("receive", str(out), "--check", "--json").out)
    before = answered(form_of(records()["DL-2026-0013"]))
    (tmp_path / "原.docx").write_bytes(before)
    was = json.loads(window("receive", str(tmp_path / "原.docx"), "--check", "--json").out)
    assert said["facts"]["funding"] == was["facts"]["funding"]


def test_a_corrected_form_that_was_taken_for_a_new_application_still_comes_in_for_the_old_one(
    window: Window,
) -> None:
    assert window(*NOTED).code == 0
    assert window("decide", FIRST, "--result", "return", "--date", "2026-10-10").code == 0
    corrected = str(window.form("补正.docx", funding__source="市民政局专项经费"))
    mistaken = window("receive", corrected, "--received", "2026-10-12")
    assert mistaken.code == 0, mistaken.err
    second = "DL-A-2026-0002"
    refused = window("receive", corrected, "--received", "2026-10-12", "--again", FIRST)
    assert refused.code == 1
    assert f"with --again {second}. If that was entered by mistake" in " ".join(refused.err.split())
    assert window("withdraw", second, "--reason", "误作新申请", "--date", "2026-10-12").code == 0
    again = window("receive", corrected, "--received", "2026-10-12", "--again", FIRST)
    assert again.code == 0, again.err
    assert faults(window) == []
