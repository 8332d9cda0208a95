"""The annex on what changed between two editions, read back as Word would read it."""

import io
import json
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from make_changes_template import TARGET, template

from accession_cli import i18n
from accession_cli.actions.directory_building import edition
from accession_cli.actions.directory_comparing import statement
from accession_cli.papers import directory_changes
from accession_cli.papers.directory_changes import WRITTEN, ChangesTemplateRefused
from accession_cli.papers.templates import Environment
from accession_cli.scheme.directory import Statement
from accession_cli.scheme.registry import RecordId, Registry, TaskStatus
from accession_cli.scheme.task import DocumentBasis, Filing, Period, Route, Task
from conftest import Answer
from document_shapes import READERS, bare
from edition_examples import correction, filed_task, full_task, registry, retirement
from injection_examples import SHOWN, Sown, current, filled_with, over
from papers.test_directory_office import HOSTILE, paragraphs, parts, tables, text, words
from papers.test_templates import REACHES
from payloads import TEXTS
from repositories import Clone

Command = Callable[..., Answer]
DAY = date(2025, 5, 6)
NEW, ENDED, CHANGED = "新增事务", "终止和期限届满的事务", "内容有变化的事务"
PASSING = "两版之间备案又停止、两版均未收录的事务"


def between(
    before: Registry, after: Registry, *, year: int = 2025, draft: bool = False
) -> Statement:
    """The statement of two editions that were gathered from two states of the register."""
    earlier, later = (
        edition(
            known,
            year=one,
            base_date=date(one, 12, 31),
            draft=draft and one == year,
            commit=None,
            tool_version="0.1.0",
        )
        for known, one in ((before, year - 1), (after, year))
    )
    return statement(earlier, later, after, {})


def rendered(made: Statement, environment: Environment | None = None) -> bytes:
    return directory_changes.render_changes(made, environment or Environment()).data


def part(data: bytes, name: str) -> list[list[list[str]]]:
    """The rows below the heading that has *name* in it; none where a sentence stands there."""
    below: list[Any] = []
    for block in Document(io.BytesIO(data)).element.body:
        if block.tag == qn("w:tbl") and below and name in words(below[-1]):
            return [[paragraphs(c) for c in row.iter(qn("w:tc"))] for row in block.iter(qn("w:tr"))]
        below.append(block)
    return []


def changed_rows(data: bytes) -> dict[str, list[list[list[str]]]]:
    """The rows of each changed task, by its id."""
    found: dict[str, list[list[list[str]]]] = {}
    for row in part(data, CHANGED)[1:]:
        if len(row) == 1:
            rows = found.setdefault(row[0][-1].split("　")[-1], [])
        else:
            rows.append(row)
    return found


@cache
def busy() -> Statement:
    """A statement that has something to say in every part."""
    before = replace(correction(date(2024, 5, 6), "title", "最早名称", "旧名称"), reason="上年更正")
    renamed = filed_task(
        3, title="新名称", corrections=(before, correction(DAY, "title", "旧名称", "新名称"))
    )
    taken_over = replace(
        retired(filed_task(2), date(2025, 6, 2)),
        superseded_by=(RecordId(prefix="DL", year=2025, serial=1),),
    )
    known = registry(
        filed_task(1),
        taken_over,
        renamed,
        filed_task(4, period=Period(start=date(2024, 3, 11), end=date(2025, 3, 10))),
        filed_task(1, year=2025, title="承接来的事务", agency="weijian"),
        retired(filed_task(2, year=2025), date(2025, 9, 1)),
    )
    return between(known, known)


def retired(task: Task, day: date) -> Task:
    return replace(task, status=TaskStatus.RETIRED, retirement=retirement(day))


