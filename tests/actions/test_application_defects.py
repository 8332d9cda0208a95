"""What an agency has to correct: the faults of its form, and what breaks a rule, each once."""

import shutil
import tomllib
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

import sample_records
from accession_cli import packaged
from accession_cli.actions.application_answering import defects_of
from accession_cli.entry.form_words import layout
from accession_cli.finding import Severity
from accession_cli.papers.application import breach_line, rules_told
from accession_cli.registry.reading import load_registry
from accession_cli.rules.every import ALL
from accession_cli.rules.rule import RecordRule, RuleContext, run_on_tasks
from accession_cli.scheme.application import application_from
from filled_forms import registry
from hostile_doors import TODAY

EXAMPLES: Final = Path(__file__).parents[1] / "examples"
DAY: Final = date(2024, 3, 4)


def defects(*faults: str, **task: Any) -> tuple[str, ...]:
    """Of the sample application with these parts of its *task*, and *faults* in these fields."""
    record = deepcopy(sample_records.received_application())
    record["task"] |= task
    for field in faults:
        top, _, inner = field.partition("[")[0].partition(".")
        part = record["task"].get(top)
        record["task"][top] = {**part, inner: None} if inner and part else None
    record["faults"] = [
        {"field": one, "written": "看不清", "why": "unclear", "told": None} for one in faults
    ]
    return defects_of(application_from(record), registry(), DAY)


def test_a_sound_application_has_nothing_to_correct() -> None:
    assert defects() == ()


def test_what_breaks_a_rule_is_told_with_the_name_on_the_form_and_the_clause() -> None:
    short: dict[str, Any] = {"period": {"start": "2024-03-11", "end": "2024-06-10"}}
    unpaid = {"amount": None, "per": None, "source": "区财政", "method": "按需拨付", "note": None}
    assert defects(funding=unpaid, **short) == (
        (
            "期限类型：与起止日期不一致：做到2025年3月10日或者更晚的是长期事项，"
            "表上的结束日期是2024年6月10日，不符合方案三、（二）3，请核对期限类型和起止日期。"
        ),
        (
            "经费金额：没有写明金额，不符合方案二、（三），请写明多少元或者多少万元；"
            "不需要经费的写0元，并写明原因。"
        ),
    )


def test_a_law_that_is_repealed_is_told_once_for_each_row_of_the_table() -> None:
    gone = {"law": "环境保护法", "version": None, "article": "第六条"}
    record = sample_records.received_application()
    record["task"]["basis"] = [gone, gone]
    record["submissions"][0]["received"] = "2026-10-09"
    told = defects_of(application_from(record), registry(), date(2026, 10, 12))
    assert [one.partition("，")[0] for one in told] == [
        f"制度依据{row}：《环境保护法》自2026年8月15日起已经不再施行" for row in (1, 2)
    ]


def test_two_breaches_that_say_the_same_are_told_once() -> None:
    (told,) = defects(channels=["grid"], co_agencies=["minzheng", "minzheng"])
    assert told.startswith("配合部门：区民政局既是申请单位，又是配合部门")


@pytest.mark.parametrize("field", [one.key for one in layout().fields if one.read])
def test_a_fault_in_any_field_hides_only_the_rules_that_look_at_it(field: str) -> None:
    given: dict[str, Any] = {"class": "不存在的类别", "kind": "不存在的种类"}
    given["mechanism"] = {
        "what": "工作站",
        "basis": {"law": "示例法", "version": None, "article": None},
    }
    faults = (f"{field}[0]" if field == "basis" else field,)
    told = defects(*faults, **given)
    assert len([one for one in told if "看不清" in one]) == 1
    assert sum("不是方案的" in one for one in told) == 2 - (field in given)


@pytest.mark.parametrize("code", sorted(rule.code for rule, _ in rules_told()))
def test_the_words_for_a_rule_fill_whatever_breaks_it(code: str, tmp_path: Path) -> None:
    for layer in ("base", f"{code}/bad"):
        shutil.copytree(EXAMPLES / layer, tmp_path, dirs_exist_ok=True)
    known = load_registry(tmp_path / "registry").registry
    assert known is not None
    day = (EXAMPLES / code / "as_of") if (EXAMPLES / code / "as_of").exists() else None
    on = date.fromisoformat(day.read_text(encoding="utf-8").strip()) if day else TODAY
    world = RuleContext.of(known, on)
    (rule,) = (one for one in ALL if one.code == code)
    told = {
        breach_line(made, breach, known.scheme)
        for made, _file, breach in run_on_tasks([rule], known.tasks, world)
    }
    assert told
    for line in told:
        label = line.partition("：")[0]
        assert label.rstrip("0123456789") in {one.label for one in layout().fields}
        assert "None" not in line
        assert "（）" not in line


def test_every_sentence_belongs_to_a_rule() -> None:
    words = tomllib.loads(packaged.text("templates", "correction_notice.toml"))
    assert set(words["breach"]) == {rule.code for rule, _ in rules_told()}


def test_every_error_in_what_is_asked_for_has_words_for_the_agency() -> None:
    told = {rule.code for rule, _ in rules_told()}
    assert told >= {
        rule.code
        for rule in ALL
        if isinstance(rule, RecordRule) and rule.asked and rule.severity is Severity.ERROR
    }
