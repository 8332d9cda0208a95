"""``accession roster`` on real registries: workbooks go out, are filled in, and come back."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from accession_cli.registry.reading import opened
from conftest import Answer
from repositories import Clone
from terminals import DOWN, ENTER, Terminal, typed

pytestmark = pytest.mark.git
Command = Callable[..., Answer]
Rows = Sequence[Sequence[object]]


@pytest.fixture
def roster(district: Clone, accession: Command) -> Callable[..., Answer]:
    """Run ``accession roster`` in the sample."""
    district.git("config", "user.name", "ann")
    district.git("config", "user.email", "ann@example.org")
    return lambda *arguments: accession("-C", str(district.top), "roster", *arguments)


def book(path: Path, sheets: Mapping[str, Rows]) -> str:
    """A workbook as somebody else's program writes it: numbers are numbers."""
    made = xlsxwriter.Workbook(str(path))
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    made.close()
    return str(path)


def facts(answer: Answer) -> dict[str, Any]:
    assert answer.code == 0, answer.err
    made: dict[str, Any] = json.loads(answer.out)
    return made


def test_what_is_exported_says_nothing_new_when_it_comes_back(
    district: Clone, roster: Command, tmp_path: Path
) -> None:
    before = district.state()
    files = facts(roster("export", "--out", str(tmp_path), "--json"))["files"]
    assert [Path(one).name for one in files] == ["部门.xlsx", "街道社区.xlsx"]
    told = facts(roster("import", *files, "--json"))
    assert (told["written"], told["changes"], told["kept"]) == (False, [], 0)
    assert district.state() == before
    Path(files[0]).write_bytes(b"filled in")
    again = roster("export", "--out", str(tmp_path))
    assert (again.code, "may have been filled in" in again.err) == (2, True)


def test_a_list_of_somebody_elses_is_understood_and_recorded_in_one_commit(
    district: Clone, roster: Command, tmp_path: Path
) -> None:
    agencies = book(
        tmp_path / "名单.xlsx",
        {
            "Sheet1": [
                ["某区部门名单"],
                ["序号", "单位名称（全称）", "简称", "社会信用代码"],
                [1, "东丽区人力资源和社会保障局", "区人社局；人社", ""],
                [2, "区发展和改革委员会", "区发改委", "11120110000176946d"],
                ["合计", "", "2家", ""],
            ]
        },
    )
    places = book(
        tmp_path / "区划.xlsx",
        {
            "区划": [
                ["统计用区划代码", "名称"],
                [120110001000, "张贵庄街道办事处"],
                [120110001001, "甲社区居委会"],
                ["120110012000", "新街道"],
                ["120110012001", "乙社区"],
            ]
        },
    )
    before = district.head
    told = facts(roster("import", agencies, places, "--json"))
    assert {(one["what"], one["code"]) for one in told["changes"]} == {
        *(("completed", "renshe"), ("added", "fazhan"), ("added", "120110001001")),
        *(("added", "120110012"), ("added", "120110012001")),
    }
    assert district.git("rev-parse", "HEAD~1") == before
    assert "1 completed" in district.git("log", "-1", "--format=%s")
    known = opened(district.top / "registry").registry
    assert known.agencies["fazhan"].credit_code == "11120110000176946D"
    assert known.agencies["renshe"].also_called == ("东丽区人力资源和社会保障局", "人社")
    assert known.subdistricts["120110012"].communities["120110012001"].name == "乙社区"


def test_the_lists_as_they_would_be_are_shown_and_nothing_is_written(
    district: Clone, roster: Command, tmp_path: Path
) -> None:
    file = book(tmp_path / "部门.xlsx", {"部门": [["代号", "部门名称"], ["", "区发改委"]]})
    before = district.state()
    answer = roster("import", file, "--check")
    assert "New agency: 区发改委 (fagai, given now)" in answer.out
    told = facts(roster("import", file, "--check", "--json"))
    assert told["status"] == "checked"
    assert told["changes"][0]["proposed"] is True
    assert "  fagai:\n    name: 区发改委\n" in told["files"][0]["text"]
    assert district.state() == before


