"""Ledgers as bureaus keep them, each in its own way, as the bytes of files."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import xlsxwriter

#: A merged range: first row, first column, last row, last column, as xlsxwriter has it.
Merge = tuple[int, int, int, int]


def workbook(
    *sheets: tuple[str, Sequence[Sequence[Any]], Iterable[Merge]],
) -> bytes:
    """A workbook of *sheets*: name, rows, merged ranges; None leaves a cell empty."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        days = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
        for name, rows, merged in sheets:
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, date):
                        sheet.write_datetime(place, column, value, days)
                    elif value is not None:
                        sheet.write(place, column, value)
            for top, left, bottom, right in merged:
                value = rows[top][left]
                sheet.merge_range(top, left, bottom, right, value)
    return target.getvalue()


def table(texts: Sequence[Sequence[str]], encoding: str = "gb18030", sign: str = ",") -> bytes:
    """A CSV file as Excel in China writes it."""
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=sign, lineterminator="\r\n").writerows(texts)
    return target.getvalue().encode(encoding)


def city_management() -> bytes:
    """Heads of two lines, money in 万元 as the line above says, groups, subtotals and a remark."""
    rows: list[list[Any]] = [
        ["2026年城市管理进社区工作任务台账", *[None] * 9],
        ["填报单位：区城市管理委", None, None, None, None, None, None, None, "单位：万元", None],
        [
            "序号",
            "工作任务",
            "责任单位",
            None,
            "政策依据",
            "经费",
            None,
            "起止时间",
            "办理要求",
            "备注",
        ],
        [None, None, "牵头", "配合", None, "金额", "资金来源", None, None, None],
        ["一、环境整治类", *[None] * 9],
        [
            *(1, "协助楼道堆物清理入户告知", "区城市管理委", "区消防救援支队、区民政局"),
            "《天津市文明行为促进条例》（2019年）第十三条",
            *(2.5, "区财政专项", "2026年11月至2027年12月", "应告尽告", "重点"),
        ],
        [
            *(2, "协助共享单车停放秩序提醒", "区城市管理委", "无"),
            "《关于规范停放秩序的通知》（津丽城〔2026〕12号，2026年8月3日）",
            *("1", "区财政专项", "2026.11-2027.3", "每周一次", None),
        ],
        ["小计", None, None, None, None, 3.5, None, None, None, None],
        [None] * 10,
        ["二、垃圾分类类", *[None] * 9],
        [
            *(3, "协助生活垃圾分类宣传引导", "区城市管理委", None),
            "《天津市生活垃圾管理条例》（2020年）第九条",
            *(0, None, "2026年11月起", "入户宣传", None),
        ],
        ["合  计", None, None, None, None, 3.5, None, None, None, None],
        ["注：经费按实际人数结算，以财政批复为准。", *[None] * 9],
    ]
    merged: list[Merge] = [
        *((0, 0, 0, 9), (1, 0, 1, 3), (2, 2, 2, 3), (2, 5, 2, 6)),
        *((2, column, 3, column) for column in (0, 1, 4, 7, 8, 9)),
        *((4, 0, 4, 9), (9, 0, 9, 9), (12, 0, 12, 9)),
    ]
    return workbook(("任务台账", rows, merged))


def health() -> bytes:
    """The basis in three columns, days as Excel keeps them, amounts in 元 as numbers and texts."""
    rows: list[list[Any]] = [
        ["附件2"],
        ["区卫健委协助事项一览表"],
        [],
        [
            *("编号", "协助事项名称", "主管部门", "类别", "工作内容", "工作要求", "工作权限"),
            *("办理流程", "依据名称", "文号", "发文日期", "开始日期", "结束日期", "经费（元）"),
            *("经费来源", "拨付方式", "计算单位", "渠道", "实施范围", "联系人", "联系电话"),
        ],
        [
            *(
                1,
                "协助老年人健康体检通知",
                "区卫健委",
                "卫生健康",
                "通知老年人参加体检",
                "应通知尽通知",
            ),
            *("只通知，不收取材料", "下发名单—逐户通知—汇总反馈", "关于做好老年人健康管理的通知"),
            *(
                "津丽卫〔2026〕45号",
                date(2026, 6, 1),
                date(2026, 11, 2),
                date(2027, 12, 31),
            ),
            *(12000, "公共卫生经费", "年初预拨", "每年", "社区", "全区", "王某", "24981234"),
        ],
        [
            *(
                2,
                "协助流感疫苗接种动员",
                "区卫健委",
                "卫生健康",
                "张贴通知、解答咨询",
                "知晓率不低于九成",
            ),
            *(
                "只宣传，不代收费用",
                "下发通知—张贴—反馈",
                "《中华人民共和国疫苗管理法》",
                None,
                None,
            ),
            *(
                "2026年11月2日",
                "2027-01-31",
                "8,000元",
                "公共卫生经费",
                "年初预拨",
                "一次性",
                "社区",
            ),
            *("张贵庄街道", "王某", "24981234"),
        ],
    ]
    return workbook(("Sheet1", rows, ()))


