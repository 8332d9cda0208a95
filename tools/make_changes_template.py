"""Write templates/changes.docx, the layout of the annex on what changed between two editions.

python tools/make_changes_template.py

A clerk may restyle the file in Word or WPS instead; what this writes is then overwritten.
"""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from docx.shared import Pt
from word_template_pages import head_and_foot, tag, upright
from word_template_styles import BLACK, SCRIPT, TABLE, TITLE, Style, element
from word_template_writer import Line, Row, Writer, each, looped, optional

from accession_cli.office.container import zipped_again

TARGET: Final = Path(__file__).parents[1] / "templates" / "changes.docx"
DRAFT: Final = "statement.draft"
STYLES: Final[tuple[Style, ...]] = (
    ("附件标签", "AnnexLabel", "Normal", BLACK, 32, "line=578 after=578 keepNext", None),
    ("附件标题", "AnnexTitle", "Normal", TITLE, 44, "jc=center line=640 keepNext", 0),
    ("附件副标题", "AnnexYears", "Normal", SCRIPT, 32, "jc=center line=578 after=289", None),
    ("附件表头", "AnnexHead", "Normal", BLACK, 21, "jc=center line=300", None),
    ("附件表格", "AnnexText", "Normal", TABLE, 21, "line=300", None),
    ("附件表格居中", "AnnexCentred", "Normal", TABLE, 21, "jc=center line=300", None),
    ("附件表格小字", "AnnexSmall", "Normal", TABLE, 18, "line=252", None),
    ("附件表格居中小字", "AnnexCode", "Normal", TABLE, 18, "jc=center line=252", None),
    ("附件事务行", "TaskAcross", "Normal", BLACK, 21, "line=300 keepNext", None),
    ("附件事务号", "TaskNumber", "Normal", TABLE, 18, "line=252 keepNext", None),
)
HEAD: Final = (
    tag("{%p if scheme.sample or statement.draft %}"),
    element(
        '<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>'
        '<w:r><w:rPr><w:rStyle w:val="Label"/></w:rPr><w:t>'
        "{% if scheme.sample %}示例数据，不作为依据{% endif %}"
        "{% if scheme.sample and statement.draft %}　{% endif %}"
        "{% if statement.draft %}征求意见稿{% endif %}</w:t></w:r></w:p>"
    ),
    tag("{%p endif %}"),
    element('<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>'),
)
NAME: Final = "{% set name, _year = scheme.title_of(statement.later.year)|two_lines %}"
LATER: Final = "{{ statement.later.year }}年版"
EARLIER: Final = "{{ statement.earlier.year }}年版"
NET: Final = (
    '{% if statement.net %}净{{ "增加" if statement.net > 0 else "减少" }}'
    "{{ statement.net|abs }}项{% else %}总数持平{% endif %}"
)
STATE: Final = (
    "{% if side.frozen %}已定版{% elif side.draft %}征求意见稿{% else %}未定版{% endif %}"
)


def centred(*texts: str) -> list[Line]:
    return [("AnnexCentred", text) for text in texts]


def text_lines(*texts: str) -> list[Line]:
    return [("AnnexText", text) for text in texts]


def numbered(task: str) -> list[Line]:
    """The title, and below it the filing number and the id."""
    return [
        ("AnnexText", "{{ " + task + ".title }}"),
        ("AnnexSmall", "{{ " + task + ".filing.number }}"),
        ("AnnexSmall", "{{ " + task + ".id|string }}"),
    ]


EDITION_HEADS: Final = (("版次", 36), ("基准日", 44), ("状态", 38), ("收录事务（项）", 38))
EDITION_ROW: Final[Row] = (
    centred("{{ side.year }}年版"),
    centred("{{ side.base_date|day }}"),
    centred(STATE),
    centred("{{ side.tasks }}"),
)
NEW_HEADS: Final = (
    ("序号", 10),
    ("事务名称", 43),
    ("牵头部门", 26),
    ("协助渠道", 17),
    ("备案日期", 32),
    ("备案号", 28),
)
NEW_ROW: Final[Row] = (
    centred("{{ loop.index }}"),
    text_lines(
        "{{ task.title }}",
        *optional("task.filing.date <= statement.earlier.base_date", "⟨（恢复列入）⟩"),
    ),
    text_lines("{{ task.agency|agency }}"),
    centred(*looped("channel in task.channels", "{{ channel|channel }}")),
    centred("{{ task.filing.date|day }}"),
    [
        ("AnnexCentred", "{{ task.filing.number }}"),
        ("AnnexCode", "{{ task.id|string }}"),
    ],
)
GONE_HEADS: Final = (
    ("序号", 10),
    ("事务名称", 42),
    ("牵头部门", 25),
    ("情形、停止日期", 32),
    ("原因", 47),
)
GONE_ROW: Final[Row] = (
    centred("{{ loop.index }}"),
    numbered("gone.task"),
    text_lines("{{ gone.task.agency|agency }}"),
    centred(
        "{% if gone.how %}{{ gone.how|ending }}{% else %}不再列入{% endif %}",
        *optional("gone.day", "{{ gone.day|day }}"),
    ),
    text_lines(
        "{% if gone.reason %}{{ gone.reason }}{% elif gone.how and gone.task.period.end %}"
        "期限至{{ gone.task.period.end|day }}{% else %}登记库未载明{% endif %}",
        *optional("gone.successors", '由{{ gone.successors|map("task_name")|join("、") }}承接'),
    ),
)
CHANGED_HEADS: Final = (("变化项目", 24), ("原内容", 48), ("现内容", 48), ("原因", 36))
CHANGED_TASK: Final[Row] = (
    [
        ("TaskAcross", "{{ loop.index }}．{{ amended.task.title }}"),
        (
            "TaskNumber",
            (
                "{{ amended.task.agency|agency }}　{{ amended.task.filing.number }}　"
                "{{ amended.task.id|string }}"
            ),
        ),
    ],
)
CHANGED_ROW: Final[Row] = (
    centred("{{ row.name }}"),
    text_lines("{% if row.old %}{{ row.old }}{% else %}无{% endif %}"),
    text_lines("{% if row.new %}{{ row.new }}{% else %}无{% endif %}"),
    text_lines(
        "{%p for correction in row.corrections %}",
        "{{ correction.reason }}（{{ correction.date|day }}）",
        "{%p else %}",
        "未载明",
        "{%p endfor %}",
    ),
)


