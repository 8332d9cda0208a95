"""The directory as Markdown, read back through a reader of Markdown."""

import re
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from jinja2 import TemplateRuntimeError
from markdown_it import MarkdownIt
from markdown_it.token import Token

from accession_cli.papers import chinese
from accession_cli.papers.directory_formats import FORMATS
from accession_cli.papers.templates import (
    Environment,
    TemplateRefusedError,
    escaped_for_markdown,
    markdown_markup,
)
from accession_cli.scheme.directory import Edition, Extract
from accession_cli.scheme.task import Authorization, DocumentBasis, LawBasis, WithheldBasis
from edition_examples import correction, edition_of, filed_task, retirement
from papers.test_directory import HOSTILE as SIGNS
from papers.test_directory import busy_edition
from papers.test_directory_office import HOSTILE as MORE_SIGNS

HEADS = [
    "序号",
    "事务名称",
    "牵头部门",
    "制度依据",
    "协助内容（职责范围）",
    "运行流程",
    "期限",
    "协助渠道",
    "经费保障",
    "备案号",
]
HOSTILE = (
    *SIGNS,
    *MORE_SIGNS,
    "a|b||c\\|d \\\\| `|`",
    "- 不是列表",
    "+ 不是列表",
    "12. 不是序号",
    "1) 不是序号",
    "---",
    "===",
    "# 不是标题 #",
    "> 不是引文",
    "![图](x.png) [链接][1] [^1] <https://a.cn>",
    "http://a.cn/b www.a.cn a@b.cn",
    "~~删除~~ **粗** __粗__ $a$ :smile:",
    "<!-- 注 --> <script>1</script> &nbsp; &#x41; <br>",
    "\t制表\u3000末尾\u3000",
    "[x]: http://a.cn",
)


def expected_row(made: Edition, number: int) -> list[list[str]]:
    """The cells of an item, written out from its values."""
    item = made.items[number - 1]
    task, scheme, duties, money = item.task, made.scheme, item.task.authorization, item.task.funding
    kind = [] if task.kind == next(iter(scheme.kinds)) else [f"（{scheme.kinds[task.kind]}）"]
    several = len(task.basis) > 1
    places = item.communities if item.communities is not None else item.subdistricts

    def labelled(name: str, value: str | None) -> list[str]:
        return [f"{name}：{value}"] if value else []

    mechanism = task.mechanism
    return [
        [str(number)],
        [task.title + (" 新" if item.new else ""), *kind],
        [item.agency, *labelled("配合", "、".join(item.co_agencies))],
        [
            f"{place}．{chinese.basis(basis)}" if several else chinese.basis(basis)
            for place, basis in enumerate(task.basis, 1)
        ],
        [
            duties.content,
            *labelled("目标", duties.target),
            *labelled("权限", duties.authority),
            *labelled("人员装备", "；".join(task.resources)),
            *labelled("培训", task.training),
            *labelled(
                "机制牌子",
                f"{mechanism.what}，依据{chinese.basis(mechanism.basis)}" if mechanism else None,
            ),
        ],
        [duties.workflow],
        [
            chinese.TERMS[task.term],
            chinese.period(task.period),
            *labelled("频次", task.frequency),
        ],
        [
            *(scheme.channels[channel].name for channel in task.channels),
            *(["（应急准入）"] if task.route == "emergency" else []),
            "全区" if places is None else "、".join(place.name for place in places),
        ],
        [
            chinese.funding(money),
            *labelled("来源", money.source),
            *labelled("拨付", money.method),
            *labelled("说明", money.note),
        ],
        [task.filing.number, chinese.day(task.filing.date), str(task.id)],
    ]


def rendered(made: Edition, environment: Environment | None = None) -> str:
    return FORMATS["md"].render(made, environment or Environment()).data.decode()


