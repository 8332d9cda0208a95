"""``accession check``: the question "may we refuse this?", and what a committee may send."""

import json
import sys
from collections.abc import Callable
from subprocess import run as run_program  # noqa: TID251 - modules load once in a process
from typing import Any

import pytest

from accession_cli.scheme.names import Sounds, letters, sounds, syllables
from accession_cli.words.layout import cells
from conftest import Answer
from registries import SHIPPED
from repositories import Clone

pytestmark = pytest.mark.git  # an answer says of which commit it is
Command = Callable[..., Answer]
HERE = ("-C", str(SHIPPED))
DAY = ("--as-of", "2026-11-29")
REFUSALS = ("refuse it", "不予承接", "有权拒绝", "暂不承接")


def asked(accession: Command, text: str, *more: str) -> dict[str, Any]:
    answer = accession(*HERE, "check", text, "--json", *DAY, *more)
    assert answer.code == 0
    found: dict[str, Any] = json.loads(answer.out)
    return found


def ids(found: dict[str, Any]) -> list[str]:
    return [task["id"] for task in found["tasks"]]


@pytest.mark.parametrize(
    "text", ["居民消防安全宣传教育", "DL-2024-0006", "津丽社准〔2024〕6号", "津丽社准[2024]6号"]
)
def test_a_task_is_known_by_its_title_and_its_numbers(accession: Command, text: str) -> None:
    found = asked(accession, text)
    assert (found["version"], found["verdict"], found["sure"]) == (2, "admitted", True)
    assert {"key": "2.2", "print": "方案二、（二）"} in found["citations"]
    assert ids(found) == ["DL-2024-0006"]


def test_a_demand_that_the_record_leaves_out_is_not_said_to_be_missing_in_it(
    accession: Command,
) -> None:
    said = accession(*HERE, "check", "动物疫病防控和强制免疫注射", *DAY, "--lang", "zh_CN").out
    assert "但备案写明：“不采样，不注射，" in said
    assert "没有写“注射”" not in said


@pytest.mark.parametrize(
    ("text", "verdict", "first"),
    [
        ("发消防传单", "within", "DL-2024-0006"),
        ("居民消防安全宣传教育打卡", "beyond", "DL-2024-0006"),
        ("没收广场舞音响", "beyond", "DL-2026-0018"),
        ("消防", "perhaps", "DL-2024-0006"),
        ("DL-2024-0010", "perhaps", "DL-2026-0018"),
        ("家庭无障碍改造配合", "ended", "DL-2024-0024"),
        ("DL-2025-0009", "ended", "DL-2025-0009"),
        ("非法集资线索报告", "elsewhere", "DL-2024-0031"),
    ],
)
def test_an_answer_names_the_task_and_says_how_it_stands(
    accession: Command, text: str, verdict: str, first: str
) -> None:
    found = asked(accession, text)
    assert (found["verdict"], ids(found)[0]) == (verdict, first)


def test_a_task_is_ended_only_from_the_day_its_retirement_takes_effect(accession: Command) -> None:
    early = accession(*HERE, "check", "DL-2024-0024", "--json", "--as-of", "2025-11-16")
    assert json.loads(early.out)["verdict"] == "admitted"
    assert asked(accession, "DL-2024-0024")["verdict"] == "ended"


def test_a_task_that_has_not_begun_says_from_when_it_is_done(accession: Command) -> None:
    said = accession(*HERE, "check", "DL-2026-0018", "--as-of", "2026-08-21").out
    assert "only from" in said
    assert "2026-08-24" in said


@pytest.mark.parametrize(
    "text",
    [
        "安装智慧门禁",
        "消防",
        "社区消防检查打分排名",
        "家庭无障碍改造配合",
        "开具婚姻状况证明",
        "aaa",
    ],
)
def test_no_first_answer_holds_a_refusal(accession: Command, text: str) -> None:
    for language in ("en", "zh_CN"):
        for who in ((), ("--asker", "district")):
            said = accession("--lang", language, *HERE, "check", text, *DAY, *who).out
            assert not [one for one in REFUSALS if one in said], said


