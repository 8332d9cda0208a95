"""Every admitted task is evaluated once a year, and its money is accounted for (4.3, 4.2)."""

import json
import re
import shutil
import zipfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from accession_cli.entry.choices import JUDGEMENT_WORDS
from accession_cli.scheme.evaluation import Judgement, one_decimal
from accession_cli.words.evaluation import OUTCOMES
from conftest import Answer
from libreoffice import needs_office, saved_again
from registries import does, shipped
from repositories import Clone, TwoClerks, Worlds
from score_workbooks import cell_of, fill, heads_of, rows_of
from workbook_cells import part

Command = Callable[..., Answer]
PLACE = "评议表-120110001-张贵庄街道.xlsx"
BUREAU = "经费落实-minzheng-区民政局.xlsx"
PARTIES = ["街道", "居民委员会", "社区社会工作站", "居民代表"]
CRITERIA = ["作用", "效果", "经费落实", "居民认可"]
YEAR = "2026"
TASK = "DL-2024-0004"
OTHER = "DL-2024-0002"


def registry_of(clone: Clone) -> str:
    return str(clone.top / "registry")


def record_of(clone: Clone, task: str = TASK, year: str = YEAR) -> dict[str, Any]:
    """The evaluation of a task as the trunk has it."""
    text = clone.git("show", f"HEAD:registry/evaluations/{year}/{task}.yaml")
    found: dict[str, Any] = json.loads(json.dumps(yaml.safe_load(text), default=str))
    return found


def score(path: Path, sheet: str, task: str, *scores: float | str, comment: str = "") -> None:
    """Fill in the row of a task on a party's sheet."""
    cells = {
        cell_of(path, sheet, task, head): one for head, one in zip(CRITERIA, scores, strict=False)
    }
    if comment:
        cells[cell_of(path, sheet, task, "意见")] = comment
    fill(path, sheet, cells)


def account(path: Path, task: str, **cells: float | str) -> None:
    """Fill in the row of a task on an agency's funding return."""
    heads = {"earmarked": "安排金额（元）", "spent": "支出金额（元）", "inspected": "检查日期"}
    heads |= {"inspector": "检查单位", "note": "说明"}
    named = {cell_of(path, "经费落实", task, heads[key]): one for key, one in cells.items()}
    fill(path, "经费落实", named)


def opened(folder: Path, machine: dict[str, str]) -> None:
    clone = shipped(folder, machine)
    does(clone, "evaluation", "open", YEAR, "--out", str(folder / "handed out"))
    shutil.rmtree(clone.top)


@pytest.fixture
def handed_out(worlds: Worlds, tmp_path: Path, machine: dict[str, str], district: Clone) -> Path:
    """The folder with the workbooks of this year's evaluation."""
    worlds.copy(opened, tmp_path, machine)
    return tmp_path / "handed out"


def test_every_subdistrict_gets_a_workbook_and_every_agency_that_leads_a_task(
    handed_out: Path,
) -> None:
    names = {path.name for path in handed_out.iterdir()}
    assert {PLACE, BUREAU} <= names
    assert sum(name.startswith("评议表") for name in names) == 11
    assert sum(name.startswith("经费落实") for name in names) == 27


def test_each_party_has_a_sheet_and_each_criterion_a_column(handed_out: Path) -> None:
    book = CalamineWorkbook.from_path(str(handed_out / PLACE))
    shown = [one.name for one in book.sheets_metadata if one.visible is SheetVisibleEnum.Visible]
    assert shown == PARTIES
    for party in PARTIES:
        heads = heads_of(handed_out / PLACE, party)[1]
        assert heads == ["事项编号", "事务名称", "牵头部门", "社区", *CRITERIA, "意见"]


def test_a_subdistrict_without_known_communities_is_not_asked_for_one(handed_out: Path) -> None:
    path = handed_out / "评议表-120110002-丰年村街道.xlsx"
    assert "社区" not in heads_of(path, "街道")[1]


def test_only_tasks_that_concern_the_subdistrict_and_were_in_force_are_listed(
    handed_out: Path, accession: Command, district: Clone
) -> None:
    def listed(name: str) -> list[str]:
        top = heads_of(handed_out / name, "街道")[0]
        ids = (str(row[0]) for row in rows_of(handed_out / name, "街道")[top:])
        return [one for one in ids if one]

    everyone = accession("list", "--status", "all", "--json", "-C", registry_of(district))
    shown = {task["id"]: task for task in json.loads(everyone.out)["tasks"]}
    here = listed(PLACE)
    assert here == sorted(here)
    assert set(here) < set(shown)
    assert "DL-2025-0002" not in here  # it had ended before the year
    assert len(listed("评议表-120110005-新立街道.xlsx")) > len(here)  # one is done only there


