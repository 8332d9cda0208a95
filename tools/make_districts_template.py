"""Write templates/districts_report.docx, the layout of the yearly report on many districts.

python tools/make_districts_template.py

A clerk may restyle the file in Word or WPS instead; what this writes is then overwritten.
"""

import io
from pathlib import Path
from typing import Final

from make_figures_template import HEAD, STYLES
from word_template_pages import head_and_foot, upright
from word_template_styles import BODY, Style
from word_template_writer import Writer

from accession_cli.office.container import zipped_again

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
    writer = Writer("各区汇总模板", (*STYLES, _WARNING))
    section = writer.document.sections[0]
    upright(section)
    head_and_foot(section, HEAD, name="", draft="false", numbered=True)
    writer.line("FiguresTitle", "{%p set name, edition = year.title|two_lines %}")
    writer.line("FiguresTitle", "{{r name|titled(names=names) }}")
    writer.lines("FiguresTitle", "{%p if edition %}", "{{ edition }}", "{%p endif %}")
    writer.line("FiguresPeriod", "{{ year.period }}")
    writer.line("FiguresNote", "{{ year.basis }}")
    writer.line("Heading2", "一、数据的问题")
    writer.line("Body", "{%p for line in problems %}")
    writer.line("FiguresWarning", "{{ line }}")
    writer.lines("Body", "{%p else %}")
    writer.line("FiguresWarning", "{{ year.nothing }}")
    writer.lines("Body", "{%p endfor %}")
    writer.line("Body", "{%p for section in sections %}")
    writer.line("Heading2", "{{ (loop.index + 1)|ordinal }}、{{ section.heading }}")
    for text in ("{%p if section.note %}", "{{ section.note }}", "{%p endif %}"):
        writer.line("FiguresNote", text).paragraph_format.keep_with_next = True
    writer.line("Body", "{%p for table in section.tables %}")
    writer.line("FiguresTable", "（{{ loop.index|ordinal }}）{{ table.heading }}")
    writer.line("Body", "{%p if table.lines|length > most %}")
    writer.line("FiguresNote", "共{{ table.lines|length }}行，见{{ workbook }}。")
    writer.line("Body", "{%p elif table.lines %}")
    writer.line("FigureText", "{{p table|figures_table }}")
    writer.lines("FiguresNote", "{%p else %}", "{{ year.nothing }}", "{%p endif %}")
    writer.line("Body", "{%p if table.chart and table.lines|length <= most %}")
    writer.line("FigureChart", "{{ table.chart.key|picture }}")
    writer.lines("Body", "{%p endif %}", "{%p endfor %}", "{%p endfor %}")
    target = io.BytesIO()
    writer.document.save(target)
    return zipped_again(target.getvalue())


if __name__ == "__main__":
    TARGET.write_bytes(template())
