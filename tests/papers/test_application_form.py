"""The approval form (scheme 3.1): filled in, changed by clerks, and read back without guessing."""

import io
import json
import zipfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from make_form_template import TARGET
from make_form_template import template as made_template

from accession_cli import i18n
from accession_cli.actions.application_form import ANOTHER_FILE_THERE
from accession_cli.entry import draft
from accession_cli.entry.citations import Bases
from accession_cli.entry.days import day
from accession_cli.entry.form_words import layout
from accession_cli.entry.money import amount
from accession_cli.entry.places import Places
from accession_cli.entry.values import NotRead, clean, one_line
from accession_cli.errors import Exit, Refused
from accession_cli.papers.application_form_filled import citation, content_of, filled
from accession_cli.papers.application_form_texts import word_texts
from conftest import Answer
from filled_forms import (
    answered,
    asked,
    cell,
    changed,
    control,
    form_of,
    missing,
    plain_paragraph,
    read,
    records,
    registry,
    typed_over,
    with_part,
)
from registries import SHIPPED
from repositories import Clone

Command = Callable[..., Answer]
TASK = "DL-2024-0001"
PLACES = Places(registry().subdistricts)
BASES = Bases(registry().statutes)


def filled_task() -> bytes:
    return form_of(records()[TASK])


# Filled in and read back


@pytest.mark.parametrize("number", sorted(records()))
def test_a_form_filled_in_from_a_record_reads_back_as_that_record(number: str) -> None:
    found = read(form_of(records()[number]))
    assert missing(found) == {}
    assert found.facts == asked(records()[number])


def test_the_facts_have_the_shape_of_a_draft() -> None:
    facts = read(filled_task()).facts
    fresh = draft._FRESH
    assert set(facts) <= set(fresh)
    for key in ("period", "authorization", "funding", "scope"):
        assert set(facts[key]) == set(fresh[key])
    assert "application" not in facts


def test_what_only_an_application_has_is_filled_in_and_read_too() -> None:
    facts = {
        **records()[TASK],
        "applied": "2026-09-21",
        "contact": {"name": "李玥", "phone": "022-84375001"},
        "attachments": ["全国经济普查条例", "关于做好普查协助工作的通知（示例）"],
    }
    found = read(form_of(facts))
    assert (found.applied, found.contact.name, found.contact.phone) == (
        "2026-09-21",
        "李玥",
        "022-84375001",
    )
    assert list(found.attachments) == facts["attachments"]


def test_a_blank_form_misses_every_mandatory_field_and_says_nothing_else() -> None:
    found = read(form_of({}))
    mandatory = {field.key for field in layout().fields if field.required}
    assert set(missing(found)) == mandatory
    assert found.facts["channels"] is None
    assert found.facts["co_agencies"] == []


def test_a_form_for_one_agency_still_shows_where_to_write() -> None:
    def shown(form: bytes) -> str:
        with zipfile.ZipFile(io.BytesIO(form)) as parts:
            return parts.read("word/document.xml").decode()

    assert "点击填写" in shown(form_of({"agency": "minzheng"}))
    assert "点击填写" not in shown(filled_task())


def test_the_same_facts_give_the_same_bytes() -> None:
    assert filled_task() == filled_task()


def test_the_committed_template_is_the_one_that_its_tool_makes() -> None:
    assert TARGET.read_bytes() == made_template()


_TEXTS = st.text(
    st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")), min_size=1
).filter(lambda text: clean(text) == text and clean(text) not in layout().words["nothing"])


@given(content=_TEXTS, target=_TEXTS)
def test_any_text_comes_back_as_it_was(content: str, target: str) -> None:
    facts = asked(records()[TASK])
    facts["authorization"] = {**facts["authorization"], "content": content, "target": target}
    form = layout()
    if not (form.is_empty(content) or form.is_empty(target)):
        assert read(form_of(facts)).facts["authorization"] == facts["authorization"]


# What clerks do to it


def test_a_field_is_read_that_was_typed_over_so_that_its_control_is_gone() -> None:
    form = answered(filled_task(), title="协助开展探访", authorization__content="第一行\n第二行")
    found = read(form)
    assert found.facts["title"] == "协助开展探访"
    assert found.facts["authorization"]["content"] == "第一行\n第二行"
    assert missing(found) == {}