def test_what_the_sheets_are_read_back_by_is_protected_and_out_of_sight(handed_out: Path) -> None:
    book = CalamineWorkbook.from_path(str(handed_out / PLACE))
    hidden = [one.name for one in book.sheets_metadata if one.visible is SheetVisibleEnum.Hidden]
    assert hidden == ["选项", "表单信息"]
    particulars = rows_of(handed_out / PLACE, "表单信息")
    assert particulars[0] == ["accession-form", "scores", "1"]
    assert ["year", YEAR, ""] in particulars
    assert ["of", "120110001", "张贵庄街道"] in particulars
    with zipfile.ZipFile(handed_out / PLACE) as container:
        first = container.read("xl/worksheets/sheet1.xml").decode()
    assert "<sheetProtection" in first
    assert 'type="whole"' in first
    assert "<formula1>0</formula1><formula2>5</formula2>" in first
    assert 'orientation="landscape"' in first
    assert "frozen" in first


def test_a_sheet_can_be_filled_in_with_a_pen(handed_out: Path) -> None:
    for name in (PLACE, "经费落实-minzheng-区民政局.xlsx"):
        data = (handed_out / name).read_bytes()
        top, _heads = heads_of(handed_out / name, "街道" if name == PLACE else "经费落实")
        sheet = part(data, "xl/worksheets/sheet1.xml")
        heights = {
            int(number): float(height)
            for number, height in re.findall(r'<row r="([0-9]+)"[^>]* ht="([0-9.]+)"', sheet)
        }
        filled = [int(number) for number in re.findall(r'<c r="A([0-9]+)"', sheet)]
        assert all(heights[number] >= 30 for number in filled if number >= top)
        width = sum(
            float(wide) * (int(last) - int(first) + 1)
            for first, last, wide in re.findall(
                r'<col min="([0-9]+)" max="([0-9]+)" width="([0-9.]+)"', sheet
            )
        )
        assert width < 170  # of which a sheet of A4 has 138 at full size


def test_opening_changes_nothing_in_the_registry_and_gives_the_same_bytes_again(
    handed_out: Path, accession: Command, district: Clone
) -> None:
    before = district.state()
    held = {path.name: path.read_bytes() for path in handed_out.iterdir()}
    again = ("evaluation", "open", YEAR, "-C", registry_of(district), "--out", str(handed_out))
    said = accession(*again, "--json")
    assert said.code == 0
    assert {path.name: path.read_bytes() for path in handed_out.iterdir()} == held
    assert district.state() == before
    made = json.loads(said.out)
    assert (made["version"], made["year"], len(made["files"])) == (1, 2026, 38)


def test_a_workbook_that_somebody_filled_in_is_never_written_over(
    handed_out: Path, accession: Command, district: Clone
) -> None:
    (handed_out / PLACE).write_bytes(b"filled in")
    (handed_out / BUREAU).unlink()
    said = accession(
        "evaluation", "open", YEAR, "-C", registry_of(district), "--out", str(handed_out)
    )
    assert said.code == 1
    assert PLACE in said.err
    assert (handed_out / PLACE).read_bytes() == b"filled in"
    assert not (handed_out / BUREAU).exists()


def test_a_district_that_has_not_set_how_to_evaluate_is_told_so(
    accession: Command, district: Clone
) -> None:
    scheme = district.top / "registry/scheme.yaml"
    text = scheme.read_text(encoding="utf-8")
    before, _part, after = text.partition("evaluation:\n")
    scheme.write_text(before + after[after.index("supervision:") :], encoding="utf-8", newline="")
    said = accession("evaluation", "open", YEAR, "-C", registry_of(district))
    assert said.code == 1
    assert "scheme.yaml does not say how tasks are evaluated" in said.err


@pytest.mark.parametrize("year", ["2027", "1900", "0"])
def test_a_year_that_has_not_begun_is_not_evaluated(
    accession: Command, district: Clone, year: str
) -> None:
    assert accession("evaluation", "open", year, "-C", registry_of(district)).code == 2