def tokens(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


def words(inline: Token) -> str:
    """What a reader sees of one inline token: <br> is a line's end, anchors show nothing."""
    shown = []
    for child in inline.children or []:
        if child.type in {"text", "code_inline"}:
            shown.append(child.content)
        elif child.type == "html_inline":
            assert re.fullmatch(r'<br>|<a id="[\w-]+">|</a>', child.content), child.content
            shown.append("\n" if child.content == "<br>" else "")
        elif child.type == "softbreak":
            shown.append("\n")
        else:
            assert child.type in {"link_open", "link_close", "strong_open", "strong_close"}
    return "".join(shown)


def tables(text: str) -> list[list[list[str]]]:
    """Every table: its rows and the text of their cells."""
    found: list[list[list[str]]] = []
    in_cell = False
    for token in tokens(text):
        if token.type == "table_open":
            found.append([])
        elif token.type == "tr_open":
            found[-1].append([])
        elif token.type in {"td_open", "th_open"}:
            in_cell = True
        elif token.type in {"td_close", "th_close"}:
            in_cell = False
        elif token.type == "inline" and in_cell:
            found[-1][-1].append(words(token))
    return found


def task_rows(text: str) -> list[list[str]]:
    return [row for table in tables(text) if table[0] == HEADS for row in table[1:]]


def as_markdown(cells: list[list[str]]) -> list[str]:
    """The cells of a Word row as Markdown shows them: lines in a cell, a blank after a label."""
    labels = (
        "配合",
        "目标",
        "权限",
        "人员装备",
        "培训",
        "机制牌子",
        "频次",
        "来源",
        "拨付",
        "说明",
    )
    shown = []
    for cell in cells:
        lines = [cell[0]]
        lines += [re.sub(rf"^({'|'.join(labels)})：", r"\1： ", line) for line in cell[1:]]
        shown.append("\n".join(lines))
    return shown


@cache
def busy() -> str:
    return rendered(busy_edition())


def test_every_field_of_every_task_stands_in_its_cell() -> None:
    made = busy_edition()
    rows = [as_markdown(expected_row(made, item.number)) for item in made.items]
    for row, item in zip(rows, made.items, strict=True):
        row[1] = row[1].replace(f"{item.task.title} 新", f"{item.task.title} （新）")
    assert task_rows(busy()) == rows


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_comes_back_from_markdown_as_it_was_typed(hostile: str) -> None:
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
        corrections=(correction(edition_of().base_date, "title", f"旧{hostile}", hostile),),
    )
    made = edition_of(task)
    text = rendered(made)
    assert task_rows(text) == [as_markdown(expected_row(made, 1))]
    changed = [row for table in tables(text) for row in table if row[2:3] == ["事务名称"]]
    assert [f"旧{hostile}", hostile] in [row[3:5] for row in changed]


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_text_alone_in_a_paragraph_stays_a_paragraph(hostile: str) -> None:
    found = tokens(f"前\n\n{escaped_for_markdown(hostile)}\n\n后")
    assert [token.type for token in found if token.nesting != -1] == [
        "paragraph_open",
        "inline",
    ] * 3
    assert words(found[4]) == hostile


def test_every_link_leads_to_an_anchor_of_the_page() -> None:
    text = busy()
    anchors = re.findall(r'<a id="([^"]+)"></a>', text)
    links = re.findall(r"\]\(#([^)]+)\)", text)
    assert set(links) <= set(anchors)
    assert len(set(anchors)) == len(anchors)
    assert {str(item.task.id) for item in busy_edition().items} <= set(links)
    assert "DL-2024-0002" in anchors  # the ended one too


