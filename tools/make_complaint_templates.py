"""Write templates/complaint_letter.docx, _circular and _referral: the papers of a complaint.

python tools/make_complaint_templates.py

A clerk may restyle the files in Word or WPS instead; what this writes is then overwritten.
"""

import io
from pathlib import Path
from typing import Final

from word_template_pages import head_and_foot, tag, upright
from word_template_styles import BODY, TITLE, Style, element
from word_template_writer import Writer, looped

from accession_cli.office.container import zipped_again

TEMPLATES: Final = Path(__file__).parents[1] / "templates"
STYLES: Final[tuple[Style, ...]] = (
    (
        "公文标题",
        "PaperTitle",
        "Normal",
        TITLE,
        44,
        "jc=center line=640 before=640 after=160 keepNext",
        0,
    ),
    (
        "公文文号",
        "PaperNumber",
        "Normal",
        BODY,
        32,
        "jc=center line=578 after=418",
        None,
    ),
    ("主送机关", "PaperTo", "Normal", BODY, 32, "jc=both line=578", None),
)
HEAD: Final = (
    tag("{%p if scheme.sample %}"),
    element(
        '<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>'
        '<w:r><w:rPr><w:rStyle w:val="Label"/></w:rPr>'
        "<w:t>示例数据，不作为依据</w:t></w:r></w:p>"
    ),
    tag("{%p endif %}"),
    element('<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>'),
)
NO_DRAFT: Final = "false"
SCHEME: Final = "{{ scheme.source.title|quoted }}（{{ scheme.source.number }}，以下简称方案）"
BEYOND: Final = "{% if task %}超出已准入事项{{ task }}的范围，{% else %}未经准入，{% endif %}"
WORK: Final = looped("line in work", "{{ line|sentence }}")
LATEST: Final = "{{ due|day }}以前（含当日）"
#: Neither says who found it; only a check that was made by the paper's day is claimed.
KNOWN: Final = "{% if verified %}经核查{% else %}据了解{% endif %}，"
CITED: Final = (
    "{% if scheme.supervision %}{{ scheme.cited(scheme.supervision.clause) }}"
    "{% else %}方案{% endif %}"
)
#: The district's own figure, so no clause stands beside it.
WITHIN: Final = (
    "{% if days %}自本函落款之日的次日起{{ days }}个工作日内，即" + LATEST + "，"
    "{% else %}在" + LATEST + "{% endif %}"
)
URGED: Final = (
    "{{ urged|day }}，{{ supervisor }}督促该单位在" + LATEST + "完成整改。"
    "{% if done %}该单位已于{{ done|day }}完成整改。"
    "{% else %}截至{{ day|day }}，该单位尚未报告整改情况。{% endif %}"
)


def letter() -> bytes:
    """函: urges one agency to put right by a day what it did. It orders nothing: they are peers."""
    writer = _begun("关于督促限期整改的函模板")
    _title(writer)
    writer.line("PaperNumber", "编号：{{ id }}")
    writer.line("PaperTo", "{{ agency }}：")
    writer.line(
        "Body",
        SCHEME
        + "规定，工作事务未经准入，不得下派社区。"
        + KNOWN
        + "你单位"
        + BEYOND
        + "向社区下派了"
        "下列工作：",
    )
    writer.lines("Body", *WORK)
    writer.line(
        "Body",
        "依照上述" + CITED + "，现督促你单位限期整改。请停止下派上述工作，" + WITHIN + "完成整改，"
        "并将整改情况书面函告{{ supervisor }}。"
        "{% if not verified %}上述情况与事实不符的，也请一并书面说明。{% endif %}"
        "确需社区协助的，请依照规定申请准入，准入后方可开展。",
    )
    writer.line(
        "BodyLast",  # so that what follows on a next page is more than the end
        "有关情况将予以通报；情节严重、产生不良影响的，移交区纪检监察部门。",
    )
    return _finished(writer, "特此函告。")


def circular() -> bytes:
    """通报: to all agencies, what one of them did and what came of it."""
    writer = _begun("未经准入下派工作的通报模板")
    _title(writer)
    writer.line("PaperNumber", "{% if number %}{{ number }}{% endif %}")
    writer.line("PaperTo", "区级各党政群机构，各街道：")
    writer.line("Body", "依照" + SCHEME + "，现将有关情况通报如下。")
    writer.line("Body", KNOWN + "{{ agency }}" + BEYOND + "向社区下派了下列工作：")
    writer.lines("Body", *WORK)
    writer.lines("Body", "{%p if urged %}", URGED, "{%p endif %}")
    last = (
        "各单位要引以为戒，严格执行社区工作事务准入制度。工作事务需要社区协助的，先申请、后下派；"
        "未经准入的，社区可以依照上述{{ scheme.cited(scheme.refusal_clause) }}不予承接。"
    )
    return _finished(writer, last)


def referral() -> bytes:
    """函: hands the leads of a grave case on to the discipline inspection; it is not published."""
    writer = _begun("关于移送问题线索的函模板")
    _title(writer)
    writer.line("PaperNumber", "编号：{{ id }}")
    writer.line("PaperTo", "{{ to }}：")
    writer.line(
        "Body",
        "依照{% if scheme.supervision %}{{ scheme.cited_in_full(scheme.supervision.clause) }}"
        "{% else %}" + SCHEME + "{% endif %}，情节严重、产生不良影响的，"
        "移交处理。现将{{ agency }}的有关问题线索移送你单位。",
    )
    writer.line("Heading2", "一、下派工作的情况")
    writer.line("Body", KNOWN + "{{ agency }}" + BEYOND + "向社区下派了下列工作：")
    writer.lines("Body", *WORK)
    writer.lines("Body", "{%p if not verified %}", "上述情况尚未核查。", "{%p endif %}")
    writer.line("Heading2", "二、督促整改的情况")
    writer.lines(
        "Body",
        "{%p if urged %}",
        URGED,
        "{%p else %}",
        "截至{{ day|day }}，没有督促该单位限期整改的记录。",
        "{%p endif %}",
        "{%p if circulated %}",
        "{{ circulated|day }}，已将有关情况予以通报{% if number %}（{{ number }}）{% endif %}。",
        "{%p endif %}",
    )
    writer.line("Heading2", "三、情节和影响")
    writer.lines("Body", *looped("line in reason", "{{ line|sentence }}"))
    writer.line("BodyLast", "请依照职责处理，并将处理结果函告{{ supervisor }}。")
    return _finished(writer, "特此函告。", "（此件不公开）")


def _begun(title: str) -> Writer:
    writer = Writer(title, STYLES)
    section = writer.document.sections[0]
    upright(section)
    head_and_foot(section, HEAD, name="", draft=NO_DRAFT, numbered=True)
    return writer


def _title(writer: Writer) -> None:
    """The title, two lines below the top."""
    writer.line("PaperTitle", "{{r title|titled(names=[agency]) }}")


def _finished(writer: Writer, last: str, *remarks: str) -> bytes:
    """The last sentence, which keeps the signature company on its page; the file's bytes.

    *remarks* stand below the signature, as GB/T 9704 has them (附注).
    """
    writer.line("BodyLast", last)
    writer.lines("Signed", "", "{{ supervisor }}", "{{ day|day }}")
    writer.lines("Body", *remarks)
    target = io.BytesIO()
    writer.document.save(target)
    return zipped_again(target.getvalue())


MADE: Final = {
    "complaint_letter.docx": letter,
    "complaint_circular.docx": circular,
    "complaint_referral.docx": referral,
}

if __name__ == "__main__":
    for name, made in MADE.items():
        (TEMPLATES / name).write_bytes(made())
