"""Looking things up: ``list``, ``show``, and the question "may we refuse this?"."""

import json
import sys
from collections.abc import Callable
from subprocess import run as run_program  # noqa: TID251 - modules load once in a process

import pytest

from accession_cli.scheme.names import Sounds, letters, sounds, syllables
from conftest import Answer
from registries import SHIPPED
from repositories import Clone

Command = Callable[..., Answer]
HERE = ("-C", str(SHIPPED))


def verdict(accession: Command, text: str, *more: str) -> dict[str, object]:
    answer = accession(*HERE, "check", text, "--json", *more)
    assert answer.code == 0
    found: dict[str, object] = json.loads(answer.out)
    return found


@pytest.mark.parametrize(
    "asked",
    [
        "居民消防安全宣传教育",
        "DL-2024-0006",
        "津丽社准〔2024〕6号",
        "津丽社准[2024]6号",
        "消防安全宣传教育",
        "开展居民消防安全宣传教育工作",
    ],
)
def test_a_task_is_known_by_its_title_its_numbers_and_most_of_its_title(
    accession: Command, asked: str
) -> None:
    found = verdict(accession, asked)
    assert found["verdict"] == "admitted"
    assert [match["id"] for match in found["matches"]] == ["DL-2024-0006"]  # type: ignore[attr-defined]


def test_a_retired_task_is_ended_and_not_admitted(accession: Command) -> None:
    assert verdict(accession, "DL-2025-0009")["verdict"] == "ended"


def test_a_task_is_ended_only_from_the_day_its_retirement_takes_effect(accession: Command) -> None:
    listed = json.loads(accession(*HERE, "list", "--status", "retired", "--json").out)
    ended = listed["tasks"][0]["id"]
    record = json.loads(accession(*HERE, "show", ended, "--json").out)["record"]
    filed = record["filing"]["date"]
    assert verdict(accession, ended, "--as-of", filed)["verdict"] == "admitted"
    assert verdict(accession, ended)["verdict"] == "ended"


def test_work_of_another_name_is_not_listed_and_similar_names_come_before_the_refusal(
    accession: Command,
) -> None:
    answer = accession(*HERE, "check", "社区消防检查打分排名")
    assert answer.out.startswith("Not listed")
    assert answer.out.index("消防") < answer.out.index("you may refuse it")
    assert "Reply to send:" in answer.out
    assert "sudden public-safety event" in answer.out


def test_a_word_that_many_titles_hold_admits_nothing(accession: Command) -> None:
    found = verdict(accession, "消防")
    assert found["verdict"] == "not_listed"
    assert found["similar"]
    assert found["clause"] == "scheme 2.2"


@pytest.mark.parametrize("asked", ["", "　", "。。。"])
def test_a_question_without_a_word_is_no_question(accession: Command, asked: str) -> None:
    answer = accession(*HERE, "check", asked)
    assert (answer.code, answer.out) == (2, "")
    assert "nothing to look for" in answer.err


