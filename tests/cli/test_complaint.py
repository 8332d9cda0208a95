"""Complaints: reported or found, put right, made known, referred, closed (scheme 4.1)."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from make_complaint_templates import MADE, TEMPLATES

import sample_records
from accession_cli.actions.complaint import (
    ComplaintStep,
    Done,
    Urging,
    passages_of_step,
    step_facts,
    step_of,
)
from accession_cli.actions.complaint_papers import case_of, without_places
from accession_cli.papers import letters
from accession_cli.papers.templates import Environment
from accession_cli.registry import reading
from accession_cli.scheme.complaint import (
    Circular,
    Closing,
    ComplaintSource,
    Outcome,
    Referral,
    Reminder,
    Verification,
    complaint_from,
)
from conftest import Answer
from document_shapes import READERS
from registries import SHIPPED
from repositories import Clone, TwoClerks
from terminals import DOWN, ENTER, SPACE, STOP, UP, Terminal, typed

Command = Callable[..., Answer]
FIRST = "DL-C-2026-0001"
COMMUNITY, SUBDISTRICT = "示例一社区", "张贵庄街道"
WHAT = "要求示例一社区每周填报出租房屋台账，并安排网格员逐户核对。"
PATH = f"registry/complaints/2026/{FIRST}.yaml"


@pytest.fixture
def bureau(district: Clone, accession: Command, monkeypatch: pytest.MonkeyPatch) -> "Bureau":
    """The district's registry with somebody of the bureau in front of it."""
    monkeypatch.chdir(district.top)
    return Bureau(district, accession)


class Bureau:
    """Gives the complaint commands as a clerk would."""

    def __init__(self, clone: Clone, accession: Command) -> None:
        self.clone = clone
        self.accession = accession

    def __call__(self, *arguments: str) -> Answer:
        return self.accession("complaint", *arguments)

    def add(self, *more: str, what: str = WHAT) -> Answer:
        return self(
            *("add", "--source", "community", "--community", COMMUNITY, "--agency", "区统计局"),
            *("--what", what, "--received", "2026-10-09", *more),
        )

    def text(self) -> str:
        return (self.clone.top / PATH).read_text(encoding="utf-8")

    def paper(self, name: str) -> bytes:
        return (self.clone.top / f"build/complaints/{name}{FIRST}.docx").read_bytes()


def words_of(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs)


# From the report to the end


def test_what_a_community_reports_gets_a_number_and_is_in_nobodys_commit_message(
    bureau: Bureau,
) -> None:
    answer = bureau.add()
    assert answer.code == 0, answer.err
    assert answer.out == f"{FIRST}\n"
    assert f"accession complaint rectify {FIRST}" in answer.err
    text = bureau.text()
    assert text.startswith("# yaml-language-server: $schema=../../../schemas/complaint.schema.json")
    assert 'subdistrict: "120110001"\ncommunity: "120110001901"\n' in text
    assert "status: open\nsource: community\nreceived: 2026-10-09\n" in text
    shown = bureau.clone.git("show", "--name-only", "--format=%s")
    assert shown.split("\n")[0] == f"Enter complaint {FIRST}"
    assert shown.split() == ["Enter", "complaint", FIRST, PATH]
    assert bureau.accession("validate", "--strict", "--select", "K,S,Y,R").code == 0
    assert json.loads(bureau.add("--json").out)["id"] == "DL-C-2026-0002"


def test_nothing_reported_is_no_report_and_no_order_either(bureau: Bureau) -> None:
    bureau.add()
    before = bureau.text()
    assert bureau("rectify", FIRST, "--report", "").code == 2
    assert bureau.text() == before


