"""Render official papers in Word in the form of GB/T 9704, from templates that a clerk may restyle.

They are the letter (函), the circular (通报) and the referral about a complaint; the notices to
those who receive a task, and to those who are told of its end; the notice that issues a directory
(印发通知); and the anchor of a register's history, to be signed, sealed and kept elsewhere.

A template about a complaint gets only what a paper may say: no community, and nothing about who
reported it.

The package that hands grid tasks to the grid platform (scheme 3.2.2) goes with a notice, as JSON
and Excel. ``schemas/dispatch_package.schema.json`` describes it. The same tasks give the same
package.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final, TypeAlias

from accession_cli.errors import Exit, Refusal
from accession_cli.i18n import N_
from accession_cli.papers.chinese import taken_over
from accession_cli.papers.tables import Column, Table
from accession_cli.papers.task_card import public, without
from accession_cli.papers.templates import Environment, Rendered, TemplateRefusedError
from accession_cli.papers.word import Content, filled
from accession_cli.papers.workbook import PageSetup, Sheet, workbook
from accession_cli.scheme.anchor import Anchor
from accession_cli.scheme.directory import Edition
from accession_cli.scheme.district import Scheme
from accession_cli.scheme.task import Channel, Dispatch, Route
from accession_cli.scheme.task_addressees import NoticeTask, TaskNotice

LETTER: Final = "complaint_letter.docx"
CIRCULAR: Final = "complaint_circular.docx"
REFERRAL: Final = "complaint_referral.docx"


class PaperTemplateRefused(TemplateRefusedError):
    """A registry's own template of a paper cannot be filled."""

    refusal = Refusal(
        N_("The paper was not made: the template {template} failed with “{reason}”."),
        N_("Mend {template} in the registry's templates folder, or remove it there."),
        Exit.OUTSIDE,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperContent:
    """The content of a paper dated ``day``; ``work`` is in paragraphs without names of places.

    ``task`` names the admitted task that the work goes beyond. ``supervisor`` signs. ``number`` is
    the circular's. ``verified`` is the day of a check that was made by ``day``; ``days`` is the
    district's number of working days to put it right, if that set ``due``. The circular went out
    when ``circulated``. The case is referred ``to`` a body for a ``reason``, in paragraphs without
    names of places. ``veiled`` is True when the name of a place was removed.
    """

    scheme: Scheme
    id: str
    agency: str
    work: tuple[str, ...]
    veiled: bool
    task: str | None
    verified: date | None
    urged: date | None
    due: date | None
    days: int | None
    done: date | None
    number: str | None
    circulated: date | None
    to: str | None
    reason: tuple[str, ...]
    supervisor: str
    day: date


Render: TypeAlias = Callable[[PaperContent, Environment], Rendered]


def letter(case: PaperContent, environment: Environment) -> Rendered:
    """``complaint_letter.docx``, filled."""
    return _complaint_paper(LETTER, "关于督促限期整改的函", case, environment)


def circular(case: PaperContent, environment: Environment) -> Rendered:
    """``complaint_circular.docx``, filled."""
    return _complaint_paper(CIRCULAR, f"关于{case.agency}未经准入下派工作的通报", case, environment)


def referral(case: PaperContent, environment: Environment) -> Rendered:
    """``complaint_referral.docx``, filled."""
    return _complaint_paper(REFERRAL, "关于移送问题线索的函", case, environment)


def _complaint_paper(
    template: str, title: str, case: PaperContent, environment: Environment
) -> Rendered:
    values = {field.name: getattr(case, field.name) for field in fields(case)}
    content = Content(
        title=title, day=case.day, author=case.supervisor, values={**values, "title": title}
    )
    return Rendered(data=filled(template, content, environment, PaperTemplateRefused))


DISPATCH: Final = "dispatch_notice.docx"
END: Final = "end_notice.docx"


class NoticeTemplateRefused(TemplateRefusedError):
    """A registry's own template of a notice cannot be filled."""

    refusal = Refusal(
        N_("The notice was not made: the template {template} failed with “{reason}”."),
        N_("Mend {template} in the registry's templates folder, or remove it there."),
        Exit.OUTSIDE,
    )


def dispatch_title(notice: TaskNotice) -> str:
    """The title of the notice that dispatches tasks."""
    many = f"等{len(notice.tasks)}项" if len(notice.tasks) > 1 else ""
    return f"关于承接“{notice.tasks[0].task.title}”{many}工作事务的通知"


def end_title(notice: TaskNotice) -> str:
    """The title of the notice that a task has ended, or that it was filed in error."""
    task = notice.tasks[0].task
    if task.entered_in_error:
        return f"关于注销“{task.title}”误登记备案的通知"
    return f"关于终止“{task.title}”工作事务的通知"


def render_dispatch(notice: TaskNotice, environment: Environment) -> Rendered:
    """``dispatch_notice.docx``, filled."""
    return _notice(DISPATCH, dispatch_title(notice), notice, environment)


def render_end(notice: TaskNotice, environment: Environment) -> Rendered:
    """``end_notice.docx``, filled."""
    return _notice(END, end_title(notice), notice, environment)


def _notice(template: str, title: str, notice: TaskNotice, environment: Environment) -> Rendered:
    values = {
        "notice": notice,
        "scheme": notice.scheme,
        "title": title,
        "names": [name for one in notice.tasks for name in (one.agency, *one.co_agencies)],
        "to_grid": notice.to.channel is Channel.GRID,
    }
    content = Content(
        title=title,
        day=notice.day,
        author=notice.signed,
        values=values,
        filters={"platform_numbers": _platform_numbers, "without": without},
    )
    return Rendered(data=filled(template, content, environment, NoticeTemplateRefused))


def _platform_numbers(sent: tuple[Dispatch, ...]) -> str:
    return "、".join(one.number for one in sent if one.number)


ISSUING: Final = "issuing_notice.docx"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuingContent:
    """The content of the notice: its number and day are left blank where they are None."""

    edition: Edition
    number: str | None
    day: date | None

    @property
    def title(self) -> str:
        """关于印发《…》的通知."""
        return f"关于印发《{self.edition.title}》的通知"


def issuing_notice(made: IssuingContent, environment: Environment) -> Rendered:
    """``issuing_notice.docx``, filled."""
    edition = made.edition
    values = {
        "edition": edition,
        "scheme": edition.scheme,
        "public": public(edition),
        "title": made.title,
        "number": made.number,
        "day": made.day,
    }
    content = Content(
        title=made.title,
        day=made.day or edition.base_date,
        author="、".join(edition.scheme.issuers),
        values=values,
    )
    return Rendered(data=filled(ISSUING, content, environment, PaperTemplateRefused))


ANCHOR: Final = "anchor.docx"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorContent:
    """The content of the paper of ``day``: the newest commit was ``made`` on a day.

    ``keeper`` keeps the register and signs.
    """

    scheme: Scheme
    anchor: Anchor
    made: date
    keeper: str
    day: date


def anchor_paper(content: AnchorContent, environment: Environment) -> Rendered:
    """``anchor.docx``, filled."""
    made = Content(
        title=f"{content.scheme.district}登记库存证单",
        day=content.day,
        author=content.keeper,
        values={field.name: getattr(content, field.name) for field in fields(content)},
    )
    return Rendered(data=filled(ANCHOR, made, environment, PaperTemplateRefused))


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
