"""The directory as people and programs read it: HTML, PDF and JSON of one edition."""

import io
import json
import re
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from jinja2 import TemplateRuntimeError
from pypdf import PdfReader

from accession_cli.actions.directory_building import edition
from accession_cli.papers import chinese
from accession_cli.papers.directory_formats import FORMATS
from accession_cli.papers.directory_pdf import GLYPH_MISSING, TYPESETTING
from accession_cli.papers.templates import (
    Environment,
    TemplateRefusedError,
    jinja_for_typst,
    typst_array,
    typst_literal,
    typst_markup,
)
from accession_cli.scheme.directory import Comments, Edition
from accession_cli.scheme.registry import RecordId
from accession_cli.scheme.task import (
    Authorization,
    Correction,
    DocumentBasis,
    LawBasis,
    StoredFile,
    Task,
    WithheldBasis,
)
from edition_examples import (
    EARLIER,
    SUBDISTRICTS,
    correction,
    edition_of,
    filed_task,
    full_task,
    registry,
    retirement,
)
from refusals import refuses

HOSTILE = (
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% if %}",
    '#panic("x") #let a = 1;',
    r"\u{41} \\ \n 路径C:\temp",
    "*粗体* _斜体_ `代码` ~",
    "@引用 <标签>",
    "$x^2$ = 标题",
    "= 一级标题",
    "1. 列表 - 短横 + 加号 / 斜线",
    "〔2023〕〔不成对",
    "\"直引号\" '单引号' “弯引号”",
    "[内容](链接) #link",
    "https://example.com/a//b // 注释 /* 注释 */",
    "&lt;&amp;&#65; A&B",
    "省略...破折---软-?连",
    "末尾反斜线\\",
    "]) #panic()",
    '";#panic();"',
)


class Words(HTMLParser):
    """The text of a page as a reader sees it, without its style and its script."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.hidden = tag in {"style", "script"}

    def handle_endtag(self, tag: str) -> None:
        self.hidden = False

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data)


def bare(text: str) -> str:
    """*text* without spaces and line breaks, which typesetting may move."""
    return re.sub(r"\s+", "", text)


def page(html: bytes) -> Words:
    words = Words()
    words.feed(html.decode())
    return words


def markup_of(html: bytes) -> str:
    """The page without what its script knows."""
    return re.sub('<script type="application/json".*?</script>', "", html.decode())


def html_text(data: bytes) -> str:
    return bare("".join(page(data).words))


def pdf_text(data: bytes) -> str:
    return bare("".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(data)).pages))


def json_text(data: bytes) -> str:
    return bare("\n".join(strings(json.loads(data))))


def strings(value: object) -> list[str]:
    """Every text in a JSON value."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in strings(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in strings(inner)]
    return [value] if isinstance(value, str) else []


READ = {"html": html_text, "pdf": pdf_text, "json": json_text}


def rendered(name: str, made: Edition, environment: Environment | None = None) -> bytes:
    return FORMATS[name].render(made, environment or Environment()).data


def busy_edition(*, draft: bool = False) -> Edition:
    """An edition in which every section has something to say."""
    made = Correction(
        date=date(2026, 5, 6),
        field="authorization.content",
        old="协助旧内容",
        new="协助新内容",
        reason="部门申请更正",
        by="civil_affairs",
    )
    old = filed_task(2, retirement=retirement(date(2026, 6, 1)), title="已经终止的事务")
    tasks = (
        replace(filed_task(1), corrections=(made,)),
        replace(old, superseded_by=(RecordId(prefix="DL", year=2026, serial=1),)),
        filed_task(1, year=2026, supersedes=(old.id,), title="承接来的事务"),
        filed_task(4, basis=(LawBasis(law="传染病防治法", version="2013", article="第九条"),)),
        full_task(),
    )
    return edition(
        registry(*tasks),
        year=2026,
        base_date=date(2026, 12, 31),
        draft=draft,
        commit="0123456789abcdef0123456789abcdef01234567",
        tool_version="0.1.0",
    )


@cache
def texts() -> dict[str, str]:
    made = busy_edition()
    return {name: read(rendered(name, made)) for name, read in READ.items()}


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_same_edition_gives_the_same_bytes(name: str) -> None:
    assert rendered(name, busy_edition()) == rendered(name, busy_edition())