def test_text_typed_beside_an_empty_control_is_read() -> None:
    def beside(body: Any) -> None:
        control(body, "title").addnext(plain_paragraph(body, "协助开展探访")[0])

    assert read(changed(form_of({}), beside)).facts["title"] == "协助开展探访"


def test_a_name_broken_into_runs_and_paragraphs_is_one_line() -> None:
    def broken(body: Any) -> None:
        typed_over()(cell(body, "title"))
        for pieces in (("协助", "开展", "独居"), ("老年人探访",)):
            cell(body, "title").append(plain_paragraph(body, *pieces))

    assert read(changed(filled_task(), broken)).facts["title"] == "协助开展独居老年人探访"


def test_a_row_that_was_inserted_for_one_more_law_is_read() -> None:
    def inserted(body: Any) -> None:
        row = next(control(body, "basis.kind").iterancestors(qn("w:tr")))
        new = deepcopy(row)
        texts = ("", "法律法规", "《社会救助法》", "2026", "第五条", "")
        for one, text in zip(new.iter(qn("w:tc")), texts, strict=True):
            typed_over(text)(one)
        row.addnext(new)

    facts = read(changed(filled_task(), inserted)).facts
    assert facts["basis"][1] == {"law": "社会救助法", "version": "2026", "article": "第五条"}
    assert len(facts["basis"]) == 3


def test_rows_of_laws_without_any_control_are_read_by_their_columns() -> None:
    def plain(body: Any) -> None:
        for one in list(body.iter(qn("w:sdt"))):
            if (parent := one.getparent()) is not None:
                for run in one.iter(qn("w:r")):
                    one.addprevious(deepcopy(run))
                parent.remove(one)

    found = read(changed(filled_task(), plain))
    assert found.facts == asked(records()[TASK])
    assert missing(found) == {}


def test_a_citation_squeezed_into_one_cell_is_taken_apart() -> None:
    def squeezed(body: Any) -> None:
        row = next(control(body, "basis.kind").iterancestors(qn("w:tr")))
        for one, text in zip(
            row.iter(qn("w:tc")),
            ("", "", "《社会救助暂行办法》第四条第二款", "", "", ""),
            strict=True,
        ):
            typed_over(text)(one)

    facts = read(changed(filled_task(), squeezed)).facts
    assert facts["basis"][0] == {
        "law": "社会救助暂行办法",
        "version": None,
        "article": "第四条第二款",
    }


def test_labels_may_be_spaced_and_marked_as_mandatory() -> None:
    def spaced(body: Any) -> None:
        typed_over("事 项　名 称（必填）：")(cell(body, "title").getprevious())

    form = changed(answered(filled_task(), title="协助开展探访"), spaced)
    assert read(form).facts["title"] == "协助开展探访"


def test_a_form_of_before_has_no_cell_for_what_is_not_done_and_leaves_no_doubt() -> None:
    def of_before(body: Any) -> None:
        row = next(control(body, "excludes").iterancestors(qn("w:tr")))
        row.getparent().remove(row)

    found = read(changed(filled_task(), of_before))
    assert missing(found) == {}
    assert found.facts["excludes"] == []


def test_each_sentence_of_what_is_not_done_is_one_entry() -> None:
    filled = answered(filled_task(), excludes="只宣传，不执法。；不收费")
    assert read(filled).facts["excludes"] == ["只宣传，不执法。", "不收费"]
    again = form_of({**records()[TASK], "excludes": ["只宣传，不执法。", "不收费"]})
    assert read(again).facts["excludes"] == ["只宣传，不执法。", "不收费"]


def test_what_was_deleted_with_changes_tracked_is_not_read() -> None:
    def tracked(body: Any) -> None:
        paragraph = cell(body, "title")[-1]
        typed_over("协助开展探访")(cell(body, "title"))
        gone = body.makeelement(qn("w:del"), {})
        gone.extend(plain_paragraph(body, "旧名称"))
        cell(body, "title")[-1].append(gone)
        assert paragraph is not None

    assert read(changed(filled_task(), tracked)).facts["title"] == "协助开展探访"