def test_a_year_without_a_task_is_not_evaluated(accession: Command, district: Clone) -> None:
    said = accession("evaluation", "open", "2001", "-C", registry_of(district))
    assert (said.code, "No task was in force in 2001" in said.err) == (1, True)


@pytest.fixture
def read(accession: Command, district: Clone) -> Command:
    """Run ``evaluation read`` on workbooks that came back."""

    def run(*arguments: Path | str) -> Answer:
        return accession("evaluation", "read", *map(str, arguments), "-C", registry_of(district))

    return run


def test_the_scores_of_every_party_land_in_one_commit(
    handed_out: Path, read: Command, district: Clone
) -> None:
    before = district.head
    score(handed_out / PLACE, "街道", TASK, 5, 4, 3, 2, comment="路线清楚")
    score(handed_out / PLACE, "居民代表", TASK, 4, 4, "４")
    account(handed_out / BUREAU, TASK, earmarked=36000, spent="3.5万元", inspected="2026年9月1日")
    said = read(handed_out / PLACE, handed_out / BUREAU, "--date", "2026-10-10")
    assert said.code == 0, said.err
    assert district.git("rev-parse", "HEAD~1") == before
    made = record_of(district)
    assert [(one["by"], one["place"], one["date"]) for one in made["sheets"]] == [
        ("subdistrict", "120110001", "2026-10-10"),
        ("residents", "120110001", "2026-10-10"),
    ]
    assert made["sheets"][0]["scores"] == {"role": 5, "effect": 4, "funding": 3, "approval": 2}
    assert made["sheets"][0]["comment"] == "路线清楚"
    assert list(made["sheets"][1]["scores"].values()) == [4, 4, 4, None]
    assert made["sheets"][0]["source"]["name"] == PLACE
    assert made["funding"] == {
        "earmarked": "36000.00",
        "spent": "35000.00",
        "returned": "2026-10-10",
        "inspected": "2026-09-01",
        "inspector": None,
        "note": None,
    }


def test_a_file_that_is_read_twice_changes_nothing(
    handed_out: Path, read: Command, district: Clone
) -> None:
    score(handed_out / PLACE, "街道", TASK, 5, 4, 3, 2)
    account(handed_out / BUREAU, TASK, earmarked=36000, spent=36000)
    assert read(handed_out / PLACE, handed_out / BUREAU).code == 0
    before = district.state()
    again = read(
        handed_out / BUREAU, handed_out / PLACE, handed_out / PLACE, "--date", "2026-10-09"
    )
    assert again.code == 0
    assert "on record already" in again.err
    assert district.state() == before


def test_what_a_second_file_says_is_added_behind_what_is_there(
    handed_out: Path, read: Command, district: Clone
) -> None:
    other = handed_out / "评议表-120110002-丰年村街道.xlsx"
    score(handed_out / PLACE, "街道", TASK, 5, 4, 3, 2)
    score(other, "街道", TASK, 1, 1, 1, 1)
    assert read(handed_out / PLACE).code == 0
    assert read(other).code == 0
    places = [one["place"] for one in record_of(district)["sheets"]]
    assert places == ["120110001", "120110002"]


def test_a_file_that_comes_again_with_more_in_it_adds_only_what_is_new(
    handed_out: Path, read: Command, district: Clone
) -> None:
    score(handed_out / PLACE, "街道", TASK, 5, 4, 3, 2)
    assert read(handed_out / PLACE).code == 0
    score(handed_out / PLACE, "居民代表", TASK, 1, 1, 1, 1)
    said = read(handed_out / PLACE)
    assert "score sheets 1; records changed: 1" in said.err
    assert [one["by"] for one in record_of(district)["sheets"]] == ["subdistrict", "residents"]