@pytest.mark.parametrize("name", ["html", "pdf"])
@pytest.mark.parametrize(
    "shown",
    [
        "协助开展老年人健康管理",
        "台账报表",
        "区卫生健康委",
        "区民政局、区网格化管理中心",
        "社区",
        "网格员",
        "短期",
        "2024年4月5日至2027年11月6日",
        "每年两次",
        "通知老年人参加体检",
        "目标：体检率不低于八成",
        "只通知，不收取材料",
        "下发名单后逐户通知",
        "《基本医疗卫生与健康促进法》（2019年）第三十六条",
        "《关于做好老年人健康管理的通知》（津卫〔2023〕45号，2023年1月20日）第六项",
        "一次性1234.50元",
        "来源：公共卫生经费",
        "拨付：年初预拨",
        "说明：含误餐补助",
        "血压计五台；医师两名",
        "健康驿站牌子，依据《老年人权益保障法》（2018年）第五十条",
        "上岗前培训一天",
        "示例一社区",
        "津丽社准〔2024〕7号",
        "2024年3月8日",
        "DL-2024-0007",
    ],
)
def test_every_part_of_a_task_can_be_read(name: str, shown: str) -> None:
    assert bare(shown) in texts()[name]


def parts(value: object) -> list[str]:
    """Every published value of a record as JSON writes it."""
    if isinstance(value, StoredFile):
        return [value.sha256]
    if isinstance(value, RecordId | Enum):
        return [str(value)]
    if is_dataclass(value):
        return [text for part in fields(value) for text in parts(getattr(value, part.name))]
    if isinstance(value, tuple):
        return [text for inner in value for text in parts(inner)]
    if isinstance(value, str | date | Decimal):
        return [str(value)]
    return []


def test_json_has_every_value_of_every_task() -> None:
    made = busy_edition()
    there = set(strings(json.loads(rendered("json", made))))
    for item in made.items:
        assert set(parts(item.task)) <= there


def test_json_names_the_parts_of_a_task_as_its_record_does() -> None:
    edition = edition_of(full_task(inherited=EARLIER))
    task = json.loads(rendered("json", edition))["sections"][0]["items"][0]["task"]
    assert task["class"] == "卫生健康"
    assert set(task) == {part.name.rstrip("_") for part in fields(Task)}


def test_json_leaves_out_what_came_later_where_it_says_nothing() -> None:
    (task,) = (
        item["task"]
        for item in json.loads(rendered("json", edition_of(filed_task())))["sections"][0]["items"]
    )
    assert {part.name.rstrip("_") for part in fields(Task)} - set(task) == {
        "also_called",
        "excludes",
        "inherited",
    }


def test_json_publishes_neither_who_reviewed_papers_nor_what_files_were_called() -> None:
    task = filed_task(
        basis=(WithheldBasis(reviewer="某审核员", date=date(2024, 3, 1)),),
        retirement=retirement(date(2026, 6, 1)),
    )
    data = rendered("json", edition_of(filed_task(2, basis=task.basis), task)).decode()
    assert '"cdcdcd' in data
    assert "某审核员" not in data
    assert "终止申请.pdf" not in data
    assert '"withheld": true' in data


@pytest.mark.parametrize("name", sorted(READ))
@pytest.mark.parametrize(
    "shown",
    ["已经终止的事务", "工作任务已经完成", "协助旧内容", "协助新内容", "部门申请更正", "第十五条"],
)
def test_changes_of_the_year_and_of_the_law_can_be_read(name: str, shown: str) -> None:
    assert shown in texts()[name]


@pytest.mark.parametrize("name", ["html", "pdf"])
def test_the_figures_of_the_year_are_told(name: str) -> None:
    text = texts()[name]
    assert "净减少0项" not in text
    assert "、终止和期限届满（1项）" in text
    assert "、新准入（1项）" in text
    assert "、内容变化和承接（2项）" in text


@pytest.mark.parametrize("name", sorted(READ))
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_read_back_as_it_was_written(name: str, text: str) -> None:
    assert bare(text) in hostile_texts()[name]


@cache
def hostile_texts() -> dict[str, str]:
    def fill(text: str, serial: int) -> Task:
        return filed_task(
            serial,
            title=text,
            frequency=text,
            authorization=Authorization(
                content=text, target=text, authority=f"甲\n{text}\n乙", workflow=text
            ),
            basis=(
                LawBasis(law=text, version=text, article=text),
                DocumentBasis(document=text, number=text, date=None, clause=text, attachment=None),
            ),
            resources=(text, text),
        )

    made = edition_of(*(fill(text, serial) for serial, text in enumerate(HOSTILE, 1)))
    return {name: read(rendered(name, made)) for name, read in READ.items()}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stands_in_every_place_it_was_put(text: str) -> None:
    read = hostile_texts()
    for name in ("html", "pdf"):
        assert read[name].count(bare(text)) >= 8, name


