"""Write templates/dispatch_notice.docx and end_notice.docx, the layouts of notices that go down.

python tools/make_notice_templates.py

A clerk may restyle the files in Word or WPS instead; what this writes is then overwritten.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from word_template_pages import head_and_foot, tag, upright
from word_template_styles import BLACK, BODY, TABLE, TITLE, Style, element
from word_template_writer import Line, Row, Writer, looped, when

from accession_cli.office.container import zipped_again

TEMPLATES: Final = Path(__file__).parents[1] / "templates"
NEVER: Final = "false"
LEAD: Final = "jc=both line=578 after=120 firstLineChars=200 firstLine=640"
STYLES: Final[tuple[Style, ...]] = (
    ("通知标题", "NoticeTitle", "Normal", TITLE, 44, "jc=center line=640 after=578 keepNext", 0),
    ("通知称谓", "NoticeTo", "Normal", BODY, 32, "line=578 keepNext", None),
    ("通知事务", "NoticeTask", "Heading2", BLACK, 32, f"{LEAD} keepNext", 1),
    ("通知引语", "NoticeLead", "Normal", BODY, 32, LEAD, None),
    ("通知栏目", "NoticeHead", "Normal", BLACK, 24, "jc=center line=360", None),
    ("通知内容", "NoticeText", "Normal", TABLE, 24, "jc=both line=360", None),
)
HEAD: Final = (
    tag("{%p if scheme.sample %}"),
    element(
        '<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr><w:r><w:rPr><w:rStyle w:val="Label"/>'
        "</w:rPr><w:t>示例数据，不作为依据</w:t></w:r></w:p>"
    ),
    tag("{%p endif %}"),
    element('<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>'),
)
HEADS: Final = (("项目", 30), ("内容", 126))
SCHEME: Final = "{{ scheme.source.title|quoted }}（{{ scheme.source.number }}，以下简称方案）"
WRONG: Final = "one.task.entered_in_error"
COMMUNITIES: Final = (
    "{% if one.communities is none %}{{ notice.to.name }}全部社区"
    '{% else %}{{ one.communities|join("、") }}{% endif %}'
)
ADMITTED: Final = (
    '{% if notice.tasks|selectattr("task.inherited")|list %}备案（承接原目录、未经本方案审批的'
    "逐项写明）{% else %}审批准入并备案{% endif %}"
)


def row(name: str, *texts: str) -> Row:
    lines: list[Line] = [("NoticeText", text) for text in texts]
    return ([("NoticeHead", name)], lines)


NUMBER: Final = row("备案号", "{{ one.task.filing.number }}（{{ one.task.id|string }}）")
AGENCY: Final = row(
    "牵头部门",
    '{{ one.agency }}{% if one.co_agencies %}（配合：{{ one.co_agencies|join("、") }}）{% endif %}',
)
DISPATCH_ROWS: Final[Sequence[Row]] = (
    *when("one.task.inherited", row("准入情况", "{{ one.task.inherited|taken_over }}")),
    NUMBER,
    AGENCY,
    row("做什么", "{{ one.task.authorization.content|without(one.task.excludes)|sentence }}"),
    *when(
        "one.task.excludes",
        row("不做什么", *looped("line in one.task.excludes", "{{ line|sentence }}")),
    ),
    row("工作目标", "{{ one.task.authorization.target|sentence }}"),
    row("工作权限", "{{ one.task.authorization.authority|without(one.task.excludes)|sentence }}"),
    row("运行流程", "{{ one.task.authorization.workflow|sentence }}"),
    row(
        "期限",
        "{{ one.task.period|period }}（{{ one.task.term|term }}）",
        "{%p if one.task.frequency %}",
        "{{ one.task.frequency }}",
        "{%p endif %}",
    ),
    row("实施社区", COMMUNITIES),
    row(
        "经费保障",
        "{% if one.task.funding.amount == 0 %}不另拨经费"
        "{% else %}{{ one.task.funding|funding }}{% endif %}"
        "{% if one.task.funding.source %}，{{ one.task.funding.source }}{% endif %}"
        "{% if one.task.funding.method %}，{{ one.task.funding.method }}{% endif %}",
        "{%p if one.task.funding.note %}",
        "{{ one.task.funding.note|sentence }}",
        "{%p endif %}",
    ),
    row("制度依据", *looped("basis in one.task.basis", "{{ basis|basis }}")),
    *when(
        "one.task.resources",
        row("人员装备", '{{ one.task.resources|join("；") }}'),
    ),
)
END_ROWS: Final[Sequence[Row]] = (
    row("事务名称", "{{ one.task.title }}"),
    NUMBER,
    *when(
        "to_grid and one.task.dispatch|platform_numbers",
        row("平台编号", "{{ one.task.dispatch|platform_numbers }}"),
    ),
    AGENCY,
    row(
        "{% if " + WRONG + " %}注销{% else %}终止{% endif %}日期",
        "{{ one.task.retirement.effective|day }}"
        "{% if " + WRONG + " %}{% else %}起不再办理{% endif %}",
    ),
    row(
        "{% if " + WRONG + " %}注销{% else %}终止{% endif %}原因",
        "{{ one.task.retirement.reason|sentence }}",
    ),
    row("实施社区", COMMUNITIES),
    *when(
        "one.successors",
        row(
            "承接事务",
            *looped("successor in one.successors", "{{ successor[0] }}（{{ successor[1] }}）"),
        ),
    ),
)


def beginning(writer: Writer) -> None:
    writer.line("NoticeTitle", "{{r title|titled(names=names) }}")
    writer.line(
        "NoticeTo",
        "{{ notice.to.name }}{% if notice.to.section %}（{{ notice.to.section }}）{% endif %}：",
    )


def table(writer: Writer, rows: Sequence[Row]) -> None:
    writer.table(HEADS, rows, text_style="NoticeText", head_style="NoticeHead")


def signature(writer: Writer) -> None:
    """Who tells it, and the day."""
    writer.lines("Signed", "", "{{ notice.signed }}", "{{ notice.day|day }}")


def dispatch(writer: Writer) -> None:
    """The tasks that the subdistrict takes over, each with a table of its own."""
    beginning(writer)
    writer.line(
        "Body",
        f"根据{SCHEME}，下列社区工作事务已经{ADMITTED}，现交由你街道承接，"
        "请转所辖社区按授权内容办理。区级党政群机构交办的其他工作事务，凡未经准入的，社区可以依照"
        "{{ scheme.cited(scheme.refusal_clause) }}不予承接。",
    )
    writer.line("Body", "{%p for one in notice.tasks %}")
    writer.line("NoticeTask", "{{ loop.index|ordinal }}、{{ one.task.title }}")
    table(writer, DISPATCH_ROWS)
    writer.line("Body", "{%p endfor %}")
    # BodyLast: so that the signature has company on its page
    writer.line("BodyLast", "请及时落实到社区；办理中有问题的，请向牵头部门反映。")
    signature(writer)


def end(writer: Writer) -> None:
    """The task that has ended, and what the receiver does now."""
    beginning(writer)
    writer.line("Body", "{%p for one in notice.tasks %}")
    writer.line(
        "NoticeLead",
        "{% if " + WRONG + " %}下列社区工作事务的备案系误登记，"
        "{% else %}" + f"根据{SCHEME}，下列社区工作事务" + "{% endif %}"
        "{% if notice.day < one.task.retirement.effective %}将{% else %}已{% endif %}"
        "于{{ one.task.retirement.effective|day }}"
        "{% if " + WRONG + " %}注销{% else %}终止，终止已经备案{% endif %}，现予告知。",
    )
    table(writer, END_ROWS)
    writer.lines(
        "BodyLast",
        "{%p if to_grid %}",
        "请自{{ one.task.retirement.effective|day }}起停止在网格平台派发该事务，"
        "未办结的派单一并撤回，并告知网格员。",
        "{%p elif " + WRONG + " %}",
        "请及时告知所辖社区：此前按该备案号下达的通知，"
        "自{{ one.task.retirement.effective|day }}起作废。",
        "{%p else %}",
        "请及时通知所辖社区，自{{ one.task.retirement.effective|day }}起停止办理该事务；"
        "仍要求社区办理的，社区可以依照{{ scheme.cited(scheme.refusal_clause) }}不予承接。",
        "{%p endif %}",
        "{%p endfor %}",
    )
    signature(writer)


BODIES: Final[Mapping[str, tuple[str, Callable[[Writer], None]]]] = {
    "dispatch_notice.docx": ("承接通知模板", dispatch),
    "end_notice.docx": ("终止通知模板", end),
}


def template(name: str) -> bytes:
    """The template *name* as the bytes of its file."""
    title, body = BODIES[name]
    writer = Writer(title, STYLES)
    section = writer.document.sections[0]
    upright(section)
    head_and_foot(section, HEAD, name="", draft=NEVER, numbered=True)
    body(writer)
    target = io.BytesIO()
    writer.document.save(target)
    return zipped_again(target.getvalue())


if __name__ == "__main__":
    for one in BODIES:
        (TEMPLATES / one).write_bytes(template(one))
