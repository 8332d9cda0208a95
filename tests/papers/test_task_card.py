"""The card of a task: one order of what is done, what is not, by whom, with what and why."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from accession_cli.actions.directory_building import edition, item_of
from accession_cli.papers.task_card import Card, card, card_of, cards
from accession_cli.scheme.registry import RecordId
from accession_cli.scheme.task import (
    Authorization,
    Decision,
    Funding,
    LawBasis,
    Per,
    Period,
    Result,
    Route,
    Task,
    WithheldBasis,
)
from edition_examples import (
    correction,
    edition_of,
    filed_task,
    full_task,
    inherited_task,
    registry,
    retirement,
    scheme,
)


def card_in_edition(task: Task, *others: Task) -> Card:
    made = edition_of(task, *others)
    return card(next(item for item in made.items if item.task.id == task.id), made)


def lines(made: Card, key: str) -> tuple[str, ...]:
    row = made.row(key)
    assert row is not None
    return row.lines


def duties(content: str, authority: str = "只通知") -> Authorization:
    return Authorization(
        content=content, target="应知尽知", authority=authority, workflow="通知、反馈"
    )


def test_the_rows_stand_in_one_order() -> None:
    made = card_in_edition(full_task())

    assert [(row.key, row.head) for row in made.rows] == [
        ("does", "做什么"),
        ("does_not", "不做什么"),
        ("authority", "权限"),
        ("agency", "谁负责"),
        ("term", "期限"),
        ("funding", "经费"),
        ("support", "保障"),
        ("workflow", "流程"),
        ("basis", "依据"),
    ]


def test_a_card_says_all_that_the_directory_says_of_a_task() -> None:
    made = card_in_edition(full_task())

    assert (made.number, made.title, made.kind) == (1, "协助开展老年人健康管理", "台账报表")
    assert (made.filing, made.task_id) == ("津丽社准〔2024〕7号", "DL-2024-0007")
    assert {row.key: row.lines for row in made.rows} == {
        "does": ("通知老年人参加体检", "目标：体检率不低于八成"),
        "does_not": ("不收取材料",),
        "authority": ("只通知，不收取材料",),
        "agency": (
            "区卫生健康委牵头，区民政局、区网格化管理中心配合",
            "由社区、网格员协助",
            "范围：示例一社区",
            "区民政局准入，2024年3月8日备案",
        ),
        "term": ("短期，2024年4月5日至2027年11月6日", "每年两次"),
        "funding": ("一次性1234.50元", "来源：公共卫生经费", "拨付：年初预拨", "说明：含误餐补助"),
        "support": (
            "人员装备：血压计五台；医师两名",
            "培训：上岗前培训一天",
            "机制牌子：健康驿站牌子，依据《老年人权益保障法》（2018年）第五十条",
        ),
        "workflow": ("下发名单后逐户通知",),
        "basis": (
            "《基本医疗卫生与健康促进法》（2019年）第三十六条",
            "《关于做好老年人健康管理的通知》（津卫〔2023〕45号，2023年1月20日）第六项",
        ),
    }


def test_a_row_is_one_sentence_when_it_is_printed_as_text() -> None:
    made = card_in_edition(full_task()).row("term")

    assert made is not None
    assert made.text == "短期，2024年4月5日至2027年11月6日；每年两次。"


def test_what_is_not_done_stands_once_and_in_its_own_row() -> None:
    task = filed_task(
        authorization=duties(
            "张贴通知。不代填普查表，不保管资料。", "只做引路。不自行核查。登记由统计部门负责。"
        ),
        excludes=("不代填普查表，不保管资料", "不自行核查"),
    )

    made = card_in_edition(task)

    assert lines(made, "does") == ("张贴通知", "目标：应知尽知")
    assert lines(made, "does_not") == ("不代填普查表，不保管资料", "不自行核查")
    assert lines(made, "authority") == ("只做引路。登记由统计部门负责",)


def test_a_sentence_that_says_more_than_what_is_not_done_stays_whole() -> None:
    task = filed_task(
        authorization=duties("只通知，不收取材料。", "不收取材料。"), excludes=("不收取材料",)
    )

    made = card_in_edition(task)

    assert lines(made, "does")[0] == "只通知，不收取材料"
    assert lines(made, "authority") == ("不收取材料",)


def test_a_card_says_so_when_the_register_does_not_say_what_is_not_done() -> None:
    made = card_in_edition(filed_task(authorization=duties("张贴通知。")))

    assert lines(made, "does_not") == ("登记没有写明",)


def test_sentences_that_nobody_confirmed_are_quoted_as_such() -> None:
    task = filed_task(authorization=duties("张贴通知。不代填普查表。", "不自行核查。"))

    made = card_in_edition(task)

    assert lines(made, "does_not") == ("登记没有单独写明；备案原文中有：不代填普查表；不自行核查",)
    assert lines(made, "does")[0] == "张贴通知"


@pytest.mark.parametrize(
    ("funding", "said"),
    [
        (
            Funding(amount=Decimal("0.00"), per=Per.YEAR, source=None, method=None, note="随走访"),
            ("不另拨经费", "说明：随走访"),
        ),
        (
            Funding(amount=None, per=Per.YEAR, source="区财政", method=None, note=None),
            ("按需拨付", "来源：区财政"),
        ),
    ],
)
def test_no_money_and_no_set_amount_are_told_apart(funding: Funding, said: tuple[str, ...]) -> None:
    assert lines(card_in_edition(filed_task(funding=funding)), "funding") == said


def test_a_task_without_support_has_no_such_row() -> None:
    assert card_in_edition(filed_task()).row("support") is None


def test_an_emergency_says_who_admitted_it_and_how() -> None:
    admitted = Decision(by="grid_centre", date=date(2024, 7, 1), result=Result.ADMIT, opinion=None)
    task = filed_task(route=Route.EMERGENCY, application=None, decision=(admitted,))

    assert lines(card_in_edition(task), "agency")[-1] == (
        "区网格化管理中心应急快速准入，2024年3月8日备案"
    )


def test_a_task_taken_over_says_that_this_scheme_never_admitted_it() -> None:
    made = card_in_edition(inherited_task(5, year=2026))

    assert made.change == "承接"
    assert lines(made, "agency")[-1] == "2026年3月8日备案"
    assert lines(made, "basis")[0] == (
        "承接原目录（《社区依法协助政府工作事项目录（2021年版）》，津丽民发〔2021〕8号，"
        "2021年3月5日），未经本方案审批"
    )


def test_a_withheld_basis_says_only_that_it_was_reviewed() -> None:
    task = filed_task(basis=(WithheldBasis(reviewer="张三", date=date(2024, 3, 2)),))

    assert lines(card_in_edition(task), "basis") == ("依据材料不予公开，已于2024年3月2日线下审核",)


def test_a_card_marks_what_is_new_taken_over_restored_or_changed() -> None:
    old = filed_task(1)
    was_over = filed_task(
        3,
        period=Period(start=date(2024, 3, 11), end=date(2027, 6, 30)),
        corrections=(correction(date(2026, 2, 1), "period.end", "2025-06-30", "2027-06-30"),),
    )
    amended = filed_task(
        4, corrections=(correction(date(2026, 5, 6), "frequency", "每年一次", "每季度一次"),)
    )
    new = filed_task(1, year=2026)

    made = edition_of(old, was_over, amended, new, inherited_task(2, year=2026))

    assert {one.task_id: one.change for one in cards(made)} == {
        "DL-2024-0001": "",
        "DL-2024-0003": "恢复",
        "DL-2024-0004": "变更",
        "DL-2026-0001": "新",
        "DL-2026-0002": "承接",
    }


def test_only_changes_of_the_law_that_are_certain_are_marked() -> None:
    outdated = LawBasis(law="传染病防治法", version="2013", article="第九条")
    repealed = LawBasis(law="噪声污染防治法", version="2021", article="第八条")

    made = card_in_edition(filed_task(basis=(outdated, repealed)))

    assert lines(made, "basis") == (
        "《传染病防治法》（2013年）第九条（所引版本已修订）",
        "《噪声污染防治法》（2021年）第八条（所引法规已废止）",
    )


def test_articles_of_one_law_stand_behind_one_name() -> None:
    noise = LawBasis(law="噪声污染防治法", version="2021", article="第八条")
    elders = [
        LawBasis(law="老年人权益保障法", version=version, article=article)
        for version, article in (("2018", "第七条"), ("2018", "第二十条"), ("2012", "第三十条"))
    ]
    unnamed = LawBasis(law="老年人权益保障法", version="2012", article=None)
    task = filed_task(basis=(*elders, unnamed, replace(noise, article="第九条"), noise))

    assert lines(card_in_edition(task), "basis") == (
        "《老年人权益保障法》（2018年）第七条、第二十条",
        "《老年人权益保障法》（2012年）第三十条",
        "《老年人权益保障法》（2012年）",
        "《噪声污染防治法》（2021年）第九条、第八条（所引法规已废止）",
    )


def test_what_may_have_been_repealed_is_not_marked() -> None:
    statutes = registry().statutes
    versions = tuple(replace(one, repealed_on=None) for one in statutes.versions)
    known = replace(
        registry(
            filed_task(basis=(LawBasis(law="噪声污染防治法", version="2021", article="第八条"),))
        ),
        statutes=replace(statutes, versions=versions),
    )
    made = edition(
        known,
        year=2026,
        base_date=date(2026, 12, 31),
        draft=False,
        commit=None,
        tool_version="0.1.0",
    )

    assert made.legal_changes
    assert lines(card(made.items[0], made), "basis") == ("《噪声污染防治法》（2021年）第八条",)


def test_a_task_outside_an_edition_has_the_same_card() -> None:
    task = full_task()
    made = edition_of(task)
    item = item_of(registry(task), task, 1, new=False)

    assert card_of(item, scheme()).rows == card(made.items[0], made).rows


def test_a_task_that_took_anothers_place_is_marked_as_new_only() -> None:
    old = filed_task(2, retirement=retirement(date(2026, 6, 1)))
    next_ = filed_task(1, year=2026, supersedes=(old.id,))
    old = replace(old, superseded_by=(RecordId(prefix="DL", year=2026, serial=1),))

    assert card_in_edition(next_, old).change == "新"
