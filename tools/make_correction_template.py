"""Write templates/correction_notice.docx: what an agency has to correct in its application.

python tools/make_correction_template.py

A clerk may restyle the file in Word or WPS instead; what this writes is then overwritten.
"""

import io
from pathlib import Path
from typing import Final

from make_complaint_templates import HEAD, NO_DRAFT, STYLES
from word_template_pages import head_and_foot, tag, upright
from word_template_styles import element
from word_template_writer import Writer, looped

from accession_cli.office.container import zipped_again

PATH: Final = Path(__file__).parents[1] / "templates/correction_notice.docx"
DRAFT: Final = (
    tag("{%p if not issued %}"),
    element(
        '<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>'
        '<w:r><w:rPr><w:rStyle w:val="Label"/></w:rPr>'
        "<w:t>草稿，尚未签发</w:t></w:r></w:p>"
    ),
    tag("{%p endif %}"),
)
HOUR: Final = "{% if hour %}{{ hour }}{% endif %}"
COUNTED: Final = "{% if counted != received %}，不在办公时间，视为{{ counted|day }}收件{% endif %}"
LIMIT: Final = (
    "{{ limit }}规定的{{ days }}个工作日办理期限，自收件次日起计算；"
    "{% if clock == 'runs' %}补正期间照常计算，到{{ due|day }}届满。"
    "{% elif clock == 'pauses' %}自退回次日起至补正材料收件之日止的时间不计入。"
    "{% else %}补正材料收件后，自其次日起重新计算。{% endif %}"
)
TITLE: Final = "{% if subject %}“{{ subject }}”{% else %}有关事项{% endif %}"


def notice() -> bytes:
    """One notice of all that has to be corrected, and of what that does to the days."""
    writer = Writer("关于补正准入申请的函模板", STYLES)
    section = writer.document.sections[0]
    upright(section)
    head_and_foot(section, (*DRAFT, *HEAD), name="", draft=NO_DRAFT, numbered=True)
    writer.line("PaperTitle", "{{r title|titled }}")
    writer.line("PaperNumber", "收件编号：{{ id }}")
    writer.line("PaperTo", "{{ agency }}：")
    writer.line(
        "Body",
        "你单位"
        + TITLE
        + "的准入申请，{{ signed }}已于{{ received|day }}"
        + HOUR
        + "收件"
        + COUNTED
        + "。"
        "{% if faults %}经查看，审批表有{{ faults|length }}处需要补正，现一次告知如下：{% endif %}",
    )
    writer.lines("Body", *looped("line in faults", "{{ loop.index }}．{{ line }}"))
    writer.lines("Body", "{%p if opinion %}", "审核意见：{{ opinion|sentence }}", "{%p endif %}")
    writer.line(
        "Body",
        "请补正审批表，在表上注明收件编号{{ id }}，连同盖章件再次报送。",
    )
    # BodyLast: so that the signature has company on its page
    writer.lines("Body", "{%p if start %}", LIMIT)
    writer.lines("BodyLast", "{%p else %}", LIMIT, "{%p endif %}")
    writer.lines(
        "BodyLast",
        "{%p if start %}",
        "表上的开始日期是{{ start|day }}，"
        "{% if start < counted %}早于收件之日；{% elif ahead == 0 %}自收件次日起没有工作日；"
        "{% else %}自收件次日起有{{ ahead }}个工作日；{% endif %}"
        "{% if latest %}在{{ latest|day }}{% if closes %}{{ closes }}{% endif %}以前（含"
        "{% if closes %}该时{% else %}当日{% endif %}）补正的，自补正次日起仍不少于"
        "{{ lead_clause }}要求的{{ lead }}个工作日。"
        "{% else %}自补正次日起已经不足{{ lead_clause }}要求的{{ lead }}个工作日，"
        "请一并考虑开始日期。{% endif %}",
        "{%p endif %}",
    )
    writer.line("BodyLast", "特此函告。")
    writer.lines(
        "Signed",
        "",
        "{{ signed }}",
        "{% if issued %}{{ day|day }}{% else %}　年　月　日{% endif %}",
    )
    target = io.BytesIO()
    writer.document.save(target)
    return zipped_again(target.getvalue())


if __name__ == "__main__":
    PATH.write_bytes(notice())