@pytest.mark.parametrize(
    "ticked", ["☐社区　☑网格员", "□社区 √网格员", "网格员", "■ 网格员  □ 社区"]
)
def test_a_box_may_be_ticked_in_any_way(ticked: str) -> None:
    assert read(answered(filled_task(), channels=ticked)).facts["channels"] == ["grid"]


def test_a_field_that_was_taken_out_is_told_from_one_left_empty() -> None:
    def gone(body: Any) -> None:
        row = next(control(body, "title").iterancestors(qn("w:tr")))
        row.getparent().remove(row)

    told = missing(read(changed(filled_task(), gone)))
    assert told == {"title": "The form has no such field; it was taken out."}


def test_a_field_filled_in_twice_is_told_and_not_chosen() -> None:
    def twice(body: Any) -> None:
        row = next(control(body, "title").iterancestors(qn("w:tr")))
        row.addnext(deepcopy(row))
        for text in list(control(body, "title").iter(qn("w:t"))):
            text.text = "另一个名称"

    found = read(changed(filled_task(), twice))
    assert set(missing(found)) == {"title"}
    assert found.facts["title"] is None


# How values are written


@pytest.mark.parametrize(
    "written",
    [
        *("2026年3月2日", "2026-3-2", "2026.3.2", "2026/3/2", "2026-03-02", "２０２６年３月２日"),
        *(" 2026 年 3 月 2 日 ", "２０２６．３．２", "2026年03月02日"),
    ],
)
def test_a_day_may_be_written_as_people_write_it(written: str) -> None:
    assert day(written).isoformat() == "2026-03-02"


@pytest.mark.parametrize(
    "written",
    [
        *("2026年2月30日", "3月2日", "2026年3月", "二〇二六年三月", "2026", "春节后", "26.3.2"),
        *("1026-03-02", "2026-3-2至2026-4-1"),
    ],
)
def test_what_is_no_day_is_never_made_one(written: str) -> None:
    with pytest.raises(NotRead):
        day(written)


@pytest.mark.parametrize(
    ("written", "amounts"),
    [
        ("24000", "24000.00"),
        ("24,000.00元", "24000.00"),
        ("2.4万元", "24000.00"),
        ("２４，０００元", "24000.00"),
        ("人民币24000元整", "24000.00"),
        ("￥24,000", "24000.00"),
        ("0元", "0.00"),
        ("0.5 元", "0.50"),
        ("1,234,567.89", "1234567.89"),
        ("0.00015万", "1.50"),
    ],
)
def test_an_amount_may_be_written_as_people_write_it(written: str, amounts: str) -> None:
    assert amount(written) == amounts


@pytest.mark.parametrize(
    "written",
    [
        *(
            "每社区3000元",
            "约2万元",
            "2-3万元",
            "2,40,00",
            "1.234元",
            "-5元",
        ),
        *("3000元+2000元", "9" * 13, "9" * 30, "NaN", "1.005", ""),
    ],
)
def test_what_is_no_single_amount_is_never_made_one(written: str) -> None:
    with pytest.raises(NotRead):
        amount(written)


@given(st.decimals(min_value=0, max_value=999_999_999_999, places=2))
def test_an_amount_that_was_written_is_read_as_it_was(money: Any) -> None:
    assert amount(f"{money:,.2f}元") == f"{money:.2f}"


@given(st.dates())
def test_every_day_is_read_as_it_was_written(value: Any) -> None:
    if not 1900 <= value.year <= 2099:
        return
    for form in ("{0.year}年{0.month}月{0.day}日", "{0.year}-{0.month}-{0.day}", "{0:%Y/%m/%d}"):
        assert day(form.format(value)) == value


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("协助\n独居", "协助独居"),
        ("see\nthis", "see this"),
        ("　协助\u00a0独居\u200b ", "协助 独居"),
    ],
)
def test_a_broken_line_is_one_line(written: str, read_as: str) -> None:
    assert one_line(written) == read_as


# Legal bases


LAW = {"law": "社会救助暂行办法", "version": None, "article": None}
NOTICE = {
    "document": "关于做好冬季取暖安全工作的通知",
    "number": "津民发〔2023〕3号",
    "date": None,
    "clause": None,
    "attachment": None,
}


