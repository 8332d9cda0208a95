"""When is a task of one district the same as an entry of the base catalogue, and why."""

from datetime import date

import pytest

from accession_cli.districts.same import (
    Decision,
    Star,
    Step,
    Work,
    document_cited,
    law_cited,
    step_between,
)
from accession_cli.districts.titles import title_of, titles_of

RELIEF = "社会救助暂行办法"


def work(
    title: str,
    *laws: tuple[str, str | None],
    key: tuple[str, str] = ("120110", "DL-2024-0001"),
    role: str = "民政",
    class_: str = "社会保障和社会救助",
) -> Work:
    bases = frozenset(one for law, article in laws for one in law_cited(law, article))
    return Work(key, titles_of(title, ("东丽区",)), bases, role, class_)


def entry(code: str, title: str, *laws: tuple[str, str | None], role: str = "民政") -> Work:
    return work(title, *laws, key=("", code), role=role)


def step(one: Work, other: Work) -> Step | None:
    """How *one* is *other*, where that is the only entry of the catalogue."""
    found = Star([other]).matches(one)
    return found[0].step if found else None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("东丽区2026年度低保对象入户核查", "协助开展低保对象入户核查工作"),
        ("最低生活保障对象核实", "低保对象核查"),
        ("生活垃圾分类宣传", "宣传生活垃圾分类"),
        ("居民消防安全检查", "社区消防安全排查"),
        ("反电信网络诈骗宣传", "防范电信诈骗宣讲"),
        ("２０２５年献血动员（试点）", "无偿献血动员"),
    ],
)
def test_place_year_and_set_phrases_do_not_tell_titles_apart(one: str, other: str) -> None:
    assert step(work(one, (RELIEF, "第四条")), entry("A", other, (RELIEF, "第四条"))) is (
        Step.TITLE_AND_ARTICLE
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("低保对象入户核查", "特困人员入户核查"),
        ("低保对象核查", "低保边缘家庭核查"),
        ("第五次全国经济普查登记", "第四次全国经济普查登记"),
        ("人口普查登记", "经济普查登记"),
        ("禁毒宣传", "反恐宣传"),
        ("反诈宣传", "反诈排查"),
        ("家庭教育宣传", "国防教育宣传"),
    ],
)
def test_another_object_or_another_act_is_never_the_same_by_a_shared_article(
    one: str, other: str
) -> None:
    assert step(work(one, (RELIEF, "第四条")), entry("A", other, (RELIEF, "第四条"))) in (
        None,
        Step.PROPOSED,
    )


def test_the_steps_come_in_their_order() -> None:
    the_entry = entry("A", "低保对象核查", (RELIEF, "第十三条"))
    assert step(work("低保对象核查", (RELIEF, "第十三条")), the_entry) is Step.TITLE_AND_ARTICLE
    assert step(work("低保对象核查", (RELIEF, None)), the_entry) is Step.TITLE_AND_LAW
    near = work("低保对象入户核查公示", (RELIEF, "第十三条第一款"))
    assert step(near, the_entry) is Step.ARTICLE_AND_NEAR_TITLE
    assert step(work("低保对象核查", ("宪法", None)), the_entry) is Step.PROPOSED
    assert step(work("古树名木保护", ("宪法", None)), the_entry) is None


def test_items_of_one_article_are_different_places() -> None:
    law = "城市居民委员会组织法"
    one = work("低保核查", (law, "第十条第（三）项"))
    assert step(one, entry("A", "低保核查", (law, "第十条第三项"))) is Step.TITLE_AND_ARTICLE
    assert step(one, entry("A", "低保核查", (law, "第十条第五项"))) is Step.PROPOSED
    assert step(one, entry("A", "低保核查", (law, "第十条"))) is Step.TITLE_AND_ARTICLE
    assert step(one, entry("A", "低保核查", (law, "第十条之一"))) is Step.PROPOSED


def test_titles_of_one_name_that_rest_on_two_articles_of_a_law_are_only_proposed() -> None:
    one = work("低保对象核查", (RELIEF, "第十一条"), role="人社")
    (match,) = Star([entry("A", "低保对象核查", (RELIEF, "第十三条"))]).matches(one)
    assert match.step is Step.PROPOSED
    assert match.basis
    assert match.basis.place == ()


@pytest.mark.parametrize(
    "title",
    [
        "低保对象核查和老年人体检",  # a bundle
        "低保边缘家庭对象核查",  # other people
        "第五次低保对象核查",
        "低保对象核查、公益岗位招聘",
    ],
)
def test_a_bundle_a_narrower_task_and_another_census_are_not_near(title: str) -> None:
    the_entry = entry("A", "第四次低保对象核查", (RELIEF, "第十三条"))
    assert step(work(title, (RELIEF, "第十三条")), the_entry) is Step.PROPOSED


def test_an_article_is_one_however_its_number_is_written() -> None:
    name = "中华人民共和国居民委员会组织法（2025年修订）"
    assert law_cited(f"《{name}》", "第 10 条、第二十三条") == law_cited(
        "居民委员会组织法", "第十条、第23条"
    )


