"""The directory on paper: an overview, and a card for each task with what is not done."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import segno
from pypdf import PdfReader

from accession_cli.actions.directory_building import edition
from accession_cli.papers.chinese import ended_how
from accession_cli.papers.directory_formats import FORMATS
from accession_cli.papers.task_card import cards_of, public, ten_thousands
from accession_cli.papers.templates import Environment
from accession_cli.scheme.directory import Comments, Edition, Extract
from accession_cli.scheme.directory_volumes import all_in_one
from accession_cli.scheme.task import Authorization, Channel, Funding, LawBasis, Per, Period
from edition_examples import (
    correction,
    edition_of,
    filed_task,
    full_task,
    inherited_task,
    registry,
    retirement,
)

PAGE = "https://www.example.gov.cn/mulu/"


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def document(made: Edition) -> PdfReader:
    return PdfReader(io.BytesIO(FORMATS["pdf"].render(made, Environment()).data))


def sheets(made: Edition) -> list[str]:
    """The text of each page."""
    return [bare(page.extract_text()) for page in document(made).pages]


def on_paper(made: Edition) -> str:
    return "".join(sheets(made))


def drafted(made: Edition, comments: Comments | None = None) -> Edition:
    return replace(made, draft=True, comments=comments)


def in_earnest(made: Edition) -> Edition:
    return replace(made, scheme=replace(made.scheme, sample=False))


def with_page(made: Edition) -> Edition:
    return replace(made, scheme=replace(made.scheme, page_address=PAGE))


def bookmarks(entries: Any, depth: int = 0) -> Iterator[tuple[int, str]]:
    for entry in entries:
        if isinstance(entry, list):
            yield from bookmarks(entry, depth + 1)
        else:
            yield depth, entry.title


def paid(amount: str | None, per: Per = Per.YEAR) -> Funding:
    note = "不另发生费用" if amount == "0.00" else None
    return Funding(
        amount=None if amount is None else Decimal(amount),
        per=per,
        source=None,
        method=None,
        note=note,
    )


def test_every_task_has_a_card_with_what_is_not_done() -> None:
    made = edition_of(full_task(), filed_task(1, authorization=plain_duties()))
    text = on_paper(made)
    assert text.count("不做什么") - text.count("“不做什么”") == 2
    assert "不做什么不收取材料。" in text
    assert "不做什么登记没有写明。" in text


def plain_duties(content: str = "张贴通知") -> Authorization:
    return Authorization(content=content, target="应知尽知", authority="只通知", workflow="通知")


def test_the_parts_stand_in_the_order_in_which_they_are_needed() -> None:
    text = on_paper(
        edition_of(filed_task(1), filed_task(2, retirement=retirement(date(2026, 6, 1))))
    )
    heads = ("怎样用这本目录", "编制说明", "一览表", "与上年版相比的变化")
    changes = ("一、终止和期限届满（1项）", "二、新准入（0项）", "三、内容变化和承接（0项）")
    rest = ("部门索引", "街道、社区索引", "编制信息")
    places = [text.rindex(one) for one in (*heads, *changes, *rest)]
    assert places == sorted(places)


def test_a_card_stays_on_its_page_and_the_head_says_which_are_there() -> None:
    many = edition_of(*(filed_task(serial, title=f"起{serial}止") for serial in range(1, 30)))
    pages = [text for text in sheets(many) if "谁负责" in text]
    assert len(pages) > 5
    shown: list[int] = []
    for text in pages:
        ids = re.findall(r"DL-2024-(\d{4})", text)
        assert text.count("接收名单、入户走访、反馈结果") == len(ids) > 0
        span = re.search(r"第(\d+)(?:—(\d+))?项", text)
        assert span is not None
        first, last = int(span[1]), int(span[2] or span[1])
        assert len(ids) == last - first + 1
        shown.extend(range(first, last + 1))
    assert shown == list(range(1, 30))


def test_a_long_card_goes_on_over_the_page_and_the_head_says_so() -> None:
    content = "".join(f"第{number}点协助核对。" for number in range(1, 300))
    made = edition_of(filed_task(1), filed_task(2, authorization=plain_duties(content)))
    pages = [text for text in sheets(made) if "点协助核对" in text]
    assert len(pages) > 1
    assert all("一、社会保障和社会救助" in text and "2项" in text for text in pages)


def test_a_page_with_two_classes_says_both() -> None:
    made = edition_of(filed_task(1), filed_task(2, class_="卫生健康"))
    (page,) = [text for text in sheets(made) if "谁负责" in text]
    assert page.startswith("一、社会保障和社会救助二、卫生健康第1—2项")


def test_every_task_has_a_bookmark_under_its_class() -> None:
    found = list(bookmarks(document(edition_of(filed_task(1), filed_task(2))).outline))
    cards = found.index((0, "一览表"))
    assert found[cards + 1] == (1, "一、社会保障和社会救助（2项）")
    assert [(depth, title.strip()) for depth, title in found[cards + 2 : cards + 4]] == [
        (2, "1协助社会救助入户走访之1"),
        (2, "2协助社会救助入户走访之2"),
    ]


def tags(node: Any) -> Iterator[str]:
    """The names of the tags in the document's structure, in reading order."""
    node = node.get_object()
    if isinstance(node, list):
        for one in node:
            yield from tags(one)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"])[1:]
        if "/K" in node:
            yield from tags(node["/K"])


