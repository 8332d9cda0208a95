"""A full year of the scheme, as two clerks live it: one story, every chapter of it a command.

The bureau (ann) and the grid centre (bo) work from clones of one bare repository. Forms come in as
Word files; tasks are admitted, handed down, evaluated, complained about and ended; at the end the
two editions and what lies between them come out right, each day by the State Council's calendar.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import Answer
from materials import pdf_of
from registries import SHIPPED
from repositories import Clone, sign_in
from score_workbooks import cell_of, fill

Command = Callable[..., Answer]

VISITS = {
    "title": "协助社会救助入户走访",
    "kind": "task",
    "class": "社会保障和社会救助",
    "agency": "minzheng",
    "co_agencies": [],
    "channels": ["community"],
    "term": "long",
    "period": {"start": "2024-12-02", "end": None},
    "frequency": "每季度一次",
    "authorization": {
        "content": "每季度走访救助对象，核对家庭变化。",
        "target": "救助对象动态管理及时。",
        "authority": "只走访、登记和报告，不作审批。",
        "workflow": "街道派单—社区走访—登记—报告街道",
    },
    "basis": [{"law": "社会救助暂行办法", "version": "2014", "article": "第四条第二款"}],
    "funding": {
        "amount": "24000.00",
        "per": "year",
        "source": "区财政专项",
        "method": "随事拨付",
        "note": None,
    },
    "resources": [],
    "mechanism": None,
    "training": "每年集中培训一次",
    "scope": {"subdistricts": "all", "communities": "all"},
    "sections": [],
    "contact": {"name": "王芳", "phone": "13800138000"},
}
PATROL = {
    **VISITS,
    "title": "雨季低洼点位巡查",
    "class": "生态环境和城市管理",
    "agency": "chengguan",
    "channels": ["community", "grid"],
    "term": "short",
    "period": {"start": "2025-06-02", "end": "2025-09-30"},
    "frequency": "每周一次",
    "basis": [
        {
            "document": "关于做好汛期巡查工作的通知（示例）",
            "number": "津丽示例〔2025〕8号",
            "date": "2025-03-20",
            "clause": None,
            "attachment": None,
        }
    ],
}
CRITERIA = ("作用", "效果", "经费落实", "居民认可")
FROM_JULY = {"start": "2025-07-01", "end": None}
SURVEY = {**VISITS, "title": "社区满意度入户调查", "kind": "survey", "class": "统计和普查"}


class Desk:
    """One clerk's clone; a day can be set for what is done there."""

    def __init__(
        self, clone: Clone, accession: Command, monkeypatch: pytest.MonkeyPatch, papers: Path
    ) -> None:
        self.clone = clone
        self.accession = accession
        self.monkeypatch = monkeypatch
        self.papers = papers

    def on(self, day: str) -> "Desk":
        self.monkeypatch.setenv("SEALED_TODAY", day)
        return self

    def does(self, *arguments: str, code: int = 0) -> Answer:
        answer = self.accession("-C", str(self.clone.top), *arguments)
        assert answer.code == code, (arguments, answer.out, answer.err)
        return answer

    def asks(self, *arguments: str, code: int = 0) -> Any:
        return json.loads(self.does(*arguments, "--json", code=code).out)

    def syncs(self) -> "Desk":
        self.does("sync")
        return self

    def form(self, name: str, facts: dict[str, Any]) -> str:
        """The agency fills in the approval form in Word and sends it."""
        from accession_cli.actions.application_form import form_bytes
        from accession_cli.registry.reading import opened

        folder = self.clone.top / "registry"
        path = self.papers / f"{name}.docx"
        path.write_bytes(form_bytes(folder, opened(folder).registry, facts))
        return str(path)

    def paper(self, name: str, words: str) -> str:
        path = self.papers / f"{name}.pdf"
        path.write_bytes(pdf_of(words))
        return str(path)

    def matters(self, *more: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for one in self.asks("todo", *more)["matters"]:
            found.setdefault(one["kind"], []).append(one["id"])
        return found


@pytest.fixture
def desks(
    tmp_path: Path,
    machine: dict[str, str],
    accession: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[Desk, Desk]:
    """A new registry of the Dongli profile, a server, and a clone for each of two clerks."""
    monkeypatch.setenv("SEALED_TODAY", "2024-11-04")
    machine |= {f"GIT_{who}_DATE": "2024-11-04T09:00:00+0800" for who in ("AUTHOR", "COMMITTER")}
    settings = tmp_path / "gitconfig"
    settings.write_text("[user]\n\tname = ann\n\temail = ann@example.org\n", encoding="utf-8")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    server, first = tmp_path / "server.git", tmp_path / "first"
    assert accession("init", "--server", str(server)).code == 0
    district = ("--district", "东丽区", "--code", "120110", "--prefix", "DL")
    document = ("--document", "社区组织工作事务准入制实施方案", "--number", "津丽民发〔2023〕13号")
    started = (*district, *document, "--dated", "2023-12-29", "--no-commit")
    done = accession("init", str(first), "--profile", "dongli", *started)
    assert done.code == 0, done.err
    for name in ("subdistricts.yaml", "agencies.yaml", "statutes.yaml"):
        shutil.copy(SHIPPED / name, first / "registry" / name)
    start = Clone(top=first, environ=machine)
    sign_in(start, "ann")
    start.commit("begin")
    start.git("remote", "add", "origin", str(server))
    start.git("push", "--quiet", "origin", "HEAD:main")
    papers = tmp_path / "papers"
    papers.mkdir()
    made = []
    for name in ("ann", "bo"):
        clone = Clone(top=tmp_path / name, environ=machine)
        start.git("clone", "--quiet", str(server), str(clone.top))
        sign_in(clone, name)
        made.append(Desk(clone, accession, monkeypatch, papers))
    return made[0], made[1]


def the_first_task(ann: Desk) -> str:
    """2024: the first task, from the form to the first edition."""
    form = ann.on("2024-11-11").form("走访", VISITS)
    received = ann.asks("receive", form, "--attach", ann.paper("盖章件", "审批表（示例）"))
    assert (received["id"], received["due"]) == ("DL-A-2024-0001", "2024-11-25")
    ann.on("2024-11-18").does("decide", "DL-A-2024-0001", "--result", "admit")
    visits = ann.asks("file", "DL-A-2024-0001")["id"]
    assert visits == "DL-2024-0001"
    ann.on("2025-01-06").does("freeze", "2024")
    return str(visits)


def a_grid_task_is_returned_and_admitted(ann: Desk, bo: Desk) -> str:
    """2025, spring: a grid task is returned, comes in again and is admitted by both bodies."""
    first = ann.on("2025-04-27").form("巡查", {**PATROL, "resources": []})
    received = ann.asks("receive", first)
    assert received["due"] == "2025-05-14"  # over the May holiday and a make-up workday
    number = received["id"]
    ann.on("2025-04-29").does(
        *("decide", number, "--by", "civil_affairs", "--result", "return"),
        *("--opinion", "请补充巡查装备"),
    )
    assert ann.matters()["correct"] == [number]
    second = ann.on("2025-05-06").form("巡查-补正", {**PATROL, "resources": ["雨衣雨靴"]})
    ann.does("receive", second, "--again", number)
    ann.does("decide", number, "--by", "civil_affairs", "--result", "admit")
    bo.on("2025-05-08").syncs()
    assert bo.matters("--by", "grid_centre")["decide"] == [number]
    bo.does("decide", number, "--result", "admit")
    patrol = bo.asks("file", number)["id"]
    assert patrol == "DL-2025-0001"
    return str(patrol)


def one_application_is_refused_and_one_withdrawn(ann: Desk) -> None:
    """A survey is refused, another application is withdrawn."""
    ann.syncs()
    refused = ann.on("2025-05-12").asks("receive", ann.form("调查", SURVEY))["id"]
    ann.does("decide", refused, "--result", "refuse", "--opinion", "与法定职责不符")
    ann.does("file", refused, code=1)
    other = {**SURVEY, "title": "协助老年人能力评估信息采集"}
    taken_back = ann.asks("receive", ann.form("采集", other))["id"]
    ann.does("withdraw", taken_back, "--reason", "部门另行安排")


def what_was_filed_goes_down(ann: Desk, bo: Desk, visits: str, patrol: str) -> None:
    """Notices for the subdistricts, a package for the grid platform, and its receipt back."""
    ann.on("2025-05-19").syncs()
    assert set(ann.matters()["dispatch"]) == {visits, patrol}
    ann.does("dispatch", "--pending")
    papers = ann.clone.top / "build/dispatch/2025-05-19"
    assert len(list(papers.glob("*.docx"))) == 11  # a notice for each subdistrict
    package = json.loads(next(papers.glob("*.json")).read_text(encoding="utf-8"))
    receipt = {
        "version": 1,
        "package": package["package"],
        "tasks": [{"id": patrol, "number": "WG-2025-0008"}],
    }
    answered = ann.papers / "回执.json"
    answered.write_text(json.dumps(receipt), encoding="utf-8")
    bo.on("2025-05-20").syncs().does("dispatch", "--receipt", str(answered))
    assert "WG-2025-0008" in bo.does("show", patrol, "--json").out
    assert "dispatch" not in ann.syncs().matters()


def work_without_admission_is_reported(ann: Desk) -> None:
    """A community reports it; it is urged, overdue, reminded, made known and put right."""
    number = ann.on("2025-08-04").asks(
        *("complaint", "add", "--source", "community", "--community", "120110001901"),
        *("--agency", "chengguan", "--what", "要求社区签订门前三包责任书，未见准入手续"),
    )["id"]
    assert number == "DL-C-2025-0001"
    urged = ann.on("2025-08-05").asks("complaint", "rectify", number, "--urged", "2025-08-05")
    assert urged["due"] == "2025-08-19"  # ten working days
    late = ann.on("2025-08-20").asks("todo", "--exit-code", code=1)["matters"]
    assert [one["id"] for one in late if one["overdue"]] == [number]
    ann.does("complaint", "remind", number, "--to", "区城市管理委")
    ann.does("complaint", "circulate", number, "--number", "津丽民通〔2025〕3号")
    done = ("--done", "2025-08-27", "--report", "已停止，改为部门自行签订")
    ann.on("2025-08-27").does("complaint", "rectify", number, *done)
    ann.does("complaint", "close", number, "--outcome", "rectified")
    assert not {"order", "rectify", "close"} & ann.matters().keys()


def a_slip_is_corrected(bo: Desk, patrol: str) -> None:
    """A slip in what was filed is corrected, with a word why."""
    bo.on("2025-05-26").syncs()
    bo.does("amend", patrol, "--set", "frequency=每三日一次", "--reason", "入汛后加密")


def a_long_term_task_is_admitted(ann: Desk) -> str:
    """Another application is admitted: a long-term task that takes the first one's place."""
    care = {**VISITS, "title": "残疾人需求入户调查", "agency": "canlian", "period": FROM_JULY}
    number = ann.on("2025-06-09").asks("receive", ann.form("残联", care))["id"]
    ann.on("2025-06-16").does("decide", number, "--result", "admit")
    survey = ann.asks("file", number)["id"]
    assert survey == "DL-2025-0002"
    return str(survey)


def the_patrol_ends(ann: Desk, patrol: str) -> None:
    """Autumn: the patrol ends on the agency's material, and those who did it are told."""
    ann.on("2025-10-13").syncs()
    assert patrol in ann.matters()["retire"]
    ended = ann.asks(
        *("retire", patrol, "--applied", "2025-10-09", "--effective", "2025-10-20"),
        *("--reason", "期限届满", "--material", ann.paper("终止申请", "终止（示例）")),
    )
    assert ended["status"] == "retired"
    assert patrol in ann.matters()["notify"]
    ann.does("notify", patrol, "--all", "--date", "2025-10-20", code=1)  # not told yet
    ann.on("2025-10-20").does("notify", patrol, "--all")
    assert "notify" not in ann.matters()


def the_new_task_takes_the_place_of_the_first(ann: Desk, visits: str, survey: str) -> None:
    """November: the new task takes the place of the first one."""
    ended = ann.on("2025-11-24").asks(
        *("retire", visits, "--applied", "2025-11-17", "--effective", "2025-12-01"),
        *("--reason", "由其他事项承接", "--superseded-by", survey),
        *("--material", ann.paper("承接", "由其他事项承接（示例）")),
    )
    assert ended["effective"] == "2025-12-01"
    ann.on("2025-12-01").does("notify", visits, "--all")


def every_task_is_evaluated(ann: Desk, place: Path, visits: str, patrol: str, survey: str) -> None:
    """December: every task of the year is evaluated, from workbooks that went out and came back."""
    handed_out = place / "评议"
    ann.on("2025-12-08").does("evaluation", "open", "2025", "--out", str(handed_out))
    for book in handed_out.glob("评议表-*.xlsx"):
        scored = {visits: (5, 5, 4, 5), patrol: (4, 4, 3, 4), survey: (4, 5, 5, 5)}
        for task, scores in scored.items():
            cells = {
                cell_of(book, "街道", task, head): score
                for head, score in zip(
                    ("作用", "效果", "经费落实", "居民认可"), scores, strict=True
                )
            }
            fill(book, "街道", cells)
    money = next(handed_out.glob("经费落实-minzheng-*.xlsx"))
    spent = {"安排金额（元）": 24000, "支出金额（元）": 22500}
    fill(money, "经费落实", {cell_of(money, "经费落实", visits, k): v for k, v in spent.items()})
    came_back = [str(book) for book in sorted(handed_out.glob("*.xlsx"))]
    ann.on("2025-12-15").does("evaluation", "read", *came_back)
    conclude = ("evaluation", "conclude", survey, "--year", "2025", "--outcome", "keep")
    ann.does(*conclude, "--opinion", "继续实施")
    summary = ann.asks("evaluation", "summary", "2025")
    assert {one["id"] for one in summary["tasks"]} == {visits, patrol, survey}


def the_editions_come_out_right(ann: Desk, visits: str, patrol: str, survey: str) -> None:
    """The yearly clean-up, the second edition, and what lies between the two."""
    ann.on("2026-01-05").does("freeze", "2025")
    between = ann.asks("diff", "2024", "2025")
    assert [one["id"] for one in between["new"]] == [survey]
    assert [one["id"] for one in between["ended"]] == [visits]
    assert [one["id"] for one in between["passing"]] == [patrol]
    assert between["counts"]["net_change"] == 0
    ann.does("render", "2025", "--format", "json,docx")
    made = next((ann.clone.top / "build/directory/2025").glob("东丽区*.json"))
    edition = json.loads(made.read_text(encoding="utf-8"))
    listed = [item["task"]["id"] for section in edition["sections"] for item in section["items"]]
    assert listed == [survey]


def nothing_is_left_over(ann: Desk, bo: Desk) -> None:
    """Nothing is left over, and no step of the year bent the record."""
    ann.does("validate", "--strict", "--ignore", "B3")
    ann.does("verify", "--full")
    bo.on("2026-01-05").syncs()
    assert bo.clone.head == ann.clone.head


def test_a_year_of_the_scheme(desks: tuple[Desk, Desk], tmp_path: Path) -> None:
    ann, bo = desks
    visits = the_first_task(ann)
    patrol = a_grid_task_is_returned_and_admitted(ann, bo)
    one_application_is_refused_and_one_withdrawn(ann)
    what_was_filed_goes_down(ann, bo, visits, patrol)
    a_slip_is_corrected(bo, patrol)
    survey = a_long_term_task_is_admitted(ann)
    work_without_admission_is_reported(ann)
    the_patrol_ends(ann, patrol)
    the_new_task_takes_the_place_of_the_first(ann, visits, survey)
    every_task_is_evaluated(ann, tmp_path, visits, patrol, survey)
    the_editions_come_out_right(ann, visits, patrol, survey)
    nothing_is_left_over(ann, bo)