def test_nothing_found_is_not_called_not_admitted(accession: Command) -> None:
    said = accession("--lang", "zh_CN", *HERE, "check", "安装智慧门禁", *DAY).out
    assert said.startswith("没有查到。没有查到不等于没有准入。")


def test_the_place_and_the_channel_that_are_asked_for_count(accession: Command) -> None:
    text = "古树名木保护协助"
    grid = asked(accession, text, "--channel", "grid", "--subdistrict", "张贵庄街道")
    assert grid["verdict"] == "admitted"
    other = asked(accession, text, "--channel", "grid", "--subdistrict", "丰年村街道")
    assert (other["verdict"], other["tasks"][0]["place"]) == ("elsewhere", False)
    assert asked(accession, text, "--channel", "community")["tasks"][0]["channel"] is False
    unknown = asked(accession, text, "--channel", "grid")
    assert unknown["tasks"][0]["place"] is None


def test_a_clone_remembers_its_place_and_says_what_it_does_not_know(
    district: Clone, accession: Command
) -> None:
    top = ("-C", str(district.top))
    profile = (district.top / "registry/scheme.yaml").read_text(encoding="utf-8")
    real = profile.replace("sample: true", "sample: false")
    district.commit("a real district", **{"registry/scheme.yaml": real})
    said = accession(*top, "check", "消防", *DAY).out
    assert "Place: not said; asked of: not said; asked by: not said." in said
    accession(*top, "check", "消防", *DAY, "--subdistrict", "张贵庄街道")
    found = json.loads(accession(*top, "check", "消防", "--json", *DAY).out)
    assert found["context"]["subdistrict"] == "120110001"
    assert "Place: 张贵庄街道" in accession(*top, "check", "消防", *DAY).out
    community = ("--community", "120110003901")
    narrow = json.loads(accession(*top, "check", "消防", "--json", *DAY, *community).out)["context"]
    assert (narrow["subdistrict"], narrow["community"]) == ("120110003", "120110003901")
    accession(*top, "check", "消防", *DAY, "--subdistrict", "张贵庄街道")  # and no community of old
    found = json.loads(accession(*top, "check", "消防", "--json", *DAY).out)
    assert found["context"]["community"] is None
    assert district.git("status", "--porcelain") == ""


def test_a_person_may_say_which_task_is_meant(accession: Command) -> None:
    found = asked(accession, "发传单还要打卡", "--this", "津丽社准〔2024〕6号")
    assert (found["verdict"], ids(found), found["surplus"]) == (
        "beyond",
        ["DL-2024-0006"],
        ["打卡"],
    )
    wrong = accession(*HERE, "check", "发传单", "--this", "DL-2024-9999")
    assert wrong.code == 2
    assert "no task DL-2024-9999" in wrong.err


def test_a_task_that_had_run_out_before_it_was_retired_ran_out(accession: Command) -> None:
    said = accession("--lang", "zh_CN", *HERE, "check", "DL-2024-0022", *DAY).out
    assert "期限已于2025-03-10届满" in said
    letter = asked(accession, "DL-2024-0022", "--asker", "district")["letters"][0]["text"]
    assert "期限已于2025年3月10日届满" in letter


def test_a_resident_is_told_that_the_task_has_ended_and_which_took_its_place(
    accession: Command,
) -> None:
    slip = asked(accession, "协助社会救助入户走访", "--asker", "resident")["letters"][0]["text"]
    assert "该事项已经结束，由津丽社准〔2026〕13号承接。" in slip
    slip = asked(accession, "居民消防安全宣传教育", "--asker", "resident")["letters"][0]["text"]
    assert "该事项" not in slip


def test_of_a_task_that_is_known_no_letter_asks_which_one_it_is(accession: Command) -> None:
    found = asked(accession, "消防传单和表格", "--this", "DL-2024-0006", "--asker", "district")
    assert (found["verdict"], found["letters"]) == ("perhaps", [])


def test_declining_needs_a_district_body_and_a_look_at_the_class(accession: Command) -> None:
    bare = asked(accession, "安装智慧门禁", "--none-of-these")
    assert set(bare["lacking"]) >= {"asker", "class"}
    looked = accession(
        *HERE, "check", "安装智慧门禁", *DAY, "--none-of-these", "--class", "社会治安和安全保卫"
    ).out
    assert "反电信网络诈骗宣传" in looked