def test_the_structure_has_a_heading_for_each_card_and_paragraphs_in_it() -> None:
    read = document(edition_of(filed_task(1), full_task()))
    root: Any = read.trailer["/Root"]
    found = list(tags(root["/StructTreeRoot"]))
    levels = [int(tag[1]) for tag in found if re.fullmatch("H[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert levels.count(3) == 2
    first, second = (at for at, tag in enumerate(found) if tag == "H3")
    assert found[first:second].count("P") >= 2 * 8  # each row has a head and a text
    assert {"Table", "TR", "TH", "TD"} <= set(found)


def test_bold_is_a_font_and_no_stroke() -> None:
    read = document(edition_of(full_task()))
    names = set()
    for page in read.pages:
        resources: Any = page["/Resources"]
        fonts = resources.get_object()["/Font"].get_object()
        names |= {str(one.get_object()["/BaseFont"]).split("+")[1] for one in fonts.values()}
        content: Any = page.get_contents()
        assert b"2 Tr" not in content.get_data()
    families = {name.removesuffix("-Identity-H") for name in names}
    assert {"NotoSansSC-Bold", "NotoSerifSC-Bold", "NotoSerifSC-Regular"} <= families


def test_the_overview_says_money_to_the_last_fen_and_adds_it_up() -> None:
    tasks = (
        filed_task(1, funding=paid("24000.00")),
        filed_task(2, funding=paid("1234.50")),
        filed_task(3, funding=paid("150000.00", Per.TASK)),
        filed_task(4, funding=paid("0.00")),
        filed_task(5, funding=paid(None)),
    )
    made = edition_of(*tasks)
    lines = cards_of(made, all_in_one(made)).lines
    assert [lines[number].money for number in range(1, 6)] == [
        "2.40",
        "0.12345",
        "次 15.00",
        "—",
        "按需",
    ]
    text = on_paper(made)
    assert (
        "合计：每年2.52345万元（2项）；一次性15.00万元（1项）；按需拨付、未定金额1项；不另拨经费1项。"
        in text
    )


@pytest.mark.parametrize(
    ("yuan", "said"),
    [("0", "0.00"), ("100000", "10.00"), ("1234567.89", "123.456789"), ("120", "0.012")],
)
def test_ten_thousands_of_yuan_are_exact(yuan: str, said: str) -> None:
    assert ten_thousands(Decimal(yuan)) == said


def test_the_overview_says_channels_term_and_page() -> None:
    made = edition_of(
        filed_task(1),
        filed_task(
            2,
            channels=(Channel.GRID,),
            period=Period(start=date(2024, 4, 5), end=date(2027, 11, 6)),
        ),
    )
    lines = cards_of(made, all_in_one(made)).lines
    assert (lines[1].channels, lines[1].term) == (frozenset({"community"}), "长期")
    assert (lines[2].channels, lines[2].term) == (frozenset({"grid"}), "至2027.11")
    (overview,) = [text for text in sheets(made) if "经费万元" in text]
    assert "1协助社会救助入户走访之1区民政局●长期2.403" in overview


def test_what_changed_is_marked_in_the_overview_and_on_the_card_but_not_in_a_first_edition() -> (
    None
):
    amended = filed_task(
        4, corrections=(correction(date(2026, 5, 6), "frequency", "每年一次", "每季度一次"),)
    )
    made = edition_of(
        filed_task(1), amended, filed_task(1, year=2026), inherited_task(2, year=2026)
    )
    overview = next(text for text in sheets(made) if "经费万元" in text)
    assert all(mark in overview for mark in ("变2", "新3", "承4"))
    first = edition_of(filed_task(1, year=2026))
    overview = next(text for text in sheets(first) if "经费万元" in text)
    assert "新1" not in overview
    assert "“新”" not in overview


def test_a_draft_has_no_signature_and_no_day_of_issue_and_asks_for_comments() -> None:
    made = drafted(
        edition_of(filed_task(1)), Comments(until=date(2027, 1, 15), to="区民政局社区科")
    )
    text = on_paper(made)
    assert text.count("请于2027年1月15日前将意见送区民政局社区科。") == 2
    assert text.count("本稿不作为承接或者不予承接的依据，以公布的正式版为准。") == 2
    assert "前公布" not in text
    assert "公布期限" not in text
    issuers = "".join(made.scheme.issuers)
    assert issuers not in text
    assert f"{issuers}2026年12月31日" in on_paper(edition_of(filed_task(1)))


def test_an_extract_does_not_say_that_what_it_lacks_may_be_refused() -> None:
    whole = edition_of(filed_task(1))
    cut = replace(whole, extract=Extract(name="区民政局", posted=False))
    said = "本摘编只有与区民政局有关的事项，先查指导目录全文。"
    assert f"{said}区级党政群机构交办的工作事务，凡未经准入的" in sheets(cut)[1]
    assert "先查" not in sheets(whole)[1].replace("先查一览表", "")


def test_a_draft_leaves_room_where_nobody_said_where_comments_go() -> None:
    text = on_paper(drafted(edition_of(filed_task(1))))
    assert "请于年月日前将意见送。本稿不作为承接或者不予承接的依据" in text


def test_what_was_entered_in_error_is_in_no_public_list() -> None:
    wrong = filed_task(
        2, title="登记错了", retirement=retirement(date(2026, 6, 1), entered_in_error=True)
    )
    at_once = filed_task(
        1,
        year=2026,
        title="当年登记错了",
        retirement=retirement(date(2026, 6, 1), entered_in_error=True),
    )
    over = filed_task(3, retirement=retirement(date(2026, 6, 1)), title="做完了")
    made = edition_of(filed_task(1), wrong, at_once, over)
    text = on_paper(made)
    assert "登记错了" not in text
    assert "做完了" in text
    assert "终止或者期限届满1项，误登记注销1项，" in text
    shown = public(made, all_in_one(made))
    assert (shown.gone, shown.gone_unlisted, shown.in_error) == (1, 0, 1)


def statutes_without_repeal() -> Any:
    known = registry().statutes
    versions = tuple(replace(one, repealed_on=None) for one in known.versions)
    return replace(known, versions=versions)


def test_the_public_paper_lists_only_changes_of_the_law_that_are_certain() -> None:
    perhaps = LawBasis(law="噪声污染防治法", version="2021", article="第八条")
    certain = LawBasis(law="传染病防治法", version="2013", article="第九条")
    known = replace(
        registry(filed_task(1, basis=(perhaps,)), filed_task(2, basis=(certain,))),
        statutes=statutes_without_repeal(),
    )
    made = edition(
        known, year=2026, base_date=date(2026, 12, 31), draft=False, commit=None, tool_version="1"
    )
    assert len(made.legal_changes) == 2
    text = on_paper(made)
    assert "待核" not in text
    assert "生态环境法典" not in text
    assert "（所引版本已修订）" in text
    assert "《传染病防治法》（2025年）第十五条" in text


def test_a_page_of_cards_has_one_code_that_leads_to_its_first_task() -> None:
    many = with_page(edition_of(*(filed_task(serial) for serial in range(1, 12))))
    squares = cards_of(many, all_in_one(many)).squares
    assert list(squares) == list(range(1, 12))
    for text in sheets(many):
        assert ("扫码看本页事项的现状" in text) == ("谁负责" in text)
    assert "扫码" not in on_paper(edition_of(filed_task(1)))


def test_the_code_leads_to_the_task_on_the_page() -> None:
    many = with_page(edition_of(filed_task(3)))
    (square,) = cards_of(many, all_in_one(many)).squares.values()
    wanted = segno.make(f"{PAGE}#DL-2024-0003", error="m", micro=False)
    assert square == wanted.svg_inline(border=0)


def test_a_paper_in_earnest_says_nothing_of_samples() -> None:
    assert "示例" not in on_paper(in_earnest(edition_of(filed_task(1))))


def test_a_row_of_the_lists_is_divided_only_where_it_may_not_fit() -> None:
    short = edition_of(filed_task(1), filed_task(2, retirement=retirement(date(2026, 6, 1))))
    assert public(short, all_in_one(short)).rows_fit
    reason = "".join(f"第{number}个理由。" for number in range(1, 600))
    over = replace(retirement(date(2026, 6, 1)), reason=reason)
    long = edition_of(filed_task(1), filed_task(2, retirement=over))
    assert not public(long, all_in_one(long)).rows_fit
    assert "第599个理由" in on_paper(long)


def test_three_usual_cards_stand_on_a_page() -> None:
    many = edition_of(*(filed_task(serial) for serial in range(1, 31)))
    counts = [len(re.findall(r"DL-2024-\d{4}", text)) for text in sheets(many)]
    cards = [n for n, text in zip(counts, sheets(many), strict=True) if "谁负责" in text]
    assert all(count >= 3 for count in cards[:-1])


def test_the_head_of_a_page_behind_the_cards_names_none() -> None:
    made = edition_of(filed_task(1), filed_task(2, retirement=retirement(date(2026, 6, 1))))
    changes = next(text for text in sheets(made) if "一、终止和期限届满（1项）下列" in text)
    assert changes.startswith("东丽区社区组织依法协助政府工作事务指导目录（2026年版）示例")


def test_the_index_of_places_has_only_those_with_tasks_of_their_own() -> None:
    everywhere, there = filed_task(1), full_task()
    text = on_paper(edition_of(everywhere, there))
    assert "下表所列为全区通用事务之外的事务，万新街道没有另列的事务。" in text
    assert text.count("全街道") == 0
    assert "张贵庄街道示例一社区2" in text
    assert "各街道、社区没有另列的事务。" in on_paper(edition_of(everywhere))


def test_an_ending_is_one_sentence() -> None:
    done = filed_task(1, retirement=retirement(date(2026, 6, 1)))
    over = filed_task(2, period=Period(start=date(2026, 3, 8), end=date(2026, 3, 20)))
    gone = edition_of(done, over, filed_task(3)).ended
    assert [ended_how(one) for one in gone] == [
        "期限届满（期限至2026年3月20日）。",
        "终止：工作任务已经完成。",
    ]


def test_long_titles_break_between_words_on_the_cover_and_in_the_overview() -> None:
    made = edition_of(filed_task(1, title="协助开展老年人健康管理和社区卫生服务宣传"))
    found = cards_of(made, all_in_one(made))
    assert found.cover == ("东丽区社区组织依法协助", "政府工作事务指导目录")
    assert len(found.lines[1].title) == 2
    assert len(found.lines[1].heading) == 2
    assert "".join(found.lines[1].title) == "协助开展老年人健康管理和社区卫生服务宣传"


def test_a_template_that_a_district_made_of_the_earlier_one_still_makes_its_directory(
    tmp_path: Path,
) -> None:
    """A frozen edition is made with the templates of its own commit, for ever."""
    (tmp_path / "directory.typ.j2").write_text(
        "#let thin = {{ thin_title|flag }} and {{ thin_black|flag }}\n"
        "#set document(title: {{ edition.title|literal }})\n"
        '#set text(font: {{ fonts.title|array }}, lang: "zh")\n'
        "{% for section in volume.sections %}{% for item in section['items'] %}"
        "{{ item.task.title }}{{ item.task|details|map('last')|join }}{% endfor %}{% endfor %}"
        "{% for one in volume.legal_changes %}{{ one.successor|successor }}{% endfor %}"
        "{{ edition|laws_checked }}",
        encoding="utf-8",
    )
    own = Environment(template_folders=(tmp_path,))
    data = FORMATS["pdf"].render(edition_of(full_task()), own).data
    assert "协助开展老年人健康管理" in PdfReader(io.BytesIO(data)).pages[0].extract_text()
