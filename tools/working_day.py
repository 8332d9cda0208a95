"""Write docs/working-day: a clerk's day in ten steps, with what the screen really shows.

Each command is run in a scratch registry made from the sample, with a server, on one fixed day.
What changes from run to run, commits, times and the scratch folder, is shown as …
"""

import io
import os
import re
import shutil
import subprocess  # noqa: TID251 - git makes the scratch registry
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote
from tempfile import TemporaryDirectory
from typing import Any, Final
from unittest.mock import patch

import moved_clock

from accession_cli import i18n
from accession_cli.__main__ import main as accession
from accession_cli.actions.application_form import form_bytes
from accession_cli.gitstore import server
from accession_cli.registry.reading import opened

ROOT: Final = Path(__file__).parents[1]
TODAY: Final = "2026-11-23"
WIDTH: Final = "80"
_COMMIT: Final = re.compile(r"(?<![0-9a-f])[0-9a-f]{12}(?![0-9a-f])")
_TIME: Final = re.compile(r"(?<=-[0-9]{2} )[0-9]{2}:[0-9]{2}")
_AS_OF: Final = re.compile(r"(Data as of |数据截至)[0-9]{2}:[0-9]{2}")
_BEGUN: Final = "2026-01-05T09:00:00+08:00"
_MOST: Final = 24