def test_a_statute_and_an_emergency_stand_above_the_answer(accession: Command) -> None:
    said = accession("--lang", "zh_CN", *HERE, "check", "小孩被家长打要不要报告", *DAY).out
    assert "未成年人保护法》第十一条" in said.splitlines()[0] + said.splitlines()[1]
    assert asked(accession, "小区着火了去帮忙疏散")["flags"] == ["emergency"]


@pytest.mark.parametrize("text", ["", "　"])
def test_without_a_question_and_a_terminal_there_is_nothing_to_answer(
    accession: Command, text: str
) -> None:
    answer = accession(*HERE, "check", text)
    assert (answer.code, answer.out) == (2, "")
    assert "There is no question" in answer.err


def test_the_words_of_a_district_stand_in_its_registry(district: Clone, accession: Command) -> None:
    top = ("-C", str(district.top))
    text = "捂紧钱袋子宣传"
    before = json.loads(accession(*top, "check", text, "--json", *DAY).out)
    words = "schema: 1\ngroups:\n  - - 反诈\n    - 捂紧钱袋子\nfillers: []\ndemands: []\n"
    district.write("registry/vocabulary.yaml", words)
    assert accession(*top, "format").code == 0
    found = json.loads(accession(*top, "check", text, "--json", *DAY).out)
    assert (ids(before)[:1], ids(found)[:1]) != (["DL-2024-0008"], [])
    assert ids(found)[0] == "DL-2024-0008"
    assert "vocabulary.yaml" not in accession(*top, "validate").out
    district.write("registry/vocabulary.yaml", "schema: 1\ngroups: 反诈\n")
    assert "vocabulary.yaml" in accession(*top, "validate").out


def test_a_task_is_known_by_what_else_it_is_called(district: Clone, accession: Command) -> None:
    here = ("-C", str(district.top))
    question = (*here, "check", "楼道防火敲门", "--json")
    assert json.loads(accession(*question).out)["verdict"] != "admitted"
    named = ("amend", "DL-2024-0006", "--set", "also_called=楼道防火敲门", "--reason", "俗称")
    assert accession(*here, *named).code == 0
    found = json.loads(accession(*question).out)
    assert (found["verdict"], ids(found)) == ("admitted", ["DL-2024-0006"])


def test_what_a_person_confirmed_as_not_done_is_what_an_answer_shows(
    district: Clone, accession: Command
) -> None:
    here = ("-C", str(district.top))
    question = (*here, "check", "DL-2024-0006", "--json")
    (before,) = json.loads(accession(*question).out)["tasks"]
    assert before["excludes"] == ["不向居民收取费用，不代售消防器材"]
    confirmed = "excludes=不代售消防器材"
    settled = accession(*here, "amend", "DL-2024-0006", "--set", confirmed, "--reason", "核对")
    assert settled.code == 0, settled.err
    (after,) = json.loads(accession(*question).out)["tasks"]
    assert after["excludes"] == ["不代售消防器材"]


def test_a_question_is_kept_only_when_asked_for_and_proposes_a_name(
    district: Clone, accession: Command
) -> None:
    top = ("-C", str(district.top))
    asked_ = ("check", "捂紧钱袋子宣传", *DAY)
    accession(*top, *asked_)
    accession(*top, "check", "居民消防安全宣传教育", *DAY, "--remember")  # the answer was sure
    assert "No question was kept" in accession(*top, "questions").err
    accession(*top, *asked_, "--remember")
    chosen = accession(*top, *asked_, "--this", "DL-2024-0008", "--remember")
    assert "on this machine alone" in chosen.err
    listed = json.loads(accession(*top, "questions", "--json").out)["questions"]
    assert [(one["text"], one["times"], one["this"]) for one in listed] == [
        ("捂紧钱袋子宣传", 2, "DL-2024-0008")
    ]
    accession(*top, "check", "看紧 养老钱", *DAY, "--this", "DL-2024-0008", "--remember")
    said = accession(*top, "questions").err.replace("\n", "")
    assert "accession amend DL-2024-0008 --set 'also_called=捂紧钱袋子宣传；看紧 养老钱'" in said
    assert district.git("status", "--porcelain") == ""


