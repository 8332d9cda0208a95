"""The directory as a Word document, read back as Word would read it."""

import io
import re
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from make_word_template import TARGET, template

from accession_cli.actions.directory_building import edition
from accession_cli.papers import chinese
from accession_cli.papers.directory_formats import FORMATS
from accession_cli.papers.task_card import cards, short_money, sums
from accession_cli.papers.templates import Environment, TemplateRefusedError
from accession_cli.scheme.directory import Edition, Extract
from accession_cli.scheme.task import (
    Authorization,
    Channel,
    DocumentBasis,
    LawBasis,
    Task,
    WithheldBasis,
)
from edition_examples import correction, edition_of, filed_task, full_task, registry, retirement
from papers.test_directory import busy_edition

HOSTILE = (
    "A&B <b>粗</b> </w:t></w:r>",
    "{{ 7*7 }}{% raw %}{# 注 #}{%p if x %}{{r y }}",
    "{_{ 7*7 }_} {_% raw %_}",
    "]]> <![CDATA[ <?xml ?> &amp; &#65; &lt;",
    "\"直引号\" '单引号' “弯引号” ‘弯单引号’",
    "第一行\n第二行\n\n第四行",
    "  前后空格  中间  ",
    "生僻字𠮷𪚥　全角空格\u00a0不断行",
    "长" * 20_000,
    r"\u{41} \n C:\temp $x^2$ |竖线| 〔2023〕",
)
HEADS = ["序号", "事项", "牵头部门", "社区", "网格员", "期限", "经费万元", "页码"]
CARD = ("Heading3", "CardTop", "CardDo", "CardNot", "CardFact", "CardFactTop", "CardLast")


def rendered(made: Edition, environment: Environment | None = None) -> bytes:
    return FORMATS["docx"].render(made, environment or Environment()).data


def words(element: Any) -> str:
    """The text below *element* as it is read: line breaks and tabs are what they stand for."""
    signs = {qn("w:br"): "\n", qn("w:tab"): "\t"}
    return "".join(
        one.text or "" if one.tag == qn("w:t") else signs[one.tag]
        for one in element.iter(qn("w:t"), *signs)
        if one.getparent().tag != qn("w:tabs")
    )


def paragraphs(element: Any) -> list[str]:
    return [words(paragraph) for paragraph in element.iter(qn("w:p"))]


def tables(data: bytes) -> list[list[list[list[str]]]]:
    """Every table: its rows, their cells, their paragraphs."""
    body = Document(io.BytesIO(data)).element.body
    return [
        [[paragraphs(cell) for cell in row.iter(qn("w:tc"))] for row in table.iter(qn("w:tr"))]
        for table in body.iter(qn("w:tbl"))
    ]


def styled(data: bytes, *styles: str) -> list[tuple[str, str]]:
    """The paragraphs of *styles* outside tables, each with its style."""
    body = Document(io.BytesIO(data)).element.body
    found = ((one.find(f".//{qn('w:pStyle')}"), one) for one in body.findall(qn("w:p")))
    named = ((style.get(qn("w:val")), words(one)) for style, one in found if style is not None)
    return [(style, said) for style, said in named if style in styles]


def card_lines(data: bytes) -> list[str]:
    return [said for _style, said in styled(data, *CARD)]


def text(data: bytes) -> str:
    return "\n".join(paragraphs(Document(io.BytesIO(data)).element.body))


def parts(data: bytes) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as document:
        for name in document.namelist():
            if name.endswith((".xml", ".rels")):
                yield name, document.read(name).decode()


@cache
def busy() -> bytes:
    return rendered(busy_edition())


def expected_lines(made: Edition) -> list[str]:
    """The lines of all cards, written out from their values."""
    lines = []
    for card in cards(made):
        kind, mark = (f"（{card.kind}）" if card.kind else ""), card.change and f"　{card.change}"
        lines.append(f"{card.number}\t{card.title}{kind}{mark}")
        lines += [
            f"{row.head}\t{''.join(row.sentences) if row.key == 'does' else row.text}"
            for row in card.rows
        ]
        lines.append(f"备案\t{card.filing}（{card.task_id}）")
    return lines


