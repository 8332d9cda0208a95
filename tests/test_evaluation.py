"""Every admitted task is evaluated once a year, and its money is accounted for (4.3, 4.2)."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from conftest import Answer
from repositories import Clone
from score_workbooks import heads_of, rows_of

Command = Callable[..., Answer]
PLACE = "评议表-120110001-张贵庄街道.xlsx"
BUREAU = "经费落实-minzheng-区民政局.xlsx"
PARTIES = ["街道", "居民委员会", "社区社会工作站", "居民代表"]
CRITERIA = ["作用", "效果", "经费落实", "居民认可"]
YEAR = "2026"


def registry_of(clone: Clone) -> str:
    return str(clone.top / "registry")


@pytest.fixture
def handed_out(tmp_path: Path, accession: Command, district: Clone) -> Path:
    """The folder with the workbooks of this year's evaluation."""
    out = tmp_path / "handed out"
    said = accession("evaluation", "open", YEAR, "-C", registry_of(district), "--out", str(out))
    assert said.code == 0, said.err
    return out


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