@pytest.mark.parametrize(
    "shown",
    [
        "上年末在册4项，本版4项，总数持平。",
        "工作任务已经完成（由[DL-2026-0001](#DL-2026-0001)承接）",
        "| 协助旧内容 | 协助新内容 | 部门申请更正 |",
        "| 《传染病防治法》（2013年）第九条 | 已修订 |",
        "一、社会保障和社会救助（3项）",
        "| 张贵庄街道 | 示例一社区 |",
        "| 登记库版本 | 0123456789abcdef0123456789abcdef01234567 |",
        "依据方案二、（二）不予承接。",
        "> **示例数据，不作为依据**",
    ],
)
def test_the_parts_of_the_directory_can_be_read(shown: str) -> None:
    assert shown in busy()


def test_the_markdown_says_of_unchecked_laws_what_the_pdf_says() -> None:
    made = edition_of(filed_task(basis=(LawBasis(law="某法", version=None, article=None),)))
    assert chinese.citations_checked(made.citations, others=False) in rendered(made)
    assert chinese.citations_checked(busy_edition().citations, others=True) in busy()


def test_the_text_lists_no_task_that_was_entered_in_error() -> None:
    wrong = retirement(date(2026, 6, 1), entered_in_error=True)
    made = edition_of(filed_task(1), filed_task(2, title="登记错了", retirement=wrong))
    said = rendered(made)
    assert "登记错了" not in said
    assert "终止或者期限届满0项，误登记注销1项，" in said


def test_marks_stand_where_they_should_and_nowhere_else() -> None:
    made = busy_edition()
    assert "征求意见稿" not in busy()
    assert "> **征求意见稿，内容以正式版为准**" in rendered(busy_edition(draft=True))
    earnest = rendered(replace(made, scheme=replace(made.scheme, sample=False)))
    assert "示例数据" not in earnest


def test_an_extract_says_in_markdown_what_it_is() -> None:
    text = rendered(replace(busy_edition(), extract=Extract(name="示例一社区", posted=True)))
    assert text.splitlines()[0].endswith("（2026年版）（示例一社区摘编）")
    assert "公布时间不少于15日" in text
    assert "摘编" not in busy()


def test_reviewers_are_not_published_in_markdown() -> None:
    task = filed_task(basis=(WithheldBasis(reviewer="某审核员", date=edition_of().base_date),))
    assert "某审核员" not in rendered(edition_of(task))


def test_a_first_edition_and_one_without_a_task_can_be_made_in_markdown() -> None:
    assert "本目录为首版" in rendered(edition_of(filed_task(year=2026)))
    assert "基准日没有仍在执行的准入事务。" in rendered(edition_of())


def test_an_address_that_is_not_of_the_web_is_no_link_in_markdown() -> None:
    made = busy_edition()
    for address in ("javascript:alert(1)", "https://example.org/a"):
        text = rendered(replace(made, scheme=replace(made.scheme, page_address=address)))
        (line,) = (token for token in tokens(text) if token.content.startswith("网页地址："))
        assert words(line) == f"网页地址：{address}"


def test_a_registrys_own_markdown_template_replaces_the_packaged_one(tmp_path: Path) -> None:
    (tmp_path / "directory.md.j2").write_text("{{ edition.title }}\n", encoding="utf-8")
    own = Environment(template_folders=(tmp_path,))
    assert rendered(busy_edition(), own) == f"{busy_edition().title}\n"


@pytest.mark.parametrize(
    "template", ["{{ edition.nothing }}", "{% if %}", "{{ ().__class__.__mro__ }}"]
)
def test_a_markdown_template_that_cannot_be_filled_is_named(tmp_path: Path, template: str) -> None:
    (tmp_path / "directory.md.j2").write_text(template, encoding="utf-8")
    with pytest.raises(TemplateRefusedError) as caught:
        rendered(busy_edition(), Environment(template_folders=(tmp_path,)))
    assert "directory.md.j2" in caught.value.message


def test_only_text_and_whole_numbers_are_printed() -> None:
    assert markdown_markup("a|b") == "a&#124;b"
    assert markdown_markup(3) == "3"
    for value in (None, True, 0.5):
        with pytest.raises(TemplateRuntimeError):
            markdown_markup(value)