def test_every_cell_that_cannot_be_read_is_named_and_nothing_lands(
    handed_out: Path, read: Command, district: Clone
) -> None:
    path, money = handed_out / PLACE, handed_out / BUREAU
    score(path, "街道", TASK, 6, "很好", 4.5, -1)
    score(path, "居民代表", TASK, 4, 4, 4, 4)
    fill(path, "居民委员会", {cell_of(path, "居民委员会", TASK, "社区"): "没有的社区"})
    score(path, "居民委员会", TASK, 4)
    account(money, TASK, earmarked=36000.005)
    account(money, OTHER, earmarked=1, spent=1, inspected="去年")
    before = district.state()
    said = read(path, money)
    assert said.code == 1
    assert district.state() == before
    where = {head: cell_of(path, "街道", TASK, head) for head in CRITERIA}
    assert f"{PLACE} 街道!{where['作用']}: 6 is more than 5" in said.err
    assert f"街道!{where['效果']}: “很好” is not a whole number from 0 to 5" in said.err
    assert f"街道!{where['经费落实']}: “4.5” is not a whole number" in said.err
    assert f"街道!{where['居民认可']}: “-1” is not a whole number" in said.err
    at = cell_of(path, "居民委员会", TASK, "社区")
    assert f"居民委员会!{at}: “没有的社区” is no community of 张贵庄街道" in said.err
    assert "is not an amount of money" in said.err
    assert "the amount is missing" in said.err
    assert "“去年” is not a day" in said.err
    assert "cells with errors: 8" in said.err


def test_scores_of_one_community_are_recorded_as_its_own(
    handed_out: Path, read: Command, district: Clone
) -> None:
    path = handed_out / PLACE
    fill(path, "居民委员会", {cell_of(path, "居民委员会", TASK, "社区"): "示例二社区"})
    score(path, "居民委员会", TASK, 4, 4, 4, 4)
    last = max(number for number, row in enumerate(rows_of(path, "居民委员会"), 1) if row[0])
    spare: dict[str, str | float] = {
        f"A{last + 1}": TASK,
        f"D{last + 1}": "120110001903",
        f"E{last + 1}": 2,
    }
    fill(path, "居民委员会", spare)
    assert read(path).code == 0
    assert [(one["by"], one["place"]) for one in record_of(district)["sheets"]] == [
        ("committee", "120110001902"),
        ("committee", "120110001903"),
    ]


def test_a_party_scores_once_for_each_place(
    handed_out: Path, read: Command, district: Clone, tmp_path: Path
) -> None:
    path = handed_out / PLACE
    second = tmp_path / "第二份.xlsx"
    second.write_bytes(path.read_bytes())
    score(path, "街道", TASK, 5)
    score(second, "街道", TASK, 1)
    at = cell_of(path, "街道", TASK, "事项编号")
    together = read(path, second)
    assert together.code == 1
    assert f"第二份.xlsx 街道!{at}: the same for {TASK} stands, otherwise," in together.err
    assert read(path).code == 0
    later = read(second)
    assert later.code == 1
    assert (
        f"第二份.xlsx 街道!{at}: other scores for {TASK} there are on record already" in later.err
    )


def test_a_task_that_the_sheet_is_not_about_is_not_scored_on_it(
    handed_out: Path, read: Command
) -> None:
    path = handed_out / PLACE
    last = max(number for number, row in enumerate(rows_of(path, "街道"), 1) if row[0])
    here, there = (
        {str(row[0]) for row in rows_of(handed_out / name, "街道")}
        for name in (PLACE, "评议表-120110005-新立街道.xlsx")
    )
    elsewhere = min(there - here)
    typed = ["DL-2024-9999", "DL-2025-0002", elsewhere, TASK.lower()]
    for row, task in enumerate(typed, last + 1):
        fill(path, "街道", {f"A{row}": task, f"E{row}": 3})
    score(path, "街道", TASK, 3)
    money = handed_out / BUREAU
    fill(money, "经费落实", {cell_of(money, "经费落实", TASK, "事项编号"): "DL-2024-0006"})
    account(money, "DL-2024-0006", earmarked=1, spent=1)
    said = read(path, money)
    assert f"街道!A{last + 1}: “DL-2024-9999” is no task" in said.err
    assert f"街道!A{last + 2}: DL-2025-0002 was not in force in 2026" in said.err
    assert f"街道!A{last + 3}: {elsewhere} is not done in 张贵庄街道" in said.err
    assert f"街道!A{last + 4}: {TASK} stands there a second time" in said.err
    assert "DL-2024-0006 is led by another agency" in said.err


def test_a_workbook_as_it_was_handed_out_says_nothing(handed_out: Path, read: Command) -> None:
    said = read(handed_out / PLACE)
    assert said.code == 1
    assert "nothing" in said.err.lower()


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda _data: b"", 3),
        (lambda _data: b"not a workbook", 3),
        (lambda data: data[:5000], 3),
        (lambda _data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), 3),
    ],
)
def test_what_is_no_workbook_is_refused(
    handed_out: Path, read: Command, spoil: Callable[[bytes], bytes], code: int
) -> None:
    (handed_out / PLACE).write_bytes(spoil((handed_out / PLACE).read_bytes()))
    assert read(handed_out / PLACE).code == code