def test_every_task_has_a_card_with_all_that_cards_say() -> None:
    assert card_lines(busy()) == expected_lines(busy_edition())


def test_what_is_not_done_stands_out_by_a_style_of_its_own() -> None:
    said = styled(busy(), "CardNot")
    assert len(said) == len(busy_edition().items)
    assert all(line.startswith("不做什么\t") for _style, line in said)


def test_the_overview_has_a_row_for_each_task_and_each_class() -> None:
    made = busy_edition()
    head, *rows = tables(busy())[0]
    assert head == [[name] for name in HEADS]
    assert [row[1] for row in rows if len(row) > 1] == [[item.task.title] for item in made.items]
    money = [row[6][0] for row in rows if len(row) > 1]
    assert money == [short_money(item.task) for item in made.items]
    assert f"合计：每年{sums(item.task for item in made.items).yearly}万元" in text(busy())
    across = [row[0] for row in rows if len(row) == 1]
    assert across == [
        [f"{chinese.ordinal(place)}、{section.name}（{len(section.items)}项）"]
        for place, section in enumerate(made.sections, 1)
    ]
    assert [said for _style, said in styled(busy(), "ClassTitle", "ClassTop")] == [
        name for (name,) in across
    ]


def test_headings_are_those_of_word_and_leave_no_level_out() -> None:
    (styles,) = (xml for name, xml in parts(busy()) if name == "word/styles.xml")
    for level in (1, 2, 3):
        assert f'w:styleId="Heading{level}"' in styles
    for name in ("Card Do", "Card Not", "Card Fact", "Card Last", "toc 2"):
        assert f'<w:name w:val="{name}"/>' in styles


def test_a_draft_has_no_signature_no_day_of_issue_and_no_day_to_publish() -> None:
    draft, final = text(rendered(busy_edition(draft=True))), text(busy())
    for said in ("四、公布期限", "公布期限"):
        assert said in final
        assert said not in draft
    assert "前将意见送" in draft
    assert "本稿不作为承接或者不予承接的依据，以公布的正式版为准。" in draft
    assert not styled(rendered(busy_edition(draft=True)), "Signed")


def test_each_page_number_is_a_field_that_word_updates() -> None:
    body = Document(io.BytesIO(busy())).element.body
    codes = [one.text.strip() for one in body.iter(qn("w:instrText"))]
    assert codes[1] == r'TOC \o "2-2" \u \b part_cards \h \z'
    for item in busy_edition().items:
        assert rf"PAGEREF item_{item.number} \h" in codes
    kinds = [one.get(qn("w:fldCharType")) for one in body.iter(qn("w:fldChar"))]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")


@pytest.mark.parametrize(
    "shown",
    [
        "已经终止的事务",
        "终止：工作任务已经完成（由DL-2026-0001承接）。",
        "协助旧内容",
        "协助新内容",
        "部门申请更正",
        "《传染病防治法》（2013年）第九条",
        "《传染病防治法》（2025年）第十五条",
        "已修订",
        "上年末在册4项，本版4项，总数持平。其中：新准入1项，终止或者期限届满1项，",
        "内容有变化1项，未变化2项。",
        "二、新准入（1项）",
        "一、终止和期限届满（1项）",
        "三、内容变化和承接（2项）",
        "编制说明",
        "编制《东丽区社区组织依法协助政府工作事务指导目录（2026年版）》（以下简称本目录）。",
        "截至2026年12月31日",
        "张贵庄街道",
        "示例一社区",
        "0123456789abcdef0123456789abcdef01234567",
    ],
)
def test_the_note_the_changes_the_indexes_and_the_colophon_can_be_read(shown: str) -> None:
    assert shown in text(busy())


def test_the_word_file_says_of_unchecked_laws_what_the_pdf_says() -> None:
    made = edition_of(filed_task(basis=(LawBasis(law="某法", version=None, article=None),)))
    assert chinese.citations_checked(made.citations, others=False) in text(rendered(made))