def test_the_agency_is_reminded_of_a_complaint_that_only_the_trunk_knows_yet(
    two_offices: TwoClerks, accession: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(two_offices.ann.top)
    assert Bureau(two_offices.ann, accession).add().code == 0
    monkeypatch.chdir(two_offices.bo.top)
    answer = accession("complaint", "remind", FIRST)
    assert answer.code == 0, answer.err
    assert "区统计局 was reminded" in answer.err


def test_a_complaint_goes_its_way_to_the_end_and_every_step_stays(bureau: Bureau) -> None:
    bureau.add()
    urged = json.loads(bureau("rectify", FIRST, "--urged", "2026-10-12", "--json").out)
    assert (urged["due"], urged["provisional"]) == ("2026-10-26", False)  # ten working days
    assert Path(urged["paper"]).is_file()
    assert bureau("remind", FIRST).code == 0
    assert bureau("circulate", FIRST, "--number", "津丽民发〔2026〕9号").code == 0
    assert bureau("rectify", FIRST, "--done", "2026-10-12", "--report", "台账已取消").code == 0
    assert bureau("refer", FIRST, "--to", "区纪检监察部门", "--reason", "多次下派").code == 0
    answer = bureau("close", FIRST, "--outcome", "已整改", "--note", "社区已确认")
    assert answer.code == 0, answer.err
    text = bureau.text()
    assert "  - date: 2026-10-12\n    to: 区统计局\n" in text  # reminded without --to
    assert "  done: 2026-10-12\n  report: 台账已取消\n" in text
    assert text.endswith("closing:\n  date: 2026-10-12\n  outcome: rectified\n  note: 社区已确认\n")
    assert "status: closed\n" in text
    assert bureau.clone.git("rev-list", "--count", "HEAD") == "8"
    found = json.loads(bureau.accession("verify", "--json").out)
    assert [one for one in found["findings"] if one["severity"] == "error"] == []


@pytest.mark.parametrize(
    ("before", "step", "said"),
    [
        ([], ("rectify", "--done", "2026-10-12", "--report", "x"), "nothing has been urged yet"),
        ([], ("close", "--outcome", "rectified"), "nothing says that this was put right"),
        ([], ("close", "--outcome", "referred"), "nothing says that this was referred"),
        ([("rectify",)], ("rectify", "--due", "2026-12-01"), "was urged on 2026-10-12 already"),
        ([("rectify",)], ("close", "--outcome", "rectified"), "nothing says that this was put"),
        (
            [("rectify",), ("circulate",)],
            ("circulate", "--number", "x"),
            "was made known on 2026-10-12 already",
        ),
        (
            [("refer", "--to", "甲", "--reason", "乙")],
            ("refer", "--to", "丙", "--reason", "丁"),
            "was referred to 甲",
        ),
        (
            [("rectify",), ("rectify", "--done", "2026-10-12", "--report", "x")],
            ("rectify", "--done", "2026-10-12", "--report", "y"),
            "it is on record already",
        ),
        ([("close", "--outcome", "unfounded")], ("remind",), "was closed on 2026-10-12"),
        ([], ("rectify", "--urged", "2026-10-01"), "lies before 2026-10-09"),
        ([], ("remind", "--date", "2026-10-13"), "lies after 2026-10-12"),
    ],
)
def test_what_the_way_of_a_complaint_does_not_allow_is_refused_and_nothing_is_written(
    bureau: Bureau, before: list[tuple[str, ...]], step: tuple[str, ...], said: str
) -> None:
    bureau.add()
    for verb, *more in before:
        assert bureau(verb, FIRST, *more).code == 0
    state = bureau.clone.state()
    answer = bureau(step[0], FIRST, *step[1:])
    assert answer.code == 1
    assert said in answer.err
    assert bureau.clone.state() == state


def test_an_order_and_what_came_of_it_are_two_commands(bureau: Bureau) -> None:
    bureau.add()
    answer = bureau("rectify", FIRST, "--due", "2026-11-02", "--done", "2026-10-12")
    assert answer.code == 2
    assert "Give the command twice" in answer.err


def test_the_last_day_is_as_sure_as_the_notices_and_may_be_named_instead(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEALED_TODAY", "2026-12-24")
    bureau.add()
    answer = bureau("rectify", FIRST)
    assert answer.code == 0, answer.err
    assert "to be put right by 2027-01-08, which is provisional" in answer.err
    bureau.add()
    other = json.loads(bureau("rectify", "DL-C-2026-0002", "--due", "2026-12-30", "--json").out)
    assert (other["due"], other["provisional"]) == ("2026-12-30", False)


def test_a_district_that_has_set_no_days_names_the_last_one(bureau: Bureau) -> None:
    scheme = bureau.clone.top / "registry/scheme.yaml"
    text = scheme.read_text(encoding="utf-8")
    bureau.clone.commit("as before", **{"registry/scheme.yaml": text.partition("supervision:")[0]})
    bureau.add()
    answer = bureau("rectify", FIRST)
    assert answer.code == 1
    assert "Name the last day with --due" in answer.err
    assert bureau("rectify", FIRST, "--due", "2026-10-30").code == 0


def test_an_inspection_names_the_bodies_that_made_it(bureau: Bureau) -> None:
    found = ("add", "--source", "inspection", "--agency", "tongji", "--what", "要求填报台账")
    assert "--inspectors is not given" in bureau(*found).err
    answer = bureau(*found, "--inspectors", "区民政局", "--inspectors", "grid_centre")
    assert answer.code == 0, answer.err
    assert "inspectors:\n  - civil_affairs\n  - grid_centre\n" in bureau.text()


@pytest.mark.parametrize(
    ("option", "name", "said"),
    [
        ("--community", "没有的社区", "nothing in this registry goes by"),
        ("--agency", "没有的部门", "nothing in this registry goes by"),
        ("--task", "DL-C-2026-0001", "is not a task's id"),
        ("--inspectors", "没有的单位", "nothing in this registry goes by"),
    ],
)
def test_a_name_that_is_not_known_is_wrong_usage(
    bureau: Bureau, option: str, name: str, said: str
) -> None:
    answer = bureau.add(option, name)
    assert answer.code == 2
    assert said in answer.err


def test_a_community_whose_name_another_one_has_goes_by_its_code(bureau: Bureau) -> None:
    path = "registry/subdistricts.yaml"
    text = (bureau.clone.top / path).read_text(encoding="utf-8")
    bureau.clone.commit("twins", **{path: text.replace("示例四社区", COMMUNITY)})
    answer = bureau.add()
    assert answer.code == 2
    assert "120110001901, 120110003901" in answer.err
    assert bureau.add("--community", "120110003901").code == 0
    assert 'subdistrict: "120110003"' in bureau.text()


def test_without_a_terminal_all_that_is_missing_is_named_at_once(bureau: Bureau) -> None:
    assert "--source, --agency, --what is not given" in bureau("add").err
    bureau.add()
    assert "--outcome is not given" in bureau("close", FIRST).err
    assert "--to is not given" in bureau("refer", FIRST).err
    assert "--by, --found is not given" in bureau("verify", FIRST).err
    for answer in (bureau("add"), bureau("close", FIRST)):
        assert answer.code == 2


def test_at_a_terminal_what_is_missing_is_asked_for(
    district: Clone, terminals: list[Terminal]
) -> None:
    terminal = Terminal("complaint", "add", at=district.top, language="en")
    terminals.append(terminal)
    terminal.answer("How it came to light:", DOWN, ENTER)
    terminal.answer("Who inspected:", SPACE, ENTER)
    terminal.answer("Agency that handed the work down:", ENTER)
    terminal.answer("What work was handed down", *typed("要求填报台账"))
    terminal.answer("Record this now?", ENTER)
    assert terminal.end() == 0, terminal.shown
    text = (district.top / PATH).read_text(encoding="utf-8")
    assert "source: inspection" in text
    assert "what: 要求填报台账\n" in text


def test_who_enters_a_complaint_goes_back_a_question_and_goes_on_later(
    district: Clone, terminals: list[Terminal]
) -> None:
    first = Terminal("complaint", "add", at=district.top, language="zh_CN")
    terminals.append(first)
    first.answer("来源：", ENTER)
    first.answer("• 社区：", UP, ENTER)
    first.answer("• 来源： （", DOWN, ENTER)
    first.answer("督查单位：", SPACE, ENTER)
    first.answer("下派工作的部门：", STOP)
    assert first.end() != 0
    assert "accession complaint add --resume" in first.shown
    second = Terminal("complaint", "add", "--resume", at=district.top, language="zh_CN")
    terminals.append(second)
    second.answer("下派工作的部门：", ENTER)
    second.answer("下派了什么工作", *typed("要求填报台账"))
    second.answer("现在登记？", ENTER)
    assert second.end() == 0, second.shown
    text = (district.top / PATH).read_text(encoding="utf-8")
    assert "source: inspection" in text


def test_a_complaint_that_is_not_entered_yet_is_kept_with_the_options_of_its_command(
    district: Clone, terminals: list[Terminal], process: Callable[..., Answer]
) -> None:
    options = ("--source", "inspection", "--received", "2026-10-08")
    first = Terminal("complaint", "add", *options, at=district.top, language="zh_CN")
    terminals.append(first)
    first.answer("督查单位：", SPACE, ENTER)
    first.answer("下派工作的部门：", ENTER)
    first.answer("下派了什么工作", *typed("要求填报台账"))
    first.answer("现在登记？", DOWN, ENTER)
    assert first.end() != 0
    said = "".join(first.shown.split())
    again = "accession complaint add --source inspection --received 2026-10-08 --resume"
    assert "".join(again.split()) in said
    assert ".git/accession/drafts/" in said
    kept = process("doctor", at=district.top)
    assert again.removesuffix(" --resume") in kept.out
    second = Terminal("complaint", "add", *options, "--resume", at=district.top, language="zh_CN")
    terminals.append(second)
    second.answer("现在登记？", ENTER)
    assert second.end() == 0, second.shown
    text = (district.top / PATH).read_text(encoding="utf-8")
    assert "what: 要求填报台账\n" in text
    assert "received: 2026-10-08\n" in text
    assert not list((district.top / ".git/accession/drafts").glob("*.json"))


# Who reports is protected


@pytest.mark.parametrize("source", ["community", "inspection"])
def test_the_letter_and_the_circular_say_what_was_done_and_not_who_reported_it(
    bureau: Bureau, source: str
) -> None:
    more = ("--source", source, "--inspectors", "civil_affairs")
    bureau.add(*(more if source == "inspection" else ()), what=f"{WHAT}\n{SUBDISTRICT}也要填报。")
    bureau("rectify", FIRST)
    answer = bureau("circulate", FIRST, "--number", "津丽民发〔2026〕9号")
    assert "The names of places were taken out of it" in answer.err
    letter, circular = map(words_of, (bureau.paper("督促限期整改函"), bureau.paper("通报")))
    for text in (letter, circular):
        assert "区统计局" in text
        assert (
            "要求有关社区每周填报出租房屋台账，并安排网格员逐户核对。\n有关街道也要填报。" in text
        )
        for secret in (COMMUNITY, "示例一", SUBDISTRICT, "张贵庄", "反馈", "举报", "督查"):
            assert secret not in text
    assert "2026年10月26日以前（含当日），完成整改" in letter
    assert f"编号：{FIRST}" in letter
    assert FIRST not in circular
    assert "津丽民发〔2026〕9号" in circular
    assert circular.rstrip().endswith("区民政局\n2026年10月12日")


def test_the_letter_urges_a_peer_and_orders_nothing(bureau: Bureau) -> None:
    bureau.add()
    bureau("rectify", FIRST)
    text = words_of(bureau.paper("督促限期整改函"))
    assert text.startswith(f"关于督促限期整改的函\n编号：{FIRST}\n区统计局：\n")
    assert text.endswith("\n特此函告。\n\n区民政局\n2026年10月12日")
    assert "依照上述方案四、（一），现督促你单位限期整改。" in text
    assert "请停止下派上述工作，自本函落款之日的次日起10个工作日内，即" in text
    assert "有关情况将予以通报；情节严重、产生不良影响的，移交区纪检监察部门。" in text
    for word in ("责令", "逾期", "4.1"):
        assert word not in text


@pytest.mark.parametrize("own", ["--due", "profile"])
def test_the_letter_names_no_number_of_days_that_did_not_set_the_last_one(
    bureau: Bureau, own: str
) -> None:
    bureau.add()
    bureau("rectify", FIRST, *(("--due", "2026-10-30") if own == "--due" else ()))
    if own == "profile":  # the district has changed its figure since
        path = "registry/scheme.yaml"
        text = (bureau.clone.top / path).read_text(encoding="utf-8")
        changed = text.replace("days_to_rectify: 10", "days_to_rectify: 20")
        bureau.clone.commit("more days", **{path: changed})
        bureau("rectify", FIRST)
    text = words_of(bureau.paper("督促限期整改函"))
    day = "30" if own == "--due" else "26"
    assert f"请停止下派上述工作，在2026年10月{day}日以前（含当日）完成整改" in text
    assert "个工作日" not in text


def test_a_paper_says_that_it_was_checked_only_if_a_check_was_made_by_its_day(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    bureau.add()
    unchecked = bureau("rectify", FIRST)
    letter = bureau.paper("督促限期整改函")
    assert f"accession complaint verify {FIRST}" in unchecked.err
    assert "据了解，你单位未经准入" in words_of(letter)
    assert "与事实不符的，也请一并书面说明" in words_of(letter)
    monkeypatch.setenv("SEALED_TODAY", "2026-10-13")
    checked = bureau("verify", FIRST, "--by", "区民政局", "--found", "属实，台账仍在填报")
    assert checked.code == 0, checked.err
    assert "verification:\n  date: 2026-10-13\n  by: 区民政局\n  found: 属实，" in bureau.text()
    assert "2026-10-13 区民政局：属实，台账仍在填报" in bureau("show", FIRST).out
    bureau("rectify", FIRST)
    assert bureau.paper("督促限期整改函") == letter
    told = bureau("circulate", FIRST)
    circular = words_of(bureau.paper("通报"))
    assert "经核查，区统计局未经准入" in circular
    assert "2026年10月12日，区民政局督促该单位在2026年10月26日以前（含当日）完成整改。" in circular
    assert "仍在填报" not in circular
    assert "complaint verify" not in told.err


def test_the_letter_after_a_check_says_so(bureau: Bureau) -> None:
    bureau.add()
    bureau("verify", FIRST, "--by", "区民政局", "--found", "属实", "--date", "2026-10-10")
    assert "complaint verify" not in bureau("rectify", FIRST).err
    text = words_of(bureau.paper("督促限期整改函"))
    assert "经核查，你单位未经准入" in text
    assert "与事实不符" not in text


def test_a_circular_does_not_tell_what_came_after_it(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    bureau.add()
    bureau("rectify", FIRST)
    bureau("circulate", FIRST)
    then = bureau.paper("通报")
    monkeypatch.setenv("SEALED_TODAY", "2026-10-20")
    bureau("rectify", FIRST, "--done", "2026-10-20", "--report", "已经停止")
    bureau("circulate", FIRST)
    assert bureau.paper("通报") == then


def test_whoever_keeps_the_register_is_warned_before_it_urges_itself(bureau: Bureau) -> None:
    bureau.add("--agency", "区民政局")
    for more in (("--check",), ()):
        answer = bureau("rectify", FIRST, *more)
        assert answer.code == 0, answer.err
        assert "K202" in answer.err
        assert "区民政局 keeps the register, and here it urges itself" in answer.err
    bureau("rectify", FIRST, "--done", "2026-10-12", "--report", "已停止")
    bureau("close", FIRST, "--outcome", "rectified")
    assert "K202" not in bureau.accession("validate").out


def test_letter_and_circular_are_alike_whoever_found_it() -> None:
    registry = reading.load_registry(SHIPPED).registry
    assert registry is not None
    found = complaint_from(sample_records.closed_complaint())
    reported = replace(found, source=ComplaintSource.COMMUNITY, inspectors=())
    papers = [
        [
            render(case_of(one, registry, date(2026, 10, 12)), Environment()).data
            for render in (letters.letter, letters.circular)
        ]
        for one in (reported, found, replace(reported, community="120110001902"))
    ]
    assert papers[0] == papers[1] == papers[2]


@pytest.mark.parametrize(
    ("text", "veiled"),
    [
        ("要求示例一社区填报", "要求有关社区填报"),
        ("要求示例一填报", "要求有关社区填报"),
        ("张贵庄街道示例一社区的台账", "有关街道有关社区的台账"),
        ("张贵庄的台账", "有关街道的台账"),
        ("120110001901的台账", "有关社区的台账"),
        ("要求社区填报台账", "要求社区填报台账"),
    ],
)
def test_no_name_of_the_place_is_left_in_a_paper(text: str, veiled: str) -> None:
    assert without_places(text, (SUBDISTRICT, COMMUNITY, "120110001901")) == veiled


def test_a_template_of_the_registry_is_not_even_told_who_reported(bureau: Bureau) -> None:
    own = bureau.clone.top / "registry/templates/complaint_letter.docx"
    own.parent.mkdir(exist_ok=True)
    document = Document()
    document.add_paragraph("{{ complaint.community }}{{ community }}")
    document.save(str(own))
    bureau.add()
    answer = bureau("rectify", FIRST)
    assert answer.code == 0
    assert "The paper was not made" in answer.err
    assert "It is on record; only its paper could not be written." in answer.err
    assert "rectification:\n  urged: 2026-10-12\n" in bureau.text()
    assert bureau("rectify", FIRST).code == 5  # now there is nothing but the letter
    own.unlink()
    assert bureau("rectify", FIRST).code == 0  # the letter alone, once more
    assert "区统计局" in words_of(bureau.paper("督促限期整改函"))


def test_the_papers_of_what_is_on_record_are_written_again_with_the_same_bytes(
    bureau: Bureau, tmp_path: Path
) -> None:
    bureau.add()
    grave = ("--to", "区纪检监察部门", "--reason", "多次下派，影响恶劣")
    for verb, name, *more in (
        ("rectify", "督促限期整改函"),
        ("circulate", "通报"),
        ("refer", "线索移送函", *grave),
    ):
        bureau(verb, FIRST, *more)
        head, path = bureau.clone.head, tmp_path / f"{verb}.docx"
        answer = bureau(verb, FIRST, "--out", str(path), "--json")
        assert json.loads(answer.out) == {"version": 1, "id": FIRST, "paper": str(path)}
        assert path.read_bytes() == bureau.paper(name)
        assert bureau.clone.head == head


def test_the_letter_that_hands_a_case_on_tells_what_is_on_record(bureau: Bureau) -> None:
    bureau.add()
    bureau("rectify", FIRST, "--urged", "2026-10-09", "--due", "2026-10-10")
    bureau("circulate", FIRST, "--number", "津丽民发〔2026〕9号", "--date", "2026-10-10")
    reason = "示例一社区反映后仍然下派，情节严重，产生不良影响"
    answer = bureau("refer", FIRST, "--to", "区纪检监察部门", "--reason", reason)
    assert answer.code == 0, answer.err
    assert "accession complaint verify" in answer.err  # nothing was checked, and that is said
    text = words_of(bureau.paper("线索移送函"))
    for wanted in (
        "关于移送问题线索的函",
        "区纪检监察部门：",
        "准入制实施方案》四、（一），情节严重、产生不良影响的，移交处理。现将区统计局的有关问题线索移送你单位。",
        "据了解，区统计局未经准入，向社区下派了下列工作：",
        "上述情况尚未核查。",
        "2026年10月9日，区民政局督促该单位在2026年10月10日以前（含当日）完成整改。",
        "截至2026年10月12日，该单位尚未报告整改情况。",
        "2026年10月10日，已将有关情况予以通报（津丽民发〔2026〕9号）。",
        "有关社区反映后仍然下派，情节严重，产生不良影响。",
        "（此件不公开）",
    ):
        assert wanted in text
    assert COMMUNITY not in text
    assert SUBDISTRICT not in text


def test_a_case_that_was_checked_is_handed_on_as_checked(bureau: Bureau) -> None:
    bureau.add()
    bureau("verify", FIRST, "--by", "区民政局", "--found", "属实")
    bureau("refer", FIRST, "--to", "区纪检监察部门", "--reason", "影响恶劣。")
    text = words_of(bureau.paper("线索移送函"))
    assert "经核查，区统计局" in text
    assert "尚未核查" not in text
    assert "截至2026年10月12日，没有督促该单位限期整改的记录。" in text
    assert "通报" not in text


@pytest.mark.parametrize("name", MADE)
def test_the_shipped_templates_are_what_their_script_writes(name: str) -> None:
    assert (TEMPLATES / name).read_bytes() == MADE[name]()


@pytest.mark.parametrize("hostile", ["A&B <b>甲</b>", "{{ 7*7 }}{% if %}", "{_{ what }_}"])
def test_whatever_is_reported_is_text_in_a_paper(bureau: Bureau, hostile: str) -> None:
    assert bureau.add(what=hostile).code == 0
    assert bureau("rectify", FIRST).code == 0
    assert hostile in words_of(bureau.paper("督促限期整改函"))


def test_work_beyond_an_admitted_task_is_told_as_that(bureau: Bureau) -> None:
    bureau.add("--task", "DL-2024-0006")
    bureau("rectify", FIRST)
    text = words_of(bureau.paper("督促限期整改函"))
    assert "你单位超出已准入事项“" in text
    assert "未经准入，向社区" not in text


# What is published knows nothing of complaints

TOKENS = ("出租房屋台账", "逐户核对", "已取消填报", "多次下派", "区纪检组", "津丽秘发", FIRST)


def test_no_word_of_a_complaint_is_in_anything_that_is_published(
    bureau: Bureau, tmp_path: Path
) -> None:
    bureau.add()
    bureau("rectify", FIRST)
    bureau("circulate", FIRST, "--number", "津丽秘发〔2026〕9号")
    bureau("rectify", FIRST, "--done", "2026-10-12", "--report", "已取消填报")
    bureau("refer", FIRST, "--to", "区纪检组", "--reason", "多次下派")
    out, run = tmp_path / "out", bureau.accession
    assert all(token in bureau.text() for token in TOKENS)
    for number, more in enumerate(
        (
            (),
            ("--subdistrict", "120110001"),
            ("--community", "120110001901"),
            ("--agency", "tongji"),
        )
    ):
        made = run("render", "2026", "--draft", "--out", str(out / str(number)), *more,
                   "--format", "html,pdf,docx,xlsx,json,md")  # fmt: skip
        assert made.code == 0, made.err
    for form in ("xlsx", "csv", "json"):
        assert run("export", "--out", str(out / f"register.{form}")).code == 0
    changes = run("diff", "2025", "2026", "--format", "docx", "--out", str(out / "diff.docx"))
    assert changes.code == 0, changes.err
    seen = 0
    for path in (path for path in out.rglob("*") if path.is_file()):
        reader = READERS.get(path.suffix.removeprefix("."))
        data = path.read_bytes()
        text = reader.text(data) if reader else data.decode()
        assert [token for token in TOKENS if token in text] == [], path.name
        assert [token for token in TOKENS if token.encode() in data] == [], path.name
        seen += 1
    assert seen > 25


# Looking


def test_complaints_are_listed_counted_and_shown_for_the_bureau(bureau: Bureau) -> None:
    bureau.add()
    bureau("rectify", FIRST, "--urged", "2026-10-09", "--due", "2026-10-10")
    bureau.add(what="要求提供场地")
    bureau("close", "DL-C-2026-0002", "--outcome", "admitted")
    listed = bureau("list")
    assert "overdue" in listed.out
    assert "admitted afterwards" in listed.out
    assert "DL-C-2026-0002" not in bureau("list", "--open").out
    found = json.loads(bureau("list", "--json").out)
    assert [one["id"] for one in found["complaints"]] == [FIRST, "DL-C-2026-0002"]
    assert found["summary"] == {
        "all": 2, "open": 1, "overdue": 1,
        "closed": {"rectified": 0, "admitted": 1, "unfounded": 0, "referred": 0},
    }  # fmt: skip
    assert json.loads(bureau("list", "--year", "2025", "--json").out)["summary"]["all"] == 0
    shown = bureau("show", FIRST)
    assert f"{SUBDISTRICT}{COMMUNITY}" in shown.out
    assert "2026-10-09, to be put right by 2026-10-10" in shown.out
    record = json.loads(bureau("show", FIRST, "--json").out)["record"]
    assert record["what"] == WHAT
    assert bureau("show", "DL-C-2026-0009").code == 1
    assert bureau("show", "DL-2024-0001").code == 2


def test_a_summary_counts_and_tells_nothing(bureau: Bureau) -> None:
    bureau.add()
    for more in ((), ("--json",)):
        answer = bureau("list", "--summary", *more)
        assert answer.code == 0
        for word in (FIRST, "统计局", "台账", COMMUNITY):
            assert word not in answer.out + answer.err


# Screened, queued, and read elsewhere


@pytest.mark.parametrize(
    "step",
    [
        ("add", "--source", "community", "--community", COMMUNITY, "--agency", "tongji", "--what"),
        ("rectify", FIRST, "--done", "2026-10-12", "--report"),
        ("remind", FIRST, "--to"),
        ("circulate", FIRST, "--number"),
        ("refer", FIRST, "--to", "甲", "--reason"),
        ("refer", FIRST, "--reason", "乙", "--to"),
        ("close", FIRST, "--outcome", "unfounded", "--note"),
    ],
)
def test_no_text_of_a_complaint_carries_a_secret_in(bureau: Bureau, step: tuple[str, ...]) -> None:
    secret = "机密★10年"
    bureau.add()
    before = bureau.clone.state()
    answer = bureau(*step, secret)
    assert answer.code == 7, answer.err
    assert secret not in answer.out + answer.err
    assert bureau.clone.state() == before
    assert list((bureau.clone.top / ".git/accession/outbox").glob("*.json")) == []


def test_an_identity_number_is_refused_and_a_telephone_number_needs_somebodys_word(
    bureau: Bureau,
) -> None:
    assert bureau.add("--inspected-by", "王查", what="身份证号11010519491231002X").code == 7
    told = f"{WHAT}联系电话13800138000"
    assert bureau.add(what=told).code == 7
    assert bureau.add("--inspected-by", "王查", what=told).code == 0


STEPS: list[ComplaintStep] = [
    Verification(date=date(2026, 10, 11), by="区民政局", found="属实"),
    Urging(date=date(2026, 10, 12), due=None),
    Urging(date=date(2026, 10, 12), due=date(2026, 10, 30)),
    Done(date=date(2026, 10, 20), report="已经停止"),
    Reminder(date=date(2026, 10, 20), to="区统计局"),
    Circular(date=date(2026, 10, 20), number=None),
    Referral(date=date(2026, 10, 20), to="区纪检监察部门", reason="多次下派"),
    Closing(date=date(2026, 10, 20), outcome=Outcome.UNFOUNDED, note=None),
]


def test_an_order_of_an_earlier_version_is_sent_as_urging() -> None:
    asked = {"step": "order", "date": "2026-10-12", "due": None}
    assert step_of(asked) == Urging(date=date(2026, 10, 12), due=None)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_waits_in_the_outbox_as_it_was_asked_for(step: ComplaintStep) -> None:
    assert step_of(json.loads(json.dumps(step_facts(step)))) == step


def test_every_text_of_a_step_is_screened() -> None:
    for step in STEPS:
        screened = {passage.text for passage in passages_of_step(step)}
        texts = {
            value
            for name, value in step_facts(step).items()
            if value is not None and name not in {"step", "date", "due", "outcome"}
        }
        assert screened == texts


def test_a_complaint_that_could_not_be_sent_waits_and_gets_its_number_later(
    two_offices: TwoClerks, accession: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = two_offices.remote.top.with_suffix(".away")
    two_offices.remote.top.rename(away)
    bureau = Bureau(two_offices.ann, accession)
    monkeypatch.chdir(two_offices.ann.top)
    assert bureau.add().code == 5
    assert "enter a complaint about tongji" in accession("sync", "--list").out
    assert WHAT not in accession("sync", "--list").out
    away.rename(two_offices.remote.top)
    assert accession("sync").code == 0
    assert FIRST in bureau("list").out


def test_sync_says_how_to_write_the_papers_of_a_complaint_and_of_no_other_step(
    two_offices: TwoClerks, accession: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    bureau = Bureau(two_offices.ann, accession)
    monkeypatch.chdir(two_offices.ann.top)
    bureau.add()

    def after(*step: str) -> str | None:
        away = two_offices.remote.top.with_suffix(".away")
        two_offices.remote.top.rename(away)
        assert bureau(*step).code == 5
        away.rename(two_offices.remote.top)
        (sent,) = json.loads(accession("sync", "--json").out)["sent"]
        papers: str | None = sent["papers"]
        return papers

    assert after("rectify", FIRST) == f"accession complaint rectify {FIRST}"
    assert after("remind", FIRST) is None
    assert after("circulate", FIRST) == f"accession complaint circulate {FIRST}"
    grave = ("--to", "区纪检监察部门", "--reason", "影响恶劣")
    assert after("refer", FIRST, *grave) == f"accession complaint refer {FIRST}"


def test_a_complaint_that_somebody_else_has_followed_up_is_looked_at_again_first(
    two_offices: TwoClerks, accession: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(two_offices.ann.top)
    ann = Bureau(two_offices.ann, accession)
    ann.add()
    monkeypatch.chdir(two_offices.bo.top)
    bo = Bureau(two_offices.bo, accession)
    two_offices.bo.git("pull", "--quiet")
    assert bo("remind", FIRST).code == 0
    monkeypatch.chdir(two_offices.ann.top)
    answer = ann("rectify", FIRST)
    assert answer.code == 4
    assert "bo has changed" in answer.err
    accession("sync")
    assert ann("rectify", FIRST).code == 0


def test_todo_names_what_is_to_be_done_about_a_complaint(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    bureau.add()

    def matter() -> tuple[str, str | None]:
        found = json.loads(bureau.accession("todo", "--json").out)["matters"]
        (mine,) = [one for one in found if one["id"] == FIRST]
        return mine["kind"], mine["due"]

    assert matter() == ("order", None)
    bureau("rectify", FIRST)
    path = bureau.clone.top / "build/todo.ics"
    assert bureau.accession("todo", "--agency", "tongji", "--ics", str(path)).code == 0
    text = path.read_text(encoding="utf-8").replace("\r\n ", "")
    assert FIRST in text
    assert "台账" not in text + bureau.accession("todo", "--json").out
    assert matter() == ("rectify", "2026-10-26")
    monkeypatch.setenv("SEALED_TODAY", "2026-10-20")
    assert matter() == ("rectify", "2026-10-26")
    monkeypatch.setenv("SEALED_TODAY", "2026-10-21")  # three working days before the last day
    assert matter() == ("remind", "2026-10-26")
    bureau("remind", FIRST)
    assert matter() == ("rectify", "2026-10-26")
    bureau("rectify", FIRST, "--done", "2026-10-12", "--report", "已停止")
    assert matter() == ("close", None)


def test_a_complaint_that_came_in_long_ago_is_said_to_be_entered_late(bureau: Bureau) -> None:
    assert "The day of receipt is" not in bureau.add("--check").err
    late = bureau.add("--received", "2026-09-11")
    assert late.code == 0, late.err
    assert "The day of receipt is 2026-09-11, 17 working days back" in late.err