def test_a_cell_at_the_end_of_the_world_takes_no_more_memory_than_it_may(
    handed_out: Path, read: Command
) -> None:
    path = handed_out / PLACE
    with zipfile.ZipFile(path) as container:
        parts = {name: container.read(name) for name in container.namelist()}
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    first = "xl/worksheets/sheet1.xml"
    parts[first] = parts[first].replace(b"</sheetData>", far)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        for name, data in parts.items():
            container.writestr(name, data)
    assert read(path).code == 3


def test_a_workbook_of_another_kind_or_district_is_refused(
    handed_out: Path, read: Command, accession: Command, district: Clone, tmp_path: Path
) -> None:
    table = tmp_path / "register.xlsx"
    assert accession("export", "--out", str(table), "-C", registry_of(district)).code == 0
    said = read(table)
    assert (said.code, "not a workbook that accession evaluation open wrote" in said.err) == (
        3,
        True,
    )
    fill(handed_out / PLACE, "表单信息", {"B2": "XX"})
    said = read(handed_out / PLACE)
    assert (said.code, "another registry" in said.err) == (1, True)


def test_a_persons_number_in_an_opinion_is_refused_and_not_repeated(
    handed_out: Path, read: Command, district: Clone
) -> None:
    number = "11010519491231002X"
    score(handed_out / PLACE, "街道", TASK, 5, comment=f"联系{number}")
    before = district.state()
    said = read(handed_out / PLACE)
    assert said.code == 7
    assert number not in said.err
    assert district.state() == before


@needs_office
@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_a_workbook_saved_by_another_program_reads_the_same(
    handed_out: Path, read: Command, district: Clone, ending: str, tmp_path: Path
) -> None:
    score(handed_out / PLACE, "街道", TASK, 5, 4, 3, 2, comment="第一行\n第二行")
    account(
        handed_out / BUREAU, TASK, earmarked=36000.5, spent=100, inspected="2026-9-1", note="=1+1"
    )
    names = (handed_out / PLACE, handed_out / BUREAU)
    saved = saved_again(names, ending, tmp_path / ending).values()
    said = read(*saved)
    assert said.code == 0, said.err
    made = record_of(district)
    assert made["sheets"][0]["scores"] == {"role": 5, "effect": 4, "funding": 3, "approval": 2}
    assert made["sheets"][0]["comment"] == "第一行\n第二行"
    assert (made["funding"]["earmarked"], made["funding"]["note"]) == ("36000.50", "=1+1")
    assert made["funding"]["inspected"] == "2026-09-01"


def test_what_cannot_be_sent_waits_and_is_sent_later(
    two_offices: TwoClerks, accession: Command, tmp_path: Path
) -> None:
    out, ann = tmp_path / "out", registry_of(two_offices.ann)
    assert accession("evaluation", "open", YEAR, "-C", ann, "--out", str(out)).code == 0
    score(out / PLACE, "街道", TASK, 5)
    away = two_offices.remote.top.rename(tmp_path / "away.git")
    assert accession("evaluation", "read", str(out / PLACE), "-C", ann).code == 5
    listed = accession("sync", "--list", "-C", ann)
    assert "record the evaluation of 2026" in listed.out
    away.rename(two_offices.remote.top)
    assert accession("sync", "-C", ann).code == 0
    assert record_of(two_offices.ann)["sheets"][0]["scores"]["role"] == 5


def test_two_clerks_who_read_different_sheets_lose_nothing(
    two_offices: TwoClerks, accession: Command, tmp_path: Path
) -> None:
    out, ann, bo = tmp_path / "out", registry_of(two_offices.ann), registry_of(two_offices.bo)
    assert accession("evaluation", "open", YEAR, "-C", ann, "--out", str(out)).code == 0
    second = out / "评议表-120110002-丰年村街道.xlsx"
    score(out / PLACE, "街道", TASK, 5)
    score(second, "街道", TASK, 4)
    assert accession("evaluation", "read", str(out / PLACE), "-C", ann).code == 0
    assert accession("evaluation", "read", str(second), "-C", bo).code == 0
    assert [one["scores"]["role"] for one in record_of(two_offices.bo)["sheets"]] == [5, 4]