def test_the_word_file_lists_no_task_that_was_entered_in_error_and_no_doubt_about_a_law() -> None:
    wrong = retirement(date(2026, 6, 1), entered_in_error=True)
    over = filed_task(3, retirement=retirement(date(2026, 6, 1)), title="做完了")
    made = edition_of(filed_task(1), filed_task(2, title="登记错了", retirement=wrong), over)
    said = text(rendered(made))
    assert "登记错了" not in said
    assert "做完了" in said
    assert "终止或者期限届满1项，误登记注销1项，" in said


def test_the_overview_marks_who_helps_and_a_district_with_one_channel_needs_no_marks() -> None:
    made = edition_of(filed_task(1), filed_task(2, channels=(Channel.GRID,)))
    rows = [row for row in tables(rendered(made))[0] if len(row) > 1]
    assert [[cell[0] for cell in row[3:5]] for row in rows] == [
        ["社区", "网格员"],
        ["●", ""],
        ["", "●"],
    ]
    alone = {Channel.COMMUNITY: made.scheme.channels[Channel.COMMUNITY]}
    one = replace(made, scheme=replace(made.scheme, channels=alone))
    assert [cell[0] for cell in tables(rendered(one))[0][0]] == [
        *("序号", "事项", "牵头部门", "期限", "经费万元", "页码"),
    ]
    assert "●" not in text(rendered(one))


def test_the_contents_say_on_which_page_each_part_behind_the_cards_begins() -> None:
    said = text(busy())
    for title in ("第二部分　与上年版相比的变化", "第四部分　部门索引", "编制信息"):
        assert re.search(rf"{title}\t[1-9]", said)
    for title in ("一、终止和期限届满（1项）", "二、新准入（1项）"):
        assert re.search(rf"{title}\t[1-9]", said)


def test_the_contents_name_item_numbers_and_jump_to_them() -> None:
    body = Document(io.BytesIO(busy())).element.body
    first = busy_edition().sections[0]
    assert f"一、{first.name}\t1" in text(busy())
    marks = [mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))]
    numbers = [mark.get(qn("w:id")) for mark in body.iter(qn("w:bookmarkStart"))]
    targets = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))}
    assert targets <= set(marks)
    assert {f"item_{item.number}" for item in busy_edition().items} <= targets
    assert len(set(marks)) == len(marks)
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_comes_back_from_word_as_it_was_typed(hostile: str) -> None:
    task = filed_task(
        title=hostile,
        frequency=hostile,
        authorization=Authorization(
            content=hostile, target=hostile, authority=hostile, workflow=hostile
        ),
        basis=(
            LawBasis(law=hostile, version=hostile, article=hostile),
            DocumentBasis(
                document=hostile, number=hostile, date=None, clause=hostile, attachment=None
            ),
        ),
        resources=(hostile, hostile),
        training=hostile,
        corrections=(correction(edition_of().base_date, "title", f"旧{hostile}", hostile),),
    )
    made = edition_of(task)
    data = rendered(made)
    assert card_lines(data) == expected_lines(made)
    changed = [row for table in tables(data)[1:] for row in table if row[0] == ["1"]]
    assert [[f"旧{hostile}"], [hostile]] in [row[2:4] for row in changed]


def test_hostile_titles_do_not_become_tags_in_headers_either() -> None:
    made = edition_of(filed_task())
    scheme = replace(made.scheme, directory_title="{{{{ 7*7 }}}}<b>&（{year}年版）")
    data = rendered(replace(made, scheme=scheme))
    headers = [xml for name, xml in parts(data) if "/header" in name]
    assert any("{{ 7*7 }}&lt;b&gt;&amp;（2026年版）" in xml for xml in headers)
    assert Document(io.BytesIO(data)).core_properties.title == "{{ 7*7 }}<b>&（2026年版）"