VISITS: Final[dict[str, Any]] = {
    "title": "冬季独居老人安全走访（示例）",
    "kind": "task",
    "class": "社会保障和社会救助",
    "agency": "minzheng",
    "co_agencies": [],
    "channels": ["community", "grid"],
    "term": "short",
    "period": {"start": "2026-12-14", "end": "2027-03-15"},
    "frequency": "每周一次",
    "authorization": {
        "content": "每周走访独居老人，查看取暖设备是否安全。",
        "target": "辖区独居老人安全过冬。",
        "authority": "只查看、提醒和报告，不承担维修和处罚。",
        "workflow": "街道派单—社区走访—登记—报告街道",
    },
    "basis": [
        {
            "document": "关于做好冬季取暖安全工作的通知（示例）",
            "number": "津丽示例〔2026〕31号",
            "date": "2026-09-15",
            "clause": None,
            "attachment": None,
        }
    ],
    "funding": {
        "amount": "12000.00",
        "per": "task",
        "source": "区财政专项",
        "method": "随事拨付",
        "note": None,
    },
    "resources": [],
    "mechanism": None,
    "training": None,
    "scope": {"subdistricts": "all", "communities": "all"},
    "sections": [],
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is called and why it is done, in both languages, and its commands.

    A command is a tuple of arguments; ``day`` is the day on which it is given.
    """

    title: tuple[str, str]
    text: tuple[str, str]
    commands: tuple[tuple[str, ...], ...]
    day: str = TODAY
    codes: tuple[int, ...] = field(default=(0,))


FIRST: Final = "DL-A-2026-0001"
FILED: Final = "DL-2026-0021"
STEPS: Final = (
    Step(
        ("See what is due", "看待办"),
        (
            "Begin with what is overdue. The days are working days by the State Council's notices.",
            "先办逾期的。天数按国务院办公厅的放假通知计算，是工作日。",
        ),
        (("todo",),),
    ),
    Step(
        ("Receive an application", "收件"),
        (
            (
                "The agency's form comes in by the OA system as a Word file, with its stamped scan."
                " The day of receipt is not counted; the screen says by when to decide."
            ),
            "部门在办公系统里提交Word审批表和盖章扫描件。收件当天不算，屏幕上写明审批期限。",
        ),
        (("receive", "../审批表.docx", "--attach", "../盖章件.pdf"),),
    ),
    Step(
        ("Look at it", "查看"),
        (
            "What is asked for, on what basis, with what money, and who still has to decide.",
            "申请什么、依据什么、经费多少、还要哪些单位审批，一屏看完。",
        ),
        (("show", FIRST),),
    ),
    Step(
        ("Return it, and receive it again", "退回补正，再次收件"),
        (
            (
                "A return says what has to be corrected. The corrected form comes in under the same"
                " number, and nothing of before is lost."
            ),
            "退回要写明补正什么。补正后的审批表用原来的编号收件，前面的材料和意见都保留。",
        ),
        (
            (
                "decide",
                FIRST,
                "--by",
                "区民政局",
                "--result",
                "return",
                "--opinion",
                "请补充走访装备",
            ),
            ("receive", "../审批表（补正）.docx", "--again", FIRST),
        ),
    ),
    Step(
        ("Decide", "审批"),
        (
            "A grid task is decided by two bodies; it is approved when both admit it.",
            "走网格的事项由两个单位审批，都同意才算批准。",
        ),
        (
            ("decide", FIRST, "--by", "区民政局", "--result", "admit"),
            ("decide", FIRST, "--by", "区网格化管理中心", "--result", "admit"),
        ),
    ),
    Step(
        ("File it", "备案登记"),
        (
            "Only now the task has a number. It exists when the push was accepted.",
            "这时才有编号和备案号。推送被主干接受，事项才算在册。",
        ),
        (("file", FIRST),),
    ),
    Step(
        ("Hand it down", "下达"),
        (
            (
                "Notices for the subdistricts in Word, the package for the grid platform, and who"
                " got it is recorded."
            ),
            "生成给各街道的Word通知和网格平台的下达包，并登记下达给了谁。",
        ),
        (("dispatch", FILED),),
    ),
    Step(
        ("Correct a mistake", "更正"),
        (
            "A filed record is never changed silently: the correction says what stood there.",
            "在册的记录不能悄悄改：更正记录写明原来是什么、为什么改。",
        ),
        (("amend", FILED, "--set", "frequency=每两周一次", "--reason", "部门来函更正"),),
    ),
    Step(
        ("End a task, and tell those who did it", "终止并告知"),
        (
            "The agency hands in written material; then its sections and communities are told.",
            "凭部门的书面材料终止，再告知街道科室和社区停办，告知了谁都有登记。",
        ),
        (
            (
                *("retire", "DL-2026-0010", "--applied", "2026-11-16", "--effective", "2026-12-01"),
                *("--reason", "期限届满", "--material", "../终止申请.pdf"),
            ),
            ("notify", "DL-2026-0010", "--all"),
        ),
    ),
    Step(
        ("Answer a community", "答复社区"),
        (
            "“May we refuse this?” The answer names the clause and gives a reply to copy.",
            "社区来问“这件事该不该办”，照着答复，写明了条款。",
        ),
        (("check", "环境卫生整治执法"),),
    ),
)


#: The rest of a clerk's year, in the order in which it comes.
OTHERS: Final = (
    Step(
        ("The approval form", "审批表"),
        (
            "An empty form for an agency; what it filled in is read back, field by field.",
            "给部门一份空白审批表；收到后先读一遍，读不出的逐栏说明。",
        ),
        (
            ("form", "blank", "--agency", "区残联"),
            ("receive", "../另一份审批表.docx", "--check"),
        ),
    ),
    Step(
        ("An application is taken back", "部门撤回申请"),
        ("The agency withdraws it before it is filed.", "备案之前，部门可以撤回。"),
        (
            ("receive", "../另一份审批表.docx"),
            ("withdraw", "DL-A-2026-0002", "--reason", "部门另行安排"),
        ),
    ),
    Step(
        ("The register", "查登记库"),
        (
            "Lists by agency, class, channel or words; the life of one task.",
            "按部门、类别、渠道、名称查；一件事项的经过。",
        ),
        (("list", "--agency", "区残联"), ("log", FILED)),
    ),
    Step(
        ("Work without admission", "未经准入的工作"),
        (
            "A community reports it. It is never published, and no paper names the community.",
            "社区反馈的，登记、核查、督促整改、办结。从不公开，文书也不写明社区。",
        ),
        (
            (
                *("complaint", "add", "--source", "community", "--community", "示例一社区"),
                *("--agency", "区城市管理委", "--what", "要求签订门前三包责任书，未见准入手续"),
            ),
            (
                *("complaint", "verify", "DL-C-2026-0001", "--by", "区民政局"),
                *("--found", "属实，责任书尚未签订"),
            ),
            ("complaint", "rectify", "DL-C-2026-0001", "--urged", TODAY),
            ("complaint", "close", "DL-C-2026-0001", "--outcome", "admitted"),
            ("complaint", "list", "--summary"),
        ),
    ),
    Step(
        ("The yearly evaluation", "年度评议"),
        (
            "Workbooks go out to the subdistricts and agencies, and come back filled in.",
            "评议表发给街道，经费表发给部门，填好收回。",
        ),
        (("evaluation", "open", "2025"),),
    ),
    Step(
        ("Laws change", "法律变动"),
        (
            "Which tasks rest on what was repealed or has a newer text.",
            "哪些事项的依据已经废止，或者有了新版本。",
        ),
        (("statutes", "check"),),
        codes=(1,),
    ),
    Step(
        ("Working days", "工作日"),
        (
            "Counted by the State Council's notices, make-up workdays included.",
            "按国务院办公厅的放假通知计算，包括调休上班。",
        ),
        (("calendar", "add", "2026-02-09", "10"),),
    ),
    Step(
        ("The year's directory", "编制指导目录"),
        (
            "One command makes every format; frozen, a year's edition is never changed.",
            "一条命令编出各种格式；定版以后不再改动。",
        ),
        (("freeze", "2024"), ("render", "2024", "--format", "docx,xlsx,json")),
        codes=(0, 1),
    ),
    Step(
        ("Check the registry", "核查"),
        (
            "Before and after: the records, their history, and this clone.",
            "核查记录、历史和本机的登记库。",
        ),
        (("validate",), ("verify",), ("sync",)),
    ),
)


def page(language: str) -> str:
    """The page in *language*, with what the screen shows in that language."""
    at = 1 if language == "zh_CN" else 0
    title = ("A working day in ten steps", "经办人员一天的十个步骤")[at]
    about = (
        (
            "The screens are those of a scratch registry made from the sample; its dates, money,"
            " numbers and decisions are invented. This page is made by make docs."
        ),
        (
            "屏幕内容来自用示例登记库建的练习库，日期、金额、编号和审批决定都是虚构的。"
            "本页由 make docs 生成。"
        ),
    )[at]
    lines = [f"# {title}", "", about]
    with TemporaryDirectory(prefix="accession-docs-") as scratch:
        place = Path(scratch).resolve()
        _registry(place)
        for number, step in enumerate(STEPS, 1):
            lines += ["", f"## {number}. {step.title[at]}", "", step.text[at]]
            for command in step.commands:
                lines += ["", "```text", *_screen(command, step, place, language), "```"]
        lines += ["", f"# {('The rest of the year', '一年里的其他事')[at]}"]
        for step in OTHERS:
            lines += ["", f"## {step.title[at]}", "", step.text[at]]
            for command in step.commands:
                lines += ["", "```text", *_screen(command, step, place, language), "```"]
    return "\n".join(lines) + "\n"


def _screen(command: tuple[str, ...], step: Step, place: Path, language: str) -> Iterator[str]:
    yield "$ accession " + " ".join(map(_shown, command))
    shown = io.StringIO()
    before, environ = Path.cwd(), dict(os.environ)
    os.chdir(place / "ann")
    os.environ.update(_environment(place, language))
    try:
        patient = patch.object(server, "SECONDS", 60.0)  # a busy machine is no unreachable server
        said = (redirect_stdout(shown), redirect_stderr(shown))
        with patient, moved_clock.on(step.day), said[0], said[1]:
            code = accession(list(command))
    finally:
        os.chdir(before)
        os.environ.clear()
        os.environ.update(environ)
    text = _COMMIT.sub("…", shown.getvalue().replace(str(place), "…"))
    text = _AS_OF.sub(r"\g<1>10:32", _TIME.sub("…", text))
    if code not in step.codes:
        wrong = f"{command}: exit code {code}\n{text}"
        raise SystemExit(wrong)
    found = text.rstrip("\n").split("\n")
    yield from found[:_MOST]
    if len(found) > _MOST:
        yield "…"


def _shown(argument: str) -> str:
    return quote(argument) if any(sign in argument for sign in " '\"$") else argument


def _environment(place: Path, language: str) -> dict[str, str]:
    return {
        "ACCESSION_LANG": language,
        "COLUMNS": WIDTH,
        "HOME": str(place),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }


def _registry(place: Path) -> None:
    """The sample's records in a clone with a server, and the papers that come in."""
    first = place / "first"
    shutil.copytree(
        ROOT / "registry", first / "registry", ignore=shutil.ignore_patterns("editions")
    )
    scheme = first / "registry/scheme.yaml"
    text = scheme.read_text(encoding="utf-8").replace("sample: true", "sample: false")
    scheme.write_text(text, encoding="utf-8")
    _git(first, "init", "--quiet", "--initial-branch=main")
    _git(first, "add", "--all")
    _git(first, "commit", "--quiet", "--message", "begin")
    _git(place, "clone", "--quiet", "--bare", "first", "server.git")
    _git(place, "clone", "--quiet", "server.git", "ann")
    for key, value in (("user.name", "张某"), ("user.email", "zhang@example.org")):
        _git(place / "ann", "config", key, value)
    shutil.rmtree(first)
    _papers(place)


def _papers(place: Path) -> None:
    folder = place / "ann/registry"
    known = opened(folder).registry
    i18n.use("zh_CN")
    again = {**VISITS, "resources": ["一氧化碳报警器"]}
    (place / "审批表.docx").write_bytes(form_bytes(folder, known, VISITS))
    (place / "审批表（补正）.docx").write_bytes(form_bytes(folder, known, again))
    another = {**VISITS, "title": "老年人能力评估信息采集（示例）", "channels": ["community"]}
    (place / "另一份审批表.docx").write_bytes(form_bytes(folder, known, another))
    for name in ("盖章件.pdf", "终止申请.pdf"):
        (place / name).write_bytes(_pdf())


def _pdf() -> bytes:
    """A page with a line of text, as a paper that somebody scanned with its text."""
    import typst

    return typst.compile(b"Sample")


def _git(at: Path, *arguments: str) -> None:
    known = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    identity = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in (
        ("NAME", "docs"), ("EMAIL", "docs@example.org"), ("DATE", _BEGUN))}  # fmt: skip
    subprocess.run(["git", *arguments], cwd=at, check=True, env={**known, **identity})