@pytest.mark.parametrize(
    ("written", "bases"),
    [
        ("《社会救助暂行办法》第四条第二款", [{**LAW, "article": "第四条第二款"}]),
        (
            "《社会救助暂行办法》（2014年修订）第四条",
            [{**LAW, "version": "2014", "article": "第四条"}],
        ),
        ("1.《社会救助暂行办法》", [LAW]),
        (
            "《社会救助暂行办法》第四条、第五条第一款",
            [{**LAW, "article": "第四条"}, {**LAW, "article": "第五条第一款"}],
        ),
        (
            "《中华人民共和国残疾人保障法》第四十七条；《社会救助暂行办法》第四条",
            [
                {"law": "残疾人保障法", "version": None, "article": "第四十七条"},
                {**LAW, "article": "第四条"},
            ],
        ),
        (
            "《城市居民委员会组织法》第十条第（五）项",
            [{"law": "城市居民委员会组织法", "version": None, "article": "第十条第（五）项"}],
        ),
        ("《关于做好冬季取暖安全工作的通知》（津民发〔2023〕3号）", [NOTICE]),
        ("《关于做好冬季取暖安全工作的通知》（津民发[2023]3号）", [NOTICE]),
        ("《关于做好冬季取暖安全工作的通知》(津民发(2023)3号)", [NOTICE]),
        (
            "依据《关于做好冬季取暖安全工作的通知》（津民发〔2023〕3号，2023年1月20日）第三条。",
            [{**NOTICE, "date": "2023-01-20", "clause": "第三条"}],
        ),
        (
            "《关于印发《救助办法》的通知》（津民发〔2023〕3号）",
            [{**NOTICE, "document": "关于印发《救助办法》的通知"}],
        ),
        (
            "线下审核（区民政局，2024年1月24日）",
            [{"withheld": True, "reviewer": "区民政局", "date": "2024-01-24"}],
        ),
    ],
)
def test_a_citation_in_free_text_is_taken_apart(written: str, bases: list[Any]) -> None:
    assert BASES.of_text(written) == bases


@pytest.mark.parametrize(
    "written",
    [
        *("《社会救助暂行办法》第四条、第二款", "《某某事项》第三条", "《某通知》（不明）"),
        *("《社会救助暂行办法》（津民发〔2023〕3号", "上级要求", "线下审核（区民政局）"),
        "会议要求；《社会救助暂行办法》第四条",
    ],
)
def test_a_citation_that_cannot_be_taken_apart_is_never_guessed(written: str) -> None:
    with pytest.raises(NotRead):
        BASES.of_text(written)


@pytest.mark.parametrize("number", sorted(records()))
def test_every_citation_that_is_written_in_one_line_is_read_back(number: str) -> None:
    for basis in asked(records()[number])["basis"]:
        assert BASES.of_text(citation(basis)) == [basis]


def test_a_version_that_is_no_year_is_told() -> None:
    with pytest.raises(NotRead):
        BASES.of_row(("法律法规", "社会救助暂行办法", "最新", "第四条", ""))


# Names and places


@pytest.mark.parametrize(
    "name",
    ["区民政局", " 区 民政局", "东丽区民政局", "天津市东丽区民政局", "民政局", "民政", "minzheng"],
)
def test_an_agency_is_known_by_its_name_alone_or_with_its_district(name: str) -> None:
    assert read(answered(filled_task(), agency=name)).facts["agency"] == "minzheng"


@pytest.mark.parametrize("name", ["河东区民政局", "天津市民政局", "区委", "区民政局、区教育局"])
def test_an_agency_that_nobody_is_called_is_told(name: str) -> None:
    told = missing(read(answered(filled_task(), agency=name)))
    assert set(told) == {"agency"}
    assert name in told["agency"]


def test_a_credit_code_of_another_agency_is_told() -> None:
    form = answered(filled_task(), agency="区民政局", credit_code="11120110000176946d")
    assert missing(read(form)) == {}
    wrong = answered(form, credit_code="11120110000176946E")
    assert set(missing(read(wrong))) == {"credit_code"}