def test_every_new_ended_and_passing_task_stands_in_its_table_with_its_facts() -> None:
    data = rendered(busy())
    assert part(data, NEW)[1:] == [
        [
            ["1"],
            ["承接来的事务"],
            ["区卫生健康委"],
            ["社区"],
            ["2025年3月8日"],
            ["津丽社准〔2025〕1号", "DL-2025-0001"],
        ]
    ]
    assert part(data, ENDED)[1:] == [
        [
            ["1"],
            ["协助社会救助入户走访之2", "津丽社准〔2024〕2号", "DL-2024-0002"],
            ["区民政局"],
            ["终止", "2025年6月2日"],
            ["工作任务已经完成", "由承接来的事务（津丽社准〔2025〕1号）承接"],
        ],
        [
            ["2"],
            ["协助社会救助入户走访之4", "津丽社准〔2024〕4号", "DL-2024-0004"],
            ["区民政局"],
            ["期限届满", "2025年3月11日"],
            ["期限至2025年3月10日"],
        ],
    ]
    assert [row[1][-1] for row in part(data, PASSING)[1:]] == ["DL-2025-0002"]


def test_the_editions_their_days_and_the_counts_stand_at_the_head() -> None:
    data = rendered(busy())
    assert text(data).startswith("附件\n")
    assert "（2025年版与2024年版相比）" in text(data)
    assert "《东丽区社区组织依法协助政府工作事务指导目录（2024年版）》相比的变化情况" in text(data)
    assert tables(data)[0][1:] == [
        [["2024年版"], ["2024年12月31日"], ["未定版"], ["4"]],
        [["2025年版"], ["2025年12月31日"], ["未定版"], ["3"]],
    ]
    assert (
        "2024年版收录4项，2025年版收录3项，净减少1项。其中：新增1项，终止和期限届满2项，"
        "内容有变化1项，未变化1项。"
    ) in text(data)
    assert "有1项事务的内容与2024年版相同" in text(data)


def test_a_change_is_told_with_its_reason_where_a_correction_states_one() -> None:
    assert changed_rows(rendered(busy())) == {
        "DL-2024-0003": [
            [["事务名称"], ["旧名称"], ["新名称"], ["按实际更正（2025年5月6日）"]],
        ]
    }
    silent = filed_task(3, title="悄悄改过")
    rows = changed_rows(rendered(between(registry(filed_task(3)), registry(silent))))
    assert rows["DL-2024-0003"][0][3] == ["未载明"]


def test_every_field_of_a_record_is_written_as_people_read_it() -> None:
    before = filed_task(7, agency="wangge")
    after = replace(
        full_task(7),
        route=Route.EMERGENCY,
        filing=Filing(date=date(2024, 3, 9), number="津丽社准〔2024〕8号"),
        supersedes=(RecordId(prefix="DL", year=2023, serial=5),),
    )
    made = between(registry(before), registry(after))
    found = {row[0][0]: (row[1], row[2]) for row in changed_rows(rendered(made))["DL-2024-0007"]}
    assert found == {
        "事务名称": (["协助社会救助入户走访之7"], ["协助开展老年人健康管理"]),
        "事务种类": (["工作事务"], ["台账报表"]),
        "事项类别": (["社会保障和社会救助"], ["卫生健康"]),
        "牵头部门": (["区网格化管理中心"], ["区卫生健康委"]),
        "配合部门": (["无"], ["区民政局、区网格化管理中心"]),
        "协助渠道": (["社区"], ["社区、网格员"]),
        "准入途径": (["申请准入"], ["应急快速准入"]),
        "期限类型": (["长期"], ["短期"]),
        "开始日期": (["2024年3月11日"], ["2024年4月5日"]),
        "结束日期": (["无"], ["2027年11月6日"]),
        "频次": (["每季度一次"], ["每年两次"]),
        "协助内容": (["协助核对困难家庭情况"], ["通知老年人参加体检"]),
        "目标要求": (["应访尽访"], ["体检率不低于八成"]),
        "权限": (["入户了解，不作认定"], ["只通知，不收取材料"]),
        "运行流程": (["接收名单、入户走访、反馈结果"], ["下发名单后逐户通知"]),
        "不做什么": (["无"], ["不收取材料"]),
        "制度依据": (
            ["《社会救助暂行办法》（2014年）第四条第二款"],
            [
                (
                    "1．《基本医疗卫生与健康促进法》（2019年）第三十六条\n"
                    "2．《关于做好老年人健康管理的通知》（津卫〔2023〕45号，2023年1月20日）第六项"
                )
            ],
        ),
        "经费金额": (["24000元"], ["1234.50元"]),
        "经费周期": (["每年"], ["一次性"]),
        "经费来源": (["区财政专项"], ["公共卫生经费"]),
        "拨付方式": (["随事拨付"], ["年初预拨"]),
        "经费说明": (["无"], ["含误餐补助"]),
        "人员和设备": (["无"], ["血压计五台；医师两名"]),
        "机制、岗位或者挂牌": (
            ["无"],
            ["健康驿站牌子，依据《老年人权益保障法》（2018年）第五十条"],
        ),
        "培训": (["无"], ["上岗前培训一天"]),
        "实施街道": (["全部"], ["张贵庄街道"]),
        "实施社区": (["全部"], ["示例一社区"]),
        "承接科室": (["无"], ["张贵庄街道公共卫生办公室"]),
        "备案日期": (["2024年3月8日"], ["2024年3月9日"]),
        "备案号": (["津丽社准〔2024〕7号"], ["津丽社准〔2024〕8号"]),
        "承接的原事务": (["无"], ["DL-2023-0005"]),
    }
    assert len(found) == len(WRITTEN)


