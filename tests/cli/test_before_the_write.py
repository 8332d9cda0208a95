"""At a terminal, a command that records shows what it will do, and asks before it does it."""

from collections.abc import Callable, Iterator
from inspect import signature
from pathlib import Path

import pytest

from accession_cli.cli.commands import COMMANDS, Command
from accession_cli.cli.looking import Looking
from accession_cli.cli.session import Session, Writing
from conftest import Answer
from repositories import Clone
from terminals import DOWN, ENTER, Terminal

TASK = "DL-2024-0006"
AMEND = ("amend", TASK, "--set", "frequency=每月一次", "--reason", "录入有误")
#: They write papers or the clerk's own files, or begin a registry, and record nothing.
RECORD_NOTHING = {
    *("questions", "log", "render", "diff", "form blank", "form read", "evaluation open"),
    *("evaluation summary", "calendar show", "calendar add", "calendar between", "rules"),
    *("help", "format", "verify", "doctor", "init", "sync", "roster export", "roster show"),
    *("anchor", "guard", "keys list", "publish", "districts collect", "districts status"),
    *("districts freeze", "districts report", "districts ask", "districts same"),
}


def every(commands: tuple[Command, ...], above: str = "") -> Iterator[tuple[str, Command]]:
    for one in commands:
        if one.parts:
            yield from every(one.parts, f"{above}{one.name} ")
        else:
            yield above + one.name, one


def test_every_command_that_records_can_be_tried_first_and_asks() -> None:
    for name, command in every(COMMANDS):
        parameters = tuple(signature(command.function()).parameters.values())
        kind = parameters[0].annotation if parameters else None
        if isinstance(kind, type) and issubclass(kind, Writing):
            assert {"check", "yes"} <= signature(kind).parameters.keys(), name
        elif not (isinstance(kind, type) and issubclass(kind, Looking)):
            assert name in RECORD_NOTHING, name
    assert issubclass(Writing, Session)


@pytest.mark.parametrize("keys", [(ENTER,), (DOWN, ENTER)])
def test_what_changes_is_shown_in_chinese_before_it_is_asked_for(
    district: Clone, terminals: list[Terminal], keys: tuple[str, ...]
) -> None:
    before = district.head
    terminal = Terminal(*AMEND, at=district.top, language="zh_CN")
    terminals.append(terminal)
    terminal.answer("现在登记？")
    shown = terminal.shown
    assert f"registry/tasks/2024/{TASK}.yaml，变更如下：" in shown
    assert "→ 每月一次" in shown.replace("\n", "").replace(" ", "").replace("→", "→ ")
    assert "指导目录将印作：" in shown
    assert "谁负责：区消防救援支队牵头" in shown
    assert shown.index("做什么：") < shown.index("不做什么：") < shown.index("谁负责：")
    assert district.head == before
    for key in keys:
        terminal.program.send(key)
    agreed = keys == (ENTER,)
    assert terminal.end() == (0 if agreed else 130), terminal.shown
    assert (district.head != before) == agreed
    assert ("没有登记任何内容。" in terminal.shown) != agreed


def test_whoever_does_not_want_to_be_asked_is_not(
    district: Clone, terminals: list[Terminal]
) -> None:
    before = district.head
    terminal = Terminal(*AMEND, "--yes", at=district.top, language="zh_CN")
    terminals.append(terminal)
    assert terminal.end() == 0, terminal.shown
    assert "现在登记？" not in terminal.seen
    assert district.head != before


def test_a_program_is_never_asked(district: Clone, process: Callable[..., Answer]) -> None:
    before = district.head
    done = process(*AMEND, at=district.top)
    assert done.code == 0, done.err
    assert "Record this now?" not in done.out + done.err
    assert district.head != before


def test_what_is_found_comes_before_the_question(
    district: Clone, material: Path, terminals: list[Terminal]
) -> None:
    terminal = Terminal(
        *("retire", TASK, "--applied", "2026-10-12", "--effective", "2026-11-05"),
        *("--reason", "不干了", "--material", str(material)),
        at=district.top,
        language="zh_CN",
    )
    terminals.append(terminal)
    terminal.answer("现在登记？", DOWN, ENTER)
    assert terminal.end() == 130
    hint = terminal.shown.index("终止原因不属于")
    assert hint < terminal.shown.index("现在登记？")


def test_who_is_on_no_list_is_said_before_the_question(
    district: Clone, terminals: list[Terminal]
) -> None:
    terminal = Terminal(
        *("notify", "DL-2024-0001", "--to", "老王"), at=district.top, language="zh_CN"
    )
    terminals.append(terminal)
    terminal.answer("现在登记？", DOWN, ENTER)
    assert terminal.end() == 130
    assert terminal.shown.index("“老王”不在本区的任何名单上") < terminal.shown.index("现在登记？")
