"""What stands in the wrong cell of a form is put into its own, said, and never guessed."""

from datetime import date
from typing import Any

import pytest

from accession_cli.actions.application_reading import FormRead
from accession_cli.papers.application_form_read import FormReading
from accession_cli.papers.application_form_texts import word_texts
from filled_forms import answered, form_of, missing, read, records, registry

TASK = "DL-2024-0001"


def written(**answers: str) -> FormReading:
    return read(answered(form_of(records()[TASK]), **answers))


def taken(**answers: str) -> FormRead:
    """The form as a clerk has it in front of them, whose unclear fields can be settled."""
    data = answered(form_of(records()[TASK]), **answers)
    return FormRead.of(data, word_texts(data, "审批表.docx"), registry(), date(2026, 10, 9))


def said(found: FormReading) -> dict[str, str]:
    return {one.key: one.meant for one in found.understood}


def candidates(found: FormReading, key: str) -> tuple[str, ...]:
    (doubt,) = (one for one in found.unread if one.key == key)
    return doubt.candidates


# 同上


def test_as_above_means_the_cell_above_it_and_that_is_said() -> None:
    found = written(funding__source="区级专项", funding__method="同上")
    assert found.facts["funding"]["method"] == "区级专项"
    assert said(found)["funding.method"] == "区级专项"
    below = written(authorization__target="同上", authorization__authority="（同上）")
    texts = below.facts["authorization"]
    assert texts["target"] == texts["authority"] == texts["content"]


@pytest.mark.parametrize(
    ("key", "answers"),
    [
        ("frequency", {"frequency": "同上"}),
        ("contact.name", {"contact__name": "同上"}),
        ("funding.source", {"funding__source": "同前", "funding__method": "按季拨付"}),
    ],
)
def test_as_above_is_asked_about_where_no_text_stands_above(
    key: str, answers: dict[str, str]
) -> None:
    assert key in missing(written(**answers))


# Who leads


@pytest.mark.parametrize(
    "text",
    [
        "区统计局（牵头）、区民政局、区残联",
        "区民政局、区统计局（牵头单位）、区残联",
        "牵头单位：区统计局；配合单位：区民政局、区残联",
        "区统计局牵头，区民政局、区残联配合",
        "由区统计局牵头、区民政局和区残联配合",
        "区统计局会同区民政局、区残联",
        "区统计局（主办）\n区民政局（协办）\n区残联（协办）",
    ],
)
def test_a_cell_that_names_several_agencies_may_say_who_leads(text: str) -> None:
    found = written(agency=text, co_agencies="")
    assert missing(found) == {}
    assert found.facts["agency"] == "tongji"
    assert found.facts["co_agencies"] == ["minzheng", "canlian"]
    assert said(found)["agency"] == "区统计局"
    assert said(found)["co_agencies"] == "区民政局、区残联"


def test_the_next_cell_may_tell_who_helps() -> None:
    found = written(agency="区统计局、区民政局", co_agencies="区民政局、区残联")
    assert found.facts["agency"] == "tongji"
    assert found.facts["co_agencies"] == ["minzheng", "canlian"]


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("区统计局、区民政局", ""),
        ("区统计局（牵头）、区民政局（牵头）", ""),
        ("区统计局、区民政局", "区残联"),
        ("区统计局、区民政局", "区统计局、区民政局"),
    ],
)
def test_who_leads_is_asked_where_nothing_tells(text: str, others: str) -> None:
    found = written(agency=text, co_agencies=others)
    assert "agency" in missing(found)
    assert found.facts["agency"] is None


def test_of_two_agencies_the_one_that_does_not_lead_is_not_lost_when_the_clerk_chooses() -> None:
    asked = taken(agency="区统计局、区民政局", co_agencies="")
    offered = candidates(asked.reading, "agency")
    assert offered == ("区统计局（牵头）、区民政局", "区民政局（牵头）、区统计局")
    facts = asked.taking("agency", offered[1]).reading.facts
    assert (facts["agency"], facts["co_agencies"]) == ("minzheng", ["tongji"])