def test_a_sample_says_on_every_page_that_nothing_rests_on_it() -> None:
    for sheet in PdfReader(io.BytesIO(rendered("pdf", busy_edition()))).pages:
        assert "示例数据，不作为依据" in bare(sheet.extract_text())
    assert "示例数据，不作为依据" in texts()["html"]
    assert json.loads(rendered("json", busy_edition()))["sample"] is True


def test_a_registry_in_earnest_is_not_marked_as_a_sample() -> None:
    made = busy_edition()
    earnest = replace(made, scheme=replace(made.scheme, sample=False))
    for name in ("html", "pdf"):
        assert "示例数据" not in READ[name](rendered(name, earnest))


def test_a_draft_says_so_on_every_page() -> None:
    made = busy_edition(draft=True)
    for sheet in PdfReader(io.BytesIO(rendered("pdf", made))).pages:
        assert "征求意见稿" in bare(sheet.extract_text())
    assert "征求意见稿" in html_text(rendered("html", made))
    assert "征求意见稿" not in texts()["html"] + texts()["pdf"]


@pytest.mark.parametrize("name", ["html", "pdf"])
def test_a_first_edition_says_that_it_is_one(name: str) -> None:
    text = READ[name](rendered(name, edition_of(filed_task(year=2026))))
    assert "本目录为首版" in text
    assert "上年末在册" not in text


@pytest.mark.parametrize("name", ["html", "pdf"])
def test_an_edition_without_a_task_can_be_made(name: str) -> None:
    assert "基准日没有仍在执行的准入事务" in READ[name](rendered(name, edition_of()))


OPEN = "处引用未载明版本或者所引版本不在法律法规库中，未能核对。"


@pytest.mark.parametrize("name", ["html", "pdf"])
@pytest.mark.parametrize(
    ("versions", "said"),
    [
        (("2025",), "已核对的法律法规引用1处，在基准日未发现废止、修订或者被新法代替。"),
        (
            ("2025", None, "2004"),
            f"已核对的法律法规引用1处，在基准日未发现废止、修订或者被新法代替；另有2{OPEN}",
        ),
        ((None,), f"本目录有1{OPEN}"),
        (("2013", None), f"以公布文本为准。另有1{OPEN}"),
        (
            ("2013", "2025", None),
            f"其余已核对的法律法规引用1处，在基准日未发现废止、修订或者被新法代替；另有1{OPEN}",
        ),
        ((), "本目录没有引用法律法规。"),
    ],
)
def test_the_directory_vouches_only_for_laws_that_were_checked(
    name: str, versions: tuple[str | None, ...], said: str
) -> None:
    basis = tuple(LawBasis(law="传染病防治法", version=v, article=None) for v in versions)
    text = READ[name](rendered(name, edition_of(filed_task(basis=basis))))
    assert said in text
    assert text.count("未能核对") == said.count("未能核对")


def test_json_counts_the_citations_that_were_checked() -> None:
    basis = (LawBasis(law="传染病防治法", version=None, article=None),)
    found = json.loads(rendered("json", edition_of(filed_task(basis=basis))))
    assert found["citations"] == {"unchanged": 0, "unchecked": 1}


@pytest.mark.parametrize(
    ("field", "old", "shown"),
    [
        ("period.end", "2025-04-07", "2025年4月7日"),
        ("period.end", None, "（空）"),
        ("funding.amount", "10000.00", "10000元"),
        ("funding.amount", "约一万", "约一万"),
        ("funding.per", "task", "一次性"),
        ("term", "temporary", "临时"),
        ("kind", "ledger", "台账报表"),
        ("agency", "shengtai", "区生态环境局"),
        ("filing.date", "2024-02-30", "2024-02-30"),
    ],
)
def test_a_correction_is_written_like_the_rest_of_the_directory(
    field: str, old: str | None, shown: str
) -> None:
    made = edition_of(filed_task(corrections=(correction(date(2026, 5, 6), field, old, "新"),)))
    for name in ("html", "pdf"):
        text = READ[name](rendered(name, made))
        changes = text.split("内容变化和承接（1项）")[-1].split("制度依据已有变化")[0]
        assert shown in changes
        assert old is None or old == shown or old not in changes


