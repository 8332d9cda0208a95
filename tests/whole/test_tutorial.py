"""What the tutorial tells a new district to type is typed here, from nothing to the first task."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from accession_cli.papers.application_form_filled import content_of, filled
from accession_cli.registry.reading import opened
from cli.test_roster import book
from conftest import Answer
from filled_forms import template
from repositories import Clone
from terminals import ENTER, Terminal, typed

pytestmark = pytest.mark.git
DOCS = Path(__file__).parents[2] / "docs"
BEGINNINGS = {"tutorial.zh-CN.md": ("## 从零开始", "## 一、准备"), "tutorial.md": ("# From", None)}


def commands(page: str) -> list[str]:
    """The commands of the chapter that begins with nothing."""
    begin, end = BEGINNINGS[page]
    text = (DOCS / page).read_text(encoding="utf-8")
    chapter = text[text.index(begin) : text.index(end) if end else None]
    return re.findall(r"^    (.+)$", chapter, re.MULTILINE)


def test_both_tutorials_give_the_same_commands() -> None:
    chinese, english = map(commands, BEGINNINGS)
    assert chinese == english
    assert chinese[:3] == [
        *("accession init 登记库", "cd 登记库"),
        "accession roster import 部门.xlsx 街道社区.xlsx",
    ]


def fill_in(top: Path) -> None:
    """Put the rosters that a district might have in the place of the empty ones."""
    agencies = [["部门名称", "其他称呼"], ["区应急局", "应急管理局"], ["区教育局", ""]]
    places = [["街道名称", "社区名称"], ["张贵庄街道", "詹庄社区"], ["万新街道", ""]]
    book(top / "部门.xlsx", {"部门": agencies})
    book(top / "街道社区.xlsx", {"街道社区": places})


def hand_in(top: Path) -> None:
    """Fill in the form, as the agency does it in Word."""
    facts = YAML(typ="safe").load((DOCS / "example-task.yaml").read_text(encoding="utf-8"))
    facts = {key: one for key, one in facts.items() if key not in ("application", "decision")}
    facts |= {"kind": "task", "period": {key: str(day) for key, day in facts["period"].items()}}
    known = opened(top / "registry").registry
    form = filled(template(), content_of(facts, known), "approval_form.docx")
    (top / "审批表.docx").write_bytes(form)


def test_the_tutorial_leads_from_nothing_to_the_first_task_in_one_sitting(
    accession: Callable[..., Answer],
    machine: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "nobody"))
    monkeypatch.setenv("SEALED_TODAY", "2026-11-23")
    first, _cd, *others = map(shlex.split, commands("tutorial.zh-CN.md"))
    terminal = Terminal(*first[1:], at=tmp_path, language="en")
    try:
        terminal.answer("Your name:", *typed("张某"))
        terminal.answer("Your e-mail address:", *typed("zhang@example.org"))
        terminal.answer("Way of doing it to start from:", ENTER)
        terminal.answer("Name of the district:", *typed("东丽区"))
        terminal.answer("get accession:", ENTER)
        terminal.answer("Has every record to be signed?", ENTER)
        assert terminal.end() == 0, terminal.shown
    finally:
        terminal.program.close(force=True)
    top = tmp_path / "登记库"
    monkeypatch.chdir(top)
    before = {"roster": fill_in, "receive": hand_in}
    said = {}
    for command in others:
        before.get(command[1], lambda _top: None)(top)
        answer = accession(*command[1:])
        assert answer.code == 0, (command, answer.out, answer.err)
        said[command[1]] = answer.out + answer.err
    assert "Before the first task" in said["todo"]  # a server is still missing
    assert "DL-2026-0001" in said["file"]
    notices = sorted(path.name for path in (top / "build/dispatch/2026-11-23").glob("*.docx"))
    assert [name.partition("-")[0] for name in notices] == ["万新街道", "张贵庄街道"]
    assert "协助雨雪天气出行安全提醒" in said["check"]
    clone = Clone(top=top, environ=machine)
    assert clone.git("log", "-1", "--format=%an") == "张某"
    assert accession("validate").code == 0
    assert "Before the first task" not in accession("todo").out
