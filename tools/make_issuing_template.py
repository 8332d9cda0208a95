"""Write templates/issuing_notice.docx: the notice with which the directory is issued.

python tools/make_issuing_template.py

A clerk may restyle the file in Word or WPS instead; what this writes is then overwritten.
"""

import io
from pathlib import Path
from typing import Final

from make_complaint_templates import HEAD, NO_DRAFT, SCHEME, STYLES
from word_template_pages import head_and_foot, upright
from word_template_styles import BODY, Style
from word_template_writer import Writer, looped

from accession_cli.office.container import zipped_again

ANNEX: Final[Style] = (
    *("附件说明", "PaperAnnex", "Normal", BODY, 32),
    "line=578 before=578 leftChars=500 left=1600 hangingChars=300 hanging=960 keepNext",
    None,
)
PATH: Final = Path(__file__).parents[1] / "templates/issuing_notice.docx"


def notice() -> bytes:
    """通知: to all agencies and subdistricts, with the directory as its annex."""
    writer = Writer("印发通知模板", (*STYLES, ANNEX))
    section = writer.document.sections[0]
    upright(section)
    head_and_foot(section, HEAD, name="", draft=NO_DRAFT, numbered=True)
    writer.line("PaperTitle", "{{r title|titled }}")
    writer.lines("PaperNumber", "{%p if number %}", "{{ number }}", "{%p endif %}")
    writer.line("PaperTo", "区级各党政群机构，各街道：")
    writer.line(
        "Body",
        "根据" + SCHEME + "关于每年集中清理、更新指导目录的规定，编制了"
        "{{ edition.title|quoted }}，现印发给你们，请认真执行。",
    )
    writer.line(
        "BodyLast",  # so that the signature has company on its page
        "本目录截至{{ edition.base_date|day }}，收录社区组织依法协助政府工作事务"
        "{{ edition['items']|length }}项"
        "{% if edition.previous is not none %}，其中本年新准入{{ edition.admitted }}项"
        "{% if edition.taken_over %}、承接原目录{{ edition.taken_over }}项{% endif %}"
        "；终止或者期限届满{{ public.gone }}项，不再列入{% endif %}。"
        "工作事务未经准入，不得下派社区；未经准入下派的，社区可以依照"
        "{{ scheme.cited(scheme.refusal_clause) }}不予承接。",
    )
    writer.line("PaperAnnex", "附件：{{ edition.title }}")
    writer.lines("Signed", *looped("issuer in scheme.issuers", "{{ issuer }}"))
    writer.line("Signed", "{% if day %}{{ day|day }}{% else %}　　年　月　日{% endif %}")
    target = io.BytesIO()
    writer.document.save(target)
    return zipped_again(target.getvalue())


if __name__ == "__main__":
    PATH.write_bytes(notice())