def with_address(address: str | None) -> Edition:
    made = busy_edition()
    return replace(made, scheme=replace(made.scheme, page_address=address))


def test_the_address_of_the_page_stands_on_the_cover_and_in_the_colophon() -> None:
    address = "https://example.org/directory/"
    data = rendered("pdf", with_address(address))
    sheets = [bare(sheet.extract_text()) for sheet in PdfReader(io.BytesIO(data)).pages]
    assert [number for number, text in enumerate(sheets) if address in text] == [
        0,
        len(sheets) - 1,
    ]
    assert "网页" not in texts()["html"] + texts()["pdf"]


@pytest.mark.parametrize("address", ["https://example.org/directory/", "http://example.org"])
def test_the_address_of_the_page_is_a_link_in_its_header_and_colophon(address: str) -> None:
    tags = page(rendered("html", with_address(address))).tags
    assert tags.count(("a", {"href": address})) == 2


def test_an_address_that_is_not_of_the_web_is_no_link() -> None:
    address = "javascript:alert(1)"
    made = with_address(address)
    words = page(rendered("html", made))
    assert address in bare("".join(words.words))
    assert all(
        (attrs.get("href") or "#").startswith("#") for name, attrs in words.tags if name == "a"
    )
    sheets = PdfReader(io.BytesIO(rendered("pdf", made))).pages
    assert address in bare(sheets[0].extract_text())
    assert not any("/URI" in str(note.get_object()) for note in sheets[0].get("/Annots", []))


def links_of_the_pdf(data: bytes) -> int:
    return sum(len(sheet.get("/Annots", [])) for sheet in PdfReader(io.BytesIO(data)).pages)


def test_the_index_of_the_pdf_draws_long_runs_together_and_links_their_ends() -> None:
    made = edition_of(*(filed_task(number) for number in range(1, 10)))
    some = rendered("pdf", replace(made, district_wide=(1, 2, 4, 5, 6, 9)))
    none = rendered("pdf", replace(made, district_wide=()))
    assert "（6项）：1、2、4～6、9。" in pdf_text(some)
    assert "（0项）：—。" in pdf_text(none)
    assert links_of_the_pdf(some) - links_of_the_pdf(none) == len((1, 2, 4, 6, 9))


def test_a_task_that_came_back_is_told_apart_from_the_new() -> None:
    made = correction(date(2026, 2, 1), "period.end", "2025-06-30", "2027-06-30")
    task = full_task()
    back = replace(task, period=replace(task.period, end=date(2027, 6, 30)), corrections=(made,))
    both = edition_of(back, filed_task(1))
    assert "期限延续、恢复列入1项" in READ["pdf"](rendered("pdf", both))
    assert "期限延续、恢复列入1" in READ["html"](rendered("html", both))
    found = json.loads(rendered("json", both))
    assert (found["restored"], found["counts"]["restored"]) == ([2], 1)


def test_the_page_fetches_nothing_and_sends_nothing() -> None:
    read = page(rendered("html", busy_edition()))
    names = {name for name, _ in read.tags}
    assert not names & {"link", "img", "iframe", "object", "base"}
    scripts = [attrs for name, attrs in read.tags if name == "script"]
    task = {"type": "application/json", "class": "task"}
    assert scripts == [task] * len(busy_edition().items) + [
        {"type": "application/json", "id": "data"},
        {},
    ]
    assert [attrs["action"] for name, attrs in read.tags if name == "form"] == ["#ask"]
    assert not any(
        key.startswith("on") or key in {"src", "style"} for _, a in read.tags for key in a
    )
    links = [attrs["href"] or "" for name, attrs in read.tags if name == "a"]
    ids = {attrs["id"] for _, attrs in read.tags if "id" in attrs}
    assert all(link.startswith("#") and link[1:] in ids for link in links)
    assert {"DL-2024-0001", "DL-2024-0007"} <= ids


def test_a_card_says_in_its_order_what_is_done_and_what_is_not() -> None:
    read = page(rendered("html", edition_of(full_task())))
    text = "".join(read.words)
    heads = [
        "做什么",
        "不做什么",
        "权限",
        "谁负责",
        "期限",
        "经费",
        "保障",
        "流程",
        "依据",
        "备案号",
    ]
    card = [
        line for line in text[text.index("做什么") :].splitlines() if line.startswith(tuple(heads))
    ]
    assert [next(head for head in heads if line.startswith(head)) for line in card[:10]] == heads
    assert [attrs for name, attrs in read.tags if name == "dt"][1] == {"class": "ban"}


