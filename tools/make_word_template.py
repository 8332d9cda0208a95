"""Write templates/directory.docx, the layout of the directory in Word.

python tools/make_word_template.py

A clerk may restyle the file in Word or WPS instead; what this writes is then overwritten.
"""

import io
from pathlib import Path
from typing import Final

from word_template_contents import (
    CHANGE_COUNTS,
    CHANGE_TITLES,
    CHANGES,
    RANGE,
    contents,
    either,
    more,
    part_heading,
    volume_list,
)
from word_template_pages import count_from, head_and_foot, next_section, upright
from word_template_styles import DIRECTORY_LETTERS, DIRECTORY_STYLES, element
from word_template_tables import (
    CHANGED_HEADS,
    CLASS_TITLE,
    COLOPHON,
    CORRECTION_ROW,
    COUNT,
    EMERGENCY,
    EMERGENCY_HEADS,
    EMERGENCY_ROW,
    ENDED_HEADS,
    ENDED_ROW,
    EXTRACT,
    FIGURES,
    LAW_HEADS,
    LAW_ROW,
    NEW_HEADS,
    NEW_ROW,
    OVERVIEW_HEADS,
    OVERVIEW_ROW,
    OVERVIEW_SUMS,
    PROVISIONAL,
    SCORE_HEADS,
    SCORE_ROW,
    TAKEN_OVER_ROW,
)
from word_template_writer import Line, Row, Writer, each, looped, optional, when

from accession_cli.office.container import zipped_again
from accession_cli.papers import directory_pages as pages

TARGET: Final = Path(__file__).parents[1] / "templates" / "directory.docx"
CHANNELS: Final = 2  # columns of the overview that say who helps
DRAFT: Final = "edition.draft"
MARKS: Final = (
    "{% if scheme.sample %}　示例数据，不作为依据{% endif %}"
    "{% if edition.draft %}　征求意见稿{% endif %}"
)
BARE_HEAD: Final = element('<w:p><w:pPr><w:pBdr><w:bottom w:val="nil"/></w:pBdr></w:pPr></w:p>')
CARDS_MARK: Final = 90_000  # the marks that a document is filled with are higher
CARD_TITLE: Final = (
    '{{r card.number|anchor("item_" ~ card.number) }}\t{{ card.title }}'
    "{% if card.kind %}（{{ card.kind }}）{% endif %}"
    "{% if card.change %}　⟪{{ card.change }}⟫{% endif %}"
)
HEAD: Final = element(
    '<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>'
    "<w:r><w:t>{{ edition.title }}"
    "{% if edition.extract %}（{{ edition.extract.name }}摘编）{% endif %}"
    "{% if not volume.alone %}　{{ volume.number|volume_name }}{% endif %}</w:t></w:r>"
    f'<w:r><w:rPr><w:rStyle w:val="Label"/></w:rPr><w:t>{MARKS}</w:t></w:r></w:p>'
)


def cover(writer: Writer) -> None:
    """The marks, the title, the issuers and the day."""
    for condition, mark in (
        ("scheme.sample", "示例数据，不作为依据"),
        ("edition.draft", "征求意见稿"),
    ):
        writer.lines("CoverMark", *optional(condition, mark))
    writer.line("CoverLine", "{% set name, edition_year = edition.title|two_lines %}")
    writer.line("Title", "{{r name|titled(15.5) }}")
    writer.line("CoverYear", "{{ edition_year }}")
    writer.lines("CoverYear", *optional("edition.extract", "{{ edition.extract.name }}摘编"))
    for style, text in (
        ("CoverYear", "{{ volume.number|volume_name }}（共{{ volume.count }}册）"),
        ("CoverLine", "{{ volume|volume_contents }}"),
    ):
        writer.lines(style, *optional("not volume.alone", text))
    writer.lines(
        "CoverLine",
        *optional("not volume.alone and volume.sections", "序号" + RANGE.format("volume")),
    )
    writer.line("CoverLine", "截至{{ edition.base_date|day }}")
    writer.line("CoverFoot", "{%p if not edition.draft %}")  # a draft is issued by nobody
    writer.lines("CoverFoot", *looped("issuer in scheme.issuers", "{{ issuer }}"))
    writer.lines("CoverFoot", "{{ edition.base_date|day }}", "{%p endif %}")
    writer.lines("CoverFoot", *optional("scheme.page_address", "网页版：{{ scheme.page_address }}"))


