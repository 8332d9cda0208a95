"""Write templates/refusal_reply.docx: why an application is not admitted.

python tools/make_refusal_template.py

A clerk may restyle the file in Word or WPS instead; what this writes is then overwritten.
"""

import io
from pathlib import Path
from typing import Final

from make_complaint_templates import HEAD, NO_DRAFT, SCHEME, STYLES
from word_template_pages import head_and_foot, upright
from word_template_writer import Writer, looped

from accession_cli.office.container import zipped_again

PATH: Final = Path(__file__).parents[1] / "templates/refusal_reply.docx"


def reply() -> bytes:
    """复函: to the agency that applied. The two are peers, so it tells and orders nothing."""
    writer = Writer("不予准入的复函模板", STYLES)
    section = writer.document.sections[0]
    upright(section)
    head_and_foot(section, HEAD, name="", draft=NO_DRAFT, numbered=True)
    writer.line("PaperTitle", "{{r title|titled }}")
    writer.line("PaperNumber", "收件编号：{{ id }}")
    writer.line("PaperTo", "{{ agency }}：")
    writer.line(
        "Body",
        "你单位“{{ subject }}”的准入申请，已于{{ received|day }}收件"
        "{% if again %}，补正材料于{{ again|day }}收件{% endif %}。依照" + SCHEME + "，"
        "{% if admitted %}{{ admitted|join('、') }}同意准入，{% endif %}"
        "经{{ refused }}审核，不予准入。理由如下：",
    )
    writer.lines("Body", *looped("line in reason", "{{ line|sentence }}"))
    writer.line(
        "BodyLast",  # so that the signature has company on its page
        "该事项未经准入，请勿下派社区；下派的，社区可以依照"
        "{{ scheme.cited(scheme.refusal_clause) }}不予承接。"
        "情况有变化、仍需社区协助的，请重新申请。",
    )
    writer.line("BodyLast", "特此函复。")
    writer.lines("Signed", "", "{{ refused }}", "{{ day|day }}")
    target = io.BytesIO()
    writer.document.save(target)
    return zipped_again(target.getvalue())


if __name__ == "__main__":
    PATH.write_bytes(reply())