def test_the_page_lists_what_ended_first_and_leaves_out_what_was_entered_in_error() -> None:
    mistaken = retirement(date(2026, 6, 1), entered_in_error=True)
    made = edition_of(
        filed_task(1, title="真的终止", retirement=retirement(date(2026, 6, 1))),
        filed_task(2, title="登记错了", retirement=mistaken),
        filed_task(3, year=2026, title="今年新的"),
    )
    text = html_text(rendered("html", made))
    assert text.index("一、终止和期限届满（1项）") < text.index("二、新准入（1项）")
    assert "真的终止" in text
    assert "登记错了" not in text
    assert "误登记注销1" in text  # so that the figures add up


def test_a_draft_is_no_ground_and_has_neither_day_nor_seal() -> None:
    made = busy_edition(draft=True)
    text, final = html_text(rendered("html", made)), texts()["html"]
    assert "征求意见稿，不作为承接或者不予承接的依据" in text
    for only_final in ("公布期限", "个工作日内，即"):
        assert only_final not in text
        assert only_final in final
    assert rendered("html", made).count(b'class="signed"') == 0
    asked = replace(made, comments=Comments(until=date(2026, 12, 20), to="区民政局基层政权科"))
    assert "请于2026年12月20日前将意见送区民政局基层政权科。本稿不" in html_text(
        rendered("html", asked)
    )
    assert text.endswith("征求意见稿，不作为承接或者不予承接的依据。")
    assert final.count("凡未经准入的，社区居民委员会可以依据方案二、（二）不予承接。突发") == 2