def test_the_list_fits_eighty_columns_in_chinese(
    accession: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    from accession_cli.words.layout import cells

    monkeypatch.setenv("COLUMNS", "80")
    answer = accession("--lang", "zh_CN", *HERE, "list", "--status", "all")
    lines = answer.out.splitlines()
    assert len(lines) > 70
    assert max(map(cells, lines)) <= 80


def test_lists_are_narrowed_by_every_option(accession: Command) -> None:
    def ids(*options: str) -> set[str]:
        answer = accession(*HERE, "list", "--status", "all", "--json", *options)
        return {task["id"] for task in json.loads(answer.out)["tasks"]}

    everything = ids()
    for options in (
        ("--year", "2025"),
        ("--agency", "minzheng"),
        ("--agency", "区民政局"),
        ("--class", "卫生健康"),
        ("--channel", "grid"),
        ("--subdistrict", "120110001"),
        ("--find", "宣传"),
        ("--status", "expired"),
    ):
        narrowed = ids(*options)
        assert narrowed, options
        assert narrowed < everything, options


def test_show_prints_every_text_of_the_record(accession: Command) -> None:
    record = json.loads(accession(*HERE, "show", "DL-2024-0006", "--json").out)["record"]
    shown = accession(*HERE, "show", "dl-2024-0006").out
    for text in (record["title"], *record["authorization"].values(), record["filing"]["number"]):
        assert text in shown


def test_an_unknown_id_is_said_with_a_way_on(accession: Command) -> None:
    answer = accession(*HERE, "show", "DL-2024-9999")
    assert answer.code == 1
    assert "accession list --find" in answer.err


def test_a_sample_says_so(accession: Command) -> None:
    for command in (("list",), ("show", "DL-2024-0006"), ("check", "消防")):
        assert "This registry is a sample" in accession(*HERE, *command).err


@pytest.mark.parametrize(
    ("option", "name"), [("--agency", "nobody"), ("--class", "没有"), ("--subdistrict", "9")]
)
def test_a_name_that_nothing_goes_by_is_refused_and_not_an_empty_list(
    accession: Command, option: str, name: str
) -> None:
    answer = accession(*HERE, "list", option, name)
    assert answer.code == 2
    assert f"{option}: nothing in this registry goes by “{name}”" in answer.err


def test_a_subdistrict_goes_by_its_name_as_well_as_by_its_code(accession: Command) -> None:
    by_code = accession(*HERE, "list", "--subdistrict", "120110001")
    by_name = accession(*HERE, "list", "--subdistrict", "张贵庄街道")
    everything = accession(*HERE, "list")
    assert by_name.out == by_code.out
    assert by_code.code == 0
    assert len(by_code.out) <= len(everything.out)


def test_a_record_that_cannot_be_read_is_not_called_missing(
    district: Clone, accession: Command
) -> None:
    district.write("registry/tasks/2024/DL-2024-0007.yaml", "rubbish\n")
    answer = accession("-C", str(district.top), "show", "dl-2024-0007")
    assert answer.code == 3
    assert "registry/tasks/2024/DL-2024-0007.yaml" in answer.err
    assert "There is no task" not in answer.err


def test_the_file_that_everything_rests_on_is_called_by_its_own_name(
    district: Clone, accession: Command
) -> None:
    district.write("registry/agencies.yaml", "rubbish\n")
    for command in (("list",), ("render", "--draft")):
        answer = accession("-C", str(district.top), *command)
        assert answer.code == 3
        assert "registry/agencies.yaml is missing or cannot be used" in answer.err


def test_a_task_that_another_took_over_is_answered_with_the_other(accession: Command) -> None:
    found = verdict(accession, "DL-2024-0010")
    assert found["verdict"] == "admitted"
    assert [one["id"] for one in found["matches"]] == ["DL-2026-0018"]  # type: ignore[attr-defined]
    assert [one["id"] for one in found["gone"]] == ["DL-2024-0010"]  # type: ignore[attr-defined]


def test_the_answer_says_when_and_where_a_task_is_done(accession: Command) -> None:
    said = accession(*HERE, "check", "DL-2026-0018").out
    assert "from 2026-08-24 on; all subdistricts" in said
    early = accession(*HERE, "check", "DL-2026-0018", "--as-of", "2026-08-21").out
    assert "until 2026-08-24 nobody can ask for it" in early


def test_a_task_in_one_community_is_listed_in_its_subdistrict_only(accession: Command) -> None:
    def ids(*options: str) -> set[str]:
        answer = accession(*HERE, "list", "--status", "all", "--json", *options)
        return {task["id"] for task in json.loads(answer.out)["tasks"]}

    records = [
        json.loads(accession(*HERE, "show", number, "--json").out)["record"] for number in ids()
    ]
    narrow = [one for one in records if one["scope"]["communities"] != "all"]
    assert narrow
    subdistricts = [f"120110{number:03d}" for number in range(1, 12)]
    listed = {code: ids("--subdistrict", code) for code in subdistricts}
    for record in narrow:
        homes = {code[:9] for code in record["scope"]["communities"]}
        assert {code for code in subdistricts if record["id"] in listed[code]} == homes


@pytest.mark.parametrize("typed", ["xiaofang", "Xiao Fang", "xiaof", "xfaq"])
def test_letters_find_similar_titles_by_syllables_and_by_initials(
    accession: Command, typed: str
) -> None:
    found = verdict(accession, typed)
    assert found["verdict"] == "not_listed"
    assert "DL-2024-0006" in [one["id"] for one in found["similar"]]  # type: ignore[attr-defined]


def test_pinyin_begins_where_a_syllable_begins(accession: Command) -> None:
    assert verdict(accession, "iaofang")["similar"] == []
    assert verdict(accession, "x")["similar"] == []


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
