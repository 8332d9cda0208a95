"""Filing and retiring by questions, typed into a real terminal."""

from collections.abc import Callable
from pathlib import Path

from conftest import Answer
from repositories import Clone
from terminals import DOWN, ENTER, STOP, Terminal, answer_content, answer_rest, typed


def answer_all(terminal: Terminal) -> None:
    """Answer every question of the form for a short-term task of the community channel."""
    answer_content(terminal)
    answer_admission(terminal)


def answer_admission(terminal: Terminal) -> None:
    """Answer what was decided on the task, and what it takes the place of."""
    terminal.answer("Day the application was received", *typed("2026-09-21"))
    terminal.answer("It came by:", ENTER)
    terminal.answer("admitted it", *typed("2026-09-28"))
    terminal.answer("whose place it takes", ENTER)


def test_a_clerk_files_a_task_by_answering_questions(
    district: Clone, terminals: list[Terminal]
) -> None:
    terminal = Terminal("file", at=district.top, language="en")
    terminals.append(terminal)
    answer_all(terminal)
    terminal.answer("Record this now?")
    assert "to be decided by 2026-10-12" in " ".join(terminal.seen.split())
    terminal.answer("Record this now?", ENTER)
    assert terminal.end() == 0, terminal.shown
    assert district.git("log", "-1", "--format=%s").endswith("协助雨前清沟提醒")
    text = district.git("show", "HEAD:" + district.git("show", "--name-only", "--format="))
    assert 'amount: "1500.50"' in text
    assert "excludes:\n  - 不执法\n" in text
    assert not (district.top / ".git/accession/drafts").exists()
    assert not list((district.top / ".git/accession/outbox").iterdir())


def test_answers_that_were_only_tried_are_kept_as_a_draft(
    district: Clone, terminals: list[Terminal], accession: Callable[..., Answer]
) -> None:
    before = district.state()
    terminal = Terminal("file", "--check", at=district.top, language="en")
    terminals.append(terminal)
    answer_all(terminal)
    assert terminal.end() == 0, terminal.shown
    assert "Record this now?" not in terminal.seen
    assert "nothing was written" in " ".join(terminal.shown.split())
    assert district.state() == before
    (kept,) = (district.top / ".git/accession/drafts").iterdir()
    assert accession("-C", str(district.top), "file", "--from", str(kept)).code == 0


def test_a_wrong_answer_is_said_at_once_and_stopping_keeps_what_was_typed(
    district: Clone, terminals: list[Terminal]
) -> None:
    terminal = Terminal("file", at=district.top, language="zh_CN")
    terminals.append(terminal)
    terminal.answer("事项名称", ENTER)
    terminal.answer("不能", *typed("协助雨前清沟提醒"))
    terminal.answer("类型", STOP)
    assert terminal.end() == 130
    assert "accession file --resume" in terminal.shown
    again = Terminal("file", "--resume", at=district.top, language="zh_CN")
    terminals.append(again)
    again.answer("类型", STOP)
    assert again.end() == 130
    assert "事项名称" not in again.seen


def test_a_clerk_retires_a_task_by_answering_what_is_missing(
    district: Clone, material: Path, terminals: list[Terminal]
) -> None:
    terminal = Terminal(
        "retire", "DL-2024-0006", "--applied", "2026-09-28", at=district.top, language="en"
    )
    terminals.append(terminal)
    terminal.answer("First day on which the task is no longer done", *typed("2026-11-01"))
    terminal.answer("Reason:", DOWN, ENTER)
    terminal.answer("File with the agency's written material:", *typed(str(material)))
    terminal.answer("Record this now?", ENTER)
    assert terminal.end() == 0, terminal.shown
    text = district.git("show", "HEAD:registry/tasks/2024/DL-2024-0006.yaml")
    assert "reason: 法定依据废止或者变更\n" in text


def test_a_doubt_is_put_to_the_clerk_and_the_name_is_kept(
    district: Clone, material: Path, terminals: list[Terminal]
) -> None:
    material.write_bytes(b"%PDF-1.4 a scan")
    given = ("--applied", "2026-09-28", "--effective", "2026-11-01", "--reason", "期限届满")
    for keys, code in (((ENTER,), 7), (typed("示例一"), 0)):
        arguments = (*given, "--material", str(material))
        terminal = Terminal("retire", "DL-2024-0006", *arguments, at=district.top, language="en")
        terminals.append(terminal)
        terminal.answer("Looked at, and nothing secret in it?", *keys)
        if code == 0:
            terminal.answer("Record this now?", ENTER)
        assert terminal.end() == code, terminal.shown
    assert "Accession-Inspected-By: 示例一" in district.git("log", "-1", "--format=%B")


def test_what_is_marked_is_not_kept_even_when_a_clerk_stops_half_way(
    district: Clone, terminals: list[Terminal]
) -> None:
    terminal = Terminal("file", at=district.top, language="en")
    terminals.append(terminal)
    terminal.answer("Title of the task:", *typed("机密★1年"))
    terminal.answer("Kind:", STOP)
    assert terminal.end() == 7
    assert "a basis that is withheld" in " ".join(terminal.shown.split())
    assert not (district.top / ".git/accession").exists()