def test_the_page_is_marked_up_for_readers_that_do_not_see_it() -> None:
    read = page(rendered("html", busy_edition()))
    levels = [int(name[1]) for name, _ in read.tags if re.fullmatch("h[1-6]", name)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert ("html", {"lang": "zh-CN"}) in read.tags
    assert all(
        attrs.get("scope") in {"col", "row", "rowgroup"}
        for name, attrs in read.tags
        if name == "th"
    )
    ids = [attrs["id"] for _, attrs in read.tags if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_the_pdf_carries_the_json_of_the_same_edition() -> None:
    made = busy_edition()
    reader = PdfReader(io.BytesIO(rendered("pdf", made)))
    assert reader.attachments["directory.json"] == [rendered("json", made)]


def test_the_pdf_is_tagged_titled_and_in_chinese() -> None:
    reader = PdfReader(io.BytesIO(rendered("pdf", busy_edition())))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"].lower().startswith("zh")
    assert root["/MarkInfo"]["/Marked"]
    metadata = reader.xmp_metadata
    assert metadata is not None
    assert reader.metadata is not None
    assert reader.metadata.title == "东丽区社区组织依法协助政府工作事务指导目录（2026年版）"


def test_the_pdfs_outline_names_each_class_once() -> None:
    def titles(entries: Any) -> list[str]:
        return [
            title
            for entry in entries
            for title in (titles(entry) if isinstance(entry, list) else [entry.title])
        ]

    many = edition_of(*(filed_task(serial) for serial in range(1, 30)))
    found = titles(PdfReader(io.BytesIO(rendered("pdf", many))).outline)
    assert found.count("一、社会保障和社会救助（29项）") == 1


def test_a_card_longer_than_a_page_is_continued_and_nothing_is_lost() -> None:
    content = "".join(f"第{number}点协助核对。" for number in range(1, 400))
    task = filed_task()
    long = replace(task, authorization=replace(task.authorization, content=content))
    data = rendered("pdf", edition_of(long))
    pages = sum("协助核对" in sheet.extract_text() for sheet in PdfReader(io.BytesIO(data)).pages)
    text = pdf_text(data)
    cut = [number for number in range(1, 400) if f"第{number}点协助核对。" not in text]
    assert pages > 1
    assert len(cut) < pages  # a sentence that goes over to the next page has its head between


def test_text_without_a_place_to_break_stays_in_its_column() -> None:
    word = "https://www.example.gov.cn/" + "abcdefghij" * 9
    data = rendered("pdf", edition_of(filed_task(frequency=word)))
    card = PdfReader(io.BytesIO(data)).pages[4].extract_text()
    lines = [line for line in card.splitlines() if set(line) & set("bdfghj")]
    assert word in bare(card)
    assert len(lines) > 1
    assert max(len(line) for line in lines) < 80  # 139 mm of 10.5-point letters


def test_a_character_that_no_font_has_is_named_with_its_task() -> None:
    made = edition_of(filed_task(title="协助\U0001f600走访"))
    with refuses(GLYPH_MISSING) as caught:
        rendered("pdf", made)
    assert "\U0001f600" in caught.value.message
    assert "DL-2024-0001" in caught.value.message


def test_the_usual_fonts_that_are_absent_are_told_and_no_warning_is_left() -> None:
    (remark,) = FORMATS["pdf"].render(busy_edition(), Environment()).remarks
    assert "方正小标宋" in remark.message


def test_a_registrys_own_template_replaces_the_packaged_one(tmp_path: Path) -> None:
    (tmp_path / "directory.html.j2").write_text("{{ edition.title }}", encoding="utf-8")
    own = Environment(template_folders=(tmp_path,))
    assert rendered("html", busy_edition(), own).decode() == busy_edition().title


def test_a_template_that_typst_refuses_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "directory.typ.j2").write_text("#let = {{ edition.title }}", encoding="utf-8")
    with refuses(TYPESETTING):
        rendered("pdf", busy_edition(), Environment(template_folders=(tmp_path,)))


@pytest.mark.parametrize(
    "template", ["{{ edition.nothing }}", "{% if %}", "{{ ().__class__.__mro__ }}"]
)
@pytest.mark.parametrize(
    ("name", "file"), [("html", "directory.html.j2"), ("pdf", "directory.typ.j2")]
)
def test_a_template_that_cannot_be_filled_is_named(
    tmp_path: Path, template: str, name: str, file: str
) -> None:
    (tmp_path / file).write_text(template, encoding="utf-8")
    with pytest.raises(TemplateRefusedError) as caught:
        rendered(name, busy_edition(), Environment(template_folders=(tmp_path,)))
    assert file in caught.value.message


def test_a_bell_is_written_for_typst_not_for_json() -> None:
    assert typst_literal('\x07"\\\n') == r'"\u{7}\"\\\u{a}"'
    assert typst_array(["甲"]) == '("甲", )'
    assert typst_markup('x"') == r'#"x\"";'
    for value in (None, True, 0.5):
        with pytest.raises(TemplateRuntimeError):
            typst_markup(value)


def test_what_a_typst_template_prints_is_text_unless_it_says_otherwise() -> None:
    jinja = jinja_for_typst(())
    made = jinja.from_string("{{ a }}{{ a|literal }}{{ n }}").render(a="#b", n=3)
    assert made == '#"#b";"#b"3'


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (chinese.day(date(2026, 1, 5)), "2026年1月5日"),
        (chinese.money(Decimal("24000.00")), "24000元"),
        (chinese.money(Decimal("0.50")), "0.50元"),
        (chinese.ordinal(10), "十"),
        (chinese.ordinal(21), "二十一"),
        (chinese.quoted("关于实施《某法》的通知"), "《关于实施〈某法〉的通知》"),
        (chinese.quoted("《某法》"), "《某法》"),
        (chinese.law("某法", None, None), "《某法》"),
        (chinese.law("某法", "2014", "第四条第二款"), "《某法》（2014年）第四条第二款"),
        (chinese.field_name("basis[0].article"), "依据条款"),
        (chinese.field_name("basis[1]"), "制度依据"),
        (chinese.field_name("scope.other"), "实施范围"),
        (chinese.field_name("x"), "x"),
    ],
)
def test_values_are_written_as_official_documents_write_them(written: str, meant: str) -> None:
    assert written == meant


def test_every_subdistrict_stands_in_the_index() -> None:
    for name in ("html", "pdf"):
        assert all(place.name in texts()[name] for place in SUBDISTRICTS.values())


def test_the_cover_has_a_code_that_a_phone_reads_where_the_address_is_of_the_web() -> None:
    """Counted in drawn shapes: the code is the only picture of the cover."""

    def shapes(address: str | None) -> int:
        cover = PdfReader(io.BytesIO(rendered("pdf", with_address(address)))).pages[0]
        drawn = cover.get_contents()
        assert drawn is not None
        return drawn.get_data().count(b" l\n") + len(
            cover.get("/Resources", {}).get("/XObject", {})
        )

    plain, ordinary = shapes(None), shapes("javascript:alert(1)")
    assert shapes("https://example.org/directory/") > max(plain, ordinary)