def test_the_same_edition_gives_the_same_word_file_at_any_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = rendered(busy_edition())
    monkeypatch.setattr(
        time, "localtime", lambda *_: time.struct_time((2031, 5, 6, 7, 8, 9, 1, 1, 0))
    )
    monkeypatch.setattr(time, "time", lambda: 1_930_000_000.0)
    assert rendered(busy_edition()) == first
    with zipfile.ZipFile(io.BytesIO(first)) as document:
        assert {member.date_time for member in document.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert document.namelist()[0] == "[Content_Types].xml"


def test_the_word_file_names_no_person_and_no_day_but_the_base_date() -> None:
    about = Document(io.BytesIO(busy())).core_properties
    assert about.title == "东丽区社区组织依法协助政府工作事务指导目录（2026年版）"
    assert about.author == about.last_modified_by == "区民政局、区委组织部、区网格化管理中心"
    assert about.comments == ""
    assert about.created == about.modified
    assert about.created is not None
    assert about.created.date() == busy_edition().base_date
    reviewed = filed_task(basis=(WithheldBasis(reviewer="某审核员", date=edition_of().base_date),))
    assert "某审核员" not in "".join(xml for _name, xml in parts(rendered(edition_of(reviewed))))


def test_the_pages_are_those_of_an_official_document() -> None:
    document = Document(io.BytesIO(busy()))
    upright = document.sections[2]
    lengths = (
        upright.page_width,
        upright.page_height,
        upright.top_margin,
        upright.bottom_margin,
        upright.left_margin,
        upright.right_margin,
    )
    assert [round(length.mm) for length in lengths if length] == [210, 297, 37, 35, 28, 26]
    widths = [section.page_width for section in document.sections]
    assert [round(width.mm) for width in widths if width] == [210, 210, 210]
    assert document.settings.odd_and_even_pages_header_footer
    feet = (upright.footer, upright.even_page_footer)
    assert [words(foot._element) for foot in feet] == ["— 1 —", "— 1 —"]
    sides = [foot._element.find(f".//{qn('w:jc')}").get(qn("w:val")) for foot in feet]
    assert sides == ["right", "left"]


def test_the_styles_name_the_fonts_of_official_documents() -> None:
    (styles,) = (xml for name, xml in parts(busy()) if name == "word/styles.xml")
    for font in ("方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"):
        assert f'w:eastAsia="{font}"' in styles
    with zipfile.ZipFile(io.BytesIO(busy())) as document:
        assert not [name for name in document.namelist() if "font" in name and "Table" not in name]


def test_every_table_repeats_its_head_keeps_its_rows_whole_and_its_columns_fixed() -> None:
    body = Document(io.BytesIO(busy())).element.body
    found = list(body.iter(qn("w:tbl")))
    assert len(found) == 8
    for table in found:
        rows = list(table.iter(qn("w:tr")))
        assert [row.find(f".//{qn('w:tblHeader')}") is not None for row in rows] == [
            place == 0 for place in range(len(rows))
        ]
        assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)
        assert table.find(f".//{qn('w:tblLayout')}").get(qn("w:type")) == "fixed"
        grid = [column.get(qn("w:w")) for column in table.iter(qn("w:gridCol"))]
        for row in rows:
            widths = [width.get(qn("w:w")) for width in row.iter(qn("w:tcW"))]
            assert widths == grid or [sum(map(int, grid))] == [int(width) for width in widths]
        assert all(cell[-1].tag == qn("w:p") for cell in table.iter(qn("w:tc")))


def test_samples_and_drafts_say_so_on_the_cover_and_in_every_header() -> None:
    made = busy_edition(draft=True)
    data = rendered(made)
    headers = {name: xml for name, xml in parts(data) if re.search(r"/header\d", name)}
    assert len(headers) == 6
    assert all('string="征求意见稿"' in xml for xml in headers.values())
    assert sum("示例数据，不作为依据" in xml for xml in headers.values()) == 4
    cover = paragraphs(Document(io.BytesIO(data)).element.body)[:3]
    assert cover[:2] == ["示例数据，不作为依据", "征求意见稿"]
    earnest = rendered(replace(busy_edition(), scheme=replace(made.scheme, sample=False)))
    assert not [name for name, xml in parts(earnest) if "示例数据" in xml or "征求意见稿" in xml]


def test_a_first_edition_and_one_without_a_task_can_be_made_in_word() -> None:
    assert "本目录为首版" in text(rendered(edition_of(filed_task(year=2026))))
    assert "基准日没有仍在执行的准入事务。" in text(rendered(edition_of()))


