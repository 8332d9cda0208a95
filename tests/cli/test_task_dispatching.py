"""Handing tasks down: ``accession dispatch`` on real registries in real repositories."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import xlsxwriter
from docx import Document
from python_calamine import CalamineWorkbook

from accession_cli import packaged
from accession_cli.office.inner_text import Unreadable, sheet_rows, under_heads
from accession_cli.papers.chinese import sentence
from accession_cli.papers.letters import ID, NUMBER, PACKAGE
from actions.test_task_end_notices import record
from conftest import Answer
from papers.test_directory_office import text
from payloads import TEXTS
from repositories import Clone, TwoClerks

Command = Callable[..., Answer]
FILED = "DL-2026-0021"
GRID = "  - by: grid_centre\n    date: 2026-09-28\n    result: admit\n"


@pytest.fixture
def both(draft: Path) -> Path:
    """The draft of a task that goes down both channels, with one known section."""
    facts = draft.read_text(encoding="utf-8").replace(
        "  - community\n", "  - community\n  - grid\n"
    )
    section = 'sections:\n  - subdistrict: "120110001"\n    name: 公共服务办公室\nscope:\n'
    draft.write_text(facts.replace("scope:\n", section) + GRID, encoding="utf-8")
    return draft


def dispatch(accession: Command, clone: Clone, *arguments: str) -> Answer:
    return accession("-C", str(clone.top), "dispatch", *arguments)


def filed(accession: Command, clone: Clone, draft: Path, *settings: str) -> None:
    given = [part for one in settings for part in ("--set", one)]
    answer = accession("-C", str(clone.top), "file", "--from", str(draft), *given)
    assert answer.code == 0, answer.err


def sent(accession: Command, clone: Clone, *arguments: str) -> dict[str, Any]:
    answer = dispatch(accession, clone, *arguments, "--json")
    assert answer.code == 0, answer.err
    made: dict[str, Any] = json.loads(answer.out)
    return made


def written(made: dict[str, Any], end: str) -> list[Path]:
    return [Path(one["path"]) for one in made["files"] if one["path"].endswith(end)]


def numbers(clone: Clone, task: str = FILED) -> list[str | None]:
    return [one.number for one in record(clone, task).dispatch]


def test_every_subdistrict_gets_a_notice_and_stands_on_record(
    two_offices: TwoClerks, draft: Path, accession: Command
) -> None:
    ann = two_offices.ann
    filed(accession, ann, draft)
    made = sent(accession, ann, "--pending")
    assert [one["id"] for one in made["tasks"]] == [FILED]
    assert made["commit"] == ann.head
    notices = written(made, ".docx")
    assert len(notices) == len(record(ann, FILED).dispatch) == 11
    assert {path.parent for path in notices} == {ann.top / "build/dispatch/2026-10-12"}
    checked = accession("-C", str(ann.top), "validate", "--since", "HEAD~1", "--select", "H,T")
    assert (checked.code, "dispatch" in checked.out) == (0, False)
    again = dispatch(accession, ann, "--pending")
    assert (again.code, "has gone down" in again.err) == (1, True)


def test_the_notice_says_all_that_was_admitted(
    district: Clone, both: Path, accession: Command
) -> None:
    filed(accession, district, both)
    made = sent(accession, district, FILED)
    one = next(path for path in written(made, ".docx") if path.name.startswith("张贵庄街道-"))
    said = text(one.read_bytes())
    for wanted in (
        "关于承接“协助独居老人冬季取暖安全走访”\n工作事务的通知",
        "张贵庄街道（公共服务办公室）：",
        "《社区组织工作事务准入制实施方案》（津丽民发〔2023〕13号，以下简称方案）",
        "凡未经准入的，社区可以依照方案二、（二）不予承接。",
        "津丽社准〔2026〕21号（DL-2026-0021）",
        "每周走访独居老人，查看取暖设备是否安全。",
        "辖区独居老人安全过冬。",
        "只查看、提醒和报告，不承担维修和处罚。",
        "2026年11月2日至2027年3月15日（短期）",
        "一次性12000元，区财政专项，随事拨付",
        "《关于做好冬季取暖安全工作的通知（示例）》（津丽示例〔2026〕31号，2026年9月15日）",
        "张贵庄街道全部社区",
        "区民政局",
        "2026年10月12日",
    ):
        assert wanted in said
    assert record(district, FILED).dispatch[0].to == "张贵庄街道公共服务办公室"


def test_several_tasks_stand_in_one_notice_and_one_commit(
    district: Clone, draft: Path, accession: Command
) -> None:
    filed(accession, district, draft)
    filed(accession, district, draft, "title=协助清洗油烟道提醒", "agency=yingji")
    before = int(district.git("rev-list", "--count", "HEAD"))
    made = sent(accession, district, FILED, "DL-2026-0022")
    assert int(district.git("rev-list", "--count", "HEAD")) == before + 1
    notices = written(made, ".docx")
    assert len(notices) == 11
    said = text(notices[0].read_bytes())
    assert "关于承接“协助独居老人冬季\n取暖安全走访”等2项工作事务的通知" in said
    assert "一、协助独居老人冬季取暖安全走访" in said
    assert "二、协助清洗油烟道提醒" in said
    assert said.splitlines()[-2] == "区民政局"


def test_the_platform_gets_a_package_that_fits_its_schema(
    district: Clone, both: Path, accession: Command
) -> None:
    filed(accession, district, both)
    made = sent(accession, district, FILED)
    assert set(numbers(district)) == {None}
    (package,) = written(made, ".json")
    given = json.loads(package.read_text(encoding="utf-8"))
    schema = json.loads(packaged.text("schemas", "dispatch_package.schema.json"))
    jsonschema.validate(given, schema)
    (one,) = given["tasks"]
    assert (one["id"], one["agency"], one["emergency"]) == (FILED, "区民政局", False)
    (table,) = written(made, ".xlsx")
    rows = CalamineWorkbook.from_path(str(table)).get_sheet_by_index(0).to_python()
    assert [FILED in row for row in rows].count(True) == 1
    again = sent(accession, district, FILED, "--letter", "--out", str(district.top / "other"))
    same = [path for path in written(again, ".json") if path.name == package.name]
    assert [path.read_bytes() for path in same] == [package.read_bytes()]


def receipt(at: Path, given: dict[str, Any], number: str) -> Path:
    path = at / "receipt.json"
    tasks = [{"id": one["id"], "number": number} for one in given["tasks"]]
    whole = {"version": 1, "package": given["package"], "tasks": tasks}
    path.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    return path


def filled_table(at: Path, rows: list[list[str | float]]) -> Path:
    path = at / "回执.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def test_the_numbers_of_the_platform_are_read_back_once(
    district: Clone, both: Path, accession: Command, tmp_path: Path
) -> None:
    filed(accession, district, both)
    (package,) = written(sent(accession, district, FILED), ".json")
    given = json.loads(package.read_text(encoding="utf-8"))
    path = receipt(tmp_path, given, "WG示例-2026-0007")
    made = sent(accession, district, "--receipt", str(path))
    (task,) = made["tasks"]
    assert task["recorded"] == [
        {"to": "区网格化管理中心", "date": "2026-10-12", "number": "WG示例-2026-0007"}
    ]
    assert given["package"] in district.git("log", "-1", "--format=%s")
    head = district.head
    assert sent(accession, district, "--receipt", str(path))["commit"] is None
    assert district.head == head
    other = dispatch(accession, district, "--receipt", str(receipt(tmp_path, given, "WG-2")))
    assert (other.code, "WG示例-2026-0007 already" in other.err) == (1, True)
    assert dispatch(accession, district, "--pending").code == 1


def test_a_number_of_the_platform_belongs_to_one_task(
    district: Clone, both: Path, accession: Command, tmp_path: Path
) -> None:
    filed(accession, district, both)
    (package,) = written(sent(accession, district, FILED), ".json")
    given = json.loads(package.read_text(encoding="utf-8"))
    sent(accession, district, "--receipt", str(receipt(tmp_path, given, "WG-7")))
    other = {**given, "tasks": [{**given["tasks"][0], "id": "DL-2024-0006"}]}
    path, before = receipt(tmp_path, other, "WG-7"), district.state()
    answer = dispatch(accession, district, "--receipt", str(path))
    assert (answer.code, f"belongs to {FILED} already" in answer.err) == (1, True), answer.err
    assert district.state() == before


@pytest.mark.parametrize(
    ("number", "kept"), [("WG示例-2026-0007", "WG示例-2026-0007"), (20260007, "20260007")]
)
def test_the_table_is_read_back_too(
    district: Clone,
    both: Path,
    accession: Command,
    tmp_path: Path,
    number: str | float,
    kept: str,
) -> None:
    filed(accession, district, both)
    sent(accession, district, FILED)
    rows: list[list[str | float]] = [
        ["某表"],
        [ID, "事务名称", PACKAGE, NUMBER],
        [FILED, "名称", "DL-20261012-0123abcd", number],
        ["DL-2024-0006", "还没有编号", "DL-20261012-0123abcd", ""],
    ]
    sent(accession, district, "--receipt", str(filled_table(tmp_path, rows)))
    assert numbers(district)[-1] == kept


def test_a_table_that_nobody_filled_in_is_not_called_a_strange_file(
    district: Clone, both: Path, accession: Command
) -> None:
    filed(accession, district, both)
    (table,) = written(sent(accession, district, FILED), ".xlsx")
    answer = dispatch(accession, district, "--receipt", str(table))
    assert answer.code == 1
    assert "holds no number of the grid platform yet" in answer.err
    assert "平台编号" in answer.err


def test_show_tells_to_whom_a_task_went(district: Clone, both: Path, accession: Command) -> None:
    filed(accession, district, both)
    sent(accession, district, FILED)
    shown = accession("-C", str(district.top), "show", FILED).out
    handed = next(line for line in shown.splitlines() if "Handed down" in line)
    assert "张贵庄街道公共服务办公室" in handed


def numbered(task: str, number: str) -> bytes:
    tasks = [{"id": task, "number": number}]
    whole = {"version": 1, "package": "DL-20261012-0123abcd", "tasks": tasks}
    return json.dumps(whole).encode()


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"not json", 3, "not readable as JSON"),
        (b"{}", 3, "is no receipt"),
        (b"\xff\xfe{", 3, "is no receipt"),
        (b"PK\x03\x04 and no more", 3, "is no receipt"),
        (
            numbered("DL-2024-0002", "7"),
            1,
            "does not go down the grid channel",
        ),
        (
            numbered("DL-2024-0006", "11010519491231002X"),
            7,
            "identity number",
        ),
        (numbered("DL-2024-0006", "13812345678"), 7, "a person has to look"),
        (numbered("DL-2024-0006", "\ud800"), 3, "no character"),
        (
            numbered("DL-2024-0006", "7").replace(
                b"}]", b'}, {"id": "DL-2024-0006", "number": "8"}]'
            ),
            3,
            "two numbers, 7 and 8",
        ),
        (
            numbered("DL-2026-0999", "7"),
            1,
            "There is no record",
        ),
    ],
)
def test_what_is_no_receipt_is_refused_and_nothing_changes(
    district: Clone, accession: Command, tmp_path: Path, content: bytes, code: int, said: str
) -> None:
    path = tmp_path / "receipt"
    path.write_bytes(content)
    before = district.state()
    answer = dispatch(accession, district, "--receipt", str(path))
    assert answer.code == code, answer.err
    assert said in " ".join(answer.err.split())
    assert district.state() == before


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "is not said"),
        (("DL-2024-0006", "--pending"), 2, "is not said"),
        (("DL-2024-0001",), 1, "is not in force"),
        (("DL-2024-0006",), 1, "has gone down to everybody"),
        (("DL-2024-0006", "--to-all", "--date", "2026-10-13"), 1, "T301"),
    ],
)
def test_what_cannot_go_down_is_refused_and_nothing_changes(
    district: Clone, accession: Command, arguments: tuple[str, ...], code: int, said: str
) -> None:
    before = district.state()
    answer = dispatch(accession, district, *arguments)
    assert answer.code == code, answer.err
    assert said in " ".join(answer.err.split())
    assert district.state() == before


def test_what_went_down_before_it_was_admitted_is_remarked_upon(
    district: Clone, draft: Path, accession: Command
) -> None:
    filed(accession, district, draft)
    answer = dispatch(accession, district, FILED, "--date", "2026-09-20")
    assert answer.code == 1  # it was not filed yet
    assert dispatch(accession, district, FILED, "--date", "2026-10-12").code == 0


def test_what_is_only_written_is_not_on_record(
    district: Clone, both: Path, accession: Command
) -> None:
    filed(accession, district, both)
    head = district.head
    made = sent(accession, district, "--pending", "--letter")
    assert len(made["files"]) == 13
    assert district.head == head
    assert dispatch(accession, district, "--receipt", "x.json", "--letter").code == 2


def test_what_waited_is_sent_later(two_offices: TwoClerks, draft: Path, accession: Command) -> None:
    ann, away = two_offices.ann, two_offices.remote.top.with_name("away.git")
    filed(accession, ann, draft)
    two_offices.remote.top.rename(away)
    answer = dispatch(accession, ann, FILED, "--json")
    assert (answer.code, json.loads(answer.out)["status"]) == (5, "queued")
    assert not (ann.top / "build").exists()
    away.rename(two_offices.remote.top)
    assert f"dispatch of {FILED}" in accession("-C", str(ann.top), "sync", "--list").out
    assert accession("-C", str(ann.top), "sync").code == 0
    assert len(record(ann, FILED).dispatch) == 11
    assert dispatch(accession, ann, FILED, "--letter").code == 0


def test_no_text_of_a_record_becomes_markup_of_a_notice(
    district: Clone, draft: Path, accession: Command
) -> None:
    kept: list[str] = []
    for payload in TEXTS[:20]:
        setting = f"authorization.content=甲{payload.strip()}乙"
        answer = accession(
            *("-C", str(district.top), "file", "--from", str(draft), "--json"),
            *("--set", setting, "--set", f"title=协助事务{len(kept)}"),
        )
        if answer.code != 1:  # no record may hold it
            kept.append(json.loads(answer.out)["id"])
    (first, *_others) = written(sent(accession, district, "--pending"), ".docx")
    for number, table in zip(kept, Document(io.BytesIO(first.read_bytes())).tables, strict=True):
        cells = {row.cells[0].text: row.cells[1].text for row in table.rows}
        assert cells["做什么"] == sentence(record(district, number).authorization.content)
        assert cells["工作目标"] == "辖区独居老人安全过冬。"
    assert len(kept) > 10


def test_a_table_that_unpacks_too_far_or_is_none_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("xl/worksheets/sheet1.xml", "<a>" + " " * (40 << 20) + "</a>")
    with pytest.raises(Unreadable):
        sheet_rows(path.read_bytes())
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("xl/worksheets/sheet1.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    with pytest.raises(Unreadable):
        sheet_rows(path.read_bytes())


def test_rows_stand_below_the_row_that_has_all_heads() -> None:
    rows = ({"A": "甲"}, {"A": ID, "C": NUMBER}, {"A": " 1 ", "C": "2"}, {"B": "x"})
    assert list(under_heads(rows, ID, NUMBER)) == [{ID: "1", NUMBER: "2"}, {ID: "", NUMBER: ""}]
    assert list(under_heads(rows, ID, PACKAGE)) == []


def renamed(clone: Clone) -> None:
    """张贵庄街道 and the leading agency have a new name, and 丰年村街道 is no more."""
    places = clone.top / "registry/subdistricts.yaml"
    was = "    earlier_names:\n      - name: {}\n        until: 2026-10-20\n"
    said = places.read_text(encoding="utf-8")
    said = said.replace("name: 张贵庄街道\n", f"name: 贵庄街道\n{was.format('张贵庄街道')}", 1)
    said = said.replace("name: 丰年村街道\n", "name: 丰年村街道\n    active_to: 2026-10-01\n", 1)
    agencies = clone.top / "registry/agencies.yaml"
    lead = agencies.read_text(encoding="utf-8")
    lead = lead.replace("name: 区民政局\n", f"name: 区社会局\n{was.format('区民政局')}", 1)
    clone.commit("rename", **{"registry/subdistricts.yaml": said, "registry/agencies.yaml": lead})


def test_a_notice_has_the_names_of_its_day_and_goes_to_the_subdistricts_of_its_day(
    district: Clone, draft: Path, accession: Command
) -> None:
    renamed(district)
    assert accession("-C", str(district.top), "validate").code == 0
    filed(accession, district, draft)
    made = sent(accession, district, FILED)
    notices = written(made, ".docx")
    assert len(notices) == len(record(district, FILED).dispatch) == 10
    assert not any("丰年村" in path.name for path in notices)
    one = next(path for path in notices if path.name.startswith("张贵庄街道-"))
    assert "区民政局" in text(one.read_bytes())
    assert "区社会局" not in text(one.read_bytes())


def test_a_subdistrict_that_was_renamed_has_what_it_was_sent_under_its_earlier_name(
    district: Clone, draft: Path, accession: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    renamed(district)
    filed(accession, district, draft)
    sent(accession, district, FILED)
    monkeypatch.setenv("SEALED_TODAY", "2026-11-24")
    again = dispatch(accession, district, "--pending")
    assert (again.code, "has gone down" in again.err) == (1, True)
    (notice,) = written(
        sent(accession, district, FILED, "--to-all"),
        "贵庄街道-关于承接“协助独居老人冬季取暖安全走访”工作事务的通知.docx",
    )
    assert "区社会局" in text(notice.read_bytes())


def test_the_form_of_a_task_has_the_names_of_the_day_on_which_it_was_applied_for(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    renamed(district)
    out = tmp_path / "form.docx"
    first = next(
        path.stem
        for path in sorted((district.top / "registry/tasks/2024").iterdir())
        if record(district, path.stem).agency == "minzheng"
    )
    answer = accession("-C", str(district.top), "form", "fill", first, "--out", str(out))
    assert answer.code == 0, answer.err
    said = text(out.read_bytes())
    assert "区社会局" not in said