@pytest.mark.parametrize(
    ("written", "scope"),
    [
        ("全区", {"subdistricts": "all", "communities": "all"}),
        ("全区各街道", {"subdistricts": "all", "communities": "all"}),
        ("万新街道、华明街道", {"subdistricts": ["120110003", "120110006"], "communities": "all"}),
        (
            "万新街道：示例四社区；军粮城街道：示例九社区、示例十社区",
            {
                "subdistricts": ["120110003", "120110008"],
                "communities": ["120110003901", "120110008901", "120110008902"],
            },
        ),
        (
            "万新街道示例四社区，示例九社区",
            {
                "subdistricts": ["120110003", "120110008"],
                "communities": ["120110003901", "120110008901"],
            },
        ),
    ],
)
def test_places_are_known_by_their_names(written: str, scope: dict[str, Any]) -> None:
    assert PLACES.scope(written) == scope


@pytest.mark.parametrize(
    "written",
    [
        "万新街道等",
        "示例九十九社区",
        "万新街道：示例九社区",
        "华明街道、示例四社区",
        "有关街道",
        "；",
    ],
)
def test_places_that_nobody_knows_are_never_guessed(written: str) -> None:
    with pytest.raises(NotRead):
        PLACES.scope(written)


def test_what_is_left_open_by_the_money_is_told() -> None:
    none = missing(read(answered(filled_task(), funding__amount="0元")))
    assert set(none) == {"funding.note"}
    some = missing(read(answered(filled_task(), funding__source="无", funding__method="")))
    assert set(some) == {"funding.source"}


def test_no_text_is_longer_than_a_record_may_have_it() -> None:
    long = answered(filled_task(), authorization__content="长" * 4_001, basis="")
    assert missing(read(long)) == {"authorization.content": "It has more than 4000 characters."}
    assert missing(read(answered(filled_task(), authorization__content="长" * 4_000))) == {}


def test_no_task_rests_on_more_laws_than_a_record_may_have() -> None:
    (*_others, last) = records()[TASK]["basis"]
    facts = {**records()[TASK], "basis": [{**last, "clause": f"第{at}条"} for at in range(51)]}
    assert set(missing(read(form_of(facts)))) == {"basis"}


def test_a_short_term_needs_its_last_day() -> None:
    assert set(missing(read(answered(filled_task(), period__end="长期")))) == {"period.end"}
    assert set(missing(read(answered(filled_task(), period__end="明年")))) == {"period.end"}


def test_a_mechanism_and_its_basis_come_together() -> None:
    alone = answered(filled_task(), mechanism__what="儿童主任专岗")
    assert set(missing(read(alone))) == {"mechanism.basis"}
    both = answered(alone, mechanism__basis="《未成年人保护法》第四十三条")
    assert read(both).facts["mechanism"] == {
        "what": "儿童主任专岗",
        "basis": {"law": "未成年人保护法", "version": None, "article": "第四十三条"},
    }


# What is no form


def test_a_letter_is_no_form() -> None:
    letter = docx.Document()
    letter.add_paragraph("关于申请准入的函")
    target = io.BytesIO()
    letter.save(target)
    with pytest.raises(Refused) as refused:
        word_texts(target.getvalue(), "函.docx")
    assert refused.value.exit_code is Exit.UNREADABLE
    assert "函.docx is not the approval form" in str(refused.value)


def test_a_form_of_a_later_version_is_refused_by_name() -> None:
    newer = with_part(
        filled_task(), "customXml/item9.xml", b'<form xmlns="urn:accession:form" version="3"/>'
    )
    with pytest.raises(Refused, match="version 3"):
        word_texts(newer, "审批表.docx")


@pytest.mark.git
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an old Word or WPS file"),
        (b"{\\rtf1\\ansi}", "not a Word document"),
        ("事项名称：协助".encode(), "not a Word document"),
        (b"", "not a Word document"),
    ],
)
def test_other_files_are_refused_with_what_to_do(
    data: bytes, said: str, accession: Command, tmp_path: Path
) -> None:
    path = tmp_path / "审批表.docx"
    path.write_bytes(data)
    answer = accession("-C", str(SHIPPED), "receive", "--check", str(path))
    assert answer.code == Exit.UNREADABLE
    assert said in answer.err.replace("\n", " ")
    assert ".docx" in answer.err