def note(writer: Writer) -> None:
    """The issuing note (编制说明)."""
    writer.line("Body", "{%p if volume.number == 1 %}")
    writer.line("Heading1", "编制说明", mark="part_note")
    writer.line("Heading2", "一、编制依据")
    writer.line(
        "Body",
        "根据{{ scheme.source.title|quoted }}（{{ scheme.source.number }}，以下简称方案）关于每年"
        "集中清理、更新指导目录的规定，编制{{ edition.title|quoted }}（以下简称本目录）。",
    )
    writer.line("Heading2", "二、收录范围")
    writer.line(
        "Body",
        "本目录截至{{ edition.base_date|day }}（基准日），收录当日已经准入备案"
        "{% if edition.inherited %}或者承接原目录{% endif %}、仍在执行的社区"
        "组织依法协助政府工作事务" + COUNT + "项，分为{{ edition.sections|length }}类，统一编号。"
        "{% if edition.previous is none %}本目录为首版，收录事务{% if edition.taken_over %}中，"
        "承接原目录、未经本方案审批的{{ edition.taken_over }}项，其余{% else %}均{% endif %}"
        "为本年新准入。"
        "{% if public.gone %}本年另有{{ public.gone }}项终止或者期限届满，不再列入。"
        "{% endif %}{% else %}"
        "其中，本年新准入{{ edition.admitted }}项"
        "{% if edition.taken_over %}，承接原目录{{ edition.taken_over }}项{% endif %}；"
        "终止或者期限届满{{ public.gone }}项，"
        "不再列入。{% endif %}",
    )
    writer.lines("Body", *optional("edition.extract", EXTRACT))
    writer.line("Heading2", "三、使用规则")
    writer.line("Body", "{{ scheme|refusal }}")
    writer.line(
        "Body",
        "各部门交办已准入事务，应当遵守本目录载明的协助内容、权限、期限和经费保障。"
        "{% if public.legal_changes %}所引法律法规已经废止或者修订的，列入第三部分，"
        "由牵头部门核实更新。{% endif %}",
    )
    writer.line("Body", "{%p if not edition.draft %}")
    writer.line("Heading2", "四、公布期限")
    last = writer.line(
        "Body",
        "本目录依照{{ scheme.cited(scheme.days_to_publish.clause) }}，自形成之日起"
        "{{ scheme.days_to_publish.value }}个工作日内，即{{ edition.publish_by|day }}前公布"
        + PROVISIONAL
        + "。",
    )
    last.paragraph_format.keep_with_next = True
    writer.line("Signed", "")
    writer.lines("Signed", *looped("issuer in scheme.issuers", "{{ issuer }}"))
    writer.line("Signed", "{{ edition.base_date|day }}")
    writer.lines(
        "Body",
        "{%p else %}",
        "请于{% if edition.comments and edition.comments.until %}{{ edition.comments.until|day }}"
        "{% else %}　　　年　　月　　日{% endif %}前将意见送"
        "{% if edition.comments and edition.comments.to %}{{ edition.comments.to }}"
        "{% else %}　　　　　　　　　{% endif %}。"
        "本稿不作为承接或者不予承接的依据，以公布的正式版为准。",
        "{%p endif %}",
        "{%p endif %}",
    )


def overview(writer: Writer) -> None:
    """All tasks of the volume at a glance, each with the page of its card."""
    writer.line("Body", "{%p if volume.sections %}")
    writer.line("Heading1", "一览表").paragraph_format.page_break_before = True
    class_row: list[Line] = [("ListClass", "{{ section.place|ordinal }}" + CLASS_TITLE)]

    def rows(row: Row) -> list[Row]:
        return each(
            "section in volume.sections", [class_row], *each('item in section["items"]', row)
        )

    number, title, agency, *channels_and_more = OVERVIEW_HEADS
    wide = ("事项", title[1] + sum(width for _name, width in channels_and_more[:CHANNELS]))
    writer.line("Body", "{%p if scheme.channels|length > 1 %}")
    writer.table(OVERVIEW_HEADS, rows(OVERVIEW_ROW))
    writer.line("Body", "{%p else %}")
    writer.table(
        (number, wide, agency, *channels_and_more[CHANNELS:]),
        rows((*OVERVIEW_ROW[:3], *OVERVIEW_ROW[3 + CHANNELS :])),
    )
    writer.lines("Body", "{%p endif %}")
    writer.line("IndexText", OVERVIEW_SUMS)
    writer.line("Body", "{%p endif %}")


