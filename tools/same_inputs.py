"""What is handed in to the commands that ``same.py`` runs, and the made-up district.

The district has the names of another one (碑林区); its codes of communities, its numbers, money and
days are invented.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import typst
import xlsxwriter
from python_calamine import CalamineWorkbook

#: The options that the made-up district is begun with, in the profile that is not Dongli's.
DISTRICT: Final = (
    *("--profile", "example", "--district", "碑林区", "--code", "610103", "--prefix", "BL"),
    *("--document", "碑林区社区工作事务准入管理办法", "--number", "碑政发〔2023〕5号"),
    *("--dated", "2023-10-09", "--filing-number", "碑准〔{year}〕{serial}号"),
)
BEGUN: Final = "2023-11-06"

SUBDISTRICTS: Final = """\
schema: 1
subdistricts:
  "610103001":
    name: 南院门街道
    communities:
      "610103001001": 粉巷社区
      "610103001002": 太阳庙门社区
  "610103002":
    name: 柏树林街道
    communities:
      "610103002001": 东厅门社区
  "610103003":
    name: 长乐坊街道
    communities: {}
"""
_AGENCY: Final = """\
  {key}:
    name: {name}
    credit_code: null
    active_from: null
    active_to: null
"""
_AGENCIES: Final = {"weijian": "区卫生健康局", "yingji": "区应急管理局", "wenlv": "区文化和旅游局"}
AGENCIES: Final = "".join(_AGENCY.format(key=key, name=name) for key, name in _AGENCIES.items())

_TASK: Final = """\
title: {title}
class: {kind}
agency: {agency}
channels:
  - community
term: {term}
period:
  start: {start}
  end: {end}
frequency: 每季度一次
authorization:
  content: {content}
  target: 情况清楚，变化及时上报。
  authority: 只登记、提醒和报告，不作认定。
  workflow: 街道派单—社区走访—登记—报告街道
basis:
  - document: 关于做好有关工作的通知（示例）
    number: {number}
    date: {issued}
  - law: 城市居民委员会组织法
    version: "{law}"
    article: {article}
funding:
  amount: "{amount}"
  per: {per}
  source: 区财政专项
  method: 随事拨付
scope:
  subdistricts: all
