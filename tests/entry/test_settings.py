"""``--set`` and drafts are read as people write them (8, "Before it is too late")."""

from datetime import date
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accession_cli.entry.draft import BAD_SETTING, of_facts, with_settings
from accession_cli.entry.form_words import layout
from accession_cli.entry.settings import (
    UNCLEAR_SETTING,
    UNKNOWN_KEY,
    Values,
    draft_read,
    record_key,
    settings_read,
)
from accession_cli.errors import Refused
from accession_cli.scheme.fields import in_chinese
from filled_forms import asked, records, registry

VALUES: Final = Values(registry(), date(2026, 9, 30))
START: Final = {"period": {"start": "2026-10-08"}}


def read(*settings: str, facts: dict[str, Any] | None = None) -> tuple[str, ...]:
    return settings_read(settings, VALUES, facts or {})[0]


def said(*settings: str) -> list[str]:
    return [one.meant for one in settings_read(settings, VALUES, {})[1]]


@pytest.mark.parametrize(
    ("written", "recorded"),
    [
        ("经费周期=每年", ("funding.per=year",)),
        ("经费金额=2万元", ("funding.amount=20000.00",)),
        ("funding.amount=每年2万元", ("funding.amount=20000.00", "funding.per=year")),
        ("金额=不需经费", ("funding.amount=0.00", "funding.per=task")),
        ("申请单位=东丽区民政局（盖章）", ("agency=minzheng",)),
        ("配合部门=教育局、区卫健委", ("co_agencies=jiaoyu,weijian",)),
        ("协助渠道=社区☑ 网格员☐", ("channels=community",)),
        ("channels=社区,网格员", ("channels=community,grid",)),
        ("期限类型=长期（一年以上）", ("term=long",)),
        ("route=突发事件", ("route=emergency",)),
        ("route=突发事件准入", ("route=emergency",)),
        ("route=应急准入", ("route=emergency",)),
        ("route=应急", ("route=emergency",)),
        ("route=申请准入", ("route=application",)),
        ("route=承接原目录", ("route=inherited",)),
        ("准入途径=突发事件", ("route=emergency",)),
        ("开始日期=10月8日", ("period.start=2026-10-08",)),
        ("结束日期=长期", ("period.end=null",)),
        ("事项类别=卫生健康", ("class=卫生健康",)),
        ("实施范围=全区", ("scope.subdistricts=all", "scope.communities=all")),
        ("scope.subdistricts=万新街、华明", ("scope.subdistricts=120110003,120110006",)),
        (
            "制度依据=《传染病防治法》第4条",
            (
                *("basis=[]", "basis[0].law=传染病防治法"),
                *("basis[0].version=null", "basis[0].article=第四条"),
            ),
        ),
        ("basis[0].article=第4条第3款", ("basis[0].article=第四条第三款",)),
        ("decision[0].result=同意", ("decision[0].result=admit",)),
        ("事项名称=协助走访", ("title=协助走访",)),
        ("协助内容=走访=慰问", ("authorization.content=走访=慰问",)),
        ("agency=minzheng", ("agency=minzheng",)),
        ("funding.amount=24000.00", ("funding.amount=24000.00",)),
        ("basis[1]=null", ("basis[1]=null",)),
        ("period.end=null", ("period.end=null",)),
        ("excludes=不收费；不执法", ("excludes=不收费；不执法",)),
    ],
)
def test_a_setting_goes_by_the_name_on_the_form_and_is_read_like_it(
    written: str, recorded: tuple[str, ...]
) -> None:
    assert read(written) == recorded


def test_an_end_counts_from_the_start_that_is_set_or_stands_there() -> None:
    assert read("结束日期=一年", "开始日期=2026-10-08")[0] == "period.end=2027-10-07"
    assert read("结束日期=一年", facts=START) == ("period.end=2027-10-07",)