@pytest.fixture
def evaluation(accession: Command, district: Clone) -> Command:
    """Run a command of ``evaluation`` in the district."""

    def run(*arguments: str) -> Answer:
        return accession("evaluation", *arguments, "-C", registry_of(district))

    return run


MONEY = ("funding", TASK, "--year", YEAR, "--earmarked")


def test_the_funding_of_a_task_is_returned_and_inspected(
    evaluation: Command, district: Clone
) -> None:
    checked = ("--inspected", "2026-09-01", "--inspector", "区财政局", "--note", "随事拨付")
    said = evaluation(*MONEY, "36000", "--spent", "35200.5", *checked)
    assert said.code == 0, said.err
    assert record_of(district)["funding"] == {
        "earmarked": "36000.00",
        "spent": "35200.50",
        "returned": "2026-10-12",
        "inspected": "2026-09-01",
        "inspector": "区财政局",
        "note": "随事拨付",
    }


def test_a_later_return_takes_the_place_of_the_earlier_one_and_the_same_changes_nothing(
    evaluation: Command, district: Clone
) -> None:
    assert evaluation(*MONEY, "36000", "--spent", "1").code == 0
    assert evaluation(*MONEY, "36000", "--spent", "2").code == 0
    head = district.head
    same = evaluation(*MONEY, "36000.00", "--spent", "2.0", "--date", "2026-10-11")
    assert (same.code, "on record already" in same.err) == (0, True)
    assert district.head == head
    assert record_of(district)["funding"]["spent"] == "2.00"


def test_more_spent_than_set_apart_is_a_warning(evaluation: Command) -> None:
    said = evaluation(*MONEY, "1", "--spent", "2")
    assert (said.code, "E105" in said.err) == (0, True)


@pytest.mark.parametrize("amount", ["-1", "1.234", "约一千", "10,00", "1e3", "0x1"])
def test_what_is_no_amount_is_wrong_usage(evaluation: Command, amount: str) -> None:
    assert evaluation(*MONEY, amount, "--spent", "0").code == 2


def test_the_working_group_concludes_once(evaluation: Command, district: Clone) -> None:
    conclude = ("conclude", TASK, "--year", YEAR, "--outcome")
    said = evaluation(*conclude, "改进后实施", "--opinion", "减少报表", "--date", "2026-10-11")
    assert said.code == 0, said.err
    opinion = {"date": "2026-10-11", "outcome": "improve", "opinion": "减少报表"}
    assert record_of(district)["conclusion"] == opinion
    head = district.head
    assert evaluation(*conclude, "improve", "--opinion", "减少报表").code == 0
    other = evaluation(*conclude, "end")
    assert (other.code, "concluded on 2026-10-11" in other.err) == (1, True)
    assert district.head == head


def test_a_conclusion_that_a_task_should_end_ends_nothing_by_itself(
    evaluation: Command, district: Clone
) -> None:
    said = evaluation("conclude", TASK, "--year", YEAR, "--outcome", "end")
    assert said.code == 0
    assert f"accession retire {TASK}" in said.err
    assert "No party has scored it" in said.err
    assert "status: admitted" in district.git("show", f"HEAD:registry/tasks/2024/{TASK}.yaml")


@pytest.mark.parametrize("number", ["DL-2024-9999", "DL-2025-0002"])
def test_what_was_not_in_force_is_not_evaluated(
    evaluation: Command, district: Clone, number: str
) -> None:
    head = district.head
    said = evaluation("conclude", number, "--year", YEAR, "--outcome", "keep")
    assert said.code == 1
    assert district.head == head


def test_who_concludes_has_seen_the_record_as_it_is(
    two_offices: TwoClerks, accession: Command
) -> None:
    ann, bo = registry_of(two_offices.ann), registry_of(two_offices.bo)
    money = ("--year", YEAR, "--earmarked", "1", "--spent", "1")
    assert accession("evaluation", "funding", TASK, *money, "-C", ann).code == 0
    assert accession("sync", "-C", bo).code == 0
    money = ("--year", YEAR, "--earmarked", "2", "--spent", "1")
    assert accession("evaluation", "funding", TASK, *money, "-C", ann).code == 0
    conclude = ("evaluation", "conclude", TASK, "--year", YEAR, "--outcome", "keep", "-C", bo)
    assert accession(*conclude).code == 4
    assert accession("sync", "-C", bo).code == 0
    assert accession(*conclude).code == 0