"""
_ADMITTED: Final = "application:\n  received: {received}\n  via: oa\ndecision:\n"
_DECISION: Final = "  - by: {by}\n    date: {decided}\n    result: admit\n"
_TASKS: Final[Mapping[str, Mapping[str, str]]] = {
    "plain-1": {
        "title": "协助养老服务需求走访",
        "kind": "社会服务",
        "agency": "minzheng",
        "term": "long",
        "start": "2024-03-18",
        "end": "null",
        "content": "每季度走访高龄老人，登记养老服务需求。",
        "received": "2024-01-29",
        "decided": "2024-02-26",
        "issued": "2023-12-18",
        "amount": "24000.00",
        "per": "year",
    },
    "plain-2": {
        "title": "协助养老机构消防安全提醒",
        "kind": "公共安全",
        "agency": "yingji",
        "term": "long",
        "start": "2024-06-03",
        "end": "2025-07-31",
        "content": "每季度提醒一次用火用电安全。",
        "received": "2024-04-08",
        "decided": "2024-04-25",
        "issued": "2024-03-11",
        "amount": "8600.00",
        "per": "task",
    },
    "plain-3": {
        "title": "协助老年人健康体检组织通知",
        "kind": "卫生健康",
        "agency": "weijian",
        "term": "long",
        "start": "2025-04-01",
        "end": "null",
        "content": "通知老年人按时参加体检，登记未到人员。",
        "received": "2025-02-05",
        "decided": "2025-02-25",
        "issued": "2025-01-06",
        "amount": "15000.00",
        "per": "year",
    },
    "plain-4": {
        "title": "协助公共文化活动通知",
        "kind": "文化教育",
        "agency": "wenlv",
        "term": "short",
        "start": "2026-11-02",
        "end": "2027-01-31",
        "content": "在公告栏张贴文化活动安排。",
        "received": "2026-09-14",
        "decided": "2026-10-08",
        "issued": "2026-08-31",
        "amount": "5000.00",
        "per": "task",
    },
    "plain-asked": {
        "title": "协助社区养老助餐信息登记",
        "kind": "社会服务",
        "agency": "minzheng",
        "term": "short",
        "start": "2026-11-16",
        "end": "2027-04-30",
        "content": "登记有助餐需求的老人。",
        "received": "2026-09-28",
        "decided": "2026-10-08",
        "issued": "2026-09-07",
        "amount": "9800.00",
        "per": "task",
    },
    "task": {
        "title": "协助独居老人冬季取暖安全走访",
        "kind": "社会保障和社会救助",
        "agency": "minzheng",
        "term": "short",
        "start": "2026-11-02",
        "end": "2027-03-15",
        "content": "每周走访独居老人，查看取暖设备是否安全。",
        "received": "2026-09-21",
        "decided": "2026-09-28",
        "issued": "2026-09-15",
        "amount": "12000.00",
        "per": "task",
    },
    "asked": {
        "title": "协助老年人能力评估信息采集",
        "kind": "社会保障和社会救助",
        "agency": "minzheng",
        "term": "short",
        "start": "2026-11-02",
        "end": "2027-03-15",
        "content": "协助通知和登记需要评估的老人。",
        "received": "2026-10-09",
        "decided": "2026-10-12",
        "issued": "2026-09-15",
        "amount": "7000.00",
        "per": "task",
    },
}
_ALL_BODIES: Final = ("civil_affairs", "organisation", "social_work")
#: The row of a list of applications, by the labels of its columns.
_LISTED: Final[Mapping[str, str]] = {
    "事项名称": "协助困境儿童信息核对",
    "申请单位": "区民政局",
    "事项种类": "工作事务",
    "事项类别": "社会保障和社会救助",
    "协助渠道": "社区",
    "协助内容": "核对困境儿童的基本情况。",
    "目标要求": "情况清楚，变化及时上报。",
    "工作权限": "只核对、登记和报告，不作认定。",
    "运行流程": "街道派单—社区走访—登记—报告街道",
    "期限类型": "短期",
    "开始日期": "2026-11-02",
    "结束日期": "2027-03-15",
    "制度依据": "《关于做好有关工作的通知（示例）》（示例〔2026〕7号，2026年9月15日）",
    "实施范围": "全区",
    "经费金额": "6000元",
    "经费周期": "一次性",
    "经费来源": "区财政专项",
    "拨付方式": "随事拨付",
}

Table = list[list[Any]]


def write_papers(folder: Path, notice: str, laws: str, after: timedelta) -> None:
    """Write everything that is handed in and is no workbook of the program's own.

    *notice* and *laws* are the examples of a holiday notice and of a table of laws. What is for the
    sample is dated so much *after* what stands here.
    """
    folder.mkdir()
    for name, facts in _TASKS.items():
        given = facts if name.startswith("plain") else later(facts, after)
        (folder / f"{name}.yaml").write_text(_task_text(name, given), encoding="utf-8")
    for name in ("paper", "again"):
        source = f'#set document(date: none)\n"Paper handed in: {name}"\n'
        (folder / f"{name}.pdf").write_bytes(typst.compile(source.encode()))
    (folder / "2027.yaml").write_text(notice, encoding="utf-8")
    changed = notice.replace("2027-01-03", "2027-01-09")
    (folder / "2027-changed.yaml").write_text(changed, encoding="utf-8")
    (folder / "laws.csv").write_text(laws, encoding="utf-8")
    (folder / "key.pub").write_text(_KEY, encoding="utf-8")


def later(facts: Mapping[str, str], after: timedelta) -> dict[str, str]:
    """*facts* with every day in them so much *after*."""

    def moved(day: re.Match[str]) -> str:
        return (date.fromisoformat(day[0]) + after).isoformat()

    return {key: re.sub(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", moved, one) for key, one in facts.items()}


#: Whoever has the private key of it is nobody.
_KEY: Final = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJ1dCBub2JvZHkgaGFzIHRoZSBwcml2YXRlIGtleSE=\n"
_CENTRE: Final = """\
schema: 1
name: 西安市（示例）
lake: lake
limits:
  seconds: 60
  memory: 800
  size: 64