def test_a_clerk_corrects_a_task_by_choosing_the_field(
    district: Clone, terminals: list[Terminal]
) -> None:
    terminal = Terminal("amend", "DL-2024-0006", at=district.top, language="en")
    terminals.append(terminal)
    terminal.answer("Which field is wrong:", "frequency", ENTER)
    terminal.answer("What is right", *typed("每月一次"))
    terminal.answer("Is another field wrong?", DOWN, ENTER)
    terminal.answer("Why it is corrected:", *typed("录入有误"))
    terminal.answer("Record this now?", ENTER)
    assert terminal.end() == 0, terminal.shown
    text = district.git("show", "HEAD:registry/tasks/2024/DL-2024-0006.yaml")
    assert "frequency: 每月一次\n" in text
    assert "    new: 每月一次\n    reason: 录入有误\n    by: ann" in text


def test_a_clerk_adds_a_name_by_choosing_the_field(
    district: Clone, terminals: list[Terminal]
) -> None:
    terminal = Terminal("amend", "DL-2024-0006", at=district.top, language="en")
    terminals.append(terminal)
    terminal.answer("Which field is wrong:", "also", ENTER)
    terminal.answer("What is right", *typed("消防宣传"))
    terminal.answer("Is another field wrong?", DOWN, ENTER)
    terminal.answer("Why it is corrected:", *typed("居民这样叫"))
    terminal.answer("Record this now?", ENTER)
    assert terminal.end() == 0, terminal.shown
    text = district.git("show", "HEAD:registry/tasks/2024/DL-2024-0006.yaml")
    assert "also_called:\n  - 消防宣传\n" in text


def test_a_correction_that_was_only_tried_is_said_as_one_command(
    district: Clone, terminals: list[Terminal]
) -> None:
    terminal = Terminal("amend", "DL-2024-0006", "--check", at=district.top, language="en")
    terminals.append(terminal)
    terminal.answer("Which field is wrong:", "frequency", ENTER)
    terminal.answer("What is right", *typed("每月一次"))
    terminal.answer("Is another field wrong?", DOWN, ENTER)
    terminal.answer("Why it is corrected:", *typed("录入有误"))
    assert terminal.end() == 0, terminal.shown
    assert "accession amend DL-2024-0006 --set frequency=每月一次 --reason 录入有误" in (
        terminal.shown.replace("\n", "").replace("'", "")
    )


UP = "\x1b[A"


def test_a_clerk_goes_back_and_answers_a_question_again(
    district: Clone, terminals: list[Terminal]
) -> None:
    terminal = Terminal("retire", "DL-2024-0006", at=district.top, language="zh_CN")
    terminals.append(terminal)
    terminal.answer("书面终止材料的日期", *typed("<"))
    terminal.answer("这是第一个问题", "\x7f", *typed("2026-09-28"))
    terminal.answer("不再办理的第一日", *typed("2026-11-02"))
    terminal.answer("终止原因", UP, ENTER)
    terminal.answer("不再办理的第一日", *typed("上一步"))
    terminal.answer("书面终止材料的日期", *typed("2026-09-29"))
    terminal.answer("不再办理的第一日", *typed("2026-11-03"))
    terminal.answer("终止原因", ENTER)
    terminal.answer("终止材料的文件路径", STOP)
    assert terminal.end() == 130


def test_who_stops_goes_on_where_he_stopped(district: Clone, terminals: list[Terminal]) -> None:
    first = Terminal("file", at=district.top, language="en")
    terminals.append(first)
    first.answer("Title of the task:", *typed("协助雨前清沟提醒"))
    first.answer("Kind:", ENTER)
    first.answer("Class in the directory:", STOP)
    assert first.end() == 130
    kept = district.top / ".git/accession/drafts/file.answers.json"
    assert kept.exists()
    second = Terminal("file", "--resume", at=district.top, language="en")
    terminals.append(second)
    answer_rest(second)
    answer_admission(second)
    second.answer("Record this now?", ENTER)
    assert second.end() == 0, second.shown
    assert district.git("log", "-1", "--format=%s").endswith("协助雨前清沟提醒")
    assert not kept.exists()
    third = Terminal("file", "--resume", at=district.top, language="en")
    terminals.append(third)
    assert third.end() == 1
    assert "nothing to go on with" in " ".join(third.shown.split())


def test_an_emergency_is_asked_only_for_what_that_hour_needs(
    district: Clone, terminals: list[Terminal], accession: Callable[..., Answer]
) -> None:
    terminal = Terminal("file", "--emergency", at=district.top, language="en")
    terminals.append(terminal)
    terminal.answer("Title of the task:", *typed("协助转移低洼处居民"))
    terminal.answer("Class in the directory:", ENTER)
    terminal.answer("Agency that hands the task down:", ENTER)
    terminal.answer("Last day", *typed("2026-10-20"))
    terminal.answer("What the committee does:", *typed("通知并协助转移低洼处居民"))
    terminal.answer("To what end:", *typed("居民安全"))
    terminal.answer("With what authority", *typed("只通知、协助"))
    terminal.answer("In what steps:", *typed("区应急局通知—社区转移—报告"))
    terminal.answer("Money in yuan", *typed("0"))
    terminal.answer("Why no money", *typed("由区应急物资保障"))
    terminal.answer("Where:", ENTER)
    terminal.answer("Record this now?", ENTER)
    assert terminal.end() == 0, terminal.shown
    text = district.git("show", "HEAD:" + district.git("show", "--name-only", "--format="))
    assert "route: emergency\n" in text
    assert "term: temporary\n" in text
    assert "document: 社区组织工作事务准入制实施方案\n" in text
    assert "  - by: grid_centre\n    date: 2026-10-12\n" in text
    assert accession("-C", str(district.top), "validate").code == 0