# The commands


def test_a_blank_form_has_its_applicant_and_lies_in_build(
    district: Clone, accession: Command
) -> None:
    answer = accession("-C", str(district.top), "form", "blank", "--agency", "区民政局")
    assert answer.code == Exit.DONE, answer.err
    path = district.top / "build/forms/东丽区社区工作事务准入审批表（区民政局）.docx"
    found = read(path.read_bytes())
    assert found.facts["agency"] == "minzheng"
    assert "title" in missing(found)
    assert district.git("status", "--porcelain", "--", "registry") == ""


@pytest.mark.parametrize(("ended", "offered"), [("2026-10-11", False), ("2026-10-12", True)])
def test_the_drop_downs_of_blank_forms_offer_no_agency_that_has_ended(
    district: Clone, accession: Command, tmp_path: Path, ended: str, *, offered: bool
) -> None:
    path = "registry/agencies.yaml"
    text = (district.top / path).read_text(encoding="utf-8")
    before, mark, after = text.partition("name: 区统计局\n")
    after = after.replace("active_to: null", f"active_to: {ended}", 1)
    district.commit("ended", **{path: before + mark + after})
    for options, file in (((), tmp_path / "审批表.docx"), (("--list",), tmp_path / "清单.xlsx")):
        made = accession("-C", str(district.top), "form", "blank", *options, "--out", str(file))
        assert made.code == Exit.DONE, made.err
        with zipfile.ZipFile(file) as package:
            names = (name for name in package.namelist() if name.endswith(".xml"))
            inside = "".join(package.read(name).decode() for name in names)
        assert "区民政局" in inside
        assert ("区统计局" in inside) is offered