def test_a_document_counts_as_a_basis_by_its_number() -> None:
    one = Work(
        ("120110", "DL-2024-0001"),
        (title_of("低保核查"),),
        frozenset({*document_cited(None, "津民发〔2023〕3号")}),
        "民政",
        "救助",
    )
    other = Work(
        ("", "A"),
        (title_of("低保核查"),),
        frozenset({*document_cited(None, "津民发[2023]3号", "第三条")}),
        "民政",
        "救助",
    )
    assert step(one, other) is Step.TITLE_AND_LAW


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("家庭无障碍设施改造验收", "家庭无障碍设施改造"),  # an act that decides
        ("流感疫苗接种动员", "新冠疫苗接种动员"),  # one thing in the place of another
        ("低保申请受理和入户核查", "低保家庭经济状况入户核查"),  # an act more, and more to say
        ("高龄津贴核查", "护理补贴核查"),
    ],
)
def test_what_takes_the_place_of_another_is_not_near_to_it(one: str, other: str) -> None:
    task, the_entry = work(one, (RELIEF, "第四条")), entry("A", other, (RELIEF, "第四条"))
    assert step_between(task, the_entry) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("安置帮教：协助刑释人员就业衔接", "刑满释放人员就业衔接"),  # a heading
        ("为八十周岁以上老人办理高龄津贴", "高龄津贴申请"),
        ("发现流浪犬、流浪猫伤人及时上报", "流浪犬猫伤人线索报告"),
        ("收到告诫书的家暴当事人查访", "家庭暴力告诫书查访"),
    ],
)
def test_a_title_may_say_the_same_at_more_length(one: str, other: str) -> None:
    task, the_entry = work(one, (RELIEF, "第四条")), entry("A", other, (RELIEF, "第四条"))
    found = step_between(task, the_entry)
    assert found
    assert found[0].counts


def test_proposals_of_one_article_come_first_and_are_three_at_most() -> None:
    entries = [
        *(
            entry(f"A{n}", f"低保对象核查{word}", ("宪法", None))
            for n, word in enumerate("甲乙丙丁")
        ),
        entry("B", "低保金调整", (RELIEF, "第十三条")),
    ]
    task = work("低保对象公示", (RELIEF, "第十三条"))
    found = Star(entries).matches(task)
    assert [one.entry for one in found] == ["B", "A0", "A1"]
    assert [one.step for one in found] == [Step.PROPOSED] * 3


def test_who_says_no_is_shown_the_next_likely_entry() -> None:
    entries = [entry(f"A{n}", f"低保对象核查{word}") for n, word in enumerate("甲乙丙丁")]
    task = work("低保对象公示", key=("120110", "DL-2024-0001"))
    assert [one.entry for one in Star(entries).matches(task)] == ["A0", "A1", "A2"]
    denied = Star(entries, [said("A1", same=False)]).matches(task)
    assert [one.entry for one in denied] == ["A0", "A2", "A3"]


def said(entry_code: str, *, same: bool, day: int = 1) -> Decision:
    return Decision(
        district="120110",
        id="DL-2024-0001",
        title="低保核查",
        entry=entry_code,
        same=same,
        by="王芳",
        date=date(2026, 11, day),
    )


CATALOGUE = (
    entry("A", "低保核查", (RELIEF, "第十三条")),
    entry("B", "低保公示", (RELIEF, "第十三条")),
    entry("C", "特困人员供养", (RELIEF, "第十四条")),
)


def test_what_a_person_said_comes_first_and_the_last_word_counts() -> None:
    task = work("低保核查", (RELIEF, "第十三条"))
    assert [one.entry for one in Star(CATALOGUE).matches(task)] == ["A"]
    star = Star(CATALOGUE, [said("C", same=True), said("B", same=True, day=2)])
    (match,) = star.matches(task)
    assert (match.entry, match.step) == ("B", Step.SAID)
    star = Star(CATALOGUE, [said("B", same=True), said("B", same=False, day=2)])
    (match,) = star.matches(task)
    assert (match.entry, match.step) == ("A", Step.TITLE_AND_ARTICLE)


def test_what_a_person_denied_is_not_found_again_by_any_step() -> None:
    task = work("低保核查", (RELIEF, "第十三条"))
    matches = Star(CATALOGUE, [said("A", same=False)]).matches(task)
    assert "A" not in {one.entry for one in matches}


def test_a_decision_on_an_entry_that_is_gone_counts_for_nothing() -> None:
    task = work("低保核查", (RELIEF, "第十三条"))
    (match,) = Star(CATALOGUE, [said("Z", same=True)]).matches(task)
    assert match.step is Step.TITLE_AND_ARTICLE


def test_a_task_that_would_be_two_entries_is_only_proposed() -> None:
    task = work("低保核查公示", (RELIEF, "第十三条"))
    matches = Star(CATALOGUE).matches(task)
    assert [(one.entry, one.step, one.unclear) for one in matches] == [
        ("A", Step.PROPOSED, Step.ARTICLE_AND_NEAR_TITLE),
        ("B", Step.PROPOSED, Step.ARTICLE_AND_NEAR_TITLE),
    ]


def test_no_chain_of_likenesses_joins_two_tasks() -> None:
    """Each task is held against entries; a task that is like another task is not thereby one."""
    star = Star([entry("A", "低保核查", (RELIEF, "第十三条"))])
    near = work("低保核查和公示", (RELIEF, "第十三条"))
    nearer_to_that = work("低保公示", (RELIEF, "第十三条"), role="人社")
    assert [one.entry for one in star.matches(near)] == ["A"]
    assert [one.step for one in star.matches(nearer_to_that)] == [Step.PROPOSED]
    assert star.matches(work("公示", ("宪法", None))) == ()