def tasks(writer: Writer) -> None:
    """A card for each task, under the heading of its class."""
    writer.line("Body", '{%p if "tasks" in volume.parts %}')
    text = '{{r "第一部分　事务目录"|anchor("part_1") }}'
    writer.line("Heading1", text + '{% if "tasks" in volume.continued %}（续）{% endif %}')
    writer.line("Body", '{%p if edition["items"] %}')
    _mark(writer, f'<w:bookmarkStart w:id="{CARDS_MARK}" w:name="part_cards"/>')
    writer.line("Body", "{%p for section in volume.sections %}")
    head = '{{r section.place|ordinal|anchor("class_" ~ section.place) }}' + CLASS_TITLE
    either(writer, "at.classes[section.place].top", ("ClassTop", "ClassTitle"), head)
    writer.lines(
        "Body",
        '{%p for item in section["items"] %}',
        "{%p set card = cards[item.number] %}",
    )
    either(writer, "at.cards[item.number].top", ("CardTop", "Heading3"), CARD_TITLE)
    writer.line("Body", "{%p for row in card.rows %}")
    line = "⟦{{ row.head }}⟧\t{{ row.text }}"
    writer.line("CardDo", '{%p if row.key == "does" %}')
    target = "⦅{% for one in row.sentences[1:] %}{{ one }}{% endfor %}⦆"
    writer.line("CardDo", "⟦{{ row.head }}⟧\t{{ row.sentences[0] }}" + target)
    writer.line("CardNot", '{%p elif row.key == "does_not" %}')
    writer.line("CardNot", line)
    writer.line("CardFactTop", "{%p elif (card.number, row.key) in at.broken %}")
    writer.line("CardFactTop", line)
    writer.line("CardFact", "{%p else %}")
    writer.line("CardFact", line)
    writer.lines("CardFact", "{%p endif %}", "{%p endfor %}")
    writer.line("CardLast", "⟦备案⟧\t{{ card.filing }}（{{ card.task_id }}）")
    writer.lines("Body", "{%p endfor %}", "{%p endfor %}")
    _mark(writer, f'<w:bookmarkEnd w:id="{CARDS_MARK}"/>')
    writer.lines("Body", "{%p else %}", "基准日没有仍在执行的准入事务。", "{%p endif %}")
    writer.line("Body", "{%p endif %}")


def _mark(writer: Writer, xml: str) -> None:
    """A mark between paragraphs."""
    writer.document.element.body[-1].addprevious(element(xml))


def emergencies(writer: Writer) -> None:
    """What was admitted at once, without an application; nothing where there is none."""
    writer.line("Remark", "{%p if public.emergencies %}")
    part_heading(writer, "emergencies")
    writer.line("Remark", EMERGENCY)
    rows = each("one in public.emergencies", EMERGENCY_ROW)
    writer.table(EMERGENCY_HEADS, rows, text_style="ListText")
    writer.line("Remark", "{%p endif %}")


def changes(writer: Writer) -> None:
    """What ended, what is new, what was corrected or took another's place."""
    begin = '"ended" in volume.parts and "ended" not in volume.continued'
    writer.line("Body", "{%p if " + CHANGES + " %}")
    part_heading(writer, "changes", continued=f"not ({begin})")
    writer.lines(
        "Remark",
        "{%p if not (" + begin + ") %}",
        "{%p elif edition.previous is none %}",
        "本目录为首版，没有上年版可供比较。首版收录" + COUNT + "项。",
        "{%p else %}",
        FIGURES,
        "{%p endif %}",
    )
    corrections = each("correction in changed.corrections", CORRECTION_ROW)
    taken_over = when("changed.supersedes", TAKEN_OVER_ROW)
    tables = (
        ("public.ended", ENDED_HEADS, each("ended in public.ended", ENDED_ROW)),
        ("volume.new", NEW_HEADS, each("item in volume.new", NEW_ROW)),
        (
            *("volume.changed", CHANGED_HEADS),
            each("changed in volume.changed", *corrections, *taken_over),
        ),
    )
    for (name, title), (rows_of, heads, rows) in zip(CHANGE_TITLES, tables, strict=True):
        writer.line("Remark", '{%p if "' + name + '" in volume.parts %}')
        also = "{% if edition.taken_over %}和承接原目录{% endif %}" if name == "new" else ""
        text = '{{r "' + title + '"|anchor("part_' + name + '") }}'
        text += f"{also}（{CHANGE_COUNTS[name]}项）" + more(name)
        either(writer, f'parts["{name}"].top', ("ChangeTop", "ChangeTitle"), text)
        writer.line("Remark", "{%p if " + rows_of + " %}")
        if name == "ended":
            writer.line("Remark", "下列事项自停止日期起，社区不再承接。")
        writer.table(heads, rows, text_style="ListText")
        writer.lines("Remark", "{%p else %}", "无。", "{%p endif %}", "{%p endif %}")
    writer.line("Body", "{%p endif %}")


