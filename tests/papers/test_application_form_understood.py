"""What clerks write on a form is understood, and what is understood otherwise is said (8, 3.1)."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from docx.oxml.ns import qn

from accession_cli.papers.application_form_read import FormReading, reading_of
from accession_cli.papers.application_form_texts import word_texts
from filled_forms import (
    answered,
    cell,
    changed,
    control,
    form_of,
    missing,
    read,
    records,
    registry,
    typed_over,
)

TASK = "DL-2024-0001"


def written(**answers: str) -> FormReading:
    return read(answered(form_of(records()[TASK]), **answers))


def said(found: FormReading) -> dict[str, str]:
    return {one.key: one.meant for one in found.understood}


@pytest.mark.parametrize("number", sorted(records()))
def test_a_form_as_the_program_fills_it_in_means_what_it_says(number: str) -> None:
    assert said(read(form_of(records()[number]))) == {}


def test_a_form_as_an_office_fills_it_in_is_received_as_it_was_sent() -> None:
    found = written(
        agency="东丽区统计局（盖章）",
        co_agencies="民政局；区卫生健康委员会",
        channels="社区☑　网格员☐",
        term="长期（一年以上）",
        period__start="2026.10.8",
        period__end="—",
        funding__amount="每年2万元",
        funding__per="",
        funding__source="区财政",
        funding__method="按季度拨付",
        scope="全区11个街道",
    )
    assert missing(found) == {}
    facts = found.facts
    assert (facts["agency"], facts["co_agencies"]) == ("tongji", ["minzheng", "weijian"])
    assert (facts["channels"], facts["term"]) == (["community"], "long")
    assert facts["period"] == {"start": "2026-10-08", "end": None}
    assert (facts["funding"]["amount"], facts["funding"]["per"]) == ("20000.00", "year")
    assert facts["scope"] == {"subdistricts": "all", "communities": "all"}
    assert said(found) == {
        "agency": "区统计局",
        "co_agencies": "区民政局、区卫健委",
        "channels": "社区",
        "term": "长期",
        "funding.amount": "20,000元",
        "funding.per": "每年",
        "scope": "全区",
    }


def test_a_day_that_is_only_written_in_other_signs_needs_no_word() -> None:
    assert said(written(period__start="2026/10/08", funding__amount="20000.00")) == {}


def test_a_day_without_its_year_is_the_nearest_to_the_receipt_and_is_said() -> None:
    form = answered(form_of(records()[TASK]), applied="10月8日")
    found = reading_of(word_texts(form, "审批表.docx"), registry(), date(2027, 1, 4))
    assert found.applied == "2026-10-08"
    assert said(found)["applied"] == "2026年10月8日"


def test_where_no_money_is_no_period_is_asked() -> None:
    found = written(funding__amount="不需经费", funding__per="", funding__note="用现有人员")
    assert missing(found) == {}
    assert found.facts["funding"]["amount"] == "0.00"


def test_an_amount_and_a_period_that_disagree_are_told() -> None:
    found = written(funding__amount="每年2万元", funding__per="一次性")
    assert set(missing(found)) == {"funding.per"}
    (doubt,) = found.unread
    assert doubt.candidates == ("每年", "一次性")


@pytest.mark.parametrize(
    ("ticked", "channels"),
    [
        (("社区", "☑", "网格员", "☐"), ["community"]),
        (("☑", "社区", "☐", "网格员"), ["community"]),
        (("社区", "", "网格员", "√"), ["grid"]),
        (("社区☑", "网格员"), ["community"]),
        (("社区", "√", "网格员"), None),
    ],
)
def test_a_tick_in_a_cell_of_its_own_counts_where_the_row_leaves_no_doubt(
    ticked: tuple[str, ...], channels: list[str] | None
) -> None:
    def split(body: Any) -> None:
        first = cell(body, "channels")
        for text in reversed(ticked[1:]):
            beside = deepcopy(first)
            typed_over(text)(beside)
            first.addnext(beside)
        typed_over(ticked[0])(first)

    found = read(changed(form_of(records()[TASK]), split))
    assert found.facts["channels"] == channels
    assert ("channels" in missing(found)) == (channels is None)


def test_a_tick_between_two_words_is_told_with_both() -> None:
    found = written(channels="社区 ☑ 网格员")
    (doubt,) = found.unread
    assert (doubt.key, doubt.candidates) == ("channels", ("社区", "网格员"))


def row_of_laws(*texts: str) -> FormReading:
    def plain(body: Any) -> None:
        row = next(control(body, "basis.kind").iterancestors(qn("w:tr")))
        for one, text in zip(row.iter(qn("w:tc")), ("", *texts), strict=True):
            typed_over(text)(one)

    return read(changed(form_of(records()[TASK]), plain))


def test_a_statute_with_a_date_beside_it_is_a_statute_still() -> None:
    found = row_of_laws("文件", "《传染病防治法》", "", "第15条", "2025年4月30日")
    law = {"law": "传染病防治法", "version": "2025", "article": "第十五条"}
    assert found.facts["basis"][0] == law
    assert said(found)["basis[0]"] == "法律法规 《传染病防治法》（2025年）第十五条"


def test_a_law_by_its_short_name_is_filed_under_its_own() -> None:
    found = row_of_laws("法律法规", "《低保条例》", "", "第四条", "")
    assert found.facts["basis"][0]["law"] == "城市居民最低生活保障条例"


@pytest.mark.parametrize(
    "row",
    [
        ("法律法规", "《传染病防治法》第四条第三款、第五条", "", "", ""),
        ("法律法规", "传染病防治法第4条第3款、第5条", "", "", ""),
        ("法律法规", "传染病防治法", "", "第四条第三款、第五条", ""),
        ("", "《传染病防治法》", "", "第四条第三款；第五条", ""),
    ],
)
def test_a_citation_of_two_articles_is_two_bases_wherever_they_stand(row: tuple[str, ...]) -> None:
    first, second, *_others = row_of_laws(*row).facts["basis"]
    assert first == {"law": "传染病防治法", "version": None, "article": "第四条第三款"}
    assert second == {"law": "传染病防治法", "version": None, "article": "第五条"}


@pytest.mark.parametrize("words", ["按需拨付", "据实列支", "按实际支出结算"])
def test_money_paid_as_needed_has_no_amount_and_is_never_none(words: str) -> None:
    found = written(funding__amount=words, funding__per="", funding__method="")
    assert missing(found) == {}
    funding = found.facts["funding"]
    assert (funding["amount"], funding["per"], funding["method"]) == (None, "task", words)
    assert said(found).get("funding.amount", "按需拨付") == "按需拨付"
    again = read(form_of({**records()[TASK], "funding": funding}))
    assert again.facts["funding"] == funding


def test_both_days_in_the_cell_of_the_first_are_both_understood() -> None:
    found = written(period__start="2026年12月1日至2027年5月31日", period__end="")
    assert found.facts["period"] == {"start": "2026-12-01", "end": "2027-05-31"}


def test_a_day_before_the_grey_hint_of_its_cell_is_that_day() -> None:
    found = written(period__start="2026年11月20日年　月　日")
    assert found.facts["period"]["start"] == "2026-11-20"


def test_a_place_where_the_frequency_belongs_is_asked_about() -> None:
    assert set(missing(written(frequency="全区"))) == {"frequency"}


def test_a_telephone_behind_the_person_stands_in_its_own_cell() -> None:
    found = written(contact__name="张某 022-00000001", contact__phone="")
    assert (found.contact.name, found.contact.phone) == ("张某", "022-00000001")


@pytest.mark.parametrize(
    ("sign", "chosen"), [("strike", ["community"]), ("u", ["grid"]), ("b", None)]
)
def test_a_word_that_is_struck_out_was_not_chosen_and_one_underlined_was(
    sign: str, chosen: list[str] | None
) -> None:
    form = answered(form_of(records()[TASK]), channels="社区　网格员")

    def mark(body: Any) -> None:
        run = cell(body, "channels").find(f".//{qn('w:r')}")
        text = run.find(qn("w:t"))
        other = deepcopy(run)
        text.text = "社区　"
        other.find(qn("w:t")).text = "网格员"
        marks = other.find(qn("w:rPr"))
        if marks is None:
            marks = other.makeelement(qn("w:rPr"), {})
            other.insert(0, marks)
        marks.append(other.makeelement(qn(f"w:{sign}"), {}))
        run.addnext(other)

    assert set(missing(read(form))) == {"channels"}
    assert read(changed(form, mark)).facts["channels"] == chosen


# What was written into the neighbouring cell


def test_a_kind_and_a_class_in_each_other_s_cells_are_put_right_and_said() -> None:
    found = written(kind="卫生健康", **{"class": "工作事务"})
    assert missing(found) == {}
    assert (found.facts["kind"], found.facts["class"]) == ("task", "卫生健康")
    assert said(found) == {"kind": "工作事务", "class": "卫生健康"}


def test_how_often_and_where_in_each_other_s_cells_are_put_right() -> None:
    found = written(scope="每月一次", frequency="全区")
    assert missing(found) == {}
    assert found.facts["frequency"] == "每月一次"
    assert said(found) == {"frequency": "每月一次", "scope": "全区"}
    assert found.facts["scope"] == {"subdistricts": "all", "communities": "all"}


def test_a_place_for_how_often_is_asked_about_where_the_other_cell_says_nothing_of_it() -> None:
    assert set(missing(written(scope="老旧小区", frequency="全区"))) == {"scope", "frequency"}


def test_an_amount_in_the_note_alone_is_taken_from_there() -> None:
    found = written(funding__amount="", funding__per="", funding__note="每年6000元，由区财政安排。")
    assert missing(found) == {}
    assert (found.facts["funding"]["amount"], found.facts["funding"]["per"]) == ("6000.00", "year")
    assert said(found)["funding.amount"] == "6,000元"


def test_of_two_amounts_in_the_note_none_is_taken() -> None:
    found = written(funding__amount="", funding__note="折页6000元，讲课8000元。")
    assert "funding.amount" in missing(found)


def test_a_note_with_another_total_than_the_amount_is_asked_about() -> None:
    found = written(funding__amount="2万元", funding__note="展板1.6万元，折页2万元，合计3.6万元")
    (doubt,) = found.unread
    assert (doubt.key, doubt.candidates) == ("funding.amount", ("20000.00", "36000.00"))
    assert missing(written(funding__amount="2万元", funding__note="每年共计2万元")) == {}


def test_the_agency_that_leads_and_those_beside_it_are_told_apart() -> None:
    found = written(agency="区农委（牵头）、区公安分局", co_agencies="", credit_code="")
    assert missing(found) == {}
    assert (found.facts["agency"], found.facts["co_agencies"]) == ("nongye", ["gongan"])
    assert said(found) == {"agency": "区农业农村委", "co_agencies": "区公安分局"}


@pytest.mark.parametrize(
    ("label", "amount"), [("经费金额（万元）", "60000.00"), ("经费金额（元）", "6.00")]
)
def test_a_bare_number_counts_in_the_unit_of_its_label(label: str, amount: str) -> None:
    def relabelled(body: Any) -> None:
        value = cell(body, "funding.amount")
        typed_over(label)(value.getprevious())
        typed_over("6")(value)

    found = read(changed(form_of(records()[TASK]), relabelled))
    assert found.facts["funding"]["amount"] == amount


def test_a_version_and_an_article_in_each_other_s_cells_are_put_right() -> None:
    found = row_of_laws("法律法规", "传染病防治法", "第十五条", "2025年修订", "")
    assert missing(found) == {}
    law = {"law": "传染病防治法", "version": "2025", "article": "第十五条"}
    assert law in found.facts["basis"]


def test_a_number_and_a_day_behind_a_documents_name_go_where_they_belong() -> None:
    found = row_of_laws(
        "文件", "关于抽样调查的通知（津丽统〔2026〕21号，2026年9月28日印发）", "", "", ""
    )
    (document, *_more) = [one for one in found.facts["basis"] if "document" in one]
    assert document["document"] == "关于抽样调查的通知"
    assert (document["number"], document["date"]) == ("津丽统〔2026〕21号", "2026-09-28")


@pytest.mark.parametrize(
    ("answers", "key", "meant"),
    [
        ({"period__start": "2027年2月", "period__end": "2027年12月"}, "period.start", "2027-02-01"),
        ({"period__start": "2027年元月", "period__end": "2027年底"}, "period.start", "2027-01-01"),
        (
            {"period__start": "2027年2月26日（开学前）", "period__end": "2027年底"},
            "period.start",
            "2027-02-26",
        ),
        ({"scope": "街道：全区"}, "scope", "all"),
        ({"scope": "全区\n（各街道轮流）"}, "scope", "all"),
        ({"scope": "（写“全区”，或者写明街道、社区）全区"}, "scope", "all"),
        (
            {"agency": "统计局", "co_agencies": "市场局、生态局"},
            "co_agencies",
            "shichang、shengtai",
        ),
        ({"channels": "☑社区（含网格员不参与）　☐网格员"}, "channels", "community"),
        ({"channels": "社区 ✓　　网格员"}, "channels", "community"),
        ({"channels": "√ ☐社区　　√ ☐网格员"}, "channels", "community、grid"),
        ({"channels": "☐社区　　√ ☐网格员"}, "channels", "grid"),
        ({"channels": "社区、网格员"}, "channels", "community、grid"),
        ({"co_agencies": "公安、城管"}, "co_agencies", "gongan、chengguan"),
        ({"co_agencies": "区教育局、各街道"}, "co_agencies", "jiaoyu"),
        ({"agency": "区人力社保局"}, "agency", "renshe"),
        ({"agency": "区网格中心"}, "agency", "wangge"),
        ({"term": "长期", "period__end": "————"}, "period.end", ""),
        ({"title": "社区ＣＰＲ急救讲座"}, "title", "社区CPR急救讲座"),
        ({"title": "见义勇为人员走访慰问"}, "title", "见义勇为人员走访慰问"),
        (
            {"authorization__content": "附近商户走访登记"},
            "authorization.content",
            "附近商户走访登记",
        ),
        (
            {"funding__amount": "每社区500元，130个社区合计65000元", "funding__per": "每年"},
            "funding.amount",
            "65000.00",
        ),
    ],
)
def test_what_any_clerk_understands_is_understood(
    answers: dict[str, str], key: str, meant: str
) -> None:
    found = written(**answers)
    assert missing(found) == {}
    top, _dot, inner = key.partition(".")
    value = found.facts[top][inner] if inner else found.facts[top]
    if key == "scope":
        value = value["communities"] if value["subdistricts"] == "all" else value
    assert ("、".join(value) if isinstance(value, list) else value or "") == meant


@pytest.mark.parametrize(
    ("answers", "key"),
    [
        ({"period__start": "2027年2月26日（暂定）"}, "period.start"),
        ({"period__end": "2030年2月26日（不含）"}, "period.end"),
        ({"scope": "全区（先在万新街道试点）"}, "scope"),
        ({"scope": "全区（部分社区）"}, "scope"),
        ({"channels": "☑社区　☑网格员（二选一，请民政局定）"}, "channels"),
        ({"co_agencies": "卫生局"}, "co_agencies"),
        ({"authorization__content": "详见附件《工作方案》（另行报送）。"}, "authorization.content"),
        ({"authorization__workflow": "见附件"}, "authorization.workflow"),
        ({"funding__amount": "每年2万，三年共5万"}, "funding.amount"),
        ({"funding__amount": "每社区500元，130个社区合计66000元"}, "funding.amount"),
        ({"funding__amount": "2"}, "funding.amount"),
        ({"funding__amount": "约2万元", "funding__source": ""}, "funding.amount funding.source"),
        ({"channels": "社区  网格员"}, "channels"),
        ({"channels": "☐社区 √ ☐网格员"}, "channels"),
        ({"title": "见附件1"}, "title"),
        ({"frequency": "详见附件"}, "frequency"),
        ({"authorization__target": "无"}, "authorization.target"),
        ({"period__start": "2027年7月10日", "period__end": "2027年5月10日"}, "period.end"),
        ({"scope": "万新街道", "co_agencies": "华明街道"}, "co_agencies"),
    ],
)
def test_what_leaves_something_open_is_asked_about(answers: dict[str, str], key: str) -> None:
    assert set(missing(written(**answers))) == set(key.split())


def test_what_says_that_there_is_nothing_is_not_called_empty() -> None:
    told = missing(written(authorization__target="无"))
    assert told["authorization.target"] == "It says “无”, and something has to be stated here."


def test_subdistricts_among_those_that_help_are_said_to_be_no_agencies() -> None:
    found = written(co_agencies="区教育局、各街道")
    assert said(found)["co_agencies"].startswith("区教育局、街道按实施范围协助")


def test_a_section_without_a_subdistrict_is_that_of_each_where_the_task_is_done() -> None:
    found = written(scope="万新街道、华明街道", sections="街道社会事务科")
    names = {one["name"] for one in found.facts["sections"]}
    assert (len(found.facts["sections"]), names) == (2, {"社会事务科"})
    assert "万新街道：社会事务科" in said(found)["sections"]


@pytest.mark.parametrize(
    ("number", "version"),
    [
        ("2017年修订（国令687号）", "2017"),
        ("国务院令第649号（2019年修订）", "2019"),
        ("2024年修订（国务院、中央军委令第788号）", "2024"),
        ("2017年修订、国务院令第687号", "2017"),
        ("国务院令第687号", "2018"),
        ("", None),
    ],
)
def test_the_version_of_a_law_is_told_beside_the_order_that_made_it(
    number: str, version: str | None
) -> None:
    found = row_of_laws("法律法规", "某某示例条例", number, "第三条", "2018年10月7日")
    assert missing(found) == {}
    assert found.facts["basis"][0]["version"] == version


def test_two_years_of_one_law_are_asked_about() -> None:
    found = row_of_laws("法律法规", "某某示例条例", "2011年（2016年修正）", "第三条", "")
    assert set(missing(found)) == {"basis[0]"}


def test_a_rate_and_what_it_comes_to_in_some_years_are_one_amount() -> None:
    found = written(funding__amount="每年2万，三年共6万", funding__per="每年")
    assert (found.facts["funding"]["amount"], found.facts["funding"]["per"]) == ("20000.00", "year")


@pytest.mark.parametrize(
    ("applied", "start", "read_as"),
    [
        ("12/19/2026", "3/1/2027", "2027-03-01"),
        ("19/12/2026", "3/1/2027", "2027-01-03"),
        ("12/9/2026", "3/1/2027", None),
    ],
)
def test_days_with_the_year_behind_are_read_in_the_order_that_one_of_them_tells(
    applied: str, start: str, read_as: str | None
) -> None:
    found = written(applied=applied, period__start=start, period__end="长期")
    assert found.facts["period"]["start"] == read_as


def test_a_community_with_its_subdistrict_behind_it_is_found() -> None:
    found = written(scope="示例一社区、示例二社区、示例三社区（张贵庄街道）")
    assert missing(found) == {}
    assert len(found.facts["scope"]["communities"]) == 3
    assert "scope" in missing(written(scope="示例一社区（万新街道）"))


def test_measures_with_a_document_number_are_a_document_and_keep_it() -> None:
    row = ("文件", "天津市就业援助办法", "津人社规字〔2023〕5号", "第七条", "2023.6.12")
    (first, *_others) = row_of_laws(*row).facts["basis"]
    assert (first["document"], first["number"]) == ("天津市就业援助办法", "津人社规字〔2023〕5号")
    whole = ("文件", "《天津市科普办法》（津科协发〔2024〕19号）第九条", "", "", "2024年6月3日")
    (first, *_others) = row_of_laws(*whole).facts["basis"]
    assert (first["document"], first["number"]) == ("天津市科普办法", "津科协发〔2024〕19号")
    assert (first["clause"], first["date"]) == ("第九条", "2024-06-03")


def relabelled(before: str, label: str, text: str, *, gone: str = "") -> FormReading:
    """The form whose cell *before* has another label, alone in its row when *gone* is a field."""

    def change(body: Any) -> None:
        one = cell(body, before)
        typed_over(label)(one.getprevious())
        typed_over(text)(one)
        if gone:
            other = cell(body, gone)
            other.getparent().remove(other.getprevious())
            other.getparent().remove(other)

    return read(changed(form_of(records()[TASK]), change))


def test_both_days_may_stand_in_one_row_with_a_label_of_its_own() -> None:
    found = relabelled("period.start", "起止日期", "2027/3/1-2030/12/31", gone="period.end")
    assert found.facts["period"] == {"start": "2027-03-01", "end": "2030-12-31"}


def test_the_person_and_the_telephone_may_stand_in_one_row() -> None:
    text = "王晨 022-00002920（工作日）"
    found = relabelled("contact.name", "联系人及电话", text, gone="contact.phone")
    assert (found.contact.name, found.contact.phone) == ("王晨", "022-00002920（工作日）")


def test_a_table_inside_a_cell_is_part_of_what_the_cell_says() -> None:
    def put_in(body: Any) -> None:
        one = cell(body, "authorization.content")
        rows = (("居委会做", "张贴通知"), ("居委会不做", "挨户敲门"))
        table = one.makeelement(qn("w:tbl"), {})
        for texts in rows:
            row = table.makeelement(qn("w:tr"), {})
            for text in texts:
                inner = row.makeelement(qn("w:tc"), {})
                row.append(inner)
                typed_over(text)(inner)
            table.append(row)
        typed_over("分工如下：")(one)
        one.append(table)
        below = deepcopy(one.find(qn("w:p")))
        one.append(below)
        next(below.iter(qn("w:t"))).text = "其他另行通知。"

    content = read(changed(form_of(records()[TASK]), put_in)).facts["authorization"]["content"]
    assert content == "分工如下：\n居委会做：张贴通知\n居委会不做：挨户敲门\n其他另行通知。"


def test_a_form_that_stands_twice_in_its_file_says_everything_once() -> None:
    def twice(body: Any) -> None:
        table = body.find(qn("w:tbl"))
        table.addnext(deepcopy(table))

    once, again = read(form_of(records()[TASK])), read(changed(form_of(records()[TASK]), twice))
    assert again.facts == once.facts
    assert again.unread == ()


def test_an_empty_form_behind_a_filled_one_takes_nothing_away() -> None:
    empty = form_of({})

    def behind(body: Any) -> None:
        def take(other: Any) -> None:
            body.find(qn("w:tbl")).addnext(deepcopy(other.find(qn("w:tbl"))))

        changed(empty, take)

    found = read(changed(form_of(records()[TASK]), behind))
    assert found.facts == read(form_of(records()[TASK])).facts
