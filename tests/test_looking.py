"""Looking things up: ``list``, ``show``, and the question "may we refuse this?"."""

import json
from collections.abc import Callable

import pytest

from conftest import Answer
from registries import SHIPPED

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
def test_nothing_asked_matches_nothing(accession: Command, asked: str) -> None:
    found = verdict(accession, asked)
    assert (found["verdict"], found["matches"], found["similar"]) == ("not_listed", [], [])


def test_the_list_fits_eighty_columns_in_chinese(
    accession: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    from accession_cli.report.columns import cells

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
