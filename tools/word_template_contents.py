"""The contents of the Word template, its list of volumes, and the headings of its parts."""

from typing import Final

from docx.shared import Pt
from docx.text.paragraph import Paragraph
from word_template_tables import COUNT, VOLUMES
from word_template_writer import Writer, each, looped, optional

CHANGES: Final = '"new" in volume.parts or "ended" in volume.parts or "changed" in volume.parts'
CHANGE_TITLES: Final = (
    ("new", "一、新准入"),
    ("ended", "二、终止和期限届满"),
    ("changed", "三、内容变化和承接"),
)
THIS: Final = "{% if one.number == volume.number %}（本册）{% endif %}"
#: The numbers of the items of a volume.
RANGE: Final = "{{{{ {0}.first }}}}—{{{{ {0}.last }}}}"


def contents(writer: Writer) -> None:
    """Parts and classes with their item numbers: Word knows page numbers only when it shows it."""
    writer.line("ContentsTitle", "{%p if volume.number == 1 %}")
    first = writer.line("ContentsTitle", "目　　录")
    first.paragraph_format.page_break_before = True
    writer.line("ContentsPart", '{{r "编制说明"|jump("part_note") }}')
    writer.lines("ContentsTitle", "{%p else %}", "目　　录", "{%p endif %}")
    writer.lines(
        "ContentsPart", *shown("tasks", "第一部分　事务目录", "part_1", "共" + COUNT + "项")
    )
    writer.lines("TOC2", *looped("section in volume.sections", "{{r section|contents_line }}"))
    writer.lines("ContentsEnd", *optional("volume.sections", "{{r contents_end }}"))
    writer.lines(
        "ContentsPart",
        *optional("volume.emergencies", "突发事件准入\t{{ edition.emergencies|length }}项"),
        *optional(CHANGES, '{{r "第二部分　与上年版相比的变化"|jump("part_2") }}'),
    )
    for name, title in CHANGE_TITLES:
        number = "{{ edition." + name + "|length }}项"
        writer.lines("ContentsClass", *shown(name, title, name, number))
    number = "{{ edition.legal_changes|length }}处"
    writer.lines(
        "ContentsPart",
        *shown("legal_changes", "第三部分　制度依据已有变化的事务", "part_3", number),
        *shown("agencies", "第四部分　牵头部门索引", "part_4"),
        *shown("subdistricts", "第五部分　街道、社区索引", "part_5"),
        *shown(
            "evaluation",
            "第六部分　评议情况",
            "part_6",
            "已评议{{ edition.evaluation.evaluated|length }}项",
        ),
        '{{r "编制信息"|jump("part_colophon") }}',
    )


def shown(part: str, title: str, mark: str, more: str = "") -> list[str]:
    """A line of the contents, in the volumes that have *part*."""
    line = f'{{{{r "{title}"|jump("{mark}") }}}}' + (f"\t{more}" if more else "")
    return optional(f'"{part}" in volume.parts', line)


def volume_list(writer: Writer) -> None:
    """Which volume holds what; nothing where the directory is not divided.

    The heading has no mark: marks are numbered, and those of the parts keep their numbers.
    """
    writer.line("Body", "{%p if not volume.alone %}")
    heading = writer.line("Heading1", "分册一览")
    heading.paragraph_format.space_before = Pt(24)
    writer.line("Remark", VOLUMES)
    writer.table(
        (("分册", 26), ("内容", 96), ("序号", 34)),
        each(
            "one in volumes",
            (
                "{{ one.number|volume_name }}" + THIS,
                "{{ one|volume_contents }}",
                "{% if one.sections %}" + RANGE.format("one") + "{% else %}—{% endif %}",
            ),
        ),
        text_style="IndexText",
    )
    writer.line("Body", "{%p endif %}")


def part_heading(
    writer: Writer, title: str, mark: str, continued: str
) -> tuple[Paragraph, Paragraph]:
    """The heading of a part, and the other one for the volumes where the part is *continued*.

    One of the two is there; a tag behind the title itself would show in the bytes of every file.
    """
    writer.line("Heading1", "{%p if " + continued + " %}")
    again = writer.line("Heading1", f"{title}（续）", mark=mark)
    writer.marks -= 1
    writer.line("Heading1", "{%p else %}")
    begun = writer.line("Heading1", title, mark=mark)
    writer.line("Heading1", "{%p endif %}")
    return again, begun


def more(part: str) -> str:
    """What stands behind the title of a part that begins in the volume before."""
    return '{% if "' + part + '" in volume.continued %}（续）{% endif %}'
