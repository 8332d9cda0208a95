"""The contents of the Word template, its list of volumes, and the headings of its parts."""

from typing import Final

from docx.shared import Pt
from word_template_tables import COUNT, VOLUMES
from word_template_writer import Writer, each, looped, optional

CHANGES: Final = '"new" in volume.parts or "ended" in volume.parts or "changed" in volume.parts'
CHANGE_TITLES: Final = (
    ("ended", "一、终止和期限届满"),
    ("new", "二、新准入"),
    ("changed", "三、内容变化和承接"),
)
CHANGE_COUNTS: Final = {
    "ended": "{{ public.gone }}",
    "new": "{{ edition.new|length }}",
    "changed": "{{ edition.changed|length }}",
}
PARTS: Final = {
    "emergencies": "突发事件准入（{{ public.all_emergencies }}项）",
    "changes": "第二部分　与上年版相比的变化",
    "legal_changes": "第三部分　制度依据已有变化的事务",
    "agencies": "第四部分　部门索引",
    "subdistricts": "第五部分　街道、社区索引",
    "evaluation": "第六部分　评议情况",
    "colophon": "编制信息",
}
THIS: Final = "{% if one.number == volume.number %}（本册）{% endif %}"
#: The numbers of the items of a volume.
RANGE: Final = "{{{{ {0}.first }}}}—{{{{ {0}.last }}}}"


def contents(writer: Writer) -> None:
    """Parts and classes with their pages, as fields whose numbers are right before Word updates."""
    writer.line("ContentsTitle", "{%p if volume.number == 1 %}")
    first = writer.line("ContentsTitle", "目　　录")
    first.paragraph_format.page_break_before = True
    writer.line("ContentsPart", '{{r "编制说明"|jump("part_note") }}')
    writer.lines("ContentsTitle", "{%p else %}", "目　　录", "{%p endif %}")
    whole = "第一部分　事务目录（" + COUNT + "项）"
    writer.lines("ContentsPart", *optional("volume.sections", _line(whole, "part_1", "1")))
    writer.lines("TOC2", *looped("section in volume.sections", "{{r section|contents_line }}"))
    writer.lines("ContentsEnd", *optional("volume.sections", "{{r contents_end }}"))
    writer.lines(
        "ContentsPart",
        *optional("public.emergencies", _part("emergencies")),
        *optional(CHANGES, _part("changes")),
    )
    for name, title in CHANGE_TITLES:
        line = _part(name, f"{title}（{CHANGE_COUNTS[name]}项）")
        writer.lines("ContentsClass", *optional(f'"{name}" in volume.parts', line))
    for name in ("legal_changes", "agencies", "subdistricts", "evaluation"):
        line = _part(name)
        writer.lines("ContentsPart", *optional(f'"{name}" in volume.parts', line))
    writer.line("ContentsPart", _part("colophon"))


def _part(key: str, title: str = "") -> str:
    return _line(title or PARTS[key], f"part_{key}", f'parts["{key}"].page')


def _line(title: str, mark: str, page: str) -> str:
    """A line of the contents: a title that jumps to *mark*, and the page of it."""
    return f'{{{{r {_joined(title)}|jump("{mark}") }}}}\t{{{{r {page}|page_of("{mark}") }}}}'


def _joined(title: str) -> str:
    """*title* as an expression: what stands in braces, joined with what stands around it."""
    inside = title.replace("{{ ", '" ~ ').replace(" }}", ' ~ "')
    return f'("{inside}")'


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


def part_heading(writer: Writer, key: str, *, continued: str = "") -> None:
    """The heading of a part, which begins a page where the one before is full."""
    text = f'{{{{r {_joined(PARTS[key])}|anchor("part_{key}") }}}}'
    if continued:
        text += "{% if " + continued + " %}（续）{% endif %}"
    either(writer, f'parts["{key}"].top', ("PartTop", "Part"), text)


def either(writer: Writer, condition: str, styles: tuple[str, str], text: str) -> None:
    """A paragraph in the first of *styles* if *condition* holds, else in the second."""
    first, second = styles
    writer.lines(first, "{%p if " + condition + " %}", text)
    writer.lines(second, "{%p else %}", text, "{%p endif %}")


def more(part: str) -> str:
    """What stands behind the title of a part that begins in the volume before."""
    return '{% if "' + part + '" in volume.continued %}（续）{% endif %}'