def earlier_directory() -> bytes:
    """The directory of before: agencies in merged cells, four columns, a number of its own."""
    rows: list[list[Any]] = [
        ["东丽区社区依法协助政府工作事项目录（2021年版）", None, None, None, None],
        ["目录编号", "事项名称", "责任部门", "类别", "依据"],
        [
            *("MZ-01", "协助发放老年人乘车卡", "区民政局", "社会保障和社会救助"),
            "《老年人权益保障法》（2018年）第五十八条",
        ],
        ["MZ-02", "协助困难群众临时救助告知", None, "社会保障和社会救助", None],
        ["WJ-01", "协助健康知识宣传栏更换", "区卫健委", "卫生健康", None],
    ]
    return workbook(("目录", rows, [(0, 0, 0, 4), (2, 2, 3, 2)]))


def several_sheets() -> bytes:
    """A note, then a sheet for communities and one for grid workers, with other heads."""
    note = [["填表说明"], ["一、本表由各单位填写。"], ["二、不得填写涉密内容。"]]
    community = [
        ["事务名称", "牵头单位", "内容"],
        ["协助图书漂流点登记", "区文化和旅游局", "登记借阅"],
    ]
    grid = [
        ["项目名称", "责任部门", "任务内容", "频次"],
        ["积水点巡查上报", "区应急局", "雨后巡查上报", "每次降雨后"],
        ["井盖缺损上报", "区住房城乡建设委", "发现缺损上报", "每周一次"],
    ]
    return workbook(("填表说明", note, ()), ("社区", community, ()), ("网格", grid, ()))


def words_of_their_own() -> bytes:
    """Agencies and classes under the names that people use, and heads that only hold ours."""
    rows = [
        ["序号", "社区承担的具体工作任务", "区级牵头责任部门（单位）", "所属领域分类", "完成时限"],
        ["1", "协助食品摊贩信息登记", "市监局", "食品安全", "2027年12月31日"],
        ["2", "协助电梯困人信息上报", "市监局", "安全生产", "长期"],
    ]
    return workbook(("Sheet1", rows, ()))


def propaganda() -> bytes:
    """A CSV in GB18030; the term in its words, the columns few."""
    return table(
        [
            ["任务", "单位", "具体内容", "期限"],
            ["协助文明楼院评选报名", "区委宣传部", "张贴通知，收集报名", "短期"],
            ["", "", "", ""],
            ["填报人：李某", "", "", ""],
        ]
    )


def each_with_its_decision() -> bytes:
    """Tasks that were let in one by one: each names its own decision and its number."""
    rows = [
        [
            "准入编号",
            "准入事项",
            "申请部门",
            "批准文件",
            "准入日期",
            "有效期",
            "金额（万元/年）",
            "经费说明",
        ],
        [
            *("丽准入2022-07", "协助退役军人走访慰问名单核对", "区退役军人局"),
            "《社区工作准入审批决定》（丽社准审〔2022〕7号，2022年6月13日）",
            *("2022年6月20日", "长期", "0.8", ""),
        ],
        [
            *("丽准入2022-09", "协助科普大篷车进社区组织", "区科协"),
            "《社区工作准入审批决定》（丽社准审〔2022〕9号，2022年9月5日）",
            *("2022-09-12", "至2027年12月31日", "0", "由区科协自行承担"),
        ],
    ]
    return workbook(("准入事项", rows, ()))


def page_breaks() -> bytes:
    """Printed with the heads on each page, empty rows, a column without a head, a signature."""
    heads: list[Any] = ["事项", "部门", None, "工作流程", "说明"]
    rows: list[list[Any]] = [
        heads,
        ["协助河道巡查信息上报", "区水务局", "√", "巡查—上报", None],
        [None] * 5,
        heads,
        ["协助雨水篦子清掏提醒", "区城市管理委", None, "提醒—反馈", "汛期"],
        [None] * 5,
        ["填表人：张某　审核人：李某　日期：2026年9月1日", None, None, None, None],
        *[[None] * 5] * 40,
    ]
    return workbook(("汇总", rows, ()))


def lost_heads() -> bytes:
    """Numbers and texts with nothing above that tells what they are."""
    return workbook(("Sheet1", [[1, "甲", "区民政局"], [2, "乙", "区卫健委"]], ()))
