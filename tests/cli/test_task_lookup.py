"""Looking things up: ``list`` and ``show``."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Answer
from registries import SHIPPED
from repositories import Clone

Command = Callable[..., Answer]
HERE = ("-C", str(SHIPPED))
#: Git is asked for the newest commit of the registry.
pytestmark = pytest.mark.git


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


def test_show_says_what_is_not_done_right_after_what_is_done(accession: Command) -> None:
    lines = accession("--lang", "zh_CN", *HERE, "show", "DL-2026-0018").out.splitlines()
    heads = [line[2:].split("  ")[0] for line in lines if line[2:3].strip()]
    assert heads[heads.index("协助内容") + 1] == "不做什么"


def shown(accession: Command, *asked: str) -> list[str]:
    """The numbers of what is shown for *asked*."""
    found = json.loads(accession(*HERE, "show", *asked, "--json").out)
    return [one["id"] for one in found.get("records", [found])]


@pytest.mark.parametrize(
    "asked",
    [
        *("DL-2024-0006", "dl-2024-0006", "DL-2024-6", "2024-6", "２０２４－６", " 2024 - 6 "),
        *("津丽社准〔2024〕6号", "〔2024〕6号", "2024年6号", "2024年第6号", "居民消防安全宣传教育"),
    ],
)
def test_a_task_is_shown_by_whatever_part_of_its_number_is_enough(
    accession: Command, asked: str
) -> None:
    assert shown(accession, asked) == ["DL-2024-0006"]


def test_a_serial_number_that_only_one_year_has_needs_no_year(accession: Command) -> None:
    assert shown(accession, "31") == ["DL-2024-0031"]


def test_a_number_that_fits_several_is_not_guessed(accession: Command) -> None:
    answer = accession(*HERE, "show", "6")
    assert (answer.code, answer.out) == (2, "")
    for number in ("DL-2024-0006", "DL-2025-0006", "DL-2026-0006"):
        assert number in answer.err
    assert "居民消防安全宣传教育" in answer.err
    assert "for example 2024-6" in answer.err


def test_several_are_shown_in_the_order_asked(accession: Command) -> None:
    assert shown(accession, "2025-6", "2024-6") == ["DL-2025-0006", "DL-2024-0006"]
    both = accession(*HERE, "show", "2025-6", "2024-6").out
    assert both.index("DL-2025-0006") < both.index("\n\n") < both.index("DL-2024-0006")


def test_an_application_is_shown_by_its_short_number_with_its_letter(
    district: Clone, accession: Command, draft: Path
) -> None:
    top = ("-C", str(district.top))
    given = draft.read_text(encoding="utf-8")
    asked_for = given[: given.index("application:")]
    draft.write_text(asked_for, encoding="utf-8")
    form = ("--form", str(district.write("审批表.txt", "东丽区社区工作事务准入审批表（示例）")))
    received = accession(*top, "receive", "--from", str(draft), *form, "--json")
    assert received.code == 0, received.err
    number = json.loads(received.out)["id"]
    for asked in (number.lower(), "a-2026-1", "A1"):
        assert json.loads(accession(*top, "show", asked, "--json").out)["id"] == number


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("2023-6", "DL-2024-0006 居民消防安全宣传教育"),
        ("DL-2024-0066", "DL-2024-0006"),
        ("消防宣传", "DL-2024-0006"),
    ],
)
def test_what_is_not_found_is_answered_with_what_is_near(
    accession: Command, asked: str, near: str
) -> None:
    answer = accession(*HERE, "show", asked)
    assert answer.code == 1
    assert near.replace(" ", "") in "".join(answer.err.split())


def test_a_complaint_is_shown_by_its_own_command(accession: Command) -> None:
    answer = accession(*HERE, "show", "DL-C-2024-0001")
    assert answer.code == 2
    assert "accession complaint show DL-C-2024-0001" in answer.err


def test_a_sample_says_so(accession: Command) -> None:
    for command in (("list",), ("show", "DL-2024-0006")):
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