def laws(writer: Writer) -> None:
    """Tasks whose legal basis has changed, and what may be said of the other citations."""
    writer.line("Remark", '{%p if "legal_changes" in volume.parts %}')
    part_heading(writer, "legal_changes", continued='"legal_changes" in volume.continued')
    writer.line(
        "Remark",
        "{% if public.legal_changes %}下列事务所引法律法规，在基准日"
        "（{{ edition.base_date|day }}）已经废止或者修订，由牵头部门核实更新依据。"
        "现行条文一栏供核对，以公布文本为准。{% endif %}"
        "{{ edition.citations|citations_checked(public.law_has_changed) }}",
    )
    writer.line("Remark", "{%p if public.legal_changes %}")
    rows = each("change in public.legal_changes", LAW_ROW)
    writer.table(LAW_HEADS, rows, text_style="ListText")
    writer.lines("Remark", "{%p endif %}", "{%p endif %}")


def indexes(writer: Writer) -> None:
    """The numbers of the items by agency, and by subdistrict and community."""
    writer.line("Remark", '{%p if "agencies" in volume.parts %}')
    part_heading(writer, "agencies")
    writer.table(
        tuple(zip(("部门", "牵头事务序号", "配合事务序号"), pages.AGENCIES, strict=True)),
        each(
            "entry in edition.agencies",
            ("{{ entry.name }}", "{{r entry.leads|jumps }}", "{{r entry.takes_part|jumps }}"),
        ),
        text_style="ListText",
    )
    writer.lines("Remark", "{%p endif %}", '{%p if "subdistricts" in volume.parts %}')
    part_heading(writer, "subdistricts")
    writer.line(
        "Remark",
        "全区通用事务（{{ edition.district_wide|length }}项）：{{r edition.district_wide|jumps }}。"
        "{% if edition.subdistricts|own_places %}下表所列为全区通用事务之外的事务"
        "{% if edition.subdistricts|other_places %}，"
        '{{ edition.subdistricts|other_places|join("、") }}没有另列的事务{% endif %}。'
        "{% else %}各街道、社区没有另列的事务。{% endif %}",
    )
    whole = ("{{ entry.name }}", "全街道", '{{r entry["items"]|jumps }}')
    communities = each(
        "community in entry.communities",
        ("{{ entry.name }}", "{{ community.name }}", '{{r community["items"]|jumps }}'),
    )
    writer.line("Remark", "{%p if edition.subdistricts|own_places %}")
    writer.table(
        tuple(zip(("街道", "社区", "事务序号"), pages.PLACES, strict=True)),
        each(
            "entry in edition.subdistricts|own_places",
            *when('entry["items"]', whole),
            *communities,
        ),
        text_style="ListText",
    )
    writer.lines("Remark", "{%p endif %}", "{%p endif %}")


def evaluation(writer: Writer) -> None:
    """What the year's evaluation came to, where there was one."""
    writer.line("Remark", '{%p if "evaluation" in volume.parts %}')
    part_heading(writer, "evaluation", continued='"evaluation" in volume.continued')
    writer.line(
        "Remark",
        "{{ edition.evaluation|evaluation_note }}{% if edition.evaluation.open_numbers %}"
        "本目录中未评议的事务序号：{{r edition.evaluation.open_numbers|jumps }}。{% endif %}",
    )
    writer.line("Remark", "{%p if volume.evaluated %}")
    writer.table(SCORE_HEADS, each("one in volume.evaluated", SCORE_ROW), text_style="ListText")
    writer.lines("Remark", "{%p endif %}", "{%p endif %}")


def colophon(writer: Writer) -> None:
    """What the edition was made from."""
    part_heading(writer, "colophon")
    rows: list[Row] = []
    for condition, name, text in COLOPHON:
        rows += when(condition, (name, text)) if condition else [(name, text)]
    writer.table((("项目", 44), ("内容", 112)), rows, text_style="ColophonText")


def template() -> bytes:
    """The template as the bytes of its file."""
    writer = Writer("指导目录模板", DIRECTORY_STYLES, DIRECTORY_LETTERS)
    section = writer.document.sections[0]
    upright(section)
    head_and_foot(section, [BARE_HEAD], name="1", draft=DRAFT, numbered=False)
    cover(writer)
    section = next_section(writer.document)
    head_and_foot(section, [HEAD], name="0", draft=DRAFT, numbered=False)
    note(writer)
    contents(writer)
    volume_list(writer)
    overview(writer)
    section = next_section(writer.document)
    head_and_foot(section, [HEAD], name="2", draft=DRAFT, numbered=True)
    count_from(section, 1)
    tasks(writer)
    for part in (emergencies, changes, laws, indexes, evaluation, colophon):
        part(writer)
    target = io.BytesIO()
    writer.document.save(target)
    return zipped_again(target.getvalue())


if __name__ == "__main__":
    TARGET.write_bytes(template())