def test_no_change_goes_unseen_even_where_the_words_for_it_are_the_same() -> None:
    task = full_task()
    law, paper = task.basis
    assert isinstance(paper, DocumentBasis)
    other = replace(task, basis=(law, replace(paper, attachment="cd" * 32)))
    made = between(registry(task), registry(other))
    assert [row[:3] for row in changed_rows(rendered(made))["DL-2024-0007"]] == [
        [["依据附件校验值"], ["ab" * 32], ["cd" * 32]]
    ]


def test_a_task_that_is_listed_again_says_so() -> None:
    over_then = filed_task(5, period=Period(start=date(2024, 3, 11), end=date(2024, 9, 30)))
    back = replace(over_then, period=Period(start=date(2024, 3, 11), end=None))
    rows = part(rendered(between(registry(over_then), registry(back))), NEW)
    assert rows[1][1] == ["协助社会救助入户走访之5", "（恢复列入）"]


def test_a_list_with_nothing_in_it_says_so() -> None:
    known = registry(filed_task(1))
    data = rendered(between(known, known))
    assert text(data).count("本部分无。") == 4
    assert len(tables(data)) == 1
    assert "总数持平" in text(data)
    assert text(rendered(busy())).count("本部分无。") == 0


def test_what_the_annex_lists_of_the_sample_is_what_diff_lists(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    here = ("-C", str(district.top), "diff", "2024", "2025")
    told = json.loads(accession(*here, "--format", "json").out)
    assert accession(*here, "--out", str(tmp_path / "a.docx")).code == 0
    data = (tmp_path / "a.docx").read_bytes()
    assert [row[5][-1] for row in part(data, NEW)[1:]] == [one["id"] for one in told["new"]]
    for name, key in ((ENDED, "ended"), (PASSING, "passing")):
        rows = part(data, name)[1:]
        assert [row[1][-1] for row in rows] == [one["id"] for one in told[key]]
        for row, one in zip(rows, told[key], strict=True):
            assert (one["reason"] or "期限至") in row[4][0]
    assert list(changed_rows(data)) == [one["id"] for one in told["changed"]]
    assert changed_rows(data)["DL-2024-0025"] == [
        [
            ["结束日期"],
            ["2025年4月7日"],
            ["2027年4月7日"],
            ["区妇联申请延续两年，经审核同意，更正截止日期（2025年3月20日）"],
        ]
    ]


def test_the_same_statement_gives_the_same_bytes_at_any_time_and_in_any_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = rendered(busy())
    monkeypatch.setattr(
        time, "localtime", lambda *_: time.struct_time((2031, 5, 6, 7, 8, 9, 1, 1, 0))
    )
    monkeypatch.setattr(time, "time", lambda: 1_930_000_000.0)
    i18n.use("zh_CN")
    assert rendered(busy()) == first
    with zipfile.ZipFile(io.BytesIO(first)) as document:
        assert {member.date_time for member in document.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_file_names_no_person_and_no_day_but_the_later_base_date() -> None:
    about = Document(io.BytesIO(rendered(busy()))).core_properties
    assert about.title == (
        "东丽区社区组织依法协助政府工作事务指导目录变化情况（2025年版与2024年版相比）"
    )
    assert about.author == about.last_modified_by == "区民政局、区委组织部、区网格化管理中心"
    assert about.comments == ""
    assert about.created == about.modified
    assert about.created is not None
    assert about.created.date() == date(2025, 12, 31)


def test_samples_and_drafts_say_so_on_every_page_and_nothing_else_stands_there() -> None:
    known = registry(filed_task(1))
    data = rendered(between(known, known, draft=True))
    headers = [xml for name, xml in parts(data) if "word/header" in name]
    assert len(headers) == 2
    assert all('string="征求意见稿"' in xml for xml in headers)
    assert headings(data) == ["示例数据，不作为依据　征求意见稿"] * 2
    assert "征求意见稿所列情况以正式版为准" in text(data)
    earnest = replace(known, scheme=replace(known.scheme, sample=False))
    final = rendered(between(known, earnest))
    assert not [name for name, xml in parts(final) if "示例" in xml or "征求意见稿" in xml]
    assert headings(final) == ["", ""]


def headings(data: bytes) -> list[str]:
    (section,) = Document(io.BytesIO(data)).sections
    return [words(one._element) for one in (section.header, section.even_page_header)]


def test_the_annex_is_laid_out_as_an_official_document() -> None:
    document = Document(io.BytesIO(rendered(busy())))
    (section,) = document.sections
    lengths = (
        section.page_width,
        section.page_height,
        section.top_margin,
        section.bottom_margin,
        section.left_margin,
        section.right_margin,
    )
    assert [round(length.mm) for length in lengths if length] == [210, 297, 37, 35, 28, 26]
    assert document.settings.odd_and_even_pages_header_footer
    feet = (section.footer, section.even_page_footer)
    assert [words(foot._element) for foot in feet] == ["— 1 —", "— 1 —"]
    (styles,) = (xml for name, xml in parts(rendered(busy())) if name == "word/styles.xml")
    for style, font, size in (("AnnexLabel", "黑体", 32), ("AnnexTitle", "方正小标宋简体", 44)):
        found = styles.partition(f'w:styleId="{style}"')[2].partition("</w:style>")[0]
        assert f'w:eastAsia="{font}"' in found
        assert f'<w:sz w:val="{size}"/>' in found
    closing = [*busy().registry.scheme.issuers, "　　年　　月　　日"]
    assert paragraphs(document.element.body)[-len(closing) :] == closing


def test_the_signature_never_stands_alone_on_a_page() -> None:
    document = Document(io.BytesIO(rendered(busy())))
    (sentence,) = (one for one in document.paragraphs if one.text.startswith("有1项事务"))
    assert sentence.paragraph_format.keep_with_next
    after = document.paragraphs[[p.text for p in document.paragraphs].index(sentence.text) + 1 :]
    assert {one.style.style_id for one in after if one.style} == {"Signed"}
    assert document.styles["落款"].paragraph_format.keep_with_next


def test_every_table_repeats_its_head_keeps_its_rows_whole_and_its_columns_fixed() -> None:
    body = Document(io.BytesIO(rendered(busy()))).element.body
    found = list(body.iter(qn("w:tbl")))
    assert len(found) == 5
    for table in found:
        rows = list(table.iter(qn("w:tr")))
        assert [row.find(f".//{qn('w:tblHeader')}") is not None for row in rows] == [
            place == 0 for place in range(len(rows))
        ]
        assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)
        grid = [column.get(qn("w:w")) for column in table.iter(qn("w:gridCol"))]
        for row in rows:
            widths = [width.get(qn("w:w")) for width in row.iter(qn("w:tcW"))]
            assert widths == grid or [sum(map(int, grid))] == [int(width) for width in widths]
        assert all(cell[-1].tag == qn("w:p") for cell in table.iter(qn("w:tc")))


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_comes_back_from_the_annex_as_it_was_typed(hostile: str) -> None:
    before, after = filed_task(3, title=hostile), filed_task(3, title=f"{hostile}改")
    after = replace(
        after, corrections=(replace(correction(DAY, "title", hostile, None), reason=hostile),)
    )
    fresh = filed_task(1, year=2025, title=hostile)
    gone = retired(filed_task(2, title=hostile), date(2025, 6, 2))
    gone = replace(gone, retirement=replace(retirement(date(2025, 6, 2)), reason=hostile))
    data = rendered(between(registry(before, gone), registry(after, fresh, gone)))
    assert changed_rows(data)["DL-2024-0003"] == [
        [["事务名称"], [hostile], [f"{hostile}改"], [f"{hostile}（2025年5月6日）"]]
    ]
    assert part(data, NEW)[1][1] == [hostile]
    assert (part(data, ENDED)[1][1][0], part(data, ENDED)[1][4]) == (hostile, [hostile])


def sown(texts: list[str]) -> bytes:
    """An annex with each of *texts* in every field that is new, was there, ended, or changed."""
    everywhere = frozenset((*SHOWN, "科室"))
    hostile = [Sown(one, everywhere) for one in texts]
    calm = [Sown("静", everywhere) for _ in texts]
    known = filled_with(hostile)
    fresh = [
        replace(
            current(n, one),
            id=RecordId(prefix="DL", year=2026, serial=n),
            filing=Filing(date=date(2026, 3, 9), number=one.at("备案号")),
        )
        for n, one in enumerate(hostile, 1)
    ]
    ended = [over(n, one) for n, one in enumerate(hostile, 1)]
    turned = [current(n, one) for n, one in enumerate(calm, 501)]
    back = [current(n, one) for n, one in enumerate(hostile, 501)]
    before = [*(current(n, one) for n, one in enumerate(calm, 1)), *back, *ended]
    after = [*(current(n, one) for n, one in enumerate(hostile, 1)), *turned, *ended, *fresh]
    return rendered(
        between(
            replace(known, tasks=registry(*before).tasks),
            replace(known, tasks=registry(*after).tasks),
            year=2026,
        )
    )


def test_every_text_reads_back_from_every_field_of_the_annex() -> None:
    found = bare(READERS["docx"].text(sown(list(TEXTS))))
    unchanged = {"更正前", "更正后", "新法", "新条", "配合", "社区"}
    for mark in {*SHOWN, "科室"} - unchanged:
        wanted = [Sown(one, frozenset({mark})).at(mark) for one in TEXTS]
        assert [one for one in wanted if bare(one) not in found] == [], mark
    assert [one for one in TEXTS if bare(one) not in found] == []


def test_no_text_becomes_more_than_text_in_the_annex() -> None:
    shape = READERS["docx"].shape
    calm = [f"静{n}" + "\n丙" * one.count("\n") for n, one in enumerate(TEXTS)]
    assert sorted(shape(sown(list(TEXTS))) - shape(sown(calm))) == []


def own(folder: Path, old: str, new: str) -> Environment:
    """The packaged template with *old* in its parts replaced by *new*, as a registry's own."""
    with (
        zipfile.ZipFile(TARGET) as source,
        zipfile.ZipFile(folder / TARGET.name, "w") as changed,
    ):
        for name in source.namelist():
            changed.writestr(name, source.read(name).replace(old.encode(), new.encode()))
    return Environment(template_folders=(folder,))


def test_a_template_of_the_registrys_own_is_used_instead(tmp_path: Path) -> None:
    data = rendered(busy(), own(tmp_path, "仿宋_GB2312", "华文仿宋"))
    (styles,) = (xml for name, xml in parts(data) if name == "word/styles.xml")
    assert "华文仿宋" in styles
    assert tables(data) == tables(rendered(busy()))


@pytest.mark.parametrize(
    "template", ["{{ task.nothing }}", "{{ task.title|nofilter }}", "{% if %}"]
)
def test_a_template_that_cannot_be_filled_is_named(tmp_path: Path, template: str) -> None:
    with pytest.raises(ChangesTemplateRefused) as caught:
        rendered(busy(), own(tmp_path, "{{ task.title }}", template))
    assert "changes.docx" in caught.value.message


@pytest.mark.parametrize("template", [one for one in REACHES if "edition" not in one])
def test_a_template_of_the_annex_reaches_nothing_else(tmp_path: Path, template: str) -> None:
    with pytest.raises(ChangesTemplateRefused):
        rendered(busy(), own(tmp_path, "{{ task.title }}", template))


@pytest.mark.parametrize(
    "template",
    ["{{ statement.__class__ }}", "{{ statement.registry.scheme.kinds.clear() }}"],
)
def test_a_template_of_the_annex_reaches_nothing_in_the_statement(
    tmp_path: Path, template: str
) -> None:
    with pytest.raises(ChangesTemplateRefused):
        rendered(busy(), own(tmp_path, "{{ task.title }}", template))


def test_a_file_that_is_no_word_document_is_refused_as_a_template(tmp_path: Path) -> None:
    (tmp_path / TARGET.name).write_text("doc", encoding="utf-8")
    with pytest.raises(ChangesTemplateRefused):
        rendered(busy(), Environment(template_folders=(tmp_path,)))


def test_the_shipped_template_is_what_its_script_writes() -> None:
    assert TARGET.read_bytes() == template()


def test_the_annex_is_written_below_build_and_the_command_says_where(
    district: Clone, accession: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(district.top)
    answer = accession("diff", "2025", "2024", "--format", "docx")
    name = "东丽区社区组织依法协助政府工作事务指导目录变化情况（2025年版与2024年版相比）.docx"
    assert answer.code == 0
    assert answer.out == f"build/changes/{name}\n"
    assert "new 15, ended 4, changed 1, unchanged 27" in answer.err
    assert "accession freeze 2024" in answer.err
    assert "sample data" in answer.err
    assert "attach it to the circular" in answer.err
    assert zipfile.is_zipfile(district.top / "build/changes" / name)
    draft = accession("diff", "2025", "2026", "--format", "docx")
    assert draft.out.endswith("（征求意见稿）.docx\n")
    assert "attach" not in draft.err


def test_programs_are_told_which_file_was_written(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    out = tmp_path / "附件.docx"
    here = ("-C", str(district.top), "diff", "2024", "2025")
    answer = accession(*here, "--out", str(out), "--json")
    made = json.loads(answer.out)
    assert answer.err == ""
    assert (made["version"], made["path"], made["format"]) == (1, str(out), "docx")
    assert made["bytes"] == out.stat().st_size
    assert made["counts"] == json.loads(accession(*here, "--json").out)["counts"]
    assert (made["earlier"]["year"], made["later"]["year"]) == (2024, 2025)


@pytest.mark.parametrize(
    "more",
    [("--out", "a.md"), ("--out", "a"), ("--format", "md", "--out", "a.docx"), ("--format", "doc")],
)
def test_a_file_is_written_of_the_word_format_alone_and_named_so(
    district: Clone,
    accession: Command,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    more: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.iterdir())
    assert accession("-C", str(district.top), "diff", "2024", "2025", *more).code == 2
    assert set(tmp_path.iterdir()) == before


def test_what_stood_there_is_replaced_whole_or_not_at_all(
    district: Clone, accession: Command, tmp_path: Path
) -> None:
    here = ("-C", str(district.top), "diff", "2024", "2025", "--out")
    old = tmp_path / "a.docx"
    old.write_bytes(b"old")
    assert accession(*here, str(old)).code == 0
    assert zipfile.is_zipfile(old)
    (tmp_path / "folder.docx").mkdir()
    answer = accession(*here, str(tmp_path / "folder.docx"))
    assert answer.code == 5
    assert list((tmp_path / "folder.docx").iterdir()) == []
    broken = district.write("registry/templates/changes.docx", "no document")
    district.commit("restyle", **{"registry/templates/changes.docx": broken.read_text()})
    kept = old.read_bytes()
    answer = accession(*here, str(old))
    assert answer.code == 5
    assert "changes.docx" in answer.err
    assert old.read_bytes() == kept