def test_every_cell_that_cannot_be_read_is_named_and_nothing_is_written(
    district: Clone, roster: Command, tmp_path: Path
) -> None:
    rows: Rows = [
        ["代号", "部门名称", "统一社会信用代码", "撤销日期"],
        ["minzheng", "区民政局", 111201100001769461, "明年"],
        ["jiaoyu", "区教育局", "11120110", "2026年2月30日"],
    ]
    before = district.state()
    answer = roster("import", book(tmp_path / "部门.xlsx", {"部门": rows}))
    assert answer.code == 3
    for cell in ("部门.xlsx 部门!C2", "部门!D2", "部门!C3", "部门!D3"):
        assert cell in answer.err
    assert "lost its last digits" in answer.err
    answer = roster("import", book(tmp_path / "空.xlsx", {"表": [["a", "b"]]}))
    assert (answer.code, "no row names the columns" in answer.err) == (3, True)
    assert district.state() == before


def test_two_agencies_of_one_name_are_refused_at_their_row(
    district: Clone, roster: Command, tmp_path: Path
) -> None:
    rows = [["代号", "部门名称", "其他称呼"], ["new", "区新部门", ""], ["wei", "区卫委", "新部门"]]
    answer = roster("import", book(tmp_path / "部门.xlsx", {"部门": rows}))
    assert answer.code == 1
    assert "部门.xlsx 部门:3" in answer.err
    assert "G104" in answer.err


def test_a_new_name_is_asked_about_and_so_is_the_whole_at_a_terminal(
    district: Clone, roster: Command, tmp_path: Path
) -> None:
    rows = [["代号", "部门名称"], ["minzheng", "区社会事务局"], ["", "区数据局"]]
    file = book(tmp_path / "部门.xlsx", {"部门": rows})
    answer = roster("import", file)
    assert (answer.code, "区民政局 is called 区社会事务局 here" in answer.err) == (3, True)
    terminal = Terminal("roster", "import", file, at=district.top, language="en")
    terminal.answer("区民政局 → 区社会事务局: what is it?", ENTER)
    terminal.answer("First day of the new name", *typed("2026-09-01"))
    terminal.answer("Record this now?", DOWN, ENTER)
    before = district.head
    assert terminal.end() != 0
    assert district.head == before
    terminal = Terminal("roster", "import", file, at=district.top, language="en")
    terminal.answer("区民政局 → 区社会事务局: what is it?", ENTER)
    terminal.answer("First day of the new name", *typed("2026-09-01"))
    terminal.answer("Record this now?", ENTER)
    assert terminal.end() == 0
    shown = facts(roster("show", "--as-of", "2026-08-31", "--json"))
    assert shown["agencies"][0]["name"] == "区民政局"
    shown = facts(roster("show", "--json"))
    assert shown["agencies"][0]["name"] == "区社会事务局"
    assert [one["name"] for one in shown["agencies"]].count("区数据局") == 1


def test_a_secret_in_a_roster_is_refused_before_anything_is_kept(
    district: Clone, roster: Command, tmp_path: Path
) -> None:
    rows = [["部门名称", "备注"], ["区新局", "机密★10年"]]
    before = district.state()
    answer = roster("import", book(tmp_path / "部门.xlsx", {"部门": rows}))
    assert answer.code == 7
    assert district.state() == before


def test_empty_lists_come_with_an_example_that_is_passed_over(
    accession: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "gitconfig"
    settings.write_text("[user]\n\tname = 张某\n\temail = z@example.org\n", encoding="utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    top = tmp_path / "r"
    assert accession("init", str(top), "--profile", "dongli", "--district", "东丽区").code == 0
    out = tmp_path / "out"
    assert accession("-C", str(top), "roster", "export", "--out", str(out)).code == 0
    files = [str(one) for one in sorted(out.iterdir())]
    for file in files:
        (sheet,) = CalamineWorkbook.from_path(file).sheet_names
        rows = CalamineWorkbook.from_path(file).get_sheet_by_name(sheet).to_python()
        assert any("示例行，导入时跳过，可以删去" in row for row in rows)
    told = facts(accession("-C", str(top), "roster", "import", *files, "--json"))
    assert (told["changes"], told["skipped"]) == ([], 2)