def test_a_form_goes_through_the_commands_and_comes_back(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    form = tmp_path / "审批表.docx"
    made = accession("-C", str(district.top), "form", "fill", TASK, "--out", str(form))
    assert made.code == Exit.DONE, made.err
    answer = accession("-C", str(district.top), "receive", "--check", str(form), "--json")
    assert answer.code == Exit.DONE, answer.err
    said = json.loads(answer.out)
    assert said["version"] == 1
    assert said["facts"] == asked(records()[TASK])
    assert said["missing"] == []
    assert said["contact"] == {"name": None, "phone": None}


def test_what_could_not_be_read_is_named_by_its_label_with_the_reason(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    form = tmp_path / "审批表.docx"
    form.write_bytes(answered(filled_task(), period__start="春节后", agency="区某局"))
    answer = accession("-C", str(district.top), "receive", "--check", str(form))
    assert answer.code == Exit.FOUND
    assert "- 开始日期: “春节后” is not a day" in answer.err
    assert "- 申请单位: “区某局” is not the name of an agency" in answer.err
    assert "第五次全国经济普查入户登记协助" in answer.out
    assert "\n  开始日期" not in answer.out
    programs = accession("-C", str(district.top), "receive", "--check", str(form), "--json")
    said = json.loads(programs.out)
    assert [one["field"] for one in said["missing"]] == ["agency", "period.start"]
    assert [one["label"] for one in said["missing"]] == ["申请单位", "开始日期"]


def test_the_older_name_of_the_look_at_a_form_gives_the_same_and_is_in_no_list(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    form = tmp_path / "审批表.docx"
    form.write_bytes(answered(filled_task(), period__start="春节后"))
    for more in ((), ("--json",)):
        old = accession("-C", str(district.top), "form", "read", str(form), *more)
        assert old.code == Exit.FOUND
        assert old == accession("-C", str(district.top), "receive", "--check", str(form), *more)
    assert "\n  read" not in accession("form", "--help").out


def test_a_look_at_a_folder_names_each_form_and_writes_nothing(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    inbox = tmp_path / "收件箱"
    inbox.mkdir()
    (inbox / "甲.docx").write_bytes(answered(filled_task()))
    (inbox / "乙.docx").write_bytes(answered(filled_task(), agency="区某局"))
    (inbox / "丙.docx").write_bytes(answered(filled_task(), attachments="机密★3年"))
    (inbox / "说明.pdf").write_bytes(b"%PDF-1.7\n")
    before = district.state()
    answer = accession("-C", str(district.top), "receive", "--check", str(inbox))
    assert answer.code == Exit.SECRET
    assert "甲.docx" in answer.out
    assert "- 申请单位: “区某局” is not the name of an agency" in answer.err
    assert "说明.pdf: is a scan that belongs to no form" in answer.err
    programs = accession("-C", str(district.top), "receive", "--check", str(inbox), "--json")
    said = {one["form"]: one for one in json.loads(programs.out)["forms"]}
    assert said["甲.docx"]["missing"] == []
    assert [one["field"] for one in said["乙.docx"]["missing"]] == ["agency"]
    assert "机密" not in said["丙.docx"]["refusal"]
    assert district.state() == before


def test_a_check_of_nothing_has_nothing_to_work_with(district: Clone, accession: Command) -> None:
    assert accession("-C", str(district.top), "receive", "--check").code == Exit.USAGE


def test_a_check_of_a_folder_says_of_each_form_what_the_rules_find(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    inbox = tmp_path / "收件箱"
    inbox.mkdir()
    (inbox / "甲.docx").write_bytes(answered(filled_task()))
    (inbox / "乙.docx").write_bytes(answered(filled_task(), agency="区某局"))
    asked = ("-C", str(district.top), "receive", str(inbox), "--check", "--json")
    early, late = accession(*asked), accession(*asked, "--received", "2099-01-05")
    assert (early.code, late.code) == (Exit.FOUND, Exit.FOUND)
    said = {one["form"]: one for one in json.loads(early.out)["forms"]}
    assert [file["path"] for file in said["甲.docx"]["files"]] == [
        "registry/applications/2026/DL-A-2026-0001.yaml"
    ]
    assert "A201" in [one["code"] for one in said["甲.docx"]["findings"]]
    assert "A204" in [one["code"] for one in said["乙.docx"]["findings"]]
    said = {one["form"]: one for one in json.loads(late.out)["forms"]}
    assert "files" not in said["甲.docx"]
    assert "A109" in [one["code"] for one in said["甲.docx"]["findings"]]
    assert said["甲.docx"]["facts"]["agency"] == "tongji"
    assert "A109" in late.err


def test_a_form_that_may_be_filled_in_is_never_overwritten(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    form = tmp_path / "审批表.docx"
    form.write_bytes(b"filled in")
    for command in (("blank",), ("fill", TASK)):
        answer = accession("-C", str(district.top), "form", *command, "--out", str(form))
        assert answer.code == ANOTHER_FILE_THERE.exit_code
    assert form.read_bytes() == b"filled in"


def test_a_form_with_a_marking_is_refused_and_not_repeated(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    form = tmp_path / "审批表.docx"
    form.write_bytes(answered(filled_task(), attachments="机密★3年"))
    answer = accession("-C", str(district.top), "receive", "--check", str(form))
    assert answer.code == Exit.SECRET
    assert "机密★3年" not in answer.out + answer.err


def test_a_registry_may_have_a_form_of_its_own(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    own = district.top / "registry/templates/approval_form.docx"
    own.parent.mkdir()
    own.write_bytes(
        changed(
            TARGET.read_bytes(),
            lambda body: typed_over("事项全称")(cell(body, "title").getprevious()),
        )
    )
    form = tmp_path / "审批表.docx"
    answer = accession("-C", str(district.top), "form", "fill", TASK, "--out", str(form))
    assert answer.code == Exit.DONE, answer.err
    assert read(form.read_bytes()).facts["title"] == records()[TASK]["title"]


def test_a_control_that_somebody_emptied_in_the_template_is_filled_in() -> None:
    def emptied(body: Any) -> None:
        holder = control(body, "title").find(qn("w:sdtContent"))
        for run in list(holder):
            holder.remove(run)

    own = changed(TARGET.read_bytes(), emptied)
    assert read(filled(own, content_of(records()[TASK], registry()), "own")).facts["title"]


def test_every_reason_can_be_said_in_both_languages() -> None:
    found = read(answered(form_of({}), agency="某局", funding__amount="若干", scope="各处"))
    try:
        for language in ("en", "zh_CN"):
            i18n.use(language)
            assert all(one.why for one in found.unread)
    finally:
        i18n.use("en")