def test_an_extract_says_on_its_cover_in_its_headers_and_note_what_it_is() -> None:
    part = Extract(name="示例一社区", posted=True)
    data = rendered(replace(busy_edition(), extract=part))
    assert "示例一社区摘编" in paragraphs(Document(io.BytesIO(data)).element.body)[:5]
    assert "（示例一社区摘编）" in Document(io.BytesIO(data)).core_properties.title
    headers = [xml for name, xml in parts(data) if "/header" in name]
    assert sum("（示例一社区摘编）" in xml for xml in headers) == 4
    assert "本摘编只收录与示例一社区有关的事务" in text(data)
    assert "公布时间不少于15日" in text(data)
    assert "摘编" not in "".join(xml for _name, xml in parts(busy()))


def restyled(folder: Path, old: str, new: str) -> Environment:
    """The packaged template with *old* in its parts replaced by *new*, as a registry's own."""
    with (
        zipfile.ZipFile(TARGET) as source,
        zipfile.ZipFile(folder / TARGET.name, "w") as changed,
    ):
        for name in source.namelist():
            changed.writestr(name, source.read(name).replace(old.encode(), new.encode()))
    return Environment(template_folders=(folder,))


def test_a_template_that_a_clerk_restyled_is_used_from_the_registry(tmp_path: Path) -> None:
    data = rendered(busy_edition(), restyled(tmp_path, "仿宋_GB2312", "华文仿宋"))
    (styles,) = (xml for name, xml in parts(data) if name == "word/styles.xml")
    assert "华文仿宋" in styles
    assert "仿宋_GB2312" not in styles
    assert card_lines(data) == card_lines(busy())


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("{{ card.title }}", "{{ card.nothing }}", "nothing"),
        ("{{ card.title }}", "{{ card.title|nofilter }}", "nofilter"),
        ("{{ card.title }}", "{% if %}", ""),
        ("{{ card.title }}", "{{ ().__class__.__mro__ }}", "__class__"),
        ("{{ card.title }}", "{{ card.class }}", ""),
        ("{{ card.title }}", "{{r '&lt;w:p&gt;'|safe }}", ""),
    ],
)
def test_a_word_template_that_cannot_be_filled_is_named(
    tmp_path: Path, old: str, new: str, named: str
) -> None:
    with pytest.raises(TemplateRefusedError) as caught:
        rendered(busy_edition(), restyled(tmp_path, old, new))
    assert "directory.docx" in caught.value.message
    assert named in caught.value.message


def test_a_file_that_is_no_word_document_is_refused_as_a_template(tmp_path: Path) -> None:
    (tmp_path / TARGET.name).write_text("doc", encoding="utf-8")
    with pytest.raises(TemplateRefusedError):
        rendered(busy_edition(), Environment(template_folders=(tmp_path,)))


def test_the_author_of_a_restyled_template_is_not_published(tmp_path: Path) -> None:
    document = Document(str(TARGET))
    about = document.core_properties
    about.author, about.last_modified_by, about.comments = "某作者", "某作者", "某作者"
    document.save(str(tmp_path / TARGET.name))
    data = rendered(busy_edition(), Environment(template_folders=(tmp_path,)))
    assert "某作者" not in "".join(xml for _name, xml in parts(data))


def test_the_shipped_template_is_what_its_script_writes() -> None:
    assert TARGET.read_bytes() == template()


def test_sixty_tasks_are_written_within_a_moment() -> None:
    made = many(60)
    rendered(made)
    began = time.perf_counter()
    rendered(made)
    assert time.perf_counter() - began < 3  # 0.2 s on an idle machine


def many(count: int) -> Edition:
    tasks: list[Task] = [full_task(serial) for serial in range(1, count + 1)]
    return edition(
        registry(*tasks, filed_task(count + 1, retirement=retirement(edition_of().base_date))),
        year=2026,
        base_date=edition_of().base_date,
        draft=False,
        commit=None,
        tool_version="0.1.0",
    )