# Names that are nearly right


def test_a_name_that_is_nearly_right_is_offered_and_not_taken() -> None:
    found = written(agency="区统记局", scope="无暇街道")
    assert (found.facts["agency"], found.facts["scope"]) == (None, None)
    assert candidates(found, "agency")[0] == "区统计局"
    assert candidates(found, "scope")[0] == "无瑕街道"


def test_in_a_list_only_the_name_that_is_wrong_is_put_right() -> None:
    asked = taken(co_agencies="区民政局、区城市管里委", scope="万新街道、无暇街道；丰年村街道")
    assert candidates(asked.reading, "co_agencies")[0] == "区民政局、区城市管理委"
    scopes = candidates(asked.reading, "scope")
    assert scopes[0] == "万新街道、无瑕街道；丰年村街道"
    facts = asked.taking("scope", scopes[0]).reading.facts
    assert len(facts["scope"]["subdistricts"]) == 3


# Which channel


def boxes(*ticked: str) -> str:
    return "　".join(f"{'☑' if one in ticked else '☐'}{one}" for one in ("社区", "网格员"))


@pytest.mark.parametrize(
    ("ticked", "text"),
    [
        (("社区", "网格员"), {"authorization__content": "仅由网格员在平台上报，不入户。"}),
        (("社区", "网格员"), {"authorization__workflow": "上报—派单—处置，社区居委会不参与。"}),
        (("社区", "网格员"), {"excludes": "居委会不承担本事项"}),
        (("社区",), {"authorization__content": "只由网格员巡查并上报。"}),
        (("网格员",), {"authorization__authority": "只由社区居委会告知；网格员不参与"}),
    ],
)
def test_a_channel_that_the_text_rules_out_is_asked_about(
    ticked: tuple[str, ...], text: dict[str, str]
) -> None:
    found = written(channels=boxes(*ticked), **text)
    assert found.facts["channels"] is None
    assert "channels" in missing(found)


@pytest.mark.parametrize(
    ("ticked", "text"),
    [
        (("社区", "网格员"), {"authorization__authority": "社区不参与执法，网格员只带路"}),
        (
            ("社区", "网格员"),
            {"authorization__content": "社区张贴，网格员上报；只在社区张贴"},
        ),
        (("网格员",), {"authorization__content": "仅由网格员上报，社区居委会不参与。"}),
        (("社区",), {"excludes": "不让网格员签执法文书；不要求社区出具证明"}),
    ],
)
def test_a_channel_that_the_text_leaves_open_is_not_asked_about(
    ticked: tuple[str, ...], text: dict[str, str]
) -> None:
    assert "channels" not in missing(written(channels=boxes(*ticked), **text))


@pytest.mark.parametrize("at", [0, 1])
def test_what_the_clerk_settled_between_two_cells_is_not_asked_again(at: int) -> None:
    content = "仅由网格员在平台上报，不入户。"
    asked = taken(channels=boxes("社区", "网格员"), authorization__content=content)
    offered = candidates(asked.reading, "channels")
    assert offered == ("网格员", "社区、网格员")
    again = asked.taking("channels", offered[at])
    assert not again.unclear
    assert again.reading.facts["channels"] == [["grid"], ["community", "grid"]][at]


@pytest.mark.parametrize(
    ("key", "answers", "meant"),
    [
        ("funding.amount", {"funding__amount": "2万元", "funding__note": "合计3.6万元"}, "20000"),
        ("funding.per", {"funding__amount": "2万元/年", "funding__per": "一次性"}, "一次性"),
    ],
)
def test_money_that_the_clerk_settled_is_not_asked_about_again(
    key: str, answers: dict[str, str], meant: str
) -> None:
    more: dict[str, Any] = {"funding__source": "区财政", "funding__method": "按季拨付"}
    asked = taken(**{**more, **answers})
    assert [one.key for one in asked.unclear] == [key]
    settled = asked.taking(key, meant)
    assert not settled.unclear
    assert settled.reading.facts["funding"]["amount"] == "20000.00"
