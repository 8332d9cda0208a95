"""A small registry as values, and a task whose every field says something of its own."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from accession_cli.actions.directory_building import edition
from accession_cli.registry.calendar import calendar_from
from accession_cli.scheme.directory import Edition
from accession_cli.scheme.district import Agency, Community, Scheme, Subdistrict, scheme_from
from accession_cli.scheme.law import LawVersion, Statutes
from accession_cli.scheme.registry import RecordId, Registry, TaskFile, TaskStatus
from accession_cli.scheme.task import (
    ApplicationFacts,
    Authorization,
    Channel,
    Correction,
    Decision,
    Dispatch,
    DocumentBasis,
    Filing,
    Funding,
    Inherited,
    LawBasis,
    Mechanism,
    Per,
    Period,
    Result,
    Retirement,
    Route,
    Scope,
    Section,
    StoredFile,
    Task,
    Term,
    Via,
)
from accession_cli.yamlfile import reader

YEAR = 2026
BASE_DATE = date(2026, 12, 31)
TOP = Path(__file__).parents[1]

AGENCIES = {
    key: Agency(key=key, name=name, credit_code=None, active_from=None, active_to=None)
    for key, name in {
        "minzheng": "区民政局",
        "wangge": "区网格化管理中心",
        "weijian": "区卫生健康委",
        "shengtai": "区生态环境局",
    }.items()
}
SUBDISTRICTS = {
    "120110001": Subdistrict(
        code="120110001",
        name="张贵庄街道",
        communities={
            "120110001901": Community(name="示例一社区"),
            "120110001902": Community(name="示例二社区"),
        },
    ),
    "120110003": Subdistrict(code="120110003", name="万新街道", communities={}),
}
STATUTES = Statutes(
    versions=(
        LawVersion(
            law="传染病防治法",
            version="2013",
            effective_from=date(2013, 6, 29),
            repealed_on=None,
            replaced_by=None,
            articles={"第九条": "第十五条"},
            note=None,
        ),
        LawVersion(
            law="传染病防治法",
            version="2025",
            effective_from=date(2025, 9, 1),
            repealed_on=None,
            replaced_by=None,
            articles={},
            note=None,
        ),
        LawVersion(
            law="噪声污染防治法",
            version="2021",
            effective_from=date(2022, 6, 5),
            repealed_on=date(2026, 8, 15),
            replaced_by=("生态环境法典", "2026"),
            articles={"第八条": "第五百四十九条"},
            note=None,
        ),
        LawVersion(
            law="生态环境法典",
            version="2026",
            effective_from=date(2026, 8, 15),
            repealed_on=None,
            replaced_by=None,
            articles={},
            note=None,
        ),
    )
)


def scheme() -> Scheme:
    """The profile that the project ships."""
    path = TOP / "registry/scheme.yaml"
    parsed = reader.read(path.read_bytes(), path.name).parsed
    assert parsed is not None
    return scheme_from(parsed.value)


def filed_task(serial: int = 1, *, year: int = 2024, **changes: Any) -> Task:
    """A task that was filed on 8 March of *year* and is in force, with *changes*."""
    record = RecordId(prefix="DL", year=year, serial=serial)
    task = Task(
        id=record,
        status=TaskStatus.ADMITTED,
        title=f"协助社会救助入户走访之{serial}",
        also_called=(),
        kind="task",
        class_="社会保障和社会救助",
        agency="minzheng",
        co_agencies=(),
        channels=(Channel.COMMUNITY,),
        route=Route.APPLICATION,
        term=Term.LONG,
        period=Period(start=date(year, 3, 11), end=None),
        frequency="每季度一次",
        authorization=Authorization(
            content="协助核对困难家庭情况",
            target="应访尽访",
            authority="入户了解，不作认定",
            workflow="接收名单、入户走访、反馈结果",
        ),
        excludes=(),
        basis=(LawBasis(law="社会救助暂行办法", version="2014", article="第四条第二款"),),
        funding=Funding(
            amount=Decimal("24000.00"),
            per=Per.YEAR,
            source="区财政专项",
            method="随事拨付",
            note=None,
        ),
        resources=(),
        mechanism=None,
        training=None,
        scope=Scope(subdistricts=None, communities=None),
        sections=(),
        application=ApplicationFacts(id=None, received=date(year, 3, 1), via=Via.OA, form=None),
        inherited=None,
        decision=(
            Decision(by="civil_affairs", date=date(year, 3, 8), result=Result.ADMIT, opinion=None),
        ),
        filing=Filing(date=date(year, 3, 8), number=f"津丽社准〔{year}〕{serial}号"),
        dispatch=(),
        retirement=None,
        supersedes=(),
        superseded_by=(),
        corrections=(),
    )
    return replace(task, **changes)


EARLIER: Final = Inherited(
    document="社区依法协助政府工作事项目录（2021年版）",
    number="津丽民发〔2021〕8号",
    date=date(2021, 3, 5),
    entry="第17项",
)


def inherited_task(serial: int = 5, **changes: Any) -> Task:
    """A task that an earlier directory had and this scheme never admitted."""
    earlier = {"route": Route.INHERITED, "application": None, "decision": (), "inherited": EARLIER}
    return filed_task(serial, **{**earlier, **changes})


def full_task(serial: int = 7, **changes: Any) -> Task:
    """A task with no part left out, and no two parts alike."""
    made = filed_task(
        serial,
        title="协助开展老年人健康管理",
        also_called=("老人体检", "老年人体检通知"),
        kind="ledger",
        class_="卫生健康",
        agency="weijian",
        co_agencies=("minzheng", "wangge"),
        channels=(Channel.COMMUNITY, Channel.GRID),
        term=Term.SHORT,
        period=Period(start=date(2024, 4, 5), end=date(2027, 11, 6)),
        frequency="每年两次",
        authorization=Authorization(
            content="通知老年人参加体检",
            target="体检率不低于八成",
            authority="只通知，不收取材料",
            workflow="下发名单后逐户通知",
        ),
        excludes=("不收取材料",),
        basis=(
            LawBasis(law="基本医疗卫生与健康促进法", version="2019", article="第三十六条"),
            DocumentBasis(
                document="关于做好老年人健康管理的通知",
                number="津卫〔2023〕45号",
                date=date(2023, 1, 20),
                clause="第六项",
                attachment="ab" * 32,
            ),
        ),
        funding=Funding(
            amount=Decimal("1234.50"),
            per=Per.TASK,
            source="公共卫生经费",
            method="年初预拨",
            note="含误餐补助",
        ),
        resources=("血压计五台", "医师两名"),
        mechanism=Mechanism(
            what="健康驿站牌子",
            basis=LawBasis(law="老年人权益保障法", version="2018", article="第五十条"),
        ),
        training="上岗前培训一天",
        scope=Scope(subdistricts=("120110001",), communities=("120110001901",)),
        sections=(Section(subdistrict="120110001", name="公共卫生办公室"),),
        dispatch=(Dispatch(to="张贵庄街道", date=date(2024, 3, 10), number="WG-88"),),
    )
    return replace(made, **changes)


def retirement(effective: date, *, entered_in_error: bool = False) -> Retirement:
    """A retirement applied for ten days into the month of *effective* or before it."""
    return Retirement(
        applied=min(effective, effective.replace(day=10)),
        effective=effective,
        reason="工作任务已经完成",
        material=StoredFile(name="终止申请.pdf", sha256="cd" * 32),
        entered_in_error=entered_in_error,
        notified=(),
    )


def correction(day: date, field: str, old: str | None, new: str | None) -> Correction:
    """A correction of *field* on *day*."""
    return Correction(date=day, field=field, old=old, new=new, reason="按实际更正", by="minzheng")


def registry(*tasks: Task, overrides: tuple[Mapping[str, Any], ...] = ()) -> Registry:
    """A registry of *tasks* with the shipped profile and calendar."""
    return Registry(
        scheme=scheme(),
        agencies=AGENCIES,
        subdistricts=SUBDISTRICTS,
        statutes=STATUTES,
        calendar=calendar_from(overrides),
        tasks=tuple(
            TaskFile(f"registry/tasks/{task.id.year}/{task.id}.yaml", task) for task in tasks
        ),
    )


def edition_of(*tasks: Task, year: int = YEAR, base_date: date = BASE_DATE) -> Edition:
    """The edition that *tasks* make."""
    return edition(
        registry(*tasks),
        year=year,
        base_date=base_date,
        draft=False,
        commit="0123456789abcdef0123456789abcdef01234567",
        tool_version="0.1.0",
    )
