"""Write the package that hands grid tasks to the grid platform (scheme 3.2.2): JSON and Excel.

``schemas/dispatch_package.schema.json`` describes it. The same tasks give the same package.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from accession_cli.papers.chinese import taken_over
from accession_cli.papers.tables import Column, Table
from accession_cli.papers.templates import Rendered
from accession_cli.papers.workbook import PageSetup, Sheet, workbook
from accession_cli.scheme.task import Route
from accession_cli.scheme.task_addressees import NoticeTask, TaskNotice

VERSION: Final = 1
#: The heads by which a returned table is read.
ID, PACKAGE, NUMBER = "事项编号", "下发包编号", "平台编号"
_ALL: Final = "all"
_WIDTHS: Final[Mapping[str, int]] = {
    ID: 16,
    "备案号": 20,
    "事务名称": 28,
    "牵头部门": 16,
    "协助内容": 44,
    "工作目标": 28,
    "工作权限": 28,
    "运行流程": 36,
    "开始日期": 14,
    "结束日期": 14,
    "街道代码": 14,
    "社区代码": 16,
    "准入方式": 12,
    PACKAGE: 24,
    NUMBER: 22,
}


def package(notice: TaskNotice) -> dict[str, Any]:
    """The package for the platform, made from the notice to the grid centre."""
    scheme = notice.scheme
    tasks = [_task(one) for one in notice.tasks]
    whole = json.dumps([str(notice.day), tasks], ensure_ascii=False, sort_keys=True)
    mark = hashlib.sha256(whole.encode()).hexdigest()[:8]
    return {
        "version": VERSION,
        "package": f"{scheme.prefix}-{notice.day:%Y%m%d}-{mark}",
        "district": {"code": scheme.code, "name": scheme.district},
        "date": str(notice.day),
        "tasks": tasks,
    }


def as_json(made: Mapping[str, Any]) -> bytes:
    """The package as a JSON file."""
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()


def as_xlsx(made: Mapping[str, Any], day: date, *, sample: bool) -> Rendered:
    """The package as a table, with an empty column for the platform's numbers."""
    title = f"{made['district']['name']}社区工作事务网格平台下发表"
    note = f"请在“{NUMBER}”一栏填写平台编号，其余各栏不要改动，填好后送回。"
    page = PageSetup(
        title=title,
        marks="示例数据，不作为依据" if sample else "",
        footer=str(made["package"]),
        cut="……（全文见下发包）",
        author="",
        day=day,
    )
    table = Table(
        key="tasks",
        name="下发事项",
        heading="",
        frozen=3,
        one_page_wide=True,
        columns=tuple(Column(head=head, widest=wide, options="") for head, wide in _WIDTHS.items()),
        contents=lambda _values: [],
        notes=(),
    )
    rows = [_row(task, str(made["package"])) for task in made["tasks"]]
    return workbook(page, [Sheet(table=table, lines=[note], rows=rows)])


def _task(one: NoticeTask) -> dict[str, Any]:
    task, stated = one.task, one.task.authorization
    return {
        "id": str(task.id),
        "filing_number": task.filing.number,
        "title": task.title,
        "agency": one.agency,
        "content": stated.content,
        "target": stated.target,
        "authority": stated.authority,
        "workflow": stated.workflow,
        "period": {
            "start": str(task.period.start),
            "end": str(task.period.end) if task.period.end else None,
        },
        "scope": {
            "subdistricts": _codes(task.scope.subdistricts),
            "communities": _codes(task.scope.communities),
        },
        "emergency": task.route is Route.EMERGENCY,
        **({"inherited": taken_over(task.inherited)} if task.inherited else {}),
    }


def _codes(codes: Iterable[str] | None) -> list[str] | str:
    return _ALL if codes is None else list(codes)


def _row(task: Mapping[str, Any], package_id: str) -> list[str]:
    places = [task["scope"][key] for key in ("subdistricts", "communities")]
    return [
        *(task[key] for key in ("id", "filing_number", "title", "agency")),
        *(task[key] for key in ("content", "target", "authority", "workflow")),
        task["period"]["start"],
        task["period"]["end"] or "",
        *("全部" if codes == _ALL else "、".join(codes) for codes in places),
        task.get("inherited") or ("应急快速准入" if task["emergency"] else "申请准入"),
        package_id,
        "",
    ]