def beginning(writer: Writer) -> None:
    """附件, the title, and which editions are compared."""
    writer.line("AnnexLabel", "附件")
    long_name = 'name.endswith("指导目录")'
    writer.line("AnnexTitle", NAME + "{{ name[:-4] if " + long_name + " else name }}")
    writer.line("AnnexTitle", '{{ "指导目录" if ' + long_name + ' else "" }}变化情况')
    writer.line("AnnexYears", f"（{LATER}与{EARLIER}相比）")
    writer.line(
        "Body",
        "根据{{ scheme.source.title|quoted }}（{{ scheme.source.number }}）关于每年集中清理、更新"
        "指导目录的规定，现将{{ scheme.title_of(statement.later.year)|quoted }}与"
        "{{ scheme.title_of(statement.earlier.year)|quoted }}相比的变化情况列明如下。",
    )


def figures(writer: Writer) -> None:
    """The two editions, and the counts that lead from one to the other."""
    writer.line("Heading2", "一、总体情况")
    last = writer.line(
        "Body",
        f"{EARLIER}收录" + "{{ statement.earlier.tasks }}项，"
        f"{LATER}收录" + "{{ statement.later.tasks }}项，" + NET + "。其中：新增"
        "{{ statement.new|length }}项，终止和期限届满{{ statement.ended|length }}项，"
        "内容有变化{{ statement.amended|length }}项，未变化{{ statement.unchanged }}项。"
        "{% if statement.draft %}征求意见稿所列情况以正式版为准。{% endif %}",
    )
    last.paragraph_format.space_after = Pt(6)
    rows = each("side in [statement.earlier, statement.later]", EDITION_ROW)
    annex_table(writer, EDITION_HEADS, rows)


def part(
    writer: Writer,
    title: str,
    name: str,
    heads: Sequence[tuple[str, int]],
    rows: Sequence[Row],
) -> None:
    """A list under its heading with its count; an empty one says so."""
    heading(writer, title + "（{{ statement." + name + "|length }}项）")
    writer.line("Body", "{%p if statement." + name + " %}")
    annex_table(writer, heads, rows)
    writer.lines("Body", "{%p else %}", "本部分无。", "{%p endif %}")


def heading(writer: Writer, text: str) -> None:
    writer.line("Heading2", text).paragraph_format.space_before = Pt(9)


def annex_table(writer: Writer, heads: Sequence[tuple[str, int]], rows: Sequence[Row]) -> None:
    writer.table(heads, rows, text_style="AnnexText", head_style="AnnexHead")


def unchanged(writer: Writer) -> None:
    """The last part, a sentence that keeps the signature company on its page."""
    heading(writer, "六、未变化的事务（{{ statement.unchanged }}项）")
    for text in (
        "{%p if statement.unchanged %}",
        "有{{ statement.unchanged }}项事务的内容" + f"与{EARLIER}相同，不再逐项列出。",
        "{%p else %}",
        "本部分无。",
        "{%p endif %}",
    ):
        writer.line("Body", text).paragraph_format.keep_with_next = True


def signature(writer: Writer) -> None:
    """Who issues it, and a place for the day on which it is issued."""
    writer.line("Signed", "{%p if scheme.issuers %}")
    writer.line("Signed", "")
    writer.lines("Signed", *looped("issuer in scheme.issuers", "{{ issuer }}"))
    writer.line("Signed", "　　年　　月　　日")
    writer.line("Signed", "{%p endif %}")


def template() -> bytes:
    """The template as the bytes of its file."""
    writer = Writer("指导目录变化情况模板", STYLES)
    section = writer.document.sections[0]
    upright(section)
    head_and_foot(section, HEAD, name="", draft=DRAFT, numbered=True)
    beginning(writer)
    figures(writer)
    gone = "gone in statement."
    amended = each(
        "amended in statement.amended",
        CHANGED_TASK,
        *each("row in amended|field_rows", CHANGED_ROW),
    )
    part(writer, "二、新增事务", "new", NEW_HEADS, each("task in statement.new", NEW_ROW))
    part(writer, "三、终止和期限届满的事务", "ended", GONE_HEADS, each(gone + "ended", GONE_ROW))
    part(writer, "四、内容有变化的事务", "amended", CHANGED_HEADS, amended)
    title = "五、两版之间备案又停止、两版均未收录的事务"
    part(writer, title, "passing", GONE_HEADS, each(gone + "passing", GONE_ROW))
    unchanged(writer)
    signature(writer)
    target = io.BytesIO()
    writer.document.save(target)
    return zipped_again(target.getvalue())


if __name__ == "__main__":
    TARGET.write_bytes(template())
