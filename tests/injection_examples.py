"""Registries that have a hostile text in every field that takes text."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from accession_cli.actions.directory_building import edition
from accession_cli.registry.schemas import FileKind, key_order
from accession_cli.scheme.directory import Edition
from accession_cli.scheme.district import Agency, Community, Subdistrict
from accession_cli.scheme.law import LawVersion, Statutes
from accession_cli.scheme.registry import Registry, TaskStatus
from accession_cli.scheme.task import (
    ApplicationFacts,
    Authorization,
    Correction,
    Decision,
    Dispatch,
    DocumentBasis,
    Filing,
    LawBasis,
    Mechanism,
    Notified,
    Result,
    Retirement,
    Scope,
    Section,
    StoredFile,
    Task,
    Via,
    task_data,
)
from accession_cli.yamlfile import editor
from edition_examples import filed_task, full_task, registry
from payloads import TEXTS
from repositories import Clone

DAY = date(2026, 5, 6)
HASH = "ab" * 32
#: Put behind the text, so that each field can be told apart; the title and the content have none.
SHOWN = (
    *("目标", "权限", "流程", "频次", "培训", "机制", "机制法", "资源", "来源", "拨付", "说明"),
    *("法", "版本", "条款", "文件", "文号", "项", "备案号", "部门", "配合", "社区", "类"),
    *("更正前", "更正后", "更正因", "新法", "新条", "终止名", "终止因"),
)
IN_EVERY_FORMAT = ("流程", "法", "文件", "部门", "备案号")
IN_JSON_ALONE = ("别称", "科室", "意见", "派发", "派发号", "告知", "更正者")
NEVER_SHOWN = ("材料名", "表名")


class Sown(NamedTuple):
    """A text and the fields of a record that it is put into; the others say nothing much."""

    text: str
    fields: frozenset[str]
    other: str = "静"

    def at(self, field: str) -> str:
        """What stands in *field*: its name comes behind, so that fields can be told apart."""
        return f"{self.text if field in self.fields else self.other}·{field}"

    @property
    def class_(self) -> str:
        """The class in the directory, which the tasks share that do not have the text there."""
        return self.at("类") if "类" in self.fields else "静·类"


def street(serial: int) -> str:
    """The code of a subdistrict."""
    return f"120110{serial:03d}"


def current(serial: int, text: "Sown") -> Task:
    """A task of 2024 that is in force, has *text* in every field, and cites a law that is gone."""
    law = LawBasis(law=text.at("法"), version=text.at("版本"), article=text.at("条款"))
    return replace(
        full_task(serial),
        title=text.text,
        also_called=(text.at("别称"),),
        class_=text.class_,
        agency=f"lead_{serial}",
        co_agencies=(f"also_{serial}",),
        frequency=text.at("频次"),
        authorization=Authorization(
            content=text.text,
            target=text.at("目标"),
            authority=text.at("权限"),
            workflow=text.at("流程"),
        ),
        excludes=(text.text,),
        basis=(
            law,
            DocumentBasis(
                document=text.at("文件"),
                number=text.at("文号"),
                date=DAY,
                clause=text.at("项"),
                attachment=HASH,
            ),
        ),
        funding=replace(
            full_task().funding,
            source=text.at("来源"),
            method=text.at("拨付"),
            note=text.at("说明"),
        ),
        resources=(text.at("资源"), text.text),
        mechanism=Mechanism(what=text.at("机制"), basis=replace(law, law=text.at("机制法"))),
        training=text.at("培训"),
        scope=Scope(subdistricts=(street(serial),), communities=(f"{street(serial)}001",)),
        sections=(Section(subdistrict=street(serial), name=text.at("科室")),),
        application=ApplicationFacts(
            id=None,
            received=date(2024, 3, 1),
            via=Via.OA,
            form=StoredFile(name=text.at("表名"), sha256=HASH),
        ),
        decision=(
            Decision(
                by="civil_affairs",
                date=date(2024, 3, 8),
                result=Result.ADMIT,
                opinion=text.at("意见"),
            ),
        ),
        filing=Filing(date=date(2024, 3, 8), number=text.at("备案号")),
        dispatch=(Dispatch(to=text.at("派发"), date=date(2024, 3, 10), number=text.at("派发号")),),
        corrections=(
            Correction(
                date=DAY,
                field="authorization.content",
                old=text.at("更正前"),
                new=text.at("更正后"),
                reason=text.at("更正因"),
                by=text.at("更正者"),
            ),
        ),
    )


def over(serial: int, text: "Sown") -> Task:
    """A task of 2025 that ended in 2026 for a reason of *text*."""
    return filed_task(
        serial,
        year=2025,
        status=TaskStatus.RETIRED,
        title=text.at("终止名"),
        retirement=Retirement(
            applied=DAY,
            effective=date(2026, 6, 1),
            reason=text.at("终止因"),
            material=StoredFile(name=text.at("材料名"), sha256=HASH),
            entered_in_error=False,
            notified=(Notified(to=text.at("告知"), date=DAY),),
        ),
    )


def filled_with(texts: "Sequence[Sown]") -> Registry:
    """A registry in which the text of number n stands in every field of the tasks n."""
    numbered = list(enumerate(texts, 1))
    tasks = [current(*one) for one in numbered] + [over(*one) for one in numbered]
    made = registry(*tasks)
    agencies = dict(made.agencies)
    subdistricts = {}
    laws = []
    for serial, text in numbered:
        for key, name in ((f"lead_{serial}", "部门"), (f"also_{serial}", "配合")):
            agencies[key] = Agency(
                key=key, name=text.at(name), credit_code=None, active_from=None, active_to=None
            )
        subdistricts[street(serial)] = Subdistrict(
            code=street(serial),
            name=text.at("街道"),
            communities={
                f"{street(serial)}001": Community(name=text.at("社区")),
                f"{street(serial)}002": Community(name="另一社区"),
            },
        )
        laws.append(
            LawVersion(
                law=text.at("法"),
                version=text.at("版本"),
                effective_from=date(2014, 1, 1),
                repealed_on=date(2026, 2, 1),
                replaced_by=(text.at("新法"), "2026"),
                articles={text.at("条款"): text.at("新条")},
                note=None,
            )
        )
    classes = dict.fromkeys(text.class_ for text in texts)
    return replace(
        made,
        scheme=replace(made.scheme, classes=(*classes, *made.scheme.classes)),
        agencies=agencies,
        subdistricts=subdistricts,
        statutes=Statutes(versions=tuple(laws)),
    )


def edition_with(texts: "Sequence[Sown]") -> Edition:
    return edition(
        filled_with(texts),
        year=2026,
        base_date=date(2026, 12, 31),
        draft=False,
        commit="0" * 40,
        tool_version="0.1.0",
    )


EVERYWHERE = [Sown(text, frozenset((*SHOWN, *IN_JSON_ALONE, *NEVER_SHOWN))) for text in TEXTS]
#: A field of one line can hold these; the others stand in the longer fields alone.
ONE_LINE = [text for text in TEXTS if "\n" not in text]


def on_disk(district: Clone, texts: Iterable[Sown]) -> Path:
    """*district* with a task for each of *texts*, wherever a sound record may have it."""
    order = key_order(FileKind.TASK)
    for serial, text in enumerate(texts, 101):
        task = current(serial, text._replace(text=text.text.replace("\n", "：")))
        law = LawBasis(law="社会救助暂行办法", version="2014", article=None)
        task = replace(
            task,
            class_="卫生健康",
            agency="minzheng",
            co_agencies=(),
            basis=(law, task.basis[1]),
            mechanism=Mechanism(what=text.text.split("\n")[0], basis=law),
            scope=Scope(subdistricts=None, communities=None),
            sections=(),
            authorization=Authorization(
                content=text.text, target=text.text, authority=text.text, workflow=text.text
            ),
        )
        record = editor.new_text(task_data(task), order=order)
        district.write(f"registry/tasks/2024/{task.id}.yaml", record)
    return district.top / "registry"