def test_what_is_written_otherwise_is_said_and_other_signs_are_not() -> None:
    assert said("经费金额=2万元", "开始日期=2026/10/8", "agency=minzheng") == ["20000.00"]


def test_what_was_understood_is_said_in_the_words_of_people_not_in_keys_of_the_record() -> None:
    assert said("事项种类=工作事务", "期限类型=长期", "准入途径=应急", "经费周期=每年") == []
    assert said("牵头部门=民政局") == ["区民政局"]
    assert said("实施范围=万新街、华明") == []
    assert said("scope.subdistricts=万新街、华明") == ["万新街道、华明街道"]


@pytest.mark.parametrize(
    ("name", "near"),
    [("经费周朗", "经费周期"), ("funding.amont", "funding.amount"), ("实施范畴", "实施范围")],
)
def test_a_key_that_nobody_knows_is_refused_with_the_near_ones(name: str, near: str) -> None:
    with pytest.raises(Refused) as refused:
        read(f"{name}=x")
    assert refused.value.refusal is UNKNOWN_KEY
    assert near in str(refused.value.facts["near"])


def test_a_value_with_more_than_one_meaning_is_refused_with_these() -> None:
    with pytest.raises(Refused) as refused:
        read("开始日期=10.8")
    assert refused.value.refusal is UNCLEAR_SETTING
    assert "2026-10-08" in refused.value.message
    assert "开始日期" in refused.value.message


def test_a_setting_without_its_sign_is_none() -> None:
    with pytest.raises(Refused) as refused:
        read("长期")
    assert refused.value.refusal is BAD_SETTING


def test_every_title_of_a_field_and_every_label_of_the_form_leads_to_a_key() -> None:
    for key, title in in_chinese().items():
        if key.partition(".")[0] not in ("basis", "dispatch", "retirement"):
            assert record_key(title)
    for field in layout().fields:
        if field.key not in ("credit_code", "applied", "attachments", "filing.number"):
            key = field.key.partition(".")[0]
            assert key == "contact" or record_key(field.label) == field.key


@pytest.mark.parametrize("number", sorted(records()))
def test_a_record_is_a_draft_in_which_nothing_is_understood_otherwise(number: str) -> None:
    facts = asked(records()[number])
    read_again, meanings = draft_read(of_facts(facts, "draft.yaml"), VALUES)
    assert read_again.facts == facts
    assert meanings == ()


def test_a_draft_is_read_as_it_is_typed_and_what_is_not_understood_stays() -> None:
    facts = {
        "title": "协助走访",
        "agency": "民政局",
        "channels": ["社区", "网格员"],
        "term": "长期",
        "period": {"start": "2026年10月8日", "end": "长期"},
        "basis": ["《传染病防治法》第4条第3款、第5条", {"law": "低保条例", "article": "第6条"}],
        "funding": {"amount": "每年2万元"},
        "scope": "万新街道、华明街道",
        "class": "健康",
    }
    made, meanings = draft_read(of_facts(facts, "draft.yaml"), VALUES)
    found = made.facts
    assert (found["agency"], found["channels"]) == ("minzheng", ["community", "grid"])
    assert (found["term"], found["period"]) == ("long", {"start": "2026-10-08", "end": None})
    assert [one["article"] for one in found["basis"]] == ["第四条第三款", "第五条", "第六条"]
    assert found["basis"][2]["law"] == "城市居民最低生活保障条例"
    assert found["funding"] == {"amount": "20000.00", "per": "year"}
    assert found["scope"]["subdistricts"] == ["120110003", "120110006"]
    assert found["class"] == "健康"
    assert "20000.00" in [one.meant for one in meanings]
    assert facts["agency"] == "民政局"


@given(st.text(max_size=20), st.text(max_size=20))
def test_no_setting_ends_in_anything_but_a_setting_or_a_refusal(name: str, value: str) -> None:
    try:
        made = read(f"{name}={value}")
        with_settings(of_facts({}, "--set"), made)
    except Refused:
        pass
