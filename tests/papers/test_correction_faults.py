"""The notice of correction tells an agency what is wrong with a field, as far as it shows."""

from datetime import date

import pytest

from accession_cli.i18n import speaking
from accession_cli.papers.application import fault_lines
from accession_cli.scheme.application import Fault, Why
from accession_cli.words.application_faults import fault_sentences

START = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("field", "written", "says"),
    [
        ("period.end", "2026年2月28日", "填写的是“2026年2月28日”，早于开始日期2026年3月1日"),
        ("period.end", "2026.2.30", "填写的“2026.2.30”不是日历上有的日期"),
        ("period.end", "天冷的时候", "填写的是“天冷的时候”，含义不明确"),
        (
            "basis[0]",
            "文件，关于加强管理的通知，青建发〔2026〕2号，2026年2月30日",
            "填写的“2026年2月30日”不是日历上有的日期",
        ),
        ("funding.note", " 无 ", "填写的是“ 无 ”，这一栏不能这样填"),
        ("frequency", "见附件", "填写的是“见附件”，含义不明确"),
    ],
)
def test_a_field_that_was_not_understood_says_why(field: str, written: str, says: str) -> None:
    (line,) = fault_lines((Fault(field=field, written=written, why=Why.UNCLEAR),), START)
    assert f"：{says}，" in line


def test_an_end_is_not_called_early_while_no_start_is_known() -> None:
    (line,) = fault_lines((Fault(field="period.end", written="2026年2月28日", why=Why.UNCLEAR),))
    assert "含义不明确" in line


def test_what_is_missing_stays_missing() -> None:
    (line,) = fault_lines((Fault(field="frequency", written=None, why=Why.MISSING),), START)
    assert "：没有填写，" in line


@pytest.mark.parametrize(
    ("field", "written", "says"),
    [
        ("period.end", "2026年2月28日", "“2026年2月28日”早于开始日期2026-03-01"),
        ("period.end", "2026.2.30", "“2026.2.30”不是日历上有的日期"),
        ("period.end", "天冷的时候", "“天冷的时候”含义不明确"),
        ("funding.note", "无", "“无”，这一栏不能这样填"),
    ],
)
def test_the_screen_gives_the_reason_that_the_letter_gives(
    field: str, written: str, says: str
) -> None:
    with speaking("zh_CN"):
        (line,) = fault_sentences((Fault(field=field, written=written, why=Why.UNCLEAR),), START)
    assert line.endswith(f"：{says}")