def test_a_kept_question_holds_no_persons_number(district: Clone, accession: Command) -> None:
    top = ("-C", str(district.top))
    accession(*top, "check", "王某110101199003078515的事", *DAY, "--remember")
    listed = accession(*top, "questions", "--json").out
    assert "199003078515" not in listed


def test_an_unread_record_forbids_to_refuse_on_the_answer(
    district: Clone, accession: Command
) -> None:
    district.write("registry/tasks/2024/DL-2024-0007.yaml", "rubbish\n")
    answer = accession("-C", str(district.top), "check", "安装智慧门禁", *DAY)
    assert "Do not refuse anything on this answer" in answer.out


def test_a_clone_says_how_old_its_data_is(district: Clone, accession: Command) -> None:
    found = json.loads(accession("-C", str(district.top), "check", "消防", "--json").out)
    assert found["data"]["commit"] == district.git("rev-parse", "HEAD").strip()
    assert found["data"]["fetched"] is not None


def test_a_letter_about_what_is_beyond_the_record_names_nothing_else(accession: Command) -> None:
    found = asked(
        accession, "局里说下周起发消防传单还要打卡", "--this", "DL-2024-0006", "--asker", "district"
    )
    assert "“打卡”不在其内" in found["letters"][0]["text"]


def test_the_answer_fits_eighty_columns_in_chinese(
    accession: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for text in ("低保", "居民消防安全宣传教育打卡", "安装智慧门禁"):
        lines = accession("--lang", "zh_CN", *HERE, "check", text, *DAY).out.splitlines()
        assert max(map(cells, lines)) <= 80


@pytest.mark.parametrize("typed", ["xiaofang", "Xiao Fang", "xiaof", "xfaq"])
def test_letters_find_titles_by_syllables_and_by_initials_and_judge_nothing(
    accession: Command, typed: str
) -> None:
    found = asked(accession, typed)
    assert found["verdict"] == "unreadable"
    assert "DL-2024-0006" in found["by_sound"]


def test_pinyin_begins_where_a_syllable_begins(accession: Command) -> None:
    assert asked(accession, "iaofang")["by_sound"] == []
    assert asked(accession, "x")["by_sound"] == []


@pytest.mark.parametrize(
    ("typed", "title", "alike"),
    [
        ("zhongdian", "重点人群", Sounds.SYLLABLES),
        ("chongdian", "重点人群", Sounds.NOT_ALIKE),
        ("xingdong", "行动不便老人", Sounds.SYLLABLES),
        ("chuanran", "传染病防治", Sounds.SYLLABLES),
        ("lvhua", "绿化养护", Sounds.SYLLABLES),
        ("lühua", "绿化养护", Sounds.SYLLABLES),
        ("luhua", "绿化养护", Sounds.SYLLABLES),
        ("lhyh", "绿化养护", Sounds.INITIALS),
        ("lhyhx", "绿化养护", Sounds.NOT_ALIKE),
        ("xi'an", "西安路", Sounds.SYLLABLES),
        ("xi'an", "先进", Sounds.NOT_ALIKE),
        ("xian", "先进", Sounds.SYLLABLES),
        ("alei", "（A类）", Sounds.SYLLABLES),
    ],
)
def test_a_title_sounds_as_its_words_are_read(typed: str, title: str, alike: Sounds) -> None:
    asked = letters(typed)
    assert asked is not None
    assert sounds(asked, syllables(title)) is alike


@pytest.mark.git
def test_only_letters_are_read_as_pinyin_and_only_they_load_the_tables() -> None:
    assert letters("DL-2024-0006") is letters("消防") is letters("a") is letters("'") is None
    loads = (
        "import sys; from accession_cli.__main__ import main; main({});"
        " print('pypinyin' in sys.modules)"
    )
    for asked, loaded in (("消防", "False"), ("xf", "True")):
        code = loads.format([*HERE, "check", asked])
        done = run_program([sys.executable, "-c", code], capture_output=True, check=True)
        assert done.stdout.decode().split()[-1] == loaded
