"""Write templates/districts_report.docx, the layout of the yearly report on many districts.

python tools/make_districts_template.py

A clerk may restyle the file in Word or WPS instead; what this writes is then overwritten.
"""

from pathlib import Path
from typing import Final

from make_figures_template import STYLES, begun, bytes_of, write_sections
from word_template_styles import BODY, Style

TARGET: Final = Path(__file__).parents[1] / "templates" / "districts_report.docx"
_WARNING: Final[Style] = (
    "统计提醒",
    "FiguresWarning",
    "Normal",
    BODY,
    28,
    "jc=both line=440 after=60",
    None,
)


def template() -> bytes:
    """The template as the bytes of its file."""
    writer = begun("各区汇总模板", (*STYLES, _WARNING), "names")
    writer.line("Heading2", "一、数据的问题")
    writer.line("Body", "{%p for line in problems %}")
    writer.line("FiguresWarning", "{{ line }}")
    writer.lines("Body", "{%p else %}")
    writer.line("FiguresWarning", "{{ year.nothing }}")
    writer.lines("Body", "{%p endfor %}")
    write_sections(writer, "sections", "(loop.index + 1)", most="most")
    return bytes_of(writer)


if __name__ == "__main__":
    TARGET.write_bytes(template())