def test_an_opinion_with_a_persons_number_is_refused(evaluation: Command, district: Clone) -> None:
    head = district.head
    opinion = ("--opinion", "请联系11010519491231002X")
    said = evaluation("conclude", TASK, "--year", YEAR, "--outcome", "keep", *opinion)
    assert (said.code, "11010519491231002X" in said.err) == (7, False)
    assert district.head == head


def test_the_outcomes_are_those_of_the_records() -> None:
    assert set(JUDGEMENT_WORDS) == {one.value for one in Judgement}
    assert set(OUTCOMES) == {one.value for one in Judgement}


def test_every_party_counts_alike_in_a_mean_and_a_half_is_rounded_up(
    handed_out: Path, read: Command, evaluation: Command
) -> None:
    second = handed_out / "评议表-120110002-丰年村街道.xlsx"
    score(handed_out / PLACE, "街道", TASK, 5, 0, 4)
    score(handed_out / PLACE, "居民代表", TASK, 1, 0, 4)
    score(second, "居民代表", TASK, 2, 1, 5)
    assert read(handed_out / PLACE, second).code == 0
    made = json.loads(evaluation("summary", YEAR, "--json").out)
    task = next(one for one in made["tasks"] if one["id"] == TASK)
    # 街道 5, 居民代表 (1+2)/2: (5 + 1.5) / 2 = 3.25, shown as 3.3
    assert task["means"]["role"] == {"shown": "3.3", "exact": "13/4"}
    assert task["means"]["effect"] == {"shown": "0.3", "exact": "1/4"}
    assert task["means"]["funding"] == {"shown": "4.3", "exact": "17/4"}
    assert task["means"]["approval"] is None
    assert task["sheets"] == {"subdistrict": 1, "committee": 0, "station": 0, "residents": 2}
    bureau = next(one for one in made["agencies"] if one["key"] == "minzheng")
    assert bureau["means"]["role"] == task["means"]["role"]
    assert (bureau["tasks"], bureau["evaluated"]) == (8, 1)
    assert (made["evaluated"], made["not_evaluated"]) == (1, 61)


def test_what_is_missing_is_listed_by_party_and_subdistrict(
    handed_out: Path, read: Command, evaluation: Command
) -> None:
    community = cell_of(handed_out / PLACE, "街道", OTHER, "社区")
    score(handed_out / PLACE, "街道", TASK, 5)
    score(handed_out / PLACE, "街道", OTHER, 5)
    fill(handed_out / PLACE, "街道", {community: "示例一社区"})
    account(handed_out / BUREAU, TASK, earmarked=1, spent=1)
    assert read(handed_out / PLACE, handed_out / BUREAU).code == 0
    said = evaluation("summary", YEAR, "--agency", "区民政局")
    assert said.code == 0
    owed = next(
        line for line in said.out.splitlines() if line.startswith("街道  ") and "张贵庄" in line
    )
    assert TASK not in owed
    assert OTHER not in owed  # one community of it has scored
    assert "DL-2024-0005" in owed
    assert "all 8" in said.out
    money = said.out[said.out.index("No funding return from") :]
    assert TASK not in money
    assert OTHER not in money  # no money was filed for it
    assert "DL-2024-0005" in money
    made = json.loads(evaluation("summary", YEAR, "--json").out)
    task = next(one for one in made["tasks"] if one["id"] == TASK)
    lacks = {one["party"]: one["subdistricts"] for one in task["lacking"]}
    assert "120110001" not in lacks["subdistrict"]
    assert "120110001" in lacks["residents"]
    assert made["funding"] == {"returns": 1, "earmarked": "1.00", "spent": "1.00"}


def test_a_summary_of_nothing_lists_all_as_missing_and_is_no_failure(evaluation: Command) -> None:
    said = evaluation("summary", YEAR)
    assert said.code == 0
    assert "evaluated 0, not evaluated 62" in said.err
    assert evaluation("summary", YEAR, "--agency", "nobody").code == 2


@given(st.fractions(min_value=0, max_value=100))
def test_one_decimal_is_the_nearest_and_a_half_goes_up(value: Fraction) -> None:
    shown = Fraction(one_decimal(value))
    assert abs(shown - value) <= Fraction(1, 20)
    assert shown - value != Fraction(-1, 20)