districts:
  "610103":
    name: 碑林区
    url: public.git
    branch: main
    signers: []
"""
_CATALOGUE: Final = """\
schema: 1
title: 社区工作事务基本目录（示例）
entries:
  - code: JB-001
    title: 协助养老服务需求走访
    also_called: []
    laws: []
    documents: []
    agency: 民政局
    class: 社会服务
"""


def write_centre(folder: Path) -> None:
    """Write what a centre keeps that collects the made-up district."""
    (folder / "districts.yaml").write_text(_CENTRE, encoding="utf-8")
    (folder / "catalogue.yaml").write_text(_CATALOGUE, encoding="utf-8")


def shares(folder: Path) -> None:
    """Have the profile in *folder* say what is handed on."""
    scheme = folder / "scheme.yaml"
    text = scheme.read_text(encoding="utf-8")
    said = "trunk: origin/main\nshare:\n  editions: true\n  refusals: true\n"
    scheme.write_text(text.replace("trunk: origin/main\n", said), encoding="utf-8")


def _task_text(name: str, facts: Mapping[str, str]) -> str:
    now = facts["decided"] >= "2026"  # the law of 2025 holds from then on
    law = {"law": "2025", "article": "第十条"} if now else {"law": "2018", "article": "第三条"}
    text = _TASK.format_map({**facts, **law, "number": f"示例〔{facts['issued'][:4]}〕7号"})
    if name.endswith("asked"):
        return text
    bodies = _ALL_BODIES if name.startswith("plain") else _ALL_BODIES[:1]
    return "".join(
        (
            text,
            _ADMITTED.format_map(facts),
            *(_DECISION.format_map({**facts, "by": body}) for body in bodies),
        )
    )


def write_district(registry: Path) -> None:
    """Fill in who there is in the made-up district; its registry has just been begun."""
    (registry / "subdistricts.yaml").write_text(SUBDISTRICTS, encoding="utf-8")
    agencies = registry / "agencies.yaml"
    agencies.write_text(agencies.read_text(encoding="utf-8") + AGENCIES, encoding="utf-8")


def fill_list(blank: Path, target: Path, after: timedelta, **wrong: str) -> None:
    """Type an application into an empty list, *wrong* values in place of its own."""

    def typed(name: str, rows: Table) -> None:
        if name == "申请清单":
            heads = [str(head).removesuffix("*") for head in rows[3]]
            rows[4:5] = [[{**later(_LISTED, after), **wrong}.get(head, "") for head in heads]]

    _retyped(blank, target, typed)


def fill_scores(blank: Path, target: Path) -> None:
    """Give every task on every sheet of a workbook of scores the same scores."""

    def typed(_name: str, rows: Table) -> None:
        top = next((at for at, row in enumerate(rows) if "事务名称" in row), len(rows))
        for row in rows[top + 1 :]:
            if row[0]:
                row[4:-1] = [4 + number % 2 for number in range(len(row) - 5)]

    _retyped(blank, target, typed)


def _retyped(blank: Path, target: Path, typed: Callable[[str, Table], None]) -> None:
    """Write the values of a workbook's cells into another one, as somebody changed them."""
    book = CalamineWorkbook.from_path(str(blank))
    with xlsxwriter.Workbook(str(target)) as made:
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            typed(name, rows)
            _write_rows(made.add_worksheet(name), rows)


def _write_rows(sheet: Any, rows: Iterable[Sequence[Any]]) -> None:
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if value != "":
                sheet.write(at, column, value)
