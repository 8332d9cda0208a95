"""Write templates/anchor.docx: the newest version of a register, to be signed and kept elsewhere.

python tools/make_anchor_template.py

A clerk may restyle the file in Word or WPS instead; what this writes is then overwritten.
"""

import io
from pathlib import Path
from typing import Final

from make_complaint_templates import HEAD, NO_DRAFT, STYLES
from word_template_pages import head_and_foot, upright
from word_template_styles import BODY, Style
from word_template_writer import Writer

from accession_cli.office.container import zipped_again

PATH: Final = Path(__file__).parents[1] / "templates/anchor.docx"
#: Set to the left, so that the words of the line stand apart as they are typed.
LINE: Final[Style] = (
    "存证行",
    "AnchorLine",
    "Normal",
    BODY,
    24,
    "jc=left line=440",
    None,
)
SIGNED: Final = (
    "登记人（签名）：　　　　　　　　　　年　　月　　日",
    "核对人（签名）：　　　　　　　　　　年　　月　　日",
    "保管单位（盖章）：　　　　　　　　　年　　月　　日",
)


def anchor() -> bytes:
    """What the register was on a day, how it is checked, and who vouches for it."""
    writer = Writer("登记库存证单模板", (*STYLES, LINE))
    section = writer.document.sections[0]
    upright(section)
    head_and_foot(section, HEAD, name="", draft=NO_DRAFT, numbered=True)
    title = '(scheme.district ~ "社区工作事务准入登记库存证单")'
    writer.line("PaperTitle", "{{r " + title + "|titled(names=[scheme.district]) }}")
    writer.lines(
        "Body",
        "截至{{ day|day }}，登记库共有版本{{ anchor.commits }}个、登记的记录"
        "{{ anchor.records }}件，最新版本是{{ made|day }}的。存证行如下：",
    )
    writer.line("AnchorLine", "{{ anchor.line }}")
    writer.lines(
        "Body",
        "登记库的每个版本都由它之前的全部版本算出。以后的登记库里仍有存证行所载的版本，"
        "这一天以前的登记历史就没有改写过；没有，就是改写过。核对时在新取的登记库副本里执行：",
    )
    writer.line("AnchorLine", "accession verify --anchor 存证文件，或者加引号的存证行")
    writer.line("Body", "本单签名盖章以后，保管在登记库所在的服务器和电脑以外的地方。")
    writer.lines("Body", *SIGNED)
    writer.lines("Signed", "", "{{ keeper }}", "{{ day|day }}")
    target = io.BytesIO()
    writer.document.save(target)
    return zipped_again(target.getvalue())


if __name__ == "__main__":
    PATH.write_bytes(anchor())
