"""Ledgers of bureaus: brought in as applications, or as tasks of an earlier directory."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import ledgers
from accession_cli.actions.ledger_importing import ImportLedger
from accession_cli.actions.task_filing import FileTasks
from accession_cli.entry.draft import of_facts
from accession_cli.office.inner_text import sheet_rows
from conftest import Answer
from repositories import Clone
from terminals import DOWN, ENTER, SPACE, Terminal, typed

pytestmark = pytest.mark.git
Command = Callable[..., Answer]
EARLIER = "《社区依法协助政府工作事项目录（2021年版）》（津丽民发〔2021〕8号，2021年3月5日）"
EVERYWHERE = ("--set", "协助渠道=社区", "--set", "实施范围=全区")
FOUND = 1


@pytest.fixture
def desk(district: Clone, tmp_path: Path, accession: Command) -> "Desk":
    return Desk(district, tmp_path, accession)


class Desk:
    """Brings ledgers into the registry of *clone*."""

    def __init__(self, clone: Clone, folder: Path, accession: Command) -> None:
        self.clone = clone
        self.folder = folder
        self.accession = accession

    def keeps(self, data: bytes, name: str = "台账.xlsx") -> str:
        path = self.folder / name
        path.write_bytes(data)
        return str(path)

    def brings(self, path: str, *more: str) -> Answer:
        return self.accession("--lang", "zh_CN", "-C", str(self.clone.top), "import", path, *more)

    def takes_over(self, path: str, *more: str) -> Answer:
        return self.brings(path, "--in-force", "--earlier", EARLIER, "--yes", *EVERYWHERE, *more)

    def records(self, folder: str) -> list[str]:
        """The records in *folder* that the last commit added."""
        names = self.clone.git("show", "--name-only", "--format=").split()
        return [
            (self.clone.top / name).read_text(encoding="utf-8")
            for name in names
            if name.startswith(f"registry/{folder}/")
        ]


def test_a_ledger_that_nobody_confirmed_is_shown_and_not_recorded(desk: Desk) -> None:
    before = desk.clone.head
    shown = desk.brings(desk.keeps(ledgers.city_management()))
    assert shown.code == FOUND
    assert re.search(r"F +经费/金额 +经费金额（万元） +2.5", shown.out)
    assert re.search(r"I +办理要求 +猜作目标要求", shown.out)
    assert re.search(r"J +备注 +不取", shown.out)
    assert "不取的行，合计：第8（小计）、12（合  计）行。" in shown.err
    assert "还没有人确认过" in shown.err
    assert "--yes" in shown.err
    assert desk.clone.head == before


def test_tasks_of_an_earlier_directory_come_in_without_application_and_decision(
    desk: Desk,
) -> None:
    path = desk.keeps(ledgers.city_management())
    settings = ("--set", "事项类别=生态环境和城市管理", "--set", "经费周期=每年")
    brought = desk.takes_over(path, *settings)
    assert brought.code == 0, brought.err
    assert "按承接原目录登记（未经本方案审批），一次3项" in brought.err
    assert re.search("起止时间 +2026.11-2027.3 +2026-11-01至2027-03-31 +7", brought.out)
    assert re.search("经费金额 +2.5万元 +25,000元 +6", brought.out)
    first, second, third = desk.records("tasks")
    assert (
        "\nroute: inherited\nterm: long\nperiod:\n  start: 2026-11-01\n  end: 2027-12-31\n" in first
    )
    assert "\n  number: 津丽民发〔2021〕8号\n  date: 2021-03-05\n  entry: null\n" in first
    assert (
        '\n  amount: "25000.00"\n  per: year\n  source: 区财政专项\n  method: 原目录未载明\n'
        in first
    )
    assert "\napplication: null\n" in first
    assert "\ndecision: []\nfiling:\n  date: 2026-10-12\n" in first
    assert "\nco_agencies:\n  - xiaofang\n  - minzheng\n" in first
    assert "\n  content: 原目录未载明\n  target: 应告尽告\n" in first
    assert "\nterm: short\n" in second
    assert "\nco_agencies: []\n" in second
    assert "\n  start: 2026-11-01\n  end: null\n" in third
    assert '\n  amount: "0.00"\n' in third
    assert "\n  note: 原目录未载明\n" in third
    (kept,) = desk.records("mappings")
    assert "  - head: 经费/金额\n    field: funding.amount\n" in kept
    assert "  - head: 备注\n    field: null\n" in kept
    checked = desk.accession("-C", str(desk.clone.top), "validate", "--format", "json")
    summary = json.loads(checked.out)["summary"]
    assert summary["error"] == 0
    assert desk.accession("-C", str(desk.clone.top), "format", "--check").code == 0


def test_thousands_are_thousands_and_as_above_means_the_row_above(desk: Desk) -> None:
    heads = ["单位", "事项名称", "范围", "年度经费（千元）", "开始日期", "终止日期"]
    rows = (
        ["区城管委", "养犬文明提示", "全区", "10", "2026-03-01", "2026-12-31"],
        ["同上", "清雪通知", "〃", "6.5", "2026-11-01", "2027-02-28"],
    )
    path = desk.keeps(ledgers.workbook(("台账", [heads, *rows], ())))
    settings = ("--set", "事项类别=生态环境和城市管理", "--set", "协助渠道=社区")
    brought = desk.takes_over(path, *settings)
    assert brought.code == 0, brought.err
    first, second = desk.records("tasks")
    assert '\n  amount: "10000.00"\n' in first
    assert '\n  amount: "6500.00"\n' in second
    assert "\n  end: 2027-02-28\n" in second
    for text in (first, second):
        assert "\nagency: chengguan\n" in text
        assert "\n  subdistricts: all\n" in text


def test_the_same_heads_are_known_again_and_what_is_there_is_not_entered_twice(desk: Desk) -> None:
    path = desk.keeps(ledgers.earlier_directory())
    settings = ("--set", "期限类型=长期", "--set", "经费金额=无")
    assert desk.takes_over(path, *settings).code == 0
    assert "\n  entry: MZ-01\n" in desk.records("tasks")[0]
    assert desk.records("tasks")[1].count("document: 社区依法协助政府工作事项目录（2021年版）") == 2
    again = desk.brings(path, "--in-force", "--earlier", EARLIER)
    assert "这种表头以前确认过，照mappings/" in again.err
    assert "有3项已经在册，第一项是“协助发放老年人乘车卡”（DL-2026-" in again.err
    assert again.code == FOUND


def test_each_row_may_name_its_own_decision_and_its_number(desk: Desk) -> None:
    path = desk.keeps(ledgers.each_with_its_decision())
    brought = desk.takes_over(path, "--set", "事项类别=权益维护")
    assert brought.code == 0, brought.err
    first, second = desk.records("tasks")
    assert "\ninherited:\n  document: 社区工作准入审批决定\n" in first
    assert "  number: 丽社准审〔2022〕7号\n  date: 2022-06-13\n  entry: 丽准入2022-07\n" in first
    assert "\n  start: 2022-06-20\n  end: null\n" in first
    assert '\n  amount: "8000.00"\n  per: year\n' in first
    assert "\n  start: 2022-09-12\n  end: 2027-12-31\n" in second
    assert "\n  note: 由区科协自行承担\n" in second


def test_a_basis_in_columns_and_days_of_excel_are_read_and_rows_become_applications(
    desk: Desk,
) -> None:
    path = desk.keeps(ledgers.health())
    brought = desk.brings(path, "--yes")
    assert brought.code == 0, brought.err
    first, second = desk.records("applications")
    assert (
        "    - document: 关于做好老年人健康管理的通知\n      number: 津丽卫〔2026〕45号\n" in first
    )
    assert "      date: 2026-06-01\n" in first
    assert "    start: 2026-11-02\n    end: 2027-12-31\n" in first
    assert '    amount: "12000.00"\n    per: year\n' in first
    assert "  name: 王某\n" in first
    assert "    - law: 疫苗管理法\n" in second
    assert '    amount: "8000.00"\n    per: task\n' in second
    assert "  term: short\n" in second
    assert len(desk.records("mappings")) == 1


def test_several_sheets_are_named_and_one_may_be_taken_alone(desk: Desk) -> None:
    path = desk.keeps(ledgers.several_sheets())
    settings = (
        *("--set", "事项类别=社会治安和安全保卫", "--set", "期限类型=长期"),
        *("--set", "经费金额=无"),
    )
    shown = desk.brings(path, "--in-force", "--earlier", EARLIER, "--check")
    assert "工作表“社区”：表头在第1行，事项1项。" in shown.err
    assert "工作表“网格”：表头在第1行，事项2项。" in shown.err
    assert "不取的工作表：填表说明。" in shown.err
    alone = desk.takes_over(path, *settings, "--sheet", "网格")
    assert alone.code == 0, alone.err
    assert [record.count("积水点巡查上报") for record in desk.records("tasks")] == [1, 0]
    both = desk.takes_over(path, *settings, "--sheet", "社区")
    assert both.code == 0, both.err
    assert len(desk.records("mappings")) == 1
    unknown = desk.takes_over(path, "--sheet", "街道")
    assert "没有工作表“街道”，只有：填表说明、社区、网格。" in unknown.err


def test_words_of_a_bureau_are_named_with_their_cells_and_may_be_told_once(desk: Desk) -> None:
    path = desk.keeps(ledgers.words_of_their_own())
    money = ("--set", "经费金额=无")
    refused = desk.takes_over(path, *money)
    assert refused.code == FOUND
    assert "Sheet1!C2" in refused.out
    assert "Sheet1!D2" in refused.out
    copy = desk.clone.top / "build" / "forms" / "台账（问题）.xlsx"
    marked = "\n".join("\n".join(row.values()) for row in sheet_rows(copy.read_bytes()))
    assert "申请单位：" in marked
    assert "协助电梯困人信息上报" in marked
    told = (
        *("--same", "市监局=区市场监管局", "--same", "食品安全=卫生健康"),
        *("--same", "安全生产=社会治安和安全保卫"),
    )
    brought = desk.takes_over(path, *money, *told)
    assert brought.code == 0, brought.err
    first, second = desk.records("tasks")
    assert "\nagency: shichang\n" in first
    assert "\nclass: 卫生健康\n" in first
    assert "\n  end: 2027-12-31\n" in first
    assert "\nclass: 社会治安和安全保卫\n" in second
    (kept,) = desk.records("mappings")
    assert "words:\n  - text: 市监局\n    means: 区市场监管局\n" in kept


def test_a_csv_in_gb18030_and_what_no_row_can_have(desk: Desk) -> None:
    path = desk.keeps(ledgers.propaganda(), "台账.csv")
    lacking = desk.brings(path, "--yes")
    assert lacking.code == FOUND
    assert "没有这些必填栏目：" in lacking.err
    assert "开始日期" in lacking.err
    settings = ("--set", "事项类别=精神文明建设和文体教育", "--set", "经费金额=0")
    days = ("--set", "开始日期=2026年11月", "--set", "结束日期=2027年6月")
    brought = desk.takes_over(path, *settings, *days)
    assert brought.code == 0, brought.err
    (record,) = desk.records("tasks")
    assert "\n  end: 2027-06-30\n" in record


def test_a_column_is_named_by_hand_and_a_wrong_name_says_what_there_is(desk: Desk) -> None:
    path = desk.keeps(ledgers.lost_heads())
    assert "--map B=事项名称" in desk.brings(path).err
    path = desk.keeps(ledgers.page_breaks())
    wrong = desk.brings(path, "--map", "流程=工作目的")
    assert wrong.code == 2
    assert "“工作目的”" in wrong.err
    wrong = desk.brings(path, "--map", "处室=不取")
    assert "这张表没有“处室”一栏，只有：事项、部门、工作流程、说明。" in wrong.err
    shown = desk.brings(path, "--map", "说明=频次", "--map", "D=不取", "--check")
    assert re.search(r"E +说明 +频次 +汛期", shown.out)
    assert re.search(r"D +工作流程 +不取", shown.out)


def test_programs_are_told_all_of_it(desk: Desk) -> None:
    path = desk.keeps(ledgers.words_of_their_own())
    told = desk.takes_over(path, "--set", "经费金额=无", "--json")
    answer: dict[str, Any] = json.loads(told.out)
    (sheet,) = answer["sheets"]
    assert sheet["columns"][1] == {
        "column": "B",
        "head": "社区承担的具体工作任务",
        "field": "title",
        "unit": None,
        "sure": False,
    }
    assert answer["rows"][0]["missing"][0]["cell"] == "Sheet1!C2"
    assert answer["findings"] is None
    settings = ("--same", "市监局=区市场监管局", "--set", "经费金额=无", "--map", "D=不取")
    made = desk.takes_over(path, *settings, "--set", "事项类别=卫生健康", "--json")
    answer = json.loads(made.out)
    assert (answer["route"], len(answer["filed"]), len(answer["mappings"])) == ("inherited", 2, 1)


@pytest.mark.parametrize(
    "earlier",
    ["《目录》", "目录（津丽民发〔2021〕8号）", "《甲》（津丽民发〔2021〕8号）", "二〇二一年目录"],
)
def test_the_earlier_directory_is_named_with_its_number_and_its_date(
    desk: Desk, earlier: str
) -> None:
    path = desk.keeps(ledgers.earlier_directory())
    refused = desk.brings(path, "--in-force", "--earlier", earlier, "--yes")
    assert refused.code == 2
    assert "没有写明一份目录或者决定的名称、文号和日期" in refused.err.replace("\n", "")


def test_a_secret_in_a_ledger_is_refused_before_anything_is_shown(desk: Desk) -> None:
    rows = [["事项名称", "部门"], ["身份证号110101199003077758核对", "区民政局"]]
    path = desk.keeps(ledgers.workbook(("Sheet1", rows, ())))
    refused = desk.brings(path)
    assert refused.code == 7
    assert "199003" not in refused.out + refused.err


def test_what_waits_in_the_outbox_is_carried_out_as_it_was_asked(desk: Desk) -> None:
    asked = ImportLedger(
        asked=FileTasks(given=(of_facts({"title": "甲", "route": "inherited"}, "台账!2"),)),
        mappings={},
    )
    facts = json.loads(json.dumps(asked.facts({})))
    again = ImportLedger.from_facts(facts, "request")
    assert again.facts({}) == asked.facts({})
    assert ImportLedger.about(facts) == "甲"


def test_at_a_terminal_it_is_asked_once_what_the_columns_are_and_what_all_rows_have(
    desk: Desk, terminals: list[Terminal]
) -> None:
    path = desk.keeps(ledgers.words_of_their_own())
    terminal = Terminal("import", path, "--in-force", at=desk.clone.top, language="zh_CN")
    terminals.append(terminal)
    terminal.answer("原来的目录", *typed(EARLIER))
    terminal.answer("各栏这样对应，对不对？", DOWN, ENTER)
    terminal.answer("哪一栏？", DOWN, DOWN, DOWN, ENTER)
    terminal.answer("是什么？", ENTER)
    terminal.answer("D    所属领域分类               不取")
    terminal.answer("各栏这样对应，对不对？ （", ENTER)
    terminal.answer("台账没有“事项类别”一栏", DOWN, ENTER)
    terminal.answer("台账没有“协助渠道”一栏", SPACE, ENTER)
    terminal.answer("各行都在哪里实施", *typed("全区"))
    terminal.answer("台账没有“经费金额”一栏", *typed("无"))
    terminal.answer("申请单位“市监局”，登记库里叫什么？")
    terminal.answer("» 区市场监管局", ENTER)
    terminal.answer("现在登记？", ENTER)
    assert terminal.end() == 0, terminal.shown
    assert "将一次登记：2件。" in terminal.seen
    assert "authorization" not in terminal.seen
    assert "--check" in terminal.seen
    assert "承接原目录（《社区依法协助政府工作事项目录（2021年版）》" in terminal.seen
    first, second = desk.records("tasks")
    assert "\nagency: shichang\n" in first
    assert "\nclass: 精神文明建设和文体教育\n" in second
    (kept,) = desk.records("mappings")
    assert "  - head: 所属领域分类\n    field: null\n" in kept


HEADS = ("序号", "事项名称", "责任部门", "社区", "网格", "开始日期", "结束日期", "经费")


def of_rows(*rows: tuple[str, ...]) -> bytes:
    return ledgers.table([HEADS, *rows])


def test_columns_of_ticks_say_who_helps(desk: Desk) -> None:
    data = of_rows(
        ("1", "甲事项", "民政局", "√", "", "2026-11-01", "长期", "0元"),
        ("2", "乙事项", "民政局", "", "✓", "2026-11-01", "长期", "0元"),
        ("3", "丙事项", "民政局", "√", "√", "2026-11-01", "长期", "0元"),
    )
    given = ("--in-force", "--earlier", EARLIER, "--check", "--json", "--set", "实施范围=全区")
    told = desk.brings(desk.keeps(data, "台账.csv"), *given, "--set", "事项类别=卫生健康")
    rows = json.loads(told.out)["rows"]
    found = [row["facts"]["channels"] for row in rows]
    assert found == [["community"], ["grid"], ["community", "grid"]], told.err


def test_a_day_that_lost_its_format_is_read_where_its_column_has_days(desk: Desk) -> None:
    data = of_rows(
        ("1", "甲事项", "民政局", "√", "", "2026-11-01", "46752", "0元"),
        ("2", "乙事项", "民政局", "√", "", "46327", "46387", "0元"),
    )
    given = ("--in-force", "--earlier", EARLIER, "--check", "--json", "--set", "实施范围=全区")
    told = desk.brings(desk.keeps(data, "台账.csv"), *given, "--set", "事项类别=卫生健康")
    assert told.out, told.err
    first, second = json.loads(told.out)["rows"]
    assert second["facts"]["period"]["start"] == "2026-11-01"
    assert "46327" in [one["written"] for one in second["understood"]]
    for row, meant in ((first, "2027-12-31"), (second, "2026-12-31")):
        (asked,) = [one for one in row["missing"] if one["field"] == "period.end"]
        assert asked["candidates"] == [meant]


def test_all_columns_that_are_missing_are_named_at_once(desk: Desk) -> None:
    heads, row = ("事项名称", "责任部门", "经费"), ("甲事项", "民政局", "2万元")
    told = desk.brings(desk.keeps(ledgers.table([heads, row]), "台账.csv"), "--yes")
    said = told.err.replace("\n", "").replace(" ", "")
    (named,) = re.findall("未写入任何记录：[^。]*没有这些必填栏目：([^。]*)。", said)
    for label in ("事项类别", "协助渠道", "实施范围", "经费来源", "经费周期", "制度依据"):
        assert label in named
        assert f"--set{label}=…" in said
